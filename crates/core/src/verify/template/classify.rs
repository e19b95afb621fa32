//! The comparison of two documents' facts slot by slot, which tells two reports from one template from copies.

use super::TemplateDetector;
use super::diff::DifferingFacts;
use super::names::{LeadingNames, leading_names};
use super::slots::{Alignment, Slot};
use crate::text::{Token, TokenClass};

/// Two reports have one slot with differing facts, and one more per this many tokens: in a long text a number may be
/// written another way.
const TOKENS_PER_FACT_SLOT: usize = 80;
/// From this share of differing facts on, a document is another report. A correction changes one of several.
const REPORT_SHARE: f64 = 0.2;
/// The same if a single fact differs.
const SINGLE_FACT_SHARE: f64 = 0.33;
/// From this many differing facts on, a smaller share is enough: a table of prices with four changes is no correction.
const MANY_FACTS: usize = 4;
/// That smaller share.
const MANY_FACTS_SHARE: f64 = 0.1;
/// If no fact differs, at least this many names have to differ. A single one may be another spelling.
const MIN_NAMES: usize = 2;
/// The share of differing names and facts among all, if names have to decide.
const NAME_SHARE: f64 = 0.25;
/// This share of all slots has to have differing facts. Edited copies differ elsewhere too.
const FACT_SLOT_SHARE: f64 = 0.45;
/// Passages and slots cover at least this share of two reports from one template.
const TEMPLATE_COVER: f64 = 0.5;
/// A slot with a number on one side and words on the other has differing facts if it is at most this long, in tokens.
const MAX_MIXED_SLOT: usize = 3;
/// Names decide in documents of at most this many tokens. In a longer one an outlet may write a name in its own way.
const MAX_NAME_TEXT: usize = 60;
/// Repeated leading names decide in documents of at most this many tokens.
const MAX_LEADING_NAME_TEXT: usize = 120;
/// Tokens at the start of a table, among which is its hour. Corrected figures have the same hour.
const HEADLINE_TOKENS: usize = 8;
/// At least one fact has to differ per this many tokens. In a long document a single one says nothing: an outlet rounds
/// a number, or knows another one.
const TOKENS_PER_FACT: usize = 160;
/// Passages and slots cover at least this share of two documents that differ in facts only.
const ONLY_FACTS_COVER: f64 = 0.9;
/// Tokens at the start in which a correction says that it is one.
const CORRECTION_HEAD: usize = 15;
/// Tokens at the end in which it may say so too.
const CORRECTION_TAIL: usize = 25;

/// How the facts of two documents with much common wording differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FactDifference {
    /// No fact is replaced by another.
    None,
    /// Facts differ, but too few to decide: a correction or the next report.
    Few,
    /// Few facts differ, and nothing else in short documents: a correction if it appeared soon after.
    OnlyFacts,
    /// One fact of at most three differs, or more in a short document with the same beginning: two reports, unless one
    /// corrects the other.
    Single,
    /// Two reports from one template.
    Template,
}

/// Whether a slot has different facts on its two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SlotDifference {
    Certain,
    /// A number on one side only, which may stand for the words on the other.
    Possible,
    None,
}

/// The slots of an alignment, counted by how they differ.
#[derive(Debug, Default)]
struct SlotCounts {
    certain: usize,
    possible: usize,
    /// Slots without differing facts that have names on both sides.
    names: usize,
    /// Slots within the headline that have differing facts.
    in_headline: usize,
}

impl SlotCounts {
    fn differing(&self) -> usize {
        self.certain + self.possible
    }
}

impl TemplateDetector {
    /// How the facts of two documents with much common wording differ. `differing` decides most pairs without an
    /// alignment.
    pub(super) fn compare(&self, a: &[Token], b: &[Token], differing: DifferingFacts) -> FactDifference {
        let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
        let least_slots = 1 + shorter / TOKENS_PER_FACT_SLOT;
        let may_be_template = || differing.may_be_template(least_slots, |most| self.facts.count_to(a, most));
        if longer > MAX_NAME_TEXT && !differing.are_at_least(shorter.div_ceil(TOKENS_PER_FACT)) && !may_be_template() {
            return FactDifference::None;
        }
        let alignment = Alignment::of(a, b, |token| self.facts.is_fact(*token));
        let counts = self.count_slots(&alignment.slots, a, b);
        let few = if counts.certain > 0 && shorter <= TOKENS_PER_FACT * counts.certain {
            FactDifference::Few
        } else {
            FactDifference::None
        };
        let covered = alignment.covered_tokens() as f64;
        if covered < TEMPLATE_COVER * shorter as f64 {
            return few;
        }
        let least_slots = least_slots.max((FACT_SLOT_SHARE * alignment.slots.len() as f64).ceil() as usize);
        if let Some(reports) = self.two_reports(&alignment, &counts, [a, b], least_slots) {
            return reports;
        }
        let only_facts = shorter <= TOKENS_PER_FACT && covered >= ONLY_FACTS_COVER * longer as f64;
        if few == FactDifference::Few && only_facts && counts.certain >= least_slots {
            FactDifference::OnlyFacts
        } else {
            few
        }
    }

