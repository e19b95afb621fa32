//! Exports of media research: every file of `tests/exports` holds the same five articles, three of which are one text.

use crate::support::{folder, read_articles, rows, stdout, table, wirecopy, zip};
use std::path::{Path, PathBuf};
use wirecopy::article::Article;
use wirecopy::input::Settings;

/// Title, outlet, byline, day, first and last words of each article in English.
const ENGLISH: [[&str; 6]; 5] = [
    [
        "Ferry Marrow runs aground off Quill Bay",
        "The Quill Bay Lamp",
        "Ilse Dorn",
        "2031-02-04",
        "QUILL BAY - The ferry",
        "until the end of March.",
    ],
    [
        "Ferry stuck on a sandbank for three hours",
        "The Holm Courier",
        "Staff writer",
        "2031-02-05",
        "QUILL BAY - The ferry",
        "been dark since Sunday.",
    ],
    [
        "Foundry of Holm is to reopen in autumn",
        "The Holm Courier",
        "Per Anders",
        "2031-02-04",
        "HOLM - The old foundry",
        "by those who have work.",
    ],
    [
        "Sixty-two people and a herd of goats freed",
        "Corrin Evening Star",
        "Ada Brook",
        "2031-02-05",
        "QUILL BAY - The ferry",
        "until the end of March.",
    ],
    [
        "Sheep close the road to Corrin airport",
        "Corrin Evening Star",
        "Ada Brook",
        "2031-02-04",
        "CORRIN - A flock of",
        "police said in a note.",
    ],
];
/// The same of the German and French articles, as far as they differ.
const GERMAN: [[&str; 6]; 5] = [
    [
        "Fähre Marrow läuft vor Quillbucht auf Grund",
        "Die Quillbuchter Lampe",
        "Ilse Dorn",
        "2031-02-04",
        "QUILLBUCHT - Die Fähre",
        "gelten bis Ende März.",
    ],
    [
        "Fähre saß drei Stunden auf einer Sandbank",
        "Holmer Kurier",
        "kur",
        "2031-02-05",
        "QUILLBUCHT - Die Fähre",
        "seit Sonntag dunkel war.",
    ],
    [
        "Gießerei in Holm öffnet im Herbst wieder",
        "Holmer Kurier",
        "Per Anders",
        "2031-02-04",
        "HOLM - Die alte",
        "habe.",
    ],
    [
        "Zweiundsechzig Menschen und Ziegen befreit",
        "Corriner Abendstern",
        "Ada Bach",
        "2031-02-05",
        "QUILLBUCHT - Die Fähre",
        "gelten bis Ende März.",
    ],
    [
        "Schafe versperren Straße zum Flughafen",
        "Corriner Abendstern",
        "Ada Bach",
        "2031-02-04",
        "CORRIN - Eine Herde",
        "wieder auf der Weide.",
    ],
];
const FRENCH: [[&str; 6]; 5] = [
    [
        "Le ferry Marrow s'échoue devant le port",
        "La Lampe de la Baie",
        "Ilse Dorn",
        "2031-02-04",
        "BAIE-DES-PLUMES - Le ferry",
        "jusqu'à la fin mars.",
    ],
    [
        "Un ferry bloqué trois heures sur un banc de sable",
        "Le Courrier de Holm",
        "Rédaction",
        "2031-02-05",
        "BAIE-DES-PLUMES - Le ferry",
        "éteint depuis dimanche.",
    ],
    [
        "La fonderie de Holm doit rouvrir à l'automne",
        "Le Courrier de Holm",
        "Per Anders",
        "2031-02-04",
        "HOLM - La vieille",
        "qui ont du travail.",
    ],
    [
        "Soixante-deux personnes et des chèvres sauvées",
        "L'Étoile de Corrin",
        "Ada Brook",
        "2031-02-05",
        "BAIE-DES-PLUMES - Le ferry",
        "jusqu'à la fin mars.",
    ],
    [
        "Des moutons ferment la route de l'aéroport",
        "L'Étoile de Corrin",
        "Ada Brook",
        "2031-02-04",
        "CORRIN - Un troupeau",
        "au pré avant le soir.",
    ],
];

pub(crate) fn export(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports").join(name)
}

