//! Tests of the index as a whole: adds, removals, merges, strays, damage, locks.

use super::*;
use crate::{ArticleData, EntryRef, PreparedArticle};
use proptest::prelude::*;
use std::collections::BTreeMap;
use wirecopy_core::text::{TokenisedText, Tokeniser};
use wirecopy_core::util::hash;

fn prepared(id: u64, text: &str, keep_text: bool) -> PreparedArticle {
    let mut tokenised = TokenisedText::default();
    Tokeniser::default().tokenise(text, &mut tokenised);
    let fields = format!("fields of {id}");
    let data = ArticleData {
        id_hash: hash::mix64(id),
        content: id,
        outlet: if id.is_multiple_of(2) { "Echo" } else { "" },
        fields: fields.as_bytes(),
        tokens: &tokenised.tokens,
        lines: &tokenised.lines,
        date_order: None,
        text: keep_text.then_some(text),
    };
    PreparedArticle::new(&data, ShingleSettings::default(), 8)
}

fn text_of(id: u64) -> String {
    let mut state = id;
    (0..60).map(|_| format!("w{} ", hash::next_random(&mut state) % 5000)).collect()
}

/// The ids and words of all live articles.
fn contents(index: &StandingIndex) -> BTreeMap<u64, usize> {
    let snapshot = index.snapshot().unwrap();
    let mut found = BTreeMap::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let is_live = |entry| !snapshot.is_removed(number, entry);
        segment
            .each(is_live, |entry, stored| {
                assert_eq!(stored.fields, format!("fields of {}", stored.content).as_bytes());
                assert_eq!(segment.outlet(entry), if stored.content % 2 == 0 { "Echo" } else { "" });
                assert!(found.insert(stored.content, stored.tokens.len()).is_none());
                Ok::<(), IndexError>(())
            })
            .unwrap();
    }
    found
}

fn places(snapshot: &Snapshot, id: u64) -> Vec<EntryRef> {
    snapshot.with_id(hash::mix64(id))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn holds_what_was_added_and_not_removed(
        steps in proptest::collection::vec((0_u8..10, 0_u64..40), 1..60),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut index = StandingIndex::create(&folder.path().join("index"), &IndexSettings::default()).unwrap();
        let mut expected = BTreeMap::new();
        for (step, id) in steps {
            let guard = index.lock(Duration::ZERO).unwrap();
            let snapshot = index.snapshot().unwrap();
            match step {
                0 => guard.compact().unwrap(),
                1..3 => {
                    guard.commit(&[], &snapshot, &places(&snapshot, id)).unwrap();
                    expected.remove(&id);
                }
                _ => {
                    let article = prepared(id, &text_of(id), false);
                    guard.commit(&[article], &snapshot, &places(&snapshot, id)).unwrap();
                    expected.insert(id, 60);
                    guard.tidy().unwrap();
                }
            }
            drop(guard);
            if step == 9 {
                index = StandingIndex::open(index.folder()).unwrap();
            }
            prop_assert_eq!(&contents(&index), &expected);
        }
        prop_assert!(index.verify().unwrap().is_empty());
    }
}

#[test]
fn every_passage_of_twelve_words_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let index = StandingIndex::create(&folder.path().join("index"), &IndexSettings::default()).unwrap();
    let articles: Vec<_> = (0..300).map(|id| prepared(id, &text_of(id), false)).collect();
    index.lock(Duration::ZERO).unwrap().commit(&articles, &Snapshot::default(), &[]).unwrap();
    let snapshot = index.snapshot().unwrap();
    let mut keys = Vec::new();
    for (id, article) in articles.iter().enumerate() {
        for start in 0..60 - 12 {
            ShingleSettings::default().shingles(&article.tokens[start..start + 12], &mut keys);
            let found = snapshot.look_up(&keys, 100).entries;
            assert_eq!(snapshot.segment_of(found[0].place).content(found[0].place.entry), id as u64);
        }
    }
    assert_eq!(snapshot.sample("Echo", 32).len(), 32);
    assert_eq!(snapshot.sample("", 1000).len(), 300);
    assert!(snapshot.sample("Other", 32).is_empty());
}

#[test]
fn what_was_removed_is_in_no_file_after_compaction() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("index");
    let settings = IndexSettings { keep_text: true, ..IndexSettings::default() };
    let index = StandingIndex::create(&place, &settings).unwrap();
    let guard = index.lock(Duration::ZERO).unwrap();
    let articles: Vec<_> = (0..20).map(|id| prepared(id, &text_of(id), true)).collect();
    guard.commit(&articles, &Snapshot::default(), &[]).unwrap();
    let snapshot = index.snapshot().unwrap();
    guard.commit(&[], &snapshot, &places(&snapshot, 7)).unwrap();
    let snapshot = index.snapshot().unwrap();
    assert_eq!((snapshot.len(), snapshot.stats()[0].removed), (19, 1));
    guard.compact().unwrap();
    let snapshot = index.snapshot().unwrap();
    assert_eq!((snapshot.len(), snapshot.stats()[0].removed, snapshot.segments().len()), (19, 0, 1));
    let segment = &snapshot.segments()[0];
    let texts: Vec<String> = (0..19).map(|entry| segment.text_of(entry).unwrap().unwrap()).collect();
    assert!(texts.contains(&text_of(8)) && !texts.contains(&text_of(7)));
    assert!(snapshot.with_id(hash::mix64(7)).is_empty() && !snapshot.with_id(hash::mix64(8)).is_empty());
}

