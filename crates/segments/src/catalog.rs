//! The catalogue of an index: the SQLite file with the list of live segments, what was removed, and the settings.

use crate::checked_file::{FORMAT, sync_folder};
use crate::error::{IndexError, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the file.
pub(crate) const FILE: &str = "index.db";
/// Its name until it is whole.
const PART: &str = "index.new";
/// How long a reader waits for a transaction of a writer to end.
const PATIENCE: Duration = Duration::from_secs(10);

const SCHEMA: &str = "
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE segments (name INTEGER PRIMARY KEY, articles INTEGER NOT NULL, bytes INTEGER NOT NULL);
    CREATE TABLE removed (
        segment INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (segment, entry)
    ) WITHOUT ROWID;
    CREATE TABLE state (generation INTEGER NOT NULL, next_segment INTEGER NOT NULL);
    INSERT INTO state VALUES (0, 1);
";
/// What is watched, and what was found for it: the newest events of each watch.
const WATCHES: &str = "
    CREATE TABLE IF NOT EXISTS watches (id INTEGER PRIMARY KEY AUTOINCREMENT, spec TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT, watch INTEGER NOT NULL, article INTEGER NOT NULL, event TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS outbox_by_watch ON outbox (watch, id);
    CREATE INDEX IF NOT EXISTS outbox_by_article ON outbox (article);
";
/// Input that was to be added and is no article, by its file.
const REJECTED: &str = "
    CREATE TABLE IF NOT EXISTS rejected (
        path TEXT NOT NULL, row INTEGER, rows INTEGER NOT NULL, reason TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS rejected_by_path ON rejected (path);
";
/// Events that are kept of a watch.
const MOST_EVENTS: u64 = 10_000;

/// A connection to the catalogue.
#[derive(Debug)]
pub(crate) struct Catalog {
    path: PathBuf,
    connection: Connection,
}

/// What a transaction changes.
#[derive(Debug, Default)]
pub(crate) struct Change<'a> {
    /// New segments: name, articles, bytes.
    pub(crate) added: &'a [(u64, u32, u64)],
    /// Segments that are no longer needed.
    pub(crate) dropped: &'a [u64],
    /// Articles that are removed: segment and number.
    pub(crate) removed: &'a [(u64, u32)],
    /// What watches are told.
    pub(crate) events: &'a [WatchEvent],
}

/// What a watch is told of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchEvent {
    /// The number of the watch.
    pub watch: u64,
    /// A hash of the article's id.
    pub id_hash: u64,
    /// What is told, as its caller encodes it.
    pub event: String,
}

/// Input that did not become an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectedInput {
    /// The file.
    pub path: String,
    /// The row in it, if one is meant.
    pub row: Option<u64>,
    /// How many rows it stands for.
    pub rows: u64,
    /// What is wrong.
    pub reason: String,
}

/// The list of live segments and removed articles.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) generation: u64,
    pub(crate) segments: Vec<(u64, u32)>,
    pub(crate) removed: Vec<(u64, u32)>,
}

