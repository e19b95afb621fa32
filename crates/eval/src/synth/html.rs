//! A synthetic article as a page in HTML, with the head, the styles and the scripts that pages of news have.

use super::article::SynthArticle;
use crate::markup::escaped;
use std::fmt::Write;

/// A line of fewer bytes is a link rather than a paragraph.
const MIN_PARAGRAPH_BYTES: usize = 60;
/// What pages carry beside their text, about as much as the text.
const STYLE: &str = ".bar{display:flex;margin:0 auto;padding:4px 8px}.bar a{color:#123;text-decoration:none}\n";
const SCRIPT: &str = "window.q=window.q||[];q.push(function(a,b){if(a<b&&b>0){return {ad:a,slot:'top'}}});\n";
const REPEATS: usize = 12;

/// The page: metadata in its head, short lines as links, long ones as paragraphs.
pub(super) fn page(article: &SynthArticle) -> String {
    let mut page = String::with_capacity(2 * article.text.len() + 4096);
    let title = escaped(&article.title);
    let head = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title} | {outlet}</title>\n\
         <link rel=\"canonical\" href=\"{url}\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:type\" content=\"article\">\n\
         <meta property=\"article:published_time\" content=\"{time}\">\n<meta name=\"author\" content=\"{author}\">\n",
        outlet = escaped(&article.outlet),
        url = escaped(&article.url),
        time = article.published,
        author = escaped(article.byline.trim_start_matches("By ")),
    );
    page.push_str(&head);
    let (style, script) = (STYLE.repeat(REPEATS), SCRIPT.repeat(REPEATS));
    // writing to a string cannot fail
    let _ =
        write!(page, "<style>\n{style}</style>\n<script>\n{script}</script>\n</head>\n<body>\n<div class=\"page\">\n");
    let _ = writeln!(page, "<h1>{title}</h1>");
    if !article.byline.is_empty() {
        let _ = writeln!(page, "<p class=\"byline\">{}</p>", escaped(&article.byline));
    }
    for line in article.text.lines().filter(|line| !line.trim().is_empty()) {
        let words = escaped(line);
        let _ = if line.len() < MIN_PARAGRAPH_BYTES {
            writeln!(page, "<div class=\"bar\"><a href=\"/section/{}\">{words}</a></div>", words.len())
        } else {
            writeln!(page, "<p>{words}</p>")
        };
    }
    page.push_str("</div>\n</body>\n</html>\n");
    page
}

#[cfg(test)]
mod tests {
    use super::super::{SynthCorpus, SynthSettings};
    use super::*;

    #[test]
    fn a_page_has_the_text_in_paragraphs_and_its_signs_escaped() {
        let corpus = SynthCorpus::new(SynthSettings::default()).unwrap();
        let (mut article, _) = corpus.article(0);
        article.title = "Ferry & pier < \"late\"".to_owned();
        article.text = format!("Home\n\n{}", "The ferry was late & nobody knew why. ".repeat(3));
        let page = page(&article);
        assert!(page.contains("<h1>Ferry &amp; pier &lt; &quot;late&quot;</h1>"));
        assert!(page.contains(">Home</a>") && page.contains("<p>The ferry was late &amp; nobody knew why."));
    }
}
