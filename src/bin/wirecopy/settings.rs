//! The flags for input and for the search, and the settings that they give.

use crate::memory_flags::MemoryFlags;
use std::path::PathBuf;
use std::sync::Arc;
use wirecopy::attribution::agencies::Agencies;
use wirecopy::boilerplate::BoilerplateLevel;
use wirecopy::cluster::Linkage;
use wirecopy::config::Config;
use wirecopy::index::Banding;
use wirecopy::text::ShingleSettings;
use wirecopy::verify::MatchSettings;
use wirecopy::{input, pipeline};

/// Flags of every subcommand that reads a corpus.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputFlags {
    /// Read only files whose name, or path below the folder, matches; can be repeated
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out files and folders whose name, or path below the folder, matches; can be repeated
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Follow symbolic links in folders, each target once
    #[arg(long)]
    follow: bool,
    /// Format of all files, where their content would not say it: csv, tsv, json, jsonl, html, xml, text, markdown,
    /// eml, mbox, mhtml, warc, parquet, arrow, xlsx, ods, sqlite
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<String>,
    /// Maximum size of an article in bytes, decompressed
    #[arg(long, value_name = "BYTES", default_value_t = input::Settings::default().max_article_bytes)]
    max_article_bytes: u64,
    /// How the text is taken out of HTML pages
    #[arg(long, value_name = "HOW", default_value = "fast")]
    extract: ExtractFlag,
    /// Column or field of the text; a.b is field b of field a
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
    /// Column or field of the id
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Column or field of the outlet
    #[arg(long, value_name = "NAME")]
    outlet_column: Option<String>,
    /// Column or field of the date of publication
    #[arg(long, value_name = "NAME")]
    date_column: Option<String>,
    /// Column or field of the headline
    #[arg(long, value_name = "NAME")]
    title_column: Option<String>,
    /// Column or field of the URL
    #[arg(long, value_name = "NAME")]
    url_column: Option<String>,
    /// Sheet of a spreadsheet, by name or number [default: the first with a column of texts]
    #[arg(long, value_name = "NAME|NUMBER")]
    sheet: Option<String>,
    /// Table of a SQLite database [default: the only one with a column of texts]
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    /// Time zone of times without one, such as Europe/Berlin; a column timezone in --outlets gives each outlet its own
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Table of outlets: domain or folder, name, owner, timezone
    #[arg(long, value_name = "FILE.csv")]
    outlets: Option<PathBuf>,
}

/// How the text is taken out of HTML pages.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ExtractFlag {
    /// The body of the article
    Fast,
    /// The body of the article, from two extractors; slower (needs a build with --features precise)
    Precise,
    /// All visible text
    None,
}

/// Flags of every subcommand that searches for copies.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Search")]
pub(crate) struct SearchFlags {
    /// Kind of text, which chooses the defaults of the flags below
    #[arg(long, value_name = "KIND", default_value = "news")]
    profile: ProfileFlag,
    /// Words of a shingle [default: 5; ocr: 3]
    #[arg(long, value_name = "K")]
    shingle: Option<usize>,
    /// Number of LSH bands: more find more pairs and cost more time
    #[arg(long, value_name = "B", default_value_t = Banding::default().bands)]
    bands: usize,
    /// Signature values in a band: more find fewer pairs of low similarity
    #[arg(long, value_name = "R", default_value_t = Banding::default().rows)]
    rows: usize,
    /// Minimum overlap score H of a match, above 0, at most 1 [default: 0.32; ocr: 0.22]
    #[arg(long, value_name = "H")]
    threshold: Option<f64>,
    /// Minimum number of shared shingles of a match; three quarters of it where both articles have no others [default:
    /// 8]
    #[arg(long, value_name = "N")]
    min_shared: Option<u32>,
    /// How much of what an outlet repeats on its pages is removed before the comparison
    #[arg(long, value_name = "HOW", default_value = "full")]
    boilerplate: BoilerplateFlag,
    /// Rule by which matches make clusters
    #[arg(long, value_name = "RULE", default_value = "single")]
    cluster: LinkageFlag,
    /// Maximum number of days between copies; undated articles are compared with all
    #[arg(long, value_name = "DAYS")]
    window: Option<u32>,
    /// Seed of the hash functions
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Further news agencies: entries [[agency]] with id, name, kind, names
    #[arg(long, value_name = "FILE.toml")]
    agencies: Option<PathBuf>,
    #[command(flatten)]
    memory: MemoryFlags,
}

