//! The folder of a result: its tables, the page, and the summary that lists them.

use super::folder_in_making::{FolderInMaking, is_of_a_run};
use super::summary::{Summary, SummaryWithFiles, WrittenFile};
use super::tables::TABLES;
use super::write::TableFormat;
use crate::error::{Error, Result};
use crate::input::earlier_result::{SUMMARY, is_summary};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use wirecopy_core::util::atomic_file::write_file;

/// A result in the making.
///
/// The folder is locked while this exists. Its files are made elsewhere, and appear together in
/// [`finish`](Self::finish); when it is dropped before that, what was there before is still there.
#[derive(Debug)]
pub struct ResultFolder {
    folder: FolderInMaking,
    /// Files of other programs are in the folder: it is not replaced, only its files are.
    keeps_others: bool,
    files: Vec<WrittenFile>,
}

impl ResultFolder {
    /// Locks `target`, which is created if missing, and makes a folder for the new files. With `keeps_others`, the
    /// folder may hold files that are no result; they stay. While another run writes into the folder, this waits for
    /// its end, after a call of `waits`.
    ///
    /// # Errors
    /// The folder cannot be written, or holds anything but an earlier result.
    pub fn open(target: &Path, keeps_others: bool, waits: &dyn Fn()) -> Result<Self> {
        let accepts = |target: &Path| match others(target)?.first() {
            Some(other) if !keeps_others => Err(io::Error::new(
                io::ErrorKind::DirectoryNotEmpty,
                format!(
                    "the folder holds {}, which is no part of an earlier result; name another folder, or use --force \
                     to write beside it",
                    other.display()
                ),
            )),
            _ => Ok(()),
        };
        let folder = FolderInMaking::open(target, accepts, waits)
            .map_err(|source| Error::Write { path: target.to_owned(), source })?;
        Ok(ResultFolder { folder, keeps_others, files: Vec::new() })
    }

    /// Writes a file of the result.
    ///
    /// # Errors
    /// [`Error::Write`] with the path that the file is to have.
    pub fn write(&mut self, name: &str, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<()> {
        let check = write_file(&self.folder.path().join(name), write)
            .map_err(|source| Error::Write { path: self.folder.target().join(name), source })?;
        self.files.push(WrittenFile {
            name: name.to_owned(),
            bytes: check.bytes,
            xxh3: format!("{:016x}", check.xxh3),
        });
        Ok(())
    }

    /// Writes `summary.json`, and puts the result in the place of what was in the folder.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn finish(mut self, summary: &Summary<'_>) -> Result<()> {
        let files = std::mem::take(&mut self.files);
        let with_files = SummaryWithFiles { summary, files: &files };
        self.write(SUMMARY, |out| {
            serde_json::to_writer_pretty(&mut *out, &with_files)?;
            out.write_all(b"\n")
        })?;
        if !self.keeps_others && self.folder.replaces_target() {
            return Ok(());
        }
        self.move_files(&files).map_err(|source| Error::Write { path: self.folder.target().to_owned(), source })
    }

    /// Puts the files into the folder one by one. The older summary goes first and the new one comes last: between the
    /// two the folder is seen to hold no result.
    fn move_files(&self, files: &[WrittenFile]) -> io::Result<()> {
        remove_if_there(&self.folder.target().join(SUMMARY))?;
        let new: BTreeSet<&str> = files.iter().map(|file| &*file.name).collect();
        for name in known_names().iter().filter(|name| !new.contains(&***name)) {
            remove_if_there(&self.folder.target().join(name))?;
        }
        for name in new.into_iter().chain([SUMMARY]) {
            fs::rename(self.folder.path().join(name), self.folder.target().join(name))?;
        }
        Ok(())
    }
}

/// What is in the folder and is no part of a result. Without a summary nothing is.
fn others(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let has_summary = is_summary(&folder.join(SUMMARY));
    let known = known_names();
    let mut others = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_known = name.to_str().is_some_and(|name| known.contains(name) || name == SUMMARY);
        if !(is_of_a_run(&name) || has_summary && is_known && entry.file_type()?.is_file()) {
            others.push(PathBuf::from(name));
        }
    }
    others.sort();
    Ok(others)
}

