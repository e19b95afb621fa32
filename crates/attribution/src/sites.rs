//! Agencies' own sites and the paths of their feeds on other sites, looked up by address and outlet.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use foldhash::{HashMap, HashMapExt};
use memchr::{memchr, memmem};

use super::agencies::{Agencies, AgencyId};

/// Looks up the agency of an address or an outlet.
#[derive(Debug)]
pub(super) struct AgencySites {
    domains: HashMap<String, AgencyId>,
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
        let any_path = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(paths.iter().map(|(path, _)| path))
            .ok();
        AgencySites { domains, paths, any_path }
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
        if was_looked_up { None } else { self.agency_of_domain(domain).map(|id| (id, outlet)) }
    }

    /// The agency of a domain or of one that contains it: `news.example.org` is on `example.org`.
    fn agency_of_domain(&self, name: &str) -> Option<AgencyId> {
        let is_lower_case = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let name = if is_lower_case { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
        let mut domain = &*name;
        loop {
            if let Some(id) = self.domains.get(domain) {
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
