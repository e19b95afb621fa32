//! Hosts of addresses, and the registrable domain that names an outlet.

use url::{Host, Url};

/// The host of a URL.
pub(crate) fn host(url: &str) -> Option<String> {
    parse(original(url))?.host_str().map(str::to_owned)
}

/// Parses an address, unless its host is too long to be one: that takes time that grows with the square of its labels.
pub(crate) fn parse(url: &str) -> Option<Url> {
    if may_have_host(url) { Url::parse(url).ok() } else { None }
}

/// A longer host is none.
const MAX_HOST_BYTES: usize = 1024;

/// Whether the host of an address may be one by its length.
fn may_have_host(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches('/');
    rest.find(['/', '?', '#']).unwrap_or(rest.len()) <= MAX_HOST_BYTES
}

/// The registrable domain of a URL: `harbour-echo.co.uk` of `https://www.harbour-echo.co.uk/news/1`. That of the page
/// itself where the URL is of an archive, a cache or a redirect.
pub(crate) fn domain(url: &str) -> Option<String> {
    let url = url.trim();
    let is_relative = url.starts_with(['/', '.', '#', '?']) && !url.starts_with("//");
    if url.is_empty() || is_relative || url.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:")) {
        return None;
    }
    if let Some(host) = cached_host(url) {
        return Some(registrable(&host));
    }
    let url = original(url);
    let (parsed, has_scheme) = match parse(url) {
        Some(parsed) if parsed.has_host() => (parsed, true),
        // `www.harbour-echo.co.uk/news/1`, and `localhost:80/…`, whose host parses as a scheme
        _ => (parse(&format!("http://{}", url.trim_start_matches('/')))?, url.starts_with("//")),
    };
    match parsed.host()? {
        Host::Domain(host) => {
            let host = host.trim_end_matches('.');
            (host.contains('.') && (has_scheme || looks_like_host(host))).then(|| registrable(host))
        }
        // `/2031/02/04` is no address of a machine
        address => has_scheme.then(|| address.to_string()),
    }
}

/// The domain of an outlet's name that is an address or a host: `www.Echo.example/`. `None` for a name in words.
pub(crate) fn of_name(name: &str) -> Option<String> {
    let name = name.trim();
    // most names are words
    if !name.contains('.') {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("//") {
        return domain(name);
    }
    let host = lower.split('/').next().unwrap_or_default().trim_end_matches('.');
    let is_host = looks_like_host(host) && host.split('.').all(|label| !label.is_empty());
    // a name may have dots: `D.C. Post`, `Echo.`
    let has_words = name.contains(char::is_whitespace) || host.split('.').all(|label| label.chars().count() < 2);
    match is_host && !has_words {
        true if is_plain(host) => Some(registrable(host)),
        true => domain(&format!("http://{host}")),
        false => None,
    }
}

/// Whether a host surely stays as it is when it is parsed as part of an address, and is no cache's: ASCII labels in
/// small letters, none of them encoded, the last of which is no number (`0x7f` is one).
fn is_plain(host: &str) -> bool {
    host.len() <= MAX_HOST_BYTES
        && host.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'))
        && host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()))
        && !host.contains("xn--")
        && !may_be_cache(host)
}

/// Whether a text could be a host: labels parted by dots, the last of which is no extension of a file and no number.
fn looks_like_host(host: &str) -> bool {
    const FILES: [&str; 20] = [
        "html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cfm", "xml", "txt", "pdf", "json", "jsonl",
        "csv", "jpg", "png", "gif", "doc", "docx",
    ];
    let Some((rest, last)) = host.rsplit_once('.') else { return false };
    !rest.is_empty()
        && last.chars().count() >= 2
        && last.chars().any(char::is_alphabetic)
        && !FILES.contains(&last)
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn registrable(host: &str) -> String {
    psl::domain_str(host).unwrap_or(host).to_owned()
}

/// The address of the page in that of an archive, a cache or a redirect; else the address itself.
fn original(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.trim_start_matches("www.");
    let is_archive =
        matches!(
            host,
            "web.archive.org" | "archive.org" | "arquivo.pt" | "webarchive.org.uk" | "timetravel.mementoweb.org"
        ) || matches!(host.split_once('.'), Some(("archive", "ph" | "today" | "is" | "li" | "md" | "vn" | "fo")))
            || host.starts_with("webarchive.")
            || host.starts_with("wayback.");
    // readers of pages have the whole address as their path
    let is_reader = path.starts_with("https://") || path.starts_with("http://");
    let is_google = host.starts_with("google.") || host.starts_with("news.google.");
    // `web/20310204100000id_/https://…`, `amp/s/…`
    let inner = if is_archive || is_reader {
        path.find("http://").or_else(|| path.find("https://")).map(|at| &path[at..])
    } else if is_google && path.starts_with("amp/") {
        path.strip_prefix("amp/s/").or_else(|| path.strip_prefix("amp/"))
    } else {
        None
    };
    // a host alone is no address
    inner.filter(|inner| inner.contains('.')).unwrap_or(url)
}

/// An address as it tells pages apart: that of the page itself where it is of an archive, without scheme, `www.`,
/// fragment and the slash at its end.
#[must_use]
pub fn page_address(url: &str) -> String {
    let url = original(url.trim());
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest).split('#').next().unwrap_or_default();
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    let host = rest.find(['/', '?']).unwrap_or(rest.len());
    format!("{}{}", rest[..host].to_ascii_lowercase(), &rest[host..])
}

