//! Reads the text of RTF: groups, destinations, code pages, characters.

use std::collections::BTreeMap;
use std::io::BufRead;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

use super::code_pages;
use super::document_lines::DocumentLines;
use super::rtf_tokens::{RtfToken, RtfTokens};

/// Groups nested more deeply are not read.
const MAX_DEPTH: usize = 1000;
/// Groups that hold no text of the document.
const SKIPPED: [&str; 46] = [
    "annotation",
    "atnauthor",
    "atnid",
    "author",
    "bkmkend",
    "bkmkstart",
    "buptim",
    "colorschememapping",
    "colortbl",
    "comment",
    "company",
    "creatim",
    "datafield",
    "datastore",
    "doccomm",
    "filetbl",
    "fldinst",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "footnote",
    "generator",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "info",
    "keywords",
    "latentstyles",
    "listoverridetable",
    "listtable",
    "listtext",
    "nonshppict",
    "objdata",
    "operator",
    "pict",
    "pntext",
    "pgptbl",
    "revtbl",
    "rsidtbl",
    "shprslt",
    "stylesheet",
    "tc",
    "themedata",
    "xe",
];

/// What holds for the text of a group.
#[derive(Debug, Clone, Copy)]
struct RtfState {
    is_skipped: bool,
    is_hidden: bool,
    place: Destination,
    /// The characters after `\uN` that stand for it in old programs.
    fallback: i32,
    encoding: Option<&'static Encoding>,
}

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Body,
    Fonts,
    Title,
}

/// Reads the text of an RTF file.
pub(super) struct RtfReader<'p, 'e> {
    pub(super) lines: DocumentLines<'p, 'e>,
    states: Vec<RtfState>,
    state: RtfState,
    document: &'static Encoding,
    fonts: BTreeMap<i32, &'static Encoding>,
    /// The font that the table of fonts describes.
    font: i32,
    /// Bytes of text that are not decoded yet.
    bytes: Vec<u8>,
    has_raw_bytes: bool,
    line: String,
    longest: usize,
    high_surrogate: Option<u16>,
    /// Characters to pass over after `\uN`.
    passed_over: i32,
    /// Whether the next word says what the group is.
    is_group_start: bool,
    is_heading: bool,
}

impl<'p, 'e> RtfReader<'p, 'e> {
    pub(super) fn new(lines: DocumentLines<'p, 'e>, longest: usize) -> Self {
        let body = Destination::Body;
        RtfReader {
            lines,
            states: Vec::new(),
            state: RtfState { is_skipped: false, is_hidden: false, place: body, fallback: 1, encoding: None },
            document: WINDOWS_1252,
            fonts: BTreeMap::new(),
            font: 0,
            bytes: Vec::new(),
            has_raw_bytes: false,
            line: String::new(),
            longest,
            high_surrogate: None,
            passed_over: 0,
            is_group_start: false,
            is_heading: false,
        }
    }

    /// Reads the whole file.
    pub(super) fn read(&mut self, content: impl BufRead) -> Result<(), String> {
        let mut tokens = RtfTokens::new(content);
        while let Some(token) = tokens.next().map_err(|e| e.to_string())? {
            let starts_group = matches!(token, RtfToken::Open | RtfToken::Sign(b'*'));
            match token {
                RtfToken::Open => {
                    if self.states.len() == MAX_DEPTH {
                        return Err(format!("broken RTF: groups nested more than {MAX_DEPTH} deep"));
                    }
                    self.decode();
                    self.passed_over = 0;
                    self.states.push(self.state);
                }
                RtfToken::Close => {
                    self.decode();
                    self.passed_over = 0;
                    match self.states.pop() {
                        Some(state) => self.state = state,
                        None => return Err("broken RTF: a group closes that was not opened".to_owned()),
                    }
                    if self.states.is_empty() {
                        break;
                    }
                }
                RtfToken::Word(name, Some(number)) if name == "bin" => {
                    tokens.skip(u64::try_from(number).unwrap_or(0)).map_err(|e| e.to_string())?;
                }
                RtfToken::Word(name, number) => self.word(&name, number),
                RtfToken::Sign(sign) => self.sign(sign),
                RtfToken::Hex(byte) => self.byte(byte, false),
                RtfToken::Byte(byte) => self.byte(byte, true),
            }
            self.is_group_start = starts_group;
        }
        self.end_line();
        if self.states.is_empty() {
            Ok(())
        } else {
            Err("broken RTF: the file ends within a group: it is cut".to_owned())
        }
    }

