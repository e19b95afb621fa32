//! Factiva: its HTML files, with a table of field codes for each article or without codes.

use std::io;

use memchr::memmem;

use super::factiva_lines::{self, Publisher};
use super::split;
use crate::format::{Access, Content, Emitter, Format, text_head};
use crate::html::blocks::blocks;
use crate::sink::Sink;

/// The articles of a page of Factiva. Its RTF files are read as RTF.
pub(in crate::formats) static FACTIVA: Format = Format {
    name: "factiva",
    extensions: &[],
    has_reliable_extensions: true,
    recognises,
    access: Access::Stream(split),
};

/// Begins each article.
const MARK: &str = "<div class=\"article ";

fn recognises(head: &[u8]) -> bool {
    const HEAD_BYTES: usize = 16 << 10;
    let head = text_head(&head[..head.len().min(HEAD_BYTES)]);
    let has = |mark: &str| memmem::find(head, mark.as_bytes()).is_some();
    head.starts_with(b"<") && (has("<title>Factiva</title>") || has(MARK) && has("Article\">") && has("Headline'>"))
}

fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    split::at_marks(content, emitter, "a page of Factiva", MARK, parse)
}

fn parse(markup: &str, row: u64, sink: &mut Sink<'_>) {
    let blocks = blocks(markup);
    let lines = || blocks.iter().map(|block| block.text.replace("&softReturn;", " "));
    // below the text stand the publisher and index terms
    let Some(last) = blocks.iter().rposition(|block| block.is_in("articleParagraph")) else {
        return factiva_lines::parse(&lines().collect::<Vec<_>>(), Publisher::MayBeLast, Some(row), sink);
    };
    let number = lines().find(|line| factiva_lines::is_document_line(line));
    let lines: Vec<String> = lines().take(last + 1).chain(number).collect();
    factiva_lines::parse(&lines, Publisher::IsLeftOut, Some(row), sink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_table_of_codes_and_a_row_of_blocks() {
        let cell = |code: &str, value: &str| {
            format!("<tr><td align=\"right\" class=\"index\"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>")
        };
        let rows = [
            ("HD", "<b class='enHeadline'>Ferry aground off Holm</b>"),
            ("BY", "By Ann Holm"),
            ("PD", "4 February 2031"),
            ("SN", "The Lamp"),
            ("LP", "<p class=\"articleParagraph\">Nobody was hurt.</p>"),
            ("AN", "<br/>Document LAMP000020310204e7240001x"),
        ];
        let table: String = rows.iter().map(|(code, value)| cell(code, value)).collect();
        let coded = format!("{MARK}enArticle\"><table>{table}</table></div><div>&copy; Factiva</div>");
        let plain = format!(
            "{MARK}enArticle\"><p><div id=\"hd\"><b class='enHeadline'>Ferry aground off Holm</b></div>\
             <div class=\"author\">By Ann Holm </div><div>3 words</div><div>4 February 2031</div><div>The Lamp</div>\
             <div>LAMP</div><div>English</div><div>&copy; 2031 Lamp Ltd</div></p>\
             <p class=\"articleParagraph\">Nobody was hurt.</p><p>Lamp Ltd</p>\
             <p>Document LAMP000020310204e7240001x</p></div>"
        );
        for markup in [coded, plain] {
            let parsed = Sink::collect("f.html", |sink| parse(&markup, 1, sink));
            let article = &parsed.articles[0];
            assert_eq!((&*article.title, &*article.outlet), ("Ferry aground off Holm", "The Lamp"));
            assert_eq!((&*article.byline, &*article.text), ("By Ann Holm", "Nobody was hurt."));
            assert_eq!(article.id, "LAMP000020310204e7240001x");
        }
    }
}
