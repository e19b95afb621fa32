//! The clusters of a scan do not depend on whether every candidate pair is checked, nor on the memory that there is.

use crate::support::{rows, wirecopy};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use wirecopy::config::ListedPairs;
use wirecopy::findings::Findings;
use wirecopy::hash;
use wirecopy::pipeline::{Settings, scan};
use wirecopy::progress::NoProgress;
use wirecopy::store::SpillOptions;
use wirecopy::verify::{PairKind, PairList, PairStats, Relation};

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
    let run = |pairs, budget| {
        let mut settings = Settings::default();
        settings.core.pairs = pairs;
        settings.core.memory = SpillOptions { budget, folder: None };
        scan(&[file.path().to_owned()], &settings, &NoProgress).unwrap()
    };
    use ListedPairs::{All, Deciding};
    let (undecided, deciding, every) = (run(ListedPairs::None, 1 << 30), run(Deciding, 1 << 30), run(All, 1 << 30));
    // without memory the pairs are checked in another order
    let (deciding_in_files, every_in_files) = (run(Deciding, 0), run(All, 0));
    for other in [&deciding, &every, &run(ListedPairs::None, 0), &deciding_in_files, &every_in_files] {
        prop_assert_eq!(&undecided.clusters, &other.clusters);
        prop_assert_eq!(&undecided.stories, &other.stories);
    }
    prop_assert!(undecided.counts.matches <= every.counts.matches);
    prop_assert!(undecided.pairs.is_none() && every.pairs.is_some());
    prop_assert_eq!(with_relations(&deciding), with_relations(&deciding_in_files));
    prop_assert_eq!(with_relations(&every), with_relations(&every_in_files));
    assert_lists_what_decides(&deciding, &every)
}

/// The listed pairs, each with its relation.
fn with_relations(findings: &Findings) -> Vec<(PairStats, Relation)> {
    let pairs = findings.pairs.iter().flat_map(PairList::iter).map(|pair| pair.unwrap());
    pairs.map(|pair| (pair, findings.relation(&pair))).collect()
}

/// Fails unless the pairs of `deciding` are those of `every` that are of two texts, or of a copy and its lead or its
/// nearest copy.
fn assert_lists_what_decides(deciding: &Findings, every: &Findings) -> Result<(), TestCaseError> {
    let cluster = |article: u32| every.memberships[article as usize].map(|membership| membership.cluster);
    let mut of_copies = BTreeSet::new();
    for copy in every.clusters.iter().flat_map(|cluster| &cluster.copies[1..]) {
        let lead = every.clusters[cluster(copy.article).unwrap() as usize].copies[0].article;
        for other in [Some(lead), copy.nearest].into_iter().flatten() {
            of_copies.insert((copy.article.min(other), copy.article.max(other)));
        }
    }
    let listed = with_relations(deciding);
    let found: BTreeSet<(u32, u32)> = listed.iter().map(|(pair, _)| (pair.a, pair.b)).collect();
    prop_assert!(of_copies.is_subset(&found), "each copy stands beside its lead and its nearest copy");
    let is_between = |a: u32, b: u32| cluster(a).is_none() || cluster(a) != cluster(b);
    let expected = with_relations(every).into_iter().filter(|(pair, _)| {
        // items of a series may be one text and in two clusters
        let is_one_text = pair.overlap.jaccard() >= 0.5 && pair.kind == PairKind::Match;
        let is_listed = is_between(pair.a, pair.b) && (!is_one_text || found.contains(&(pair.a, pair.b)));
        of_copies.contains(&(pair.a, pair.b)) || is_listed
    });
    prop_assert_eq!(expected.collect::<Vec<_>>(), listed);
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

#[test]
fn the_pairs_that_are_listed_are_rows_of_all_pairs_and_have_each_copy_with_its_lead() {
    let table = |flags: &[&str]| {
        let out = tempfile::tempdir().unwrap();
        let words = [&["scan", "corpus-samples", "-q", "--no-page", "--out", out.path().to_str().unwrap()], flags];
        wirecopy(&words.concat()).current_dir(env!("CARGO_MANIFEST_DIR")).assert().success();
        let read = |name: &str| rows(&std::fs::read(out.path().join(name)).unwrap());
        (read("pairs.csv"), read("clusters.csv"))
    };
    let ((listed, clusters), (all, _)) = (table(&[]), table(&["--all-pairs"]));
    assert!(listed.len() < all.len(), "{} of {}", listed.len(), all.len());
    assert!(listed.iter().all(|row| all.contains(row)));
    let mut lead = "";
    for copy in &clusters {
        if copy["form"] == "lead" {
            lead = &copy["article_id"];
            continue;
        }
        for other in [lead, &copy["nearest_id"]] {
            let ids = [&*copy["article_id"], other];
            let has =
                |row: &HashMap<String, String>| ids.contains(&&*row["article_a"]) && ids.contains(&&*row["article_b"]);
            assert!(listed.iter().any(has), "{ids:?}");
        }
    }
}
