//! The errors that end a whole run. A fault in one document is not one of them: the caller lists it.
//!
//! Messages name a setting by its field, in backquotes: `` `matching.threshold` ``. A program can replace that by the
//! name under which its users know the setting.

use std::io;
use std::path::PathBuf;

/// An error that ends the run. Its message says where the fault is and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A path that the caller named could not be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Data beyond the memory budget could not be written to a spill file.
    #[error(
        "cannot write what does not fit in memory to {}: {source} (choose another `memory.folder` or a larger \
         `memory.budget`)",
        folder.display()
    )]
    Spill {
        /// The folder of the spill files.
        folder: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A setting is outside of its range.
    #[error("`{field}`: {problem}")]
    Setting {
        /// The path of the field, such as `matching.threshold`.
        field: &'static str,
        /// The fault, and the values that are allowed.
        problem: String,
    },
    /// The input holds no article.
    #[error("no articles found in {places}{hint}")]
    NoArticles {
        /// The paths that were searched.
        places: String,
        /// A possible reason.
        hint: String,
    },
    /// A file of labels, outlets, agencies or settings has a wrong entry.
    #[error("{}{}: {problem}", path.display(), row.map(|r| format!(", row {r}")).unwrap_or_default())]
    Table {
        /// The file.
        path: PathBuf,
        /// The row, counted from 1.
        row: Option<u64>,
        /// The fault and its remedy.
        problem: String,
    },
    /// What keeps the documents of the caller failed.
    #[error(transparent)]
    Storage(Box<dyn std::error::Error + Send + Sync>),
    /// The caller stopped the run.
    #[error("interrupted")]
    Interrupted,
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;
