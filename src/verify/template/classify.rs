//! TemplateDetector: two reports that agree in their wording and differ in their facts.
//!
//! A central bank's daily notice, a market close, a box score: all but the numbers and the names is the same every day, so
//! that any measure of overlap takes them for copies. A copy keeps the facts and may change the words.

use super::facts::Facts;
use super::names::{LeadingNames, leading_names};
use super::slots::Alignment;
use crate::text::{Token, TokenClass};

/// A number that stands for words, or the reverse, is a fact in a place of at most so many tokens.
const WORDS: usize = 3;
/// From this share of differing facts on it is another report; a correction changes one of several.
const DIFFERING: f64 = 0.2;
/// The same where a single fact differs.
const SINGLE: f64 = 0.33;
/// One fact more has to differ for each so many tokens: a long text is not another for a number that is written another way.
const TOKENS: usize = 80;
/// From so many on a smaller share will do: a table of prices in which four have moved was not corrected.
const MANY: (usize, f64) = (4, 0.1);
/// If no number differs, so many names have to, and this share of all facts: one is a headline or a spelling.
const NAMES: (usize, f64) = (2, 0.25);
/// So much of all places where one wording stands for another has to be a fact for another: edited copies part elsewhere too.
const PLACES: f64 = 0.45;
/// Texts of which the slots and what is shared make up less than this are no filled-in form.
const FORM: f64 = 0.5;
/// Where so much of the facts is the same they are no other report's.
const SAME_FACTS: f64 = 0.95;
/// Names alone are looked at in texts of at most so many tokens; in a longer one a house may well write a name its own way.
const SHORT: usize = 60;
/// Texts of at most so many tokens that have the other names of their first words again are reports of two companies.
const NAMED: usize = 120;
/// A table has its hour among its first so many tokens; figures that are sent once more have the same ones there.
const HEADLINE: usize = 8;
/// In a text longer than this one differing fact says nothing: an outlet rounds a number, or knows another.
const LONG: usize = 160;
/// Texts that are the same but for facts, this share of them at least, are one form filled in anew.
const FILLED: f64 = 0.9;

/// A note that an article corrects another stands in its first words or its last.
const FIRST: usize = 15;
const LAST: usize = 25;

/// How the facts of two articles that share much of their wording stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FactDifference {
    /// No fact of the one stands in the place of another of the other.
    None,
    /// Facts differ, too few to say more: a correction, or the next report.
    Few,
    /// Few facts differ, and nothing else in short texts: a correction if it came soon after.
    Filled,
    /// One fact differs of one to three, or more in a short text that begins alike: two reports, unless one corrects the other.
    Single,
    /// Two reports from one template.
    Template,
}

/// Knows a filled-in form when it sees two of them.
#[derive(Debug)]
pub struct TemplateDetector {
    facts: &'static Facts,
}

impl Default for TemplateDetector {
    fn default() -> Self {
        TemplateDetector { facts: Facts::known() }
    }
}

/// Facts that the two share and facts in whose place another stands.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    same: usize,
    differing: usize,
}

impl TemplateDetector {
    /// How the facts of two articles that share much of their wording stand to each other. What is known of them wherever they
    /// stand tells most pairs apart at little cost.
    pub(super) fn compare(&self, a: &[Token], b: &[Token], facts: DifferingFacts) -> FactDifference {
        let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
        let enough = 1 + shorter / TOKENS;
        let may_be_template = || facts.may_be_template(enough, |most| self.facts.count_to(a, most));
        if longer > SHORT && !facts.may_differ(shorter.div_ceil(LONG)) && !may_be_template() {
            return FactDifference::None;
        }
        let is_fact = |token: &Token| self.facts.is_fact(*token);
        let found = Alignment::of(a, b, is_fact);
        let (shared, slots, tokens) = (&found.shared, &found.places, found.tokens() as f64);
        let is_name = |token: &Token| token.class() == TokenClass::Capital && !self.facts.is_fact(*token);
        let shared_in_a = || shared.iter().map(|passage| &a[passage.a.clone()]);
        let mut facts = Count { same: runs(shared_in_a(), is_fact), differing: 0 };
        // a number may stand for words, which is another report only where more differs
        let (mut sure, mut names) = (0, 0);
        let mut headline = true;
        for (at_a, at_b) in slots {
            let (in_a, in_b) = (&a[at_a.clone()], &b[at_b.clone()]);
            let differs = self.differs(in_a, in_b);
            headline &= differs == SlotDifference::None || at_a.start.max(at_b.start) >= HEADLINE;
            match differs {
                SlotDifference::Certain => (facts.differing, sure) = (facts.differing + 1, sure + 1),
                SlotDifference::Possible => facts.differing += 1,
                SlotDifference::None => names += usize::from(in_a.iter().any(is_name) && in_b.iter().any(is_name)),
            }
        }
        let few = if sure > 0 && shorter <= LONG * sure { FactDifference::Few } else { FactDifference::None };
        if tokens < FORM * shorter as f64 {
            return few;
        }
        let named = leading_names(slots, a, b, is_name);
        // a few figures of one company may soon be sent once more, and better
        let alike = longer <= SHORT && headline && named == LeadingNames::Same;
        let another = if alike { FactDifference::Single } else { FactDifference::Template };
        let enough = enough.max((PLACES * slots.len() as f64).ceil() as usize);
        if facts.differing >= enough.max(2) && facts.are_at_least(DIFFERING)
            || facts.differing >= enough.max(MANY.0) && facts.are_at_least(MANY.1)
        {
            return another;
        }
        let all = Count { same: facts.same + runs(shared_in_a(), is_name), differing: facts.differing + names };
        let short = longer <= SHORT && all.are_at_least(NAMES.1);
        if short && (names >= NAMES.0 || names > 0 && facts.differing > 0) {
            return another;
        }
        if longer <= NAMED && named == LeadingNames::DifferentRepeated {
            return FactDifference::Template;
        }
        if facts.differing >= enough && facts.are_at_least(SINGLE) {
            return FactDifference::Single;
        }
        let filled = shorter <= LONG && tokens >= FILLED * longer as f64;
        if few == FactDifference::Few && filled && sure >= enough { FactDifference::Filled } else { few }
    }

