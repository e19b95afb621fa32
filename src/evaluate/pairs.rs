//! Labels of single pairs: these two are copies, those two are not.

use super::labels::Reader;
use super::metrics::share;
use crate::error::Result;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// One labelled pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairLabel {
    /// One article's id.
    pub a: String,
    /// The other's.
    pub b: String,
    /// Whether they are copies; `None` is not scored.
    pub copies: Option<bool>,
    /// What kind of pair it is, when the labels say.
    pub kind: Option<String>,
}

/// What a pair means that the labels do not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// Nothing: only the listed pairs are scored.
    Unknown,
    /// That the two are no copies, as long as both articles are among those that were labelled.
    Negative,
}

/// A file of labelled pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairLabels {
    /// The labels in the file's order.
    pub rows: Vec<PairLabel>,
}

impl PairLabels {
    /// Reads a CSV file with the columns `id_a`, `id_b` and `label` (1 or 0; empty is not scored), and perhaps `kind`.
    ///
    /// # Errors
    /// [`Error::Read`](crate::error::Error::Read) when the file cannot be opened,
    /// [`Error::Table`](crate::error::Error::Table) when a column is missing or a row cannot be read.
    pub fn read(path: &Path) -> Result<PairLabels> {
        let mut table = Reader::open(path)?;
        let (a, b) = (table.column(&["id_a"])?, table.column(&["id_b"])?);
        let label = table.column(&["label"])?;
        let kind = table.optional("kind");
        let mut rows = Vec::new();
        while let Some((row, record)) = table.next()? {
            let field = |at: usize| record.get(at).unwrap_or_default().trim();
            let copies = match field(label) {
                "1" => Some(true),
                "0" => Some(false),
                "" => None,
                other => {
                    return Err(table.problem(Some(row), format!("label {other:?} is none of 1, 0 and empty")));
                }
            };
            let kind = kind.map(field).filter(|kind| !kind.is_empty()).map(str::to_owned);
            rows.push(PairLabel { a: field(a).to_owned(), b: field(b).to_owned(), copies, kind });
        }
        Ok(PairLabels { rows })
    }
}

/// How well found clusters agree with labelled pairs.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PairScore {
    /// Labelled copies found together.
    pub true_pairs: u64,
    /// Pairs found together that are no copies.
    pub false_pairs: u64,
    /// Labelled copies not found together.
    pub missed_pairs: u64,
    /// Share of the scored pairs found together that are copies.
    pub precision: Option<f64>,
    /// Share of the labelled copies found together.
    pub recall: Option<f64>,
    /// Harmonic mean of both.
    pub f1: Option<f64>,
    /// Pairs found together and pairs in all, by kind of label.
    pub joined_by_kind: BTreeMap<String, (u64, u64)>,
    /// Labelled pairs of which an article is not in the corpus; not scored.
    pub not_in_corpus: u64,
    /// The false and the missed pairs (`true`), in the labels' order, those that are not listed last.
    #[serde(skip)]
    pub errors: Vec<(String, String, bool)>,
}

/// Scores the clusters in `found` (each article of the corpus with its cluster, `None` alone). `labelled` are the articles
/// that were looked at, for [`Unlisted::Negative`]; when empty, those that a pair names.
#[must_use]
pub fn score_pairs(
    labels: &PairLabels,
    found: &HashMap<&str, Option<u32>>,
    unlisted: Unlisted,
    labelled: &[&str],
) -> PairScore {
    let mut score = PairScore::default();
    let mut listed: HashSet<(&str, &str)> = HashSet::new();
    for label in &labels.rows {
        let (Some(a), Some(b)) = (found.get(&*label.a), found.get(&*label.b)) else {
            score.not_in_corpus += 1;
            continue;
        };
        listed.insert(ordered(&label.a, &label.b));
        let together = a.is_some() && a == b;
        if let Some(kind) = &label.kind {
            let of_kind = score.joined_by_kind.entry(kind.clone()).or_default();
            of_kind.0 += u64::from(together);
            of_kind.1 += 1;
        }
        if let Some(copies) = label.copies {
            score.count(&label.a, &label.b, together, copies)
        }
    }
    if unlisted == Unlisted::Negative {
        let named = labels.rows.iter().flat_map(|label| [&*label.a, &*label.b]);
        let mut articles: Vec<&str> = if labelled.is_empty() { named.collect() } else { labelled.to_vec() };
        articles.sort_unstable();
        articles.dedup();
        let mut clusters: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for article in articles {
            if let Some(Some(cluster)) = found.get(article) {
                clusters.entry(*cluster).or_default().push(article);
            }
        }
        for members in clusters.values() {
            for (at, a) in members.iter().enumerate() {
                for b in members[at + 1..].iter().filter(|b| !listed.contains(&ordered(a, b))) {
                    score.count(a, b, true, false);
                }
            }
        }
    }
    score.precision = share(score.true_pairs, score.true_pairs + score.false_pairs);
    score.recall = share(score.true_pairs, score.true_pairs + score.missed_pairs);
    score.f1 = share(2 * score.true_pairs, 2 * score.true_pairs + score.false_pairs + score.missed_pairs);
    score
}

impl PairScore {
    fn count(&mut self, a: &str, b: &str, together: bool, copies: bool) {
        match (together, copies) {
            (true, true) => self.true_pairs += 1,
            (false, false) => {}
            (together, _) => {
                self.false_pairs += u64::from(together);
                self.missed_pairs += u64::from(!together);
                self.errors.push((a.to_owned(), b.to_owned(), !together));
            }
        }
    }
}

fn ordered<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a <= b { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(a: &str, b: &str, copies: Option<bool>) -> PairLabel {
        PairLabel { a: a.into(), b: b.into(), copies, kind: copies.map(|c| if c { "copy" } else { "page" }.into()) }
    }

    #[test]
    fn unlisted_pairs_count_only_when_they_are_said_to_be_negative() {
        let labels = PairLabels {
            rows: vec![
                label("a", "b", Some(true)),
                label("c", "a", Some(true)),
                label("d", "b", Some(false)),
                label("a", "e", None),
                label("a", "gone", Some(true)),
            ],
        };
        let found: HashMap<&str, Option<u32>> =
            [("a", Some(1)), ("b", Some(1)), ("c", None), ("d", Some(1)), ("e", Some(1))].into();
        let listed = score_pairs(&labels, &found, Unlisted::Unknown, &[]);
        assert_eq!((listed.true_pairs, listed.false_pairs, listed.missed_pairs, listed.not_in_corpus), (1, 1, 1, 1));
        assert_eq!(listed.joined_by_kind["copy"], (1, 2));
        // a–d, b–e and d–e are in one cluster and in no list; a–e is listed as not scored
        let all = score_pairs(&labels, &found, Unlisted::Negative, &[]);
        assert_eq!((all.false_pairs, all.errors.len()), (4, 5));
    }
}
