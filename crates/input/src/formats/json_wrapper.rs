//! Finds the list of records in a JSON object around it, as services answer: `{"status": "ok", "articles": [{…}]}`.

use std::sync::LazyLock;

use serde::de::IgnoredAny;

use crate::fields::{Columns, Field, FieldNames};

/// Keys above the list, at most.
const MAX_DEPTH: usize = 3;
/// Bytes at the start of a file in which the list must begin.
const HEAD_BYTES: usize = 64 << 10;

/// The position of the bracket that opens the list. `None` when the object is a record itself, or holds no list of
/// records that begins early in it.
pub(crate) fn list_start(head: &[u8]) -> Option<usize> {
    let head = &head[..head.len().min(HEAD_BYTES)];
    let start = head.iter().position(|byte| *byte == b'{')?;
    let is_first = head[..start].iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf));
    if !is_first { None } else { Search { head }.object(start + 1, 0).ok()? }
}

struct Search<'h> {
    head: &'h [u8],
}

/// The object is a record itself.
struct IsRecord;

impl Search<'_> {
    /// Searches an object whose brace is before `at`.
    fn object(&self, mut at: usize, depth: usize) -> Result<Option<usize>, IsRecord> {
        let mut found = None;
        loop {
            let Some((key, value)) = self.key(at) else { return Ok(found) };
            let first = self.head.get(value);
            let field = usual().find("", &key).map(|field| field.field);
            if depth == 0 && field == Some(Field::Text) && first == Some(&b'"') {
                return Err(IsRecord);
            }
            if found.is_none() {
                found = match first {
                    Some(b'[') if self.is_list_of_records(value) => Some(value),
                    Some(b'{') if depth + 1 < MAX_DEPTH => self.object(value + 1, depth + 1)?,
                    _ => None,
                };
            }
            let Some(end) = self.skip(value) else { return Ok(found) };
            match self.next(end) {
                Some((b',', after)) => at = after,
                _ => return Ok(found),
            }
        }
    }

    /// The key at `at`, and the position of its value.
    fn key(&self, at: usize) -> Option<(String, usize)> {
        let (b'"', _) = self.next(at)? else { return None };
        let start = self.next(at)?.1 - 1;
        let mut keys = serde_json::Deserializer::from_slice(self.head.get(start..)?).into_iter::<String>();
        let key = keys.next()?.ok()?;
        let (b':', after) = self.next(start + keys.byte_offset())? else { return None };
        Some((key, self.next(after)?.1 - 1))
    }

    /// Whether the list at this bracket begins with an object that has a text, or an address and a headline.
    fn is_list_of_records(&self, bracket: usize) -> bool {
        let Some((b'{', mut at)) = self.next(bracket + 1) else { return false };
        let mut known = 0;
        while let Some((key, value)) = self.key(at) {
            match usual().find("", &key).map(|field| field.field) {
                Some(Field::Text) => return true,
                Some(Field::Title | Field::Url | Field::Published) => known += 1,
                _ => {}
            }
            if usual().is_parent("", &key) && self.head.get(value) == Some(&b'{') && self.has_text(value + 1) {
                return true;
            }
            let Some((b',', after)) = self.skip(value).and_then(|end| self.next(end)) else { break };
            at = after;
        }
        known >= 2
    }

    /// Whether the object whose brace is before `at` has a text.
    fn has_text(&self, mut at: usize) -> bool {
        while let Some((key, value)) = self.key(at) {
            if usual().find("", &key).is_some_and(|field| field.field == Field::Text) {
                return true;
            }
            let Some((b',', after)) = self.skip(value).and_then(|end| self.next(end)) else { return false };
            at = after;
        }
        false
    }

    /// The position after the value at `at`; `None` when it does not end in the head.
    fn skip(&self, at: usize) -> Option<usize> {
        let mut values = serde_json::Deserializer::from_slice(self.head.get(at..)?).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let end = at + values.byte_offset();
        // a number may go on after the head
        (end < self.head.len()).then_some(end)
    }

    /// The next byte that is not white space, and the position after it.
    fn next(&self, at: usize) -> Option<(u8, usize)> {
        let rest = self.head.get(at..)?;
        let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        Some((*rest.get(space)?, at + space + 1))
    }
}

/// The usual names: columns that the user chose are in records that have some of these as well.
fn usual() -> &'static FieldNames {
    static NAMES: LazyLock<FieldNames> = LazyLock::new(|| FieldNames::new(&Columns::default()));
    &NAMES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_list_below_some_keys() {
        for (json, list) in [
            (r#"{"status": "ok", "n": 2, "articles": [{"title": "t", "content": "c"}]}"#, "[{\"title\""),
            (
                r#"{"response": {"total": 1, "results": [{"webUrl": "u", "fields": {"bodyText": "b"}}]}}"#,
                "[{\"webUrl\"",
            ),
            (r#"{"took": 1, "hits": {"hits": [{"_id": "1", "_source": {"text": "x"}}]}}"#, "[{\"_id\""),
            (r#"{"posts": [{"thread": {"site": "x", "social": {"a": []}}, "text": "x"}]}"#, "[{\"thread\""),
            (r#"{"articles": [{"url": "u", "title": "t", "seendate": "20310204T100000Z"}]}"#, "[{\"url\""),
        ] {
            assert_eq!(list_start(json.as_bytes()), json.find(list), "{json}");
        }
    }

    #[test]
    fn a_record_with_lists_in_it_is_a_record() {
        for json in [
            r#"{"id": 1, "text": "x", "comments": [{"text": "y"}]}"#,
            r#"{"comments": [{"text": "y"}], "text": "x"}"#,
            r#"{"a": [1, 2], "b": [{"c": 1}]}"#,
            r#"{"a": "#,
            "[{}]",
            "",
        ] {
            assert_eq!(list_start(json.as_bytes()), None, "{json}");
        }
    }
}
