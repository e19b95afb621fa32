//! DOCX: a zip archive with the text in an XML document.

use std::io::{self, BufReader, Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::document_lines::DocumentLines;
use super::docx_text::{self, Styles};
use crate::archive::expanded;
use crate::format::{Access, Content, Emitter, Format};
use crate::settings::Settings;
use crate::sniff;

/// A document of Word or another program, or many articles of Nexis Uni in one.
pub(in crate::formats) static DOCX: Format = Format {
    name: "docx",
    extensions: &["docx", "docm"],
    has_reliable_extensions: false,
    recognises: |head| sniff::is_office_zip(head) && memmem::find(head, b"word/").is_some(),
    access: Access::Stream(split),
};

/// The most bytes of a part of the document that is read beside its text.
const MAX_PART_BYTES: u64 = 4 << 20;
/// The text may have as many times the bytes of the longest article: its markup takes most of them.
const MARKUP_FACTOR: u64 = 16;

type Archive = ZipArchive<Cursor<Vec<u8>>>;

fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let settings = emitter.context.settings;
    let limit = settings.max_article_bytes.saturating_mul(4);
    let mut bytes = Vec::new();
    content.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let what = format!("a DOCX file of more than {limit} bytes, 4 times `input.max_article_bytes`");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&format!("no zip archive: {e}")))?;
    let names: Vec<String> = archive.file_names_raw().map(member_name).collect();
    let at = names.iter().position(|name| is_text(name)).ok_or_else(|| broken("it has no word/document.xml"))?;
    let mut part = |name: &str| part(&mut archive, names.iter().position(|member| member == name)?, settings);
    let title = part("docprops/core.xml").map(|xml| docx_text::title(&xml)).unwrap_or_default();
    let styles = part("word/styles.xml").map(|xml| Styles::read(&xml)).unwrap_or_default();
    let mut lines = DocumentLines::new(emitter);
    lines.title = title;
    let entry = archive.by_index(at).map_err(|e| broken(&e.to_string()))?;
    let most = settings.max_article_bytes.saturating_mul(MARKUP_FACTOR);
    let text = expanded(entry, settings).take(most.saturating_add(1));
    match docx_text::read(BufReader::new(text), most, settings.max_article_bytes, &styles, &mut lines) {
        Ok(()) => lines.finish(),
        Err(reason) => lines.break_off(format!("broken DOCX: {reason}")),
    }
    Ok(())
}

/// The name of a member as most programs write it.
fn member_name(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).to_ascii_lowercase().replace('\\', "/")
}

/// Whether a member is the text: `word/document.xml`, which some programs number.
fn is_text(name: &str) -> bool {
    let number = name.strip_prefix("word/document").and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A small part of the document; `None` when it is missing or broken, as the text can be read without it.
fn part(archive: &mut Archive, at: usize, settings: &Settings) -> Option<String> {
    let entry = archive.by_index(at).ok()?;
    let mut bytes = Vec::new();
    expanded(entry, settings).take(MAX_PART_BYTES).read_to_end(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

fn broken(what: &str) -> io::Error {
    let what: String = what.chars().filter(|c| !c.is_control()).take(120).collect();
    io::Error::new(io::ErrorKind::InvalidData, format!("broken DOCX: {what}"))
}
