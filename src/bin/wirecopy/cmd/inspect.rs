//! `wirecopy inspect`: shows what the input holds, without a scan.

use crate::exit::{Outcome, Stdout};
use crate::file_list::FileList;
use crate::flag_names::with_flags;
use crate::global::GlobalFlags;
use crate::numbers::{counted, printable};
use crate::settings::InputFlags;
use crate::survey::{Inspected, Sample};
use crate::{inspect_json, interrupt, survey};
use anyhow::Context;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;
use wirecopy::input::{Counts, DateOrder, Survey};

/// Number of outlets, owners and reasons that are listed.
const MAX_LISTED: usize = 12;
/// Characters of a text that a sample shows.
const SAMPLE_LENGTH: usize = 160;

/// Flags of `inspect`.
#[derive(Debug, clap::Args)]
pub(crate) struct InspectArgs {
    /// Files, folders and indexes to read; - is standard input, as is a pipe where no path is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    list: FileList,
    #[command(flatten)]
    input: InputFlags,
}

impl InspectArgs {
    /// Reads the input, and writes what was recognised.
    pub(crate) fn run(mut self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        self.paths = self.list.sources(self.paths)?;
        let settings = self.input.settings()?;
        global.start_threads()?;
        interrupt::handle()?;
        let inspected = survey::of(&self.paths, &settings, global)?;
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.json {
            serde_json::to_writer_pretty(&mut out, &inspect_json::report(&inspected)).context(Stdout)?;
            writeln!(out).context(Stdout)?;
        } else {
            write_report(&mut out, &inspected).context(Stdout)?;
        }
        out.flush().context(Stdout)?;
        Ok(Outcome::Done)
    }
}

fn write_report(out: &mut impl Write, inspected: &Inspected) -> io::Result<()> {
    let Inspected { survey, counts, samples } = inspected;
    let of_all = |n: u64| format!("{n:>9}  {:>3} %", (100 * n).checked_div(counts.articles).unwrap_or(0));
    let (files, articles) = (counted(counts.files, "file", "files"), counted(counts.articles, "article", "articles"));
    writeln!(out, "{files}, {articles}, {} rejected", counts.rejected)?;
    if counts.skipped > 0 {
        let kinds: Vec<String> = counts.unread.iter().map(|(kind, files)| format!("{files} {kind}")).collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
        writeln!(out, "{} left out{kinds}", counted(counts.skipped, "file", "files"))?;
    }
    if counts.skipped_records > 0 {
        let records = counted(counts.skipped_records, "record that is no article", "records that are no articles");
        writeln!(out, "{records} left out")?;
    }
    if !counts.formats.is_empty() {
        writeln!(out, "\nArticles by format")?;
        for (format, articles) in &counts.formats {
            writeln!(out, "  {format:<12}{}", of_all(*articles))?;
        }
        writeln!(out, "\nFields found")?;
        for (field, articles) in survey.fields.iter().filter(|(name, n)| **name != "owner" || **n > 0) {
            writeln!(out, "  {field:<12}{}", of_all(*articles))?;
        }
    }
    write_dates(out, survey, counts)?;
    write_extractions(out, survey)?;
    write_largest(out, "Outlets", &survey.outlets)?;
    write_largest(out, "Owners", &survey.owners)?;
    write_reasons(out, survey)?;
    samples.iter().try_for_each(|sample| write_sample(out, sample))
}

fn write_extractions(out: &mut impl Write, survey: &Survey) -> io::Result<()> {
    if !survey.extractions.is_empty() {
        writeln!(out, "\nText of HTML pages")?;
    }
    for (how, pages) in &survey.extractions {
        let meaning = match *how {
            "body" => "the body of the article",
            "fallback" => "all visible text, as no body was found",
            _ => "all visible text, as requested",
        };
        writeln!(out, "  {pages:>9}  {meaning}")?;
    }
    Ok(())
}

fn write_reasons(out: &mut impl Write, survey: &Survey) -> io::Result<()> {
    if survey.rejects.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nRejected, by reason")?;
    let mut reasons: Vec<_> = survey.rejects.iter().collect();
    reasons.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(b.0)));
    for (reason, (times, first)) in reasons.iter().take(MAX_LISTED) {
        let reason = with_flags(reason);
        writeln!(out, "  {times:>9}  {reason}\n             first: {}", printable(first))?;
    }
    write_more(out, reasons.len())
}

fn write_dates(out: &mut impl Write, survey: &Survey, counts: &Counts) -> io::Result<()> {
    let [days, minutes] = survey.days_and_minutes;
    if days + minutes + survey.undecided_dates + counts.dates_unread == 0 {
        return Ok(());
    }
    writeln!(out, "\nDates")?;
    writeln!(out, "  {minutes:>9}  to the minute")?;
    writeln!(out, "  {days:>9}  to the day")?;
    if survey.undecided_dates > 0 {
        let meaning = "day or month first? the outlet's other dates do not say, so they are left out";
        writeln!(out, "  {:>9}  {meaning}", survey.undecided_dates)?;
    }
    if counts.dates_unread > 0 {
        writeln!(out, "  {:>9}  could not be read", counts.dates_unread)?;
    }
    let month_first = counts.date_orders.values().filter(|order| **order == DateOrder::MonthFirst).count();
    if !counts.date_orders.is_empty() {
        let day_first = counts.date_orders.len() - month_first;
        writeln!(out, "  of numeric dates: {day_first} outlets write the day first, {month_first} the month")?;
    }
    Ok(())
}

fn write_largest(out: &mut impl Write, heading: &str, names: &HashMap<String, u64>) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let mut names: Vec<_> = names.iter().collect();
    names.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    writeln!(out, "\n{heading} ({})", names.len())?;
    for (name, articles) in names.iter().take(MAX_LISTED) {
        let name = if name.is_empty() { "(not known)" } else { name };
        writeln!(out, "  {articles:>9}  {}", printable(name))?;
    }
    write_more(out, names.len())
}

fn write_more(out: &mut impl Write, all: usize) -> io::Result<()> {
    if all > MAX_LISTED { writeln!(out, "             and {} more", all - MAX_LISTED) } else { Ok(()) }
}

fn write_sample(out: &mut impl Write, sample: &Sample) -> io::Result<()> {
    let article = &sample.article;
    let published = article.published.map(|p| p.to_string()).unwrap_or_default();
    let words: Vec<&str> = article.text.split_whitespace().collect();
    let mut start: String = words.join(" ").chars().take(SAMPLE_LENGTH).collect();
    if start.len() < article.text.trim().len() {
        start.push('…');
    }
    let words = counted(sample.words as u64, "word", "words");
    let text = if sample.has_text { format!("{words}: {start}") } else { format!("{words}, kept as hashes") };
    writeln!(out, "\nSample: {}", printable(&article.id))?;
    for (name, value) in [
        ("outlet", &article.outlet),
        ("title", &article.title),
        ("byline", &article.byline),
        ("published", &published),
        ("url", &article.url),
        ("language", &article.language.as_str().to_owned()),
        ("text", &text),
    ] {
        if !value.is_empty() {
            let shown: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            writeln!(out, "  {name:<10}  {}", shown.trim_end())?;
        }
    }
    Ok(())
}
