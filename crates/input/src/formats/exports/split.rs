//! Splits the content of an export into its articles, each with its bytes.

use std::io::{self, BufRead, Read};

use memchr::memmem;

use crate::charset::{self, Legacy};
use crate::format::{Chunk, Content, Emitter};
use crate::sink::Sink;

/// Makes the article of a part of an export, whose number in the file is given.
pub(super) type ParsePart = fn(&str, u64, &mut Sink<'_>);

/// A part of an export that is one article.
struct ExportPart {
    bytes: Vec<u8>,
    row: u64,
    legacy: Option<Legacy>,
    parse: ParsePart,
}

impl Chunk for ExportPart {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes.len())
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let text = charset::without_zeros(charset::decode_cell(&self.bytes, self.legacy));
        (self.parse)(&text, self.row, sink);
    }
}

/// Numbers and passes on the parts of a file.
struct Parts<'p, 'e> {
    emitter: &'p mut Emitter<'e>,
    legacy: Option<Legacy>,
    /// Whether a part is an article, and not a cover page or a closing note.
    is_article: fn(&[u8]) -> bool,
    parse: ParsePart,
    articles: u64,
}

impl Parts<'_, '_> {
    /// Passes on a part, of which only the start is given if it is too long.
    fn push(&mut self, bytes: Vec<u8>, is_too_long: bool) {
        if !(self.is_article)(&bytes) {
            return;
        }
        self.articles += 1;
        if is_too_long {
            let reason = self.emitter.context.too_long("record");
            return self.emitter.reject(self.articles, reason);
        }
        self.emitter.chunk(ExportPart { bytes, row: self.articles, legacy: self.legacy, parse: self.parse });
    }

    /// Ends the file, whose last bytes could not be read if there is an error.
    fn finish(self, error: Option<&io::Error>, what: &str) {
        if let Some(error) = error {
            self.emitter.reject(self.articles + 1, error.to_string());
        } else if self.articles == 0 {
            self.emitter.reject(None, format!("{what} without an article"));
        }
    }
}

/// Tells a line, or the lines of a part.
type LineTest = fn(&[u8]) -> bool;

/// Splits lines before each that begins a part. `what` names the file in messages.
pub(super) fn at_lines(
    content: &mut Content<'_>,
    emitter: &mut Emitter<'_>,
    what: &str,
    (begins, is_article, parse): (LineTest, LineTest, ParsePart),
) -> io::Result<()> {
    let limit = emitter.context.settings.max_article_bytes;
    let legacy = charset::of_records(content.fill_buf()?);
    charset::skip_mark(content)?;
    let mut parts = Parts { emitter, legacy, is_article, parse, articles: 0 };
    let (mut part, mut line, mut is_too_long) = (Vec::new(), Vec::new(), false);
    let error = loop {
        line.clear();
        match content.take(limit.saturating_add(1)).read_until(b'\n', &mut line) {
            Ok(0) => break None,
            Ok(_) => {}
            Err(error) => break Some(error),
        }
        if begins(&line) {
            parts.push(std::mem::take(&mut part), std::mem::take(&mut is_too_long));
        }
        is_too_long |= (part.len() + line.len()) as u64 > limit;
        if !is_too_long {
            part.extend_from_slice(&line);
        }
    };
    parts.push(part, is_too_long);
    parts.finish(error.as_ref(), what);
    Ok(())
}

/// Splits markup before each `mark`. `what` names the file in messages.
pub(super) fn at_marks(
    content: &mut Content<'_>,
    emitter: &mut Emitter<'_>,
    what: &str,
    mark: &str,
    parse: ParsePart,
) -> io::Result<()> {
    let limit = emitter.context.settings.max_article_bytes;
    let legacy = charset::of_records(content.fill_buf()?);
    let finder = memmem::Finder::new(mark.as_bytes());
    let mut parts = Parts { emitter, legacy, is_article: |_| true, parse, articles: 0 };
    // what stands before the first mark is no part
    let (mut held, mut is_part, mut is_too_long) = (Vec::new(), false, false);
    let mut searched = 0;
    let error = loop {
        let block = match content.fill_buf() {
            Ok([]) => break None,
            Ok(block) => block,
            Err(error) => break Some(error),
        };
        held.extend_from_slice(block);
        let read = block.len();
        content.consume(read);
        let mut start = 0;
        for at in finder.find_iter(&held[searched..]).map(|at| at + searched) {
            if is_part {
                parts.push(held[start..at].to_vec(), std::mem::take(&mut is_too_long));
            }
            (start, is_part) = (at, true);
        }
        is_too_long |= is_part && (held.len() - start) as u64 > limit;
        // a mark may be cut by the end of a block
        let rest = held.len().saturating_sub(mark.len() - 1).max(if is_part { start + mark.len() } else { start });
        let rest = rest.min(held.len());
        if !is_part || is_too_long {
            start = rest;
        }
        held.drain(..start);
        searched = rest - start;
    };
    if is_part {
        parts.push(held, is_too_long);
    }
    parts.finish(error.as_ref(), what);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;
    use crate::context::Context;
    use crate::format::PartContent;
    use crate::settings::Settings;

    /// The parts of a text that is read in blocks of `block` bytes.
    fn parts_at(mark: &str, text: &str, block: usize, limit: u64) -> Vec<String> {
        let settings = Settings { max_article_bytes: limit, ..Settings::default() };
        Context::with(&settings, |context| {
            let reader: Box<dyn Read> = Box::new(Cursor::new(text.as_bytes().to_vec()));
            let mut content = BufReader::with_capacity(block, reader);
            let parts =
                Emitter::collect(context, |emitter| at_marks(&mut content, emitter, "a file", mark, |_, _, _| {}));
            let shown = |content| match content {
                PartContent::Rejected(row, reason) => format!("{row:?} {reason}"),
                PartContent::Chunk(chunk) => format!("{}", chunk.bytes().unwrap()),
                _ => String::new(),
            };
            parts.into_iter().map(|part| shown(part.content)).collect()
        })
    }

    #[test]
    fn splits_at_marks_wherever_a_block_ends() {
        let text = "cover <a>one<a>four five<a><a>x";
        for block in 1..40 {
            assert_eq!(parts_at("<a>", text, block, 1000), ["6", "12", "3", "4"], "{block}");
            assert_eq!(parts_at("<b>", text, block, 1000), ["None a file without an article"], "{block}");
        }
        assert!(parts_at("<a>", text, 3, 8)[1].contains("more than 8 bytes"));
    }
}
