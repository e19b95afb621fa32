//! Broken files of every format: each is rejected once, with path, row and reason, and the rest is read.

use crate::support::{folder, gzip, prose, zip};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Mutex;
use wirecopy::article::{Article, Rejected};
use wirecopy::input::{self, Columns, Settings};
use wirecopy::progress::NoProgress;

const TEXT: &str =
    "Nobody was hurt when the ferry touched a bank of sand off Holm on Sunday, the line said; it sailed again at noon.";

fn read(dir: &Path, settings: &Settings) -> (Vec<Article>, Vec<Rejected>) {
    let batches = Mutex::new(Vec::new());
    input::read(&[dir.to_owned()], settings, &NoProgress, |batch| batches.lock().unwrap().push(batch)).unwrap();
    let mut batches = batches.into_inner().unwrap();
    batches.sort_by_key(|batch| batch.position);
    let rejected = batches.iter().flat_map(|batch| batch.rejected.clone()).collect();
    (batches.into_iter().flat_map(|batch| batch.articles).collect(), rejected)
}

/// Reads one file; returns the rejected input as `row: reason`, and the number of articles.
fn read_file(name: &str, bytes: &[u8], settings: &Settings) -> (Vec<String>, usize) {
    let dir = folder(&[(name, bytes)]);
    let (articles, rejected) = read(dir.path(), settings);
    let lines = rejected.iter().map(|r| format!("{}: {}", r.row.map(|r| r.to_string()).unwrap_or_default(), r.reason));
    (lines.collect(), articles.len())
}

/// Checks that a file is rejected once, in this row and for this reason, and gives this number of articles.
#[track_caller]
fn assert_rejected_once(name: &str, bytes: &[u8], row: &str, reason: &str, articles: usize) {
    let (lines, found) = read_file(name, bytes, &Settings::default());
    assert_eq!((lines.len(), found), (1, articles), "{name}: {lines:?}");
    assert!(lines[0].starts_with(&format!("{row}: ")) && lines[0].contains(reason), "{name}: {}", lines[0]);
}

fn lines(n: usize) -> String {
    (0..n).map(|id| format!("{{\"id\": {id}, \"text\": \"{}\"}}\n", prose(id as u64, 40).replace('\n', " "))).collect()
}

#[test]
fn rejects_truncated_data_and_keeps_the_articles_before() {
    let jsonl = lines(2000);
    let gz = gzip(jsonl.as_bytes());
    let (rejected, articles) = read_file("day.jsonl.gz", &gz[..gz.len() / 2], &Settings::default());
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].contains("gzip data ends early") && articles > 100, "{rejected:?} {articles}");
    let zst = zstd::encode_all(jsonl.as_bytes(), 1).unwrap();
    let (rejected, articles) = read_file("day.jsonl.zst", &zst[..zst.len() / 2], &Settings::default());
    assert!(rejected.len() == 1 && rejected[0].contains("zstd data") && articles > 100, "{rejected:?} {articles}");
    assert_rejected_once("a.txt.gz", &gz[..100], "1", "ends early", 0);
    assert_rejected_once("a.txt.zst", &zst[..100], "", "zstd", 0);
}

