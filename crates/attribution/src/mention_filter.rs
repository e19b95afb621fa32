//! Tells by its tokens that a text names no agency, nor agencies in general. Most texts name none and need
//! not be read for a credit.

use foldhash::{HashMap, HashMapExt};

use super::agencies::Agencies;

use super::names::patterns;
use super::rules::generic::phrases;
use super::windows::REPORTING_STARTS;
use wirecopy_core::text::{Token, TokenisedText, Tokeniser};
use wirecopy_core::util::hash_bits::HashBits;

/// The names of agencies as sequences of token spellings.
#[derive(Debug)]
pub(super) struct MentionFilter {
    /// The keys of `sequences`: most tokens are no key, which a look at one bit shows.
    keys: HashBits<2048>,
    /// The sequences by their key, a spelling that occurs in few of them.
    sequences: HashMap<u32, Vec<Sequence>>,
    /// Whether a name has no token, such as `***`: then every text may have it.
    passes_all: bool,
}

#[derive(Debug)]
struct Sequence {
    spellings: Box<[u32]>,
    /// The index of the key.
    key_at: usize,
}

/// A word of fewer letters is likely to be frequent, and a bad key.
const MIN_KEY_LETTERS: usize = 5;

impl MentionFilter {
    pub(super) fn new(agencies: &Agencies) -> Self {
        let names = patterns(agencies).into_iter().map(|pattern| pattern.name);
        let addresses = agencies.iter().flat_map(|(_, agency)| agency.domains.clone());
        let others = REPORTING_STARTS.into_iter().map(|(start, _)| start).chain(phrases()).map(str::to_owned);
        let mut tokeniser = Tokeniser::default();
        let mut sequences: Vec<(String, Box<[u32]>)> = Vec::new();
        for name in names.chain(addresses).chain(others) {
            let mut tokenised = TokenisedText::default();
            tokeniser.tokenise_words(&name, &mut tokenised);
            // a plain text has no name that is not plain
            if tokeniser.last_was_plain() {
                let spellings = tokenised.tokens.iter().map(|token| token.spelling()).collect();
                sequences.push((name, spellings));
            }
        }
        let passes_all = sequences.iter().any(|(_, spellings)| spellings.is_empty());
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for &spelling in sequences.iter().flat_map(|(_, spellings)| spellings) {
            *counts.entry(spelling).or_default() += 1;
        }
        let mut filter = MentionFilter { keys: HashBits::default(), sequences: HashMap::new(), passes_all };
        for (name, spellings) in sequences {
            let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let is_short = words.map(|word| word.chars().count() < MIN_KEY_LETTERS).chain(std::iter::repeat(true));
            // the best key is long and occurs in few names; the last of equals, as the P of `A.P.` is rarer than the A
            let best = (spellings.iter().enumerate().zip(is_short))
                .min_by_key(|((at, spelling), is_short)| (*is_short, counts[spelling], std::cmp::Reverse(*at)));
            let Some(((key_at, &key), _)) = best else { continue };
            filter.keys.insert(key);
            filter.sequences.entry(key).or_default().push(Sequence { spellings, key_at });
        }
        filter
    }

    /// Whether a text with these tokens may name an agency or close with reporters' names. The text must be plain, as
    /// [`Tokeniser::last_was_plain`] says: then every name in it is a sequence of whole tokens.
    pub(super) fn may_name_agency(&self, tokens: &[Token]) -> bool {
        self.passes_all
            || (0..tokens.len())
                .any(|at| self.keys.may_contain(tokens[at].spelling()) && self.has_sequence_around(tokens, at))
    }

