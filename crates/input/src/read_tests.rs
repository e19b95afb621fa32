//! Whole files of the kinds that came out wrong, each with what is right.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use wirecopy_core::progress::NoProgress;

use crate::article::{Article, Rejected};
use crate::batch::Counts;
use crate::settings::Settings;

/// Reads a folder with these files.
fn read(files: &[(&str, &[u8])], settings: &Settings) -> (Vec<Article>, Vec<Rejected>, Counts) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    read_path(folder.path(), settings)
}

fn read_path(path: &Path, settings: &Settings) -> (Vec<Article>, Vec<Rejected>, Counts) {
    let batches = Mutex::new(Vec::new());
    let counts = crate::read(&[path.to_owned()], settings, &NoProgress, |batch| batches.lock().unwrap().push(batch));
    let mut batches = batches.into_inner().unwrap();
    batches.sort_by_key(|batch| batch.position);
    let rejected = batches.iter().flat_map(|batch| batch.rejected.clone()).collect();
    (batches.into_iter().flat_map(|batch| batch.articles).collect(), rejected, counts.unwrap())
}

fn outlets(articles: &[Article]) -> Vec<&str> {
    articles.iter().map(|article| &*article.outlet).collect()
}

const PAGE: &str = "<!DOCTYPE html><title>Ferry aground</title><p>The ferry touched a bank of sand.</p>";

