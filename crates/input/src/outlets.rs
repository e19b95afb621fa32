//! The outlet that printed an article: from the record, the domain of its URL, or its folder.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use foldhash::{HashMap, HashMapExt};
use jiff::tz::TimeZone;

use crate::article::Article;
use crate::host;
pub(crate) use crate::host::domain;
use crate::origin::Origin;
use wirecopy_core::error::{Error, Result};

/// A table of the names and owners of outlets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlets {
    by_key: Arc<HashMap<String, Outlet>>,
    /// Whether an article was found in it.
    met: Met,
}

/// A mark that all copies of a table share. It says nothing of what the table is.
#[derive(Debug, Clone, Default)]
struct Met(Arc<AtomicBool>);

impl PartialEq for Met {
    fn eq(&self, _: &Met) -> bool {
        true
    }
}

impl Eq for Met {}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Outlet {
    name: String,
    owner: String,
    zone: Option<TimeZone>,
}

impl Outlets {
    /// Reads a CSV file with a header. The first column identifies the outlet: by its domain, its folder, or its name
    /// in the articles. At least one of the columns `name`, `owner` and `timezone` follows; their cells may be empty.
    ///
    /// # Errors
    /// The file cannot be read, has none of these columns, or names a zone that the zone database does not have.
    pub fn load(path: &Path) -> Result<Outlets> {
        let table = |row: Option<u64>, problem: String| Error::Table { path: path.to_owned(), row, problem };
        let file = std::fs::File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
        let header = reader.headers().map_err(|e| table(Some(1), e.to_string()))?.clone();
        let column = |name: &str| header.iter().skip(1).position(|h| h.eq_ignore_ascii_case(name)).map(|at| at + 1);
        let (name, owner) = (column("name").or_else(|| column("outlet")), column("owner"));
        let timezone = column("timezone").or_else(|| column("zone"));
        if name.is_none() && owner.is_none() && timezone.is_none() {
            let problem =
                "no column name, owner or timezone: the header should be domain,name,owner,timezone".to_owned();
            return Err(table(Some(1), problem));
        }
        let mut by_key = HashMap::new();
        for (at, row) in reader.records().enumerate() {
            let row = row.map_err(|e| table(Some(at as u64 + 2), e.to_string()))?;
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
            let key = key_of(&cell(Some(0)));
            let zone = match cell(timezone) {
                name if name.is_empty() => None,
                name => Some(TimeZone::get(&name).map_err(|_| table(Some(at as u64 + 2), no_zone(&name)))?),
            };
            if !key.is_empty() {
                by_key.insert(key, Outlet { name: cell(name), owner: cell(owner), zone });
            }
        }
        Ok(Outlets { by_key: Arc::new(by_key), met: Met::default() })
    }

    /// Whether it has rows, of which none was that of an article read so far.
    #[must_use]
    pub fn is_unused(&self) -> bool {
        !self.by_key.is_empty() && !self.met.0.load(Ordering::Relaxed)
    }

    /// Sets an article's outlet and owner from the row of its host, else of its outlet, else of its domain.
    pub(crate) fn apply(&self, article: &mut Article) {
        if self.by_key.is_empty() {
            return;
        }
        if let Some(outlet) = self.of(article) {
            // most calls find it set, which costs no write
            if !self.met.0.load(Ordering::Relaxed) {
                self.met.0.store(true, Ordering::Relaxed);
            }
            if !outlet.name.is_empty() {
                article.outlet.clone_from(&outlet.name);
            }
            article.owner.clone_from(&outlet.owner);
        }
    }

    /// The zone of an article's outlet, if the table names it.
    pub(crate) fn zone_of(&self, article: &Article) -> Option<&TimeZone> {
        if self.by_key.is_empty() { None } else { self.of(article)?.zone.as_ref() }
    }

    /// The row of an article's host, else of its outlet, else of its domain.
    fn of(&self, article: &Article) -> Option<&Outlet> {
        host::host(&article.url)
            .and_then(|host| self.find(&host))
            .or_else(|| self.find(&article.outlet))
            .or_else(|| domain(&article.url).and_then(|domain| self.find(&domain)))
    }

    fn find(&self, key: &str) -> Option<&Outlet> {
        self.by_key.get(&key_of(key))
    }
}

/// The message for a zone that there is not.
pub(crate) fn no_zone(name: &str) -> String {
    format!("no time zone is called {name:?}; a name is like Europe/Berlin or America/New_York")
}

/// How an outlet is looked up in the table: without what addresses have around a host, in small letters.
fn key_of(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let name = name.split_once("://").map_or(&*name, |(_, rest)| rest);
    name.trim_start_matches("www.").trim_end_matches('/').to_owned()
}

/// The outlet from the record's own field, else from the URL, else from the folder.
pub(crate) fn outlet(field: &str, url: &str, origin: &Origin) -> String {
    // some exports have an address or a host in the field of the name
    if let Some(domain) = host::of_name(field) {
        return domain;
    }
    if !field.is_empty() {
        return field.to_owned();
    }
    domain(url).unwrap_or_else(|| origin.folder.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applies_names_and_owners_by_host_outlet_or_domain() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let table = "domain,name,owner\nwww.echo.example,The Echo,Holm Press\nsport.echo.example,Echo Sport,\n\
                     bote,,Holm Press\n";
        std::fs::write(&file, table).unwrap();
        let outlets = Outlets::load(file.path()).unwrap();
        for (outlet, url, name, owner) in [
            ("echo.example", "", "The Echo", "Holm Press"),
            ("echo.example", "https://sport.echo.example/1", "Echo Sport", ""),
            ("Bote", "", "Bote", "Holm Press"),
            ("Another", "https://www.echo.example/1", "The Echo", "Holm Press"),
            ("Another", "", "Another", ""),
        ] {
            let mut article = Article { outlet: outlet.into(), url: url.into(), ..Article::default() };
            outlets.apply(&mut article);
            assert_eq!((&*article.outlet, &*article.owner), (name, owner), "{outlet} {url}");
        }
        std::fs::write(&file, "domain\nx\n").unwrap();
        assert!(Outlets::load(file.path()).unwrap_err().to_string().contains("row 1"));
    }

    #[test]
    fn prefers_the_field_to_the_url_and_the_url_to_the_folder() {
        let origin = Origin { folder: "echo".into(), ..Origin::named("echo/1.txt") };
        assert_eq!(outlet("The Echo", "https://a.com/", &origin), "The Echo");
        assert_eq!(outlet("https://www.b.com", "https://a.com/", &origin), "b.com");
        for host in ["B.com", "www.b.com", "b.com/", "HTTP://b.com", "edition.b.com", "amp.b.com.", "m.b.com"] {
            assert_eq!(outlet(host, "https://a.com/", &origin), "b.com", "{host}");
        }
        for name in ["St. Echo", "Echo.", "The Echo", "D.C. Post", "echo 2.0"] {
            assert_eq!(outlet(name, "https://a.com/", &origin), name);
        }
        assert_eq!(outlet("", "https://a.com/", &origin), "a.com");
        assert_eq!(outlet("", "", &origin), "echo");
    }
}
