//! What every command prints alike: errors, diagnostics, usage.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the console")]
#![allow(clippy::disallowed_methods, reason = "terminals are asked for here")]

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use clap::CommandFactory;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::answer::{Answer, Outcome};
use super::arguments::{Arguments, RuleArguments};
use crate::engine::Tagger;
use crate::error::{Error, ErrorKind};
use crate::files::{LoadedDictionaries, load_dictionaries};
use crate::rules::{DEFAULT_POLICY, Diagnostic, Dictionaries, DictionarySource, Policy, Severity};

/// Prints help, version or a usage mistake as clap does: help is an answer, a mistake is "could not run".
pub(super) fn usage(usage: &clap::Error) -> ExitCode {
    let _ = usage.print();
    ExitCode::from(if usage.use_stderr() { 2 } else { 0 })
}

/// One error: where and what, then the cure.
pub(super) fn fail(error: &Error) -> ExitCode {
    eprintln!("fuda: {error}");
    if let Some(cure) = error.cure() {
        eprintln!("  → {cure}");
    }
    ExitCode::from(2)
}

/// Writes a whole answer to standard output.
pub(super) fn print(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| {
        let closed = error.kind() == std::io::ErrorKind::BrokenPipe;
        let kind = if closed { ErrorKind::PipeClosed } else { ErrorKind::Io };
        Error::new(kind, format!("標準出力に書けません({error})"))
    })
}

/// A message beside the data.
pub(super) fn note(text: &str) {
    eprintln!("fuda: {text}");
}

/// `text` filled up with spaces to `width` columns of a terminal, in which most Japanese letters take two.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// As much of `text` as fits into `width` columns, the cut marked.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for letter in text.chars() {
        if short.width() + letter.width().unwrap_or_default() + 2 > width {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

/// Under another policy than the usual one: which it is, how far it was seen, and whose numbers hold.
fn policy(all: &Dictionaries, policy: &Policy) {
    if policy.id == DEFAULT_POLICY {
        return;
    }
    note(&format!("方針 {}({} {}、{})", policy.id, policy.issuer, policy.name, policy.seen.japanese()));
    let numbers = all.defaults.iter().flat_map(|number| all.numbers(policy, &number.id));
    let told = numbers.map(|(number, origin)| {
        let scope = if number.scope.is_empty() { String::new() } else { format!("{}、", number.scope) };
        format!("${} {}({scope}{})", number.id, number.japanese(), origin.japanese())
    });
    note(&format!("数値 {}", told.collect::<Vec<_>>().join("、")));
}

/// A value as indented JSON with a line end.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Error::new(ErrorKind::Io, error.to_string()))
}

/// Loads the dictionaries. Mistakes in them are shown; under `--strict` one error is enough to stop.
pub(super) fn dictionaries(arguments: &RuleArguments) -> Result<LoadedDictionaries, Error> {
    let loaded = load_dictionaries(&arguments.rules)?;
    let errors = loaded.diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
    for diagnostic in loaded.diagnostics.iter().filter(|one| one.severity == Severity::Error) {
        eprintln!("{}\n", render(diagnostic, &loaded.sources));
    }
    if errors > 0 && arguments.strict {
        return Err(Error::new(ErrorKind::Rules, format!("辞書に誤りが {errors} 件あります"))
            .with_cure("上の箇所を直すか、--strict を外して誤りのある規則なしで実行してください"));
    }
    if errors > 0 {
        eprintln!("fuda: 誤りのある規則など {errors} 件を除いて実行します(--strict で中止)");
    }
    if loaded.dictionaries.rules.is_empty() {
        return Err(Error::new(ErrorKind::Rules, "使える規則が一つもありません")
            .with_cure("`fuda check` で辞書を確かめてください"));
    }
    Ok(loaded)
}

/// The tagger that was asked for. What is built in is compiled already; other rules are read and compiled now.
pub(super) fn tagger(arguments: &RuleArguments) -> Result<Tagger, Error> {
    if arguments.rules.is_empty() && arguments.policy == DEFAULT_POLICY {
        return Tagger::builtin();
    }
    let dictionaries = dictionaries(arguments)?.dictionaries;
    let tagger = Tagger::new(&dictionaries, &arguments.policy)?;
    policy(&dictionaries, tagger.policy());
    Ok(tagger)
}

/// A diagnostic with its source line and a caret.
pub(super) fn render(diagnostic: &Diagnostic, sources: &[DictionarySource]) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name("誤り"),
        Severity::Warning => Level::WARNING.with_name("注意"),
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code);
    let text =
        sources.iter().rfind(|source| source.name == diagnostic.file).map_or("", |source| &source.text);
    let snippet = Snippet::source(text)
        .path(&diagnostic.file)
        .annotation(AnnotationKind::Primary.span(diagnostic.span.clone()).label(&diagnostic.label));
    let group = title.element(snippet);
    let cure = Level::HELP.with_name("直し方").message(&diagnostic.cure);
    let report = &[if diagnostic.cure.is_empty() { group } else { group.element(cure) }];
    let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    renderer.render(report)
}

/// Shell completions.
pub(super) fn completions(shell: clap_complete::Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "fuda", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Answer::Yes)
}

/// The manual page.
pub(super) fn manual() -> Outcome {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
    rendered.map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Answer::Yes)
}