#[test]
fn rejects_a_truncated_file_once_in_every_compression() {
    let jsonl = lines(2000);
    let mut bz2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz2.write_all(jsonl.as_bytes()).unwrap();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(jsonl.as_bytes()).unwrap();
    for (name, bytes) in [("day.jsonl.bz2", bz2.finish().unwrap()), ("day.jsonl.xz", xz.finish().unwrap())] {
        let (rejected, _) = read_file(name, &bytes[..bytes.len() / 2], &Settings::default());
        assert!(rejected.len() == 1 && rejected[0].contains("ends early"), "{name}: {rejected:?}");
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("day.jsonl", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(jsonl.as_bytes()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    // the list of files is at the end of an archive
    assert_rejected_once("a.zip", &zip[..zip.len() / 2], "", "broken zip", 0);
}

/// A Parquet file of `count` texts of `words` words.
#[cfg(feature = "parquet")]
fn parquet_of_prose(count: u64, words: usize) -> Vec<u8> {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    let texts: ArrayRef = std::sync::Arc::new(StringArray::from_iter_values((0..count).map(|n| prose(n, words))));
    let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[cfg(feature = "parquet")]
#[test]
fn rejects_a_truncated_or_damaged_parquet_file_once() {
    let whole = parquet_of_prose(200, 40);
    assert_eq!(read_file("a.parquet", &whole, &Settings::default()), (vec![], 200));
    // the footer is at the end of the file
    assert_rejected_once("a.parquet", &whole[..whole.len() / 2], "", "broken Parquet", 0);
    let mut damaged = whole.clone();
    damaged[4..100].fill(0xff);
    let (rejected, articles) = read_file("a.parquet", &damaged, &Settings::default());
    assert_eq!((rejected.len(), articles), (1, 0), "{rejected:?}");
}

#[cfg(feature = "parquet")]
#[test]
fn no_byte_of_a_parquet_file_ends_the_run() {
    let whole = parquet_of_prose(3, 20);
    let mut rejected_files = 0;
    for at in 0..whole.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= mask;
            let (rejected, articles) = read_file("a.parquet", &damaged, &Settings::default());
            assert!(articles <= 3, "byte {at}: {articles} articles");
            rejected_files += usize::from(!rejected.is_empty());
        }
    }
    assert!(rejected_files > 100, "{rejected_files}");
}

#[cfg(feature = "warc")]
#[test]
fn keeps_the_complete_records_of_a_truncated_web_archive() {
    let record = |n: u64| {
        let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{}</p>", prose(n, 60));
        let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://echo.example/";
        let length = body.len();
        gzip(
            format!("{head}{n}\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n")
                .as_bytes(),
        )
    };
    let members = [record(1), record(2), record(3)].concat();
    assert_rejected_once("a.warc.gz", &members[..members.len() - 40], "3", "gzip data ends early", 2);
}

#[test]
fn names_the_format_that_a_file_does_not_have() {
    for name in ["a.txt.gz", "a.jsonl.zst", "a.csv.bz2", "a.html.xz", "a.tgz"] {
        assert_rejected_once(name, b"not packed at all", "", "first bytes are not", 0);
    }
    assert_rejected_once("a.zip", b"not packed at all", "", "broken zip", 0);
    #[cfg(feature = "parquet")]
    assert_rejected_once("a.parquet", b"not a table at all", "", "broken Parquet", 0);
    #[cfg(feature = "warc")]
    assert_rejected_once("a.warc", b"no record\nat all\n", "1", "no WARC record", 0);
    assert_rejected_once("a.tar", &[b'x'; 1024], "1", "broken tar", 0);
    assert_rejected_once("a.xml", b"<svg><text>x</text></svg>", "", "<svg>", 0);
    assert_rejected_once("a.xml", b"no markup", "", "XML document of another kind", 0);
    assert_rejected_once("a.json", b"[1, 2, 3]", "", "no JSON object", 0);
}

#[cfg(not(feature = "warc"))]
#[test]
fn a_build_without_warc_names_the_feature_that_reads_it() {
    assert_rejected_once("a.warc", b"WARC/1.0\r\n\r\n", "", "build it with --features warc", 0);
    assert_rejected_once("a.wet.gz", &gzip(b"WARC/1.0\r\n\r\n"), "", "build it with --features warc", 0);
}

#[test]
fn limits_the_size_of_unpacked_files() {
    // a thousand bytes from one
    let zeros = gzip(&vec![b' '; 60 << 20]);
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_path("a.jsonl").unwrap();
    header.set_size(60 << 20);
    header.set_cksum();
    tar.append(&header, std::io::repeat(b' ').take(60 << 20)).unwrap();
    let packed = gzip(&tar.into_inner().unwrap());
    let settings = Settings { max_article_bytes: 1 << 20, ..Settings::default() };
    for name in ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.json.gz", "a.warc.gz", "a.tgz"] {
        let bytes = if name == "a.tgz" { &packed } else { &zeros };
        if name == "a.warc.gz" && !cfg!(feature = "warc") {
            continue;
        }
        let (rejected, articles) = read_file(name, bytes, &settings);
        // of a compressed archive, both the file in it and the archive are rejected
        let lines = if name == "a.tgz" { 2 } else { 1 };
        assert_eq!((rejected.len(), articles), (lines, 0), "{name}: {rejected:?}");
        assert!(rejected[0].contains("bomb") || rejected[0].contains("max_article_bytes"), "{name}: {rejected:?}");
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.jsonl", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&vec![b' '; 60 << 20]).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    let (rejected, _) = read_file("a.zip", &zip, &settings);
    assert!(rejected.len() == 1 && rejected[0].contains("bomb"), "{rejected:?}");
}

#[test]
fn does_not_expand_entities_of_xml() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
                <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\
                <rss><channel><item><title>x</title><description>&c;&c;</description></item></channel></rss>";
    assert_rejected_once("a.xml", bomb.as_bytes(), "1", "no text", 0);
}

#[test]
fn survives_deep_nesting() {
    let deep = format!("<html><body>{}{TEXT}</body></html>", "<div>".repeat(100_000));
    let dir = folder(&[("a.html", deep.as_bytes()), ("b.html", format!("<p>{TEXT}</p>").as_bytes())]);
    let (articles, rejected) = read(dir.path(), &Settings::default());
    assert_eq!((articles.len(), rejected.len()), (2, 0));
    assert_eq!(articles[0].extraction.name(), "fallback");
    assert_rejected_once("a.xml", format!("<rss>{}", "<a>".repeat(100_000)).as_bytes(), "", "deep", 0);
    assert_rejected_once("a.jsonl", format!("{{\"a\": {}", "[".repeat(100_000)).as_bytes(), "1", "not valid JSON", 0);
    assert_rejected_once(
        "a.json",
        format!("{{\"a\": {}", "{\"a\":".repeat(100_000)).as_bytes(),
        "1",
        "not valid JSON",
        0,
    );
}

#[test]
fn lists_the_columns_of_a_table_without_text() {
    assert_rejected_once("a.csv", b"id,headline,story_txt\n1,x,y\n", "", "id, headline, story_txt", 0);
    assert_rejected_once("a.csv", TEXT.repeat(3).as_bytes(), "", "`input.columns.text`", 0);
    assert_rejected_once("a.csv", b"title,text\nx,y\nx,y,z\nx,y,\n", "3", "more cells", 2);
    let settings =
        Settings { columns: Columns { text: Some("texte".into()), ..Columns::default() }, ..Settings::default() };
    for (name, bytes) in [("a.csv", &b"id,text\n1,x\n"[..]), ("a.jsonl", b"{\"id\": 1, \"text\": \"x\"}\n")] {
        let (rejected, _) = read_file(name, bytes, &settings);
        assert!(
            rejected.len() == 1 && rejected[0].contains("\"texte\"") && rejected[0].contains("id, text"),
            "{rejected:?}"
        );
    }
}

#[test]
fn rejects_only_the_row_of_an_unclosed_quote() {
    let mut csv = String::from("id,text\n1,\"never closed\n");
    for id in 2..4000 {
        csv.push_str(&format!("{id},{}\n", prose(id, 40).replace('\n', " ")));
    }
    let settings = Settings { max_article_bytes: 100_000, ..Settings::default() };
    let (rejected, articles) = read_file("a.csv", csv.as_bytes(), &settings);
    assert_eq!(rejected.len(), 1, "{rejected:?}");
    assert!(rejected[0].starts_with("2: ") && rejected[0].contains("never closed") && articles > 3000, "{articles}");
}

#[test]
fn tells_of_a_quote_that_is_open_at_the_end_of_a_table() {
    let rows = |range: std::ops::Range<u64>| {
        range.map(|id| format!("{id},{}\n", prose(id, 40).replace('\n', " "))).collect::<String>()
    };
    let csv = format!("id,text\n{}5,\"{}", rows(1..5), rows(6..20));
    assert_rejected_once("a.csv", csv.as_bytes(), "6", "a quote is never closed: the row takes lines 6 to 19", 4);
    assert_rejected_once("a.csv", format!("id,\"text\n{}", rows(1..20)).as_bytes(), "", "a quote in the header", 0);
    // a closed one, and one that is no quote but a sign for inches
    for last in ["5,\"two\nlines of a text that is long enough\"\n", "5,a pipe of 5\" that is long enough to be read"] {
        let csv = format!("id,text\n{}{last}", rows(1..5));
        assert_eq!(read_file("a.csv", csv.as_bytes(), &Settings::default()), (Vec::new(), 5), "{last}");
    }
}

#[test]
fn tells_of_members_of_a_zip_that_cannot_be_read() {
    let texts = [prose(1, 60), prose(2, 60), prose(3, 60)];
    let names = ["x1.txt", "x2.txt", "x3.txt"];
    let mut same = zip(&[0, 1, 2].map(|nth| (names[nth], texts[nth].as_bytes())));
    for at in 0..same.len() - 6 {
        if matches!(&same[at..at + 6], b"x2.txt" | b"x3.txt") {
            same[at + 1] = b'1';
        }
    }
    let (rejected, articles) = read_file("a.zip", &same, &Settings::default());
    assert_eq!((rejected.len(), articles), (2, 1), "{rejected:?}");
    assert!(rejected[0].contains("2 more of this name"), "{rejected:?}");

    // five entries of the directory that lead to one member
    let one = zip(&[("x1.txt", prose(4, 400).as_bytes())]);
    let end = one.len() - 22;
    let directory = u32::from_le_bytes(one[end + 16..end + 20].try_into().unwrap()) as usize;
    let mut bomb = one[..directory].to_vec();
    for nth in b'1'..=b'5' {
        let mut entry = one[directory..end].to_vec();
        entry[47] = nth;
        bomb.extend(entry);
    }
    let mut last = one[end..].to_vec();
    last[8] = 5;
    last[10] = 5;
    last[12..16].copy_from_slice(&(5 * (end - directory) as u32).to_le_bytes());
    let (rejected, articles) = read_file("a.zip", &[bomb, last].concat(), &Settings::default());
    assert_eq!((rejected.len(), articles), (4, 1), "{rejected:?}");
    assert!(rejected.iter().all(|reason| reason.contains("shares its bytes")), "{rejected:?}");
}

#[test]
fn reads_a_tar_behind_a_tar_and_no_header_that_claims_to_be_huge() {
    let tar_of = |name: &str, seed: u64| {
        let mut tar = tar::Builder::new(Vec::new());
        let text = prose(seed, 60);
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
        tar.into_inner().unwrap()
    };
    let both = [tar_of("x.txt", 1), tar_of("y.txt", 2)].concat();
    assert_eq!(read_file("a.tar", &both, &Settings::default()), (Vec::new(), 2));
    // a long name of 3 MB, after a file
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(3 << 20);
    header.set_path("././@LongLink").unwrap();
    header.set_cksum();
    let mut first = tar_of("x.txt", 1);
    first.truncate(first.len() - 1024);
    let huge = [first, header.as_bytes().to_vec(), vec![b'n'; 3 << 20], tar_of("y.txt", 2)].concat();
    assert_rejected_once("a.tar", &huge, "2", "of more than 1 MiB", 1);
}

#[test]
fn rejects_archive_entries_with_paths_outside_of_the_archive() {
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["../../outside.txt", "/absolute.txt", "inside.txt"] {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(TEXT.len() as u64);
        header.set_cksum();
        tar.append(&header, TEXT.as_bytes()).unwrap();
    }
    let (rejected, articles) = read_file("a.tar", &tar.into_inner().unwrap(), &Settings::default());
    assert_eq!((rejected.len(), articles), (2, 1), "{rejected:?}");
    assert!(rejected.iter().all(|line| line.contains("leads out")), "{rejected:?}");
}

#[test]
fn rejects_only_the_row_of_an_oversized_line() {
    let mut jsonl = lines(1);
    jsonl.push_str(&format!("{{\"text\": \"{}\"}}\n", "x".repeat(40 << 20)));
    jsonl.push_str(&lines(1));
    assert_rejected_once("a.jsonl", jsonl.as_bytes(), "2", "`input.max_article_bytes`", 2);
}

#[test]
fn reads_mixed_encodings_in_one_file() {
    let mut bytes = "{\"text\": \"Die Fähre liegt fest.\"}\n".as_bytes().to_vec();
    bytes.extend(
        encoding_rs::WINDOWS_1252.encode("{\"text\": \"Die Fähre über den Fluß fährt für Gäste.\"}\n").0.iter(),
    );
    let dir = folder(&[("a.jsonl", &bytes)]);
    let (articles, rejected) = read(dir.path(), &Settings::default());
    assert_eq!(rejected, []);
    let texts: Vec<&str> = articles.iter().map(|article| &*article.text).collect();
    assert_eq!(texts, ["Die Fähre liegt fest.", "Die Fähre über den Fluß fährt für Gäste."]);
}
