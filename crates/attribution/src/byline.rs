//! Bylines: the people and the agency named between a headline and its story.

use super::lines;
use super::spot::{SHALLOW, Spot};
use super::words::{after_by, bare, ends_with_by, is_people, low};

const STAFF: [&str; 24] = [
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

/// What the people of an agency call themselves behind its name: `AP Basketball Writer`.
const ROLES: [&str; 10] = [
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

/// Whether a line's end is a role: few words, the last of them one of [`ROLES`].
fn is_role(tail: &str) -> bool {
    tail.split_whitespace().count() <= 5
        && tail.rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(|word| ROLES.contains(&low(word).as_str()))
}

/// A byline: `By JANE DOE, Name`, `Jane Doe, Name`, `Name • July 15`, `Posted …, by Name`; whether it is sure.
pub(super) fn byline(spot: Spot<'_>, before: &str, after: &str, mark: bool) -> Option<bool> {
    let tail = bare(after);
    let tail_ok = tail.is_empty()
        || lines::is_date(tail)
        || is_role(tail)
        || low(tail) == "on"
        || after_by(tail).is_some_and(|people| is_people(people) || people.contains(" - "))
        || tail.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|w| STAFF.contains(&low(w).as_str()))
            && tail.split_whitespace().count() <= 8
        || after.trim_start().starts_with(['|', '•', '/', '·', '—']) && tail.len() <= 60
        || before.trim().is_empty() && after.trim_start().starts_with(',') && is_people(tail)
        || tail.starts_with("via ");
    if before.contains('@') || after.contains('@') {
        return None;
    }
    // `Jane Doe is an Associated Press writer.` closes a story cut by the outlet.
    let head = before.trim_end();
    let head_low = low(head);
    if (head_low.ends_with(" is an") || head_low.ends_with(" is a") || head_low.ends_with(" are"))
        && is_people(head.rsplit_once(" is ").or_else(|| head.rsplit_once(" are")).map_or("", |p| p.0))
    {
        return (!tail.is_empty() && tail_ok && spot.depth() >= 2).then_some(true);
    }
    if !tail_ok {
        return None;
    }
    let the = head
        .strip_suffix("The")
        .or_else(|| head.strip_suffix("the"))
        .or_else(|| head.strip_suffix("THE"))
        .map_or(head, str::trim_end);
    let near = spot.depth() <= SHALLOW;
    if ends_with_by(the) {
        if head_low.starts_with("comment") || head_low.starts_with("photo") {
            return None;
        }
        return Some(near);
    }
    if let Some(people) = after_by(the) {
        let names = bare(people);
        let joined =
            !mark || names.is_empty() || is_role(tail) || the.ends_with([',', '|', '/', '-', '–', '—', '•', '(', ';']);
        return (joined && (names.is_empty() || is_people(names))).then_some(true);
    }
    let names = bare(the);
    if names.is_empty() {
        // The name alone. In the head of a story it is the byline, further down a link or a photograph's.
        // Right below the headline it is one, whatever follows.
        let below_title = (1..=2).contains(&spot.at) && spot.depth() == 0 && !mark;
        let alone = near && (spot.heads_a_story() || below_title) && !spot.before_a_caption();
        return alone
            .then_some(true)
            .or((near && !mark && !spot.before_a_caption() && spot.depth() <= 1).then_some(false));
    }
    let joined = !mark || the.ends_with([',', '|', '/', '—', '•']);
    // `For Smith and Name` can be a headline.
    let title = spot.at == 0 && !the.ends_with([',', '|', '·', '•']);
    if joined && !title && is_people(names) && near && spot.heads_a_story() && !spot.before_a_caption() {
        return Some(true);
    }
    None
}
