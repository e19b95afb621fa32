//! The clusters as a table for a person: what `scan` prints on a terminal, fitted to the window.

use crate::numbers::{counted, grouped};
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use wirecopy::findings::Findings;

/// Clusters in the table.
const SHOWN: usize = 20;
/// Columns of a window whose width is not known.
const USUAL_WIDTH: usize = 80;
/// The least columns for a headline.
const LEAST_HEADLINE: usize = 16;
/// The most columns for the name of a wire.
const MOST_WIRE: usize = 14;

/// The columns of the terminal's window.
pub(crate) fn window_width() -> usize {
    terminal_size::terminal_size().map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0))
}

/// One row of the table.
struct ScreenRow {
    outlets: String,
    copies: String,
    wire: String,
    first: String,
    headline: String,
}

/// Writes the table, in lines of at most `width` columns.
pub(crate) fn write(out: &mut dyn Write, findings: &Findings, width: usize) -> io::Result<()> {
    if findings.clusters.is_empty() {
        return writeln!(out, "No two articles have the same text.");
    }
    let listed = |number: &usize| findings.is_listed(&findings.clusters[*number]);
    let listed: Vec<usize> = (0..findings.clusters.len()).filter(listed).collect();
    if listed.is_empty() {
        return writeln!(out, "No cluster has a new copy.");
    }
    let mut rows = vec![ScreenRow {
        outlets: "outlets".to_owned(),
        copies: "copies".to_owned(),
        wire: "wire".to_owned(),
        first: "first".to_owned(),
        headline: "headline".to_owned(),
    }];
    rows.extend(listed.iter().take(SHOWN).map(|&number| row(findings, number)));
    let widest = |column: fn(&ScreenRow) -> &str| rows.iter().map(|row| column(row).width()).max().unwrap_or(0);
    let (outlets, copies) = (widest(|row| &row.outlets), widest(|row| &row.copies));
    let (wire, first) = (widest(|row| &row.wire), widest(|row| &row.first));
    let others = outlets + copies + wire + first + 8;
    let headline = width.saturating_sub(others).max(LEAST_HEADLINE);
    for row in &rows {
        let line = format!(
            "{:>outlets$}  {:>copies$}  {}  {}  {}",
            row.outlets,
            row.copies,
            padded(&row.wire, wire),
            padded(&row.first, first),
            cut(&row.headline, headline)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let more = listed.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "and {} more", counted(more as u64, "cluster", "clusters"))?;
    }
    Ok(())
}

fn row(findings: &Findings, number: usize) -> ScreenRow {
    let cluster = &findings.clusters[number];
    let lead = findings.articles.get(cluster.copies[0].article);
    let headline = if lead.title.is_empty() { lead.id } else { lead.title };
    let day = |time: String| time.chars().take(10).collect();
    ScreenRow {
        outlets: grouped(cluster.outlets.into()),
        copies: grouped(cluster.copies.len() as u64),
        wire: cut(findings.attribution(cluster.copies[0].article).wire_name(), MOST_WIRE),
        first: lead.published.map(|time| day(time.to_string())).unwrap_or_default(),
        headline: headline.chars().filter(|c| !c.is_control()).collect(),
    }
}

/// A text of at most `width` columns.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used < width
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use wirecopy::pipeline::{self, Settings};
    use wirecopy::progress::NoProgress;

    #[test]
    fn no_line_is_wider_than_the_window() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples");
        let findings = pipeline::scan(&[folder], &Settings::default(), &NoProgress).unwrap();
        for width in [60, 80, 200] {
            let mut out = Vec::new();
            write(&mut out, &findings, width).unwrap();
            let table = String::from_utf8(out).unwrap();
            assert!(table.lines().all(|line| line.width() <= width), "{width}\n{table}");
            assert!(
                table.contains("Ferry runs") && table.contains("Reuters") && table.contains("2031-05-04"),
                "{table}"
            );
        }
    }

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(
            (cut("渡船渡船", 6).as_str(), cut("ferry", 5).as_str(), cut("ferries", 5).as_str()),
            ("渡船…", "ferry", "ferr…")
        );
    }
}
