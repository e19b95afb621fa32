//! Excerpts that no match connects with their text: a stub with three sentences of a long story, a few paragraphs of it
//! that another outlet introduces, the first take of a story that was rewritten since.
//!
//! A document in no cluster belongs to the cluster in whose texts most of its words lie in order. The texts of a
//! cluster are versions of one story, so they count together: a first take has one sentence left in one version and
//! another sentence in another. It stays alone if most of the cluster has nothing of it, if it belongs to two clusters,
//! or if several other texts have a good part of it, as of a quote that everybody printed.

use super::ordered::text_hash;
use crate::text::{Token, TokenSource};
use crate::util::union_find::UnionFind;
use crate::verify::{DocumentShingles, InOrder, MatchSettings, Reason, Verdicts, least_in_order};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

/// Documents of a cluster that an excerpt is compared with.
const CLUSTER_SAMPLE: usize = 64;
/// A document of a cluster agrees with an excerpt if this share of the excerpt lies in it in order. Unrelated articles
/// on one event have less in order near their heads.
const AGREEING_SHARE: f64 = 0.2;
/// Other clusters or documents that have a good part of an excerpt, at most.
const MAX_OTHERS: usize = 1;

/// For each document in no cluster the pairs in which its words lie in order: the root of the other's cluster, and the
/// other document.
type Targets = HashMap<u32, Vec<(u32, u32)>>;

/// Pairs of a document in no cluster and one of the cluster that it belongs to. `clusters` is compressed.
pub(super) fn attachments<S: TokenSource>(
    clusters: &UnionFind,
    verdicts: &Verdicts,
    shingles: &DocumentShingles<S>,
    settings: MatchSettings,
) -> Vec<(u32, u32)> {
    let targets = targets(clusters, verdicts);
    if targets.is_empty() {
        return Vec::new();
    }
    let members = members(clusters, targets.values().flatten().map(|&(root, _)| root).collect());
    let finder = AttachmentFinder { members: &members, shingles, threshold: settings.threshold };
    let found: HashMap<u32, u32> = targets
        .into_par_iter()
        .filter_map(|(document, pairs)| Some((document, finder.cluster_of(document, &pairs)?)))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    // a document that belongs to one that belongs to a third would join a text that it was not compared with
    let stays = |document: u32, root: &u32| found.get(root).is_none_or(|&other| other == document);
    found.iter().filter(|&(&document, root)| stays(document, root)).map(|(&document, &root)| (document, root)).collect()
}

/// The targets of the documents in no cluster, except clusters with a report from the same template.
fn targets(clusters: &UnionFind, verdicts: &Verdicts) -> Targets {
    let in_order: Vec<_> = verdicts.related.par_iter().filter(|pair| pair.reason == Reason::InOrder).collect();
    let mut targets = Targets::default();
    if in_order.is_empty() {
        return targets;
    }
    let mut copies = vec![0_u32; clusters.len()];
    (0..clusters.len() as u32).for_each(|document| copies[clusters.find_flat(document) as usize] += 1);
    for pair in in_order {
        for (document, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            if copies[document as usize] == 1 && clusters.find_flat(document) == document {
                targets.entry(document).or_default().push((clusters.find_flat(other), other));
            }
        }
    }
    for (a, b) in verdicts.templates() {
        for (document, other) in [(a, b), (b, a)] {
            let template = clusters.find_flat(other);
            targets.get_mut(&document).into_iter().for_each(|pairs| pairs.retain(|&(root, _)| root != template));
        }
    }
    targets.values_mut().for_each(|pairs| pairs.sort_unstable());
    targets
}

/// The documents of the clusters with these roots.
fn members(clusters: &UnionFind, roots: HashSet<u32>) -> HashMap<u32, Vec<u32>> {
    let mut members: HashMap<u32, Vec<u32>> = HashMap::default();
    for document in 0..clusters.len() as u32 {
        let root = clusters.find_flat(document);
        if roots.contains(&root) {
            members.entry(root).or_default().push(document);
        }
    }
    members
}

/// Finds the cluster of a document in none.
struct AttachmentFinder<'s, S> {
    members: &'s HashMap<u32, Vec<u32>>,
    shingles: &'s DocumentShingles<S>,
    threshold: f64,
}

