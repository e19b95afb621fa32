//! Look-ups against the slow way: the keys of every article, one by one.

use super::*;
use crate::{ArticleData, IndexSettings, PreparedArticle, StandingIndex};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use wirecopy_core::text::{ShingleSettings, tokens};
use wirecopy_core::util::hash;

const ARTICLES: u64 = 320;

fn words(seed: u64, count: usize) -> String {
    let mut state = seed;
    (0..count).map(|_| format!("w{} ", hash::next_random(&mut state) % 900)).collect()
}

fn outlet(id: u64) -> String {
    format!("outlet{}", id % 4)
}

/// Some words of its own, a menu on half of the pages of one outlet, and a quote that a few articles have.
fn text(id: u64) -> String {
    let menu = if id.is_multiple_of(8) { words(7001, 20) } else { String::new() };
    let quote = if id % 16 == 3 { words(7002, 20) } else { String::new() };
    format!("{menu}{}{quote}", words(id, 40))
}

fn prepared(id: u64) -> PreparedArticle {
    let data = ArticleData {
        id_hash: hash::mix64(id),
        content: id,
        outlet: &outlet(id),
        fields: b"",
        tokens: &tokens(&text(id)),
        lines: &[],
        date_order: None,
        text: None,
    };
    PreparedArticle::new(&data, ShingleSettings::default(), 8)
}

/// The keys of each article that name it, and the sum of their weights.
type NamedArticles = BTreeMap<u64, (Vec<u32>, f32)>;

/// For each live article with keys that name articles those keys and the sum of their weights, and the outlets that
/// repeat some keys.
fn slowly(keys: &[u32], removed: &BTreeSet<u64>) -> (NamedArticles, BTreeSet<String>) {
    let all: Vec<(u64, BTreeSet<u32>)> =
        (0..ARTICLES).map(|id| (id, prepared(id).keys.into_iter().collect())).collect();
    let live = (ARTICLES - removed.len() as u64) as f32;
    let (mut found, mut repeating) = (NamedArticles::new(), BTreeSet::new());
    for (nth, key) in (0..).zip(keys) {
        let having: Vec<u64> = all.iter().filter(|(_, keys)| keys.contains(key)).map(|(id, _)| *id).collect();
        let of_outlet = |name: &String| having.iter().filter(|&&id| outlet(id) == *name).count() as u32;
        let outlets = (0..4).map(outlet).filter(|name| of_outlet(name) >= FURNITURE && of_outlet(name) >= 8);
        let outlets: Vec<String> = outlets.collect();
        if outlets.is_empty() {
            for id in having.iter().filter(|id| !removed.contains(id)) {
                let of_article = found.entry(*id).or_default();
                of_article.0.push(nth);
                of_article.1 += (live / having.len() as f32).log2().max(0.01);
            }
        }
        repeating.extend(outlets);
    }
    (found, repeating)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn articles_are_named_by_the_keys_that_they_have(
        ends in proptest::collection::btree_set(1..ARTICLES, 0..4),
        removed in proptest::collection::btree_set(0..ARTICLES, 0..30),
        asked in proptest::collection::vec(0..ARTICLES, 1..5),
        most in 1_usize..400,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let index = StandingIndex::create(&folder.path().join("index"), &IndexSettings::default()).unwrap();
        let mut start = 0;
        for end in ends.into_iter().chain([ARTICLES]) {
            let articles: Vec<PreparedArticle> = (start..end).map(prepared).collect();
            index.lock(Duration::ZERO).unwrap().commit(&articles, &Snapshot::default(), &[]).unwrap();
            start = end;
        }
        let before = index.snapshot().unwrap();
        let places: Vec<EntryRef> = removed.iter().flat_map(|&id| before.with_id(hash::mix64(id))).collect();
        index.lock(Duration::ZERO).unwrap().commit(&[], &before, &places).unwrap();
        let snapshot = index.snapshot().unwrap();
        for id in asked {
            let (mut keys, query) = (Vec::new(), format!("{}{}{}", words(7001, 20), words(id, 40), words(7002, 20)));
            ShingleSettings::default().shingles(&tokens(&query), &mut keys);
            let (expected, repeating) = slowly(&keys, &removed);
            let found = snapshot.look_up(&keys, most);
            // what is remembered changes nothing
            prop_assert_eq!(&snapshot.look_up(&keys, most), &found);
            let least = (snapshot.len() as f32).log2() / 2.0;
            let worth = expected.values().filter(|(_, score)| *score >= least).count();
            prop_assert_eq!(found.entries.len(), worth.max(FEW).min(most).min(expected.len()));
            prop_assert!(found.entries.is_sorted_by(|a, b| a.score >= b.score));
            for (entry, of_entry) in found.entries.iter().zip(&found.keys) {
                let content = snapshot.segment_of(entry.place).content(entry.place.entry);
                let (expected, score) = &expected[&content];
                prop_assert_eq!(of_entry, expected);
                prop_assert!((entry.score - score).abs() < 1e-3);
            }
            let names: BTreeSet<String> =
                found.repeating.iter().map(|&outlet| snapshot.outlet_name(outlet).to_owned()).collect();
            prop_assert_eq!(names, repeating);
        }
    }
}
