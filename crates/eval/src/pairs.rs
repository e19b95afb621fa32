//! Labelled pairs: a CSV file of pairs that are copies or are not, and the score of found clusters against it.

use super::errors::Disagreement;
use super::labels::LabelTable;
use super::metrics::ratio;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use wirecopy_core::error::Result;

/// The label of one pair of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairLabel {
    /// One article's id.
    pub a: String,
    /// The other article's id.
    pub b: String,
    /// Whether the two are copies; `None` when the pair is not to be scored.
    pub copies: Option<bool>,
    /// The kind of pair, if the file has a column for it.
    pub kind: Option<String>,
}

/// How to score a pair that the labels do not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlistedPairs {
    /// Not at all: only the listed pairs are scored.
    NotScored,
    /// As no copies, if both articles were labelled.
    NotCopies,
}

/// A file of labelled pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairLabels {
    /// The labels in the file's order.
    pub rows: Vec<PairLabel>,
}

impl PairLabels {
    /// Reads a CSV file with the columns `id_a` and `id_b`, or `article_a` and `article_b`, with `label` (1: copies, 0:
    /// no copies, empty: not scored) and optionally `kind`.
    ///
    /// # Errors
    /// [`Error::Read`](wirecopy_core::error::Error::Read) when the file cannot be opened;
    /// [`Error::Table`](wirecopy_core::error::Error::Table) when a column is missing or a row cannot be read.
    pub fn read(path: &Path) -> Result<PairLabels> {
        let mut table = LabelTable::open(path)?;
        let (a, b) = (table.column(&["id_a", "article_a"])?, table.column(&["id_b", "article_b"])?);
        let label = table.column(&["label"])?;
        let kind = table.optional_column("kind");
        let mut rows = Vec::new();
        while let Some((row, record)) = table.next()? {
            let field = |column: usize| record.get(column).unwrap_or_default().trim();
            let copies = match field(label) {
                "1" => Some(true),
                "0" => Some(false),
                "" => None,
                other => {
                    return Err(table.error(Some(row), format!("label {other:?} is none of 1, 0 and empty")));
                }
            };
            let kind = kind.map(field).filter(|kind| !kind.is_empty()).map(str::to_owned);
            rows.push(PairLabel { a: field(a).to_owned(), b: field(b).to_owned(), copies, kind });
        }
        Ok(PairLabels { rows })
    }
}

/// Pair counts and the ratios computed from them. A ratio with an empty denominator is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct PairCounts {
    /// Labelled copies that the run joined.
    pub true_pairs: u64,
    /// Pairs that the run joined although they are no copies.
    pub false_pairs: u64,
    /// Labelled copies that the run did not join.
    pub missed_pairs: u64,
    /// `true_pairs / (true_pairs + false_pairs)`.
    pub precision: Option<f64>,
    /// `true_pairs / (true_pairs + missed_pairs)`.
    pub recall: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
}

/// Score of found clusters against labelled pairs.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PairScore {
    /// All scored pairs.
    #[serde(flatten)]
    pub all: PairCounts,
    /// The scored pairs between two different, known outlets. Pages of one outlet share more than the copied text and
    /// are easy to join; syndication is about pairs between outlets. `None` when the run and the labels join no such
    /// pair.
    pub cross_outlet: Option<PairCounts>,
    /// For each kind of label, the pairs that the run joined and all pairs.
    pub joined_by_kind: BTreeMap<String, (u64, u64)>,
    /// Labelled pairs with an article that is not in the corpus; they are not scored.
    pub not_in_corpus: u64,
    /// The false and the missed pairs, in the labels' order, followed by the unlisted ones.
    #[serde(skip)]
    pub errors: Vec<Disagreement>,
}

/// The cluster and the outlet of an article in a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FoundArticle<'a> {
    /// Its cluster; `None` when it is in no cluster.
    pub cluster: Option<u32>,
    /// Its outlet; empty when unknown.
    pub outlet: &'a str,
}

/// Scores found clusters against labelled pairs. `found` has each article of the corpus by its id. `labelled` has the
/// ids of the articles that were labelled, for [`UnlistedPairs::NotCopies`]; when it is empty, the articles of the
/// listed pairs are taken.
#[must_use]
pub fn score_pairs(
    labels: &PairLabels,
    found: &HashMap<&str, FoundArticle<'_>>,
    unlisted: UnlistedPairs,
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
        let joined = a.cluster.is_some() && a.cluster == b.cluster;
        if let Some(kind) = &label.kind {
            let (joined_of_kind, all_of_kind) = score.joined_by_kind.entry(kind.clone()).or_default();
            *joined_of_kind += u64::from(joined);
            *all_of_kind += 1;
        }
        if let Some(copies) = label.copies {
            score.count((&label.a, a), (&label.b, b), joined, copies);
        }
    }
    if unlisted == UnlistedPairs::NotCopies {
        let listed_ids = labels.rows.iter().flat_map(|label| [&*label.a, &*label.b]);
        let articles = if labelled.is_empty() { listed_ids.collect() } else { labelled.to_vec() };
        score.count_unlisted(articles, found, &listed);
    }
    score.all.compute_ratios();
    score.cross_outlet.iter_mut().for_each(PairCounts::compute_ratios);
    score
}

