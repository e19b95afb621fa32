//! Clusters as they are shown: the members by time, the clusters by size, and each with an id that only its texts
//! decide.

use super::clusters::Clusters;
use crate::document::DocId;
use crate::text::{Token, TokenSource};
use crate::time::{Published, undated_last};
use crate::util::hash;
use crate::verify::{DocumentShingles, Form, Overlap, ShingleTable};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::fmt;

/// Clusters that one task orders. Their tokens are read ahead together, because they are scattered over the file.
const CLUSTERS_PER_TASK: usize = 64;
/// A member is near another if one of the two has this share of the other.
const HALF: f64 = 0.5;

/// The id of a cluster: the [`text_hash`] of its lead. It does not depend on the order or the number of the other
/// documents, and no later copy changes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClusterId(pub u64);

/// `c` and 16 hexadecimal digits.
impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{:016x}", self.0)
    }
}

/// A group of documents that are the same text.
///
/// ```
/// use wirecopy_core::verify::Form;
/// use wirecopy_core::{Config, Deduplicator, Document, NoProgress};
///
/// let story = "The ferry ran aground on a sandbank off the island early on Sunday, and all of the people on board \
///     were taken to safety by boats that had come from the pier, the harbour master said.";
/// let cut = story.split_once(", and").map_or(story, |(first, _)| first).to_owned() + ", and all are safe now.";
/// let mut dedup = Deduplicator::builder(Config::news()).build()?;
/// dedup.extend([story, story, &cut].map(|text| Document { text, ..Document::default() }))?;
/// let copies = dedup.finish(&NoProgress)?;
///
/// let cluster = &copies.clusters()[0];
/// assert_eq!((cluster.members[0].form, cluster.members[1].form), (Form::Lead, Form::Verbatim));
/// assert_eq!(cluster.members[1].shared_words, 36);
/// assert!(cluster.id.to_string().starts_with('c'));
/// # Ok::<(), wirecopy_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Its id.
    pub id: ClusterId,
    /// Its documents by time, the earliest (the *lead*) first. Documents without a time come last, and the lower number
    /// decides where the time does not.
    pub members: Vec<Member>,
}

/// A document of a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// The document.
    pub document: DocId,
    /// The shingles that it (`a`) shares with the lead (`b`).
    pub with_lead: Overlap,
    /// Its form beside the lead.
    pub form: Form,
    /// Number of its words in runs that it shares with the lead.
    pub shared_words: u32,
    /// The document through which it belongs to the cluster: the lead, if one of the two has half of the other, or
    /// another copy. From one to the next the lead is reached. `None` for the lead.
    pub nearest: Option<DocId>,
    /// The shingles that it (`a`) shares with that document (`b`).
    pub with_nearest: Overlap,
}

/// Orders the members of each cluster by time, and the clusters by size, the largest first. Clusters of one size come
/// in the order of their leads' times. Pages without an article come after the others of their cluster, whatever their
/// time, so that none is a lead unless all are; `no_article` has it of each document.
#[must_use]
pub fn order_clusters<S: TokenSource>(
    clusters: &Clusters,
    shingles: &DocumentShingles<S>,
    no_article: &[bool],
    time: impl Fn(u32) -> Option<Published> + Sync,
) -> Vec<Cluster> {
    let mut stored: Vec<&[u32]> = clusters.members().iter().map(Vec::as_slice).collect();
    stored.sort_by_cached_key(|members| shingles.source().storage_order(members[0]));
    let order_task = |orderer: &mut Orderer<'_, S>, task: &[&[u32]]| {
        task.iter().for_each(|members| shingles.source().read_ahead(members[0]));
        task.iter().map(|members| orderer.order(members, no_article, &time)).collect::<Vec<_>>()
    };
    let tasks = stored.par_chunks(CLUSTERS_PER_TASK).with_max_len(1);
    let ordered: Vec<Vec<Cluster>> = tasks.map_init(|| Orderer::new(shingles), order_task).collect();
    let mut ordered: Vec<Cluster> = ordered.into_iter().flatten().collect();
    ordered.par_sort_unstable_by_key(|cluster| {
        let lead = cluster.members[0].document;
        (Reverse(cluster.members.len()), undated_last(time(lead.0)), cluster.id, lead)
    });
    ordered
}

/// A hash of a text as it is compared: of the normalised spellings of its words. `spellings` is scratch memory.
#[must_use]
pub fn text_hash(tokens: &[Token], spellings: &mut Vec<u32>) -> u64 {
    spellings.clear();
    spellings.extend(tokens.iter().map(|token| token.spelling().to_le()));
    hash::of_bytes(bytemuck::cast_slice(spellings))
}