#[test]
fn a_second_writer_is_refused_and_a_stray_file_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let index = StandingIndex::create(&folder.path().join("index"), &IndexSettings::default()).unwrap();
    let other = StandingIndex::open(index.folder()).unwrap();
    let guard = index.lock(Duration::ZERO).unwrap();
    assert!(matches!(other.lock(Duration::ZERO), Err(IndexError::Busy(_))));
    // a writer that ended after it had written its file, and before its transaction
    guard.seal(&[prepared(1, &text_of(1), false)]).unwrap();
    drop(guard);
    assert!(file_name(index.folder(), 1).exists());
    let guard = other.lock(Duration::ZERO).unwrap();
    assert!(!file_name(index.folder(), 1).exists());
    guard.commit(&[prepared(2, &text_of(2), false)], &Snapshot::default(), &[]).unwrap();
    assert_eq!(contents(&index).into_keys().collect::<Vec<_>>(), [2]);
}

#[test]
fn every_flipped_byte_of_a_segment_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let index = StandingIndex::create(&folder.path().join("index"), &IndexSettings::default()).unwrap();
    let articles: Vec<_> = (0..3).map(|id| prepared(id, &text_of(id), false)).collect();
    index.lock(Duration::ZERO).unwrap().commit(&articles, &Snapshot::default(), &[]).unwrap();
    let path = file_name(index.folder(), 1);
    let good = std::fs::read(&path).unwrap();
    let mut unseen = 0;
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        // under the same name, and as a new file: the old one may be mapped
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, &bad).unwrap();
        let problems = index.verify().unwrap();
        unseen += usize::from(problems.is_empty());
        assert!(problems.iter().all(|problem| problem.contains("00000001.seg")), "{problems:?}");
    }
    // the few zeros between sections mean nothing
    assert!(unseen < 8 * 17, "{unseen} of {}", good.len());
    std::fs::remove_file(&path).unwrap();
    assert!(index.verify().unwrap()[0].contains("00000001.seg"));
}

#[test]
fn a_newer_format_and_a_foreign_database_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("index");
    assert!(matches!(StandingIndex::open(&place), Err(IndexError::Missing(_))));
    drop(StandingIndex::create(&place, &IndexSettings::default()).unwrap());
    assert!(matches!(StandingIndex::create(&place, &IndexSettings::default()), Err(IndexError::Occupied { .. })));
    for (version, told) in [(7, "format 7"), (0, "no index of wirecopy")] {
        let database = rusqlite::Connection::open(place.join(catalog::FILE)).unwrap();
        database.pragma_update(None, "user_version", version).unwrap();
        drop(database);
        let message = StandingIndex::open(&place).unwrap_err().to_string();
        assert!(message.contains(told), "{message}");
    }
    std::fs::write(place.join(catalog::FILE), b"nothing of the kind").unwrap();
    assert!(StandingIndex::open(&place).is_err());
}

#[test]
fn a_crash_while_an_index_was_made_leaves_nothing_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    // the file is written under another name, so this is all that can be left
    std::fs::write(folder.path().join("index.new"), b"the first bytes of").unwrap();
    std::fs::write(folder.path().join("index.new-journal"), b"").unwrap();
    assert!(matches!(StandingIndex::open(folder.path()), Err(IndexError::Missing(_))));
    let index = StandingIndex::create(folder.path(), &IndexSettings::default()).unwrap();
    assert!(index.verify().unwrap().is_empty());
    assert!(!folder.path().join("index.new").exists());
}

#[test]
fn the_orders_of_dates_are_counted_for_each_outlet() {
    let folder = tempfile::tempdir().unwrap();
    let index = StandingIndex::create(&folder.path().join("index"), &IndexSettings::default()).unwrap();
    let dated = |id: u64, date_order| PreparedArticle { date_order, ..prepared(id, &text_of(id), false) };
    let guard = index.lock(Duration::ZERO).unwrap();
    let some =
        [dated(2, Some(true)), dated(4, Some(false)), dated(6, Some(true)), dated(8, None), dated(3, Some(false))];
    for article in some {
        guard.commit(&[article], &Snapshot::default(), &[]).unwrap();
    }
    let snapshot = index.snapshot().unwrap();
    assert_eq!((snapshot.date_orders("Echo"), snapshot.date_orders("none")), ([1, 2], [0, 0]));
    assert_eq!(snapshot.articles_of("Echo"), 4);
    guard.commit(&[], &snapshot, &places(&snapshot, 2)).unwrap();
    assert_eq!(index.snapshot().unwrap().date_orders("Echo"), [1, 1]);
    guard.compact().unwrap();
    let snapshot = index.snapshot().unwrap();
    assert_eq!((snapshot.date_orders("Echo"), snapshot.articles_of("Echo")), ([1, 1], 3));
    assert_eq!(snapshot.segments().len(), 1);
}
