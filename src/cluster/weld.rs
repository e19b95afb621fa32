//! Which matches weld: clusters grow along matches, those of the highest Jaccard first, but not over an article that shares one text with
//! one story and another text with another.
//!
//! A roundup matches each story that it quotes, and single links would make one cluster of them all. What gives it away is
//! where the overlap lies: what a roundup shares with the second story is nothing that its first story has. In a wire
//! story sent in versions, what the second and the third have in common the first largely has too.

use super::apart::Apart;
use super::components::{Clusters, Components};
use super::pieces::quotes_of_pieces;
use super::weak::{by_jaccard, is_strong, is_sure, weak_matches};
use crate::matching::{Checked, Match, MatchSettings, Probe, ShingleSets};
use foldhash::HashSet;

/// Of what a pair shares, this much has to be the text of the cluster that either article is in already.
const COMMON: f64 = 0.1;
/// Neighbours in the cluster that are asked for it.
const ASKED: usize = 8;
/// An article that bridges two texts stays with the one that is at least so much of it.
const OWN: f64 = 0.5;

/// Clusters of articles that are one text, from those that are one without a doubt (`strong`), and the matches of `checked`; no two texts
/// in a cluster are of one template, as far as their pairs say. Of the matches within a text enough that it hangs together suffice.
#[must_use]
pub fn weld(mut strong: Components, checked: &Checked, sets: &ShingleSets<'_>, settings: MatchSettings) -> Clusters {
    let (articles, matches) = (strong.len(), &checked.matches);
    let mut apart = Apart::new(checked, &mut strong);
    for found in corrections(matches) {
        apart.join(&mut strong, found.a, found.b);
    }
    let mut weak = weak_matches(matches, &mut strong, sets, settings);
    let quotes = quotes_of_pieces(&weak, &mut strong, sets);
    weak.retain(|found| !quotes.contains(&(found.a, found.b)));
    let neighbours = Neighbours::new(articles, &weak);
    let mut bridges = HashSet::default();
    let mut components = grow(strong.clone(), apart.clone(), &weak, &neighbours, sets, &mut bridges);
    bridges.retain(|&bridge| !has_a_home(bridge, &neighbours, sets, &mut components));
    if !bridges.is_empty() {
        weak.retain(|found| !bridges.contains(&found.a) && !bridges.contains(&found.b));
        components = grow(strong, apart, &weak, &neighbours, sets, &mut HashSet::default());
    }
    components.into_clusters()
}

/// Joins along the weak matches where both sides allow it; the articles that stood between two texts go into `bridges`.
fn grow(
    mut components: Components,
    mut apart: Apart,
    weak: &[Match],
    neighbours: &Neighbours,
    sets: &ShingleSets<'_>,
    bridges: &mut HashSet<u32>,
) -> Components {
    let mut refused: HashSet<(u32, u32)> = HashSet::default();
    for found in weak {
        let roots = (components.root(found.a), components.root(found.b));
        if roots.0 == roots.1
            || refused.contains(&(found.a, roots.1))
            || refused.contains(&(found.b, roots.0))
            || apart.keeps(roots.0, roots.1)
        {
            continue;
        }
        let mut common = sets.common(found.a, found.b);
        let mut welds = true;
        for (article, own, other) in [(found.a, roots.0, roots.1), (found.b, roots.1, roots.0)] {
            if !is_the_text_of(&mut common, article, own, neighbours, sets, &mut components) {
                bridges.insert(article);
                refused.insert((article, other));
                welds = false;
            }
        }
        if welds {
            apart.join(&mut components, found.a, found.b);
        }
    }
    components
}

/// The strong matches that are not sure, the highest Jaccard first.
fn corrections(matches: &[Match]) -> Vec<&Match> {
    let mut corrections: Vec<&Match> = matches.iter().filter(|found| is_strong(found) && !is_sure(found)).collect();
    corrections.sort_unstable_by(|x, y| by_jaccard(x, y));
    corrections
}

/// Whether what `article` shares with another is what its neighbours in its component have too. Where it has none but those of
/// its own text, it is the text.
fn is_the_text_of(
    common: &mut Probe,
    article: u32,
    root: u32,
    neighbours: &Neighbours,
    sets: &ShingleSets<'_>,
    components: &mut Components,
) -> bool {
    let mut inside: Vec<u32> =
        neighbours.of(article).iter().copied().filter(|&other| components.root(other) == root).collect();
    if inside.is_empty() {
        return true;
    }
    let step = inside.len().div_ceil(ASKED);
    inside = inside.into_iter().step_by(step).collect();
    let shared: u64 = inside.iter().map(|&other| u64::from(sets.shared_with(common, other))).sum();
    shared as f64 >= COMMON * f64::from(common.distinct()) * inside.len() as f64
}

/// Whether most of a bridging article is the text of the component that it is in.
fn has_a_home(bridge: u32, neighbours: &Neighbours, sets: &ShingleSets<'_>, components: &mut Components) -> bool {
    let root = components.root(bridge);
    neighbours
        .of(bridge)
        .iter()
        .any(|&other| components.root(other) == root && sets.overlap(bridge, other).containment_a() >= OWN)
}

