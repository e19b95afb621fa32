//! Facts: the tokens that make one report another, which are numbers and dates, and when two of them say the same.

use crate::text::{Token, TokenClass, tokens};
use foldhash::{HashMap, HashMapExt};
use std::sync::LazyLock;

/// Written numbers count like digits: notices alternate between the two. Those of one value in a row, the value in front.
const NUMBER_WORDS: &str = "2 two zwei deux dos; 3 three drei trois tres; 4 four vier quatre cuatro; 5 five fünf cinq cinco; \
    6 six sechs seis; 7 seven sieben sept siete; 8 eight acht huit ocho; 9 nine neun neuf nueve; 10 ten zehn dix diez; \
    11 eleven elf onze once; 12 twelve zwölf douze doce; 13 thirteen; 14 fourteen; 15 fifteen; 16 sixteen; 17 seventeen; \
    18 eighteen; 19 nineteen; 20 twenty; 30 thirty; 40 forty; 50 fifty; 60 sixty; 70 seventy; 80 eighty; 90 ninety; 100 hundred";
/// What is a number only where another number stands in its place; elsewhere it is an article.
const ONE: &str = "one eins un uno";
/// Months and weekdays that are names, with a capital wherever they stand; those that have the same letters in two languages
/// once.
const CAPITAL_DATES: &str = "january jan januar; february feb februar; march mar märz; april apr; may mai; june jun juni; july jul \
    juli; august aug; september sep sept; october oct oktober okt; november nov; december dec dezember dez; \
    monday mon montag; tuesday tue dienstag; wednesday wed mittwoch; thursday thu donnerstag; friday fri freitag; \
    saturday sat samstag sonnabend; sunday sun sonntag";
/// Those of languages that write them small; without those that are also other words.
const SMALL_DATES: &str = "janvier enero; février febrero; mars marzo; avril abril; mayo; juin junio; juillet julio; août agosto; \
    septembre septiembre; octobre octubre; novembre noviembre; décembre diciembre; lundi lunes; mardi martes; mercredi miércoles; \
    jeudi jueves; vendredi viernes; samedi sábado; dimanche domingo; января; февраля; марта; апреля; мая; июня; июля; августа; \
    сентября; октября; ноября; декабря; понедельник; вторник; среду; четверг; пятницу; субботу; воскресенье";
/// Words by which a report says that it corrects or repeats another.
const CORRECTIONS: &str = "correct correcting correction corrections corrects corrected corrigendum erratum refile refiles refiled rpt \
    rectification rectificatif corrigé korrektur korrigiert berichtigt berichtigung corrección corrige rectifica исправление";
/// Numbers in digits up to here are known by their value.
const VALUES: u32 = 10_000;
/// Fractions with the digits that decimals write for them: 5 1/2 is 5.5.
const FRACTIONS: [(u32, u32, u32); 9] =
    [(1, 2, 5), (1, 4, 25), (3, 4, 75), (1, 8, 125), (3, 8, 375), (5, 8, 625), (7, 8, 875), (1, 5, 2), (3, 5, 6)];
/// Tokens that are looked at together, each a bit of one number.
const BLOCK: usize = 64;
/// Values of the lowest bits of a spelling that are told apart.
const MAYBE: usize = 1 << 16;

/// Knows the tokens that are facts.
#[derive(Debug)]
pub(super) struct Facts {
    /// The common spelling of a number word or a date.
    words: HashMap<u32, Word>,
    /// One bit for each value of a spelling's lowest bits: set where one of `words` has it, for nearly no word is one.
    maybe: [u64; MAYBE / 64],
    /// Numbers in digits: what is written, as value and as digits, for `007` is not 7 behind a comma.
    digits: HashMap<u32, Digits>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    /// The spelling that stands for all that say the same.
    as_spelling: u32,
    kind: Kind,
}

