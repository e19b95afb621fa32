//! The scores of `evaluate` as text.

use std::io::{self, Write};
use wirecopy::evaluate::{AnswerScore, ClusterScore, CreditScore, KindScore, PairCounts, PairScore, SweepRow};

/// The scores of one scan.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Scores {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clusters: Option<ClusterScore>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) kinds: Vec<KindScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) credits: Option<CreditScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pairs: Option<PairScore>,
    /// Labelled articles that are not in the corpus.
    pub(crate) labelled_not_in_corpus: u64,
    /// Articles of the corpus without a label.
    pub(crate) not_labelled: u64,
}

/// Writes the scores of one scan.
pub(crate) fn write_scores(out: &mut dyn Write, scores: &Scores) -> io::Result<()> {
    if let Some(clusters) = &scores.clusters {
        write_clusters(out, clusters)?;
    }
    if !scores.kinds.is_empty() {
        write_kinds(out, &scores.kinds)?;
    }
    if let Some(credits) = &scores.credits {
        write_credits(out, credits)?;
    }
    if let Some(pairs) = &scores.pairs {
        write_pairs(out, pairs)?;
    }
    if scores.labelled_not_in_corpus + scores.not_labelled > 0 {
        writeln!(
            out,
            "not scored: {} labelled articles that are not in the corpus, {} articles without a label",
            scores.labelled_not_in_corpus, scores.not_labelled
        )?;
    }
    Ok(())
}

fn write_clusters(out: &mut dyn Write, clusters: &ClusterScore) -> io::Result<()> {
    writeln!(out, "clusters, {} articles scored", clusters.articles)?;
    writeln!(
        out,
        "  pairs      precision {}  recall {}  F1 {}   ({} right, {} false, {} missed)",
        decimals(clusters.precision),
        decimals(clusters.recall),
        decimals(clusters.f1),
        clusters.true_pairs,
        clusters.false_pairs,
        clusters.missed_pairs
    )?;
    writeln!(
        out,
        "  B-cubed    precision {:.4}  recall {:.4}  F1 {:.4}",
        clusters.bcubed_precision, clusters.bcubed_recall, clusters.bcubed_f1
    )?;
    writeln!(
        out,
        "  ARI {}   clusters with articles of several labels: {}",
        decimals(clusters.ari),
        clusters.mixed_clusters
    )
}

fn write_kinds(out: &mut dyn Write, kinds: &[KindScore]) -> io::Result<()> {
    writeln!(out, "\n  {:16} {:>9} {:>10} {:>8} {:>12}", "kind", "articles", "pairs", "recall", "false pairs")?;
    for KindScore { kind, articles, pairs, recall, false_pairs } in kinds {
        let recall = decimals(*recall);
        writeln!(out, "  {kind:16} {articles:>9} {pairs:>10} {recall:>8} {false_pairs:>12}")?;
    }
    Ok(())
}

fn write_credits(out: &mut dyn Write, credits: &CreditScore) -> io::Result<()> {
    writeln!(out, "credits, {} articles scored", credits.articles)?;
    for (answer, score) in [("credited", credits.credited), ("uncredited", credits.uncredited)] {
        let AnswerScore { right, wrong, missed, precision, recall } = score;
        writeln!(
            out,
            "  {answer:10} precision {}  recall {}   ({right} right, {wrong} wrong, {missed} missed)",
            decimals(precision),
            decimals(recall)
        )?;
    }
    Ok(())
}

fn write_pairs(out: &mut dyn Write, pairs: &PairScore) -> io::Result<()> {
    let line = |counts: &PairCounts| {
        let [precision, recall, f1] = [counts.precision, counts.recall, counts.f1].map(decimals);
        let [right, wrong, missed] = [counts.true_pairs, counts.false_pairs, counts.missed_pairs];
        format!("precision {precision}  recall {recall}  F1 {f1}   ({right} right, {wrong} false, {missed} missed")
    };
    writeln!(out, "labelled pairs\n  {}; {} not in the corpus)", line(&pairs.all), pairs.not_in_corpus)?;
    if let Some(cross_outlet) = &pairs.cross_outlet {
        writeln!(out, "  cross-outlet  {})", line(cross_outlet))?;
    }
    for (kind, (joined, all)) in &pairs.joined_by_kind {
        writeln!(out, "  {kind:24} {joined} of {all} joined")?;
    }
    Ok(())
}

/// Writes the scores of a sweep, one row for each threshold.
pub(crate) fn write_sweep(out: &mut dyn Write, rows: &[SweepRow]) -> io::Result<()> {
    writeln!(
        out,
        "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>12} {:>12}",
        "threshold", "precision", "recall", "F1", "ARI", "B-cubed", "false pairs", "missed pairs"
    )?;
    for row in rows {
        writeln!(
            out,
            "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>12} {:>12}",
            row.threshold,
            decimals(row.precision),
            decimals(row.recall),
            decimals(row.f1),
            decimals(row.ari),
            decimals(row.bcubed_f1),
            row.false_pairs,
            row.missed_pairs
        )?;
    }
    Ok(())
}

/// A score with four decimals, or a dash where there is none.
fn decimals(score: Option<f64>) -> String {
    score.map_or("–".to_owned(), |score| format!("{score:.4}"))
}
