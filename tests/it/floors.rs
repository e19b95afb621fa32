//! The order of imports: a module imports only modules on lower floors, so that a lower floor can be used without those
//! above it. Between crates Cargo checks this.

use crate::sources::{SourceFile, source_files};
use std::collections::{BTreeMap, BTreeSet};

/// The modules of a crate in floors, the lowest first. Modules on one floor do not import each other.
struct Floors {
    /// The folder of the sources.
    folder: &'static str,
    floors: &'static [&'static [&'static str]],
}

const CRATES: [Floors; 2] = [
    Floors {
        folder: "crates/core/src",
        floors: &[
            &["util", "error", "overlap", "time"],
            &["stage"],
            &["progress"],
            &["text"],
            &["store"],
            &["document"],
            &["sketch", "boilerplate"],
            &["index", "verify"],
            &["cluster"],
            &["config"],
            &["stages"],
            &["sketching", "listed_pairs"],
            &["find_copies"],
            &["deduplicator"],
        ],
    },
    Floors {
        folder: "src",
        floors: &[
            &["until_failed", "setting_names"],
            &["articles"],
            &["standing"],
            &["findings"],
            &["pipeline"],
            &["find", "report", "reread"],
            &["bench", "serve"],
        ],
    },
];

#[test]
fn modules_import_only_lower_floors() {
    let mut wrong = Vec::new();
    for Floors { folder, floors } in CRATES {
        let floor_of: BTreeMap<&str, usize> = floors
            .iter()
            .enumerate()
            .flat_map(|(floor, modules)| modules.iter().map(move |&name| (name, floor)))
            .collect();
        let mut found = BTreeSet::new();
        for file in source_files(folder) {
            // lib.rs stands above all floors, and the program is a crate of its own
            let Some(module) = file.module().filter(|module| *module != "bin") else { continue };
            let Some(floor) = floor_of.get(module) else {
                wrong.push(format!("{}: the module {module} has no floor in tests/it/floors.rs", file.path));
                continue;
            };
            found.insert(module.to_owned());
            for (line, import) in imports(&file) {
                let is_higher = import != module && floor_of.get(&*import).is_some_and(|of_import| of_import >= floor);
                if is_higher {
                    wrong.push(format!("{}:{line}: {module} imports {import}, which is not below it", file.path));
                }
            }
        }
        for (module, _) in floor_of.iter().filter(|(module, _)| !found.contains(**module)) {
            wrong.push(format!("{folder}: no module {module}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The modules of the same crate that a file names outside of its tests, with the line.
fn imports(file: &SourceFile) -> Vec<(usize, String)> {
    // `crate::verify`, or as many `super::` as lead to the root
    let to_root = "super::".repeat(file.depth());
    let mut found = Vec::new();
    for (nth, line) in file.code_lines() {
        for (at, prefix) in ["crate::", &*to_root].iter().flat_map(|&prefix| line.match_indices(prefix)) {
            let is_longer_path = line[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
            if prefix.is_empty() || is_longer_path {
                continue;
            }
            let rest = &line[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(names_of_group(group).into_iter().map(|name| (nth, name))),
                None => found.push((nth, leading_name(rest))),
            }
        }
    }
    found
}

/// The first names in a group of imports such as `a, b::{c, d}}`.
fn names_of_group(group: &str) -> Vec<String> {
    let (mut names, mut depth, mut is_start) = (Vec::new(), 0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            ' ' => {}
            _ if is_start => {
                names.push(leading_name(&group[at..]));
                is_start = false;
            }
            _ => {}
        }
    }
    names
}

fn leading_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn finds_the_imports_of_a_file() {
    let text = "use crate::{a, b::{c, d}, e};\nuse super::f;\nuse super::super::g::G;\nlet h = crate::h::new();\n\
                // crate::no\nuse wirecopy_core::no;\n#[cfg(test)]\nmod tests {\n    use crate::no;\n}\n";
    let file = SourceFile::new("x/src/one/two.rs", "x/src", text);
    let names: Vec<(usize, String)> = imports(&file);
    let expected = [(1, "a"), (1, "b"), (1, "e"), (3, "g"), (4, "h")];
    assert_eq!(names, expected.map(|(line, name)| (line, name.to_owned())));
}
