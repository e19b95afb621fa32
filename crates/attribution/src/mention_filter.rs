//! Tells by its tokens which agencies a text may name, and whether it may name agencies in general.
//!
//! Most texts name none and need not be read for a credit; of the others only the places of the names are looked at.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use memchr::memmem::Finder;

use super::agencies::Agencies;

use super::patterns::patterns;
use super::rules::generic::phrases;
use super::windows::REPORTING_STARTS;
use wirecopy_core::text::{Token, TokenisedText, Tokeniser};
use wirecopy_core::util::hash_bits::HashBits;

/// What a text may have that credits an agency.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentions {
    /// The bytes where a name may start, in order; `None` if it may be any.
    pub(super) starts: Option<Vec<usize>>,
    /// Whether the address of an agency's site may stand in it.
    pub(super) addresses: bool,
    /// Whether it may close with the names of reporters.
    pub(super) reporting: bool,
    /// Whether it may name agencies in general.
    pub(super) generic: bool,
}

impl Mentions {
    /// What any text may have.
    pub(super) const ALL: Mentions = Mentions { starts: None, addresses: true, reporting: true, generic: true };

    /// The bytes of a part of the text where a name may start; `None` if it may be any.
    pub(super) fn starts_in(&self, part: Range<usize>) -> Option<&[usize]> {
        let starts = self.starts.as_deref()?;
        let first = starts.partition_point(|&start| start < part.start);
        let of_part = starts[first..].partition_point(|&start| start < part.end);
        Some(&starts[first..first + of_part])
    }

    /// Whether the text has nothing that credits an agency.
    pub(super) fn is_empty(&self) -> bool {
        self.starts.as_ref().is_some_and(Vec::is_empty) && !self.addresses && !self.reporting && !self.generic
    }
}

/// What is looked for, as sequences of token spellings.
#[derive(Debug)]
pub(super) struct MentionFilter {
    /// The keys of `by_key`: most tokens are no key, which a look at one bit shows.
    keys: HashBits<2048>,
    /// The keys of sequences of one token, and each other key with the token beside it. Some keys are frequent words,
    /// beside which the look at a second bit mostly ends the search.
    alone: HashBits<2048>,
    pairs: HashBits<2048>,
    /// The sequences by their key, a spelling that occurs in few of them: their indexes in `sequences`.
    by_key: HashMap<u32, Vec<u32>>,
    sequences: Vec<Sequence>,
    /// Whether a name has no token, such as `***`: then every text may have it.
    passes_all: bool,
}

#[derive(Debug, Default)]
struct Sequence {
    spellings: Box<[u32]>,
    /// The index of the key.
    key_at: usize,
    /// The names with these tokens, as they are printed.
    names: Vec<Finder<'static>>,
    is_address: bool,
    is_reporting: bool,
    is_generic: bool,
}

/// A word of fewer letters is likely to be frequent, and a bad key.
const MIN_KEY_LETTERS: usize = 5;

impl MentionFilter {
    pub(super) fn new(agencies: &Agencies) -> Self {
        let mut list = SequenceList::default();
        for pattern in patterns(agencies) {
            list.add(&pattern.name, |sequence| {
                sequence.names.push(Finder::new(pattern.name.as_bytes()).into_owned());
            });
        }
        let addresses = agencies.iter().flat_map(|(_, agency)| &agency.domains);
        addresses.for_each(|address| list.add(address, |sequence| sequence.is_address = true));
        REPORTING_STARTS.iter().for_each(|(start, _)| list.add(start, |sequence| sequence.is_reporting = true));
        phrases().for_each(|phrase| list.add(phrase, |sequence| sequence.is_generic = true));
        list.into_filter()
    }

    /// What a text with these tokens may have. The text must be plain, as [`Tokeniser::last_was_plain`] says: then
    /// every name in it is a sequence of whole tokens.
    pub(super) fn mentions(&self, text: &str, tokens: &[Token]) -> Mentions {
        if self.passes_all {
            return Mentions::ALL;
        }
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            if self.keys.may_contain(tokens[at].spelling()) && self.may_be_around(tokens, at) {
                self.find_around(tokens, at, &mut found);
            }
        }
        let (mut mentions, mut starts) = (Mentions::default(), Vec::new());
        for sequence in found.into_iter().filter_map(|index| self.sequences.get(index as usize)) {
            sequence.names.iter().for_each(|name| starts.extend(occurrences(name, text.as_bytes())));
            mentions.addresses |= sequence.is_address;
            mentions.reporting |= sequence.is_reporting;
            mentions.generic |= sequence.is_generic;
        }
        starts.sort_unstable();
        Mentions { starts: Some(starts), ..mentions }
    }

    /// Whether a sequence may have its key at this token, by the token and by those beside it.
    #[inline]
    fn may_be_around(&self, tokens: &[Token], at: usize) -> bool {
        let of_pair = |pair: Option<&[Token]>| {
            pair.is_some_and(|pair| self.pairs.may_contain(pair_hash(pair[0].spelling(), pair[1].spelling())))
        };
        self.alone.may_contain(tokens[at].spelling())
            || of_pair(tokens.get(at..at + 2))
            || at > 0 && of_pair(tokens.get(at - 1..at + 1))
    }

    /// Adds the sequences that have their key at this token.
    #[inline(never)]
    fn find_around(&self, tokens: &[Token], at: usize, found: &mut Vec<u32>) {
        for &index in self.by_key.get(&tokens[at].spelling()).into_iter().flatten() {
            let Sequence { spellings, key_at, .. } = &self.sequences[index as usize];
            let is_here = at
                .checked_sub(*key_at)
                .and_then(|start| tokens.get(start..start + spellings.len()))
                .is_some_and(|tokens| tokens.iter().map(|token| token.spelling()).eq(spellings.iter().copied()));
            if is_here && !found.contains(&index) {
                found.push(index);
            }
        }
    }
}

