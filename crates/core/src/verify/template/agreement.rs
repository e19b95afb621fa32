//! Whether two matching documents agree in their facts. Their publication times, and whether one calls itself a
//! correction, decide cases that the facts leave open.

use super::TemplateDetector;
use super::classify::FactDifference;
use super::diff::DifferingFacts;
use crate::text::{Token, are_in_text_order};
use std::ops::RangeInclusive;

/// Whether the facts of two matching documents agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// No fact of one is replaced by another fact in the other.
    Same,
    /// Few facts differ, and one document says that it corrects or repeats another.
    Corrected,
    /// Few facts differ. One document may correct the other, or be the next report of a series.
    Differs,
}

/// Two reports from one form that differ in few facts are at least this many minutes apart.
const NEXT_REPORT_MINUTES: i64 = 12 * 60;
/// An unannounced correction appears within this many minutes.
const CORRECTION_MINUTES: i64 = 60;
/// An announced correction appears within this many minutes.
const ANNOUNCED_CORRECTION_MINUTES: i64 = 48 * 60;

impl TemplateDetector {
    /// Whether the facts of two documents with much common wording agree; `None` for two reports from one template.
    ///
    /// `times` returns the minutes in which each may have been published, `None` if unknown. It is called only if the
    /// facts do not decide.
    #[must_use]
    pub fn agreement(
        &self,
        a: &[Token],
        b: &[Token],
        times: impl FnOnce() -> [Option<RangeInclusive<i64>>; 2],
    ) -> Option<Agreement> {
        self.agreement_given(a, b, self.differing_facts(a, b), times)
    }

    /// [`TemplateDetector::agreement`] with the differing facts known.
    pub(in crate::verify) fn agreement_given(
        &self,
        a: &[Token],
        b: &[Token],
        differing: DifferingFacts,
        times: impl FnOnce() -> [Option<RangeInclusive<i64>>; 2],
    ) -> Option<Agreement> {
        let difference = if are_in_text_order(a, b) {
            self.compare(a, b, differing)
        } else {
            self.compare(b, a, differing.swapped())
        };
        if matches!(difference, FactDifference::None | FactDifference::Template) {
            return (difference == FactDifference::None).then_some(Agreement::Same);
        }
        let distance = time_distance(times());
        let announces_correction = self.is_correction(a) != self.is_correction(b);
        if announces_correction && distance.is_none_or(|(least, _)| least <= ANNOUNCED_CORRECTION_MINUTES) {
            return Some(Agreement::Corrected);
        }
        let is_next_report = match difference {
            FactDifference::OnlyFacts => distance.is_some_and(|(least, _)| least >= NEXT_REPORT_MINUTES),
            FactDifference::Single => distance.is_none_or(|(_, most)| most > CORRECTION_MINUTES),
            _ => false,
        };
        (!is_next_report).then_some(Agreement::Differs)
    }
}

/// The least and the greatest possible distance of two times, in minutes.
fn time_distance([a, b]: [Option<RangeInclusive<i64>>; 2]) -> Option<(i64, i64)> {
    let (a, b) = (a?, b?);
    let least = (b.start() - a.end()).max(a.start() - b.end()).max(0);
    Some((least, (b.end() - a.start()).max(a.end() - b.start())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn agreement(texts: [&str; 2], times: [Option<i64>; 2]) -> Option<Agreement> {
        let [a, b] = texts.map(tokens);
        TemplateDetector::default().agreement(&a, &b, || times.map(|time| time.map(|minute| minute..=minute)))
    }

    const TIDES: &str = "Tides at Skerry. High water stands at 4.20 metres at the harbour gate and at 3.85 metres at \
        the old pier, and low water at 0.65 metres, the harbour office of the island said in its table for shipping. \
        Masters of vessels of more than 900 tonnes are to wait for a pilot at the outer buoy and to keep their radio \
        on channel 16.";

    #[test]
    fn one_changed_number_in_a_form_is_a_correction_within_hours_and_the_next_report_after_half_a_day() {
        let next = TIDES.replace("3.85", "3.95");
        let after = |hours: i64| [Some(0), Some(hours * 60)];
        assert_eq!(agreement([TIDES, &next], after(24)), None);
        assert_eq!(agreement([TIDES, &next], after(1)), Some(Agreement::Differs));
        assert_eq!(agreement([TIDES, &next], [None, None]), Some(Agreement::Differs));
        let announced = format!("Corrects the height at the pier. {next}");
        assert_eq!(agreement([TIDES, &announced], after(24)), Some(Agreement::Corrected));
        assert_eq!(agreement([TIDES, &announced], after(24 * 7)), None);
        assert_eq!(agreement([TIDES, TIDES], after(24 * 7)), Some(Agreement::Same));
    }

    #[test]
    fn changed_figures_of_one_company_within_the_hour_are_a_correction() {
        let figures = "Holm Shipping results for the quarter. Share 14 pence against 9 pence. Net 2,900 against \
            43,500. Sales 1,660,000 against 950,000. Year: share 31 pence against 37 pence. Net 578,900 against \
            713,300.";
        let changed = figures
            .replace("43,500", "45,300")
            .replace("950,000", "951,000")
            .replace("against 9 pence", "against 8 pence");
        let after = |minutes| [Some(0), Some(minutes)];
        assert_eq!(agreement([figures, &changed], after(20)), Some(Agreement::Differs));
        assert_eq!(agreement([figures, &changed], after(91 * 1440)), None);
        // a different hour in the headline makes another table
        let table = |hour: &str, figures: &str| format!("Prices at {hour} hours. {figures}");
        assert_eq!(agreement([&table("10", figures), &table("11", &changed)], after(20)), None);
    }

    #[test]
    fn times_known_to_the_day_have_a_least_and_a_greatest_distance() {
        let day = |day: i64| Some(day * 1440..=day * 1440 + 1439);
        let minute = |minute: i64| Some(minute..=minute);
        assert_eq!(time_distance([day(1), day(2)]), Some((1, 2 * 1440 - 1)));
        assert_eq!(time_distance([day(1), day(1)]), Some((0, 1439)));
        assert_eq!(time_distance([minute(3000), minute(2880)]), Some((120, 120)));
        assert_eq!(time_distance([day(0), minute(1439 + 30)]), Some((30, 1469)));
        assert_eq!(time_distance([None, day(1)]), None);
    }
}
