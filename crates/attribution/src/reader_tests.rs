//! Credits of many kinds and languages, read from invented pages.

use proptest::prelude::*;

use super::*;
use wirecopy_core::text::{TokenisedText, Tokeniser};

struct Fixture {
    agencies: Agencies,
    reader: CreditReader,
}

fn builtin() -> &'static Fixture {
    static FIXTURE: std::sync::OnceLock<Fixture> = std::sync::OnceLock::new();
    FIXTURE.get_or_init(|| {
        let agencies = Agencies::builtin();
        let reader = CreditReader::new(&agencies);
        Fixture { agencies, reader }
    })
}

/// A paragraph of a story.
const STORY: &str = "the harbour council voted on a new ferry line late in the evening, after a debate of five hours \
                     in which every member spoke at least twice and the mayor left the room three times.";

fn read(text: &str) -> Credit {
    read_article(&ArticleFields { text, ..ArticleFields::default() })
}

/// Reads the credit of an article, and checks that it is the same with the text's tokens and without them.
fn read_article(article: &ArticleFields<'_>) -> Credit {
    let credit = builtin().reader.read(article);
    let (mut tokeniser, mut tokenised) = (Tokeniser::default(), TokenisedText::default());
    tokeniser.tokenise_words(article.text, &mut tokenised);
    let plain_tokens = tokeniser.last_was_plain().then_some(&tokenised.tokens[..]);
    assert_eq!(builtin().reader.read(&ArticleFields { plain_tokens, ..*article }), credit, "{article:?}");
    credit
}

/// Agency, kind and certainty of a credit: `ap dateline sure`.
fn summary(credit: &Credit) -> String {
    let agency = credit.wire.and_then(|id| builtin().agencies.get(id)).map_or("-", |a| a.id.as_str());
    let kind = credit.kind.map_or_else(|| "-".to_owned(), |p| format!("{p:?}").to_lowercase());
    format!("{agency} {kind} {:?}", credit.certainty).to_lowercase()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(summary(&read(text)), expected, "{text}");
}

#[test]
fn datelines_of_agencies_in_many_languages_are_sure() {
    for (line, agency) in [
        ("NORTHPORT, Freedonia (AP) — A", "ap"),
        ("NORTHPORT, Sept 4 (Xinhua) -- A", "xinhua"),
        ("NORTHPORT (Reuters) - A", "reuters"),
        ("(Reuters) - A", "reuters"),
        ("NORTHPORT, July 5, 2018 /PRNewswire/ -- A", "prnewswire"),
        ("NORTHPORT--(BUSINESS WIRE)--A", "businesswire"),
        ("NORTHPORT, July 05, 2018 (GLOBE NEWSWIRE) -- A", "globenewswire"),
        ("MOSCOW, January 5. /TASS/. A", "tass"),
        ("Москва. 5 января. ИНТЕРФАКС.RU - А", "interfax"),
        ("МОСКВА, 5 янв — РИА Новости. А", "ria"),
        ("Nordhafen (dpa) - A", "dpa"),
        ("Nordhafen (dpa/lnw) - A", "dpa"),
        ("Nordhafen (APA) - A", "apa"),
        ("Nordhafen (sda) - A", "keystone-sda"),
        ("Port-du-Nord (AFP) – A", "afp"),
        ("PORT-DU-NORD — La Presse Canadienne — A", "cp"),
        ("Puerto Norte, 5 jul (EFE).- A", "efe"),
        ("(ANSA) - PORTO NORD, 5 LUG - A", "ansa"),
        ("北港7月5日电", "-"),
        ("新华社北港7月5日电（记者某某）", "xinhua"),
        ("(북항=연합뉴스) 홍길동 기자 = ", "yonhap"),
        ("【北港共同】", "-"),
        ("NEW NORTHPORT, Jul 5 (PTI) A", "pti"),
        ("NORTHPORT (NAN) – A", "nan"),
        ("(CNN) - A", "cnn-wire"),
        ("(CNN) A", "cnn-wire"),
    ] {
        if agency != "-" {
            check(&format!("Headline here\n\n{line} {STORY}\n"), &format!("{agency} dateline sure"));
        }
    }
}

