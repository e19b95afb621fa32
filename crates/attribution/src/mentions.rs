//! Whether a text mentions an agency at all, by its tokens: most texts mention none, and need not be read for a credit.

use super::agencies::Agencies;
use super::filter::{Filter, place_of_spelling};
use super::forms;
use foldhash::{HashMap, HashMapExt};
use wirecopy_core::text::{Token, TokenisedText, Tokeniser};

/// Letters of a word that is likely to be rare.
const LONG: usize = 5;

/// The forms of agencies as runs of spellings.
#[derive(Debug)]
pub(super) struct Mentions {
    /// Of the spellings that `by_key` has.
    filter: Box<Filter>,
    /// The runs by one spelling of each.
    by_key: HashMap<u32, Vec<Run>>,
    /// Whether a form has nothing of which a token is made.
    anyhow: bool,
}

/// The spellings of one form, and the how manieth of them is its key.
#[derive(Debug)]
struct Run {
    nth: usize,
    spellings: Box<[u32]>,
}

impl Mentions {
    /// Those of the forms of these agencies, and of other words that are looked for.
    pub(super) fn new(agencies: &Agencies, others: &[&str]) -> Self {
        let spelt = forms::spelt(agencies);
        let mut tokeniser = Tokeniser::default();
        let mut forms: Vec<(&str, Box<[u32]>)> = Vec::new();
        for form in spelt.iter().map(|(form, _)| form.as_str()).chain(others.iter().copied()) {
            let mut out = TokenisedText::default();
            tokeniser.tokenise_words(form, &mut out);
            // what is not plain is in no plain text
            if tokeniser.last_was_plain() {
                forms.push((form, out.tokens.iter().map(|token| token.spelling()).collect()));
            }
        }
        let anyhow = forms.iter().any(|(_, run)| run.is_empty());
        let mut times: HashMap<u32, usize> = HashMap::new();
        for &spelling in forms.iter().flat_map(|(_, run)| run) {
            *times.entry(spelling).or_default() += 1;
        }
        let mut filter: Box<Filter> = Box::new([0; 1 << 11]);
        let mut by_key: HashMap<u32, Vec<Run>> = HashMap::new();
        for (form, spellings) in forms {
            let words = form.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let is_short = words.map(|word| word.chars().count() < LONG).chain(std::iter::repeat(true));
            // any would do: what is short is in every text, and of the others that says most which is in few forms; of `A.P.` the P
            let key = (spellings.iter().enumerate().zip(is_short))
                .min_by_key(|((nth, spelling), short)| (*short, times[spelling], std::cmp::Reverse(*nth)));
            let Some(((nth, &key), _)) = key else { continue };
            let (word, bit) = place_of_spelling(key);
            filter[word] |= 1 << bit;
            by_key.entry(key).or_default().push(Run { nth, spellings });
        }
        Mentions { filter, by_key, anyhow }
    }

    /// Whether a text with these tokens may mention one, when the text was plain
    /// ([`Tokeniser::last_was_plain`]): a form that stands alone there is a run of whole tokens.
    pub(super) fn may_be_in(&self, tokens: &[Token]) -> bool {
        if self.anyhow {
            return true;
        }
        let (eights, rest) = tokens.as_chunks::<8>();
        let behind = tokens.len() - rest.len();
        // one branch for eight, as few pass
        let any = |eight: &[Token; 8]| eight.iter().fold(0, |any, &token| any | self.passes(token)) == 1;
        let is_in = |at: usize| self.passes(tokens[at]) == 1 && self.is_in(tokens, at);
        eights.iter().zip((0..).step_by(8)).any(|(eight, from)| any(eight) && (from..from + 8).any(is_in))
            || (behind..tokens.len()).any(is_in)
    }

    /// 1 where a token may be a key.
    #[inline(always)]
    fn passes(&self, token: Token) -> u64 {
        let (word, bit) = place_of_spelling(token.spelling());
        self.filter[word] >> bit & 1
    }

