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

/// How often found clusters agree with labelled pairs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct PairFigures {
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
}

/// How well found clusters agree with labelled pairs.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PairScore {
    /// Of all scored pairs.
    #[serde(flatten)]
    pub all: PairFigures,
    /// Of the pairs whose articles come from two outlets, both known: copies within one outlet are found by what its pages
    /// share anyway, and these are the ones that syndication is about. `None` when no such pair is a labelled copy or found
    /// together.
    pub cross_outlet: Option<PairFigures>,
    /// Pairs found together and pairs in all, by kind of label.
    pub joined_by_kind: BTreeMap<String, (u64, u64)>,
    /// Labelled pairs of which an article is not in the corpus; not scored.
    pub not_in_corpus: u64,
    /// The false and the missed pairs (`true`), in the labels' order, those that are not listed last.
    #[serde(skip)]
    pub errors: Vec<(String, String, bool)>,
}

/// What a run found for one article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found<'a> {
    /// Its cluster; `None` alone.
    pub cluster: Option<u32>,
    /// Its outlet; empty when unknown.
    pub outlet: &'a str,
}

/// Scores the clusters in `found` (each article of the corpus by its id). `labelled` are the articles that were looked at,
/// for [`Unlisted::Negative`]; when empty, those that a pair names.
#[must_use]
pub fn score_pairs(
    labels: &PairLabels,
    found: &HashMap<&str, Found<'_>>,
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
        let together = a.cluster.is_some() && a.cluster == b.cluster;
        if let Some(kind) = &label.kind {
            let of_kind = score.joined_by_kind.entry(kind.clone()).or_default();
            of_kind.0 += u64::from(together);
            of_kind.1 += 1;
        }
        if let Some(copies) = label.copies {
            score.count((&label.a, a), (&label.b, b), together, copies);
        }
    }
    if unlisted == Unlisted::Negative {
        let named = labels.rows.iter().flat_map(|label| [&*label.a, &*label.b]);
        let mut articles: Vec<&str> = if labelled.is_empty() { named.collect() } else { labelled.to_vec() };
        articles.sort_unstable();
        articles.dedup();
        let mut clusters: BTreeMap<u32, Vec<(&str, &Found<'_>)>> = BTreeMap::new();
        for article in articles {
            if let Some((place, cluster)) = found.get(article).and_then(|place| Some((place, place.cluster?))) {
                clusters.entry(cluster).or_default().push((article, place));
            }
        }
        for members in clusters.values() {
            for (at, &a) in members.iter().enumerate() {
                for &b in members[at + 1..].iter().filter(|b| !listed.contains(&ordered(a.0, b.0))) {
                    score.count(a, b, true, false);
                }
            }
        }
    }
    score.all.work_out_shares();
    score.cross_outlet.iter_mut().for_each(PairFigures::work_out_shares);
    score
}

impl PairScore {
    fn count(&mut self, a: (&str, &Found<'_>), b: (&str, &Found<'_>), together: bool, copies: bool) {
        self.all.count(together, copies);
        if together != copies {
            self.errors.push((a.0.to_owned(), b.0.to_owned(), !together));
        }
        let (from, to) = (a.1.outlet, b.1.outlet);
        if (together || copies) && !from.is_empty() && !to.is_empty() && from != to {
            self.cross_outlet.get_or_insert_default().count(together, copies);
        }
    }
}

impl PairFigures {
    fn count(&mut self, together: bool, copies: bool) {
        self.true_pairs += u64::from(together && copies);
        self.false_pairs += u64::from(together && !copies);
        self.missed_pairs += u64::from(!together && copies);
    }

    fn work_out_shares(&mut self) {
        let right = self.true_pairs;
        self.precision = share(right, right + self.false_pairs);
        self.recall = share(right, right + self.missed_pairs);
        self.f1 = share(2 * right, 2 * right + self.false_pairs + self.missed_pairs);
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
        let at = |cluster, outlet| Found { cluster, outlet };
        let found: HashMap<&str, Found<'_>> =
            ["a", "b", "d", "e"].map(|id| (id, at(Some(1), ""))).into_iter().chain([("c", at(None, ""))]).collect();
        let listed = score_pairs(&labels, &found, Unlisted::Unknown, &[]);
        assert_eq!(
            (listed.all.true_pairs, listed.all.false_pairs, listed.all.missed_pairs, listed.not_in_corpus),
            (1, 1, 1, 1)
        );
        assert_eq!(listed.joined_by_kind["copy"], (1, 2));
        // a–d, b–e and d–e are in one cluster and in no list; a–e is listed as not scored
        let all = score_pairs(&labels, &found, Unlisted::Negative, &[]);
        assert_eq!((all.all.false_pairs, all.errors.len()), (4, 5));
    }

    #[test]
    fn pairs_of_two_known_outlets_have_figures_of_their_own() {
        let labels = PairLabels {
            rows: vec![
                label("a", "b", Some(true)),
                label("a", "c", Some(true)),
                label("a", "d", Some(true)),
                label("b", "e", Some(false)),
                label("a", "u", Some(true)),
                label("a", "x", None),
            ],
        };
        let at = |cluster, outlet| Found { cluster, outlet };
        let one = at(Some(1), "Mole Gazette");
        let other = |cluster| at(cluster, "Quay Echo");
        let found: HashMap<&str, Found<'_>> = [
            ("a", one),
            ("b", other(Some(1))),
            // another outlet's, and lost
            ("c", other(None)),
            // its own outlet's
            ("d", at(None, "Mole Gazette")),
            // another outlet's, and no copy
            ("e", one),
            // of an unknown outlet
            ("u", at(Some(1), "")),
            ("x", other(Some(1))),
        ]
        .into();
        let cross = |unlisted| score_pairs(&labels, &found, unlisted, &[]).cross_outlet.unwrap();
        let listed = cross(Unlisted::Unknown);
        assert_eq!((listed.true_pairs, listed.false_pairs, listed.missed_pairs), (1, 1, 1));
        assert_eq!((listed.precision, listed.recall), (Some(0.5), Some(0.5)));
        // e–x too is in one cluster, in no list, and from two outlets
        assert_eq!(cross(Unlisted::Negative).false_pairs, 2);
        let alone = PairLabels { rows: vec![label("a", "d", Some(true)), label("a", "u", Some(true))] };
        assert_eq!(score_pairs(&alone, &found, Unlisted::Unknown, &[]).cross_outlet, None);
    }
}
