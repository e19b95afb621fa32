//! The articles of files that have no rows to copy, such as pages, feeds and archives, as lines of JSON.

use super::Job;
use foldhash::{HashMap, HashMapExt};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use wirecopy::article::Article;
use wirecopy::input;
use wirecopy::progress::NoProgress;

/// Lines of JSON in a temporary file, in the order of arrival: batches of articles arrive in any order, and all of them
/// may exceed the memory.
pub(super) struct ArticleLines {
    lines: File,
    pieces: Vec<Piece>,
    end: u64,
    /// The first error of a write.
    result: io::Result<()>,
}

/// Lines that follow each other in a file of the input.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    /// The number of the file among the files of the job.
    file: usize,
    /// Where they are in the input.
    position: input::Position,
    start: u64,
    len: usize,
}

impl ArticleLines {
    /// Reads the files for which `is_wanted` holds, and keeps the lines of the articles that are written. The temporary
    /// file is in `folder`.
    pub(super) fn read(job: &Job<'_>, is_wanted: &[bool], folder: &Path) -> anyhow::Result<ArticleLines> {
        let file = tempfile::tempfile_in(folder)?;
        let lines = ArticleLines { lines: file, pieces: Vec::new(), end: 0, result: Ok(()) };
        let mut numbers = HashMap::new();
        for (number, file) in job.files.iter().enumerate().filter(|&(number, _)| is_wanted[number]) {
            numbers.insert(&*file.name, number);
        }
        let lines = Mutex::new(lines);
        if !numbers.is_empty() {
            input::read(job.sources, job.settings, &NoProgress, |batch| {
                let texts: Vec<(usize, String)> = batch
                    .articles
                    .iter()
                    .filter_map(|article| Some((file_of(&article.path, &numbers)?, line(job, article)?)))
                    .collect();
                let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
                for run in texts.chunk_by(|one, next| one.0 == next.0) {
                    let text: String = run.iter().map(|(_, line)| line.as_str()).collect();
                    lines.push(run[0].0, batch.position, text.as_bytes());
                }
            })?;
        }
        let mut lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut lines.result, Ok(()))?;
        lines.pieces.sort();
        Ok(lines)
    }

    fn push(&mut self, file: usize, position: input::Position, text: &[u8]) {
        if self.result.is_ok() {
            self.result = self.lines.write_all(text);
        }
        self.pieces.push(Piece { file, position, start: self.end, len: text.len() });
        self.end += text.len() as u64;
    }

    /// Calls `write` with the lines of one file of the input, in their order.
    pub(super) fn of_file(&mut self, file: usize, write: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let first = self.pieces.partition_point(|piece| piece.file < file);
        let mut text = Vec::new();
        for piece in self.pieces[first..].iter().take_while(|piece| piece.file == file) {
            text.resize(piece.len, 0);
            self.lines.seek(SeekFrom::Start(piece.start))?;
            self.lines.read_exact(&mut text)?;
            write(&text)?;
        }
        Ok(())
    }

    /// Whether there are no lines.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// The number of the file that an article is from. The path of an article in an archive begins with that of the
/// archive.
fn file_of(path: &str, numbers: &HashMap<&str, usize>) -> Option<usize> {
    let mut name = path;
    loop {
        if let Some(&number) = numbers.get(name) {
            return Some(number);
        }
        name = &name[..name.rfind('/')?];
    }
}

/// The line of an article, with the names of fields that `scan` reads. `None` for an article that is not written.
fn line(job: &Job<'_>, article: &Article) -> Option<String> {
    let number = job.marks.of_file(&article.path).read_again(article.row)?;
    let mark = job.marks.of_article(number);
    if !job.marks.is_written(mark) {
        return None;
    }
    let mut record = serde_json::json!({
        "id": article.id,
        "outlet": article.outlet,
        "title": article.title,
        "byline": article.byline,
        "published": job.marks.findings.articles.published(number).map(|time| time.to_string()),
        "url": article.url,
        "text": article.text,
    });
    if let Some(names) = &job.marks.added {
        let text = |text: &str| if text.is_empty() { None } else { Some(text.to_owned()) };
        record[&names.cluster_id] = text(mark.cluster_id).into();
        record[&names.form] = text(mark.form).into();
        record[&names.kept] = mark.is_kept.into();
    }
    Some(format!("{record}\n"))
}
