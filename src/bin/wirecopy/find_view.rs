//! Shows the answers of `find`: as lines for a person, as CSV, and as JSON Lines.

use crate::numbers::{counted, grouped};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};
use wirecopy::find::{Answer, Hit};

const HEADING: Style = Style::new().bold();
const PASSAGE: Style = AnsiColor::Green.on_default();
/// Passages of a hit that are shown to a person.
const PASSAGES_SHOWN: usize = 2;
/// Words of a passage that are shown to a person: half of them from its start, half from its end.
const WORDS_SHOWN: usize = 14;
/// Characters of a headline that are shown.
const TITLE_LENGTH: usize = 80;
/// Characters of a credit that are shown.
const CREDIT_LENGTH: usize = 70;

/// Writes the answers for a person.
pub(crate) fn write_table(out: &mut dyn Write, answers: &[Answer]) -> io::Result<()> {
    for (nth, answer) in answers.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        write_head(out, answer)?;
        answer.hits.iter().enumerate().try_for_each(|(nth, hit)| write_hit(out, nth + 1, hit))?;
        let left_out = answer.articles - answer.hits.len() as u64;
        if left_out > 0 {
            let more = counted(left_out, "more article", "more articles");
            writeln!(out, "and {more} (--limit 0 lists all)")?;
        }
    }
    Ok(())
}

fn write_head(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let (name, words, all) = (one_line(&answer.text), answer.words, grouped(answer.articles_searched));
    if !answer.found {
        return writeln!(out, "{HEADING}{name}{HEADING:#} ({words} words): not found in {all} articles");
    }
    writeln!(
        out,
        "{HEADING}{name}{HEADING:#} ({words} words): {} of it in {} of {all} articles, of {}",
        percent(answer.coverage.share),
        grouped(answer.articles),
        counted(answer.outlets, "outlet", "outlets"),
    )?;
    if let Some(first) = &answer.first {
        let ties = match first.ties {
            0 => String::new(),
            ties => format!("; {ties} of other outlets may be as early"),
        };
        writeln!(out, "  first: {} {}{ties}", first.published, outlet(&first.outlet))?;
    }
    if !answer.wire.is_empty() {
        writeln!(out, "  wire: {} ({})", one_line(&answer.wire), answer.wire_certainty)?;
    }
    Ok(())
}

fn write_hit(out: &mut dyn Write, nth: usize, hit: &Hit) -> io::Result<()> {
    let title: String = one_line(&hit.title).chars().take(TITLE_LENGTH).collect();
    let published = if hit.published.is_empty() { "no date" } else { &hit.published };
    writeln!(out, "{nth:>3}. {HEADING}{}{HEADING:#}, {published}: {title}", outlet(&hit.outlet))?;
    writeln!(
        out,
        "     {}: {} of the text, {} of the article; longest passage {} words",
        hit.relation,
        percent(hit.share_of_text),
        percent(hit.share_of_article),
        hit.longest_passage_words
    )?;
    let place = match (&hit.url, hit.row) {
        (url, _) if !url.is_empty() => one_line(url),
        (_, Some(row)) => format!("{}:{row}", one_line(&hit.path)),
        _ => one_line(&hit.path),
    };
    writeln!(out, "     {place}")?;
    if !hit.wire.is_empty() || !hit.credit.is_empty() {
        let credited = if hit.credited.is_empty() { "" } else { ", credited: " };
        let wire = if hit.wire.is_empty() { "none known" } else { &hit.wire };
        let words = if hit.credit.is_empty() { String::new() } else { format!(" ({})", beginning(&hit.credit)) };
        writeln!(out, "     wire: {}{credited}{}{words}", one_line(wire), hit.credited)?;
    }
    for passage in hit.passages.iter().take(PASSAGES_SHOWN) {
        writeln!(out, "     {PASSAGE}“{}”{PASSAGE:#}", shortened(&passage.text))?;
    }
    let left_out = hit.passages.len().saturating_sub(PASSAGES_SHOWN);
    if left_out == 0 {
        return Ok(());
    }
    writeln!(out, "     and {}", counted(left_out as u64, "more passage", "more passages"))
}

fn outlet(name: &str) -> String {
    if name.is_empty() { "unknown outlet".to_owned() } else { one_line(name) }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A text without control characters, so that no input moves the cursor.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn beginning(credit: &str) -> String {
    let mut shown: String = one_line(credit).chars().take(CREDIT_LENGTH).collect();
    if shown.chars().count() < credit.chars().count() {
        shown.push('…');
    }
    shown
}

fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() <= WORDS_SHOWN {
        return text.to_owned();
    }
    let half = WORDS_SHOWN / 2;
    format!("{} […] {}", words[..half].join(" "), words[words.len() - half..].join(" "))
}

/// The columns of [`write_csv`].
const COLUMNS: [&str; 18] = [
    "text",
    "rank",
    "article_id",
    "outlet",
    "published",
    "title",
    "url",
    "relation",
    "share_of_text",
    "share_of_article",
    "shared_words",
    "longest_passage_words",
    "wire",
    "wire_certainty",
    "credited",
    "credit",
    "path",
    "passages",
];

/// Writes one row for each hit. A text that is found nowhere has none.
pub(crate) fn write_csv(out: &mut dyn Write, answers: &[Answer]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for answer in answers {
        for (nth, hit) in answer.hits.iter().enumerate() {
            let passages: Vec<&str> = hit.passages.iter().map(|passage| &*passage.text).collect();
            let path = hit.row.map_or_else(|| hit.path.clone(), |row| format!("{}:{row}", hit.path));
            table.write_record([
                &*answer.text,
                &(nth + 1).to_string(),
                &hit.article_id,
                &hit.outlet,
                &hit.published,
                &hit.title,
                &hit.url,
                hit.relation,
                &hit.share_of_text.to_string(),
                &hit.share_of_article.to_string(),
                &hit.shared_words.to_string(),
                &hit.longest_passage_words.to_string(),
                &hit.wire,
                hit.wire_certainty,
                hit.credited,
                &hit.credit,
                &path,
                &passages.join(" […] "),
            ])?;
        }
    }
    table.flush()
}

/// Writes one JSON object for each text.
pub(crate) fn write_jsonl(out: &mut dyn Write, answers: &[Answer]) -> io::Result<()> {
    for answer in answers {
        serde_json::to_writer(&mut *out, answer)?;
        writeln!(out)?;
    }
    Ok(())
}
