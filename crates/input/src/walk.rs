//! Lists the files to read under the paths that the user named, in reading order.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::article::Rejected;
use crate::earlier_result::is_result;
use crate::file_kind::NameInfo;
use crate::origin::Origin;
use crate::settings::Settings;
use wirecopy_core::error::{Error, Result};

/// The files to read, in reading order.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) entries: Vec<Entry>,
    /// Files that the globs leave out, and what is no file.
    pub(crate) skipped: u64,
    /// Files in the folders of saved pages.
    pub(crate) parts_of_pages: u64,
    /// Files of results of earlier runs.
    pub(crate) results: u64,
    /// Symbolic links that were not followed.
    pub(crate) links: u64,
}

/// An entry of the plan.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A file to read.
    File(File),
    /// A path that could not be read.
    Rejected(Rejected),
}

/// A file to read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// The position in the bytes of `path` at which the path under the root begins. `None` when the user named the file
    /// itself.
    relative_start: Option<usize>,
}

impl File {
    /// Whether this is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        self.relative_start.is_none() && self.path.as_os_str() == "-"
    }

    /// Whether the user named this very file.
    pub(crate) fn is_named(&self) -> bool {
        self.relative_start.is_none()
    }

    /// The path under the root, or the path as given when the user named the file itself.
    fn relative(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.path.as_os_str().as_encoded_bytes()[self.relative_start.unwrap_or(0)..])
    }

    /// The origin of the articles in the file.
    pub(crate) fn origin(&self) -> Origin {
        let relative = self.relative();
        let is_named = self.relative_start.is_none();
        let (folders, _) = relative.rsplit_once(std::path::is_separator).unwrap_or_default();
        // a folder that is a field is no outlet
        let folder = folders.split(std::path::is_separator).find(|folder| !folder.contains('=')).filter(|_| !is_named);
        let partitions =
            if is_named { Origin::partitions(&path_folders(&self.path)) } else { Origin::partitions(folders) };
        Origin {
            path: without_dot(&self.path.to_string_lossy()).into(),
            relative: without_dot(&relative).to_owned(),
            folder: folder.unwrap_or_default().to_owned(),
            partitions,
            is_named,
        }
    }
}

impl Plan {
    /// Counts the files of a saved page's folder.
    /// Bytes on disk of all files; `None` when standard input is among them.
    pub(crate) fn total_bytes(&self) -> Option<u64> {
        let size = |entry: &Entry| match entry {
            Entry::File(file) if file.is_stdin() => None,
            Entry::File(file) => Some(std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len())),
            Entry::Rejected(_) => Some(0),
        };
        self.entries.par_iter().map(size).sum()
    }
}

/// Lists the files under `sources`.
///
/// # Errors
/// A source does not exist, or a glob is not valid.
pub(crate) fn plan(sources: &[PathBuf], settings: &Settings) -> Result<Plan> {
    let globs = Globs {
        include: compile("input.include", &settings.include)?,
        exclude: compile("input.exclude", &settings.exclude)?,
        leave_out: settings.leave_out.iter().filter_map(|path| same_file::Handle::from_path(path).ok()).collect(),
    };
    // all sources are checked before the first is walked, so that a misspelt one costs no time
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
    // a file under several sources, or to which several links lead, is read once
    let mut seen = (sources.len() > 1 || settings.follow_links).then(HashSet::new);
    for (source, metadata) in sources.iter().zip(kinds) {
        match metadata {
            Some(metadata) if metadata.is_dir() => walk(source, &globs, settings.follow_links, &mut seen, &mut plan),
            _ if is_new(source, &mut seen) => {
                plan.entries.push(Entry::File(File { path: source.clone(), relative_start: None }));
            }
            _ => {}
        }
    }
    Ok(plan)
}

fn walk(root: &Path, globs: &Globs, follow_links: bool, seen: &mut Option<HashSet<PathBuf>>, plan: &mut Plan) {
    // the names in a folder compare like their paths, and finding the name in a path would cost time
    let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let walker = WalkDir::new(root).follow_links(follow_links).sort_by(by_name).into_iter();
    let mut walker = walker.filter_entry(|e| e.depth() == 0 || (!is_hidden(e) && !globs.excludes(e, root)));
    while let Some(entry) = walker.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                plan.entries.push(Entry::Rejected(unwalkable(&error, root)));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            if follow_links && !is_new(entry.path(), seen) {
                walker.skip_current_dir();
                continue;
            }
            let is_known = NameInfo::of(entry.path()).kind.is_some();
            if entry.depth() > 0 && is_beside_page(entry.path()) {
                plan.parts_of_pages += count_files(entry.path());
                walker.skip_current_dir();
                continue;
            }
            if entry.depth() > 0 && is_result(entry.path()) {
                plan.results += count_files(entry.path());
                walker.skip_current_dir();
                continue;
            }
            if entry.depth() > 0 && is_known {
                let reason = "a folder, though its name ends like a file's; its files are read".to_owned();
                plan.entries.push(Entry::Rejected(Rejected {
                    path: display(entry.path()),
                    row: None,
                    reason,
                    rows: 1,
                }));
            }
            continue;
        }
        if entry.path_is_symlink() && !follow_links {
            plan.links += u64::from(globs.includes(&entry, root));
            continue;
        }
        // sockets, pipes and devices may block or never end
        if !entry.file_type().is_file() || !globs.includes(&entry, root) {
            plan.skipped += 1;
            continue;
        }
        if !is_new(entry.path(), seen) {
            continue;
        }
        let path = entry.into_path();
        let relative_start = Some(relative_start(root, &path));
        plan.entries.push(Entry::File(File { path, relative_start }));
    }
}

