//! The stages between sketches and decisions: which articles share keys, and which of them are one text.

use super::rows::{flags, ints, lists, longs, number_names, number_of, numbers, sorted, texts, times};
use super::words::Words;
use crate::arrow::Batches;
use arrow_array::{ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch};
use foldhash::HashMap;
use pyo3::PyResult;
use std::collections::BTreeMap;
use std::sync::Arc;
use wirecopy::cluster::{UnionFind, is_certain};
use wirecopy::pipeline::Settings;
use wirecopy::text::Token;
use wirecopy::time::{Published, lag_minutes};
use wirecopy::verify::{AnchorFilter, DocumentShingles};
use wirecopy_core::stages::{
    Posting, TextPair, check, choose, content_hash, decisive_pairs, groups, pair_counts, same_texts as pairs_of_texts,
    score_estimate,
};

const MINUTES_PER_DAY: u64 = 24 * 60;
/// What a shared band key and a shared anchor weigh.
const BAND_WEIGHT: u8 = 2;
const ANCHOR_WEIGHT: u8 = 1;
/// Pairs of less weight are not looked at.
const LEAST_WEIGHT: u8 = 2;
/// When a pair is checked: first, after those, or only to be listed, as it cannot match.
const BEST: i32 = 0;
const OTHER: i32 = 1;
const UNLIKELY: i32 = 2;

/// A key of a band; those of band 0 are anchors.
fn key_of(band: usize, key: u32) -> i64 {
    (band as i64) << 32 | i64::from(key)
}

fn edges(pairs: &[(u32, u32)]) -> Vec<(&'static str, ArrayRef)> {
    let column = |of: fn(&(u32, u32)) -> u32| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(pairs.iter().map(|pair| i64::from(of(pair)))))
    };
    vec![("a", column(|pair| pair.0)), ("b", column(|pair| pair.1))]
}

pub(super) fn band_records(batch: &RecordBatch) -> PyResult<Batches> {
    let (n, bands) = (longs(batch, "n")?, lists(batch, "bands")?);
    let (mut keys, mut articles) = (Vec::new(), Vec::new());
    for (&n, bands) in n.iter().zip(&bands) {
        keys.extend(bands.iter().enumerate().map(|(band, &key)| key_of(band + 1, key)));
        articles.extend(bands.iter().map(|_| n));
    }
    Batches::of_columns(vec![("key", Arc::new(Int64Array::from(keys))), ("n", Arc::new(Int64Array::from(articles)))])
}

pub(super) fn stars(batch: &RecordBatch) -> PyResult<Batches> {
    let records = longs(batch, "key")?.iter().copied().zip(numbers(batch, "n")?).collect();
    let with_lowest = |(_, members): (i64, Vec<u32>)| {
        let lowest = members[0];
        members.into_iter().skip(1).map(move |member| (lowest, member))
    };
    let mut pairs: Vec<(u32, u32)> = groups(records).into_iter().flat_map(with_lowest).collect();
    pairs.sort_unstable();
    pairs.dedup();
    Batches::of_columns(edges(&pairs))
}

pub(super) fn components(batch: &RecordBatch) -> PyResult<Batches> {
    let (a, b) = (numbers(batch, "a")?, numbers(batch, "b")?);
    let mut names: Vec<u32> = a.iter().chain(&b).copied().collect();
    names.sort_unstable();
    names.dedup();
    let number = |name: u32| names.partition_point(|&lower| lower < name) as u32;
    let mut found = UnionFind::new(names.len());
    a.iter().zip(&b).for_each(|(&a, &b)| _ = found.union(number(a), number(b)));
    found.compress();
    let roots = (0..names.len() as u32).map(|at| i64::from(names[found.find_flat(at) as usize]));
    Batches::of_columns(vec![
        ("root", Arc::new(Int64Array::from_iter_values(roots)) as ArrayRef),
        ("n", Arc::new(Int64Array::from_iter_values(names.iter().map(|&name| i64::from(name))))),
    ])
}

/// Whether two articles may match, by how far apart they appeared.
fn are_within_window(settings: &Settings, a: Option<Published>, b: Option<Published>) -> bool {
    match (settings.core.window_days, lag_minutes(a, b)) {
        (Some(days), Some(lag)) => lag.unsigned_abs() <= u64::from(days) * MINUTES_PER_DAY,
        _ => true,
    }
}

/// Whether each article is what little is left of a page without its boilerplate.
fn remnants(batch: &RecordBatch, settings: &Settings) -> PyResult<Vec<bool>> {
    let (distinct, boilerplate) = (ints(batch, "distinct")?, ints(batch, "boilerplate")?);
    let least = settings.core.matching.min_shared;
    Ok(distinct.iter().zip(&boilerplate).map(|(&distinct, &cut)| distinct < least && cut > 0).collect())
}

