//! Alignment: the places where the wording of one article stands for that of another, between what the two share.

use crate::text::Token;
use crate::verify::align::{Passage, passages};
use std::ops::Range;

/// Shared runs of at least so many tokens hold the two texts together.
const SHORTEST: usize = 2;
/// A place where one wording stands for the other is at most so long on either side.
const SLOT: usize = 8;
/// In a longer gap, up to so many tokens, single tokens are held against each other where at least half are facts: a table.
const TABLE: usize = 64;

/// What two articles share in one order, and where they part.
#[derive(Debug)]
pub(super) struct Alignment {
    /// What they share.
    pub(super) shared: Vec<Passage>,
    /// Before, between and behind it the places where one wording stands for the other.
    pub(super) places: Vec<(Range<usize>, Range<usize>)>,
}

impl Alignment {
    /// Of these two articles; `is_fact` says which tokens are facts.
    pub(super) fn of(a: &[Token], b: &[Token], is_fact: impl Fn(&Token) -> bool) -> Alignment {
        let mut shared = in_order(passages(a, b, SHORTEST));
        let of_tables: Vec<Passage> = gaps(&shared, a.len(), b.len())
            .filter(|(in_a, in_b)| in_a.len().max(in_b.len()) > SLOT && in_a.len().max(in_b.len()) <= TABLE)
            .filter(|(in_a, in_b)| {
                [&a[in_a.clone()], &b[in_b.clone()]]
                    .iter()
                    .all(|gap| gap.iter().filter(|token| is_fact(token)).count() * 2 >= gap.len())
            })
            .flat_map(|(in_a, in_b)| singly(a, b, in_a, in_b))
            .collect();
        if !of_tables.is_empty() {
            shared.extend(of_tables);
            shared.sort_unstable_by_key(|passage| passage.a.start);
        }
        let places = gaps(&shared, a.len(), b.len());
        let places = places.filter(|(a, b)| (1..=SLOT).contains(&a.len()) && (1..=SLOT).contains(&b.len())).collect();
        Alignment { places, shared }
    }

    /// How many tokens of the first article are shared or stand in a place.
    pub(super) fn tokens(&self) -> usize {
        let shared: usize = self.shared.iter().map(|passage| passage.a.len()).sum();
        shared + self.places.iter().map(|(in_a, _)| in_a.len()).sum::<usize>()
    }
}

/// What lies before, between and behind passages.
fn gaps(shared: &[Passage], len_a: usize, len_b: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let ends = std::iter::once((0, 0)).chain(shared.iter().map(|passage| (passage.a.end, passage.b.end)));
    let starts = shared.iter().map(|passage| (passage.a.start, passage.b.start)).chain([(len_a, len_b)]);
    ends.zip(starts).map(|(end, start)| (end.0..start.0, end.1..start.1))
}

/// The longest row of single tokens that two gaps share in one order.
fn singly(a: &[Token], b: &[Token], in_a: Range<usize>, in_b: Range<usize>) -> Vec<Passage> {
    let (rows, columns) = (in_a.len(), in_b.len());
    let same = |row: usize, column: usize| a[in_a.start + row].spelling() == b[in_b.start + column].spelling();
    // how long the row is from here on
    let mut longest = vec![0_u8; (rows + 1) * (columns + 1)];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[at(row, column)] = if same(row, column) {
                longest[at(row + 1, column + 1)] + 1
            } else {
                longest[at(row + 1, column)].max(longest[at(row, column + 1)])
            };
        }
    }
    let mut found = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if same(row, column) {
            let (x, y) = (in_a.start + row, in_b.start + column);
            found.push(Passage { a: x..x + 1, b: y..y + 1 });
            row += 1;
            column += 1;
        } else if longest[at(row + 1, column)] >= longest[at(row, column + 1)] {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
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
    use crate::text::{TokenClass, tokens};

    fn places(a: &str, b: &str) -> Vec<(Range<usize>, Range<usize>)> {
        Alignment::of(&tokens(a), &tokens(b), |token| token.class() == TokenClass::Number).places
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

    #[test]
    fn a_row_of_a_table_has_a_place_for_each_number() {
        let row = |numbers: [&str; 4]| {
            let [days, now, before, to] = numbers;
            format!("rates were set as follows for {days} days {now} pct {before} pct {to} days")
        };
        let found = places(&row(["32", "6.05", "6.10", "1"]), &row(["28", "5.95", "5.90", "31"]));
        assert_eq!(found, [(6..7, 6..7), (8..10, 8..10), (11..13, 11..13), (14..15, 14..15)]);
    }
}
