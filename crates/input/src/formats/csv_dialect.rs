//! How the cells of a table are quoted: as usual, with backslashes before quotes, or not at all.

use csv_core::{Reader, ReaderBuilder};

/// The delimiter of a table and its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    delimiter: u8,
    /// Whether a quote inside of a cell is written `\"`, as Spark and MySQL do.
    has_escapes: bool,
    /// Whether quotes are text: exports with tabs often have cells that begin with one.
    has_quotes: bool,
}

/// What was seen of the quotes at the start of a table.
#[derive(Debug, Default)]
struct SeenQuotes {
    /// Cells in quotes from their first byte to their last.
    whole: usize,
    /// Cells that begin with a quote whose pair is not at their end.
    partial: usize,
    doubled: usize,
    escaped: usize,
    /// Whether the last quote is still open.
    is_open: bool,
}

impl Dialect {
    /// The dialect of a table that begins like this.
    pub(crate) fn of(head: &[u8], delimiter: u8) -> Dialect {
        const SAMPLE_BYTES: usize = 32 << 10;
        let sample = &head[..head.len().min(SAMPLE_BYTES)];
        let mut dialect = Dialect { delimiter, has_escapes: false, has_quotes: true };
        if memchr::memchr(b'"', sample).is_none() {
            return dialect;
        }
        let seen = SeenQuotes::of(sample, delimiter);
        dialect.has_escapes = seen.escaped > 0 && seen.doubled == 0 && seen.partial == 0;
        // a quote in a table with commas is meant as one, even if it is never closed
        let is_partial = seen.partial > 0 && delimiter != b',' || seen.is_open && delimiter == b'\t';
        dialect.has_quotes = seen.whole > 0 || !is_partial;
        dialect
    }

    pub(crate) fn reader(self) -> Reader {
        let escape = self.has_escapes.then_some(b'\\');
        ReaderBuilder::new().delimiter(self.delimiter).escape(escape).quoting(self.has_quotes).build()
    }

    pub(crate) fn has_quotes(self) -> bool {
        self.has_quotes
    }
}

impl SeenQuotes {
    fn of(sample: &[u8], delimiter: u8) -> SeenQuotes {
        let mut seen = SeenQuotes::default();
        let mut at = 0;
        while at < sample.len() {
            if sample[at] == b'"' {
                at = seen.read_cell(sample, at + 1, delimiter);
            }
            // the next cell
            let ends = |byte: &u8| *byte == delimiter || matches!(byte, b'\n' | b'\r');
            at = sample.get(at..).and_then(|rest| rest.iter().position(ends)).map_or(sample.len(), |end| at + end + 1);
        }
        seen
    }

    /// Reads a cell whose quote is before `at`. Where its text after the closing quote begins.
    fn read_cell(&mut self, sample: &[u8], mut at: usize, delimiter: u8) -> usize {
        let ends = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
        while let Some(found) = sample.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
            at += found + 1;
            let after = sample.get(at);
            if after == Some(&b'"') {
                self.doubled += 1;
                at += 1;
            } else if at > 1 && sample[at - 2] == b'\\' && !ends(after) {
                self.escaped += 1;
            } else {
                *(if ends(after) { &mut self.whole } else { &mut self.partial }) += 1;
                return at;
            }
        }
        self.is_open = true;
        sample.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether quotes are escaped, and whether they are quotes at all.
    fn dialect(head: &str, delimiter: u8) -> (bool, bool) {
        let found = Dialect::of(head.as_bytes(), delimiter);
        (found.has_escapes, found.has_quotes)
    }

    #[test]
    fn knows_backslashes_and_quotes_that_are_text() {
        assert_eq!(dialect("id,text\n1,plain\n", b','), (false, true));
        assert_eq!(dialect("id,text\n1,\"a, b\"\n2,\"a \"\"b\"\" c\"\n", b','), (false, true));
        assert_eq!(dialect("id,text\n1,\"a \\\"b\\\", c\"\n", b','), (true, true));
        assert_eq!(dialect("id,text\n1,\"C:\\\",\"x\"\n", b','), (false, true));
        assert_eq!(dialect("id\ttext\n1\t\"A\" is said\n2\tx\n", b'\t'), (false, false));
        assert_eq!(dialect("id\ttext\n1\t\"A is said\n2\tx\n", b'\t'), (false, false));
        assert_eq!(dialect("id,text\n1,\"A is said\n2,x\n", b','), (false, true));
        assert_eq!(dialect("id,text\n1,\"A\" is said\n2,x\n", b','), (false, true));
        assert_eq!(dialect("\"id\"\t\"text\"\n1\t\"A\nB\"\n", b'\t'), (false, true));
        assert_eq!(dialect("", b','), (false, true));
    }
}