pub(super) fn same_texts(batch: &RecordBatch, settings: &Settings, words: &Words) -> PyResult<Batches> {
    let batch = &sorted(batch)?;
    let n = numbers(batch, "n")?;
    let (times, is_remnant) = (times(batch, "time")?, remnants(batch, settings)?);
    let sources = number_names(texts(batch, "outlet")?.into_iter());
    let shingles =
        DocumentShingles::new(words.tokens(batch, "tokens")?, settings.core.shingle, ints(batch, "distinct")?);
    let bands = lists(batch, "bands")?.concat();
    let may_match = |a: u32, b: u32| {
        let (a, b) = (a as usize, b as usize);
        !is_remnant[a] && !is_remnant[b] && are_within_window(settings, times[a], times[b])
    };
    let found = pairs_of_texts(&shingles, &bands, &times, &sources, &settings.core, may_match);
    let mut pairs: Vec<(u32, u32)> = found.iter().map(|found| (n[found.a as usize], n[found.b as usize])).collect();
    pairs.sort_unstable();
    Batches::of_columns(edges(&pairs))
}

pub(super) fn postings(batch: &RecordBatch, settings: &Settings) -> PyResult<Batches> {
    let (n, text) = (longs(batch, "n")?, longs(batch, "text")?);
    let (distinct, times) = (ints(batch, "distinct")?, times(batch, "time")?);
    let (bands, anchors) = (lists(batch, "bands")?, lists(batch, "anchors")?);
    let is_remnant = remnants(batch, settings)?;
    let (mut keys, mut rows) = (Vec::new(), Vec::new());
    for at in 0..n.len() {
        keys.extend(bands[at].iter().enumerate().map(|(band, &key)| key_of(band + 1, key)));
        keys.extend(anchors[at].iter().map(|&anchor| key_of(0, anchor)));
        rows.resize(keys.len(), at);
    }
    let long = |of: &dyn Fn(usize) -> Option<i64>| -> ArrayRef {
        Arc::new(rows.iter().map(|&at| of(at)).collect::<Int64Array>())
    };
    let small = |of: &dyn Fn(usize) -> u32| -> ArrayRef {
        Arc::new(Int32Array::from_iter_values(rows.iter().map(|&at| of(at) as i32)))
    };
    // only a window of time asks for times
    let has_window = settings.core.window_days.is_some();
    Batches::of_columns(vec![
        ("key", Arc::new(Int64Array::from(keys.clone()))),
        ("n", long(&|at| Some(n[at]))),
        ("text", long(&|at| Some(text[at]))),
        ("distinct", small(&|at| distinct[at])),
        ("content", small(&|at| content_hash(&bands[at]))),
        ("remnant", Arc::new(rows.iter().map(|&at| Some(is_remnant[at])).collect::<BooleanArray>())),
        ("time", long(&|at| times[at].filter(|_| has_window).map(number_of))),
    ])
}

/// The sum of the weights of the keys that two articles share.
struct PairSum {
    texts: [u32; 2],
    distinct: [u32; 2],
    weight: u8,
}

pub(super) fn pair_counts_of(batch: &RecordBatch, settings: &Settings) -> PyResult<Batches> {
    let (keys, n, text) = (longs(batch, "key")?, numbers(batch, "n")?, numbers(batch, "text")?);
    let (distinct, content) = (ints(batch, "distinct")?, ints(batch, "content")?);
    let (is_remnant, times) = (flags(batch, "remnant")?, times(batch, "time")?);
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.sort_unstable_by_key(|&row| (keys[row as usize], n[row as usize]));
    let row_of: HashMap<u32, u32> = n.iter().copied().zip(0..).collect();
    let mut sums: HashMap<(u32, u32), PairSum> = HashMap::default();
    for group in order.chunk_by(|&a, &b| keys[a as usize] == keys[b as usize]) {
        let weight = if keys[group[0] as usize] >> 32 == 0 { ANCHOR_WEIGHT } else { BAND_WEIGHT };
        let posting = |&row: &u32| Posting {
            text: text[row as usize],
            document: n[row as usize],
            content: content[row as usize],
        };
        let mut members: Vec<Posting> = group.iter().map(posting).collect();
        // an article has an anchor once for each time that it occurs
        members.dedup();
        if members.len() < 2 {
            continue;
        }
        pair_counts(&mut members, |one, other| {
            let rows = [one, other].map(|posting| row_of[&posting.document] as usize);
            let [a, b] = rows;
            if is_remnant[a] || is_remnant[b] || !are_within_window(settings, times[a], times[b]) {
                return;
            }
            let sum = sums.entry((one.document, other.document)).or_insert_with(|| PairSum {
                texts: [one.text, other.text],
                distinct: rows.map(|row| distinct[row]),
                weight: 0,
            });
            sum.weight = sum.weight.saturating_add(weight);
        });
    }
    let mut sums: Vec<((u32, u32), PairSum)> = sums.into_iter().collect();
    sums.sort_unstable_by_key(|(pair, _)| *pair);
    let long = |of: &dyn Fn(&((u32, u32), PairSum)) -> u32| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(sums.iter().map(|sum| i64::from(of(sum)))))
    };
    let small = |of: &dyn Fn(&((u32, u32), PairSum)) -> u32| -> ArrayRef {
        Arc::new(Int32Array::from_iter_values(sums.iter().map(|sum| of(sum) as i32)))
    };
    Batches::of_columns(vec![
        ("x", long(&|(pair, _)| pair.0)),
        ("y", long(&|(pair, _)| pair.1)),
        ("of_x", long(&|(_, sum)| sum.texts[0])),
        ("of_y", long(&|(_, sum)| sum.texts[1])),
        ("distinct_x", small(&|(_, sum)| sum.distinct[0])),
        ("distinct_y", small(&|(_, sum)| sum.distinct[1])),
        ("weight", small(&|(_, sum)| sum.weight.into())),
    ])
}

