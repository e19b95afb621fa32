//! The header lines at the start of a file: whether they are those of a mail.

use std::borrow::Cow;

/// The fields at the start of a file, their names in lower case.
pub(super) struct HeaderBlock<'h> {
    fields: Vec<(String, Cow<'h, str>)>,
}

impl<'h> HeaderBlock<'h> {
    /// The fields up to the first blank line. `None` when another line stands above it.
    pub(super) fn of(head: &'h [u8]) -> Option<HeaderBlock<'h>> {
        const MAX_NAME: usize = 60;
        const MAX_FIELDS: usize = 300;
        // the name of a field begins with a letter, and JSON with a bracket
        if !head.first().is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let mut fields: Vec<(String, Cow<'h, str>)> = Vec::new();
        let mut lines = head.split_inclusive(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            let is_last = lines.peek().is_none();
            let text = line.trim_ascii_end();
            if text.is_empty() || fields.len() > MAX_FIELDS {
                break;
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                let (_, value) = fields.last_mut()?;
                value.to_mut().push_str(&String::from_utf8_lossy(text));
                continue;
            }
            let colon = memchr::memchr(b':', text).filter(|at| (1..=MAX_NAME).contains(at));
            match colon.map(|at| text.split_at(at)) {
                Some((name, value)) if name.iter().all(u8::is_ascii_graphic) => {
                    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                    fields.push((name, String::from_utf8_lossy(value[1..].trim_ascii())));
                }
                // the line that the look of the first bytes cuts off
                _ if is_last && !line.ends_with(b"\n") && !fields.is_empty() => break,
                _ => return None,
            }
        }
        (!fields.is_empty()).then_some(HeaderBlock { fields })
    }

    /// Whether they are those of a mail: a sender with an address, and something else that mails have.
    pub(super) fn is_of_mail(&self) -> bool {
        let sender = self.get("from").or_else(|| self.get("sender")).is_some_and(|value| value.contains('@'));
        let has = |names: &[&str]| names.iter().any(|name| self.get(name).is_some());
        let is_sent = has(&["received", "return-path", "mime-version", "message-id", "delivered-to"]);
        sender && (has(&["subject", "date", "to", "newsgroups"]) || is_sent) || is_sent && has(&["subject", "date"])
    }

    /// Whether they are those of a page that a browser saved.
    pub(super) fn is_of_saved_page(&self) -> bool {
        let media_type = self.get("content-type").unwrap_or_default().to_ascii_lowercase();
        let is_page = media_type.starts_with("multipart/related") || media_type.starts_with("text/html");
        let is_saved = self.get("from").is_some_and(|from| from.to_ascii_lowercase().contains("saved by "));
        let is_received = ["received", "delivered-to", "to"].iter().any(|name| self.get(name).is_some());
        is_page && (is_saved || self.get("snapshot-content-location").is_some() || !is_received && !self.has_sender())
    }

    fn has_sender(&self) -> bool {
        self.get("from").is_some()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_mails_and_saved_pages_from_texts_with_colons() {
        let of =
            |head: &str| HeaderBlock::of(head.as_bytes()).map(|found| (found.is_of_mail(), found.is_of_saved_page()));
        for (head, expected) in [
            ("From: a@echo.example\nSubject: Ferry\n\nAground.", Some((true, false))),
            (
                "Return-Path: <a@b.example>\r\nReceived: by x;\r\n\tTue, 4 Feb 2031\r\nDate: x\r\n\r\n",
                Some((true, false)),
            ),
            ("From: a@b.example\nContent-Type: multipart/related\nTo: c@d.example\n\n", Some((true, false))),
            ("From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n", Some((false, true))),
            ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", Some((false, true))),
            ("Title: Ferry\nDate: 4 May\n\nAground.", Some((false, false))),
            ("From: the harbour\nTo: the sea\n\nA poem.", Some((false, false))),
            ("HOLM: a ferry ran aground.\nNobody was hurt\n", None),
            ("Ferry aground\n\nFrom: a@b.example", None),
            ("", None),
        ] {
            assert_eq!(of(head), expected, "{head}");
        }
    }
}
