//! Series: reports that come again and again from one template, where a match in which a fact differs is the next report and no
//! correction.

use super::cannot_link::CannotLink;
use super::edge_strength::is_certain;
use crate::union_find::UnionFind;
use crate::verify::{Agreement, Match, PairKind, PairStats, Reason, RelatedPair, Verdicts};
use foldhash::HashSet;
use rayon::prelude::*;

/// The texts of some articles, and which of them come in series. A report without siblings keeps a match in which a fact differs, as a
/// correction; so does one that has more copies than the one with siblings, as of a story that went to many outlets some may have
/// changed this number and some that.
#[derive(Debug)]
pub struct Series {
    /// The components of the matches that are one text without a doubt.
    texts: UnionFind,
    /// Of each text how many copies there are.
    copies: Vec<u32>,
    /// The texts that have siblings from one template.
    in_series: HashSet<u32>,
}

impl Series {
    /// From all matches that say something about the texts of so many articles.
    #[must_use]
    pub fn new(articles: usize, checked: &Verdicts) -> Series {
        let mut texts = UnionFind::new(articles);
        for found in checked.matches.par_iter().filter(|found| is_certain(found)).collect::<Vec<_>>() {
            texts.union(found.a, found.b);
        }
        texts.compress();
        let mut series = Series { texts, copies: Vec::new(), in_series: HashSet::default() };
        if checked.related.par_iter().any(|near| near.reason == Reason::Template) {
            series.copies = vec![0; articles];
            (0..articles as u32).for_each(|article| series.copies[series.texts.find_flat(article) as usize] += 1);
            // pairs within one text may not have been looked at, and must not count
            series.in_series = CannotLink::new(checked, &series.texts).kept().collect();
        }
        series
    }

    /// Turns matches into pairs of one template: those in which facts differ, where an article is known to have siblings of another
    /// text from one template.
    pub fn apply(&self, checked: &mut Verdicts) {
        if self.in_series.is_empty() {
            return;
        }
        let (reports, matches): (Vec<Match>, Vec<Match>) = std::mem::take(&mut checked.matches)
            .into_par_iter()
            .partition(|found| found.agreement == Agreement::Differs && self.are_reports(found.a, found.b));
        checked.matches = matches;
        let near =
            |found: Match| RelatedPair { a: found.a, b: found.b, overlap: found.overlap, reason: Reason::Template };
        checked.related.extend(reports.into_iter().map(near));
    }

    /// The same for pairs that were measured.
    pub fn resolve(&self, measured: &mut [PairStats]) {
        measured.par_iter_mut().filter(|pair| pair.kind == PairKind::DifferingMatch).for_each(|pair| {
            pair.kind =
                if self.are_reports(pair.a, pair.b) { PairKind::Related(Reason::Template) } else { PairKind::Match };
        });
    }

    /// Whether two articles that match but for a fact are two reports of a series.
    fn are_reports(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.texts.find_flat(a), self.texts.find_flat(b));
        let copies = |text: u32| self.copies[text as usize];
        let outdoes = |one: u32, other: u32| {
            self.in_series.contains(&one) && (self.in_series.contains(&other) || copies(one) >= copies(other))
        };
        a != b && (outdoes(a, b) || outdoes(b, a))
    }

    /// The texts, which are flat.
    #[must_use]
    pub fn into_texts(self) -> UnionFind {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Overlap;

    fn overlap() -> Overlap {
        Overlap { shared: 90, a: 100, b: 100 }
    }

    fn found(a: u32, b: u32, agreement: Agreement) -> Match {
        Match { a, b, overlap: overlap(), agreement }
    }

    fn template(a: u32, b: u32) -> RelatedPair {
        RelatedPair { a, b, overlap: overlap(), reason: Reason::Template }
    }

    fn settle(articles: usize, checked: &mut Verdicts) -> UnionFind {
        let series = Series::new(articles, checked);
        let mut measured: Vec<PairStats> = checked.matches.iter().map(measured).collect();
        series.apply(checked);
        series.resolve(&mut measured);
        // those that were measured are settled in the same way
        let matching = measured.iter().filter(|pair| pair.kind == PairKind::Match).map(|pair| (pair.a, pair.b));
        assert!(checked.matches.iter().map(|found| (found.a, found.b)).eq(matching));
        assert!(measured.iter().all(|pair| matches!(pair.kind, PairKind::Match | PairKind::Related(Reason::Template))));
        series.into_texts()
    }

    fn measured(found: &Match) -> PairStats {
        let &Match { a, b, overlap, agreement } = found;
        let kind = if agreement == Agreement::Differs { PairKind::DifferingMatch } else { PairKind::Match };
        PairStats { a, b, overlap, spread: 0.0, longest_run: 0, kind }
    }

    #[test]
    fn a_fact_that_differs_is_a_correction_in_a_single_text_and_the_next_report_in_a_series() {
        // 0 and 1 are copies in a series with 2; 3 differs from 0 in one fact, 4 corrects 0; 5 and 6 are in no series
        let mut checked = Verdicts {
            matches: vec![
                found(0, 1, Agreement::Same),
                found(0, 3, Agreement::Differs),
                found(0, 4, Agreement::Corrected),
                found(5, 6, Agreement::Differs),
            ],
            related: vec![template(1, 2)],
        };
        settle(7, &mut checked);
        let left: Vec<(u32, u32)> = checked.matches.iter().map(|found| (found.a, found.b)).collect();
        assert_eq!(left, [(0, 1), (0, 4), (5, 6)]);
        assert_eq!(checked.related, [template(1, 2), template(0, 3)]);
    }

    #[test]
    fn changed_copies_of_a_story_of_many_outlets_stay_with_it_though_they_differ_from_each_other_by_more() {
        // 0, 1 and 2 are one text; 3 changed one number of it and 4 another
        let differing = [found(0, 3, Agreement::Differs), found(0, 4, Agreement::Differs)];
        let same = [found(0, 1, Agreement::Same), found(1, 2, Agreement::Same)];
        let mut checked = Verdicts { matches: [same, differing].concat(), related: vec![template(3, 4)] };
        settle(5, &mut checked);
        assert_eq!(checked.matches.len(), 4);
    }

    #[test]
    fn what_is_one_text_by_others_stays_so_in_a_series() {
        // 0, 1 and 2 are one text, though 0 and 2 are written otherwise in one place, and 3 is of the same series
        let same = [found(0, 1, Agreement::Same), found(1, 2, Agreement::Same)];
        let matches = [&same[..], &[found(0, 2, Agreement::Differs)]].concat();
        let mut checked = Verdicts { matches, related: vec![template(0, 3), template(1, 3)] };
        let texts = settle(4, &mut checked);
        assert_eq!((checked.matches.len(), checked.related.len()), (3, 2));
        assert!(texts.same_set(&[0, 1, 2]) && !texts.same_set(&[2, 3]));
    }

    #[test]
    fn a_template_pair_within_one_text_makes_no_series() {
        let mut checked = Verdicts {
            matches: vec![found(0, 1, Agreement::Same), found(1, 2, Agreement::Same), found(0, 3, Agreement::Differs)],
            related: vec![template(0, 2)],
        };
        settle(4, &mut checked);
        assert_eq!(checked.matches.len(), 3);
    }
}
