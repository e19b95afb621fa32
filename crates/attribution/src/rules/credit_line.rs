//! Credits at the end of a story (copyright, source and closing lines) and notes on contributions.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::strip_closing_bracket;
use crate::context::{LineContext, NameInLine, Role, is_prose};
use crate::credit::{Certainty, CreditKind};
use crate::editions::is_country;
use crate::page::{ceil_char_boundary, floor_char_boundary};
use crate::words::{has_verb, is_date, starts_with_ignoring_case, trim_punctuation};

/// Words that say that an agency contributed to an outlet's own text.
const CONTRIBUTION_WORDS: [&str; 28] = [
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

/// Recognises `Name contributed to this report`, `With reporting by Name` and `Name writers … contributed`. The last is
/// the form in which an agency's own stories end.
pub(crate) fn contribution(name: &NameInLine<'_>) -> Option<Role> {
    // the words are near the name; several people may be named between them
    let head = &name.before[ceil_char_boundary(name.before, name.before.len().saturating_sub(90))..];
    let tail = &name.after[..floor_char_boundary(name.after, 240)];
    let words = contribution_words()?;
    if !words.is_match(head) && !words.is_match(tail) {
        return None;
    }
    let next_words = tail.trim_start_matches(['\'', '’', 's']).trim_start().split(' ').take(3);
    let has_staff = next_words.into_iter().any(|next| {
        ["writer", "journalist", "reporter", "correspondent", "staff"]
            .iter()
            .any(|word| starts_with_ignoring_case(next, word))
    });
    if has_staff && name.before.trim().len() <= 4 && tail.contains("ontribut") {
        return Some(Role::Credit { kind: CreditKind::OwnWriter, certainty: Certainty::Likely });
    }
    // a sentence can have the words far from the name: `aid workers, Reuters said, contributed`
    let is_near = trim_punctuation(name.before).len() <= 80 || tail.len() <= 60;
    is_near.then_some(Role::Contribution)
}

fn contribution_words() -> Option<&'static AhoCorasick> {
    static WORDS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let build = || {
        let kind = Some(AhoCorasickKind::DFA);
        AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(CONTRIBUTION_WORDS).ok()
    };
    WORDS.get_or_init(build).as_ref()
}

/// Recognises `© 2016 Name` and `Copyright 2018 by Name. All rights reserved`.
pub(crate) fn copyright(name: &NameInLine<'_>) -> Option<Certainty> {
    let sign = copyright_signs()?.find(name.before)?;
    let (opening, between) = (&name.before[..sign.start()], name.before[sign.end()..].to_lowercase());
    let mut is_sure = true;
    for word in between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match word {
            "by" | "the" | "c" | "copyright" | "and" | "associated" | "press" | "dpa" => {}
            // `© Thomson Reuters` is the footer of a feed as well as of a site
            "thomson" => is_sure = false,
            number if number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit()) => {}
            _ => return None,
        }
    }
    let follows_sentence = opening.trim_end().ends_with(['.', ')', '|', '"', '”', '—', '&', '™']);
    if !trim_punctuation(opening).is_empty() && !follows_sentence {
        return None;
    }
    let has_year_or_rights = between.bytes().any(|b| b.is_ascii_digit())
        || name.after.to_lowercase().contains("right")
        || name.after.bytes().any(|b| b.is_ascii_digit());
    Some(Certainty::sure_if(is_sure && has_year_or_rights))
}

fn copyright_signs() -> Option<&'static AhoCorasick> {
    static SIGNS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let build = || AhoCorasick::builder().ascii_case_insensitive(true).build(["©", "copyright", "(c)", "&copy;"]).ok();
    SIGNS.get_or_init(build).as_ref()
}

/// Words before the name in a source line, in lower case.
const SOURCE_LABELS: [&str; 34] = [
    "المصدر",
    "مصدر",
    "منبع",
    "स्रोत",
    "출처",
    "מקור",
    "πηγή",
    "(from",
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
];

/// Words after the name in `published from a Name feed`.
const FEED_WORDS: [&str; 5] = ["feed", "syndicated feed", "news feed", "wire feed", "news service."];

