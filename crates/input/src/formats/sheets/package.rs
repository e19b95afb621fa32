//! The members of an office document: an archive of XML, whose sizes are not trusted.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::archive;
use crate::disk_file::DiskFile;
use crate::format::Emitter;
use crate::settings::Settings;

/// An office document on disk.
pub(super) struct Package {
    archive: ZipArchive<BufReader<File>>,
    settings: Settings,
}

impl Package {
    pub(super) fn open(file: &DiskFile, emitter: &Emitter<'_>) -> io::Result<Package> {
        let archive = ZipArchive::new(BufReader::new(file.open()?)).map_err(|e| broken(&e))?;
        Ok(Package { archive, settings: emitter.context.settings.clone() })
    }

    /// The number of a member, whatever the case of the letters in its name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let wanted = name.trim_start_matches('/').as_bytes();
        // some programs on Windows part folders by backslashes
        let same = |a: u8, b: u8| a.eq_ignore_ascii_case(&b) || a == b'\\' && b == b'/';
        let is_wanted =
            |known: &[u8]| known.len() == wanted.len() && known.iter().zip(wanted).all(|(a, b)| same(*a, *b));
        self.archive.file_names_raw().position(is_wanted)
    }

    /// The XML of a member. `None` when there is none.
    pub(super) fn xml(&mut self, name: &str) -> io::Result<Option<MemberXml<'_>>> {
        let Some(member) = self.find(name) else { return Ok(None) };
        let entry = self.archive.by_index(member).map_err(|e| broken(&e))?;
        let content = Box::new(archive::expanded(entry, &self.settings));
        Ok(Some(MemberXml::new(content, self.settings.max_article_bytes)))
    }
}

/// The events of a member.
pub(super) struct MemberXml<'p> {
    reader: Reader<BufReader<Limited<'p>>>,
    buffer: Vec<u8>,
    left: Rc<Cell<u64>>,
    most: u64,
}

/// A reader of which only so much may be read for one event: an event is held in memory.
struct Limited<'p> {
    inner: Box<dyn Read + 'p>,
    left: Rc<Cell<u64>>,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(too_large_cell());
        }
        let n = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(n as u64));
        Ok(n)
    }
}

impl<'p> MemberXml<'p> {
    fn new(inner: Box<dyn Read + 'p>, max_article_bytes: u64) -> Self {
        // a cell is escaped, and read ahead of
        let most = max_article_bytes.saturating_mul(2).max(1 << 20);
        let left = Rc::new(Cell::new(most));
        let mut reader = Reader::from_reader(BufReader::new(Limited { inner, left: Rc::clone(&left) }));
        reader.config_mut().check_end_names = false;
        reader.config_mut().expand_empty_elements = true;
        MemberXml { reader, buffer: Vec::new(), left, most }
    }

    /// The most bytes of a cell or a row.
    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// Fails for a cell that has too many bytes.
    pub(super) fn check_cell(&self, bytes: usize) -> io::Result<()> {
        if bytes as u64 > self.most { Err(too_large_cell()) } else { Ok(()) }
    }

    /// The next event.
    pub(super) fn next(&mut self) -> io::Result<Event<'_>> {
        self.buffer.clear();
        self.left.set(self.most);
        self.reader.read_event_into(&mut self.buffer).map_err(|e| match e {
            quick_xml::Error::Io(error) => io::Error::new(error.kind(), error.to_string()),
            error => broken(&error),
        })
    }
}

fn too_large_cell() -> io::Error {
    broken(&"a cell of more bytes than an article may have")
}

pub(super) fn broken(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("spreadsheet: {error}"))
}
