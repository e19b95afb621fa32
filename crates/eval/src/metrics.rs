//! Agreement of found clusters with labelled ones: pair counts, adjusted Rand index and B-cubed.

use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The found and the labelled cluster of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoredArticle {
    /// The cluster that the run put it in; `None` when it is in no cluster.
    pub found: Option<u32>,
    /// The cluster that the labels put it in.
    pub labelled: u32,
}

/// Scores of found clusters against labelled ones. A ratio with an empty denominator is `None`: recall where the labels
/// have no copies, for example.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClusterScore {
    /// Articles scored.
    pub articles: u64,
    /// Pairs joined both by the run and by the labels.
    pub true_pairs: u64,
    /// Pairs joined by the run only.
    pub false_pairs: u64,
    /// Pairs joined by the labels only.
    pub missed_pairs: u64,
    /// `true_pairs / (true_pairs + false_pairs)`.
    pub precision: Option<f64>,
    /// `true_pairs / (true_pairs + missed_pairs)`.
    pub recall: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Adjusted Rand index (Hubert and Arabie, "Comparing partitions", 1985).
    pub ari: Option<f64>,
    /// B-cubed precision (Bagga and Baldwin, "Entity-based cross-document coreferencing", 1998): the share of an
    /// article's found cluster that is in its labelled cluster too, averaged over all articles.
    pub bcubed_precision: f64,
    /// B-cubed recall: the share of an article's labelled cluster that is in its found cluster too, averaged over all
    /// articles.
    pub bcubed_recall: f64,
    /// Harmonic mean of B-cubed precision and recall.
    pub bcubed_f1: f64,
    /// Found clusters that contain articles of more than one labelled cluster.
    pub mixed_clusters: u64,
}

/// Scores the found clusters of these articles against their labelled ones, in linear time.
#[must_use]
pub fn score_clusters(articles: &[ScoredArticle]) -> ClusterScore {
    let table = Contingency::new(articles);
    let true_pairs = pairs_within(table.both.values());
    let found = pairs_within(table.found.values());
    let labelled = pairs_within(table.labelled.values());
    let (bcubed_precision, bcubed_recall) = table.bcubed(articles.len());
    ClusterScore {
        articles: articles.len() as u64,
        true_pairs,
        false_pairs: found - true_pairs,
        missed_pairs: labelled - true_pairs,
        precision: ratio(true_pairs, found),
        recall: ratio(true_pairs, labelled),
        f1: ratio(2 * true_pairs, found + labelled),
        ari: adjusted_rand_index(true_pairs, found, labelled, pairs_within([&(articles.len() as u64)])),
        bcubed_precision,
        bcubed_recall,
        bcubed_f1: harmonic_mean(bcubed_precision, bcubed_recall),
        mixed_clusters: table.mixed_clusters(),
    }
}

/// The number of pairs within clusters of these sizes.
fn pairs_within<'a>(sizes: impl IntoIterator<Item = &'a u64>) -> u64 {
    sizes.into_iter().map(|size| size * size.saturating_sub(1) / 2).sum()
}

/// The adjusted Rand index from the numbers of pairs joined by both, by the run, by the labels, and of all pairs.
fn adjusted_rand_index(both: u64, found: u64, labelled: u64, all: u64) -> Option<f64> {
    let expected = if all == 0 { 0.0 } else { found as f64 * labelled as f64 / all as f64 };
    let maximum = (found + labelled) as f64 / 2.0;
    (maximum - expected > 0.0).then(|| (both as f64 - expected) / (maximum - expected))
}

/// Scores of the articles of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindScore {
    /// The kind, as the labels call it.
    pub kind: String,
    /// Articles of this kind.
    pub articles: u64,
    /// Pairs of such an article with another of its labelled cluster.
    pub pairs: u64,
    /// The share of those pairs that the run joined.
    pub recall: Option<f64>,
    /// Pairs of such an article with another of its found cluster that the labels do not join.
    pub false_pairs: u64,
}

/// Recall and false pairs of each kind of article, sorted by kind. `kinds` has the kind of each article, in the same
/// order; an article without a kind is not counted.
#[must_use]
pub fn score_kinds(articles: &[ScoredArticle], kinds: &[Option<String>]) -> Vec<KindScore> {
    let table = Contingency::new(articles);
    let mut scores: BTreeMap<&str, KindScore> = BTreeMap::new();
    let mut joined: BTreeMap<&str, u64> = BTreeMap::new();
    for (at, kind) in kinds.iter().enumerate() {
        let Some(kind) = kind else { continue };
        let (found, labelled) = cluster_keys(articles, at);
        let both = table.both[&(found, labelled)] - 1;
        let score = scores.entry(kind).or_insert_with(|| KindScore {
            kind: kind.clone(),
            articles: 0,
            pairs: 0,
            recall: None,
            false_pairs: 0,
        });
        score.articles += 1;
        score.pairs += table.labelled[&labelled] - 1;
        score.false_pairs += table.found[&found] - 1 - both;
        *joined.entry(kind).or_default() += both;
    }
    let with_recall =
        |(kind, score): (&str, KindScore)| KindScore { recall: ratio(joined[kind], score.pairs), ..score };
    scores.into_iter().map(with_recall).collect()
}

/// Contingency table: the sizes of the found clusters, of the labelled ones, and of their intersections.
struct Contingency {
    found: HashMap<u64, u64>,
    labelled: HashMap<u64, u64>,
    both: BTreeMap<(u64, u64), u64>,
}

