//! Dictionary files from disk, joined with the built-in ones.

use std::path::Path;

use crate::error::{Error, ErrorKind};
use crate::rules::{Diagnostic, Dictionaries, DictionarySource, Severity, builtin, parse};

/// Dictionaries with the texts that they came from.
#[derive(Debug)]
pub struct LoadedDictionaries {
    /// What they say.
    pub dictionaries: Dictionaries,
    /// The mistakes in them.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for rendering diagnostics: built-in ones first.
    pub sources: Vec<DictionarySource>,
    /// Number of the first file that was asked for; the built-in ones stand before it. 0 if none were asked for.
    pub first_own: usize,
}

/// Reads the dictionaries at `paths` (files, or folders with all `.toml` and `.csv` files below them). Without paths:
/// the built-in ones.
///
/// What the given files hold replaces what is built in: rules as a whole, word lists, constructions, cue lists and
/// policies by name. So one rule file can be tried against the built-in lists, and a folder can replace everything.
///
/// # Errors
/// When a path cannot be read, is not UTF-8, or holds no dictionary file.
pub fn load_dictionaries(paths: &[impl AsRef<Path>]) -> Result<LoadedDictionaries, Error> {
    let base = builtin();
    if paths.is_empty() {
        let (dictionaries, diagnostics) = parse(&base);
        return Ok(LoadedDictionaries { dictionaries, diagnostics, sources: base, first_own: 0 });
    }
    let mut own = Vec::new();
    for path in paths {
        collect(path.as_ref(), &mut own)?;
    }
    let names: Vec<String> = own.iter().map(|source| source.name.clone()).collect();
    let sources = merged(own, base);
    let (dictionaries, mut diagnostics) = parse(&sources);
    // That some built-in list is unused beside somebody's own rules is no mistake of theirs.
    diagnostics.retain(|one| one.severity == Severity::Error || names.contains(&one.file));
    let first_own = sources.len() - names.len();
    Ok(LoadedDictionaries { dictionaries, diagnostics, sources, first_own })
}

/// The given files, and those built-in files whose kind or names they do not replace.
fn merged(own: Vec<DictionarySource>, base: Vec<DictionarySource>) -> Vec<DictionarySource> {
    let has_rules = own.iter().any(is_rules);
    let replaced: Vec<String> = own.iter().map(|source| last_two(&source.name)).collect();
    let kept = base
        .into_iter()
        .filter(|source| !has_rules || !is_rules(source))
        .filter(|source| !replaced.contains(&last_two(&source.name)));
    kept.chain(own).collect()
}

fn is_rules(source: &DictionarySource) -> bool {
    source.text.lines().any(|line| matches!(line.trim(), "[[rule]]" | "[[flag]]"))
}

/// `words/acts.csv` of any path: the name by which a file replaces a built-in one.
fn last_two(name: &str) -> String {
    let mut parts: Vec<&str> = name.split(['/', '\\']).rev().take(2).collect();
    parts.reverse();
    parts.join("/")
}

fn collect(path: &Path, out: &mut Vec<DictionarySource>) -> Result<(), Error> {
    let unreadable = |error: &std::io::Error| {
        Error::new(ErrorKind::Io, format!("{}: 辞書を読めません({error})", path.display()))
            .with_cure("--rules には辞書のファイルかフォルダーを指定してください")
    };
    let mut files = Vec::new();
    if path.is_dir() {
        walk(path, &mut files).map_err(|error| unreadable(&error))?;
    } else {
        files.push(path.to_owned());
    }
    if files.is_empty() {
        return Err(Error::new(
            ErrorKind::Rules,
            format!("{}: 辞書(.toml、.csv)がありません", path.display()),
        )
        .with_cure("rules、words、cues、policies を含むフォルダーか、規則のファイルを指定してください"));
    }
    for file in files {
        let bytes = std::fs::read(&file).map_err(|error| unreadable(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let line =
                error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
            Error::new(ErrorKind::Rules, format!("{}:{line}: UTF-8 ではありません", file.display()))
                .with_cure("エディターや表計算ソフトで UTF-8 として保存し直してください")
        })?;
        out.push(DictionarySource { name: file.display().to_string(), text });
    }
    Ok(())
}

/// All dictionary files below `folder`, in path order.
fn walk(folder: &Path, out: &mut Vec<std::path::PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            // Cargo packages inside the dictionaries' folder (the tokenizer's) hold no rules.
            if !path.join("Cargo.toml").exists() {
                walk(&path, out)?;
            }
        } else if path.file_name().is_some_and(|name| name == "redaction.toml") {
            // What is masked is no rule; `--redaction` reads it.
        } else if matches!(path.extension().and_then(|ending| ending.to_str()), Some("toml" | "csv")) {
            out.push(path);
        }
    }
    Ok(())
}

/// Reads a whole UTF-8 text file (labelled notes, not exports).
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    let bytes = std::fs::read(path).map_err(|error| {
        Error::new(ErrorKind::Io, format!("{}: 読めません({error})", path.display()))
            .with_cure("ファイルの名前と場所を確かめてください")
    })?;
    String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorKind::Input, format!("{}: UTF-8 ではありません", path.display()))
            .with_cure("UTF-8 で保存し直してください")
    })
}
