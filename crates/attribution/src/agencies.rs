//! The agencies of the world as data: who they are, and the forms in which pages name them. Nothing here reads a page.

use std::path::Path;

use serde::{Deserialize, Serialize};

use wirecopy_core::error::{Error, Result};

/// An agency by its place in the [`Agencies`] it came from; it means nothing in another list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AgencyId(pub u16);

/// What kind of service sends the text out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// A news agency that sends to subscribers.
    Wire,
    /// A publisher whose own texts others print by contract.
    Syndicate,
    /// A publisher whose texts portals and blogs print under its name: the wire of what others print, and not of what stands
    /// on its own site alone.
    Publisher,
    /// A service that sends out what its customers pay for: counted apart from news.
    PressRelease,
}

/// One service and its forms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// A stable key in lower case: `ap`, `keystone-sda`.
    pub id: String,
    /// The full name.
    pub name: String,
    /// What the tables call it; the full name where none is given.
    #[serde(default)]
    pub short: String,
    /// What kind of service it is.
    pub kind: AgencyKind,
    /// ISO 3166 code of its seat; may be empty.
    #[serde(default)]
    pub country: String,
    /// Unmistakable names, read in every place where a credit may stand. Capitals are tried too.
    #[serde(default)]
    pub names: Vec<String>,
    /// Short forms that mean other things elsewhere, read only where they stand alone as a mark.
    #[serde(default)]
    pub marks: Vec<String>,
    /// Registrable domains of its own sites.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Parts of the paths under which other sites keep its feed.
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
struct File {
    #[serde(default)]
    agency: Vec<Agency>,
}

const BUILTIN: &str = include_str!("agencies.toml");

/// The agencies that come with the program.
impl Default for Agencies {
    fn default() -> Self {
        Agencies::builtin()
    }
}

impl Agencies {
    /// The agencies that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        // A test reads the embedded list, so that a fault in it cannot reach a user.
        let list = toml::from_str::<File>(BUILTIN).map(|file| file.agency).unwrap_or_default();
        Agencies { list: list.into_iter().map(complete).collect() }
    }

    /// The built-in agencies and those of a user's file of the same form. One whose `id` is known replaces the built-in.
    ///
    /// # Errors
    /// [`Error::Read`] where the file can't be read; [`Error::Table`] where it isn't such a list or an entry cannot work.
    pub fn with_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let table = |row, problem| Error::Table { path: path.to_owned(), row, problem };
        let file: File = toml::from_str(&text).map_err(|e| {
            let row = e.span().map(|span| 1 + text.bytes().take(span.start).filter(|&b| b == b'\n').count() as u64);
            table(row, format!("{}; write entries as [[agency]] with id, name, kind and names", e.message()))
        })?;
        let mut all = Self::builtin();
        for (at, agency) in file.agency.into_iter().enumerate() {
            if let Some(problem) = fault(&agency) {
                return Err(table(None, format!("agency {} ({}): {problem}", at + 1, agency.id)));
            }
            let agency = complete(agency);
            match all.list.iter().position(|known| known.id == agency.id) {
                Some(known) => all.list[known] = agency,
                None => all.list.push(agency),
            }
        }
        if all.list.len() > usize::from(u16::MAX) {
            return Err(table(None, "more than 65,535 agencies; split the file".to_owned()));
        }
        Ok(all)
    }

    /// The agency of an id; `None` for an id of another, longer list.
    #[must_use]
    pub fn get(&self, id: AgencyId) -> Option<&Agency> {
        self.list.get(usize::from(id.0))
    }

    /// What the tables call an agency; empty for an id of another list.
    #[must_use]
    pub fn short(&self, id: AgencyId) -> &str {
        self.get(id).map_or("", |agency| agency.short.as_str())
    }

    /// The agency with a key, as `ap`.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<AgencyId> {
        self.iter().find(|(_, agency)| agency.id == key).map(|(id, _)| id)
    }

    /// Every agency with its id.
    pub fn iter(&self) -> impl Iterator<Item = (AgencyId, &Agency)> {
        self.list.iter().enumerate().filter_map(|(at, agency)| Some((AgencyId(u16::try_from(at).ok()?), agency)))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

fn complete(mut agency: Agency) -> Agency {
    if agency.short.is_empty() {
        agency.short.clone_from(&agency.name);
    }
    agency
}

/// Why an entry cannot work. A name of one letter would be found everywhere, and one with a line break nowhere.
fn fault(agency: &Agency) -> Option<String> {
    if agency.id.trim().is_empty() || agency.name.trim().is_empty() {
        return Some("id and name must not be empty".to_owned());
    }
    if agency.names.is_empty() && agency.marks.is_empty() && agency.domains.is_empty() {
        return Some("give at least one of names, marks, domains".to_owned());
    }
    let short = |form: &&String| form.trim().len() < 2 || form.contains('\n') || form.trim().len() != form.len();
    let bad = agency.names.iter().chain(&agency.marks).find(short)?;
    Some(format!("the form {bad:?} cannot be searched for; use two letters or more on one line, without outer spaces"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_built_in_list_is_read_whole_and_without_doubles() {
        let file: File = toml::from_str(BUILTIN).unwrap();
        assert!(file.agency.len() >= 100, "{}", file.agency.len());
        let mut ids = HashSet::new();
        let mut forms = HashSet::new();
        for agency in &file.agency {
            assert_eq!(fault(agency), None, "{}", agency.id);
            assert!(ids.insert(&agency.id), "{} twice", agency.id);
            for form in agency.names.iter().chain(&agency.marks) {
                assert!(forms.insert(form), "{form} of {} is another's form too", agency.id);
            }
        }
        assert_eq!(Agencies::builtin().len(), file.agency.len());
    }

    #[test]
    fn the_agencies_that_the_world_knows_are_there() {
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

    fn with(text: &str) -> Result<Agencies> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("agencies.toml");
        std::fs::write(&path, text).unwrap();
        Agencies::with_file(&path)
    }

    #[test]
    fn a_users_agency_is_added_and_one_with_a_known_id_replaces() {
        let own = "[[agency]]\nid = \"fjord\"\nname = \"Fjord Wire\"\nkind = \"wire\"\nnames = [\"Fjord Wire\"]\n\
                   [[agency]]\nid = \"ap\"\nname = \"Other\"\nkind = \"press_release\"\nmarks = [\"OTH\"]\n";
        let agencies = with(own).unwrap();
        assert_eq!(agencies.len(), Agencies::builtin().len() + 1);
        assert_eq!(agencies.short(agencies.find("fjord").unwrap()), "Fjord Wire");
        assert_eq!(agencies.get(agencies.find("ap").unwrap()).unwrap().kind, AgencyKind::PressRelease);
    }

    #[test]
    fn a_bad_file_says_where_and_what() {
        let unknown = with("[[agency]]\nid = \"x\"\nname = \"X\"\nkind = \"wire\"\nnamse = [\"Xx\"]\n").unwrap_err();
        let text = unknown.to_string();
        assert!(matches!(unknown, Error::Table { row: Some(_), .. }) && text.contains("namse"), "{text}");
        let letter = with("[[agency]]\nid = \"x\"\nname = \"X\"\nkind = \"wire\"\nnames = [\"X\"]\n").unwrap_err();
        assert!(letter.to_string().contains("two letters"), "{letter}");
        assert!(matches!(with("[[agency]]\nid = \"x\"\nname = \"X\"\nkind = \"wire\"\n"), Err(Error::Table { .. })));
        assert!(matches!(Agencies::with_file(Path::new("no/such.toml")), Err(Error::Read { .. })));
    }
}
