//! The stages of a scan, wired together.

use crate::attribution::agencies::Agencies;
use crate::boilerplate::{BoilerplateLevel, Cutter};
use crate::cluster::{self, Linkage, Series};
use crate::corpus::{Corpus, CountBy};
use crate::error::{Error, Result};
use crate::findings::{self, ClusterOrigins, Counts, Findings};
use crate::incremental::{Verified, measure_all, verify_all, verify_undecided};
use crate::index::Banding;
use crate::input;
use crate::memory;
use crate::progress::Progress;
use crate::sketch::AnchorSettings;
use crate::spool::Memory;
use crate::stage::{Stage, Timings};
use crate::text::ShingleSettings;
use crate::verify::{AnchorFilter, Checker, DocumentShingles, MatchSettings, PairKind, Reason};
use crate::warden::Warden;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

mod reading;
mod sketching;

use reading::{no_articles, read};
use sketching::{Sketched, gather, sketch};

/// The settings of every stage.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What is read, and how.
    pub input: input::Settings,
    /// How long a shingle is.
    pub shingle: ShingleSettings,
    /// Whether what outlets repeat is cut.
    pub boilerplate: BoilerplateLevel,
    /// Bands and rows of the index.
    pub banding: Banding,
    /// Which shingles are anchors.
    pub anchors: AnchorSettings,
    /// When an overlap is a match.
    pub matching: MatchSettings,
    /// What makes a cluster of matches.
    pub linkage: Linkage,
    /// Copies are at most so many days apart; undated articles take part whatever it is.
    pub window: Option<u32>,
    /// Whether every candidate pair is checked, for [`Findings::pairs`]; if not, those of articles that are joined already are
    /// passed over, and of two texts all but a few. The clusters are the same.
    pub every_pair: bool,
    /// Whether it is looked for from which copy of a cluster without a sure wire each other was taken: what
    /// [`Findings::flows`] says of outlets rests on it, no other table does.
    pub find_parents: bool,
    /// How much memory the run takes, and where it puts what does not fit.
    pub memory: Memory,
    /// Who articles count for where outlets are counted.
    pub count_by: CountBy,
    /// Seed of the hash functions.
    pub seed: u64,
    /// The agencies whose credits are read.
    pub agencies: Arc<Agencies>,
}

/// What kind of text a corpus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Text as it was written.
    #[default]
    News,
    /// Text that a machine read from scans: two readings of one text share a fifth to a third of their runs of three words.
    Ocr,
}

impl Settings {
    /// The settings for this kind of text.
    ///
    /// For scans, runs of three words gave the best clusters on made corpora with a mean Jaccard of .2 to .3 between copies; runs
    /// of two join more that is not the same, runs of four lose more. From .20 to .24 the threshold hardly matters there; on
    /// real pages with as much noise stories grow together below .22, and copies are lost above .26.
    /// Anchors denser than one in eight found no pair more, and checked twice as many.
    #[must_use]
    pub fn of(profile: Profile) -> Settings {
        match profile {
            Profile::News => Settings::default(),
            Profile::Ocr => Settings {
                shingle: ShingleSettings { size: 3 },
                anchors: AnchorSettings { one_in: 8, min_per_article: 48 },
                matching: MatchSettings { threshold: 0.22, ..MatchSettings::default() },
                ..Settings::default()
            },
        }
    }

    /// Checks what each stage can check by itself.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first that cannot work.
    pub fn check(&self) -> Result<()> {
        self.shingle.check()?;
        self.banding.check()?;
        self.matching.check()?;
        Ok(())
    }
}

