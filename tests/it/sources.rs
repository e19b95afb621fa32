//! The source files of the repository, for the tests that read them.

use std::path::Path;

/// One `.rs` or `.md` file.
pub(crate) struct SourceFile {
    /// The path in the repository.
    pub(crate) path: String,
    /// The components of the path below the folder of the sources.
    components: Vec<String>,
    pub(crate) text: String,
}

impl SourceFile {
    pub(crate) fn new(path: &str, folder: &str, text: &str) -> SourceFile {
        let below = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
        SourceFile {
            path: path.to_owned(),
            components: below.split('/').map(str::to_owned).collect(),
            text: text.to_owned(),
        }
    }

    /// The module at the root of the crate to which the file belongs; `None` for `lib.rs`.
    pub(crate) fn module(&self) -> Option<&str> {
        let first = self.components[0].trim_end_matches(".rs");
        (first != "lib").then_some(first)
    }

    /// How many `super::` lead from the file to the root of the crate.
    pub(crate) fn depth(&self) -> usize {
        self.components.len() - usize::from(self.components.last().is_some_and(|name| name == "mod.rs"))
    }

    /// The lines before the tests, without comments, counted from 1.
    pub(crate) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test_file = self.path.ends_with("_tests.rs");
        let lines = self.text.lines().enumerate().map(|(nth, line)| (nth + 1, line));
        lines
            .take_while(move |(_, line)| !is_test_file && *line != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// The files below a folder of the repository that end in `.rs` or `.md`, in order. Build output and hidden folders are
/// left out.
pub(crate) fn source_files(folder: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(current) = folders.pop() {
        for entry in std::fs::read_dir(&current).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") || name.ends_with(".md") {
                let relative = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.push(SourceFile::new(&relative, folder, &std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
