//! `wirecopy scan`: finds the clusters of a corpus, and writes the tables.

use crate::exit::{self, Outcome, Stdout};
use crate::file_list::FileList;
use crate::flag_names::with_flags;
use crate::global::GlobalFlags;
use crate::graph::GraphTarget;
use crate::numbers::size;
use crate::progress::{Bar, SCAN_STAGES};
use crate::rewrite::Rewrite;
use crate::rewrite_flags::RewriteFlags;
use crate::settings::{InputFlags, SearchFlags};
use crate::summary::{self, SummaryView};
use crate::targets::{self, Target};
use crate::{browser, command_line, explanation, interrupt, screen};
use anyhow::{Context, ensure};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use wirecopy::articles::CountBy;
use wirecopy::config::ListedPairs;
use wirecopy::findings::Findings;
use wirecopy::pipeline::{self, Settings};
use wirecopy::progress::NoProgress;
use wirecopy::report::{self, ArticleTexts, CLUSTERS, ResultFolder, Summary, TableFormat, TextBudget};
use wirecopy::reread;
use wirecopy::segments::StandingIndex;
use wirecopy::time::Published;

/// Bytes of a report that browsers are slow to open.
const LARGE_PAGE: u64 = 100_000_000;

/// Flags of `scan`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ScanArgs {
    /// Files and folders to read; - is standard input, as is a pipe where no path is given
    #[arg(value_name = "PATH", help_heading = None::<&str>)]
    paths: Vec<PathBuf>,
    /// Write all tables, summary.json and report.html into this folder, and nothing to stdout
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Open report.html when the scan is done
    #[arg(long, requires = "out", conflicts_with = "no_page")]
    open: bool,
    /// Write into the folder of --out although it holds other files; they stay
    #[arg(long, requires = "out")]
    force: bool,
    /// Leave out the table of pairs
    #[arg(long, requires = "out")]
    no_pairs: bool,
    /// In the table of pairs, list all copies of a cluster with each other, which takes nearly twice as long;
    /// without it, each with its lead and its nearest copy
    #[arg(long, requires = "out", conflicts_with = "no_pairs")]
    all_pairs: bool,
    /// Leave out report.html
    #[arg(long, requires = "out")]
    no_page: bool,
    /// Maximum size of the articles' text in report.html, in megabytes; the clusters of most outlets come first
    #[arg(long, value_name = "MB", default_value_t = 8)]
    page_text: u64,
    /// Format of the tables [default: csv; on a terminal, a table that fits the window]
    #[arg(short, long, value_name = "FORMAT")]
    format: Option<FormatFlag>,
    /// In CSV, put an apostrophe before texts that a spreadsheet would take for formulas
    #[arg(long)]
    spreadsheet_safe: bool,
    /// Write the flows between wires and outlets as a graph, to FILE.graphml or FILE.gexf; with only graphml or gexf,
    /// to a file in --out
    #[arg(long, value_name = "FORMAT|FILE")]
    graph: Option<String>,
    #[command(flatten)]
    rewrite: RewriteFlags,
    /// What counts as one outlet in clusters, outlets and flows
    #[arg(long, value_name = "UNIT", default_value = "outlet", help_heading = "Output")]
    count_by: CountByFlag,
    /// Of the clusters list only those with a copy that was published on this day or later, such as 2031-03-01
    #[arg(long, value_name = "DAY", conflicts_with = "out", help_heading = "Output")]
    since: Option<String>,
    /// Exit with code 2 if any input was rejected
    #[arg(long, help_heading = "Output")]
    strict: bool,
    /// Print what the chosen settings find, and do not scan
    #[arg(long, help_heading = "Search")]
    explain_settings: bool,
    #[command(flatten)]
    list: FileList,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    search: SearchFlags,
}

/// What counts as one outlet.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum CountByFlag {
    /// Each outlet
    Outlet,
    /// All outlets of one owner, as given by --outlets
    Owner,
}

/// The address of the current folder as a page in `out` sees it, if `out` lies in it: `../` for each folder between.
/// Elsewhere a page would have to name folders of this machine.
fn up_to_here(out: &Path) -> Option<String> {
    use std::path::Component;
    let here = std::env::current_dir().ok()?;
    let inner = if out.is_absolute() { out.strip_prefix(&here).ok()? } else { out };
    let is_plain = inner.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let depth = inner.components().filter(|part| matches!(part, Component::Normal(_))).count();
    is_plain.then(|| "../".repeat(depth))
}

/// Format of the tables.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FormatFlag {
    /// Comma-separated values
    Csv,
    /// One JSON object on each line
    Jsonl,
    /// Parquet with typed columns
    Parquet,
}

impl From<FormatFlag> for TableFormat {
    fn from(format: FormatFlag) -> Self {
        match format {
            FormatFlag::Csv => TableFormat::Csv,
            FormatFlag::Jsonl => TableFormat::JsonLines,
            FormatFlag::Parquet => TableFormat::Parquet,
        }
    }
}