impl PairScore {
    fn count(&mut self, a: (&str, &FoundArticle<'_>), b: (&str, &FoundArticle<'_>), joined: bool, copies: bool) {
        self.all.count(joined, copies);
        if joined != copies {
            self.errors.push(Disagreement { missed: !joined, a: a.0.to_owned(), b: b.0.to_owned() });
        }
        let (outlet_a, outlet_b) = (a.1.outlet, b.1.outlet);
        if (joined || copies) && !outlet_a.is_empty() && !outlet_b.is_empty() && outlet_a != outlet_b {
            self.cross_outlet.get_or_insert_default().count(joined, copies);
        }
    }

    /// Counts each joined pair of these articles that is not listed as a false pair.
    fn count_unlisted(
        &mut self,
        mut articles: Vec<&str>,
        found: &HashMap<&str, FoundArticle<'_>>,
        listed: &HashSet<(&str, &str)>,
    ) {
        articles.sort_unstable();
        articles.dedup();
        let mut clusters: BTreeMap<u32, Vec<(&str, &FoundArticle<'_>)>> = BTreeMap::new();
        for id in articles {
            if let Some(article) = found.get(id)
                && let Some(cluster) = article.cluster
            {
                clusters.entry(cluster).or_default().push((id, article));
            }
        }
        for members in clusters.values() {
            for (at, &a) in members.iter().enumerate() {
                for &b in members[at + 1..].iter().filter(|b| !listed.contains(&ordered(a.0, b.0))) {
                    self.count(a, b, true, false);
                }
            }
        }
    }
}

impl PairCounts {
    fn count(&mut self, joined: bool, copies: bool) {
        self.true_pairs += u64::from(joined && copies);
        self.false_pairs += u64::from(joined && !copies);
        self.missed_pairs += u64::from(!joined && copies);
    }

    fn compute_ratios(&mut self) {
        let right = self.true_pairs;
        self.precision = ratio(right, right + self.false_pairs);
        self.recall = ratio(right, right + self.missed_pairs);
        self.f1 = ratio(2 * right, 2 * right + self.false_pairs + self.missed_pairs);
    }
}

fn ordered<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a <= b { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str, Option<bool>)]) -> PairLabels {
        let label = |&(a, b, copies): &(&str, &str, Option<bool>)| {
            let kind = copies.map(|copies: bool| if copies { "copy" } else { "page" }.to_owned());
            PairLabel { a: a.to_owned(), b: b.to_owned(), copies, kind }
        };
        PairLabels { rows: pairs.iter().map(label).collect() }
    }

    #[test]
    fn unlisted_pairs_are_false_pairs_only_if_the_caller_says_so() {
        let labels = labels(&[
            ("a", "b", Some(true)),
            ("c", "a", Some(true)),
            ("d", "b", Some(false)),
            ("a", "e", None),
            ("a", "gone", Some(true)),
        ]);
        let at = |cluster| FoundArticle { cluster, outlet: "" };
        let found: HashMap<&str, FoundArticle<'_>> =
            ["a", "b", "d", "e"].map(|id| (id, at(Some(1)))).into_iter().chain([("c", at(None))]).collect();
        let listed = score_pairs(&labels, &found, UnlistedPairs::NotScored, &[]);
        assert_eq!((listed.all.true_pairs, listed.all.false_pairs, listed.all.missed_pairs), (1, 1, 1));
        assert_eq!(listed.not_in_corpus, 1);
        assert_eq!(listed.joined_by_kind["copy"], (1, 2));
        // a–d, b–e and d–e share a cluster and are not listed; a–e is listed, but not scored
        let all = score_pairs(&labels, &found, UnlistedPairs::NotCopies, &[]);
        assert_eq!((all.all.false_pairs, all.errors.len()), (4, 5));
    }

    #[test]
    fn pairs_between_two_known_outlets_are_counted_on_their_own() {
        let all = labels(&[
            ("a", "b", Some(true)),
            ("a", "c", Some(true)),
            ("a", "d", Some(true)),
            ("b", "e", Some(false)),
            ("a", "u", Some(true)),
            ("a", "x", None),
        ]);
        let gazette = |cluster| FoundArticle { cluster, outlet: "Mole Gazette" };
        let echo = |cluster| FoundArticle { cluster, outlet: "Quay Echo" };
        let found: HashMap<&str, FoundArticle<'_>> = [
            ("a", gazette(Some(1))),
            ("b", echo(Some(1))),
            // a missed copy in another outlet
            ("c", echo(None)),
            // a missed copy in the same outlet
            ("d", gazette(None)),
            // no copy, in another outlet
            ("e", gazette(Some(1))),
            // unknown outlet
            ("u", FoundArticle { cluster: Some(1), outlet: "" }),
            ("x", echo(Some(1))),
        ]
        .into();
        let cross_outlet = |unlisted| score_pairs(&all, &found, unlisted, &[]).cross_outlet.unwrap();
        let listed = cross_outlet(UnlistedPairs::NotScored);
        assert_eq!((listed.true_pairs, listed.false_pairs, listed.missed_pairs), (1, 1, 1));
        assert_eq!((listed.precision, listed.recall), (Some(0.5), Some(0.5)));
        // e–x shares a cluster, is not listed, and is between two outlets
        assert_eq!(cross_outlet(UnlistedPairs::NotCopies).false_pairs, 2);
        let none = labels(&[("a", "d", Some(true)), ("a", "u", Some(true))]);
        assert_eq!(score_pairs(&none, &found, UnlistedPairs::NotScored, &[]).cross_outlet, None);
    }
}
