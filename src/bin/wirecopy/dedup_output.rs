//! Writing the duplicate-free corpus: the articles that are kept, with their whole text, read anew.

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
pub(crate) fn check(sources: &[PathBuf]) -> anyhow::Result<()> {
    anyhow::ensure!(
        sources.iter().all(|source| source.as_os_str() != "-"),
        "--dedup-to reads the articles a second time, which standard input cannot give; name a file"
    );
    Ok(())
}

/// Writes the articles of `findings` that are kept to `target`: a file of one JSON object a line when its name ends in
/// `.jsonl`, `.jsonl.gz` or `.jsonl.zst`, else a folder with a text file each, by outlet. Gives how many there are.
pub(crate) fn write(
    findings: &Findings,
    sources: &[PathBuf],
    settings: &input::Settings,
    target: &Path,
) -> anyhow::Result<u64> {
    // an article is known by where it stands: ids may be given twice
    let kept: HashSet<(&str, Option<u64>)> = (0..findings.articles.len())
        .filter(|&number| findings.is_kept(number))
        .map(|number| findings.articles.get(number))
        .map(|article| (article.path, article.row))
        .collect();
    let name = target.to_string_lossy().to_lowercase();
    let result = match name.strip_suffix(".zst").or_else(|| name.strip_suffix(".gz")).unwrap_or(&name) {
        plain if plain.ends_with(".jsonl") => to_lines(&kept, sources, settings, target),
        _ => to_folder(&kept, sources, settings, target),
    };
    result.with_context(|| format!("cannot write {}", target.display()))
}

type Kept<'a> = HashSet<(&'a str, Option<u64>)>;

/// A stream that must be ended.
enum Lines {
    Plain(BufWriter<File>),
    Gz(GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl Lines {
    fn open(path: &Path, name: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 18, File::create(path)?);
        Ok(match name.extension().and_then(|extension| extension.to_str()) {
            Some("zst") => Lines::Zstd(zstd::Encoder::new(file, 3)?),
            Some("gz") => Lines::Gz(GzEncoder::new(file, flate2::Compression::default())),
            _ => Lines::Plain(file),
        })
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Lines::Plain(out) => out.write_all(text),
            Lines::Gz(out) => out.write_all(text),
            Lines::Zstd(out) => out.write_all(text),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Lines::Plain(mut out) => out.flush(),
            Lines::Gz(out) => out.finish()?.flush(),
            Lines::Zstd(out) => out.finish()?.flush(),
        }
    }
}

fn to_lines(kept: &Kept<'_>, sources: &[PathBuf], settings: &input::Settings, target: &Path) -> anyhow::Result<u64> {
    let mut aside = target.as_os_str().to_owned();
    aside.push(".partial");
    let aside = PathBuf::from(aside);
    let mut out = Lines::open(&aside, target)?;
    // batches come in any order, and all of them may be more than memory holds
    let spool = Mutex::new(Spool::open(&aside.with_extension("spool"))?);
    input::read(sources, settings, &NoProgress, |batch| {
        let mut lines = Vec::new();
        let mut count = 0;
        for article in batch.articles.iter().filter(|a| kept.contains(&(&*a.path, a.row))) {
            lines.extend_from_slice(line(article).as_bytes());
            count += 1;
        }
        spool.lock().unwrap_or_else(PoisonError::into_inner).push(batch.position, &lines, count);
    })?;
    let count = spool.into_inner().unwrap_or_else(PoisonError::into_inner).in_order(|lines| out.write(lines))?;
    out.finish()?;
    fs::rename(&aside, target)?;
    Ok(count)
}

/// Text on disk, in the order in which it came.
struct Spool {
    path: PathBuf,
    file: File,
    parts: Vec<(input::Position, u64, usize)>,
    end: u64,
    count: u64,
    failed: io::Result<()>,
}

impl Spool {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(Spool { path: path.to_owned(), file, parts: Vec::new(), end: 0, count: 0, failed: Ok(()) })
    }

    fn push(&mut self, position: input::Position, text: &[u8], count: u64) {
        if self.failed.is_ok() {
            self.failed = self.file.write_all(text);
        }
        self.parts.push((position, self.end, text.len()));
        self.end += text.len() as u64;
        self.count += count;
    }

    /// Gives out the parts by their place in the input; gives how many articles there are.
    fn in_order(mut self, mut out: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
        std::mem::replace(&mut self.failed, Ok(()))?;
        self.parts.sort_by_key(|(position, ..)| *position);
        let mut text = Vec::new();
        for &(_, start, len) in &self.parts {
            text.resize(len, 0);
            self.file.seek(SeekFrom::Start(start))?;
            self.file.read_exact(&mut text)?;
            out(&text)?;
        }
        Ok(self.count)
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // what is left behind is a temporary file
        let _ = fs::remove_file(&self.path);
    }
}

/// One article as a line that `scan` reads.
fn line(article: &Article) -> String {
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

fn to_folder(kept: &Kept<'_>, sources: &[PathBuf], settings: &input::Settings, target: &Path) -> anyhow::Result<u64> {
    fs::create_dir_all(target)?;
    anyhow::ensure!(fs::read_dir(target)?.next().is_none(), "the folder is not empty");
    let done = Mutex::new((io::Result::Ok(()), 0));
    input::read(sources, settings, &NoProgress, |batch| {
        for article in batch.articles.iter().filter(|a| kept.contains(&(&*a.path, a.row))) {
            let path = target.join(file_of(article));
            let parent = path.parent().unwrap_or(target);
            let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, page(article)));
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.1 += 1;
            if done.0.is_ok() {
                done.0 = written;
            }
        }
    })?;
    let (written, count) = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    written?;
    Ok(count)
}

/// Where an article goes in a folder: under its outlet, by its path under it or its id; nothing of it leads out of the folder,
/// and its place in the corpus keeps two apart.
fn file_of(article: &Article) -> PathBuf {
    let safe = |text: &str| -> String {
        let letter = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        text.chars().map(letter).take(80).collect::<String>().trim_start_matches('.').to_owned()
    };
    let outlet =
        Some(safe(&article.outlet)).filter(|outlet| !outlet.is_empty()).unwrap_or_else(|| "unknown".to_owned());
    let name = Path::new(&*article.id);
    let last = name.components().next_back().filter(|c| matches!(c, Component::Normal(_)));
    let stem = last.map(|c| safe(&c.as_os_str().to_string_lossy())).unwrap_or_default();
    let place = format!("{}:{}", article.path, article.row.unwrap_or(0));
    let number = wirecopy::hash::of_bytes(place.as_bytes());
    PathBuf::from(outlet).join(format!("{stem}-{number:016x}.txt"))
}

/// Headline, time and text, as `scan` reads them.
fn page(article: &Article) -> String {
    let mut page = String::with_capacity(article.text.len() + 100);
    if !article.title.is_empty() {
        page.push_str(&article.title);
        page.push_str("\n\n");
    }
    if let Some(time) = article.published {
        page.push_str(&time.to_string().trim_end_matches('Z').replace('T', " "));
        page.push_str("\n\n");
    }
    page.push_str(&article.text);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_the_folder() {
        for (outlet, id) in [("..", "../../x"), ("/etc", "/etc/passwd"), ("a/../b", ".."), ("", "")] {
            let article = Article { outlet: outlet.into(), id: id.into(), path: "p".into(), ..Article::default() };
            let file = file_of(&article);
            assert_eq!(file.components().count(), 2, "{file:?}");
            assert!(file.components().all(|part| matches!(part, Component::Normal(_))), "{file:?}");
        }
    }
}
