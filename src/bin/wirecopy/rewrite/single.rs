//! Writes the input to one file.

use super::articles::ArticleLines;
use super::compressed::CompressedFile;
use super::rows::{RowFormat, RowWriter};
use super::target::{TargetFile, TargetFormat};
use super::{Job, parquet, unread};
use std::path::Path;
use wirecopy::atomic_file::folder_of;
use wirecopy::input::stored::Layout;

/// Writes all rows and articles to one file, in the order of the input. Returns what could not be read again. Where an
/// article was not found again, no file is left.
pub(super) fn write(job: &Job<'_>, target: &TargetFile) -> anyhow::Result<Vec<String>> {
    let row_format = match target.format {
        TargetFormat::Parquet => {
            let (out, unread) = parquet::write(job, &job.files.iter().collect::<Vec<_>>(), &target.path)?;
            if job.marks.are_all_found() {
                out.finish()?;
            }
            return Ok(unread);
        }
        TargetFormat::JsonLines => RowFormat::JsonLines,
        TargetFormat::Json => RowFormat::Json { is_list: true },
        TargetFormat::Csv | TargetFormat::Tsv => RowFormat::Table,
    };
    let mut out = CompressedFile::create(&target.path, target.compression)?;
    let unread = write_rows(job, row_format, &mut out, &target.path)?;
    if job.marks.are_all_found() {
        out.finish()?;
    }
    Ok(unread)
}

fn write_rows(
    job: &Job<'_>,
    row_format: RowFormat,
    out: &mut CompressedFile,
    path: &Path,
) -> anyhow::Result<Vec<String>> {
    let has_no_rows: Vec<bool> =
        job.files.iter().map(|file| matches!(file.layout, Layout::Document | Layout::Other)).collect();
    let mut articles = ArticleLines::read(job, &has_no_rows, folder_of(path))?;
    let mut rows = RowWriter::new(out, row_format, job.settings);
    let mut problems = Vec::new();
    for (number, file) in job.files.iter().enumerate() {
        match &file.layout {
            Layout::Document | Layout::Other => articles.of_file(number, &mut |lines| rows.object(lines))?,
            Layout::Parquet => parquet::write_objects(file, &job.marks.of_file(&file.name), &mut rows)?,
            Layout::Table(header) if !header.has_text => {}
            Layout::Table(_) | Layout::JsonLines | Layout::Json { .. } => {
                let error = rows.copy(file, &job.marks.of_file(&file.name))?;
                problems.extend(error.map(|error| unread(file, &error)));
            }
        }
    }
    rows.finish()?;
    Ok(problems)
}
