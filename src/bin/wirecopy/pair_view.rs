//! Shows two articles: the figures of the pair, and both texts in one order, with shared and unshared passages marked.

use crate::reread::ReadArticle;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};
use std::ops::Range;
use wirecopy::article::{Article, Published};
use wirecopy::pipeline::Settings;
use wirecopy::text::{Token, token_spans};
use wirecopy::verify::{Segment, ShingleTable, TemplateDetector, covered_words, longest_run, passages, segments};

const SHARED: Style = AnsiColor::Green.on_default();
const ONLY_A: Style = AnsiColor::Red.on_default();
const ONLY_B: Style = AnsiColor::Blue.on_default();
const HEADING: Style = Style::new().bold();

/// Words that are shown at each end of a long passage of one article only.
const WORDS_AT_ENDS: usize = 12;

/// An article with its tokens, and the place of each token in the text.
struct TokenisedArticle<'a> {
    article: &'a Article,
    tokens: &'a [Token],
    spans: Vec<Range<usize>>,
    has_text: bool,
}

impl<'a> TokenisedArticle<'a> {
    fn new(read: &'a ReadArticle) -> Self {
        let spans = token_spans(&read.article.text);
        TokenisedArticle { article: &read.article, tokens: &read.tokens, spans, has_text: read.has_text }
    }

    /// The text of some tokens, on one line and without control characters; nothing where the text is not known.
    fn text(&self, tokens: Range<usize>) -> String {
        let (Some(first), Some(last)) = (self.spans.get(tokens.start), self.spans.get(tokens.end.saturating_sub(1)))
        else {
            return String::new();
        };
        let is_part_of_sentence = |c: char| ".,;:!?\"”’)".contains(c);
        let end = last.end + self.article.text[last.end..].find(|c| !is_part_of_sentence(c)).unwrap_or(0);
        let text = &self.article.text[first.start..end.max(first.start)];
        one_line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The text of some tokens; of a long passage only both ends, unless `is_full`.
    fn shortened_text(&self, tokens: Range<usize>, is_full: bool) -> String {
        if is_full || tokens.len() <= 2 * WORDS_AT_ENDS + 4 {
            return self.text(tokens);
        }
        let start = self.text(tokens.start..tokens.start + WORDS_AT_ENDS);
        let end = self.text(tokens.end - WORDS_AT_ENDS..tokens.end);
        format!("{start} […] {end}")
    }
}

/// Writes the figures of a pair, and both texts as one.
pub(crate) fn write_pair(
    out: &mut dyn Write,
    a: &ReadArticle,
    b: &ReadArticle,
    settings: &Settings,
    is_full: bool,
) -> io::Result<()> {
    let (a, b) = (TokenisedArticle::new(a), TokenisedArticle::new(b));
    write_heading(out, "A", &a)?;
    write_heading(out, "B", &b)?;
    write_figures(out, &a, &b, settings)?;
    let shared = passages(a.tokens, b.tokens, settings.core.shingle.size);
    for segment in segments(&shared, a.tokens.len(), b.tokens.len()) {
        let (style, mark, label, text) = match segment {
            Segment::Shared(p) => {
                let label = format!("both, {}: A {}, B {}", words(p.a.len()), places(&p.a), places(&p.b));
                (SHARED, '=', label, if a.has_text { a.text(p.a) } else { b.text(p.b) })
            }
            Segment::OnlyA(range) => {
                (ONLY_A, '-', format!("only A, {}", words(range.len())), a.shortened_text(range, is_full))
            }
            Segment::OnlyB(range) => {
                (ONLY_B, '+', format!("only B, {}", words(range.len())), b.shortened_text(range, is_full))
            }
        };
        writeln!(out, "\n{HEADING}{mark} {label}{HEADING:#}")?;
        if !text.is_empty() {
            writeln!(out, "{style}{text}{style:#}")?;
        }
    }
    write_unknown(out, &[("A", &a), ("B", &b)])
}

/// Says which texts are not known, and how they would be.
fn write_unknown(out: &mut dyn Write, articles: &[(&str, &TokenisedArticle<'_>)]) -> io::Result<()> {
    let unknown = || articles.iter().filter(|(_, shown)| !shown.has_text);
    if unknown().next().is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "\nThe index keeps no texts, only hashes of the words (wirecopy index create --keep-text keeps them), and the \
         files that\nit was made of are not there as they were:"
    )?;
    for (name, shown) in unknown() {
        let row = shown.article.row.map(|row| format!(", row {row}")).unwrap_or_default();
        writeln!(out, "  {name}  {}{row}", one_line(&shown.article.path))?;
    }
    Ok(())
}

fn write_heading(out: &mut dyn Write, name: &str, shown: &TokenisedArticle<'_>) -> io::Result<()> {
    let Article { id, outlet, title, published, .. } = shown.article;
    let published = published.map(|time| time.to_string()).unwrap_or_default();
    let fields = [id.as_str(), outlet, &published, title];
    let known: Vec<&str> = fields.into_iter().filter(|field| !field.is_empty()).collect();
    writeln!(out, "{HEADING}{name}{HEADING:#}  {} · {}", one_line(&known.join(" · ")), words(shown.tokens.len()))
}

fn write_figures(
    out: &mut dyn Write,
    a: &TokenisedArticle<'_>,
    b: &TokenisedArticle<'_>,
    settings: &Settings,
) -> io::Result<()> {
    let mut table = ShingleTable::new(settings.core.shingle);
    table.build(a.tokens);
    let shared = table.compare(b.tokens, None);
    let (overlap, spread) = (shared.overlap, shared.spread);
    let verdict = match settings.core.matching.accepts(overlap, || spread) {
        true if overlap.jaccard() < 1.0 && are_of_one_template(a, b) => "two reports from one template",
        true => "a match",
        false => "no match",
    };
    writeln!(
        out,
        "\n{HEADING}{verdict}{HEADING:#}: score H {:.3}, weighted by its spread of {:.2} {:.3}, of at least {}; \
         {} shared shingles, of at least {}",
        overlap.score(),
        spread.mean(),
        overlap.score() * spread.weight(),
        settings.core.matching.threshold,
        overlap.shared,
        settings.core.matching.min_shared
    )?;
    let size = settings.core.shingle.size;
    writeln!(
        out,
        "Jaccard {:.3}; {:.1} % of A is in B ({}), {:.1} % of B is in A ({}); longest run {}",
        overlap.jaccard(),
        100.0 * overlap.containment_a(),
        words(covered_words(a.tokens, b.tokens, size) as usize),
        100.0 * overlap.containment_b(),
        words(covered_words(b.tokens, a.tokens, size) as usize),
        words(longest_run(a.tokens, b.tokens) as usize)
    )
}

fn are_of_one_template(a: &TokenisedArticle<'_>, b: &TokenisedArticle<'_>) -> bool {
    let times = [a, b].map(|shown| shown.article.published.map(Published::possible_minutes));
    TemplateDetector::default().agreement(a.tokens, b.tokens, || times).is_none()
}

/// The text without control characters, which could change the terminal.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn words(n: usize) -> String {
    if n == 1 { "1 word".to_owned() } else { format!("{n} words") }
}

/// The first and the last token of a passage, counted from 1.
fn places(tokens: &Range<usize>) -> String {
    format!("{}–{}", tokens.start + 1, tokens.end)
}
