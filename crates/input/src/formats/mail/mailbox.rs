//! Splits a mailbox into mails at its lines that begin with `From `. A mailbox may be larger than the memory.

use std::io::{self, BufRead, Read};

use super::header::HeaderBlock;
use super::message;
use crate::format::{Chunk, Content, Emitter};
use crate::sink::Sink;

/// Bytes of a line that are read at once: a mail may be one line.
const PIECE_BYTES: u64 = 64 << 10;

/// A mail of a mailbox.
struct Mail {
    row: u64,
    bytes: Vec<u8>,
}

impl Chunk for Mail {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes.len())
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        message::parse(&self.bytes, Some(self.row), sink);
    }
}

/// Whether content begins with the line above a mail, and then with the fields of one.
pub(super) fn is_mailbox(head: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', head) else { return false };
    is_separator(&head[..end]) && HeaderBlock::of(&head[end + 1..]).is_some()
}

/// Splits the content into mails.
pub(super) fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let mut splitter = MailSplitter { mail: Vec::new(), row: 0, is_too_long: false, emitter };
    let mut piece = Vec::new();
    // a line above a mail stands below a blank one; mails in one file of their own have none
    let (mut is_line_start, mut is_below_blank) = (true, true);
    loop {
        piece.clear();
        match content.by_ref().take(PIECE_BYTES).read_until(b'\n', &mut piece) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                splitter.finish();
                let row = splitter.row.max(1);
                emitter.reject(row, error.to_string());
                return Ok(());
            }
        }
        if is_line_start && is_below_blank && is_separator(&piece) {
            splitter.finish();
            splitter.row += 1;
        } else {
            splitter.add(if is_line_start { without_quote(&piece) } else { &piece });
        }
        is_below_blank = is_line_start && piece.trim_ascii().is_empty();
        is_line_start = piece.ends_with(b"\n");
    }
    splitter.finish();
    Ok(())
}

/// Collects the mail that is being read.
struct MailSplitter<'s, 'e> {
    mail: Vec<u8>,
    /// Its number, counted from 1.
    row: u64,
    is_too_long: bool,
    emitter: &'s mut Emitter<'e>,
}

impl MailSplitter<'_, '_> {
    fn add(&mut self, bytes: &[u8]) {
        let limit = self.emitter.context.settings.max_article_bytes;
        self.is_too_long |= (self.mail.len() + bytes.len()) as u64 > limit;
        if self.is_too_long {
            self.mail = Vec::new();
        } else {
            self.mail.extend_from_slice(bytes);
        }
    }

    /// Ends the mail.
    fn finish(&mut self) {
        let (bytes, row) = (std::mem::take(&mut self.mail), self.row.max(1));
        if std::mem::take(&mut self.is_too_long) {
            let reason = self.emitter.context.too_long("mail with its attachments");
            self.emitter.reject(row, reason);
        } else if !bytes.trim_ascii().is_empty() {
            // what stands above the first mail is counted as one
            self.row = row;
            self.emitter.chunk(Mail { row, bytes });
        }
    }
}

/// Whether a line is one above a mail: `From `, a sender, and a time.
fn is_separator(line: &[u8]) -> bool {
    const MAX_BYTES: usize = 300;
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let is_clock = |window: &[u8]| {
        let &[a, b, b':', c, d] = window else { return false };
        [a, b, c, d].iter().all(u8::is_ascii_digit)
    };
    rest.len() <= MAX_BYTES && rest.windows(5).any(is_clock)
}

/// A line of a mail without the `>` that keeps it from being one above a mail.
fn without_quote(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|byte| **byte == b'>').count();
    if quotes > 0 && line[quotes..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;
    use crate::settings::Settings;
    use crate::sink::Parsed;

    fn mail(id: u32, text: &str) -> String {
        format!(
            "From ann@echo.example Tue Feb  4 10:00:00 2031\nFrom: Ann <ann@echo.example>\nSubject: Ferry {id}\n\
             Message-ID: <{id}@echo.example>\nDate: Tue, 4 Feb 2031 10:00:00 +0100\n\n{text}\n\n"
        )
    }

    fn read(mailbox: &str, settings: &Settings) -> Parsed {
        let reader: Box<dyn Read> = Box::new(Cursor::new(mailbox.to_owned().into_bytes()));
        Emitter::parse_all(settings, |emitter| split(&mut BufReader::new(reader), emitter)).unwrap()
    }

    #[test]
    fn splits_at_the_lines_above_mails_only() {
        let text =
            "The ferry ran aground.\n\nFrom here it sails on.\n>From 10:00 it was afloat.\n>>From 11:00 it sailed.";
        let mailbox = mail(1, text) + &mail(2, "Two.") + &mail(3, &"x".repeat(200_000));
        let parsed = read(&mailbox, &Settings::default());
        let found: Vec<_> = parsed.articles.iter().map(|a| (a.row, &*a.id, &*a.title)).collect();
        let id = |nth: u32| format!("{nth}@echo.example");
        let expected = [(Some(1), &*id(1), "Ferry 1"), (Some(2), &*id(2), "Ferry 2"), (Some(3), &*id(3), "Ferry 3")];
        assert_eq!(found, expected);
        let first = &parsed.articles[0].text;
        assert!(first.contains("From here it sails on.\nFrom 10:00 it was afloat.\n>From 11:00 it sailed."), "{first}");
        assert_eq!(parsed.articles[2].text.trim().len(), 200_000);
        assert!(is_mailbox(mailbox.as_bytes()) && !is_mailbox(b"From 10:00 it was afloat.\nNobody was hurt.\n"));
    }

    #[test]
    fn a_mail_that_is_too_long_is_one_line_and_the_next_is_read() {
        let mailbox = mail(1, "One.") + &mail(2, &"word\n".repeat(1000)) + &mail(3, "Three.");
        let parsed = read(&mailbox, &Settings { max_article_bytes: 2000, ..Settings::default() });
        assert_eq!(parsed.articles.iter().map(|a| a.row).collect::<Vec<_>>(), [Some(1), Some(3)]);
        assert_eq!(parsed.rejected.iter().map(|r| r.row).collect::<Vec<_>>(), [Some(2)]);
        assert!(parsed.rejected[0].reason.contains("input.max_article_bytes"));
    }
}
