//! The summary of a scan for a person, on stderr.

use std::io::{self, Write};
use wirecopy::findings::Findings;
use wirecopy::report::Summary;

/// Clusters named by their headline.
const LARGEST: usize = 5;
/// Rejected lines shown; all of them are in rejected.csv.
const REJECTED: usize = 5;
/// Up to so many times the memory that was asked for counts as kept.
const KEPT: f64 = 1.25;
/// Letters of a headline that are shown.
const HEADLINE: usize = 60;

/// Writes the summary; `verbose` adds every rejected line.
pub(crate) fn write(out: &mut dyn Write, findings: &Findings, summary: &Summary<'_>, verbose: bool) -> io::Result<()> {
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
    if wires.wire_copies + wires.press_releases > 0 {
        let share = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
        writeln!(
            out,
            "{:.0} % wire copy: {} articles of which {} name the wire and {} do not ({:.0} %){}",
            share(wires.wire_copies, counts.articles),
            grouped(wires.wire_copies),
            grouped(wires.credited),
            grouped(wires.uncredited),
            share(wires.uncredited, wires.credited + wires.uncredited),
            match wires.press_releases {
                0 => String::new(),
                releases => format!("; {} press releases", grouped(releases)),
            }
        )?;
    }
    for cluster in findings.clusters.iter().take(LARGEST) {
        let titles = cluster.copies.iter().map(|copy| findings.articles.get(copy.article));
        let headline = titles.map(|a| if a.title.is_empty() { a.id } else { a.title }).next().unwrap_or_default();
        let short: String = headline.chars().filter(|c| !c.is_control()).take(HEADLINE).collect();
        let outlets = match cluster.outlets {
            1 => "1 outlet".to_owned(),
            n => format!("{} outlets", grouped(u64::from(n))),
        };
        writeln!(out, "  {:>5} copies in {outlets}: {short}", grouped(cluster.copies.len() as u64))?;
    }
    let shown = if verbose { findings.rejected.len() } else { REJECTED };
    for rejected in findings.rejected.iter().take(shown) {
        let row = rejected.row.map(|row| format!(", row {row}")).unwrap_or_default();
        let path: String = rejected.path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        writeln!(out, "rejected {path}{row}: {}", rejected.reason)?;
    }
    if findings.rejected.len() > shown {
        let more = findings.rejected.len() - shown;
        writeln!(out, "and {} more rejected: see rejected.csv (--out), or -v", grouped(more as u64))?;
    }
    let stages: Vec<String> =
        summary.seconds.iter().map(|time| format!("{} {:.2} s", time.stage.name(), time.seconds)).collect();
    let memory = summary.peak_memory_bytes.map(|bytes| format!("; peak memory {}", size(bytes))).unwrap_or_default();
    writeln!(out, "{}{memory}", stages.join(", "))?;
    match summary.peak_memory_bytes {
        Some(peak) => over_budget(out, peak, summary.memory_budget_bytes),
        None => Ok(()),
    }
}

/// Says so when a run took clearly more memory than it should have.
fn over_budget(out: &mut dyn Write, peak: u64, budget: u64) -> io::Result<()> {
    let times = peak as f64 / budget.max(1) as f64;
    if times <= KEPT {
        return Ok(());
    }
    writeln!(out, "--memory {} was too little for so many articles: the peak is {times:.1} times that", size(budget))
}

/// `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `12.3 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut amount = bytes as f64 / 1000.0;
    let mut unit = 0;
    while amount >= 1000.0 && unit + 1 < UNITS.len() {
        amount /= 1000.0;
        unit += 1;
    }
    format!("{amount:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_beyond_what_was_asked_for_is_told() {
        let told = |peak: u64| {
            let mut out = Vec::new();
            over_budget(&mut out, peak, 100_000_000).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(told(125_000_000), "");
        assert!(
            told(156_000_000).starts_with("--memory 100.0 MB was too little")
                && told(156_000_000).contains("1.6 times")
        );
    }

    #[test]
    fn numbers_are_written_for_a_person() {
        assert_eq!((grouped(7), grouped(1_234_567)), ("7".to_owned(), "1,234,567".to_owned()));
        assert_eq!((size(500), size(12_345_678)), ("0.5 kB".to_owned(), "12.3 MB".to_owned()));
    }
}
