//! The stages one by one on a synthetic corpus, with their throughput in bytes of text or in elements.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use wirecopy::index::{BandKeys, Banding, Index};
use wirecopy::matching::ShingleSets;
use wirecopy::phase::Silent;
use wirecopy::pipeline::{self, Settings};
use wirecopy::rows::Rows;
use wirecopy::sketch::{AnchorSettings, Kernel, MinHasher, anchors_of};
use wirecopy::synth::{self, Layout};
use wirecopy::text::{Shingle, ShingleSettings, Shingles, Tokenised, Tokeniser};

const ARTICLES: u64 = 2000;

fn corpus() -> synth::Corpus {
    let settings = synth::Settings { articles: ARTICLES, outlets: 100, seed: 1, furniture: 0.3, ocr: 0.0 };
    synth::Corpus::new(settings).unwrap_or_else(|error| unreachable!("{error}"))
}

fn texts() -> Vec<String> {
    let corpus = corpus();
    (0..ARTICLES).map(|i| corpus.article(i).0.text).collect()
}

fn shingles_of(texts: &[String]) -> Vec<Vec<Shingle>> {
    let mut tokeniser = Tokeniser::default();
    texts
        .iter()
        .map(|text| {
            let mut tokens = Tokenised::default();
            tokeniser.tokenise(text, &mut tokens);
            Shingles::new(&tokens.tokens, ShingleSettings::default()).collect()
        })
        .collect()
}

fn text(c: &mut Criterion) {
    let texts = texts();
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    let mut tokeniser = Tokeniser::default();
    let mut tokens = Tokenised::default();
    group.bench_function("tokens", |b| {
        b.iter(|| {
            for text in &texts {
                tokens.clear();
                tokeniser.tokenise(text, &mut tokens);
                black_box(&tokens);
            }
        });
    });
    let mut shingles = Vec::new();
    group.bench_function("tokens and shingles", |b| {
        b.iter(|| {
            for text in &texts {
                tokens.clear();
                tokeniser.tokenise(text, &mut tokens);
                shingles.clear();
                shingles.extend(Shingles::new(&tokens.tokens, ShingleSettings::default()));
                black_box(&shingles);
            }
        });
    });
    // the yardstick: what the standard library needs just to find words
    group.bench_function("split_whitespace", |b| {
        b.iter(|| texts.iter().map(|text| text.split_whitespace().count()).sum::<usize>());
    });
    group.finish();
}

fn sketch(c: &mut Criterion) {
    let shingles = shingles_of(&texts());
    let mut group = c.benchmark_group("sketch");
    group.throughput(Throughput::Elements(shingles.iter().map(|of| of.len() as u64).sum()));
    let (mut folded, mut signature) = (Vec::new(), Vec::new());
    for kernel in Kernel::available() {
        let hasher = MinHasher::with_kernel(128, 1, kernel);
        group.bench_function(BenchmarkId::new("signature of 128", format!("{kernel:?}")), |b| {
            b.iter(|| {
                for of in &shingles {
                    hasher.signature(of, &mut folded, &mut signature);
                    black_box(&signature);
                }
            });
        });
    }
    let (mut sample, mut anchors) = (Vec::new(), Vec::new());
    group.bench_function("anchors", |b| {
        b.iter(|| {
            for of in &shingles {
                anchors.clear();
                anchors_of(of, AnchorSettings::default(), &mut sample, &mut anchors);
                black_box(&anchors);
            }
        });
    });
    let mut set = Vec::new();
    group.bench_function("shingle sets", |b| {
        b.iter(|| {
            for of in &shingles {
                set.clear();
                ShingleSets::set_of(of, &mut set);
                black_box(&set);
            }
        });
    });
    group.finish();
}

fn pairs(c: &mut Criterion) {
    let shingles = shingles_of(&texts());
    let banding = Banding::default();
    let hasher = MinHasher::new(banding.values(), 1);
    let (mut folded, mut signature, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for of in &shingles {
        hasher.signature(of, &mut folded, &mut signature);
        banding.keys(&signature, &mut keys);
    }
    let bands = BandKeys::new(&keys, banding.bands);
    let anchors = Rows::build(shingles.len(), |row, sample: &mut Vec<Shingle>, out| {
        anchors_of(&shingles[row], AnchorSettings::default(), sample, out);
    });
    let sets = ShingleSets::new(Rows::build(shingles.len(), |row, (): &mut (), out| {
        ShingleSets::set_of(&shingles[row], out);
    }));
    let index = Index::new(bands, anchors);
    let candidates = || index.buckets().candidates(&index, |_, _| true);
    let found = candidates();
    let mut group = c.benchmark_group("pairs");
    group.throughput(Throughput::Elements(shingles.len() as u64));
    group.bench_function("candidates of an article", |b| b.iter(|| black_box(candidates()).len()));
    group.throughput(Throughput::Elements(found.len() as u64));
    group.bench_function("exact overlap of a pair", |b| {
        b.iter(|| found.iter().map(|(x, y)| u64::from(sets.overlap(x, y).shared)).sum::<u64>());
    });
    group.finish();
}

fn whole(c: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("wirecopy-bench-{}", std::process::id()));
    if let Err(error) = synth::write(&corpus(), Layout::JsonLines, &folder, &Silent) {
        unreachable!("{error}");
    }
    let file = folder.join("articles.jsonl");
    let mut group = c.benchmark_group("whole");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(std::fs::metadata(&file).map_or(0, |file| file.len())));
    group.bench_function("scan of 2,000 articles", |b| {
        b.iter(|| {
            pipeline::scan(std::slice::from_ref(&file), &Settings::default(), &Silent).map(|f| f.clusters.len()).ok()
        });
    });
    group.finish();
    let _ = std::fs::remove_dir_all(folder);
}

criterion_group!(benches, text, sketch, pairs, whole);
criterion_main!(benches);
