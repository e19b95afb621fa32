//! The metadata of a page: headline, byline, time and address, from JSON-LD, `meta` elements and marked-up text.

mod linked_data;
mod shown_dates;
mod visible;

use super::scan::{Tag, Token, unescape};
use crate::best_value::{BestValue, DateCandidates};
use crate::dates::{self, OutletZone, Reading};
use crate::language::Language;
use linked_data::{Described, LinkedData};
use visible::Visible;

/// The metadata of a page. What it lacks is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// Its headline.
    pub(super) title: String,
    /// Its authors.
    pub(super) byline: String,
    /// What may be the time of publication, as written, the best first.
    pub(super) published: Vec<String>,
    /// Its own address.
    pub(super) url: String,
    /// The language that it declares.
    pub(super) language: Language,
    /// The text of its article as its metadata has it.
    pub(super) body: String,
}

/// The best values so far.
#[derive(Debug, Default)]
struct Found {
    title: BestValue,
    byline: BestValue,
    dates: DateCandidates,
    url: BestValue,
    language: BestValue,
    linked: LinkedData,
    /// The headline as the page shows it, to know its article among others.
    shown: BestValue,
    /// The name of the site.
    site: String,
    /// The dates that the page shows near its headline, the nearest first.
    shown_dates: Vec<String>,
    /// The text of the article in JSON-LD.
    body: String,
}

/// Reads the metadata of a page.
pub(super) fn read(page: &[Token<'_>]) -> Meta {
    let mut found = Found::default();
    let mut visible = Visible::default();
    let mut last = None;
    for &token in page {
        let begun_in = last.take();
        match token {
            Token::Raw(tag, content) if tag.is("script") => {
                if tag.get("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) {
                    found.linked.read(content);
                }
            }
            Token::Raw(tag, content) if tag.is("title") && visible.page_title.is_empty() => {
                visible.page_title = unescape(content).into_owned();
            }
            Token::Raw(..) => {}
            Token::Open(tag) if tag.is("meta") => meta(tag, &mut found),
            Token::Open(tag) if tag.is("link") => {
                if tag.get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) {
                    offer_url(0, &tag.get("href").unwrap_or_default(), &mut found);
                }
            }
            Token::Open(tag) => {
                if tag.is("html") {
                    let lang = tag.get("lang").or_else(|| tag.get("xml:lang"));
                    found.offer_language(1, &lang.unwrap_or_default());
                }
                if tag.is("body") {
                    visible.is_dated =
                        found.dates.any(|date| dates::read(date, &OutletZone::default()) != Reading::Unknown);
                }
                rdfa(tag, &mut found);
                visible.open(tag);
                last = Some(tag);
            }
            Token::Text(text) => visible.text(text, begun_in),
            Token::Close(name) => visible.close(name),
        }
    }
    visible.offer(&mut found);
    found.take_linked_data();
    found.take_shown_dates();
    Meta {
        title: found.title.into_value(),
        byline: found.byline.into_value(),
        published: found.dates.in_order().collect(),
        url: found.url.into_value(),
        language: Language::declared(found.language.value()),
        body: found.body,
    }
}

/// Reads a property of RDFa that is no `meta` element.
fn rdfa(tag: Tag<'_>, found: &mut Found) {
    if !tag.mentions("property") {
        return;
    }
    let Some(property) = tag.get("property") else { return };
    let name = property.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    let Some(content) = tag.get("content").or_else(|| tag.get("datetime")) else { return };
    match &*name {
        "datepublished" | "published_time" | "issued" => found.dates.offer(4, &unescape(&content)),
        "datecreated" | "date" | "created" => found.dates.offer(5, &unescape(&content)),
        _ => {}
    }
}

