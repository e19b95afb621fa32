//! The index in a folder: snapshots for readers, and the lock and the transactions of the one writer.

use crate::catalog::{self, Catalog, RejectedInput};
use crate::error::{IndexError, Result};
use crate::segment::{Segment, file_name};
use crate::snapshot::Snapshot;
use crate::writer::WriteGuard;
use foldhash::HashSet;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use wirecopy_core::text::ShingleSettings;

/// The file whose lock a writer holds.
const LOCK: &str = "writer.lock";
/// How often a reader tries again when a segment was merged away while it opened the list.
const TRIES: usize = 10;

/// What an index was made with. It cannot be changed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexSettings {
    /// The length of a shingle.
    pub shingle: ShingleSettings,
    /// Of this many shingles in a row, at least one is a key: a passage of `window + shingle.size − 1` words is found.
    pub window: usize,
    /// Whether the texts of articles are kept.
    pub keep_text: bool,
}

impl Default for IndexSettings {
    /// Passages of twelve words are found.
    fn default() -> Self {
        IndexSettings { shingle: ShingleSettings::default(), window: 8, keep_text: false }
    }
}

/// An index in a folder. Any number of processes may have it open; one at a time writes.
#[derive(Debug)]
pub struct StandingIndex {
    folder: PathBuf,
    settings: IndexSettings,
    catalog: Mutex<Catalog>,
    /// Another connection, so that readers do not wait for a transaction to be forced to disk.
    reader: Mutex<Catalog>,
    latest: Mutex<Option<Arc<Snapshot>>>,
}

impl StandingIndex {
    /// Whether a folder has an index.
    #[must_use]
    pub fn is_at(folder: &Path) -> bool {
        folder.join(catalog::FILE).is_file()
    }

    /// Makes an empty index in a folder that is new or empty.
    ///
    /// # Errors
    /// There is something in the folder, or it cannot be written.
    pub fn create(folder: &Path, settings: &IndexSettings) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(IndexError::io(folder))?;
        let occupied = |problem| IndexError::Occupied { path: folder.to_owned(), problem };
        if Self::is_at(folder) {
            return Err(occupied("there is an index already"));
        }
        for file in std::fs::read_dir(folder).map_err(IndexError::io(folder))? {
            let file = file.map_err(IndexError::io(folder))?;
            if !Catalog::is_left(&file.file_name()) {
                return Err(occupied("the folder is not empty"));
            }
            std::fs::remove_file(file.path()).map_err(IndexError::io(folder))?;
        }
        Catalog::create(
            folder,
            &[
                ("shingle", settings.shingle.size.to_string()),
                ("window", settings.window.to_string()),
                ("keep_text", settings.keep_text.to_string()),
            ],
        )?;
        Self::open(folder)
    }

    /// Opens the index of a folder.
    ///
    /// # Errors
    /// There is none, it is of a newer format, or it is damaged.
    pub fn open(folder: &Path) -> Result<Self> {
        let catalog = Catalog::open(folder)?;
        let damaged = || IndexError::damaged(&folder.join(catalog::FILE), "a setting is missing");
        let number = |name: &str| -> Result<usize> {
            catalog.setting(name)?.and_then(|value| value.parse().ok()).ok_or_else(damaged)
        };
        let settings = IndexSettings {
            shingle: ShingleSettings { size: number("shingle")?.clamp(1, 64) },
            window: number("window")?.max(1),
            keep_text: catalog.setting("keep_text")?.is_some_and(|value| value == "true"),
        };
        Ok(StandingIndex {
            folder: folder.to_owned(),
            settings,
            catalog: Mutex::new(catalog),
            reader: Mutex::new(Catalog::open(folder)?),
            latest: Mutex::default(),
        })
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it was made with.
    #[must_use]
    pub fn settings(&self) -> IndexSettings {
        self.settings
    }

    /// The catalogue, for one transaction.
    pub(crate) fn catalog(&self) -> MutexGuard<'_, Catalog> {
        self.catalog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reader(&self) -> MutexGuard<'_, Catalog> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was to be added and is no article, in no order.
    ///
    /// # Errors
    /// The catalogue fails.
    pub fn rejected(&self) -> Result<Vec<RejectedInput>> {
        self.reader().rejected()
    }

    /// The index as it is now.
    ///
    /// # Errors
    /// A file is missing, damaged, or of a newer format.
    pub fn snapshot(&self) -> Result<Arc<Snapshot>> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*latest
            && known.generation == self.reader().generation()?
        {
            return Ok(Arc::clone(known));
        }
        let mut tries = 1;
        let snapshot = loop {
            match self.read_snapshot(latest.as_deref()) {
                // a writer may have merged segments since the list was read
                Err(IndexError::Io { source, .. })
                    if source.kind() == std::io::ErrorKind::NotFound && tries < TRIES =>
                {
                    tries += 1;
                    std::thread::sleep(Duration::from_millis(5));
                }
                other => break Arc::new(other?),
            }
        };
        *latest = Some(Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// Opens the listed segments, those that are not open already.
    fn read_snapshot(&self, known: Option<&Snapshot>) -> Result<Snapshot> {
        let listing = self.reader().listing()?;
        let mut snapshot = Snapshot { generation: listing.generation, ..Snapshot::default() };
        for &(name, articles) in &listing.segments {
            let open =
                known.and_then(|known| known.names.iter().position(|&other| other == name).map(|at| (known, at)));
            let segment = match open {
                Some((known, at)) => Arc::clone(&known.segments[at]),
                None => Arc::new(Segment::open(&file_name(&self.folder, name))?),
            };
            if segment.entries() != articles {
                return Err(IndexError::damaged(segment.path(), "it has another number of articles than is listed"));
            }
            snapshot.names.push(name);
            snapshot.segments.push(segment);
            snapshot.removed.push(HashSet::default());
        }
        for (name, entry) in listing.removed {
            if let Ok(at) = snapshot.names.binary_search(&name) {
                snapshot.removed[at].insert(entry);
            }
        }
        Ok(snapshot)
    }

    /// Takes the lock of the writer; waits for another at most this long.
    ///
    /// # Errors
    /// Another process writes, or the folder cannot be written.
    pub fn lock(&self, patience: Duration) -> Result<WriteGuard<'_>> {
        let path = self.folder.join(LOCK);
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(IndexError::io(&path))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => return Err(IndexError::Busy(self.folder.clone())),
                Err(TryLockError::Error(source)) => return Err(IndexError::Io { path, source }),
            }
        }
        let guard = WriteGuard { index: self, _lock: file };
        guard.delete_strays()?;
        Ok(guard)
    }

    /// What is wrong with the index, a line for each file; empty if all is as it was written.
    ///
    /// # Errors
    /// The catalogue cannot be read at all.
    pub fn verify(&self) -> Result<Vec<String>> {
        let catalog = self.catalog();
        let mut problems = catalog.problems()?;
        for problem in &mut problems {
            *problem = format!("{}: {problem}", self.folder.join(catalog::FILE).display());
        }
        let listing = catalog.listing()?;
        drop(catalog);
        for (name, articles) in listing.segments {
            let checked = Segment::open(&file_name(&self.folder, name)).and_then(|segment| {
                segment.verify()?;
                let is_listed = segment.entries() == articles;
                let problem =
                    || IndexError::damaged(segment.path(), "it has another number of articles than is listed");
                if is_listed { Ok(()) } else { Err(problem()) }
            });
            problems.extend(checked.err().map(|error| error.to_string()));
        }
        Ok(problems)
    }
}

#[cfg(test)]
#[path = "standing_index_tests.rs"]
mod tests;