/// A DOCX file with these lines as paragraphs, beside a page header.
pub(crate) fn docx(lines: &[&str], title: &str) -> Vec<u8> {
    let paragraph = |line: &&str| {
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;");
        match escaped.split_once(": ") {
            // a label is a run of its own
            Some((label, rest)) => {
                let runs = [format!("{label}:"), format!(" {rest}")];
                let runs = runs.map(|text| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>"));
                format!("<w:p>{}</w:p>", runs.concat())
            }
            None => format!("<w:p><w:r><w:br/><w:t>{escaped}</w:t></w:r></w:p>"),
        }
    };
    let body: String = lines.iter().map(paragraph).collect();
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let document = format!("<?xml version=\"1.0\"?><w:document {space}><w:body>{body}</w:body></w:document>");
    let core = format!("<cp:coreProperties><dc:title>{title}</dc:title></cp:coreProperties>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("docProps/core.xml", core.as_bytes()),
        ("word/header1.xml", b"<w:hdr><w:p><w:r><w:t>Page 1</w:t></w:r></w:p></w:hdr>"),
        ("word/document.xml", document.as_bytes()),
    ])
}

/// The lines of the five articles as Nexis Uni has them in a document.
fn nexis_lines() -> String {
    std::fs::read_to_string(export("nexis-lines.txt")).unwrap()
}