    fn byte(&mut self, byte: u8, is_raw: bool) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
        } else if !self.state.is_skipped && !self.state.is_hidden && self.bytes.len() < self.longest {
            self.has_raw_bytes |= is_raw && byte >= 0x80;
            self.bytes.push(byte);
        }
    }

    fn sign(&mut self, sign: u8) {
        if self.passed_over > 0 && sign != b'*' {
            self.passed_over -= 1;
            return;
        }
        match sign {
            b'*' if self.is_group_start => self.state.is_skipped = true,
            b'\\' | b'{' | b'}' => self.byte(sign, true),
            b'~' => self.char('\u{a0}'),
            b'_' => self.char('-'),
            b'\r' | b'\n' => self.end_line(),
            _ => {}
        }
    }

    fn char(&mut self, c: char) {
        self.decode();
        if !self.state.is_skipped && !self.state.is_hidden && self.line.len() < self.longest {
            self.line.push(c);
        }
    }

    fn word(&mut self, name: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        if self.passed_over > 0 && !matches!(name, "u" | "uc") {
            self.passed_over -= 1;
            return;
        }
        // bytes before it are in the code page before it
        self.decode();
        if self.is_group_start && SKIPPED.contains(&name) {
            self.state.is_skipped = true;
        }
        match name {
            "par" | "line" | "sect" | "page" | "row" | "cell" | "nestcell" | "nestrow" | "column" => self.end_line(),
            "pard" => self.is_heading = false,
            "outlinelevel" => self.is_heading = number.is_some_and(|level| level < 9),
            "tab" => self.char('\t'),
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.fallback = number.unwrap_or(1).clamp(0, 16),
            "v" | "deleted" => self.state.is_hidden = is_on,
            "plain" => (self.state.is_hidden, self.state.encoding) = (false, None),
            "ansicpg" => self.document = number.and_then(code_pages::of_code_page).unwrap_or(self.document),
            "mac" => self.document = MACINTOSH,
            "fonttbl" => self.state.place = Destination::Fonts,
            "title" if self.is_group_start => {
                (self.state.is_skipped, self.state.place) = (false, Destination::Title);
            }
            "f" if self.state.place == Destination::Fonts => self.font = number.unwrap_or(0),
            "f" => self.state.encoding = number.and_then(|font| self.fonts.get(&font)).copied(),
            "fcharset" | "cpg" if self.state.place == Destination::Fonts => {
                const MAX_FONTS: usize = 10_000;
                let of = if name == "cpg" { code_pages::of_code_page } else { code_pages::of_charset };
                if let Some(encoding) = number.and_then(of)
                    && self.fonts.len() < MAX_FONTS
                {
                    self.fonts.insert(self.font, encoding);
                }
            }
            _ => {
                if let Some(c) = special(name) {
                    self.char(c);
                }
            }
        }
    }

    /// A character by its number, of which those beyond 32767 are negative and those beyond 65535 are two.
    fn unicode(&mut self, number: i32) {
        self.passed_over = self.state.fallback;
        let unit = number as u16;
        match (self.high_surrogate.take(), unit) {
            (_, 0xd800..=0xdbff) => self.high_surrogate = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                for c in char::decode_utf16([high, unit]).flatten() {
                    self.char(c);
                }
            }
            _ => {
                if let Some(c) = char::from_u32(u32::from(unit)).filter(|c| *c != '\0') {
                    self.char(c);
                }
            }
        }
    }

    /// Decodes the bytes so far.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let has_raw_bytes = std::mem::take(&mut self.has_raw_bytes);
        let encoding = self.state.encoding.unwrap_or(self.document);
        // some programs write UTF-8, which RTF does not know
        let utf8 = if has_raw_bytes { std::str::from_utf8(&bytes).ok() } else { None };
        let text = match utf8 {
            Some(text) => text.into(),
            None => encoding.decode_without_bom_handling(&bytes).0,
        };
        match self.state.place {
            Destination::Body if self.line.len() < self.longest => self.line.push_str(&text),
            Destination::Title if self.lines.title.len() < 1000 => self.lines.title.push_str(text.trim()),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        self.decode();
        if !self.state.is_skipped {
            self.lines.push(std::mem::take(&mut self.line), self.is_heading);
        }
    }
}

/// The character that a control word means.
fn special(word: &str) -> Option<char> {
    Some(match word {
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        "emspace" | "enspace" | "qmspace" => ' ',
        _ => return None,
    })
}