impl Contingency {
    fn new(articles: &[ScoredArticle]) -> Self {
        let mut table = Contingency { found: HashMap::new(), labelled: HashMap::new(), both: BTreeMap::new() };
        for at in 0..articles.len() {
            let (found, labelled) = cluster_keys(articles, at);
            *table.found.entry(found).or_default() += 1;
            *table.labelled.entry(labelled).or_default() += 1;
            *table.both.entry((found, labelled)).or_default() += 1;
        }
        table
    }

    /// B-cubed precision and recall. The articles of one intersection share their scores, so the sums run over the
    /// intersections.
    fn bcubed(&self, articles: usize) -> (f64, f64) {
        let (mut precision, mut recall) = (0.0, 0.0);
        for ((found, labelled), &both) in &self.both {
            let both = both as f64;
            precision += both * both / self.found[found] as f64;
            recall += both * both / self.labelled[labelled] as f64;
        }
        let articles = (articles as f64).max(1.0);
        (precision / articles, recall / articles)
    }

    fn mixed_clusters(&self) -> u64 {
        let mut labelled_in_found: HashMap<u64, u64> = HashMap::new();
        for (found, _) in self.both.keys() {
            *labelled_in_found.entry(*found).or_default() += 1;
        }
        labelled_in_found.values().filter(|&&count| count > 1).count() as u64
    }
}

/// The found and the labelled cluster of an article as keys. An article in no cluster gets a found cluster of its own,
/// with a key above all 32-bit cluster numbers.
fn cluster_keys(articles: &[ScoredArticle], at: usize) -> (u64, u64) {
    let ScoredArticle { found, labelled } = articles[at];
    (found.map_or(1 << 32 | at as u64, u64::from), u64::from(labelled))
}

pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn harmonic_mean(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn articles() -> impl Strategy<Value = Vec<ScoredArticle>> {
        let article = (proptest::option::of(0_u32..6), 0_u32..6);
        proptest::collection::vec(article.prop_map(|(found, labelled)| ScoredArticle { found, labelled }), 1..25)
    }

    fn score(rows: &[(Option<u32>, u32)]) -> ClusterScore {
        let articles: Vec<_> = rows.iter().map(|&(found, labelled)| ScoredArticle { found, labelled }).collect();
        score_clusters(&articles)
    }

    proptest! {
        #[test]
        fn pair_counts_and_bcubed_equal_those_counted_over_all_pairs(articles in articles()) {
            let (mut true_pairs, mut false_pairs, mut missed_pairs) = (0, 0, 0);
            let (mut precision, mut recall) = (0.0, 0.0);
            for a in 0..articles.len() {
                let (mut found, mut labelled, mut both) = (0.0, 0.0, 0.0);
                for b in 0..articles.len() {
                    let is_found = a == b || articles[a].found.is_some() && articles[a].found == articles[b].found;
                    let is_labelled = articles[a].labelled == articles[b].labelled;
                    found += f64::from(u8::from(is_found));
                    labelled += f64::from(u8::from(is_labelled));
                    both += f64::from(u8::from(is_found && is_labelled));
                    if a < b {
                        true_pairs += u64::from(is_found && is_labelled);
                        false_pairs += u64::from(is_found && !is_labelled);
                        missed_pairs += u64::from(is_labelled && !is_found);
                    }
                }
                precision += both / found;
                recall += both / labelled;
            }
            let count = articles.len() as f64;
            let score = score_clusters(&articles);
            prop_assert_eq!(
                (score.true_pairs, score.false_pairs, score.missed_pairs),
                (true_pairs, false_pairs, missed_pairs)
            );
            prop_assert!((score.bcubed_precision - precision / count).abs() < 1e-9);
            prop_assert!((score.bcubed_recall - recall / count).abs() < 1e-9);
        }

        #[test]
        fn pairs_of_all_kinds_add_up_to_all_pairs(articles in articles()) {
            let kinds: Vec<Option<String>> = (0..articles.len()).map(|i| Some(format!("k{}", i % 3))).collect();
            let (scores, all) = (score_kinds(&articles, &kinds), score_clusters(&articles));
            // each pair is counted once for either of its articles
            prop_assert_eq!(scores.iter().map(|s| s.pairs).sum::<u64>(), 2 * (all.true_pairs + all.missed_pairs));
            prop_assert_eq!(scores.iter().map(|s| s.false_pairs).sum::<u64>(), 2 * all.false_pairs);
        }
    }

    #[test]
    fn equal_clusters_score_one_and_ratios_of_no_pairs_are_none() {
        let perfect = score(&[(Some(1), 7), (Some(1), 7), (None, 8)]);
        assert_eq!((perfect.f1, perfect.ari, perfect.bcubed_f1), (Some(1.0), Some(1.0), 1.0));
        let no_pairs = score(&[(None, 1), (None, 2)]);
        assert_eq!((no_pairs.recall, no_pairs.precision, no_pairs.ari), (None, None, None));
    }

    #[test]
    fn adjusted_rand_index_equals_a_value_worked_out_by_hand() {
        // found clusters {a,a,b} and {b,b,c}: both join 2 pairs, the run 6, the labels 4, of 15: (2 − 1.6) / (5 − 1.6)
        let rows = [(Some(0), 0), (Some(0), 0), (Some(0), 1), (Some(1), 1), (Some(1), 1), (Some(1), 2)];
        let ari = score(&rows).ari.unwrap();
        assert!((ari - 0.4 / 3.4).abs() < 1e-12, "{ari}");
    }
}
