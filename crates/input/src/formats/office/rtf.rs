//! RTF: plain text with control words, in the code pages of its fonts.
//!
//! The reader is our own: it takes bytes as a stream and holds one line, so that a file of thousands of articles with
//! pictures needs no more memory than its longest article. The crates for RTF want the whole file as text, which loses
//! the code pages.

use std::io::{self, BufRead};

use super::document_lines::DocumentLines;
use super::rtf_reader::RtfReader;
use crate::charset;
use crate::format::{Access, Content, Emitter, Format, text_head};

/// A document of Word or another program, or many articles of Nexis Uni or Factiva in one.
pub(in crate::formats) static RTF: Format = Format {
    name: "rtf",
    extensions: &["rtf"],
    has_reliable_extensions: false,
    recognises: |head| text_head(head).starts_with(b"{\\rtf"),
    access: Access::Stream(split),
};

fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    charset::skip_mark(content)?;
    if !text_head(content.fill_buf()?).starts_with(b"{\\rtf") {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "no RTF: it does not begin with {\\rtf"));
    }
    let longest = usize::try_from(emitter.context.settings.max_article_bytes).unwrap_or(usize::MAX);
    let mut reader = RtfReader::new(DocumentLines::new(emitter), longest);
    match reader.read(content) {
        Ok(()) => reader.lines.finish(),
        Err(reason) => reader.lines.break_off(reason),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor, Read};

    use super::*;
    use crate::context::Context;
    use crate::origin::Origin;
    use crate::settings::Settings;
    use crate::sink::Parsed;

    fn read(rtf: &[u8]) -> Parsed {
        let mut parsed = Parsed::default();
        Context::with(&Settings::default(), |context| {
            let bytes: Box<dyn Read> = Box::new(Cursor::new(rtf.to_vec()));
            let mut content = BufReader::with_capacity(7, bytes);
            let emit = &mut |part: crate::format::Part| part.parse(context, &mut parsed, &mut |_| {});
            let mut emitter = Emitter { context, origin: Origin::named("a.rtf").into(), format: "rtf", emit };
            if let Err(error) = split(&mut content, &mut emitter) {
                emitter.reject(None, error.to_string());
            }
        });
        parsed
    }

    fn text(rtf: &str) -> String {
        let parsed = read(rtf.as_bytes());
        assert_eq!(parsed.rejected, [], "{rtf}");
        parsed.articles[0].text.clone()
    }

    #[test]
    fn reads_characters_in_the_code_pages_of_their_fonts() {
        let fonts = "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial;}{\\f2\\fcharset128 Mincho;}}";
        let body =
            "F\\'e4hre \\f1 \\'cc\\'ee\\'f1\\'f2 \\f2 \\'83A\\'89H\\f0  \\u8222?Holm\\u8220? \\u-10179?\\u-8704? gut.";
        let rtf = format!("{{\\rtf1\\ansi\\ansicpg1252{fonts}\\pard {body}\\par}}");
        assert_eq!(text(&rtf), "Fähre Мост ア羽 „Holm“ 😀 gut.");
        assert_eq!(text("{\\rtf1\\ansi\\ansicpg1251 \\'cc\\'ee\\'f1\\'f2 {\\uc2\\u8212 --}.}"), "Мост —.");
        assert_eq!(text("{\\rtf1 Fähre\\emdash auf\\~Grund.}"), "Fähre—auf\u{a0}Grund.");
    }

    #[test]
    fn leaves_out_what_is_no_text_of_the_document() {
        let rtf = "{\\rtf1{\\stylesheet{\\s1 heading 1;}}{\\info{\\title Ferry aground}{\\author Nobody}}\
                   {\\header Page 1}\
                   {\\*\\generator Lamp;}{\\pict\\bin5 }}}}}ffff}\
                   {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt Nobody}} was \
                   {\\v hidden }hurt.\\par{\\trowd It\\cell sails.\\cell\\row}}";
        let parsed = read(rtf.as_bytes());
        assert_eq!(parsed.articles[0].title, "Ferry aground");
        assert_eq!(parsed.articles[0].text, "Nobody was hurt.\n\nIt\n\nsails.");
    }

    #[test]
    fn says_what_is_wrong_with_a_broken_file() {
        let deep = format!("{{\\rtf1 {}x", "{".repeat(10_000));
        for (rtf, reason) in [
            (deep.as_str(), "nested more than 1000"),
            ("{\\rtf1 Nobody was hurt.", "the file ends within a group"),
            ("{\\rtf1 }", "no text"),
            ("Nobody", "does not begin with {\\rtf"),
        ] {
            let parsed = read(rtf.as_bytes());
            assert!(parsed.articles.is_empty() && parsed.rejected.len() == 1);
            assert!(parsed.rejected[0].reason.contains(reason), "{:?}", parsed.rejected);
        }
    }

    proptest::proptest! {
        #[test]
        fn reads_any_bytes_without_panic(
            rtf in "(\\{|\\}|\\\\[a-z]{1,8}(-?[0-9]{1,6})?|\\\\'[0-9a-g]{2}|\\\\[*~_'-]|[a-zé \n]{1,5}){0,40}"
        ) {
            read(format!("{{\\rtf1 {rtf}").as_bytes());
        }
    }
}
