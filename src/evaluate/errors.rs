//! The pairs on which found and true clusters disagree, the worst first.

use super::metrics::Partition;
use crate::corpus::Corpus;
use crate::text::ShingleSettings;
use crate::verify::ShingleTable;
use std::collections::{BTreeMap, HashMap};

/// Disagreements that are looked at; a partition that is wrong in more is wrong altogether.
const MOST: usize = 50_000;

/// A pair that was found and does not belong together, or belongs together and was missed.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorPair {
    /// One article's id.
    pub a: String,
    /// The other's.
    pub b: String,
    /// Whether it was missed; else it was found wrongly.
    pub missed: bool,
    /// Its overlap score H on whole pages.
    pub score: f64,
}

/// The disagreeing pairs of a partition as places in it, missed ones marked; at most 50,000 of each sort.
#[must_use]
pub fn disagreements(partition: &Partition) -> Vec<(usize, usize, bool)> {
    let (mut found, mut belong): (BTreeMap<u32, Vec<usize>>, BTreeMap<u32, Vec<usize>>) = Default::default();
    for (at, &(cluster, truth)) in partition.rows.iter().enumerate() {
        belong.entry(truth).or_default().push(at);
        if let Some(cluster) = cluster {
            found.entry(cluster).or_default().push(at);
        }
    }
    let together = |a: usize, b: usize| partition.rows[a].0.is_some() && partition.rows[a].0 == partition.rows[b].0;
    let wrong = pairs(&found).filter(|&(a, b)| partition.rows[a].1 != partition.rows[b].1);
    let missed = pairs(&belong).filter(|&(a, b)| !together(a, b));
    let wrong = wrong.take(MOST).map(|(a, b)| (a, b, false));
    wrong.chain(missed.take(MOST).map(|(a, b)| (a, b, true))).collect()
}

fn pairs(groups: &BTreeMap<u32, Vec<usize>>) -> impl Iterator<Item = (usize, usize)> + '_ {
    groups
        .values()
        .flat_map(|group| group.iter().enumerate().flat_map(|(at, &a)| group[at + 1..].iter().map(move |&b| (a, b))))
}

/// Orders disagreeing pairs by how wrong they are (found with the lowest score, missed with the highest) and keeps the
/// first `limit` of each sort.
#[must_use]
pub fn worst(
    corpus: &Corpus,
    pairs: &[(String, String, bool)],
    shingle: ShingleSettings,
    limit: usize,
) -> Vec<ErrorPair> {
    let numbers: HashMap<&str, u32> = (0..corpus.len()).map(|article| (corpus.get(article).id, article)).collect();
    let mut table = ShingleTable::new(shingle);
    let mut errors: Vec<ErrorPair> = pairs
        .iter()
        .filter_map(|(a, b, missed)| {
            let (of_a, of_b) = (*numbers.get(a.as_str())?, *numbers.get(b.as_str())?);
            table.build(&corpus.tokens(of_a));
            let score = table.compare(&corpus.tokens(of_b), None).overlap.score();
            Some(ErrorPair { a: a.clone(), b: b.clone(), missed: *missed, score })
        })
        .collect();
    let badness = |error: &ErrorPair| if error.missed { -error.score } else { error.score };
    errors.sort_by(|a, b| {
        let order = a.missed.cmp(&b.missed).then(badness(a).total_cmp(&badness(b)));
        order.then_with(|| (&a.a, &a.b).cmp(&(&b.a, &b.b)))
    });
    let mut of_sort = [0; 2];
    errors.retain(|error| {
        let count = &mut of_sort[usize::from(error.missed)];
        *count += 1;
        *count <= limit
    });
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disagreements_are_the_pairs_together_in_one_partition_only() {
        let rows = vec![(Some(1), 0), (Some(1), 0), (Some(1), 5), (None, 0), (None, 9)];
        let expected = [(0, 2, false), (1, 2, false), (0, 3, true), (1, 3, true)];
        assert_eq!(disagreements(&Partition { rows }), expected);
    }
}
