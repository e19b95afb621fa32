//! Writing a corpus: as one JSON Lines file or as a folder of files by outlet, with its labels.

use super::plan::{Corpus, Truth};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::stage::Stage;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How a corpus lies on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `outlet/number.txt`, one article a file.
    Folder,
    /// `articles.jsonl`, one article a line.
    JsonLines,
    /// `articles.jsonl.zst`.
    JsonLinesZstd,
}

/// Articles made at once, in parallel, before they are written in order.
const CHUNK: u64 = 2048;

/// Writes the corpus and `labels.csv` into `folder`, which is made, or must be empty.
///
/// # Errors
/// [`Error::Write`] with the path of what cannot be written, also when the folder is not empty; [`Error::Interrupted`].
pub fn write(corpus: &Corpus, layout: Layout, folder: &Path, progress: &dyn Progress) -> Result<()> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| Error::Write { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    if fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        let source = io::Error::new(io::ErrorKind::DirectoryNotEmpty, "the folder is not empty");
        return Err(Error::Write { path: folder.to_owned(), source });
    }
    let labels_path = folder.join("labels.csv");
    let mut labels = csv::Writer::from_path(&labels_path).map_err(|e| failed(&labels_path)(e.into()))?;
    let header = ["article_id", "cluster_id", "story_id", "kind", "wire", "credited"];
    labels.write_record(header).map_err(|e| failed(&labels_path)(e.into()))?;
    let lines_path = folder.join(if layout == Layout::JsonLinesZstd { "articles.jsonl.zst" } else { "articles.jsonl" });
    let mut lines = Lines::open(layout, &lines_path).map_err(failed(&lines_path))?;
    let total = corpus.settings().articles;
    progress.begin(Stage::Report, Some(total));
    for start in (0..total).step_by(CHUNK as usize) {
        if progress.cancelled() {
            return Err(Error::Interrupted);
        }
        let range = start..total.min(start + CHUNK);
        let made: Vec<(Article, Truth, String)> = range
            .clone()
            .into_par_iter()
            .map(|i| {
                let (article, truth) = corpus.article(i);
                let page = if layout == Layout::Folder { page(&article) } else { line(&article) };
                (article, truth, page)
            })
            .collect();
        if layout == Layout::Folder {
            made.par_iter().try_for_each(|(article, _, page)| {
                let path = folder.join(&article.id);
                let parent = path.parent().unwrap_or(folder);
                fs::create_dir_all(parent).and_then(|()| fs::write(&path, page)).map_err(failed(&path))
            })?;
        }
        for (article, truth, page) in &made {
            if layout != Layout::Folder {
                lines.write(page).map_err(failed(&lines_path))?;
            }
            let credited = if truth.wire.is_empty() { "" } else { ["no", "yes"][usize::from(truth.credited)] };
            let row = [&*article.id, &truth.cluster, &truth.story, truth.kind.name(), truth.wire, credited];
            labels.write_record(row).map_err(|e| failed(&labels_path)(e.into()))?;
        }
        progress.advance(range.end - range.start);
    }
    lines.finish().map_err(failed(&lines_path))?;
    labels.flush().map_err(failed(&labels_path))
}

/// Where the lines of a JSON Lines corpus go.
enum Lines {
    None,
    Plain(BufWriter<File>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl Lines {
    fn open(layout: Layout, path: &Path) -> io::Result<Self> {
        let file = || File::create(path).map(|file| BufWriter::with_capacity(1 << 18, file));
        Ok(match layout {
            Layout::Folder => Lines::None,
            Layout::JsonLines => Lines::Plain(file()?),
            Layout::JsonLinesZstd => Lines::Zstd(zstd::Encoder::new(file()?, 3)?),
        })
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        match self {
            Lines::None => Ok(()),
            Lines::Plain(out) => out.write_all(line.as_bytes()),
            Lines::Zstd(out) => out.write_all(line.as_bytes()),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Lines::None => Ok(()),
            Lines::Plain(mut out) => out.flush(),
            Lines::Zstd(out) => out.finish()?.flush(),
        }
    }
}

fn page(article: &Article) -> String {
    let time = article.published.map(|time| time.to_string()).unwrap_or_default();
    // `2031-05-04T17:34Z` as a site prints it
    let time = time.trim_end_matches('Z').replace('T', " ");
    format!("{}\n\n{time}\n\n{}", article.title, article.text)
}

fn line(article: &Article) -> String {
    let record = serde_json::json!({
        "id": article.id,
        "outlet": article.outlet,
        "title": article.title,
        "published": article.published.map(|time| time.to_string()),
        "url": article.url,
        "byline": article.byline,
        "text": article.text,
    });
    format!("{record}\n")
}