fn count_files(folder: &Path) -> u64 {
    WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()).count() as u64
}

/// Whether a folder holds the pictures, scripts and frames of a saved page that is beside it: `NAME_files` of
/// `NAME.html`, in the words of browsers in other languages as well.
fn is_beside_page(folder: &Path) -> bool {
    const ENDS: [&str; 12] = [
        "_files",
        "-files",
        "_file",
        "-Dateien",
        "_fichiers",
        "_archivos",
        "_bestanden",
        "-filer",
        "_arquivos",
        "_ficheiros",
        "_pliki",
        ".files",
    ];
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else { return false };
    let Some(page) = ENDS.iter().find_map(|end| name.strip_suffix(end)) else { return false };
    ["html", "htm", "xhtml", "mhtml"].iter().any(|end| folder.with_file_name(format!("{page}.{end}")).is_file())
}

/// The position in the bytes of a path at which the path under the root begins.
fn relative_start(root: &Path, path: &Path) -> usize {
    let path = path.as_os_str().as_encoded_bytes();
    let Some(under) = path.strip_prefix(root.as_os_str().as_encoded_bytes()) else { return 0 };
    let separators = under.iter().take_while(|byte| std::path::is_separator(**byte as char)).count();
    path.len() - under.len() + separators
}

/// The folders of a path.
fn path_folders(path: &Path) -> String {
    path.parent().map(|folders| folders.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A path as the user would name it.
fn display(path: &Path) -> String {
    without_dot(&path.to_string_lossy()).to_owned()
}

fn without_dot(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
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
    Rejected { path, row: None, reason, rows: 1 }
}

struct Globs {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
    leave_out: Vec<same_file::Handle>,
}

impl Globs {
    fn includes(&self, entry: &DirEntry, root: &Path) -> bool {
        self.include.as_ref().is_none_or(|set| matches(set, entry, root))
    }

    fn excludes(&self, entry: &DirEntry, root: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|set| matches(set, entry, root)) || self.leaves_out(entry)
    }
}

impl Globs {
    /// Whether an entry is what the run itself writes.
    fn leaves_out(&self, entry: &DirEntry) -> bool {
        !self.leave_out.is_empty()
            && same_file::Handle::from_path(entry.path()).is_ok_and(|entry| self.leave_out.contains(&entry))
    }
}

fn matches(set: &GlobSet, entry: &DirEntry, root: &Path) -> bool {
    let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
    set.is_match(relative) || set.is_match(entry.file_name())
}

fn compile(field: &'static str, globs: &[String]) -> Result<Option<GlobSet>> {
    if globs.is_empty() {
        return Ok(None);
    }
    let bad = |e: globset::Error| Error::Setting { field, problem: e.to_string() };
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        // people write a folder as `drafts/`
        set.add(Glob::new(glob.strip_suffix('/').unwrap_or(glob)).map_err(bad)?);
    }
    set.build().map(Some).map_err(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_files_by_name_with_their_path_under_the_root_however_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["b/x.txt", "b-a/x.txt", "b.txt", "b/é/y.txt", "a b.html", "b/x-1.txt", "b/x/z.txt", "ö.md"];
        for name in names {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let by_name = WalkDir::new(folder.path()).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
        let expected: Vec<PathBuf> = by_name.filter(|e| e.file_type().is_file()).map(DirEntry::into_path).collect();
        assert_eq!(expected.len(), names.len());
        for end in ["", "/", "/.", "/./", "//", "/b/.."] {
            let root = PathBuf::from(format!("{}{end}", folder.path().display()));
            let plan = plan(std::slice::from_ref(&root), &Settings::default()).unwrap();
            let found: Vec<String> = plan
                .entries
                .iter()
                .map(|entry| match entry {
                    Entry::File(file) => file.relative().into_owned(),
                    Entry::Rejected(rejected) => panic!("{rejected:?}"),
                })
                .collect();
            let under = |path: &PathBuf| path.strip_prefix(folder.path()).unwrap().to_string_lossy().into_owned();
            assert_eq!(found, expected.iter().map(under).collect::<Vec<_>>(), "{root:?}");
        }
        // without the root at its start, the whole path is kept
        assert_eq!(relative_start(Path::new("a/./b"), Path::new("a/b/c.txt")), 0);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_on_request_and_then_each_target_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        // without a memory of folders the walk of 2³⁹ paths would never end
        for nth in 1..=40 {
            std::fs::create_dir(at(&format!("d{nth}"))).unwrap();
            if nth < 40 {
                let next = format!("../d{}", nth + 1);
                for link in ["a", "b"] {
                    std::os::unix::fs::symlink(&next, at(&format!("d{nth}/{link}"))).unwrap();
                }
            }
        }
        std::fs::write(at("d40/x.txt"), "x").unwrap();
        std::os::unix::fs::symlink("d40/x.txt", at("y.txt")).unwrap();
        let plan = |follow_links| {
            let settings = Settings { follow_links, ..Settings::default() };
            plan(&[folder.path().to_owned()], &settings).unwrap()
        };
        assert_eq!((plan(false).entries.len(), plan(false).links), (1, 79));
        assert_eq!((plan(true).entries.len(), plan(true).links), (1, 0));
    }

    #[test]
    fn the_total_is_the_size_of_all_files_and_unknown_with_standard_input() {
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
