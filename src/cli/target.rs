//! Where tagged notes go: a stream of bytes, or a file that is written whole in the end.
#![allow(clippy::disallowed_methods, reason = "terminals are asked for here")]

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

use super::arguments::{OutputFormat, Tag};
use super::console;
use crate::batch::{Batch, Note, Summary, Tagged};
use crate::cases::FileCases;
use crate::error::{Error, ErrorKind};
use crate::files::{
    BookWriter, CsvRender, Dialect, Encoding, Format, JsonlRender, Output, Progress, Render, Source, Store,
    TableRender, is_broken_pipe,
};
use crate::redact::Redactor;

/// Rows between two notes of how far the run is.
const MARK_EVERY: u64 = 4096;

/// The output of a run.
pub(super) struct Target {
    output: Output,
    format: OutputFormat,
    store: Option<Box<dyn Store>>,
    header: Option<Vec<String>>,
    /// What is done: by this run, and by the one that it goes on with.
    pub(super) done: Progress,
    resumed: bool,
}

impl Target {
    pub(super) fn create(arguments: &Tag, kind: &str) -> Result<Self, Error> {
        let format = format(arguments)?;
        let (output, known) = match &arguments.output {
            Some(path) if arguments.resume => {
                if matches!(format, OutputFormat::Xlsx | OutputFormat::Table) {
                    return Err(Error::new(
                        ErrorKind::Argument,
                        "--resume は CSV・TSV・JSONL の出力で使えます",
                    )
                    .with_cure("--to csv か --to jsonl で書き出してください"));
                }
                Output::resumable(path, kind)?
            }
            None if arguments.resume => {
                return Err(Error::new(ErrorKind::Argument, "--resume には出力先のファイルが要ります")
                    .with_cure("`-o ファイル` を加えてください"));
            }
            path => (Output::create(path.as_deref())?, None),
        };
        if let Some(known) = known {
            console::note(&format!("前回の続きから始めます({} 件は処理済み)", known.total));
        }
        let (done, resumed) = (known.unwrap_or_default(), known.is_some());
        Ok(Self { output, format, store: None, header: None, done, resumed })
    }

    /// Tags the notes of `source` into this output.
    pub(super) fn run(
        &mut self,
        batch: &Batch<'_>,
        source: Source,
        file: &File<'_>,
        seen: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), Error> {
        let render = self.begin(&source, file)?;
        let header = source.header().map(<[String]>::to_vec);
        let prepare = |note: &mut Note| {
            if let Some(redactor) = file.redactor {
                redactor.note(note, header.as_deref());
            }
        };
        let skipped = if file.number == self.done.files { self.done.rows } else { 0 };
        let skip = usize::try_from(skipped).unwrap_or(usize::MAX);
        let notes = file.stop.cut(source.skip(skip));
        let mut rows = |rows| seen(skipped + rows);
        match render {
            Some(render) => self.bytes(batch, notes, &*render, &prepare, &mut rows),
            None => self.whole(batch, notes, &prepare, &mut rows),
        }?;
        if !file.stop.wanted() {
            (self.done.files, self.done.rows) = (file.number + 1, 0);
        }
        self.output.mark(self.done)
    }

