//! The language of an article is what its source declares, in every format, in the tables and in an index.

use crate::support::{folder, prose, stdout, table, wirecopy};
use std::collections::BTreeMap;

/// One file for each way to declare a language, with what it declares.
fn declared() -> Vec<(&'static str, String, &'static str)> {
    let text = |seed| prose(seed, 80);
    let warc = |header: &str, seed| {
        let page = format!("<html><body><p>{}</p></body></html>", text(seed));
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n{page}");
        let length = http.len();
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://echo.example/1\r\n\
             Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n{http}\r\n\r\n"
        )
    };
    vec![
        ("tag.jsonl", format!("{{\"text\": {:?}, \"language\": \"en-US\"}}", text(1)), "en"),
        ("none.jsonl", format!("{{\"text\": {:?}}}", text(2)), ""),
        ("two.jsonl", format!("{{\"text\": {:?}, \"lang\": [\"en\", \"fr\"]}}", text(3)), ""),
        ("name.csv", format!("text,language\n\"{}\",GERMAN\n", text(4)), "de"),
        ("page.html", format!("<html lang=\"pt-BR\"><body><p>{}</p></body></html>", text(5)), "pt"),
        ("fields.md", format!("---\nlang: it\ntitle: Ferry\n---\n{}", text(6)), "it"),
        (
            "feed.xml",
            format!(
                "<rss><channel><language>sv-se</language><item><description>{}</description></item></channel></rss>",
                text(7)
            ),
            "sv",
        ),
        (
            "atom.xml",
            format!("<feed xml:lang='da'><entry xml:lang='nb'><content>{}</content></entry></feed>", text(8)),
            "nb",
        ),
        (
            "nitf.xml",
            format!("<nitf xml:lang='es'><body><body.content><p>{}</p></body.content></body></nitf>", text(9)),
            "es",
        ),
        (
            "newsml.xml",
            format!(
                "<newsItem xml:lang='en'><contentMeta><language tag='fr'/></contentMeta><contentSet><inlineXML>\
                 <html><body><p>{}</p></body></html></inlineXML></contentSet></newsItem>",
                text(10)
            ),
            "fr",
        ),
        (
            "tei.xml",
            format!("<TEI xml:lang='en'><teiHeader/><text xml:lang='pl'><body><p>{}</p></body></text></TEI>", text(11)),
            "pl",
        ),
        (
            "mail.eml",
            format!("From: a@echo.example\nTo: b@echo.example\nSubject: Ferry\nContent-Language: fi\n\n{}\n", text(12)),
            "fi",
        ),
        ("lang=hu/folder.txt", text(13), "hu"),
    ]
    .into_iter()
    .chain(cfg!(feature = "warc").then(|| ("page.warc", warc("Content-Language: cs\r\n", 14), "cs")))
    .collect()
}

#[test]
fn what_a_source_declares_reaches_the_tables_and_an_index() {
    let files = declared();
    let contents: Vec<(&str, &[u8])> = files.iter().map(|(name, content, _)| (*name, content.as_bytes())).collect();
    let dir = folder(&[]);
    let input = folder(&contents);
    let (out, index, again) = (dir.path().join("out"), dir.path().join("index"), dir.path().join("again"));
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    wirecopy(&["scan", "-q", &path(input.path()), "--out", &path(&out)]).assert().success();
    wirecopy(&["index", "create", "-q", &path(&index)]).assert().success();
    wirecopy(&["index", "add", "-q", &path(&index), &path(input.path())]).assert().success();
    wirecopy(&["index", "scan", "-q", &path(&index), "--out", &path(&again)]).assert().success();
    let expected: BTreeMap<String, String> =
        files.iter().map(|(name, _, tag)| (path(&input.path().join(name)), (*tag).to_owned())).collect();
    for folder in [out, again] {
        let rows = table(&folder, "articles.csv");
        let found: BTreeMap<String, String> =
            rows.into_iter().map(|row| (row["path"].clone(), row["language"].clone())).collect();
        assert_eq!(found, expected);
    }
    let seen = wirecopy(&["inspect", "-q", "--json", &path(input.path())]).assert().success();
    let survey: serde_json::Value = serde_json::from_str(&stdout(&seen)).unwrap();
    assert_eq!(survey["fields"]["language"], expected.values().filter(|tag| !tag.is_empty()).count());
}
