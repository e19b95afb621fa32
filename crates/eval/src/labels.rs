//! Labelled clusters: a CSV file that assigns each article to a cluster.

use std::collections::HashSet;
use std::path::Path;
use wirecopy_core::error::{Error, Result};

/// The columns that can hold an article's id, in order of preference.
const ID_COLUMNS: [&str; 4] = ["article_id", "doc_id", "id", "path"];

/// The labelled cluster of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterLabel {
    /// The article's id.
    pub id: String,
    /// The name of its cluster; `None` when the article is not to be scored.
    pub cluster: Option<String>,
    /// The kind of copy, if the file has a column for it.
    pub kind: Option<String>,
    /// The wire of its text and whether it credits it, if the file has columns for both; the wire is empty for a text
    /// of the outlet's own.
    pub credit: Option<(String, String)>,
}

/// A file of labelled clusters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClusterLabels {
    /// The labels in the file's order.
    pub rows: Vec<ClusterLabel>,
}

impl ClusterLabels {
    /// Reads a CSV file with a column `article_id`, `doc_id`, `id` or `path`, a column `cluster_id` and optionally a
    /// column `kind`, or columns `wire` and `credited`; other columns are ignored. An empty
    /// cluster, or `none`, excludes the article from scoring.
    ///
    /// # Errors
    /// [`Error::Read`] when the file cannot be opened; [`Error::Table`] when a column is missing, a row cannot be read
    /// or an id occurs twice.
    pub fn read(path: &Path) -> Result<ClusterLabels> {
        let mut table = LabelTable::open(path)?;
        let id = table.column(&ID_COLUMNS)?;
        let cluster = table.column(&["cluster_id"])?;
        let kind = table.optional_column("kind");
        let credit = table.optional_column("wire").zip(table.optional_column("credited"));
        let mut seen = HashSet::new();
        let mut rows = Vec::new();
        while let Some((row, record)) = table.next()? {
            let field = |column: usize| record.get(column).unwrap_or_default().trim();
            let id = field(id).to_owned();
            if !seen.insert(id.clone()) {
                return Err(table.error(Some(row), format!("{id:?} is labelled twice; keep one of the rows")));
            }
            let cluster = Some(field(cluster)).filter(|name| !name.is_empty() && *name != "none").map(str::to_owned);
            let kind = kind.map(field).filter(|kind| !kind.is_empty()).map(str::to_owned);
            let credit = credit.map(|(wire, credited)| {
                let wire = Some(field(wire)).filter(|name| *name != "none").unwrap_or_default();
                (wire.to_owned(), field(credited).to_owned())
            });
            rows.push(ClusterLabel { id, cluster, kind, credit });
        }
        Ok(ClusterLabels { rows })
    }
}

/// Reads a CSV file with a header row; its errors name the file and the row.
pub(super) struct LabelTable<'a> {
    path: &'a Path,
    reader: csv::Reader<std::fs::File>,
    columns: Vec<String>,
}

impl<'a> LabelTable<'a> {
    pub(super) fn open(path: &'a Path) -> Result<Self> {
        let file = std::fs::File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header = reader.headers().map_err(|error| table_error(path, Some(1), error.to_string()))?;
        let columns = header.iter().map(|name| name.trim().trim_start_matches('\u{feff}').to_owned()).collect();
        Ok(LabelTable { path, reader, columns })
    }

    /// The index of the first of these columns that the file has.
    pub(super) fn column(&self, names: &[&str]) -> Result<usize> {
        names.iter().find_map(|name| self.optional_column(name)).ok_or_else(|| {
            let wanted = names.join(" or ");
            self.error(Some(1), format!("no column called {wanted}; the columns are {}", self.columns.join(", ")))
        })
    }

    pub(super) fn optional_column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The next record with its line number; the header is line 1.
    pub(super) fn next(&mut self) -> Result<Option<(u64, csv::StringRecord)>> {
        let mut record = csv::StringRecord::new();
        let has_record = self.reader.read_record(&mut record);
        let row = record.position().map_or_else(|| self.reader.position().line(), csv::Position::line);
        match has_record {
            Ok(true) => Ok(Some((row, record))),
            Ok(false) => Ok(None),
            Err(error) => Err(self.error(Some(row), error.to_string())),
        }
    }

    pub(super) fn error(&self, row: Option<u64>, problem: String) -> Error {
        table_error(self.path, row, problem)
    }
}

fn table_error(path: &Path, row: Option<u64>, problem: String) -> Error {
    Error::Table { path: path.to_owned(), row, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ClusterLabels> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        ClusterLabels::read(file.path())
    }

    #[test]
    fn an_article_with_an_empty_cluster_or_none_has_no_cluster() {
        let labels = read("doc_id,note,cluster_id,kind\na,x,c1,lead\nb,,none,\nc,,,cut\n").unwrap();
        let fields: Vec<_> = labels.rows.iter().map(|l| (&*l.id, l.cluster.as_deref(), l.kind.as_deref())).collect();
        assert_eq!(fields, [("a", Some("c1"), Some("lead")), ("b", None, None), ("c", None, Some("cut"))]);
    }

    #[test]
    fn a_file_can_have_the_wire_and_whether_it_is_credited() {
        let labels = read("doc_id,cluster_id,wire,credited\na,x,AP,yes\nb,x,none,no\n").unwrap();
        let credits: Vec<_> = labels.rows.into_iter().filter_map(|label| label.credit).collect();
        assert_eq!(credits, [("AP".to_owned(), "yes".to_owned()), (String::new(), "no".to_owned())]);
        assert_eq!(read("doc_id,cluster_id,wire\na,x,AP\n").unwrap().rows[0].credit, None);
    }

    #[test]
    fn errors_name_the_row_and_the_problem() {
        let twice = read("id,cluster_id\na,1\nb,1\na,2\n").unwrap_err().to_string();
        assert!(twice.contains("row 4") && twice.contains("\"a\""), "{twice}");
        let missing = read("id,event\na,1\n").unwrap_err().to_string();
        assert!(missing.contains("no column called cluster_id; the columns are id, event"), "{missing}");
    }
}