/// Reads everything under `sources` and finds the articles that are the same text. Runs on the current rayon pool; gives
/// the same findings for any number of threads and any order of sources.
///
/// # Errors
/// A path that does not exist, settings that cannot work, no article at all, or an interruption. What is wrong with
/// single files or rows is in [`Findings::rejected`].
pub fn scan(sources: &[PathBuf], settings: &Settings, progress: &dyn Progress) -> Result<Findings> {
    settings.check()?;
    let mut timings = Timings::default();
    let mut warden = Warden::new(settings.memory.budget);
    let prepared = prepare(sources, settings, &mut warden, &mut timings, progress)?;
    let Prepared { mut corpus, rejected, mut counts, furniture, sketched } = prepared;
    let Sketched { mut index, distinct } = sketched;
    let articles = corpus.len() as usize;
    if corpus.is_in_files() {
        timings.time(Stage::Sketch, || gather(&mut corpus, &mut index, settings))?;
    }
    stop_if_cancelled(progress)?;
    progress.begin(Stage::Candidates, None);
    let published = |article| corpus.published(article);
    let sets = DocumentShingles::new(&corpus, settings.shingle, distinct);
    let checker = Checker::new(&sets, &published, settings.matching);
    let near_in_time = |a, b| match settings.window {
        None => true,
        Some(days) => {
            let apart = findings::lag(corpus.published(a), corpus.published(b)).unwrap_or_default().unsigned_abs();
            apart <= u64::from(days) * 24 * 60
        }
    };
    // what is left of a page when its furniture was cut, and is this short, is a form or a notice, and the same words are no copy
    let least = settings.matching.min_shared;
    let is_rest = |article: u32| sets.count(article) < least && furniture[article as usize] > 0;
    let wanted = |a: u32, b: u32| !is_rest(a) && !is_rest(b) && near_in_time(a, b);
    let joined = if settings.linkage == Linkage::Average {
        verify_all(&index, &checker, wanted, &mut timings, progress)?
    } else {
        let least = AnchorFilter::new(settings.matching, settings.anchors.one_in);
        let enough = |shared, a, b| least.may_match(shared, a, b);
        verify_undecided(&index, &checker, enough, wanted, &mut timings, progress)?
    };
    let Verified { verdicts: mut checked, pairs_checked: mut candidates } = joined;
    let mut pairs = None;
    if settings.every_pair {
        let (measured, count) = measure_all(&index, &checker, wanted, &checked, &mut timings, progress)?;
        (pairs, candidates) = (Some(measured), count);
    }
    index.check_io()?;
    memory::let_go(index);
    progress.begin(Stage::Cluster, None);
    let two_outlets = |a, b| {
        let (a, b) = (corpus.outlet_number(a), corpus.outlet_number(b));
        a != b && a.is_some() && b.is_some()
    };
    let (versions, stories, clusters) = timings.time(Stage::Cluster, || {
        let series = Series::new(articles, &checked);
        series.apply(&mut checked);
        pairs.iter_mut().for_each(|pairs| series.resolve(pairs));
        let texts = series.into_texts();
        let mut joined = cluster::weld(texts, &checked, &sets, settings.matching);
        if settings.linkage == Linkage::Average {
            let threshold = settings.matching.threshold;
            joined = cluster::average(articles, &joined, &checked.matches, &sets, threshold);
        }
        let versions = cluster::versions(checked.without_template_pairs(), &joined, &sets, two_outlets);
        let strewn =
            checked.related.iter().filter(|near| near.reason == Reason::Scattered).map(|near| (near.a, near.b));
        let stories = cluster::stories(articles, &joined, strewn.chain(versions.iter().copied()));
        // all that are listed are said to be versions, where they are of one story by those that decide
        let versions = match &pairs {
            None => versions,
            Some(pairs) => {
                let listed = pairs.par_iter().filter(|pair| pair.kind != PairKind::Related(Reason::Template));
                let listed = listed.map(|pair| (pair.a, pair.b, pair.overlap));
                cluster::versions(listed, &joined, &sets, two_outlets)
            }
        };
        let clusters = findings::order_clusters(&corpus, &sets, &joined);
        (versions, stories, clusters)
    });
    counts.candidates = candidates;
    counts.matches = match &pairs {
        Some(pairs) => pairs.par_iter().filter(|pair| pair.kind == PairKind::Match).count() as u64,
        None => checked.matches.len() as u64,
    };
    counts.clusters = clusters.len() as u64;
    counts.copies = clusters.iter().map(|cluster| cluster.copies.len() as u64).sum();
    progress.begin(Stage::Attribute, None);
    let named = || {
        let words: Vec<u32> = (0..corpus.len()).map(|article| corpus.words(article)).collect();
        (findings::story_names(&stories, &clusters, &sets), findings::memberships(corpus.len(), &clusters), words)
    };
    // what one thread does alone is done beside what all do
    let (origins, (story_names, memberships, words)) = timings.time(Stage::Attribute, || {
        let parents_from = settings.find_parents.then_some(&sets);
        rayon::join(|| ClusterOrigins::new(&corpus, &clusters, parents_from, Arc::clone(&settings.agencies)), named)
    });
    corpus.whole()?;
    Ok(Findings {
        corpus,
        clusters,
        memberships,
        pairs,
        versions,
        stories,
        story_names,
        words,
        boilerplate_words: furniture,
        origins,
        rejected,
        counts,
        timings,
    })
}

