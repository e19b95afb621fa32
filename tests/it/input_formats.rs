//! Every format and every compression gives the same article.

use crate::support::{folder, gzip, read_articles, zip};
use std::io::Write;
use std::path::Path;
use wirecopy::article::{Article, Rejected};
use wirecopy::input::{Counts, Settings};

fn read_folder(dir: &Path) -> (Vec<Article>, Vec<Rejected>, Counts) {
    read_articles(&[dir.to_owned()], &Settings::default())
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz.write_all(bytes).unwrap();
    bz.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 0);
    xz.write_all(bytes).unwrap();
    xz.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        // the setter refuses names that tests need
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append(&header, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn warc(payload: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{payload}");
    let mut warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://echo.example/1\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        http.len()
    );
    warc.push_str(&http);
    warc.push_str("\r\n\r\n");
    warc.into_bytes()
}

const TEXT: &str =
    "Nobody was hurt when the ferry touched a bank of sand off Holm on Sunday, the line said; it sailed again at noon.";

#[cfg_attr(not(feature = "warc"), ignore = "one of its files is a WARC file")]
#[test]
fn every_format_gives_the_same_article() {
    let page = format!("<html><head><title>Ferry aground</title></head><body><p>{TEXT}</p></body></html>");
    let object = serde_json::json!({"title": "Ferry aground", "text": TEXT, "date": "2031-05-04"});
    let rss = format!(
        "<rss><channel><item><title>Ferry aground</title><description>{TEXT}</description></item></channel></rss>"
    );
    let nitf = format!(
        "<nitf><body><body.head><hedline><hl1>Ferry aground</hl1></hedline></body.head>\
         <body.content><p>{TEXT}</p></body.content></body></nitf>"
    );
    let dir = folder(&[
        ("a.txt", format!("Ferry aground\n\n{TEXT}\n").as_bytes()),
        ("b.md", format!("# Ferry aground\n\n{TEXT}\n").as_bytes()),
        ("c.html", page.as_bytes()),
        ("d.jsonl", object.to_string().as_bytes()),
        ("e.json", format!("[{object:#}]").as_bytes()),
        ("f.csv", format!("Headline,Body\nFerry aground,\"{TEXT}\"\n").as_bytes()),
        ("g.csv", format!("title;text\n\"Ferry\naground\";\"{TEXT}\"\n").as_bytes()),
        ("h.tsv", format!("title\ttext\nFerry aground\t{TEXT}\n").as_bytes()),
        ("i.rss", rss.as_bytes()),
        ("j.xml", nitf.as_bytes()),
        ("k.warc", &warc(&page)),
        ("l.tar", &tar(&[("x/ferry.txt", format!("Ferry aground\n\n{TEXT}").as_bytes())])),
        ("m.zip", &zip(&[("x/ferry.txt", format!("Ferry aground\n\n{TEXT}").as_bytes())])),
    ]);
    let (articles, rejected, counts) = read_folder(dir.path());
    assert_eq!(rejected, []);
    for article in &articles {
        assert_eq!((&*article.title, article.text.trim()), ("Ferry aground", TEXT), "{}", article.path);
    }
    assert_eq!(articles.len(), 13);
    assert_eq!(articles[12].id, "m.zip/x/ferry.txt");
    assert_eq!(articles[12].outlet, "x");
    assert_eq!(counts.formats.values().sum::<u64>(), 13);
}

#[cfg_attr(not(feature = "warc"), ignore = "one of its files is a WARC file")]
#[test]
fn decompresses_every_compression_in_every_place() {
    let text = TEXT.as_bytes();
    let members = [gzip(&text[..40]), gzip(&text[40..])].concat();
    let table = format!("text\n\"{TEXT}\"\n");
    let dir = folder(&[
        ("a.txt.gz", &gzip(text)),
        ("b.txt.gz", &members),
        ("c.txt.zst", &zstandard(text)),
        ("d.txt.bz2", &bzip2(text)),
        ("e.txt.xz", &xz(text)),
        // compressed, but without an extension for it
        ("f.txt", &gzip(text)),
        ("g.csv.zst", &zstandard(table.as_bytes())),
        ("h.tgz", &gzip(&tar(&[("x.txt.xz", &xz(text))]))),
        ("i.warc.gz", &[gzip(&warc(TEXT)), gzip(&warc(TEXT))].concat()),
        ("j.tar.bz2", &bzip2(&tar(&[("x.jsonl", format!("{{\"text\": \"{TEXT}\"}}").as_bytes())]))),
        ("k.zip", &zip(&[("x.txt.gz", &gzip(text))])),
    ]);
    let (articles, rejected, _) = read_folder(dir.path());
    assert_eq!(rejected, []);
    assert_eq!(articles.len(), 12);
    for article in &articles {
        assert_eq!(article.text.trim(), TEXT, "{}", article.path);
    }
}

#[test]
fn reads_utf16_in_every_format() {
    let utf16 = |text: &str| -> Vec<u8> {
        "\u{feff}".chars().chain(text.chars()).collect::<String>().encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let dir = folder(&[
        ("a.txt", &utf16("Die Fähre liegt fest.")),
        ("b.csv", &utf16("text\nDie Fähre liegt fest.\n")),
        ("c.jsonl", &utf16("{\"text\": \"Die Fähre liegt fest.\"}\n")),
        ("d.html", &utf16("<p>Die Fähre liegt fest.</p>")),
    ]);
    let (articles, rejected, _) = read_folder(dir.path());
    assert_eq!(rejected, []);
    assert!(articles.len() == 4 && articles.iter().all(|a| a.text == "Die Fähre liegt fest."), "{articles:?}");
}
