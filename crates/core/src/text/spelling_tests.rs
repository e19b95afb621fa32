//! Both spellings of words and of whole reports, words that stay distinct, and the table against the lists.

use super::*;
use crate::text::token_hash::hash_spelling;
use crate::text::tokens;
use proptest::prelude::*;
use std::collections::HashMap;

/// The lists as a map from the British to the American spelling.
fn listed() -> HashMap<String, String> {
    let words_of = |pattern: &'static super::super::spelling_lists::SpellingPattern| {
        let forms = |root: &'static str| {
            pattern
                .endings
                .iter()
                .map(move |(british, american)| (root.to_owned() + british, root.to_owned() + american))
        };
        pattern.roots.split(' ').flat_map(forms)
    };
    let words = WORDS.iter().map(|&(british, american)| (british.to_owned(), american.to_owned()));
    PATTERNS.iter().flat_map(words_of).chain(words).collect()
}

#[test]
fn report_gives_the_same_tokens_in_either_spelling() {
    for (british, american) in [
        (
            "The Defence Ministry authorised the harbour wall's demolition, colourful neighbours analysed the \
             programme and its organisers apologised.",
            "The Defense Ministry authorized the harbor wall's demolition, colorful neighbors analyzed the program \
             and its organizers apologized.",
        ),
        (
            "GREY CENTRE: councillors cancelled 40 kilometres of travelling theatre; labour favoured a skilful \
             manoeuvre.",
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
fn different_words_keep_different_tokens() {
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
fn every_listed_word_is_found_and_its_american_spelling_is_not_listed() {
    let listed = listed();
    assert_eq!(LISTED.len, listed.len(), "a word is listed twice");
    for (british, american) in &listed {
        assert!(british.len() <= MAX_SPELLING_BYTES && american.len() <= MAX_SPELLING_BYTES, "{british}");
        assert!(!listed.contains_key(american), "{british} {american}");
        let hash = |word: &str| (hash_spelling(word.as_bytes()) >> DROPPED_BITS) as u32;
        assert_eq!(common_spelling(hash(british)), hash(american), "{british}");
    }
}

proptest! {
    #[test]
    fn unlisted_word_keeps_its_hash(word in "[a-z]{1,12}|[a-z]{2,6}(ise|our|re|ence|lled)") {
        prop_assume!(!listed().contains_key(&word));
        let hash = (hash_spelling(word.as_bytes()) >> DROPPED_BITS) as u32;
        prop_assert_eq!(common_spelling(hash), hash);
    }
}
