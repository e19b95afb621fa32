//! ProQuest: its text files, in which lines of underscores part the records.
//!
//! A record is the title, then fields such as `Full text:` and `Publication title:`, each after a blank line. The text
//! may have several paragraphs; it ends where only fields follow.

use std::io;

use memchr::memmem;

use super::article::ExportedArticle;
use super::split;
use crate::format::{Access, Content, Emitter, Format, text_head};
use crate::sink::Sink;

/// Records between lines of underscores.
pub(in crate::formats) static PROQUEST: Format = Format {
    name: "proquest",
    extensions: &[],
    has_reliable_extensions: true,
    recognises,
    access: Access::Stream(|content, emitter| split(content, emitter)),
};

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProQuestField {
    FullText,
    Title,
    Outlet,
    Published,
    Byline,
    Copyright,
    Credit,
    Id,
    Url,
    Language,
    /// A field that is not read.
    Unused,
}

/// The names of the fields in lower case, in the languages of the site, parted by `|`.
const NAMES: [(ProQuestField, &str); 9] = [
    (
        ProQuestField::FullText,
        "full text|fulltext|volltext|texto completo|texte intégral|texte complet|testo completo|testo integrale|\
         tekst pełny|pełny tekst|полный текст|tam metin|全文|전체 텍스트|全文文本",
    ),
    (
        ProQuestField::Title,
        "title|titel|título|titre|titolo|tittel|tytuł|cím|название|başlık|タイトル|제목|标题|標題|judul",
    ),
    (
        ProQuestField::Outlet,
        "publication title|titel der publikation|título de publicación|título de la publicación|título da publicação|\
         titre de la publication|titolo pubblicazione|utgivelsestittel|tytuł publikacji|publikáció címe|\
         название публикации|yayın adı|出版物のタイトル|출판물 제목|出版物名称|出版物名稱|judul publikasi",
    ),
    (
        ProQuestField::Published,
        "publication date|publikationsdatum|fecha de publicación|data de publicação|data da publicação|\
         date de publication|data di pubblicazione|utgivelsesdato|data publikacji|publikáció dátuma|дата публикации|\
         yayınlanma tarihi|出版日|출판 날짜|出版日期|tanggal publikasi",
    ),
    (
        ProQuestField::Byline,
        "author|authors|autor|auteur|autore|forfatter|szerző|автор|yazar adı|著者|저자|作者|pengarang|byline",
    ),
    (ProQuestField::Copyright, "copyright|opphavsrett|prawa autorskie|telif hakkı|著作権|版权|著作權|hak cipta"),
    (ProQuestField::Credit, "credit"),
    (ProQuestField::Language, "language of publication|language|sprache|idioma|langue|lingua|språk|język|язык|语言"),
    (
        ProQuestField::Unused,
        "abstract|links|subject|location|people|company / organization|business indexing term|identifier / keyword|\
         classification|pages|volume|issue|section|dateline|publication year|publication info|publisher|\
         place of publication|country of publication|publication subject|journal subject|issn|isbn|source type|\
         document type|document feature|last updated|database|supplement|column|\
         narrow subject|broad subject|year|illustration|correction|first page|publication frequency|ethnicity|\
         thema|materia|sujet|soggetto|assunto|emne|temat|тема|konu|主題|주제|主题|datenbank|base de datos|base de données",
    ),
];

impl ProQuestField {
    /// The field with which a block begins, and its value.
    fn of(block: &str) -> Option<(ProQuestField, &str)> {
        const MAX_BYTES: usize = 80;
        let (name, value) = block.split_once(':')?;
        let name = name.trim();
        if name.is_empty() || name.len() > MAX_BYTES {
            return None;
        }
        let lower = name.to_lowercase();
        let known =
            NAMES.iter().find(|(_, names)| names.split('|').any(|known| known == lower)).map(|(field, _)| *field);
        let is_number = || value.trim().bytes().all(|byte| byte.is_ascii_digit()) && !value.trim().is_empty();
        let field = match known {
            Some(field) => field,
            None if lower.contains("proquest") && is_number() => ProQuestField::Id,
            None if lower.split([' ', '-']).any(|word| word == "url") => ProQuestField::Url,
            None => return None,
        };
        Some((field, value.trim()))
    }
}

