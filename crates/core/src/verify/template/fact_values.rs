//! The values of facts: numbers without their thousands separators, fractions as decimals, dates in one language.

use super::facts::{FactVocabulary, WordKind};
use crate::text::{Token, TokenClass};

/// Fractions with the decimal digits of their value: 5 1/2 is 5.5.
const FRACTIONS: [(u32, u32, u32); 9] =
    [(1, 2, 5), (1, 4, 25), (3, 4, 75), (1, 8, 125), (3, 8, 375), (5, 8, 625), (7, 8, 875), (1, 5, 2), (3, 5, 6)];
/// Marks a value that is a spelling, since spellings have 30 bits. It differs from all other values.
const SPELLING_VALUE: u32 = 1 << 31;

/// The values of the facts in a stretch of text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct FactValues {
    /// Numbers and number words.
    pub(super) numbers: Vec<u32>,
    /// Months and weekdays.
    pub(super) dates: Vec<u32>,
}

/// A number in digits. How many are written matters, as `007` after a comma is not 7.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    pub(super) value: u32,
    pub(super) written: u8,
}

impl Digits {
    /// A number without leading zeros.
    pub(super) fn of(value: u32) -> Digits {
        Digits { value, written: value.checked_ilog10().map_or(1, |digits| digits as u8 + 1) }
    }
}

impl FactVocabulary {
    /// The values of the facts among some tokens.
    pub(super) fn values(&self, tokens: &[Token]) -> FactValues {
        let mut values = FactValues::default();
        let mut run: Vec<Digits> = Vec::new();
        for &token in tokens {
            match self.number_spelling(token, &mut values.dates) {
                Some(spelling) => {
                    let unknown = Digits { value: spelling | SPELLING_VALUE, written: u8::MAX };
                    run.push(self.digits.get(&spelling).copied().unwrap_or(unknown));
                }
                None => append_numbers(&mut run, &mut values.numbers),
            }
        }
        append_numbers(&mut run, &mut values.numbers);
        values
    }

    /// The spelling of a number in digits; a date is appended to `dates`.
    fn number_spelling(&self, token: Token, dates: &mut Vec<u32>) -> Option<u32> {
        if token.class() == TokenClass::Number {
            return Some(token.spelling());
        }
        let word = self.word(token)?;
        match word.kind {
            WordKind::Number | WordKind::One => return Some(word.canonical),
            WordKind::CapitalDate | WordKind::SmallDate => dates.push(word.canonical),
            WordKind::Correction => {}
        }
        None
    }
}

/// Appends the values of consecutive numbers and clears `run`: 12 500 is one number of thousands, 3 8 a fraction, and a
/// zero after another number is an empty decimal.
fn append_numbers(run: &mut Vec<Digits>, numbers: &mut Vec<u32>) {
    let mut previous: Option<Digits> = None;
    let mut at = 0;
    while let Some(&digits) = run.get(at) {
        let decimals = run.get(at + 1).and_then(|&denominator| fraction(digits, denominator));
        let digits = decimals.unwrap_or(digits);
        at += 1 + usize::from(decimals.is_some());
        match (numbers.last_mut(), previous) {
            (Some(last), Some(thousands)) if thousands.written <= 3 && digits.written == 3 => {
                *last = thousands.value * 1000 + digits.value;
                previous = None;
            }
            (Some(_), Some(_)) if digits.value == 0 => {}
            _ => {
                numbers.push(digits.value);
                previous = Some(digits);
            }
        }
    }
    run.clear();
}

/// The decimal digits of a fraction.
fn fraction(numerator: Digits, denominator: Digits) -> Option<Digits> {
    if numerator.written != 1 || denominator.written != 1 {
        return None;
    }
    let is_this = |&&(over, under, _): &&(u32, u32, u32)| (over, under) == (numerator.value, denominator.value);
    FRACTIONS.iter().find(is_this).map(|&(.., decimals)| Digits::of(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn a_fact_has_the_same_value_however_it_is_written() {
        let values = |text: &str| FactVocabulary::shared().values(&tokens(text));
        for (one, other) in [
            ("ten", "10"),
            ("12,500", "12.500"),
            ("1,000", "1000"),
            ("5-1/2", "5.5"),
            ("6-3/8 pct", "6.375 percent"),
            ("one billion", "1.0 billion"),
            ("January", "Jan"),
            ("Sept. 3", "September three"),
            ("am Montag", "on Monday"),
        ] {
            assert_eq!(values(one), values(other), "{one}, {other}");
        }
        for (one, other) in [("5.5", "5.25"), ("6", "6-3/16"), ("Monday", "Tuesday"), ("1,000", "1.5"), ("May", "June")]
        {
            assert_ne!(values(one), values(other), "{one}, {other}");
        }
        assert_eq!(values("it may march on and one"), values("one"));
    }
}
