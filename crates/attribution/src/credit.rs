//! The credit of one article: which agency its page names as the source of the text, with which words, and how sure.
//! It reads raw page text, furniture and all, before boilerplate is cut.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use foldhash::{HashMap, HashMapExt};
use memchr::{memchr, memchr_iter, memmem};

use super::agencies::{Agencies, AgencyId};
use super::excerpt::excerpt;
use super::forms::{Forms, Hit};
use super::lines::{self, Line};
use super::mentions::Mentions;
use super::page::Page;
use super::place::meaning;
use super::reach;
use super::spot::{Meaning, Spot};
use wirecopy_core::text::Token;
use wirecopy_input::article::Article;

pub use super::spot::CreditKind;

/// How sure a credit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Nothing names an agency as a source.
    #[default]
    None,
    /// Only a photograph's credit names one: the text may be anyone's.
    PhotoOnly,
    /// The outlet says that an agency gave a part: the text is the outlet's.
    Contributed,
    /// The words can be a credit, but can be something else too.
    Likely,
    /// The words are a credit.
    Sure,
}

/// The field of the article in which the evidence stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The article's text.
    #[default]
    Text,
    /// The page's text around its body.
    Page,
    /// The byline given by the source.
    Byline,
    /// The credit line given by the source.
    CreditLine,
    /// The holder of the rights given by the source.
    CopyrightHolder,
    /// The URL.
    Url,
    /// The outlet's name.
    Outlet,
}

/// What one article says of its source.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Credit {
    /// The agency whose text it is by its own words; `None` unless [`certainty`](Self::certainty) is likely or sure.
    pub wire: Option<AgencyId>,
    /// Where the words stand; `None` without a wire.
    pub kind: Option<CreditKind>,
    /// How sure.
    pub certainty: Certainty,
    /// The words, on one line, at most 120 characters: of the credit, else of the contribution, else of the photograph.
    pub evidence: String,
    /// The field they stand in.
    pub field: Field,
    /// The byte of that field at which the agency's name begins: a char boundary.
    pub offset: usize,
    /// The agency of the first photograph.
    pub photo_credit: Option<AgencyId>,
    /// The agencies that gave a part, each once, in the page's order.
    pub contributed: Vec<AgencyId>,
    /// Whether the text seems to stop before its end, and a credit with it: silence then says nothing.
    pub truncated: bool,
}

impl Credit {
    /// Why an agency that is named is not taken for the wire, in words for a person; `None` where there is nothing to say.
    #[must_use]
    pub fn doubt(&self) -> Option<&'static str> {
        match self.certainty {
            Certainty::PhotoOnly => Some("only a photograph names an agency; the text may be the outlet's own"),
            Certainty::Contributed => Some("the outlet says that an agency contributed; the text is its own"),
            Certainty::Likely => Some("the words can be a credit, but can stand for something else"),
            Certainty::None | Certainty::Sure => None,
        }
    }
}

/// Reads credits. Built once, used from any number of threads.
#[derive(Debug)]
pub struct CreditReader {
    forms: Forms,
    mentions: Mentions,
    domains: HashMap<String, AgencyId>,
    paths: Vec<(String, AgencyId)>,
    /// Whether a URL of ASCII holds any of them: few do.
    any_path: Option<AhoCorasick>,
    /// Whose form it is that stories close with reporters' and editors' names only.
    reuters: Option<AgencyId>,
    contributed: memmem::Finder<'static>,
}

struct Found {
    agency: AgencyId,
    kind: CreditKind,
    sure: bool,
    line: Line,
    offset: usize,
}

impl CreditReader {
    /// A reader of these agencies' credits.
    #[must_use]
    pub fn new(agencies: &Agencies) -> Self {
        let (mut domains, mut paths) = (HashMap::new(), Vec::new());
        for (id, agency) in agencies.iter() {
            domains.extend(agency.domains.iter().map(|domain| (domain.to_lowercase(), id)));
            paths.extend(agency.paths.iter().map(|path| (path.to_lowercase(), id)));
        }
        let any_path = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(paths.iter().map(|(path, _)| path))
            .ok();
        CreditReader {
            forms: Forms::new(agencies),
            mentions: Mentions::new(agencies, &reach::REPORTING),
            domains,
            paths,
            any_path,
            reuters: agencies.find("reuters"),
            contributed: memmem::Finder::new("ontribut"),
        }
    }