impl<S: TokenSource> AttachmentFinder<'_, S> {
    /// The root of the only cluster that a document belongs to, given the pairs in which its words lie in order.
    fn cluster_of(&self, document: u32, pairs: &[(u32, u32)]) -> Option<u32> {
        let mut buffer = S::Buffer::default();
        let tokens = self.shingles.tokens(document, &mut buffer);
        let (mut own, mut others) = (None, 0);
        for pairs in pairs.chunk_by(|x, y| x.0 == y.0) {
            let (root, share) = (pairs[0].0, self.share_in(tokens, document, pairs[0].0));
            let belongs = share >= least_in_order(self.threshold)
                || pairs.iter().any(|&(_, other)| self.are_one_text(document, tokens, other));
            if belongs && own.replace(root).is_some() {
                return None;
            }
            others += usize::from(!belongs && share > 0.0);
        }
        own.filter(|_| others <= MAX_OTHERS)
    }

    /// Whether a document is one text with another.
    fn are_one_text(&self, document: u32, tokens: &[Token], other: u32) -> bool {
        let mut buffer = S::Buffer::default();
        let weight = self.shingles.compare(&mut self.shingles.new_table(), document, other).weight();
        InOrder::of(tokens, self.shingles.tokens(other, &mut buffer)).is_one_text(weight, self.threshold)
    }

    /// The share of a document's words that lies in order in the longer texts of a cluster, taken together; 0 if most
    /// of these do not agree with it.
    fn share_in(&self, tokens: &[Token], document: u32, root: u32) -> f64 {
        let mut is_shared = vec![false; tokens.len()];
        let (mut longer, mut agreeing) = (0, 0);
        let mut buffer = S::Buffer::default();
        for member in self.sample(root) {
            let other = self.shingles.tokens(member, &mut buffer);
            if member == document || other.len() <= tokens.len() {
                continue;
            }
            longer += 1;
            let in_order = InOrder::of(tokens, other);
            if in_order.of_beginning() >= AGREEING_SHARE {
                agreeing += 1;
                in_order.chain().in_shorter().for_each(|run| is_shared[run].fill(true));
            }
        }
        if agreeing == 0 || 2 * agreeing < longer {
            return 0.0;
        }
        is_shared.iter().filter(|&&is_shared| is_shared).count() as f64 / tokens.len() as f64
    }

    /// The documents of a cluster, or those with the lowest hashes of their texts: a sample that does not depend on how
    /// documents are numbered.
    fn sample(&self, root: u32) -> Vec<u32> {
        let members = self.members.get(&root).map_or(&[][..], Vec::as_slice);
        if members.len() <= CLUSTER_SAMPLE {
            return members.to_vec();
        }
        let (mut buffer, mut spellings) = (S::Buffer::default(), Vec::new());
        let mut hashed: Vec<(u64, u32)> = members
            .iter()
            .map(|&member| (text_hash(self.shingles.tokens(member, &mut buffer), &mut spellings), member))
            .collect();
        hashed.sort_unstable();
        hashed.truncate(CLUSTER_SAMPLE);
        hashed.into_iter().map(|(_, member)| member).collect()
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // a document of one range of shingles
mod tests {
    use super::*;
    use crate::verify::{Overlap, RelatedPair};
    use proptest::prelude::*;
    use std::ops::Range;

    /// A document as stretches of number sequences.
    type Stretches = Vec<Range<u64>>;

    /// The documents that belong to another one, for clusters given as lists of documents. All pairs whose words lie in
    /// order are known, and the pairs of `templates` are reports from one template.
    fn attached(documents: &[Stretches], clusters: &[&[u32]], templates: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let texts: Vec<Vec<u64>> =
            documents.iter().map(|stretches| stretches.iter().cloned().flatten().collect()).collect();
        let shingles = DocumentShingles::of_numbers(texts);
        let mut components = UnionFind::new(documents.len());
        for pair in clusters.iter().flat_map(|members| members.windows(2)) {
            components.union(pair[0], pair[1]);
        }
        components.compress();
        let pair = |a: u32, b: u32, reason| RelatedPair { a, b, overlap: Overlap::default(), reason };
        let source: &Vec<Vec<Token>> = shingles.source();
        let numbers = 0..documents.len() as u32;
        let all = numbers.clone().flat_map(|a| (a + 1..numbers.end).map(move |b| (a, b)));
        let in_order = all.filter(|&(a, b)| InOrder::of(&source[a as usize], &source[b as usize]).may_be_excerpt());
        let mut related: Vec<RelatedPair> = in_order.map(|(a, b)| pair(a, b, Reason::InOrder)).collect();
        related.extend(templates.iter().map(|&(a, b)| pair(a, b, Reason::Template)));
        let verdicts = Verdicts::of(Vec::new(), related);
        for (a, b) in attachments(&components, &verdicts, &shingles, MatchSettings::default()) {
            components.union(a, b);
        }
        components.into_clusters().members().to_vec()
    }

    const STORY: Range<u64> = 1000..2000;

    #[test]
    fn a_stub_belongs_to_the_long_story_and_not_to_a_digest_that_has_it_further_down() {
        let stub = vec![1010..1110];
        assert_eq!(attached(&[stub.clone(), vec![STORY]], &[], &[]), [[0, 1]]);
        assert_eq!(attached(&[stub.clone(), vec![STORY], vec![STORY]], &[&[1, 2]], &[]), [[0, 1, 2]]);
        assert_eq!(attached(&[stub.clone(), vec![STORY], vec![STORY]], &[&[1, 2]], &[(0, 2)]), [[1, 2]]);
        let digest = vec![5000..5300, 1010..1110, 6000..6700];
        assert!(attached(&[stub, digest], &[], &[]).is_empty());
    }

    #[test]
    fn a_first_take_belongs_to_the_versions_that_keep_its_sentences_between_them() {
        let take = vec![1000..1030, 2000..2030, 4000..4030, 9000..9020];
        let first = vec![1000..1030, 2000..2010, 3000..3400];
        let second = vec![1000..1020, 2010..2030, 8000..8003, 4000..4020, 3000..3400];
        assert_eq!(attached(&[take.clone(), first.clone(), second], &[&[1, 2]], &[]), [[0, 1, 2]]);
        assert_eq!(attached(&[take, first.clone(), first], &[&[1, 2]], &[]), [[1, 2]]);
    }

    #[test]
    fn an_excerpt_of_one_page_that_most_of_the_cluster_lacks_stays_alone() {
        let story = vec![3000..3400];
        let page = vec![1000..1100, 3000..3400];
        let documents = [vec![1000..1100], page, story.clone(), story.clone(), story];
        assert_eq!(attached(&documents, &[&[1, 2, 3, 4]], &[]), [[1, 2, 3, 4]]);
    }

    #[test]
    fn what_two_stories_begin_with_belongs_to_neither() {
        let story = |own: u64| vec![1000..1100, own..own + 600];
        let documents = [vec![1000..1100], story(3000), story(3000), story(5000), story(5000)];
        assert_eq!(attached(&documents, &[&[1, 2], &[3, 4]], &[]), [[1, 2], [3, 4]]);
    }

    proptest! {
        #[test]
        fn the_numbers_of_the_documents_do_not_matter(
            documents in proptest::collection::vec(
                proptest::collection::vec((0_u64..3, 0_u64..4, 1_u64..5), 1..4), 2..9),
            seed in any::<u64>(),
        ) {
            let stretch = |&(text, from, len): &(u64, u64, u64)| {
                let start = text * 1000 + from * 30;
                start..start + len * 30
            };
            let documents: Vec<Stretches> =
                documents.iter().map(|stretches| stretches.iter().map(stretch).collect()).collect();
            let mut order: Vec<u32> = (0..documents.len() as u32).collect();
            order.sort_by_key(|&document| crate::util::hash::mix64(seed ^ u64::from(document)));
            let reordered: Vec<Stretches> =
                order.iter().map(|&document| documents[document as usize].clone()).collect();
            let mut found: Vec<Vec<u32>> = attached(&reordered, &[], &[])
                .into_iter()
                .map(|members| members.into_iter().map(|number| order[number as usize]).collect())
                .collect();
            found.iter_mut().for_each(|members| members.sort_unstable());
            found.sort_unstable();
            prop_assert_eq!(found, attached(&documents, &[], &[]));
        }
    }
}
