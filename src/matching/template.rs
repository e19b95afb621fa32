//! Templates: two reports that agree in their wording and differ in their facts.
//!
//! A central bank's daily notice, a market close, a box score: all but the numbers and the names is the same every day, so
//! that any measure of overlap takes them for copies. A copy keeps the facts and may change the words.

use super::passages::passages;
use crate::text::{Class, Token, Tokenised, Tokeniser};
use foldhash::HashSet;
use std::ops::Range;

/// Shared runs of at least so many tokens hold the two texts together.
const SHORTEST: usize = 2;
/// A place where one wording stands for the other is at most so long on either side.
const SLOT: usize = 6;
/// From this share of differing numbers on it is another report; a correction changes one of several.
const DIFFERING: f64 = 0.33;
/// One number more has to differ for each so many tokens: a long text is not another for a number that is written another way.
const TOKENS: usize = 80;
/// From so many on a smaller share will do: a table of prices in which four have moved was not corrected.
const MANY: (usize, f64) = (4, 0.1);
/// If no number differs, so many names have to, and this share of all facts: one is a headline or a spelling.
const NAMES: (usize, f64) = (2, 0.25);
/// So much of all places where the two part has to be a number for another: edited copies part elsewhere too.
const BREAKS: f64 = 0.4;
/// Texts of which the slots and what is shared make up less than this are no filled-in form.
const FORM: f64 = 0.6;
/// Where so much of the numbers is the same it is not asked further.
const SAME_NUMBERS: f64 = 0.95;
/// Names alone are looked at in texts of at most so many tokens; in a longer one a house may well write a name its own way.
const SHORT: usize = 60;

/// Written numbers count like digits: notices alternate between the two.
const NUMBER_WORDS: &str = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred zwei drei vier fünf sechs sieben \
    acht neun zehn elf zwölf deux trois quatre cinq sept huit neuf dix onze douze dos tres cuatro cinco seis siete ocho nueve diez \
    once doce";

/// Knows a filled-in form when it sees two of them.
#[derive(Debug)]
pub struct Templates {
    number_words: HashSet<u32>,
    /// One bit for each value of a spelling's lowest bits: set where a number word has it, for nearly no word is one.
    maybe: [u64; MAYBE / 64],
}

/// Values of the lowest bits of a spelling that are told apart.
const MAYBE: usize = 4096;

impl Default for Templates {
    fn default() -> Self {
        let mut words = Tokenised::default();
        Tokeniser::default().tokenise(NUMBER_WORDS, &mut words);
        let number_words: HashSet<u32> = words.tokens.iter().map(|token| token.spelling()).collect();
        let mut maybe = [0; MAYBE / 64];
        for &spelling in &number_words {
            let bit = spelling as usize % MAYBE;
            maybe[bit / 64] |= 1 << (bit % 64);
        }
        Templates { number_words, maybe }
    }
}

/// Facts that the two share and facts in whose place another stands.
#[derive(Debug, Default, Clone, Copy)]
struct Facts {
    same: usize,
    differing: usize,
}

impl Templates {
    /// Whether two articles that share much of their wording are different reports from one template: a third of the
    /// numbers that stand in the shared wording are different ones, or in a short text the names.
    ///
    /// `numbers` are those of either article as [`Templates::numbers`] gives them; they tell most pairs apart at little cost.
    #[must_use]
    pub fn are(&self, a: (&[Token], &[u32]), b: (&[Token], &[u32])) -> bool {
        let names = a.0.len().max(b.0.len()) <= SHORT;
        let enough = 1 + a.0.len().min(b.0.len()) / TOKENS;
        if !names && !numbers_may_differ(a.1, b.1, enough) {
            return false;
        }
        let (a, b) = (a.0, b.0);
        let shared = passages(a, b, SHORTEST);
        let before = shared.first().map(|first| (0..first.a.start, 0..first.b.start));
        let between = shared.windows(2).map(|pair| (pair[0].a.end..pair[1].a.start, pair[0].b.end..pair[1].b.start));
        let slots: Vec<(Range<usize>, Range<usize>)> = before
            .into_iter()
            .chain(between)
            .filter(|(in_a, in_b)| (1..=SLOT).contains(&in_a.len()) && (1..=SLOT).contains(&in_b.len()))
            .collect();
        let breaks =
            shared.windows(2).filter(|pair| pair[0].a.end < pair[1].a.start || pair[0].b.end != pair[1].b.start);
        let breaks = breaks.count().max(slots.len());
        let covered: usize = shared.iter().map(|passage| passage.a.len()).sum();
        let in_slots: usize = slots.iter().map(|(in_a, _)| in_a.len()).sum();
        if ((covered + in_slots) as f64) < FORM * a.len().min(b.len()) as f64 {
            return false;
        }
        let is_number = |token: &Token| self.is_number(*token);
        let is_name = |token: &Token| token.class() == Class::Capital && !self.is_number(*token);
        let number_slots = differing(&slots, a, b, is_number, true);
        let name_slots = differing(&slots, a, b, is_name, false);
        let shared_in_a = || shared.iter().map(|passage| &a[passage.a.clone()]);
        let numbers = Facts { same: runs(shared_in_a(), is_number), differing: number_slots };
        let enough = enough.max((BREAKS * breaks as f64).ceil() as usize);
        if numbers.differing >= enough && numbers.are_at_least(DIFFERING)
            || numbers.differing >= enough.max(MANY.0) && numbers.are_at_least(MANY.1)
        {
            return true;
        }
        let all = Facts { same: numbers.same + runs(shared_in_a(), is_name), differing: number_slots + name_slots };
        names && name_slots >= NAMES.0 && all.are_at_least(NAMES.1)
    }

