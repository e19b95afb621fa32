//! Agencies' own sites and the paths of their feeds on other sites, looked up by address and outlet.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use foldhash::{HashMap, HashMapExt};
use memchr::{memchr, memmem};

use super::agencies::{Agencies, AgencyId};
use super::editions::shorter_names;

/// The longest name of a host.
const MAX_DOMAIN_BYTES: usize = 253;

/// Looks up the agency of an address or an outlet.
#[derive(Debug)]
pub(super) struct AgencySites {
    domains: HashMap<String, AgencyId>,
    /// Names in small letters, and marks as they are.
    names: HashMap<String, AgencyId>,
    paths: Vec<(String, AgencyId)>,
    /// Whether an ASCII address has any of the paths; few have one.
    any_path: Option<AhoCorasick>,
}

impl AgencySites {
    pub(super) fn new(agencies: &Agencies) -> Self {
        let (mut domains, mut paths) = (HashMap::new(), Vec::new());
        for (id, agency) in agencies.iter() {
            domains.extend(agency.domains.iter().map(|domain| (domain.to_lowercase(), id)));
            paths.extend(agency.paths.iter().map(|path| (path.to_lowercase(), id)));
        }
        let mut names = HashMap::new();
        for (id, agency) in agencies.iter() {
            let spelled = agency.names.iter().chain([&agency.name]).map(|name| name.to_lowercase());
            // a short name is often a mark; in small letters, `ap` and `pa` can be anything
            let as_written = agency.marks.iter().chain([&agency.short]).cloned();
            spelled.chain(as_written).for_each(|name| _ = names.entry(name).or_insert(id));
        }
        let any_path = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(paths.iter().map(|(path, _)| path))
            .ok();
        AgencySites { domains, names, paths, any_path }
    }

    /// The agency whose own site an article is on by its address or its outlet, and the part of that field from the
    /// domain on.
    pub(super) fn owner<'a>(&self, url: &'a str, outlet: &'a str) -> Option<(AgencyId, &'a str)> {
        let after_scheme = &url[memmem::find(url.as_bytes(), b"://").map_or(0, |at| at + 3)..];
        let host = after_scheme.split(['/', '?', '#', ':']).next().unwrap_or_default();
        if let Some(id) = self.agency_of_domain(host) {
            return Some((id, after_scheme));
        }
        let domain = outlet.trim();
        // the outlet is mostly the host's domain, which the first lookup included
        let was_looked_up =
            domain.is_ascii() && host.strip_suffix(domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
        if was_looked_up {
            return None;
        }
        self.agency_of_domain(domain).or_else(|| self.agency_of_name(domain)).map(|id| (id, outlet))
    }

    /// The agency of an outlet's name: `Reuters`, `AP News`, `CNN (Web News)`, `Reuters India`.
    fn agency_of_name(&self, outlet: &str) -> Option<AgencyId> {
        // a domain without spaces is no name
        if outlet.contains('.') && !outlet.contains(' ') {
            return None;
        }
        shorter_names(outlet)
            .find_map(|name| self.names.get(name).or_else(|| self.names.get(&name.to_lowercase())).copied())
    }

    /// The agency on whose site an address that stands alone in a text is: `politico.example/story/1`.
    pub(super) fn agency_of_address(&self, line: &str) -> Option<AgencyId> {
        let line = line.trim().trim_end_matches(['•', '|', '·']).trim_end();
        if line.len() > 300 || !line.contains('.') || line.contains(char::is_whitespace) {
            return None;
        }
        let host = line.split_once("://").map_or(line, |(_, rest)| rest).split(['/', '?', '#', ':']).next()?;
        self.agency_of_domain(host)
    }

    /// The agency of a domain or of one that contains it: `news.example.org` is on `example.org`.
    fn agency_of_domain(&self, name: &str) -> Option<AgencyId> {
        let is_lower_case = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let name = if is_lower_case { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
        let mut domain = &*name;
        loop {
            // no domain is longer, and a look-up of each part of a long text takes time that grows with its square
            if domain.len() <= MAX_DOMAIN_BYTES
                && let Some(id) = self.domains.get(domain)
            {
                return Some(*id);
            }
            domain = &domain[memchr(b'.', domain.as_bytes())? + 1..];
        }
    }

    /// The agency whose feed an address belongs to, and the part of the address from the feed's path on.
    pub(super) fn agency_of_path<'a>(&self, url: &'a str) -> Option<(AgencyId, &'a str)> {
        if url.is_ascii() && self.any_path.as_ref().is_some_and(|paths| !paths.is_match(url)) {
            return None;
        }
        let lower_case = url.to_lowercase();
        // lower case can be longer, so the byte is a guess beyond ASCII
        self.paths.iter().find_map(|(path, id)| {
            let at = lower_case.find(path.as_str())?;
            Some((*id, url.get(at..).unwrap_or(url)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agencys_pages_are_known_by_the_outlets_name_or_domain() {
        let agencies = Agencies::builtin();
        let sites = AgencySites::new(&agencies);
        let owner = |outlet: &str| {
            let (id, _) = sites.owner("", outlet)?;
            agencies.get(id).map(|agency| agency.id.clone())
        };
        for (outlet, id) in [
            ("Reuters", "reuters"),
            ("reuters", "reuters"),
            ("AP News", "ap"),
            ("AP", "ap"),
            ("The Associated Press", "ap"),
            ("CNN (Web News)", "cnn-wire"),
            ("USA TODAY", "gannett"),
            ("Reuters India", "reuters"),
            ("Agence France-Presse", "afp"),
            ("dpa", "dpa"),
            ("新华社", "xinhua"),
            ("apnews.com", "ap"),
            ("Fox News", "fox-news"),
        ] {
            assert_eq!(owner(outlet).as_deref(), Some(id), "{outlet}");
        }
        for outlet in ["Reuters Valley Courier", "Northport Press", "ap", "harbour.example", "", "The Daily AP"] {
            assert_eq!(owner(outlet), None, "{outlet}");
        }
    }

    #[test]
    fn a_host_of_many_labels_takes_no_time() {
        let sites = AgencySites::new(&Agencies::builtin());
        let labels = "a.".repeat(4_000_000);
        // with a look-up of each part this takes more than an hour
        assert_eq!(sites.owner(&format!("http://{labels}"), &labels), None);
        assert!(sites.owner(&format!("http://{labels}reuters.com/1"), "").is_some());
    }

    #[test]
    fn an_address_alone_on_a_line_is_on_an_agencys_site() {
        let agencies = Agencies::builtin();
        let sites = AgencySites::new(&agencies);
        let found = |line| sites.agency_of_address(line).map(|id| agencies.short(id));
        assert_eq!(found("https://www.reuters.com/article/x"), Some("Reuters"));
        assert_eq!(found("feeds.cbsnews.com•"), Some("CBS News"));
        assert_eq!(found("see reuters.com"), None);
        assert_eq!(found("harbour.example/reuters.com"), None);
    }
}
