//! The lines of a DOCX document, read from its XML as a stream.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::document_lines::DocumentLines;
use crate::xml_parts::{attribute, entity, local};

/// Documents nested more deeply are rejected.
const MAX_DEPTH: usize = 1000;
/// Elements whose content is not shown: what was moved away, and the second form of a shape.
const HIDDEN: [&str; 2] = ["moveFrom", "Fallback"];

/// The styles that are headings, by their id.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeSet<String>);

impl Styles {
    /// Reads the table of styles, in which their names are English whatever the language of the program is.
    pub(super) fn read(xml: &str) -> Styles {
        let mut styles = Styles::default();
        let mut reader = Reader::from_str(xml);
        let mut id = String::new();
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Eof => break,
                Event::Start(start) | Event::Empty(start) => match local(start.name().as_ref()) {
                    "style" => id = attribute(&start, "styleId").unwrap_or_default(),
                    "name" => {
                        let name = attribute(&start, "val").unwrap_or_default().to_lowercase();
                        if name.starts_with("heading") || name == "title" {
                            styles.0.insert(id.clone());
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        styles
    }
}

/// The title in the core properties.
pub(super) fn title(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let (mut title, mut is_inside) = (String::new(), false);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(start) => is_inside = local(start.name().as_ref()) == "title",
            Event::Text(text) if is_inside => title.push_str(&text),
            Event::GeneralRef(name) if is_inside => title.extend(entity(&name)),
            Event::End(_) => is_inside = false,
            _ => {}
        }
    }
    title.trim().to_owned()
}

/// Reads the lines of a document of at most `most` bytes, with at most `longest` bytes between two tags.
///
/// # Errors
/// The XML is broken, cut, nested too deeply or too long, or declares entities.
pub(super) fn read(
    content: impl BufRead,
    most: u64,
    longest: u64,
    styles: &Styles,
    lines: &mut DocumentLines<'_, '_>,
) -> Result<(), String> {
    let content = io::BufReader::new(Bounded { inner: content, left: most, longest, since_tag: 0 });
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let mut document = DocxReader::new(styles, lines);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
            Event::Start(start) => document.open(&start)?,
            Event::Empty(start) => {
                document.open(&start)?;
                document.close(local(start.name().as_ref()));
            }
            Event::End(end) => document.close(local(end.name().as_ref())),
            Event::Text(text) => document.text(&text),
            Event::CData(text) => document.text(&text),
            Event::GeneralRef(name) => document.text(&entity(&name).unwrap_or_default()),
            Event::DocType(_) => return Err("its XML declares entities, which no word processor does".to_owned()),
            Event::Eof if document.depth > 0 => {
                return Err("its text ends within an element: the file is cut".to_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    document.end_line();
    Ok(())
}

/// What is open in a document, and the line that is read.
struct DocxReader<'d, 'p, 'e> {
    styles: &'d Styles,
    lines: &'d mut DocumentLines<'p, 'e>,
    line: String,
    depth: usize,
    /// The depth of the hidden element around what is read.
    hidden: Option<usize>,
    /// The depth of the run whose text is not shown.
    vanished: Option<usize>,
    run: Option<usize>,
    is_heading: bool,
    is_in_text: bool,
}

impl<'d, 'p, 'e> DocxReader<'d, 'p, 'e> {
    fn new(styles: &'d Styles, lines: &'d mut DocumentLines<'p, 'e>) -> Self {
        DocxReader {
            styles,
            lines,
            line: String::new(),
            depth: 0,
            hidden: None,
            vanished: None,
            run: None,
            is_heading: false,
            is_in_text: false,
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("its XML is nested more than {MAX_DEPTH} deep"));
        }
        if self.hidden.is_some() {
            return Ok(());
        }
        let name = start.name();
        match local(name.as_ref()) {
            name if HIDDEN.contains(&name) => self.hidden = Some(self.depth),
            "p" => {
                // a box of text within a paragraph
                if !self.line.trim().is_empty() {
                    self.end_line();
                }
                self.line.clear();
                self.is_heading = false;
            }
            "r" => self.run = Some(self.depth),
            "vanish" if self.run.is_some() && is_on(start) => self.vanished = self.run,
            "pStyle" => {
                let style = attribute(start, "val").unwrap_or_default();
                self.is_heading = self.styles.0.contains(&style);
            }
            "outlineLvl" => self.is_heading = true,
            "t" => self.is_in_text = true,
            "tab" if self.run.is_some() => self.line.push('\t'),
            "br" | "cr" if self.run.is_some() => self.end_line(),
            "noBreakHyphen" => self.line.push('-'),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        if self.hidden.is_none_or(|depth| depth == self.depth) {
            self.hidden = None;
            match name {
                "p" => self.end_line(),
                "t" => self.is_in_text = false,
                "r" if self.run == Some(self.depth) => (self.run, self.vanished) = (None, None),
                _ => {}
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn text(&mut self, text: &str) {
        if self.is_in_text && self.hidden.is_none() && self.vanished.is_none() {
            self.line.push_str(text);
        }
    }

    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line), self.is_heading);
    }
}

/// Whether a property is on: it is, unless its value says otherwise.
fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(attribute(start, "val").as_deref(), Some("0" | "false" | "off"))
}

/// Reads a limited number of bytes, and of them a limited number without a tag, since text is held until its end.
struct Bounded<R> {
    inner: R,
    left: u64,
    longest: u64,
    since_tag: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other("its text is too long"))?;
        self.since_tag = match memchr::memrchr(b'<', &buffer[..read]) {
            Some(at) => (read - at) as u64,
            None => self.since_tag + read as u64,
        };
        if self.since_tag > self.longest {
            return Err(io::Error::other("a paragraph of it is too long"));
        }
        Ok(read)
    }
}
