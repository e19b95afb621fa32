//! `wirecopy index`: makes a standing index, adds to it, removes from it, and looks after it.

use crate::cmd::scan::ScanArgs;
use crate::exit::{Outcome, Stdout};
use crate::file_list::FileList;
use crate::flag_names::with_flags;
use crate::global::GlobalFlags;
use crate::help;
use crate::interrupt;
use crate::numbers::{grouped, printable, size};
use crate::progress::Bar;
use crate::settings::InputFlags;
use anyhow::{Context, bail, ensure};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use wirecopy::attribution::agencies::Agencies;
use wirecopy::find::{FurnitureCache, TouchedCluster, Watches, touched_clusters};
use wirecopy::pipeline::Settings;
use wirecopy::segments::{IndexSettings, StandingIndex};
use wirecopy::standing::{self, AddReport, AddSettings, Removal, Removed};
use wirecopy::text::ShingleSettings;

/// Rejected inputs that are told.
const REJECTED_SHOWN: usize = 5;
/// Ids and outlets that are told when they are not there.
const ABSENT_SHOWN: usize = 20;

/// Flags of `index`.
#[derive(Debug, clap::Args)]
pub(crate) struct IndexArgs {
    #[command(subcommand)]
    step: Step,
}

/// What is done with an index.
#[derive(Debug, clap::Subcommand)]
enum Step {
    /// Make an empty index in a new folder
    #[command(after_help = help::INDEX_CREATE)]
    Create(CreateFlags),
    /// Add articles; what is there already is not added again
    #[command(after_help = help::INDEX_ADD)]
    Add(Box<AddFlags>),
    /// Remove articles: nobody finds them from now on
    #[command(after_help = help::INDEX_REMOVE)]
    Remove(RemoveFlags),
    /// Find the clusters of all articles, as scan does
    #[command(after_help = help::INDEX_SCAN)]
    Scan(Box<ScanArgs>),
    /// Show how many articles there are, and how large the files are
    #[command(after_help = help::INDEX_STATS)]
    Stats(PlaceFlags),
    /// Check every file against its checksums
    #[command(after_help = help::INDEX_VERIFY)]
    Verify(PlaceFlags),
    /// Merge files, and take what was removed out of them
    #[command(after_help = help::INDEX_COMPACT)]
    Compact(PlaceFlags),
}

/// Flags of `index create`.
#[derive(Debug, clap::Args)]
struct CreateFlags {
    /// The folder, which must be new or empty
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Words of a shingle; 3 for text read from scans
    #[arg(long, value_name = "K", default_value_t = ShingleSettings::default().size)]
    shingle: usize,
    /// The shortest passage that is surely found, in words: shorter makes the index larger
    #[arg(long, value_name = "WORDS", default_value_t = 12)]
    passage: usize,
    /// Keep the texts too, compressed
    #[arg(long)]
    keep_text: bool,
}

/// Flags of `index add`.
#[derive(Debug, clap::Args)]
struct AddFlags {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Files and folders to add; - is standard input
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    paths: Vec<PathBuf>,
    /// Replace articles that have the same id and another content
    #[arg(long)]
    replace: bool,
    /// Print as CSV which cluster each new article is in, by its own matches; a scan of the index has the last word
    #[arg(long)]
    clusters: bool,
    /// Further news agencies, as for scan
    #[arg(long, value_name = "FILE.toml")]
    agencies: Option<PathBuf>,
    #[command(flatten)]
    list: FileList,
    #[command(flatten)]
    input: InputFlags,
}

/// Flags of `index remove`.
#[derive(Debug, clap::Args)]
struct RemoveFlags {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Ids of articles
    #[arg(value_name = "ID", required_unless_present_any = ["outlet", "before"])]
    ids: Vec<String>,
    /// Remove all articles of an outlet; can be repeated
    #[arg(long, value_name = "OUTLET")]
    outlet: Vec<String>,
    /// Remove all articles published before a day, such as 2031-03-01
    #[arg(long, value_name = "DAY")]
    before: Option<String>,
    /// Further news agencies, as they were given to add
    #[arg(long, value_name = "FILE.toml")]
    agencies: Option<PathBuf>,
}

