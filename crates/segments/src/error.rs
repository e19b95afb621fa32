//! What can go wrong with an index.

use std::io;
use std::path::{Path, PathBuf};

/// An error of an index. Its message says which file is at fault, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index at the place.
    #[error("{}: no index; `wirecopy index create` makes one", .0.display())]
    Missing(PathBuf),
    /// There is something where an index is to be created.
    #[error("{}: {problem}", path.display())]
    Occupied {
        /// The place.
        path: PathBuf,
        /// What is there.
        problem: &'static str,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A file is not what was written.
    #[error("{}: damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A file is of a format that this version does not read.
    #[error("{}: written in format {found} of the index; this version of wirecopy reads up to {known}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that is read.
        known: u32,
    },
    /// A part of a file would be larger than its places can tell.
    #[error("{}: more than 4 GiB in one part of the file; leave out the largest articles", .0.display())]
    TooLarge(PathBuf),
    /// Another process writes.
    #[error("{}: another process writes to this index; wait until it has ended", .0.display())]
    Busy(PathBuf),
    /// SQLite failed.
    #[error("{}: {source}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
}

impl IndexError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> IndexError {
        let path = path.to_owned();
        move |source| IndexError::Io { path, source }
    }

    pub(crate) fn damaged(path: &Path, problem: impl Into<String>) -> IndexError {
        IndexError::Damaged { path: path.to_owned(), problem: problem.into() }
    }
}

/// The result of this crate.
pub(crate) type Result<T> = std::result::Result<T, IndexError>;
