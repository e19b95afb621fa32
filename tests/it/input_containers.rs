//! Everyday containers: mailboxes, saved pages, spreadsheets, databases. Each has five articles, three of them copies.

use crate::support::{folder, prose, table, wirecopy};
use std::collections::HashMap;

/// An article of a fixture.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) outlet: &'static str,
    pub(crate) title: &'static str,
    pub(crate) published: &'static str,
    pub(crate) url: String,
    pub(crate) text: String,
}

/// Five articles: the first, the third and the fourth are copies.
pub(crate) fn samples() -> Vec<Sample> {
    let sample = |outlet, title, published, seed: u64, words| Sample {
        outlet,
        title,
        published,
        url: format!("https://{outlet}/{seed}-{words}"),
        text: prose(seed, words),
    };
    vec![
        sample("echo.example", "Ferry aground off Holm", "2031-02-04T09:00Z", 7, 160),
        sample("echo.example", "Foundry to reopen", "2031-02-04T09:30Z", 8, 150),
        sample("bote.example", "Ferry runs aground", "2031-02-04T11:00Z", 7, 150),
        sample("gazette.example", "Ferry stuck on sand", "2031-02-05T08:00Z", 7, 155),
        sample("gazette.example", "Lamp makers meet", "2031-02-05T08:30Z", 9, 170),
    ]
}

/// Scans a folder with these files; checks that every article has the fields of its sample and that the copies are one
/// cluster. `rows` are the rows of the samples; 0 where a file is one article.
pub(crate) fn check(files: &[(&str, &[u8])], more: &[&str], rows: [u64; 5]) {
    let dir = folder(files);
    let out = dir.path().join("out");
    let input = dir.path().join(files[0].0.split_once('/').map_or(files[0].0, |(folder, _)| folder));
    let paths = [input.to_str().unwrap(), "--out", out.to_str().unwrap(), "--no-page"];
    wirecopy(&[&["scan"], &paths[..], more].concat()).assert().success();
    assert_eq!(table(&out, "rejected.csv").iter().map(|row| row["reason"].clone()).collect::<Vec<_>>(), [""; 0]);
    let articles = table(&out, "articles.csv");
    let by_title: HashMap<&str, _> = articles.iter().map(|row| (row["title"].as_str(), row)).collect();
    assert_eq!(articles.len(), 5, "{articles:?}");
    for (sample, row) in samples().iter().zip(rows) {
        let found = by_title[sample.title];
        let fields = ["outlet", "published", "url"].map(|name| found[name].as_str());
        let published = sample.published.replace('Z', ":00Z");
        assert_eq!(fields, [sample.outlet, &published, &sample.url], "{}", sample.title);
        assert_eq!(found["row"], if row == 0 { String::new() } else { row.to_string() }, "{}", sample.title);
    }
    let mut copies: Vec<String> = table(&out, "clusters.csv").iter().map(|row| row["title"].clone()).collect();
    copies.sort();
    assert_eq!(copies, ["Ferry aground off Holm", "Ferry runs aground", "Ferry stuck on sand"]);
}

/// A mail with one of the samples.
fn mail(sample: &Sample) -> String {
    let time = format!("{}:00 +0000", sample.published.replace('T', " ").trim_end_matches('Z'));
    format!(
        "From: Newsletter <news@{outlet}>\nList-Unsubscribe: <https://{outlet}/no>\nSubject: {}\nDate: {time}\n\
         Archived-At: <{}>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: \
         text/plain\n\nSee the page.\n--b\nContent-Type: text/html; charset=utf-8\n\n<table><tr><td><h1>{}</h1><p>{}\
         </p></td></tr></table>\n--b--\n",
        sample.title,
        sample.url,
        sample.title,
        sample.text.replace('\n', "</p><p>"),
        outlet = sample.outlet,
    )
}