/// The place of an index.
#[derive(Debug, clap::Args)]
struct PlaceFlags {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl IndexArgs {
    /// Does what the subcommand says.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        match self.step {
            Step::Create(flags) => flags.run(global),
            Step::Add(flags) => flags.run(global),
            Step::Remove(flags) => flags.run(global),
            Step::Scan(scan) => {
                scan.check_index()?;
                scan.run(global)
            }
            Step::Stats(place) => stats(&place.dir),
            Step::Verify(place) => verify(&place.dir, global),
            Step::Compact(place) => compact(&place.dir, global),
        }
    }
}

impl CreateFlags {
    fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        ensure!((1..=64).contains(&self.shingle), "--shingle: {} is out of range: 1 to 64", self.shingle);
        ensure!(
            self.passage >= self.shingle,
            "--passage: {} words are less than a shingle of {}",
            self.passage,
            self.shingle
        );
        let settings = IndexSettings {
            shingle: ShingleSettings { size: self.shingle },
            window: self.passage + 1 - self.shingle,
            keep_text: self.keep_text,
        };
        StandingIndex::create(&self.dir, &settings)?;
        note(global, format_args!("{}: an empty index", self.dir.display()));
        Ok(Outcome::Done)
    }
}

impl AddFlags {
    fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let paths = self.list.sources(self.paths)?;
        let settings = AddSettings {
            input: self.input.settings()?,
            agencies: agencies(self.agencies.as_deref())?,
            replace: self.replace,
            patience: Duration::ZERO,
        };
        global.start_threads()?;
        interrupt::handle()?;
        let index = StandingIndex::open(&self.dir)?;
        let progress = Bar::new(global.quiet);
        let (learned, mut search) = (FurnitureCache::default(), Settings::default());
        search.agencies = Arc::clone(&settings.agencies);
        search.core.shingle = index.settings().shingle;
        let watches = Watches::load(&index, &learned, &search)?;
        let report = standing::add_and_tell(&index, &paths, &settings, &watches, &progress)?;
        drop(progress);
        note(
            global,
            format_args!(
                "{} added, {} replaced, {} there already, {} rejected; {} articles now",
                grouped(report.added),
                grouped(report.replaced),
                grouped(report.known),
                grouped(report.rejected_rows),
                grouped(index.snapshot()?.len())
            ),
        );
        for rejected in report.rejected.iter().take(REJECTED_SHOWN) {
            let row = rejected.row.map(|row| format!(", row {row}")).unwrap_or_default();
            note(global, format_args!("rejected {}{row}: {}", printable(&rejected.path), with_flags(&rejected.reason)));
        }
        if self.clusters {
            print_clusters(&index, &report, &learned, &search)?;
        }
        // nothing of what was given is in the index
        let is_in_vain = report.added + report.known == 0 && report.rejected_rows > 0;
        Ok(if is_in_vain { Outcome::InputRejected } else { Outcome::Done })
    }
}

/// Prints what the new articles do to the clusters, a line for each.
fn print_clusters(
    index: &StandingIndex,
    report: &AddReport,
    learned: &FurnitureCache,
    settings: &Settings,
) -> anyhow::Result<()> {
    let snapshot = index.snapshot()?;
    let mut out = csv::Writer::from_writer(anstream::stdout().lock());
    out.write_record(["article_id", "event", "cluster_id", "copies", "clusters", "leads"]).context(Stdout)?;
    for place in standing::places(&snapshot, report) {
        let told = touched_clusters(index, &snapshot, place, learned, settings)?;
        let joined = |part: &dyn Fn(&TouchedCluster) -> &str| {
            let parts = told.clusters.iter().map(part).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(" ")
        };
        let copies = told.clusters.iter().map(|cluster| cluster.articles).sum::<usize>().to_string();
        let (clusters, leads) = (joined(&|cluster| &cluster.cluster_id), joined(&|cluster| &cluster.lead));
        let row = [&told.article_id, told.event, &told.cluster_id, &copies, &clusters, &leads];
        out.write_record(row).context(Stdout)?;
    }
    out.flush().context(Stdout)
}

