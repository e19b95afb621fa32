//! Files that are whole or not there: written under a name of their own in the same folder, then renamed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3Default;

/// Size in bytes of the buffer before the file.
const BUFFER: usize = 1 << 16;

/// The size and the hash of a file, by which a later reader sees whether it is still the file that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileCheck {
    /// Size in bytes.
    pub bytes: u64,
    /// xxh3 with 64 bits of the content.
    pub xxh3: u64,
}

/// A file in the making. It has a name of its own beside the target, which no link or other process can take, and
/// takes the target's name in [`finish`](Self::finish). When it is dropped before that, it is removed.
///
/// ```
/// use std::io::Write;
/// use wirecopy_core::util::atomic_file::AtomicFile;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("table.csv");
/// let mut file = AtomicFile::create(&path)?;
/// file.write_all(b"a,b\n")?;
/// assert!(!path.exists());
/// assert_eq!(file.finish()?.bytes, 4);
/// assert_eq!(std::fs::read(&path)?, b"a,b\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct AtomicFile {
    out: Out,
    path: std::path::PathBuf,
    bytes: u64,
    hash: Box<Xxh3Default>,
}

impl std::fmt::Debug for AtomicFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AtomicFile").field("path", &self.path).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

enum Out {
    Renamed(BufWriter<NamedTempFile>),
    /// A pipe or a device under the target's name: there is nothing to rename.
    Direct(BufWriter<File>),
}

impl AtomicFile {
    /// Creates the file that will be named `path`. What is under that name stays until [`finish`](Self::finish); a pipe
    /// or a device of that name is written to at once.
    ///
    /// # Errors
    /// The folder is missing or cannot be written, or `path` is a folder.
    pub fn create(path: &Path) -> io::Result<Self> {
        let out = match std::fs::symlink_metadata(path) {
            Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(there) if !there.is_file() && !std::fs::metadata(path).is_ok_and(|target| target.is_file()) => {
                Out::Direct(BufWriter::with_capacity(BUFFER, File::options().write(true).open(path)?))
            }
            _ => Out::Renamed(BufWriter::with_capacity(BUFFER, beside(path)?)),
        };
        Ok(AtomicFile { out, path: path.to_owned(), bytes: 0, hash: Box::default() })
    }

    /// Gives the file its name, in place of an older file.
    ///
    /// # Errors
    /// What was buffered could not be written, or the file could not be renamed. The older file is then still there.
    pub fn finish(self) -> io::Result<FileCheck> {
        match self.out {
            Out::Renamed(out) => {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.persist(&self.path).map_err(|error| error.error)?;
            }
            Out::Direct(mut out) => out.flush()?,
        }
        Ok(FileCheck { bytes: self.bytes, xxh3: self.hash.digest() })
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = match &mut self.out {
            Out::Renamed(out) => out.write(bytes)?,
            Out::Direct(out) => out.write(bytes)?,
        };
        self.hash.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Renamed(out) => out.flush(),
            Out::Direct(out) => out.flush(),
        }
    }
}

/// Writes a whole file: what `write` writes, or nothing when it fails.
///
/// # Errors
/// As [`AtomicFile`], and those of `write`.
pub fn write_file(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<FileCheck> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file)?;
    file.finish()
}

/// The folder of a path.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file in the folder of `path`, with the permissions that any new file gets.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wirecopy-").suffix(".part");
    #[cfg(unix)]
    let permissions = {
        use std::os::unix::fs::PermissionsExt;
        // the umask takes its share, as it does from a file made by `File::create`
        std::fs::Permissions::from_mode(0o666)
    };
    #[cfg(unix)]
    builder.permissions(permissions);
    builder.tempfile_in(folder_of(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_write_that_fails_leaves_the_older_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_file(&path, |out| out.write_all(b"older")).unwrap();
        let error = write_file(&path, |out| {
            out.write_all(b"newer")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(std::fs::read(&path).unwrap(), b"older");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn says_the_size_and_the_hash_of_what_is_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let content = b"outlet,copies\n".repeat(10_000);
        let check = write_file(&path, |out| out.write_all(&content)).unwrap();
        assert_eq!(check, FileCheck { bytes: 140_000, xxh3: xxhash_rust::xxh3::xxh3_64(&content) });
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }

    #[cfg(unix)]
    #[test]
    fn replaces_a_link_and_leaves_what_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let (elsewhere, path) = (folder.path().join("elsewhere"), folder.path().join("a.csv"));
        std::fs::write(&elsewhere, "not ours").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        write_file(&path, |out| out.write_all(b"ours")).unwrap();
        assert_eq!(std::fs::read(&elsewhere).unwrap(), b"not ours");
        assert_eq!(std::fs::read(&path).unwrap(), b"ours");
        assert!(std::fs::symlink_metadata(&path).unwrap().is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, other) = (folder.path().join("ours"), folder.path().join("other"));
        write_file(&ours, |out| out.write_all(b"x")).unwrap();
        std::fs::write(&other, "x").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&other));
    }

    #[cfg(unix)]
    #[test]
    fn writes_to_a_device_and_does_not_replace_it() {
        let check = write_file(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
        assert_eq!(check.bytes, 1);
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }
}