#[test]
fn bylines_in_many_languages_are_sure() {
    for (line, agency) in [
        ("By JANE DOE, Associated Press", "ap"),
        ("By JANE DOE, AP Diplomatic Writer | on", "ap"),
        ("By Jane Doe and John Roe, Associated Press", "ap"),
        ("By Associated Press", "ap"),
        ("By The Associated Press", "ap"),
        ("Posted 3:57 pm, July 15, 2018, by Associated Press", "ap"),
        ("The Associated Press — By JANE DOE - Associated Press", "ap"),
        ("Jane Doe, The Associated Press •", "ap"),
        ("JANE DOE Associated Press", "ap"),
        ("AP", "ap"),
        ("Reuters Staff", "reuters"),
        ("By Jane Doe, Bloomberg News", "bloomberg"),
        ("Par Jeanne Dupont, AFP", "afp"),
        ("Von Jana Muster, dpa", "dpa"),
        ("Por Agencia EFE", "efe"),
        ("Bloomberg •", "bloomberg"),
        ("By Jane Doe, Kaiser Health News", "khn"),
    ] {
        check(
            &format!("Headline here\n\n{line}\n\nJuly 15, 2018\n\n{STORY}\n\n{STORY}\n"),
            &format!("{agency} byline sure"),
        );
    }
}

#[test]
fn credit_and_copyright_lines_below_the_story_are_credits() {
    for (line, expected) in [
        ("© 2016 AFP", "afp copyright sure"),
        ("Copyright 2018 The Associated Press. All rights reserved. This may not be copied.", "ap copyright sure"),
        ("© Copyright 2018 The Associated Press. All rights reserved.", "ap copyright sure"),
        ("Copyright 2018 by CNN NewSource. All rights reserved.", "cnn-wire copyright sure"),
        ("(c) 2016, The Washington Post", "wapo copyright sure"),
        ("Source: Reuters", "reuters creditline sure"),
        ("Quelle: dpa", "dpa creditline sure"),
        ("Fuente: EFE", "efe creditline sure"),
        ("Distributed by Tribune Content Agency, LLC.", "tca creditline sure"),
        ("— AFP", "afp creditline sure"),
        ("(Reuters)", "reuters creditline sure"),
        ("(Reporting by Jane Doe; Editing by John Roe)", "reuters creditline likely"),
        ("This story is published from a PTI feed.", "pti creditline sure"),
    ] {
        check(&format!("Headline here\n\n{STORY}\n\n{STORY}\n\n{line}\n"), expected);
    }
    check(
        &format!("Headline\n\n{STORY}\n\n{STORY} The ferry sails again on Friday. (Reuters)\n"),
        "reuters creditline sure",
    );
}

#[test]
fn mentions_photographs_and_contributions_are_no_credits() {
    for line in [
        "He told Reuters that the ferry was late and that nobody had been asked about the new time table at all.",
        "The plan was seen, according to AP, by nobody in the whole town of Northport, where the ferry has its berth.",
        "An official said to the Reuters news agency on Monday that the ferry was late.",
        "The Associated Press (AP) reported on Monday that the ferry was late and that nobody had been asked about it.",
        "She has told the Associated Press's reporter so.",
        "Get the app from AP, the maps and APPLE.",
    ] {
        check(&format!("Headline here\n\n{STORY}\n\n{line}\n\n{STORY}\n"), "- - none");
    }
    for line in [
        "A ferry in the harbour of Northport on Monday. (Jane Doe, Pool via AP)",
        "A ferry in the harbour of Northport on Monday. (AP Photo/Jane Doe)",
        "A ferry in the harbour of Northport. REUTERS/Jane Doe",
        "Photograph by Jane Doe / AFP / Getty",
        "Photo: Jane Doe, AP",
        "A ferry in the harbour. Credit Jane Doe/Reuters",
        "(Jane Doe/AP)",
    ] {
        check(&format!("Headline here\n\n{line}\n\n{STORY}\n\n{STORY}\n"), "- - photoonly");
    }
    for line in [
        "The Associated Press contributed to this report.",
        "AP and Reuters contributed to this report.",
        "With reporting by Reuters.",
        "(With inputs from PTI)",
    ] {
        check(&format!("Headline here\n\n{STORY}\n\n{STORY}\n\n{line}\n"), "- - contributed");
    }
}

#[test]
fn a_photographs_credit_alone_gives_no_wire_and_a_reason_for_doubt() {
    let credit = read(&format!("Headline\n\nA ferry. (Jane Doe, Pool via AP)\n\nNorthport - {STORY}\n"));
    assert_eq!((credit.wire, credit.certainty), (None, Certainty::PhotoOnly));
    assert_eq!(credit.photo_credit, builtin().agencies.find("ap"));
    assert_eq!(credit.evidence, "A ferry. (Jane Doe, Pool via AP)");
    assert!(credit.doubt().unwrap().contains("photograph"));
}

