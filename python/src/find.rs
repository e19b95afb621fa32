//! Texts that are looked up, in files or in an index.

use crate::errors::{exception, failed, wrong};
use crate::{settings, watch};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use wirecopy::find::{Answer, Query, find as find_in_sources};
use wirecopy::input::read_date;

/// Texts that are looked up at once at most.
const MOST_TEXTS: usize = 100_000;

/// A text with its name and when it was published.
pub(crate) type Text = (String, String, Option<String>);

/// The queries of these texts.
pub(crate) fn queries(texts: Vec<Text>) -> PyResult<Vec<Query>> {
    if texts.iter().all(|(_, text, _)| text.trim().is_empty()) {
        return Err(wrong("text", "nothing to look up: the text is empty"));
    }
    let number = texts.len();
    if number > MOST_TEXTS {
        let problem = format!("{number} texts are too many to look up at once; at most {MOST_TEXTS}, or use scan");
        return Err(wrong("text", problem));
    }
    let query = |(name, text, published): Text| Query {
        name,
        text,
        published: published.and_then(|published| read_date(&published)),
    };
    Ok(texts.into_iter().map(query).collect())
}

/// Answers as a JSON array, each as `wirecopy find --format jsonl` prints it.
pub(crate) fn json(answers: &[Answer]) -> PyResult<String> {
    serde_json::to_string(answers).map_err(failed)
}

/// Where texts stand in the articles of files and indexes: JSON.
#[pyfunction]
#[pyo3(signature = (texts, paths, arguments, limit=20, threads=None, report=None))]
pub(crate) fn find(
    py: Python<'_>,
    texts: Vec<Text>,
    paths: Vec<PathBuf>,
    arguments: &Bound<'_, PyDict>,
    limit: usize,
    threads: Option<usize>,
    report: Option<Bound<'_, PyAny>>,
) -> PyResult<String> {
    let (settings, queries) = (settings::settings(arguments)?, queries(texts)?);
    let found =
        watch::run(py, threads, report.as_ref(), |watch| find_in_sources(queries, &paths, &settings, limit, watch));
    json(&found?.map_err(exception)?)
}

/// The length of a shingle under these settings.
#[pyfunction]
pub(crate) fn shingle_of(arguments: &Bound<'_, PyDict>) -> PyResult<usize> {
    Ok(settings::settings(arguments)?.core.shingle.size)
}
