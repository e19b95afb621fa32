//! The alignment of two documents: the passages that they share in one order, and the slots between, where their
//! wordings differ.

use crate::text::Token;
use crate::verify::align::{Passage, passages};
use std::ops::Range;

/// The shortest passage of an alignment, in tokens.
const MIN_PASSAGE: usize = 2;
/// The longest slot, in tokens on either side.
const MAX_SLOT: usize = 8;
/// A longer gap, up to this many tokens, is aligned token by token if at least half of its tokens are facts: it is a
/// table.
const MAX_TABLE: usize = 64;

/// A short stretch of one document in place of which the other has a different wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its tokens in the first document.
    pub(super) a: Range<usize>,
    /// Its tokens in the second.
    pub(super) b: Range<usize>,
}

impl Slot {
    /// The later of its two starts.
    pub(super) fn start(&self) -> usize {
        self.a.start.max(self.b.start)
    }

    fn longer_len(&self) -> usize {
        self.a.len().max(self.b.len())
    }
}

/// The passages that two documents share in one order, and the slots around them.
#[derive(Debug)]
pub(super) struct Alignment {
    pub(super) passages: Vec<Passage>,
    /// The slots before, between and after the passages.
    pub(super) slots: Vec<Slot>,
}

impl Alignment {
    /// The alignment of two documents; `is_fact` says which tokens are facts.
    pub(super) fn of(a: &[Token], b: &[Token], is_fact: impl Fn(&Token) -> bool) -> Alignment {
        let mut shared = in_order(passages(a, b, MIN_PASSAGE));
        let is_mostly_facts = |gap: &[Token]| gap.iter().filter(|token| is_fact(token)).count() * 2 >= gap.len();
        let in_tables: Vec<Passage> = gaps(&shared, a.len(), b.len())
            .filter(|gap| (MAX_SLOT + 1..=MAX_TABLE).contains(&gap.longer_len()))
            .filter(|gap| is_mostly_facts(&a[gap.a.clone()]) && is_mostly_facts(&b[gap.b.clone()]))
            .flat_map(|gap| common_subsequence(a, b, gap))
            .collect();
        if !in_tables.is_empty() {
            shared.extend(in_tables);
            shared.sort_unstable_by_key(|passage| passage.a.start);
        }
        let is_slot = |gap: &Slot| !gap.a.is_empty() && !gap.b.is_empty() && gap.longer_len() <= MAX_SLOT;
        Alignment { slots: gaps(&shared, a.len(), b.len()).filter(is_slot).collect(), passages: shared }
    }

    /// How many tokens of the first document are in passages or slots.
    pub(super) fn covered_tokens(&self) -> usize {
        let in_passages: usize = self.passages.iter().map(|passage| passage.a.len()).sum();
        in_passages + self.slots.iter().map(|slot| slot.a.len()).sum::<usize>()
    }
}

/// The gaps before, between and after passages, of any length and also empty.
fn gaps(passages: &[Passage], len_a: usize, len_b: usize) -> impl Iterator<Item = Slot> {
    let ends = std::iter::once((0, 0)).chain(passages.iter().map(|passage| (passage.a.end, passage.b.end)));
    let starts = passages.iter().map(|passage| (passage.a.start, passage.b.start)).chain([(len_a, len_b)]);
    ends.zip(starts).map(|(end, start)| Slot { a: end.0..start.0, b: end.1..start.1 })
}

/// The longest common subsequence of both sides of a gap, each token as a passage of its own.
fn common_subsequence(a: &[Token], b: &[Token], gap: Slot) -> Vec<Passage> {
    let (rows, columns) = (gap.a.len(), gap.b.len());
    let is_same = |row: usize, column: usize| a[gap.a.start + row].spelling() == b[gap.b.start + column].spelling();
    // its length from each pair of positions on
    let mut longest = vec![0_u8; (rows + 1) * (columns + 1)];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[at(row, column)] = if is_same(row, column) {
                longest[at(row + 1, column + 1)] + 1
            } else {
                longest[at(row + 1, column)].max(longest[at(row, column + 1)])
            };
        }
    }
    let mut found = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if is_same(row, column) {
            let (x, y) = (gap.a.start + row, gap.b.start + column);
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

/// The passages that come in the same order in both documents; of two that do not, the longer. Tables have the same
/// number in several positions.
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

    fn slots(a: &str, b: &str) -> Vec<(Range<usize>, Range<usize>)> {
        let alignment = Alignment::of(&tokens(a), &tokens(b), |token| token.class() == TokenClass::Number);
        alignment.slots.into_iter().map(|slot| (slot.a, slot.b)).collect()
    }

    #[test]
    fn a_slot_has_words_on_both_sides_and_may_be_at_the_start_or_the_end() {
        let (a, b) =
            ("copper rose by 3 marks to 912 in Trevane on Monday", "tin rose by 14 marks to 912 in Trevane on Friday");
        assert_eq!(slots(a, b), [(0..1, 0..1), (3..4, 3..4), (10..11, 10..11)]);
        assert_eq!(slots(a, "copper rose by 3 marks to 912 in Trevane"), []);
    }

    #[test]
    fn a_number_at_another_position_is_no_passage() {
        let table =
            |first: &str, second: &str| format!("rate now {first} per cent after {second} per cent from the bank");
        assert_eq!(slots(&table("7 37", "7 69"), &table("7 35", "7 37")), [(3..9, 3..9)]);
    }

    #[test]
    fn a_row_of_a_table_has_a_slot_for_each_number() {
        let row = |numbers: [&str; 4]| {
            let [days, now, before, to] = numbers;
            format!("rates were set as follows for {days} days {now} pct {before} pct {to} days")
        };
        let found = slots(&row(["32", "6.05", "6.10", "1"]), &row(["28", "5.95", "5.90", "31"]));
        assert_eq!(found, [(6..7, 6..7), (8..10, 8..10), (11..13, 11..13), (14..15, 14..15)]);
    }
}