/// What is known of the articles before they are compared.
struct Prepared {
    corpus: Corpus,
    rejected: Vec<crate::article::Rejected>,
    counts: Counts,
    /// Words of each article that were cut.
    furniture: Vec<u32>,
    sketched: Sketched,
}

/// Reads, cuts furniture and sketches.
fn prepare(
    sources: &[PathBuf],
    settings: &Settings,
    warden: &mut Warden,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<Prepared> {
    let (mut corpus, rejected, mut counts) = timings.time(Stage::Read, || read(sources, settings, warden, progress))?;
    if corpus.is_empty() {
        return Err(no_articles(sources, &counts, &rejected));
    }
    progress.begin(Stage::Boilerplate, None);
    let words: Vec<u32> = (0..corpus.len()).map(|article| corpus.words(article)).collect();
    // what is in a file is cut when it is read to be sketched
    let waits = corpus.is_in_files();
    let cutter = timings.time(Stage::Boilerplate, || {
        let outlets = (0..corpus.len()).map(|article| corpus.outlet_number(article));
        let cutter = Cutter::learn(settings.boilerplate, outlets, |article| corpus.tokens(article))?;
        corpus.retain_tokens(!waits, |(), [outlet, _], tokens, lines, kept| cutter.cut(outlet, tokens, lines, kept));
        waits.then_some(cutter)
    });
    stop_if_cancelled(progress)?;
    progress.begin(Stage::Sketch, Some(u64::from(corpus.len())));
    let (sketched, cuts) = timings.time(Stage::Sketch, || sketch(&corpus, cutter.as_ref(), settings, progress))?;
    corpus.whole()?;
    if cutter.is_some() {
        corpus.cut_when_gathered(cuts);
    }
    let furniture: Vec<u32> =
        words.into_iter().zip(0..).map(|(words, article)| words - corpus.words(article)).collect();
    counts.boilerplate_tokens = furniture.iter().map(|&words| u64::from(words)).sum();
    Ok(Prepared { corpus, rejected, counts, furniture, sketched })
}

/// Reads everything under `sources` and stops there: the articles with all their tokens.
///
/// # Errors
/// As [`scan`].
pub fn corpus(sources: &[PathBuf], settings: &Settings, progress: &dyn Progress) -> Result<Corpus> {
    let mut warden = Warden::new(settings.memory.budget);
    let (corpus, rejected, counts) = read(sources, settings, &mut warden, progress)?;
    if corpus.is_empty() { Err(no_articles(sources, &counts, &rejected)) } else { Ok(corpus) }
}

fn stop_if_cancelled(progress: &dyn Progress) -> Result<()> {
    if progress.cancelled() { Err(Error::Interrupted) } else { Ok(()) }
}