/// For each article those that it has a weak match with.
struct Neighbours {
    starts: Vec<u32>,
    others: Vec<u32>,
}

impl Neighbours {
    fn new(articles: usize, weak: &[Match]) -> Self {
        let mut starts = vec![0_u32; articles + 1];
        for found in weak {
            starts[found.a as usize + 1] += 1;
            starts[found.b as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut others = vec![0; weak.len() * 2];
        for found in weak {
            for (article, other) in [(found.a, found.b), (found.b, found.a)] {
                let place = &mut next[article as usize];
                others[*place as usize] = other;
                *place += 1;
            }
        }
        Neighbours { starts, others }
    }

    /// The strongest match first.
    fn of(&self, article: u32) -> &[u32] {
        let at = article as usize;
        &self.others[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // an article of one run of shingles is a list of one range
mod tests {
    use super::super::settle_series;
    use super::*;
    use crate::matching::{Agreement, Near, Overlap, Why};
    use std::ops::Range;

    /// Articles as stretches of texts, each text a row of numbers.
    fn corpus(articles: &[Vec<Range<u64>>]) -> ShingleSets<'static> {
        ShingleSets::of_numbers(articles.iter().map(|ranges| ranges.iter().cloned().flatten().collect()))
    }

    fn clusters(articles: &[Vec<Range<u64>>]) -> Vec<Vec<u32>> {
        let sets = corpus(articles);
        let mut matches = Vec::new();
        for a in 0..articles.len() as u32 {
            for b in a + 1..articles.len() as u32 {
                let overlap: Overlap = sets.overlap(a, b);
                if MatchSettings::default().accepts(overlap, || sets.spread(a, b)) {
                    matches.push(Match { a, b, overlap, agreement: Agreement::Same });
                }
            }
        }
        let mut checked = Checked { matches, near: Vec::new() };
        let texts = settle_series(articles.len(), &mut checked);
        weld(texts, &checked, &sets, MatchSettings::default()).members().to_vec()
    }

    #[test]
    fn a_roundup_of_cut_copies_welds_nothing_and_is_in_no_cluster() {
        let (x, y, z) = (1000..1400, 2000..2400, 3000..3400);
        let found = clusters(&[
            vec![x.clone()],
            vec![x.clone()],
            vec![1000..1090],
            vec![y.clone()],
            vec![y],
            vec![2000..2090],
            // a roundup: the first paragraphs of three stories
            vec![1000..1080, 2000..2080, 3000..3080],
            vec![z.clone()],
            vec![z],
            vec![3000..3090],
        ]);
        assert_eq!(found, [vec![0, 1, 2], vec![3, 4, 5], vec![7, 8, 9]]);
    }

    #[test]
    fn a_roundup_that_quotes_what_a_cut_copy_kept_does_not_join_its_story() {
        let x = 1000..1400;
        let found =
            clusters(&[vec![x.clone()], vec![x.clone()], vec![1000..1100], vec![1000..1090, 2000..2300], vec![x]]);
        assert_eq!(found, [vec![0, 1, 2, 4]]);
    }

    #[test]
    fn versions_that_lead_from_one_to_the_next_hang_together() {
        // each version keeps most of the one before, and the last has little of the first
        let version = |from: u64| vec![from..from + 400];
        let found = clusters(&[version(0), version(150), version(300)]);
        assert_eq!(found, [vec![0, 1, 2]]);
    }

    #[test]
    fn a_copy_with_a_paragraph_of_another_story_stays_with_its_own() {
        let (x, y) = (1000..1400, 2000..2400);
        let found =
            clusters(&[vec![x.clone()], vec![1000..1250, 2000..2150], vec![y.clone()], vec![y], vec![2000..2160]]);
        assert_eq!(found, [vec![0, 1], vec![2, 3, 4]]);
    }

    #[test]
    fn neither_corrections_nor_weak_matches_lead_from_one_report_of_a_template_to_the_next() {
        for step in [60, 180] {
            // each has much of the one before; the first and the last are known to be two reports
            let sets = corpus(&[vec![0..400], vec![step..400 + step], vec![2 * step..400 + 2 * step]]);
            let found = |a, b| Match { a, b, overlap: sets.overlap(a, b), agreement: Agreement::Differs };
            assert_eq!(is_strong(&found(0, 1)), step == 60);
            let matches = vec![found(0, 1), found(1, 2)];
            let near = vec![Near { a: 0, b: 2, overlap: sets.overlap(0, 2), why: Why::Template }];
            let welded = |near| {
                let checked = Checked { matches: matches.clone(), near };
                weld(Components::new(3), &checked, &sets, MatchSettings::default()).members().to_vec()
            };
            assert_eq!(welded(Vec::new()), [vec![0, 1, 2]]);
            assert_eq!(welded(near), [vec![0, 1]]);
        }
    }
}
