//! Average linkage, the stricter rule: the documents of a cluster resemble each other on average, not only along a
//! chain.

use super::clusters::Clusters;
use crate::text::TokenSource;
use crate::util::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match};
use rayon::prelude::*;

/// Documents of a larger group that are compared with those of another group.
const GROUP_SAMPLE: usize = 8;

/// Divides `clusters` so that groups are joined only if the mean overlap score H between their documents reaches
/// `threshold` (R. R. Sokal and C. D. Michener, "A statistical method for evaluating systematic relationships", 1958).
///
/// Groups are joined along the matches, the highest score first. Of a group of more than eight documents eight are
/// compared.
#[must_use]
pub(crate) fn average(
    clusters: &Clusters,
    matches: &[Match],
    shingles: &DocumentShingles<impl TokenSource>,
    threshold: f64,
) -> Clusters {
    let mut within: Vec<&Match> = matches.iter().filter(|found| clusters.share_cluster(found.a, found.b)).collect();
    within.par_sort_unstable_by(|x, y| {
        y.overlap.score().total_cmp(&x.overlap.score()).then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut groups = UnionFind::new(shingles.len());
    let mut members: Vec<Vec<u32>> = (0..shingles.len() as u32).map(|document| vec![document]).collect();
    for found in within {
        let (a, b) = (groups.find(found.a), groups.find(found.b));
        if a == b || mean_score(&members[a as usize], &members[b as usize], shingles) < threshold {
            continue;
        }
        groups.union(a, b);
        let (root, other) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut members[other as usize]);
        members[root as usize].extend(moved);
    }
    groups.into_clusters()
}

/// The mean score of the pairs between two groups, or between samples of them.
fn mean_score(a: &[u32], b: &[u32], shingles: &DocumentShingles<impl TokenSource>) -> f64 {
    let (a, b) = (sample(a), sample(b));
    let total: f64 = a.iter().flat_map(|&x| b.iter().map(move |&y| shingles.overlap(x, y).score())).sum();
    total / (a.len() * b.len()) as f64
}

/// Documents spread evenly over a group.
fn sample(members: &[u32]) -> Vec<u32> {
    members.iter().copied().step_by(members.len().div_ceil(GROUP_SAMPLE).max(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Agreement;

    #[test]
    fn a_chain_of_versions_is_divided_and_copies_stay_together() {
        // 0 and 1 are one text; 2 shares half with them, 3 shares half with 2 and nothing with 0
        let starts = [0_u64, 0, 200, 400];
        let shingles = DocumentShingles::of_numbers(starts.map(|from| (from..from + 400).collect()));
        let pairs = (0..4).flat_map(|a| (a + 1..4).map(move |b| (a, b)));
        let matches: Vec<Match> = pairs
            .map(|(a, b)| Match { a, b, overlap: shingles.overlap(a, b), agreement: Agreement::Same })
            .filter(|found| found.overlap.score() > 0.3)
            .collect();
        let mut single = UnionFind::new(4);
        matches.iter().for_each(|found| _ = single.union(found.a, found.b));
        let single = single.into_clusters();
        assert_eq!(single.members(), [vec![0, 1, 2, 3]]);
        assert_eq!(average(&single, &matches, &shingles, 0.3).members(), [vec![0, 1, 2]]);
    }
}
