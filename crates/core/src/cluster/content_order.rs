//! An order of documents by their content, so that what a choice picks does not depend on how documents are numbered.
//!
//! Where clustering takes a sample, or takes equal matches one after the other, it follows this order. Then clusters
//! are a function of the set of documents: the same whether they arrive in one batch, in many, or in another order.

use super::ordered::text_hash;
use crate::text::TokenSource;
use crate::util::union_find::UnionFind;
use crate::verify::{DocumentShingles, Match};
use foldhash::HashMap;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Documents whose texts one task hashes. Their tokens are read ahead together.
const DOCUMENTS_PER_TASK: usize = 64;

/// The order of the documents of some texts: by the hash of the text, and of equal texts by number. A hash orders as
/// well as any other property of a text, and its lowest values are a random sample.
pub(super) struct ContentOrder {
    /// The hash of each document's text, 0 for documents of no interest.
    hashes: Vec<u64>,
}

impl ContentOrder {
    /// The order of all documents of the texts that matches connect with another text. `texts` is compressed.
    pub(super) fn new(matches: &[Match], texts: &UnionFind, shingles: &DocumentShingles<impl TokenSource>) -> Self {
        let mut is_of_interest = vec![false; texts.len()];
        for found in matches {
            let (a, b) = (texts.find_flat(found.a), texts.find_flat(found.b));
            if a != b {
                (is_of_interest[a as usize], is_of_interest[b as usize]) = (true, true);
            }
        }
        let source = shingles.source();
        let all = (0..texts.len() as u32).into_par_iter();
        let mut stored: Vec<(u64, u32)> = all
            .filter(|&document| is_of_interest[texts.find_flat(document) as usize])
            .map(|document| (source.storage_order(document), document))
            .collect();
        stored.par_sort_unstable();
        let hash_task = |(buffer, spellings): &mut (_, Vec<u32>), task: &[(u64, u32)]| {
            task.iter().for_each(|&(_, document)| source.read_ahead(document));
            let hash =
                |&(_, document): &(u64, u32)| (document, text_hash(shingles.tokens(document, buffer), spellings));
            task.iter().map(hash).collect::<Vec<_>>()
        };
        let tasks = stored.par_chunks(DOCUMENTS_PER_TASK).with_max_len(16);
        let hashed: Vec<Vec<(u32, u64)>> = tasks.map_init(Default::default, hash_task).collect();
        let mut hashes = vec![0; texts.len()];
        hashed.into_iter().flatten().for_each(|(document, hash)| hashes[document as usize] = hash);
        ContentOrder { hashes }
    }

    /// The key by which documents are ordered.
    pub(super) fn key(&self, document: u32) -> (u64, u32) {
        (self.hashes[document as usize], document)
    }

    /// The order in which matches join documents: the highest Jaccard index first.
    pub(super) fn by_jaccard(&self, x: &Match, y: &Match) -> Ordering {
        let keys = |found: &Match| {
            let (a, b) = (self.key(found.a), self.key(found.b));
            (a.min(b), a.max(b))
        };
        y.overlap.jaccard().total_cmp(&x.overlap.jaccard()).then_with(|| keys(x).cmp(&keys(y)))
    }

    /// The first `most` of these documents in the order, of equal texts one. It is a random sample of the contents.
    pub(super) fn sample(&self, mut documents: Vec<u32>, most: usize) -> Vec<u32> {
        documents.sort_unstable_by_key(|&document| self.key(document));
        documents.dedup_by_key(|document| self.key(*document).0);
        documents.truncate(most);
        documents
    }

    /// Such a sample of each text with a document among `documents`, by the text's root.
    pub(super) fn text_samples(&self, documents: &[u32], texts: &UnionFind, most: usize) -> HashMap<u32, Vec<u32>> {
        let roots = documents.iter().map(|&document| texts.find_flat(document));
        let mut members: HashMap<u32, Vec<u32>> = roots.map(|root| (root, Vec::new())).collect();
        // most documents are of no such text; a table of flags rules them out faster than the map
        let mut is_wanted = vec![false; texts.len()];
        members.keys().for_each(|&root| is_wanted[root as usize] = true);
        let all = (0..texts.len() as u32).into_par_iter();
        let wanted: Vec<u32> = all.filter(|&document| is_wanted[texts.find_flat(document) as usize]).collect();
        for document in wanted {
            members.entry(texts.find_flat(document)).or_default().push(document);
        }
        members.into_iter().map(|(root, members)| (root, self.sample(members, most))).collect()
    }
}
