//! Bylines: people and an agency named between a headline and its story.

use crate::context::{LineContext, MAX_DEPTH, NameInLine};
use crate::credit::Certainty;
use crate::editions::is_country;
use crate::words::{ends_with_byline_start, has_verb, is_date, is_people, strip_byline_start, trim_punctuation};

/// First words of what follows an agency's name in a byline: `AP Diplomatic Writer`, `Associated Press in Rome`.
const STAFF_WORDS: [&str; 24] = [
    "writer",
    "reporter",
    "staff",
    "correspondent",
    "editor",
    "diplomatic",
    "national",
    "sports",
    "business",
    "political",
    "science",
    "medical",
    "white",
    "news",
    "newspapers",
    "bureau",
    "service",
    "columnist",
    "analyst",
    "chief",
    "special",
    "international",
    "religion",
    "agency",
];

/// Last words of an agency's people's titles: `AP Basketball Writer`.
const TITLES: [&str; 10] = [
    "writer",
    "writers",
    "reporter",
    "reporters",
    "columnist",
    "columnists",
    "editor",
    "editors",
    "correspondent",
    "correspondents",
];

/// Recognises `By JANE DOE, Name`, `Jane Doe, Name`, `Name • July 15` and `Posted …, by Name`.
pub(crate) fn byline(context: &LineContext<'_>, name: &NameInLine<'_>) -> Option<Certainty> {
    if name.before.contains('@') || name.after.contains('@') {
        return None;
    }
    let before = name.before.trim_end();
    let title = trim_punctuation(name.after);
    let may_end_so = may_end_byline(name);
    if ends_with_people_and_verb(before) {
        let is_author_note = !title.is_empty() && may_end_so && context.depth() >= 2;
        return is_author_note.then_some(Certainty::Sure);
    }
    if !may_end_so {
        return None;
    }
    // a byline has no verb and no colon but that of a label: `Mayor tells Name`, `Name: the ferry is late`
    if has_verb(before) || has_verb(name.after) || name.after.trim_start().starts_with([':', '：']) {
        return None;
    }
    let before = ["The", "the", "THE"].iter().find_map(|the| before.strip_suffix(the)).map_or(before, str::trim_end);
    let is_near_head = context.depth() <= MAX_DEPTH;
    if ends_with_byline_start(before) {
        let is_other =
            name.before.to_lowercase().starts_with("comment") || name.before.to_lowercase().starts_with("photo");
        return (!is_other).then(|| Certainty::sure_if(is_near_head));
    }
    if let Some(people) = strip_byline_start(before) {
        let people = trim_punctuation(people);
        let is_separated = before.ends_with([',', '|', '/', '-', '–', '—', '•', '(', ';']);
        let is_joined = !name.is_mark || people.is_empty() || is_title(title) || is_separated;
        return (is_joined && (people.is_empty() || is_people(people))).then_some(Certainty::Sure);
    }
    let people = trim_punctuation(before);
    if people.is_empty() {
        // a full stop ends the last words of a sentence that was broken into lines
        return if name.after.trim() == "." { None } else { name_alone(context, name.is_mark) };
    }
    let is_separated = before.ends_with([',', '|', '/', '—', '•', '–', '،', '、', '／', '｜']);
    // without capitals a line without a separator can be a sentence
    let has_capitals = people.chars().any(char::is_uppercase);
    let is_joined = is_separated || !name.is_mark && has_capitals;
    // `For Smith and Name` can be a headline
    let is_headline = context.index == 0 && !before.ends_with([',', '|', '·', '•']);
    let is_byline = is_joined
        && !is_headline
        && is_people(people)
        && is_near_head
        && context.is_above_story()
        && !context.is_above_caption();
    is_byline.then_some(Certainty::Sure)
}

/// Whether a line ends with `Jane Doe is a`, before `Name writer`: such a line closes a story that the outlet cut.
fn ends_with_people_and_verb(before: &str) -> bool {
    let lower_case = before.to_lowercase();
    let ends_with_verb = [" is an", " is a", " are"].iter().any(|verb| lower_case.ends_with(verb));
    let people = before.rsplit_once(" is ").or_else(|| before.rsplit_once(" are"));
    ends_with_verb && people.is_some_and(|(people, _)| is_people(people))
}

/// Whether a byline can end with the text after the name.
fn may_end_byline(name: &NameInLine<'_>) -> bool {
    let after = name.after.trim_start();
    let tail = trim_punctuation(name.after);
    let first_word = || tail.split(|c: char| !c.is_alphanumeric()).next().map(str::to_lowercase);
    tail.is_empty()
        || is_date(tail)
        || is_title(tail)
        || is_country(tail)
        || tail.to_lowercase() == "on"
        || strip_byline_start(tail).is_some_and(|people| is_people(people) || people.contains(" - "))
        || first_word().is_some_and(|word| STAFF_WORDS.contains(&word.as_str())) && is_staff(tail)
        || after.starts_with(['|', '•', '/', '·', '—']) && tail.len() <= 60
        || name.before.trim().is_empty() && after.starts_with(',') && is_people(tail)
        || tail.starts_with("via ")
}

/// Whether a text that starts with a word of [`STAFF_WORDS`] has only such words, perhaps before a place, a date or an
/// outlet: `Staff Writer in Rome`, `News Service | July 15`. `Reporter Killed in Storm` is a headline.
fn is_staff(text: &str) -> bool {
    let is_word = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        STAFF_WORDS.contains(&word.to_lowercase().as_str()) || TITLES.contains(&word.to_lowercase().as_str())
    };
    let words: Vec<&str> = text.split_whitespace().take(9).collect();
    let staff = words.iter().take_while(|word| is_word(word)).count();
    let ends_part = staff > 0 && words[staff - 1].ends_with([',', ';', '.', ':']);
    let starts_part = words.get(staff).is_none_or(|next| {
        let next = next.to_lowercase();
        next.starts_with(|c: char| !c.is_alphabetic()) || ["in", "at", "for", "via", "on"].contains(&next.as_str())
    });
    words.len() <= 8 && (ends_part || starts_part)
}

/// Whether a text of a few words ends with a title.
fn is_title(text: &str) -> bool {
    let last = text.rsplit(|c: char| !c.is_alphanumeric()).next();
    text.split_whitespace().count() <= 5 && last.is_some_and(|word| TITLES.contains(&word.to_lowercase().as_str()))
}

/// A name on a line of its own: a byline right below the headline or above the story, a link or a photograph's credit
/// further down.
fn name_alone(context: &LineContext<'_>, is_mark: bool) -> Option<Certainty> {
    if context.depth() > MAX_DEPTH || context.is_above_caption() {
        return None;
    }
    let is_below_headline = (1..=2).contains(&context.index) && context.depth() == 0 && !is_mark;
    if is_below_headline || context.is_above_story() {
        return Some(Certainty::Sure);
    }
    (!is_mark && context.depth() <= 1).then_some(Certainty::Likely)
}
