//! SQLite databases: one table of articles. The file is never written to, nor is anything beside it.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::table_rows::RowCollector;
use crate::charset;
use crate::disk_file::DiskFile;
use crate::fields::{Field, FieldNames, RankedField};
use crate::format::{Access, Emitter, Format};

/// A database.
pub(super) static SQLITE: Format = Format {
    name: "sqlite",
    extensions: &["sqlite", "sqlite3", "db3"],
    has_reliable_extensions: true,
    recognises: |head| head.starts_with(b"SQLite format 3\0"),
    access: Access::Random(split),
};

/// A longer value is an error of its table: one article of more bytes is rejected by itself.
const MAX_VALUE_BYTES: i32 = 256 << 20;
/// How long another program may keep the file locked.
const PATIENCE: Duration = Duration::from_secs(2);

/// A table of the database.
#[derive(Debug)]
struct DatabaseTable {
    name: String,
    columns: Vec<String>,
    /// Whether it stores rows itself: no view, and no table of an extension.
    is_plain: bool,
}

/// Splits a table of the database into rows.
fn split(file: &Arc<DiskFile>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let database = open(file.path())?;
    let context = emitter.context;
    let tables = tables(&database).map_err(|e| broken(&e))?;
    let table = choose(&tables, context.settings.table.as_deref(), &context.names)?;
    let columns: Vec<(&String, RankedField)> =
        table.columns.iter().filter_map(|name| Some((name, context.names.find("", name)?))).collect();
    let row_id = row_id(&database, table);
    let wanted = columns.iter().map(|(name, _)| quoted(name));
    let wanted: Vec<String> = row_id.map(str::to_owned).into_iter().chain(wanted).collect();
    let query = format!("SELECT {} FROM {}", wanted.join(", "), quoted(&table.name));
    let mut rows = RowCollector::new(columns.iter().map(|(_, field)| *field).collect(), emitter);
    let mut row = 0;
    let read = read_rows(&database, &query, row_id.is_some(), &mut row, &mut rows);
    match read {
        Err(error) => rows.reject(row + 1, broken(&error).to_string()),
        Ok(()) if row == 0 => rows.reject(None, format!("the table {:?} has no rows", table.name)),
        Ok(()) => rows.flush(),
    }
    Ok(())
}

/// Reads all rows. `row` is the number of the last one.
fn read_rows(
    database: &Connection,
    query: &str,
    has_row_id: bool,
    row: &mut u64,
    rows: &mut RowCollector<'_, '_>,
) -> rusqlite::Result<()> {
    let mut statement = database.prepare(query)?;
    let first = usize::from(has_row_id);
    let cells = statement.column_count() - first;
    let mut found = statement.query([])?;
    while let Some(values) = found.next()? {
        *row = match has_row_id {
            true => values.get::<_, i64>(0)?.unsigned_abs(),
            false => *row + 1,
        };
        let cell = |at: usize| values.get_ref(at).map(text);
        rows.push(*row, (first..first + cells).map(cell).collect::<rusqlite::Result<_>>()?);
        if rows.emitter.context.progress.cancelled() {
            break;
        }
    }
    Ok(())
}

/// A value as text. Bytes that are no text have none.
fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) => Some(charset::decode_cell(bytes, None).into_owned()),
        ValueRef::Blob(bytes) => charset::decode(bytes.to_vec()),
    }
}

/// Opens a database for reading only.
fn open(path: &Path) -> io::Result<Connection> {
    if let Some(other) = unfinished(path) {
        let what = format!(
            "another program has not finished writing it, as {other} beside it shows: close that program, or copy the \
             database with its command .backup"
        );
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, what));
    }
    // reading a database with a write-ahead log would create that log, unless it is said that nobody writes to it
    let mut head = [0; 20];
    std::fs::File::open(path)?
        .read_exact(&mut head)
        .map_err(|_| io::Error::new(io::ErrorKind::UnexpectedEof, "the SQLite database ends in its header"))?;
    let has_log = head[18] == 2 || head[19] == 2;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = if has_log {
        Connection::open_with_flags(immutable(path), flags | OpenFlags::SQLITE_OPEN_URI)
    } else {
        Connection::open_with_flags(path, flags)
    };
    let database = database.map_err(|e| broken(&e))?;
    let prepared = database
        .busy_timeout(PATIENCE)
        .and_then(|()| database.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES).map(drop))
        // the database's own functions are not trusted
        .and_then(|()| database.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;"));
    prepared.map_err(|e| broken(&e))?;
    Ok(database)
}

