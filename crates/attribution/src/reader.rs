//! Reads the credit of one article from its text and its other fields.

use super::agencies::{Agencies, AgencyId};
use super::classify::classify;
use super::context::{LineContext, Role};
use super::credit::{Certainty, Credit, CreditKind};
use super::excerpt::excerpt;
use super::mention_filter::{MentionFilter, Mentions};
use super::names::{NameFinder, NameHit};
use super::page::{self, Line, floor_char_boundary};
use super::rules::generic::{generic_credit, is_generic_field, may_be_generic};
use super::sites::AgencySites;
use super::windows::{LineSearcher, is_reporting_line};
use super::words::ends_with_byline_start;
use wirecopy_core::text::Token;

/// The fields of an article that can credit an agency; empty where the source did not give them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ArticleFields<'a> {
    /// The text with its line breaks, before boilerplate is removed.
    pub text: &'a str,
    /// The tokens of the text, if the caller has them and the text is
    /// [plain](wirecopy_core::text::Tokeniser::last_was_plain). With them a text is read only where it names agencies.
    pub plain_tokens: Option<&'a [Token]>,
    /// All visible text of the page around the text: a credit can be outside of the body.
    pub page: &'a str,
    /// The byline.
    pub byline: &'a str,
    /// The credit line of a feed, such as NewsML's.
    pub credit_line: &'a str,
    /// The holder of the copyright.
    pub copyright_holder: &'a str,
    /// The address.
    pub url: &'a str,
    /// The outlet, mostly a domain.
    pub outlet: &'a str,
}

/// Reads credits. Built once from a list of agencies, and used from any number of threads.
#[derive(Debug)]
pub struct CreditReader {
    names: NameFinder,
    mentions: MentionFilter,
    searcher: LineSearcher,
    sites: AgencySites,
    /// The agency whose stories end with the names of reporters and editors.
    reuters: Option<AgencyId>,
}

impl CreditReader {
    /// A reader of these agencies' credits.
    #[must_use]
    pub fn new(agencies: &Agencies) -> Self {
        CreditReader {
            names: NameFinder::new(agencies),
            mentions: MentionFilter::new(agencies),
            searcher: LineSearcher::new(),
            sites: AgencySites::new(agencies),
            reuters: agencies.find("reuters"),
        }
    }

    /// The credit of an article. A feed's credit line comes first, then the text, the page around it, the byline and
    /// the copyright holder; the site and the address count only if none of these is sure.
    #[must_use]
    pub fn read(&self, article: &ArticleFields<'_>) -> Credit {
        let site = self.sites.owner(article.url, article.outlet);
        let owner = site.map(|(agency, _)| agency);
        if let Some(credit) = self.credit_of_field(article.credit_line, CreditKind::Feed) {
            return Credit { site: owner, ..credit };
        }
        let of_tokens = article.plain_tokens.map(|tokens| self.mentions.mentions(article.text, tokens));
        let mentions = of_tokens.unwrap_or(Mentions::ALL);
        let mut credit = self.credit_of_text(article.text, &mentions, owner);
        if credit.certainty != Certainty::Sure && !article.page.is_empty() {
            let of_page = self.credit_of_text(article.page, &Mentions::ALL, owner);
            let generic = credit.generic.take().or_else(|| of_page.generic.clone());
            if of_page.certainty > credit.certainty {
                credit = of_page;
            }
            credit.generic = generic;
        }
        if credit.wire.is_none() {
            let all = |text| (text, None);
            let text = (article.text, mentions.starts.as_deref());
            credit.mentioned = self.mentioned([text, all(article.page), all(article.byline)]);
        }
        let with_field = |credit: Credit, named: Credit| Credit {
            mentioned: credit.mentioned,
            photo_credit: credit.photo_credit,
            contributed: credit.contributed,
            generic: credit.generic,
            ..named
        };
        if credit.certainty != Certainty::Sure
            && let Some(named) = self.credit_of_field(article.byline, CreditKind::Byline)
        {
            credit = with_field(credit, named);
        }
        if credit.wire.is_none()
            && let Some(named) = self.credit_of_field(article.copyright_holder, CreditKind::Copyright)
        {
            credit = with_field(credit, named);
        }
        if credit.generic.is_none() && is_generic_field(article.byline) {
            credit.generic = Some(excerpt(article.byline, 0, 0..article.byline.len()));
        }
        credit.truncated = page::is_truncated(article.text);
        credit.site = owner;
        // words that name another agency count more than the site: publishers print agencies' texts, too. Only a line
        // within a publisher's own text is the source of one of its items
        let names_item = credit.certainty == Certainty::Likely && credit.kind == Some(CreditKind::CreditLine);
        let names_another = credit.wire.is_some() && credit.wire != owner && !(names_item && owner.is_some());
        if credit.certainty == Certainty::Sure || names_another {
            return credit;
        }
        let by_address = match site {
            Some((agency, from_domain)) => Some((agency, CreditKind::OwnSite, from_domain)),
            None => self.sites.agency_of_path(article.url).map(|(agency, path)| (agency, CreditKind::Url, path)),
        };
        if let Some((agency, kind, evidence)) = by_address {
            credit.wire = Some(agency);
            credit.kind = Some(kind);
            credit.certainty = Certainty::Sure;
            credit.evidence = excerpt(evidence, 0, 0..evidence.len());
        }
        credit
    }

