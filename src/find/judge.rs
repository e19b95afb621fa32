//! Judges candidates: aligns each with the text, and tells findings from phrases and furniture.

use super::Archive;
use super::answer::{Answer, Coverage, FirstSeen, FoundPassage, Hit};
use super::archive_words::ArchiveWords;
use super::candidate::Candidate;
use super::char_spans::CharSpans;
use super::query::{QuerySet, QueryText};
use super::wires;
use crate::pipeline::Settings;
use crate::text::Token;
use crate::time::{Published, undated_last};
use crate::verify::{Overlap, PairKind, PairStats, Passage, Reason, Relation, Verdict};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use wirecopy_core::Verifier;

/// Shorter runs of words are no passage that is shown or counted on.
const LEAST_PASSAGE: usize = 8;
/// From this length on a passage is a finding whatever its words are.
const SURE_PASSAGE: usize = 25;
/// An article with this share of a text, or a text with this share of an article, has most of it.
const MOST: f64 = 0.5;

/// Judges the candidates of one search.
pub(super) struct Judge<'a> {
    set: &'a QuerySet,
    archive: &'a Archive<'a>,
    settings: &'a Settings,
    verifier: Verifier,
}

/// A candidate that has something of the text.
pub(super) struct Found<'c> {
    pub(super) candidate: &'c Candidate,
    /// Its words without furniture.
    pub(super) kept: Vec<Token>,
    passages: Vec<Passage>,
    pub(super) relation: Relation,
    /// Whether the two match, so that they are of one cluster.
    pub(super) is_match: bool,
    /// Words of the text that it has.
    pub(super) here: u32,
    share_of_text: f64,
    share_of_article: f64,
}

/// A candidate aligned with the text.
struct Aligned<'c> {
    candidate: &'c Candidate,
    /// Its words without furniture.
    kept: Vec<Token>,
    passages: Vec<Passage>,
    /// Whether one of the passages is a finding.
    has_finding: bool,
}

impl Found<'_> {
    pub(super) fn is_copy(&self) -> bool {
        matches!(self.relation, Relation::Copy | Relation::Version)
    }
}

impl<'a> Judge<'a> {
    pub(super) fn new(set: &'a QuerySet, archive: &'a Archive<'a>, settings: &'a Settings) -> Self {
        Judge { set, archive, settings, verifier: Verifier::new(&settings.core) }
    }

    /// The answer to one query; `limit` is the number of hits that are listed, 0 for all.
    pub(super) fn answer(&self, query: usize, candidates: &[&Candidate], limit: usize) -> Answer {
        let text = self.set.text(query);
        let mut found = self.findings(text, candidates);
        found.sort_by(|a, b| {
            let of_shares = b.share_of_text.total_cmp(&a.share_of_text);
            let of_articles = b.share_of_article.total_cmp(&a.share_of_article);
            let rest = |found: &Found<'_>| undated_last(found.candidate.record.published);
            (of_shares.then(of_articles).then_with(|| rest(a).cmp(&rest(b))))
                .then_with(|| a.candidate.record.cmp_place(&b.candidate.record))
        });
        let spans = CharSpans::new(&text.query.text);
        let wires = wires::attribute(&found, self.settings);
        let shown = if limit == 0 { found.len() } else { limit };
        let hits = found.iter().enumerate().take(shown);
        let hits = hits.map(|(nth, found)| hit(found, wires.of_hit(nth), &spans)).collect();
        let outlets: BTreeSet<&str> = found.iter().map(|found| &*found.candidate.record.outlet).collect();
        Answer {
            text: text.query.name.clone(),
            words: text.tokens.len() as u32,
            found: !found.is_empty(),
            articles_searched: self.archive.articles,
            coverage: coverage(&found, text, &spans),
            first: first(&found),
            wire: wires.name.clone(),
            wire_certainty: wires.certainty,
            articles: found.len() as u64,
            outlets: outlets.len() as u64,
            hits,
        }
    }