    /// [`FactDifference::Template`] or [`FactDifference::Single`] if two documents are two reports, for which at least
    /// `least_slots` slots have to have differing facts.
    fn two_reports(
        &self,
        alignment: &Alignment,
        counts: &SlotCounts,
        [a, b]: [&[Token]; 2],
        least_slots: usize,
    ) -> Option<FactDifference> {
        let longer = a.len().max(b.len());
        let is_name = |token: &Token| self.is_name(*token);
        let leading_names = leading_names(&alignment.slots, a, b, is_name);
        // an agency may soon correct a few figures of one company
        let may_be_correction =
            longer <= MAX_NAME_TEXT && counts.in_headline == 0 && leading_names == LeadingNames::Same;
        let reports = if may_be_correction { FactDifference::Single } else { FactDifference::Template };
        let differing = counts.differing();
        let shared_facts = count_runs(alignment, a, |token| self.facts.is_fact(*token));
        let is_share = |share: f64| differing as f64 >= share * (shared_facts + differing) as f64;
        if differing >= least_slots.max(2) && is_share(REPORT_SHARE)
            || differing >= least_slots.max(MANY_FACTS) && is_share(MANY_FACTS_SHARE)
        {
            return Some(reports);
        }
        if longer <= MAX_NAME_TEXT && (counts.names >= MIN_NAMES || counts.names > 0 && differing > 0) {
            let with_names = differing + counts.names;
            let all = shared_facts + count_runs(alignment, a, is_name) + with_names;
            if with_names as f64 >= NAME_SHARE * all as f64 {
                return Some(reports);
            }
        }
        if longer <= MAX_LEADING_NAME_TEXT && leading_names == LeadingNames::DifferentRepeated {
            return Some(FactDifference::Template);
        }
        (differing >= least_slots && is_share(SINGLE_FACT_SHARE)).then_some(FactDifference::Single)
    }

    fn count_slots(&self, slots: &[Slot], a: &[Token], b: &[Token]) -> SlotCounts {
        let has_name = |tokens: &[Token]| tokens.iter().any(|token| self.is_name(*token));
        let mut counts = SlotCounts::default();
        for slot in slots {
            let (in_a, in_b) = (&a[slot.a.clone()], &b[slot.b.clone()]);
            let difference = self.slot_difference(in_a, in_b);
            match difference {
                SlotDifference::Certain => counts.certain += 1,
                SlotDifference::Possible => counts.possible += 1,
                SlotDifference::None => counts.names += usize::from(has_name(in_a) && has_name(in_b)),
            }
            counts.in_headline += usize::from(difference != SlotDifference::None && slot.start() < HEADLINE_TOKENS);
        }
        counts
    }

    /// Whether the two sides of a slot have different facts.
    fn slot_difference(&self, a: &[Token], b: &[Token]) -> SlotDifference {
        let has_number = |tokens: &[Token]| tokens.iter().any(|token| self.facts.is_number(*token));
        let (number_in_a, number_in_b) = (has_number(a), has_number(b));
        let (in_a, in_b) = (self.facts.values(a), self.facts.values(b));
        if both_differ(&in_a.dates, &in_b.dates)
            || (number_in_a || number_in_b) && both_differ(&in_a.numbers, &in_b.numbers)
        {
            SlotDifference::Certain
        } else if number_in_a != number_in_b && in_a.numbers != in_b.numbers && a.len().max(b.len()) <= MAX_MIXED_SLOT {
            SlotDifference::Possible
        } else {
            SlotDifference::None
        }
    }

    fn is_name(&self, token: Token) -> bool {
        token.class() == TokenClass::Capital && !self.facts.is_fact(token)
    }

