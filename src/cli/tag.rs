//! `fuda tag`: files or standard input in, suggestions out.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::answer::{Answer, Outcome};
use super::arguments::Tag;
use super::progress::{Progress, Stop};
use super::target::{File, Target};
use super::{console, inputs};
use crate::batch::Batch;
use crate::error::{Error, ErrorKind};
use crate::files::{self, load_dictionaries, open};

pub(super) fn run(arguments: &Tag) -> Outcome {
    let mut tagger = console::tagger(&arguments.rules)?;
    if let Some(least) = arguments.min_score {
        tagger = tagger.with_min_score(least);
    }
    let batch = Batch::new(&tagger, arguments.threads.map(usize::from))?;
    let paths = inputs::paths(&arguments.files);
    let redactor = inputs::redactor(&arguments.redaction)?;
    let mut target = Target::create(arguments, &kind(arguments, &paths)?)?;
    let cases = inputs::cases(&arguments.input, &paths, redactor.as_ref())?;
    let stop = Stop::listen()?;
    for (number, (path, cases)) in paths.iter().zip(cases).enumerate() {
        let source = open(path, &inputs::options(&arguments.input)?)?;
        inputs::describe(path, &source, &arguments.input);
        if number < target.done.files {
            continue;
        }
        let progress = Progress::new(&source, arguments.progress);
        let file = File { number, path, arguments, cases, redactor: redactor.as_ref(), stop: &stop };
        target.run(&batch, source, &file, &mut |rows| progress.rows(rows))?;
        progress.done();
        if stop.wanted() {
            return Err(stopped(arguments, target.done));
        }
    }
    let done = target.commit()?;
    report(done);
    Ok(if done.unreadable > 0 { Answer::No } else { Answer::Yes })
}

/// Everything that decides what the output holds: a run goes on only with one of its own kind.
fn kind(arguments: &Tag, paths: &[PathBuf]) -> Result<String, Error> {
    let mut kind = format!("{} {arguments:?}", env!("CARGO_PKG_VERSION"));
    let sources = if arguments.rules.rules.is_empty() {
        crate::rules::builtin()
    } else {
        load_dictionaries(&arguments.rules.rules)?.sources
    };
    for source in &sources {
        kind.push_str(&source.text);
    }
    for path in paths {
        let _ = write!(kind, "{} {:?}", path.display(), files::stamp(path));
    }
    Ok(kind)
}

fn stopped(arguments: &Tag, done: files::Progress) -> Error {
    let message = format!("中断しました。{} 件まで処理しました", done.total);
    let cure = match (&arguments.output, arguments.resume) {
        (Some(_), true) => {
            "途中経過を残しました。同じコマンドをもう一度実行すると、続きから始めます".to_owned()
        }
        (Some(path), false) => format!(
            "{} は書き出していません(前からあるファイルはそのままです)。--resume を付けると途中経過が残ります",
            path.display()
        ),
        (None, _) => "標準出力に書いた分は途中までです".to_owned(),
    };
    Error::new(ErrorKind::Interrupted, message).with_cure(cure)
}

fn report(done: files::Progress) {
    let none = done.total - done.tagged - done.unreadable;
    console::note(&format!(
        "{} 件: 該当しうる記載あり {} 件、なし {none} 件、読めない行 {} 件。候補は要確認です。判断は人が行ってください。",
        done.total, done.tagged, done.unreadable
    ));
    if done.unreadable > 0 {
        console::note("読めない行も、印を付けて出力に残しています");
    }
}