impl Word {
    fn is_fact(self) -> bool {
        !matches!(self.kind, Kind::One | Kind::Correction)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    One,
    CapitalDate,
    SmallDate,
    Correction,
}

#[derive(Debug, Clone, Copy)]
struct Digits {
    value: u32,
    written: u8,
}

impl Default for Facts {
    fn default() -> Self {
        let mut facts = Facts {
            words: HashMap::default(),
            maybe: [0; MAYBE / 64],
            digits: HashMap::with_capacity(2 * VALUES as usize),
        };
        let spelling = |word: &str| tokens(word).first().map_or(0, |token| token.spelling());
        for value in 0..VALUES {
            let written = if value < 1000 { 1 + u8::from(value > 9) + u8::from(value > 99) } else { 4 };
            facts.digits.insert(spelling(&value.to_string()), Digits { value, written });
            if value < 100 {
                facts.digits.insert(spelling(&format!("{value:03}")), Digits { value, written: 3 });
            }
            if value < 10 {
                facts.digits.insert(spelling(&format!("{value:02}")), Digits { value, written: 2 });
            }
        }
        let lists = [(NUMBER_WORDS, Kind::Number), (CAPITAL_DATES, Kind::CapitalDate), (SMALL_DATES, Kind::SmallDate)];
        for (list, kind) in lists {
            for same in list.split(';') {
                let mut same = same.split_whitespace().map(spelling).peekable();
                let as_spelling = same.peek().copied().unwrap_or_default();
                for word in same.filter(|word| !facts.digits.contains_key(word)).collect::<Vec<_>>() {
                    facts.insert(word, Word { as_spelling, kind });
                }
            }
        }
        let as_spelling = spelling("1");
        for word in ONE.split_whitespace().map(spelling).collect::<Vec<_>>() {
            facts.insert(word, Word { as_spelling, kind: Kind::One });
        }
        for word in CORRECTIONS.split_whitespace().map(spelling).collect::<Vec<_>>() {
            facts.insert(word, Word { as_spelling: word, kind: Kind::Correction });
        }
        facts
    }
}

/// The facts in one place of a text, as what they say: digits without their commas, fractions as decimals.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct FactValues {
    /// Numbers and number words.
    pub numbers: Vec<u32>,
    /// Months and weekdays.
    pub dates: Vec<u32>,
}

