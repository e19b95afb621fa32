//! The stages give what a whole run gives, however the documents are divided between batches.
#![allow(clippy::unwrap_used)] // a test fails by a panic

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use wirecopy_core::boilerplate::BoilerplateLevel;
use wirecopy_core::cluster::{UnionFind, is_certain};
use wirecopy_core::stages::{
    Decision, Posting, Sketch, Sketcher, TextPair, check, choose, content_hash, decide, decisive_pairs, groups,
    pair_counts, same_texts, score_estimate,
};
use wirecopy_core::text::{Token, tokens};
use wirecopy_core::time::Published;
use wirecopy_core::verify::{AnchorFilter, DocumentShingles, Match, Overlap, Reason, RelatedPair, Verdict, Verdicts};
use wirecopy_core::{Config, Deduplicator, Document, NoProgress, Provenance};

type Texts = DocumentShingles<Vec<Vec<Token>>>;

/// Stretches of five texts, in steps of 20 words; of one text every sixth word is a number that each document has for
/// itself.
#[derive(Debug, Clone)]
struct Passages(Vec<(u8, u16, u16)>);

impl Passages {
    fn text(&self, document: usize) -> String {
        let words = self.0.iter().flat_map(|&(text, from, len)| {
            (from * 20..(from + len) * 20).map(move |word| match (text, word % 6) {
                (4, 0) => format!("{} ", usize::from(word) * 100 + document),
                _ => format!("w{text}x{word} "),
            })
        });
        words.collect()
    }
}

fn passages() -> impl Strategy<Value = Passages> {
    proptest::collection::vec((0_u8..5, 0_u16..6, 1_u16..9), 1..3).prop_map(Passages)
}

fn config() -> Config {
    Config { boilerplate: BoilerplateLevel::Off, ..Config::news() }
}

fn shingles(texts: Vec<Vec<Token>>) -> Texts {
    let documents = texts.len() as u32;
    DocumentShingles::from_source(texts, config().shingle, documents)
}

/// The sources of some documents: three of four are known.
fn sources(documents: usize) -> Vec<Option<u32>> {
    (0..documents as u32).map(|document| Some(document % 4).filter(|&source| source > 0)).collect()
}

/// The source of a document: three of four sources are known. Half of the times are.
fn provenance(document: u32) -> Provenance {
    let time = (!document.is_multiple_of(2)).then(|| Published::day(i64::from(document / 3)));
    Provenance { source: NonZeroU32::new(document % 4), time }
}

/// Decides each component of the decisive pairs in a batch of its own, or several of them in one of `batches` batches.
fn decide_in_batches(verdicts: &Verdicts, texts: &[Vec<Token>], batches: u32, config: &Config) -> Decision {
    let mut connected = UnionFind::new(texts.len());
    decisive_pairs(verdicts).for_each(|(a, b)| _ = connected.union(a, b));
    let mut of_batch: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for document in 0..texts.len() as u32 {
        of_batch.entry(connected.find(document) % batches).or_default().push(document);
    }
    let (mut clusters, mut series) = (UnionFind::new(texts.len()), UnionFind::new(texts.len()));
    let mut whole = Decision { stories: vec![0; texts.len()], ..Decision::default() };
    for documents in of_batch.values() {
        let number = |document: u32| documents.binary_search(&document).ok().map(|number| number as u32);
        let own_match =
            |&found: &Match| Some(Verdict::Match(Match { a: number(found.a)?, b: number(found.b)?, ..found }));
        let own_pair = |&pair: &RelatedPair| {
            Some(Verdict::Related(RelatedPair { a: number(pair.a)?, b: number(pair.b)?, ..pair }))
        };
        let template = |(a, b)| RelatedPair { a, b, overlap: Overlap::default(), reason: Reason::Template };
        let matches = verdicts.matches.iter().filter_map(own_match);
        let related = verdicts.related.iter().filter_map(own_pair);
        let mut own: Verdicts = matches
            .chain(related)
            .chain(verdicts.templates().map(template).filter_map(|pair| own_pair(&pair)))
            .collect();
        let own_shingles = shingles(documents.iter().map(|&document| texts[document as usize].clone()).collect());
        let name = |number: u32| documents[number as usize];
        let decision = decide(&mut own, &own_shingles, config, |number| provenance(name(number)));
        for members in decision.clusters.members() {
            members.windows(2).for_each(|pair| _ = clusters.union(name(pair[0]), name(pair[1])));
        }
        for members in decision.series.members() {
            members.windows(2).for_each(|pair| _ = series.union(name(pair[0]), name(pair[1])));
        }
        whole.versions.extend(decision.versions.iter().map(|&(a, b)| (name(a), name(b))));
        for (number, &story) in decision.stories.iter().enumerate() {
            whole.stories[documents[number] as usize] = name(story);
        }
    }
    whole.versions.sort_unstable();
    Decision { clusters: clusters.into_clusters(), series: series.into_clusters(), ..whole }
}