/// The names that a file of a result can have, without that of the summary.
fn known_names() -> BTreeSet<String> {
    let formats = [TableFormat::Csv, TableFormat::JsonLines, TableFormat::Parquet];
    let tables = TABLES.iter().flat_map(|table| formats.map(|format| format!("{}.{}", table.name, format.extension())));
    tables.chain(["report.html", "datapackage.json", "flows.graphml", "flows.gexf"].map(str::to_owned)).collect()
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::folder_in_making::{LOCK, MAKING};
    use super::*;
    use crate::findings::Findings;
    use crate::pipeline::Settings;

    fn write(target: &Path, keeps_others: bool, names: &[&str]) -> Result<()> {
        let findings = Findings::default();
        let summary = Summary::new(&findings, &Settings::default());
        let mut folder = ResultFolder::open(target, keeps_others, &|| ())?;
        for name in names {
            folder.write(name, |out| out.write_all(name.as_bytes()))?;
        }
        folder.finish(&summary)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_result_takes_the_place_of_an_earlier_one_with_all_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        write(&target, false, &["clusters.csv", "report.html"]).unwrap();
        write(&target, false, &["clusters.jsonl"]).unwrap();
        assert_eq!(names(&target), ["clusters.jsonl", "summary.json"]);
        assert_eq!(names(folder.path()), ["out"]);
        let summary: serde_json::Value =
            serde_json::from_slice(&fs::read(target.join("summary.json")).unwrap()).unwrap();
        let hash = format!("{:016x}", crate::hash::of_bytes(b"clusters.jsonl"));
        let expected = serde_json::json!([{ "name": "clusters.jsonl", "bytes": 14, "xxh3": hash }]);
        assert_eq!(summary["files"], expected);
    }

    #[test]
    fn a_run_that_fails_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        drop(ResultFolder::open(&target, false, &|| ()).unwrap());
        assert!(!target.exists(), "a folder that was not there before");
        write(&target, false, &["clusters.csv"]).unwrap();
        let mut second = ResultFolder::open(&target, false, &|| ()).unwrap();
        second.write("flows.csv", |out| out.write_all(b"x")).unwrap();
        let fault = second.write("pairs.csv", |_| Err(io::ErrorKind::StorageFull.into())).unwrap_err();
        assert!(fault.to_string().contains("out/pairs.csv"), "{fault}");
        drop(second);
        assert_eq!(names(&target), ["clusters.csv", "summary.json"]);
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn refuses_a_folder_of_other_files_and_keeps_them_when_told_to_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path();
        // the name of a table makes it none: only a summary says that it is one
        fs::write(target.join("articles.csv"), "the user's own").unwrap();
        let fault = write(target, false, &["articles.csv"]).unwrap_err().to_string();
        assert!(fault.contains("articles.csv") && fault.contains("--force"), "{fault}");
        assert_eq!(fs::read(target.join("articles.csv")).unwrap(), b"the user's own");
        fs::rename(target.join("articles.csv"), target.join("notes.txt")).unwrap();
        write(target, true, &["articles.csv"]).unwrap();
        write(target, true, &["clusters.csv"]).unwrap();
        assert_eq!(names(target), ["clusters.csv", "notes.txt", "summary.json"]);
        assert!(write(target, false, &["clusters.csv"]).unwrap_err().to_string().contains("notes.txt"));
    }

    #[test]
    fn one_run_at_a_time_writes_into_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let first = ResultFolder::open(&target, false, &|| ()).unwrap();
        let (says, waits) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| {
                ResultFolder::open(&target, false, &|| says.send(()).unwrap()).unwrap();
            });
            waits.recv().unwrap();
            assert!(!second.is_finished());
            drop(first);
        });
        // what a killed run leaves: its lock's file, and the folder of its files
        fs::create_dir_all(&target).unwrap();
        fs::write(target.join(LOCK), "").unwrap();
        fs::create_dir(folder.path().join(format!(".out{MAKING}abc"))).unwrap();
        write(&target, false, &["clusters.csv"]).unwrap();
        assert_eq!(names(folder.path()), ["out"]);
        assert_eq!(names(&target), ["clusters.csv", "summary.json"]);
    }
}
