//! What a caller passes as articles: paths, or a table that Python opens.

use crate::arrow;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::prelude::*;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use wirecopy::input::{ArticleSource, RecordTable};

/// Articles.
#[derive(Debug)]
pub(crate) enum Data {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// A table: its name, and a function that returns an object with `__arrow_c_stream__`.
    Table(String, Py<PyAny>),
}

impl<'py> FromPyObject<'_, 'py> for Data {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<(String, Py<PyAny>)>() {
            Ok((name, open)) if open.bind(object.py()).is_callable() => Ok(Data::Table(name, open)),
            _ => Ok(Data::Paths(object.extract()?)),
        }
    }
}

impl Data {
    /// Calls `read` with the source. Returns also the number of rows of a table.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&ArticleSource<'_>) -> T) -> (T, u64) {
        match self {
            Data::Paths(paths) => (read(&ArticleSource::Paths(paths)), 0),
            Data::Table(name, open) => {
                let rows = Arc::new(AtomicU64::new(0));
                let open = || -> io::Result<Box<dyn RecordBatchReader + Send>> {
                    let inner = Python::attach(|py| arrow::stream(&open.bind(py).call0()?));
                    Ok(Box::new(Counted { inner: inner.map_err(io::Error::other)?, rows: Arc::clone(&rows) }))
                };
                let value = read(&ArticleSource::Table(RecordTable { name, open: &open }));
                (value, rows.load(Ordering::Relaxed))
            }
        }
    }
}

/// Counts the rows that go by.
struct Counted<R> {
    inner: R,
    rows: Arc<AtomicU64>,
}

impl<R: RecordBatchReader> Iterator for Counted<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.inner.next();
        if let Some(Ok(batch)) = &next {
            self.rows.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
        }
        next
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Counted<R> {
    fn schema(&self) -> SchemaRef {
        self.inner.schema()
    }
}
