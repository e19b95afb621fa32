//! JSON that is not in lines: a list of objects, objects one after the other, or a single object.

use std::io::{self, BufRead};

use super::json_wrapper;
use crate::format::{Access, Chunk, Content, Emitter, Format, text_head};
use crate::json_object::{self, KeyCache};
use crate::sink::Sink;

/// A list of JSON objects, or a single one.
pub(super) static JSON: Format = Format {
    name: "json",
    extensions: &["json"],
    // files of JSON Lines often have the extension as well
    has_reliable_extensions: false,
    recognises: |head| matches!(text_head(head).first(), Some(b'{' | b'[')),
    access: Access::Stream(split),
};

/// Whether content that begins with a bracket is JSON: its first object begins with a key.
pub(super) fn is_certain(head: &[u8]) -> bool {
    let skip = |text: &[u8]| text.trim_ascii_start().to_vec();
    let mut rest = skip(&text_head(head)[..text_head(head).len().min(4096)]);
    if rest.first() == Some(&b'[') {
        rest = skip(&rest[1..]);
    }
    let Some(b'{') = rest.first() else { return false };
    let rest = skip(&rest[1..]);
    let Some(b'"') = rest.first() else { return false };
    let Some(end) = memchr::memchr(b'"', &rest[1..]) else { return false };
    rest[end + 2..].trim_ascii_start().first() == Some(&b':')
}

/// Bytes of objects in a chunk.
pub(crate) const CHUNK_BYTES: usize = 1 << 20;

/// Whole objects, one after the other.
#[derive(Debug, Default)]
struct Objects {
    bytes: Vec<u8>,
    /// The end of each object.
    ends: Vec<usize>,
    /// The row of the first object; `None` when the file is a single object.
    first_row: Option<u64>,
}

impl Objects {
    fn starting_at(row: u64) -> Self {
        Objects { first_row: Some(row), ..Objects::default() }
    }

    /// Drops the bytes of an object that has not ended.
    fn drop_incomplete(&mut self) {
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }
}

impl Chunk for Objects {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes.len())
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let mut start = 0;
        let mut keys = KeyCache::default();
        for (nth, &end) in self.ends.iter().enumerate() {
            let row = self.first_row.map(|first| first + nth as u64);
            json_object::parse(&self.bytes[start..end], row, &mut keys, sink);
            start = end;
        }
    }
}

/// Splits the content into whole objects.
fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let list = json_wrapper::list_start(content.fill_buf()?);
    content.consume(list.unwrap_or(0));
    let mut splitter = Splitter {
        emitter,
        scanner: Scanner::default(),
        objects: Objects::starting_at(1),
        row: 1,
        is_in_list: false,
        stops_at_end: list.is_some(),
        is_at_end: false,
        is_too_long: false,
    };
    loop {
        match content.fill_buf() {
            Ok([]) => break,
            Ok(input) => {
                let n = input.len();
                splitter.read(input);
                content.consume(n);
            }
            Err(error) => {
                splitter.fail(error.to_string());
                return Ok(());
            }
        }
    }
    splitter.finish();
    Ok(())
}

/// Collects objects into chunks.
struct Splitter<'s, 'e> {
    emitter: &'s mut Emitter<'e>,
    scanner: Scanner,
    objects: Objects,
    /// The row of the current object, or of the next one.
    row: u64,
    is_in_list: bool,
    /// Whether what follows the list belongs to the object around it.
    stops_at_end: bool,
    /// Whether the list has ended in it.
    is_at_end: bool,
    /// Whether the current object is too long, so that its bytes are dropped.
    is_too_long: bool,
}

impl Splitter<'_, '_> {
    fn read(&mut self, input: &[u8]) {
        let (mut start, mut at) = (0, 0);
        while at < input.len() && !self.is_at_end {
            if self.scanner.depth == 0 {
                // between objects are brackets, commas and white space
                let Some(found) = memchr::memchr3(b'{', b'[', b']', &input[at..]) else { break };
                at += found;
                start = at;
                if input[at] == b']' {
                    self.is_at_end = self.stops_at_end;
                    at += 1;
                    continue;
                }
                if input[at] == b'{' {
                    self.scanner = Scanner { depth: 1, ..Scanner::default() };
                    self.is_too_long = false;
                } else {
                    self.is_in_list = true;
                }
                at += 1;
                continue;
            }
            let Some(end) = self.scanner.find_end(input, &mut at) else { break };
            self.end_object(&input[start..end]);
        }
        if self.scanner.depth > 0 && !self.is_too_long {
            self.objects.bytes.extend_from_slice(&input[start..]);
            let object_start = self.objects.ends.last().copied().unwrap_or(0);
            if (self.objects.bytes.len() - object_start) as u64 > self.emitter.context.settings.max_article_bytes {
                self.objects.drop_incomplete();
                self.is_too_long = true;
            }
        }
    }

    fn end_object(&mut self, last_bytes: &[u8]) {
        self.row += 1;
        if self.is_too_long {
            self.emit_objects();
            self.emitter.reject(self.row - 1, self.emitter.context.too_long("JSON object"));
            return;
        }
        self.objects.bytes.extend_from_slice(last_bytes);
        self.objects.ends.push(self.objects.bytes.len());
        if self.objects.bytes.len() >= CHUNK_BYTES {
            self.emit_objects();
        }
    }

