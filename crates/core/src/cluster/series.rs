//! Series: reports that appear again and again from one template. In a series, a match in which a fact differs is the
//! next report, not a correction.

use super::edge_strength::is_certain;
use crate::util::union_find::UnionFind;
use crate::verify::{Agreement, PairKind, PairStats, Reason, Verdicts};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

/// The texts of some documents, and which of them belong to a series: they have a template pair with another text.
///
/// A match in which a fact differs stays a match, as a correction, if neither text belongs to a series. It also stays
/// one if the text outside of the series has more copies than the one in it: of a story printed by many outlets, some
/// may have changed one number and some another.
#[derive(Debug)]
pub(crate) struct Series {
    /// The components of the certain matches, compressed.
    texts: UnionFind,
    /// Number of documents of each text, by its root. Empty without any series.
    copies: Vec<u32>,
    /// The roots of the texts in a series.
    in_series: HashSet<u32>,
}

impl Series {
    /// Finds the texts and series of `documents` documents.
    #[must_use]
    pub(crate) fn new(documents: usize, verdicts: &Verdicts) -> Series {
        let mut texts = UnionFind::new(documents);
        for found in verdicts.matches.par_iter().filter(|found| is_certain(found)).collect::<Vec<_>>() {
            texts.union(found.a, found.b);
        }
        texts.compress();
        let mut series = Series { texts, copies: Vec::new(), in_series: HashSet::default() };
        series.in_series = texts_in_series(verdicts, &series.texts);
        if !series.in_series.is_empty() {
            series.copies = vec![0; documents];
            (0..documents as u32).for_each(|document| series.copies[series.texts.find_flat(document) as usize] += 1);
        }
        series
    }

    /// Turns the matches that are two reports of a series into template pairs.
    pub(crate) fn apply(&self, verdicts: &mut Verdicts) {
        if self.in_series.is_empty() {
            return;
        }
        verdicts
            .make_templates(|found| found.agreement == Agreement::Differs && self.are_two_reports(found.a, found.b));
    }

    /// The same for the statistics of a pair: a [`PairKind::DifferingMatch`] becomes a match or a template pair.
    pub(crate) fn resolve(&self, pair: PairStats) -> PairStats {
        let kind = match pair.kind {
            PairKind::DifferingMatch if self.are_two_reports(pair.a, pair.b) => PairKind::Related(Reason::Template),
            PairKind::DifferingMatch => PairKind::Match,
            kind => kind,
        };
        PairStats { kind, ..pair }
    }

    /// Whether certain matches connect two documents.
    pub(crate) fn are_one_text(&self, a: u32, b: u32) -> bool {
        self.texts.same_set(&[a, b])
    }

    /// Whether two documents that match except for a fact are two reports of a series.
    fn are_two_reports(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.texts.find_flat(a), self.texts.find_flat(b));
        let copies = |text: u32| self.copies[text as usize];
        let outweighs = |one: u32, other: u32| {
            self.in_series.contains(&one) && (self.in_series.contains(&other) || copies(one) >= copies(other))
        };
        a != b && (outweighs(a, b) || outweighs(b, a))
    }

    /// The texts: the components of the certain matches, compressed.
    #[must_use]
    pub(crate) fn into_texts(self) -> UnionFind {
        self.texts
    }
}

