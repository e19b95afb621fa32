//! JSON that is not in lines: a list of objects, objects one after the other, or a single one.

use std::io::BufRead;

use super::Settings;
use super::decode::Content;
use super::format::Format;
use super::jsonl;
use super::origin::Origin;
use super::piece::{Body, Context, Output, too_long};

/// Bytes of objects that are parsed as one piece.
const BLOCK: usize = 1 << 20;

/// Objects that stand one after the other.
#[derive(Debug, Default)]
pub(super) struct Objects {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    /// The number of the first, counted from 1; 0 when the file is a single object.
    first_row: u64,
}

impl Objects {
    /// Bytes held.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Where the cutter is in the text.
#[derive(Debug, Default)]
struct State {
    /// Braces open; 0 between objects.
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// The object is beyond the bound, and its bytes are not kept.
    too_long: bool,
}

/// Cuts the content into whole objects.
pub(super) fn cut(content: &mut Content<'_>, settings: &Settings, out: &mut dyn FnMut(Body)) {
    let most = usize::try_from(settings.max_article_bytes).unwrap_or(usize::MAX);
    let mut state = State::default();
    let mut objects = Objects { first_row: 1, ..Objects::default() };
    let mut row = 1;
    let mut in_list = false;
    loop {
        let input = match content.fill_buf() {
            Ok(input) => input,
            Err(error) => {
                keep_whole(&mut objects);
                out(Body::Objects(objects));
                return out(Body::Rejected { row: Some(row), reason: error.to_string() });
            }
        };
        if input.is_empty() {
            break;
        }
        let mut from = 0;
        let mut at = 0;
        while at < input.len() {
            if state.depth == 0 {
                // between objects: brackets, commas and blanks
                let Some(found) = memchr::memchr2(b'{', b'[', &input[at..]) else { break };
                in_list |= input[at + found] == b'[';
                at += found;
                from = at;
                if input[at] == b'{' {
                    state = State { depth: 1, ..State::default() };
                }
                at += 1;
                continue;
            }
            let Some(end) = state.step(input, &mut at) else { break };
            if state.too_long {
                out(Body::Objects(std::mem::replace(
                    &mut objects,
                    Objects { first_row: row + 1, ..Objects::default() },
                )));
                out(Body::Rejected { row: Some(row), reason: too_long("JSON object", settings.max_article_bytes) });
            } else {
                objects.bytes.extend_from_slice(&input[from..end]);
                objects.ends.push(objects.bytes.len());
                if objects.bytes.len() >= BLOCK {
                    out(Body::Objects(std::mem::replace(
                        &mut objects,
                        Objects { first_row: row + 1, ..Objects::default() },
                    )));
                }
            }
            row += 1;
        }
        if state.depth > 0 && !state.too_long {
            objects.bytes.extend_from_slice(&input[from..]);
            if objects.bytes.len() - objects.ends.last().copied().unwrap_or(0) > most {
                keep_whole(&mut objects);
                state.too_long = true;
            }
        }
        let n = input.len();
        content.consume(n);
    }
    let ends_early = state.depth > 0;
    if ends_early {
        keep_whole(&mut objects);
    }
    if row == 2 && !in_list && !ends_early && objects.first_row == 1 {
        objects.first_row = 0;
    }
    let nothing = row == 1 && !ends_early;
    out(Body::Objects(objects));
    if ends_early {
        out(Body::Rejected { row: Some(row), reason: "not valid JSON: the file ends inside of an object".to_owned() });
    } else if nothing {
        out(Body::Rejected { row: None, reason: "no JSON object in it".to_owned() });
    }
}

/// Drops the bytes of an object that has not ended.
fn keep_whole(objects: &mut Objects) {
    objects.bytes.truncate(objects.ends.last().copied().unwrap_or(0));
}

impl State {
    /// Goes on from `at` inside of an object; where the object ends, if it ends in this input.
    fn step(&mut self, input: &[u8], at: &mut usize) -> Option<usize> {
        while *at < input.len() {
            if self.escaped {
                self.escaped = false;
                *at += 1;
                continue;
            }
            let rest = &input[*at..];
            let found = if self.in_string {
                memchr::memchr2(b'"', b'\\', rest)
            } else {
                memchr::memchr3(b'"', b'{', b'}', rest)
            };
            let Some(found) = found else {
                *at = input.len();
                return None;
            };
            let byte = rest[found];
            *at += found + 1;
            match byte {
                b'\\' => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'{' => self.depth += 1,
                _ => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(*at);
                    }
                }
            }
        }
        None
    }
}

/// Makes articles of whole objects.
pub(super) fn parse(objects: &Objects, origin: &Origin, context: &Context<'_>, output: &mut Output) {
    let mut start = 0;
    let mut habits = jsonl::Habits::default();
    for (nth, &end) in objects.ends.iter().enumerate() {
        let row = (objects.first_row > 0).then(|| objects.first_row + nth as u64);
        jsonl::parse_object(&objects.bytes[start..end], row, Format::Json, origin, context, &mut habits, output);
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor, Read};

    use proptest::prelude::*;

    use super::*;

    fn objects(json: &str, capacity: usize, most: u64) -> (Vec<(u64, String)>, Vec<String>) {
        let reader: Box<dyn Read> = Box::new(Cursor::new(json.as_bytes().to_vec()));
        let settings = Settings { max_article_bytes: most, ..Settings::default() };
        let (mut found, mut rejected) = (Vec::new(), Vec::new());
        cut(&mut BufReader::with_capacity(capacity, reader), &settings, &mut |body| match body {
            Body::Objects(objects) => {
                let mut start = 0;
                for (nth, &end) in objects.ends.iter().enumerate() {
                    found.push((
                        objects.first_row + nth as u64,
                        String::from_utf8_lossy(&objects.bytes[start..end]).into(),
                    ));
                    start = end;
                }
                assert_eq!(start, objects.bytes.len());
            }
            Body::Rejected { reason, .. } => rejected.push(reason),
            _ => {}
        });
        (found, rejected)
    }

    #[test]
    fn lists_objects_are_numbered_and_a_single_one_is_not() {
        let json = " [ {\"a\": \"}{\\\"\"} ,\n{\"b\": {\"c\": [1, {}]}}]";
        let expected = vec![(1, "{\"a\": \"}{\\\"\"}".to_owned()), (2, "{\"b\": {\"c\": [1, {}]}}".to_owned())];
        for capacity in 1..json.len() + 1 {
            assert_eq!(objects(json, capacity, 1000).0, expected, "{capacity}");
        }
        assert_eq!(objects("{\n\"a\": 1}\n", 64, 1000).0, [(0, "{\n\"a\": 1}".to_owned())]);
    }

    #[test]
    fn what_ends_early_or_is_too_long_is_rejected_alone() {
        let (found, rejected) = objects("[{\"a\": 1}, {\"b\": ", 4, 1000);
        assert_eq!((found.len(), rejected.len()), (1, 1));
        let (found, rejected) =
            objects("[{\"a\": 1}, {\"b\": \"0123456789012345678901234567890\"}, {\"c\": 3}]", 4, 16);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(rejected.len(), 1);
        assert_eq!(objects("[1, 2]", 64, 10).1.len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_cut_the_same_for_any_buffer(json in "[\\[\\]{}\",\\\\a ]{0,40}", capacity in 1usize..20) {
            prop_assert_eq!(objects(&json, capacity, 1000), objects(&json, 1000, 1000));
        }
    }
}
