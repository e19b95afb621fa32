//! The outlet that printed an article: from the record, the domain of its URL, or its folder.

use std::path::Path;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::article::Article;
use crate::origin::Origin;
use wirecopy_core::error::{Error, Result};

/// A table of the names and owners of outlets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlets {
    by_key: Arc<HashMap<String, Outlet>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Outlet {
    name: String,
    owner: String,
}

impl Outlets {
    /// Reads a CSV file with a header. The first column identifies the outlet: by its domain, its folder, or its name
    /// in the articles. At least one of the columns `name` and `owner` follows; their cells may be empty.
    ///
    /// # Errors
    /// The file cannot be read, or has neither column.
    pub fn load(path: &Path) -> Result<Outlets> {
        let table = |row: Option<u64>, problem: String| Error::Table { path: path.to_owned(), row, problem };
        let file = std::fs::File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
        let header = reader.headers().map_err(|e| table(Some(1), e.to_string()))?.clone();
        let column = |name: &str| header.iter().skip(1).position(|h| h.eq_ignore_ascii_case(name)).map(|at| at + 1);
        let (name, owner) = (column("name").or_else(|| column("outlet")), column("owner"));
        if name.is_none() && owner.is_none() {
            let problem = "no column name and no column owner: the header should be domain,name,owner".to_owned();
            return Err(table(Some(1), problem));
        }
        let mut by_key = HashMap::new();
        for (at, row) in reader.records().enumerate() {
            let row = row.map_err(|e| table(Some(at as u64 + 2), e.to_string()))?;
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
            let key = cell(Some(0)).trim_start_matches("www.").to_lowercase();
            if !key.is_empty() {
                by_key.insert(key, Outlet { name: cell(name), owner: cell(owner) });
            }
        }
        Ok(Outlets { by_key: Arc::new(by_key) })
    }

    /// Sets an article's outlet and owner from the row of its host, else of its outlet, else of its domain.
    pub(crate) fn apply(&self, article: &mut Article) {
        if self.by_key.is_empty() {
            return;
        }
        let found = host(&article.url)
            .and_then(|host| self.find(&host))
            .or_else(|| self.find(&article.outlet))
            .or_else(|| domain(&article.url).and_then(|domain| self.find(&domain)));
        if let Some(outlet) = found {
            if !outlet.name.is_empty() {
                article.outlet.clone_from(&outlet.name);
            }
            article.owner.clone_from(&outlet.owner);
        }
    }

    fn find(&self, key: &str) -> Option<&Outlet> {
        let key = key.to_lowercase();
        self.by_key.get(key.trim_start_matches("www."))
    }
}

/// The host of a URL.
fn host(url: &str) -> Option<String> {
    url::Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// The outlet from the record's own field, else from the URL, else from the folder.
pub(crate) fn outlet(field: &str, url: &str, origin: &Origin) -> String {
    // some exports have an address in the field of the name
    let field_domain = if field.starts_with("http://") || field.starts_with("https://") { domain(field) } else { None };
    if let Some(domain) = field_domain {
        return domain;
    }
    if !field.is_empty() {
        return field.to_owned();
    }
    domain(url).unwrap_or_else(|| origin.folder.clone())
}

/// The registrable domain of a URL: `harbour-echo.co.uk` of `https://www.harbour-echo.co.uk/news/1`.
pub(crate) fn domain(url: &str) -> Option<String> {
    let url = url.trim();
    if url.is_empty() {
        return None;
    }
    let parsed = match url::Url::parse(url) {
        Ok(parsed) if parsed.has_host() => parsed,
        // `www.harbour-echo.co.uk/news/1`, and `localhost:80/…`, whose host parses as a scheme
        _ => url::Url::parse(&format!("http://{}", url.trim_start_matches('/'))).ok()?,
    };
    match parsed.host()? {
        url::Host::Domain(host) => {
            let host = host.trim_end_matches('.');
            if !host.contains('.') {
                return None;
            }
            Some(psl::domain_str(host).unwrap_or(host).to_owned())
        }
        address => Some(address.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_registrable_domain_of_a_url() {
        for (url, expected) in [
            ("https://www.harbour-echo.co.uk/news/1?x=2", Some("harbour-echo.co.uk")),
            ("http://news.Valley-Post.com:8080/", Some("valley-post.com")),
            ("www.valley-post.com/story", Some("valley-post.com")),
            ("//valley-post.com/story", Some("valley-post.com")),
            ("https://zürcher-bote.ch/", Some("xn--zrcher-bote-thb.ch")),
            ("http://192.0.2.7/a", Some("192.0.2.7")),
            ("https://echo.github.io/a", Some("echo.github.io")),
            ("not a url", None),
            ("story-17", None),
            ("", None),
        ] {
            assert_eq!(domain(url).as_deref(), expected, "{url}");
        }
    }

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
        assert_eq!(outlet("", "https://a.com/", &origin), "a.com");
        assert_eq!(outlet("", "", &origin), "echo");
    }
}
