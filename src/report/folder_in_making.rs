//! A folder that is whole or not there: its files are made in a folder beside it, which takes its place at the end.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wirecopy_core::util::atomic_file::folder_of;

/// The file whose lock keeps other runs out. It is in the folder while a run lasts.
pub(super) const LOCK: &str = ".wirecopy-lock";
/// In the name of a folder in which the files are made, after the target's name.
pub(super) const MAKING: &str = ".making-wirecopy-";

/// A folder in the making.
///
/// The target is locked while this exists, and keeps what it holds. When this is dropped before
/// [`finish`](Self::finish), nothing of it is left.
#[derive(Debug)]
pub struct FolderInMaking {
    target: PathBuf,
    making: TempDir,
    /// Whether the lock's file goes, and with it a folder that was not there before.
    is_open: bool,
    is_new: bool,
    /// Holds the lock.
    _lock: File,
}

impl FolderInMaking {
    /// Locks `target`, which is created if missing, and makes a folder for the new files. `accepts` looks at what the
    /// locked target holds. While another run writes into the target, this waits for its end, after a call of `waits`.
    ///
    /// # Errors
    /// The target cannot be written, or `accepts` refuses it.
    pub fn open(target: &Path, accepts: impl Fn(&Path) -> io::Result<()>, waits: &dyn Fn()) -> io::Result<Self> {
        let is_new = !target.exists();
        let open = || -> io::Result<(File, TempDir)> {
            if let Ok(there) = fs::metadata(target)
                && !there.is_dir()
            {
                return Err(io::Error::new(io::ErrorKind::NotADirectory, "there is a file of that name"));
            }
            fs::create_dir_all(target)?;
            let lock = lock(target, waits)?;
            accepts(target)?;
            Ok((lock, making_folder(target)?))
        };
        let opened = open().inspect_err(|_| {
            if is_new {
                let _ = fs::remove_dir(target);
            }
        });
        opened.map(|(lock, making)| FolderInMaking {
            target: target.to_owned(),
            making,
            is_open: true,
            is_new,
            _lock: lock,
        })
    }

    /// The folder for the new files.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.making.path()
    }

    /// The folder that they are for.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Puts what was made in the place of the target. What the target held is gone, or, where the system cannot
    /// exchange folders, beside it.
    ///
    /// # Errors
    /// A file cannot be moved.
    pub fn finish(mut self) -> io::Result<()> {
        if self.replaces_target() {
            return Ok(());
        }
        for entry in fs::read_dir(self.path())? {
            let entry = entry?;
            fs::rename(entry.path(), self.target.join(entry.file_name()))?;
        }
        Ok(())
    }

    /// Exchanges what was made and the target in one step. `false` if the system cannot do that, and nothing has
    /// changed.
    pub(super) fn replaces_target(&mut self) -> bool {
        if !swap(self.making.path(), &self.target) {
            return false;
        }
        // what the target held is now where the new files were made, and goes with it, the lock's file too
        self.is_open = false;
        true
    }
}

impl Drop for FolderInMaking {
    fn drop(&mut self) {
        if self.is_open {
            // no error is worth a message: a lock's file that stays binds nobody, and a folder with files stays
            let _ = fs::remove_file(self.target.join(LOCK));
            if self.is_new {
                let _ = fs::remove_dir(&self.target);
            }
        }
    }
}

/// Whether a name is that of a lock, or of a folder in which a run makes its files: they are no content of a folder.
#[must_use]
pub fn is_of_a_run(name: &OsStr) -> bool {
    name == LOCK || name.to_str().is_some_and(|name| name.starts_with('.') && name.contains(MAKING))
}

/// Locks a folder against other runs, when the run that has the lock has ended.
fn lock(folder: &Path, waits: &dyn Fn()) -> io::Result<File> {
    let path = folder.join(LOCK);
    loop {
        let file = File::options().create(true).truncate(false).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waits();
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // between opening and locking, the run that held the lock may have replaced the folder
        match same_file::Handle::from_path(&path) {
            Ok(there) if there == same_file::Handle::from_file(file.try_clone()?)? => return Ok(file),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // such as too many open files: another attempt would end like this one
            Err(error) => return Err(error),
        }
        fs::create_dir_all(folder)?;
    }
}

/// A folder for the files while they are made: beside the target where that is possible, so that it can take the
/// target's place; else in it.
fn making_folder(target: &Path) -> io::Result<TempDir> {
    let beside = target.canonicalize()?;
    let name = beside.file_name().unwrap_or(OsStr::new("result")).to_string_lossy().into_owned();
    let prefix = format!(".{name}{MAKING}");
    let parent = folder_of(&beside);
    // this run holds the lock, so that such a folder is what a killed run left
    for entry in [parent, &beside].into_iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // the folder becomes the target, and has its permissions
        builder.permissions(fs::Permissions::from_mode(fs::metadata(&beside)?.permissions().mode() & 0o7777));
    }
    builder.tempdir_in(parent).or_else(|_| builder.tempdir_in(&beside))
}

/// Exchanges two folders in one step. `false` where the system cannot do that, as with a mounted folder.
fn swap(new: &Path, target: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        let Ok(target) = target.canonicalize() else { return false };
        // a folder inside of the target cannot take its place
        if new.starts_with(&target) {
            return false;
        }
        let flags = rustix::fs::RenameFlags::EXCHANGE;
        rustix::fs::renameat_with(rustix::fs::CWD, new, rustix::fs::CWD, &target, flags).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (new, target);
        false
    }
}