/// Orders one cluster after the other.
struct Orderer<'s, S: TokenSource> {
    shingles: &'s DocumentShingles<S>,
    /// The lead.
    table: ShingleTable,
    buffer: S::Buffer,
    spellings: Vec<u32>,
}

impl<'s, S: TokenSource> Orderer<'s, S> {
    fn new(shingles: &'s DocumentShingles<S>) -> Self {
        Orderer { shingles, table: shingles.new_table(), buffer: S::Buffer::default(), spellings: Vec::new() }
    }

    fn order(&mut self, documents: &[u32], no_article: &[bool], time: &impl Fn(u32) -> Option<Published>) -> Cluster {
        documents.iter().for_each(|&document| self.shingles.prefetch_location(document));
        let mut by_time = documents.to_vec();
        by_time.sort_by_cached_key(|&document| (no_article[document as usize], undated_last(time(document)), document));
        let mut id = ClusterId::default();
        let mut members = Vec::with_capacity(by_time.len());
        for (nth, &document) in by_time.iter().enumerate() {
            by_time.get(nth + 1).into_iter().for_each(|&next| self.shingles.source().prefetch_tokens(next));
            let (member, hash) = self.member(document, by_time[0]);
            if nth == 0 {
                id = ClusterId(hash);
            }
            members.push(member);
        }
        connect(&mut members, self.shingles, &mut self.table);
        Cluster { id, members }
    }

    /// A member and the hash of its text. The lead comes first and stays in the table.
    fn member(&mut self, document: u32, lead: u32) -> (Member, u64) {
        let Orderer { shingles, table, buffer, spellings } = self;
        let tokens = shingles.tokens(document, buffer);
        let count = shingles.distinct(document);
        let hash = if document == lead { text_hash(tokens, spellings) } else { 0 };
        let (with_lead, form, shared_words) = if document == lead {
            table.build_for(lead, Some(count), || tokens);
            (Overlap { shared: count, a: count, b: count }, Form::Lead, tokens.len() as u32)
        } else {
            let comparison = table.compare(tokens, Some(count));
            let with_lead = comparison.overlap.swapped();
            (with_lead, Form::beside_lead(with_lead), comparison.words)
        };
        let nearest = (document != lead).then_some(DocId(lead));
        (Member { document: DocId(document), with_lead, form, shared_words, nearest, with_nearest: with_lead }, hash)
    }
}