    /// The articles that have more of a text than phrases and furniture.
    pub(super) fn findings<'c>(&self, text: &QueryText, candidates: &[&'c Candidate]) -> Vec<Found<'c>> {
        let aligned = candidates.par_iter().filter_map(|candidate| self.align(text, candidate));
        let aligned: Vec<Aligned<'c>> = aligned.collect();
        let kept: Vec<&[Token]> = aligned.iter().map(|aligned| &aligned.kept[..]).collect();
        let times: Vec<Option<Published>> = aligned.iter().map(|one| one.candidate.record.published).collect();
        let verdicts = self.verifier.compare_all((&text.tokens, text.query.published), &kept, &times);
        aligned.into_iter().zip(verdicts).filter_map(|(aligned, verdict)| judged(text, aligned, verdict)).collect()
    }

    /// Aligns an article with a text, if what they share may be a finding.
    fn align<'c>(&self, text: &QueryText, candidate: &'c Candidate) -> Option<Aligned<'c>> {
        let kept = self.archive.furniture.cut(&candidate.record.outlet, &candidate.tokens);
        let passages = self.verifier.align(&text.tokens, &kept);
        let has_finding = passages.iter().any(|passage| self.is_finding(text, &passage.a));
        // every shared shingle starts in a passage
        let shared: usize = passages.iter().map(|passage| passage.a.len()).sum();
        let is_open = has_finding || shared > 0 && self.verifier.may_match(shared, text.distinct);
        is_open.then_some(Aligned { candidate, kept, passages, has_finding })
    }

    /// See [`is_finding`].
    fn is_finding(&self, text: &QueryText, passage: &Range<usize>) -> bool {
        is_finding(self.set, self.archive.words, text, &text.tokens[passage.clone()])
    }
}

/// Whether a passage is longer than phrases are: so long that it is one whatever its words are, or of words so rare
/// that chance would not put them together anywhere in the archive.
pub(super) fn is_finding(set: &QuerySet, words: &ArchiveWords, text: &QueryText, passage: &[Token]) -> bool {
    let all = text.tokens.len();
    passage.len() >= SURE_PASSAGE
        || (passage.len() >= LEAST_PASSAGE.min(all) && words.bits(set, passage) >= words.least_bits(all))
}

pub(super) fn is_match(verdict: &Option<Verdict>) -> bool {
    matches!(verdict, Some(Verdict::Match(_) | Verdict::MatchInOrder(_)))
}

/// What an article has of a text, if that is a match or has a passage that is a finding.
fn judged<'c>(text: &QueryText, aligned: Aligned<'c>, verdict: Option<Verdict>) -> Option<Found<'c>> {
    let Aligned { candidate, kept, passages, has_finding } = aligned;
    let is_match = is_match(&verdict);
    if !is_match && !has_finding {
        return None;
    }
    let here = covered(passages.iter().map(|passage| passage.a.clone()));
    let there = covered(passages.iter().map(|passage| passage.b.clone()));
    let relation = relation(verdict, here, there, text.tokens.len(), kept.len());
    let share = |part: u32, whole: usize| f64::from(part) / whole.max(1) as f64;
    let (share_of_text, share_of_article) = (share(here, text.tokens.len()), share(there, kept.len()));
    Some(Found { candidate, kept, passages, relation, is_match, here, share_of_text, share_of_article })
}

/// How an article is related to a text of which it has some passages.
fn relation(verdict: Option<Verdict>, here: u32, there: u32, words: usize, words_there: usize) -> Relation {
    let stats = |overlap: Overlap, kind: PairKind| PairStats { a: 0, b: 1, overlap, spread: 0.0, longest_run: 0, kind };
    let relation = match verdict {
        Some(Verdict::Match(found) | Verdict::MatchInOrder(found)) => {
            return Relation::of_pair(&stats(found.overlap, PairKind::Match), true, true, || true);
        }
        Some(Verdict::Related(related)) => {
            let is_story = related.reason == Reason::Scattered;
            Relation::of_pair(&stats(related.overlap, PairKind::Related(related.reason)), false, is_story, || false)
        }
        None => Relation::Quotes,
    };
    // by words: a short text of one passage has few shingles
    let has_most = f64::from(here) >= MOST * words as f64 || f64::from(there) >= MOST * words_there as f64;
    if relation == Relation::Quotes && has_most { Relation::Contains } else { relation }
}

