//! The plan: which article is which copy of which story, from its number alone.

use super::dice::Dice;
use super::furniture::Outlet;
use super::noise::noisy;
use super::prose::Writer;
use super::story::{Paragraphs, Story, cut, edit, extend, print};
use super::vocabulary::Vocabulary;
use crate::article::{Article, Published};
use crate::error::{Error, Result};

/// What corpus to make.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many articles.
    pub articles: u64,
    /// How many outlets print them.
    pub outlets: u32,
    /// What it is drawn from.
    pub seed: u64,
    /// The share of the mean page that is the outlet's furniture, 0 to .9.
    pub furniture: f64,
    /// The share of characters that are misread, as from scans of newspapers, 0 to .5.
    pub ocr: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { articles: 1000, outlets: 100, seed: 0, furniture: 0.3, ocr: 0.0 }
    }
}

/// What kind of article it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The first copy of a story, as the wire sent it.
    Lead,
    /// The wire's text as it was.
    Verbatim,
    /// With words changed and sentences dropped.
    Edited,
    /// The first paragraphs.
    Cut,
    /// With paragraphs of the outlet's own.
    Extended,
    /// A later state of the wire's text.
    Version,
    /// An article of its own.
    Single,
    /// An article of its own with a background paragraph of a story in it.
    FollowUp,
    /// A report from a template: the same words, other facts.
    Template,
    /// Two or three sentences of each of five stories.
    Roundup,
    /// An article of its own with a passage of a speech that others quote too.
    Quote,
    /// A page without an article.
    FurniturePage,
}

impl Kind {
    /// Its name in labels.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Lead => "lead",
            Kind::Verbatim => "verbatim",
            Kind::Edited => "edited",
            Kind::Cut => "cut",
            Kind::Extended => "extended",
            Kind::Version => "version",
            Kind::Single => "single",
            Kind::FollowUp => "follow_up",
            Kind::Template => "template",
            Kind::Roundup => "roundup",
            Kind::Quote => "quote",
            Kind::FurniturePage => "furniture_page",
        }
    }
}

/// What is true of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The cluster it belongs to; its own when it is nobody's copy.
    pub cluster: String,
    /// The story it belongs to.
    pub story: String,
    /// What kind it is.
    pub kind: Kind,
    /// The agency whose text it is; empty when it is nobody's.
    pub wire: &'static str,
    /// Whether it names the agency.
    pub credited: bool,
}

/// A corpus, which is not there until its articles are asked for.
#[derive(Debug)]
pub struct Corpus {
    settings: Settings,
    vocabulary: Vocabulary,
    block: u64,
}

/// Articles are planned in blocks of so many; a story lies within one.
const BLOCK: u64 = 4096;
/// The largest story.
const LARGEST: u64 = 500;

/// Neighbouring articles that belong together.
#[derive(Debug, Clone, Copy)]
struct Group {
    kind: Kind,
    start: u64,
    size: u64,
}

impl Corpus {
    /// The corpus of `settings`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a number that cannot work.
    pub fn new(settings: Settings) -> Result<Corpus> {
        let bad = |field, problem: &str| Err(Error::Setting { field, problem: problem.to_owned() });
        if settings.articles == 0 || settings.articles > 1 << 32 {
            return bad("synth.articles", "must be between 1 and 4,294,967,296");
        }
        if settings.outlets == 0 || settings.outlets > 39_000 {
            return bad("synth.outlets", "must be between 1 and 39,000, for which there are names");
        }
        if !(0.0..=0.9).contains(&settings.furniture) {
            return bad("synth.furniture", "the share of the page must be between 0 and 0.9");
        }
        if !(0.0..=0.5).contains(&settings.ocr) {
            return bad("synth.ocr", "the share of misread characters must be between 0 and 0.5");
        }
        Ok(Corpus { settings, vocabulary: Vocabulary::new(), block: BLOCK.min(settings.articles) })
    }

    /// The settings it was made from.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Article `i`, from 0, with its truth. The path of its file is `<outlet>/<i>.txt`, and so is its id.
    #[must_use]
    pub fn article(&self, i: u64) -> (Article, Truth) {
        let slot = shuffled(i, self.settings.articles, self.settings.seed);
        let block = slot / self.block;
        let at = slot % self.block;
        let groups = self.groups(block);
        let found = groups.partition_point(|group| group.start <= at).saturating_sub(1);
        let group = groups[found];
        self.make(i, block, &groups, group, at - group.start)
    }

