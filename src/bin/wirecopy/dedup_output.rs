//! `--dedup-to`: writes the corpus without duplicates. A scan does not keep the text of articles, so they are read
//! again.

use anyhow::Context;
use flate2::write::GzEncoder;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use wirecopy::article::Article;
use wirecopy::findings::Findings;
use wirecopy::input;
use wirecopy::progress::NoProgress;

/// Checks that the articles can be read a second time.
///
/// # Errors
/// One of the sources is standard input.
pub(crate) fn check_sources(sources: &[PathBuf]) -> anyhow::Result<()> {
    anyhow::ensure!(
        sources.iter().all(|source| source.as_os_str() != "-"),
        "--dedup-to reads the articles a second time, which standard input does not allow; name a file"
    );
    Ok(())
}

/// Writes the kept articles of `findings` to `target`: a file of one JSON object a line if its name ends in `.jsonl`,
/// `.jsonl.gz` or `.jsonl.zst`, else a folder with a text file for each, by outlet. Returns their number.
pub(crate) fn write(
    findings: &Findings,
    sources: &[PathBuf],
    settings: &input::Settings,
    target: &Path,
) -> anyhow::Result<u64> {
    let kept = KeptArticles::of(findings);
    let write = if is_file(target) { write_lines } else { write_folder };
    let result = write(&kept, sources, settings, target);
    result.with_context(|| format!("cannot write {}", target.display()))
}

/// Whether a target is one file, or else a folder.
pub(crate) fn is_file(target: &Path) -> bool {
    let name = target.to_string_lossy().to_lowercase();
    name.strip_suffix(".zst").or_else(|| name.strip_suffix(".gz")).unwrap_or(&name).ends_with(".jsonl")
}

/// The articles that are kept, by path and row, since an id can occur twice.
struct KeptArticles<'a>(HashSet<(&'a str, Option<u64>)>);

impl<'a> KeptArticles<'a> {
    fn of(findings: &'a Findings) -> Self {
        let kept = (0..findings.articles.len()).filter(|&number| findings.is_kept(number));
        KeptArticles(
            kept.map(|number| findings.articles.get(number)).map(|article| (article.path, article.row)).collect(),
        )
    }

    /// The articles of a batch that are kept.
    fn among<'b>(&self, articles: &'b [Article]) -> impl Iterator<Item = &'b Article> {
        articles.iter().filter(|article| self.0.contains(&(&*article.path, article.row)))
    }
}

/// Writes the articles as JSON Lines, in the order of the input.
fn write_lines(
    kept: &KeptArticles<'_>,
    sources: &[PathBuf],
    settings: &input::Settings,
    target: &Path,
) -> anyhow::Result<u64> {
    let mut partial = target.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let mut out = LineWriter::create(&partial, target)?;
    let unordered = Mutex::new(UnorderedLines::create(target)?);
    input::read(sources, settings, &NoProgress, |batch| {
        let mut lines = Vec::new();
        let mut count = 0;
        for article in kept.among(&batch.articles) {
            lines.extend_from_slice(json_line(article).as_bytes());
            count += 1;
        }
        unordered.lock().unwrap_or_else(PoisonError::into_inner).push(batch.position, &lines, count);
    })?;
    let unordered = unordered.into_inner().unwrap_or_else(PoisonError::into_inner);
    let count = unordered.for_each_in_order(|lines| out.write(lines))?;
    out.finish()?;
    fs::rename(&partial, target)?;
    Ok(count)
}

/// A file of lines, compressed by its extension.
enum LineWriter {
    Plain(BufWriter<File>),
    Gz(GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl LineWriter {
    /// Creates the file `path`, which will be renamed to `name`.
    fn create(path: &Path, name: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 18, File::create(path)?);
        Ok(match name.extension().and_then(|extension| extension.to_str()) {
            Some("zst") => LineWriter::Zstd(zstd::Encoder::new(file, 3)?),
            Some("gz") => LineWriter::Gz(GzEncoder::new(file, flate2::Compression::default())),
            _ => LineWriter::Plain(file),
        })
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            LineWriter::Plain(out) => out.write_all(text),
            LineWriter::Gz(out) => out.write_all(text),
            LineWriter::Zstd(out) => out.write_all(text),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            LineWriter::Plain(mut out) => out.flush(),
            LineWriter::Gz(out) => out.finish()?.flush(),
            LineWriter::Zstd(out) => out.finish()?.flush(),
        }
    }
}

/// The lines of batches in a temporary file, in the order of arrival: batches arrive in any order, and all of them may
/// exceed the memory.
struct UnorderedLines {
    file: File,
    /// For each batch its position in the input, its offset in the file, and its length.
    batches: Vec<(input::Position, u64, usize)>,
    end: u64,
    articles: u64,
    /// The first error of a write.
    result: io::Result<()>,
}