    /// The credit of an article. Who has the tokens of its text, all of them, gives them where the text is plain
    /// ([`Tokeniser::last_was_plain`](wirecopy_core::text::Tokeniser::last_was_plain)): then a text that mentions nobody is not read.
    #[must_use]
    pub fn read(&self, article: &Article, plain: Option<&[Token]>) -> Credit {
        let site = self.own_site(article);
        if let Some(credit) = self.of_field(&article.credit_line, Field::CreditLine, CreditKind::Feed) {
            return credit;
        }
        let may_tell = plain.is_none_or(|tokens| self.mentions.may_be_in(tokens));
        let mut credit = if may_tell { self.of_text(&article.text, site) } else { Credit::default() };
        credit.truncated = lines::is_truncated(&article.text);
        if credit.certainty != Certainty::Sure && !article.page.is_empty() {
            let of_page = self.of_text(&article.page, site);
            if of_page.certainty > credit.certainty {
                credit = Credit { field: Field::Page, truncated: credit.truncated, ..of_page };
            }
        }
        if credit.certainty != Certainty::Sure
            && let Some(named) = self.of_field(&article.byline, Field::Byline, CreditKind::Byline)
        {
            credit = Credit {
                photo_credit: credit.photo_credit,
                contributed: credit.contributed,
                truncated: credit.truncated,
                ..named
            };
        }
        if credit.wire.is_none()
            && let Some(named) = self.of_field(&article.copyright_holder, Field::CopyrightHolder, CreditKind::Copyright)
        {
            credit.wire = named.wire;
            credit.kind = named.kind;
            credit.certainty = Certainty::Sure;
            credit.evidence = named.evidence;
            credit.field = named.field;
            credit.offset = named.offset;
        }
        if credit.certainty == Certainty::Sure {
            return credit;
        }
        let elsewhere = match site {
            Some((agency, field, offset)) => Some((agency, CreditKind::OwnSite, field, offset)),
            None => self.of_path(&article.url).map(|(agency, offset)| (agency, CreditKind::Url, Field::Url, offset)),
        };
        if let Some((agency, kind, field, offset)) = elsewhere {
            let value = if field == Field::Url { &article.url } else { &article.outlet };
            credit.wire = Some(agency);
            credit.kind = Some(kind);
            credit.certainty = Certainty::Sure;
            credit.evidence = excerpt(value, offset, offset, value.len());
            credit.field = field;
            credit.offset = offset;
        }
        credit
    }

    /// The credit that the page's text gives, by itself.
    fn of_text(&self, text: &str, site: Option<(AgencyId, Field, usize)>) -> Credit {
        let page = Page::read(text, &self.forms);
        let mut best: Option<Found> = None;
        let mut weak: Option<(usize, Hit)> = None;
        let mut credit = Credit::default();
        let mut hits = Vec::new();
        let mut captions = 0;
        for &at in &page.marked {
            let spot = Spot { text, lines: &page.lines, at, captions };
            let line = page.lines[at];
            let end_of_page = at == 0 || at + 1 == page.lines.len();
            let mut photo = false;
            reach::hits(&self.forms, text, line, end_of_page, &self.contributed, &mut hits);
            for &hit in &hits {
                match meaning(spot, hit) {
                    // A caption that names its agency often ends in the photographer's name and the agency once more.
                    Meaning::Credit { kind, sure } if !(photo && kind == CreditKind::Byline) => {
                        // What a publisher's site says of itself at its feet is no news.
                        let own = site.is_some_and(|s| s.0 == hit.agency) && kind == CreditKind::Copyright;
                        let found = Found { agency: hit.agency, kind, sure: sure && !own, line, offset: hit.start };
                        if best.as_ref().is_none_or(|known| outweighs(&found, known)) {
                            best = Some(found);
                        }
                    }
                    Meaning::Contributed => {
                        if !credit.contributed.contains(&hit.agency) {
                            credit.contributed.push(hit.agency);
                        }
                        if credit.certainty < Certainty::Contributed {
                            credit.certainty = Certainty::Contributed;
                            weak = Some((at, hit));
                        }
                    }
                    Meaning::Photo => {
                        photo = true;
                        credit.photo_credit.get_or_insert(hit.agency);
                        if credit.certainty < Certainty::PhotoOnly {
                            credit.certainty = Certainty::PhotoOnly;
                            weak = Some((at, hit));
                        }
                    }
                    Meaning::Credit { .. } | Meaning::Prose => {}
                }
            }
            captions += usize::from(photo && line.len() >= lines::PROSE);
            if best.is_none()
                && let Some(agency) = self.reuters
                && reach::is_reporting_line(&text[line.start..line.end])
            {
                best = Some(Found { agency, kind: CreditKind::CreditLine, sure: false, line, offset: line.start });
            }
        }
        // A site's feed line beside a contribution of the same agency says no more than the contribution does.
        let best =
            best.filter(|b| b.sure || b.kind != CreditKind::Copyright || !credit.contributed.contains(&b.agency));
        if let Some(found) = best {
            credit.wire = Some(found.agency);
            credit.kind = Some(found.kind);
            credit.certainty = if found.sure { Certainty::Sure } else { Certainty::Likely };
            credit.evidence = excerpt(text, found.offset, found.line.start, found.line.end);
            credit.offset = found.offset;
        } else if let Some((at, hit)) = weak {
            credit.evidence = excerpt(text, hit.start, page.lines[at].start, page.lines[at].end);
            credit.offset = hit.start;
        }
        credit
    }

