//! Blocks of data in the page: JSON in script elements that the browser does not run.

use std::io::{self, Write};

/// Writes `data` as the block with the given id. The block contains no `<`, so data cannot end the element or start
/// another.
pub(super) fn write_block(out: &mut dyn Write, id: &str, data: &impl serde::Serialize) -> io::Result<()> {
    write!(out, "<script type=\"application/json\" id=\"{id}\">")?;
    serde_json::to_writer(EscapeTags(out), data)?;
    out.write_all(b"</script>\n")
}

/// Replaces `<` by `\u003c`. JSON has `<` only in strings, where the two mean the same.
struct EscapeTags<'w>(&'w mut dyn Write);

impl Write for EscapeTags<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (nth, part) in bytes.split(|&byte| byte == b'<').enumerate() {
            if nth > 0 {
                self.0.write_all(b"\\u003c")?;
            }
            self.0.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
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
