//! The flags of `scan` that write the input again.

use crate::rewrite::{Purpose, Rewrite};
use std::path::PathBuf;
use wirecopy::findings::KeepSettings;
use wirecopy::verify::Form;

/// Flags that write the input again.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The input again")]
pub(crate) struct RewriteFlags {
    /// Write the input without duplicates: without copies of which the lead has most, and never without a version
    ///
    /// Every column is kept, with its name, type and order. A target that ends in .jsonl, .json, .csv or .tsv (also
    /// with .gz, .zst, .bz2 or .xz) or .parquet is one file: .csv, .tsv, .parquet and .json hold input of the same
    /// format, and tables of the same columns; .jsonl holds everything, tables as objects of strings, pages and feeds
    /// with the fields that wirecopy reads. Any other target is a folder with files of the input's names, formats and
    /// compression. There pages and texts are copied as files; the articles of feeds, WARC files and archives, which
    /// cannot keep their format, are in articles.jsonl. Rows that are no articles are kept. UTF-16 becomes UTF-8.
    #[arg(long, value_name = "DIR|FILE")]
    dedup_to: Option<PathBuf>,
    /// Share of a copy's shingles that the lead must have for --dedup-to to drop the copy
    #[arg(long, value_name = "SHARE", default_value_t = KeepSettings::default().containment)]
    dedup_containment: f64,
    /// Forms of copies that --dedup-to drops
    #[arg(
        long, value_name = "FORM,…", value_delimiter = ',',
        default_values_t = [FormFlag::Verbatim, FormFlag::Edited, FormFlag::Cut, FormFlag::Extended]
    )]
    dedup_forms: Vec<FormFlag>,
    /// Write the input with cluster_id, form and kept added to each row
    ///
    /// Formats are kept as with --dedup-to; what has no rows (pages, feeds, WARC files, archives) is written as JSON
    /// Lines. Where the input has a column of one of these names, wirecopy_ is put before the added one.
    #[arg(long, value_name = "DIR|FILE")]
    annotate: Option<PathBuf>,
}

/// A form of copies that can be dropped.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FormFlag {
    Verbatim,
    Edited,
    Cut,
    Extended,
}

impl std::fmt::Display for FormFlag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Form::from(*self).name())
    }
}

impl From<FormFlag> for Form {
    fn from(form: FormFlag) -> Form {
        match form {
            FormFlag::Verbatim => Form::Verbatim,
            FormFlag::Edited => Form::Edited,
            FormFlag::Cut => Form::Cut,
            FormFlag::Extended => Form::Extended,
        }
    }
}

impl RewriteFlags {
    /// Which copies are dropped.
    pub(crate) fn keep(&self) -> KeepSettings {
        let forms = self.dedup_forms.iter().map(|&form| form.into()).collect();
        KeepSettings { containment: self.dedup_containment, forms }
    }

    /// What the flags ask for.
    pub(crate) fn targets(&self) -> anyhow::Result<Vec<Rewrite>> {
        let asked = [(Purpose::WithoutDuplicates, &self.dedup_to), (Purpose::Annotated, &self.annotate)];
        let targets = asked.into_iter().filter_map(|(purpose, target)| Some((purpose, target.as_deref()?)));
        targets.map(|(purpose, target)| Rewrite::to(purpose, target)).collect()
    }
}
