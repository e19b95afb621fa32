//! The file an article comes from, and the id, path and folder that follow from it.

use std::sync::Arc;

use crate::article::Article;
use crate::language::Language;

/// The file that a chunk was split from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The file as the user would name it.
    pub(crate) path: Arc<str>,
    /// The path under the root, of which ids are made.
    pub(crate) relative: String,
    /// The first folder under the root; empty when there is none.
    pub(crate) folder: String,
    /// The fields in the names of the folders, as of a partitioned table: `outlet=echo/date=2031-02-04`.
    pub(crate) partitions: Vec<(String, String)>,
    /// Whether the caller named this very file, as opposed to its folder or archive.
    pub(crate) is_named: bool,
}

impl Origin {
    /// The fields in a path: folders named `name=value`, with characters escaped as in an address.
    pub(crate) fn partitions(path: &str) -> Vec<(String, String)> {
        let folders = path.split(std::path::is_separator).filter(|_| path.contains('='));
        let pairs = folders.filter_map(|folder| folder.split_once('='));
        let decoded = |value: &str| percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned();
        pairs
            .filter(|(name, value)| !name.is_empty() && *value != "__HIVE_DEFAULT_PARTITION__")
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect()
    }

    /// The origin of a member of this archive. Folders in an archive count like folders under the root.
    pub(crate) fn member(&self, name: &str) -> Origin {
        let inner_folder = name.split_once('/').map_or("", |(folder, _)| folder);
        Origin {
            path: format!("{}/{name}", self.path).into(),
            relative: format!("{}/{name}", self.relative),
            folder: if self.folder.is_empty() { inner_folder.to_owned() } else { self.folder.clone() },
            partitions: self.partitions.clone(),
            is_named: false,
        }
    }

    /// An article of this file without any content yet. Without an `id` of its own it is named by its path and row.
    pub(crate) fn article(&self, id: String, row: Option<u64>) -> Article {
        let id = match row {
            _ if !id.is_empty() => id,
            Some(row) => format!("{}:{row}", self.relative),
            None => self.relative.clone(),
        };
        Article { id, path: Arc::clone(&self.path), row, ..Article::default() }
    }

    /// A file that the caller named.
    #[cfg(test)]
    pub(crate) fn named(path: &str) -> Origin {
        Origin {
            path: path.into(),
            relative: path.to_owned(),
            folder: String::new(),
            partitions: Vec::new(),
            is_named: true,
        }
    }
}

/// What is known about a document from outside of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DocumentInfo<'a> {
    /// The row or record number.
    pub(crate) row: Option<u64>,
    /// The record's own id; empty when there is none.
    pub(crate) id: &'a str,
    /// The address it was fetched from; empty when there is none.
    pub(crate) url: &'a str,
    /// The encoding that the server named.
    pub(crate) charset: Option<&'a str>,
    /// The language that the server or the archive declares.
    pub(crate) language: Language,
}

impl DocumentInfo<'_> {
    /// The language of the document: what it says itself, else what is declared outside of it.
    pub(crate) fn language_or_own(&self, own: Language) -> Language {
        if own.is_known() { own } else { self.language }
    }
}