impl Catalog {
    /// Makes a catalogue with these settings.
    pub(crate) fn create(folder: &Path, settings: &[(&str, String)]) -> Result<()> {
        // under another name until it is whole: a crash leaves no file that looks like an index
        let path = folder.join(PART);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(&path, flags)?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            Ok(connection)
        };
        let connection = open().map_err(|source| IndexError::Database { path: path.clone(), source })?;
        let catalog = Catalog { path, connection };
        catalog.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            transaction.execute_batch(SCHEMA)?;
            transaction.execute_batch(WATCHES)?;
            for (name, value) in settings {
                transaction.execute("INSERT INTO settings VALUES (?1, ?2)", params![name, value])?;
            }
            transaction.pragma_update(None, "user_version", FORMAT)?;
            transaction.commit()
        })?;
        let Catalog { path, connection } = catalog;
        connection.close().map_err(|(_, source)| IndexError::Database { path: path.clone(), source })?;
        std::fs::rename(&path, folder.join(FILE)).map_err(IndexError::io(&path))?;
        sync_folder(&path).map_err(IndexError::io(folder))
    }

    /// Whether a file of this name is what a crash while an index was made has left.
    pub(crate) fn is_left(name: &std::ffi::OsStr) -> bool {
        name.to_str().is_some_and(|name| name.strip_prefix(PART).is_some_and(|rest| ["", "-journal"].contains(&rest)))
    }

    /// Opens the catalogue of a folder.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Err(IndexError::Missing(folder.to_owned()));
        }
        let catalog = Self::connect(folder, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let found: u32 = catalog.run(|connection| connection.query_row("PRAGMA user_version", [], |row| row.get(0)))?;
        match found {
            0 => Err(IndexError::damaged(&path, "it is no index of wirecopy")),
            found if found > FORMAT => Err(IndexError::Format { path, found, known: FORMAT }),
            _ => Ok(catalog),
        }
    }

    fn connect(folder: &Path, flags: OpenFlags) -> Result<Self> {
        let path = folder.join(FILE);
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(&path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(PATIENCE)?;
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "secure_delete", "ON")?;
            Ok(connection)
        };
        let connection = open().map_err(|source| IndexError::Database { path: path.clone(), source })?;
        Ok(Catalog { path, connection })
    }

    fn run<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        query(&self.connection).map_err(|source| IndexError::Database { path: self.path.clone(), source })
    }

    /// A setting.
    pub(crate) fn setting(&self, name: &str) -> Result<Option<String>> {
        let query = "SELECT value FROM settings WHERE name = ?1";
        self.run(|connection| connection.query_row(query, [name], |row| row.get(0)).optional())
    }

    /// The number of transactions so far.
    pub(crate) fn generation(&self) -> Result<u64> {
        self.run(|connection| connection.query_row("SELECT generation FROM state", [], |row| row.get(0)))
    }

    /// The live segments and the removed articles, as of one moment.
    pub(crate) fn listing(&self) -> Result<Listing> {
        self.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let generation = transaction.query_row("SELECT generation FROM state", [], |row| row.get(0))?;
            let pairs = |query: &str| -> rusqlite::Result<Vec<(u64, u32)>> {
                let mut statement = transaction.prepare(query)?;
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            };
            let segments = pairs("SELECT name, articles FROM segments ORDER BY name")?;
            let removed = pairs("SELECT segment, entry FROM removed")?;
            Ok(Listing { generation, segments, removed })
        })
    }

    /// A name that no segment had.
    pub(crate) fn next_name(&self) -> Result<u64> {
        let query = "UPDATE state SET next_segment = next_segment + 1 RETURNING next_segment - 1";
        self.run(|connection| connection.query_row(query, [], |row| row.get(0)))
    }

    /// Changes the lists in one transaction.
    pub(crate) fn commit(&self, change: &Change<'_>) -> Result<()> {
        self.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            for (name, articles, bytes) in change.added {
                transaction.execute("INSERT INTO segments VALUES (?1, ?2, ?3)", params![name, articles, bytes])?;
            }
            for name in change.dropped {
                transaction.execute("DELETE FROM segments WHERE name = ?1", [name])?;
                transaction.execute("DELETE FROM removed WHERE segment = ?1", [name])?;
            }
            for (segment, entry) in change.removed {
                transaction.execute("INSERT OR IGNORE INTO removed VALUES (?1, ?2)", params![segment, entry])?;
            }
            for WatchEvent { watch, id_hash, event } in change.events {
                let insert = "INSERT INTO outbox (watch, article, event) SELECT id, ?2, ?3 FROM watches WHERE id = ?1";
                transaction.execute(insert, params![watch, *id_hash as i64, event])?;
                let forget = "DELETE FROM outbox WHERE watch = ?1 AND id <= (
                    SELECT id FROM outbox WHERE watch = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
                transaction.execute(forget, params![watch, MOST_EVENTS])?;
            }
            transaction.execute("UPDATE state SET generation = generation + 1", [])?;
            transaction.commit()
        })
    }

    /// All watches with their numbers.
    pub(crate) fn watches(&self) -> Result<Vec<(u64, String)>> {
        self.pairs("SELECT id, spec FROM watches ORDER BY id", params![])
    }

    /// The events of a watch after one of them.
    pub(crate) fn events(&self, watch: u64, after: u64, most: usize) -> Result<Vec<(u64, String)>> {
        let query = "SELECT id, event FROM outbox WHERE watch = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
        self.pairs(query, params![watch, after, most as u64])
    }

    fn pairs(&self, query: &str, parameters: &[&dyn rusqlite::ToSql]) -> Result<Vec<(u64, String)>> {
        self.run(|connection| {
            // an index of before there were watches has none
            let tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('watches', 'outbox')";
            if connection.query_row(tables, [], |row| row.get::<_, u64>(0))? < 2 {
                return Ok(Vec::new());
            }
            let mut statement = connection.prepare(query)?;
            statement.query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// Adds a watch; returns its number, which no other had.
    pub(crate) fn add_watch(&self, spec: &str) -> Result<u64> {
        self.run(|connection| {
            connection.execute_batch(WATCHES)?;
            connection.query_row("INSERT INTO watches (spec) VALUES (?1) RETURNING id", [spec], |row| row.get(0))
        })
    }

    /// Removes a watch and its events. Returns whether there was one.
    pub(crate) fn remove_watch(&self, watch: u64) -> Result<bool> {
        self.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            transaction.execute_batch(WATCHES)?;
            transaction.execute("DELETE FROM outbox WHERE watch = ?1", [watch])?;
            let removed = transaction.execute("DELETE FROM watches WHERE id = ?1", [watch])?;
            transaction.commit()?;
            Ok(removed > 0)
        })
    }

    /// Forgets the events of some articles, by the hashes of their ids.
    pub(crate) fn forget_events(&self, id_hashes: &[u64]) -> Result<()> {
        self.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            transaction.execute_batch(WATCHES)?;
            for &id_hash in id_hashes {
                transaction.execute("DELETE FROM outbox WHERE article = ?1", [id_hash as i64])?;
            }
            transaction.commit()
        })
    }

    /// What was rejected, in no order.
    pub(crate) fn rejected(&self) -> Result<Vec<RejectedInput>> {
        self.run(|connection| {
            // an index of before this was kept has no table
            let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'rejected'";
            if connection.query_row(tables, [], |row| row.get::<_, u64>(0))? == 0 {
                return Ok(Vec::new());
            }
            let mut statement = connection.prepare("SELECT path, row, rows, reason FROM rejected")?;
            let read = |row: &rusqlite::Row<'_>| {
                Ok(RejectedInput { path: row.get(0)?, row: row.get(1)?, rows: row.get(2)?, reason: row.get(3)? })
            };
            statement.query_map([], read)?.collect()
        })
    }

    /// Replaces what was rejected of some files.
    pub(crate) fn set_rejected(&self, paths: &[String], rejected: &[RejectedInput]) -> Result<()> {
        self.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            transaction.execute_batch(REJECTED)?;
            for path in paths {
                transaction.execute("DELETE FROM rejected WHERE path = ?1", [path])?;
            }
            for RejectedInput { path, row, rows, reason } in rejected {
                let insert = "INSERT INTO rejected VALUES (?1, ?2, ?3, ?4)";
                transaction.execute(insert, params![path, row, rows, reason])?;
            }
            transaction.commit()
        })
    }

    /// Rewrites the file without what was deleted.
    pub(crate) fn vacuum(&self) -> Result<()> {
        self.run(|connection| {
            connection.execute_batch("VACUUM")?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })
    }

    /// What SQLite finds wrong with its file; empty if nothing.
    pub(crate) fn problems(&self) -> Result<Vec<String>> {
        self.run(|connection| {
            let mut statement = connection.prepare("PRAGMA integrity_check")?;
            let lines: rusqlite::Result<Vec<String>> = statement.query_map([], |row| row.get(0))?.collect();
            Ok(lines?.into_iter().filter(|line| line != "ok").collect())
        })
    }
}
