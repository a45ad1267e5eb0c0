//! Writes to stdout, or to a file that appears whole or not at all.
#![allow(clippy::disallowed_methods, reason = "this room is the door to disk")]

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::journal::{self, Journal, Progress};
use crate::error::{Error, ErrorKind};

const BUFFER: usize = 64 << 10;

/// Where results go. A file stands under its name only after [`Output::commit`]; dropped before, it leaves nothing.
#[derive(Debug)]
pub struct Output {
    sink: Sink,
    name: String,
}

#[derive(Debug)]
enum Sink {
    Stdout(BufWriter<Stdout>),
    /// A device or pipe, which cannot be replaced by a file.
    Device(BufWriter<File>),
    Whole {
        file: BufWriter<NamedTempFile>,
        target: PathBuf,
    },
    /// A file that a later run can go on with.
    Kept(Journal),
}

impl Output {
    /// An output to `path`, or to stdout for `None` and `-`.
    ///
    /// # Errors
    /// `path` is a folder or a read-only file, its folder does not exist, or nothing may be written there.
    pub fn create(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            let sink = Sink::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()));
            return Ok(Self { sink, name: "標準出力".to_owned() });
        };
        let name = path.display().to_string();
        let sink = match path.metadata() {
            Ok(there) if there.is_dir() => {
                return Err(Error::new(ErrorKind::Argument, format!("{name}: フォルダーです"))
                    .with_cure("`-o` にはファイルの名前まで指定してください"));
            }
            Ok(there) if !there.is_file() => device(path).map_err(|error| refused(&name, &error))?,
            Ok(there) => replacing(path, &name, &there)?,
            Err(_) => Sink::Whole { file: beside(path, &name)?, target: path.to_path_buf() },
        };
        Ok(Self { sink, name })
    }

    /// An output to the file `path` that keeps what is done, so that a later run of the same kind (`kind` says in every
    /// detail what the run does) can go on. If a former run was stopped, what it had done comes back as well.
    ///
    /// # Errors
    /// As [`Output::create`].
    pub fn resumable(path: &Path, kind: &str) -> Result<(Self, Option<Progress>), Error> {
        // The usual checks first: a folder, a read-only file, a device.
        drop(Self::create(Some(path))?);
        let name = path.display().to_string();
        let (journal, progress) = Journal::open(path, kind).map_err(|error| refused(&name, &error))?;
        Ok((Self { sink: Sink::Kept(journal), name }, progress))
    }

    /// Notes down that what was written so far is `progress`.
    ///
    /// # Errors
    /// The disk is full.
    pub fn mark(&mut self, progress: Progress) -> Result<(), Error> {
        let Sink::Kept(journal) = &mut self.sink else { return Ok(()) };
        journal.mark(progress).map_err(|error| refused(&self.name, &error))
    }

    /// Writes what is left and puts the file under its name. A reader of stdout that has gone is no error.
    ///
    /// # Errors
    /// The disk is full, or the file cannot be put in its place; then nothing stands there that was not there before.
    pub fn commit(self) -> Result<(), Error> {
        let name = self.name;
        let done = match self.sink {
            Sink::Stdout(mut out) => out.flush().or_else(quiet),
            Sink::Device(mut out) => out.flush().or_else(quiet),
            Sink::Whole { file, target } => place(file, &target).inspect(|()| journal::forget(&target)),
            Sink::Kept(journal) => journal.commit(),
        };
        done.map_err(|error| refused(&name, &error))
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.sink {
            Sink::Stdout(out) => out,
            Sink::Device(out) => out,
            Sink::Whole { file, .. } => file,
            Sink::Kept(journal) => journal,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

/// Whether a write failed because the reader has gone (`fuda tag … | head`): a reason to end quietly.
#[must_use]
pub fn is_broken_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

fn quiet(error: io::Error) -> io::Result<()> {
    if is_broken_pipe(&error) { Ok(()) } else { Err(error) }
}

fn device(path: &Path) -> io::Result<Sink> {
    let file = OpenOptions::new().write(true).open(path)?;
    Ok(Sink::Device(BufWriter::with_capacity(BUFFER, file)))
}

/// The new file keeps the rights of the `old` one, and a link stays a link to it.
fn replacing(path: &Path, name: &str, old: &Metadata) -> Result<Sink, Error> {
    if old.permissions().readonly() {
        return Err(Error::new(ErrorKind::Io, format!("{name}: 読み取り専用のファイルです"))
            .with_cure("`-o` で別のファイルを指定するか、読み取り専用を外してください"));
    }
    let target = path.canonicalize().map_err(|error| refused(name, &error))?;
    let file = beside(&target, name)?;
    file.get_ref().as_file().set_permissions(old.permissions()).map_err(|error| refused(name, &error))?;
    Ok(Sink::Whole { file, target })
}

/// A temporary file in the folder of `target`: a rename never leaves its file system.
fn beside(target: &Path, name: &str) -> Result<BufWriter<NamedTempFile>, Error> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(Error::new(
            ErrorKind::Argument,
            format!("{name}: フォルダー {} がありません", folder.display()),
        )
        .with_cure("先にフォルダーを作るか、`-o` で別の場所を指定してください"));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fuda-").suffix(".tmp");
    if let Some(rights) = usual_rights() {
        builder.permissions(rights);
    }
    let file = builder.tempfile_in(folder).map_err(|error| refused(name, &error))?;
    Ok(BufWriter::with_capacity(BUFFER, file))
}

/// The rights that a new file gets, which the user's umask then narrows; a temporary file has fewer.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such rights")]
fn usual_rights() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_rights() -> Option<Permissions> {
    None
}

fn place(file: BufWriter<NamedTempFile>, target: &Path) -> io::Result<()> {
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    // Else a power cut after the rename could leave an empty file under the name.
    file.as_file().sync_all()?;
    file.persist(target).map_err(|error| error.error)?;
    Ok(())
}

fn refused(name: &str, error: &io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("{name}: 書き出せません({error})"))
        .with_cure("Excel などで開いていれば閉じ、空き容量と書き込みの許可を確かめてください。`-o` で別の場所も指定できます")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_only_when_committed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let mut output = Output::create(Some(&path)).unwrap();
        output.write_all(&b"x".repeat(200_000)).unwrap();
        output.flush().unwrap();
        assert!(!path.exists(), "not before the commit");
        output.commit().unwrap();
        assert_eq!(std::fs::read(&path).unwrap().len(), 200_000);
        assert_eq!(entries(folder.path()), ["out.csv"]);
    }

    #[test]
    fn a_dropped_output_leaves_the_old_file_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        std::fs::write(&path, "old").unwrap();
        let mut output = Output::create(Some(&path)).unwrap();
        output.write_all(b"new").unwrap();
        assert_eq!(entries(folder.path()).len(), 2, "it is being written beside");
        drop(output);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(entries(folder.path()), ["out.csv"]);
    }

    #[test]
    fn folders_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = Output::create(Some(folder.path())).unwrap_err();
        assert!(
            error.to_string().contains("フォルダーです") && error.cure().unwrap().contains("-o"),
            "{error}"
        );
        let error = Output::create(Some(&folder.path().join("no/out.csv"))).unwrap_err();
        let wanted = format!("フォルダー {} がありません", folder.path().join("no").display());
        assert!(error.to_string().contains(&wanted) && error.cure().is_some(), "{error}");
        assert_eq!(error.kind(), ErrorKind::Argument);
    }

    #[cfg(unix)]
    #[test]
    fn rights_links_and_devices_stay_what_they_are() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("out.csv"), folder.path().join("link.csv"));
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut output = Output::create(Some(&link)).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
        let fresh = folder.path().join("fresh.csv");
        Output::create(Some(&fresh)).unwrap().commit().unwrap();
        let plain = folder.path().join("plain.csv");
        std::fs::write(&plain, "").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
        assert_eq!(mode(&fresh), mode(&plain), "a new file has the usual rights");
        assert!(matches!(Output::create(Some(Path::new("/dev/null"))).unwrap().sink, Sink::Device(_)));
    }

    #[test]
    fn only_a_broken_pipe_is_quiet() {
        assert!(quiet(io::ErrorKind::BrokenPipe.into()).is_ok());
        assert!(quiet(io::ErrorKind::StorageFull.into()).is_err());
        assert!(matches!(Output::create(Some(Path::new("-"))).unwrap().sink, Sink::Stdout(_)));
    }
}