#[test]
fn a_contribution_of_the_agencys_own_writers_is_a_likely_credit() {
    let line = "Associated Press writers Jane Doe in Northport and John Roe in Southport contributed to this report.";
    check(&format!("Headline\n\n{STORY}\n\n{STORY}\n\n{line}\n"), "ap ownwriter likely");
}

#[test]
fn bylines_and_datelines_on_lines_of_their_own_are_credits() {
    for (line, expected) in [
        ("By JANE DOE AP Business Writer", "ap byline sure"),
        ("By JANE DOE and JOHN ROE - Associated Press Writers", "ap byline sure"),
        ("By JANE DOE\n\nAP Basketball Writer", "ap byline sure"),
        ("Author: Associated Press", "ap byline sure"),
        ("Posted By: By Jane Doe, CNN", "cnn-wire byline sure"),
        ("By Jane Doe / The Washington Post", "wapo byline sure"),
        ("Jane Doe/The Washington Post", "- - photoonly"),
        ("Northport (AFP)", "afp dateline sure"),
        ("Northport (United Freedonia) (AFP)", "afp dateline sure"),
        ("Jane Doe (AFP)", "afp dateline likely"),
    ] {
        check(&format!("Ferry line to reopen\n\n{line}\n\n{STORY} {STORY}\n\n{STORY}\n"), expected);
    }
    check(&format!("NORTHPORT  (AP)   {}\n\n{STORY}", &STORY[..90]), "ap dateline sure");
}

#[test]
fn feed_fields_sites_and_addresses_are_credits() {
    let base = ArticleFields { text: STORY, ..ArticleFields::default() };
    let check = |article: ArticleFields<'_>, expected| assert_eq!(summary(&read_article(&article)), expected);
    check(ArticleFields { credit_line: "AFP", ..base }, "afp feed sure");
    check(ArticleFields { byline: "Jane Doe, AP", ..base }, "ap byline sure");
    check(ArticleFields { byline: "Jane Doe", ..base }, "- - none");
    check(ArticleFields { copyright_holder: "Thomson Reuters", ..base }, "reuters copyright sure");
    check(ArticleFields { outlet: "apnews.com", ..base }, "ap ownsite sure");
    for (url, expected) in [
        ("https://www.reuters.com/article/x", "reuters ownsite sure"),
        ("https://example.org/wires/ap/article-1.html", "ap url sure"),
        ("HTTPS://EXAMPLE.ORG/Wires/AP/1", "ap url sure"),
        ("https://example.org/météo/ap/1", "ap url sure"),
        ("https://example.org/maps/app/1", "- - none"),
        ("https://notreuters.com/a", "- - none"),
    ] {
        check(ArticleFields { url, ..base }, expected);
    }
}

#[test]
fn evidence_of_a_site_or_an_address_starts_at_the_agencys_part() {
    let evidence = |article: ArticleFields<'_>| read_article(&article).evidence;
    let base = ArticleFields::default();
    assert_eq!(
        evidence(ArticleFields { url: "https://www.reuters.com/article/x", ..base }),
        "www.reuters.com/article/x"
    );
    assert_eq!(evidence(ArticleFields { url: "https://example.org/wires/ap/1", ..base }), "/wires/ap/1");
    assert_eq!(evidence(ArticleFields { outlet: "apnews.com", ..base }), "apnews.com");
}

#[test]
fn a_credit_around_the_body_counts_if_it_is_surer_than_the_texts() {
    let page = format!("Headline\n\nBy The Associated Press\n\nJuly 15, 2018\n\n{STORY}\n");
    let article = ArticleFields { text: STORY, page: &page, ..ArticleFields::default() };
    assert_eq!(summary(&read_article(&article)), "ap byline sure");
}

#[test]
fn another_agencys_byline_outweighs_the_publishers_site() {
    let text = format!(
        "Headline\n\nBy The Associated Press\n\nJuly 15, 2018\n\n{STORY}\n\n© 2018 The New York Times Company\n"
    );
    let article = ArticleFields { text: &text, outlet: "nytimes.com", ..ArticleFields::default() };
    assert_eq!(summary(&read_article(&article)), "ap byline sure");
}

#[test]
fn a_dateline_is_found_in_a_text_without_line_breaks() {
    let text =
        format!("Ferry line to reopen after the long winter By JANE DOE NORTHPORT (AP) — {STORY} {STORY} {STORY}");
    check(&text, "ap dateline sure");
}

