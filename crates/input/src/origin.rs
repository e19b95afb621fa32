//! Where an article comes from: the file, its place under the root, and what follows from them for its id and outlet.

use std::sync::Arc;

use super::walk::{self, File};

/// The file that a piece of input was cut from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The file as the user would name it.
    pub(super) path: Arc<str>,
    /// The path under the root, which ids are made of.
    pub(super) stem: String,
    /// The first folder under the root, empty when there is none.
    pub(super) folder: String,
    /// Whether it was met in a folder or an archive, and not named by the user.
    pub(super) met: bool,
}

impl Origin {
    pub(super) fn of(file: &File) -> Origin {
        let relative = file.relative();
        let met = file.below.is_some();
        let folder = relative.split_once(std::path::is_separator).filter(|_| met).map_or("", |(folder, _)| folder);
        let path = file.path.to_string_lossy();
        Origin {
            path: walk::plainly(&path).into(),
            stem: walk::plainly(&relative).to_owned(),
            folder: folder.to_owned(),
            met,
        }
    }

    /// The origin of a member of this archive. Folders in an archive count like folders under the root.
    pub(super) fn member(&self, name: &str) -> Origin {
        let inner_folder = name.split_once('/').map_or("", |(folder, _)| folder);
        Origin {
            path: format!("{}/{name}", self.path).into(),
            stem: format!("{}/{name}", self.stem),
            folder: if self.folder.is_empty() { inner_folder.to_owned() } else { self.folder.clone() },
            met: true,
        }
    }

    /// The id of an article that brings none of its own.
    pub(super) fn id(&self, row: Option<u64>) -> String {
        match row {
            Some(row) => format!("{}:{row}", self.stem),
            None => self.stem.clone(),
        }
    }
}
