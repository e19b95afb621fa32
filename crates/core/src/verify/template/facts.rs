//! The vocabulary of facts: the numbers and dates in which two reports from one template differ.

use super::fact_values::Digits;
use crate::text::{Token, TokenClass, tokens};
use crate::util::hash_bits::HashBits;
use foldhash::{HashMap, HashMapExt};
use std::sync::LazyLock;

/// Number words, which count as digits, since notices alternate between the two. The words of one value follow it, in
/// several languages.
const NUMBER_WORDS: &str = "2 two zwei deux dos; 3 three drei trois tres; 4 four vier quatre cuatro; 5 five fünf \
    cinq cinco; 6 six sechs seis; 7 seven sieben sept siete; 8 eight acht huit ocho; 9 nine neun neuf nueve; 10 \
    ten zehn dix diez; 11 eleven elf onze once; 12 twelve zwölf douze doce; 13 thirteen; 14 fourteen; 15 fifteen; \
    16 sixteen; 17 seventeen; 18 eighteen; 19 nineteen; 20 twenty; 30 thirty; 40 forty; 50 fifty; 60 sixty; 70 \
    seventy; 80 eighty; 90 ninety; 100 hundred";
/// Words that are a number only if the other document has a number in their place; elsewhere they are articles.
const ONE: &str = "one eins un uno";
/// Months and weekdays in languages that capitalise them. A spelling common to several languages is listed once.
const CAPITAL_DATES: &str = "january jan januar; february feb februar; march mar märz; april apr; may mai; june \
    jun juni; july jul juli; august aug; september sep sept; october oct oktober okt; november nov; december dec \
    dezember dez; monday mon montag; tuesday tue dienstag; wednesday wed mittwoch; thursday thu donnerstag; \
    friday fri freitag; saturday sat samstag sonnabend; sunday sun sonntag";
/// Those of languages that do not, without the ones that are also other words.
const SMALL_DATES: &str = "janvier enero; février febrero; mars marzo; avril abril; mayo; juin junio; juillet \
    julio; août agosto; septembre septiembre; octobre octubre; novembre noviembre; décembre diciembre; lundi \
    lunes; mardi martes; mercredi miércoles; jeudi jueves; vendredi viernes; samedi sábado; dimanche domingo; \
    января; февраля; марта; апреля; мая; июня; июля; августа; сентября; октября; ноября; декабря; понедельник; \
    вторник; среду; четверг; пятницу; субботу; воскресенье";
/// Words with which a report says that it corrects or repeats another.
const CORRECTIONS: &str = "correct correcting correction corrections corrects corrected corrigendum erratum \
    refile refiles refiled rpt rectification rectificatif corrigé korrektur korrigiert berichtigt berichtigung \
    corrección corrige rectifica исправление";
/// Numbers in digits below this one are known by their value.
const KNOWN_VALUES: u32 = 10_000;
/// Tokens that are examined together, one bit each of a 64-bit number.
const BLOCK_TOKENS: usize = 64;

/// Knows which tokens are facts.
#[derive(Debug)]
pub(super) struct FactVocabulary {
    /// Number words, dates and corrections by spelling.
    words: HashMap<u32, Word>,
    /// The spellings of `words`, by their lowest 16 bits. Nearly all other tokens are ruled out by it.
    filter: HashBits<2048>,
    /// Numbers in digits by spelling.
    pub(super) digits: HashMap<u32, Digits>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// The spelling that represents all words of this meaning.
    pub(super) canonical: u32,
    pub(super) kind: WordKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    Number,
    One,
    CapitalDate,
    SmallDate,
    Correction,
}

impl Word {
    fn is_fact(self) -> bool {
        !matches!(self.kind, WordKind::One | WordKind::Correction)
    }
}

