//! Nexis Uni: the fields of an article in the lines of a document.
//!
//! An article is its headline, its outlet, its date and the copyright, one a line, then fields such as `Section:` and
//! `Length:`, a line `Body`, the text, `Classification` with index terms, `Load-Date:` and `End of Document`. Several
//! articles in one file follow a cover page with a list of contents.

use super::article::{ExportedArticle, date_line, is_copyright};
use super::labels::{NexisLabel, is_body_mark, label};
use crate::sink::Sink;

/// The line that ends an article, in the languages of the site.
const ENDS: [&str; 10] = [
    "end of document",
    "ende des dokuments",
    "ende des dokumentes",
    "fin du document",
    "fin de document",
    "fin del documento",
    "einde van document",
    "einde van het document",
    "fine del documento",
    "fim do documento",
];
/// Lines that begin what stands below the body.
const CLASSIFICATIONS: [&str; 7] = [
    "classification",
    "klassifikation",
    "klassifizierung",
    "clasificación",
    "classificatie",
    "classificazione",
    "classificação",
];
const GRAPHICS: [&str; 6] = ["graphic", "grafik", "graphique", "gráfico", "afbeelding", "grafica"];

/// Whether a line ends an article.
pub(in crate::formats) fn is_end(line: &str) -> bool {
    is_one_of(line, &ENDS)
}

/// Whether lines are an article, though no line ends it: the file is cut.
pub(in crate::formats) fn is_article(lines: &[String]) -> bool {
    let has_length = |line: &String| matches!(label(line), Some((NexisLabel::Length, _)));
    lines.iter().any(|line| is_body_mark(line)) && lines.iter().any(has_length)
}

/// Whether lines are a cover page alone, which the site puts beside articles that are a file each: `Documents (3)`, and
/// as many numbered headlines.
pub(in crate::formats) fn is_cover(lines: &[String]) -> bool {
    let number_of = |line: &String| {
        let (_, number) = line.trim().strip_suffix(')')?.rsplit_once(" (")?;
        number.parse::<usize>().ok().filter(|count| (1..=1000).contains(count))
    };
    let Some((at, count)) = lines.iter().enumerate().find_map(|(at, line)| Some((at, number_of(line)?))) else {
        return false;
    };
    let is_listed = |(line, number): (&String, usize)| line.trim().starts_with(&format!("{number}."));
    let listed = lines[at + 1..].iter().filter(|line| line.trim().starts_with(|c: char| c.is_ascii_digit()));
    at < 12 && listed.zip(1..=count).filter(|&pair| is_listed(pair)).count() == count
}

fn is_one_of(line: &str, names: &[&str]) -> bool {
    const MAX_BYTES: usize = 40;
    let line = line.trim();
    line.len() <= MAX_BYTES && !line.is_empty() && names.contains(&&*line.to_lowercase())
}

/// Makes the article of these lines, of which the blank ones part paragraphs. Returns whether the lines are one.
pub(in crate::formats) fn parse(lines: &[String], row: Option<u64>, sink: &mut Sink<'_>) -> bool {
    let Some(body) = body_start(lines) else { return false };
    let mut article = ExportedArticle::default();
    read_head(&mut article, &lines[..body]);
    let below = body + tail_start(&lines[body..]);
    if let Some(value) = lines[below..].iter().find_map(|line| match label(line) {
        Some((NexisLabel::Url, value)) => Some(value),
        _ => None,
    }) {
        value.clone_into(&mut article.url);
    }
    let mut outside = lines[..body].iter().chain(&lines[below..]);
    if let Some(language) = outside.find_map(|line| match label(line) {
        Some((NexisLabel::Language, value)) => Some(value),
        _ => None,
    }) {
        language.clone_into(&mut article.language);
    }
    article.paragraphs = lines[body..below].to_vec();
    article.finish(row, sink);
    true
}

/// The first line of the body: after a line `Body`, else after the fields of the head.
fn body_start(lines: &[String]) -> Option<usize> {
    if let Some(mark) = lines.iter().position(|line| is_body_mark(line)) {
        return Some(mark + 1);
    }
    let is_field = |line: &String| matches!(label(line), Some((NexisLabel::Length | NexisLabel::Byline, _)));
    Some(lines.iter().rposition(is_field)? + 1)
}

/// Reads what stands above the body. A cover page may stand before it, so the date is looked for from the end.
fn read_head(article: &mut ExportedArticle, head: &[String]) {
    let is_date = |line: &&String| label(line).is_none() && !is_copyright(line) && date_line(line).is_some();
    let date = head.iter().rposition(|line| is_date(&line));
    let above = date.map(|date| lines_above(head, date)).unwrap_or_default();
    if let Some(date) = date {
        article.dates.offer(0, date_line(&head[date]).unwrap_or_default());
        match above[..] {
            [] => {}
            // the headline alone, where the archive does not name the outlet
            [title] => head[title].clone_into(&mut article.title),
            [outlet, ref titles @ ..] => {
                head[outlet].clone_into(&mut article.outlet);
                let titles: Vec<&str> = titles.iter().rev().map(|&at| head[at].trim()).collect();
                article.title = titles.join(" ");
            }
        }
    } else if let Some(title) = head.iter().find(|line| !line.trim().is_empty() && label(line).is_none()) {
        title.clone_into(&mut article.title);
    }
    for line in &head[date.unwrap_or(0)..] {
        match label(line) {
            Some((NexisLabel::Byline, value)) => value.clone_into(&mut article.byline),
            Some((NexisLabel::Url, value)) => value.clone_into(&mut article.url),
            None if is_copyright(line) => line.trim().clone_into(&mut article.copyright),
            _ => {}
        }
    }
}

