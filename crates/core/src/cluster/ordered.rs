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

/// The id of a cluster: the smallest [`text_hash`] of its members. It does not depend on the order or the number of the
/// other documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClusterId(pub u64);

/// `c` and 16 hexadecimal digits.
impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{:016x}", self.0)
    }
}

/// A group of documents that are the same text.
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
}

/// Orders the members of each cluster by time, and the clusters by size, the largest first. Clusters of one size come
/// in the order of their leads' times.
#[must_use]
pub fn order_clusters<S: TokenSource>(
    clusters: &Clusters,
    shingles: &DocumentShingles<S>,
    time: impl Fn(u32) -> Option<Published> + Sync,
) -> Vec<Cluster> {
    let mut stored: Vec<&[u32]> = clusters.members().iter().map(Vec::as_slice).collect();
    stored.sort_by_cached_key(|members| shingles.source().storage_order(members[0]));
    let order_task = |orderer: &mut Orderer<'_, S>, task: &[&[u32]]| {
        task.iter().for_each(|members| shingles.source().read_ahead(members[0]));
        task.iter().map(|members| orderer.order(members, &time)).collect::<Vec<_>>()
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

    fn order(&mut self, documents: &[u32], time: &impl Fn(u32) -> Option<Published>) -> Cluster {
        documents.iter().for_each(|&document| self.shingles.prefetch_location(document));
        let mut by_time = documents.to_vec();
        by_time.sort_by_cached_key(|&document| (undated_last(time(document)), document));
        let mut id = ClusterId(u64::MAX);
        let mut members = Vec::with_capacity(by_time.len());
        for (nth, &document) in by_time.iter().enumerate() {
            by_time.get(nth + 1).into_iter().for_each(|&next| self.shingles.source().prefetch_tokens(next));
            let (member, hash) = self.member(document, by_time[0]);
            id = id.min(ClusterId(hash));
            members.push(member);
        }
        Cluster { id, members }
    }

    /// A member and the hash of its text. The lead comes first and stays in the table.
    fn member(&mut self, document: u32, lead: u32) -> (Member, u64) {
        let Orderer { shingles, table, buffer, spellings } = self;
        let tokens = shingles.tokens(document, buffer);
        let count = shingles.distinct(document);
        let (with_lead, form, shared_words) = if document == lead {
            table.build_for(lead, Some(count), || tokens);
            (Overlap { shared: count, a: count, b: count }, Form::Lead, tokens.len() as u32)
        } else {
            let comparison = table.compare(tokens, Some(count));
            let with_lead = comparison.overlap.swapped();
            (with_lead, Form::beside_lead(with_lead), comparison.words)
        };
        (Member { document: DocId(document), with_lead, form, shared_words }, text_hash(tokens, spellings))
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
        order_clusters(&connected.into_clusters(), &shingles, |document| times[document as usize])
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
    fn larger_clusters_come_first_and_earlier_ones_before_later_ones() {
        let time = |minutes| Some(Published::minute(minutes));
        let ordered = order(&[&[time(5), time(6)], &[time(7), time(8), time(9)], &[time(2), time(9)], &[None, None]]);
        assert_eq!(
            ordered.iter().map(documents).collect::<Vec<_>>(),
            [vec![2, 3, 4], vec![5, 6], vec![0, 1], vec![7, 8]]
        );
    }

    #[test]
    fn an_id_is_shown_as_sixteen_hexadecimal_digits() {
        assert_eq!(ClusterId(0xabc).to_string(), "c0000000000000abc");
    }
}