impl ScanArgs {
    /// Scans, and writes the tables, the graph, the corpus without duplicates and the summary.
    pub(crate) fn run(mut self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        if !self.explain_settings {
            self.paths = self.list.sources(self.paths)?;
        }
        let mut settings = self.settings()?;
        if self.explain_settings {
            explanation::write(&mut io::stdout().lock(), &settings).context(Stdout)?;
            return Ok(Outcome::Done);
        }
        let since = self.since.as_deref().map(day).transpose()?;
        let graph = self.graph.as_deref().map(|value| GraphTarget::parse(value, self.out.is_some())).transpose()?;
        let is_csv = matches!(self.format, None | Some(FormatFlag::Csv));
        ensure!(is_csv || !self.spreadsheet_safe, "--spreadsheet-safe: is for --format csv only");
        let mut rewrites = self.rewrite.targets()?;
        settings.input.leave_out = self.check_targets(graph.as_ref(), &rewrites, global.quiet)?;
        rewrites.iter_mut().try_for_each(|rewrite| rewrite.plan(&self.paths, &settings.input))?;
        let mut folder = self.out.as_deref().map(|target| open_folder(target, self.force)).transpose()?;
        global.start_threads()?;
        interrupt::handle()?;
        let mut findings = self.scan(global, &settings)?;
        findings.since = since;
        let mut summary = Summary::new(&findings, &settings);
        command_line::of_this_run().clone_into(&mut summary.command);
        summary.paths_from = self.out.as_deref().and_then(up_to_here);
        if let Some(folder) = &mut folder {
            self.write_result(&findings, &summary, &settings, folder)?;
        }
        if let Some(graph) = graph {
            graph.write(&findings, folder.as_mut())?;
        }
        match folder {
            Some(folder) => folder.finish(&summary)?,
            None if self.is_for_a_person() => self.show_clusters(&findings)?,
            // a reader that has seen enough ends the table, and not what is still to be written
            None => self.print_clusters(&findings).or_else(|e| exit::is_closed_stdout(&e).then_some(()).ok_or(e))?,
        }
        for rewrite in &rewrites {
            for unread in rewrite.run(&findings, &self.paths, &settings.input)? {
                let _ = writeln!(anstream::stderr(), "{unread}");
            }
        }
        if !global.quiet {
            // if stderr is closed, the summary has no reader
            let mut err = anstream::stderr().lock();
            let view = SummaryView {
                all_rejected: global.verbose > 0,
                clusters: self.out.is_some() || !self.is_for_a_person(),
            };
            let _ = summary::write(&mut err, &findings, &summary, view);
            if settings.input.outlets.is_unused() {
                let _ = writeln!(err, "{}", summary::unused_outlets(&findings));
            }
            for rewrite in &rewrites {
                let _ = writeln!(err, "{}", rewrite.summary(&findings));
            }
            let _ = writeln!(err, "{}", self.what_next());
        }
        if let (true, Some(page)) = (self.open, self.page())
            && !browser::open(&page)
        {
            let _ = writeln!(anstream::stderr(), "--open: no browser was found; open {} yourself", page.display());
        }
        let is_rejected = self.strict && !findings.rejected.is_empty();
        // the process ends here, and the system frees its memory faster than dropping each part would
        std::mem::forget(findings);
        Ok(if is_rejected { Outcome::InputRejected } else { Outcome::Done })
    }

    /// Checks that what is scanned is an index.
    pub(crate) fn check_index(&self) -> anyhow::Result<()> {
        let other = self.paths.iter().find(|path| !StandingIndex::is_at(path));
        other.map_or(Ok(()), |path| {
            anyhow::bail!(
                "{}: no index; `wirecopy index create` makes one, `wirecopy scan` reads files",
                path.display()
            )
        })
    }

    fn settings(&self) -> wirecopy::error::Result<Settings> {
        let mut settings = self.search.settings(&self.input)?;
        settings.count_by = match self.count_by {
            CountByFlag::Outlet => CountBy::Outlet,
            CountByFlag::Owner => CountBy::Owner,
        };
        settings.keep = self.rewrite.keep();
        settings.core.pairs = match self.out {
            Some(_) if self.all_pairs => ListedPairs::All,
            Some(_) if !self.no_pairs => ListedPairs::Deciding,
            _ => ListedPairs::None,
        };
        settings.keep_texts = self.out.is_some();
        settings.find_parents = self.out.is_some() || self.graph.is_some();
        Ok(settings)
    }

    fn scan(&self, global: &GlobalFlags, settings: &Settings) -> wirecopy::error::Result<Findings> {
        let mut findings = pipeline::scan(&self.paths, settings, &Bar::with_stages(global.quiet, SCAN_STAGES))?;
        for rejected in &mut findings.rejected {
            rejected.reason = with_flags(&rejected.reason).into_owned();
        }
        // the tables need no tokens, and the page reads the texts from their files
        findings.documents.tokens.drop_repartitioned();
        if self.out.is_some() {
            let wanted = findings.texts_for_evidence();
            let texts = self.texts(&findings, &wanted, settings, &|_| ())?;
            findings.keep_passages(texts, settings.core.shingle.size);
        }
        Ok(findings)
    }

