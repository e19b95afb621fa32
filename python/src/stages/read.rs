//! The first stage: rows are read and tokenised where they are. Their texts go no further.

use super::rows::bytes_of;
use super::words::{Words, counted};
use crate::arrow::Batches;
use crate::errors::{exception, failed};
use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{ArrayRef, Int64Array, RecordBatchIterator, RecordBatchReader};
use pyo3::PyResult;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use wirecopy::article::{Article, Rejected};
use wirecopy::articles::{ArticleBatch, credit_of};
use wirecopy::attribution::reader::CreditReader;
use wirecopy::error::Result;
use wirecopy::input::{self, ArticleSource, Batch, RecordTable};
use wirecopy::pipeline::Settings;
use wirecopy::progress::NoProgress;
use wirecopy::text::{TokenisedText, Tokeniser};

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

/// What is kept of a row.
#[derive(Default)]
struct ReadRow {
    /// Its outlet in small letters: names that differ in those are one outlet.
    outlet: String,
    record: Option<String>,
    credit: Option<String>,
    tokens: Vec<u8>,
    lines: Vec<u8>,
    reason: Option<String>,
}

/// A row for each row of a table, in their order.
pub(super) fn read_of(table: &Batches, settings: &Settings, words: &Words) -> PyResult<Batches> {
    let count = table.batches.iter().map(|batch| batch.num_rows()).sum();
    let (articles, rejected) = read(table, settings).map_err(exception)?;
    let mut rows: Vec<ReadRow> = Vec::new();
    rows.resize_with(count, ReadRow::default);
    let credits = CreditReader::new(&settings.agencies);
    let mut tokeniser = Tokeniser::default();
    for article in &articles {
        if let Some(place) = position(article.row).and_then(|at| rows.get_mut(at)) {
            *place = read_row(article, &mut tokeniser, &credits, words)?;
        }
    }
    for row in rejected {
        if let Some(place) = position(row.row).and_then(|at| rows.get_mut(at)) {
            place.reason = Some(row.reason);
        }
    }
    let text = |of: &dyn Fn(&ReadRow) -> Option<&str>| -> ArrayRef {
        let mut builder = StringBuilder::new();
        rows.iter().for_each(|row| builder.append_option(of(row)));
        Arc::new(builder.finish())
    };
    let binary = |of: &dyn Fn(&ReadRow) -> &[u8]| -> ArrayRef {
        let mut builder = BinaryBuilder::new();
        rows.iter().for_each(|row| builder.append_value(of(row)));
        Arc::new(builder.finish())
    };
    Batches::of_columns(vec![
        ("outlet_key", text(&|row| Some(&row.outlet))),
        ("record", text(&|row| row.record.as_deref())),
        ("credit", text(&|row| row.credit.as_deref())),
        ("tokens", binary(&|row| &row.tokens)),
        ("lines", binary(&|row| &row.lines)),
        ("reason", text(&|row| row.reason.as_deref())),
    ])
}

fn read_row(article: &Article, tokeniser: &mut Tokeniser, credits: &CreditReader, words: &Words) -> PyResult<ReadRow> {
    let mut text = TokenisedText::default();
    tokeniser.tokenise(&article.text, &mut text);
    let plain = tokeniser.last_was_plain().then_some(&text.tokens[..]);
    let mut fields = ArticleBatch::default();
    fields.push(article, credit_of(article, plain, credits));
    let (mut record, credit) = fields.record(0);
    let is_named_by_place = record.row.is_some_and(|row| record.id == format!("{PATH}:{row}"));
    if is_named_by_place {
        // its place in the run is known later
        record.id = String::new();
    }
    (record.path, record.row) = (String::new(), None);
    let lines: Vec<u32> = text.lines.iter().map(|line| line.bits()).collect();
    Ok(ReadRow {
        outlet: article.outlet.to_lowercase(),
        record: Some(serde_json::to_string(&record).map_err(failed)?),
        credit: credit.map(serde_json::to_string).transpose().map_err(failed)?,
        tokens: words.encode(&text.tokens),
        lines: bytes_of(&lines),
        reason: None,
    })
}

/// The most frequent words of some rows, and how often each occurs.
pub(super) fn words_of(table: &Batches, settings: &Settings) -> PyResult<Batches> {
    let (articles, _) = read(table, settings).map_err(exception)?;
    let counts = counted(articles.iter().flat_map(|article| wirecopy::text::tokens(&article.text)));
    let column =
        |of: fn(&(u32, u64)) -> i64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(counts.iter().map(of))) };
    Batches::of_columns(vec![("token", column(|row| i64::from(row.0))), ("count", column(|row| row.1 as i64))])
}
