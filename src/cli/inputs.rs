//! What was typed about the input, as the library takes it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{InputArguments, InputFormat, RedactArguments};
use super::console;
use crate::cases::{FileCases, Visit, histories};
use crate::error::{Error, ErrorKind};
use crate::files::{Encoding, Format, InputOptions, Placing, PlacingOptions, Source, open, read_text};
use crate::redact::Redactor;

/// The files, or standard input.
pub(super) fn paths(files: &[PathBuf]) -> Vec<PathBuf> {
    if files.is_empty() { vec![PathBuf::from("-")] } else { files.to_vec() }
}

/// How the notes are to be read.
pub(super) fn options(arguments: &InputArguments) -> Result<InputOptions, Error> {
    if let Some(name) = &arguments.encoding {
        Encoding::parse(name)?;
    }
    Ok(InputOptions {
        format: arguments.from.map(|format| match format {
            InputFormat::Csv => Format::Csv,
            InputFormat::Tsv => Format::Tsv,
            InputFormat::Jsonl => Format::Jsonl,
            InputFormat::Text => Format::Text,
            InputFormat::Xlsx => Format::Workbook,
        }),
        encoding: arguments.encoding.clone(),
        text: arguments.text.clone(),
        id: arguments.id.clone(),
        sheet: arguments.sheet.clone(),
        max_note_bytes: arguments.max_note_bytes,
    })
}

/// The columns that place a note.
pub(super) fn placing(arguments: &InputArguments) -> PlacingOptions {
    PlacingOptions {
        day: arguments.date.clone(),
        section: arguments.section.clone(),
        case: arguments.case.clone(),
        minutes: arguments.minutes.clone(),
    }
}

/// The case history of every file's notes, where cases were asked for: a look through all files before the run.
pub(super) fn cases(
    arguments: &InputArguments,
    paths: &[PathBuf],
    redactor: Option<&Redactor>,
) -> Result<Vec<Option<Arc<FileCases>>>, Error> {
    if arguments.case.is_none() {
        return Ok(vec![None; paths.len()]);
    }
    let mut visits = Vec::new();
    for (file, path) in paths.iter().enumerate() {
        if path == Path::new("-") {
            return Err(Error::new(ErrorKind::Argument, "--case は標準入力では使えません")
                .with_cure("記録をファイルに保存し、その名前を指定してください"));
        }
        let source = open(path, &options(arguments)?)?;
        let place = Placing::of(&path.display().to_string(), &source, &placing(arguments))?;
        for note in source {
            let note = note?;
            let (key, day, section) = (place.case(&note), place.day(&note), place.section(&note));
            visits.push(Visit { file, row: note.row, key, day, section });
        }
    }
    let hide = |key: &mut String| {
        if let Some(redactor) = redactor {
            redactor.whole(key);
        }
    };
    Ok(histories(visits, paths.len()).into_iter().map(|file| Some(Arc::new(file.renamed(hide)))).collect())
}

/// The redactor, where one was asked for.
pub(super) fn redactor(arguments: &RedactArguments) -> Result<Option<Redactor>, Error> {
    let Some(path) = &arguments.redaction else {
        return if arguments.redact { Redactor::new(None).map(Some) } else { Ok(None) };
    };
    let text = read_text(path)?;
    Redactor::new(Some((&path.display().to_string(), &text))).map(Some)
}

/// Says what was made out about the input, so that a wrong guess is seen at once.
pub(super) fn describe(path: &Path, source: &Source, arguments: &InputArguments) {
    let name = if path == Path::new("-") { "標準入力".to_owned() } else { path.display().to_string() };
    let column = source.text_column().map_or_else(String::new, |column| format!("、本文の列「{column}」"));
    let how = match source.sheet() {
        Some(sheet) => format!("シート「{sheet}」"),
        None => source.encoding().name().to_owned(),
    };
    let guessed = arguments.from.is_none() || arguments.encoding.is_none() || arguments.text.is_none();
    if guessed {
        console::note(&format!("{name}: {}、{how}{column}", source.format().name()));
    }
}