fn check(path: &Path, expected: &Expected) {
    let (articles, rejected, _) = read_articles(&[path.to_owned()], &Settings::default());
    assert_eq!(rejected, [], "{}", path.display());
    assert_eq!(articles.len(), 5, "{}", path.display());
    let rows: Vec<Option<u64>> = articles.iter().map(|article| article.row).collect();
    assert_eq!(rows, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
    for (article, [title, outlet, byline, day, first, last]) in articles.iter().zip(expected) {
        let what = format!("{} {article:#?}", path.display());
        assert!(article.title.starts_with(title), "{title} in {what}");
        assert_eq!(article.outlet, *outlet, "{what}");
        assert!(article.byline.ends_with(byline), "{byline} in {what}");
        assert_eq!(article.published.map(|time| time.to_string()).as_deref(), Some(*day), "{what}");
        assert!(article.text.starts_with(first) && article.text.ends_with(last), "{what}");
        assert!(article.copyright_holder.starts_with(outlet), "{what}");
    }
}

/// The fields of the five articles of a file.
type Expected = [[&'static str; 6]; 5];

/// All fixtures in a folder of their own, with those that are made here.
fn all_exports() -> (tempfile::TempDir, Vec<(&'static str, &'static Expected)>) {
    let lines = nexis_lines();
    let nexis = docx(&lines.lines().collect::<Vec<_>>(), "Lamp Archive");
    let dir = folder(&[("nexis.docx", &nexis), ("nexis.zip", &zip(&[("news/nexis.docx", &nexis)]))]);
    let files: Vec<(&str, &Expected)> = vec![
        ("lexisnexis-en.txt", &ENGLISH),
        ("lexisnexis-de.txt", &GERMAN),
        ("lexisnexis.html", &ENGLISH),
        ("nexis.rtf", &ENGLISH),
        ("factiva-en.html", &ENGLISH),
        ("factiva-fr.html", &FRENCH),
        ("factiva-plain.html", &ENGLISH),
        ("factiva.rtf", &ENGLISH),
        ("proquest.txt", &ENGLISH),
        ("europresse.html", &FRENCH),
    ];
    for (name, _) in &files {
        std::fs::copy(export(name), dir.path().join(name)).unwrap();
    }
    let made: [(&str, &Expected); 2] = [("nexis.docx", &ENGLISH), ("nexis.zip", &ENGLISH)];
    (dir, files.into_iter().chain(made).collect())
}

#[test]
fn every_export_has_its_articles_with_their_fields() {
    let (dir, files) = all_exports();
    for (name, expected) in &files {
        if *name == "nexis.zip" {
            // a folder of the archive names the outlet of what has none
            let (articles, ..) = read_articles(&[dir.path().join(name)], &Settings::default());
            assert_eq!((articles.len(), &*articles[0].outlet), (5, "The Quill Bay Lamp"));
        } else {
            check(&dir.path().join(name), expected);
        }
    }
}

#[test]
fn the_name_of_an_export_does_not_matter() {
    for (name, expected) in [("lexisnexis-de.txt", &GERMAN), ("europresse.html", &FRENCH), ("nexis.rtf", &ENGLISH)] {
        for other in ["export", "export.doc", "export.txt"] {
            let dir = folder(&[(other, &std::fs::read(export(name)).unwrap())]);
            check(&dir.path().join(other), expected);
        }
    }
    // in the encoding of old Windows programs
    let text = std::fs::read_to_string(export("lexisnexis-de.txt")).unwrap();
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let dir = folder(&[("old.txt", &bytes)]);
    check(&dir.path().join("old.txt"), &GERMAN);
}

#[test]
fn the_copies_in_every_export_are_one_cluster() {
    let (dir, files) = all_exports();
    for (name, _) in files {
        let path = dir.path().join(name);
        let run = wirecopy(&["scan", "-q", path.to_str().unwrap()]).assert().success();
        let copies = rows(stdout(&run).as_bytes());
        let mut found: Vec<&str> = copies.iter().map(|copy| copy["row"].as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, ["1", "2", "4"], "{name}");
        assert!(copies.iter().all(|copy| copy["cluster_size"] == "3" && copy["outlets"] == "3"), "{name}");
    }
}

#[test]
fn ids_and_addresses_of_documents_are_kept() {
    let read = |name: &str| read_articles(&[export(name)], &Settings::default()).0;
    let first = |name: &str| -> Article { read(name).remove(0) };
    assert_eq!(first("proquest.txt").id, "123456000");
    assert_eq!(first("proquest.txt").url, "https://archive.example/docview/9000?accountid=1");
    assert_eq!(first("factiva-en.html").id, first("factiva.rtf").id);
    assert_eq!(first("europresse.html").id, "news·20310204·LA·0mde1100");
}

#[test]
fn a_document_that_is_no_export_is_one_article() {
    let lines = ["Ferry aground off Holm", "", "Nobody was hurt when the ferry ran aground.", "", "It sails at noon."];
    let word = docx(&lines, "");
    let titled = docx(&lines[2..], "Ferry aground off Holm");
    let rtf = format!("{{\\rtf1\\ansi {}}}", lines.join("\\par "));
    let dir = folder(&[("a/w.docx", &word), ("b/t.docx", &titled), ("c/r.rtf", rtf.as_bytes())]);
    let (articles, rejected, counts) = read_articles(&[dir.path().to_owned()], &Settings::default());
    assert_eq!(rejected, []);
    assert_eq!(counts.formats.get("docx"), Some(&2));
    for article in &articles {
        assert_eq!((&*article.title, article.row), ("Ferry aground off Holm", None), "{article:?}");
        assert_eq!(article.text.trim(), "Nobody was hurt when the ferry ran aground.\n\nIt sails at noon.");
    }
    assert_eq!(articles.iter().map(|article| &*article.outlet).collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn a_list_of_stories_without_texts_says_where_these_are() {
    let run = wirecopy(&["scan", "-q", export("mediacloud.csv").to_str().unwrap()]).assert();
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(said.contains("mediacloud.csv") && said.contains("Media Cloud") && said.contains("`url`"), "{said}");
    assert!(said.contains("folder"), "{said}");
}

#[test]
fn articles_of_exports_are_written_again_as_lines_of_json() {
    let (dir, _) = all_exports();
    let kept = dir.path().join("kept");
    let sources = ["nexis.docx", "lexisnexis-en.txt", "factiva.rtf"].map(|name| dir.path().join(name));
    let mut args = vec!["scan", "-q", "--out"];
    let out = dir.path().join("out");
    args.push(out.to_str().unwrap());
    args.extend(sources.iter().map(|path| path.to_str().unwrap()));
    args.extend(["--dedup-to", kept.to_str().unwrap()]);
    wirecopy(&args).assert().success();
    let written = std::fs::read_to_string(kept.join("articles.jsonl")).unwrap();
    // three stories in three files
    assert_eq!(written.lines().count(), 3);
    assert_eq!(table(&out, "articles.csv").len(), 15);
    let run = wirecopy(&["scan", "-q", "x", "--dedup-to", "kept.docx"]).assert().code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("no .docx file can be written"));
}
