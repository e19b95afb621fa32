//! Numbering documents, and grouping them by the keys that they share.

/// The positions of `keys` in ascending order of the keys. Document number `n` is the one at position
/// `number(keys)[n]`. Equal keys keep their order.
///
/// Only the order of the numbers matters to the other stages: it decides which of two equal documents comes first.
///
/// ```
/// use wirecopy_core::stages::number;
///
/// assert_eq!(number(&[("b.jsonl", 2), ("a.jsonl", 7), ("b.jsonl", 1)]), [1, 2, 0]);
/// ```
#[must_use]
pub fn number<K: Ord>(keys: &[K]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.sort_by_key(|&position| &keys[position as usize]);
    order
}

/// The groups of two or more documents that share a key, from records of a key and a document. Groups are ordered by
/// key, and their documents are ascending, each once.
///
/// ```
/// use wirecopy_core::stages::groups;
///
/// assert_eq!(groups(vec![(9, 1), (4, 2), (9, 0), (9, 1)]), [(9, vec![0, 1])]);
/// ```
#[must_use]
pub fn groups<K: Copy + Ord>(mut records: Vec<(K, u32)>) -> Vec<(K, Vec<u32>)> {
    records.sort_unstable();
    records.dedup();
    let of_key = records.chunk_by(|a, b| a.0 == b.0).filter(|records| records.len() > 1);
    of_key.map(|records| (records[0].0, records.iter().map(|&(_, document)| document).collect())).collect()
}