    /// The groups of a block: sizes by a power law, about half of all articles alone.
    fn groups(&self, block: u64) -> Vec<Group> {
        let mut dice = Dice::of(&[self.settings.seed, 1, block]);
        let end = self.block.min(self.settings.articles - block * self.block);
        let most = LARGEST.min(u64::from(self.settings.outlets));
        let mut groups = Vec::new();
        let mut start = 0;
        while start < end {
            let (kind, size) = match dice.below(1000) {
                0..=239 => (Kind::Lead, (1.6 / (1.0 - dice.unit()).powf(0.8)) as u64 + 1),
                240..=899 => (Kind::Single, 1),
                900..=924 => (Kind::FollowUp, 1),
                925..=944 => (Kind::Template, 4),
                945..=959 => (Kind::Roundup, 1),
                960..=984 => (Kind::Quote, 3),
                _ => (Kind::FurniturePage, 1),
            };
            let size = size.clamp(1, most).min(end - start);
            groups.push(Group { kind, start, size });
            start += size;
        }
        groups
    }

    fn make(&self, i: u64, block: u64, groups: &[Group], group: Group, copy: u64) -> (Article, Truth) {
        let Settings { seed, outlets, furniture, ocr, .. } = self.settings;
        let key = [seed, 2, block, group.start];
        let mut of_group = Dice::of(&key);
        let mut dice = Dice::of(&[seed, 3, block, group.start, copy]);
        // copies of one story stand in different outlets; a template belongs to one
        let first_outlet = of_group.below(outlets as usize) as u64;
        let step = if group.kind == Kind::Template { 0 } else { coprime(&mut of_group, u64::from(outlets)) };
        let outlet = Outlet::new(&self.vocabulary, ((first_outlet + copy * step) % u64::from(outlets)) as usize);
        let day = block % 3000 + of_group.below(3) as u64;
        let minute =
            of_group.below(1200) as u64 + if copy == 0 { 0 } else { 2 + dice.below(30) as u64 + copy * 7 % 1500 };
        let published = Published::minute((22_280 + day) as i64 * 1440 + minute as i64);
        let name = format!("s{block}-{}", group.start);
        let alone = Truth {
            cluster: format!("{name}-{copy}"),
            story: String::new(),
            kind: group.kind,
            wire: "",
            credited: false,
        };

        let own = |dice: &mut Dice| {
            let mut writer = Writer::new(&self.vocabulary, Dice::of(&[dice.next()]));
            let headline = writer.headline();
            (headline, writer.paragraphs(dice.between(5, 12)))
        };
        let (title, text, truth) = match group.kind {
            Kind::Lead if group.size > 1 => self.copy(&key, &name, group.size, copy, &mut dice),
            Kind::FollowUp => {
                let (headline, mut text) = own(&mut dice);
                if let Some(story) = self.story_near(groups, block, group.start) {
                    text.push(story.background);
                }
                (headline, text, alone)
            }
            Kind::Template => (self.report(&key, &mut dice), self.template(&key, &mut dice), alone),
            Kind::Roundup => {
                let (headline, mut text) = own(&mut dice);
                text.truncate(2);
                for back in 0..5 {
                    if let Some(story) = self.story_near(groups, block, (group.start + back * 97) % self.block) {
                        text.push(story.text.concat().into_iter().take(2 + back as usize % 2).collect());
                    }
                }
                (headline, text, alone)
            }
            Kind::Quote => {
                let (headline, mut text) = own(&mut dice);
                let speech = Writer::new(&self.vocabulary, Dice::of(&[&key[..], &[5]].concat())).paragraphs(2);
                text.splice(1..1, speech);
                (headline, text, alone)
            }
            Kind::FurniturePage => {
                ("Log in".to_owned(), vec![vec!["Enter your name and password to go on.".to_owned()]], alone)
            }
            _ => {
                let (headline, text) = own(&mut dice);
                (headline, text, Truth { kind: Kind::Single, ..alone })
            }
        };
        let (above, below) = outlet.around(&self.vocabulary, seed, day, furniture);
        let byline =
            if truth.credited { String::new() } else { format!("By {}", self.vocabulary.name(dice.below(30_000))) };
        let mut text = format!("{above}\n{}{below}", print(&text));
        if ocr > 0.0 {
            // chance of its own, so that the same seed makes the same corpus under the noise
            text = noisy(&text, ocr, &mut Dice::of(&[seed, 4, i]));
        }
        let id = format!("{}/{i:08}.txt", outlet.domain);
        let article = Article {
            path: id.as_str().into(),
            id,
            url: format!("https://www.{}/{i}", outlet.domain),
            outlet: outlet.domain,
            title,
            byline,
            published: Some(published),
            text,
            ..Article::default()
        };
        (article, truth)
    }

