//! Welding: matches join documents to clusters, the highest Jaccard index first, except over a document that shares one
//! passage with one story and another passage with another.
//!
//! A roundup matches each story that it quotes, so single linkage would join them all. The position of the overlap
//! tells it from a copy: the first story has nothing of what the roundup shares with the second. Of a wire story sent
//! in versions, the first version has most of what the second and the third share.

use super::attach::attachments;
use super::bridges::WeakComponent;
use super::cannot_link::CannotLink;
use super::clusters::Clusters;
use super::content_order::ContentOrder;
use super::edge_strength::{is_certain, is_strong};
use super::excerpts::quotes_of_excerpts;
use super::weak_matches::WeakMatches;
use crate::text::TokenSource;
use crate::util::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match, MatchSettings, Verdicts};
use rayon::prelude::*;

/// Components of weak matches per task.
const COMPONENTS_PER_TASK: usize = 16;

/// Clusters of documents that are one text.
///
/// `texts` has the components of the certain matches and is compressed. Of the matches within a text only as many have
/// to be known as connect it. No cluster holds two texts whose pairs say that they are reports from one template.
#[must_use]
pub(crate) fn weld(
    texts: UnionFind,
    verdicts: &Verdicts,
    shingles: &DocumentShingles<impl TokenSource>,
    settings: MatchSettings,
) -> Clusters {
    let order = ContentOrder::new(&verdicts.matches, &texts, shingles);
    let (mut texts, cannot_link) = join_corrections(texts, verdicts, &order);
    let weak = WeakMatches::find(&verdicts.matches, &texts, &order, shingles, settings);
    let quotes = quotes_of_excerpts(weak.matches(), &texts, &order, shingles);
    let components: Vec<&[Match]> = weak.by_component().collect();
    let joined: Vec<(u32, u32)> = components
        .into_par_iter()
        .with_max_len(COMPONENTS_PER_TASK)
        .flat_map_iter(|matches| {
            let matches = matches.iter().filter(|found| !quotes.contains(&(found.a, found.b)));
            WeakComponent::new(matches, &texts, &cannot_link, shingles, (&order, weak.samples())).cluster()
        })
        .collect();
    for (a, b) in joined {
        texts.union(a, b);
    }
    texts.compress();
    for (excerpt, text) in attachments(&texts, verdicts, shingles, settings) {
        texts.union(excerpt, text);
    }
    texts.into_clusters()
}