impl UnorderedLines {
    /// Creates the file in the folder of `target`.
    fn create(target: &Path) -> io::Result<Self> {
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::tempfile_in(folder)?;
        Ok(UnorderedLines { file, batches: Vec::new(), end: 0, articles: 0, result: Ok(()) })
    }

    fn push(&mut self, position: input::Position, lines: &[u8], articles: u64) {
        if self.result.is_ok() {
            self.result = self.file.write_all(lines);
        }
        self.batches.push((position, self.end, lines.len()));
        self.end += lines.len() as u64;
        self.articles += articles;
    }

    /// Calls `write` with the lines of each batch, in the order of the input. Returns the number of articles.
    fn for_each_in_order(mut self, mut write: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
        self.result?;
        self.batches.sort_by_key(|(position, ..)| *position);
        let mut lines = Vec::new();
        for &(_, start, len) in &self.batches {
            lines.resize(len, 0);
            self.file.seek(SeekFrom::Start(start))?;
            self.file.read_exact(&mut lines)?;
            write(&lines)?;
        }
        Ok(self.articles)
    }
}

/// One article as a line that `scan` reads.
fn json_line(article: &Article) -> String {
    let record = serde_json::json!({
        "id": article.id,
        "outlet": article.outlet,
        "title": article.title,
        "byline": article.byline,
        "published": article.published.map(|time| time.to_string()),
        "url": article.url,
        "text": article.text,
    });
    format!("{record}\n")
}

/// Writes each article as a text file of its own.
fn write_folder(
    kept: &KeptArticles<'_>,
    sources: &[PathBuf],
    settings: &input::Settings,
    target: &Path,
) -> anyhow::Result<u64> {
    fs::create_dir_all(target)?;
    anyhow::ensure!(fs::read_dir(target)?.next().is_none(), "the folder is not empty");
    let written = Mutex::new((io::Result::Ok(()), 0));
    input::read(sources, settings, &NoProgress, |batch| {
        for article in kept.among(&batch.articles) {
            let path = target.join(file_name(article));
            let parent = path.parent().unwrap_or(target);
            let result = fs::create_dir_all(parent).and_then(|()| fs::write(&path, text_file(article)));
            let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
            written.1 += 1;
            if written.0.is_ok() {
                written.0 = result;
            }
        }
    })?;
    let (result, count) = written.into_inner().unwrap_or_else(PoisonError::into_inner);
    result?;
    Ok(count)
}

/// The file of an article in the folder: below its outlet, by the last part of its id, and by a hash of its place in
/// the corpus, which keeps articles of one id apart. No outlet and no id leads out of the folder.
fn file_name(article: &Article) -> PathBuf {
    let safe = |text: &str| -> String {
        let letter = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        text.chars().map(letter).take(80).collect::<String>().trim_start_matches('.').to_owned()
    };
    let outlet =
        Some(safe(&article.outlet)).filter(|outlet| !outlet.is_empty()).unwrap_or_else(|| "unknown".to_owned());
    let id = Path::new(&*article.id);
    let last = id.components().next_back().filter(|part| matches!(part, Component::Normal(_)));
    let stem = last.map(|part| safe(&part.as_os_str().to_string_lossy())).unwrap_or_default();
    let place = format!("{}:{}", article.path, article.row.unwrap_or(0));
    let hash = wirecopy::hash::of_bytes(place.as_bytes());
    PathBuf::from(outlet).join(format!("{stem}-{hash:016x}.txt"))
}

/// Headline, time and text, in the form that `scan` reads.
fn text_file(article: &Article) -> String {
    let mut file = String::with_capacity(article.text.len() + 100);
    if !article.title.is_empty() {
        file.push_str(&article.title);
        file.push_str("\n\n");
    }
    if let Some(time) = article.published {
        file.push_str(&time.to_string().trim_end_matches('Z').replace('T', " "));
        file.push_str("\n\n");
    }
    file.push_str(&article.text);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_outlet_and_no_id_leads_out_of_the_folder() {
        for (outlet, id) in [("..", "../../x"), ("/etc", "/etc/passwd"), ("a/../b", ".."), ("", "")] {
            let article = Article { outlet: outlet.into(), id: id.into(), path: "p".into(), ..Article::default() };
            let file = file_name(&article);
            assert_eq!(file.components().count(), 2, "{file:?}");
            assert!(file.components().all(|part| matches!(part, Component::Normal(_))), "{file:?}");
        }
    }
}