    /// A copy of a story: what its editor did to it.
    fn copy(&self, key: &[u64], name: &str, size: u64, copy: u64, dice: &mut Dice) -> (String, Paragraphs, Truth) {
        let story = Story::new(&self.vocabulary, key);
        // one story in eight is sent in three versions, which later copies print
        let versions = if size > 3 && Dice::of(&[key, &[6]].concat()).chance(0.125) { 3 } else { 1 };
        let version = copy * versions / size;
        let mut text = story.version(&self.vocabulary, key, version);
        let kind = match (copy, dice.below(100)) {
            (0, _) => Kind::Lead,
            (_, 0..=34) if version > 0 => Kind::Version,
            (_, 0..=34) => Kind::Verbatim,
            (_, 35..=59) => Kind::Edited,
            (_, 60..=79) => Kind::Cut,
            _ => Kind::Extended,
        };
        match kind {
            Kind::Edited => edit(&self.vocabulary, &mut text, dice),
            Kind::Cut => cut(&mut text, dice),
            Kind::Extended => extend(&self.vocabulary, &mut text, dice),
            _ => {}
        }
        let credited = copy == 0 || dice.chance(0.7);
        if let Some(first) = text.first_mut().and_then(|paragraph| paragraph.first_mut()) {
            let Story { place, wire, .. } = &story;
            *first = if credited { format!("{place} ({wire}) — {first}") } else { format!("{place} — {first}") };
        }
        let title = if dice.chance(0.5) {
            story.headline
        } else {
            Writer::new(&self.vocabulary, Dice::of(&[dice.next()])).headline()
        };
        let truth = Truth { cluster: name.to_owned(), story: name.to_owned(), kind, wire: story.wire, credited };
        (title, text, truth)
    }

    /// The first story of the block from `from` on, around its end.
    fn story_near(&self, groups: &[Group], block: u64, from: u64) -> Option<Story> {
        let is_story = |group: &&Group| group.kind == Kind::Lead && group.size > 1;
        let after = groups.iter().filter(|group| group.start >= from).find(is_story);
        let group = after.or_else(|| groups.iter().find(is_story))?;
        Some(Story::new(&self.vocabulary, &[self.settings.seed, 2, block, group.start]))
    }

    fn report(&self, key: &[u64], dice: &mut Dice) -> String {
        let mut writer = Writer::new(&self.vocabulary, Dice::of(&[key, &[8]].concat()));
        let fact = Writer::new(&self.vocabulary, Dice::of(&[dice.next()])).fact();
        format!("{} {fact}", writer.headline())
    }

    /// A report: the sentences of its template with facts of its own.
    fn template(&self, key: &[u64], dice: &mut Dice) -> Paragraphs {
        let template = Writer::new(&self.vocabulary, Dice::of(&[key, &[7]].concat())).template(14);
        let mut writer = Writer::new(&self.vocabulary, Dice::of(&[dice.next()]));
        let sentences = template.into_iter().map(|pieces| {
            let words: Vec<String> = pieces.into_iter().map(|piece| piece.unwrap_or_else(|| writer.fact())).collect();
            let mut sentence = words.join(" ");
            super::prose::capitalise(&mut sentence, 0);
            sentence.push('.');
            vec![sentence]
        });
        sentences.collect()
    }
}

/// A step through the outlets that meets each before one comes again.
fn coprime(dice: &mut Dice, outlets: u64) -> u64 {
    fn gcd(a: u64, b: u64) -> u64 {
        if b == 0 { a } else { gcd(b, a % b) }
    }
    let start = dice.below(outlets as usize) as u64;
    (0..outlets).map(|more| 1 + (start + more) % outlets).find(|&step| gcd(step, outlets) == 1).unwrap_or(1)
}

/// A permutation of 0..n, so that the copies of a story lie far apart: four rounds of a Feistel network over the next
/// power of four, walked until it falls below n.
fn shuffled(i: u64, n: u64, seed: u64) -> u64 {
    let half = (64 - n.next_power_of_two().leading_zeros()).div_ceil(2);
    let mask = (1_u64 << half) - 1;
    let mut x = i;
    loop {
        let (mut left, mut right) = (x >> half & mask, x & mask);
        for round in 0..4 {
            let mixed = crate::hash::mix64(right ^ crate::hash::mix64(seed ^ round)) & mask;
            (left, right) = (right, left ^ mixed);
        }
        x = left << half | right;
        if x < n {
            return x;
        }
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