    fn table_format(&self) -> TableFormat {
        match self.format {
            _ if self.spreadsheet_safe => TableFormat::SpreadsheetCsv,
            Some(format) => format.into(),
            None => TableFormat::Csv,
        }
    }

    /// Checks all that is written to. Returns what is left out of the corpus.
    fn check_targets(
        &self,
        graph: Option<&GraphTarget>,
        rewrites: &[Rewrite],
        quiet: bool,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let mut targets = Vec::new();
        if let Some(path) = self.out.as_deref() {
            targets.push(Target { flag: "--out", path, is_file: false });
        }
        if let Some(path) = graph.and_then(GraphTarget::file) {
            targets.push(Target { flag: "--graph", path, is_file: true });
        }
        targets.extend(rewrites.iter().map(Rewrite::as_target));
        targets::check(&targets, &self.paths, quiet)
    }

    /// Writes the clusters to stdout.
    fn print_clusters(&self, findings: &Findings) -> anyhow::Result<()> {
        let mut out = BufWriter::new(io::stdout());
        report::write_table(&CLUSTERS, findings, self.table_format(), &mut out)
            .and_then(|()| out.flush())
            .context(Stdout)
    }

    /// Whether stdout is a terminal and no format was asked for: then a person reads, and not a program.
    fn is_for_a_person(&self) -> bool {
        self.format.is_none() && !self.spreadsheet_safe && io::stdout().is_terminal()
    }

    fn show_clusters(&self, findings: &Findings) -> anyhow::Result<()> {
        let mut out = anstream::stdout().lock();
        screen::write(&mut out, findings, screen::window_width()).and_then(|()| out.flush()).context(Stdout)
    }

    /// The page that the scan has written.
    fn page(&self) -> Option<PathBuf> {
        self.out.as_ref().filter(|_| !self.no_page).map(|folder| folder.join("report.html"))
    }

    /// Where the result is, or how to get more of it.
    fn what_next(&self) -> String {
        match (self.page(), &self.out) {
            (Some(page), _) => {
                let bytes = std::fs::metadata(&page).map_or(0, |found| found.len());
                let hint = match bytes {
                    LARGE_PAGE.. => format!(" ({}; for a smaller one, scan a part of the corpus)", size(bytes)),
                    _ => String::new(),
                };
                format!("open {}{hint}", page.display())
            }
            (None, Some(folder)) => format!("tables are in {}", folder.display()),
            (None, None) if self.is_for_a_person() => {
                "--out DIR writes all tables and a report for the browser; > FILE.csv or --format csv gives CSV"
                    .to_owned()
            }
            (None, None) => "--out DIR writes all tables and a report for the browser".to_owned(),
        }
    }

    /// Writes all tables and the page into the folder of `--out`.
    fn write_result(
        &self,
        findings: &Findings,
        summary: &Summary<'_>,
        settings: &Settings,
        folder: &mut ResultFolder,
    ) -> anyhow::Result<()> {
        report::write_tables(findings, self.table_format(), folder)?;
        if !self.no_page {
            let texts = self.page_texts(findings, settings)?;
            folder.write("report.html", |out| report::write_page(findings, summary, &texts, out))?;
        }
        Ok(())
    }

    /// The texts for the page.
    fn page_texts(&self, findings: &Findings, settings: &Settings) -> wirecopy::error::Result<ArticleTexts> {
        let budget = TextBudget { bytes: self.page_text.saturating_mul(1_000_000), ..TextBudget::default() };
        let wanted = budget.wanted(findings);
        let mut texts = ArticleTexts::new();
        for (article, text) in self.texts(findings, &wanted, settings, &|text| budget.shorten(text))? {
            texts.insert(article, text);
        }
        Ok(texts)
    }

    /// The texts of articles: those that the scan kept, or else read again.
    fn texts(
        &self,
        findings: &Findings,
        wanted: &[u32],
        settings: &Settings,
        shorten: &reread::Shorten<'_>,
    ) -> wirecopy::error::Result<Vec<(u32, String)>> {
        let Some(kept) = &findings.texts else {
            return reread::texts(&findings.articles, wanted, &self.paths, &settings.input, shorten, &NoProgress);
        };
        let text = |&article: &u32| {
            let mut text = kept.get(article)?.to_owned();
            shorten(&mut text);
            Some((article, text))
        };
        Ok(wanted.iter().filter_map(text).collect())
    }
}

/// A day, counted from 1970-01-01.
fn day(since: &str) -> anyhow::Result<i64> {
    let published = wirecopy::input::read_date(since);
    published.map(Published::days).with_context(|| format!("--since: {since:?} is no day; write it as 2031-03-01"))
}

/// Opens the folder of the result; says so when another run has to end first.
fn open_folder(target: &Path, force: bool) -> wirecopy::error::Result<ResultFolder> {
    ResultFolder::open(target, force, &|| {
        let _ = writeln!(anstream::stderr(), "{}: waiting for another run to end", target.display());
    })
}
