//! `fuda report`: tagged files, or notes to be tagged, in; a page, tables and numbers out.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::answer::{Answer, Outcome};
use super::arguments::{Lang, Report, ReportFormat};
use super::progress::{Progress, Stop};
use super::{console, inputs};
use crate::batch::{Batch, Fields, Note, Tagged};
use crate::engine::Tagger;
use crate::error::{Error, ErrorKind};
use crate::files::{Format, InputOptions, Output, Placing, Source, is_tagged_records, open, write_tables};
use crate::redact::Redactor;
use crate::report::{Entry, Figures, Language, TaggedColumns, Tally, page, sheets};

pub(super) fn run(arguments: &Report) -> Outcome {
    let outputs = outputs(arguments)?;
    let loaded = console::dictionaries(&arguments.rules)?;
    let tagger = Tagger::new(&loaded.dictionaries, &arguments.rules.policy)?;
    let redactor = inputs::redactor(&arguments.redaction)?;
    let policy = tagger.policy();
    let order = policy.categories.iter().map(|one| (one.id.clone(), one.label.clone())).collect();
    let named = format!("{} {}", policy.issuer, policy.name);
    let mut tally = Tally::new(&named, order, arguments.examples, redactor.is_some());
    let batch = Batch::new(&tagger, arguments.threads.map(usize::from))?;
    let stop = Stop::listen()?;
    for path in &arguments.files {
        count(arguments, path, &batch, redactor.as_ref(), &stop, &mut tally)?;
        if stop.wanted() {
            return Err(Error::new(ErrorKind::Interrupted, "中断しました")
                .with_cure("報告書は書き出していません(前からあるファイルはそのままです)"));
        }
    }
    let figures = tally.finish();
    let language = match arguments.lang {
        Lang::Ja => Language::Japanese,
        Lang::En => Language::English,
    };
    for (path, format) in outputs {
        let mut output = Output::create(path.as_deref())?;
        write(&figures, format, language, arguments.title.as_deref(), &mut output)?;
        output.commit()?;
    }
    console::note(&format!(
        "{} 件を集計しました: 該当しうる記載あり {} 件、なし {} 件、読めない行 {} 件。候補は要確認です。判断は人が行ってください。",
        figures.notes, figures.tagged, figures.untagged, figures.unreadable
    ));
    Ok(Answer::Yes)
}

fn outputs(arguments: &Report) -> Result<Vec<(Option<PathBuf>, ReportFormat)>, Error> {
    if arguments.output.is_empty() {
        return Ok(vec![(None, arguments.to.unwrap_or(ReportFormat::Html))]);
    }
    let of = |path: &PathBuf| {
        let ending =
            path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let format = match (arguments.to, ending.as_str()) {
            (Some(format), _) => format,
            (None, "html" | "htm") => ReportFormat::Html,
            (None, "json") => ReportFormat::Json,
            (None, "xlsx") => ReportFormat::Xlsx,
            _ => {
                let message = format!("{}: 拡張子から報告書の形式が分かりません", path.display());
                return Err(Error::new(ErrorKind::Argument, message)
                    .with_cure("拡張子を .html、.xlsx、.json のどれかにするか、--to を加えてください"));
            }
        };
        Ok((Some(path.clone()), format))
    };
    arguments.output.iter().map(of).collect()
}

fn write(
    figures: &Figures,
    format: ReportFormat,
    language: Language,
    title: Option<&str>,
    output: &mut Output,
) -> Result<(), Error> {
    let text = match format {
        ReportFormat::Html => page(figures, language, title),
        ReportFormat::Json => console::json(figures)?,
        ReportFormat::Xlsx => return write_tables(&sheets(figures, language), output),
    };
    output.write_all(text.as_bytes()).map_err(|error| {
        Error::new(ErrorKind::Io, format!("報告書を書き出せません({error})"))
            .with_cure("空き容量と書き込みの許可を確かめてください")
    })
}

/// How the rows of a file become entries.
struct Reading<'r> {
    place: Placing,
    columns: Option<TaggedColumns>,
    text: Option<usize>,
    records: bool,
    header: Option<Vec<String>>,
    redactor: Option<&'r Redactor>,
}

fn count(
    arguments: &Report,
    path: &Path,
    batch: &Batch<'_>,
    redactor: Option<&Redactor>,
    stop: &Stop,
    tally: &mut Tally,
) -> Result<(), Error> {
    let name = path.display().to_string();
    tally.input(&path.file_name().map_or(name.clone(), |name| name.to_string_lossy().into_owned()));
    let records = is_tagged_records(path)?;
    let mut options = inputs::options(&arguments.input)?;
    if records {
        // Every record has this member, and its text is never looked at.
        options = InputOptions { format: Some(Format::Jsonl), text: Some("schema".to_owned()), ..options };
    }
    let source: Source = open(path, &options)?;
    let place = Placing::of(&name, &source, &inputs::placing(&arguments.input))?;
    let columns = source.header().and_then(TaggedColumns::of);
    let header = source.header().map(<[String]>::to_vec);
    let reading = Reading { place, columns, text: source.text_index(), records, header, redactor };
    let told = match (records, &reading.columns) {
        (true, _) => "タグ付けの済んだ JSON Lines",
        (_, Some(_)) => "タグ付けの済んだ表(列の内容を数えます)",
        _ => "タグ付けしながら数えます",
    };
    console::note(&format!("{name}: {told}"));
    let progress = Progress::new(&source, arguments.progress);
    let tagged_before = records || reading.columns.is_some();
    let rows = stop.cut(source);
    if tagged_before {
        for (at, note) in (1..).zip(rows) {
            tally.add(&reading.entry(Tagged { note: note?, tagging: None }));
            if at % 1000 == 0 {
                progress.rows(at);
            }
        }
    } else {
        batch.pieces(
            rows,
            &|tagged, entries: &mut Vec<Entry>| entries.push(reading.entry(tagged)),
            &mut |entries| {
                for entry in &entries {
                    tally.add(entry);
                }
                Ok(())
            },
            &mut |rows| progress.rows(rows),
        )?;
    }
    progress.done();
    Ok(())
}

impl Reading<'_> {
    fn entry(&self, mut tagged: Tagged) -> Entry {
        let note = &tagged.note;
        let kept = if self.records { kept(note) } else { None };
        let placed = kept.as_ref().unwrap_or(note);
        let place = &self.place;
        let (day, minutes) = (place.day(placed), place.minutes(placed));
        let mut entry = Entry::placed(day, place.section(placed), place.case(placed), minutes);
        if let Some(redactor) = self.redactor {
            redactor.whole(&mut entry.case);
            redactor.note(&mut tagged.note, self.header.as_deref());
        }
        let note = &tagged.note;
        entry.id.clone_from(&note.id);
        match (&note.fields, &self.columns) {
            (Fields::Json(record), _) if self.records => entry.with_record(record),
            (fields, Some(columns)) => {
                let cells: Vec<String> =
                    fields.texts().unwrap_or_default().into_iter().map(String::from).collect();
                entry.text = self.text.and_then(|text| cells.get(text)).cloned();
                entry.with_columns(columns, &cells)
            }
            _ => {
                let text = note.text.as_deref().unwrap_or_default();
                entry.text = Some(text.to_owned());
                entry.with_tagging(text, tagged.outcome())
            }
        }
    }
}

/// The row that a record was made from, as far as it was kept (`--keep`).
fn kept(note: &Note) -> Option<Note> {
    let Fields::Json(record) = &note.fields else { return None };
    let fields = Fields::Json(record.get("input")?.clone());
    Some(Note { fields, ..note.clone() })
}