    fn bytes(
        &mut self,
        batch: &Batch<'_>,
        notes: impl Iterator<Item = Result<Note, Error>> + Send,
        render: &dyn Render,
        prepare: &(dyn Fn(&mut Note) + Sync),
        seen: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Summary, Error> {
        let (output, done) = (&mut self.output, &mut self.done);
        let mut marked = done.total;
        batch.pieces(
            notes,
            &|mut tagged: Tagged, piece: &mut Piece| {
                prepare(&mut tagged.note);
                render.note(&tagged.note, tagged.outcome(), &mut piece.bytes);
                count(&tagged, &mut piece.done);
            },
            &mut |piece| {
                write(output, &piece.bytes)?;
                add(done, piece.done);
                if done.total - marked >= MARK_EVERY {
                    marked = done.total;
                    output.mark(*done)?;
                }
                Ok(())
            },
            seen,
        )
    }

    fn whole(
        &mut self,
        batch: &Batch<'_>,
        notes: impl Iterator<Item = Result<Note, Error>> + Send,
        prepare: &(dyn Fn(&mut Note) + Sync),
        seen: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Summary, Error> {
        let (store, done) = (&mut self.store, &mut self.done);
        batch.pieces(
            notes,
            &|mut tagged: Tagged, piece: &mut Vec<Tagged>| {
                prepare(&mut tagged.note);
                piece.push(tagged);
            },
            &mut |piece| {
                for tagged in &piece {
                    count(tagged, done);
                }
                store.as_mut().map_or(Ok(()), |store| store.take(piece))
            },
            seen,
        )
    }

    /// Writes what stands before the first note; the renderer, unless the output is written whole in the end.
    fn begin(&mut self, source: &Source, file: &File<'_>) -> Result<Option<Box<dyn Render>>, Error> {
        let first = file.number == 0;
        let table = matches!(self.format, OutputFormat::Csv | OutputFormat::Tsv | OutputFormat::Xlsx);
        if first {
            self.header = source.header().map(<[String]>::to_vec);
        } else if table && source.header() != self.header.as_deref() {
            let message = format!("{}: 見出しが1つめのファイルと違います", file.path.display());
            return Err(Error::new(ErrorKind::Input, message)
                .with_cure("列の並びが同じファイルだけをまとめて指定するか、--to jsonl を使ってください"));
        }
        if self.format == OutputFormat::Xlsx {
            match &mut self.store {
                Some(store) => store.next_file(file.cases.clone()),
                None => self.store = Some(book(source, file)?),
            }
            return Ok(None);
        }
        let render = renderer(file, self.format, source)?;
        if first && !self.resumed {
            let mut bytes = Vec::new();
            render.header(&mut bytes);
            write(&mut self.output, &bytes)?;
        }
        Ok(Some(render))
    }

    /// Puts the whole output in its place.
    pub(super) fn commit(mut self) -> Result<Progress, Error> {
        if let Some(store) = self.store.take() {
            store.finish(&mut self.output)?;
        }
        self.output.commit()?;
        Ok(self.done)
    }
}

/// One input of a run.
pub(super) struct File<'r> {
    pub(super) number: usize,
    pub(super) path: &'r Path,
    pub(super) arguments: &'r Tag,
    pub(super) cases: Option<Arc<FileCases>>,
    pub(super) redactor: Option<&'r Redactor>,
    pub(super) stop: &'r super::progress::Stop,
}

/// The bytes of some notes, and how many they are.
#[derive(Default)]
struct Piece {
    bytes: Vec<u8>,
    done: Progress,
}

fn count(tagged: &Tagged, done: &mut Progress) {
    done.rows += 1;
    done.total += 1;
    match tagged.outcome() {
        Ok(tagging) => done.tagged += u64::from(!tagging.categories.is_empty()),
        Err(_) => done.unreadable += 1,
    }
}

fn add(done: &mut Progress, more: Progress) {
    done.rows += more.rows;
    done.total += more.total;
    done.tagged += more.tagged;
    done.unreadable += more.unreadable;
}

fn format(arguments: &Tag) -> Result<OutputFormat, Error> {
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
        "xlsx" => Ok(OutputFormat::Xlsx),
        "txt" => Ok(OutputFormat::Table),
        _ => {
            let message = format!("{}: 拡張子から出力の形式が分かりません", path.display());
            Err(Error::new(ErrorKind::Argument, message)
                .with_cure("--to jsonl、--to csv、--to tsv、--to xlsx、--to table のどれかを加えてください"))
        }
    }
}

fn book(source: &Source, file: &File<'_>) -> Result<Box<dyn Store>, Error> {
    let sheet = source.sheet().unwrap_or("記録");
    let writer =
        BookWriter::new(source.header(), source.text_index(), sheet, source.above(), file.cases.clone())?;
    Ok(Box::new(writer))
}

fn renderer(file: &File<'_>, format: OutputFormat, source: &Source) -> Result<Box<dyn Render>, Error> {
    let arguments = file.arguments;
    let encoding = match &arguments.to_encoding {
        Some(name) => Encoding::parse(name)?,
        None => source.encoding(),
    };
    // A table goes out in the dialect in which it came; another kind of table in Excel's.
    let dialect = match (format, source.format()) {
        (OutputFormat::Csv, Format::Csv) | (OutputFormat::Tsv, Format::Tsv) => source.dialect(),
        (OutputFormat::Tsv, _) => Dialect::excel(b'\t'),
        _ => Dialect::excel(b','),
    };
    Ok(match format {
        OutputFormat::Jsonl => Box::new(
            JsonlRender::new(arguments.offsets.into(), arguments.keep, source.header(), source.text_index())
                .with_cases(file.cases.clone()),
        ),
        OutputFormat::Csv | OutputFormat::Tsv => Box::new(
            CsvRender::new(source.header(), dialect, encoding)
                .with_cases(file.cases.clone())
                .with_formulas(arguments.keep_formulas),
        ),
        OutputFormat::Table | OutputFormat::Xlsx => {
            Box::new(TableRender::new(arguments.output.is_none() && std::io::stdout().is_terminal()))
        }
    })
}

fn write(output: &mut Output, bytes: &[u8]) -> Result<(), Error> {
    output.write_all(bytes).map_err(|error| {
        let kind = if is_broken_pipe(&error) { ErrorKind::PipeClosed } else { ErrorKind::Io };
        Error::new(kind, format!("出力に書けません({error})"))
            .with_cure("空き容量と書き込みの許可を確かめてください")
    })
}
