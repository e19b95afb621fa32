//! Labels: for each article the cluster that it belongs to, as somebody decided.

use crate::error::{Error, Result};
use std::collections::HashSet;
use std::path::Path;

/// The columns that may hold the article's id, the first that is there counts.
const ID: [&str; 4] = ["article_id", "doc_id", "id", "path"];

/// One labelled article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The article's id.
    pub id: String,
    /// The name of its cluster; `None` when the article is not to be scored.
    pub cluster: Option<String>,
    /// What kind of copy it is, when the labels say.
    pub kind: Option<String>,
}

/// A file of labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// The labels in the file's order.
    pub rows: Vec<Label>,
}

impl Labels {
    /// Reads a CSV file with a column `article_id`, `doc_id`, `id` or `path`, a column `cluster_id`, and perhaps `kind`;
    /// other columns are left alone. An empty cluster, or `none`, means that the article is not scored.
    ///
    /// # Errors
    /// [`Error::Read`] when the file cannot be opened, [`Error::Table`] when a column is missing, a row cannot be read or
    /// an id is labelled twice.
    pub fn read(path: &Path) -> Result<Labels> {
        let mut table = Reader::open(path)?;
        let id = table.column(&ID)?;
        let cluster = table.column(&["cluster_id"])?;
        let kind = table.optional("kind");
        let mut seen = HashSet::new();
        let mut rows = Vec::new();
        while let Some((row, record)) = table.next()? {
            let field = |at: usize| record.get(at).unwrap_or_default().trim();
            let id = field(id).to_owned();
            if !seen.insert(id.clone()) {
                return Err(table.problem(Some(row), format!("{id:?} is labelled twice; keep one of the rows")));
            }
            let cluster = Some(field(cluster)).filter(|c| !c.is_empty() && *c != "none").map(str::to_owned);
            let kind = kind.map(field).filter(|kind| !kind.is_empty()).map(str::to_owned);
            rows.push(Label { id, cluster, kind });
        }
        Ok(Labels { rows })
    }
}

/// A CSV file with a header, whose errors say where they are.
pub(super) struct Reader<'a> {
    path: &'a Path,
    reader: csv::Reader<std::fs::File>,
    columns: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn open(path: &'a Path) -> Result<Self> {
        let file = std::fs::File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header = reader.headers().map_err(|error| problem(path, Some(1), error.to_string()))?;
        let columns = header.iter().map(|name| name.trim().trim_start_matches('\u{feff}').to_owned()).collect();
        Ok(Reader { path, reader, columns })
    }

    /// The first of these columns that is there.
    pub(super) fn column(&self, names: &[&str]) -> Result<usize> {
        names.iter().find_map(|name| self.optional(name)).ok_or_else(|| {
            let wanted = names.join(", ");
            self.problem(Some(1), format!("no column {wanted}; the columns are {}", self.columns.join(", ")))
        })
    }

    pub(super) fn optional(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The next row with its number, the header being row 1.
    pub(super) fn next(&mut self) -> Result<Option<(u64, csv::StringRecord)>> {
        let mut record = csv::StringRecord::new();
        let more = self.reader.read_record(&mut record);
        let row = record.position().map_or_else(|| self.reader.position().line(), csv::Position::line);
        match more {
            Ok(true) => Ok(Some((row, record))),
            Ok(false) => Ok(None),
            Err(error) => Err(self.problem(Some(row), error.to_string())),
        }
    }

    pub(super) fn problem(&self, row: Option<u64>, what: String) -> Error {
        problem(self.path, row, what)
    }
}

fn problem(path: &Path, row: Option<u64>, problem: String) -> Error {
    Error::Table { path: path.to_owned(), row, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Labels> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Labels::read(file.path())
    }

    #[test]
    fn an_article_without_a_cluster_is_not_scored() {
        let labels = read("doc_id,note,cluster_id,kind\na,x,c1,lead\nb,,none,\nc,,,cut\n").unwrap();
        let shown: Vec<_> = labels.rows.iter().map(|l| (&*l.id, l.cluster.as_deref(), l.kind.as_deref())).collect();
        assert_eq!(shown, [("a", Some("c1"), Some("lead")), ("b", None, None), ("c", None, Some("cut"))]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_row() {
        let twice = read("id,cluster_id\na,1\nb,1\na,2\n").unwrap_err().to_string();
        assert!(twice.contains("row 4") && twice.contains("\"a\""), "{twice}");
        let missing = read("id,event\na,1\n").unwrap_err().to_string();
        assert!(missing.contains("no column cluster_id; the columns are id, event"), "{missing}");
    }
}
