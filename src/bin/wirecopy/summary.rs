//! The summary of a scan as text, for stderr.

use crate::numbers::{grouped, size};
use std::io::{self, Write};
use wirecopy::article::Rejected;
use wirecopy::findings::Findings;
use wirecopy::report::Summary;

/// Number of clusters that are named by their headlines.
const CLUSTERS_SHOWN: usize = 5;
/// Number of rejected inputs that are shown; rejected.csv has all.
const REJECTED_SHOWN: usize = 5;
/// Characters of a headline that are shown.
const HEADLINE_LENGTH: usize = 60;
/// A peak of memory up to this multiple of the budget is within the budget.
const BUDGET_TOLERANCE: f64 = 1.25;

/// Writes the summary; if `is_verbose`, with all rejected input.
pub(crate) fn write(
    out: &mut dyn Write,
    findings: &Findings,
    summary: &Summary<'_>,
    is_verbose: bool,
) -> io::Result<()> {
    write_counts(out, findings, summary)?;
    write_gaps(out, findings)?;
    write_clusters(out, findings)?;
    let shown = if is_verbose { usize::MAX } else { REJECTED_SHOWN };
    write_rejected(out, &findings.rejected, shown)?;
    let stages: Vec<String> =
        summary.seconds.iter().map(|time| format!("{} {:.2} s", time.stage.name(), time.seconds)).collect();
    let memory = summary.peak_memory_bytes.map(|bytes| format!("; peak memory {}", size(bytes))).unwrap_or_default();
    writeln!(out, "{}{memory}", stages.join(", "))?;
    match summary.peak_memory_bytes {
        Some(peak) => write_excess(out, peak, summary.memory_budget_bytes),
        None => Ok(()),
    }
}

fn write_counts(out: &mut dyn Write, findings: &Findings, summary: &Summary<'_>) -> io::Result<()> {
    let counts = &findings.counts;
    writeln!(
        out,
        "{} articles from {} files ({}), {} rejected",
        grouped(counts.articles),
        grouped(counts.files),
        size(counts.bytes),
        grouped(counts.rejected)
    )?;
    writeln!(
        out,
        "{} clusters with {} copies; {} candidate pairs checked, {} match",
        grouped(counts.clusters),
        grouped(counts.copies),
        grouped(counts.candidates),
        grouped(counts.matches)
    )?;
    let wires = &summary.wires;
    if wires.wire_copies + wires.press_releases == 0 {
        return Ok(());
    }
    let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
    let press_releases = match wires.press_releases {
        0 => String::new(),
        releases => format!("; {} press releases", grouped(releases)),
    };
    let generic = match wires.generic {
        0 => String::new(),
        generic => format!(", {} agencies in general", grouped(generic)),
    };
    let own_pages = match wires.own_pages {
        0 => String::new(),
        pages => format!("; {} pages of agencies themselves are apart", grouped(pages)),
    };
    writeln!(
        out,
        "{:.0} % wire copy: {} articles of which {} name the wire{generic} and {} do not \
         ({:.0} %){press_releases}{own_pages}",
        percent(wires.wire_copies, counts.articles.saturating_sub(wires.own_pages)),
        grouped(wires.wire_copies),
        grouped(wires.credited),
        grouped(wires.uncredited),
        percent(wires.uncredited, wires.credited + wires.generic + wires.uncredited),
    )
}

/// Writes what was not read, and what the articles lack.
fn write_gaps(out: &mut dyn Write, findings: &Findings) -> io::Result<()> {
    if !findings.unread.is_empty() {
        let kinds: Vec<String> =
            findings.unread.iter().map(|(kind, files)| format!("{} {kind}", grouped(*files))).collect();
        writeln!(out, "not read: {}", kinds.join(", "))?;
    }
    let articles = || (0..findings.articles.len()).map(|number| findings.articles.get(number));
    let without = [
        ("outlet", articles().filter(|article| article.outlet.is_empty()).count()),
        ("date", articles().filter(|article| article.published.is_none()).count()),
        ("title", articles().filter(|article| article.is_title_made).count()),
    ];
    let lacking = without.iter().filter(|(_, count)| *count > 0);
    let lacking: Vec<String> =
        lacking.map(|(field, count)| format!("{} without {field}", grouped(*count as u64))).collect();
    if !lacking.is_empty() {
        let unread = match findings.counts.dates_unread {
            0 => String::new(),
            dates => format!(" ({} dates could not be read)", grouped(dates)),
        };
        writeln!(out, "articles: {}{unread}", lacking.join(", "))?;
    }
    if findings.counts.times_without_zone > 0 {
        let times = grouped(findings.counts.times_without_zone);
        writeln!(out, "{times} times have no zone and are taken for UTC; --timezone names one")?;
    }
    if !findings.notes.is_empty() {
        writeln!(out, "{} ids occurred before: notes.csv has the new ones", grouped(findings.notes.len() as u64))?;
    }
    Ok(())
}

/// Writes the first clusters, each by the headline of its lead.
fn write_clusters(out: &mut dyn Write, findings: &Findings) -> io::Result<()> {
    for cluster in findings.clusters.iter().take(CLUSTERS_SHOWN) {
        let lead = findings.articles.get(cluster.copies[0].article);
        let headline = if lead.title.is_empty() { lead.id } else { lead.title };
        let headline: String = headline.chars().filter(|c| !c.is_control()).take(HEADLINE_LENGTH).collect();
        let outlets = match cluster.outlets {
            1 => "1 outlet".to_owned(),
            n => format!("{} outlets", grouped(u64::from(n))),
        };
        writeln!(out, "  {:>5} copies in {outlets}: {headline}", grouped(cluster.copies.len() as u64))?;
    }
    Ok(())
}

fn write_rejected(out: &mut dyn Write, all: &[Rejected], shown: usize) -> io::Result<()> {
    for rejected in all.iter().take(shown) {
        let row = rejected.row.map(|row| format!(", row {row}")).unwrap_or_default();
        let path: String = rejected.path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        writeln!(out, "rejected {path}{row}: {}", rejected.reason)?;
    }
    if all.len() > shown {
        let more = grouped((all.len() - shown) as u64);
        writeln!(out, "and {more} more rejected: rejected.csv has them (--out), and -v shows them")?;
    }
    Ok(())
}

/// Writes a note if a run needed clearly more memory than its budget.
fn write_excess(out: &mut dyn Write, peak: u64, budget: u64) -> io::Result<()> {
    let times = peak as f64 / budget.max(1) as f64;
    if times <= BUDGET_TOLERANCE {
        return Ok(());
    }
    writeln!(out, "--memory {} was too little for this corpus: the peak is {times:.1} times as much", size(budget))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_a_peak_of_memory_above_the_budget() {
        let note = |peak: u64| {
            let mut out = Vec::new();
            write_excess(&mut out, peak, 100_000_000).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(note(125_000_000), "");
        let excess = note(156_000_000);
        assert!(excess.starts_with("--memory 100.0 MB was too little") && excess.contains("1.6 times"), "{excess}");
    }
}
