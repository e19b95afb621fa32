//! The clusters of a scan do not depend on whether every candidate pair is checked, nor on the memory that there is.

use proptest::prelude::*;
use std::fmt::Write;
use wirecopy::hash;
use wirecopy::pipeline::{Settings, scan};
use wirecopy::progress::NoProgress;
use wirecopy::store::SpillOptions;

/// Writes a corpus of articles with these words.
fn write(articles: &[Vec<String>]) -> tempfile::NamedTempFile {
    let mut lines = String::new();
    for (nth, words) in articles.iter().enumerate() {
        let text = words.join(" ");
        writeln!(lines, "{{\"id\": \"{nth}\", \"outlet\": \"o{}\", \"text\": \"{text}\"}}", nth % 7).unwrap();
    }
    let file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    std::fs::write(file.path(), lines).unwrap();
    file
}

/// Fails where a scan that skips connected pairs finds other clusters than one that checks every pair.
fn assert_same_clusters(articles: &[Vec<String>]) -> Result<(), TestCaseError> {
    let file = write(articles);
    let run = |every_pair, budget| {
        let mut settings = Settings::default();
        settings.core.every_pair = every_pair;
        settings.core.memory = SpillOptions { budget, folder: None };
        scan(&[file.path().to_owned()], &settings, &NoProgress).unwrap()
    };
    let (undecided, every) = (run(false, 1 << 30), run(true, 1 << 30));
    // without memory the pairs are checked in another order
    for other in [&every, &run(false, 0), &run(true, 0)] {
        prop_assert_eq!(&undecided.clusters, &other.clusters);
        prop_assert_eq!(&undecided.stories, &other.stories);
    }
    prop_assert!(undecided.counts.matches <= every.counts.matches);
    prop_assert!(undecided.pairs.is_none() && every.pairs.is_some());
    Ok(())
}

/// The word at a position of a text.
fn word(text: u8, position: u16) -> String {
    format!("w{}", hash::mix64(u64::from(text) << 32 | u64::from(position)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clusters_of_undecided_pairs_equal_those_of_all_pairs(
        articles in proptest::collection::vec(
            proptest::collection::vec((0_u8..4, (0_u16..8, 1_u16..8)), 1..4), 2..60),
    ) {
        // passages of four texts
        let words = |passages: &Vec<(u8, (u16, u16))>| -> Vec<String> {
            let passages = passages.iter().map(|&(text, (from, len))| (text, from * 30..(from + len) * 30));
            passages.flat_map(|(text, positions)| positions.map(move |position| word(text, position))).collect()
        };
        assert_same_clusters(&articles.iter().map(words).collect::<Vec<_>>())?;
    }

    #[test]
    fn clusters_of_serial_reports_equal_those_of_all_pairs(
        articles in proptest::collection::vec(
            (proptest::collection::vec((0_usize..8, 1_u16..4), 0..4), 0_usize..4, proptest::option::of(0_u16..40)),
            2..40,
        ),
    ) {
        // a form of eight sentences with a number in each, a few of which differ: reports that differ in one number
        // lead to those that differ in more. Some are cut short, some have a word of their own in the middle
        let letters = |text, position| {
            word(text, position).chars().map(|c| (b'a' + c as u8 % 26) as char).collect::<String>()
        };
        let words = |(changed, cut, own): &(Vec<(usize, u16)>, usize, Option<u16>)| -> Vec<String> {
            let mut facts: Vec<u16> = (0..8).collect();
            changed.iter().for_each(|&(nth, change)| facts[nth] += 10 * change);
            facts.truncate(8 - cut);
            let sentence = |(nth, fact): (usize, &u16)| {
                let words = (0..7).map(move |position| letters(0, nth as u16 * 7 + position));
                let own = own.filter(|_| nth == 3).map(|own| letters(9, own));
                words.chain([fact.to_string()]).chain(own).collect::<Vec<_>>()
            };
            facts.iter().enumerate().flat_map(sentence).collect()
        };
        assert_same_clusters(&articles.iter().map(words).collect::<Vec<_>>())?;
    }
}
