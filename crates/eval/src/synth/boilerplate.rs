//! Outlets and the boilerplate that they put around every article.

use super::prose::ProseWriter;
use super::rng::Rng;
use super::vocabulary::Vocabulary;

/// Words of an average article without boilerplate; the amount of boilerplate is computed from it.
const BODY_WORDS: f64 = 360.0;

const PAPERS: &[&str] =
    &["post", "echo", "herald", "courier", "times", "mail", "observer", "gazette", "ledger", "star"];
const SECTIONS: &[&str] =
    &["Home", "News", "World", "Business", "Sport", "Weather", "Culture", "Opinion", "Obituaries", "Jobs"];

/// Notices that an outlet repeats on every page; `{}` is its name.
const NOTICES: &[&str] = &[
    "We use cookies to make {} better. By going on you agree to how we use them, unless you have switched them off.",
    "Sign up for the {} morning letter and get the day's stories before breakfast. You can leave at any time.",
    "Comments on {} are read before they appear. Keep to the subject, be civil, and do not name people \
     who cannot answer.",
    "Your subscription pays for the reporting of {}. If you have one already, log in to read without limits.",
    "Follow {} where you like to read, share this story with friends, or send us a photograph of your own.",
];

/// An outlet.
pub(super) struct Outlet {
    number: usize,
    pub(super) domain: String,
    name: String,
}

impl Outlet {
    pub(super) fn new(vocabulary: &Vocabulary, number: usize) -> Self {
        let place = vocabulary.proper_name(number);
        let paper = PAPERS[number % PAPERS.len()];
        let domain = format!("{}-{paper}.example", place.to_lowercase());
        Outlet { number, domain, name: format!("the {place} {paper}") }
    }

    /// The boilerplate above and below an article of this day. It makes up `share` of the words of an average page.
    pub(super) fn boilerplate(&self, vocabulary: &Vocabulary, seed: u64, day: u64, share: f64) -> (String, String) {
        let wanted = (BODY_WORDS * share / (1.0 - share)) as usize;
        let (mut above, mut below) = (String::new(), String::new());
        if wanted == 0 {
            return (above, below);
        }
        let outlet = self.number as u64;
        let mut rng = Rng::new(&[seed, 12, outlet]);
        let mut words = 0;
        for section in SECTIONS {
            if rng.chance(0.7) {
                above.push_str(section);
                above.push('\n');
                words += 1;
            }
        }
        for notice in NOTICES {
            if rng.chance(0.7) && words < wanted {
                let notice = notice.replace("{}", &self.name);
                words += notice.split(' ').count();
                let side = if rng.chance(0.3) { &mut above } else { &mut below };
                side.push_str(&notice);
                side.push('\n');
            }
        }
        // of the remaining lines three in ten are teasers of the day; the others are the same on every page
        let mut fixed = ProseWriter::new(vocabulary, Rng::new(&[seed, 11, outlet]));
        let mut daily = ProseWriter::new(vocabulary, Rng::new(&[seed, 13, outlet, day]));
        while words < wanted {
            let (line, prefix) =
                if rng.chance(0.3) { (daily.headline(), "Read more: ") } else { (fixed.sentence(), "") };
            words += line.split(' ').count();
            let side = if rng.chance(0.3) { &mut above } else { &mut below };
            side.push_str(prefix);
            side.push_str(&line);
            side.push('\n');
        }
        below.push_str(&format!("© {}. All rights reserved.\n", self.name));
        (above, below)
    }
}