/// A run made of the stages.
fn clusters_by_stages(documents: &[String], times: &[Option<Published>], config: &Config) -> Vec<Vec<u32>> {
    let sources = sources(documents.len());
    let mut sketcher = Sketcher::new(config);
    let sketches: Vec<Sketch> = documents.iter().map(|text| sketcher.sketch(text)).collect();
    let shingles = shingles(sketches.iter().map(|sketch| sketch.tokens.clone()).collect());
    let bands: Vec<u32> = sketches.iter().flat_map(|sketch| sketch.bands.clone()).collect();
    let same = same_texts(&shingles, &bands, times, &sources, config, |_, _| true);
    let mut texts = UnionFind::new(documents.len());
    same.iter().for_each(|found| _ = texts.union(found.a, found.b));
    texts.compress();
    let [best, others] = candidates(&sketches, &texts, config);
    let mut verdicts = check(&best, &shingles, times, &sources, config);
    verdicts.matches.iter().filter(|found| is_certain(found)).for_each(|found| _ = texts.union(found.a, found.b));
    texts.compress();
    let undecided: Vec<(u32, u32)> = others.into_iter().filter(|&(a, b)| !texts.same_set(&[a, b])).collect();
    verdicts.extend(check(&undecided, &shingles, times, &sources, config));
    verdicts.matches.extend(same);
    let provenance = |document: u32| Provenance {
        source: sources[document as usize].and_then(NonZeroU32::new),
        time: times[document as usize],
    };
    decide(&mut verdicts, &shingles, config, provenance).clusters.members().to_vec()
}

/// Pairs of documents.
type Pairs = Vec<(u32, u32)>;

/// Candidates between texts: the best pairs and the others.
fn candidates(sketches: &[Sketch], texts: &UnionFind, config: &Config) -> [Pairs; 2] {
    // band keys weigh 2, anchors 1; the first part of a key keeps them separate
    let mut records = Vec::new();
    for (document, sketch) in (0..).zip(sketches) {
        records.extend((1_u32..).zip(&sketch.bands).map(|(band, &key)| ((band, key), document)));
        records.extend(sketch.anchors.iter().map(|&anchor| ((0, anchor), document)));
    }
    let mut weights: BTreeMap<(u32, u32), u8> = BTreeMap::new();
    for ((band, _), documents) in groups(records) {
        let posting = |&document: &u32| Posting {
            text: texts.find_flat(document),
            document,
            content: content_hash(&sketches[document as usize].bands),
        };
        let mut group: Vec<Posting> = documents.iter().map(posting).collect();
        pair_counts(&mut group, |one, other| {
            let weight = weights.entry((one.document, other.document)).or_default();
            *weight = weight.saturating_add(if band == 0 { 1 } else { 2 });
        });
    }
    let filter = AnchorFilter::new(config.matching, config.anchors.one_in);
    let pairs = weights.into_iter().filter_map(|((one, other), weight)| {
        let [a, b] = [one, other].map(|document| sketches[document as usize].distinct);
        (weight >= 2 && filter.may_match(weight, a, b)).then(|| TextPair {
            text: texts.find_flat(one),
            other: texts.find_flat(other),
            score: score_estimate(weight, a, b),
            documents: (one.min(other), one.max(other)),
        })
    });
    let chosen = choose(pairs.collect());
    let of = |is_best: bool| -> BTreeSet<(u32, u32)> {
        chosen.iter().filter(|(_, best)| *best == is_best).map(|&(pair, _)| pair).collect()
    };
    let (best, others) = (of(true), of(false));
    [best.iter().copied().collect(), others.iter().copied().collect()]
}

fn times(documents: usize) -> Vec<Option<Published>> {
    (0..documents as i64).map(|nth| (nth % 3 > 0).then(|| Published::minute(nth * 400))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whole_components_in_any_batches_give_the_decision_of_the_whole_run(
        documents in proptest::collection::vec(passages(), 2..16),
        batches in prop::sample::select(vec![1_u32, 2, 5, 1000]),
    ) {
        let texts: Vec<Vec<Token>> =
            documents.iter().enumerate().map(|(nth, passages)| tokens(&passages.text(nth))).collect();
        let whole = shingles(texts.clone());
        let all = 0..texts.len() as u32;
        let pairs: Vec<(u32, u32)> = all.clone().flat_map(|a| (a + 1..all.end).map(move |b| (a, b))).collect();
        let verdicts = check(&pairs, &whole, &times(texts.len()), &sources(texts.len()), &config());
        for linkage in [wirecopy_core::cluster::Linkage::Single, wirecopy_core::cluster::Linkage::Average] {
            let config = Config { linkage, ..config() };
            let in_batches = decide_in_batches(&verdicts, &texts, batches, &config);
            prop_assert_eq!(decide(&mut verdicts.clone(), &whole, &config, provenance), in_batches);
        }
    }

    #[test]
    fn the_stages_give_the_clusters_of_a_run(documents in proptest::collection::vec(passages(), 2..30)) {
        let texts: Vec<String> = documents.iter().enumerate().map(|(nth, passages)| passages.text(nth)).collect();
        let times = times(texts.len());
        let mut dedup = Deduplicator::builder(config()).build().unwrap();
        let names = sources(texts.len()).into_iter().map(|source| source.map(|source| source.to_string()));
        let names: Vec<Option<String>> = names.collect();
        let document = |nth: usize| Document { text: &texts[nth], source: names[nth].as_deref(), time: times[nth] };
        dedup.extend((0..texts.len()).map(document)).unwrap();
        let copies = dedup.finish(&NoProgress).unwrap();
        let members = copies.clusters().iter().map(|cluster| {
            let mut members: Vec<u32> = cluster.members.iter().map(|member| member.document.0).collect();
            members.sort_unstable();
            members
        });
        let mut of_run: Vec<Vec<u32>> = members.collect();
        of_run.sort_unstable();
        prop_assert_eq!(clusters_by_stages(&texts, &times, &config()), of_run);
    }
}
