//! Slots: the places where the wording of one article stands for that of another, between what the two share.

use super::passages::{Passage, passages};
use crate::text::Token;
use std::ops::Range;

/// Shared runs of at least so many tokens hold the two texts together.
const SHORTEST: usize = 2;
/// A place where one wording stands for the other is at most so long on either side.
const SLOT: usize = 8;

/// What two articles share in one order, and where they part.
#[derive(Debug)]
pub(super) struct Slots {
    /// What they share.
    pub(super) shared: Vec<Passage>,
    /// Before, between and behind it the places where one wording stands for the other.
    pub(super) places: Vec<(Range<usize>, Range<usize>)>,
}

impl Slots {
    /// Of these two articles.
    pub(super) fn of(a: &[Token], b: &[Token]) -> Slots {
        let shared = in_order(passages(a, b, SHORTEST));
        let ends = std::iter::once((0, 0)).chain(shared.iter().map(|passage| (passage.a.end, passage.b.end)));
        let starts = shared.iter().map(|passage| (passage.a.start, passage.b.start)).chain([(a.len(), b.len())]);
        let places = ends.zip(starts).map(|(end, start)| (end.0..start.0, end.1..start.1));
        let places = places.filter(|(a, b)| (1..=SLOT).contains(&a.len()) && (1..=SLOT).contains(&b.len()));
        Slots { places: places.collect(), shared }
    }

    /// How many tokens of the first article are shared or stand in a place.
    pub(super) fn tokens(&self) -> usize {
        let shared: usize = self.shared.iter().map(|passage| passage.a.len()).sum();
        shared + self.places.iter().map(|(in_a, _)| in_a.len()).sum::<usize>()
    }
}

/// The passages that come in the same order in both articles: of two that do not, the longer. Tables have the same numbers in
/// several places.
fn in_order(passages: Vec<Passage>) -> Vec<Passage> {
    let mut kept: Vec<Passage> = Vec::with_capacity(passages.len());
    for passage in passages {
        while kept.last().is_some_and(|last| last.b.end > passage.b.start && last.a.len() < passage.a.len()) {
            kept.pop();
        }
        if kept.last().is_none_or(|last| last.b.end <= passage.b.start) {
            kept.push(passage);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Tokenised, Tokeniser};

    fn places(a: &str, b: &str) -> Vec<(Range<usize>, Range<usize>)> {
        let tokens = |text: &str| {
            let mut out = Tokenised::default();
            Tokeniser::default().tokenise(text, &mut out);
            out.tokens
        };
        Slots::of(&tokens(a), &tokens(b)).places
    }

    #[test]
    fn a_place_has_words_on_either_side_and_may_be_the_first_or_the_last() {
        let (a, b) =
            ("copper rose by 3 marks to 912 in Trevane on Monday", "tin rose by 14 marks to 912 in Trevane on Friday");
        assert_eq!(places(a, b), [(0..1, 0..1), (3..4, 3..4), (10..11, 10..11)]);
        assert_eq!(places(a, "copper rose by 3 marks to 912 in Trevane"), []);
    }

    #[test]
    fn a_number_that_stands_elsewhere_in_the_other_does_not_hold_the_two_together() {
        let table =
            |first: &str, second: &str| format!("rate now {first} per cent after {second} per cent from the bank");
        assert_eq!(places(&table("7 37", "7 69"), &table("7 35", "7 37")), [(3..9, 3..9)]);
    }
}