impl RemoveFlags {
    fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let before = match &self.before {
            None => None,
            Some(day) => match wirecopy::input::read_date(day) {
                Some(published) => Some(published.days()),
                None => bail!("--before: {day:?} is no day; write it as 2031-03-01"),
            },
        };
        global.start_threads()?;
        let index = StandingIndex::open(&self.dir)?;
        let removal = Removal { ids: self.ids, outlets: self.outlet, before };
        let agencies = agencies(self.agencies.as_deref())?;
        let Removed { ids, absent } = standing::remove(&index, &removal, &agencies, Duration::ZERO)?;
        note(
            global,
            format_args!(
                "{} removed, {} articles left; `wirecopy index compact` takes them out of the files",
                grouped(ids.len() as u64),
                grouped(index.snapshot()?.len())
            ),
        );
        for name in absent.iter().take(ABSENT_SHOWN) {
            note(global, format_args!("not in the index: {}", name.escape_debug()));
        }
        if let Some(more @ 1..) = absent.len().checked_sub(ABSENT_SHOWN) {
            note(global, format_args!("and {} more are not in the index", grouped(more as u64)));
        }
        Ok(if ids.is_empty() || !absent.is_empty() { Outcome::NothingFound } else { Outcome::Done })
    }
}

fn agencies(file: Option<&std::path::Path>) -> wirecopy::error::Result<Arc<Agencies>> {
    Ok(Arc::new(match file {
        Some(path) => Agencies::with_file(path)?,
        None => Agencies::builtin(),
    }))
}

fn stats(dir: &std::path::Path) -> anyhow::Result<Outcome> {
    let index = StandingIndex::open(dir)?;
    let (snapshot, settings) = (index.snapshot()?, index.settings());
    let stats = snapshot.stats();
    let bytes: u64 = stats.iter().map(|segment| segment.bytes).sum();
    let removed: u64 = stats.iter().map(|segment| u64::from(segment.removed)).sum();
    let articles = snapshot.len();
    let mut out = anstream::stdout().lock();
    let write = |out: &mut dyn Write| -> std::io::Result<()> {
        writeln!(out, "{} articles, {} words", grouped(articles), grouped(snapshot.words()))?;
        writeln!(out, "{} removed articles are still in files", grouped(removed))?;
        let each = bytes.checked_div(articles + removed).unwrap_or(0);
        writeln!(out, "{} files, {}: {each} bytes an article", grouped(stats.len() as u64), size(bytes))?;
        let shortest = settings.window + settings.shingle.size - 1;
        writeln!(out, "passages of {shortest} words are found; shingles of {} words", settings.shingle.size)?;
        writeln!(out, "texts are {}", if settings.keep_text { "kept" } else { "not kept" })?;
        let parts = snapshot.segments().iter().flat_map(|segment| segment.sizes());
        let mut sizes: Vec<(&str, u64)> = Vec::new();
        for (part, bytes) in parts {
            match sizes.iter_mut().find(|(other, _)| *other == part) {
                Some((_, sum)) => *sum += bytes,
                None => sizes.push((part, bytes)),
            }
        }
        for (part, bytes) in sizes.iter().filter(|(_, bytes)| *bytes > 0) {
            writeln!(out, "  {:>10}  {part}", size(*bytes))?;
        }
        out.flush()
    };
    write(&mut out).context(Stdout)?;
    Ok(Outcome::Done)
}

fn verify(dir: &std::path::Path, global: &GlobalFlags) -> anyhow::Result<Outcome> {
    let index = StandingIndex::open(dir)?;
    let problems = index.verify()?;
    if !problems.is_empty() {
        bail!("{}", problems.join("\nwirecopy: "));
    }
    let snapshot = index.snapshot()?;
    let removed: u64 = snapshot.stats().iter().map(|segment| u64::from(segment.removed)).sum();
    note(
        global,
        format_args!(
            "{}: all {} files are as they were written; {} articles, and {} removed ones still in files",
            dir.display(),
            grouped(snapshot.segments().len() as u64 + 1),
            grouped(snapshot.len()),
            grouped(removed)
        ),
    );
    Ok(Outcome::Done)
}

fn compact(dir: &std::path::Path, global: &GlobalFlags) -> anyhow::Result<Outcome> {
    global.start_threads()?;
    let index = StandingIndex::open(dir)?;
    index.lock(Duration::ZERO)?.compact()?;
    let snapshot = index.snapshot()?;
    let bytes: u64 = snapshot.stats().iter().map(|segment| segment.bytes).sum();
    note(
        global,
        format_args!("{} articles in {} files, {}", grouped(snapshot.len()), snapshot.segments().len(), size(bytes)),
    );
    Ok(Outcome::Done)
}

/// Tells on stderr what was done.
fn note(global: &GlobalFlags, text: std::fmt::Arguments<'_>) {
    if !global.quiet {
        // if stderr is closed, the note has no reader
        let _ = writeln!(anstream::stderr(), "{text}");
    }
}