#[test]
fn content_decides_and_what_is_not_read_is_counted_by_kind() {
    let (articles, rejected, counts) = read(
        &[
            ("a/49960", b"From: x@bote.example\nSubject: Ferry\n\nThe ferry ran aground.\n"),
            ("a/page.php", PAGE.as_bytes()),
            ("a/pdf.txt", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
            ("a/report.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
            ("a/logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("a/style.css", b"p { color: red }"),
            ("a/README", b"How to read this."),
            ("a/letter.ps", b"%!PS-Adobe-3.0\nThe ferry."),
            ("b/Ferry.html", PAGE.as_bytes()),
            ("b/Ferry_files/frame.html", PAGE.as_bytes()),
            ("b/Ferry_files/x.js", b"x()"),
            ("c/result/summary.json", br#"{"version":"0.1.0","settings":{},"counts":{}}"#),
            ("c/result/report.html", PAGE.as_bytes()),
            ("c/other/summary.json", br#"{"version":"0.1.0","text":"The ferry."}"#),
        ],
        &Settings::default(),
    );
    assert_eq!(articles.len(), 4, "{articles:?}");
    let kinds: Vec<(&str, u64)> = counts.unread.iter().map(|(kind, files)| (&**kind, *files)).collect();
    assert_eq!(
        kinds,
        [
            ("CSS", 1),
            ("PDF", 2),
            ("PNG", 1),
            ("PostScript", 1),
            ("file of an earlier result", 2),
            ("other", 1),
            ("part of a saved page", 2)
        ]
    );
    // the other summary is a file like any
    assert_eq!((counts.files, counts.skipped), (4, 10));
    // pictures and styles hold no articles
    assert_eq!(rejected.len(), 3, "{rejected:?}");
    assert!(rejected.iter().all(|rejected| rejected.reason.contains("not read; ")), "{rejected:?}");
}

#[test]
fn a_format_that_is_named_overrules_the_content() {
    let settings = Settings { input_format: Some("text".to_owned()), ..Settings::default() };
    let (articles, ..) = read(&[("a/1.html", b"<p>One.</p>"), ("a/2.csv", b"id,text\n1,x\n")], &settings);
    assert_eq!(articles.iter().map(|a| &*a.text).collect::<Vec<_>>(), ["<p>One.</p>", "id,text\n1,x\n"]);
    let unknown = Settings { input_format: Some("wordstar".to_owned()), ..Settings::default() };
    let error = crate::read(&[], &unknown, &NoProgress, |_| {}).unwrap_err().to_string();
    assert!(error.contains("wordstar") && error.contains("jsonl"), "{error}");
}

#[test]
fn a_table_has_one_encoding_and_its_header_once() {
    let table = "id;source;title;text\r\n1;Маяк;Мэр;Мост через реку будет закрыт до марта, сообщили власти.\r\n\
                 id;source;title;text\r\n2;Маяк;Лёд;Паром ходит каждый час, сообщили в порту.\r\n";
    let bytes = encoding_rs::WINDOWS_1251.encode(table).0.into_owned();
    let (articles, rejected, counts) = read(&[("x.csv", &bytes)], &Settings::default());
    assert_eq!((outlets(&articles), rejected.len(), counts.skipped_records), (vec!["Маяк", "Маяк"], 0, 1));
    assert_eq!(articles[1].title, "Лёд");
    let table = "sep=;\r\n\"id\";\"source\";\"text\"\r\n1;港報;市議会は月曜日、橋を三月まで閉鎖すると発表した。\r\n";
    let bytes = encoding_rs::SHIFT_JIS.encode(table).0.into_owned();
    assert_eq!(outlets(&read(&[("x.csv", &bytes)], &Settings::default()).0), ["港報"]);
    let table = b"id;text;source\r1;\"One, two, three, four.\";Lamp\r2;Five, six, seven.;La\0mp\r";
    assert_eq!(outlets(&read(&[("x.csv", table)], &Settings::default()).0), ["Lamp", "Lamp"]);
}

#[test]
fn a_row_that_swallows_others_says_which() {
    let table = b"id,text\n1,One.\n2,\"Two, three\n3,Four, five\n4,\"Six, seven\"\n5,Eight.\n";
    let (articles, rejected, _) = read(&[("x.csv", table)], &Settings::default());
    assert!(!articles.is_empty() && rejected.iter().any(|r| r.reason.contains("lines 3 to 5")), "{rejected:?}");
}

#[test]
fn wide_text_without_a_mark_is_read_in_records_as_well() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let lines = wide("{\"id\": \"1\", \"text\": \"Der Fährmann fuhr.\"}\r\n{\"id\": \"2\", \"text\": \"Zwei.\"}\r\n");
    let table = wide("id,text\r\n1,Der Fährmann fuhr.\r\n");
    let (articles, rejected, _) = read(&[("a.jsonl", &lines), ("b.csv", &table)], &Settings::default());
    assert_eq!((articles.len(), rejected.len(), &*articles[0].text), (3, 0, "Der Fährmann fuhr."));
}

#[test]
fn folders_that_are_fields_give_them() {
    let record = b"{\"id\": \"1\", \"text\": \"x\"}\n";
    let files: [(&str, &[u8]); 2] = [
        ("outlet=The%20Echo/date=2031-02-04/p.jsonl", record),
        ("year=2031/month=2/day=5/outlet=bote/p.jsonl", record),
    ];
    let (articles, ..) = read(&files, &Settings::default());
    assert_eq!(outlets(&articles), ["The Echo", "bote"]);
    let dates: Vec<String> = articles.iter().filter_map(|a| Some(a.published?.to_string())).collect();
    assert_eq!(dates, ["2031-02-04", "2031-02-05"]);
}

#[test]
fn times_without_a_zone_are_counted_or_read_in_the_one_that_is_named() {
    let record: (&str, &[u8]) = ("x.jsonl", b"{\"text\": \"x\", \"date\": \"2031-02-04 10:00\"}\n");
    let (articles, _, counts) = read(&[record], &Settings::default());
    let published = articles[0].published.map(|time| time.to_string());
    assert_eq!((published.as_deref(), counts.times_without_zone), (Some("2031-02-04T10:00"), 1));
    let settings = Settings { timezone: Some("Asia/Tokyo".to_owned()), ..Settings::default() };
    let (articles, _, counts) = read(&[record], &settings);
    let published = articles[0].published.map(|time| time.to_string());
    assert_eq!((published.as_deref(), counts.times_without_zone), (Some("2031-02-04T01:00Z"), 0));
    let unknown = Settings { timezone: Some("Quill/Bay".to_owned()), ..Settings::default() };
    assert!(crate::read(&[], &unknown, &NoProgress, |_| {}).is_err());
}

#[test]
fn members_of_archives_are_read_whatever_their_names_are_or_told() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default();
    for name in ["lamp.example\\1.txt", "torch.example\\sub\\2"] {
        zip.start_file(name, stored).unwrap();
        write!(zip, "The text of {name}, and more of it.").unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let (articles, rejected, _) = read(&[("x.zip", &zip)], &Settings::default());
    assert_eq!((outlets(&articles), rejected.len()), (vec!["lamp.example", "torch.example"], 0));
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(9);
    tar.append_data(&mut header, "a.example/1.txt", &b"The ferry"[..]).unwrap();
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Link);
    link.set_size(0);
    tar.append_link(&mut link, "b.example/1.txt", "a.example/1.txt").unwrap();
    let (articles, rejected, _) = read(&[("x.tar", &tar.into_inner().unwrap())], &Settings::default());
    assert_eq!((articles.len(), rejected.len()), (1, 1));
    assert!(rejected[0].path.ends_with("b.example/1.txt") && rejected[0].reason.contains("hard link"), "{rejected:?}");
}

#[test]
fn exports_in_utf16_are_read_as_those_in_utf8() {
    let article = |n: u32| {
        format!(
            "\n   {n} of 2 DOCUMENTS\n\n   The Lamp\n\n   February {n}, 2031\n\nFerry {n}\n\n\
                                   LENGTH: 20 words\n\nNobody was hurt, said captain {n}.\n\nLOAD-DATE: May 5, 2031\n\n"
        )
    };
    let text = format!("{}{}", article(1), article(2));
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let titles = |bytes: &[u8]| -> Vec<String> {
        read(&[("x.txt", bytes)], &Settings::default()).0.into_iter().map(|article| article.title).collect()
    };
    assert_eq!(titles(text.as_bytes()), ["Ferry 1", "Ferry 2"]);
    assert_eq!(titles(&wide), ["Ferry 1", "Ferry 2"]);
}

#[test]
fn quotes_of_other_programs_and_tables_without_rows_are_told_apart() {
    let spark = b"id,text\n1,\"She said \\\"no\\\", and left.\"\n2,Three.\n";
    let (articles, rejected, _) = read(&[("x.csv", spark)], &Settings::default());
    assert_eq!((articles.len(), rejected.len(), &*articles[0].text), (2, 0, "She said \"no\", and left."));
    let tabs = b"id\ttext\n1\t\"One two\n2\t\"Three\" four\n";
    let (articles, rejected, _) = read(&[("x.tsv", tabs)], &Settings::default());
    assert_eq!((articles.len(), rejected.len(), &*articles[0].text), (2, 0, "\"One two"));
    let (articles, rejected, _) = read(&[("x.csv", b"id,text\n")], &Settings::default());
    assert!(articles.is_empty() && rejected[0].reason.contains("only a header"), "{rejected:?}");
}

#[test]
fn tables_in_seven_bits_and_sequences_of_json_are_read() {
    let table = "id,title,text\n1,鋳造所,羽根湾の灯籠職人たちは火曜日、鋳造所を再開すると決めた。\n";
    let japanese = encoding_rs::ISO_2022_JP.encode(table).0.into_owned();
    let sequence = "\u{1e}{\"id\": 2, \"text\": \"One.\"}\n\u{1e}{\"id\": 3, \"text\": \"Two.\"}\n";
    let files: [(&str, &[u8]); 2] = [("a.csv", &japanese), ("b.json", sequence.as_bytes())];
    let (articles, rejected, _) = read(&files, &Settings::default());
    let ids: Vec<&str> = articles.iter().map(|article| &*article.id).collect();
    assert_eq!((ids, &*articles[0].title, rejected.len()), (vec!["1", "2", "3"], "鋳造所", 0));
}
