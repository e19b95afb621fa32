//! Finding copies: the stages from tokens to clusters, over all documents of a run.

use crate::boilerplate::Cutter;
use crate::cluster::incremental::{Verified, measure_all, verify_all, verify_undecided};
use crate::cluster::{Cluster, Clusters, Linkage, Series, order_clusters};
use crate::config::{Config, ListedPairs};
use crate::document::Documents;
use crate::error::{Error, Result};
use crate::index::Index;
use crate::listed_pairs::{measure_copies, resolve};
use crate::progress::Progress;
use crate::sketching::{Sketches, repartition, sketch};
use crate::stage::{Stage, Timings};
use crate::stages::{Decision, decide};
use crate::store::TokenStore;
use crate::time::{Published, lag_minutes};
use crate::util::memory;
use crate::verify::{AnchorFilter, Checker, DocumentShingles, PairList, PairRuns, PairStats, Relation};

const MINUTES_PER_DAY: u64 = 24 * 60;

/// What was found among the documents of a run.
#[derive(Debug, Default)]
pub struct Found {
    /// Number of distinct shingles of each document.
    pub distinct: Vec<u32>,
    /// Number of words of each document that were cut as boilerplate.
    pub boilerplate_words: Vec<u32>,
    /// Whether each document is a page without an article, such as a log-in page or a list of links.
    pub no_article: Vec<bool>,
    /// Groups of documents that are the same text.
    pub clusters: Clusters,
    /// The clusters as [`order_clusters`] has them, if it was needed to list pairs.
    pub ordered: Option<Vec<Cluster>>,
    /// The pairs that [`Config::pairs`] asks for, if any, in the order of their documents.
    pub pairs: Option<PairList>,
    /// Pairs in different clusters that are versions of one story, the lower document first.
    pub versions: Vec<(u32, u32)>,
    /// The story of each document: the lowest document among all that are copies or versions of each other.
    pub stories: Vec<u32>,
    /// The documents of each series: items that a source prints again and again in one form.
    pub series: Clusters,
    /// Number of candidate pairs that were verified.
    pub candidates: u64,
    /// Number of these that match.
    pub matches: u64,
}

impl Found {
    /// How the documents of one of the listed pairs are related.
    #[must_use]
    pub(crate) fn relation(&self, pair: &PairStats) -> Relation {
        let share_story = self.stories[pair.a as usize] == self.stories[pair.b as usize];
        let is_listed = || self.versions.binary_search(&(pair.a, pair.b)).is_ok();
        let share_cluster = self.clusters.share_cluster(pair.a, pair.b);
        let relation = Relation::of_pair(pair, share_cluster, share_story, is_listed);
        relation.or_series(!share_cluster && self.series.share_cluster(pair.a, pair.b))
    }
}

