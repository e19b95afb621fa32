//! Who printed an article, where the record does not say: the domain of its URL, or its folder.

use super::origin::Origin;

/// The outlet by the record's own field, else by the URL, else by the folder.
pub(super) fn outlet(field: &str, url: &str, origin: &Origin) -> String {
    // some exports hold the address in the field for the name
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
pub(super) fn domain(url: &str) -> Option<String> {
    let url = url.trim();
    if url.is_empty() {
        return None;
    }
    let parsed = match url::Url::parse(url) {
        Ok(parsed) if parsed.has_host() => parsed,
        // `www.harbour-echo.co.uk/news/1`, and `localhost:80/…`, whose host reads as a scheme
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
    fn the_domain_is_the_one_somebody_registered() {
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
    fn the_field_goes_before_the_url_and_the_url_before_the_folder() {
        let origin = Origin { path: "r/echo/1.txt".into(), stem: "echo/1.txt".into(), folder: "echo".into() };
        assert_eq!(outlet("The Echo", "https://a.com/", &origin), "The Echo");
        assert_eq!(outlet("https://www.b.com", "https://a.com/", &origin), "b.com");
        assert_eq!(outlet("", "https://a.com/", &origin), "a.com");
        assert_eq!(outlet("", "", &origin), "echo");
    }
}
