//! ODS: spreadsheets of LibreOffice and others. All sheets are in one member.

use std::io;

use quick_xml::events::{BytesStart, Event};

use super::package::{MemberXml, Package, broken};
use super::{MAX_COLUMNS, SheetCell, SheetRow, VisitSheetRow, Workbook};
use crate::disk_file::DiskFile;
use crate::format::Emitter;
use crate::xml_parts::{attribute, entity, local};

/// A row that is repeated more often than this counts so often.
const MAX_REPEATS: u64 = 1000;
/// A cell that is repeated more often than this counts so often. Cells without a value are not stored.
const MAX_CELL_REPEATS: usize = 100;

/// A spreadsheet.
pub(super) struct Ods {
    package: Package,
}

impl Ods {
    pub(super) fn open(file: &DiskFile, emitter: &Emitter<'_>) -> io::Result<Ods> {
        let mut package = Package::open(file, emitter)?;
        let is_locked = package.find("encrypted-package").is_some() || is_encrypted(&mut package)?;
        if is_locked {
            return Err(broken(&"it is protected by a password: save it without one"));
        }
        Ok(Ods { package })
    }

    fn content(&mut self) -> io::Result<MemberXml<'_>> {
        self.package.xml("content.xml")?.ok_or_else(|| broken(&"it has no content"))
    }
}

/// Whether the list of members says that they are encrypted.
fn is_encrypted(package: &mut Package) -> io::Result<bool> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else { return Ok(false) };
    loop {
        match xml.next()? {
            Event::Start(element) if local(element.name().as_ref()) == "encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

impl Workbook for Ods {
    fn sheets(&mut self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        let mut xml = self.content()?;
        loop {
            match xml.next()? {
                Event::Start(element) if local(element.name().as_ref()) == "table" => {
                    names.push(attribute(&element, "name").unwrap_or_default());
                }
                Event::Eof => return Ok(names),
                _ => {}
            }
        }
    }

    fn rows(&mut self, sheet: usize, visit: &mut VisitSheetRow<'_>) -> io::Result<()> {
        let mut xml = self.content()?;
        let mut tables = 0;
        let mut number = 0;
        loop {
            match xml.next()? {
                Event::Start(element) => match local(element.name().as_ref()) {
                    "table" => tables += 1,
                    "table-row" if tables == sheet + 1 => {
                        let repeats = repeats(&element, "number-rows-repeated");
                        let SheetRow { cells, bytes, .. } = read_row(&mut xml)?;
                        let times = if cells.is_empty() { 0 } else { repeats.min(MAX_REPEATS) };
                        for nth in 1..=times {
                            if !visit(SheetRow { number: number + nth, cells: cells.clone(), bytes }) {
                                return Ok(());
                            }
                        }
                        number += repeats;
                    }
                    _ => {}
                },
                Event::End(element) if local(element.name().as_ref()) == "table" && tables > sheet => return Ok(()),
                Event::Eof if tables > sheet => return Err(broken(&"the sheet ends early")),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn counts_from_1904(&self) -> bool {
        false
    }
}

/// How often an element stands for itself.
fn repeats(element: &BytesStart<'_>, name: &str) -> u64 {
    const MAX: u64 = 1 << 24;
    attribute(element, name).and_then(|value| value.parse().ok()).unwrap_or(1).clamp(1, MAX)
}

/// Reads the cells of a row, up to its end.
fn read_row(xml: &mut MemberXml<'_>) -> io::Result<SheetRow> {
    let mut row = SheetRow::default();
    let mut column = 0;
    loop {
        let (repeats, kind, value) = match xml.next()? {
            Event::Start(element) if matches!(local(element.name().as_ref()), "table-cell" | "covered-table-cell") => {
                let repeats = repeats(&element, "number-columns-repeated") as usize;
                let kind = attribute(&element, "value-type").unwrap_or_default();
                let value = ["value", "date-value", "string-value"].iter().find_map(|name| attribute(&element, name));
                (repeats, kind, value)
            }
            Event::End(element) if local(element.name().as_ref()) == "table-row" => return Ok(row),
            Event::Eof => return Err(broken(&"the sheet ends early")),
            _ => continue,
        };
        let text = read_cell(xml)?;
        let cell = match (&*kind, value) {
            ("date", Some(date)) => Some(SheetCell::Time(date.replace('T', " "))),
            ("float" | "percentage" | "currency", Some(number)) => Some(SheetCell::Number(number)),
            ("string", Some(string)) if text.is_empty() => Some(SheetCell::Text(string)),
            _ => Some(SheetCell::Text(text)).filter(|_| !kind.is_empty()),
        };
        let is_blank = matches!(&cell, Some(SheetCell::Text(text)) if text.trim().is_empty());
        if let Some(cell) = cell.filter(|_| !is_blank) {
            let last = (column + repeats.min(MAX_CELL_REPEATS)).min(MAX_COLUMNS);
            for at in column..last {
                row.push(at, cell.clone(), xml.most())?;
            }
        }
        column = (column + repeats).min(MAX_COLUMNS);
    }
}

/// The text of a cell, one paragraph a line, up to its end.
fn read_cell(xml: &mut MemberXml<'_>) -> io::Result<String> {
    let mut text = String::new();
    let (mut paragraphs, mut inside, mut notes) = (0, 0, 0);
    loop {
        xml.check_cell(text.len())?;
        match xml.next()? {
            Event::Start(element) => match local(element.name().as_ref()) {
                "annotation" => notes += 1,
                "p" | "h" if notes == 0 => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    inside += 1;
                }
                "s" if inside > 0 => {
                    let spaces = repeats(&element, "c").min(1000);
                    text.extend((0..spaces).map(|_| ' '));
                }
                "tab" if inside > 0 => text.push('\t'),
                "line-break" if inside > 0 => text.push('\n'),
                _ => {}
            },
            Event::Text(more) if inside > 0 => text.push_str(&more),
            Event::CData(more) if inside > 0 => text.push_str(&more),
            Event::GeneralRef(name) if inside > 0 => text.push_str(&entity(&name).unwrap_or_default()),
            Event::End(element) => match local(element.name().as_ref()) {
                "annotation" => notes -= 1,
                "p" | "h" if notes == 0 => inside -= 1,
                "table-cell" | "covered-table-cell" => return Ok(text),
                _ => {}
            },
            Event::Eof => return Err(broken(&"the sheet ends early")),
            _ => {}
        }
    }
}
