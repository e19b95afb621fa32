//! Tables in memory: record batches of a program that has its articles already.

use std::io;
use std::sync::{Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Schema};

use super::rows::{FieldColumn, parse_batch};
use crate::article::Rejected;
use crate::batch::{Batch, Counts, Position};
use crate::context::Context;
use crate::fields::{Field, FieldNames};
use crate::origin::Origin;
use crate::settings::Settings;
use crate::sink::{Parsed, Sink};
use crate::tally::Tally;
use wirecopy_core::error::{Error, Result};
use wirecopy_core::progress::Progress;

/// Rows that are parsed at a time: batches of a program may hold a whole corpus.
const MOST_ROWS: usize = 1024;

/// A table of articles in memory. Its columns hold what columns of the same names hold in a Parquet file.
#[derive(Clone, Copy)]
pub struct RecordTable<'t> {
    /// The name of the table: [`Article::path`](crate::article::Article::path) of all its articles. An article without
    /// an id is named `name:row`.
    pub name: &'t str,
    /// Opens the table from its first row.
    pub open: &'t (dyn Fn() -> io::Result<Box<dyn RecordBatchReader + Send>> + Sync),
}

impl std::fmt::Debug for RecordTable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordTable").field("name", &self.name).finish_non_exhaustive()
    }
}

impl RecordTable<'_> {
    /// Reads all rows on the threads of the current rayon pool. One thread at a time asks for a batch.
    pub(crate) fn read(
        &self,
        settings: &Settings,
        progress: &dyn Progress,
        sink: &(dyn Fn(Batch) + Sync),
    ) -> Result<Counts> {
        let failed = |source| Error::Read { path: self.name.into(), source };
        let reader = (self.open)().map_err(failed)?;
        let context = Context::new(settings, progress, 0);
        let columns = match find_columns(&reader.schema(), &context.names) {
            Ok(columns) => columns,
            Err(reason) => {
                let rejected = vec![Rejected { path: self.name.to_owned(), row: None, reason, rows: 1 }];
                sink(Batch { rejected, ..Batch::default() });
                return Ok(Counts { files: 1, rejected: 1, ..Counts::default() });
            }
        };
        let origin = self.origin();
        let tally = Tally::default();
        let next = Mutex::new(PendingRows { reader, rest: None, row: 1, part: 0, fault: None });
        rayon::broadcast(|_| {
            while !progress.cancelled() {
                // the lock is held while the batch is made: a reader has one next batch
                let taken = next.lock().unwrap_or_else(PoisonError::into_inner).take();
                let Some((part, mut row, batch)) = taken else { break };
                let mut parsed = Parsed::default();
                let mut keep_all = |_: &mut Parsed| {};
                let mut rows = Sink::new(&context, &origin, "table", &mut parsed, &mut keep_all);
                parse_batch(columns.iter(), &batch, &mut rows, &mut row);
                context.add_bytes_read(parsed.bytes);
                tally.add(&mut parsed);
                let Parsed { mut articles, rejected, bytes, .. } = parsed;
                articles.iter_mut().for_each(|article| settings.outlets.apply(article));
                sink(Batch { position: Position { file: 0, part }, articles, rejected, bytes });
            }
        });
        if progress.cancelled() {
            return Err(Error::Interrupted);
        }
        if let Some(fault) = next.into_inner().unwrap_or_else(PoisonError::into_inner).fault {
            return Err(failed(io::Error::other(fault)));
        }
        Ok(Counts { files: 1, bytes_read: context.bytes_read.into_inner(), ..tally.into_counts() })
    }
}

impl RecordTable<'_> {
    fn origin(&self) -> Origin {
        Origin {
            path: self.name.into(),
            relative: self.name.to_owned(),
            folder: String::new(),
            partitions: Vec::new(),
            is_named: true,
        }
    }
}

/// The rows that no thread has taken yet.
struct PendingRows {
    reader: Box<dyn RecordBatchReader + Send>,
    /// The rest of the last batch.
    rest: Option<RecordBatch>,
    /// The number of the next row.
    row: u64,
    part: u32,
    fault: Option<arrow_schema::ArrowError>,
}

impl PendingRows {
    /// The next rows, with their place: the number of the part, and of its first row. `None` at the end.
    fn take(&mut self) -> Option<(u32, u64, RecordBatch)> {
        let batch = loop {
            match self.rest.take() {
                Some(batch) if batch.num_rows() > 0 => break batch,
                _ if self.fault.is_some() => return None,
                _ => match self.reader.next()? {
                    Ok(batch) => self.rest = Some(batch),
                    Err(fault) => self.fault = Some(fault),
                },
            }
        };
        let rows = batch.num_rows().min(MOST_ROWS);
        self.rest = (rows < batch.num_rows()).then(|| batch.slice(rows, batch.num_rows() - rows));
        let (part, row) = (self.part, self.row);
        self.part += 1;
        self.row += rows as u64;
        Some((part, row, batch.slice(0, rows)))
    }
}

/// The columns that hold fields, or why there is no text.
pub(in crate::formats) fn find_columns(
    schema: &Schema,
    names: &FieldNames,
) -> std::result::Result<Vec<FieldColumn>, String> {
    let (mut columns, mut header) = (Vec::new(), Vec::new());
    for field in schema.fields() {
        add_columns(field, &mut Vec::new(), names, &mut columns, &mut header);
    }
    if columns.iter().any(|column| column.field.field == Field::Text) {
        Ok(columns)
    } else {
        Err(names.no_text_column(header.iter().map(String::as_str)))
    }
}

