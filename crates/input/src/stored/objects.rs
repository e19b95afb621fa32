//! The objects of a JSON file that is not in lines, with their bytes.

use std::io::{self, BufRead};

use super::{StoredRow, VisitRow};
use crate::format::Content;
use crate::formats::json::{CHUNK_BYTES, Scanner};

/// Visits the objects. The first one is held back until it is known whether it is the only one.
pub(super) fn for_each(content: &mut Content<'_>, visit: &mut VisitRow<'_>) -> io::Result<()> {
    let mut objects = ObjectRows { first: None, object: Vec::new(), row: 0, is_in_list: false };
    let mut scanner = Scanner::default();
    loop {
        let input = content.fill_buf()?;
        if input.is_empty() {
            break;
        }
        let read = input.len();
        objects.read(input, &mut scanner, visit)?;
        content.consume(read);
    }
    let is_complete = scanner.depth == 0;
    if let Some(first) = objects.first.take() {
        // the reader of articles numbers an object that fills a chunk
        let is_alone = is_complete && !objects.is_in_list && first.len() < CHUNK_BYTES;
        visit(StoredRow { row: (!is_alone).then_some(1), bytes: &first, raw: None })?;
    }
    if is_complete { Ok(()) } else { Err(io::Error::new(io::ErrorKind::UnexpectedEof, "ends inside of an object")) }
}

/// The objects read so far.
struct ObjectRows {
    first: Option<Vec<u8>>,
    /// The current object.
    object: Vec<u8>,
    /// The number of objects that have ended.
    row: u64,
    is_in_list: bool,
}

impl ObjectRows {
    fn read(&mut self, input: &[u8], scanner: &mut Scanner, visit: &mut VisitRow<'_>) -> io::Result<()> {
        let (mut start, mut at) = (0, 0);
        while at < input.len() {
            if scanner.depth == 0 {
                let Some(found) = memchr::memchr2(b'{', b'[', &input[at..]) else { break };
                at += found;
                start = at;
                if input[at] == b'{' {
                    *scanner = Scanner { depth: 1, ..Scanner::default() };
                } else {
                    self.is_in_list = true;
                }
                at += 1;
                continue;
            }
            let Some(end) = scanner.find_end(input, &mut at) else { break };
            self.object.extend_from_slice(&input[start..end]);
            self.end_object(visit)?;
        }
        if scanner.depth > 0 {
            self.object.extend_from_slice(&input[start..]);
        }
        Ok(())
    }

    fn end_object(&mut self, visit: &mut VisitRow<'_>) -> io::Result<()> {
        self.row += 1;
        if self.row == 1 {
            self.first = Some(std::mem::take(&mut self.object));
            return Ok(());
        }
        if let Some(first) = self.first.take() {
            visit(StoredRow { row: Some(1), bytes: &first, raw: None })?;
        }
        visit(StoredRow { row: Some(self.row), bytes: &self.object, raw: None })?;
        self.object.clear();
        Ok(())
    }
}
