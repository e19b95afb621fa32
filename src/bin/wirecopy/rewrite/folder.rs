//! Writes the input to a folder, each file under its own name.

use super::articles::ArticleLines;
use super::compressed::CompressedFile;
use super::rows::{RowFormat, RowWriter};
use super::target::check_is_empty;
use super::{Job, parquet, unread};
use anyhow::Context;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use wirecopy::atomic_file::AtomicFile;
use wirecopy::input::stored::{Layout, StoredFile};
use wirecopy::report::FolderInMaking;

/// Articles of files that cannot keep their format.
const ARTICLES: &str = "articles.jsonl";

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Its rows are copied.
    Rows(RowFormat),
    /// The rows of a Parquet table are copied.
    Parquet,
    /// It is copied whole.
    Whole,
    /// It is left out.
    Dropped,
    /// Its articles are written as JSON Lines.
    Articles,
}

/// Writes the files to `folder`, where they appear together. Returns what could not be read again. Where an article was
/// not found again, the folder stays empty.
pub(super) fn write(job: &Job<'_>, folder: &Path) -> anyhow::Result<Vec<String>> {
    let making = FolderInMaking::open(folder, check_is_empty, &|| ())?;
    let problems = write_files(job, making.path())?;
    if job.marks.are_all_found() {
        making.finish()?;
    }
    Ok(problems)
}

/// Writes the files into a folder. Returns what could not be read again.
fn write_files(job: &Job<'_>, folder: &Path) -> anyhow::Result<Vec<String>> {
    let actions: Vec<Action> = job.files.iter().map(|file| action(job, file)).collect();
    let is_of_articles: Vec<bool> = actions.iter().map(|action| *action == Action::Articles).collect();
    let mut names = OutputNames::default();
    let targets = names.of_files(job.files, folder);
    let written: Vec<Vec<String>> = (0..job.files.len())
        .into_par_iter()
        .map(|number| {
            let target = &targets[number];
            let shown = || target.strip_prefix(folder).unwrap_or(target).display().to_string();
            write_file(job, number, actions[number], target).with_context(shown)
        })
        .collect::<anyhow::Result<_>>()?;
    let mut articles = ArticleLines::read(job, &is_of_articles, folder)?;
    if !articles.is_empty() {
        let mut out = AtomicFile::create(&names.unused(folder, Path::new(ARTICLES)))?;
        for number in 0..job.files.len() {
            articles.of_file(number, &mut |lines| out.write_all(lines))?;
        }
        out.finish()?;
    }
    Ok(written.concat())
}

fn action(job: &Job<'_>, file: &StoredFile) -> Action {
    match &file.layout {
        Layout::JsonLines => Action::Rows(RowFormat::JsonLines),
        Layout::Json { is_list } => Action::Rows(RowFormat::Json { is_list: *is_list }),
        Layout::Table(header) if header.has_text => Action::Rows(RowFormat::Table),
        // a table about articles, such as labels
        Layout::Table(_) => Action::Whole,
        Layout::Parquet => Action::Parquet,
        Layout::Other => Action::Articles,
        Layout::Document => {
            let marks = job.marks.of_file(&file.name);
            if job.marks.added.is_some() || marks.has_rows() {
                Action::Articles
            } else if marks.of_file().is_kept {
                Action::Whole
            } else {
                Action::Dropped
            }
        }
    }
}

fn write_file(job: &Job<'_>, number: usize, action: Action, target: &Path) -> anyhow::Result<Vec<String>> {
    let file = &job.files[number];
    // the articles of these files are not read again, so that only the file tells a change
    if matches!(action, Action::Dropped | Action::Whole) && job.is_unchanged(number) {
        job.marks.of_file(&file.name).count_all();
    }
    if matches!(action, Action::Dropped | Action::Articles) {
        return Ok(Vec::new());
    }
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut problems = Vec::new();
    match action {
        Action::Rows(format) => {
            let mut out = CompressedFile::create(target, file.compression)?;
            let mut rows = RowWriter::new(&mut out, format, job.settings);
            let error = rows.copy(file, &job.marks.of_file(&file.name))?;
            problems.extend(error.map(|error| unread(file, &error)));
            rows.finish()?;
            out.finish()?;
        }
        Action::Parquet => {
            let (out, unread) = parquet::write(job, &[file], target)?;
            out.finish()?;
            problems = unread;
        }
        Action::Whole => {
            let mut out = AtomicFile::create(target)?;
            io::copy(&mut File::open(&file.path)?, &mut out)?;
            out.finish()?;
        }
        Action::Dropped | Action::Articles => {}
    }
    Ok(problems)
}

/// The names of the files in the folder, each used once.
#[derive(Default)]
struct OutputNames {
    used: BTreeSet<PathBuf>,
}

impl OutputNames {
    /// The path of each file in `folder`. Where two files have one name, the first by its path in the input keeps it.
    fn of_files(&mut self, files: &[StoredFile], folder: &Path) -> Vec<PathBuf> {
        let mut targets = vec![PathBuf::new(); files.len()];
        let mut by_name: Vec<usize> = (0..files.len()).collect();
        by_name.sort_by_key(|&number| &files[number].name);
        for number in by_name {
            targets[number] = self.unused(folder, &files[number].relative);
        }
        targets
    }

    /// The path below `folder`, with a number in the file's name if another file has the path.
    fn unused(&mut self, folder: &Path, relative: &Path) -> PathBuf {
        let inside: PathBuf = relative.components().filter(|part| matches!(part, Component::Normal(_))).collect();
        let name = inside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let dot = name.char_indices().skip(1).find(|(_, letter)| *letter == '.').map_or(name.len(), |(at, _)| at);
        let numbered = (2..).map(|nth| inside.with_file_name(format!("{}-{nth}{}", &name[..dot], &name[dot..])));
        let mut free = std::iter::once(inside.clone()).chain(numbered).filter(|path| !self.used.contains(path));
        let path = free.next().unwrap_or_default();
        self.used.insert(path.clone());
        folder.join(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_of_one_name_get_two_names_and_none_leads_out_of_the_folder() {
        let mut names = OutputNames::default();
        let paths = ["a/x.jsonl.gz", "a/x.jsonl.gz", "a/x.jsonl.gz", "../y", ".z"]
            .map(|name| names.unused(Path::new("out"), Path::new(name)).to_string_lossy().replace('\\', "/"));
        assert_eq!(paths, ["out/a/x.jsonl.gz", "out/a/x-2.jsonl.gz", "out/a/x-3.jsonl.gz", "out/y", "out/.z"]);
    }
}
