//! `fuda tag`: files or standard input in, suggestions out.
#![allow(clippy::disallowed_methods, reason = "terminals are asked for here")]

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::answer::{Answer, Outcome};
use super::arguments::{InputFormat, OutputFormat, Tag, When};
use super::console;
use crate::batch::{Batch, Summary};
use crate::error::{Error, ErrorKind};
use crate::files::{
    CsvRender, Encoding, Format, InputOptions, JsonlRender, Output, Render, Source, TableRender, open,
};

pub(super) fn run(arguments: &Tag) -> Outcome {
    let mut tagger = console::tagger(&arguments.rules)?;
    if let Some(least) = arguments.min_score {
        tagger = tagger.with_min_score(least);
    }
    let batch = Batch::new(&tagger, arguments.threads.map(usize::from))?;
    let format = output_format(arguments)?;
    let mut output = Output::create(arguments.output.as_deref())?;
    let mut header: Option<Vec<String>> = None;
    let mut total = Summary::default();
    for (number, path) in inputs(arguments).iter().enumerate() {
        let source = open(path, &options(arguments)?)?;
        describe(path, &source, arguments);
        let render = renderer(arguments, format, &source)?;
        if number == 0 {
            header = source.header().map(<[String]>::to_vec);
            let mut bytes = Vec::new();
            render.header(&mut bytes);
            write(&mut output, &bytes)?;
        } else if matches!(format, OutputFormat::Csv | OutputFormat::Tsv)
            && source.header() != header.as_deref()
        {
            let message = format!("{}: 見出しが1つめのファイルと違います", path.display());
            return Err(Error::new(ErrorKind::Input, message)
                .with_cure("列の並びが同じファイルだけをまとめて指定するか、--to jsonl を使ってください"));
        }
        let bar = bar(&source, arguments);
        let consumed = source.consumed();
        let summary = batch.run(
            source,
            &|note, outcome, bytes| render.note(note, outcome, bytes),
            &mut output,
            &mut |rows| {
                bar.set_position(consumed.load(Ordering::Relaxed));
                bar.set_message(format!("{rows} 件"));
            },
        )?;
        bar.finish_and_clear();
        total = total.and(summary);
    }
    output.commit()?;
    report(total);
    Ok(if total.unreadable > 0 { Answer::No } else { Answer::Yes })
}

fn inputs(arguments: &Tag) -> Vec<PathBuf> {
    if arguments.files.is_empty() { vec![PathBuf::from("-")] } else { arguments.files.clone() }
}

fn options(arguments: &Tag) -> Result<InputOptions, Error> {
    if let Some(name) = &arguments.encoding {
        Encoding::parse(name)?;
    }
    Ok(InputOptions {
        format: arguments.from.map(|format| match format {
            InputFormat::Csv => Format::Csv,
            InputFormat::Tsv => Format::Tsv,
            InputFormat::Jsonl => Format::Jsonl,
            InputFormat::Text => Format::Text,
        }),
        encoding: arguments.encoding.clone(),
        text: arguments.text.clone(),
        id: arguments.id.clone(),
        max_note_bytes: arguments.max_note_bytes,
    })
}

fn output_format(arguments: &Tag) -> Result<OutputFormat, Error> {
    if let Some(format) = arguments.to {
        return Ok(format);
    }
    let Some(path) = &arguments.output else {
        let terminal = std::io::stdout().is_terminal();
        return Ok(if terminal { OutputFormat::Table } else { OutputFormat::Jsonl });
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "csv" => Ok(OutputFormat::Csv),
        "tsv" => Ok(OutputFormat::Tsv),
        "jsonl" | "ndjson" => Ok(OutputFormat::Jsonl),
        "txt" => Ok(OutputFormat::Table),
        _ => {
            let message = format!("{}: 拡張子から出力の形式が分かりません", path.display());
            Err(Error::new(ErrorKind::Argument, message)
                .with_cure("--to jsonl、--to csv、--to tsv、--to table のどれかを加えてください"))
        }
    }
}

fn renderer(arguments: &Tag, format: OutputFormat, source: &Source) -> Result<Box<dyn Render>, Error> {
    let encoding = match &arguments.to_encoding {
        Some(name) => Encoding::parse(name)?,
        None => source.encoding(),
    };
    Ok(match format {
        OutputFormat::Jsonl => Box::new(JsonlRender::new(
            arguments.offsets.into(),
            arguments.keep,
            source.header(),
            source.text_index(),
        )),
        OutputFormat::Csv => Box::new(CsvRender::new(source.header(), b',', encoding)?),
        OutputFormat::Tsv => Box::new(CsvRender::new(source.header(), b'\t', encoding)?),
        OutputFormat::Table => {
            Box::new(TableRender::new(arguments.output.is_none() && std::io::stdout().is_terminal()))
        }
    })
}

/// Says what was made out about the input, so that a wrong guess is seen at once.
fn describe(path: &Path, source: &Source, arguments: &Tag) {
    let name = if path == Path::new("-") { "標準入力".to_owned() } else { path.display().to_string() };
    let column = source.text_column().map_or_else(String::new, |column| format!("、本文の列「{column}」"));
    let guessed = arguments.from.is_none() || arguments.encoding.is_none() || arguments.text.is_none();
    if guessed {
        console::note(&format!("{name}: {}、{}{column}", source.format().name(), source.encoding().name()));
    }
}

fn bar(source: &Source, arguments: &Tag) -> ProgressBar {
    let shown = match arguments.progress {
        When::Always => true,
        When::Never => false,
        When::Auto => std::io::stderr().is_terminal() && !std::io::stdout().is_terminal(),
    };
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(source.size(), target);
    let style = match source.size() {
        Some(_) => ProgressStyle::with_template("{bar:30} {percent}% {msg} 残り {eta}"),
        None => ProgressStyle::with_template("{spinner} {bytes} {msg} {elapsed}"),
    };
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn write(output: &mut Output, bytes: &[u8]) -> Result<(), Error> {
    use std::io::Write as _;
    output.write_all(bytes).map_err(|error| {
        let kind = if crate::files::is_broken_pipe(&error) { ErrorKind::PipeClosed } else { ErrorKind::Io };
        Error::new(kind, format!("出力に書けません({error})"))
    })
}

fn report(total: Summary) {
    let none = total.rows - total.tagged - total.unreadable;
    console::note(&format!(
        "{} 件: 該当しうる記載あり {} 件、なし {none} 件、読めない行 {} 件。候補は要確認です。判断は人が行ってください。",
        total.rows, total.tagged, total.unreadable
    ));
    if total.unreadable > 0 {
        console::note("読めない行も、印を付けて出力に残しています");
    }
}
