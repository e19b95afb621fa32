//! Doubtful pairs: two texts that share too little word for word to match. The order of the shared words decides.
//!
//! An editor who changes a word in every line leaves few shingles, and a stub of a long story is a small part of it.
//! But the words of either still stand in the longer text in order, close together, and near its head, because stories
//! are cut from the end. A letter, a post or a paragraph of background that two articles quote is one block within a
//! text of its own, and an item of a digest stands anywhere in it.

use super::align::Chain;
use super::shingle_table::SharedRun;
use crate::text::{Token, are_in_text_order};
use std::ops::RangeInclusive;

/// The shorter is the longer's text if this share of its words lies in the longer in order.
const MOST_IN_ORDER: f64 = 0.6;
/// This share is enough of two texts that also share much word for word: versions with another beginning, or a page
/// with captions before the story.
const SHARE_OF_SIMILAR: f64 = 0.45;
/// They do if their score H times the weight of its spread is at least this.
const SIMILAR: f64 = 0.25;
/// Less than this is no sign of one text. Articles of different newsrooms on one event, which quote the same words,
/// reach .45, and .38 if they are similar.
const PART_IN_ORDER: f64 = 0.3;
/// A longer text of more than this many times the length may be a digest that begins with the shorter one.
const MAX_LENGTH_RATIO: usize = 4;

/// An edited version or an excerpt appears within this many minutes. A form comes again later.
const COPY_MINUTES: i64 = 48 * 60;

/// How the shorter of two texts lies in the longer one.
#[derive(Debug)]
pub(crate) struct InOrder {
    chain: Chain,
    shorter: usize,
    longer: usize,
}

impl InOrder {
    /// Aligns two texts. Of two with equal lengths the lower one in the order of their words counts as the shorter.
    pub(crate) fn of(a: &[Token], b: &[Token]) -> InOrder {
        let (shorter, longer) = if are_in_text_order(a, b) { (a, b) } else { (b, a) };
        InOrder { chain: Chain::of(shorter, longer), shorter: shorter.len(), longer: longer.len() }
    }

    /// The share of the shorter's words that lies in the longer in order. 0 where the shorter is none of the longer's
    /// beginning: the words lie further from its head than the shorter is long, or are an insert.
    pub(crate) fn of_beginning(&self) -> f64 {
        if self.chain.start_in_longer() > self.shorter || self.chain.is_insert(self.shorter) {
            return 0.0;
        }
        self.chain.tokens() as f64 / self.shorter.max(1) as f64
    }

    /// Whether both are one text. `weight` is their score H times the weight of its spread, and `threshold` the least
    /// weight of a match.
    pub(crate) fn is_one_text(&self, weight: f64, threshold: f64) -> bool {
        let least = if weight >= SIMILAR { SHARE_OF_SIMILAR } else { MOST_IN_ORDER };
        self.longer <= MAX_LENGTH_RATIO * self.shorter && threshold <= MOST_IN_ORDER && self.of_beginning() >= least
    }

    /// Whether the shorter may be an excerpt of the longer.
    pub(crate) fn may_be_excerpt(&self) -> bool {
        self.of_beginning() >= PART_IN_ORDER
    }

    /// The chain of their runs.
    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }
}

/// Whether the shorter of two texts with these shared runs may lie in the longer in order. It says before the alignment
/// that most pairs do not: those that share an insert, or text far from the head of the longer.
pub(super) fn may_lie_in_order(runs: &[SharedRun], [first, second]: [&[Token]; 2]) -> bool {
    let shorter_first = first.len() <= second.len();
    let shorter = first.len().min(second.len());
    let (mut shared, mut longest, mut is_near_head) = (0, (0, 0), false);
    for run in runs {
        let (start, in_longer) = if shorter_first { (run.first, run.second) } else { (run.second, run.first) };
        is_near_head |= in_longer <= shorter;
        shared += run.tokens;
        longest = longest.max((run.tokens, start));
    }
    let is_insert = 10 * longest.0 >= 7 * shared && 5 * longest.1 > shorter;
    // of two texts of one length either may count as the shorter
    is_near_head && (first.len() == second.len() || !is_insert)
}

/// Whether two documents may have been published within two days of each other.
pub(super) fn are_close_in_time(times: [Option<RangeInclusive<i64>>; 2]) -> bool {
    let [Some(a), Some(b)] = times else { return true };
    b.start() - a.end() <= COPY_MINUTES && a.start() - b.end() <= COPY_MINUTES
}

/// The share of a text's words that has to lie in another text in order. A threshold above it asks for texts that are
/// nearly the same, and no share in order makes an excerpt one of these.
pub(crate) fn least_in_order(threshold: f64) -> f64 {
    if threshold > MOST_IN_ORDER { f64::INFINITY } else { MOST_IN_ORDER }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    /// `count` words that begin with `name`, from `from` on.
    fn own(name: &str, from: usize, count: usize) -> String {
        (from..from + count).map(|n| format!("{name}{n} ")).collect()
    }

    /// A text in which an editor changed every fifth word.
    fn edited(name: &str, from: usize, count: usize) -> String {
        (from..from + count).map(|n| if n % 5 == 4 { format!("edited{n} ") } else { format!("{name}{n} ") }).collect()
    }

    fn in_order(a: &str, b: &str) -> InOrder {
        InOrder::of(&tokens(a), &tokens(b))
    }

    #[test]
    fn an_edited_text_is_one_text_with_the_original_though_they_share_no_shingle() {
        let pair = in_order(&own("w", 0, 300), &edited("w", 0, 200));
        assert!((pair.of_beginning() - 0.8).abs() < 0.01);
        assert!(pair.is_one_text(0.0, 0.3) && !pair.is_one_text(0.0, 0.9));
    }

    #[test]
    fn fewer_words_in_order_are_enough_if_much_is_shared_word_for_word() {
        let version = format!("{}{}", own("w", 0, 110), own("new", 0, 90));
        let pair = in_order(&own("w", 0, 300), &version);
        assert!(pair.is_one_text(0.3, 0.45) && !pair.is_one_text(0.1, 0.32));
    }

    #[test]
    fn a_stub_may_be_an_excerpt_near_the_head_of_a_long_text_only() {
        let stub = own("w", 40, 100);
        let near = in_order(&stub, &own("w", 0, 1000));
        assert!(near.may_be_excerpt() && !near.is_one_text(0.3, 0.3));
        assert!(!in_order(&stub, &format!("{}{}", own("other", 0, 300), own("w", 0, 700))).may_be_excerpt());
    }

    #[test]
    fn a_letter_within_a_text_of_its_own_is_no_excerpt() {
        let letter = own("letter", 0, 80);
        let with = |name: &str| format!("{}{letter}{}", own(name, 0, 40), own(name, 40, 20));
        assert!(!in_order(&with("one"), &with("other")).may_be_excerpt());
    }

    #[test]
    fn documents_of_an_unknown_day_may_be_copies_and_a_form_comes_again_after_days() {
        let day = |day: i64| Some(day * 1440..=day * 1440 + 1439);
        assert!(are_close_in_time([day(5), None]) && are_close_in_time([day(5), day(7)]));
        assert!(!are_close_in_time([day(5), day(8)]) && !are_close_in_time([day(8), day(5)]));
    }

    #[test]
    fn the_order_of_the_two_texts_does_not_matter() {
        let (a, b) = ("the ferry was late again on monday", "again on monday the ferry was late");
        assert_eq!(in_order(a, b).chain(), in_order(b, a).chain());
    }
}
