//! Stands for `parquet.rs` in a build that cannot read Parquet, where no file of the input has this layout.

use super::Job;
use super::marks::FileMarks;
use super::rows::RowWriter;
use anyhow::bail;
use std::path::Path;
use wirecopy::atomic_file::AtomicFile;
use wirecopy::input::stored::StoredFile;

const ABSENT: &str = "this build cannot write Parquet, build it with --features parquet";

pub(super) fn column_names(_: &Path) -> Vec<String> {
    Vec::new()
}

pub(super) fn check_schemas(_: &[StoredFile]) -> anyhow::Result<()> {
    bail!(ABSENT)
}

pub(super) fn write(_: &Job<'_>, _: &[&StoredFile], _: &Path) -> anyhow::Result<(AtomicFile, Vec<String>)> {
    bail!(ABSENT)
}

pub(super) fn write_objects(_: &StoredFile, _: &FileMarks<'_>, _: &mut RowWriter<'_>) -> anyhow::Result<()> {
    bail!(ABSENT)
}
