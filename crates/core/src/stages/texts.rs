//! Texts: groups of documents that certain matches connect.

use crate::cluster::incremental::verify_undecided;
use crate::config::Config;
use crate::index::{AnchorKeys, BandKeys, Index};
use crate::progress::NoProgress;
use crate::stage::Timings;
use crate::store::SpillOptions;
use crate::text::TokenSource;
use crate::time::Published;
use crate::verify::{Checker, DocumentShingles, Match};

/// Certain matches among documents that share band keys: enough to connect the documents of each text.
///
/// `bands` has the band keys of one document after the other; `times` are the times of publication by document, and
/// `sources` their sources, if known. `may_match` decides which pairs may match at all, such as
/// those within a window of time. Documents that share a band key must be in one batch.
#[must_use]
pub fn same_texts<S: TokenSource>(
    shingles: &DocumentShingles<S>,
    bands: &[u32],
    times: &[Option<Published>],
    sources: &[Option<u32>],
    config: &Config,
    may_match: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<Match> {
    let no_anchors = AnchorKeys::new(&vec![Vec::new(); shingles.len()]);
    let index = Index::new(BandKeys::new(bands, config.banding.bands), no_anchors);
    let time = |document: u32| times[document as usize].map(Published::possible_minutes);
    let share_source = |a: u32, b: u32| {
        let (a, b) = (sources[a as usize], sources[b as usize]);
        a.is_some() && a == b
    };
    let checker = Checker::new(shingles, &time, config.matching).with_sources(&share_source);
    // pairs of two texts are left to the later stages
    let enough = |_, _, _| false;
    let (memory, mut timings) = (SpillOptions::unlimited(), Timings::default());
    let verified = verify_undecided(&index, &checker, enough, may_match, (false, &memory), &mut timings, &NoProgress);
    // only an interruption and a temporary file can fail, and there is neither
    verified.unwrap_or_default().verdicts.matches
}
