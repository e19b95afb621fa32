//! Rules of the sources that rustfmt and clippy do not check.

use crate::sources::source_files;
use std::collections::{BTreeMap, BTreeSet};

/// The folders with the sources of each crate.
const CRATES: [&str; 7] = [
    "crates/core/src",
    "crates/input/src",
    "crates/attribution/src",
    "crates/eval/src",
    "crates/segments/src",
    "src",
    "src/bin/wirecopy",
];

#[test]
fn every_source_file_says_what_it_is_for() {
    let files = source_files("");
    let sources = files.iter().filter(|file| file.path.ends_with(".rs"));
    let silent: Vec<&str> = sources.filter(|file| !file.text.starts_with("//! ")).map(|file| &*file.path).collect();
    assert!(silent.is_empty(), "no //! on the first line of\n{}", silent.join("\n"));
}

#[test]
fn every_source_file_is_compiled() {
    let split =
        |path: &str| path.rsplit_once('/').map_or((String::new(), path.to_owned()), |(a, b)| (a.into(), b.into()));
    let files = source_files("");
    let mut declared: BTreeSet<(String, String)> = BTreeSet::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let (folder, name) = split(&file.path);
        let stem = name.trim_end_matches(".rs");
        let is_root = ["lib", "main", "mod"].contains(&stem) || file.text.contains("fuzz_target!");
        let of_modules = if is_root { folder.clone() } else { format!("{folder}/{stem}") };
        for line in file.text.lines().map(str::trim) {
            if let Some(path) = line.strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]")) {
                declared.insert((folder.clone(), path.trim_end_matches(".rs").to_owned()));
            }
            let module = line.strip_suffix(';').and_then(|line| line.rsplit_once("mod "));
            let module = module.filter(|(before, _)| before.is_empty() || before.starts_with("pub"));
            declared.extend(module.map(|(_, module)| (of_modules.clone(), module.to_owned())));
        }
    }
    // cargo finds these by itself
    let is_target = |folder: &str, stem: &str| {
        ["lib", "main", "build"].contains(&stem)
            || ["benches", "examples", "tests", "fuzz_targets"].iter().any(|name| folder.ends_with(name))
    };
    let mut lost = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs") && !file.path.starts_with("corpus-samples")) {
        let (mut folder, mut stem) = split(file.path.trim_end_matches(".rs"));
        if stem == "mod" {
            (folder, stem) = split(&folder);
        }
        if !is_target(&folder, &stem) && !declared.contains(&(folder, stem)) {
            lost.push(&*file.path);
        }
    }
    assert!(lost.is_empty(), "no module declares\n{}", lost.join("\n"));
}

#[test]
fn every_type_name_has_one_meaning_in_a_crate() {
    let mut wrong = Vec::new();
    for folder in CRATES {
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        // the program in src/bin is another crate than the library in src
        let is_inside = |path: &str| folder != "src" || !path.starts_with("src/bin");
        for file in source_files(folder).iter().filter(|file| is_inside(&file.path)) {
            for (nth, line) in file.code_lines() {
                if let Some(name) = defined_type(line) {
                    places.entry(name).or_default().push(format!("{}:{nth}", file.path));
                }
            }
        }
        for (name, places) in places.into_iter().filter(|(_, places)| places.len() > 1) {
            wrong.push(format!("{name}: {}", places.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "these names are defined twice\n{}", wrong.join("\n"));
}

/// The name of the type that a line defines.
fn defined_type(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub"));
    matches!(words.next()?, "struct" | "enum" | "trait" | "union").then_some(())?;
    Some(words.next()?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
}

#[test]
fn finds_the_types_that_are_defined() {
    let names = ["pub struct A<'a> {", "pub(crate) enum B {", "trait C: D {", "struct E(u32);", "fn f(g: G) {"];
    assert_eq!(names.map(|line| defined_type(line).unwrap_or_default()), ["A", "B", "C", "E", ""]);
}

#[test]
fn no_line_is_longer_than_120_columns() {
    let mut wrong = Vec::new();
    // the samples are articles, and the rows of a Markdown table cannot be broken
    for file in source_files("").iter().filter(|file| !file.path.starts_with("corpus-samples/")) {
        let is_table = |line: &str| file.path.ends_with(".md") && line.starts_with('|');
        for (nth, line) in file.text.lines().enumerate() {
            if line.chars().count() > 120 && !is_table(line) {
                wrong.push(format!("{}:{}", file.path, nth + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "longer than 120 columns\n{}", wrong.join("\n"));
}
