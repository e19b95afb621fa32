//! The core's `Deduplicator` finds the clusters that a scan finds.

use std::collections::HashMap;
use std::sync::Mutex;
use wirecopy::findings::Findings;
use wirecopy::pipeline::{Settings, scan};
use wirecopy_core::verify::{Form, Overlap};
use wirecopy_core::{Copies, Deduplicator, Document, NoProgress};

/// The text of every article by path and row.
fn texts(sources: &[std::path::PathBuf], settings: &Settings) -> HashMap<(String, Option<u64>), String> {
    let texts = Mutex::new(HashMap::new());
    wirecopy::input::read(sources, &settings.input, &NoProgress, |batch| {
        let place = |article: &wirecopy::article::Article| (article.path.to_string(), article.row);
        let of_batch = batch.articles.into_iter().map(|article| (place(&article), article.text));
        texts.lock().unwrap().extend(of_batch);
    })
    .unwrap();
    texts.into_inner().unwrap()
}

/// The clusters in order: each member with its form and its overlap with the lead. Ids are left out: a scan makes them
/// of the leads' fields, which the core does not know.
type Clusters = Vec<Vec<(u32, Form, Overlap, u32)>>;

fn clusters_of_scan(findings: &Findings) -> Clusters {
    let copies = |cluster: &wirecopy::findings::Cluster| {
        cluster.copies.iter().map(|copy| (copy.article, copy.form, copy.with_lead, copy.shared_words)).collect()
    };
    findings.clusters.iter().map(copies).collect()
}

fn clusters_of_copies(copies: &Copies) -> Clusters {
    let members = |cluster: &wirecopy_core::Cluster| {
        let members = cluster.members.iter();
        members.map(|member| (member.document.0, member.form, member.with_lead, member.shared_words)).collect()
    };
    copies.clusters().iter().map(members).collect()
}

#[test]
fn the_deduplicator_finds_the_clusters_of_a_scan() {
    let sources = [concat!(env!("CARGO_MANIFEST_DIR"), "/corpus-samples").into()];
    let settings = Settings::default();
    let findings = scan(&sources, &settings, &NoProgress).unwrap();
    let texts = texts(&sources, &settings);
    let mut dedup = Deduplicator::builder(settings.core.clone()).list_pairs(true).build().unwrap();
    for number in 0..findings.articles.len() {
        let article = findings.articles.get(number);
        let text = &texts[&(article.path.to_owned(), article.row)];
        dedup.add(Document { text, source: Some(article.outlet), time: article.published }).unwrap();
    }
    let copies = dedup.finish(&NoProgress).unwrap();
    assert!(findings.clusters.len() > 10);
    assert_eq!(clusters_of_copies(&copies), clusters_of_scan(&findings));
    let stories: Vec<u32> = copies.stories().iter().map(|story| story.0).collect();
    assert_eq!(stories, findings.stories);
}
