//! Texts without a corpus: sketches and signatures of many, and the comparison of two.

use crate::arrow::{Batches, Texts};
use crate::errors::{failed, wrong};
use crate::{settings, watch};
use arrow_array::builder::{FixedSizeListBuilder, ListBuilder, PrimitiveBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, Float64Array, UInt32Array};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use wirecopy::sketch::MinHasher;
use wirecopy::text::{ShingleSettings, token_spans, tokens};
use wirecopy::verify::{Reason, Verdict, covered_words, longest_run, passages};
use wirecopy_core::stages::{Sketch, Sketcher, Verifier};

/// Texts that one thread takes at a time.
const TEXTS_PER_TASK: usize = 256;

/// Rows of numbers, each of the same length.
fn fixed_lists(rows: impl Iterator<Item = Vec<u32>>, length: usize) -> PyResult<ArrayRef> {
    let length = i32::try_from(length).map_err(failed)?;
    let mut builder = FixedSizeListBuilder::new(PrimitiveBuilder::<UInt32Type>::new(), length);
    for row in rows {
        builder.values().append_slice(&row);
        builder.append(true);
    }
    Ok(Arc::new(builder.finish()))
}

/// MinHash signatures of texts: the column `signature`, a list of `values` numbers.
#[pyfunction]
#[pyo3(signature = (texts, values=128, shingle=5, seed=0, threads=None))]
pub(crate) fn signature(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    values: usize,
    shingle: usize,
    seed: u64,
    threads: Option<usize>,
) -> PyResult<Batches> {
    if !(1..=1 << 16).contains(&values) {
        return Err(wrong("values", format!("{values} is out of range: 1 to 65536")));
    }
    if !(1..=64).contains(&shingle) {
        return Err(wrong("shingle", format!("{shingle} is out of range: 1 to 64 tokens; the default is 5")));
    }
    let texts = Texts::of_table(texts)?;
    let (settings, hasher) = (ShingleSettings { size: shingle }, MinHasher::new(values, seed));
    let signatures: Vec<Vec<u32>> = watch::run(py, threads, None, |_| {
        let of_some = |texts: &[&str]| {
            let mut shingles = Vec::new();
            let one = |text: &&str| {
                let mut signature = Vec::new();
                settings.shingles(&tokens(text), &mut shingles);
                hasher.signature(&shingles, &mut signature);
                signature
            };
            texts.iter().map(one).collect::<Vec<_>>()
        };
        texts.all().par_chunks(TEXTS_PER_TASK).flat_map_iter(of_some).collect()
    })?;
    Batches::of_columns(vec![("signature", fixed_lists(signatures.into_iter(), values)?)])
}

/// Sketches of texts: words, distinct shingles, band keys and anchors of each.
#[pyfunction]
#[pyo3(signature = (texts, arguments, threads=None))]
pub(crate) fn sketch(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    arguments: &Bound<'_, PyDict>,
    threads: Option<usize>,
) -> PyResult<Batches> {
    let config = settings::settings(arguments)?.core;
    let texts = Texts::of_table(texts)?;
    let sketches: Vec<Sketch> = watch::run(py, threads, None, |_| {
        let of_some = |texts: &[&str]| {
            let mut sketcher = Sketcher::new(&config);
            texts.iter().map(|text| sketcher.sketch(text)).collect::<Vec<_>>()
        };
        texts.all().par_chunks(TEXTS_PER_TASK).flat_map_iter(of_some).collect()
    })?;
    let mut anchors = ListBuilder::new(PrimitiveBuilder::<UInt32Type>::new());
    for sketch in &sketches {
        anchors.values().append_slice(&sketch.anchors);
        anchors.append(true);
    }
    let bands = fixed_lists(sketches.iter().map(|sketch| sketch.bands.clone()), config.banding.bands)?;
    let numbers = |of: fn(&Sketch) -> u32| Arc::new(UInt32Array::from_iter_values(sketches.iter().map(of))) as ArrayRef;
    Batches::of_columns(vec![
        ("words", numbers(|sketch| sketch.tokens.len() as u32)),
        ("distinct", numbers(|sketch| sketch.distinct)),
        ("bands", bands),
        ("anchors", Arc::new(anchors.finish())),
    ])
}