/// Finds the nearest document of each member that has little in common with the lead: the earliest one that is
/// connected with the lead already and has half of it, or of which it has half; where there is none, the one with most
/// in common.
fn connect(members: &mut [Member], shingles: &DocumentShingles<impl TokenSource>, table: &mut ShingleTable) {
    let has_half = |member: &Member| member.with_lead.most_containment() >= HALF;
    let (mut connected, mut open): (Vec<usize>, Vec<usize>) =
        (0..members.len()).partition(|&nth| has_half(&members[nth]));
    // the best overlap of each open member with the connected ones, of which `compared` have been looked at
    let mut best: Vec<(Overlap, usize)> = open.iter().map(|&nth| (members[nth].with_lead, 0)).collect();
    let mut compared = 1;
    while !open.is_empty() {
        let known = connected.len();
        let mut rest = Vec::new();
        for (nth, mut best) in std::mem::take(&mut open).into_iter().zip(std::mem::take(&mut best)) {
            let document = members[nth].document.0;
            for &other in &connected[compared.min(known)..known] {
                if best.0.most_containment() >= HALF {
                    break;
                }
                let overlap = shingles.compare(table, document, members[other].document.0).overlap;
                if overlap.most_containment() > best.0.most_containment() {
                    best = (overlap, other);
                }
            }
            if best.0.most_containment() >= HALF {
                connected.push(nth);
                (members[nth].nearest, members[nth].with_nearest) = (Some(members[best.1].document), best.0);
            } else {
                rest.push((nth, best));
            }
        }
        compared = known;
        if connected.len() == known
            && let Some(at) = (0..rest.len()).max_by(|&x, &y| {
                let share = |at: usize| rest[at].1.0.most_containment();
                share(x).total_cmp(&share(y)).then_with(|| y.cmp(&x))
            })
        {
            let (nth, (overlap, other)) = rest.remove(at);
            connected.push(nth);
            (members[nth].nearest, members[nth].with_nearest) = (Some(members[other].document), overlap);
        }
        (open, best) = rest.into_iter().unzip();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ShingleSettings, tokens};
    use crate::util::union_find::UnionFind;

    /// Orders clusters of consecutive documents with these times, all of one text.
    fn order(clusters: &[&[Option<Published>]]) -> Vec<Cluster> {
        let times: Vec<Option<Published>> = clusters.concat();
        let text = (0..100).map(|n| format!("w{n} ")).collect::<String>();
        let texts = vec![tokens(&text); times.len()];
        let shingles = DocumentShingles::of_texts(texts, ShingleSettings::default());
        let mut connected = UnionFind::new(times.len());
        let mut first = 0;
        for cluster in clusters {
            (1..cluster.len() as u32).for_each(|nth| _ = connected.union(first, first + nth));
            first += cluster.len() as u32;
        }
        let no_article = vec![false; times.len()];
        order_clusters(&connected.into_clusters(), &shingles, &no_article, |document| times[document as usize])
    }

    fn documents(cluster: &Cluster) -> Vec<u32> {
        cluster.members.iter().map(|member| member.document.0).collect()
    }

    #[test]
    fn members_come_by_time_and_the_lower_number_decides_between_equal_times() {
        let (minute, day) = (Some(Published::minute(11 * 24 * 60 - 1)), Some(Published::day(10)));
        let ordered = order(&[&[None, day, minute, minute]]);
        assert_eq!(documents(&ordered[0]), [2, 3, 1, 0]);
        let forms: Vec<Form> = ordered[0].members.iter().map(|member| member.form).collect();
        assert_eq!(forms, [Form::Lead, Form::Verbatim, Form::Verbatim, Form::Verbatim]);
    }

    #[test]
    fn a_page_without_an_article_is_no_lead_unless_all_are() {
        let shingles = DocumentShingles::of_numbers([0..100, 0..100, 0..100].map(Iterator::collect));
        let mut connected = UnionFind::new(3);
        connected.union(0, 1);
        connected.union(0, 2);
        let clusters = connected.into_clusters();
        let order = |no_article: [bool; 3]| {
            documents(&order_clusters(&clusters, &shingles, &no_article, |n| Some(Published::day(n.into())))[0])
        };
        assert_eq!(order([true, false, false]), [1, 2, 0]);
        assert_eq!(order([true; 3]), [0, 1, 2]);
    }

    #[test]
    fn larger_clusters_come_first_and_earlier_ones_before_later_ones() {
        let time = |minutes| Some(Published::minute(minutes));
        let ordered = order(&[&[time(5), time(6)], &[time(7), time(8), time(9)], &[time(2), time(9)], &[None, None]]);
        assert_eq!(
            ordered.iter().map(documents).collect::<Vec<_>>(),
            [vec![2, 3, 4], vec![5, 6], vec![0, 1], vec![7, 8]]
        );
    }

    /// Orders one cluster of documents given as number sequences, each a day after the one before.
    fn order_numbers(documents: &[std::ops::Range<u64>]) -> Cluster {
        let shingles = DocumentShingles::of_numbers(documents.iter().map(|numbers| numbers.clone().collect()));
        let mut connected = UnionFind::new(documents.len());
        (1..documents.len() as u32).for_each(|document| _ = connected.union(0, document));
        let time = |document: u32| Some(Published::day(document.into()));
        order_clusters(&connected.into_clusters(), &shingles, &vec![false; documents.len()], time).remove(0)
    }

    #[test]
    fn a_later_copy_does_not_change_the_id() {
        let versions: Vec<_> = (0..20_u64).map(|nth| nth * 10..nth * 10 + 200).collect();
        let ids: Vec<ClusterId> = (2..20).map(|count| order_numbers(&versions[..count]).id).collect();
        assert!(ids.iter().all(|&id| id == ids[0]));
        assert_ne!(order_numbers(&versions[1..]).id, ids[0]);
    }

    #[test]
    fn each_copy_names_the_one_through_which_it_belongs_to_the_cluster() {
        // each version keeps 60 % of the one before; the last copy has 40 % of the fourth and nothing of the others
        let cluster = order_numbers(&[0..100, 40..140, 0..100, 80..180, 120..220, 180..280]);
        let nearest: Vec<Option<u32>> =
            cluster.members.iter().map(|member| member.nearest.map(|document| document.0)).collect();
        assert_eq!(nearest, [None, Some(0), Some(0), Some(1), Some(3), Some(4)]);
        assert_eq!(cluster.members[5].with_nearest, Overlap { shared: 40, a: 100, b: 100 });
    }

    #[test]
    fn an_id_is_shown_as_sixteen_hexadecimal_digits() {
        assert_eq!(ClusterId(0xabc).to_string(), "c0000000000000abc");
    }
}
