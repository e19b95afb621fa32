//! How well one partition of the articles agrees with another: pairs, adjusted Rand index, B-cubed.

use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The scored articles: for each the cluster it was found in (`None` alone) and the one it belongs to.
#[derive(Debug, Clone, Default)]
pub struct Partition {
    /// Found and true cluster of each article.
    pub rows: Vec<(Option<u32>, u32)>,
}

/// How well found and true clusters agree. A share of nothing is `None`: recall where there is nothing to find.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// Articles scored.
    pub articles: u64,
    /// Pairs together in both.
    pub true_pairs: u64,
    /// Pairs found together that do not belong together.
    pub false_pairs: u64,
    /// Pairs that belong together and were not found.
    pub missed_pairs: u64,
    /// Share of the found pairs that belong together.
    pub precision: Option<f64>,
    /// Share of the pairs that belong together that were found.
    pub recall: Option<f64>,
    /// Harmonic mean of both.
    pub f1: Option<f64>,
    /// Adjusted Rand index (Hubert and Arabie, "Comparing partitions", 1985).
    pub ari: Option<f64>,
    /// B-cubed precision (Bagga and Baldwin, "Entity-based cross-document coreferencing", 1998): for the mean article the
    /// share of its found cluster that belongs with it.
    pub bcubed_precision: f64,
    /// B-cubed recall: for the mean article the share of its true cluster that was found with it.
    pub bcubed_recall: f64,
    /// Harmonic mean of both.
    pub bcubed_f1: f64,
    /// Found clusters with articles of two true clusters.
    pub mixed_clusters: u64,
}

/// Scores a partition. Linear in the number of articles.
#[must_use]
pub fn agreement(partition: &Partition) -> Agreement {
    let table = Contingency::new(partition);
    let n = partition.rows.len() as u64;
    let together =
        |sizes: &mut dyn Iterator<Item = u64>| sizes.map(|size| size * size.saturating_sub(1) / 2).sum::<u64>();
    let true_pairs = together(&mut table.both.values().copied());
    let found = together(&mut table.found.values().copied());
    let belong = together(&mut table.belong.values().copied());
    let all = n * n.saturating_sub(1) / 2;
    let expected = if all == 0 { 0.0 } else { found as f64 * belong as f64 / all as f64 };
    let most = (found + belong) as f64 / 2.0;
    let ari = (most - expected > 0.0).then(|| (true_pairs as f64 - expected) / (most - expected));
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((found, belong), &both) in &table.both {
        let both = both as f64;
        precision += both * both / table.found[found] as f64;
        recall += both * both / table.belong[belong] as f64;
    }
    let articles = (n as f64).max(1.0);
    let (bcubed_precision, bcubed_recall) = (precision / articles, recall / articles);
    let mut true_in_found: HashMap<u64, u64> = HashMap::new();
    for (found, _) in table.both.keys() {
        *true_in_found.entry(*found).or_default() += 1;
    }
    Agreement {
        articles: n,
        true_pairs,
        false_pairs: found - true_pairs,
        missed_pairs: belong - true_pairs,
        precision: share(true_pairs, found),
        recall: share(true_pairs, belong),
        f1: share(2 * true_pairs, found + belong),
        ari,
        bcubed_precision,
        bcubed_recall,
        bcubed_f1: harmonic(bcubed_precision, bcubed_recall),
        mixed_clusters: true_in_found.values().filter(|&&n| n > 1).count() as u64,
    }
}

/// How one kind of article fared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindScore {
    /// The kind.
    pub kind: String,
    /// Articles of that kind.
    pub articles: u64,
    /// Pairs of such an article with one it belongs with.
    pub pairs: u64,
    /// The share of those that were found.
    pub recall: Option<f64>,
    /// Pairs of such an article with one it was wrongly found with.
    pub false_pairs: u64,
}

/// Recall and false pairs by the kind of article, for the kinds of `kinds` (one for each article of the partition).
#[must_use]
pub fn by_kind(partition: &Partition, kinds: &[Option<String>]) -> Vec<KindScore> {
    let table = Contingency::new(partition);
    let mut scores: BTreeMap<&str, (u64, u64, u64, u64)> = BTreeMap::new();
    for (at, kind) in kinds.iter().enumerate() {
        let Some(kind) = kind else { continue };
        let (found, belong) = table.keys(partition, at);
        let both = table.both[&(found, belong)] - 1;
        let score = scores.entry(kind).or_default();
        score.0 += 1;
        score.1 += table.belong[&belong] - 1;
        score.2 += both;
        score.3 += table.found[&found] - 1 - both;
    }
    scores
        .into_iter()
        .map(|(kind, (articles, pairs, found, false_pairs))| KindScore {
            kind: kind.to_owned(),
            articles,
            pairs,
            recall: share(found, pairs),
            false_pairs,
        })
        .collect()
}