    /// The agencies whose names stand in some texts, each once, by number. With each text goes where names may start in
    /// it, if that is known.
    fn mentioned(&self, texts: [(&str, Option<&[usize]>); 3]) -> Vec<AgencyId> {
        let mut mentioned = Vec::new();
        let mut add = |hit: NameHit| {
            if !mentioned.contains(&hit.agency) {
                mentioned.push(hit.agency);
            }
        };
        for (text, starts) in texts {
            match starts {
                Some(starts) => self.names.find_at(text, 0..text.len(), starts, &mut add),
                None => self.names.find(text, 0..text.len(), &mut add),
            }
        }
        mentioned.sort_unstable();
        mentioned
    }

    /// The credit that a text gives by itself. `owner` is the agency on whose site the text is.
    fn credit_of_text(&self, text: &str, mentions: &Mentions, owner: Option<AgencyId>) -> Credit {
        if mentions.is_empty() {
            return Credit::default();
        }
        let lines: Vec<Line> = page::lines(text).collect();
        let mut found = FoundCredits::default();
        let mut hits = Vec::new();
        let mut long_captions = 0;
        let may_be_generic = mentions.generic && may_be_generic(text);
        for (index, &line) in lines.iter().enumerate() {
            let is_outer = index == 0 || index + 1 == lines.len();
            let starts = mentions.starts_in(line.start..line.end);
            self.searcher.find(&self.names, (text, starts), line, is_outer, &mut hits);
            let context = LineContext { text, lines: &lines, index, long_captions };
            let mut has_photo = false;
            for &hit in &hits {
                let role = classify(&context, hit);
                // a caption often ends with the photographer's name and the agency, like a byline
                if has_photo && matches!(role, Role::Credit { kind: CreditKind::Byline, .. }) {
                    continue;
                }
                has_photo |= role == Role::Photo;
                found.add(role, hit, line, owner);
            }
            if may_be_generic
                && found.credit.generic.is_none()
                && let Some(words) = generic_credit(&context)
            {
                found.credit.generic = Some(excerpt(text, words.start, words));
            }
            if mentions.addresses
                && hits.is_empty()
                && let Some(agency) = self.sites.agency_of_address(&text[line.start..line.end])
                && context.is_between_stories()
            {
                let (kind, certainty) = (CreditKind::CreditLine, Certainty::Likely);
                found.add(Role::Credit { kind, certainty }, NameHit::at(agency, &line), line, owner);
            }
            long_captions += usize::from(has_photo && line.is_prose());
            if mentions.reporting
                && found.best.is_none()
                && let Some(agency) = self.reuters
                && is_reporting_line(&text[line.start..line.end])
            {
                let (kind, certainty) = (CreditKind::CreditLine, Certainty::Likely);
                found.best = Some(Candidate { agency, kind, certainty, line, at: line.start });
            }
        }
        found.into_credit(text)
    }

    /// The credit that a field gives, which holds an agency's name and little else.
    fn credit_of_field(&self, value: &str, kind: CreditKind) -> Option<Credit> {
        if value.is_empty() {
            return None;
        }
        let mut first = None;
        self.names.find(value, 0..floor_char_boundary(value, 400), |hit| first = first.or(Some(hit)));
        let hit = first?;
        let before = value[..hit.start].trim_end();
        // a mark must be a name of its own: `AP`, `Jane Doe, AP`
        let is_separated = before.is_empty()
            || before.ends_with([',', '|', '/', '-', '–', '—', '(', ';', '•'])
            || ends_with_byline_start(before);
        let is_photo = value[hit.end..].trim_start().to_lowercase().starts_with("photo");
        ((!hit.is_mark || is_separated) && !is_photo).then(|| Credit {
            wire: Some(hit.agency),
            kind: Some(kind),
            certainty: Certainty::Sure,
            evidence: excerpt(value, hit.start, 0..value.len()),
            ..Credit::default()
        })
    }
}

