//! The fields above a text, between lines of `---` (YAML) or `+++` (TOML): as crawlers, static site generators and note
//! takers write them.

use crate::fields::{Field, FieldNames};

/// The fields above a text.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    values: [Option<(u8, String)>; Field::COUNT],
}

impl FrontMatter {
    /// Splits a text into its fields and what is below them. `None` when no field of an article stands above it.
    pub(crate) fn split<'t>(text: &'t str, names: &FieldNames) -> Option<(FrontMatter, &'t str)> {
        let text = text.trim_start_matches('\u{feff}');
        let (fence, ends): (&str, &[&str]) = match text.lines().next()?.trim_end() {
            "---" => ("---", &["---", "..."]),
            "+++" => ("+++", &["+++"]),
            _ => return None,
        };
        let mut found = FrontMatter::default();
        let mut at = text.find('\n')? + 1;
        // the key whose value is in the lines below it
        let mut open: Option<String> = None;
        for line in text[at..].split_inclusive('\n') {
            at += line.len();
            let line = line.trim_end();
            if ends.contains(&line) {
                return found.values.iter().any(Option::is_some).then(|| (found, &text[at..]));
            }
            let inner = line.trim_start();
            if inner.is_empty() || inner.starts_with('#') {
                continue;
            }
            // a list may stand at the margin
            let is_below = line.len() > inner.len() || inner.starts_with("- ");
            if let Some(key) = open.as_ref().filter(|_| is_below) {
                let value = inner.strip_prefix("- ").unwrap_or(inner);
                found.add(names, key, &scalar(value));
                continue;
            }
            if line.len() > inner.len() || inner.starts_with("- ") {
                continue;
            }
            let (key, value) = key_and_value(line, fence)?;
            open = is_open(value).then(|| key.to_owned());
            if open.is_none() {
                found.set(names, key, &scalar(value));
            }
        }
        None
    }

    /// A field; empty where it is not given.
    pub(crate) fn take(&mut self, field: Field) -> String {
        self.values[field as usize].take().map(|(_, value)| value).unwrap_or_default()
    }

    fn set(&mut self, names: &FieldNames, key: &str, value: &str) {
        let Some(ranked) = names.find("", key).filter(|ranked| ranked.field != Field::Text) else { return };
        let held = &mut self.values[ranked.field as usize];
        if !value.is_empty()
            && !matches!(value, "null" | "~" | "None")
            && held.as_ref().is_none_or(|(rank, _)| ranked.rank < *rank)
        {
            *held = Some((ranked.rank, value.to_owned()));
        }
    }

    /// Adds one of several values or lines to a field.
    fn add(&mut self, names: &FieldNames, key: &str, value: &str) {
        let Some(ranked) = names.find("", key).filter(|ranked| ranked.field != Field::Text) else { return };
        match &mut self.values[ranked.field as usize] {
            Some((rank, held)) if *rank == ranked.rank => {
                held.push_str(if ranked.field == Field::Byline { ", " } else { " " });
                held.push_str(value);
            }
            _ => self.set(names, key, value),
        }
    }
}

/// A line of `key: value`, or `key = value`.
fn key_and_value<'l>(line: &'l str, fence: &str) -> Option<(&'l str, &'l str)> {
    const MAX_KEY: usize = 60;
    let (key, value) = line.split_once(if fence == "+++" { '=' } else { ':' }).or_else(|| {
        // the head of a TOML table, whose keys are of something else
        (fence == "+++" && line.starts_with('[')).then_some((line, ""))
    })?;
    let key = key.trim().trim_matches(['"', '\'']);
    // prose has a blank before its colon, and an address none behind it
    let is_key = !key.is_empty() && key.len() <= MAX_KEY && !key.contains("  ");
    (is_key && (value.is_empty() || fence == "+++" || value.starts_with(char::is_whitespace)))
        .then(|| (key, value.trim()))
}

/// Whether the value of a key is in the lines below it.
fn is_open(value: &str) -> bool {
    value.is_empty() || value.starts_with(['|', '>']) && value.len() <= 3
}

/// A value without its quotes, or the items of a list.
fn scalar(value: &str) -> String {
    let value = value.trim();
    match value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(list) => list.split(',').map(unquoted).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", "),
        None => unquoted(value),
    }
}

/// A value without its quotes.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote)
            && let Some(end) = rest.rfind(quote)
        {
            let inner = &rest[..end];
            return if quote == '"' { inner.replace("\\\"", "\"") } else { inner.replace("''", "'") };
        }
    }
    // a comment after the value
    value.split(" #").next().unwrap_or(value).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Columns;

    #[test]
    fn brackets_within_brackets_take_no_stack() {
        let value = format!("{}x{}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(scalar(&value).len(), 399_999);
    }

    fn read(text: &str) -> Option<([String; 5], &str)> {
        let names = FieldNames::new(&Columns::default());
        let (mut found, body) = FrontMatter::split(text, &names)?;
        let fields = [Field::Title, Field::Outlet, Field::Published, Field::Url, Field::Byline];
        Some((fields.map(|field| found.take(field)), body))
    }

    #[test]
    fn reads_fields_as_crawlers_and_site_generators_write_them() {
        let yaml = "---\ntitle: \"Ferry: \\\"aground\\\"\"\nauthor: Ann Holm\nsitename: The Echo # a site\n\
                    url: https://echo.example/1\ndate: 2031-02-04\ncategories: ['a', 'b']\ntext: none\n---\nAground.\n";
        let fields = |fields: [&str; 5]| fields.map(str::to_owned);
        let expected = ["Ferry: \"aground\"", "The Echo", "2031-02-04", "https://echo.example/1", "Ann Holm"];
        assert_eq!(read(yaml), Some((fields(expected), "Aground.\n")));
        let toml = "+++\r\ntitle = 'Ferry aground'\r\ndate = 2031-02-04T10:00:00Z\r\nauthors = [\"Ann\", \"Bo\"]\r\n\
                    [extra]\r\n+++\r\nAground.";
        let expected = ["Ferry aground", "", "2031-02-04T10:00:00Z", "", "Ann, Bo"];
        assert_eq!(read(toml), Some((fields(expected), "Aground.")));
        let lists = "---\nauthors:\n  - Ann\n  - Bo\ntitle: >\n  Ferry\n  aground\ntags:\n- a\n---\n";
        assert_eq!(read(lists), Some((fields(["Ferry aground", "", "", "", "Ann, Bo"]), "")));
    }

    #[test]
    fn leaves_rules_in_a_text_alone() {
        for text in [
            "---\nA ferry ran aground.\n---\nNobody was hurt.",
            "---\ntitle: no end\nx",
            "title: a\n---\n",
            "---\nfoo: a\n---\n",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn splits_any_text_without_panic(
            lines in proptest::collection::vec("(---|[+]{3}|[a-zé:='\"\\[\\] >|#-]{0,12})", 0..8)
        ) {
            let _ = (read(&format!("---\n{}", lines.join("\n"))), read(&format!("+++\n{}\n+++", lines.join("\n"))));
        }
    }
}
