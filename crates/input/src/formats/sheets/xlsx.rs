//! XLSX: workbooks of Excel since 2007.

use std::collections::BTreeMap;
use std::io;

use quick_xml::events::{BytesStart, Event};

use super::package::{MemberXml, Package, broken};
use super::{MAX_COLUMNS, SheetCell, SheetRow, VisitSheetRow, Workbook, serial};
use crate::disk_file::DiskFile;
use crate::format::Emitter;
use crate::xml_parts::{attribute, entity, local};

/// The most bytes of texts that cells share. They are in memory.
const MAX_SHARED_BYTES: usize = 1 << 30;

/// A workbook.
pub(super) struct Xlsx {
    package: Package,
    /// The name of each sheet, and the member that holds it.
    sheets: Vec<(String, String)>,
    shared: Vec<Box<str>>,
    /// For each style of cells, whether its numbers are dates.
    date_styles: Vec<bool>,
    from_1904: bool,
}

impl Xlsx {
    pub(super) fn open(file: &DiskFile, emitter: &Emitter<'_>) -> io::Result<Xlsx> {
        let mut package = Package::open(file, emitter)?;
        let main = relations(&mut package, "_rels/.rels")?;
        let main = main.into_values().find(|(kind, _)| kind.ends_with("/officeDocument"));
        let workbook = main.map_or_else(|| "xl/workbook.xml".to_owned(), |(_, target)| target);
        let workbook = workbook.trim_start_matches('/').to_owned();
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let relations = relations(&mut package, &format!("{folder}/_rels/{name}.rels"))?;
        let path = |target: &str| match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{folder}/{target}").trim_start_matches('/').to_owned(),
        };
        let mut book = Xlsx { package, sheets: vec![], shared: vec![], date_styles: vec![], from_1904: false };
        for (name, id) in book.read_workbook(&workbook)? {
            if let Some((kind, target)) = relations.get(&id)
                && kind.ends_with("/worksheet")
            {
                book.sheets.push((name, path(target)));
            }
        }
        let of_kind =
            |end: &str| relations.values().find(|(kind, _)| kind.ends_with(end)).map(|(_, target)| path(target));
        if let Some(styles) = of_kind("/styles") {
            book.date_styles = read_styles(&mut book.package, &styles)?;
        }
        if let Some(strings) = of_kind("/sharedStrings") {
            book.shared = read_shared(&mut book.package, &strings)?;
        }
        Ok(book)
    }

    /// The name and the relation of each sheet.
    fn read_workbook(&mut self, name: &str) -> io::Result<Vec<(String, String)>> {
        let mut sheets = Vec::new();
        let Some(mut xml) = self.package.xml(name)? else { return Err(broken(&"it has no workbook")) };
        loop {
            match xml.next()? {
                Event::Start(element) => match local(element.name().as_ref()) {
                    "sheet" => {
                        let name = attribute(&element, "name").unwrap_or_default();
                        sheets.extend(attribute(&element, "id").map(|id| (name, id)));
                    }
                    "workbookPr" => {
                        self.from_1904 = matches!(attribute(&element, "date1904").as_deref(), Some("1" | "true"));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }
}

impl Workbook for Xlsx {
    fn sheets(&mut self) -> io::Result<Vec<String>> {
        Ok(self.sheets.iter().map(|(name, _)| name.clone()).collect())
    }

    fn rows(&mut self, sheet: usize, visit: &mut VisitSheetRow<'_>) -> io::Result<()> {
        let (name, member) = &self.sheets[sheet];
        let Some(mut xml) = self.package.xml(member)? else {
            return Err(broken(&format!("the sheet {name:?} is missing")));
        };
        let mut row = SheetRow::default();
        let mut column = 0;
        loop {
            match xml.next()? {
                Event::Start(element) => match local(element.name().as_ref()) {
                    "row" => {
                        let number = attribute(&element, "r").and_then(|r| r.parse().ok());
                        // no program numbers more rows
                        let number = number.filter(|number| *number <= 1 << 24);
                        row = SheetRow { number: number.unwrap_or(row.number + 1), ..SheetRow::default() };
                        column = 0;
                    }
                    "c" => {
                        let given = attribute(&element, "r").and_then(|r| column_of(&r));
                        column = given.unwrap_or(column);
                        let cell = Cell::of(&element);
                        if let Some(value) = cell
                            .read(&mut xml)?
                            .and_then(|text| cell.value(text, &self.shared, &self.date_styles, self.from_1904))
                            && column < MAX_COLUMNS
                        {
                            row.push(column, value, xml.most())?;
                        }
                        column += 1;
                    }
                    _ => {}
                },
                Event::End(element) if local(element.name().as_ref()) == "row" => {
                    let number = row.number;
                    if !row.cells.is_empty() && !visit(std::mem::take(&mut row)) {
                        return Ok(());
                    }
                    row.number = number;
                }
                Event::End(element) if local(element.name().as_ref()) == "sheetData" => return Ok(()),
                Event::Eof => return Err(broken(&"the sheet ends early")),
                _ => {}
            }
        }
    }

    fn counts_from_1904(&self) -> bool {
        self.from_1904
    }
}

/// What the start of a cell says about it.
struct Cell {
    kind: String,
    style: usize,
}

impl Cell {
    fn of(element: &BytesStart<'_>) -> Cell {
        Cell {
            kind: attribute(element, "t").unwrap_or_default(),
            style: attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
        }
    }

    /// The text of the cell's value, up to its end. `None` for a cell without one.
    fn read(&self, xml: &mut MemberXml<'_>) -> io::Result<Option<String>> {
        let mut text: Option<String> = None;
        let mut is_value = false;
        let mut phonetic = 0;
        loop {
            xml.check_cell(text.as_ref().map_or(0, String::len))?;
            match xml.next()? {
                Event::Start(element) => match local(element.name().as_ref()) {
                    "v" => is_value = self.kind != "inlineStr",
                    "t" => is_value = self.kind == "inlineStr" && phonetic == 0,
                    "rPh" => phonetic += 1,
                    _ => {}
                },
                Event::Text(more) if is_value => text.get_or_insert_default().push_str(&more),
                Event::CData(more) if is_value => text.get_or_insert_default().push_str(&more),
                Event::GeneralRef(name) if is_value => {
                    text.get_or_insert_default().push_str(&entity(&name).unwrap_or_default())
                }
                Event::End(element) => match local(element.name().as_ref()) {
                    "v" | "t" => is_value = false,
                    "rPh" => phonetic = (phonetic - 1).max(0),
                    "c" => return Ok(text),
                    _ => {}
                },
                Event::Eof => return Err(broken(&"the sheet ends early")),
                _ => {}
            }
        }
    }

    /// The value of a cell with this text.
    fn value(&self, text: String, shared: &[Box<str>], date_styles: &[bool], from_1904: bool) -> Option<SheetCell> {
        let value = match &*self.kind {
            "s" => SheetCell::Text(shared.get(text.trim().parse::<usize>().ok()?)?.to_string()),
            "inlineStr" | "str" => SheetCell::Text(unescaped(text)),
            "b" => SheetCell::Text(if text.trim() == "1" { "true" } else { "false" }.to_owned()),
            "d" => SheetCell::Time(text),
            "e" => return None,
            _ if date_styles.get(self.style).copied().unwrap_or(false) => {
                serial::date(&text, from_1904).map_or(SheetCell::Number(text), SheetCell::Time)
            }
            _ => SheetCell::Number(text),
        };
        let is_blank = matches!(&value, SheetCell::Text(text) if text.trim().is_empty());
        (!is_blank).then_some(value)
    }
}

/// The column in the name of a cell: 27 of `AB5`.
fn column_of(name: &str) -> Option<usize> {
    let letters =
        name.bytes().take_while(u8::is_ascii_alphabetic).map(|byte| usize::from(byte.to_ascii_uppercase() - b'A'));
    let column = letters.take(4).fold(0, |column, letter| 26 * column + letter + 1);
    column.checked_sub(1)
}

/// The kind and the target of each relation, by its id.
fn relations(package: &mut Package, name: &str) -> io::Result<BTreeMap<String, (String, String)>> {
    let mut found = BTreeMap::new();
    let Some(mut xml) = package.xml(name)? else { return Ok(found) };
    loop {
        match xml.next()? {
            Event::Start(element) if local(element.name().as_ref()) == "Relationship" => {
                let get = |name: &str| attribute(&element, name).unwrap_or_default();
                found.insert(get("Id"), (get("Type"), get("Target")));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// For each style of cells, whether its numbers are dates.
fn read_styles(package: &mut Package, name: &str) -> io::Result<Vec<bool>> {
    let mut own = BTreeMap::new();
    let mut styles = Vec::new();
    let mut is_of_cells = false;
    let Some(mut xml) = package.xml(name)? else { return Ok(styles) };
    loop {
        match xml.next()? {
            Event::Start(element) => match local(element.name().as_ref()) {
                "numFmt" => {
                    let code = attribute(&element, "formatCode").unwrap_or_default();
                    own.extend(attribute(&element, "numFmtId").map(|id| (id, serial::is_date_format(&code))));
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => {
                    let id = attribute(&element, "numFmtId").unwrap_or_default();
                    let builtin = || id.parse().is_ok_and(serial::is_builtin_date_format);
                    styles.push(own.get(&id).copied().unwrap_or_else(builtin));
                }
                _ => {}
            },
            Event::End(element) if local(element.name().as_ref()) == "cellXfs" => return Ok(styles),
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// The texts that cells share.
fn read_shared(package: &mut Package, name: &str) -> io::Result<Vec<Box<str>>> {
    let mut shared: Vec<Box<str>> = Vec::new();
    let mut bytes = 0;
    let (mut text, mut is_text, mut phonetic) = (String::new(), false, 0);
    let Some(mut xml) = package.xml(name)? else { return Ok(shared) };
    loop {
        match xml.next()? {
            Event::Start(element) => match local(element.name().as_ref()) {
                "si" => text.clear(),
                "t" => is_text = phonetic == 0,
                "rPh" => phonetic += 1,
                _ => {}
            },
            Event::Text(more) if is_text => text.push_str(&more),
            Event::CData(more) if is_text => text.push_str(&more),
            Event::GeneralRef(name) if is_text => text.push_str(&entity(&name).unwrap_or_default()),
            Event::End(element) => match local(element.name().as_ref()) {
                "t" => is_text = false,
                "rPh" => phonetic -= 1,
                "si" => {
                    bytes += text.len() + size_of::<Box<str>>();
                    if bytes > MAX_SHARED_BYTES {
                        return Err(broken(&"its texts take more than 1 GiB: save the sheet as CSV"));
                    }
                    shared.push(unescaped(std::mem::take(&mut text)).into());
                }
                _ => {}
            },
            Event::Eof => return Ok(shared),
            _ => {}
        }
        if text.len() > MAX_SHARED_BYTES {
            return Err(broken(&"its texts take more than 1 GiB: save the sheet as CSV"));
        }
    }
}

/// A text in which characters are written as `_x000D_`.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            Some(c) => {
                out.push(c);
                rest = &rest[7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    out + rest
}
