//! The credits of `evaluate`: those that were found beside those of the labels.

use crate::score_view::Scores;
use std::collections::HashMap;
use std::io::{self, Write};
use wirecopy::evaluate::{ClusterLabels, CreditOf, is_wrong_credit, score_credits};
use wirecopy::findings::{Attribution, Findings};

/// A labelled article: its id, the labelled wire and answer, and what was found.
struct Labelled<'a> {
    id: &'a str,
    wire: [&'a str; 1],
    credited: &'a str,
    /// The names of the wire that was found.
    names: Vec<&'a str>,
    found: Attribution<'a>,
}

impl Labelled<'_> {
    fn label(&self) -> CreditOf<'_> {
        let wire = if self.wire[0].is_empty() { &[][..] } else { &self.wire[..] };
        CreditOf { wire, credited: self.credited }
    }

    fn found(&self) -> CreditOf<'_> {
        CreditOf { wire: &self.names, credited: self.found.credited_name() }
    }
}

/// Scores the credits of the labelled articles, if the labels have any. Returns a line for each that is wrong.
pub(crate) fn score(labels: &ClusterLabels, findings: &Findings, scores: &mut Scores) -> Vec<String> {
    let numbers: HashMap<&str, u32> =
        (0..findings.articles.len()).map(|article| (findings.articles.get(article).id, article)).collect();
    let labelled = labels.rows.iter().filter(|label| label.cluster.is_some()).filter_map(|label| {
        let (wire, credited) = label.credit.as_ref()?;
        let found = findings.attribution(*numbers.get(label.id.as_str())?);
        let names = found.wire.map(|agency| vec![agency.short.as_str(), &agency.name, &agency.id]).unwrap_or_default();
        Some(Labelled { id: &label.id, wire: [wire], credited, names, found })
    });
    let labelled: Vec<Labelled<'_>> = labelled.collect();
    if labelled.is_empty() {
        return Vec::new();
    }
    let credits: Vec<_> = labelled.iter().map(|article| (article.label(), article.found())).collect();
    scores.credits = Some(score_credits(&credits));
    let wrong = labelled.iter().filter(|article| is_wrong_credit(&article.label(), &article.found()));
    wrong.map(describe).collect()
}

fn describe(article: &Labelled<'_>) -> String {
    let Labelled { id, wire: [wire], credited, found, .. } = article;
    let (name, answer, words) = (found.wire_name(), found.credited_name(), found.evidence());
    format!("CREDIT {id}: labelled {wire:?} {credited:?}, found {name:?} {answer:?} {words}")
}

/// Writes the first wrong credits.
pub(crate) fn write_wrong(out: &mut dyn Write, wrong: &[String], limit: usize) -> io::Result<()> {
    wrong.iter().take(limit).try_for_each(|line| writeln!(out, "\n──── {line}"))
}
