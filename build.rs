//! Embeds `dictionaries/` in the binary: the files themselves, and what tagging needs of them, compiled.

#![allow(clippy::disallowed_methods, reason = "build scripts read files and the environment")]
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "of the modules below only compiling is used here"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

// The compiler of dictionaries is the library's own, file by file.
#[path = "src/error.rs"]
mod error;
#[path = "src/span.rs"]
mod span;

#[path = "src/rules"]
mod rules {
    mod beginnings;
    mod cue_names;
    mod diagnostic;
    mod lint;
    mod model;
    mod parse;
    mod pattern;
    mod policy;
    mod policy_file;
    mod policy_lint;
    mod source;
    mod toml_table;
    mod words;

    pub(crate) use beginnings::beginnings;
    pub(crate) use cue_names::CUE_NAMES;
    pub(crate) use diagnostic::{Diagnostic, Severity};
    pub(crate) use model::*;
    pub(crate) use parse::parse;
    pub(crate) use policy::{Category, Cover, DEFAULT_POLICY, Number, Origin, Policy, Seen, Unit, act_of};
    pub(crate) use source::{DictionarySource, Place};

    pub(crate) use pattern::{Comparison, Gap, Leaf, Measure, Pattern, QuantityTest, Step, Threshold};
}

#[path = "src/engine"]
mod engine {
    pub(crate) mod compile;
    mod conjugate;
    mod expression;
    mod lazy_regex;
    mod matching;
    mod normalize;
    mod pattern_text;
    mod scan;
    pub(crate) mod tokenize;
}

/// The folders whose files are embedded, in the order in which they are read.
const FOLDERS: [&str; 4] = ["policies", "words", "cues", "rules"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let target = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let mut code = String::from("static FILES: &[(&str, &str)] = &[\n");
    let mut sources = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed=dictionaries/{folder}");
        for path in files(&root.join("dictionaries").join(folder))? {
            let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string());
            sources.push(rules::DictionarySource { name, text: std::fs::read_to_string(&path)? });
        }
    }
    code.push_str("];\n");
    std::fs::write(target.join("builtin.rs"), code)?;
    std::fs::write(target.join("compiled.bin"), compiled(&sources)?)?;
    Ok(())
}

/// The dictionaries under the default policy, as the library stores them. What is wrong in them is left out here as
/// there; a test refuses it.
fn compiled(sources: &[rules::DictionarySource]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let (dictionaries, _) = rules::parse(sources);
    let policy = dictionaries.policies.iter().find(|policy| policy.id == rules::DEFAULT_POLICY);
    let policy = policy.ok_or("the default policy is not in dictionaries/policies")?;
    let tokenizer = engine::tokenize::Tokenizer::load().map_err(|error| error.to_string())?;
    let compiled = engine::compile::compile(&dictionaries, policy, &tokenizer);
    Ok(postcard::to_allocvec(&compiled.map_err(|error| error.to_string())?)?)
}

/// All files below `folder`, in path order, so that every machine embeds them in the same order.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
