//! Credits that stand apart from a story's head: copyright, source and closing lines; and contributions, which are none.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::dateline::closes_bracket;
use super::lines;
use super::spot::{CreditKind, Meaning};
use super::words::{bare, low, starts_ci};

/// What says that an agency gave a part of an outlet's own story.
const CONTRIBUTED: [&str; 28] = [
    "contribut",
    "with reporting",
    "reporting from",
    "reports from",
    "with files from",
    "material from",
    "information from",
    "inputs from",
    "input from",
    "additional reporting",
    "used in this report",
    "reports by",
    "wire reports",
    "wire services",
    "con información de",
    "con informacion de",
    "avec l'",
    "(avec ",
    "(met ",
    "(med ",
    "(con ",
    "mit material",
    "mit informationen",
    "con informazioni",
    "com informações",
    "(mit ",
    "(with ",
    "information for",
];

fn contributed_words() -> Option<&'static AhoCorasick> {
    static WORDS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    WORDS
        .get_or_init(|| {
            AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(CONTRIBUTED).ok()
        })
        .as_ref()
}

pub(super) fn contribution(before: &str, after: &str, mark: bool) -> Option<Meaning> {
    // The words stand near the name; many people may be named between.
    let head = &before[lines::ceil(before, before.len().saturating_sub(90))..];
    let tail = &after[..lines::floor(after, 240)];
    let words = contributed_words()?;
    let told = words.is_match(head) || words.is_match(tail);
    if !told {
        return None;
    }
    let own = tail.trim_start_matches(['\'', '’', 's']).trim_start();
    let people = ["writer", "journalist", "reporter", "correspondent", "staff"]
        .iter()
        .any(|w| own.split(' ').take(3).any(|x| starts_ci(x, w)));
    // The agency's own stories end so: `Associated Press writers Jane Doe in Rome and John Doe in Oslo contributed …`
    if people && before.trim().len() <= 4 && tail.contains("ontribut") && !mark {
        return Some(Meaning::Credit { kind: CreditKind::OwnWriter, sure: false });
    }
    // In a sentence the words may stand far from the name: `aid workers, Reuters said, contributed`
    let near = bare(before).len() <= 80 || tail.len() <= 60;
    near.then_some(Meaning::Contributed)
}

fn copyright_signs() -> Option<&'static AhoCorasick> {
    static SIGNS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    SIGNS
        .get_or_init(|| {
            AhoCorasick::builder().ascii_case_insensitive(true).build(["©", "copyright", "(c)", "&copy;"]).ok()
        })
        .as_ref()
}

/// `© 2016 Name`, `Copyright 2018 by Name. All rights reserved`; whether it is sure.
pub(super) fn copyright(before: &str, after: &str) -> Option<bool> {
    let sign = copyright_signs()?.find(before)?;
    let (opening, between) = (&before[..sign.start()], low(&before[sign.end()..]));
    let mut sure = true;
    for word in between.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        match word {
            "by" | "the" | "c" | "copyright" | "and" | "associated" | "press" | "dpa" => {}
            // A site's feed, or its footer: the same words either way.
            "thomson" => sure = false,
            number if number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit()) => {}
            _ => return None,
        }
    }
    // The sign must open the line or follow a sentence.
    let opens = bare(opening).is_empty() || opening.trim_end().ends_with(['.', ')', '|', '"', '”', '—', '&', '™']);
    if !opens {
        return None;
    }
    let year = between.bytes().any(|b| b.is_ascii_digit())
        || low(after).contains("right")
        || after.bytes().any(|b| b.is_ascii_digit());
    Some(sure && year)
}

const SOURCE: [&str; 27] = [
    "source",
    "sources",
    "source:",
    "quelle",
    "quelle:",
    "fuente",
    "fuente:",
    "fonte",
    "fonte:",
    "bron",
    "kilde",
    "källa",
    "источник",
    "来源",
    "出典",
    "distributed by",
    "provided by",
    "syndicated by",
    "kaynak",
    "forrás",
    "źródło",
    "zdroj",
    "izvor",
    "sursa",
    "lähde",
    "джерело",
    "agency",
];