/// The number of positions that are in one of some ranges.
fn covered(ranges: impl Iterator<Item = Range<usize>>) -> u32 {
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_unstable_by_key(|range| range.start);
    let (mut sum, mut end) = (0, 0);
    for range in ranges {
        sum += range.end.saturating_sub(range.start.max(end));
        end = end.max(range.end);
    }
    sum as u32
}

fn hit(found: &Found<'_>, wire: wires::HitWire, spans: &CharSpans<'_>) -> Hit {
    let record = &found.candidate.record;
    let mut passages: Vec<&Passage> = found.passages.iter().filter(|one| one.a.len() >= LEAST_PASSAGE).collect();
    if passages.is_empty() {
        passages = found.passages.iter().collect();
    }
    passages.sort_by_key(|passage| (Reverse(passage.a.len()), passage.a.start));
    let shown = |passage: &&Passage| FoundPassage {
        text: spans.words(&passage.a),
        words: passage.a.len() as u32,
        here: spans.chars(&passage.a),
        there_words: [passage.b.start, passage.b.end],
    };
    Hit {
        article_id: record.id.clone(),
        outlet: record.outlet.clone(),
        published: record.published.map(|published| published.to_string()).unwrap_or_default(),
        title: record.title.clone(),
        url: record.url.clone(),
        path: record.path.clone(),
        row: record.row,
        relation: found.relation.name(),
        share_of_text: rounded(found.share_of_text),
        share_of_article: rounded(found.share_of_article),
        shared_words: found.here,
        longest_passage_words: passages.first().map_or(0, |passage| passage.a.len() as u32),
        wire: wire.name,
        wire_certainty: wire.certainty,
        credited: wire.credited,
        credit: found.candidate.credit.as_ref().map(|credit| credit.labelled_evidence()).unwrap_or_default(),
        passages: passages.iter().map(shown).collect(),
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// What of a text stands anywhere.
fn coverage(found: &[Found<'_>], text: &QueryText, spans: &CharSpans<'_>) -> Coverage {
    let mut is_found = vec![false; text.tokens.len()];
    for passage in found.iter().flat_map(|found| &found.passages) {
        is_found[passage.a.clone()].fill(true);
    }
    let (mut new, mut at) = (Vec::new(), 0);
    for run in is_found.chunk_by(|a, b| a == b) {
        if !run[0] {
            new.push(spans.chars(&(at..at + run.len())));
        }
        at += run.len();
    }
    let found_words = is_found.iter().filter(|is_found| **is_found).count() as u32;
    let share = rounded(f64::from(found_words) / text.tokens.len().max(1) as f64);
    Coverage { found_words, share, new }
}

/// The earliest dated article with most of the text.
fn first(found: &[Found<'_>]) -> Option<FirstSeen> {
    let has_most = |found: &&Found<'_>| found.share_of_text >= MOST || found.is_copy();
    let dated = found.iter().filter(has_most).filter(|found| found.candidate.record.published.is_some());
    let time = |found: &&Found<'_>| found.candidate.record.published;
    let earliest = dated
        .clone()
        .min_by(|a, b| time(a).cmp(&time(b)).then_with(|| a.candidate.record.cmp_place(&b.candidate.record)))?;
    let (record, published) = (&earliest.candidate.record, time(&earliest)?);
    let latest = *published.possible_minutes_in_any_zone().end();
    let may_be_as_early = |other: &&Found<'_>| {
        other.candidate.record.outlet != record.outlet
            && time(other).is_some_and(|time| time.possible_minutes_in_any_zone().start() <= &latest)
    };
    Some(FirstSeen {
        article_id: record.id.clone(),
        outlet: record.outlet.clone(),
        published: published.to_string(),
        ties: dated.filter(may_be_as_early).count() as u32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_overlap_are_counted_once() {
        assert_eq!(covered([3..6, 0..4, 9..10, 4..5].into_iter()), 7);
    }
}
