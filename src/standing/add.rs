//! Adding articles to an index.

use super::doubles::remove_doubles;
use super::rejections::Rejections;
use super::watcher::{NewArticle, NoWatcher, Watcher};
use super::{decode_fields, encode_fields, failed, split_sources};
use crate::article::{Article, DateOrder, Rejected};
use crate::articles::{ArticleBatch, ArticleRecord, credit_of};
use crate::attribution::agencies::Agencies;
use crate::attribution::reader::CreditReader;
use crate::error::{Error, Result};
use crate::hash;
use crate::input::{self, RejectedList};
use crate::progress::Progress;
use crate::segments::{ArticleData, EntryRef, PreparedArticle, Snapshot, StandingIndex, WatchEvent, WriteGuard};
use crate::text::{TokenisedText, Tokeniser};
use crate::until_failed::UntilFailed;
use foldhash::HashMap;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Articles of a batch at most: what a crash can cost.
const BATCH: usize = 1 << 16;
/// Bytes of a batch in memory at most.
const BATCH_BYTES: usize = 256 << 20;
/// The path of articles that come from no file.
pub(super) const NO_FILE: &str = "-";

/// How articles are added.
#[derive(Debug, Clone, Default)]
pub struct AddSettings {
    /// How files are read.
    pub input: input::Settings,
    /// The agencies whose credits are read.
    pub agencies: Arc<Agencies>,
    /// Whether an article replaces one with the same id and another content, wherever that came from. Without it, an
    /// article replaces what was read from its place in the same file before, and no other; one that comes from no file
    /// is then rejected.
    pub replace: bool,
    /// How long to wait for another writer.
    pub patience: Duration,
}

/// What was added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddReport {
    /// Articles that were added.
    pub added: u64,
    /// Articles of the index that new ones replaced.
    pub replaced: u64,
    /// Articles that were there already.
    pub known: u64,
    /// Input that did not become an article, the first rows of each file and reason.
    pub rejected: Vec<Rejected>,
    /// Rows of all of it.
    pub rejected_rows: u64,
    /// The hashes of the id and of the content of each article that was added.
    pub identities: Vec<(u64, u64)>,
}

/// Adds the articles under `sources`. An article that is there already, with the same id and content, is not added
/// again. Each batch that was committed stays when the run is interrupted.
///
/// # Errors
/// As [`input::read`]; another process writes; a file of the index fails.
pub fn add(
    index: &StandingIndex,
    sources: &[PathBuf],
    settings: &AddSettings,
    progress: &dyn Progress,
) -> Result<AddReport> {
    add_and_tell(index, sources, settings, &NoWatcher, progress)
}

/// As [`add`]; what `watcher` says of an article is in the transaction that adds it.
///
/// # Errors
/// As [`add`].
pub fn add_and_tell(
    index: &StandingIndex,
    sources: &[PathBuf],
    settings: &AddSettings,
    watcher: &dyn Watcher,
    progress: &dyn Progress,
) -> Result<AddReport> {
    if let Some(other) = split_sources(sources).0.first() {
        let problem = "it is an index; add the files that it was made of".to_owned();
        return Err(Error::Table { path: other.clone(), row: None, problem });
    }
    let adder = Adder::new(index, settings, watcher)?;
    let failure = OnceLock::new();
    let read = input::read(sources, &settings.input, &UntilFailed { progress, failed: &failure }, |batch| {
        if failure.get().is_some() {
            return;
        }
        let prepared = batch.articles.iter().map(|article| adder.prepare(article)).collect::<Result<Vec<_>>>();
        if let Err(error) = prepared.and_then(|prepared| adder.put(prepared, batch.rejected)) {
            let _ = failure.set(error);
        }
    });
    if let Some(error) = failure.into_inner() {
        return Err(error);
    }
    let read = read.map(drop);
    // what was read before an interruption is kept
    let report = adder.finish()?;
    read.map(|()| report)
}

/// Adds articles that are in memory, in one transaction.
///
/// # Errors
/// Another process writes; a file of the index fails.
pub fn add_articles(index: &StandingIndex, articles: &[Article], settings: &AddSettings) -> Result<AddReport> {
    add_articles_and_tell(index, articles, settings, &NoWatcher)
}

