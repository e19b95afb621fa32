//! Takes a batch of documents through the stages one by one, as an engine does that distributes a run.
//!
//! `cargo run -p wirecopy-core --example stages`
#![allow(clippy::print_stdout)] // an example shows what it found

use std::collections::BTreeMap;
use wirecopy_core::Config;
use wirecopy_core::document::Provenance;
use wirecopy_core::stages::{
    Posting, Sketch, Sketcher, TextPair, check, choose, content_hash, decide, groups, number, pair_counts,
    score_estimate,
};
use wirecopy_core::verify::DocumentShingles;

/// What names a document, and its text.
const DOCUMENTS: [(&str, &str); 4] = [
    (
        "c/1",
        "Copper rose by three marks in Trevane on Monday, the exchange said, after a mine in the hills had closed.",
    ),
    (
        "a/1",
        "The ferry ran aground off Holm on Sunday with 212 people aboard. All of them are safe, the coast guard \
             said, and divers will look at the hull when the tide is out.",
    ),
    (
        "b/7",
        "HOLM: The ferry ran aground off Holm on Sunday with 212 people aboard. All of them are safe, the coast \
             guard said, and divers will look at the hull when the tide is out. More follows.",
    ),
    ("b/2", "A library in Trevane lends umbrellas from today. Whoever brings none back has to read aloud for an hour."),
];

fn main() {
    let config = Config::news();
    // number: the order of the names decides, not the order of arrival
    let order = number(&DOCUMENTS.map(|(name, _)| name));
    let documents: Vec<(&str, &str)> = order.iter().map(|&position| DOCUMENTS[position as usize]).collect();

    // tokens and sketch: each document by itself
    let mut sketcher = Sketcher::new(&config);
    let sketches: Vec<Sketch> = documents.iter().map(|(_, text)| sketcher.sketch(text)).collect();

    // groups: documents that share a band key or an anchor; the first part of a key keeps the bands apart
    let mut records = Vec::new();
    for (document, sketch) in (0..).zip(&sketches) {
        records.extend((1..).zip(&sketch.bands).map(|(band, &key)| ((band, key), document)));
        records.extend(sketch.anchors.iter().map(|&anchor| ((0, anchor), document)));
    }

    // pair counts: a band key weighs 2, an anchor 1. Here each document is a text of its own
    let mut weights: BTreeMap<(u32, u32), u8> = BTreeMap::new();
    for ((band, _), of_key) in groups(records) {
        let content = |document: u32| content_hash(&sketches[document as usize].bands);
        let posting = |&document: &u32| Posting { text: document, document, content: content(document) };
        let mut group: Vec<Posting> = of_key.iter().map(posting).collect();
        pair_counts(&mut group, |one, other| {
            let weight = weights.entry((one.document, other.document)).or_default();
            *weight = weight.saturating_add(if band == 0 { 1 } else { 2 });
        });
    }

    // choose: which pairs are checked, and in which order
    let pair = |(&(one, other), &weight): (&(u32, u32), &u8)| TextPair {
        text: one,
        other,
        score: score_estimate(weight, sketches[one as usize].distinct, sketches[other as usize].distinct),
        documents: (other, one),
    };
    let chosen = choose(weights.iter().filter(|(_, weight)| **weight >= 2).map(pair).collect());
    let pairs: Vec<(u32, u32)> = chosen.into_iter().map(|(pair, _)| pair).collect();
    println!("candidate pairs: {pairs:?}");

    // check and decide
    let tokens: Vec<_> = sketches.into_iter().map(|sketch| sketch.tokens).collect();
    let (times, sources) = (vec![None; tokens.len()], vec![None; tokens.len()]);
    let shingles = DocumentShingles::from_source(tokens, config.shingle, documents.len() as u32);
    let mut verdicts = check(&pairs, &shingles, &times, &sources, &config);
    let decision = decide(&mut verdicts, &shingles, &config, |_| Provenance::default());
    for members in decision.clusters.members() {
        let names: Vec<&str> = members.iter().map(|&document| documents[document as usize].0).collect();
        println!("one text: {names:?}");
        assert_eq!(names, ["a/1", "b/7"]);
    }
}
