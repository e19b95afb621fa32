//! The first stage: articles of whole outlets are read, tokenised, cut and sketched.

use super::rows::{bytes_of, longs, number_of};
use crate::arrow::Batches;
use crate::errors::{exception, failed};
use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatchIterator, RecordBatchReader, StringArray,
};
use pyo3::PyResult;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use wirecopy::article::{Article, Rejected};
use wirecopy::articles::{ArticleRef, Articles};
use wirecopy::document::Documents;
use wirecopy::error::Result;
use wirecopy::input::{self, ArticleSource, Batch, RecordTable};
use wirecopy::pipeline::{Settings, tokenise_articles};
use wirecopy::progress::NoProgress;
use wirecopy_core::stages::{CutSources, Sketch, Sketcher, cut_sources};

/// The column with the number of each row.
const NUMBER: &str = "n";
/// The path of all articles.
pub(super) const PATH: &str = "data";

/// The articles of a table, and the rejected rows.
fn read(table: &Batches, settings: &Settings) -> Result<(Vec<Article>, Vec<Rejected>)> {
    let open = || -> io::Result<Box<dyn RecordBatchReader + Send>> {
        let batches = table.batches.clone().into_iter().map(Ok);
        Ok(Box::new(RecordBatchIterator::new(batches, Arc::clone(&table.schema))))
    };
    let batches: Mutex<Vec<Batch>> = Mutex::default();
    let keep = |batch| batches.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
    let source = ArticleSource::Table(RecordTable { name: PATH, open: &open });
    input::read_source(&source, &settings.input, &NoProgress, keep)?;
    let (mut articles, mut rejected) = (Vec::new(), Vec::new());
    for batch in batches.into_inner().unwrap_or_else(PoisonError::into_inner) {
        articles.extend(batch.articles);
        rejected.extend(batch.rejected);
    }
    Ok((articles, rejected))
}

/// The place of an article in its table.
fn position(row: Option<u64>) -> Option<usize> {
    row.and_then(|row| usize::try_from(row).ok()?.checked_sub(1))
}

pub(super) fn outlets(table: Batches, settings: &Settings) -> PyResult<Batches> {
    let rows = table.batches.iter().map(|batch| batch.num_rows()).sum();
    let (articles, _) = read(&table, settings).map_err(exception)?;
    let mut outlets = vec![String::new(); rows];
    for article in articles {
        if let Some(place) = position(article.row).and_then(|at| outlets.get_mut(at)) {
            *place = article.outlet.to_lowercase();
        }
    }
    Batches::of_columns(vec![("outlet", Arc::new(StringArray::from(outlets)) as ArrayRef)])
}

pub(super) fn prepare(table: Batches, settings: &Settings) -> PyResult<Batches> {
    let numbers: Vec<i64> = longs(&table.one()?, NUMBER)?.to_vec();
    let number = |row: Option<u64>| position(row).and_then(|at| numbers.get(at).copied());
    let (mut articles, rejected) = read(&table, settings).map_err(exception)?;
    for article in &mut articles {
        // rows are named by their number in the run, not by their place in this batch
        let own_name = article.row.map(|row| format!("{PATH}:{row}"));
        article.row = number(article.row).and_then(|n| u64::try_from(n + 1).ok());
        if own_name.as_ref() == Some(&article.id) {
            article.id = article.row.map(|row| format!("{PATH}:{row}")).unwrap_or_default();
        }
    }
    let (articles, mut documents) = tokenise_articles(&articles, settings).map_err(exception)?;
    let cut = cut_sources(&mut documents, settings.core.boilerplate);
    let rejected: Vec<(i64, String)> =
        rejected.into_iter().filter_map(|rejected| Some((number(rejected.row)?, rejected.reason))).collect();
    let table = prepared(&articles, &documents, &cut, &rejected, settings)?;
    // words that could not be read from a temporary file are zeros
    documents.tokens.check_io().map_err(exception)?;
    Ok(table)
}

