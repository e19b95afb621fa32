//! Benchmarks of each stage on a synthetic corpus; throughput in bytes of text or in elements.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use wirecopy::index::{AnchorKeys, BandKeys, Banding, Index};
use wirecopy::pipeline::{self, Settings};
use wirecopy::progress::NoProgress;
use wirecopy::sketch::{AnchorSettings, Kernel, MinHasher, ShingledText, sample_anchors};
use wirecopy::synth::{self, Layout};
use wirecopy::text::{Repeat, RepeatFinder, Shingle, ShingleSettings, Token, TokenisedText, Tokeniser};
use wirecopy::verify::ShingleTable;

const ARTICLES: u64 = 2000;
/// Articles whose texts fit in a core's L2 cache together: half a megabyte.
const CACHED_ARTICLES: usize = 128;

fn corpus() -> synth::SynthCorpus {
    let settings = synth::SynthSettings { articles: ARTICLES, outlets: 100, seed: 1, boilerplate: 0.3, ocr: 0.0 };
    synth::SynthCorpus::new(settings).unwrap_or_else(|error| unreachable!("{error}"))
}

fn texts() -> Vec<String> {
    let corpus = corpus();
    (0..ARTICLES).map(|i| corpus.article(i).0.text).collect()
}

const SHINGLE: ShingleSettings = ShingleSettings { size: 5 };

/// A text as the stages after the tokeniser take it.
struct Text {
    tokens: Vec<Token>,
    shingles: Vec<Shingle>,
    repeats: Vec<Repeat>,
}

impl Text {
    fn shingled(&self) -> ShingledText<'_> {
        ShingledText { tokens: &self.tokens, shingles: &self.shingles, repeats: &self.repeats, settings: SHINGLE }
    }
}

fn shingled(texts: &[String]) -> Vec<Text> {
    let (mut tokeniser, mut finder) = (Tokeniser::default(), RepeatFinder::default());
    let text = |text: &String| {
        let mut out = TokenisedText::default();
        tokeniser.tokenise_words(text, &mut out);
        let (mut shingles, mut repeats) = (Vec::new(), Vec::new());
        SHINGLE.shingles(&out.tokens, &mut shingles);
        finder.find(&shingles, &mut repeats);
        Text { tokens: out.tokens, shingles, repeats }
    };
    texts.iter().map(text).collect()
}

fn text(c: &mut Criterion) {
    let texts = texts();
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    let mut tokeniser = Tokeniser::default();
    let mut tokens = TokenisedText::default();
    group.bench_function("tokens", |b| {
        b.iter(|| {
            for text in &texts {
                tokens.clear();
                tokeniser.tokenise_words(text, &mut tokens);
                black_box(&tokens);
            }
        });
    });
    let mut shingles = Vec::new();
    let mut to_shingles = |texts: &[String]| {
        for text in texts {
            tokens.clear();
            tokeniser.tokenise_words(text, &mut tokens);
            SHINGLE.shingles(&tokens.tokens, &mut shingles);
            black_box(&shingles);
        }
    };
    group.bench_function("tokens and shingles", |b| b.iter(|| to_shingles(&texts)));
    // as in a scan, which has just read each text from its file
    let (cached, _) = texts.split_at(CACHED_ARTICLES);
    group.throughput(Throughput::Bytes(cached.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("tokens and shingles, cached", |b| b.iter(|| to_shingles(cached)));
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("tokens and lines", |b| {
        b.iter(|| {
            for text in &texts {
                tokens.clear();
                tokeniser.tokenise(text, &mut tokens);
                black_box(&tokens);
            }
        });
    });
    // for comparison: the standard library, which only finds words
    group.bench_function("split_whitespace", |b| {
        b.iter(|| texts.iter().map(|text| text.split_whitespace().count()).sum::<usize>());
    });
    group.finish();
}

fn sketch(c: &mut Criterion) {
    let texts = shingled(&texts());
    let mut group = c.benchmark_group("sketch");
    group.throughput(Throughput::Elements(texts.iter().map(|of| of.shingles.len() as u64).sum()));
    let mut shingles = Vec::new();
    group.bench_function("shingles", |b| {
        b.iter(|| {
            for of in &texts {
                SHINGLE.shingles(&of.tokens, &mut shingles);
                black_box(&shingles);
            }
        });
    });
    let (mut finder, mut repeats) = (RepeatFinder::default(), Vec::new());
    group.bench_function("repeats", |b| {
        b.iter(|| {
            for of in &texts {
                finder.find(&of.shingles, &mut repeats);
                black_box(&repeats);
            }
        });
    });
    let mut signature = Vec::new();
    for kernel in Kernel::available() {
        let hasher = MinHasher::with_kernel(128, 1, kernel);
        group.bench_function(BenchmarkId::new("signature of 128", format!("{kernel:?}")), |b| {
            b.iter(|| {
                for of in &texts {
                    hasher.signature(&of.shingles, &mut signature);
                    black_box(&signature);
                }
            });
        });
    }
    let (mut places, mut anchors) = (Vec::new(), Vec::new());
    group.bench_function("anchors", |b| {
        b.iter(|| {
            for of in &texts {
                anchors.clear();
                sample_anchors(of.shingled(), AnchorSettings::default(), &mut places, &mut anchors);
                black_box(&anchors);
            }
        });
    });
    group.finish();
}

fn pairs(c: &mut Criterion) {
    let texts = shingled(&texts());
    let banding = Banding::default();
    let hasher = MinHasher::new(banding.values(), 1);
    let (mut signature, mut keys, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let mut anchors = vec![Vec::new(); texts.len()];
    for (of, anchors) in texts.iter().zip(&mut anchors) {
        hasher.signature(&of.shingles, &mut signature);
        banding.keys(&signature, &mut keys);
        sample_anchors(of.shingled(), AnchorSettings::default(), &mut places, anchors);
    }
    let index = Index::new(BandKeys::new(&keys, banding.bands), AnchorKeys::new(&anchors));
    let candidates = || index.candidates(|_, _| true);
    let found = candidates();
    let mut group = c.benchmark_group("pairs");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("candidates of an article", |b| b.iter(|| black_box(candidates()).len()));
    group.throughput(Throughput::Elements(found.len() as u64));
    let tokens = |article: u32| &texts[article as usize].tokens[..];
    let mut table = ShingleTable::new(SHINGLE);
    group.bench_function("exact overlap of a pair", |b| {
        b.iter(|| {
            let shared = found.iter().map(|(x, y)| {
                table.build_for(x, None, || tokens(x));
                u64::from(table.compare(tokens(y), None).overlap.shared)
            });
            shared.sum::<u64>()
        });
    });
    group.finish();
}

fn whole(c: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("wirecopy-bench-{}", std::process::id()));
    if let Err(error) = synth::write_corpus(&corpus(), Layout::JsonLines, &folder, &NoProgress) {
        unreachable!("{error}");
    }
    let file = folder.join("articles.jsonl");
    let mut group = c.benchmark_group("whole");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(std::fs::metadata(&file).map_or(0, |file| file.len())));
    group.bench_function("scan of 2,000 articles", |b| {
        b.iter(|| {
            pipeline::scan(std::slice::from_ref(&file), &Settings::default(), &NoProgress)
                .map(|f| f.clusters.len())
                .ok()
        });
    });
    group.finish();
    let _ = std::fs::remove_dir_all(folder);
}

criterion_group!(benches, text, sketch, pairs, whole);
criterion_main!(benches);