    /// Whether a document says in its first or last words that it corrects or repeats another.
    pub(super) fn is_correction(&self, tokens: &[Token]) -> bool {
        let head = CORRECTION_HEAD.min(tokens.len());
        let tail = tokens.len().saturating_sub(CORRECTION_TAIL).max(head);
        tokens[..head].iter().chain(&tokens[tail..]).any(|token| self.facts.is_correction(*token))
    }
}

/// Whether both lists have values, and not the same ones.
fn both_differ(a: &[u32], b: &[u32]) -> bool {
    !a.is_empty() && !b.is_empty() && a != b
}

/// How many runs of tokens of one kind the passages of an alignment have.
fn count_runs(alignment: &Alignment, a: &[Token], is_of_kind: impl Fn(&Token) -> bool) -> usize {
    let passages = alignment.passages.iter().map(|passage| &a[passage.a.clone()]);
    passages
        .map(|passage| {
            passage.chunk_by(|x, y| is_of_kind(x) == is_of_kind(y)).filter(|run| is_of_kind(&run[0])).count()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    /// Whether two texts are two reports, whichever comes first.
    fn are_two_reports(a: &str, b: &str) -> bool {
        let templates = TemplateDetector::default();
        let (a, b) = (tokens(a), tokens(b));
        let difference = templates.compare(&a, &b, templates.differing_facts(&a, &b));
        assert_eq!(difference, templates.compare(&b, &a, templates.differing_facts(&b, &a)));
        difference >= FactDifference::Single
    }

    const NOTICE: &str = "Valdera central bank adds reserves. The central bank of Valdera entered the money market \
        on Monday to add reserves through three-day repurchase agreements, a spokesman said. Dealers had expected it \
        to act and to offer 2.5 billion marks, since overnight funds were trading at 6.25 per cent when it came into \
        the market.";

    #[test]
    fn a_notice_with_different_numbers_is_another_report() {
        let next = NOTICE.replace("2.5 billion", "1.8 billion").replace("6.25", "5.75").replace("three-day", "two-day");
        assert!(are_two_reports(NOTICE, &next));
        assert!(are_two_reports(
            NOTICE,
            &NOTICE.replace("2.5", "two").replace("6.25", "6").replace("three-day", "one-day")
        ));
    }

    #[test]
    fn a_reworded_notice_with_the_same_facts_is_a_copy() {
        assert!(!are_two_reports(NOTICE, NOTICE));
        let edited = NOTICE.replace("a spokesman said", "an official told reporters").replace("Dealers had", "Traders");
        assert!(!are_two_reports(NOTICE, &edited));
        assert!(!are_two_reports(NOTICE, &NOTICE[..180]));
    }

    #[test]
    fn a_correction_of_one_number_among_several_is_a_copy() {
        let report = "Holm Shipping said profit rose to 12 million marks in the quarter from 9 million a year \
            before, on sales of 140 million, and that it would pay 3 marks a share to holders on record on May 4.";
        assert!(!are_two_reports(report, &report.replace("140", "144")));
        let long =
            format!("{NOTICE} {}", "Nobody at the bank would say what it meant to do in the coming weeks. ".repeat(3));
        assert!(!are_two_reports(&long, &long.replace("6.25", "6.5")));
        assert!(are_two_reports(
            report,
            &report.replace("140", "97").replace("12", "7").replace("from 9", "from 11").replace("3 marks", "2 marks")
        ));
    }

    #[test]
    fn a_different_name_in_headline_and_text_makes_another_report() {
        let payout = |name: &str, upper: &str| {
            format!(
                "HARBOUR {upper} SETS PAYOUT. Monthly dividend 7.1 marks against 7.1 marks before, payable on April \
                 30 to those on record on April 15. Note: the full name is Harbour {name} Income Fund of Trevane."
            )
        };
        assert!(are_two_reports(&payout("Insured", "INSURED"), &payout("High Yield", "HIGH YIELD")));
        // one word for another may be its spelling
        assert!(!are_two_reports(&payout("Oriel", "ORIEL"), &payout("Oryel", "ORYEL")));
    }

    #[test]
    fn a_different_name_in_every_slot_makes_another_report() {
        let sets = |name: &str| {
            format!(
                "{name} sets payout. {name} Income Fund of Trevane said it set its payout for the month at 7 marks, \
                 payable on May 16."
            )
        };
        assert!(are_two_reports(&sets("Skerry Harbour"), &sets("Upper Holm")));
        assert!(!are_two_reports(&sets("Upper Holm"), &sets("Upper Holm")));
    }
}
