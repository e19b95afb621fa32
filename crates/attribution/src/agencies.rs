//! The list of agencies, built in or from a file: their names, marks and sites. Reads no article.

use std::path::Path;

use serde::{Deserialize, Serialize};

use wirecopy_core::error::{Error, Result};

/// The number of an agency in a list. It has no meaning in another list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AgencyId(pub u16);

/// The kind of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// A news agency that sends its texts to subscribers.
    Wire,
    /// A publisher that sells its texts to others.
    Syndicate,
    /// A publisher whose texts portals and blogs print under its name. It is the wire of the texts that others print,
    /// but not of those that are only on its own site.
    Publisher,
    /// A service that sends press releases for its customers; these are not counted as news.
    PressRelease,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// A stable key in small letters: `ap`, `keystone-sda`.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The name in the tables; the full name if none is given.
    #[serde(default)]
    pub short: String,
    /// The kind of service.
    pub kind: AgencyKind,
    /// The ISO 3166 code of the country of its head office; may be empty.
    #[serde(default)]
    pub country: String,
    /// Unmistakable names, found wherever a credit can be, also in capitals.
    #[serde(default)]
    pub names: Vec<String>,
    /// Short forms with other meanings, such as `AP`, found only as a mark: alone, in brackets or after a comma.
    #[serde(default)]
    pub marks: Vec<String>,
    /// The registrable domains of its own sites.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Parts of the paths under which other sites publish its feed.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// A list of agencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agencies {
    list: Vec<Agency>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgencyFile {
    #[serde(default)]
    agency: Vec<Agency>,
}

const BUILTIN_TOML: &str = include_str!("agencies.toml");

/// The built-in agencies.
impl Default for Agencies {
    fn default() -> Self {
        Agencies::builtin()
    }
}

impl Agencies {
    /// The built-in agencies.
    #[must_use]
    pub fn builtin() -> Self {
        // a test reads the embedded list, so it has no errors
        let list = toml::from_str::<AgencyFile>(BUILTIN_TOML).map(|file| file.agency).unwrap_or_default();
        Agencies { list: list.into_iter().map(with_short_name).collect() }
    }

    /// The built-in agencies and those of a TOML file with the same fields. An agency in the file replaces the built-in
    /// agency of the same `id`.
    ///
    /// # Errors
    /// [`Error::Read`] if the file cannot be read; [`Error::Table`] if it is not such a list or an entry is not usable.
    pub fn with_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let table_error = |row, problem| Error::Table { path: path.to_owned(), row, problem };
        let file: AgencyFile = toml::from_str(&text).map_err(|e| {
            let row = e.span().map(|span| 1 + text.bytes().take(span.start).filter(|&b| b == b'\n').count() as u64);
            table_error(row, format!("{}; write entries as [[agency]] with id, name, kind and names", e.message()))
        })?;
        let mut all = Self::builtin();
        for (at, agency) in file.agency.into_iter().enumerate() {
            if let Some(problem) = problem(&agency) {
                return Err(table_error(None, format!("agency {} ({}): {problem}", at + 1, agency.id)));
            }
            let agency = with_short_name(agency);
            match all.list.iter().position(|known| known.id == agency.id) {
                Some(known) => all.list[known] = agency,
                None => all.list.push(agency),
            }
        }
        if all.list.len() > usize::from(u16::MAX) {
            return Err(table_error(None, "more than 65,535 agencies; split the file".to_owned()));
        }
        Ok(all)
    }

    /// The agency of an id; `None` if the list has no such id.
    #[must_use]
    pub fn get(&self, id: AgencyId) -> Option<&Agency> {
        self.list.get(usize::from(id.0))
    }

    /// The name of an agency in the tables; empty if the list has no such id.
    #[must_use]
    pub fn short(&self, id: AgencyId) -> &str {
        self.get(id).map_or("", |agency| agency.short.as_str())
    }

    /// The id of the agency with this key, such as `ap`.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<AgencyId> {
        self.iter().find(|(_, agency)| agency.id == key).map(|(id, _)| id)
    }

    /// All agencies with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (AgencyId, &Agency)> {
        self.list.iter().enumerate().filter_map(|(at, agency)| Some((AgencyId(u16::try_from(at).ok()?), agency)))
    }

    /// The number of agencies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

