//! Blocks of data in the page: JSON in script elements that the browser does not run.

use std::io::{self, Write};

/// Writes `data` as the block with the given id. The block contains no `<`, so data cannot end the element or start
/// another.
pub(super) fn write_block(out: &mut dyn Write, id: &str, data: &impl serde::Serialize) -> io::Result<()> {
    write!(out, "<script type=\"application/json\" id=\"{id}\">")?;
    let mut escaped = EscapeTags { out, buffer: Vec::with_capacity(2 * BUFFER_BYTES) };
    serde_json::to_writer(&mut escaped, data)?;
    escaped.flush_buffer()?;
    out.write_all(b"</script>\n")
}

/// Bytes that are looked through together. Most writes are of a few bytes.
const BUFFER_BYTES: usize = 1 << 15;

/// Replaces `<` by `\u003c`. JSON has `<` only in strings, where the two mean the same.
struct EscapeTags<'w> {
    out: &'w mut dyn Write,
    /// What is still to be written.
    buffer: Vec<u8>,
}

impl EscapeTags<'_> {
    fn flush_buffer(&mut self) -> io::Result<()> {
        let mut start = 0;
        for at in memchr::memchr_iter(b'<', &self.buffer) {
            self.out.write_all(&self.buffer[start..at])?;
            self.out.write_all(b"\\u003c")?;
            start = at + 1;
        }
        self.out.write_all(&self.buffer[start..])?;
        self.buffer.clear();
        Ok(())
    }
}

impl Write for EscapeTags<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER_BYTES {
            self.flush_buffer()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flush_buffer()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(data: &str) -> String {
        let mut out = Vec::new();
        write_block(&mut out, "x", &data).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn data_cannot_end_the_block() {
        let block = block("</script><script>alert(1)</script><!-- <b>");
        assert_eq!(block.matches('<').count(), 2, "{block}");
        assert!(block.ends_with("</script>\n"));
    }

    proptest! {
        #[test]
        fn a_block_is_read_back_as_written(text in "\\PC*<?\\PC*") {
            let block = block(&text);
            let json = block.split_once('>').unwrap().1.strip_suffix("</script>\n").unwrap();
            prop_assert!(!json.contains('<'));
            prop_assert_eq!(serde_json::from_str::<String>(json).unwrap(), text);
        }
    }
}
