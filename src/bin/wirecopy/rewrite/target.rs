//! Where the input is written again: a folder, or one file of a format.

use super::parquet;
use anyhow::{bail, ensure};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use wirecopy::input::Compression;
use wirecopy::input::stored::{Layout, StoredFile};
use wirecopy::report::is_of_a_run;

/// A folder, or one file.
#[derive(Debug)]
pub(super) enum RewriteTarget {
    /// Holds files of the names of the input.
    Folder(PathBuf),
    /// Holds all articles.
    File(TargetFile),
}

/// One file for all articles.
#[derive(Debug)]
pub(super) struct TargetFile {
    pub(super) path: PathBuf,
    pub(super) format: TargetFormat,
    pub(super) compression: Option<Compression>,
}

/// The format of such a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetFormat {
    JsonLines,
    Json,
    /// Cells between delimiters, for `.csv`.
    Csv,
    /// Cells between tabs, for `.tsv`.
    Tsv,
    Parquet,
}

/// Extensions of files that only wirecopy's input can have.
const NOT_WRITTEN: [&str; 15] =
    ["html", "htm", "txt", "md", "xml", "rss", "warc", "wet", "tar", "tgz", "zip", "text", "docx", "doc", "rtf"];

impl RewriteTarget {
    /// Reads the target from its name.
    pub(super) fn parse(path: &Path) -> anyhow::Result<RewriteTarget> {
        ensure!(path.as_os_str() != "-", "the input is not written to standard output: name a file or a folder");
        if path.is_dir() {
            return Ok(RewriteTarget::Folder(path.to_owned()));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let (stem, compression) = match name.rsplit_once('.') {
            Some((stem, "gz")) => (stem, Some(Compression::Gzip)),
            Some((stem, "zst" | "zstd")) => (stem, Some(Compression::Zstd)),
            Some((stem, "bz2")) => (stem, Some(Compression::Bzip2)),
            Some((stem, "xz")) => (stem, Some(Compression::Xz)),
            _ => (&*name, None),
        };
        let format = match stem.rsplit_once('.').map(|(_, extension)| extension) {
            Some("jsonl" | "ndjson") => TargetFormat::JsonLines,
            Some("json") => TargetFormat::Json,
            Some("csv") => TargetFormat::Csv,
            Some("tsv" | "tab") => TargetFormat::Tsv,
            Some("parquet" | "pq") if compression.is_none() => TargetFormat::Parquet,
            Some("parquet" | "pq") => bail!("a Parquet file is compressed inside: leave out the last extension"),
            Some(extension) if NOT_WRITTEN.contains(&extension) => {
                bail!("no .{extension} file can be written: name a folder, or a .jsonl file")
            }
            _ if compression.is_some() => bail!("name the format before the compression, as in kept.jsonl.gz"),
            _ => return Ok(RewriteTarget::Folder(path.to_owned())),
        };
        Ok(RewriteTarget::File(TargetFile { path: path.to_owned(), format, compression }))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            RewriteTarget::Folder(path) => path,
            RewriteTarget::File(file) => &file.path,
        }
    }

    /// Checks that the target can hold these files.
    pub(super) fn check(&self, files: &[StoredFile]) -> anyhow::Result<()> {
        let target = match self {
            RewriteTarget::Folder(folder) => {
                if folder.exists() {
                    check_is_empty(folder)?;
                }
                return Ok(());
            }
            RewriteTarget::File(target) => target,
        };
        if let Some(misfit) = files.iter().find(|file| !target.format.holds(&file.layout)) {
            bail!("cannot hold {}, which is of another format: name a folder, or a .jsonl file", misfit.name);
        }
        match target.format {
            TargetFormat::Csv | TargetFormat::Tsv => check_headers(files),
            TargetFormat::Parquet => parquet::check_schemas(files),
            TargetFormat::JsonLines | TargetFormat::Json => Ok(()),
        }
    }
}

impl TargetFormat {
    /// Whether rows of this layout can be written.
    fn holds(self, layout: &Layout) -> bool {
        match (self, layout) {
            (TargetFormat::JsonLines, _)
            | (TargetFormat::Json, Layout::Json { .. })
            | (TargetFormat::Parquet, Layout::Parquet) => true,
            // a table without text has no articles, and nothing of it is written
            (TargetFormat::Csv, Layout::Table(_)) => true,
            (TargetFormat::Tsv, Layout::Table(header)) => header.delimiter == b'\t' || !header.has_text,
            _ => false,
        }
    }
}

/// Checks that a folder has no files of the user's.
pub(super) fn check_is_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        if !is_of_a_run(&entry?.file_name()) {
            return Err(io::Error::new(io::ErrorKind::DirectoryNotEmpty, "the folder is not empty"));
        }
    }
    Ok(())
}

/// Checks that all tables with articles have the same columns.
fn check_headers(files: &[StoredFile]) -> anyhow::Result<()> {
    let mut first = None;
    for file in files {
        let Layout::Table(header) = &file.layout else { continue };
        if header.has_text {
            let (first_name, first_header) = *first.get_or_insert((&file.name, header));
            let is_same = header == first_header;
            ensure!(is_same, "{} has other columns than {first_name}: name a folder, or a .jsonl file", file.name);
        }
    }
    Ok(())
}