/// The table of prepared articles; rejected rows have a reason and nothing else.
fn prepared(
    articles: &Articles,
    documents: &Documents,
    cut: &CutSources,
    rejected: &[(i64, String)],
    settings: &Settings,
) -> PyResult<Batches> {
    let mut sketcher = Sketcher::new(&settings.core);
    let count = articles.len();
    let sketches: Vec<Sketch> =
        (0..count).map(|n| sketcher.sketch_tokens(documents.tokens.get(n).into_owned())).collect();
    let no_sketch = Sketch::default();
    let sketch_at = |at: usize| sketches.get(at).unwrap_or(&no_sketch);
    let rows = count as usize + rejected.len();
    let binary = |of: &dyn Fn(&Sketch) -> Vec<u8>| -> ArrayRef {
        let mut builder = BinaryBuilder::new();
        (0..rows).for_each(|at| builder.append_value(of(sketch_at(at))));
        Arc::new(builder.finish())
    };
    let text = |of: &dyn Fn(ArticleRef<'_>) -> Option<String>| -> ArrayRef {
        let mut builder = StringBuilder::new();
        (0..count).for_each(|n| builder.append_option(of(articles.get(n))));
        rejected.iter().for_each(|_| builder.append_null());
        Arc::new(builder.finish())
    };
    let long = |of: &dyn Fn(u32) -> Option<i64>| -> ArrayRef {
        let values = (0..count).map(of).chain(rejected.iter().map(|_| None));
        Arc::new(values.collect::<Int64Array>())
    };
    let small = |of: &dyn Fn(usize) -> u32| -> ArrayRef {
        Arc::new((0..rows).map(|at| Some(of(at) as i32)).collect::<Int32Array>())
    };
    let flag = |of: &dyn Fn(usize) -> bool| -> ArrayRef {
        Arc::new((0..rows).map(|at| Some(at < count as usize && of(at))).collect::<BooleanArray>())
    };
    let own = |n: u32| articles.get(n).row.map(|row| row as i64 - 1);
    let numbers = (0..count).map(own).chain(rejected.iter().map(|(n, _)| Some(*n))).collect::<Int64Array>();
    let reasons = (0..count).map(|_| None).chain(rejected.iter().map(|(_, reason)| Some(reason.as_str())));
    let credit = |article: ArticleRef<'_>| article.credit.map(serde_json::to_string).transpose().map_err(failed);
    // a credit is plain data, so that writing it cannot fail
    let credits = text(&|article| credit(article).unwrap_or_default());
    Batches::of_columns(vec![
        (NUMBER, Arc::new(numbers)),
        ("id", text(&|article| Some(article.id.to_owned()))),
        ("outlet", text(&|article| Some(article.outlet.to_owned()))),
        ("title", text(&|article| Some(article.title.to_owned()))),
        ("byline", text(&|article| Some(article.byline.to_owned()))),
        ("owner", text(&|article| Some(article.owner.to_owned()))),
        ("url", text(&|article| Some(article.url.to_owned()))),
        ("extraction", text(&|article| Some(article.extraction.name().to_owned()))),
        ("title_made", flag(&|at| articles.get(at as u32).is_title_made)),
        ("text_hash", long(&|n| Some(articles.text_hash(n) as i64))),
        ("time", long(&|n| articles.published(n).map(number_of))),
        ("credit", credits),
        ("tokens", binary(&|sketch| bytemuck::cast_slice(&sketch.tokens).to_vec())),
        ("boilerplate", small(&|at| cut.boilerplate_words.get(at).copied().unwrap_or(0))),
        ("no_article", flag(&|at| cut.no_article.get(at).copied().unwrap_or(false))),
        ("distinct", small(&|at| sketch_at(at).distinct)),
        ("bands", binary(&|sketch| bytes_of(&sketch.bands))),
        ("anchors", binary(&|sketch| bytes_of(&sketch.anchors))),
        ("reason", Arc::new(reasons.collect::<StringArray>())),
    ])
}
