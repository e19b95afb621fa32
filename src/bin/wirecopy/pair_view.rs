//! Two articles before a person's eyes: the figures, and the text in order, with what both have and what one has marked.

use anstyle::{AnsiColor, Style};
use std::io::{self, Write};
use std::ops::Range;
use wirecopy::article::{Article, Published};
use wirecopy::pipeline::Settings;
use wirecopy::text::{TokenisedText, Tokeniser, token_spans};
use wirecopy::verify::{Segment, ShingleTable, TemplateDetector, covered_words, longest_run, passages, segments};

const SHARED: Style = AnsiColor::Green.on_default();
const ONLY_A: Style = AnsiColor::Red.on_default();
const ONLY_B: Style = AnsiColor::Blue.on_default();
const HEAD: Style = Style::new().bold();

/// Words shown at each end of a long stretch that only one article has.
const ENDS: usize = 12;

/// One article, ready to be shown.
struct Shown<'a> {
    article: &'a Article,
    tokens: TokenisedText,
    spans: Vec<Range<usize>>,
}

impl<'a> Shown<'a> {
    fn new(article: &'a Article) -> Self {
        let mut tokens = TokenisedText::default();
        Tokeniser::default().tokenise(&article.text, &mut tokens);
        Shown { article, tokens, spans: token_spans(&article.text) }
    }

    /// The text from the first to the last token of a stretch, on one line and without control characters.
    fn text(&self, range: Range<usize>) -> String {
        let (Some(first), Some(last)) = (self.spans.get(range.start), self.spans.get(range.end.saturating_sub(1)))
        else {
            return String::new();
        };
        // the mark that ends a sentence belongs to it
        let end = last.end + self.article.text[last.end..].find(|c: char| !".,;:!?\"”’)".contains(c)).unwrap_or(0);
        let text = &self.article.text[first.start..end.max(first.start)];
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().filter(|c| !c.is_control()).collect()
    }

    /// The same, with the middle of a long stretch left out.
    fn ends(&self, range: Range<usize>, full: bool) -> String {
        if full || range.len() <= 2 * ENDS + 4 {
            return self.text(range);
        }
        let (first, last) = (range.start..range.start + ENDS, range.end - ENDS..range.end);
        format!("{} […] {}", self.text(first), self.text(last))
    }
}

/// Writes the figures of a pair and both texts as one.
pub(crate) fn write_pair(
    out: &mut dyn Write,
    a: &Article,
    b: &Article,
    settings: &Settings,
    full: bool,
) -> io::Result<()> {
    let (a, b) = (Shown::new(a), Shown::new(b));
    head(out, "A", &a)?;
    head(out, "B", &b)?;
    figures(out, &a, &b, settings)?;
    let shared = passages(&a.tokens.tokens, &b.tokens.tokens, settings.core.shingle.size);
    for segment in segments(&shared, a.tokens.tokens.len(), b.tokens.tokens.len()) {
        let (style, mark, label, text) = match segment {
            Segment::Shared(p) => {
                let place = format!("both, {}: A {}, B {}", words(p.a.len()), place(&p.a), place(&p.b));
                (SHARED, '=', place, a.text(p.a))
            }
            Segment::OnlyA(range) => (ONLY_A, '-', format!("only A, {}", words(range.len())), a.ends(range, full)),
            Segment::OnlyB(range) => (ONLY_B, '+', format!("only B, {}", words(range.len())), b.ends(range, full)),
        };
        writeln!(out, "\n{HEAD}{mark} {label}{HEAD:#}\n{style}{text}{style:#}")?;
    }
    Ok(())
}

fn head(out: &mut dyn Write, name: &str, shown: &Shown<'_>) -> io::Result<()> {
    let Article { id, outlet, title, published, .. } = shown.article;
    let published = published.map(|time| time.to_string()).unwrap_or_default();
    let fields = [id.as_str(), outlet, &published, title];
    let known: Vec<&str> = fields.into_iter().filter(|field| !field.is_empty()).collect();
    let line: String = known.join(" · ").chars().filter(|c| !c.is_control()).collect();
    writeln!(out, "{HEAD}{name}{HEAD:#}  {line} · {}", words(shown.tokens.tokens.len()))
}

fn figures(out: &mut dyn Write, a: &Shown<'_>, b: &Shown<'_>, settings: &Settings) -> io::Result<()> {
    let (ta, tb) = (&a.tokens.tokens, &b.tokens.tokens);
    let mut table = ShingleTable::new(settings.core.shingle);
    table.build(ta);
    let shared = table.compare(tb, None);
    let (overlap, spread) = (shared.overlap, shared.spread);
    let verdict = match settings.core.matching.accepts(overlap, || spread) {
        true if overlap.jaccard() < 1.0 && are_of_one_template(a, b) => "one template, two reports",
        true => "a match",
        false => "no match",
    };
    writeln!(
        out,
        "\n{HEAD}{verdict}{HEAD:#}: score H {:.3}, by its spread of {:.2} weighted to {:.3}, and {} is needed; {} shingles shared, and {} are needed",
        overlap.score(),
        spread.mean(),
        overlap.score() * spread.weight(),
        settings.core.matching.threshold,
        overlap.shared,
        settings.core.matching.min_shared
    )?;
    writeln!(
        out,
        "Jaccard {:.3}; {:.1} % of A is in B ({}), {:.1} % of B is in A ({}); longest run {}",
        overlap.jaccard(),
        100.0 * overlap.containment_a(),
        words(covered_words(ta, tb, settings.core.shingle.size) as usize),
        100.0 * overlap.containment_b(),
        words(covered_words(tb, ta, settings.core.shingle.size) as usize),
        words(longest_run(ta, tb) as usize)
    )
}

fn are_of_one_template(a: &Shown<'_>, b: &Shown<'_>) -> bool {
    let times = [a, b].map(|shown| shown.article.published.map(Published::possible_minutes));
    TemplateDetector::default().agreement(&a.tokens.tokens, &b.tokens.tokens, || times).is_none()
}

fn words(n: usize) -> String {
    if n == 1 { "1 word".to_owned() } else { format!("{n} words") }
}

/// Where a stretch stands, counted from 1.
fn place(range: &Range<usize>) -> String {
    format!("{}–{}", range.start + 1, range.end)
}
