//! Files of articles as they are stored: the rows of each with their bytes, so that a program can write some of them
//! again. Rows are numbered as those of [articles](crate::article::Article::row).

mod objects;
mod table;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use crate::charset;
use crate::charset::{Legacy, SevenBit};
use crate::decompress::{self, Compression, READ_BYTES};
use crate::fields::FieldNames;
use crate::file_kind::{FileKind, NameInfo};
use crate::format::{Access, Content, Format, text_head};
use crate::formats::csv::{RawRow, declared_delimiter};
use crate::formats::csv_dialect::Dialect;
use crate::formats::json_wrapper;
use crate::json_object;
use crate::settings::Settings;
use crate::walk::{self, Entry};
use wirecopy_core::error::Result;

/// A file of articles on disk.
#[derive(Debug, Clone)]
pub struct StoredFile {
    /// The file.
    pub path: PathBuf,
    /// The file as [`Article::path`](crate::article::Article::path) names it.
    pub name: String,
    /// The path under the folder that the caller named, or the name of a file that the caller named.
    pub relative: PathBuf,
    /// How its articles are stored.
    pub layout: Layout,
    /// The compression of the file.
    pub compression: Option<Compression>,
}

/// How a file stores articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// One JSON object a line.
    JsonLines,
    /// JSON objects that are not in lines.
    Json {
        /// Whether they are in a list.
        is_list: bool,
    },
    /// Cells between delimiters; the first row names the columns.
    Table(TableHeader),
    /// A Parquet table.
    Parquet,
    /// A document, which mostly is one article.
    Document,
    /// Anything else: a container of articles that has no rows to copy, or a file that cannot be read.
    Other,
}

/// What the first row of a table says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableHeader {
    /// The byte between two cells.
    pub delimiter: u8,
    dialect: Dialect,
    /// The encoding of the cells, if it is not UTF-8.
    legacy: Option<Legacy>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Whether one of them holds the text of articles.
    pub has_text: bool,
}

/// A row of a file with its bytes.
#[derive(Debug)]
pub struct StoredRow<'r> {
    /// The row of the article in it. `None` for the only object of a JSON file.
    pub row: Option<u64>,
    /// The bytes of the row, with the line end that belongs to it.
    pub bytes: &'r [u8],
    raw: Option<(&'r RawRow, Option<Legacy>)>,
}

impl StoredRow<'_> {
    /// The cells of the row of a table; `None` for other rows, and for one that is too long to be read.
    #[must_use]
    pub fn cells(&self) -> Option<Vec<Cow<'_, str>>> {
        self.raw.map(|(raw, legacy)| raw.texts(legacy))
    }
}

/// Receives the rows of a file, in their order.
pub type VisitRow<'v> = dyn FnMut(StoredRow<'_>) -> io::Result<()> + 'v;

/// The files under `sources` in reading order, as [`read`](crate::read()) lists them. Standard input is left out.
///
/// # Errors
/// A source does not exist, or a glob is not valid.
pub fn stored_files(sources: &[PathBuf], settings: &Settings) -> Result<Vec<StoredFile>> {
    let names = FieldNames::new(&settings.columns);
    let plan = walk::plan(sources, settings)?;
    let files = plan.entries.into_iter().filter_map(|entry| match entry {
        Entry::File(file) if !file.is_stdin() => Some(file),
        Entry::File(_) | Entry::Rejected(_) => None,
    });
    let stored = |file: walk::File| {
        let origin = file.origin();
        let (layout, compression) = layout(&file.path, settings, &names).unwrap_or((Layout::Other, None));
        let relative = if origin.is_named { file.path.file_name().map(PathBuf::from) } else { None };
        StoredFile {
            name: origin.path.to_string(),
            relative: relative.unwrap_or_else(|| PathBuf::from(origin.relative)),
            path: file.path,
            layout,
            compression,
        }
    };
    Ok(files.map(stored).collect())
}

impl StoredFile {
    /// Visits the rows of JSON, JSON Lines and tables. The first row of a table is its header. Text in UTF-16 is
    /// visited as UTF-8.
    ///
    /// # Errors
    /// The file cannot be read on, or `visit` fails.
    pub fn for_each_row(&self, settings: &Settings, visit: &mut VisitRow<'_>) -> io::Result<()> {
        let named = NameInfo::of(&self.path).compression;
        let mut content = open(&self.path, named, settings)?;
        match SevenBit::of_head(content.fill_buf()?) {
            Some(encoding) => self.rows(&mut decompress::from_seven_bit(&mut content, encoding), settings, visit),
            None => self.rows(&mut content, settings, visit),
        }
    }

    fn rows(&self, content: &mut Content<'_>, settings: &Settings, visit: &mut VisitRow<'_>) -> io::Result<()> {
        match &self.layout {
            Layout::JsonLines => lines(content, visit),
            Layout::Json { .. } => objects::for_each(content, visit),
            Layout::Table(header) => table::for_each(content, header, settings, visit),
            Layout::Parquet | Layout::Document | Layout::Other => Ok(()),
        }
    }
}

fn open<'a>(path: &Path, named: Option<Compression>, settings: &Settings) -> io::Result<Content<'a>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    decompress::open(Box::new(file), size, named, None, settings)
}