/// As [`add_articles`]; what `watcher` says of an article is in the transaction that adds it.
///
/// # Errors
/// As [`add_articles`].
pub fn add_articles_and_tell(
    index: &StandingIndex,
    articles: &[Article],
    settings: &AddSettings,
    watcher: &dyn Watcher,
) -> Result<AddReport> {
    let adder = Adder::new(index, settings, watcher)?;
    let prepared = articles.par_iter().map(|article| adder.prepare(article)).collect::<Result<Vec<_>>>()?;
    adder.put(prepared, Vec::new())?;
    adder.finish()
}

struct Adder<'i> {
    index: &'i StandingIndex,
    settings: &'i AddSettings,
    guard: WriteGuard<'i>,
    credits: CreditReader,
    watcher: &'i dyn Watcher,
    /// The index before the run.
    before: Arc<Snapshot>,
    rejections: Rejections,
    pending: Mutex<Pending>,
}

/// An article that wants to be added, and what watches are told if it is.
struct Entrant {
    record: ArticleRecord,
    prepared: PreparedArticle,
    told: Vec<(u64, String)>,
}

/// What one transaction changes.
struct FullBatch {
    articles: Vec<PreparedArticle>,
    removed: Vec<EntryRef>,
    events: Vec<WatchEvent>,
}

/// What becomes of an article.
enum Fate {
    /// It is there already.
    Known,
    /// It comes from no file, and its id is that of another article.
    Conflict,
    /// It is added in place of these.
    Added { replaced: Vec<EntryRef> },
}

/// What waits for the next transaction.
#[derive(Default)]
struct Pending {
    articles: Vec<PreparedArticle>,
    bytes: usize,
    removed: Vec<EntryRef>,
    events: Vec<WatchEvent>,
    /// How often each article of this run was added, by what it is.
    seen: HashMap<(u64, u64), u32>,
    rejected: RejectedList,
    report: AddReport,
}

impl<'i> Adder<'i> {
    fn new(index: &'i StandingIndex, settings: &'i AddSettings, watcher: &'i dyn Watcher) -> Result<Self> {
        let guard = index.lock(settings.patience).map_err(failed)?;
        let before = index.snapshot().map_err(failed)?;
        let credits = CreditReader::new(&settings.agencies);
        let rejections = Rejections::of(index)?;
        Ok(Adder { index, settings, guard, credits, watcher, before, rejections, pending: Mutex::default() })
    }

    /// Tokenises an article and reads its credit.
    fn prepare(&self, article: &Article) -> Result<Entrant> {
        let (mut tokeniser, mut text) = (Tokeniser::default(), TokenisedText::default());
        tokeniser.tokenise(&article.text, &mut text);
        let plain = tokeniser.last_was_plain().then_some(&text.tokens[..]);
        let mut fields = ArticleBatch::default();
        fields.push(article, credit_of(article, plain, &self.credits));
        let (record, credit) = fields.record(0);
        let told = self.watcher.events(&NewArticle { record: &record, credit, tokens: &text.tokens })?;
        let encoded = encode_fields(record.clone(), credit, &self.settings.agencies)?;
        let of_index = self.index.settings();
        let data = ArticleData {
            id_hash: hash::of_bytes(record.id.as_bytes()),
            content: record.content(),
            outlet: &record.outlet,
            fields: &encoded,
            tokens: &text.tokens,
            lines: &text.lines,
            date_order: record.date_order.map(|order| order == DateOrder::MonthFirst),
            text: of_index.keep_text.then_some(&article.text),
        };
        let prepared = PreparedArticle::new(&data, of_index.shingle, of_index.window);
        Ok(Entrant { record, prepared, told })
    }