/// Whether a host may be of a cache or a redirect.
fn may_be_cache(host: &str) -> bool {
    let known = ["ampproject.org", "bing-amp.com", ".translate.goog", "facebook.com", "googleusercontent.com"];
    known.iter().any(|end| host.ends_with(end)) || host.contains("google.")
}

/// The host of the page in an address of a cache, which changes or hides it.
fn cached_host(url: &str) -> Option<String> {
    // a look at the written host spares nearly all addresses the rest
    let (_, rest) = url.split_once("://")?;
    if !may_be_cache(rest.split('/').next().unwrap_or_default()) {
        return None;
    }
    let parsed = parse(url)?;
    let host = parsed.host_str()?;
    if ["cdn.ampproject.org", "bing-amp.com"].iter().any(|end| host.ends_with(end)) {
        // `/c/s/host/path`, `/v/host/path`
        let mut parts = parsed.path_segments()?.skip(1).skip_while(|part| *part == "s");
        return parts.next().filter(|host| looks_like_host(host)).map(str::to_owned);
    }
    if let Some(label) = host.strip_suffix(".translate.goog") {
        return Some(label.replace("--", "\0").replace('-', ".").replace('\0', "-"));
    }
    let is_redirect = (host.contains("google.") && matches!(parsed.path(), "/url" | "/imgres" | "/translate"))
        || host == "webcache.googleusercontent.com"
        || (host.ends_with("facebook.com") && parsed.path() == "/l.php");
    if !is_redirect {
        return None;
    }
    let names = |name: &str| matches!(name, "url" | "q" | "u" | "imgrefurl");
    let (_, target) = parsed.query_pairs().find(|(name, value)| names(name) && value.contains("://"))?;
    let start = target.find("http")?;
    parse(&target[start..])?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_of_many_labels_is_none() {
        // without the limit, a host of two million labels takes minutes to parse
        let labels = "a.".repeat(2_000_000);
        let redirect = format!("https://www.google.com/url?q=http://{}", "a.".repeat(9999));
        assert_eq!(domain(&redirect).as_deref(), Some("google.com"));
        for url in
            [format!("http://{labels}"), labels, format!("https://web.archive.org/web/1/http://{}", "a.".repeat(9999))]
        {
            assert_eq!((domain(&url), host(&url)), (None, None), "{}", &url[..40]);
        }
    }

    #[test]
    fn addresses_of_one_page_are_the_same() {
        let one = "https://www.Echo.example/News/1/";
        for same in [
            "http://echo.example/News/1#top",
            "https://web.archive.org/web/20310204100000/https://www.echo.example/News/1",
            " https://echo.example/News/1 ",
        ] {
            assert_eq!(page_address(one), page_address(same), "{same}");
        }
        for other in
            ["https://echo.example/news/1", "https://echo.example/News/1?page=2", "https://m.echo.example/News/1"]
        {
            assert_ne!(page_address(one), page_address(other), "{other}");
        }
    }

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
            ("/2031/02/04/foundry", None),
            ("sheep.html", None),
            ("../news/1", None),
            ("http://www.echo.co.uk./a", Some("echo.co.uk")),
            ("https://web.archive.org/web/20310204100000id_/https://www.echo.co.uk/1", Some("echo.co.uk")),
            ("https://www-echo-co-uk.cdn.ampproject.org/c/s/www.echo.co.uk/1", Some("echo.co.uk")),
            ("https://cdn.ampproject.org/v/echo.co.uk/1", Some("echo.co.uk")),
            ("https://www.google.com/amp/s/www.echo.co.uk/1", Some("echo.co.uk")),
            ("https://www.google.com/url?q=https://echo.co.uk/1&sa=D", Some("echo.co.uk")),
            ("https://holm--echo-co-uk.translate.goog/1", Some("holm-echo.co.uk")),
            ("https://web.archive.org/about", Some("archive.org")),
            ("https://archive.ph/2031.02.04-092000/https://www.echo.co.uk/1", Some("echo.co.uk")),
            ("https://archive.ph/wb7Qx", Some("archive.ph")),
            ("http://timetravel.mementoweb.org/memento/2031/http://echo.co.uk/1", Some("echo.co.uk")),
            ("https://echo-co-uk.bing-amp.com/c/s/echo.co.uk/1", Some("echo.co.uk")),
            ("https://translate.google.com/translate?sl=de&u=https://echo.co.uk/1", Some("echo.co.uk")),
            ("https://reader.example/https://echo.co.uk/1", Some("echo.co.uk")),
            ("mailto:desk@echo.co.uk", None),
            ("not a url", None),
            ("story-17", None),
            ("", None),
        ] {
            assert_eq!(domain(url).as_deref(), expected, "{url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_plain_host_is_the_domain_that_its_address_has(
            labels in proptest::collection::vec("[a-z0-9-]{1,9}|www|co|uk|com|0x[0-9]|xn--a|translate|goog", 2..5),
        ) {
            let host = labels.join(".");
            if looks_like_host(&host) && is_plain(&host) {
                proptest::prop_assert_eq!(domain(&format!("http://{host}")), Some(registrable(&host)));
            }
        }
    }
}