    fn emit_objects(&mut self) {
        let next = Objects::starting_at(self.row);
        self.emitter.chunk(std::mem::replace(&mut self.objects, next));
    }

    /// Rejects the current object.
    fn fail(&mut self, reason: String) {
        self.objects.drop_incomplete();
        self.emit_objects();
        self.emitter.reject(self.row, reason);
    }

    fn finish(mut self) {
        if self.scanner.depth > 0 {
            return self.fail("not valid JSON: the file ends inside of an object".to_owned());
        }
        if self.row == 2 && !self.is_in_list && self.objects.first_row == Some(1) {
            self.objects.first_row = None;
        }
        self.emit_objects();
        if self.row == 1 {
            self.emitter.reject(None, "no JSON object in it");
        }
    }
}

/// Finds the ends of objects.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// Open braces; 0 between objects.
    pub(crate) depth: u32,
    pub(crate) is_in_string: bool,
    pub(crate) is_escaped: bool,
}

impl Scanner {
    /// Scans on from `at` inside of an object. The end of the object, if it is in this input.
    pub(crate) fn find_end(&mut self, input: &[u8], at: &mut usize) -> Option<usize> {
        while *at < input.len() {
            if self.is_escaped {
                self.is_escaped = false;
                *at += 1;
                continue;
            }
            let rest = &input[*at..];
            let found = if self.is_in_string {
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
                b'\\' => self.is_escaped = true,
                b'"' => self.is_in_string = !self.is_in_string,
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

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::io::{BufReader, Cursor, Read};

    use proptest::prelude::*;

    use super::*;
    use crate::context::Context;
    use crate::format::PartContent;
    use crate::settings::Settings;

    /// The rows and texts of the objects found, and the reasons of those rejected.
    fn objects(json: &str, capacity: usize, max_article_bytes: u64) -> (Vec<(Option<u64>, String)>, Vec<String>) {
        let reader: Box<dyn Read> = Box::new(Cursor::new(json.as_bytes().to_vec()));
        let mut content = BufReader::with_capacity(capacity, reader);
        let settings = Settings { max_article_bytes, ..Settings::default() };
        let parts =
            Context::with(&settings, |context| Emitter::collect(context, |emitter| split(&mut content, emitter)));
        let (mut found, mut rejected) = (Vec::new(), Vec::new());
        for part in parts {
            match part.content {
                PartContent::Chunk(chunk) => {
                    let objects = (chunk as Box<dyn Any>).downcast::<Objects>().unwrap();
                    let mut start = 0;
                    for (nth, &end) in (0..).zip(&objects.ends) {
                        let text = String::from_utf8_lossy(&objects.bytes[start..end]).into_owned();
                        found.push((objects.first_row.map(|first| first + nth), text));
                        start = end;
                    }
                    assert_eq!(start, objects.bytes.len());
                }
                PartContent::Rejected(_, reason) => rejected.push(reason),
                PartContent::Skipped(_) | PartContent::Unread(_) => {}
            }
        }
        (found, rejected)
    }

    #[test]
    fn numbers_the_objects_of_a_list_but_not_a_single_object() {
        let json = " [ {\"a\": \"}{\\\"\"} ,\n{\"b\": {\"c\": [1, {}]}}]";
        let expected =
            vec![(Some(1), "{\"a\": \"}{\\\"\"}".to_owned()), (Some(2), "{\"b\": {\"c\": [1, {}]}}".to_owned())];
        for capacity in 1..json.len() + 1 {
            assert_eq!(objects(json, capacity, 1000).0, expected, "{capacity}");
        }
        assert_eq!(objects("{\n\"a\": 1}\n", 64, 1000).0, [(None, "{\n\"a\": 1}".to_owned())]);
    }

    #[test]
    fn takes_the_records_of_a_list_within_an_object() {
        let json = "{\"status\": \"ok\", \"articles\": [{\"text\": \"a\"}, {\"text\": \"b\"}], \"more\": [{\"x\": 1}]}";
        let expected = vec![(Some(1), "{\"text\": \"a\"}".to_owned()), (Some(2), "{\"text\": \"b\"}".to_owned())];
        assert_eq!(objects(json, 4096, 1000).0, expected);
    }

    #[test]
    fn rejects_only_an_object_that_is_cut_off_or_too_long() {
        let (found, rejected) = objects("[{\"a\": 1}, {\"b\": ", 4, 1000);
        assert_eq!((found.len(), rejected.len()), (1, 1));
        let (found, rejected) =
            objects("[{\"a\": 1}, {\"b\": \"0123456789012345678901234567890\"}, {\"c\": 3}]", 4, 16);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [Some(1), Some(3)]);
        assert_eq!(rejected.len(), 1);
        assert_eq!(objects("[1, 2]", 64, 10).1.len(), 1);
    }

    proptest! {
        #[test]
        fn splits_any_text_alike_for_any_buffer_size(json in "[\\[\\]{}\",\\\\a ]{0,40}", capacity in 1usize..20) {
            prop_assert_eq!(objects(&json, capacity, 1000), objects(&json, 1000, 1000));
        }
    }
}