/// Kind of text.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ProfileFlag {
    /// Text as it was published
    News,
    /// Text read from scans, with many errors: shorter shingles, a lower threshold, more anchors for short articles
    Ocr,
}

/// Rule by which matches make clusters.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LinkageFlag {
    /// Each match joins two articles, unless it is with a roundup, a live page or a quote
    Single,
    /// Groups join when their articles resemble each other on average
    Average,
}

/// How much boilerplate is removed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum BoilerplateFlag {
    /// Nothing
    Off,
    /// What an outlet repeats in at least half of its stories
    Light,
    /// What an outlet repeats in at least a fifth of its stories; where the outlet is unknown, all but prose
    Full,
}

impl InputFlags {
    /// The settings for reading the input.
    ///
    /// # Errors
    /// The table of outlets cannot be read.
    pub(crate) fn settings(&self) -> wirecopy::error::Result<input::Settings> {
        let outlets = match &self.outlets {
            Some(path) => input::Outlets::load(path)?,
            None => input::Outlets::default(),
        };
        Ok(input::Settings {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            follow_links: self.follow,
            input_format: self.input_format.clone(),
            sheet: self.sheet.clone(),
            table: self.table.clone(),
            timezone: self.timezone.clone(),
            max_article_bytes: self.max_article_bytes,
            extractor: match self.extract {
                ExtractFlag::Fast => input::Extractor::Fast,
                ExtractFlag::Precise => input::Extractor::Precise,
                ExtractFlag::None => input::Extractor::None,
            },
            columns: input::Columns {
                text: self.text_column.clone(),
                id: self.id_column.clone(),
                outlet: self.outlet_column.clone(),
                date: self.date_column.clone(),
                title: self.title_column.clone(),
                url: self.url_column.clone(),
            },
            outlets,
            ..input::Settings::default()
        })
    }
}

impl SearchFlags {
    /// The settings of all stages.
    pub(crate) fn settings(&self, input: &InputFlags) -> wirecopy::error::Result<pipeline::Settings> {
        let base = match self.profile {
            ProfileFlag::News => Config::news(),
            ProfileFlag::Ocr => Config::ocr(),
        };
        let core = Config {
            shingle: ShingleSettings { size: self.shingle.unwrap_or(base.shingle.size) },
            boilerplate: match self.boilerplate {
                BoilerplateFlag::Off => BoilerplateLevel::Off,
                BoilerplateFlag::Light => BoilerplateLevel::Light,
                BoilerplateFlag::Full => BoilerplateLevel::Full,
            },
            banding: Banding { bands: self.bands, rows: self.rows },
            matching: MatchSettings {
                threshold: self.threshold.unwrap_or(base.matching.threshold),
                min_shared: self.min_shared.unwrap_or(base.matching.min_shared),
                ..base.matching
            },
            linkage: match self.cluster {
                LinkageFlag::Single => Linkage::Single,
                LinkageFlag::Average => Linkage::Average,
            },
            window_days: self.window,
            memory: self.memory.settings(),
            seed: self.seed,
            ..base
        };
        core.check()?;
        Ok(pipeline::Settings {
            input: input.settings()?,
            core,
            agencies: Arc::new(match &self.agencies {
                Some(path) => Agencies::with_file(path)?,
                None => Agencies::builtin(),
            }),
            ..pipeline::Settings::default()
        })
    }
}
