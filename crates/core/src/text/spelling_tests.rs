//! Both spellings of words and of whole reports, words that stay apart, and the table against the lists read one by one.

use super::*;
use crate::text::token_hash::hash_spelling;
use crate::text::tokens;
use proptest::prelude::*;
use std::collections::HashMap;

/// The lists, written out.
fn listed() -> HashMap<String, String> {
    let of_family = |family: &'static super::super::spelling_lists::SpellingPattern| {
        let forms = |root: &'static str| {
            family
                .endings
                .iter()
                .map(move |(british, american)| (root.to_owned() + british, root.to_owned() + american))
        };
        family.roots.split(' ').flat_map(forms)
    };
    let words = WORDS.iter().map(|&(british, american)| (british.to_owned(), american.to_owned()));
    PATTERNS.iter().flat_map(of_family).chain(words).collect()
}

#[test]
fn a_report_is_the_same_tokens_in_either_spelling() {
    for (british, american) in [
        (
            "The Defence Ministry authorised the harbour wall's demolition, colourful neighbours analysed the programme \
             and its organisers apologised.",
            "The Defense Ministry authorized the harbor wall's demolition, colorful neighbors analyzed the program \
             and its organizers apologized.",
        ),
        (
            "GREY CENTRE: councillors cancelled 40 kilometres of travelling theatre; labour favoured a skilful manoeuvre.",
            "GRAY CENTER: councilors canceled 40 kilometers of traveling theater; labor favored a skillful maneuver.",
        ),
        (
            "“Sceptical,” said the paediatrician of Ørum, “but the catalogue licence was an honourable judgement.”",
            "“Skeptical,” said the pediatrician of Ørum, “but the catalog license was an honorable judgment.”",
        ),
    ] {
        assert_eq!(tokens(british), tokens(american));
    }
}

#[test]
fn words_that_are_not_the_same_stay_apart() {
    for (a, b) in [
        ("storey", "story"),
        ("cheque", "check"),
        ("kerb", "curb"),
        ("tyre", "tire"),
        ("practise", "practice"),
        ("draught", "draft"),
        ("promise", "promize"),
        ("precise", "precize"),
        ("exercise", "exercize"),
        ("four", "for"),
        ("hours", "hors"),
        ("flour", "flor"),
        ("fence", "fense"),
        ("controlled", "controled"),
        ("chancellor", "chancelor"),
        ("mourning", "morning"),
        ("entre", "enter"),
        ("prise", "prize"),
        ("colour", "colours"),
        ("metre", "metres"),
    ] {
        assert_ne!(tokens(a), tokens(b), "{a} {b}");
    }
}

#[test]
fn every_listed_word_has_one_other_spelling_which_is_final() {
    let listed = listed();
    assert_eq!(LISTED.len, listed.len(), "a word is listed twice");
    for (british, american) in &listed {
        assert!(british.len() <= LONGEST && american.len() <= LONGEST, "{british}");
        assert!(!listed.contains_key(american), "{british} {american}");
        let kept = |word: &str| (hash_spelling(word.as_bytes()) >> DROPPED) as u32;
        assert_eq!(common_spelling(kept(british)), kept(american), "{british}");
    }
}

proptest! {
    #[test]
    fn a_word_on_no_list_keeps_its_hash(word in "[a-z]{1,12}|[a-z]{2,6}(ise|our|re|ence|lled)") {
        prop_assume!(!listed().contains_key(&word));
        let kept = (hash_spelling(word.as_bytes()) >> DROPPED) as u32;
        prop_assert_eq!(common_spelling(kept), kept);
    }
}
