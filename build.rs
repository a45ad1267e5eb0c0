//! Lists the files of `dictionaries/` so that they are embedded in the binary.

#![allow(clippy::disallowed_methods, reason = "build scripts read files and the environment")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The folders whose files are embedded, in the order in which they are read.
const FOLDERS: [&str; 4] = ["policies", "words", "cues", "rules"];

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut code = String::from("static FILES: &[(&str, &str)] = &[\n");
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed=dictionaries/{folder}");
        for path in files(&root.join("dictionaries").join(folder))? {
            let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string());
        }
    }
    code.push_str("];\n");
    let target = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("builtin.rs");
    std::fs::write(target, code)
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