    /// Whether one of the sequences has its key at this token.
    #[inline(never)]
    fn has_sequence_around(&self, tokens: &[Token], at: usize) -> bool {
        let Some(sequences) = self.sequences.get(&tokens[at].spelling()) else { return false };
        sequences.iter().any(|Sequence { spellings, key_at }| {
            at.checked_sub(*key_at)
                .and_then(|start| tokens.get(start..start + spellings.len()))
                .is_some_and(|tokens| tokens.iter().map(|token| token.spelling()).eq(spellings.iter().copied()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::NameFinder;
    use super::super::windows::is_reporting_line;
    use super::*;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    struct Fixture {
        names: Vec<String>,
        finder: NameFinder,
        filter: MentionFilter,
    }

    fn fixture_of(agencies: &Agencies) -> Fixture {
        Fixture {
            names: patterns(agencies).into_iter().map(|pattern| pattern.name).collect(),
            finder: NameFinder::new(agencies),
            filter: MentionFilter::new(agencies),
        }
    }

    fn builtin() -> &'static Fixture {
        static FIXTURE: OnceLock<Fixture> = OnceLock::new();
        FIXTURE.get_or_init(|| fixture_of(&Agencies::builtin()))
    }

    /// Whether a text is read for a credit.
    fn is_read(fixture: &Fixture, text: &str) -> bool {
        let (mut tokeniser, mut tokenised) = (Tokeniser::default(), TokenisedText::default());
        tokeniser.tokenise_words(text, &mut tokenised);
        !tokeniser.last_was_plain() || fixture.filter.may_name_agency(&tokenised.tokens)
    }

    /// Whether a text has words for agencies in general, as words of their own.
    fn has_phrase(text: &str) -> bool {
        let spaced = |text: &str| format!(" {} ", text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
        let text = spaced(text);
        phrases().any(|phrase| text.contains(&spaced(phrase)))
    }

    /// Checks that a text that is not read has no name, no reporting line and no words for agencies in general.
    fn check(fixture: &Fixture, text: &str) {
        if !is_read(fixture, text) {
            fixture.finder.find(text, 0..text.len(), |hit| panic!("{:?} in {text:?}", &text[hit.start..hit.end]));
            assert!(!text.lines().any(|line| is_reporting_line(line.trim())), "{text:?}");
            assert!(!has_phrase(text), "{text:?}");
        }
    }

    #[test]
    fn a_text_with_a_name_is_read_whatever_is_around_the_name() {
        let neighbours = [
            "", " ", "(", "/", "-", ".", "’", "—", "\u{a0}", "™", "\u{301}", "\u{94d}", "中", "한", "é", "€", "_", "\n",
        ];
        for name in &builtin().names {
            for before in neighbours {
                for after in neighbours {
                    let text = format!("Said the mayor. {before}{name}{after} and more.");
                    check(builtin(), &text);
                    if before.len() < 2 && after.len() < 2 {
                        assert!(is_read(builtin(), &text), "{text}");
                    }
                }
            }
        }
        assert!(is_read(builtin(), "The harbour froze.\n(Writing by Jane Doe; Editing by John Doe)"));
    }

    #[test]
    fn a_text_without_a_name_is_not_read() {
        for text in [
            "The mayor said on Monday that a ferry, the second of its kind, would sail in the agency's own colours.",
            "A press conference was held; associated costs weren’t named — “too early”, said Peña of Málaga.",
            "Мэр города сообщил в понедельник, что паром выйдет в море.",
        ] {
            assert!(!is_read(builtin(), text), "{text}");
        }
        assert!(is_read(builtin(), "As told to the press association of the harbour."));
        assert!(!is_read(builtin(), "As told to the association of the harbour press."));
    }

    #[test]
    fn names_of_a_users_agencies_are_read_whatever_they_start_with() {
        let with_name = |name: &str| {
            let own = format!("[[agency]]\nid = \"odd\"\nname = \"Odd\"\nkind = \"wire\"\nnames = [\"{name}\"]\n");
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(&file, own).unwrap();
            fixture_of(&Agencies::with_file(file.path()).unwrap())
        };
        let text = "but 24 ore said, and the wire too, *** and a bit";
        for (name, read) in [("24 ore", true), ("the wire", true), ("***", true), ("25 ore", false), ("a the", false)] {
            let fixture = with_name(name);
            check(&fixture, text);
            assert_eq!(is_read(&fixture, text), read, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_text_with_a_name_or_a_reporting_line_is_passed_over(parts in prop::collection::vec(prop_oneof![
            4 => "[a-z]{1,9} ",
            2 => "[ \\n\\t()/\\[\\].–—é_@-]{1,3}",
            2 => prop::sample::select(&builtin().names[..]),
            1 => prop::sample::select(&REPORTING_STARTS[..]).prop_map(|(start, _)| start.to_owned()),
            1 => Just("editing by ".to_owned()),
            1 => prop::sample::select(phrases().map(|phrase| format!("{phrase} ")).collect::<Vec<_>>()),
            1 => any::<char>().prop_map(|c| c.to_string()),
        ], 0..12)) {
            check(builtin(), &parts.concat());
        }
    }
}