/// The estimated Jaccard index of each row of two tables of signatures.
#[pyfunction]
pub(crate) fn jaccard(a: &Bound<'_, PyAny>, b: &Bound<'_, PyAny>) -> PyResult<Batches> {
    let (a, b) = (crate::arrow::collect(a)?.one()?, crate::arrow::collect(b)?.one()?);
    if a.num_rows() != b.num_rows() {
        return Err(wrong("b", format!("has {} signatures, and a has {}", b.num_rows(), a.num_rows())));
    }
    let of = |batch: &arrow_array::RecordBatch, name| -> PyResult<Vec<Vec<u32>>> {
        let column = batch.columns().first().and_then(|column| column.as_fixed_size_list_opt().cloned());
        let lists = column.ok_or_else(|| wrong(name, "is no column of signatures"))?;
        let list = |at: usize| lists.value(at).as_primitive_opt::<UInt32Type>().map(|list| list.values().to_vec());
        (0..lists.len()).map(|at| list(at).ok_or_else(|| wrong(name, "is no column of signatures"))).collect()
    };
    let (a, b) = (of(&a, "a")?, of(&b, "b")?);
    if a.iter().zip(&b).any(|(a, b)| a.len() != b.len()) {
        return Err(wrong("b", "has signatures of another length than a"));
    }
    let estimates = Float64Array::from_iter_values(a.iter().zip(&b).map(|(a, b)| MinHasher::estimate(a, b)));
    Batches::of_columns(vec![("jaccard", Arc::new(estimates))])
}

/// What two texts share: a dictionary of figures, and the passages by characters and by words.
#[pyfunction]
pub(crate) fn compare<'py>(
    py: Python<'py>,
    a: &str,
    b: &str,
    arguments: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyDict>> {
    let config = settings::settings(arguments)?.core;
    let (tokens_a, tokens_b) = (tokens(a), tokens(b));
    let size = config.shingle.size;
    let verdict = Verifier::new(&config).compare(&tokens_a, &tokens_b, [None; 2]);
    let mut table = wirecopy::verify::ShingleTable::new(config.shingle);
    table.build(&tokens_a);
    let shared = table.compare(&tokens_b, None);
    let (name, overlap) = (verdict_name(verdict.as_ref()), shared.overlap);
    let found = PyDict::new(py);
    found.set_item("verdict", name)?;
    found.set_item("score", overlap.score())?;
    found.set_item("spread", shared.spread.mean())?;
    found.set_item("jaccard", overlap.jaccard())?;
    found.set_item("containment_a", overlap.containment_a())?;
    found.set_item("containment_b", overlap.containment_b())?;
    found.set_item("shared_shingles", overlap.shared)?;
    found.set_item("words_a", tokens_a.len())?;
    found.set_item("words_b", tokens_b.len())?;
    found.set_item("shared_words_a", covered_words(&tokens_a, &tokens_b, size))?;
    found.set_item("shared_words_b", covered_words(&tokens_b, &tokens_a, size))?;
    found.set_item("longest_run", longest_run(&tokens_a, &tokens_b))?;
    let (chars_a, chars_b) = (Characters::new(a), Characters::new(b));
    let passages: Vec<[(usize, usize); 4]> = passages(&tokens_a, &tokens_b, size)
        .into_iter()
        .map(|passage| [pair(&passage.a), pair(&passage.b), chars_a.of(&passage.a), chars_b.of(&passage.b)])
        .collect();
    found.set_item("passages", passages)?;
    Ok(found)
}

fn verdict_name(verdict: Option<&Verdict>) -> &'static str {
    match verdict {
        None => "unrelated",
        Some(Verdict::Match(_) | Verdict::MatchInOrder(_)) => "match",
        Some(Verdict::Related(pair)) => match pair.reason {
            Reason::Template => "template",
            Reason::Scattered => "scattered",
            Reason::InOrder => "in_order",
            Reason::LittleShared => "little_shared",
        },
    }
}

fn pair(range: &Range<usize>) -> (usize, usize) {
    (range.start, range.end)
}

/// The places of a text's tokens, in characters as Python counts them.
struct Characters(Vec<(usize, usize)>);

impl Characters {
    fn new(text: &str) -> Self {
        let (mut byte, mut characters) = (0, 0);
        let mut count = |to: usize| {
            // spans may step back by a broken word
            match text.get(byte..to) {
                Some(between) => characters += between.chars().count(),
                None => characters -= text.get(to..byte).map_or(0, |between| between.chars().count()),
            }
            byte = to;
            characters
        };
        Characters(token_spans(text).iter().map(|span| (count(span.start), count(span.end))).collect())
    }

    /// The characters of some tokens.
    fn of(&self, tokens: &Range<usize>) -> (usize, usize) {
        match (self.0.get(tokens.start), self.0.get(tokens.end.wrapping_sub(1))) {
            (Some(first), Some(last)) => (first.0, last.1),
            _ => (0, 0),
        }
    }
}
