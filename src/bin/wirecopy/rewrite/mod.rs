//! `--dedup-to` and `--annotate`: writes the input again, without duplicates or with columns added. A scan does not
//! keep the input, so the files are read again.
//!
//! Rows of JSON Lines, JSON, tables and Parquet are copied as they are, with every column. What has no rows of this
//! kind (pages, feeds, WARC, archives) is copied as whole files or written as JSON Lines.

mod added;
mod articles;
mod compressed;
mod folder;
mod marks;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_json;
mod rows;
mod single;
mod target;

use crate::targets::Target;
use added::AddedNames;
use anyhow::Context;
use marks::Marks;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU32;
use std::time::SystemTime;
use target::RewriteTarget;
use wirecopy::findings::Findings;
use wirecopy::input;
use wirecopy::input::stored::{StoredFile, stored_files};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The input without duplicates.
    WithoutDuplicates,
    /// The whole input, with columns added.
    Annotated,
}

impl Purpose {
    /// The flag that asks for it.
    fn flag(self) -> &'static str {
        match self {
            Purpose::WithoutDuplicates => "--dedup-to",
            Purpose::Annotated => "--annotate",
        }
    }
}

/// A plan to write the input again: a file if the target's name ends like that of a format, else a folder. It is made
/// before the scan, so that a target that cannot hold the input costs no time.
#[derive(Debug)]
pub(crate) struct Rewrite {
    purpose: Purpose,
    target: RewriteTarget,
    /// The files of the input, in reading order.
    files: Vec<StoredFile>,
    /// The state of each file when it was listed.
    states: Vec<Option<FileState>>,
}

/// The size of a file, and when it was changed last.
type FileState = (u64, Option<SystemTime>);

/// `None` if there is no such file.
fn state_of(file: &StoredFile) -> Option<FileState> {
    let metadata = file.path.metadata().ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}

impl Rewrite {
    /// Reads the target from its name.
    ///
    /// # Errors
    /// The name is that of a format that is not written.
    pub(crate) fn to(purpose: Purpose, target: &Path) -> anyhow::Result<Rewrite> {
        let parsed =
            RewriteTarget::parse(target).with_context(|| format!("{} {}", purpose.flag(), target.display()))?;
        Ok(Rewrite { purpose, target: parsed, files: Vec::new(), states: Vec::new() })
    }

    /// The target beside those of other flags.
    pub(crate) fn as_target(&self) -> Target<'_> {
        let is_file = matches!(self.target, RewriteTarget::File(_));
        Target { flag: self.purpose.flag(), path: self.target.path(), is_file }
    }

    /// Lists the files under `sources`.
    ///
    /// # Errors
    /// A source cannot be read twice, or the target cannot hold the files.
    pub(crate) fn plan(&mut self, sources: &[PathBuf], settings: &input::Settings) -> anyhow::Result<()> {
        let flag = self.purpose.flag();
        anyhow::ensure!(
            sources.iter().all(|source| source.as_os_str() != "-"),
            "{flag} reads the articles a second time, which standard input does not allow; name a file"
        );
        let (indexes, _) = wirecopy::standing::split_sources(sources);
        anyhow::ensure!(
            indexes.is_empty(),
            "{flag} reads the articles a second time, which an index does not keep as files; scan the files themselves"
        );
        self.files = stored_files(sources, settings)?;
        self.states = self.files.iter().map(state_of).collect();
        self.target.check(&self.files).with_context(|| format!("{flag} {}", self.target.path().display()))
    }

    /// Writes the input. Returns what could not be read again, as lines for the user.
    pub(crate) fn run(
        &self,
        findings: &Findings,
        sources: &[PathBuf],
        settings: &input::Settings,
    ) -> anyhow::Result<Vec<String>> {
        let added = match self.purpose {
            Purpose::WithoutDuplicates => None,
            Purpose::Annotated => Some(AddedNames::for_files(&self.files, settings)),
        };
        let job = Job {
            marks: Marks { findings, added, found: AtomicU32::new(0) },
            files: &self.files,
            states: &self.states,
            sources,
            settings,
        };
        let result = match &self.target {
            RewriteTarget::Folder(folder) => folder::write(&job, folder),
            RewriteTarget::File(file) => single::write(&job, file),
        };
        let problems = result.with_context(|| format!("cannot write {}", self.target.path().display()))?;
        let missing = job.marks.missing();
        anyhow::ensure!(
            job.marks.are_all_found(),
            "{}: {} of the {} articles that the scan has read were not found again, as the input has changed since; \
             nothing was written{}",
            self.target.path().display(),
            crate::numbers::grouped(missing.into()),
            crate::numbers::grouped(findings.articles.len().into()),
            problems.first().map(|problem| format!(" ({problem})")).unwrap_or_default()
        );
        Ok(problems)
    }

    /// A line for the user about what was written.
    pub(crate) fn summary(&self, findings: &Findings) -> String {
        let all = findings.articles.len();
        let path = self.target.path().display();
        match self.purpose {
            Purpose::Annotated => format!("{} articles annotated in {path}", crate::numbers::grouped(all.into())),
            Purpose::WithoutDuplicates => {
                let kept = (0..all).filter(|&article| findings.is_kept(article)).count() as u64;
                let [kept, dropped] = [kept, u64::from(all) - kept].map(crate::numbers::grouped);
                format!("{kept} articles kept in {path}, {dropped} dropped")
            }
        }
    }
}