    /// Whether a form is around a token that may be its key.
    #[inline(never)]
    fn is_in(&self, tokens: &[Token], at: usize) -> bool {
        let Some(runs) = self.by_key.get(&tokens[at].spelling()) else { return false };
        runs.iter().any(|run| {
            at.checked_sub(run.nth)
                .and_then(|from| tokens.get(from..from + run.spellings.len()))
                .is_some_and(|tokens| tokens.iter().map(|token| token.spelling()).eq(run.spellings.iter().copied()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::forms::Forms;
    use super::super::reach;
    use super::*;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    struct World {
        spelt: Vec<String>,
        forms: Forms,
        mentions: Mentions,
    }

    fn world_of(agencies: &Agencies) -> World {
        World {
            spelt: forms::spelt(agencies).into_iter().map(|(form, _)| form).collect(),
            forms: Forms::new(agencies),
            mentions: Mentions::new(agencies, &reach::REPORTING),
        }
    }

    fn world() -> &'static World {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| world_of(&Agencies::builtin()))
    }

    /// Whether the text would be read for a credit.
    fn is_read(world: &World, text: &str) -> bool {
        let (mut tokeniser, mut out) = (Tokeniser::default(), TokenisedText::default());
        tokeniser.tokenise_words(text, &mut out);
        !tokeniser.last_was_plain() || world.mentions.may_be_in(&out.tokens)
    }

    /// Whether a text that is passed over tells nothing.
    fn checked(world: &World, text: &str) {
        if !is_read(world, text) {
            world.forms.find(text, 0, text.len(), |hit| panic!("{:?} in {text:?}", &text[hit.start..hit.end]));
            assert!(!text.lines().any(|line| reach::is_reporting_line(line.trim())), "{text:?}");
        }
    }

    #[test]
    fn every_form_is_seen_beside_anything() {
        let beside = [
            "", " ", "(", "/", "-", ".", "’", "—", "\u{a0}", "™", "\u{301}", "\u{94d}", "中", "한", "é", "€", "_", "\n",
        ];
        for form in &world().spelt {
            for before in beside {
                for after in beside {
                    let text = format!("Said the mayor. {before}{form}{after} and more.");
                    checked(world(), &text);
                    if before.len() < 2 && after.len() < 2 {
                        assert!(is_read(world(), &text), "{text}");
                    }
                }
            }
        }
        assert!(is_read(world(), "The harbour froze.\n(Writing by Jane Doe; Editing by John Doe)"));
    }

    #[test]
    fn a_text_that_mentions_nobody_is_passed_over() {
        for text in [
            "The mayor said on Monday that a ferry, the second of its kind, would go to sea in the agency's own colours.",
            "A press conference was held; associated costs weren’t named — “too early”, said Peña of Málaga.",
            "Мэр города сообщил в понедельник, что паром выйдет в море.",
        ] {
            assert!(!is_read(world(), text), "{text}");
        }
        assert!(is_read(world(), "As told to the press association of the harbour."));
        assert!(!is_read(world(), "As told to the association of the harbour press."));
    }

    #[test]
    fn forms_of_ones_own_are_seen_as_well() {
        let with = |name: &str| {
            let own = format!("[[agency]]\nid = \"odd\"\nname = \"Odd\"\nkind = \"wire\"\nnames = [\"{name}\"]\n");
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(&file, own).unwrap();
            world_of(&Agencies::with_file(file.path()).unwrap())
        };
        let text = "but 24 ore said, and the wire too, *** and a bit";
        for (name, read) in [("24 ore", true), ("the wire", true), ("***", true), ("25 ore", false), ("a the", false)] {
            let world = with(name);
            checked(&world, text);
            assert_eq!(is_read(&world, text), read, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_text_that_tells_anything_is_passed_over(parts in prop::collection::vec(prop_oneof![
            4 => "[a-z]{1,9} ",
            2 => "[ \\n\\t()/\\[\\].–—é_@-]{1,3}",
            2 => prop::sample::select(&world().spelt[..]),
            1 => prop::sample::select(&reach::REPORTING[..]).prop_map(str::to_owned),
            1 => Just("editing by ".to_owned()),
            1 => any::<char>().prop_map(|c| c.to_string()),
        ], 0..12)) {
            checked(world(), &parts.concat());
        }
    }
}