/// Joins texts along the strong matches that are not certain, the highest Jaccard index first, unless template pairs
/// forbid it. The result is compressed.
fn join_corrections(mut texts: UnionFind, verdicts: &Verdicts, order: &ContentOrder) -> (UnionFind, CannotLink) {
    let mut cannot_link = CannotLink::new(verdicts, &texts);
    let is_correction = |found: &&Match| is_strong(found) && !is_certain(found);
    let mut corrections: Vec<&Match> = verdicts.matches.par_iter().filter(is_correction).collect();
    corrections.par_sort_unstable_by(|x, y| order.by_jaccard(x, y));
    for found in corrections {
        cannot_link.union(&mut texts, found.a, found.b);
    }
    texts.compress();
    (texts, cannot_link)
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // a document of one stretch is a list of one range
mod tests {
    use super::super::Series;
    use super::*;
    use crate::text::Token;
    use crate::verify::{Agreement, Overlap, Reason, RelatedPair};
    use prop::sample::Index;
    use proptest::prelude::*;
    use std::ops::Range;

    type Shingles = DocumentShingles<Vec<Vec<Token>>>;

    /// Documents given as stretches of number sequences, of which each is a text.
    fn shingles(documents: &[Vec<Range<u64>>]) -> Shingles {
        DocumentShingles::of_numbers(documents.iter().map(|stretches| stretches.iter().cloned().flatten().collect()))
    }

    /// All matches among the documents.
    fn matches(shingles: &Shingles) -> Vec<Match> {
        let numbers = 0..shingles.len() as u32;
        let pairs = numbers.clone().flat_map(|a| (a + 1..numbers.end).map(move |b| (a, b)));
        pairs
            .map(|(a, b)| Match { a, b, overlap: shingles.overlap(a, b), agreement: Agreement::Same })
            .filter(|found| MatchSettings::default().accepts(found.overlap, || shingles.spread(found.a, found.b)))
            .collect()
    }

    fn template(a: u32, b: u32) -> RelatedPair {
        RelatedPair { a, b, overlap: Overlap::default(), reason: Reason::Template }
    }

    /// The texts, after series were applied to the verdicts.
    fn apply_series(documents: usize, verdicts: &mut Verdicts) -> UnionFind {
        let series = Series::new(documents, verdicts);
        series.apply(verdicts);
        series.into_texts()
    }

    fn cluster(shingles: &Shingles, mut verdicts: Verdicts) -> Vec<Vec<u32>> {
        let texts = apply_series(shingles.len(), &mut verdicts);
        weld(texts, &verdicts, shingles, MatchSettings::default()).members().to_vec()
    }

    fn clusters(documents: &[Vec<Range<u64>>]) -> Vec<Vec<u32>> {
        let shingles = shingles(documents);
        cluster(&shingles, Verdicts::of(matches(&shingles), Vec::new()))
    }

    #[test]
    fn a_roundup_of_cut_copies_welds_nothing_and_is_in_no_cluster() {
        let (x, y, z) = (1000..1400, 2000..2400, 3000..3400);
        let found = clusters(&[
            vec![x.clone()],
            vec![x],
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
    fn a_roundup_that_quotes_the_paragraphs_of_a_cut_copy_does_not_join_its_story() {
        let x = 1000..1400;
        let found =
            clusters(&[vec![x.clone()], vec![x.clone()], vec![1000..1100], vec![1000..1090, 2000..2300], vec![x]]);
        assert_eq!(found, [vec![0, 1, 2, 4]]);
    }

    #[test]
    fn successive_versions_of_one_story_are_one_cluster() {
        // each version keeps most of the previous one, and the last has little of the first
        let version = |from: u64| vec![from..from + 400];
        assert_eq!(clusters(&[version(0), version(150), version(300)]), [vec![0, 1, 2]]);
    }

    #[test]
    fn a_copy_with_a_paragraph_of_another_story_stays_with_its_own() {
        let (x, y) = (1000..1400, 2000..2400);
        let found = clusters(&[vec![x], vec![1000..1250, 2000..2150], vec![y.clone()], vec![y], vec![2000..2160]]);
        assert_eq!(found, [vec![0, 1], vec![2, 3, 4]]);
    }

    #[test]
    fn neither_corrections_nor_weak_matches_connect_two_reports_from_one_template() {
        for step in [60, 180] {
            // each has much of the previous one; the first and the last are known to be two reports
            let shingles = shingles(&[vec![0..400], vec![step..400 + step], vec![2 * step..400 + 2 * step]]);
            let found = |a, b| Match { a, b, overlap: shingles.overlap(a, b), agreement: Agreement::Differs };
            assert_eq!(is_strong(&found(0, 1)), step == 60);
            let weld = |related| {
                let verdicts = Verdicts::of(vec![found(0, 1), found(1, 2)], related);
                weld(UnionFind::new(3), &verdicts, &shingles, MatchSettings::default()).members().to_vec()
            };
            assert_eq!(weld(Vec::new()), [vec![0, 1, 2]]);
            assert_eq!(weld(vec![template(0, 2)]), [vec![0, 1]]);
        }
    }

    /// Welds with all weak matches as one component.
    fn weld_as_one_component(texts: UnionFind, verdicts: &Verdicts, shingles: &Shingles) -> Clusters {
        let order = ContentOrder::new(&verdicts.matches, &texts, shingles);
        let (mut texts, cannot_link) = join_corrections(texts, verdicts, &order);
        let weak = WeakMatches::find(&verdicts.matches, &texts, &order, shingles, MatchSettings::default());
        let quotes = quotes_of_excerpts(weak.matches(), &texts, &order, shingles);
        let matches = weak.matches().iter().filter(|found| !quotes.contains(&(found.a, found.b)));
        let samples = (&order, weak.samples());
        for (a, b) in WeakComponent::new(matches, &texts, &cannot_link, shingles, samples).cluster() {
            texts.union(a, b);
        }
        texts.into_clusters()
    }

    /// Clusters each connected component of the verified pairs by itself, with its documents renumbered from 0.
    fn cluster_by_component(documents: &[Vec<Range<u64>>], verdicts: &Verdicts) -> Vec<Vec<u32>> {
        let mut connected = UnionFind::new(documents.len());
        verdicts.pairs().iter().for_each(|&(a, b)| _ = connected.union(a, b));
        let mut found = Vec::new();
        for members in connected.into_clusters().members() {
            let number = |document: u32| members.binary_search(&document).ok().map(|number| number as u32);
            let of_members = |&found: &Match| Some(Match { a: number(found.a)?, b: number(found.b)?, ..found });
            let template = |(a, b)| Some(template(number(a)?, number(b)?));
            let verdicts = Verdicts::of(
                verdicts.matches.iter().filter_map(of_members).collect(),
                verdicts.templates().filter_map(template).collect(),
            );
            let texts: Vec<_> = members.iter().map(|&document| documents[document as usize].clone()).collect();
            let clusters = cluster(&shingles(&texts), verdicts);
            let renumber = |cluster: Vec<u32>| cluster.into_iter().map(|number| members[number as usize]).collect();
            found.extend(clusters.into_iter().map(renumber).collect::<Vec<Vec<u32>>>());
        }
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn connected_components_are_clustered_independently(
            documents in proptest::collection::vec(
                proptest::collection::vec((0_u64..5, 0_u64..6, 1_u64..8), 1..3), 2..24),
            template_pairs in proptest::collection::vec((any::<Index>(), any::<Index>()), 0..6),
        ) {
            // stretches of five texts
            let stretch =
                |&(text, from, len): &(u64, u64, u64)| text * 1000 + from * 40..text * 1000 + (from + len) * 40;
            let documents: Vec<Vec<Range<u64>>> =
                documents.iter().map(|stretches| stretches.iter().map(stretch).collect()).collect();
            let shingles = shingles(&documents);
            let related = |(a, b): (Index, Index)| {
                let (a, b) = (a.index(documents.len()) as u32, b.index(documents.len()) as u32);
                template(a.min(b), a.max(b))
            };
            let mut verdicts = Verdicts::of(matches(&shingles), template_pairs.into_iter().map(related).collect());
            let by_component = cluster_by_component(&documents, &verdicts);
            prop_assert_eq!(cluster(&shingles, verdicts.clone()), by_component);
            let texts = apply_series(documents.len(), &mut verdicts);
            let as_one = weld_as_one_component(texts.clone(), &verdicts, &shingles);
            prop_assert_eq!(weld(texts, &verdicts, &shingles, MatchSettings::default()), as_one);
        }
    }
}
