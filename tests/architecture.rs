//! The house keeps its floors: imports point down, nothing runs in circles, no file grows without end.
#![allow(clippy::disallowed_methods, reason = "tests and benchmarks read the project's own files")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// Modules by floor; a module may use its own floor's lower rooms only through `ENGINE`, and lower floors freely.
const FLOORS: [(&str, usize); 13] = [
    ("cell", 0),
    ("error", 0),
    ("span", 0),
    ("rules", 1),
    ("engine", 2),
    ("batch", 3),
    ("cases", 3),
    ("eval", 3),
    ("redact", 4),
    ("files", 4),
    ("report", 5),
    ("serve", 5),
    ("cli", 6),
];

/// The belt, in order: a stage uses only those before it.
const ENGINE: [&str; 21] = [
    "normalize",
    "pattern_text",
    "lazy_regex",
    "expression",
    "search",
    "scan",
    "sentence",
    "layout",
    "tokenize",
    "conjugate",
    "tagging",
    "matching",
    "compile",
    "context",
    "program",
    "score",
    "page",
    "verdict",
    "tagger",
    "explain",
    "stages",
];

const LONGEST_FILE: usize = 500;

/// A module by its path: `["engine", "context", "chain"]`.
type Module = Vec<String>;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

fn all_sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found
}

fn module_of(path: &Path) -> Module {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inner = path.strip_prefix(root).expect("below src").with_extension("");
    let mut module: Module = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    module
}

/// Collects every path that starts with `crate`, `super` or `self`, and every `use` of a child module.
struct Paths<'m> {
    own: &'m Module,
    modules: &'m BTreeSet<Module>,
    used: BTreeSet<Module>,
}

impl Paths<'_> {
    /// Resolves a path as written to the deepest module that it names.
    fn add(&mut self, parts: &[String]) {
        let mut at = match parts.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super") => self.own[..self.own.len().saturating_sub(1)].to_vec(),
            Some("self") => self.own.clone(),
            Some(child) if self.modules.contains(&[self.own.as_slice(), &[child.to_owned()]].concat()) => {
                let mut at = self.own.clone();
                at.push(child.to_owned());
                at
            }
            _ => return,
        };
        for part in &parts[1..] {
            if part == "super" {
                at.pop();
                continue;
            }
            at.push(part.clone());
            if !self.modules.contains(&at) {
                at.pop();
                break;
            }
        }
        if at != *self.own && !at.is_empty() {
            self.used.insert(at);
        }
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.add(&with(&name.ident)),
            syn::UseTree::Glob(_) => self.add(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, before)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1 {
            self.add(&parts);
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Unit tests may use what they like: they are not part of the house.
        let test = item.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
        });
        if !test {
            syn::visit::visit_item_mod(self, item);
        }
    }
}

/// Who uses whom, without the crate root (which only re-exports) and `main.rs`.
fn imports() -> BTreeMap<Module, BTreeSet<Module>> {
    let files: Vec<(Module, PathBuf)> =
        all_sources("src").into_iter().map(|path| (module_of(&path), path)).collect();
    let modules: BTreeSet<Module> = files.iter().map(|file| file.0.clone()).collect();
    let mut graph = BTreeMap::new();
    for (own, path) in &files {
        if matches!(own[0].as_str(), "lib" | "main") {
            continue;
        }
        let text = std::fs::read_to_string(path).expect("a readable source");
        let mut paths = Paths { own, modules: &modules, used: BTreeSet::new() };
        paths.visit_file(&syn::parse_file(&text).expect("a source that parses"));
        graph.insert(own.clone(), paths.used);
    }
    graph
}

fn floor(module: &Module) -> usize {
    let found = FLOORS.iter().find(|(name, _)| *name == module[0]);
    found.unwrap_or_else(|| panic!("`{}` stands on no floor: add it to FLOORS", module[0])).1
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for (own, used) in imports() {
        for other in used {
            let same_room = own[0] == other[0];
            if !same_room && floor(&own) <= floor(&other) {
                wrong.push(format!("{} uses {}", own.join("::"), other.join("::")));
            }
            let stage =
                |module: &Module| ENGINE.iter().position(|name| module.get(1).is_some_and(|at| at == name));
            if same_room && own[0] == "engine" && own.len() > 1 && other.len() > 1 && own[1] != other[1] {
                let known = stage(&own).zip(stage(&other));
                if known.is_none_or(|(from, to)| from <= to) {
                    wrong.push(format!("{} uses {}", own.join("::"), other.join("::")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn no_import_runs_in_a_circle() {
    let graph = imports();
    let mut circles = BTreeSet::new();
    for start in graph.keys() {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(module) = open.pop() {
            for next in graph.get(module).into_iter().flatten() {
                if next == start {
                    circles.insert(format!("{} through {}", start.join("::"), module.join("::")));
                } else if seen.insert(next) {
                    open.push(next);
                }
            }
        }
    }
    assert!(
        circles.is_empty(),
        "modules that reach themselves:\n{}",
        circles.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn files_stay_short_and_say_what_they_are_for() {
    for folder in ["src", "tests", "benches", "dictionaries/ipadic/src"] {
        for path in all_sources(folder) {
            let text = std::fs::read_to_string(&path).expect("a readable source");
            let lines = text.lines().count();
            assert!(
                lines <= LONGEST_FILE,
                "{}: {lines} lines; is there a second room inside?",
                path.display()
            );
            assert!(
                text.starts_with("//!"),
                "{}: the first line does not say what it is for",
                path.display()
            );
        }
    }
    let main =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).expect("main");
    assert!(main.lines().count() <= 20, "main.rs only starts the command line");
}

#[test]
fn the_import_reader_sees_what_it_should() {
    let graph = imports();
    let module = |path: &str| path.split("::").map(str::to_owned).collect::<Module>();
    let uses = |from: &str, to: &str| graph[&module(from)].contains(&module(to));
    assert!(uses("engine::context::chain", "engine::tokenize"), "a `use crate::…` path");
    assert!(uses("engine::context::chain", "engine::context::cues"), "a `use super::…` path");
    assert!(uses("cli", "cli::tag"), "a child called by its path");
}