/// What the parts of a rewrite share.
struct Job<'j> {
    marks: Marks<'j>,
    files: &'j [StoredFile],
    states: &'j [Option<FileState>],
    sources: &'j [PathBuf],
    settings: &'j input::Settings,
}

impl Job<'_> {
    /// Whether a file is still the one that was listed before the scan.
    fn is_unchanged(&self, number: usize) -> bool {
        self.states[number].is_some() && state_of(&self.files[number]) == self.states[number]
    }
}

/// A reading error as a line for the user.
fn unread(file: &StoredFile, error: &io::Error) -> String {
    format!("{}: read again up to an error: {error}", file.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wirecopy::pipeline::{Settings, scan};
    use wirecopy::progress::NoProgress;

    /// Scans three files, removes `removed`, and writes the corpus without duplicates to a target of this name. Says
    /// whether it is there.
    fn rewritten_without(removed: &str, target: &str) -> (anyhow::Result<Vec<String>>, bool) {
        let folder = tempfile::tempdir().unwrap();
        let result = rewrite(removed, folder.path(), target);
        let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name == "corpus" || name == target), "{left:?}");
        (result, left.len() == 2)
    }

    fn rewrite(removed: &str, folder: &Path, target: &str) -> anyhow::Result<Vec<String>> {
        let corpus = folder.join("corpus");
        std::fs::create_dir(&corpus)?;
        for name in ["a", "b", "c"] {
            let text = (0..80).map(|nth| format!("{name}{nth} ")).collect::<String>();
            std::fs::write(corpus.join(format!("{name}.txt")), &text)?;
            let rows = format!("{{\"id\":\"1\",\"text\":\"x{text}\"}}\n{{\"id\":\"2\",\"text\":\"y{text}\"}}\n");
            std::fs::write(corpus.join(format!("{name}.jsonl")), rows)?;
        }
        let sources = [corpus.clone()];
        let settings = Settings::default();
        let mut rewrite = Rewrite::to(Purpose::WithoutDuplicates, &folder.join(target))?;
        rewrite.plan(&sources, &settings.input)?;
        let findings = scan(&sources, &settings, &NoProgress)?;
        if !removed.is_empty() {
            std::fs::write(corpus.join(removed), "")?;
        }
        rewrite.run(&findings, &sources, &settings.input)
    }

    #[test]
    fn what_a_second_reading_does_not_find_is_an_error_and_nothing_is_written() {
        for target in ["kept.jsonl", "kept"] {
            let (problems, is_there) = rewritten_without("", target);
            assert_eq!((problems.unwrap(), is_there), (Vec::<String>::new(), true));
            for (removed, missing) in [("a.txt", "1 of the 9"), ("b.jsonl", "2 of the 9")] {
                let (result, is_there) = rewritten_without(removed, target);
                let fault = result.unwrap_err().to_string();
                assert!(fault.contains(missing), "{removed}: {fault}");
                assert!(!is_there, "{removed}: {target}");
            }
        }
    }
}