    /// Whether other facts stand in one of two places.
    fn differs(&self, a: &[Token], b: &[Token]) -> SlotDifference {
        let has = |place: &[Token]| place.iter().any(|token| self.facts.is_number(*token));
        let numbers = (has(a), has(b));
        let (in_a, in_b) = (self.facts.said(a), self.facts.said(b));
        let other_date = !in_a.dates.is_empty() && !in_b.dates.is_empty() && in_a.dates != in_b.dates;
        if other_date || (numbers.0 || numbers.1) && both_differ(&in_a.numbers, &in_b.numbers) {
            SlotDifference::Certain
        } else if numbers.0 != numbers.1 && in_a.numbers != in_b.numbers && a.len().max(b.len()) <= WORDS {
            SlotDifference::Possible
        } else {
            SlotDifference::None
        }
    }

    /// Whether an article says that it corrects or repeats another, in its first or last words.
    pub(super) fn corrects(&self, tokens: &[Token]) -> bool {
        let ends = tokens.len().saturating_sub(LAST).max(FIRST.min(tokens.len()));
        tokens[..FIRST.min(tokens.len())].iter().chain(&tokens[ends..]).any(|token| self.facts.is_correction(*token))
    }

    /// Appends the facts among some tokens, in their order.
    pub(super) fn facts(&self, tokens: &[Token], facts: &mut Vec<u32>) {
        self.facts.each(tokens, |fact| facts.push(fact));
    }

    /// The facts of two articles, held against each other.
    pub(super) fn known(&self, a: &[Token], b: &[Token]) -> DifferingFacts {
        let [a, b] = [a, b].map(|tokens| {
            let mut facts = Vec::new();
            self.facts(tokens, &mut facts);
            facts.sort_unstable();
            facts
        });
        DifferingFacts::of(&a, &b)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SlotDifference {
    Certain,
    Possible,
    None,
}

/// Whether both have numbers, and not the same.
fn both_differ(a: &[u32], b: &[u32]) -> bool {
    !a.is_empty() && !b.is_empty() && a != b
}

/// The facts of two articles, held against each other wherever they stand: how many of either the other has not.
#[derive(Debug, Clone, Copy)]
pub(in crate::verify) struct DifferingFacts {
    own: [usize; 2],
}

impl DifferingFacts {
    /// Of these, both sorted. What is the same in both may be left out on both sides.
    pub(super) fn of(a: &[u32], b: &[u32]) -> DifferingFacts {
        let (mut i, mut j, mut same) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            let (x, y) = (a[i], b[j]);
            same += usize::from(x == y);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        DifferingFacts { own: [a.len() - same, b.len() - same] }
    }

    /// Whether enough facts of the article that has fewer are not in the other, and so many of either as there have to be
    /// slots with a fact that differs. `of_first` is asked how many facts the first article has, where that counts, and need not count
    /// further than it is told.
    fn may_be_template(self, slots: usize, of_first: impl FnOnce(usize) -> usize) -> bool {
        let [a, b] = self.own;
        let fewer = a.min(b);
        let are_enough = || {
            let too_many = (SAME_FACTS / (1.0 - SAME_FACTS) * fewer as f64) as usize + 2;
            let same = of_first(a + too_many).saturating_sub(a);
            (same as f64) < SAME_FACTS * (same + fewer) as f64
        };
        a + b >= slots && fewer > 0 && are_enough()
    }

    /// Whether so many facts of either may stand in the place of one of the other.
    fn may_differ(self, facts: usize) -> bool {
        self.own[0].min(self.own[1]) >= facts
    }
}

impl Count {
    fn are_at_least(self, share: f64) -> bool {
        self.differing as f64 >= share * (self.same + self.differing) as f64
    }
}

/// How many runs of facts the passages have.
fn runs<'a>(passages: impl Iterator<Item = &'a [Token]>, is_fact: impl Fn(&Token) -> bool) -> usize {
    passages
        .map(|passage| {
            let mut before = false;
            let begins = |token| {
                let is = is_fact(token);
                usize::from(is & !std::mem::replace(&mut before, is))
            };
            passage.iter().map(begins).sum::<usize>()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn compare(a: &str, b: &str) -> FactDifference {
        let templates = TemplateDetector::default();
        let (a, b) = (tokens(a), tokens(b));
        let one_way = templates.compare(&a, &b, templates.known(&a, &b));
        let other_way = templates.compare(&b, &a, templates.known(&b, &a));
        assert_eq!(one_way, other_way, "it must not matter which comes first");
        one_way
    }

    fn are(a: &str, b: &str) -> bool {
        compare(a, b) >= FactDifference::Single
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
    fn the_name_that_the_headline_has_and_the_text_again_makes_another_report() {
        let payout = |name: &str, upper: &str| {
            format!(
                "HARBOUR {upper} SETS PAYOUT. Monthly dividend 7.1 marks against 7.1 marks before, payable on April 30 to those on \
                 record on April 15. Note: the full name is Harbour {name} Income Fund of Trevane."
            )
        };
        assert!(are(&payout("Insured", "INSURED"), &payout("High Yield", "HIGH YIELD")));
        // one word for another may be its spelling
        assert!(!are(&payout("Oriel", "ORIEL"), &payout("Oryel", "ORYEL")));
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