/// The outlet and the lines of the headline above a date, from below.
fn lines_above(head: &[String], date: usize) -> Vec<usize> {
    const MAX_LINES: usize = 4;
    let is_blank = |at: usize| head[at].trim().is_empty();
    let mut found = Vec::new();
    let mut blanks = 0;
    for at in (0..date).rev() {
        if is_blank(at) {
            blanks += 1;
            // one blank line may part the fields, but not two lines of a headline
            if blanks > 1 || found.len() > 1 {
                break;
            }
            continue;
        }
        // the lines of a cover page are fields
        let is_cover = found.len() > 1 && (blanks > 0 || head[at].contains(':')) || is_listed(&head[at], head, &found);
        if is_cover || found.len() == MAX_LINES {
            break;
        }
        blanks = 0;
        found.push(at);
    }
    found
}

/// Whether a line is one of the list of contents on a cover page: a number, and the headline of an article. The first
/// article may follow without a blank line.
fn is_listed(line: &str, head: &[String], title: &[usize]) -> bool {
    let line = line.trim();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let Some(listed) = line[digits..].strip_prefix('.').filter(|_| (1..=4).contains(&digits)) else { return false };
    // a headline may begin with a number, but not with that of a list and the same words
    title.len() > 1 && (listed.starts_with([' ', '\t', '\u{a0}']) || title.iter().any(|&at| head[at].trim() == listed))
}

/// Where the text ends in the lines from the body on.
fn tail_start(lines: &[String]) -> usize {
    let mut end = lines.iter().position(|line| is_end(line)).unwrap_or(lines.len());
    let is_load_date = |line: &String| matches!(label(line), Some((NexisLabel::LoadDate, value)) if value.len() <= 60);
    if let Some(at) = lines[..end].iter().rposition(is_load_date) {
        end = at;
    }
    for names in [&CLASSIFICATIONS[..], &GRAPHICS] {
        if let Some(at) = lines[..end].iter().rposition(|line| is_one_of(line, names)) {
            end = at;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Parsed;

    fn read(text: &str) -> Parsed {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        Sink::collect("a.docx", |sink| assert!(parse(&lines, Some(1), sink)))
    }

    #[test]
    fn reads_the_last_head_above_the_body_past_a_cover_page() {
        let cover = "Date and Time: Friday, 5. July 2019 09:31:00 CEST\nJob Number: 1\n1. Ferry aground\n\
                     Client/Matter: -None-\nQuellen: The Lamp; Content Type: News\n\n\n\n";
        let story = "Ferry aground off Holm\nThe Lamp(Quill Bay)\nJuly 1, 2031 Monday 9:20 AM GMT\n\n\
                     Copyright 2031 Lamp Ltd All Rights Reserved\n\nSection: PORTS\nLength: 12 words\n\
                     Byline:\u{a0}Ann Holm\n\
                     Body\n\nNobody was hurt.\n\nIt sails again.\nGraphic\n\nA ferry.\nClassification\n\n\
                     Language: ENGLISH\n\
                     Load-Date: July 2, 2031\n\nEnd of Document\n";
        let list = "Documents (2)\n1. Ferry aground off Holm\n2. Sheep found\n";
        for text in [format!("{cover}{story}"), story.to_owned(), format!("{list}{story}")] {
            let parsed = read(&text);
            let article = &parsed.articles[0];
            assert_eq!((&*article.title, &*article.outlet), ("Ferry aground off Holm", "The Lamp (Quill Bay)"));
            assert_eq!((&*article.byline, &*article.text), ("Ann Holm", "Nobody was hurt.\n\nIt sails again."));
            assert_eq!(article.copyright_holder, "Lamp Ltd All Rights Reserved");
            assert_eq!(article.published.unwrap().to_string(), "2031-07-01T09:20Z");
        }
    }

    #[test]
    fn a_cover_page_alone_is_known_by_its_numbers() {
        let is_cover = |text: &str| is_cover(&text.lines().map(str::to_owned).collect::<Vec<_>>());
        assert!(is_cover("User Name: A\nDokumente (2)\n1. Ferry aground\nClient: -\n2. Sheep found\n"));
        assert!(!is_cover("Dokumente (2)\n1. Ferry aground\nNobody was hurt.\n"));
        assert!(!is_cover("Ferry (2)\nNobody was hurt.\n"));
        assert!(!is_cover(""));
    }

    #[test]
    fn an_outlet_may_be_missing_and_a_body_empty() {
        let parsed = read("\n\nFerry aground\nJuly 1, 2031 Monday\nLength: 3 words\nBody\nNobody was hurt.\n");
        assert_eq!((&*parsed.articles[0].title, &*parsed.articles[0].outlet), ("Ferry aground", ""));
        let parsed = read("Ferry: no harm\n\nThe Lamp\n\nJuly 1, 2031\nBody\nNobody was hurt.\n");
        assert_eq!((&*parsed.articles[0].title, &*parsed.articles[0].outlet), ("Ferry: no harm", "The Lamp"));
        let parsed = read("Ferry\nThe Lamp\nJuly 1, 2031\nBody\n\nLoad-Date: July 2, 2031\nEnd of Document\n");
        assert!(parsed.rejected[0].reason.contains("no body of \"Ferry\""), "{:?}", parsed.rejected);
    }
}