fn pair_hash(first: u32, second: u32) -> u32 {
    first.wrapping_mul(31) ^ second
}

/// The positions of a name in a text. They may overlap: `a-a` stands twice in `a-a-a`.
fn occurrences(name: &Finder<'_>, text: &[u8]) -> impl Iterator<Item = usize> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + name.find(text.get(from..)?)?;
        from = at + 1;
        Some(at)
    })
}

/// Sequences that are collected, each once.
#[derive(Default)]
struct SequenceList {
    tokeniser: Tokeniser,
    by_spelling: HashMap<Box<[u32]>, usize>,
    /// Each with the words that it was first made of.
    sequences: Vec<(String, Sequence)>,
}

impl SequenceList {
    /// Adds the sequence of some words, unless they are not plain: a plain text has no name that is not plain.
    fn add(&mut self, words: &str, mark: impl FnOnce(&mut Sequence)) {
        let mut tokenised = TokenisedText::default();
        self.tokeniser.tokenise_words(words, &mut tokenised);
        if !self.tokeniser.last_was_plain() {
            return;
        }
        let spellings: Box<[u32]> = tokenised.tokens.iter().map(|token| token.spelling()).collect();
        let index = *self.by_spelling.entry(spellings.clone()).or_insert_with(|| {
            self.sequences.push((words.to_owned(), Sequence { spellings, ..Sequence::default() }));
            self.sequences.len() - 1
        });
        mark(&mut self.sequences[index].1);
    }

    fn into_filter(self) -> MentionFilter {
        let passes_all = self.by_spelling.contains_key(&[][..]);
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for &spelling in self.by_spelling.keys().flatten() {
            *counts.entry(spelling).or_default() += 1;
        }
        let mut filter = MentionFilter {
            keys: HashBits::default(),
            alone: HashBits::default(),
            pairs: HashBits::default(),
            by_key: HashMap::new(),
            sequences: Vec::new(),
            passes_all,
        };
        for (index, (name, mut sequence)) in (0..).zip(self.sequences) {
            let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let is_short = words.map(|word| word.chars().count() < MIN_KEY_LETTERS).chain(std::iter::repeat(true));
            // the best key is long and occurs in few names; the last of equals, as the P of `A.P.` is rarer than the A
            let best = (sequence.spellings.iter().enumerate().zip(is_short))
                .min_by_key(|((at, spelling), is_short)| (*is_short, counts[spelling], std::cmp::Reverse(*at)));
            if let Some(((key_at, &key), _)) = best {
                sequence.key_at = key_at;
                filter.keys.insert(key);
                let first = key_at.min(sequence.spellings.len().saturating_sub(2));
                match sequence.spellings[first..] {
                    [one, other, ..] => filter.pairs.insert(pair_hash(one, other)),
                    _ => filter.alone.insert(key),
                }
                filter.by_key.entry(key).or_default().push(index);
            }
            filter.sequences.push(sequence);
        }
        filter
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

    /// What a text may have by its tokens.
    fn mentions(fixture: &Fixture, text: &str) -> Mentions {
        let (mut tokeniser, mut tokenised) = (Tokeniser::default(), TokenisedText::default());
        tokeniser.tokenise_words(text, &mut tokenised);
        if tokeniser.last_was_plain() { fixture.filter.mentions(text, &tokenised.tokens) } else { Mentions::ALL }
    }

    /// Whether a text is read for a credit.
    fn is_read(fixture: &Fixture, text: &str) -> bool {
        !mentions(fixture, text).is_empty()
    }

    /// Whether a text has words for agencies in general, as words of their own.
    fn has_phrase(text: &str) -> bool {
        let spaced = |text: &str| format!(" {} ", text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
        let text = spaced(text);
        phrases().any(|phrase| text.contains(&spaced(phrase)))
    }

    /// Checks that what a text may have is at least what it has: names, reporting lines, words for agencies in general.
    fn check(fixture: &Fixture, text: &str) {
        let mentions = mentions(fixture, text);
        fixture.finder.find(text, 0..text.len(), |hit| {
            let may_start = mentions.starts.as_ref().is_none_or(|starts| starts.contains(&hit.start));
            assert!(may_start, "{:?} in {text:?}", &text[hit.start..hit.end]);
        });
        assert!(mentions.reporting || !text.lines().any(|line| is_reporting_line(line.trim())), "{text:?}");
        assert!(mentions.generic || !has_phrase(text), "{text:?}");
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
    fn a_name_is_found_wherever_it_stands_in_another_of_the_same() {
        let found: Vec<usize> = occurrences(&Finder::new("a-a"), b"a-a-a, a-a").collect();
        assert_eq!(found, [0, 2, 7]);
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
        assert!(is_read(builtin(), "As told to the Press Association of the harbour."));
        assert!(!is_read(builtin(), "As told to the Association of the harbour Press."));
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