/// Whether a line parts two records.
fn is_separator(line: &[u8]) -> bool {
    const MIN_BYTES: usize = 20;
    let line = line.trim_ascii();
    line.len() >= MIN_BYTES && line.iter().all(|byte| *byte == b'_')
}

fn recognises(head: &[u8]) -> bool {
    // the first record follows a line of underscores
    const START_BYTES: usize = 1 << 10;
    let head = text_head(head);
    if !super::may_be_text(head) || memmem::find(&head[..head.len().min(START_BYTES)], b"____").is_none() {
        return false;
    }
    head.split(|byte| *byte == b'\n').any(is_separator) && is_record(head) && !super::is_table(head)
}

/// Whether bytes have the text or the number of a record, and not only the note that ends a file.
fn is_record(bytes: &[u8]) -> bool {
    let is_field = |line: &[u8]| {
        let line = String::from_utf8_lossy(&line[..line.len().min(120)]);
        matches!(
            ProQuestField::of(&line),
            Some((ProQuestField::FullText | ProQuestField::Outlet | ProQuestField::Id, _))
        )
    };
    bytes.split(|byte| *byte == b'\n').any(|line| memchr::memchr(b':', line).is_some() && is_field(line))
}

fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    split::at_lines(content, emitter, "a file of ProQuest", (is_separator, is_record, parse))
}

fn parse(text: &str, row: u64, sink: &mut Sink<'_>) {
    record(text).finish(Some(row), sink);
}

/// The article of a record.
fn record(text: &str) -> ExportedArticle {
    let blocks = blocks(text);
    let mut article = ExportedArticle::default();
    let full_text = blocks.iter().position(|block| is(block, ProQuestField::FullText));
    let tail = full_text.map_or(0, |at| tail_start(&blocks, at + 1));
    for (at, block) in blocks.iter().enumerate() {
        let is_text = full_text.is_some_and(|start| (start..tail).contains(&at));
        let field = ProQuestField::of(block);
        match field {
            Some((ProQuestField::FullText, value)) if Some(at) == full_text => {
                article.paragraphs.push(value.to_owned())
            }
            _ if is_text => article.paragraphs.push(block.clone()),
            Some((ProQuestField::Title, value)) => value.clone_into(&mut article.title),
            Some((ProQuestField::Outlet, value)) => {
                // the place follows the name
                article.outlet = value.split(';').next().unwrap_or_default().trim().to_owned();
            }
            Some((ProQuestField::Published, value)) => article.dates.offer(0, value),
            Some((ProQuestField::Byline, value)) => value.clone_into(&mut article.byline),
            Some((ProQuestField::Copyright, value)) => value.clone_into(&mut article.copyright),
            Some((ProQuestField::Credit, value)) => value.clone_into(&mut article.credit),
            Some((ProQuestField::Id, value)) => value.clone_into(&mut article.id),
            Some((ProQuestField::Url, value)) if article.url.is_empty() => value.clone_into(&mut article.url),
            Some((ProQuestField::Language, value)) => value.clone_into(&mut article.language),
            // the title without a name stands first
            None if at == 0 && article.title.is_empty() => article.title.clone_from(block),
            _ => {}
        }
    }
    if article.paragraphs.iter().all(|text| is_no_text(text)) {
        article.paragraphs.clear();
    }
    article
}

/// Whether a text only says that there is none.
fn is_no_text(text: &str) -> bool {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    matches!(&*lower, "" | "not available" | "full text not available" | "none" | "nicht verfügbar" | "no disponible")
}

