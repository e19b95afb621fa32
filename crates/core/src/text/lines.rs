//! The lines of a text as runs of its tokens.

/// A line of text that has at least one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct TextLine(u32);

impl TextLine {
    fn new(start: usize, ends_sentence: bool) -> Self {
        // more than 2³¹ tokens cannot come from an article within the input's size limit
        TextLine((start as u32) << 1 | u32::from(ends_sentence))
    }

    /// The index of its first token.
    #[must_use]
    pub fn start(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether its last printed mark ends a sentence (`.`, `!`, `?`, or the same in another script, quotes aside).
    #[must_use]
    pub fn ends_sentence(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The line that is being read.
pub(super) struct LineTracker {
    /// All bits set, or none where nobody asks for lines.
    pub(super) asked: u64,
    /// The first token of the text.
    first: usize,
    /// The first token of the line.
    start: usize,
    /// Up to here it is known whether a sentence has ended; behind it are only ASCII and common separators.
    read: usize,
    stop: bool,
}

impl LineTracker {
    /// The first line of a text whose first token will be `first`; `asked` says whether anybody asks for lines.
    pub(super) fn new(first: usize, asked: bool) -> Self {
        LineTracker { asked: if asked { u64::MAX } else { 0 }, first, start: first, read: 0, stop: false }
    }

    /// Says whether a sentence has ended where the text goes on at `at`.
    pub(super) fn set(&mut self, at: usize, stop: bool) {
        (self.read, self.stop) = (at, stop);
    }

    /// Ends the line at `at`, before the token with the number `tokens`.
    #[inline]
    pub(super) fn close(&mut self, text: &[u8], at: usize, tokens: usize, lines: &mut Vec<TextLine>) {
        if tokens > self.start && self.asked != 0 {
            lines.push(TextLine::new(self.start - self.first, self.ends_sentence(text, at)));
            self.start = tokens;
        }
        self.set(at, false);
    }

    /// Goes back over what may stand behind the end of a sentence: quotes, brackets and blanks. What stands before them decides.
    fn ends_sentence(&self, text: &[u8], at: usize) -> bool {
        let mut rest = text.get(self.read..at).unwrap_or_default();
        loop {
            rest = match rest {
                [] => return self.stop,
                [rest @ .., b'"' | b'\'' | b')' | b']' | b' ' | b'\t'] => rest,
                // ’ and ”, no-break space and »
                [rest @ .., 0xe2, 0x80, 0x99 | 0x9d] | [rest @ .., 0xc2, 0xa0 | 0xbb] => rest,
                // the last is …
                [.., b'.' | b'!' | b'?'] | [.., 0xe2, 0x80, 0xa6] => return true,
                _ => return false,
            }
        }
    }
}
