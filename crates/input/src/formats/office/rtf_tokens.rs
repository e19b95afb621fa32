//! The tokens of RTF, read as a stream.

use std::io::{self, BufRead};

/// The longest name of a control word.
const MAX_WORD_BYTES: usize = 32;

/// A token of RTF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RtfToken {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\name` with its number.
    Word(String, Option<i32>),
    /// `\` and a sign.
    Sign(u8),
    /// `\'e4`, a byte in the code page.
    Hex(u8),
    /// A byte of text.
    Byte(u8),
}

/// Reads tokens.
pub(super) struct RtfTokens<R> {
    content: R,
}

impl<R: BufRead> RtfTokens<R> {
    pub(super) fn new(content: R) -> Self {
        RtfTokens { content }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.content.fill_buf()?.first().copied())
    }

    fn take(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        self.content.consume(usize::from(byte.is_some()));
        Ok(byte)
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<RtfToken>> {
        loop {
            let Some(byte) = self.take()? else { return Ok(None) };
            return Ok(Some(match byte {
                b'{' => RtfToken::Open,
                b'}' => RtfToken::Close,
                b'\r' | b'\n' | 0 => continue,
                b'\\' => match self.control()? {
                    Some(token) => token,
                    None => return Ok(None),
                },
                byte => RtfToken::Byte(byte),
            }));
        }
    }

    /// The token after a backslash.
    fn control(&mut self) -> io::Result<Option<RtfToken>> {
        let Some(first) = self.take()? else { return Ok(None) };
        if first == b'\'' {
            return self.hex();
        }
        if !first.is_ascii_alphabetic() {
            return Ok(Some(RtfToken::Sign(first)));
        }
        let mut name = String::from(char::from(first));
        while let Some(byte) = self.peek()?.filter(u8::is_ascii_alphabetic) {
            if name.len() == MAX_WORD_BYTES {
                break;
            }
            name.push(char::from(byte));
            self.content.consume(1);
        }
        let number = self.number()?;
        // a blank after a control word belongs to it
        if self.peek()? == Some(b' ') {
            self.content.consume(1);
        }
        Ok(Some(RtfToken::Word(name, number)))
    }

    fn hex(&mut self) -> io::Result<Option<RtfToken>> {
        let mut value = 0;
        for _ in 0..2 {
            let Some(digit) = self.peek()?.and_then(|byte| char::from(byte).to_digit(16)) else { break };
            value = value * 16 + digit;
            self.content.consume(1);
        }
        Ok(Some(RtfToken::Hex(value as u8)))
    }

    fn number(&mut self) -> io::Result<Option<i32>> {
        let is_negative = self.peek()? == Some(b'-');
        if is_negative {
            self.content.consume(1);
        }
        let mut value = None;
        while let Some(byte) = self.peek()?.filter(u8::is_ascii_digit) {
            let digit = i32::from(byte - b'0');
            value = Some(value.unwrap_or(0_i32).saturating_mul(10).saturating_add(digit));
            self.content.consume(1);
        }
        Ok(value.map(|value| if is_negative { -value } else { value }))
    }

    /// Passes over bytes that are no text.
    pub(super) fn skip(&mut self, mut bytes: u64) -> io::Result<()> {
        while bytes > 0 {
            let here = self.content.fill_buf()?.len();
            if here == 0 {
                break;
            }
            let step = here.min(usize::try_from(bytes).unwrap_or(here));
            self.content.consume(step);
            bytes -= step as u64;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_words_with_numbers_signs_and_bytes() {
        use RtfToken::{Byte, Close, Hex, Open, Sign, Word};
        let mut tokens = RtfTokens::new(&b"{\\rtf1\\u-3 ?\\'e4\\~a\r\n b\\bin3 }}}x}"[..]);
        let mut found = Vec::new();
        while let Some(token) = tokens.next().unwrap() {
            if token == Word("bin".to_owned(), Some(3)) {
                tokens.skip(3).unwrap();
            }
            found.push(token);
        }
        let word = |name: &str, number| Word(name.to_owned(), Some(number));
        let expected = [
            Open,
            word("rtf", 1),
            word("u", -3),
            Byte(b'?'),
            Hex(0xe4),
            Sign(b'~'),
            Byte(b'a'),
            Byte(b' '),
            Byte(b'b'),
            word("bin", 3),
            Byte(b'x'),
            Close,
        ];
        assert_eq!(found, expected);
    }
}