/// The name of a journal or a log beside a database that is not empty: the last changes are in it.
fn unfinished(path: &Path) -> Option<String> {
    const JOURNAL_MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let beside = |end: &str| {
        let mut name = OsString::from(path);
        name.push(end);
        name
    };
    let begins = |end: &str| {
        let mut start = [0; 8];
        let read = std::fs::File::open(beside(end)).and_then(|mut file| file.read_exact(&mut start));
        read.ok().map(|()| start)
    };
    let found = if begins("-journal") == Some(JOURNAL_MAGIC) {
        "-journal"
    } else if begins("-wal").is_some() {
        "-wal"
    } else {
        return None;
    };
    Path::new(&beside(found)).file_name().map(|name| name.to_string_lossy().into_owned())
}

/// The address of a file that nobody writes to.
fn immutable(path: &Path) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');
    format!("file:{}?mode=ro&immutable=1", percent_encode(path.as_os_str().as_encoded_bytes(), KEPT))
}

/// The tables and views, by name.
fn tables(database: &Connection) -> rusqlite::Result<Vec<DatabaseTable>> {
    let mut names = database.prepare(
        "SELECT name, type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_schema \
         WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let mut columns = database.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1")?;
    let mut tables = Vec::new();
    let mut found = names.query([])?;
    while let Some(row) = found.next()? {
        let (name, is_plain): (String, bool) = (row.get(0)?, row.get::<_, Option<bool>>(1)?.unwrap_or(false));
        // a view of a table that is gone has no columns
        let columns = columns.query_map([&name], |row| row.get(0)).and_then(Iterator::collect).unwrap_or_default();
        tables.push(DatabaseTable { name, columns, is_plain });
    }
    Ok(tables)
}

/// The table that is called so, else the only one with a column of texts.
fn choose<'t>(tables: &'t [DatabaseTable], wanted: Option<&str>, names: &FieldNames) -> io::Result<&'t DatabaseTable> {
    let has_text = |table: &&DatabaseTable| {
        table.columns.iter().any(|name| names.find("", name).is_some_and(|found| found.field == Field::Text))
    };
    let list = |tables: &[&DatabaseTable]| {
        tables
            .iter()
            .map(|table| format!("{} ({})", table.name, table.columns.join(", ")))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let all = || list(&tables.iter().collect::<Vec<_>>());
    let unusable = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    if let Some(wanted) = wanted {
        let found = tables.iter().find(|table| table.name.eq_ignore_ascii_case(wanted));
        let table = found.ok_or_else(|| unusable(format!("no table is called {wanted:?}; there are {}", all())))?;
        let header = table.columns.iter().map(String::as_str);
        return if has_text(&table) { Ok(table) } else { Err(unusable(names.no_text_column(header))) };
    }
    let with_text: Vec<&DatabaseTable> = tables.iter().filter(|table| table.is_plain).filter(has_text).collect();
    match *with_text {
        [table] => Ok(table),
        [] if tables.is_empty() => Err(unusable("a database without tables".to_owned())),
        [] => Err(unusable(format!(
            "no text: no table has a column called text, body or content; `input.columns.text` can name one, and \
             `input.table` a table: {}",
            all()
        ))),
        _ => Err(unusable(format!("several tables have texts; `input.table` can name one: {}", list(&with_text)))),
    }
}

/// The name under which a table has numbers of its rows that are not below 1.
fn row_id(database: &Connection, table: &DatabaseTable) -> Option<&'static str> {
    let is_free = |name: &&str| !table.columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    let name = ["rowid", "_rowid_", "oid"].into_iter().find(is_free).filter(|_| table.is_plain)?;
    let query = format!("SELECT min({name}) FROM {}", quoted(&table.name));
    let least: Option<i64> = database.query_row(&query, [], |row| row.get(0)).ok()?;
    least.filter(|least| *least > 0).map(|_| name)
}