pub(super) fn choose_of(batch: &RecordBatch, settings: &Settings) -> PyResult<Batches> {
    let (x, y) = (numbers(batch, "x")?, numbers(batch, "y")?);
    let (of_x, of_y) = (numbers(batch, "of_x")?, numbers(batch, "of_y")?);
    let (distinct_x, distinct_y) = (ints(batch, "distinct_x")?, ints(batch, "distinct_y")?);
    let weight = ints(batch, "weight")?;
    let mut sums: BTreeMap<(u32, u32), (usize, u32)> = BTreeMap::new();
    for at in 0..x.len() {
        sums.entry((x[at], y[at])).or_insert((at, 0)).1 += weight[at];
    }
    let filter = AnchorFilter::new(settings.core.matching, settings.core.anchors.one_in);
    let (mut likely, mut unlikely) = (Vec::new(), Vec::new());
    for (at, weight) in sums.into_values() {
        let weight = u8::try_from(weight).unwrap_or(u8::MAX);
        let (a, b) = (distinct_x[at], distinct_y[at]);
        let documents = (x[at].min(y[at]), x[at].max(y[at]));
        if weight < LEAST_WEIGHT {
            continue;
        }
        if filter.may_match(weight, a, b) {
            let score = score_estimate(weight, a, b);
            likely.push(TextPair { text: of_x[at], other: of_y[at], score, documents });
        } else {
            unlikely.push((documents, UNLIKELY));
        }
    }
    let mut chosen: Vec<((u32, u32), i32)> =
        choose(likely).into_iter().map(|(pair, best)| (pair, if best { BEST } else { OTHER })).collect();
    chosen.extend(unlikely);
    let pairs: Vec<(u32, u32)> = chosen.iter().map(|(pair, _)| *pair).collect();
    let mut columns = edges(&pairs);
    columns.push(("turn", Arc::new(Int32Array::from_iter_values(chosen.iter().map(|(_, turn)| *turn)))));
    Batches::of_columns(columns)
}

pub(super) fn check_of(batch: &RecordBatch, settings: &Settings, words: &Words) -> PyResult<Batches> {
    let sides = [numbers(batch, "a")?, numbers(batch, "b")?];
    let mut names: Vec<u32> = sides.concat();
    names.sort_unstable();
    names.dedup();
    let number = |name: u32| names.partition_point(|&lower| lower < name) as u32;
    let mut of_article: Vec<(Vec<Token>, Option<Published>, &str)> = vec![(Vec::new(), None, ""); names.len()];
    for (side, suffix) in sides.iter().zip(["a", "b"]) {
        let column = |name: &str| format!("{name}_{suffix}");
        let (tokens, times) = (words.tokens(batch, &column("tokens"))?, times(batch, &column("time"))?);
        let outlets = texts(batch, &column("outlet"))?;
        for (((&name, tokens), time), outlet) in side.iter().zip(tokens).zip(times).zip(outlets) {
            of_article[number(name) as usize] = (tokens, time, outlet);
        }
    }
    let times: Vec<Option<Published>> = of_article.iter().map(|(_, time, _)| *time).collect();
    let sources = number_names(of_article.iter().map(|(.., outlet)| *outlet));
    let all: Vec<Vec<Token>> = of_article.into_iter().map(|(tokens, ..)| tokens).collect();
    let shingles = DocumentShingles::from_source(all, settings.core.shingle, names.len() as u32);
    let mut pairs: Vec<(u32, u32)> = sides[0].iter().zip(&sides[1]).map(|(&a, &b)| (number(a), number(b))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let verdicts = check(&pairs, &shingles, &times, &sources, &settings.core);
    let certain: Vec<(u32, u32)> =
        verdicts.matches.iter().filter(|found| is_certain(found)).map(|found| (found.a, found.b)).collect();
    let mut decisive: Vec<(u32, u32)> = decisive_pairs(&verdicts).collect();
    decisive.sort_unstable();
    decisive.dedup();
    let certain: foldhash::HashSet<(u32, u32)> = certain.into_iter().collect();
    let named: Vec<(u32, u32)> = decisive.iter().map(|&(a, b)| (names[a as usize], names[b as usize])).collect();
    let mut columns = edges(&named);
    let is_certain = decisive.iter().map(|pair| Some(certain.contains(pair)));
    columns.push(("certain", Arc::new(is_certain.collect::<BooleanArray>())));
    Batches::of_columns(columns)
}
