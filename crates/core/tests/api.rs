//! The list of public items in `api.txt`, which makes a change of the API visible in review.
//!
//! `WIRECOPY_RENEW_GOLDEN=1 cargo test -p wirecopy-core --test api` writes the list anew.
#![allow(clippy::unwrap_used)] // a test fails by a panic

use std::path::{Path, PathBuf};

/// The beginnings of lines that define or re-export a public item.
const ITEMS: [&str; 9] = [
    "pub fn ",
    "pub const ",
    "pub struct ",
    "pub enum ",
    "pub trait ",
    "pub type ",
    "pub mod ",
    "pub use ",
    "pub unsafe ",
];

#[test]
fn the_list_of_public_items_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    add_sources(&root.join("src"), &mut files);
    files.sort();
    let mut list = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(root).unwrap().display().to_string();
        public_items(&text).for_each(|item| list.push_str(&format!("{name}: {item}\n")));
    }
    let path = root.join("api.txt");
    if std::env::var_os("WIRECOPY_RENEW_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(&path, &list).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = |one: &str, other: &str| one.lines().filter(|line| !other.lines().any(|l| l == *line)).count();
    let (added, removed) = (differs(&list, &expected), differs(&expected, &list));
    assert!(
        list == expected,
        "{added} public items are new and {removed} are gone; see the first lines of this test's file"
    );
}

/// The source files under a folder.
fn add_sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The first line of each public item of a source file, tests excluded.
fn public_items(text: &str) -> impl Iterator<Item = &str> {
    let end = text.find("\n#[cfg(test)]\n").unwrap_or(text.len());
    let lines = text[..end].lines().map(str::trim);
    let items = lines.filter(|line| ITEMS.iter().any(|item| line.starts_with(item)));
    items.map(|line| line.trim_end_matches(['{', ' ']))
}

#[test]
fn private_items_and_tests_are_not_listed() {
    let text = "pub struct A;\npub(crate) fn b() {}\n    pub fn c(&self) {\n#[cfg(test)]\nmod tests { pub fn d() {} }";
    assert_eq!(public_items(text).collect::<Vec<_>>(), ["pub struct A;", "pub fn c(&self)"]);
}
