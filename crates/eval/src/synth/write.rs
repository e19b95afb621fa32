//! Writes a synthetic corpus and its ground truth to disk.

use super::article::{SynthArticle, Truth};
use super::html;
use super::plan::SynthCorpus;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use wirecopy_core::error::{Error, Result};
use wirecopy_core::progress::Progress;
use wirecopy_core::stage::Stage;

/// The layout of a corpus on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A text file for each article: `outlet/number.txt`.
    Folder,
    /// A page in HTML for each article: `outlet/number.html`.
    Html,
    /// All articles in `articles.jsonl`, one per line.
    JsonLines,
    /// All articles in `articles.jsonl.zst`, one per line.
    JsonLinesZstd,
}

/// Articles that are made in parallel before they are written in order.
const ARTICLES_PER_BATCH: u64 = 2048;

const LABEL_COLUMNS: [&str; 6] = ["article_id", "cluster_id", "story_id", "kind", "wire", "credited"];

/// Writes the corpus and its ground truth, `labels.csv`, into `folder`, which is created if missing.
///
/// # Errors
/// [`Error::Write`] with the path of the file that cannot be written, or with the folder when it is not empty;
/// [`Error::Interrupted`].
pub fn write_corpus(corpus: &SynthCorpus, layout: Layout, folder: &Path, progress: &dyn Progress) -> Result<()> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| Error::Write { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    if fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        let source = io::Error::new(io::ErrorKind::DirectoryNotEmpty, "the folder is not empty");
        return Err(failed(folder)(source));
    }
    let labels_path = folder.join("labels.csv");
    let mut labels = csv::Writer::from_path(&labels_path).map_err(|e| failed(&labels_path)(e.into()))?;
    labels.write_record(LABEL_COLUMNS).map_err(|e| failed(&labels_path)(e.into()))?;
    let lines_path = folder.join(if layout == Layout::JsonLinesZstd { "articles.jsonl.zst" } else { "articles.jsonl" });
    let mut lines = LineWriter::create(layout, &lines_path).map_err(failed(&lines_path))?;
    let total = corpus.settings().articles;
    progress.begin(Stage::Report, Some(total));
    for start in (0..total).step_by(ARTICLES_PER_BATCH as usize) {
        if progress.cancelled() {
            return Err(Error::Interrupted);
        }
        let end = total.min(start + ARTICLES_PER_BATCH);
        let batch: Vec<(String, SynthArticle, Truth)> = (start..end)
            .into_par_iter()
            .map(|i| {
                let (article, truth) = corpus.article(i);
                match layout {
                    Layout::Folder => (text_file(&article), article, truth),
                    Layout::Html => {
                        let id = article.id.replace(".txt", ".html");
                        (html::page(&article), SynthArticle { id, ..article }, truth)
                    }
                    Layout::JsonLines | Layout::JsonLinesZstd => (json_line(&article), article, truth),
                }
            })
            .collect();
        if matches!(layout, Layout::Folder | Layout::Html) {
            batch.par_iter().try_for_each(|(text, article, _)| {
                let path = folder.join(&article.id);
                let parent = path.parent().unwrap_or(folder);
                fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(failed(&path))
            })?;
        } else {
            batch.iter().try_for_each(|(line, ..)| lines.write(line)).map_err(failed(&lines_path))?;
        }
        for (_, article, truth) in &batch {
            labels.write_record(label_row(article, truth)).map_err(|e| failed(&labels_path)(e.into()))?;
        }
        progress.advance(end - start);
    }
    lines.finish().map_err(failed(&lines_path))?;
    labels.flush().map_err(failed(&labels_path))
}

/// Writes the lines of a JSON Lines corpus.
enum LineWriter {
    None,
    Plain(BufWriter<File>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl LineWriter {
    fn create(layout: Layout, path: &Path) -> io::Result<Self> {
        let file = || File::create(path).map(|file| BufWriter::with_capacity(1 << 18, file));
        Ok(match layout {
            Layout::Folder | Layout::Html => LineWriter::None,
            Layout::JsonLines => LineWriter::Plain(file()?),
            Layout::JsonLinesZstd => LineWriter::Zstd(zstd::Encoder::new(file()?, 3)?),
        })
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        match self {
            LineWriter::None => Ok(()),
            LineWriter::Plain(out) => out.write_all(line.as_bytes()),
            LineWriter::Zstd(out) => out.write_all(line.as_bytes()),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            LineWriter::None => Ok(()),
            LineWriter::Plain(mut out) => out.flush(),
            LineWriter::Zstd(out) => out.finish()?.flush(),
        }
    }
}

fn text_file(article: &SynthArticle) -> String {
    // sites print `2031-05-04T17:34Z` as `2031-05-04 17:34`
    let time = article.published.to_string();
    let time = time.trim_end_matches('Z').replace('T', " ");
    format!("{}\n\n{time}\n\n{}", article.title, article.text)
}

fn json_line(article: &SynthArticle) -> String {
    let record = serde_json::json!({
        "id": article.id,
        "outlet": article.outlet,
        "title": article.title,
        "published": article.published.to_string(),
        "url": article.url,
        "byline": article.byline,
        "text": article.text,
    });
    format!("{record}\n")
}

fn label_row<'a>(article: &'a SynthArticle, truth: &'a Truth) -> [&'a str; 6] {
    let credited = match truth {
        Truth { wire: "", .. } => "",
        Truth { credited: true, .. } => "yes",
        Truth { credited: false, .. } => "no",
    };
    [&article.id, &truth.cluster, &truth.story, truth.kind.name(), truth.wire, credited]
}
