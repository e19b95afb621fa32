//! The tokeniser against a slow oracle, and the tokens and lines of particular texts.

use super::*;
use proptest::prelude::*;

fn tokenise(text: &str) -> TokenisedText {
    let mut out = TokenisedText::default();
    Tokeniser::default().tokenise(text, &mut out);
    out
}

/// The slow oracle: normalises the whole text, then splits it character by character.
fn slow_tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut class = TokenClass::Plain;
    let mut normal = String::new();
    nfkc(text, |c| normal.push(c));
    let mut flush = |word: &mut String, class: &mut TokenClass| {
        if !word.is_empty() {
            tokens.push(Token::new(hash_spelling(word.as_bytes()), *class));
            word.clear();
        }
        *class = TokenClass::Plain;
    };
    for c in normal.chars() {
        let mark = is_combining_mark(c);
        if is_spaceless(c) && (c.is_alphanumeric() || mark) {
            flush(&mut word, &mut class);
            word.push(c);
            flush(&mut word, &mut class);
        } else if c.is_alphanumeric() || (mark && !word.is_empty()) {
            if c.is_numeric() {
                class = TokenClass::Number;
            } else if word.is_empty() && c.is_uppercase() {
                class = TokenClass::Capital;
            }
            push_folded(c, &mut word);
        } else {
            flush(&mut word, &mut class);
        }
    }
    flush(&mut word, &mut class);
    tokens
}

/// The slow oracle of lines: the first token of each, and whether it ends a sentence.
fn slow_lines(text: &str) -> Vec<(usize, bool)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split(['\n', '\r']) {
        let words = slow_tokens(line).len();
        let ends = line.chars().fold(false, |ends, c| match c {
            '.' | '!' | '?' | '…' => true,
            '"' | '\'' | ')' | ']' | ' ' | '\t' | '’' | '”' | '»' | '\u{a0}' => ends,
            _ => false,
        });
        if words > 0 {
            lines.push((start, ends));
        }
        start += words;
    }
    lines
}

fn spellings(text: &str) -> Vec<u32> {
    tokenise(text).tokens.iter().map(|t| t.spelling()).collect()
}

proptest! {
    #[test]
    fn tokens_of_any_text_equal_those_of_the_oracle(text in "\\PC{0,80}") {
        prop_assert_eq!(tokenise(&text).tokens, slow_tokens(&text));
    }

    #[test]
    fn tokens_of_press_text_equal_those_of_the_oracle(text in "[a-zA-Z0-9 .,'’“”—é\u{301}ﬁ中あก\n!-]{0,120}") {
        let mut joined = JoinedText::default();
        joined.join(&text);
        prop_assert_eq!(tokenise(&text).tokens, slow_tokens(&joined.text));
    }

    #[test]
    fn words_that_cross_windows_are_whole(
        text in "([a-z]{1,20}|[A-Z0-9]{1,9}|[a-z]{60,90}|[ .]{60,90}|[ .’é\n]{1,3}){0,60}",
    ) {
        prop_assert_eq!(tokenise(&text).tokens, slow_tokens(&text));
    }

    #[test]
    fn lines_equal_those_of_the_oracle(
        text in "([a-zé]{1,9}|[0-9A-Z]{1,20}|[.!?…\"’”)\\]\u{a0}» —,-]{1,3}|[\n\r]){0,60}",
    ) {
        let lines: Vec<(usize, bool)> = tokenise(&text).lines.iter().map(|l| (l.start(), l.ends_sentence())).collect();
        let mut joined = JoinedText::default();
        joined.join(&text);
        prop_assert_eq!(lines, slow_lines(&joined.text));
        // without lines, the tokens are the same
        let mut words = TokenisedText::default();
        Tokeniser::default().tokenise_words(&text, &mut words);
        prop_assert_eq!(words.tokens, tokenise(&text).tokens);
        prop_assert!(words.lines.is_empty());
    }

    #[test]
    fn every_line_with_a_word_is_kept_in_order(text in "[a-c .!\n]{0,60}") {
        let out = tokenise(&text);
        let with_words = text.split('\n').filter(|line| line.contains(char::is_alphanumeric)).count();
        prop_assert_eq!(out.lines.len(), with_words);
        prop_assert!(out.lines.is_sorted_by(|a, b| a.start() < b.start()));
    }
}

#[test]
fn case_quotes_and_dashes_make_no_difference() {
    assert_eq!(spellings("The PORT’s “gates” — shut"), spellings("the port's \"gates\" - shut"));
    assert_ne!(spellings("gates"), spellings("gate"));
}

#[test]
fn token_class_tells_names_and_numbers() {
    let classes: Vec<TokenClass> =
        tokenise("the Mayor paid 40m in B2B Österreich").tokens.iter().map(|t| t.class()).collect();
    use TokenClass::{Capital, Number, Plain};
    assert_eq!(classes, [Plain, Capital, Plain, Number, Plain, Number, Capital]);
}

#[test]
fn every_character_of_a_script_without_spaces_is_a_token() {
    assert_eq!(tokenise("港口今天关闭。").tokens.len(), 6);
    assert_eq!(tokenise("Der Hafen von 港口").tokens.len(), 5);
}

#[test]
fn line_tells_whether_it_ends_a_sentence() {
    let ends = |text: &str| tokenise(text).lines.iter().map(|l| l.ends_sentence()).collect::<Vec<_>>();
    assert_eq!(ends("Home\nThe port shut.\n\nHe said: “No.”\r\nMore (soon)\n"), [false, true, true, false]);
    assert_eq!(ends("港口今天关闭。\n港口"), [true, false]);
}

#[test]
fn words_longer_than_a_hash_step_are_hashed_whole() {
    assert_ne!(spellings("abcdefghijklmnop"), spellings("abcdefghijklmnoq"));
    assert_ne!(spellings("abcdefgh"), spellings("abcdefgha"));
}

fn is_plain(text: &str) -> bool {
    let mut tokeniser = Tokeniser::default();
    tokeniser.tokenise_words(text, &mut TokenisedText::default());
    tokeniser.last_was_plain()
}

#[test]
fn text_is_plain_unless_normalisation_changes_it_or_words_have_no_spaces() {
    for plain in ["", "AP", "Peña de Málaga, 5 €", "“ТАСС” — сообщил…", "ไทย AP", "Việt Nam", "a •b\u{a0}c"]
    {
        assert!(is_plain(plain), "{plain}");
    }
    for other in ["AP™", "Cafe\u{301}", "ﬁnance", "AP\u{94d}", "新华社AP", "연합뉴스 ", "カナ", "Ｔ"] {
        assert!(!is_plain(other), "{other}");
        assert!(!is_plain(&format!("the mayor said {other} and then é")), "{other}");
    }
    let mut tokeniser = Tokeniser::default();
    tokeniser.tokenise_words("AP™", &mut TokenisedText::default());
    tokeniser.tokenise_words("AP", &mut TokenisedText::default());
    assert!(tokeniser.last_was_plain());
}

proptest! {
    #[test]
    fn tokens_of_plain_text_are_its_runs_of_letters_and_digits(text in "[a-cA-C0-9éÅйß ,.()€™\u{301}\u{2019}中]{0,20}") {
        if is_plain(&text) {
            let runs = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
            let of_runs: Vec<Vec<Token>> = runs.map(slow_tokens).collect();
            prop_assert!(of_runs.iter().all(|run| run.len() == 1));
            prop_assert_eq!(tokens(&text), of_runs.concat());
        }
    }
}