/// The texts that have a template pair with another text, and no more matches with it than template pairs. Pairs within
/// a text do not count: not all of them are known.
fn texts_in_series(verdicts: &Verdicts, texts: &UnionFind) -> HashSet<u32> {
    let roots = |a, b| (texts.find_flat(a).min(texts.find_flat(b)), texts.find_flat(a).max(texts.find_flat(b)));
    // most texts of a series have no match: only the template pairs of those that have are counted
    let mut counts: HashMap<(u32, u32), (u32, u32)> = HashMap::default();
    for found in &verdicts.matches {
        let (a, b) = roots(found.a, found.b);
        if a != b {
            counts.entry((a, b)).or_default().1 += 1;
        }
    }
    let mut in_series = HashSet::default();
    for (a, b) in verdicts.templates().map(|(a, b)| roots(a, b)).filter(|(a, b)| a != b) {
        match counts.get_mut(&(a, b)) {
            Some((templates, _)) => *templates += 1,
            None => in_series.extend([a, b]),
        }
    }
    let are_reports = |&&(templates, matches): &&(u32, u32)| templates > 0 && templates >= matches;
    in_series.extend(counts.iter().filter(|(_, count)| are_reports(count)).flat_map(|(&(a, b), _)| [a, b]));
    in_series
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Match, Overlap, RelatedPair};

    fn overlap() -> Overlap {
        Overlap { shared: 90, a: 100, b: 100 }
    }

    fn found(a: u32, b: u32, agreement: Agreement) -> Match {
        Match { a, b, overlap: overlap(), agreement }
    }

    fn template(a: u32, b: u32) -> RelatedPair {
        RelatedPair { a, b, overlap: overlap(), reason: Reason::Template }
    }

    fn stats(found: &Match) -> PairStats {
        let &Match { a, b, overlap, agreement } = found;
        let kind = if agreement == Agreement::Differs { PairKind::DifferingMatch } else { PairKind::Match };
        PairStats { a, b, overlap, spread: 0.0, longest_run: 0, kind }
    }

    /// Applies the series to verdicts, and checks that statistics are resolved in the same way.
    fn apply(documents: usize, verdicts: &mut Verdicts) -> UnionFind {
        let series = Series::new(documents, verdicts);
        let pairs: Vec<PairStats> = verdicts.matches.iter().map(|found| series.resolve(stats(found))).collect();
        series.apply(verdicts);
        let matching = pairs.iter().filter(|pair| pair.kind == PairKind::Match).map(|pair| (pair.a, pair.b));
        assert!(verdicts.matches.iter().map(|found| (found.a, found.b)).eq(matching));
        assert!(pairs.iter().all(|pair| matches!(pair.kind, PairKind::Match | PairKind::Related(Reason::Template))));
        series.into_texts()
    }

    #[test]
    fn a_differing_fact_is_the_next_report_in_a_series_and_a_correction_elsewhere() {
        // 0 and 1 are copies in a series with 2; 3 differs from 0 in one fact, 4 corrects 0; 5 and 6 are in no series
        let matches = vec![
            found(0, 1, Agreement::Same),
            found(0, 3, Agreement::Differs),
            found(0, 4, Agreement::Corrected),
            found(5, 6, Agreement::Differs),
        ];
        let mut verdicts = Verdicts::of(matches, vec![template(1, 2)]);
        apply(7, &mut verdicts);
        let left: Vec<(u32, u32)> = verdicts.matches.iter().map(|found| (found.a, found.b)).collect();
        assert_eq!(left, [(0, 1), (0, 4), (5, 6)]);
        assert!(verdicts.templates().eq([(1, 2), (0, 3)]));
    }

    #[test]
    fn changed_copies_of_a_widely_printed_story_stay_with_it_though_they_differ_more_from_each_other() {
        // 0, 1 and 2 are one text; 3 changed one number of it and 4 another
        let differing = [found(0, 3, Agreement::Differs), found(0, 4, Agreement::Differs)];
        let same = [found(0, 1, Agreement::Same), found(1, 2, Agreement::Same)];
        let mut verdicts = Verdicts::of([same, differing].concat(), vec![template(3, 4)]);
        apply(5, &mut verdicts);
        assert_eq!(verdicts.matches.len(), 4);
    }

    #[test]
    fn a_match_within_one_text_stays_a_match_in_a_series() {
        // 0, 1 and 2 are one text, though a fact differs between 0 and 2; 3 is of the same series
        let same = [found(0, 1, Agreement::Same), found(1, 2, Agreement::Same)];
        let matches = [&same[..], &[found(0, 2, Agreement::Differs)]].concat();
        let mut verdicts = Verdicts::of(matches, vec![template(0, 3), template(1, 3)]);
        let texts = apply(4, &mut verdicts);
        assert_eq!((verdicts.matches.len(), verdicts.templates().count()), (3, 2));
        assert!(texts.same_set(&[0, 1, 2]) && !texts.same_set(&[2, 3]));
    }

    #[test]
    fn two_texts_with_more_matches_than_template_pairs_are_no_series() {
        let series = |matches: &[(u32, u32)]| {
            let same = [found(0, 1, Agreement::Same), found(2, 3, Agreement::Same)];
            let differing = matches.iter().map(|&(a, b)| found(a, b, Agreement::Differs));
            let verdicts = Verdicts::of(same.into_iter().chain(differing).collect(), vec![template(1, 3)]);
            Series::new(4, &verdicts).in_series.len()
        };
        assert_eq!([series(&[]), series(&[(0, 2)]), series(&[(0, 2), (0, 3)])], [2, 2, 0]);
    }

    #[test]
    fn a_template_pair_within_one_text_makes_no_series() {
        let matches = vec![found(0, 1, Agreement::Same), found(1, 2, Agreement::Same), found(0, 3, Agreement::Differs)];
        let mut verdicts = Verdicts::of(matches, vec![template(0, 2)]);
        apply(4, &mut verdicts);
        assert_eq!(verdicts.matches.len(), 3);
    }
}
