//! `scan --explain-settings`: what the chosen settings find.

use std::io::{self, Write};
use wirecopy::pipeline::Settings;

/// Writes the S-curve of the banding, and the meaning of the other settings.
pub(crate) fn write(out: &mut impl Write, settings: &Settings) -> io::Result<()> {
    let banding = settings.core.banding;
    writeln!(out, "{} bands of {} rows: a signature of {} values", banding.bands, banding.rows, banding.values())?;
    writeln!(
        out,
        "Steepest near Jaccard {:.2}. A pair of Jaccard J shares a bucket with probability P:",
        banding.threshold()
    )?;
    writeln!(out, "    J      P")?;
    for step in 1..=20 {
        let jaccard = f64::from(step) / 20.0;
        let probability = banding.probability(jaccard);
        let bar = "#".repeat((probability * 40.0).round() as usize);
        writeln!(out, "  {jaccard:.2}  {probability:.4}  {bar}")?;
    }
    writeln!(
        out,
        "Anchors find copies that were cut, whose Jaccard index is low: one shingle of {} words in {} is an anchor,\n\
         at least {} in each article. Two articles with two anchors in common are a candidate pair.",
        settings.core.shingle.size, settings.core.anchors.one_in, settings.core.anchors.min_per_article
    )?;
    writeln!(
        out,
        "A candidate pair matches if its overlap score H = √(Jaccard × containment in the smaller), weighted by\n\
         its spread, is at least {}\n\
         and if it shares at least {} shingles, or {} where these are all that both articles have.",
        settings.core.matching.threshold,
        settings.core.matching.min_shared,
        settings.core.matching.least_shared(true)
    )
}
