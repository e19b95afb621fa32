//! The lines of a text as ranges of its tokens.

/// A line of text that has at least one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct TextLine(u32);

impl TextLine {
    fn new(start: usize, ends_sentence: bool) -> Self {
        // the input's limit on an article's size keeps it below 2³¹ tokens
        TextLine((start as u32) << 1 | u32::from(ends_sentence))
    }

    /// The line that [`TextLine::bits`] was asked for.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        TextLine(bits)
    }

    /// All of it as a number, to be stored.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The index of its first token.
    #[must_use]
    pub fn start(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether its last character, but for quotes, brackets and blanks, ends a sentence: `.`, `!`, `?`, `…` or the full
    /// stop of another script.
    #[must_use]
    pub(crate) fn ends_sentence(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Collects the lines of a text while it is tokenised.
pub(super) struct LineTracker {
    /// All bits set where lines are wanted, else none: a mask for the bits of newlines.
    pub(super) wanted: u64,
    /// Index of the text's first token.
    first: usize,
    /// Index of the line's first token.
    start: usize,
    /// Position after the last run of other characters; from there on are only ASCII and common separators.
    known_to: usize,
    /// Whether a sentence ends at `known_to`.
    stop: bool,
}

impl LineTracker {
    /// For a text whose first token will have the index `first`.
    pub(super) fn new(first: usize, wanted: bool) -> Self {
        LineTracker { wanted: if wanted { u64::MAX } else { 0 }, first, start: first, known_to: 0, stop: false }
    }

    /// Notes whether a sentence ends at `at`, which is after the text that [`LineTracker::ends_sentence`] cannot read.
    pub(super) fn note_stop(&mut self, at: usize, stop: bool) {
        (self.known_to, self.stop) = (at, stop);
    }

    /// Ends the line at position `at`, where there are `tokens` tokens. A line without tokens is left out.
    #[inline]
    pub(super) fn close(&mut self, text: &[u8], at: usize, tokens: usize, lines: &mut Vec<TextLine>) {
        if tokens > self.start && self.wanted != 0 {
            lines.push(TextLine::new(self.start - self.first, self.ends_sentence(text, at)));
            self.start = tokens;
        }
        self.note_stop(at, false);
    }

    /// Goes back over quotes, brackets and blanks; the character before them decides.
    fn ends_sentence(&self, text: &[u8], at: usize) -> bool {
        let mut rest = text.get(self.known_to..at).unwrap_or_default();
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