    /// Adds some articles; commits when there are enough for a batch.
    fn put(&self, articles: Vec<Entrant>, rejected: Vec<Rejected>) -> Result<()> {
        let (mut judged, mut rejected) = (Vec::with_capacity(articles.len()), rejected);
        rejected.iter().for_each(|one| self.rejections.add(one));
        for entrant in articles {
            let record = &entrant.record;
            self.rejections.read_again(&record.path);
            match self.fate(record, entrant.prepared.identity())? {
                Fate::Conflict => rejected.push(Rejected {
                    reason: format!(
                        "the id is that of another article of the index: {:?}; --replace replaces it",
                        record.id
                    ),
                    path: record.path.clone(),
                    row: record.row,
                    rows: 1,
                }),
                Fate::Known => judged.push((entrant, None)),
                Fate::Added { replaced } => judged.push((entrant, Some(replaced))),
            }
        }
        let full = {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            rejected.into_iter().for_each(|one| pending.rejected.push(one));
            for (entrant, fate) in judged {
                pending.push(entrant, fate);
            }
            let is_full = pending.articles.len() >= BATCH || pending.bytes >= BATCH_BYTES;
            is_full.then(|| pending.take())
        };
        full.map_or(Ok(()), |batch| self.commit(&batch))
    }

    fn commit(&self, FullBatch { articles, removed, events }: &FullBatch) -> Result<()> {
        self.guard.commit_and_tell(articles, &self.before, removed, events).map_err(failed)
    }

    /// What becomes of an article: nothing if it is there, else it is added, and replaces others.
    fn fate(&self, record: &ArticleRecord, (id_hash, content): (u64, u64)) -> Result<Fate> {
        let (mut replaced, mut is_taken) = (Vec::new(), false);
        for place in self.before.with_id(id_hash) {
            let segment = self.before.segment_of(place);
            let fields = segment.fields_of(place.entry).map_err(failed)?;
            let (other, _) = decode_fields(&fields, &self.settings.agencies, self.index.folder())?;
            let is_same = segment.content(place.entry) == content;
            let is_its_place = other.path == record.path && other.row == record.row && record.path != NO_FILE;
            if is_same && other.cmp_place(record).is_le() {
                return Ok(Fate::Known);
            }
            if is_same || other.id == record.id && (is_its_place || self.settings.replace) {
                replaced.push(place);
            } else if other.id == record.id {
                is_taken = true;
            }
        }
        let is_conflict = is_taken && record.path == NO_FILE;
        Ok(if is_conflict { Fate::Conflict } else { Fate::Added { replaced } })
    }

    /// Commits the rest, and merges small segments.
    fn finish(self) -> Result<AddReport> {
        let rest = {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            pending.take()
        };
        self.commit(&rest)?;
        let pending = self.pending.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut report = pending.report;
        report.identities = pending.seen.keys().copied().collect();
        report.identities.sort_unstable();
        let doubled: Vec<(u64, u64)> =
            pending.seen.into_iter().filter(|(_, times)| *times > 1).map(|(article, _)| article).collect();
        self.rejections.keep(&self.guard)?;
        let surplus = remove_doubles(self.index, &self.guard, &doubled, &self.settings.agencies)?;
        report.added -= surplus;
        report.known += surplus;
        report.rejected = pending.rejected.into_sorted();
        report.rejected_rows = report.rejected.iter().map(|one| one.rows).sum();
        self.guard.tidy().map_err(failed)?;
        Ok(report)
    }
}

impl Pending {
    fn push(&mut self, entrant: Entrant, fate: Option<Vec<EntryRef>>) {
        let Entrant { prepared: article, told, .. } = entrant;
        let Some(replaced) = fate else {
            self.report.known += 1;
            return;
        };
        self.report.added += 1;
        self.report.replaced += replaced.len() as u64;
        self.removed.extend(replaced);
        let (id_hash, _) = article.identity();
        self.events.extend(told.into_iter().map(|(watch, event)| WatchEvent { watch, id_hash, event }));
        *self.seen.entry(article.identity()).or_default() += 1;
        self.bytes += article.bytes();
        self.articles.push(article);
    }

    fn take(&mut self) -> FullBatch {
        self.bytes = 0;
        FullBatch {
            articles: std::mem::take(&mut self.articles),
            removed: std::mem::take(&mut self.removed),
            events: std::mem::take(&mut self.events),
        }
    }
}

/// Where the articles that were added are now.
#[must_use]
pub fn places(snapshot: &Snapshot, report: &AddReport) -> Vec<EntryRef> {
    let of_article = |&(id_hash, content): &(u64, u64)| {
        let found = snapshot.with_id(id_hash).into_iter();
        found.filter(|&place| snapshot.segment_of(place).content(place.entry) == content).collect::<Vec<_>>()
    };
    report.identities.iter().flat_map(of_article).collect()
}
