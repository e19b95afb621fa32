//! The last stage: whole components of decisive pairs become clusters, stories and series, and rows of tables.

use super::printed::printed_of;
use super::read::PATH;
use super::rows::{flags, ints, longs, numbers, sorted, texts, times};
use super::words::Words;
use crate::arrow::Batches;
use crate::errors::{exception, failed};
use arrow_array::{BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;
use pyo3::PyResult;
use wirecopy::article::{Extraction, Language};
use wirecopy::articles::{ArticleBatch, ArticleRecord, Articles};
use wirecopy::attribution::credit::Credit;
use wirecopy::document::Documents;
use wirecopy::find_copies::Found;
use wirecopy::findings::{Counts, Findings};
use wirecopy::pipeline::{Settings, assemble};
use wirecopy::progress::NoProgress;
use wirecopy::report::{TABLES, record_batches, record_schema};
use wirecopy::stage::Timings;
use wirecopy::store::TokenStoreWriter;
use wirecopy::verify::DocumentShingles;
use wirecopy_core::listed_pairs::{Listing, list};
use wirecopy_core::stages::{Decision, check, decide, measure};

/// The tables that are made of whole components.
const MADE: [&str; 3] = ["clusters", "articles", "series"];

pub(super) fn decide_of(
    articles: &RecordBatch,
    pairs: &RecordBatch,
    settings: &Settings,
    words: &Words,
) -> PyResult<Vec<(String, Batches)>> {
    let batch = &sorted(articles)?;
    let (articles, documents) = documents_of(batch, settings, words)?;
    let pairs = pairs_of(pairs, &numbers(batch, "n")?)?;
    let distinct = ints(batch, "distinct")?;
    let shingles = DocumentShingles::new(&documents.tokens, settings.core.shingle, distinct.clone());
    let mut verdicts = check(&pairs, &shingles, &articles.times(), &sources_of(&articles), &settings.core);
    let decision = decide(&mut verdicts, &shingles, &settings.core, |n| documents.provenance(n));
    let found = found_of(batch, decision)?;
    // flows need the copies from which copies were taken
    let settings = &Settings { find_parents: true, ..settings.clone() };
    let findings = findings_of(articles, documents, found, settings)?;
    let mut tables: Vec<(String, Batches)> =
        MADE.iter().map(|&name| Ok((name.to_owned(), table_of(name, &findings)?))).collect::<PyResult<_>>()?;
    tables.push(("printed".to_owned(), printed_of(&findings)?));
    Ok(tables)
}

/// The listed pairs of whole components of decisive pairs. Of `pairs`, those that are not flagged as `decisive` are
/// candidates.
pub(super) fn list_of(
    articles: &RecordBatch,
    pairs: &RecordBatch,
    settings: &Settings,
    words: &Words,
) -> PyResult<Batches> {
    let batch = &sorted(articles)?;
    let (articles, documents) = documents_of(batch, settings, words)?;
    let n = numbers(batch, "n")?;
    let of = |decisive: bool| -> PyResult<Vec<(u32, u32)>> {
        let flags: BooleanArray = flags(pairs, "decisive")?.into_iter().map(|flag| Some(flag == decisive)).collect();
        pairs_of(&filter_record_batch(pairs, &flags).map_err(failed)?, &n)
    };
    let (distinct, no_article) = (ints(batch, "distinct")?, flags(batch, "no_article")?);
    let Listing { decision, ordered, pairs } =
        list(&of(true)?, &of(false)?, &documents, distinct, &no_article, &settings.core);
    let found = Found { ordered: Some(ordered), pairs: Some(pairs), ..found_of(batch, decision)? };
    table_of("pairs", &findings_of(articles, documents, found, settings)?)
}

/// The listed pairs among `pairs`, whose articles are in two components: neither copies nor versions.
pub(super) fn measure_of(
    articles: &RecordBatch,
    pairs: &RecordBatch,
    settings: &Settings,
    words: &Words,
) -> PyResult<Batches> {
    let batch = &sorted(articles)?;
    let (articles, documents) = documents_of(batch, settings, words)?;
    let pairs = pairs_of(pairs, &numbers(batch, "n")?)?;
    let shingles = DocumentShingles::new(&documents.tokens, settings.core.shingle, ints(batch, "distinct")?);
    let pairs = measure(&pairs, &shingles, &articles.times(), &sources_of(&articles), &settings.core);
    let alone = Decision { stories: (0..documents.len()).collect(), ..Decision::default() };
    let found = Found { pairs: Some(pairs.into_iter().collect()), ..found_of(batch, alone)? };
    table_of("pairs", &findings_of(articles, documents, found, settings)?)
}

/// Pairs by the places of their articles in `n`, each once.
fn pairs_of(pairs: &RecordBatch, n: &[u32]) -> PyResult<Vec<(u32, u32)>> {
    let number = |name: u32| n.binary_search(&name).map(|at| at as u32).map_err(|_| failed("a pair of no article"));
    let ends = numbers(pairs, "a")?.into_iter().zip(numbers(pairs, "b")?);
    let mut pairs: Vec<(u32, u32)> = ends.map(|(a, b)| Ok((number(a)?, number(b)?))).collect::<PyResult<_>>()?;
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

fn sources_of(articles: &Articles) -> Vec<Option<u32>> {
    (0..articles.len()).map(|n| articles.outlet_number(n).map(std::num::NonZeroU32::get)).collect()
}

/// What was found, from what was decided and what is known of the articles.
fn found_of(batch: &RecordBatch, decision: Decision) -> PyResult<Found> {
    Ok(Found {
        distinct: ints(batch, "distinct")?,
        boilerplate_words: ints(batch, "boilerplate")?,
        no_article: flags(batch, "no_article")?,
        clusters: decision.clusters,
        versions: decision.versions,
        stories: decision.stories,
        series: decision.series,
        ..Found::default()
    })
}

fn findings_of(articles: Articles, documents: Documents, found: Found, settings: &Settings) -> PyResult<Findings> {
    let (counts, timings) = (Counts::default(), Timings::default());
    let findings = assemble(articles, documents, found, settings, counts, timings, &NoProgress);
    // words that could not be read from a temporary file are zeros
    findings.documents.tokens.check_io().map_err(exception)?;
    Ok(findings)
}

/// A final table.
fn table_of(name: &str, findings: &Findings) -> PyResult<Batches> {
    let table = TABLES.iter().find(|table| table.name == name);
    let table = table.ok_or_else(|| failed(format!("there is no table {name:?}")))?;
    let mut batches = Vec::new();
    let keep = &mut |batch| {
        batches.push(batch);
        Ok(())
    };
    record_batches(table, findings, keep).map_err(failed)?;
    Ok(Batches { schema: record_schema(table), batches })
}

/// Prepared articles, which are in order, with their documents.
fn documents_of(batch: &RecordBatch, settings: &Settings, words: &Words) -> PyResult<(Articles, Documents)> {
    let n = longs(batch, "n")?;
    let [id, outlet, title, byline, owner, url] =
        ["id", "outlet", "title", "byline", "owner", "url"].map(|name| texts(batch, name));
    let (id, outlet, title, byline, owner, url) = (id?, outlet?, title?, byline?, owner?, url?);
    let (extraction, credit) = (texts(batch, "extraction")?, texts(batch, "credit")?);
    let language = texts(batch, "language")?;
    let (text_hash, times) = (longs(batch, "text_hash")?, times(batch, "time")?);
    let (title_made, shows_authors) = (flags(batch, "title_made")?, flags(batch, "shows_authors")?);
    let writer = TokenStoreWriter::new(&settings.core.memory);
    let (mut fields, mut chunk) = (ArticleBatch::default(), writer.chunk(0));
    for (at, tokens) in words.tokens(batch, "tokens")?.iter().enumerate() {
        let credit: Option<Credit> = match credit[at] {
            "" => None,
            json => Some(serde_json::from_str(json).map_err(failed)?),
        };
        let record = ArticleRecord {
            path: PATH.to_owned(),
            row: u64::try_from(n[at] + 1).ok(),
            id: id[at].to_owned(),
            outlet: outlet[at].to_owned(),
            title: title[at].to_owned(),
            is_title_made: title_made[at],
            // of the page or its outlet: the other pages of the outlet need not be here
            shows_author: shows_authors[at],
            byline: byline[at].to_owned(),
            owner: owner[at].to_owned(),
            url: url[at].to_owned(),
            language: Language::declared(language[at]),
            extraction: extraction_of(extraction[at]),
            text_hash: text_hash[at] as u64,
            published: times[at],
            ..ArticleRecord::default()
        };
        fields.push_record(&record, credit);
        chunk.push_tokens(tokens, &[]);
    }
    let chunk = writer.put(chunk, 0).map_err(exception)?;
    let (articles, order, _) = Articles::new(vec![fields], settings.count_by);
    let order: Vec<(u32, u32)> = order.into_iter().map(|(_, entry)| (chunk, entry)).collect();
    let documents = Documents::new(writer.finish(&order), articles.outlet_numbers(), articles.times());
    Ok((articles, documents))
}

fn extraction_of(name: &str) -> Extraction {
    use Extraction::{Body, Fallback, Given, Visible};
    [Body, Visible, Fallback].into_iter().find(|extraction| extraction.name() == name).unwrap_or(Given)
}