/// Adds a column if it holds a field, or those inside of it.
fn add_columns(
    field: &arrow_schema::Field,
    parents: &mut Vec<String>,
    names: &FieldNames,
    columns: &mut Vec<FieldColumn>,
    header: &mut Vec<String>,
) {
    if let DataType::Struct(fields) = field.data_type() {
        parents.push(field.name().clone());
        fields.iter().for_each(|field| add_columns(field, parents, names, columns, header));
        parents.pop();
        return;
    }
    let parent: String = parents.iter().map(|parent| format!("{parent}.")).collect();
    header.push(format!("{parent}{}", field.name()));
    if let Some(found) = names.find(&parent, field.name()) {
        let path = parents.iter().chain([field.name()]).cloned().collect();
        columns.push(FieldColumn { path, field: found });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
    use arrow_array::types::Int32Type;
    use arrow_array::{ArrayRef, RecordBatchIterator, StringArray, StructArray, TimestampMillisecondArray};
    use std::sync::Arc;
    use wirecopy_core::progress::NoProgress;

    /// The articles, the rejected rows and the counts of a table, read by some threads.
    fn read(table: &RecordBatch, threads: usize) -> (Vec<Article>, Vec<Rejected>, Counts) {
        let open = || -> io::Result<Box<dyn RecordBatchReader + Send>> {
            Ok(Box::new(RecordBatchIterator::new(vec![Ok(table.clone())], table.schema())))
        };
        let batches = Mutex::new(Vec::new());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let source = crate::ArticleSource::Table(RecordTable { name: "news", open: &open });
        let sink = |batch: Batch| batches.lock().unwrap().push(batch);
        let counts = pool.install(|| crate::read_source(&source, &Settings::default(), &NoProgress, sink)).unwrap();
        let mut batches = batches.into_inner().unwrap();
        batches.sort_by_key(|batch| batch.position);
        let rejected = batches.iter().flat_map(|batch| batch.rejected.clone()).collect();
        (batches.into_iter().flat_map(|batch| batch.articles).collect(), rejected, counts)
    }

    fn strings(values: &[Option<&str>]) -> ArrayRef {
        Arc::new(StringArray::from(values.to_vec()))
    }

    #[test]
    fn reads_columns_of_any_text_type_by_the_names_of_files() {
        let mut outlets = StringDictionaryBuilder::<Int32Type>::new();
        outlets.extend([Some("Holm Echo"), None]);
        let mut authors = ListBuilder::new(StringBuilder::new());
        authors.append_value([Some("A. Lund"), Some("B. Vik")]);
        authors.append_null();
        let url: ArrayRef = strings(&[None, Some("https://news.corrin.example/a")]);
        let field = Arc::new(arrow_schema::Field::new("url", DataType::Utf8, true));
        let table = RecordBatch::try_from_iter([
            ("Headline", strings(&[Some("Ferry aground"), None])),
            ("body", strings(&[Some("The ferry ran aground."), Some("Copper rose.")])),
            ("source", Arc::new(outlets.finish()) as ArrayRef),
            ("authors", Arc::new(authors.finish())),
            ("published", Arc::new(TimestampMillisecondArray::from(vec![Some(1_531_746_600_000), None]))),
            ("meta", Arc::new(StructArray::from(vec![(field, url)]))),
        ])
        .unwrap();
        let (articles, rejected, counts) = read(&table, 1);
        assert!(rejected.is_empty());
        assert_eq!((counts.files, counts.articles, counts.bytes_read > 0), (1, 2, true));
        let [first, second] = &articles[..] else { panic!("{articles:?}") };
        assert_eq!((&*first.id, &*first.path, first.row), ("news:1", "news", Some(1)));
        assert_eq!((&*first.title, &*first.outlet, &*first.byline), ("Ferry aground", "Holm Echo", "A. Lund, B. Vik"));
        assert_eq!(first.published.unwrap().to_string(), "2018-07-16T13:10");
        assert_eq!((&*second.outlet, &*second.text), ("corrin.example", "Copper rose."));
    }

    #[test]
    fn rows_keep_their_numbers_whatever_the_threads_and_the_size_of_batches() {
        let texts: Vec<Option<String>> = (0..3000).map(|row| (row % 7 != 3).then(|| format!("text {row}"))).collect();
        let table = RecordBatch::try_from_iter([("text", Arc::new(StringArray::from(texts)) as ArrayRef)]).unwrap();
        for threads in [1, 3] {
            let (articles, rejected, _) = read(&table, threads);
            assert_eq!(articles.len() + rejected.len(), 3000);
            for article in &articles {
                assert_eq!(article.text, format!("text {}", article.row.unwrap() - 1));
            }
            assert_eq!(rejected[0], Rejected { path: "news".into(), row: Some(4), reason: "no text".into(), rows: 1 });
            assert!(articles.is_sorted_by_key(|article| article.row));
        }
    }

    #[test]
    fn a_table_without_text_and_a_fault_of_the_program_say_so() {
        let table = RecordBatch::try_from_iter([("title", strings(&[Some("x")]))]).unwrap();
        let (articles, rejected, _) = read(&table, 2);
        assert!(articles.is_empty() && rejected[0].reason.ends_with("can name one of title"), "{rejected:?}");
        let open = || -> io::Result<Box<dyn RecordBatchReader + Send>> {
            let fault = arrow_schema::ArrowError::ExternalError("the generator failed".into());
            let schema = Schema::new(vec![arrow_schema::Field::new("text", DataType::Utf8, true)]);
            Ok(Box::new(RecordBatchIterator::new(vec![Err(fault)], Arc::new(schema))))
        };
        let source = crate::ArticleSource::Table(RecordTable { name: "news", open: &open });
        let fault = crate::read_source(&source, &Settings::default(), &NoProgress, |_| {}).unwrap_err().to_string();
        assert!(fault.starts_with("news: ") && fault.contains("the generator failed"), "{fault}");
    }
}