    fn is_number(&self, token: Token) -> bool {
        let bit = token.spelling() as usize % MAYBE;
        token.class() == Class::Number
            || (self.maybe[bit / 64] >> (bit % 64) & 1 == 1 && self.number_words.contains(&token.spelling()))
    }

    /// Appends the numbers of an article, sorted.
    pub fn numbers(&self, tokens: &[Token], numbers: &mut Vec<u32>) {
        let start = numbers.len();
        numbers.extend(tokens.iter().filter(|token| self.is_number(**token)).map(|token| token.spelling()));
        numbers[start..].sort_unstable();
    }
}

/// Whether enough numbers of the article that has fewer are not in the other, and so many of either as there have to be slots
/// with a number that differs.
fn numbers_may_differ(a: &[u32], b: &[u32], slots: usize) -> bool {
    let (mut i, mut j, mut same) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        same += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let fewer = a.len().min(b.len());
    (same as f64) < SAME_NUMBERS * fewer as f64 && a.len() + b.len() - 2 * same >= slots
}

impl Facts {
    fn are_at_least(self, share: f64) -> bool {
        self.differing as f64 >= share * (self.same + self.differing) as f64
    }
}

/// Slots in which a fact of this kind stands on both sides (`either`: on one).
fn differing(
    slots: &[(Range<usize>, Range<usize>)],
    a: &[Token],
    b: &[Token],
    is_fact: impl Fn(&Token) -> bool,
    either: bool,
) -> usize {
    slots
        .iter()
        .filter(|(in_a, in_b)| {
            let has = (a[in_a.clone()].iter().any(&is_fact), b[in_b.clone()].iter().any(&is_fact));
            (has.0 && has.1) || (either && (has.0 || has.1) && in_a.len().max(in_b.len()) <= 3)
        })
        .count()
}

/// How many runs of facts the passages have.
fn runs<'a>(passages: impl Iterator<Item = &'a [Token]>, is_fact: impl Fn(&Token) -> bool) -> usize {
    passages
        .map(|passage| passage.chunk_by(|x, y| is_fact(x) == is_fact(y)).filter(|run| is_fact(&run[0])).count())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are(a: &str, b: &str) -> bool {
        let tokens = |text: &str| {
            let mut out = Tokenised::default();
            Tokeniser::default().tokenise(text, &mut out);
            out.tokens
        };
        let templates = Templates::default();
        let (a, b) = (tokens(a), tokens(b));
        let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
        templates.numbers(&a, &mut of_a);
        templates.numbers(&b, &mut of_b);
        let one_way = templates.are((&a, &of_a), (&b, &of_b));
        assert_eq!(one_way, templates.are((&b, &of_b), (&a, &of_a)), "it must not matter which comes first");
        one_way
    }

    const NOTICE: &str = "Valdera central bank adds reserves. The central bank of Valdera entered the money market on Monday to \
        add reserves through three-day repurchase agreements, a spokesman said. Dealers had expected it to act and to offer \
        2.5 billion marks, since overnight funds were trading at 6.25 per cent when it came into the market.";

    #[test]
    fn a_notice_with_other_numbers_is_another_notice() {
        let next = NOTICE.replace("2.5 billion", "1.8 billion").replace("6.25", "5.75").replace("three-day", "two-day");
        assert!(are(NOTICE, &next));
        assert!(are(NOTICE, &NOTICE.replace("2.5", "two").replace("6.25", "6").replace("three-day", "one-day")));
    }

    #[test]
    fn the_same_notice_reworded_is_a_copy() {
        assert!(!are(NOTICE, NOTICE));
        let edited = NOTICE.replace("a spokesman said", "an official told reporters").replace("Dealers had", "Traders");
        assert!(!are(NOTICE, &edited));
        assert!(!are(NOTICE, &NOTICE[..180]));
    }

    #[test]
    fn a_correction_of_one_number_among_several_is_a_copy() {
        let report = "Holm Shipping said profit rose to 12 million marks in the quarter from 9 million a year before, on \
            sales of 140 million, and that it would pay 3 marks a share to holders on record on May 4.";
        assert!(!are(report, &report.replace("140", "144")));
        let long =
            format!("{NOTICE} {}", "Nobody at the bank would say what it meant to do in the coming weeks. ".repeat(3));
        assert!(!are(&long, &long.replace("6.25", "6.5")));
        assert!(are(
            report,
            &report.replace("140", "97").replace("12", "7").replace("from 9", "from 11").replace("3 marks", "2 marks")
        ));
    }

    #[test]
    fn another_name_in_every_place_is_another_report() {
        let sets = |name: &str| {
            format!(
                "{name} sets payout. {name} Income Fund of Trevane said it set its payout for the month at 7 marks, payable on May 16."
            )
        };
        assert!(are(&sets("Skerry Harbour"), &sets("Upper Holm")));
        assert!(!are(&sets("Upper Holm"), &sets("Upper Holm")));
    }
}
