//! The summary of a scan as text, for stderr.

use crate::numbers::{counted, grouped, size};
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

/// What a summary shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SummaryView {
    /// All rejected input, and not the first of it.
    pub(crate) all_rejected: bool,
    /// The first clusters, unless a table has shown them.
    pub(crate) clusters: bool,
}

/// Writes the summary.
pub(crate) fn write(
    out: &mut dyn Write,
    findings: &Findings,
    summary: &Summary<'_>,
    view: SummaryView,
) -> io::Result<()> {
    write_counts(out, findings, summary)?;
    write_gaps(out, findings)?;
    if view.clusters {
        write_clusters(out, findings)?;
    }
    let shown = if view.all_rejected { usize::MAX } else { REJECTED_SHOWN };
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
        "{} from {} ({}), {} rejected",
        counted(counts.articles, "article", "articles"),
        counted(counts.files, "file", "files"),
        size(counts.bytes),
        grouped(counts.rejected)
    )?;
    writeln!(
        out,
        "{} with {}; {} checked, {}",
        counted(counts.clusters, "cluster", "clusters"),
        counted(counts.copies, "copy", "copies"),
        counted(counts.candidates, "candidate pair", "candidate pairs"),
        counted(counts.matches, "matches", "match")
    )?;
    let wires = &summary.wires;
    if wires.captured_again > 0 {
        let captures = counted(wires.captured_again, "further capture", "further captures");
        writeln!(out, "{captures} of articles that were captured before: each article counts once")?;
    }
    if wires.wire_copies + wires.press_releases == 0 {
        return Ok(());
    }
    let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
    let press_releases = match wires.press_releases {
        0 => String::new(),
        releases => format!("; {}", counted(releases, "press release", "press releases")),
    };
    let generic = match wires.generic {
        0 => String::new(),
        generic => format!(", {} agencies in general", grouped(generic)),
    };
    let own_pages = match wires.own_pages {
        0 => String::new(),
        1 => "; 1 page of an agency itself".to_owned(),
        pages => format!("; {} pages of agencies themselves", grouped(pages)),
    };
    let decided = wires.credited + wires.generic + wires.uncredited;
    let of_these = match decided {
        0 => String::new(),
        _ => format!(" ({:.0} % of these {})", percent(wires.uncredited, decided), grouped(decided)),
    };
    let unknown = match wires.wire_copies.saturating_sub(decided) {
        0 => String::new(),
        unknown => format!("; of {} it cannot be shown", grouped(unknown)),
    };
    writeln!(
        out,
        "{:.0} % wire copy: {} of {}; {} name the wire{generic} and {} do not{of_these}{unknown}{press_releases}\
         {own_pages}",
        percent(wires.wire_copies, wires.articles),
        grouped(wires.wire_copies),
        counted(wires.articles, "article", "articles"),
        grouped(wires.credited),
        grouped(wires.uncredited),
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
            dates => format!(" ({} could not be read)", counted(dates, "date", "dates")),
        };
        writeln!(out, "articles: {}{unread}", lacking.join(", "))?;
    }
    if without[0].1 as u64 == findings.counts.articles && findings.counts.articles > 0 {
        writeln!(
            out,
            "no outlet is known: give each a folder (pages/OUTLET/…), or name its column with --outlet-column"
        )?;
    }
    if findings.counts.times_without_zone > 0 {
        let times = counted(findings.counts.times_without_zone, "time has no zone", "times have no zone");
        writeln!(out, "{times}: only the day counts beside times with a zone; --timezone names it")?;
    }
    if !findings.notes.is_empty() {
        let ids = counted(findings.notes.len() as u64, "id", "ids");
        writeln!(out, "{ids} occurred before: notes.csv has the new ones")?;
    }
    Ok(())
}

/// What is said when no row of `--outlets` is that of an article: how rows are found, and what they could have.
pub(crate) fn unused_outlets(findings: &Findings) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<&str> = (0..findings.articles.len()).map(|number| findings.articles.outlet(number)).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| !name.is_empty());
    let more = if names.len() > SHOWN { ", …" } else { "" };
    names.truncate(SHOWN);
    let here = if names.is_empty() { "none is known".to_owned() } else { format!("{}{more}", names.join(", ")) };
    format!(
        "--outlets: no article is of an outlet in its first column, which is compared with the host of the article's \
         address and with its outlet ({here})"
    )
}

/// Writes the first clusters, each by the headline of its lead.
fn write_clusters(out: &mut dyn Write, findings: &Findings) -> io::Result<()> {
    for cluster in findings.clusters.iter().take(CLUSTERS_SHOWN) {
        let lead = findings.articles.get(cluster.copies[0].article);
        let headline = if lead.title.is_empty() { lead.id } else { lead.title };
        let headline: String = headline.chars().filter(|c| !c.is_control()).take(HEADLINE_LENGTH).collect();
        let is_known = cluster.copies.iter().any(|copy| findings.articles.outlet_number(copy.article).is_some());
        let outlets = match is_known {
            true => format!("in {}", counted(cluster.outlets.into(), "outlet", "outlets")),
            false => "of unknown outlets".to_owned(),
        };
        writeln!(out, "  {:>5} copies {outlets}: {headline}", grouped(cluster.copies.len() as u64))?;
    }
    Ok(())
}

fn write_rejected(out: &mut dyn Write, all: &[Rejected], shown: usize) -> io::Result<()> {
    for rejected in all.iter().take(shown) {
        let printable = |text: &str| text.replace(char::is_control, "\u{fffd}");
        writeln!(out, "rejected {}: {}", printable(&rejected.place()), printable(&rejected.reason))?;
    }
    let more: u64 = all.iter().skip(shown).map(|rejected| rejected.rows).sum();
    if more > 0 {
        writeln!(out, "and {} more rejected: rejected.csv lists them (--out), and -v shows them", grouped(more))?;
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
