//! Text files that programs make of the DOCX and RTF files of Nexis Uni and Factiva.

use std::io::{self, BufRead, Read};

use memchr::memmem;

use super::document_lines::DocumentLines;
use crate::charset;
use crate::format::{Access, Content, Emitter, Format, text_head};
use crate::formats::exports::{self, factiva_lines as factiva, nexis};

/// Articles that end with `End of Document` or the number of the document.
pub(in crate::formats) static CONVERTED: Format =
    Format { name: "nexis", extensions: &[], has_reliable_extensions: true, recognises, access: Access::Stream(split) };

fn recognises(head: &[u8]) -> bool {
    const HEAD_BYTES: usize = 64 << 10;
    const MAX_LINE_BYTES: usize = 60;
    let head = text_head(&head[..head.len().min(HEAD_BYTES)]);
    if !exports::may_be_text(head) || memmem::find(head, b"ument").is_none() {
        return false;
    }
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| line.len() <= MAX_LINE_BYTES);
    let ends = |line: &[u8]| std::str::from_utf8(line).is_ok_and(|l| nexis::is_end(l) || factiva::is_document_line(l));
    lines.any(ends) && !exports::is_table(head)
}

fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let limit = emitter.context.settings.max_article_bytes;
    let legacy = charset::of_records(content.fill_buf()?);
    let mut lines = DocumentLines::new(emitter);
    let mut line = Vec::new();
    loop {
        line.clear();
        match content.take(limit.saturating_add(1)).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                lines.break_off(error.to_string());
                return Ok(());
            }
        }
        let text = charset::decode_cell(&line, legacy);
        // a form feed parts articles
        lines.push(text.trim_start_matches('\u{feff}').trim_matches(['\r', '\n', '\u{c}']).replace('\0', ""), false);
    }
    lines.finish();
    Ok(())
}
