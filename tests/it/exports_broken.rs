//! Broken documents and exports: one clear line each, and the rest is read.

use crate::exports::{docx, export};
use crate::support::{folder, read_articles, zip};
use wirecopy::input::Settings;

/// The reason for which a file of this name is rejected.
fn reason(name: &str, bytes: &[u8]) -> String {
    let dir = folder(&[(name, bytes)]);
    let (articles, rejected, _) = read_articles(&[dir.path().join(name)], &Settings::default());
    assert_eq!((articles.len(), rejected.len()), (0, 1), "{name}: {rejected:?}");
    rejected[0].reason.clone()
}

#[test]
fn broken_documents_are_one_clear_line_each() {
    let ole = |stream: &str| -> Vec<u8> {
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &[0; 504][..], &name, &[0; 512]].concat()
    };
    let xml = |text: &[u8]| zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", text)]);
    let entities = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><d><p><r><t>&b;</t></r></p></d>";
    let deep = format!("<d>{}", "<p>".repeat(10_000));
    let one_text = [b"<d><p><r><t>".as_slice(), &vec![b'a'; 100 << 20], b"</t></r></p></d>"].concat();
    let whole = docx(&["Nobody was hurt."], "");
    for (name, bytes, expected) in [
        ("a.docx", ole("EncryptedPackage"), "password"),
        ("a.doc", ole("WordDocument"), "save it as .docx"),
        ("a.xls", ole("Workbook"), "CSV"),
        ("a.docx", whole[..whole.len() / 2].to_vec(), "broken DOCX"),
        ("a.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/styles.xml", b"")]), "word/document.xml"),
        ("a.docx", xml(entities.as_bytes()), "declares entities"),
        ("a.docx", xml(deep.as_bytes()), "nested more than 1000 deep"),
        ("a.docx", xml(b"<d><p><r><t>Nobody was</t></r></p>"), "cut"),
        ("a.docx", xml(&one_text), "broken DOCX"),
        ("a.docx", xml(b"<d><p/></d>"), "no text"),
        ("a.rtf", format!("{{\\rtf1{}", "{".repeat(10_000)).into_bytes(), "nested more than 1000 deep"),
        ("a.rtf", b"{\\rtf1 Nobody was hurt.".to_vec(), "cut"),
        ("a.html", b"<html><title>Factiva</title><p>No results</p></html>".to_vec(), "without an article"),
    ] {
        let reason = reason(name, &bytes);
        assert!(reason.contains(expected) && !reason.contains('\n'), "{expected}: {reason}");
    }
}

#[test]
fn what_has_no_body_is_rejected_by_its_row_and_the_rest_is_read() {
    let text = std::fs::read_to_string(export("proquest.txt")).unwrap();
    let start = text.find("Full text: HOLM").unwrap();
    let end = start + text[start..].find("Subject:").unwrap();
    let without = format!("{}{}", &text[..start], &text[end..]);
    let cut = std::fs::read_to_string(export("lexisnexis-en.txt")).unwrap();
    let cut = &cut[..cut.find("Three flights").unwrap()];
    let cut_rtf = std::fs::read(export("factiva.rtf")).unwrap();
    let cut_rtf = &cut_rtf[..cut_rtf.len() / 2];
    let dir = folder(&[("a.txt", without.as_bytes()), ("b.txt", cut.as_bytes()), ("c.rtf", cut_rtf)]);
    let (articles, rejected, _) = read_articles(&[dir.path().to_owned()], &Settings::default());
    let of = |name: &str| articles.iter().filter(|article| article.path.ends_with(name)).count();
    assert_eq!((of("a.txt"), of("b.txt"), of("c.rtf")), (4, 5, 2));
    assert_eq!(rejected.len(), 2, "{rejected:?}");
    assert_eq!(rejected[0].row, Some(3));
    assert!(rejected[0].reason.contains("no body of \"Foundry"), "{rejected:?}");
    assert!(rejected[1].reason.contains("cut") && rejected[1].row == Some(3), "{rejected:?}");
}
