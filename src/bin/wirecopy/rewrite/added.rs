//! The names of the columns that `--annotate` adds.

use super::parquet;
use rayon::prelude::*;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};
use wirecopy::input;
use wirecopy::input::stored::{Layout, StoredFile, StoredRow};

/// The columns in their order.
const NAMES: [&str; 3] = ["cluster_id", "form", "kept"];

/// The names under which the columns are added to all files of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AddedNames {
    pub(super) cluster_id: String,
    pub(super) form: String,
    pub(super) kept: String,
}

impl AddedNames {
    /// Names that no column and no field of these files has. Files that cannot be read count as if they had none.
    pub(super) fn for_files(files: &[StoredFile], settings: &input::Settings) -> AddedNames {
        let taken: BTreeSet<String> = files.par_iter().flat_map_iter(|file| taken(file, settings)).collect();
        AddedNames::beside(&taken)
    }

    /// The usual names, each with `wirecopy_` before it where the input has a column of its own with that name.
    fn beside(taken: &BTreeSet<String>) -> AddedNames {
        let [cluster_id, form, kept] = NAMES.map(|name| {
            let numbered = (2..).map(|nth| format!("wirecopy_{nth}_{name}"));
            let mut names = [name.to_owned(), format!("wirecopy_{name}")].into_iter().chain(numbered);
            names.find(|name| !taken.contains(name)).unwrap_or_default()
        });
        AddedNames { cluster_id, form, kept }
    }
}

/// The names in a file that an added one could repeat.
fn taken(file: &StoredFile, settings: &input::Settings) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    match &file.layout {
        Layout::Table(header) => taken.extend(header.columns.iter().cloned()),
        Layout::Parquet => taken.extend(parquet::column_names(&file.path)),
        Layout::JsonLines | Layout::Json { .. } => {
            // what cannot be read again is told when the rows are written
            let _ = file.for_each_row(settings, &mut |row| {
                taken.extend(fields(&row));
                Ok(())
            });
        }
        Layout::Document | Layout::Other => {}
    }
    taken
}

/// The fields of an object that end in one of the names.
fn fields(row: &StoredRow<'_>) -> Vec<String> {
    let ends_a_string = |name: &&str| memchr::memmem::find(row.bytes, format!("{name}\"").as_bytes()).is_some();
    if !NAMES.iter().any(ends_a_string) {
        return Vec::new();
    }
    let object: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_slice(row.bytes);
    object.map(|object| object.into_keys().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_the_input_has_gets_another_one_before_it() {
        let names = |taken: &[&str]| AddedNames::beside(&taken.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(names(&["id", "text"]).cluster_id, "cluster_id");
        let again = names(&["cluster_id", "kept", "wirecopy_kept"]);
        assert_eq!(again.cluster_id, "wirecopy_cluster_id");
        assert_eq!((&*again.form, &*again.kept), ("form", "wirecopy_2_kept"));
    }
}