/// Reads a `meta` element.
fn meta(tag: Tag<'_>, found: &mut Found) {
    let name = tag.get("property").or_else(|| tag.get("name")).or_else(|| tag.get("itemprop"));
    let Some(name) =
        name.or_else(|| tag.get("http-equiv").filter(|name| name.eq_ignore_ascii_case("content-language")))
    else {
        return;
    };
    let Some(content) = tag.get("content") else { return };
    // some pages escape the value twice
    let text = unescape(&content);
    for name in name.to_ascii_lowercase().split_ascii_whitespace() {
        meta_value(name, &content, &text, found);
    }
}

/// Takes the value of a `meta` element by one of its names.
fn meta_value(name: &str, content: &str, text: &str, found: &mut Found) {
    match name {
        "og:site_name" | "application-name" if found.site.is_empty() => found.site = text.to_owned(),
        "og:title" => found.offer_title(2, text),
        "twitter:title" | "sailthru.title" | "parsely-title" | "weibo:article:title" => found.offer_title(3, text),
        "headline" | "hdl" | "dc.title" | "dc:title" | "dcterm:title" | "dcterms.title" => found.title.offer(1, text),
        "author" | "byl" | "parsely-author" | "sailthru.author" | "dc.creator" | "article:author" | "authors"
            // some pages have the address of the author's page here
            if !text.contains("://") => {
                found.byline.offer(2, text.strip_prefix("By ").unwrap_or(text));
            }
        "article:published_time"
        | "og:article:published_time"
        | "datepublished"
        | "schema:datepublished"
        | "og:published_time" => {
            found.dates.offer(1, text);
        }
        "parsely-pub-date"
        | "sailthru.date"
        | "pubdate"
        | "pdate"
        | "ptime"
        | "publishdate"
        | "publish_date"
        | "publish-date"
        | "publication_date"
        | "published_at"
        | "dc.date.issued"
        | "dcterms.created"
        | "dcterms.issued"
        | "article.published"
        | "cxenseparse:recs:publishtime"
        | "date_published"
        | "originalpublicationdate"
        | "rnews:datepublished"
        | "displaydate" => found.dates.offer(2, text),
        "datecreated" | "schema:datecreated" => found.dates.offer(4, text),
        "date" | "dc.date" | "dc:date" | "dcterms.date" | "article:post_date" | "created" => {
            found.dates.offer(5, text);
        }
        name if is_of_publication(name) => found.dates.offer(3, text),
        "inlanguage" => found.offer_language(0, text),
        "content-language" | "language" | "dc.language" | "dcterms.language" => found.offer_language(2, text),
        "og:locale" => found.offer_language(3, text),
        "og:url" => offer_url(1, content, found),
        "twitter:url" | "parsely-link" => offer_url(2, content, found),
        _ => {}
    }
}

/// Whether the name of a `meta` element ends in one for the time of publication, after the name of a vendor:
/// `vendor:article_published_time`.
fn is_of_publication(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "publishedtime",
        "articlepublishedtime",
        "publicationdate",
        "articlepublicationdate",
        "datepublished",
        "pubdate",
        "publishdate",
        "publisheddate",
        "publishtime",
        "dateissued",
        "issued",
        "releasedate",
        "firstpublished",
    ];
    let last = name.rsplit([':', '.']).next().unwrap_or(name);
    let letters: String = last.chars().filter(|c| c.is_alphanumeric()).collect();
    NAMES.contains(&&*letters)
}

fn offer_url(rank: u8, url: &str, found: &mut Found) {
    if url.starts_with("http://") || url.starts_with("https://") {
        found.url.offer(rank, &unescape(url));
    }
}

impl Found {
    /// Offers a declaration of the language, if it is one.
    fn offer_language(&mut self, rank: u8, declared: &str) {
        self.language.offer(rank, Language::declared(declared).as_str());
    }

    /// Offers a headline from the head of a page, which is also how the page shows it.
    fn offer_title(&mut self, rank: u8, title: &str) {
        self.title.offer(rank, title);
        self.shown.offer(rank, title);
    }

