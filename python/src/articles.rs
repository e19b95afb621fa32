//! Articles as tables: those of files, and synthetic ones.

use crate::arrow::Batches;
use crate::data::Data;
use crate::errors::{exception, with_arguments};
use crate::{settings, watch};
use arrow_array::{ArrayRef, BooleanArray, Int64Array, StringArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};
use wirecopy::article::{Article, Rejected};
use wirecopy::error::Result;
use wirecopy::input::{self, Batch};
use wirecopy::synth::{SynthArticle, SynthCorpus, SynthSettings, Truth};

/// Texts, of which an empty one is missing.
fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> ArrayRef {
    let array: StringArray = texts.map(|text| (!text.is_empty()).then_some(text)).collect();
    Arc::new(array)
}

/// The articles of files or of a table, in reading order, and what was rejected.
#[pyfunction]
#[pyo3(signature = (data, arguments, threads=None, report=None))]
pub(crate) fn read(
    py: Python<'_>,
    data: Data,
    arguments: &Bound<'_, PyDict>,
    threads: Option<usize>,
    report: Option<Bound<'_, PyAny>>,
) -> PyResult<(Batches, Vec<(String, Option<u64>, String)>)> {
    let settings = settings::settings(arguments)?;
    let found = watch::run(py, threads, report.as_ref(), |watch| -> Result<(Vec<Article>, Vec<Rejected>)> {
        let batches: Mutex<Vec<Batch>> = Mutex::default();
        let keep = |batch| batches.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
        let counts = data.read(|source| input::read_source(source, &settings.input, watch, keep)).0?;
        let mut batches = batches.into_inner().unwrap_or_else(PoisonError::into_inner);
        batches.sort_by_key(|batch| batch.position);
        let (mut articles, mut rejected) = (Vec::new(), Vec::new());
        for batch in batches {
            articles.extend(batch.articles);
            rejected.extend(batch.rejected);
        }
        for article in &mut articles {
            if let (Some(date), Some(&order)) = (article.ambiguous_date, counts.date_orders.get(&article.outlet)) {
                article.published = Some(date.in_order(order));
            }
        }
        Ok((articles, rejected))
    });
    let (articles, rejected) = found?.map_err(exception)?;
    let rejected =
        rejected.into_iter().map(|row| (row.path, row.row, with_arguments(&row.reason).into_owned())).collect();
    Ok((py.detach(|| table_of(&articles))?, rejected))
}

fn table_of(articles: &[Article]) -> PyResult<Batches> {
    let column = |of: fn(&Article) -> &str| texts(articles.iter().map(of));
    let times: StringArray = articles.iter().map(|article| article.published.map(|time| time.to_string())).collect();
    let rows: Int64Array = articles.iter().map(|article| article.row.map(|row| row as i64)).collect();
    Batches::of_columns(vec![
        ("id", column(|article| &article.id)),
        ("outlet", column(|article| &article.outlet)),
        ("title", column(|article| &article.title)),
        ("byline", column(|article| &article.byline)),
        ("published", Arc::new(times)),
        ("url", column(|article| &article.url)),
        ("text", column(|article| &article.text)),
        ("credit_line", column(|article| &article.credit_line)),
        ("owner", column(|article| &article.owner)),
        ("extraction", column(|article| article.extraction.name())),
        ("path", column(|article| &article.path)),
        ("row", Arc::new(rows)),
        ("language", column(|article| article.language.as_str())),
    ])
}

/// Synthetic articles with their ground truth.
#[pyfunction]
pub(crate) fn synth(
    py: Python<'_>,
    articles: u64,
    outlets: u32,
    seed: u64,
    boilerplate: f64,
    ocr: f64,
) -> PyResult<Batches> {
    let corpus = SynthCorpus::new(SynthSettings { articles, outlets, seed, boilerplate, ocr }).map_err(exception)?;
    let made = watch::run(py, None, None, |_| {
        (0..articles).into_par_iter().map(|number| corpus.article(number)).collect::<Vec<(SynthArticle, Truth)>>()
    })?;
    let of_article = |of: fn(&SynthArticle) -> &str| texts(made.iter().map(move |(article, _)| of(article)));
    let of_truth = |of: fn(&Truth) -> &str| texts(made.iter().map(move |(_, truth)| of(truth)));
    let times: StringArray = made.iter().map(|(article, _)| Some(article.published.to_string())).collect();
    let credited: BooleanArray =
        made.iter().map(|(_, truth)| (!truth.wire.is_empty()).then_some(truth.credited)).collect();
    Batches::of_columns(vec![
        ("id", of_article(|article| &article.id)),
        ("outlet", of_article(|article| &article.outlet)),
        ("title", of_article(|article| &article.title)),
        ("byline", of_article(|article| &article.byline)),
        ("published", Arc::new(times)),
        ("url", of_article(|article| &article.url)),
        ("text", of_article(|article| &article.text)),
        ("true_cluster", of_truth(|truth| &truth.cluster)),
        ("true_story", of_truth(|truth| &truth.story)),
        ("true_kind", of_truth(|truth| truth.kind.name())),
        ("true_wire", of_truth(|truth| truth.wire)),
        ("true_credited", Arc::new(credited)),
    ])
}
