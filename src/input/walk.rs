//! From the paths that the user named to the list of files to read, in reading order.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::Settings;
use super::format::Named;
use crate::article::Rejected;
use crate::error::{Error, Result};
use crate::hash;

/// Everything there is to read, in reading order.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) entries: Vec<Entry>,
    pub(super) skipped: u64,
}

/// One line of the plan.
#[derive(Debug)]
pub(super) enum Entry {
    /// A file to read.
    File(File),
    /// Something on the way that could not be read.
    Problem(Rejected),
}

/// A file to read.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// How much of `path` is the root under which it was found; 0 when it was named directly.
    pub(super) root_len: usize,
}

impl File {
    /// Whether this is standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.root_len == 0 && self.path.as_os_str() == "-"
    }

    /// The path under the root, or the path as given when it was named directly.
    pub(super) fn relative(&self) -> &Path {
        let skipped = self.path.components().count().min(self.root_len);
        let mut components = self.path.components();
        for _ in 0..skipped {
            components.next();
        }
        components.as_path()
    }
}

impl Plan {
    /// Bytes on disk of all files, looked up on all threads; `None` when standard input is among them.
    pub(super) fn total_bytes(&self) -> Option<u64> {
        let size = |entry: &Entry| match entry {
            Entry::File(file) if file.is_stdin() => None,
            Entry::File(file) => Some(std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len())),
            Entry::Problem(_) => Some(0),
        };
        self.entries.par_iter().map(size).sum()
    }
}

/// A number that changes when files come, go, or change their size or time; `None` when standard input is among them.
pub(super) fn fingerprint(plan: &Plan) -> Option<u64> {
    plan.entries.iter().try_fold(0, |sum, entry| {
        let line = match entry {
            Entry::File(file) if file.is_stdin() => return None,
            Entry::File(file) => {
                let metadata = std::fs::metadata(&file.path).ok();
                let changed = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
                format!("{file:?}{:?}{changed:?}", metadata.map(|metadata| metadata.len()))
            }
            Entry::Problem(problem) => format!("{problem:?}"),
        };
        Some(hash::of_bytes_seeded(line.as_bytes(), sum))
    })
}

/// Lists the files under `sources`.
pub(super) fn plan(sources: &[PathBuf], settings: &Settings) -> Result<Plan> {
    let globs =
        Globs { include: compile("--include", &settings.include)?, exclude: compile("--exclude", &settings.exclude)? };
    // every source is looked at before anything is walked, so that a slip of the pen costs no time
    let mut kinds = Vec::with_capacity(sources.len());
    for source in sources {
        if source.as_os_str() == "-" {
            kinds.push(None);
        } else {
            let metadata = std::fs::metadata(source).map_err(|e| Error::Read { path: source.clone(), source: e })?;
            kinds.push(Some(metadata));
        }
    }
    let mut plan = Plan::default();
    // the same file is read once, however many of the sources lead to it
    let mut seen = (sources.len() > 1).then(HashSet::new);
    for (source, metadata) in sources.iter().zip(kinds) {
        match metadata {
            Some(metadata) if metadata.is_dir() => walk(source, &globs, &mut seen, &mut plan),
            _ if is_new(source, &mut seen) => {
                plan.entries.push(Entry::File(File { path: source.clone(), root_len: 0 }));
            }
            _ => {}
        }
    }
    Ok(plan)
}

fn walk(root: &Path, globs: &Globs, seen: &mut Option<HashSet<PathBuf>>, plan: &mut Plan) {
    let root_len = root.components().count();
    let walker = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    for entry in walker.filter_entry(|e| e.depth() == 0 || (!is_hidden(e) && !globs.excludes(e, root))) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                plan.entries.push(Entry::Problem(unwalkable(&error, root)));
                continue;
            }
        };
        let name = Named::of(entry.path());
        if entry.file_type().is_dir() {
            if entry.depth() > 0 && name.is_known() {
                let reason = "a folder, though its name ends like an article's; what is in it is read".to_owned();
                plan.entries.push(Entry::Problem(Rejected { path: display(entry.path()), row: None, reason }));
            }
            continue;
        }
        // sockets, pipes and devices would block or never end
        if !entry.file_type().is_file() || !name.is_known() || !globs.includes(&entry, root) {
            plan.skipped += 1;
            continue;
        }
        if !is_new(entry.path(), seen) {
            continue;
        }
        plan.entries.push(Entry::File(File { path: entry.into_path(), root_len }));
    }
}

/// A path as the user would name it.
pub(super) fn display(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().first() == Some(&b'.')
}

fn is_new(path: &Path, seen: &mut Option<HashSet<PathBuf>>) -> bool {
    match seen {
        Some(seen) if path.as_os_str() != "-" => match path.canonicalize() {
            Ok(real) => seen.insert(real),
            Err(_) => true,
        },
        Some(seen) => seen.insert(path.to_owned()),
        None => true,
    }
}

fn unwalkable(error: &walkdir::Error, root: &Path) -> Rejected {
    let path = display(error.path().unwrap_or(root));
    let reason = if let Some(ancestor) = error.loop_ancestor() {
        format!("a symbolic link back to {}, not followed", display(ancestor))
    } else {
        match error.io_error() {
            Some(io) => io.to_string(),
            None => error.to_string(),
        }
    };
    Rejected { path, row: None, reason }
}

struct Globs {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Globs {
    fn includes(&self, entry: &DirEntry, root: &Path) -> bool {
        self.include.as_ref().is_none_or(|set| matches(set, entry, root))
    }

    fn excludes(&self, entry: &DirEntry, root: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|set| matches(set, entry, root))
    }
}

fn matches(set: &GlobSet, entry: &DirEntry, root: &Path) -> bool {
    let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
    set.is_match(relative) || set.is_match(entry.file_name())
}

fn compile(name: &'static str, globs: &[String]) -> Result<Option<GlobSet>> {
    if globs.is_empty() {
        return Ok(None);
    }
    let bad = |e: globset::Error| Error::Setting { name, problem: e.to_string() };
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        // `drafts/` is how people write a folder
        set.add(Glob::new(glob.strip_suffix('/').unwrap_or(glob)).map_err(bad)?);
    }
    set.build().map(Some).map_err(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_to_read_is_the_sum_of_all_files_unless_standard_input_is_among_them() {
        let folder = tempfile::tempdir().unwrap();
        for nth in 0..300 {
            let of_outlet = folder.path().join(format!("o{}", nth % 5));
            std::fs::create_dir_all(&of_outlet).unwrap();
            std::fs::write(of_outlet.join(format!("{nth}.txt")), "x".repeat(nth)).unwrap();
        }
        let plan = |sources: &[PathBuf]| plan(sources, &Settings::default()).unwrap();
        let mut named = vec![folder.path().to_owned()];
        assert_eq!(plan(&named).total_bytes(), Some((0..300).sum()));
        named.push("-".into());
        assert_eq!(plan(&named).total_bytes(), None);
    }
}
