//! The article of a mail, or of the page that is saved as one.

use mail_parser::{Address, HeaderName, Message, MessageParser, MimeHeaders, PartType};

use super::parts;
use crate::article::{Article, Extraction};
use crate::charset;
use crate::fence::fenced;
use crate::host;
use crate::html::page;
use crate::language::Language;
use crate::one_line::one_line;
use crate::origin::DocumentInfo;
use crate::outlets;
use crate::sink::Sink;

/// Mails with more mails inside of each other are rejected: dropping their tree would overflow the stack.
const MAX_NESTED: usize = 1000;

/// Makes the article of a mail.
pub(super) fn parse(bytes: &[u8], row: Option<u64>, sink: &mut Sink<'_>) {
    if may_nest(bytes) > MAX_NESTED {
        return sink.reject(row, format!("more than {MAX_NESTED} mails inside of this one"));
    }
    let parsed = fenced("mail", || Ok(MessageParser::default().parse(bytes)));
    let mut message = match &parsed {
        Ok(Some(message)) => message,
        Ok(None) => return sink.reject(row, "no mail: it has no header"),
        Err(error) => return sink.reject(row, error.to_string()),
    };
    if is_deleted(message) {
        return sink.skip(1);
    }
    let attachments = message.attachment_count();
    if let Some(url) = saved_page(message) {
        sink.skip(attachments as u64);
        sink.format = "mhtml";
        return parse_page(message, &url, row, sink);
    }
    let extractor = sink.context.settings.extractor;
    let (mut text, mut visible) = parts::text(message, extractor);
    // a mail without words of its own passes another one on
    for _ in 0..MAX_NESTED {
        let Some(inner) = inner(message).filter(|_| text.text.is_empty()) else { break };
        message = inner;
        (text, visible) = parts::text(message, extractor);
    }
    if text.text.is_empty() {
        let reason = match attachments {
            0 => "no text: the mail has none".to_owned(),
            _ => format!("no text: the mail has only attachments ({attachments}), which are not read"),
        };
        return sink.reject(row, reason);
    }
    sink.skip(attachments as u64);
    let extraction = text.extraction;
    let mut article = article(message, row, sink);
    article.text = text.text;
    article.extraction = extraction;
    article.page = if extraction == Extraction::Body { visible } else { String::new() };
    let written = raw(message, "Date").to_owned();
    let read = message.date().filter(|date| date.is_valid()).map(|date| date.to_rfc3339());
    sink.set_date(&mut article, [written, read.unwrap_or_default()]);
    sink.push(article);
}

/// The fields of a mail. The sender of a newsletter is its outlet where nothing else says it; others have written
/// the mail.
fn article(message: &Message<'_>, row: Option<u64>, sink: &Sink<'_>) -> Article {
    let url = url(message);
    let (name, address) = sender(message);
    let mut outlet = outlets::outlet("", &url, sink.origin);
    let mut byline = name.clone();
    if outlet.is_empty() && is_newsletter(message) {
        let domain = address.rsplit_once('@').and_then(|(_, host)| host::domain(&format!("http://{host}/")));
        outlet = if name.is_empty() { domain.unwrap_or_default() } else { outlets::outlet(&name, "", sink.origin) };
        byline = String::new();
    }
    Article {
        outlet,
        title: subject(message),
        byline,
        url,
        language: Language::declared(raw(message, "Content-Language")),
        ..sink.origin.article(message.message_id().map(one_line).unwrap_or_default(), row)
    }
}

/// The subject. Old mails have it in the encoding of their text, which is not named.
fn subject(message: &Message<'_>) -> String {
    let read = one_line(message.subject().unwrap_or_default());
    if !read.contains('\u{fffd}') {
        return read;
    }
    let written = message.headers().iter().find(|header| header.name == HeaderName::Subject);
    let bytes =
        written.and_then(|header| message.raw_message.get(header.offset_start as usize..header.offset_end as usize));
    // words that are encoded have been read
    let decoded = bytes.filter(|bytes| !bytes.is_ascii()).and_then(|bytes| charset::decode(bytes.to_vec()));
    decoded.map_or(read, |line| one_line(&line))
}

/// The name and the address of the sender; empty where there is none.
fn sender(message: &Message<'_>) -> (String, String) {
    let first = message.from().and_then(Address::first);
    let name = first.and_then(|sender| sender.name()).map(one_line).unwrap_or_default();
    let address = first.and_then(|sender| sender.address()).unwrap_or_default().to_owned();
    // some programs write the address as the name
    (if name.contains('@') { String::new() } else { name }, address)
}

/// Whether a mail goes to many readers who do not write to each other.
fn is_newsletter(message: &Message<'_>) -> bool {
    let has = |name: HeaderName<'static>| message.header(name).is_some();
    let is_bulk = ["bulk", "list"].contains(&raw(message, "Precedence").trim().to_ascii_lowercase().as_str());
    let is_sent_to_many = has(HeaderName::ListUnsubscribe) || has(HeaderName::ListId) || is_bulk;
    is_sent_to_many && !has(HeaderName::ListPost)
}

