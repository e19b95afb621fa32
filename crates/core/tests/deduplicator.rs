//! The deduplicator as its users see it.
#![allow(clippy::unwrap_used)] // a test fails by a panic

use wirecopy_core::boilerplate::BoilerplateLevel;
use wirecopy_core::time::Published;
use wirecopy_core::verify::{Form, Relation};
use wirecopy_core::{Config, Copies, Deduplicator, DeduplicatorBuilder, Document, Error, NoProgress, Progress};

/// A text of words `from..to` of an endless text of distinct words.
fn text(from: usize, to: usize) -> String {
    (from..to).map(|word| format!("word{word} ")).collect()
}

fn find(builder: DeduplicatorBuilder, documents: &[Document<'_>]) -> Copies {
    let mut dedup = builder.build().unwrap();
    dedup.extend(documents.iter().copied()).unwrap();
    dedup.finish(&NoProgress).unwrap()
}

fn without_boilerplate(config: Config) -> Config {
    Config { boilerplate: BoilerplateLevel::Off, ..config }
}

fn news() -> DeduplicatorBuilder {
    Deduplicator::builder(Config::news())
}

#[test]
fn finds_nothing_among_no_documents() {
    let copies = find(news(), &[]);
    assert!(copies.clusters().is_empty() && copies.labels().is_empty() && copies.stories().is_empty());
}

#[test]
fn a_cluster_lists_its_members_by_time_with_their_form() {
    let (whole, cut, other) = (text(0, 300), text(0, 150), text(1000, 1300));
    let at = |text, minute| Document { text, source: None, time: Some(Published::minute(minute)) };
    let copies = find(news(), &[at(&cut, 30), at(&other, 0), at(&whole, 10), at(&whole, 20)]);
    let [cluster] = copies.clusters() else { panic!("{:?}", copies.clusters()) };
    let members: Vec<(u32, Form)> = cluster.members.iter().map(|member| (member.document.0, member.form)).collect();
    assert_eq!(members, [(2, Form::Lead), (3, Form::Verbatim), (0, Form::Cut)]);
    assert_eq!(cluster.members[2].with_lead.shared, 146);
    let id = Some(cluster.id);
    assert_eq!(copies.labels(), [id, None, id, id]);
    assert_eq!(copies.stories().iter().map(|document| document.0).collect::<Vec<_>>(), [0, 1, 0, 0]);
}

#[test]
fn an_id_does_not_depend_on_the_other_documents_or_on_their_order() {
    let (one, other) = (text(0, 300), text(1000, 1300));
    let document = |text| Document { text, ..Document::default() };
    let first = find(news(), &[document(&one), document(&one)]);
    let second = find(news(), &[document(&other), document(&one), document(&other), document(&other), document(&one)]);
    assert_eq!(first.clusters()[0].id, second.clusters()[1].id);
}

#[test]
fn a_form_that_comes_again_is_divided_but_not_in_scans_whose_prints_are_never_equal() {
    let items: Vec<String> = (1..5).map(|day| text(0, 300) + &text(day * 1000, day * 1000 + 20)).collect();
    let on = |day: usize, text| Document { text, source: Some("echo"), time: Some(Published::day(day as i64)) };
    let documents: Vec<_> = items.iter().enumerate().map(|(day, text)| on(day, text)).collect();
    assert!(find(Deduplicator::builder(without_boilerplate(Config::news())), &documents).clusters().is_empty());
    let scanned = find(Deduplicator::builder(without_boilerplate(Config::ocr())), &documents);
    assert_eq!(scanned.clusters().len(), 1);
}

#[test]
fn pairs_are_listed_on_request() {
    let (one, other) = (text(0, 300), text(0, 80) + &text(1000, 1300));
    let documents = [&one, &one, &other].map(|text| Document { text, ..Document::default() });
    assert_eq!(find(news(), &documents).pairs(), None);
    let copies = find(news().list_pairs(true), &documents);
    let relations: Vec<_> = copies.pairs().unwrap().iter().map(|pair| (pair.a.0, pair.b.0, pair.relation)).collect();
    assert_eq!(relations, [(0, 1, Relation::Copy), (0, 2, Relation::Quotes), (1, 2, Relation::Quotes)]);
}

#[test]
fn a_small_memory_budget_changes_nothing() {
    let texts: Vec<String> = (0..40).map(|nth| text(nth / 4 * 500, nth / 4 * 500 + 200 + nth % 4 * 30)).collect();
    let documents: Vec<Document<'_>> = texts.iter().map(|text| Document { text, ..Document::default() }).collect();
    let in_memory = find(news(), &documents);
    assert_eq!(in_memory.clusters().len(), 10);
    assert_eq!(find(news().memory(0), &documents), in_memory);
}

#[test]
fn a_setting_out_of_its_range_is_refused() {
    let mut config = Config::news();
    config.matching.threshold = 2.0;
    assert!(matches!(Deduplicator::builder(config).build(), Err(Error::Setting { field: "matching.threshold", .. })));
}

#[test]
fn a_run_can_be_cancelled() {
    struct Cancelled;
    impl Progress for Cancelled {
        fn cancelled(&self) -> bool {
            true
        }
    }
    let dedup = news().build().unwrap();
    assert!(matches!(dedup.finish(&Cancelled), Err(Error::Interrupted)));
}