#[test]
fn reads_a_folder_of_mails_and_a_mailbox() {
    let mails: Vec<String> = samples().iter().map(mail).collect();
    let names: Vec<String> = (1..=5).map(|nth| format!("mails/{nth}.eml")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().zip(&mails).map(|(name, mail)| (&**name, mail.as_bytes())).collect();
    check(&files, &[], [0; 5]);
    let mailbox: String = mails.iter().map(|mail| format!("From - Tue Feb  4 10:00:00 2031\n{mail}\n")).collect();
    check(&[("box/all.mbox", mailbox.as_bytes())], &[], [1, 2, 3, 4, 5]);
    // a mailbox needs no extension
    check(&[("Inbox", mailbox.as_bytes())], &[], [1, 2, 3, 4, 5]);
}

#[test]
fn reads_saved_pages() {
    let page = |sample: &Sample| {
        format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: {}\r\nSubject: {}\r\nDate: Fri, 1 Jan 2038 10:00:00 \
             -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><head><title>{}\
             </title><meta property=3D\"article:published_time\" content=3D\"{}\"></head><body><article><p>{}</p>\
             </article></body></html>\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n",
            sample.url,
            sample.title,
            sample.title,
            sample.published,
            sample.text.replace('\n', "</p>=\r\n<p>"),
        )
    };
    let pages: Vec<String> = samples().iter().map(page).collect();
    let names: Vec<String> = (1..=5).map(|nth| format!("pages/{nth}.mhtml")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().zip(&pages).map(|(name, page)| (&**name, page.as_bytes())).collect();
    check(&files, &[], [0; 5]);
}

#[test]
fn reads_texts_with_fields_above_them_and_corpora_in_xml() {
    let all = samples();
    let text = |sample: &Sample| {
        format!(
            "---\ntitle: {}\nsitename: {}\ndate: {}\nurl: {}\n---\n{}\n",
            sample.title, sample.outlet, sample.published, sample.url, sample.text
        )
    };
    let xml = |sample: &Sample| {
        format!(
            "<doc sitename=\"{}\" title=\"{}\" date=\"{}\" source=\"{}\">\n  <main>\n    <p>{}</p>\n  </main>\n</doc>",
            sample.outlet,
            sample.title,
            sample.published,
            sample.url,
            sample.text.replace('\n', "</p>\n    <p>")
        )
    };
    let (texts, xmls): (Vec<String>, Vec<String>) = all.iter().map(|sample| (text(sample), xml(sample))).unzip();
    for (contents, extension) in [(&texts, "txt"), (&texts, "md"), (&xmls, "xml")] {
        let names: Vec<String> = (1..=5).map(|nth| format!("texts/{nth}.{extension}")).collect();
        let files: Vec<(&str, &[u8])> =
            names.iter().zip(contents).map(|(name, text)| (&**name, text.as_bytes())).collect();
        check(&files, &[], [0; 5]);
    }
    let lines: Vec<String> = all
        .iter()
        .map(|sample| {
            let record = serde_json::json!({"headline": sample.title, "outlet": sample.outlet, "url": sample.url,
                "date": sample.published, "body": sample.text});
            record.to_string()
        })
        .collect();
    check(&[("spider/items.jl", lines.join("\n").as_bytes())], &[], [1, 2, 3, 4, 5]);
}

/// The columns of the samples: their names, and the rows.
#[cfg(any(feature = "arrow", feature = "sheets", feature = "sqlite"))]
fn rows() -> (Vec<&'static str>, Vec<Vec<String>>) {
    let row = |sample: Sample| {
        vec![sample.title.to_owned(), sample.text, sample.outlet.to_owned(), sample.published.to_owned(), sample.url]
    };
    (vec!["Headline", "Body", "Source", "Date", "URL"], samples().into_iter().map(row).collect())
}

#[cfg(feature = "sheets")]
#[test]
fn reads_spreadsheets() {
    let (header, rows) = rows();
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let all = || std::iter::once(header.iter().map(|name| (*name).to_owned()).collect()).chain(rows.iter().cloned());
    let xlsx_row = |cells: Vec<String>| {
        let cell = |text: &String| format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text));
        format!("<row>{}</row>", cells.iter().map(cell).collect::<String>())
    };
    let relation = |id: &str, kind: &str, target: &str| {
        let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
        format!("<Relationships><Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let sheet: String = all().map(xlsx_row).collect();
    let xlsx = zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &relation("a", "officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"Export\" r:id=\"b\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", &relation("b", "worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
    ]);
    let ods_row = |cells: Vec<String>| {
        let cell = |text: &String| {
            let paragraphs = escaped(text).replace('\n', "</text:p><text:p>");
            format!("<table:table-cell office:value-type=\"string\"><text:p>{paragraphs}</text:p></table:table-cell>")
        };
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
    };
    let table: String = all().map(ods_row).collect();
    let ods = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &format!("<office:spreadsheet><table:table>{table}</table:table></office:spreadsheet>")),
    ]);
    check(&[("box/export.xlsx", &xlsx)], &["--sheet", "export"], [2, 3, 4, 5, 6]);
    check(&[("box/export.ods", &ods)], &[], [2, 3, 4, 5, 6]);
    // named wrongly, compressed, and inside of an archive
    check(&[("export.csv", &xlsx)], &[], [2, 3, 4, 5, 6]);
    check(&[("box/export.ods.gz", &crate::support::gzip(&ods))], &[], [2, 3, 4, 5, 6]);
    check(&[("box/all.zip", &zip_bytes(&[("export.xlsx", &xlsx)]))], &[], [2, 3, 4, 5, 6]);
}