/// `Source: Name`, `Distributed by Name`, `published from a Name feed`.
pub(super) fn is_source(before: &str, after: &str, len: usize) -> bool {
    if len > 400 {
        return false;
    }
    let tail = after.trim_start();
    let feed =
        ["feed", "syndicated feed", "news feed", "wire feed", "news service."].iter().any(|w| starts_ci(tail, w));
    let closes = bare(after).len() <= 40;
    if !closes && !feed {
        return false;
    }
    let head = low(before);
    let head = head.trim_end_matches(|c: char| c.is_whitespace() || ":-–—|：(".contains(c)).trim_end_matches(" the");
    let labelled = before.contains([':', '：', '|', '-', '—']) || head.ends_with(" by") || !head.contains(' ');
    if closes
        && labelled
        && SOURCE.iter().any(|s| {
            head.strip_suffix(s).is_some_and(|h| {
                h.is_empty() && !before.trim().is_empty()
                    || h.ends_with([' ', '(', '.', '|']) && (s.ends_with("by") || len < 80)
            })
        })
    {
        return true;
    }
    feed && head.contains("from")
}

/// Words before the name of a service that lets others print its texts.
const PRINTED_BEFORE: [&str; 9] = [
    "republished from",
    "originally published by",
    "originally published on",
    "originally published in",
    "originally appeared on",
    "originally appeared in",
    "first published by",
    "first published on",
    "first appeared on",
];

/// `This article is republished from Name under a licence.`, `This story originally appeared on Name.`
pub(super) fn is_republished(before: &str) -> bool {
    let head = low(before.trim());
    let head = head.strip_suffix(" the").unwrap_or(&head);
    let told = head.strip_prefix("this ").or_else(|| head.strip_prefix("the ")).unwrap_or("");
    ["article", "story", "piece", "report", "column", "essay"].iter().any(|text| told.starts_with(text))
        && PRINTED_BEFORE.iter().any(|words| head.ends_with(words))
}

/// Whether a name stands alone on its line, or beside others after a joint: `Sapa`, `AFP/Reuters`, `Sapa-AFP`.
pub(super) fn is_alone(before: &str, after: &str) -> bool {
    let other = |part: &str, joint: Option<char>| {
        part.is_empty()
            || joint.is_some_and(|c| "/-,&".contains(c))
                && part.len() <= 24
                && part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count() == 1
                && part.chars().any(char::is_uppercase)
    };
    let (head, tail) = (before.trim(), after.trim().trim_end_matches('.'));
    other(head, head.chars().next_back()) && other(tail, tail.chars().next())
}

/// A mark that closes a text: `… (Reuters)`, `— dpa`, `(完) 新华社`; whether it is sure.
pub(super) fn closing_mark(before: &str, after: &str, len: usize, mark: bool) -> Option<bool> {
    let head = before.trim_end();
    let rest = after.trim();
    if let Some(rest) = closes_bracket(before, after) {
        let alone = head.len() <= 3;
        let prose = head.trim_end_matches(['(', '[', '/']).trim_end().ends_with(['.', '!', '?', '"', '”', '»', '。']);
        return (bare(rest).is_empty() && (alone || prose && len >= 60)).then_some(true);
    }
    if !bare(rest).is_empty() {
        return None;
    }
    let dashed = head.ends_with(['—', '–', '―']) || head.ends_with(" -") || head == "-" || head.ends_with("--");
    let body = head.trim_end_matches(|c: char| c.is_whitespace() || "-–—―".contains(c));
    let closes = body.is_empty() || body.ends_with(['.', '!', '?', '"', '”', '»', ')']);
    (dashed && closes).then_some(!mark || len >= lines::PROSE || body.is_empty())
}