/// Pieces of pages, from which the reader must not panic.
fn piece() -> impl Strategy<Value = String> {
    let fixed =
        ["\n", "(AP) — ", "By ", "Reuters", "© 2018 AFP", "İ新华社ß", STORY, "/TASS/", " (with "].map(str::to_owned);
    prop_oneof![1 => "\\PC{0,40}", 9 => prop::sample::select(fixed.to_vec()), 1 => Just("é".repeat(90))]
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_evidence_is_at_most_120_characters_on_one_line(
        pieces in prop::collection::vec(piece(), 0..14)
    ) {
        let text = pieces.concat();
        let base = ArticleFields::default();
        let credit = read_article(&ArticleFields { byline: &text, url: &text, outlet: &text, text: &text, ..base });
        prop_assert!(credit.evidence.chars().count() <= 120);
        prop_assert!(!credit.evidence.contains('\n'));
        prop_assert_eq!(credit.wire.is_some(), credit.certainty >= Certainty::Likely);
    }
}

#[test]
fn a_name_alone_below_the_story_is_a_credit_line() {
    for (line, agency) in
        [("Sapa", "sapa"), ("AFP", "afp"), ("AP.", "ap"), ("AFP/Reuters", "afp"), ("Sapa-AFP", "sapa"), ("TT", "tt")]
    {
        check(&format!("Ferry agreed\n\nNorthport - {STORY}\n\n{line}"), &format!("{agency} creditline sure"));
        // the prose below it can be the story below a photograph
        check(
            &format!("Ferry agreed\n\nNorthport - {STORY}\n\n{line}\nShare\n{STORY}"),
            &format!("{agency} creditline likely"),
        );
    }
    for line in ["AP Region", "AFP and the rest", "ferry/AP", "AP-North Sea"] {
        assert!(read(&format!("Ferry agreed\n\n{STORY}\n\n{line}")).wire.is_none(), "{line}");
    }
}

#[test]
fn a_republished_text_is_the_publishers() {
    for (line, agency) in [
        (
            "This article is republished from The Conversation under a Creative Commons licence. Read the original.",
            "conversation",
        ),
        ("This story was originally published by ProPublica.", "propublica"),
        ("This story originally appeared on Stacker and was produced in partnership with it.", "stacker"),
        ("Zdroj: ČTK", "ctk"),
    ] {
        check(&format!("Ferry agreed\n\n{STORY}\n\n{line}"), &format!("{agency} creditline sure"));
    }
    assert!(
        read(&format!(
            "{STORY}\n\nThe poll was originally published by Reuters readers in 2031, who were asked twice."
        ))
        .wire
        .is_none()
    );
    assert!(
        read(&format!("{STORY}\n\nA letter first published by ProPublica last year said the same of the ferry."))
            .wire
            .is_none()
    );
    let own = read(&format!("Ferry agreed\n\n{STORY}\n\n(avec AFP)"));
    assert_eq!((own.wire, own.certainty), (None, Certainty::Contributed));
    check(&format!("САУЛЕ, 4 сен - РИА Новости. {STORY}"), "ria dateline sure");
}

#[test]
fn a_digest_that_names_the_source_of_each_item_has_no_wire() {
    let item = |source| format!("{STORY} ({source})\n\n");
    let below = format!("{STORY}\n\n").repeat(6);
    check(&format!("Headline here\n\n{STORY}\n\n{}{}{below}", item("Reuters"), item("AFP")), "- - none");
    // nor is the source of one item that of a publisher's own page
    let page = format!("Headline here\n\n{STORY}\n\n{}{below}", item("Reuters"));
    let article = ArticleFields { text: &page, outlet: "washingtonpost.com", ..ArticleFields::default() };
    assert_eq!(summary(&read_article(&article)), "wapo ownsite sure");
    check(&format!("Headline here\n\n15 July, 2031 ( RT )* — {STORY}\n"), "rt dateline sure");
}

#[test]
fn a_speakers_name_before_each_turn_is_no_credit() {
    let turn = format!("JANE NORD (Reuters)\n{}\n", "And why was the ferry late again? ".repeat(6));
    let agencies = Agencies::builtin();
    let read = |turns: usize| {
        let text = format!("Ferry talk\n{}", turn.repeat(turns));
        CreditReader::new(&agencies).read(&ArticleFields { text: &text, ..ArticleFields::default() })
    };
    assert!(read(1).wire.is_some());
    assert_eq!(read(3).wire, None);
}
