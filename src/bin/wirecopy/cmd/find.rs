//! `wirecopy find`: where a text stands in an archive.

use crate::exit::{Outcome, Stdout};
use crate::find_view;
use crate::global::GlobalFlags;
use crate::interrupt;
use crate::progress::Bar;
use crate::settings::{InputFlags, SearchFlags};
use anyhow::{Context, bail, ensure};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use wirecopy::find::{self, Query};
use wirecopy::input;
use wirecopy::pipeline::Settings;
use wirecopy::progress::NoProgress;

/// Texts that are looked up at once at most.
const MOST_TEXTS: usize = 100_000;

/// Flags of `find`.
#[derive(Debug, clap::Args)]
pub(crate) struct FindArgs {
    /// Files and folders with the texts to look up; - is standard input
    #[arg(value_name = "TEXT", required_unless_present = "text")]
    texts: Vec<PathBuf>,
    /// A text to look up, as it is
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Where to look: an index, or files and folders as for scan, which are read once; can be repeated
    #[arg(long = "in", value_name = "ARCHIVE", required = true)]
    archive: Vec<PathBuf>,
    /// Number of articles that are listed for each text; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Format of the answer [default: a table on a terminal, else csv]
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<AnswerFormat>,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    search: SearchFlags,
}

/// Format of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum AnswerFormat {
    /// Lines for a person
    Table,
    /// One row for each article that has some of a text
    Csv,
    /// One JSON object for each text
    Jsonl,
}

impl FindArgs {
    /// Looks the texts up, and writes where they stand.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let settings = self.search.settings(&self.input)?;
        global.start_threads()?;
        interrupt::handle()?;
        let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
        ensure!(
            !(self.texts.iter().any(is_stdin) && self.archive.iter().any(is_stdin)),
            "-: standard input cannot be both a text and the archive"
        );
        let queries = self.queries(&settings)?;
        let short = queries.iter().filter(|query| query.text.trim().is_empty()).count();
        ensure!(short < queries.len(), "nothing to look up: the text is empty");
        let progress = Bar::new(global.quiet);
        let answers = find::find(queries, &self.archive, &settings, self.limit, &progress)?;
        drop(progress);
        let format = self
            .format
            .unwrap_or_else(|| if io::stdout().is_terminal() { AnswerFormat::Table } else { AnswerFormat::Csv });
        let written = match format {
            AnswerFormat::Table => {
                let mut out = anstream::stdout().lock();
                find_view::write_table(&mut out, &answers).and_then(|()| out.flush())
            }
            AnswerFormat::Csv => {
                let mut out = BufWriter::new(io::stdout());
                find_view::write_csv(&mut out, &answers).and_then(|()| out.flush())
            }
            AnswerFormat::Jsonl => {
                let mut out = BufWriter::new(io::stdout());
                find_view::write_jsonl(&mut out, &answers).and_then(|()| out.flush())
            }
        };
        written.context(Stdout)?;
        let is_found = answers.iter().any(|answer| answer.found);
        Ok(if is_found { Outcome::Done } else { Outcome::NothingFound })
    }

    /// Checks that the files with the texts are there: words in their place are easily meant as the text.
    fn check_texts(&self) -> anyhow::Result<()> {
        let is_pattern = |path: &Path| path.to_string_lossy().contains(['*', '?', '[']);
        let is_missing = |path: &&PathBuf| path.as_os_str() != "-" && !is_pattern(path) && !path.exists();
        match self.texts.iter().find(is_missing) {
            Some(path) if !path.to_string_lossy().contains("://") => {
                let words = path.display().to_string();
                bail!("{words}: no such path; to look up these words themselves: --text {words:?}")
            }
            _ => Ok(()),
        }
    }

    /// The texts to look up: those of the files in the order of their paths, then the one of the command line.
    fn queries(&self, settings: &Settings) -> anyhow::Result<Vec<Query>> {
        self.check_texts()?;
        let read = Mutex::new((Vec::new(), Vec::new()));
        if !self.texts.is_empty() {
            input::read(&self.texts, &settings.input, &NoProgress, |batch| {
                let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
                read.0.extend(batch.articles);
                read.1.extend(batch.rejected);
            })?;
        }
        let (mut articles, rejected) = read.into_inner().unwrap_or_else(PoisonError::into_inner);
        if articles.is_empty() && self.text.is_none() {
            let places = self.texts.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            match rejected.first() {
                Some(first) => bail!("{}: {}", first.path, first.reason),
                None => bail!("{places}: no text to look up"),
            }
        }
        ensure!(
            articles.len() <= MOST_TEXTS,
            "{} texts are too many to look up at once; at most {MOST_TEXTS}, or use scan",
            articles.len()
        );
        articles.sort_by(|a, b| (&a.path, a.row).cmp(&(&b.path, b.row)));
        let query = |article: input::article::Article| Query {
            name: article.id,
            text: article.text,
            published: article.published,
        };
        let mut queries: Vec<Query> = articles.into_iter().map(query).collect();
        if let Some(text) = &self.text {
            queries.push(Query { name: "text".to_owned(), text: text.clone(), published: None });
        }
        Ok(queries)
    }
}