/// A credit that can be the credit of the text.
#[derive(Debug)]
struct Candidate {
    agency: AgencyId,
    kind: CreditKind,
    certainty: Certainty,
    line: Line,
    /// The byte of the text where the words are.
    at: usize,
}

impl Candidate {
    /// The surer credit counts, then the stronger kind, then the first. The credit at the head of the page is that of
    /// its story: one further down is of an item of another agency that was appended.
    fn outweighs(&self, other: &Candidate) -> bool {
        let is_head = |kind| matches!(kind, CreditKind::Byline | CreditKind::Dateline);
        if is_head(self.kind)
            && is_head(other.kind)
            && self.agency != other.agency
            && other.certainty == Certainty::Sure
        {
            return self.line.depth < other.line.depth + 2 && self.is_stronger(other);
        }
        self.is_stronger(other)
    }

    fn is_stronger(&self, other: &Candidate) -> bool {
        (self.certainty, std::cmp::Reverse(self.kind)) > (other.certainty, std::cmp::Reverse(other.kind))
    }
}

/// The credits found on a page so far.
#[derive(Debug, Default)]
struct FoundCredits {
    best: Option<Candidate>,
    /// Whether unsure credit lines name several agencies: then each is the source of an item of a digest.
    is_digest: bool,
    /// The agency of the first unsure credit line, and where the line starts.
    first_item: Option<(AgencyId, usize)>,
    /// Contributions and photographs, with the certainty of the stronger.
    credit: Credit,
    /// The line and the byte of the name that gave that certainty.
    weak_evidence: Option<(Line, usize)>,
}

impl FoundCredits {
    fn add(&mut self, role: Role, hit: NameHit, line: Line, owner: Option<AgencyId>) {
        match role {
            Role::Credit { kind, certainty } => {
                // a publisher's own site has its copyright line on every page
                let is_footer = owner == Some(hit.agency) && kind == CreditKind::Copyright;
                let certainty = if is_footer { Certainty::Likely } else { certainty };
                if certainty == Certainty::Likely && kind == CreditKind::CreditLine {
                    // one line can name several: `AFP/Reuters`
                    let (agency, start) = *self.first_item.get_or_insert((hit.agency, line.start));
                    self.is_digest |= agency != hit.agency && start != line.start;
                }
                let candidate = Candidate { agency: hit.agency, kind, certainty, line, at: hit.start };
                if self.best.as_ref().is_none_or(|best| candidate.outweighs(best)) {
                    self.best = Some(candidate);
                }
            }
            Role::Contribution => {
                if !self.credit.contributed.contains(&hit.agency) {
                    self.credit.contributed.push(hit.agency);
                }
                self.raise_certainty(Certainty::Contributed, hit, line);
            }
            Role::Photo => {
                self.credit.photo_credit.get_or_insert(hit.agency);
                self.raise_certainty(Certainty::PhotoOnly, hit, line);
            }
            Role::Mention => {}
        }
    }

    fn raise_certainty(&mut self, certainty: Certainty, hit: NameHit, line: Line) {
        if self.credit.certainty < certainty {
            self.credit.certainty = certainty;
            self.weak_evidence = Some((line, hit.start));
        }
    }

    fn into_credit(self, text: &str) -> Credit {
        let mut credit = self.credit;
        // beside a contribution of the same agency an unsure copyright line says no more than the contribution
        let best = self.best.filter(|best| {
            best.certainty == Certainty::Sure
                || (best.kind != CreditKind::Copyright || !credit.contributed.contains(&best.agency))
                    && (best.kind != CreditKind::CreditLine || !self.is_digest)
        });
        if let Some(best) = best {
            credit.wire = Some(best.agency);
            credit.kind = Some(best.kind);
            credit.certainty = best.certainty;
            credit.evidence = excerpt(text, best.at, best.line.start..best.line.end);
        } else if let Some((line, at)) = self.weak_evidence {
            credit.evidence = excerpt(text, at, line.start..line.end);
        }
        credit
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
