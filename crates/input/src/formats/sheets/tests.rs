//! Workbooks written part by part, as other programs write them.

use std::io::Write;
use std::path::Path;

use std::sync::Arc;

use super::*;
use crate::disk_file::DiskFile;
use crate::settings::Settings;
use crate::sink::Parsed;

fn zip(path: &Path, members: &[(&str, &str)]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, content) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

fn read(path: &Path, settings: &Settings) -> Result<Parsed, String> {
    let is_ods = path.extension().is_some_and(|extension| extension == "ods");
    let Access::Random(split) = (if is_ods { &ODS } else { &XLSX }).access else { unreachable!() };
    Emitter::parse_all(settings, |emitter| split(&Arc::new(DiskFile::of_input(path)), emitter))
}

/// A workbook of two sheets, of which this is the second.
fn xlsx(path: &Path, sheet: &str) {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/relationships/{kind}\" Target=\"{target}\"/>")
    };
    let list = |relations: &[String]| format!("<Relationships>{}</Relationships>", relations.concat());
    let book = [
        relation("r1", "worksheet", "worksheets/sheet1.xml"),
        relation("r2", "worksheet", "/xl/worksheets/sheet2.xml"),
        relation("r3", "styles", "styles.xml"),
        relation("r4", "sharedStrings", "sharedStrings.xml"),
    ];
    zip(
        path,
        &[
            ("_rels/.rels", &list(&[relation("a", "officeDocument", "xl/workbook.xml")])),
            (
                "xl/workbook.xml",
                "<workbook xmlns:r='y'><sheets><sheet name='About &amp; more' sheetId='1' r:id='r1'/><sheet \
                 name='Data' \
                 sheetId='2' r:id='r2'/></sheets></workbook>",
            ),
            ("xl/_rels/workbook.xml.rels", &list(&book)),
            (
                "xl/styles.xml",
                "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\\-mm\\-dd hh:mm'/></numFmts>\
                 <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/>\
                 </cellXfs></styleSheet>",
            ),
            (
                "xl/sharedStrings.xml",
                "<sst count='9' uniqueCount='999999999999'><si><t>Title</t></si><si><t>Text</t></si><si><r><t>Nobody \
                 was \
                 </t></r><r><t>hurt &amp; well._x000D_</t></r><rPh><t>no</t></rPh></si></sst>",
            ),
            (
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row><c t='s'><v>0</v></c></row></sheetData></worksheet>",
            ),
            ("xl/worksheets/sheet2.xml", &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ],
    );
}

const SHEET: &str = "<row r='1'><c r='A1' t='inlineStr'><is><t>Export of the day</t></is></c></row>\
    <row r='3'><c r='A3' t='s'><v>0</v></c><c r='C3' t='s'><v>1</v></c><c r='D3' t='str'><v>Date</v></c>\
    <c t='inlineStr'><is><t>id</t></is></c></row>\
    <row r='4'><c r='A4' t='str'><f>A1</f><v>Ferry</v></c><c r='C4' t='s'><v>2</v></c>\
    <c r='D4' s='1'><v>47883.416666666664</v></c><c r='E4'><v>17</v></c></row>\
    <row r='9'><c r='C9' t='inlineStr'><is><r><t>Lamps </t></r><r><t>lit.</t></r></is></c><c r='D9'><v>47884</v></c>\
    </row>";

#[test]
fn reads_the_first_sheet_with_texts_of_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let empty: String = (10..200_000).map(|row| format!("<row r='{row}'><c r='A{row}' s='1'/></row>")).collect();
    xlsx(&path, &(SHEET.to_owned() + &empty));
    let parsed = read(&path, &Settings::default()).unwrap();
    assert_eq!(parsed.rejected, []);
    let date = |at: usize| parsed.articles[at].published.map(|p| p.to_string()).unwrap_or_default();
    let found: Vec<_> = parsed.articles.iter().map(|a| (a.row, &*a.id, &*a.title, &*a.text)).collect();
    let expected = [(Some(4), "17", "Ferry", "Nobody was hurt & well.\r"), (Some(9), "test:9", "", "Lamps lit.")];
    assert_eq!(found, expected);
    assert_eq!((&*date(0), &*date(1)), ("2031-02-04T10:00", "2031-02-05"));
    for sheet in ["data", "2"] {
        let settings = Settings { sheet: Some(sheet.to_owned()), ..Settings::default() };
        assert_eq!(read(&path, &settings).unwrap().articles.len(), 2);
    }
    let settings = Settings { sheet: Some("3".to_owned()), ..Settings::default() };
    assert!(read(&path, &settings).unwrap_err().contains("there are About & more, Data"));
}

#[test]
fn cells_may_come_in_any_order_and_a_row_has_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let cell = |name: &str, text: &str| format!("<c r='{name}' t='str'><v>{text}</v></c>");
    let header = format!("<row r='1'>{}{}</row>", cell("C1", "Title"), cell("A1", "Text"));
    let row = format!("<row r='2'>{}{}</row>", cell("C2", "Ferry"), cell("A2", "Nobody was hurt."));
    xlsx(&path, &(header.clone() + &row));
    let parsed = read(&path, &Settings::default()).unwrap();
    assert_eq!((parsed.articles.len(), &*parsed.articles[0].title), (1, "Ferry"));
    // each cell is small, and the row is not
    let wide: String = (0..5000).map(|_| cell("D3", &"x".repeat(1000))).collect();
    xlsx(&path, &format!("{header}{row}<row r='3'>{wide}</row>"));
    let settings = Settings { max_article_bytes: 1 << 20, ..Settings::default() };
    let parsed = read(&path, &settings).unwrap();
    assert_eq!(parsed.articles.len(), 1);
    assert!(parsed.rejected[0].reason.contains("more cells or bytes"), "{:?}", parsed.rejected);
}