/// The separated paragraphs of a record, each on one line. The separator is none.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut is_in_block = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || is_separator(line.as_bytes()) {
            is_in_block = false;
        } else if let Some(block) = blocks.last_mut().filter(|_| is_in_block && ProQuestField::of(line).is_none()) {
            block.push(' ');
            block.push_str(line);
        } else {
            blocks.push(line.to_owned());
            is_in_block = true;
        }
    }
    blocks
}

fn is(block: &str, field: ProQuestField) -> bool {
    ProQuestField::of(block).is_some_and(|(found, _)| found == field)
}

/// Where the fields below the text begin: at the first after which hardly anything else follows. A paragraph of an
/// interview may look like a field.
fn tail_start(blocks: &[String], start: usize) -> usize {
    let is_field = |block: &String| ProQuestField::of(block).is_some();
    let looks_like_field = |block: &String| {
        let name = block.split_once(':').map_or("", |(name, _)| name);
        !name.is_empty() && name.chars().count() <= 40 && name.split_whitespace().count() <= 4
    };
    let mut like = 0;
    let mut found = blocks.len();
    for at in (start..blocks.len()).rev() {
        like += usize::from(looks_like_field(&blocks[at]));
        let all = blocks.len() - at;
        if is_field(&blocks[at]) && 3 * like >= 2 * all {
            found = at;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = "____________________________________________________________\n\nFerry aground off Holm\n\n\
        Author: Holm, Ann\n\nAbstract: A ferry.\n\nLinks: https://archive.example/1\n\nFull text: Nobody was hurt.\n\n\
        Captain: it sails again.\n\nCredit: Coastal Press\n\nSubject: Ferries; Ports\n\n\
        Title: Ferry aground off Holm\n\n\
        Publication title: The Lamp; Quill Bay\n\nPublication date: Feb 4, 2031\n\nProQuest document ID: 123456789\n\n\
        Document URL: https://archive.example/docview/123456789\n\nCopyright: Copyright Lamp Ltd Feb 4, 2031\n\n\
        Database: Lamp Archive\n";

    #[test]
    fn reads_the_fields_of_a_record() {
        let article = record(RECORD);
        assert_eq!((&*article.title, &*article.outlet), ("Ferry aground off Holm", "The Lamp"));
        assert_eq!((&*article.byline, &*article.credit), ("Holm, Ann", "Coastal Press"));
        assert_eq!((&*article.id, &*article.url), ("123456789", "https://archive.example/docview/123456789"));
        assert_eq!(article.paragraphs, ["Nobody was hurt.", "Captain: it sails again."]);
        assert_eq!(article.dates.in_order().next().as_deref(), Some("Feb 4, 2031"));
        assert!(recognises(RECORD.as_bytes()) && is_record(RECORD.as_bytes()));
        assert!(!is_record(b"Contact us at: https://archive.example\n\nDatabase copyright 2031 ProQuest LLC.\n"));
    }

    #[test]
    fn reads_a_record_in_german_and_one_without_text() {
        let german = "Fähre auf Grund\n\nVolltext: Niemand wurde verletzt.\n\nSie fährt wieder.\n\nThema: Fähren\n\n\
                      Titel: Fähre auf Grund\n\nTitel der Publikation: Die Lampe\n\n\
                      Publikationsdatum: 4. Februar 2031\n\n\
                      ProQuest-Dokument-ID: 12345\n";
        let article = record(german);
        assert_eq!((&*article.title, &*article.outlet, &*article.id), ("Fähre auf Grund", "Die Lampe", "12345"));
        assert_eq!(article.paragraphs, ["Niemand wurde verletzt.", "Sie fährt wieder."]);
        assert!(record("Ferry\n\nFull text: Not available.\n\nTitle: Ferry\n").paragraphs.is_empty());
        assert!(record("Ferry\n\nTitle: Ferry\n\nPublication title: The Lamp\n").paragraphs.is_empty());
    }
}