fn with_short_name(mut agency: Agency) -> Agency {
    if agency.short.is_empty() {
        agency.short.clone_from(&agency.name);
    }
    agency
}

/// The reason why an entry is not usable, if any. A name of one letter would be found everywhere, one with a line break
/// nowhere.
fn problem(agency: &Agency) -> Option<String> {
    if agency.id.trim().is_empty() || agency.name.trim().is_empty() {
        return Some("id and name must not be empty".to_owned());
    }
    if agency.names.is_empty() && agency.marks.is_empty() && agency.domains.is_empty() {
        return Some("give at least one of names, marks, domains".to_owned());
    }
    let is_unusable = |name: &&String| name.trim().len() < 2 || name.contains('\n') || name.trim().len() != name.len();
    let name = agency.names.iter().chain(&agency.marks).find(is_unusable)?;
    Some(format!("the name {name:?} cannot be searched for; use two letters or more on one line, without outer spaces"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn built_in_entries_are_usable_and_no_two_share_an_id_or_a_name() {
        let file: AgencyFile = toml::from_str(BUILTIN_TOML).unwrap();
        assert!(file.agency.len() >= 100, "{}", file.agency.len());
        let mut ids = HashSet::new();
        let mut names = HashSet::new();
        for agency in &file.agency {
            assert_eq!(problem(agency), None, "{}", agency.id);
            assert!(ids.insert(&agency.id), "{} is listed twice", agency.id);
            for name in agency.names.iter().chain(&agency.marks) {
                assert!(names.insert(name), "{name} of {} is a name of another agency, too", agency.id);
            }
        }
        assert_eq!(Agencies::builtin().len(), file.agency.len());
    }

    #[test]
    fn the_large_agencies_are_built_in() {
        let agencies = Agencies::builtin();
        for key in "ap reuters afp upi pa dpa efe ansa xinhua tass ria interfax kyodo jiji yonhap pti ani ians uni aap \
                    nzpa cp sapa anp belga tt ntb ritzau stt apa keystone-sda pap ctk mti anadolu mena wafa spa irna \
                    bernama antara nan notimex telam agencia-brasil lusa bloomberg dow-jones cnn-wire nyt wapo tca \
                    mcclatchy conversation propublica khn stacker prnewswire businesswire globenewswire"
            .split_whitespace()
        {
            let id = agencies.find(key).unwrap_or_else(|| panic!("{key} is missing"));
            assert!(!agencies.short(id).is_empty());
        }
    }

    fn read_file(text: &str) -> Result<Agencies> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("agencies.toml");
        std::fs::write(&path, text).unwrap();
        Agencies::with_file(&path)
    }

    #[test]
    fn an_agency_of_a_file_is_added_or_replaces_the_built_in_one_of_its_id() {
        let own = "[[agency]]\nid = \"fjord\"\nname = \"Fjord Wire\"\nkind = \"wire\"\nnames = [\"Fjord Wire\"]\n\
                   [[agency]]\nid = \"ap\"\nname = \"Other\"\nkind = \"press_release\"\nmarks = [\"OTH\"]\n";
        let agencies = read_file(own).unwrap();
        assert_eq!(agencies.len(), Agencies::builtin().len() + 1);
        assert_eq!(agencies.short(agencies.find("fjord").unwrap()), "Fjord Wire");
        assert_eq!(agencies.get(agencies.find("ap").unwrap()).unwrap().kind, AgencyKind::PressRelease);
    }

    #[test]
    fn errors_of_a_file_name_the_row_and_the_problem() {
        let unknown =
            read_file("[[agency]]\nid = \"x\"\nname = \"X\"\nkind = \"wire\"\nnamse = [\"Xx\"]\n").unwrap_err();
        let text = unknown.to_string();
        assert!(matches!(unknown, Error::Table { row: Some(_), .. }) && text.contains("namse"), "{text}");
        let letter = read_file("[[agency]]\nid = \"x\"\nname = \"X\"\nkind = \"wire\"\nnames = [\"X\"]\n").unwrap_err();
        assert!(letter.to_string().contains("two letters"), "{letter}");
        assert!(matches!(
            read_file("[[agency]]\nid = \"x\"\nname = \"X\"\nkind = \"wire\"\n"),
            Err(Error::Table { .. })
        ));
        assert!(matches!(Agencies::with_file(Path::new("no/such.toml")), Err(Error::Read { .. })));
    }
}
