//! Words that name an edition or a service of an agency: `Reuters India`, `AP Sports`, `CNN (Web News)`.

/// Countries and regions as editions name them, in small letters and several languages.
const COUNTRIES: [&str; 104] = [
    "africa",
    "afrique",
    "america",
    "américa",
    "americas",
    "arabia",
    "arabic",
    "argentina",
    "asia",
    "asia-pacific",
    "asie",
    "australia",
    "austria",
    "bangladesh",
    "belgique",
    "belgium",
    "brasil",
    "brazil",
    "britain",
    "canada",
    "chile",
    "china",
    "colombia",
    "congo",
    "danmark",
    "denmark",
    "deutschland",
    "ecuador",
    "egypt",
    "en español",
    "english",
    "españa",
    "español",
    "europa",
    "europe",
    "finland",
    "france",
    "germany",
    "ghana",
    "hong kong",
    "india",
    "indonesia",
    "international",
    "ireland",
    "israel",
    "italia",
    "italy",
    "japan",
    "japon",
    "kenya",
    "korea",
    "latam",
    "malaysia",
    "maroc",
    "mexico",
    "méxico",
    "middle east",
    "mundo",
    "nederland",
    "netherlands",
    "nigeria",
    "nippon",
    "norge",
    "norway",
    "österreich",
    "pakistan",
    "perú",
    "peru",
    "philippines",
    "poland",
    "polska",
    "portugal",
    "russia",
    "russie",
    "schweiz",
    "singapore",
    "south africa",
    "south asia",
    "spain",
    "suisse",
    "suomi",
    "sverige",
    "sweden",
    "switzerland",
    "taiwan",
    "thailand",
    "turkey",
    "türkçe",
    "türkiye",
    "u.k.",
    "u.s.",
    "uk",
    "ukraine",
    "us",
    "usa",
    "vietnam",
    "world",
    "россия",
    "украина",
    "عربي",
    "العربية",
    "日本",
    "中国",
    "中文",
];

/// Words for a service or a desk of an agency, in small letters.
const SERVICES: [&str; 24] = [
    "agency",
    "agencia",
    "agence",
    "agenzia",
    "business",
    "digital",
    "health",
    "live",
    "news",
    "newswire",
    "online",
    "politics",
    "service",
    "sport",
    "sports",
    "staff",
    "tv",
    "video",
    "videos",
    "web",
    "website",
    "wire",
    "nachrichten",
    "press agency",
];

/// Whether a text after an agency's name is a country or a region: `Reuters India`, `AFP Hong Kong`.
pub(crate) fn is_country(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '–', '/', '(']).trim_end_matches([')', '.']).trim();
    // longer texts are no edition
    text.len() <= 24 && (is_listed(&COUNTRIES, text))
}

fn is_listed(list: &[&str], text: &str) -> bool {
    let text = text.to_lowercase();
    list.contains(&text.as_str())
}

/// The name of an outlet without its article and the words for an edition or a service, one after the other: the
/// shorter names of `Reuters News India` are `Reuters News` and `Reuters`.
pub(crate) fn shorter_names(outlet: &str) -> impl Iterator<Item = &str> {
    let without_bracket = outlet.trim().split(['(', '[']).next().unwrap_or("").trim();
    let name = ["The ", "the ", "THE "].iter().find_map(|the| without_bracket.strip_prefix(the));
    let mut rest = Some(name.unwrap_or(without_bracket));
    std::iter::from_fn(move || {
        let name = rest?;
        rest = (1..=2).find_map(|words| {
            let (at, _) = name.rmatch_indices([' ', '-', '_']).nth(words - 1)?;
            let last = name.get(at + 1..)?;
            let is_edition = is_listed(&COUNTRIES, last) || is_listed(&SERVICES, last);
            is_edition.then(|| name[..at].trim_end())
        });
        (!name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_and_services_are_taken_off_a_name() {
        let names = |outlet| shorter_names(outlet).collect::<Vec<_>>();
        assert_eq!(names("Reuters News India"), ["Reuters News India", "Reuters News", "Reuters"]);
        assert_eq!(names("The Coastal Wire (Web News)"), ["Coastal Wire", "Coastal"]);
        assert_eq!(names("Reuters Hong Kong"), ["Reuters Hong Kong", "Reuters"]);
        assert_eq!(names("Reuters Valley Courier"), ["Reuters Valley Courier"]);
        assert!(names(" (x)").is_empty());
    }

    #[test]
    fn countries_are_told_from_sentences() {
        for country in [" India", "-Schweiz", "(UK)", " Deutschland", " 日本"] {
            assert!(is_country(country), "{country}");
        }
        assert!(!is_country(" said on Monday") && !is_country(""));
    }
}
