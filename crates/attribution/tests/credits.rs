//! Lines in many languages at the head, in the body and below a story, each with what it says of the text's source.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // tests fail by panics

use std::collections::BTreeMap;

use wirecopy_attribution::agencies::Agencies;
use wirecopy_attribution::credit::{Certainty, Credit};
use wirecopy_attribution::reader::{ArticleFields, CreditReader};
use wirecopy_core::text::{TokenisedText, Tokeniser};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    lang: String,
    at: String,
    line: String,
    is: String,
}

const FILES: [(&str, &str); 3] = [
    ("photo", include_str!("credits/photo.toml")),
    ("byline", include_str!("credits/byline.toml")),
    ("generic", include_str!("credits/generic.toml")),
];

/// The page with the line at its place.
fn page(case: &Case, stories: &BTreeMap<String, String>) -> String {
    let story = &stories[&case.lang];
    let line = &case.line;
    match case.at.as_str() {
        "head" => format!("Ferry line 12\n\n{line}\n\n{story}\n\n{story}\n\n{story}\n"),
        "body" => format!("Ferry line 12\n\n{story}\n\n{line}\n\n{story}\n\n{story}\n"),
        "below" => format!("Ferry line 12\n\n{story}\n\n{story}\n\n{story}\n\n{line}\n"),
        other => panic!("no such place: {other}"),
    }
}

/// What a credit says, in the words of the cases; `expected` decides whether a sure credit may be told as `credit`.
fn told(credit: &Credit, agencies: &Agencies, expected: &str) -> String {
    let name = |id| agencies.get(id).map_or("", |agency| agency.id.as_str());
    match (credit.certainty, credit.wire) {
        (Certainty::Sure, Some(wire)) if expected.starts_with("sure") => format!("sure {}", name(wire)),
        (Certainty::Sure | Certainty::Likely, Some(wire)) => format!("credit {}", name(wire)),
        (Certainty::Contributed, _) => format!("contributed {}", name(credit.contributed[0])),
        _ if credit.generic.is_some() => "generic".to_owned(),
        (Certainty::PhotoOnly, _) => format!("photo {}", credit.photo_credit.map_or("", name)),
        _ => "none".to_owned(),
    }
}

#[test]
fn lines_are_read_as_the_cases_say_in_every_language() {
    let stories: BTreeMap<String, String> = toml::from_str(include_str!("credits/stories.toml")).unwrap();
    let agencies = Agencies::builtin();
    let reader = CreditReader::new(&agencies);
    let (mut count, mut wrong) = (0, Vec::new());
    let mut languages = std::collections::BTreeSet::new();
    for (file, text) in FILES {
        for case in toml::from_str::<Cases>(text).unwrap().case {
            let page = page(&case, &stories);
            let fields = ArticleFields { text: &page, ..ArticleFields::default() };
            let credit = reader.read(&fields);
            // a text that seems to name nobody is not read, which must change nothing
            let (mut tokeniser, mut tokenised) = (Tokeniser::default(), TokenisedText::default());
            tokeniser.tokenise_words(&page, &mut tokenised);
            let plain_tokens = tokeniser.last_was_plain().then_some(&tokenised.tokens[..]);
            assert_eq!(reader.read(&ArticleFields { plain_tokens, ..fields }), credit, "{}", case.line);
            let told = told(&credit, &agencies, &case.is);
            if told != case.is {
                wrong.push(format!("{file} {} {}: {:?} is {}, not {told}", case.lang, case.at, case.line, case.is));
            }
            count += 1;
            languages.insert(case.lang);
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 100 && languages.len() >= 10, "{count} cases in {} languages", languages.len());
}