impl Facts {
    /// The facts, worked out once for all stages.
    pub(super) fn known() -> &'static Facts {
        static KNOWN: LazyLock<Facts> = LazyLock::new(Facts::default);
        &KNOWN
    }

    fn insert(&mut self, spelling: u32, word: Word) {
        self.words.insert(spelling, word);
        let bit = spelling as usize % MAYBE;
        self.maybe[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether a token's lowest bits are those of one of the words.
    #[inline(always)]
    fn may_be_word(&self, token: Token) -> bool {
        let bit = token.spelling() as usize % MAYBE;
        self.maybe[bit / 64] >> (bit % 64) & 1 == 1
    }

    #[inline]
    fn word(&self, token: Token) -> Option<Word> {
        let word = if self.may_be_word(token) { self.words.get(&token.spelling()) } else { None }?;
        (word.kind != Kind::CapitalDate || token.class() == TokenClass::Capital).then_some(*word)
    }

    /// Whether a token is a number, in digits or in words.
    pub(super) fn is_number(&self, token: Token) -> bool {
        token.class() == TokenClass::Number || self.word(token).is_some_and(|word| word.kind == Kind::Number)
    }

    /// Whether a token is a number or a date.
    pub(super) fn is_fact(&self, token: Token) -> bool {
        token.class() == TokenClass::Number || self.word(token).is_some_and(Word::is_fact)
    }

    /// Whether a token says that its report corrects or repeats another.
    pub(super) fn is_correction(&self, token: Token) -> bool {
        self.word(token).is_some_and(|word| word.kind == Kind::Correction)
    }

    /// How many facts there are among some tokens; not counted on where they are so many at least.
    pub(super) fn count_to(&self, tokens: &[Token], enough: usize) -> usize {
        let mut count = 0;
        for tokens in tokens.chunks(BLOCK) {
            self.each(tokens, |_| count += 1);
            if count >= enough {
                break;
            }
        }
        count
    }

    /// Gives `take` the facts among some tokens, in their order; those that say the same in one word are one.
    #[inline(always)]
    pub(super) fn each(&self, tokens: &[Token], mut take: impl FnMut(u32)) {
        for tokens in tokens.chunks(BLOCK) {
            // one bit a token, without a branch for each: few can be facts
            let may_be = |token: Token| token.class() == TokenClass::Number || self.may_be_word(token);
            let mut bits = tokens.iter().rev().fold(0_u64, |bits, &token| bits << 1 | u64::from(may_be(token)));
            while bits != 0 {
                let token = tokens[bits.trailing_zeros() as usize];
                bits &= bits - 1;
                if token.class() == TokenClass::Number {
                    take(token.spelling());
                } else if let Some(word) = self.word(token).filter(|word| word.is_fact()) {
                    take(word.as_spelling);
                }
            }
        }
    }

    /// What the facts in one place say.
    pub(super) fn said(&self, place: &[Token]) -> FactValues {
        let mut said = FactValues::default();
        let mut run: Vec<Digits> = Vec::new();
        for &token in place {
            let digits = self.spelling(token, &mut said).map(|spelling| {
                // a number of which only the spelling is known is unlike all others
                self.digits.get(&spelling).copied().unwrap_or(Digits { value: spelling | UNKNOWN, written: u8::MAX })
            });
            match digits {
                Some(digits) => run.push(digits),
                None => say(&mut run, &mut said.numbers),
            }
        }
        say(&mut run, &mut said.numbers);
        said
    }

    /// The spelling of a number; a date goes to `said`.
    fn spelling(&self, token: Token, said: &mut FactValues) -> Option<u32> {
        if token.class() == TokenClass::Number {
            return Some(token.spelling());
        }
        let word = self.word(token)?;
        match word.kind {
            Kind::Number | Kind::One => return Some(word.as_spelling),
            Kind::CapitalDate | Kind::SmallDate => said.dates.push(word.as_spelling),
            Kind::Correction => {}
        }
        None
    }
}

/// Marks a number that is known by its spelling only: spellings have 30 bits.
const UNKNOWN: u32 = 1 << 31;

/// Appends what numbers in a row say: three eighths as 375, thousands with what is behind their comma, no zeros behind a point.
fn say(run: &mut Vec<Digits>, said: &mut Vec<u32>) {
    let mut before: Option<Digits> = None;
    let mut at = 0;
    while let Some(&digits) = run.get(at) {
        let decimals = run.get(at + 1).and_then(|&lower| fraction(digits, lower));
        let digits = decimals.unwrap_or(digits);
        at += 1 + usize::from(decimals.is_some());
        match (said.last_mut(), before) {
            (Some(last), Some(thousands)) if thousands.written <= 3 && digits.written == 3 => {
                *last = thousands.value * 1000 + digits.value;
                before = None;
            }
            (Some(_), Some(_)) if digits.value == 0 => {}
            _ => {
                said.push(digits.value);
                before = Some(digits);
            }
        }
    }
    run.clear();
}

/// The digits behind the point that a fraction stands for.
fn fraction(upper: Digits, lower: Digits) -> Option<Digits> {
    let is_this = |&&(over, under, _): &&(u32, u32, u32)| (over, under) == (upper.value, lower.value);
    let short = upper.written == 1 && lower.written == 1;
    let (.., value) = FRACTIONS.iter().find(is_this).filter(|_| short)?;
    let written = value.to_string().len() as u8;
    Some(Digits { value: *value, written })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        let facts = Facts::default();
        let said = |text: &str| facts.said(&tokens(text));
        for (one, other) in [
            ("ten", "10"),
            ("12,500", "12.500"),
            ("1,000", "1000"),
            ("5-1/2", "5.5"),
            ("6-3/8 pct", "6.375 percent"),
            ("one billion", "1.0 billion"),
            ("January", "Jan"),
            ("Sept. 3", "September three"),
            ("am Montag", "on Monday"),
        ] {
            assert_eq!(said(one), said(other), "{one}, {other}");
        }
        for (one, other) in [("5.5", "5.25"), ("6", "6-3/16"), ("Monday", "Tuesday"), ("1,000", "1.5"), ("May", "June")]
        {
            assert_ne!(said(one), said(other), "{one}, {other}");
        }
        assert_eq!(said("it may march on and one"), said("one"));
    }
}
