//! JSON Lines: one object a line, each an article.

use std::io::{self, BufRead, Read};

use super::json_wrapper;
use crate::buffer_pool::BUFFER_BYTES;
use crate::charset;
use crate::format::{Access, Chunk, Content, Emitter, Format, text_head};
use crate::json_object::{self, KeyCache};
use crate::sink::Sink;

/// One JSON object a line.
pub(super) static JSON_LINES: Format = Format {
    name: "jsonl",
    extensions: &["jsonl", "ndjson", "jl", "ldjson", "jsonlines"],
    has_reliable_extensions: true,
    recognises: is_lines,
    access: Access::Stream(split),
};

fn is_lines(head: &[u8]) -> bool {
    let head = text_head(head);
    // a pretty-printed object would break its line after the first brace
    head.starts_with(b"{")
        && memchr::memchr(b'\n', head).is_none_or(|end| head[..end].trim_ascii_end().ends_with(b"}"))
        && json_wrapper::list_start(head).is_none()
}

/// Whole lines.
struct Lines {
    /// A buffer that begins with them.
    bytes: Vec<u8>,
    /// The end of each line.
    ends: Vec<usize>,
    /// The row of the first line.
    first_row: u64,
}

impl Chunk for Lines {
    fn bytes(&self) -> Option<usize> {
        Some(self.ends.last().copied().unwrap_or(0))
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let context = sink.context;
        let Lines { bytes, ends, first_row } = *self;
        let mut start = 0;
        let mut keys = KeyCache::default();
        for (row, end) in (first_row..).zip(ends) {
            let line = bytes[start..end].trim_ascii();
            let line = if row == 1 { charset::without_mark(line) } else { line };
            let line = line.strip_prefix(b"\x1e").unwrap_or(line);
            if line.len() as u64 > context.settings.max_article_bytes {
                sink.reject(Some(row), context.too_long("line"));
            } else if !line.is_empty() && sink.wants(row) {
                json_object::parse(line, Some(row), &mut keys, sink);
            }
            start = end + 1;
        }
        context.buffers.give_back(bytes);
    }
}

/// Splits the content into runs of whole lines.
fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let context = emitter.context;
    let max_bytes = usize::try_from(context.settings.max_article_bytes).unwrap_or(usize::MAX);
    let mut row = 1;
    let mut block = context.buffers.take();
    let mut filled = 0;
    // grows for a line that is longer than the block
    let mut target = BUFFER_BYTES;
    loop {
        let before = filled;
        block.resize(target.max(block.len()), 0);
        let is_end = fill(content, &mut block[..target], &mut filled);
        let last_line_end = memchr::memrchr(b'\n', &block[before..filled]).map(|at| before + at + 1);
        match (last_line_end, &is_end) {
            (Some(end), _) => {
                // the incomplete line at the end begins the next block
                let rest = &block[end..filled];
                let mut next = context.buffers.take();
                next.resize(rest.len().max(next.len()), 0);
                next[..rest.len()].copy_from_slice(rest);
                filled = rest.len();
                let ends: Vec<usize> = memchr::memchr_iter(b'\n', &block[..end]).collect();
                let rows = ends.len() as u64;
                emitter.chunk(Lines { bytes: std::mem::replace(&mut block, next), ends, first_row: row });
                row += rows;
                target = BUFFER_BYTES.max(2 * filled);
            }
            (None, Ok(false)) if filled > max_bytes => {
                if let Err(error) = content.skip_until(b'\n') {
                    emitter.reject(row, error.to_string());
                    return Ok(());
                }
                emitter.reject(row, context.too_long("line"));
                filled = 0;
                row += 1;
                target = BUFFER_BYTES;
            }
            (None, _) => target = target.saturating_mul(2),
        }
        match is_end {
            Ok(false) => {}
            Ok(true) => {
                if filled > max_bytes {
                    emitter.reject(row, context.too_long("line"));
                } else if filled > 0 {
                    emitter.chunk(Lines { bytes: block, ends: vec![filled], first_row: row });
                }
                return Ok(());
            }
            // the line in which the data ends is not an article
            Err(error) => {
                emitter.reject(row, error.to_string());
                return Ok(());
            }
        }
    }
}

/// Reads until the block is full. True at the end of the content.
fn fill(content: &mut Content<'_>, block: &mut [u8], filled: &mut usize) -> io::Result<bool> {
    while *filled < block.len() {
        match content.read(&mut block[*filled..]) {
            Ok(0) => return Ok(true),
            Ok(n) => *filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::io::{BufReader, Cursor};

    use proptest::prelude::*;

    use super::*;
    use crate::context::Context;
    use crate::format::{Part, PartContent};
    use crate::settings::Settings;
    use crate::sink::Parsed;

    fn split_all(bytes: &[u8], context: &Context<'_>) -> Vec<Part> {
        let reader: Box<dyn Read> = Box::new(Cursor::new(bytes.to_vec()));
        Emitter::collect(context, |emitter| split(&mut BufReader::new(reader), emitter))
    }

    #[test]
    fn a_line_that_is_too_long_is_one_rejected_row() {
        let settings = Settings { max_article_bytes: 2 << 20, ..Settings::default() };
        let mut bytes = b"{\"text\": \"first\"}\n".to_vec();
        bytes.resize(bytes.len() + (9 << 20), b'x');
        bytes.extend(b"\n{\"text\": \"third\"}");
        let mut parsed = Parsed::default();
        Context::with(&settings, |context| {
            split_all(&bytes, context).into_iter().for_each(|part| part.parse(context, &mut parsed, &mut |_| {}));
        });
        let texts: Vec<_> = parsed.articles.iter().map(|article| (article.row, &*article.text)).collect();
        assert_eq!(texts, [(Some(1), "first"), (Some(3), "third")]);
        assert_eq!(parsed.rejected.iter().map(|rejected| rejected.row).collect::<Vec<_>>(), [Some(2)]);
    }

    proptest! {
        #[test]
        fn splitting_keeps_every_line_and_counts_rows(
            lengths in prop::collection::vec(0usize..400_000, 0..12),
            has_final_line_end in any::<bool>(),
        ) {
            let mut bytes = Vec::new();
            for (at, length) in lengths.iter().enumerate() {
                bytes.extend(std::iter::repeat_n(b'a' + (at % 26) as u8, *length));
                bytes.push(b'\n');
            }
            if !has_final_line_end { bytes.pop(); }
            let mut lines: Vec<Vec<u8>> = Vec::new();
            for part in Context::with(&Settings::default(), |context| split_all(&bytes, context)) {
                let PartContent::Chunk(chunk) = part.content else { panic!("rejected") };
                let Lines { bytes, ends, first_row } = *(chunk as Box<dyn Any>).downcast::<Lines>().unwrap();
                prop_assert_eq!(first_row as usize, 1 + lines.len());
                let mut start = 0;
                for end in ends {
                    lines.push(bytes[start..end].to_vec());
                    start = end + 1;
                }
            }
            let mut expected: Vec<_> = bytes.split(|&byte| byte == b'\n').collect();
            // there is no line after the last line end
            if bytes.is_empty() || bytes.ends_with(b"\n") { expected.pop(); }
            prop_assert_eq!(lines, expected);
        }
    }
}