    /// Takes the values of the article that JSON-LD describes as this page's: the one with the page's address, else
    /// with its headline, else the first of which nothing says that it is another.
    fn take_linked_data(&mut self) {
        let described = self.linked.described();
        self.dates.offer(3, self.linked.date_of_broken.as_deref().unwrap_or_default());
        let address = self.url.value();
        let is_here = |described: &&Described| described.urls.iter().any(|url| is_same_page(url, address));
        let headline = plain(self.shown.value());
        let is_titled = |described: &&Described| {
            // a page's title may go on with the name of the site
            let title = plain(&described.title);
            !title.is_empty() && headline.starts_with(&title)
        };
        let own = described.iter().find(is_here).or_else(|| described.iter().find(is_titled)).or_else(|| {
            let is_elsewhere = |d: &&Described| !address.is_empty() && d.urls.iter().any(|url| url.starts_with("http"));
            let first = described.first()?;
            // one that stands alone is the page's own, whatever address it has
            if described.iter().filter(|other| !other.is_page).count() < 2 {
                return Some(first);
            }
            described.iter().find(|described| !is_elsewhere(described))
        });
        let Some(own) = own else { return };
        self.take_described(own);
        // a page tells the date that its article lacks
        let is_of_this =
            |page: &&Described| page.is_page && !own.is_page && (!own.urls.is_empty() || described.len() == 2);
        for page in described.iter().filter(is_of_this) {
            page.dates.iter().for_each(|date| self.dates.offer(3, date));
        }
    }

    fn take_described(&mut self, own: &Described) {
        let is_titled_otherwise = !self.shown.value().is_empty() && !shares_a_word(&own.title, self.shown.value());
        let rank = if is_titled_otherwise || own.is_page { 7 } else { 0 };
        // encyclopedias have a description where others have the headline
        let (shown, name) = (plain(self.shown.value()), plain(&own.name));
        let is_named = !name.is_empty() && shown.starts_with(&name) && !shown.starts_with(&plain(&own.title));
        self.title.offer(rank, if is_named { &own.name } else { &own.title });
        self.byline.offer(if own.is_page { 3 } else { 0 }, &own.byline);
        own.dates.iter().for_each(|date| self.dates.offer(if own.is_page { 3 } else { 0 }, date));
        own.urls.iter().for_each(|url| offer_url(3, url, self));
        self.offer_language(0, &own.language);
        if !own.is_page && !is_titled_otherwise {
            self.body.clone_from(&own.body);
        }
    }

    /// Takes the dates that the page shows: those of about the day that its address has, then that day, then others.
    fn take_shown_dates(&mut self) {
        let filed = dates::of_address(self.url.value());
        for date in &self.shown_dates {
            let shown = dates::read(date, &OutletZone::default()).only_time();
            let is_of_that_day =
                filed.zip(shown).is_some_and(|(filed, shown)| filed.days().abs_diff(shown.days()) <= 1);
            self.dates.offer(if is_of_that_day { 7 } else { 9 }, date);
        }
        if let Some(filed) = filed {
            self.dates.offer(8, &filed.to_string());
        }
    }
}

/// Whether two addresses are of one page: without scheme, `www.`, a trailing slash, query and fragment.
fn is_same_page(a: &str, b: &str) -> bool {
    let key = |url: &str| {
        let (_, rest) = url.split_once("://")?;
        let rest = rest.trim_start_matches("www.").split(['?', '#']).next().unwrap_or_default();
        Some(rest.trim_end_matches('/').to_ascii_lowercase())
    };
    key(a).is_some_and(|a| Some(a) == key(b))
}