/// The layout of a file and its compression.
fn layout(path: &Path, settings: &Settings, names: &FieldNames) -> io::Result<(Layout, Option<Compression>)> {
    let name = NameInfo::of(path);
    // a document is copied as it is, so there is no need to open each of a million pages
    if let Some(FileKind::Articles(Format { access: Access::Document(_), .. })) = name.kind {
        return Ok((Layout::Document, name.compression));
    }
    let mut head = Vec::new();
    File::open(path)?.take(READ_BYTES as u64).read_to_end(&mut head)?;
    let compression = Compression::of_head(&head);
    let mut content = open(path, name.compression, settings)?;
    let Some(FileKind::Articles(format)) = name.kind_with(content.fill_buf()?, true) else {
        return Ok((Layout::Other, compression));
    };
    // rows that stand inside of something else are written anew
    let head = content.fill_buf()?;
    if json_wrapper::list_start(head).is_some()
        || declared_delimiter(head).is_some()
        || head.starts_with(b"\x1e")
        || matches!(format.name, "json" | "jsonl") && json_object::begins_table(head, names)
    {
        return Ok((Layout::Other, compression));
    }
    if let (Some(encoding), "csv" | "tsv") = (SevenBit::of_head(head), format.name) {
        let delimiter = (format.name == "tsv").then_some(b'\t');
        let mut decoded = decompress::from_seven_bit(&mut content, encoding);
        return Ok((Layout::Table(table::header(&mut decoded, delimiter, settings, names)?), compression));
    }
    let layout = match (&format.access, format.name) {
        (Access::Document(_), _) => Layout::Document,
        (Access::Random(_), "parquet") => Layout::Parquet,
        // mostly one article
        (Access::Stream(_), "docx" | "rtf") => Layout::Document,
        (Access::Stream(_), "jsonl") => Layout::JsonLines,
        (Access::Stream(_), "json") => Layout::Json { is_list: text_head(content.fill_buf()?).starts_with(b"[") },
        (Access::Stream(_), "csv") => Layout::Table(table::header(&mut content, None, settings, names)?),
        (Access::Stream(_), "tsv") => Layout::Table(table::header(&mut content, Some(b'\t'), settings, names)?),
        (Access::Stream(_) | Access::Random(_) | Access::Absent(_), _) => Layout::Other,
    };
    Ok((layout, compression))
}

/// Visits the lines of JSON Lines, blank ones included.
fn lines(content: &mut Content<'_>, visit: &mut VisitRow<'_>) -> io::Result<()> {
    let mut line = Vec::new();
    for row in 1_u64.. {
        line.clear();
        if content.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let bytes = if row == 1 { charset::without_mark(&line) } else { &line[..] };
        visit(StoredRow { row: Some(row), bytes, raw: None })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use wirecopy_core::progress::NoProgress;

    /// The rows of a file that hold articles, by the reader of articles.
    fn rows_of_articles(path: &Path) -> Vec<(Option<u64>, String)> {
        let found = Mutex::new(Vec::new());
        let sources = [path.to_owned()];
        crate::read(&sources, &Settings::default(), &NoProgress, |batch| {
            let articles = batch.articles.into_iter().map(|article| (article.row, article.id));
            found.lock().unwrap().extend(articles);
        })
        .unwrap();
        let mut found = found.into_inner().unwrap();
        found.sort();
        found
    }

    fn stored_rows(path: &Path) -> Vec<(Option<u64>, String)> {
        let [file] = &stored_files(&[path.to_owned()], &Settings::default()).unwrap()[..] else { panic!("one file") };
        let mut rows = Vec::new();
        let visited = file.for_each_row(&Settings::default(), &mut |row| {
            rows.push((row.row, String::from_utf8_lossy(row.bytes).into_owned()));
            Ok(())
        });
        visited.unwrap();
        rows
    }

    #[test]
    fn rows_have_the_numbers_of_their_articles_and_all_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("a.jsonl", "{\"id\": \"one\", \"text\": \"a b\"}\r\n\n{broken\n{\"id\": \"two\", \"text\": \"c d\"}"),
            ("b.csv", "id;text\r\n\r\none;\"a\r\nb\"\r\n\r\ntwo;\"c \"\"d\"\"\"\r\n"),
            ("c.tsv", "id\ttext\none\ta \"b\" c\ntwo\tc"),
            ("d.json", "[ {\"id\": \"one\", \"text\": \"}{\"} ,\n{\"id\": \"two\",\n \"text\": \"c\"}\n]\n"),
            ("e.json", "{\"id\": \"one\",\n \"text\": \"c\"}\n"),
            ("f.json", "{\"id\": \"one\",\n \"text\": \"c\"}\n{\n\"id\": \"two\", \"text\": \"d\"}"),
        ];
        for (name, content) in files {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            let rows = stored_rows(&path);
            for (row, id) in rows_of_articles(&path) {
                let stored = rows.iter().find(|stored| stored.0 == row).unwrap_or_else(|| panic!("{name} {row:?}"));
                assert!(stored.1.contains(&id), "{name}: {id} is not in {stored:?}");
            }
            if !name.ends_with(".json") {
                assert_eq!(rows.iter().map(|(_, bytes)| bytes.as_str()).collect::<String>(), content, "{name}");
            }
        }
    }

    #[test]
    fn a_row_that_is_too_long_counts_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.csv");
        let long = format!("two,\"{}\n", "x ".repeat(40_000));
        std::fs::write(&path, format!("id,text\none,a b\n{long}three,c d\n")).unwrap();
        let settings = Settings { max_article_bytes: 1000, ..Settings::default() };
        let files = stored_files(&[path], &settings).unwrap();
        let mut rows = Vec::new();
        let visited = files[0].for_each_row(&settings, &mut |row| {
            rows.push((row.row.unwrap(), row.bytes.len(), row.cells().is_some()));
            Ok(())
        });
        visited.unwrap();
        assert_eq!(rows, [(1, 8, true), (2, 8, true), (3, long.len(), false), (4, 10, true)]);
    }
}