/// A name in a query.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The reason for an error of the database.
fn broken(error: &rusqlite::Error) -> io::Error {
    let (kind, what) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (io::ErrorKind::ResourceBusy, "the database is locked: close the program that writes to it".to_owned())
        }
        Some(ErrorCode::NotADatabase) => {
            (io::ErrorKind::InvalidData, "a broken or an encrypted SQLite database".to_owned())
        }
        _ => (io::ErrorKind::InvalidData, format!("broken SQLite database: {error}")),
    };
    io::Error::new(kind, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::sink::Parsed;

    fn read(path: &Path, settings: &Settings) -> Result<Parsed, String> {
        Emitter::parse_all(settings, |emitter| split(&Arc::new(DiskFile::of_input(path)), emitter))
    }

    fn database(folder: &Path, sql: &str) -> (std::path::PathBuf, Connection) {
        let path = folder.join("a b%.sqlite");
        let database = Connection::open(&path).unwrap();
        database.execute_batch(sql).unwrap();
        (path, database)
    }

    const ARTICLES: &str = "CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, date INTEGER);
        INSERT INTO articles VALUES (4, 'Ferry', 'Nobody was hurt.', 1928055600), (9, 'Lamp', x'4c616d7073', NULL);";

    #[test]
    fn reads_the_only_table_with_texts_by_its_row_ids() {
        let folder = tempfile::tempdir().unwrap();
        let more = "CREATE TABLE tags (id INTEGER, tag TEXT); CREATE VIEW latest AS SELECT * FROM articles;";
        let (path, connection) = database(folder.path(), &(ARTICLES.to_owned() + more));
        drop(connection);
        let parsed = read(&path, &Settings::default()).unwrap();
        let found: Vec<_> = parsed.articles.iter().map(|a| (a.row, &*a.id, &*a.title, &*a.text)).collect();
        let expected = [(Some(4), "4", "Ferry", "Nobody was hurt."), (Some(9), "9", "Lamp", "Lamps")];
        assert_eq!((found, parsed.rejected.len()), (expected.to_vec(), 0));
        assert!(parsed.articles[0].published.is_some());
        let of = |table: &str| read(&path, &Settings { table: Some(table.to_owned()), ..Settings::default() });
        assert_eq!(of("LATEST").unwrap().articles.iter().map(|a| a.row).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert!(of("none").unwrap_err().contains("articles (id, title, body, date); latest"));
        assert!(of("tags").unwrap_err().contains("no column is called text"));
    }

    #[test]
    fn says_which_tables_there_are_when_none_or_several_have_texts() {
        let folder = tempfile::tempdir().unwrap();
        let (path, connection) = database(folder.path(), "CREATE TABLE tags (id INTEGER, tag TEXT)");
        assert!(read(&path, &Settings::default()).unwrap_err().contains("tags (id, tag)"));
        connection.execute_batch("CREATE TABLE one (text TEXT); CREATE TABLE two (body TEXT)").unwrap();
        let several = read(&path, &Settings::default()).unwrap_err();
        assert!(several.contains("`input.table` can name one: one (text); two (body)"), "{several}");
    }

    #[test]
    fn a_database_with_a_log_is_read_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let (path, connection) = database(folder.path(), "PRAGMA journal_mode = WAL");
        connection.execute_batch(ARTICLES).unwrap();
        // the rows are in the log
        assert!(read(&path, &Settings::default()).unwrap_err().contains("a b%.sqlite-wal"));
        drop(connection);
        assert_eq!(read(&path, &Settings::default()).unwrap().articles.len(), 2);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn locked_and_broken_databases_are_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let (path, connection) = database(folder.path(), ARTICLES);
        connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
        assert!(read(&path, &Settings::default()).unwrap_err().contains("locked"));
        drop(connection);
        let whole = std::fs::read(&path).unwrap();
        for (bytes, reason) in [(whole[..whole.len() / 2].to_vec(), "SQLite"), (whole[..50].to_vec(), "SQLite")] {
            std::fs::write(&path, &bytes).unwrap();
            let reasons = match read(&path, &Settings::default()) {
                Ok(parsed) => parsed.rejected.into_iter().map(|rejected| rejected.reason).collect(),
                Err(reason) => vec![reason],
            };
            assert!(reasons.len() == 1 && reasons[0].contains(reason), "{reasons:?}");
        }
    }
}