    /// A field that holds a name of an agency and little else.
    fn of_field(&self, value: &str, field: Field, kind: CreditKind) -> Option<Credit> {
        if value.is_empty() {
            return None;
        }
        let value_end = lines::floor(value, 400);
        let mut first = None;
        self.forms.find(value, 0, value_end, |hit| first = first.or(Some(hit)));
        let hit = first?;
        let before = value[..hit.start].trim_end();
        // A mark must stand alone, after a comma or a bar: `Jane Doe, AP`, `AP`.
        let alone = before.is_empty()
            || before.ends_with([',', '|', '/', '-', '–', '—', '(', ';', '•'])
            || super::words::ends_with_by(before);
        let photo = value[hit.end..].trim_start().to_lowercase().starts_with("photo");
        ((!hit.mark || alone) && !photo).then(|| Credit {
            wire: Some(hit.agency),
            kind: Some(kind),
            certainty: Certainty::Sure,
            evidence: excerpt(value, hit.start, 0, value.len()),
            field,
            offset: hit.start,
            ..Credit::default()
        })
    }

    /// The agency whose own site it is.
    fn own_site(&self, article: &Article) -> Option<(AgencyId, Field, usize)> {
        let url = article.url.as_bytes();
        let host_at = memchr_iter(b':', url).find(|&at| url[at..].starts_with(b"://")).map_or(0, |at| at + 3);
        let host_end = url[host_at..].iter().position(|b| matches!(b, b'/' | b'?' | b'#' | b':'));
        let host = &article.url[host_at..host_end.map_or(url.len(), |length| host_at + length)];
        if let Some(id) = self.of_domain(host) {
            return Some((id, Field::Url, host_at));
        }
        let outlet = article.outlet.trim();
        // the domain that the host belongs to was looked up with it
        let known =
            outlet.is_ascii() && host.strip_suffix(outlet).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
        if known { None } else { self.of_domain(outlet).map(|id| (id, Field::Outlet, 0)) }
    }

    /// The agency of a domain, or of one that it belongs to: news.example.org is on example.org.
    fn of_domain(&self, name: &str) -> Option<AgencyId> {
        let is_low = name.bytes().fold(true, |low, b| low & b.is_ascii() & !b.is_ascii_uppercase());
        let name = if is_low { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
        let mut domain = &*name;
        loop {
            if let Some(id) = self.domains.get(domain) {
                return Some(*id);
            }
            domain = &domain[memchr(b'.', domain.as_bytes())? + 1..];
        }
    }

    fn of_path(&self, url: &str) -> Option<(AgencyId, usize)> {
        if url.is_ascii() && self.any_path.as_ref().is_some_and(|paths| !paths.is_match(url)) {
            return None;
        }
        let low = url.to_lowercase();
        // Lower case may be of another length: then the place is lost, not the find.
        self.paths.iter().find_map(|(path, id)| {
            low.find(path.as_str()).map(|at| (*id, if url.is_char_boundary(at) { at } else { 0 }))
        })
    }
}

/// Sure before likely; of equals the stronger kind; of those the first.
fn outweighs(new: &Found, known: &Found) -> bool {
    (new.sure, std::cmp::Reverse(new.kind)) > (known.sure, std::cmp::Reverse(known.kind))
}

#[cfg(test)]
#[path = "credit_tests.rs"]
mod tests;
