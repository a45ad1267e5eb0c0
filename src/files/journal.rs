//! Keeps what a long run has done, so that a later run can go on where it stopped.
#![allow(clippy::disallowed_methods, reason = "this room is the door to disk")]

use std::fs::{File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Files that are done.
    pub files: usize,
    /// Rows done of the file after them.
    pub rows: u64,
    /// Rows done in all files.
    pub total: u64,
    /// Of those, notes with a suggestion.
    pub tagged: u64,
    /// Of those, rows that could not be read.
    pub unreadable: u64,
}

/// What is written beside the output: its first part, and a mark that says how much of it counts.
#[derive(Debug)]
pub(super) struct Journal {
    file: BufWriter<File>,
    part: PathBuf,
    mark: PathBuf,
    target: PathBuf,
    kind: u64,
}

#[derive(Serialize, Deserialize)]
struct Mark {
    kind: u64,
    bytes: u64,
    progress: Progress,
}

impl Journal {
    /// Opens the journal of `target`; one of another kind is begun afresh.
    pub(super) fn open(target: &Path, kind: &str) -> io::Result<(Self, Option<Progress>)> {
        let target = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        let (part, mark) = (beside(&target, "part"), beside(&target, "mark"));
        let mut hasher = DefaultHasher::new();
        kind.hash(&mut hasher);
        let kind = hasher.finish();
        let known: Option<Mark> = std::fs::read(&mark)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .filter(|mark: &Mark| mark.kind == kind);
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&part)?;
        let long_enough = |mark: &Mark| file.metadata().is_ok_and(|data| data.len() >= mark.bytes);
        let known = known.filter(long_enough);
        // What was written after the last mark is written again.
        file.set_len(known.as_ref().map_or(0, |mark| mark.bytes))?;
        file.seek(SeekFrom::End(0))?;
        let journal = Self { file: BufWriter::new(file), part, mark, target, kind };
        Ok((journal, known.map(|mark| mark.progress)))
    }

    pub(super) fn mark(&mut self, progress: Progress) -> io::Result<()> {
        self.file.flush()?;
        // The mark must never be ahead of the bytes, even when the power fails.
        self.file.get_ref().sync_data()?;
        let mark = Mark { kind: self.kind, bytes: self.file.get_mut().stream_position()?, progress };
        let folder = self.mark.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut fresh =
            tempfile::Builder::new().prefix(".fuda-").tempfile_in(folder.unwrap_or(Path::new(".")))?;
        serde_json::to_writer(&mut fresh, &mark)?;
        fresh.persist(&self.mark).map_err(|error| error.error)?;
        Ok(())
    }

    /// Puts the whole file in its place; nothing else stays.
    pub(super) fn commit(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        if let Ok(old) = self.target.metadata() {
            self.file.get_ref().set_permissions(old.permissions())?;
        }
        std::fs::rename(&self.part, &self.target)?;
        let _ = std::fs::remove_file(&self.mark);
        Ok(())
    }
}

impl Write for Journal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removes what a stopped run left beside `target`, which has been written whole since.
pub(super) fn forget(target: &Path) {
    for kind in ["part", "mark"] {
        let _ = std::fs::remove_file(beside(target, kind));
    }
}

/// `.結果.csv.fuda-part` for `結果.csv`.
fn beside(target: &Path, kind: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.fuda-{kind}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_marked_counts() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.csv");
        std::fs::write(&target, "old").unwrap();
        let (mut journal, known) = Journal::open(&target, "a").unwrap();
        assert_eq!(known, None);
        journal.write_all(b"12345").unwrap();
        let progress = Progress { rows: 5, total: 5, ..Progress::default() };
        journal.mark(progress).unwrap();
        journal.write_all(b"lost").unwrap();
        drop(journal);
        let (mut journal, known) = Journal::open(&target, "a").unwrap();
        assert_eq!(known, Some(progress));
        journal.write_all(b"678").unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "old", "until the whole is there");
        journal.commit().unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "12345678");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else stays");
    }

    #[test]
    fn a_run_of_another_kind_begins_afresh() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.csv");
        let (mut journal, _) = Journal::open(&target, "a").unwrap();
        journal.write_all(b"12345").unwrap();
        journal.mark(Progress::default()).unwrap();
        drop(journal);
        let (mut journal, known) = Journal::open(&target, "b").unwrap();
        assert_eq!(known, None);
        journal.write_all(b"x").unwrap();
        journal.commit().unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "x");
    }
}
