//! gaoya on a JSON Lines file: word 5-shingles, 32 bands × 4 rows, threshold .5, its own parallel calls. Unites each
//! article with those that its query returns, and writes the clusters of two or more articles to stdout as CSV.

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};
use rayon::prelude::*;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader};

const SHINGLE_WORDS: usize = 5;
const BANDS: usize = 32;
const ROWS: usize = 4;
const THRESHOLD: f64 = 0.5;
/// Lines read at once.
const LINES_PER_BATCH: usize = 4096;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(serde::Deserialize)]
struct Article {
    id: String,
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: compare-gaoya FILE")?;
    let (mut ids, mut signatures) = (Vec::new(), Vec::new());
    let hasher = MinHasher32::new(BANDS * ROWS);
    let mut lines = BufReader::new(File::open(path)?).lines();
    loop {
        let batch = lines.by_ref().take(LINES_PER_BATCH).collect::<io::Result<Vec<String>>>()?;
        if batch.is_empty() {
            break;
        }
        let read: Result<Vec<_>, _> = batch.par_iter().map(|line| signature(line, &hasher)).collect();
        for (id, signature) in read? {
            ids.push(id);
            signatures.push(signature);
        }
    }
    let mut index: MinHashIndex<u32, u32> = MinHashIndex::new(BANDS, ROWS, THRESHOLD);
    index.par_bulk_insert((0..ids.len() as u32).collect(), signatures.clone());
    let found = index.par_bulk_query(&signatures);
    let mut parents: Vec<u32> = (0..ids.len() as u32).collect();
    for (article, similar) in (0..).zip(found) {
        for other in similar {
            let (a, b) = (find(&mut parents, article), find(&mut parents, other));
            parents[a.max(b) as usize] = a.min(b);
        }
    }
    let roots: Vec<u32> = (0..ids.len() as u32).map(|article| find(&mut parents, article)).collect();
    let mut sizes = vec![0; ids.len()];
    roots.iter().for_each(|&root| sizes[root as usize] += 1);
    let mut out = csv::Writer::from_writer(io::stdout());
    out.write_record(["article_id", "cluster_id"])?;
    for (id, root) in ids.iter().zip(roots).filter(|&(_, root)| sizes[root as usize] > 1) {
        out.write_record([id, &root.to_string()])?;
    }
    Ok(out.flush()?)
}

fn signature(line: &str, hasher: &(impl MinHasher<V = u32> + Sync)) -> serde_json::Result<(String, Vec<u32>)> {
    let article: Article = serde_json::from_str(line)?;
    let text = article.text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    Ok((article.id, hasher.create_signature(words.windows(SHINGLE_WORDS.min(words.len().max(1))))))
}

fn find(parents: &mut [u32], mut article: u32) -> u32 {
    while parents[article as usize] != article {
        parents[article as usize] = parents[parents[article as usize] as usize];
        article = parents[article as usize];
    }
    article
}