/// Recognises `Source: Name`, `Distributed by Name` and `published from a Name feed`.
pub(crate) fn is_source_line(name: &NameInLine<'_>) -> bool {
    if name.line.len() > 400 {
        return false;
    }
    let ends_line = trim_punctuation(name.after).len() <= 40;
    let is_feed = FEED_WORDS.iter().any(|words| starts_with_ignoring_case(name.after.trim_start(), words));
    if !ends_line && !is_feed {
        return false;
    }
    let before = name.before.to_lowercase();
    let before =
        before.trim_end_matches(|c: char| c.is_whitespace() || ":-–—|：(".contains(c)).trim_end_matches(" the");
    // `the national news agency, Name, reported` is a sentence
    if has_verb(name.after) {
        return false;
    }
    let is_separated =
        name.before.contains([':', '：', '|', '-', '—']) || before.ends_with(" by") || !before.contains(' ');
    let is_agency = before == "agency" && name.before.contains([':', '：']);
    let is_label = |label: &&str| {
        before.strip_suffix(*label).is_some_and(|head| {
            head.is_empty() && !name.before.trim().is_empty()
                || head.ends_with([' ', '(', '.', '|']) && (label.ends_with("by") || name.line.len() < 80)
        })
    };
    ends_line && is_separated && (is_agency || SOURCE_LABELS.iter().any(is_label)) || is_feed && before.contains("from")
}

/// Words before the name of a publisher that lets others print its texts.
const REPUBLISHED_FROM: [&str; 9] = [
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

/// Recognises `This article is republished from Name …` and `This story originally appeared on Name.`
pub(crate) fn is_republication_note(name: &NameInLine<'_>) -> bool {
    let before = name.before.trim().to_lowercase();
    let before = before.strip_suffix(" the").unwrap_or(&before);
    let subject = before.strip_prefix("this ").or_else(|| before.strip_prefix("the ")).unwrap_or("");
    ["article", "story", "piece", "report", "column", "essay"].iter().any(|text| subject.starts_with(text))
        && REPUBLISHED_FROM.iter().any(|words| before.ends_with(words))
}

/// Whether a line has a name and a date: `Coastal Wire, posted at 2:40 pm on July 15, 2018`.
pub(crate) fn is_before_date(name: &NameInLine<'_>) -> bool {
    name.before.trim().is_empty() && is_date(name.after.trim())
}

/// Whether a line names the video service of an agency: `Coastal Wire Videos`.
pub(crate) fn is_video_provider(name: &NameInLine<'_>) -> bool {
    name.before.trim().is_empty() && ["video", "videos"].contains(&trim_punctuation(name.after).to_lowercase().as_str())
}

/// Whether a name is alone on its line, or joined to others: `Sapa`, `AFP/Reuters`, `Sapa-AFP`, `Reuters - Ap - Afp`,
/// `Reuters India`.
pub(crate) fn is_alone(name: &NameInLine<'_>) -> bool {
    let is_joint = |c: char| "/-–,&|".contains(c);
    let is_name = |part: &str| part.len() <= 24 && !part.contains(' ') && part.starts_with(char::is_uppercase);
    let are_other_names = |part: &str, joint: Option<char>| {
        part.is_empty()
            || joint.is_some_and(is_joint)
                && part.trim_matches(|c: char| is_joint(c) || c == ' ').split(is_joint).map(str::trim).all(is_name)
    };
    let (before, after) = (name.before.trim(), name.after.trim().trim_end_matches('.'));
    let is_edition = is_country(after) && !name.is_mark;
    are_other_names(before, before.chars().next_back()) && (is_edition || are_other_names(after, after.chars().next()))
}

/// Recognises a mark that closes a text: `… (Reuters)`, `— dpa`, `(完) 新华社`.
pub(crate) fn closing_mark(name: &NameInLine<'_>) -> Option<Certainty> {
    const SENTENCE_ENDS: [char; 7] = ['.', '!', '?', '"', '”', '»', '。'];
    let before = name.before.trim_end();
    if let Some(rest) = strip_closing_bracket(name.before, name.after) {
        let is_alone = before.len() <= 3;
        let follows_sentence = before.trim_end_matches(['(', '[', '/']).trim_end().ends_with(SENTENCE_ENDS);
        let closes_text = trim_punctuation(rest).is_empty() && (is_alone || follows_sentence && name.line.len() >= 60);
        return closes_text.then_some(Certainty::Sure);
    }
    let follows_dash =
        before.ends_with(['—', '–', '―']) || before.ends_with(" -") || before == "-" || before.ends_with("--");
    if !trim_punctuation(name.after).is_empty() || !follows_dash {
        return None;
    }
    let body = before.trim_end_matches(|c: char| c.is_whitespace() || "-–—―".contains(c));
    let follows_sentence = body.is_empty() || body.ends_with(['.', '!', '?', '"', '”', '»', ')']);
    follows_sentence.then(|| Certainty::sure_if(!name.is_mark || is_prose(name.line) || body.is_empty()))
}

/// Whether the line of a closing mark is among the last of its page.
pub(crate) fn is_near_end(context: &LineContext<'_>) -> bool {
    context.lines.last().is_some_and(|last| last.depth <= context.line().depth + 4)
}