/// The letters and digits of a headline, in small letters.
fn plain(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two texts have a word in common that is no particle.
fn shares_a_word(a: &str, b: &str) -> bool {
    const LETTERS: usize = 4;
    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (words(a), words(b));
    let least = if a.iter().any(|word| word.len() >= LETTERS) { LETTERS } else { 1 };
    // scripts without spaces have one long word
    a.iter().any(|word| word.len() >= least && b.contains(word)) || a.iter().any(|word| !word.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::super::scan::tokens;
    use super::*;

    fn read(html: &str) -> Meta {
        super::read(&tokens(html).collect::<Vec<_>>())
    }

    #[test]
    fn prefers_linked_data_to_meta_elements() {
        let html = r#"<head><title>Ferry aground off Holm | The Echo</title>
            <meta property="og:title" content="Ferry &quot;Ida&quot; aground">
            <link rel=canonical href="https://echo.example/1"><meta name="author" content="By Someone Else">
            <meta property="article:published_time" content="2031-02-03T10:00Z">
            <script type="application/ld+json">{"@context": "https://schema.org",
            "@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"],
            "headline": "Ferry aground", "datePublished": "2031-02-03T11:00+01:00",
            "author": [{"name": "A. Writer"}, {"name": "B. Writer"}]}]}</script>"#;
        let meta = read(html);
        assert_eq!(meta.title, "Ferry aground");
        assert_eq!(meta.byline, "A. Writer, B. Writer");
        assert_eq!(meta.published[0], "2031-02-03T11:00+01:00");
        assert_eq!(meta.url, "https://echo.example/1");
    }

    #[test]
    fn the_language_is_that_of_the_article_else_of_the_page() {
        let language = |html: &str| read(html).language.as_str().to_owned();
        let linked =
            "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"inLanguage\": \"de-DE\"}</script>";
        let named = linked.replace("\"de-DE\"", "{\"@type\": \"Language\", \"name\": \"German\"}");
        for (html, expected) in [
            ("<html lang=en-GB><p>A", "en"),
            ("<html xml:lang='fr'><p>A", "fr"),
            (&*format!("<html lang=en>{linked}<p>A"), "de"),
            (&*format!("<html lang=en>{named}<p>A"), "de"),
            ("<html lang=''><meta http-equiv=Content-Language content='pt-br'><p>A", "pt"),
            ("<meta property=og:locale content=es_ES><p>A", "es"),
            ("<html><p lang=it>A", ""),
        ] {
            assert_eq!(language(html), expected, "{html}");
        }
    }

    #[test]
    fn finds_headline_and_time_in_a_page_without_metadata() {
        let html = "<title>Ferry aground off Holm - The Echo</title><h1>Ferry <i>aground</i></h1>\
                    <time datetime=2031-02-03>x</time>";
        let meta = read(html);
        assert_eq!((&*meta.title, &*meta.published[0]), ("Ferry aground", "2031-02-03"));
        assert_eq!(read("<title>Ferry aground off Holm - The Echo</title>").title, "Ferry aground off Holm");
    }

    #[test]
    fn ignores_broken_linked_data() {
        let html = "<script type='application/ld+json'>{\"@type\": </script><title>Ferry</title>";
        assert_eq!(read(html).title, "Ferry");
    }

    #[test]
    fn takes_the_values_of_the_page_s_own_article() {
        let html = r#"<title>Ferry aground | The Echo</title>
            <script type="application/ld+json">{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle",
            "headline": "Sheep", "datePublished": "2019-01-01"}]}</script>
            <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Mules",
            "url": "https://echo.example/mules", "datePublished": "2018-01-01"}</script>
            <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry aground",
            "url": "https://echo.example/ferry", "datePublished": "2031-02-03"}</script>
            <link rel=canonical href="https://www.echo.example/ferry/">"#;
        let meta = read(html);
        assert_eq!((&*meta.title, &*meta.published[0]), ("Ferry aground", "2031-02-03"));
        // without an address, by its headline
        assert_eq!(read(&html.replace("rel=canonical", "")).published[0], "2031-02-03");
        let page =
            read("<script type='application/ld+json'>{\"@type\": \"WebPage\", \"datePublished\": \"2031\"}</script>");
        assert_eq!(page.published, ["2031"]);
    }

    #[test]
    fn a_logo_or_a_site_s_name_is_no_headline() {
        let title = |html: &str| read(html).title;
        let head = "<title>Ferry aground off Holm | Holm Echo</title>";
        assert_eq!(title(&format!("{head}<h1 class=logo>The Holm Echo</h1>")), "Ferry aground off Holm");
        assert_eq!(title(&format!("{head}<h1>Holm Echo</h1><h1>Ferry aground</h1>")), "Ferry aground");
        let site = "<meta property=og:site_name content='Holm Echo'><meta property=og:title content='Holm Echo'>";
        assert_eq!(title(&format!("{head}{site}<h1>Ferry aground</h1>")), "Ferry aground");
        let linked =
            "<script type='application/ld+json'>{\"@type\": \"Article\", \"headline\": \"accident at sea\"}</script>";
        assert_eq!(title(&format!("{head}{linked}<h1>Ferry aground</h1>")), "Ferry aground");
        // of two headlines the one in the title of the page, and none of a menu
        assert_eq!(
            title(&format!("{head}<h1>Quick links</h1><h1>Ferry aground off Holm</h1>")),
            "Ferry aground off Holm"
        );
        assert_eq!(title(&format!("{head}<h1>Quick links</h1>")), "Ferry aground off Holm");
        assert_eq!(title("<title>Holm Echo - News</title><h1>Ferry aground</h1>"), "Ferry aground");
        assert_eq!(title("<meta property='og:title dc:title' content='Ferry'>"), "Ferry");
    }

    #[test]
    fn finds_the_date_that_belongs_to_the_headline() {
        let date = |html: &str| read(html).published.into_iter().next().unwrap_or_default();
        let ticker = "<aside><time datetime=2019-05-05>x</time></aside>";
        let related = "<p>Text.</p><footer><time datetime=2033-03-03>x</time></footer>";
        let article = "<article><h1>Ferry aground</h1><time datetime=2031-02-03>x</time>";
        assert_eq!(date(&format!("{ticker}{article}{related}")), "2031-02-03");
        assert_eq!(date(&format!("{ticker}<h1>Ferry aground</h1>{related}")), "");
        let abbr = "<abbr itemprop=datePublished title='2031-02-03T10:00Z'>3 Feb</abbr>";
        assert_eq!(date(abbr), "2031-02-03T10:00Z");
        assert_eq!(date("<span itemprop=datePublished>3 February 2031</span>"), "3 February 2031");
        assert_eq!(date("<abbr class=published title=2031-02-03>x</abbr>"), "2031-02-03");
        // a page that marks nothing up shows it
        let shown = "<h1>Ferry aground</h1><p>By Ann Holm</p><span>4 February 2031, 10:00</span>";
        assert_eq!(date(shown), "4 February 2031, 10:00");
        assert_eq!(date(&shown.replace("span", "aside")), "");
        assert_eq!(
            date(&format!("<nav>1 January 2030</nav><p>Holm, 1 March 2031</p>{shown}")),
            "4 February 2031, 10:00"
        );
        let only = format!("<h1>Ferry aground</h1><p>{}</p><div>4 February 2031</div>", "Wind and waves. ".repeat(100));
        assert_eq!(date(&only), "4 February 2031");
        assert_eq!(date(&format!("{only}<div>7 March 2031</div>")), "");
        // the address by which a page is filed wins over another day
        let filed = format!("<link rel=canonical href=https://echo.example/2031/02/03/ferry>{shown}");
        assert_eq!(date(&filed), "4 February 2031, 10:00");
        assert_eq!(date(&filed.replace("/02/03", "/01/30")), "2031-01-30");
        assert_eq!(date("<meta name='x:article_published_time' content=2031-02-04>"), "2031-02-04");
        assert_eq!(date("<h1><time datetime=2031-02-04>Tuesday</time> Ferry aground</h1>"), "2031-02-04");
        let author = "<span itemprop=author itemscope><span itemprop=name>A. Writer</span></span>";
        assert_eq!(read(author).byline, "A. Writer");
        let called = "<p class='x byline'>By A. <b>Writer</b></p><a rel=author>of another article</a>";
        assert_eq!(read(called).byline, "By A. Writer");
        assert_eq!(read("<aside><a rel=author>B. Writer</a></aside>").byline, "");
    }
}
