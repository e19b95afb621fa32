//! Reads the seeds of the fuzz targets; inputs that once broke a parser are among them.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use wirecopy::input::{self, Settings};
use wirecopy::progress::NoProgress;

/// The numbers of articles and of rejected inputs in one seed.
fn read(seed: &Path, ending: &str) -> (usize, usize) {
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join(format!("input{ending}"));
    std::fs::copy(seed, &path).unwrap();
    let found = Mutex::new((0, 0));
    input::read(&[path], &Settings::default(), &NoProgress, |batch| {
        let mut found = found.lock().unwrap();
        found.0 += batch.articles.len();
        found.1 += batch.rejected.len();
    })
    .unwrap();
    found.into_inner().unwrap()
}

#[test]
fn every_fuzz_seed_gives_articles_or_rejected_lines() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut seeds = 0;
    for target in std::fs::read_dir(corpus).unwrap() {
        let target = target.unwrap().path();
        let optional = [
            ("warc", cfg!(feature = "warc")),
            ("arrow", cfg!(feature = "arrow")),
            ("sqlite", cfg!(feature = "sqlite")),
            ("xlsx", cfg!(feature = "sheets")),
            ("ods", cfg!(feature = "sheets")),
        ];
        let name = target.file_name().unwrap().to_str().unwrap();
        if optional.contains(&(name, false)) {
            continue;
        }
        for seed in std::fs::read_dir(&target).unwrap() {
            let seed: PathBuf = seed.unwrap().path();
            let ending = format!(".{}", seed.extension().unwrap().to_str().unwrap());
            let (articles, rejected) = read(&seed, &ending);
            assert!(articles + rejected > 0, "{}: neither article nor rejected line", seed.display());
            let stem = seed.file_stem().unwrap().to_str().unwrap();
            let whole = !["broken", "cut", "bomb"].iter().any(|word| stem.starts_with(word));
            assert!(!whole || articles > 0, "{}: no article", seed.display());
            seeds += 1;
        }
    }
    assert!(seeds >= 20, "{seeds} seeds");
}