#[cfg(feature = "sheets")]
fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    zip_bytes(&members.iter().map(|(name, content)| (*name, content.as_bytes())).collect::<Vec<_>>())
}

#[cfg(feature = "sheets")]
fn zip_bytes(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in members {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[cfg(feature = "sqlite")]
#[test]
fn reads_a_database() {
    let (header, rows) = rows();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("all.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute(&format!("CREATE TABLE articles ({})", header.join(", ")), []).unwrap();
    database.execute("CREATE TABLE drafts (title, text)", []).unwrap();
    for row in rows {
        database.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rusqlite::params_from_iter(row)).unwrap();
    }
    database.close().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    for name in ["box/all.sqlite", "box/all.db", "articles.txt"] {
        check(&[(name, &bytes)], &["--table", "articles"], [1, 2, 3, 4, 5]);
    }
    check(&[("box/all.sqlite.gz", &crate::support::gzip(&bytes))], &["--table", "articles"], [1, 2, 3, 4, 5]);
    // without a name there are two
    let run = wirecopy(&["scan", path.to_str().unwrap(), "--strict"]).assert().failure();
    let message = crate::support::stderr(&run);
    assert!(
        message.contains("--table can name one: articles (Headline, Body, Source, Date, URL); drafts"),
        "{message}"
    );
    // the articles of a database are written as JSON Lines
    let kept = dir.path().join("kept.jsonl");
    let args = ["scan", path.to_str().unwrap(), "--table", "articles", "--dedup-to", kept.to_str().unwrap()];
    wirecopy(&args).assert().success();
    assert_eq!(std::fs::read_to_string(&kept).unwrap().lines().count(), 3);
    let csv = dir.path().join("kept.csv");
    let args = ["scan", path.to_str().unwrap(), "--table", "articles", "--dedup-to", csv.to_str().unwrap()];
    let message = crate::support::stderr(&wirecopy(&args).assert().failure());
    assert!(message.contains("a .jsonl file"), "{message}");
}

#[cfg(feature = "arrow")]
#[test]
fn reads_arrow_files_and_streams() {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use arrow_ipc::CompressionType;
    use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
    use std::sync::Arc;

    let (header, rows) = rows();
    let column = |at: usize| Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &*row[at]))) as ArrayRef;
    let columns = header.iter().enumerate().map(|(at, name)| (*name, column(at)));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME)).unwrap();
    let mut file = FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options).unwrap();
    let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    for part in [batch.slice(0, 2), batch.slice(2, 3)] {
        file.write(&part).unwrap();
        stream.write(&part).unwrap();
    }
    file.finish().unwrap();
    stream.finish().unwrap();
    check(&[("box/all.feather", &file.into_inner().unwrap())], &[], [1, 2, 3, 4, 5]);
    check(&[("box/all.arrow", &stream.into_inner().unwrap())], &[], [1, 2, 3, 4, 5]);
}