/// Whether Thunderbird has deleted a mail, which stays in the file until it is compacted.
fn is_deleted(message: &Message<'_>) -> bool {
    let status = u32::from_str_radix(raw(message, "X-Mozilla-Status").trim(), 16);
    status.is_ok_and(|status| status & 8 != 0)
}

/// The address of the page that a mail shows.
fn url(message: &Message<'_>) -> String {
    let fields = ["Content-Location", "Archived-At", "X-URL"];
    let urls = fields.iter().map(|name| raw(message, name).trim().trim_matches(['<', '>']));
    urls.filter(|url| is_web(url)).map(one_line).next().unwrap_or_default()
}

/// The address of a page that is saved as a mail, which may be empty; `None` for a mail.
fn saved_page(message: &Message<'_>) -> Option<String> {
    let snapshot = raw(message, "Snapshot-Content-Location").trim();
    if is_web(snapshot) {
        return Some(snapshot.to_owned());
    }
    let is_saved = !snapshot.is_empty() || raw(message, "From").to_ascii_lowercase().contains("saved by ");
    let is_sent = ["From", "To", "Received"].iter().any(|name| message.header_raw(*name).is_some());
    let page = page_of(message)?;
    let location = message.part(page)?.content_location().unwrap_or_default().trim();
    (is_saved || !is_sent).then(|| if is_web(location) { location.to_owned() } else { String::new() })
}

/// The number of the part that holds the page: the first of HTML.
fn page_of(message: &Message<'_>) -> Option<u32> {
    let is_page = |part: &mail_parser::MessagePart<'_>| matches!(part.body, PartType::Html(_));
    u32::try_from(message.parts.iter().position(is_page)?).ok()
}

fn parse_page(message: &Message<'_>, url: &str, row: Option<u64>, sink: &mut Sink<'_>) {
    let Some(part) = page_of(message).and_then(|page| message.part(page)) else {
        return sink.reject(row, "no text: the saved page has no part of HTML");
    };
    let html = parts::content(message, part).into_owned();
    page::parse(html, &DocumentInfo { row, url, ..DocumentInfo::default() }, sink);
}

/// The first mail inside of a mail.
fn inner<'m>(message: &'m Message<'m>) -> Option<&'m Message<'m>> {
    message.parts.iter().find_map(|part| if let PartType::Message(inner) = &part.body { Some(inner) } else { None })
}

/// How many mails may be inside of others: the marks of such parts.
fn may_nest(bytes: &[u8]) -> usize {
    const SHORTEST_MARK: usize = 20;
    if bytes.len() < SHORTEST_MARK * MAX_NESTED {
        return 0;
    }
    let marks: [&[u8]; 3] = [b"rfc822", b"global", b"digest"];
    let is_mark = |at: &usize| {
        let rest = &bytes[*at..];
        marks.iter().any(|mark| rest.get(..mark.len()).is_some_and(|word| word.eq_ignore_ascii_case(mark)))
    };
    let starts = memchr::memchr3_iter(b'r', b'g', b'd', bytes).chain(memchr::memchr3_iter(b'R', b'G', b'D', bytes));
    starts.filter(is_mark).count()
}

/// A field as it is written.
fn raw<'m>(message: &'m Message<'_>, name: &'static str) -> &'m str {
    message.header_raw(name).unwrap_or_default()
}