impl Default for FactVocabulary {
    fn default() -> Self {
        let mut facts = FactVocabulary {
            words: HashMap::default(),
            filter: HashBits::default(),
            digits: HashMap::with_capacity(2 * KNOWN_VALUES as usize),
        };
        facts.insert_digits();
        let lists = [
            (NUMBER_WORDS, WordKind::Number),
            (CAPITAL_DATES, WordKind::CapitalDate),
            (SMALL_DATES, WordKind::SmallDate),
        ];
        for (list, kind) in lists {
            for synonyms in list.split(';') {
                let words: Vec<u32> = synonyms.split_whitespace().map(spelling).collect();
                // the digits before number words are no words
                for &word in &words {
                    if !facts.digits.contains_key(&word) {
                        facts.insert(word, Word { canonical: words[0], kind });
                    }
                }
            }
        }
        for word in ONE.split_whitespace().map(spelling) {
            facts.insert(word, Word { canonical: spelling("1"), kind: WordKind::One });
        }
        for word in CORRECTIONS.split_whitespace().map(spelling) {
            facts.insert(word, Word { canonical: word, kind: WordKind::Correction });
        }
        facts
    }
}

fn spelling(word: &str) -> u32 {
    tokens(word).first().map_or(0, |token| token.spelling())
}

impl FactVocabulary {
    /// The vocabulary, built once per process.
    pub(super) fn shared() -> &'static FactVocabulary {
        static VOCABULARY: LazyLock<FactVocabulary> = LazyLock::new(FactVocabulary::default);
        &VOCABULARY
    }

    fn insert_digits(&mut self) {
        for value in 0..KNOWN_VALUES {
            self.digits.insert(spelling(&value.to_string()), Digits::of(value));
            if value < 100 {
                self.digits.insert(spelling(&format!("{value:03}")), Digits { value, written: 3 });
            }
            if value < 10 {
                self.digits.insert(spelling(&format!("{value:02}")), Digits { value, written: 2 });
            }
        }
    }

    fn insert(&mut self, spelling: u32, word: Word) {
        self.words.insert(spelling, word);
        self.filter.insert(spelling);
    }

    /// Whether the filter lets a token pass. Words always pass, few other tokens do.
    #[inline(always)]
    fn may_be_word(&self, token: Token) -> bool {
        self.filter.may_contain(token.spelling())
    }

    #[inline]
    pub(super) fn word(&self, token: Token) -> Option<Word> {
        let word = if self.may_be_word(token) { self.words.get(&token.spelling()) } else { None }?;
        (word.kind != WordKind::CapitalDate || token.class() == TokenClass::Capital).then_some(*word)
    }

    /// Whether a token is a number, in digits or in words.
    pub(super) fn is_number(&self, token: Token) -> bool {
        token.class() == TokenClass::Number || self.word(token).is_some_and(|word| word.kind == WordKind::Number)
    }

    /// Whether a token is a number or a date.
    pub(super) fn is_fact(&self, token: Token) -> bool {
        token.class() == TokenClass::Number || self.word(token).is_some_and(Word::is_fact)
    }

    /// Whether a token says that its report corrects or repeats another.
    pub(super) fn is_correction(&self, token: Token) -> bool {
        self.word(token).is_some_and(|word| word.kind == WordKind::Correction)
    }

    /// The number of facts among some tokens. Counting may stop once there are `enough`.
    pub(super) fn count_to(&self, tokens: &[Token], enough: usize) -> usize {
        let mut count = 0;
        for tokens in tokens.chunks(BLOCK_TOKENS) {
            self.for_each(tokens, |_| count += 1);
            if count >= enough {
                break;
            }
        }
        count
    }

    /// Gives `take` each fact among some tokens in order. Words of one meaning are the same fact.
    #[inline(always)]
    pub(super) fn for_each(&self, tokens: &[Token], mut take: impl FnMut(u32)) {
        for tokens in tokens.chunks(BLOCK_TOKENS) {
            // few tokens can be facts: one bit per token needs no branch per token
            let may_be = |token: Token| token.class() == TokenClass::Number || self.may_be_word(token);
            let mut bits = tokens.iter().rev().fold(0_u64, |bits, &token| bits << 1 | u64::from(may_be(token)));
            while bits != 0 {
                let token = tokens[bits.trailing_zeros() as usize];
                bits &= bits - 1;
                if token.class() == TokenClass::Number {
                    take(token.spelling());
                } else if let Some(word) = self.word(token).filter(|word| word.is_fact()) {
                    take(word.canonical);
                }
            }
        }
    }
}
