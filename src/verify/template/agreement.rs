//! Agreement: whether two matching articles say the same, decided by their facts, by when they came out and by what they say of
//! themselves.

use super::classify::{DifferingFacts, FactDifference, TemplateDetector};
use crate::article::{Precision, Published};
use crate::text::Token;

/// Whether the facts of two matching articles are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// No fact of one stands in the place of another of the other.
    Same,
    /// Few facts differ, and one article says that it corrects or repeats another.
    Corrected,
    /// Few facts differ: one may be a correction of the other, or the next report of a series.
    Differs,
}

/// At least so many minutes lie between two reports from one form in which a single fact differs.
const FAR: i64 = 12 * 60;
/// A correction comes within so many minutes.
const SOON: i64 = 60;
/// One that says so comes within so many minutes.
const LATE: i64 = 48 * 60;

impl TemplateDetector {
    /// Whether the facts of two articles that share much of their wording are the same; `None` for two reports from one
    /// template. When they came out is asked for only where the facts do not decide.
    #[must_use]
    pub fn agreement(
        &self,
        a: &[Token],
        b: &[Token],
        published: impl FnOnce() -> [Option<Published>; 2],
    ) -> Option<Agreement> {
        self.agreement_by(a, b, self.known(a, b), published)
    }

    /// The same where it is known already which facts either has for itself.
    pub(in crate::verify) fn agreement_by(
        &self,
        a: &[Token],
        b: &[Token],
        facts: DifferingFacts,
        published: impl FnOnce() -> [Option<Published>; 2],
    ) -> Option<Agreement> {
        let likeness = self.compare(a, b, facts);
        if matches!(likeness, FactDifference::None | FactDifference::Template) {
            return (likeness == FactDifference::None).then_some(Agreement::Same);
        }
        let apart = apart(published());
        let corrects = self.corrects(a) != self.corrects(b);
        if corrects && apart.is_none_or(|(least, _)| least <= LATE) {
            return Some(Agreement::Corrected);
        }
        let another = match likeness {
            FactDifference::Filled => apart.is_some_and(|(least, _)| least >= FAR),
            FactDifference::Single => apart.is_none_or(|(_, most)| most > SOON),
            _ => false,
        };
        (!another).then_some(Agreement::Differs)
    }
}

/// How many minutes lie between two times, at least and at most.
fn apart([a, b]: [Option<Published>; 2]) -> Option<(i64, i64)> {
    let (a, b) = (a?, b?);
    let last = |time: Published| match time.precision {
        Precision::Day => time.minutes + 24 * 60 - 1,
        Precision::Minute => time.minutes,
    };
    let least = (b.minutes - last(a)).max(a.minutes - last(b)).max(0);
    Some((least, (last(b) - a.minutes).max(last(a) - b.minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn agreement(texts: [&str; 2], published: [Option<Published>; 2]) -> Option<Agreement> {
        let templates = TemplateDetector::default();
        let [a, b] = texts.map(tokens);
        templates.agreement(&a, &b, || published)
    }

    const TIDES: &str = "Tides at Skerry. High water stands at 4.20 metres at the harbour gate and at 3.85 metres at the old pier, \
        and low water at 0.65 metres, the harbour office of the island said in its table for shipping. Masters of vessels of more \
        than 900 tonnes are to wait for a pilot at the outer buoy and to keep their radio on channel 16.";

    #[test]
    fn a_form_with_one_other_number_is_another_report_half_a_day_later_and_may_be_a_correction_before() {
        let next = TIDES.replace("3.85", "3.95");
        let at = |hours: i64| [Some(Published::minute(0)), Some(Published::minute(hours * 60))];
        assert_eq!(agreement([TIDES, &next], at(24)), None);
        assert_eq!(agreement([TIDES, &next], at(1)), Some(Agreement::Differs));
        assert_eq!(agreement([TIDES, &next], [None, None]), Some(Agreement::Differs));
        let says = format!("Corrects the height at the pier. {next}");
        assert_eq!(agreement([TIDES, &says], at(24)), Some(Agreement::Corrected));
        assert_eq!(agreement([TIDES, &says], at(24 * 7)), None);
        assert_eq!(agreement([TIDES, TIDES], at(24 * 7)), Some(Agreement::Same));
    }

    #[test]
    fn a_few_figures_of_one_company_sent_again_within_the_hour_are_no_other_report() {
        let figures = "Holm Shipping results for the quarter. Share 14 pence against 9 pence. Net 2,900 against 43,500. Sales \
            1,660,000 against 950,000. Year: share 31 pence against 37 pence. Net 578,900 against 713,300.";
        let again = figures
            .replace("43,500", "45,300")
            .replace("950,000", "951,000")
            .replace("against 9 pence", "against 8 pence");
        let at = |minutes| [Some(Published::minute(0)), Some(Published::minute(minutes))];
        assert_eq!(agreement([figures, &again], at(20)), Some(Agreement::Differs));
        assert_eq!(agreement([figures, &again], at(91 * 1440)), None);
        // the hour of a table stands in its headline
        let table = |hour: &str, figures: &str| format!("Prices at {hour} hours. {figures}");
        assert_eq!(agreement([&table("10", figures), &table("11", &again)], at(20)), None);
    }

    #[test]
    fn days_are_apart_by_what_lies_between_them_at_least() {
        let (day, minute) = (|day| Some(Published::day(day)), |minute| Some(Published::minute(minute)));
        assert_eq!(apart([day(1), day(2)]), Some((1, 2 * 1440 - 1)));
        assert_eq!(apart([day(1), day(1)]), Some((0, 1439)));
        assert_eq!(apart([minute(3000), minute(2880)]), Some((120, 120)));
        assert_eq!(apart([day(0), minute(1439 + 30)]), Some((30, 1469)));
        assert_eq!(apart([None, day(1)]), None);
    }
}