/// How many articles each found cluster, each true one and each combination has. An article alone is a cluster of its own.
struct Contingency {
    found: HashMap<u64, u64>,
    belong: HashMap<u64, u64>,
    both: BTreeMap<(u64, u64), u64>,
}

impl Contingency {
    fn new(partition: &Partition) -> Self {
        let mut table = Contingency { found: HashMap::new(), belong: HashMap::new(), both: BTreeMap::new() };
        for at in 0..partition.rows.len() {
            let (found, belong) = table.keys(partition, at);
            *table.found.entry(found).or_default() += 1;
            *table.belong.entry(belong).or_default() += 1;
            *table.both.entry((found, belong)).or_default() += 1;
        }
        table
    }

    fn keys(&self, partition: &Partition, at: usize) -> (u64, u64) {
        let (found, belong) = partition.rows[at];
        (found.map_or(1 << 32 | at as u64, u64::from), u64::from(belong))
    }
}

pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows() -> impl Strategy<Value = Vec<(Option<u32>, u32)>> {
        proptest::collection::vec((proptest::option::of(0_u32..6), 0_u32..6), 1..25)
    }

    fn together(rows: &[(Option<u32>, u32)], a: usize, b: usize) -> (bool, bool) {
        (a == b || (rows[a].0.is_some() && rows[a].0 == rows[b].0), rows[a].1 == rows[b].1)
    }

    proptest! {
        #[test]
        fn pairs_and_bcubed_are_those_of_all_pairs(rows in rows()) {
            let (mut tp, mut fp, mut missed) = (0, 0, 0);
            let (mut precision, mut recall) = (0.0, 0.0);
            for a in 0..rows.len() {
                let (mut found, mut belong, mut both) = (0.0, 0.0, 0.0);
                for b in 0..rows.len() {
                    let (f, t) = together(&rows, a, b);
                    found += f64::from(u8::from(f));
                    belong += f64::from(u8::from(t));
                    both += f64::from(u8::from(f && t));
                    if a < b {
                        tp += u64::from(f && t);
                        fp += u64::from(f && !t);
                        missed += u64::from(t && !f);
                    }
                }
                precision += both / found;
                recall += both / belong;
            }
            let n = rows.len() as f64;
            let got = agreement(&Partition { rows });
            prop_assert_eq!((got.true_pairs, got.false_pairs, got.missed_pairs), (tp, fp, missed));
            prop_assert!((got.bcubed_precision - precision / n).abs() < 1e-9);
            prop_assert!((got.bcubed_recall - recall / n).abs() < 1e-9);
        }

        #[test]
        fn kinds_add_up_to_all_pairs(rows in rows()) {
            let kinds: Vec<Option<String>> = (0..rows.len()).map(|i| Some(format!("k{}", i % 3))).collect();
            let partition = Partition { rows };
            let (scores, all) = (by_kind(&partition, &kinds), agreement(&partition));
            // each pair counts once from either side
            prop_assert_eq!(scores.iter().map(|s| s.pairs).sum::<u64>(), 2 * (all.true_pairs + all.missed_pairs));
            prop_assert_eq!(scores.iter().map(|s| s.false_pairs).sum::<u64>(), 2 * all.false_pairs);
        }
    }

    #[test]
    fn a_perfect_partition_scores_one_and_nothing_to_find_has_no_recall() {
        let perfect = agreement(&Partition { rows: vec![(Some(1), 7), (Some(1), 7), (None, 8)] });
        assert_eq!((perfect.f1, perfect.ari, perfect.bcubed_f1), (Some(1.0), Some(1.0), 1.0));
        let nothing = agreement(&Partition { rows: vec![(None, 1), (None, 2)] });
        assert_eq!((nothing.recall, nothing.precision, nothing.ari), (None, None, None));
    }

    #[test]
    fn the_adjusted_rand_index_is_the_published_one() {
        // Hubert and Arabie's form on a table of two clusters against two, worked by hand: rows {a,a,b},{b,b,c}
        let rows = vec![(Some(0), 0), (Some(0), 0), (Some(0), 1), (Some(1), 1), (Some(1), 1), (Some(1), 2)];
        let ari = agreement(&Partition { rows }).ari.unwrap();
        // pairs together in both 2, found 6, true 4, all 15: (2 − 1.6) / (5 − 1.6)
        assert!((ari - 0.4 / 3.4).abs() < 1e-12, "{ari}");
    }
}
