//! The fields of an article of LexisNexis, by the place of its blocks.
//!
//! Above the body stand the outlet and the date, centred, then the headline, then named fields of which the last is
//! mostly the length. Below the body stand named fields and the copyright, centred. A block is a run of lines without a
//! blank one, wrapped at some 80 columns.

use super::article::{ExportedArticle, date_line, is_byline, is_copyright, is_word_count};
use super::labels::{NexisLabel, label_in_capitals};

/// The lines of a block.
type Block<'t> = Vec<&'t str>;

/// The article in a text without its count. `is_centred` tells whether lines are centred by blanks.
pub(super) fn article(text: &str, is_centred: bool) -> ExportedArticle {
    let mut head = ArticleHead { has_length: false, is_centred, ..ArticleHead::default() };
    let blocks = blocks(text);
    // some files have the length below the body
    head.has_length = (0..blocks.len()).any(|at| is_length(blocks[at][0]) && !is_below(&blocks, at));
    let mut at = 0;
    let mut body: Vec<String> = Vec::new();
    while let Some(block) = blocks.get(at) {
        if let Some((NexisLabel::Body, value)) = label_in_capitals(block[0]) {
            let rest = std::iter::once(value).chain(block[1..].iter().copied());
            body.extend(Some(joined(rest)).filter(|text| !text.is_empty()));
            at += 1;
            break;
        }
        if !head.take(block) {
            break;
        }
        at += 1;
    }
    let end = tail_start(&blocks, at);
    body.extend(blocks[at..end].iter().map(|block| joined(block.iter().copied())));
    let mut article = head.into_article();
    take_tail(&mut article, &blocks[end..]);
    article.paragraphs = body;
    article
}

/// The runs of lines that are not blank.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut block = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.trim_start().is_empty() {
            block.push(line);
        } else if !block.is_empty() {
            blocks.push(std::mem::take(&mut block));
        }
    }
    blocks.extend(Some(block).filter(|block| !block.is_empty()));
    blocks
}

/// Lines as a paragraph.
fn joined<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let lines: Vec<&str> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

fn is_length(line: &str) -> bool {
    matches!(label_in_capitals(line), Some((NexisLabel::Length, _))) || is_word_count(line)
}

/// What was read above the body.
#[derive(Default)]
struct ArticleHead {
    article: ExportedArticle,
    /// Whether the article gives its length, up to which all is above the body.
    has_length: bool,
    is_centred: bool,
    is_past_length: bool,
    is_past_outlet: bool,
    has_date: bool,
    /// Blocks after the headline.
    others: Vec<String>,
}

impl ArticleHead {
    /// Takes a block that is above the body. Returns whether it is.
    fn take(&mut self, block: &[&str]) -> bool {
        let first = block[0].trim();
        if let Some((label, value)) = label_in_capitals(first) {
            let value = joined(std::iter::once(value).chain(block[1..].iter().copied()));
            match label {
                NexisLabel::Length => self.is_past_length = true,
                NexisLabel::Byline => self.article.byline = value,
                NexisLabel::Headline => self.article.title = value,
                NexisLabel::Url => self.article.url = value,
                // below a body that is missing
                NexisLabel::LoadDate | NexisLabel::Closing | NexisLabel::Language => return false,
                NexisLabel::Body | NexisLabel::Index | NexisLabel::Other => {}
            }
            return true;
        }
        // a field of a language whose names are not known; a headline comes before all fields
        if self.has_length && !self.is_past_length && !self.article.title.is_empty() && is_field(first) {
            return true;
        }
        if is_word_count(first) && block.len() == 1 {
            self.is_past_length = true;
            return true;
        }
        if self.is_past_length {
            return false;
        }
        // the first line of a centred block may take the whole width
        let is_indented = self.is_centred && block.last().is_some_and(|line| line.starts_with([' ', '\t']));
        let date = block.iter().find_map(|line| date_line(line));
        if is_copyright(first) {
            self.article.copyright = joined(block.iter().copied());
            // the outlet may stand on the line below
            let last = block[block.len() - 1].trim();
            if block.len() > 1 && !self.is_past_outlet && first.ends_with(last) {
                self.article.outlet = last.to_owned();
                self.is_past_outlet = true;
            }
        } else if first.starts_with("http://") || first.starts_with("https://") {
            self.article.url = first.to_owned();
        } else if date.is_some() && (is_indented || !self.has_date) {
            // an outlet may stand on the line above
            if !self.is_past_outlet && block.len() > 1 && date_line(first).is_none() {
                self.article.outlet = first.to_owned();
            }
            (self.has_date, self.is_past_outlet) = (true, true);
            self.article.dates.offer(0, date.unwrap_or_default());
        } else if !self.is_past_outlet && is_month_or_season(first) {
            // no day
        } else if !self.is_past_outlet {
            self.is_past_outlet = true;
            self.article.outlet = first.to_owned();
        } else if is_indented {
            // the edition
        } else if self.article.title.is_empty() {
            self.article.title = joined(block.iter().copied());
        } else if self.has_length || block.len() == 1 && is_name(first) {
            self.others.push(joined(block.iter().copied()));
        } else {
            return false;
        }
        true
    }

