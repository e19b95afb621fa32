//! The second stage: articles of whole outlets are cut and sketched.

use super::read::PATH;
use super::rows::{bytes_of, lists, longs, number_of, texts};
use super::words::Words;
use crate::arrow::Batches;
use crate::errors::{exception, failed};
use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch, StringArray};
use pyo3::PyResult;
use std::sync::Arc;
use wirecopy::articles::{ArticleBatch, ArticleRecord, ArticleRef, Articles};
use wirecopy::attribution::credit::Credit;
use wirecopy::document::Documents;
use wirecopy::pipeline::Settings;
use wirecopy::store::TokenStoreWriter;
use wirecopy::text::TextLine;
use wirecopy_core::stages::{CutSources, Sketch, Sketcher, cut_sources};

/// The column with the number of each row.
const NUMBER: &str = "n";

pub(super) fn prepare(batch: &RecordBatch, settings: &Settings, words: &Words) -> PyResult<Batches> {
    let (n, reason) = (longs(batch, NUMBER)?, texts(batch, "reason")?);
    let (articles, mut documents) = documents_of(batch, settings, words)?;
    let cut = cut_sources(&mut documents, settings.core.boilerplate);
    let rejected = n.iter().zip(reason).filter(|(_, reason)| !reason.is_empty());
    let rejected: Vec<(i64, String)> = rejected.map(|(&n, reason)| (n, reason.to_owned())).collect();
    let table = prepared(&articles, &documents, &cut, &rejected, settings, words)?;
    // words that could not be read from a temporary file are zeros
    documents.tokens.check_io().map_err(exception)?;
    Ok(table)
}

/// The articles that were read, with their documents.
fn documents_of(batch: &RecordBatch, settings: &Settings, words: &Words) -> PyResult<(Articles, Documents)> {
    let (n, records, credits) = (longs(batch, NUMBER)?, texts(batch, "record")?, texts(batch, "credit")?);
    let (tokens, lines) = (words.tokens(batch, "tokens")?, lists(batch, "lines")?);
    let writer = TokenStoreWriter::new(&settings.core.memory);
    let (mut fields, mut chunk) = (ArticleBatch::default(), writer.chunk(0));
    for at in (0..batch.num_rows()).filter(|&at| !records[at].is_empty()) {
        let mut record: ArticleRecord = serde_json::from_str(records[at]).map_err(failed)?;
        record.path = PATH.to_owned();
        record.row = u64::try_from(n[at] + 1).ok();
        if record.id.is_empty() {
            record.id = format!("{PATH}:{}", n[at] + 1);
        }
        let credit: Option<Credit> = match credits[at] {
            "" => None,
            json => Some(serde_json::from_str(json).map_err(failed)?),
        };
        fields.push_record(&record, credit);
        let lines: Vec<TextLine> = lines[at].iter().map(|&bits| TextLine::from_bits(bits)).collect();
        chunk.push_tokens(&tokens[at], &lines);
    }
    let chunk = writer.put(chunk, 0).map_err(exception)?;
    let (articles, order, _) = Articles::new(vec![fields], settings.count_by);
    let order: Vec<(u32, u32)> = order.into_iter().map(|(_, entry)| (chunk, entry)).collect();
    let documents = Documents::new(writer.finish(&order), articles.outlet_numbers(), articles.times());
    Ok((articles, documents))
}

/// The table of prepared articles; rejected rows have a reason and nothing else.
fn prepared(
    articles: &Articles,
    documents: &Documents,
    cut: &CutSources,
    rejected: &[(i64, String)],
    settings: &Settings,
    words: &Words,
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
        ("language", text(&|article| Some(article.language.as_str().to_owned()))),
        ("extraction", text(&|article| Some(article.extraction.name().to_owned()))),
        ("title_made", flag(&|at| articles.get(at as u32).is_title_made)),
        ("shows_authors", flag(&|at| articles.shows_authors(at as u32))),
        ("text_hash", long(&|n| Some(articles.text_hash(n) as i64))),
        ("time", long(&|n| articles.published(n).map(number_of))),
        ("credit", credits),
        ("tokens", binary(&|sketch| words.encode(&sketch.tokens))),
        ("boilerplate", small(&|at| cut.boilerplate_words.get(at).copied().unwrap_or(0))),
        ("no_article", flag(&|at| cut.no_article.get(at).copied().unwrap_or(false))),
        ("distinct", small(&|at| sketch_at(at).distinct)),
        ("bands", binary(&|sketch| bytes_of(&sketch.bands))),
        ("anchors", binary(&|sketch| bytes_of(&sketch.anchors))),
        ("reason", Arc::new(reasons.collect::<StringArray>())),
    ])
}