/// Cuts boilerplate, finds candidate pairs, verifies them and clusters the matches. Runs on the current rayon pool; the
/// result does not depend on the number of threads or on the memory budget.
///
/// # Errors
/// [`Error::Setting`] for a setting out of its range, [`Error::Spill`] or [`Error::Read`] when temporary files fail,
/// [`Error::Interrupted`] when `progress` asks to stop.
pub fn find_copies(
    documents: &mut Documents,
    config: &Config,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<Found> {
    config.check()?;
    let Prepared { sketches: Sketches { mut index, distinct }, boilerplate_words, no_article } =
        prepare(documents, config, timings, progress)?;
    if documents.tokens.is_spilled() {
        timings.time(Stage::Sketch, || repartition(documents, &mut index, config))?;
    }
    stop_if_cancelled(progress)?;
    progress.begin(Stage::Candidates, None);
    let shingles = DocumentShingles::new(&documents.tokens, config.shingle, distinct);
    let time = |document| documents.time(document).map(Published::possible_minutes);
    let share_source = |a, b| documents.share_source(a, b);
    let checker = Checker::new(&shingles, &time, config.matching).with_sources(&share_source);
    let (Verified { mut verdicts, pairs_checked, .. }, listed) =
        verify(documents, &checker, &boilerplate_words, &index, config, timings, progress)?;
    index.check_io()?;
    memory::drop_in_background(index);
    progress.begin(Stage::Cluster, None);
    let texts = timings.time(Stage::Cluster, || Series::new(shingles.len(), &verdicts));
    let provenance = |document| documents.provenance(document);
    let decision = timings.time(Stage::Cluster, || decide(&mut verdicts, &shingles, config, provenance));
    let mut found = Found { boilerplate_words, candidates: pairs_checked, ..Found::default() };
    found.matches = verdicts.matches.len() as u64;
    if let Some(mut pairs) = listed {
        let time = |document| documents.time(document);
        let ordered = timings.time(Stage::Cluster, || order_clusters(&decision.clusters, &shingles, &no_article, time));
        let copies = timings.time(Stage::Match, || {
            let known: &mut dyn Iterator<Item = _> =
                if config.pairs == ListedPairs::All { &mut pairs.merged() } else { &mut std::iter::empty() };
            measure_copies(known, &ordered, &checker, progress)
        })?;
        let are_listed = |pair: &PairStats| match (config.pairs, config.linkage) {
            (ListedPairs::Deciding, Linkage::Single) => {
                !texts.are_one_text(pair.a, pair.b) && !decision.clusters.share_cluster(pair.a, pair.b)
            }
            (ListedPairs::Deciding, Linkage::Average) => !decision.clusters.share_cluster(pair.a, pair.b),
            _ => true,
        };
        let all = pairs.merged().filter(are_listed);
        let listing = timings.time(Stage::Cluster, || {
            let list = PairList::new(&config.memory);
            resolve((all, copies), list, &texts, &decision, &verdicts, documents, &shingles)
        });
        pairs.check_io()?;
        listing.pairs.check_io()?;
        if config.pairs == ListedPairs::All {
            found.matches = listing.matches;
        }
        (found.versions, found.ordered, found.pairs) = (listing.versions, Some(ordered), Some(listing.pairs));
    } else {
        found.versions = decision.versions;
    }
    documents.tokens.check_io()?;
    verdicts.check_io()?;
    let distinct = shingles.into_counts();
    let Decision { clusters, stories, series, .. } = decision;
    Ok(Found { distinct, no_article, clusters, stories, series, ..found })
}

/// Verifies the candidate pairs that decide the clusters. If pairs are listed, also returns the statistics of related
/// ones: of all, or of those of two texts.
fn verify(
    documents: &Documents,
    checker: &Checker<'_, &TokenStore>,
    boilerplate_words: &[u32],
    index: &Index,
    config: &Config,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<(Verified, Option<PairRuns>)> {
    // a page of which boilerplate removal left only this little is a form or a notice, and equal words there are no
    // copy
    let min_shared = config.matching.min_shared;
    let is_remnant =
        |document: u32| checker.shingles().distinct(document) < min_shared && boilerplate_words[document as usize] > 0;
    let within_window = |a, b| match (config.window_days, lag_minutes(documents.time(a), documents.time(b))) {
        (Some(days), Some(lag)) => lag.unsigned_abs() <= u64::from(days) * MINUTES_PER_DAY,
        _ => true,
    };
    let may_match = |a: u32, b: u32| !is_remnant(a) && !is_remnant(b) && within_window(a, b);
    let mut verified = if config.linkage == Linkage::Average {
        verify_all(index, checker, may_match, timings, progress)?
    } else {
        let filter = AnchorFilter::new(config.matching, config.anchors.one_in);
        let enough_anchors = |shared, a, b| filter.may_match(shared, a, b);
        let list = config.pairs == ListedPairs::Deciding;
        verify_undecided(index, checker, enough_anchors, may_match, (list, &config.memory), timings, progress)?
    };
    let listed = match (config.pairs, config.linkage) {
        (ListedPairs::None, _) => None,
        (ListedPairs::Deciding, Linkage::Single) => Some(std::mem::take(&mut verified.listed)),
        _ => {
            let mut listed = PairRuns::new(&config.memory);
            verified.pairs_checked =
                measure_all(index, checker, may_match, &verified.verdicts, &mut listed, timings, progress)?;
            Some(listed)
        }
    };
    Ok((verified, listed))
}

/// What is known of the documents before they are compared.
struct Prepared {
    sketches: Sketches,
    boilerplate_words: Vec<u32>,
    no_article: Vec<bool>,
}

/// Cuts boilerplate and sketches.
fn prepare(
    documents: &mut Documents,
    config: &Config,
    timings: &mut Timings,
    progress: &dyn Progress,
) -> Result<Prepared> {
    progress.begin(Stage::Boilerplate, None);
    let words = |documents: &Documents| -> Vec<u32> {
        (0..documents.len()).map(|document| documents.tokens.words(document)).collect()
    };
    let words_before = words(documents);
    // documents in files are cut while they are read to be sketched, which saves reading them once more
    let deferred = documents.tokens.is_spilled();
    let cutter = timings.time(Stage::Boilerplate, || cut_boilerplate(documents, config, !deferred));
    stop_if_cancelled(progress)?;
    progress.begin(Stage::Sketch, Some(u64::from(documents.len())));
    let to_cut = deferred.then_some(&cutter);
    let (sketches, trims) = timings.time(Stage::Sketch, || sketch(documents, to_cut, config, progress))?;
    documents.tokens.check_io()?;
    if deferred {
        documents.tokens.trim_when_repartitioned(trims);
    }
    let boilerplate_words =
        words_before.into_iter().zip(words(documents)).map(|(before, kept)| before - kept).collect();
    Ok(Prepared { sketches, boilerplate_words, no_article: cutter.into_no_article() })
}

/// Learns what each source repeats and cuts it, except, unless `in_files`, from documents in files.
fn cut_boilerplate(documents: &mut Documents, config: &Config, in_files: bool) -> Cutter {
    let cutter = Cutter::learn(config.boilerplate, documents);
    documents.tokens.retain(in_files, |document, tokens, lines, kept| cutter.cut(document, tokens, lines, kept));
    cutter
}

fn stop_if_cancelled(progress: &dyn Progress) -> Result<()> {
    if progress.cancelled() { Err(Error::Interrupted) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boilerplate::BoilerplateLevel;
    use crate::document::{Document, DocumentsBuilder};
    use crate::listed_pairs::list;
    use crate::progress::NoProgress;
    use std::collections::BTreeSet;

    /// Words of a story from one place to another.
    fn words(story: char, places: std::ops::Range<u32>) -> String {
        places.map(|place| format!("{story}{} ", crate::util::hash::mix32(place))).collect()
    }

    #[test]
    fn a_distributed_run_lists_the_pairs_of_a_whole_one() {
        let texts = [
            words('a', 0..400),
            words('a', 0..240),
            words('a', 150..400) + &words('b', 0..40),
            words('a', 0..180) + &words('c', 0..220),
            words('d', 0..200) + &words('a', 20..110) + &words('d', 200..400),
            words('a', 0..400) + "and more",
            words('e', 0..300),
        ];
        let mut documents = DocumentsBuilder::new(&Default::default());
        for (nth, text) in texts.iter().enumerate() {
            let source = format!("outlet{nth}");
            documents.push(Document { text, source: Some(&source), time: None }).unwrap();
        }
        let mut documents = documents.finish().unwrap();
        let config = Config { pairs: ListedPairs::Deciding, boilerplate: BoilerplateLevel::Off, ..Config::news() };
        let found = find_copies(&mut documents, &config, &mut Timings::default(), &NoProgress).unwrap();
        let all: Vec<(u32, u32)> = (0..7).flat_map(|a| (a + 1..7).map(move |b| (a, b))).collect();
        let listing = list(&all, &all, &documents, found.distinct.clone(), &found.no_article, &config);
        let all = |pairs: &PairList| pairs.iter().collect::<Result<Vec<_>>>().unwrap();
        let pairs = found.pairs.as_ref().map(all).unwrap();
        assert_eq!(all(&listing.pairs), pairs);
        assert_eq!(&listing.ordered, found.ordered.as_ref().unwrap());
        assert_eq!(
            (&listing.decision.versions, &listing.decision.stories, &listing.decision.clusters),
            (&found.versions, &found.stories, &found.clusters)
        );
        let relations: BTreeSet<&str> = pairs.iter().map(|pair| found.relation(pair).name()).collect();
        assert!(relations.len() > 1, "{relations:?}");
    }
}
