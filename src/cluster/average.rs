//! The stricter rule: a cluster in which articles resemble each other on average, not only along a chain.

use super::clusters::Clusters;
use crate::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match};
use rayon::prelude::*;

/// Of a large group so many members stand for it when two groups are compared.
const ASKED: usize = 8;

/// Divides `clusters` so that groups join only when the mean overlap score H between their members reaches `threshold`
/// (average linkage, R. R. Sokal and C. D. Michener, "A statistical method for evaluating systematic relationships", 1958).
/// Groups are joined along the matches, the highest score first; of groups above eight members eight are compared.
#[must_use]
pub fn average(
    articles: usize,
    clusters: &Clusters,
    matches: &[Match],
    sets: &DocumentShingles<'_>,
    threshold: f64,
) -> Clusters {
    let together = |found: &&Match| {
        clusters.cluster_of(found.a).is_some() && clusters.cluster_of(found.a) == clusters.cluster_of(found.b)
    };
    let mut inside: Vec<&Match> = matches.iter().filter(together).collect();
    inside.par_sort_unstable_by(|x, y| {
        y.overlap.score().total_cmp(&x.overlap.score()).then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut components = UnionFind::new(articles);
    let mut members: Vec<Vec<u32>> = (0..articles as u32).map(|article| vec![article]).collect();
    for found in inside {
        let (a, b) = (components.find(found.a), components.find(found.b));
        if a == b || mean_score(&members[a as usize], &members[b as usize], sets) < threshold {
            continue;
        }
        components.union(a, b);
        let (root, other) = (a.min(b), a.max(b));
        let moved = std::mem::take(&mut members[other as usize]);
        members[root as usize].extend(moved);
    }
    components.into_clusters()
}

fn mean_score(a: &[u32], b: &[u32], sets: &DocumentShingles<'_>) -> f64 {
    let (a, b) = (sample(a), sample(b));
    let total: f64 = a.iter().flat_map(|&x| b.iter().map(move |&y| sets.overlap(x, y).score())).sum();
    total / (a.len() * b.len()) as f64
}

/// Members spread evenly over the group.
fn sample(members: &[u32]) -> Vec<u32> {
    members.iter().copied().step_by(members.len().div_ceil(ASKED).max(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Agreement, Overlap};

    #[test]
    fn a_chain_of_versions_is_divided_and_copies_stay_together() {
        // 0 and 1 are one text; 2 shares half with them, 3 half with 2 and nothing with 0
        let from = [0_u64, 0, 200, 400];
        let sets = DocumentShingles::of_numbers(from.map(|from| (from..from + 400).collect()));
        let mut matches = Vec::new();
        for a in 0..4 {
            for b in a + 1..4 {
                let overlap: Overlap = sets.overlap(a, b);
                if overlap.score() > 0.3 {
                    matches.push(Match { a, b, overlap, agreement: Agreement::Same });
                }
            }
        }
        let mut single = UnionFind::new(4);
        for found in &matches {
            single.union(found.a, found.b);
        }
        let single = single.into_clusters();
        assert_eq!(single.members(), [vec![0, 1, 2, 3]]);
        let divided = average(4, &single, &matches, &sets, 0.3);
        assert_eq!(divided.members(), [vec![0, 1, 2]]);
    }
}
