//! What can stop a whole run. What is wrong with one article is a [`Rejected`](crate::article::Rejected) instead.

use std::io;
use std::path::PathBuf;

/// An error that ends the run: each says where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A path that the user named could not be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What does not fit in memory could not be written to a file.
    #[error(
        "cannot write to {} what does not fit in memory (--tmp names another folder, with a larger --memory less goes there): {source}",
        folder.display()
    )]
    Spool {
        /// The folder of such files.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A setting that cannot work.
    #[error("{name}: {problem}")]
    Setting {
        /// The setting's name as the user knows it.
        name: &'static str,
        /// What is wrong and what would do.
        problem: String,
    },
    /// Nothing to work on.
    #[error("no articles found in {places}{hint}")]
    NoArticles {
        /// The paths that were searched.
        places: String,
        /// Why that may be.
        hint: String,
    },
    /// A file of labels, outlets, agencies or settings that is not as it should be.
    #[error("{}{}: {problem}", path.display(), row.map(|r| format!(", row {r}")).unwrap_or_default())]
    Table {
        /// The file.
        path: PathBuf,
        /// The row, counted from 1.
        row: Option<u64>,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The user stopped the run.
    #[error("interrupted")]
    Interrupted,
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;
