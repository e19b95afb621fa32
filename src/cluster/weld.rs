//! Which matches weld: clusters grow along matches, those of the highest Jaccard first, but not over an article that shares one text with
//! one story and another text with another.
//!
//! A roundup matches each story that it quotes, and single links would make one cluster of them all. What gives it away is
//! where the overlap lies: what a roundup shares with the second story is nothing that its first story has. In a wire
//! story sent in versions, what the second and the third have in common the first largely has too.

use super::bridges::WeakComponent;
use super::cannot_link::CannotLink;
use super::clusters::Clusters;
use super::edge_strength::{by_jaccard, is_certain, is_strong, weak_matches};
use super::excerpts::quotes_of_excerpts;
use crate::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match, MatchSettings, Verdicts};
use rayon::prelude::*;

/// Patches that a thread takes in one go.
const AT_ONCE: usize = 16;

/// Clusters of articles that are one text, from those that are one without a doubt (`strong`, which is flat), and the matches of
/// `checked`; no two texts in a cluster are of one template, as far as their pairs say. Of the matches within a text enough that it
/// hangs together suffice.
#[must_use]
pub fn weld(
    mut strong: UnionFind,
    checked: &Verdicts,
    sets: &DocumentShingles<'_>,
    settings: MatchSettings,
) -> Clusters {
    let matches = &checked.matches;
    let mut apart = CannotLink::new(checked, &strong);
    for found in corrections(matches) {
        apart.join(&mut strong, found.a, found.b);
    }
    strong.compress();
    let (weak, hanging) = weak_matches(matches, &strong, sets, settings);
    let quotes = quotes_of_excerpts(&weak, &strong, sets);
    let patches: Vec<&[Match]> = weak.chunk_by(|x, y| hanging.find_flat(x.a) == hanging.find_flat(y.a)).collect();
    let joined: Vec<(u32, u32)> = patches
        .into_par_iter()
        .with_max_len(AT_ONCE)
        .flat_map_iter(|weak| {
            let weak = weak.iter().filter(|found| !quotes.contains(&(found.a, found.b)));
            WeakComponent::new(weak, &strong, &apart).joined(sets)
        })
        .collect();
    for (a, b) in joined {
        strong.union(a, b);
    }
    strong.into_clusters()
}

/// The strong matches that are not sure, the highest Jaccard first.
fn corrections(matches: &[Match]) -> Vec<&Match> {
    let mut corrections: Vec<&Match> =
        matches.par_iter().filter(|found| is_strong(found) && !is_certain(found)).collect();
    corrections.par_sort_unstable_by(|x, y| by_jaccard(x, y));
    corrections
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // an article of one run of shingles is a list of one range
mod tests {
    use super::super::Series;
    use super::*;
    use crate::verify::{Agreement, Overlap, Reason, RelatedPair};
    use proptest::prelude::*;
    use std::ops::Range;

    /// Articles as stretches of texts, each text a row of numbers.
    fn corpus(articles: &[Vec<Range<u64>>]) -> DocumentShingles<'static> {
        DocumentShingles::of_numbers(articles.iter().map(|ranges| ranges.iter().cloned().flatten().collect()))
    }

    /// All matches among the articles.
    fn matches(sets: &DocumentShingles<'_>) -> Vec<Match> {
        let mut matches = Vec::new();
        for a in 0..sets.len() as u32 {
            for b in a + 1..sets.len() as u32 {
                let overlap: Overlap = sets.overlap(a, b);
                if MatchSettings::default().accepts(overlap, || sets.spread(a, b)) {
                    matches.push(Match { a, b, overlap, agreement: Agreement::Same });
                }
            }
        }
        matches
    }

    /// The texts, with the series settled.
    fn settled(articles: usize, checked: &mut Verdicts) -> UnionFind {
        let series = Series::new(articles, checked);
        series.apply(checked);
        series.into_texts()
    }

    fn clusters(articles: &[Vec<Range<u64>>]) -> Vec<Vec<u32>> {
        let sets = corpus(articles);
        let mut checked = Verdicts { matches: matches(&sets), related: Vec::new() };
        let texts = settled(articles.len(), &mut checked);
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
            let near = vec![RelatedPair { a: 0, b: 2, overlap: sets.overlap(0, 2), reason: Reason::Template }];
            let welded = |near| {
                let checked = Verdicts { matches: matches.clone(), related: near };
                weld(UnionFind::new(3), &checked, &sets, MatchSettings::default()).members().to_vec()
            };
            assert_eq!(welded(Vec::new()), [vec![0, 1, 2]]);
            assert_eq!(welded(near), [vec![0, 1]]);
        }
    }

    /// The same with all weak matches in one patch.
    fn weld_in_one(mut strong: UnionFind, checked: &Verdicts, sets: &DocumentShingles<'_>) -> Clusters {
        let mut apart = CannotLink::new(checked, &strong);
        for found in corrections(&checked.matches) {
            apart.join(&mut strong, found.a, found.b);
        }
        strong.compress();
        let (weak, _) = weak_matches(&checked.matches, &strong, sets, MatchSettings::default());
        let quotes = quotes_of_excerpts(&weak, &strong, sets);
        let weak = weak.iter().filter(|found| !quotes.contains(&(found.a, found.b)));
        for (a, b) in WeakComponent::new(weak, &strong, &apart).joined(sets) {
            strong.union(a, b);
        }
        strong.into_clusters()
    }

    proptest! {
        #[test]
        fn what_does_not_hang_together_is_decided_alone_as_it_is_together(
            articles in proptest::collection::vec(
                proptest::collection::vec((0_u64..5, 0_u64..6, 1_u64..8), 1..3), 2..24),
            templates in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..6),
        ) {
            // stretches of five texts
            let stretch = |&(text, from, len): &(u64, u64, u64)| text * 1000 + from * 40..text * 1000 + (from + len) * 40;
            let articles: Vec<Vec<Range<u64>>> =
                articles.iter().map(|stretches| stretches.iter().map(stretch).collect()).collect();
            let sets = corpus(&articles);
            let near = |(a, b): (prop::sample::Index, prop::sample::Index)| {
                let (a, b) = (a.index(articles.len()) as u32, b.index(articles.len()) as u32);
                RelatedPair { a: a.min(b), b: a.max(b), overlap: sets.overlap(a.min(b), a.max(b)), reason: Reason::Template }
            };
            let mut checked = Verdicts { matches: matches(&sets), related: templates.into_iter().map(near).collect() };
            let texts = settled(articles.len(), &mut checked);
            let together = weld_in_one(texts.clone(), &checked, &sets);
            prop_assert_eq!(weld(texts, &checked, &sets, MatchSettings::default()), together);
        }
    }
}