fn is_web(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Parsed;

    fn read(mail: impl AsRef<[u8]>) -> Parsed {
        Sink::collect("a.eml", |sink| parse(mail.as_ref(), None, sink))
    }

    const HEADER: &str = "From: =?utf-8?Q?Ann_H=C3=B8lm?= <ann@echo.example>\r\nTo: desk@bote.example\r\n\
                          Subject: =?iso-8859-1?B?RuRocmUg?= =?utf-8?Q?aground?=\r\nMessage-ID: <m1@echo.example>\r\n\
                          Date: Tue, 4 Feb 2031 10:00:00 +0100 (CET)\r\nMIME-Version: 1.0\r\n";

    #[test]
    fn the_page_wins_over_the_plain_text_and_attachments_are_counted() {
        let mail = HEADER.to_owned()
            + "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; \
               boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nPlain words.\r\n--a\r\nContent-Type: \
               text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
               <p>Die F=E4hre liegt =\r\nfest.</p>\r\n--a--\r\n--m\r\nContent-Type: application/pdf; name=a.pdf\r\n\
               Content-Disposition: attachment\r\n\
               Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--m\r\nContent-Type: text/plain; name=b.txt\r\n\
               Content-Disposition: attachment\r\n\r\nNot of the mail.\r\n--m--\r\n";
        let parsed = read(mail);
        assert_eq!((parsed.rejected.len(), parsed.skipped_records), (0, 2));
        let article = &parsed.articles[0];
        assert_eq!((&*article.text, &*article.title), ("Die Fähre liegt fest.", "Fähre aground"));
        assert_eq!((&*article.id, &*article.byline, &*article.outlet), ("m1@echo.example", "Ann Hølm", ""));
        assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T09:00Z"));
    }

    #[test]
    fn the_sender_of_a_newsletter_is_its_outlet_and_that_of_a_list_is_not() {
        let of = |more: &str| {
            let parsed = read(format!("{more}From: The Echo <news@echo.example>\nSubject: Ferry\n\nAground.\n"));
            (parsed.articles[0].outlet.clone(), parsed.articles[0].byline.clone())
        };
        let pair = |outlet: &str, byline: &str| (outlet.to_owned(), byline.to_owned());
        assert_eq!(of("List-Unsubscribe: <https://x.example/>\n"), pair("The Echo", ""));
        assert_eq!(of("List-Id: <a.b>\nList-Post: <mailto:a@b.example>\n"), pair("", "The Echo"));
        assert_eq!(of("Archived-At: <https://www.bote.example/1>\nList-Id: <a>\n"), pair("bote.example", "The Echo"));
        let parsed = read("List-Id: <a>\nFrom: news@mail.echo.example\nSubject: x\n\nAground.\n");
        assert_eq!((&*parsed.articles[0].outlet, &*parsed.articles[0].byline), ("echo.example", ""));
    }

    #[test]
    fn text_in_an_encoding_that_is_not_named_is_guessed() {
        let text = "Die Fähre lag am Sonntag vor Möwensund fest, und über hundert Gäste mußten an Bord übernachten.";
        let mail = [HEADER.as_bytes(), b"\r\n", &encoding_rs::WINDOWS_1252.encode(text).0].concat();
        assert_eq!(read(mail).articles[0].text, text);
        let header = "From: a@echo.example\nSubject: Die Fähre lag vor Möwensund fest\n\nAground.\n";
        let mail = encoding_rs::WINDOWS_1252.encode(header).0.into_owned();
        assert_eq!(read(mail).articles[0].title, "Die Fähre lag vor Möwensund fest");
    }

    #[test]
    fn a_saved_page_is_read_as_a_page() {
        let page = "<html><head><title>Ferry aground</title><meta property=article:published_time \
                    content=2031-02-04T10:00Z></head><body><p>Nobody was hurt.</p></body></html>";
        for (header, location, url) in [
            (
                "From: <Saved by Blink>\nSnapshot-Content-Location: https://www.echo.example/1\nDate: Fri, 1 Jan 2038 \
              10:00:00 -0000\n",
                "cid:1",
                "https://www.echo.example/1",
            ),
            ("", "https://echo.example/1", "https://echo.example/1"),
        ] {
            let parsed = read(format!(
                "{header}MIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=b\n\n--b\n\
                 Content-Type: text/html\nContent-Location: {location}\n\n{page}\n--b\nContent-Type: text/html\n\
                 Content-Location: https://ads.example/\n\n<p>Buy.</p>\n--b\nContent-Type: image/png\n\nx\n--b--\n"
            ));
            assert_eq!((parsed.rejected.len(), parsed.articles.len()), (0, 1));
            let article = &parsed.articles[0];
            assert_eq!((&*article.title, &*article.text), ("Ferry aground", "Nobody was hurt."));
            assert_eq!((&*article.url, &*article.outlet), (url, "echo.example"));
            assert_eq!(article.published.map(|p| p.to_string()).as_deref(), Some("2031-02-04T10:00Z"));
        }
    }

    #[test]
    fn mails_inside_of_each_other_are_bounded() {
        let nested = |depth: usize| {
            let inner = "From: Bo <bo@bote.example>\nSubject: Inside\n\nAground.\n";
            format!("{HEADER}{}{inner}", "Content-Type: message/rfc822\n\n".repeat(depth))
        };
        let parsed = read(nested(50));
        assert_eq!((&*parsed.articles[0].title, parsed.articles[0].text.trim()), ("Inside", "Aground."));
        assert!(read(nested(2000)).rejected[0].reason.contains("inside of this one"));
    }

    #[test]
    fn a_mail_without_text_is_one_line() {
        let mail =
            format!("{HEADER}Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBE\r\n");
        assert!(read(mail).rejected[0].reason.contains("only attachments (1)"));
        assert_eq!(read(format!("{HEADER}X-Mozilla-Status: 0009\r\n\r\nText.\r\n")).skipped_records, 1);
    }

    proptest::proptest! {
        #[test]
        fn reads_any_mail_without_panic(picks in proptest::collection::vec(0..LINES.len(), 0..20)) {
            read(picks.into_iter().map(|nth| LINES[nth]).collect::<Vec<_>>().join("\n"));
        }
    }

    const LINES: [&str; 15] = [
        "",
        "From: a",
        "Subject: =?utf-8?Q?=C",
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Type: multipart/alternative; boundary=b",
        "Content-Type: multipart/digest; boundary=b",
        "Content-Type: multipart/related; boundary=",
        "Content-Type: message/rfc822",
        "Content-Type: text/html; charset=x",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "--b",
        "--b--",
        "<p>x",
        "=C",
    ];
}