#[test]
fn broken_and_huge_workbooks_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let settings = Settings { max_article_bytes: 1 << 20, ..Settings::default() };
    // no text column, a sheet that ends early, a cell that is a bomb
    xlsx(&path, "<row><c t='str'><v>Name</v></c></row>");
    assert!(read(&path, &settings).unwrap_err().contains("no sheet has a text column"));
    xlsx(&path, &SHEET.replace("</row>", ""));
    assert!(read(&path, &settings).is_err());
    xlsx(&path, &(SHEET.to_owned() + "<row><c t='str'><v>" + &"x".repeat(40 << 20) + "</v></c></row>"));
    let parsed = read(&path, &settings).unwrap();
    assert_eq!((parsed.articles.len(), parsed.rejected.len()), (2, 1));
    zip(&path, &[("xl/other.xml", "<a/>")]);
    assert!(read(&path, &settings).unwrap_err().contains("no workbook"));
    std::fs::write(&path, b"PK\x03\x04 and no more").unwrap();
    assert!(read(&path, &settings).unwrap_err().contains("spreadsheet"));
}

fn ods(path: &Path, rows: &str, manifest: &str) {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='About'><table:table-row>\
         <table:table-cell office:value-type='string'><text:p>Of May</text:p></table:table-cell></table:table-row>\
         </table:table><table:table table:name='Data'><table:table-column table:number-columns-repeated='9'/>{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    zip(path, &[("mimetype", kind), ("content.xml", &content), ("META-INF/manifest.xml", manifest)]);
}

#[test]
fn reads_an_open_document_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ods");
    let cell =
        |text: &str| format!("<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>");
    let date = |date: &str| format!("<table:table-cell office:value-type='date' office:date-value='{date}'/>");
    let skip = |n: u32| format!("<table:table-cell table:number-columns-repeated='{n}'/>");
    let row = |repeats: u32, cells: &[String]| {
        format!("<table:table-row table:number-rows-repeated='{repeats}'>{}</table:table-row>", cells.concat())
    };
    let note = "Nobody <text:span>was</text:span><text:s text:c='2'/>hurt.</text:p><office:annotation><text:p>Check.\
                </text:p></office:annotation><text:p>It sails.";
    let rows = [
        row(1, &[cell("title"), skip(2), cell("text"), cell("date")]),
        row(1_000_000, &[skip(16_000)]),
        row(1, &[cell("Ferry"), skip(2), cell(note), date("2031-02-04T10:00:00"), skip(16_000)]),
        row(2, &[skip(3), cell("Lamps lit."), date("2031-02-05")]),
        row(1_000_000, &[skip(16_000)]),
    ];
    ods(&path, &rows.concat(), "<manifest:manifest/>");
    let parsed = read(&path, &Settings::default()).unwrap();
    assert_eq!(parsed.rejected, []);
    let published = |at: usize| parsed.articles[at].published.map(|p| p.to_string()).unwrap_or_default();
    let found: Vec<_> = parsed.articles.iter().map(|a| (a.row, &*a.title, &*a.text)).collect();
    let expected = [
        (Some(1_000_002), "Ferry", "Nobody was  hurt.\nIt sails."),
        (Some(1_000_003), "", "Lamps lit."),
        (Some(1_000_004), "", "Lamps lit."),
    ];
    assert_eq!(found, expected);
    assert_eq!((&*published(0), &*published(1)), ("2031-02-04T10:00", "2031-02-05"));
    let settings = Settings { sheet: Some("About".to_owned()), ..Settings::default() };
    assert!(read(&path, &settings).unwrap_err().contains("no column is called text"));
    ods(&path, "", "<manifest:manifest><manifest:encryption-data/></manifest:manifest>");
    assert!(read(&path, &Settings::default()).unwrap_err().contains("password"));
}

#[test]
fn another_sheet_with_texts_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ods");
    let row = |text: &str| {
        let cell = format!("<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>");
        format!("<table:table-row>{cell}</table:table-row>")
    };
    let sheet = |text: &str| row("text") + &row(text);
    let rows = format!("{}</table:table><table:table table:name='2032'>{}", sheet("Ferry."), sheet("Lamps."));
    ods(&path, &rows, "<manifest:manifest/>");
    let parsed = read(&path, &Settings::default()).unwrap();
    assert_eq!((parsed.articles.len(), &*parsed.articles[0].text), (1, "Ferry."));
    assert!(parsed.rejected[0].reason.contains("the sheet \"2032\" has texts, too"), "{:?}", parsed.rejected);
    let parsed = read(&path, &Settings { sheet: Some("2032".to_owned()), ..Settings::default() }).unwrap();
    assert_eq!((&*parsed.articles[0].text, parsed.rejected.len()), ("Lamps.", 0));
}