    fn into_article(mut self) -> ExportedArticle {
        for other in self.others {
            if self.article.byline.is_empty() && is_name(&other) {
                self.article.byline = other;
            } else {
                self.article.title = format!("{} {other}", self.article.title);
            }
        }
        self.article
    }
}

/// Whether a line names a month or a season and a year, as magazines are dated.
fn is_month_or_season(line: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    line.split_whitespace().count() <= 3 && line.split_whitespace().next_back().is_some_and(is_year)
}

/// Whether a line begins with a name in capitals and a colon.
fn is_field(line: &str) -> bool {
    const MAX_CHARS: usize = 24;
    line.split_once(':').is_some_and(|(name, _)| {
        (3..=MAX_CHARS).contains(&name.chars().count())
            && name.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '-' | '/'))
    })
}

/// Whether a line may be the name of an author.
fn is_name(line: &str) -> bool {
    const MAX_WORDS: usize = 5;
    is_byline(line) || line.split_whitespace().count() <= MAX_WORDS && !line.ends_with(['.', '!', '?', ':'])
}

/// Where the fields below the body begin.
fn tail_start(blocks: &[Block<'_>], start: usize) -> usize {
    let last_closing = blocks.iter().rposition(closes);
    let has_later =
        |at: usize| last_closing.is_some_and(|last| last > at) || blocks[at..].iter().any(ends_in_copyright);
    let is_label = |at: usize| label_in_capitals(blocks[at][0]).is_some();
    let found = (start..blocks.len()).find(|&at| {
        let block = &blocks[at];
        let is_index = matches!(label_in_capitals(block[0]), Some((NexisLabel::Index | NexisLabel::Url, _)));
        closes(block)
            || is_index && has_later(at)
            || (ends_in_copyright(block) || is_length(block[0]) && is_label(at)) && is_below(blocks, at)
    });
    let mut end = found.unwrap_or(blocks.len());
    // other fields may stand above these
    while found.is_some() && end > start && is_label(end - 1) {
        end -= 1;
    }
    end
}

fn ends_in_copyright(block: &Block<'_>) -> bool {
    is_copyright(block[0])
}

/// Whether a block is a field that stands only below a body.
fn closes(block: &Block<'_>) -> bool {
    match label_in_capitals(block[0]) {
        Some((NexisLabel::LoadDate, value)) => date_line(value).is_some(),
        Some((NexisLabel::Closing | NexisLabel::Language, value)) => block.len() <= 2 && value.len() <= 80,
        _ => false,
    }
}

/// Whether a block is below the body: no text follows it, at least not before a field that closes the article.
fn is_below(blocks: &[Block<'_>], at: usize) -> bool {
    let is_text = |block: &Block<'_>| label_in_capitals(block[0]).is_none() && !block[0].starts_with([' ', '\t']);
    let after = blocks[at + 1..].iter();
    !after.take_while(|block| !closes(block) && !ends_in_copyright(block)).any(is_text)
}

fn take_tail(article: &mut ExportedArticle, blocks: &[Block<'_>]) {
    for block in blocks {
        match label_in_capitals(block[0]) {
            Some((NexisLabel::Url, value)) if article.url.is_empty() => value.clone_into(&mut article.url),
            Some((NexisLabel::Byline, value)) if article.byline.is_empty() => value.clone_into(&mut article.byline),
            Some((NexisLabel::Language, value)) => value.clone_into(&mut article.language),
            Some(_) => {}
            None if is_copyright(block[0]) && article.copyright.is_empty() => {
                article.copyright = joined(block.iter().copied());
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_dutch_article_with_named_headline_and_body() {
        let text = "\n    Copyright 2031 De Lamp\n\n    De Lamp\n\n    4. Februari 2031\n\n\
                    LENGTE: 30 words\n\nKOP: Veerboot loopt vast\n\nAUTEUR: HOLM, ANN\n\nTEKST:\n\n\n\
                    Van onze redactie\n\n\
                    QUILL BAY, dinsdag\n\n\nDe veerboot liep\nvast.\n\nPUB-TYPE: Paper\n\nTAAL: Dutch\n\n\
                    LOAD-DATE: February 6, 2031\n";
        let article = article(text, true);
        assert_eq!(
            (&*article.title, &*article.outlet, &*article.byline),
            ("Veerboot loopt vast", "De Lamp", "HOLM, ANN")
        );
        assert_eq!(article.paragraphs, ["Van onze redactie", "QUILL BAY, dinsdag", "De veerboot liep vast."]);
        assert_eq!((&*article.copyright, &*article.language), ("Copyright 2031 De Lamp", "Dutch"));
        assert_eq!(article.dates.in_order().next().as_deref(), Some("4. Februari 2031"));
    }

    #[test]
    fn an_article_without_length_begins_below_its_headline() {
        let article =
            article("   The Lamp\n\n   May 4, 2031 Sunday\n\nFerry aground\n\nNobody was hurt.\n\nIt sails.\n", true);
        assert_eq!((&*article.title, article.paragraphs.len()), ("Ferry aground", 2));
        // a field with a name that is known only inside of the body stays
        let text = "   The Lamp\n\n   May 4, 2031\n\nFerry\n\nLENGTH: 9 words\n\nPERSON: Ann said.\n\nMore.\n";
        assert_eq!(super::article(text, true).paragraphs, ["More."]);
    }

    #[test]
    fn the_outlet_may_stand_below_the_copyright_and_a_day_be_missing() {
        let text = "   Copyright 2031 De Lamp\n          De Lamp\n\n   4 februari 2031\n\nLENGTE: 9 words\n\n\
                    KOP: Veerboot\n\n\
                    TEKST:\n\nVast.\n\nTAAL: Dutch\n\nLOAD-DATE: May 6, 2033\n";
        assert_eq!(article(text, true).outlet, "De Lamp");
        let article = article(&text.replace("          De Lamp\n", "").replace("4 februari", "Winter,"), true);
        assert_eq!((&*article.outlet, article.dates.in_order().count()), ("", 0));
    }

    #[test]
    fn section_and_length_may_stand_below_the_body() {
        let text = "   Lamp Wire\n\nFERRY AGROUND\n\n   15. April 2031\n\nIlse Dorn\n\nORTSZEILE: Holm\n\n\n\
            Holm. Nobody was\n\
                    hurt.\n\nIt sails.\n\nRUBRIK: HAFEN; S. 3\n\nL\u{c4}NGE: 382 Woerter\n\nUPDATE: 14. April 2031\n\n\
                    HIGHLIGHT:\n\nThe ferry is free.\n\n   Copyright 2031 Lamp Wire\n";
        let article = article(text, true);
        assert_eq!((&*article.title, &*article.byline), ("FERRY AGROUND", "Ilse Dorn"));
        assert_eq!(article.paragraphs, ["Holm. Nobody was hurt.", "It sails."]);
        assert_eq!(article.copyright, "Copyright 2031 Lamp Wire");
    }
}
