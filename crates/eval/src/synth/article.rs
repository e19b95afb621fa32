//! Synthetic articles: from a place in the plan to a printed page and its ground truth.

use super::boilerplate::Outlet;
use super::ocr::add_ocr_errors;
use super::plan::{Group, Slot, SynthCorpus};
use super::prose::{Paragraphs, ProseWriter, capitalise};
use super::rng::Rng;
use super::settings::SynthSettings;
use super::story::{Story, cut, edit, extend};
use wirecopy_core::time::Published;

/// A synthetic article as its outlet prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynthArticle {
    /// `outlet/number.txt`: also its path in a corpus of text files.
    pub id: String,
    /// The outlet's domain.
    pub outlet: String,
    /// The headline.
    pub title: String,
    /// The byline; empty where a dateline names the wire.
    pub byline: String,
    /// The time of publication.
    pub published: Published,
    /// The address on the outlet's site.
    pub url: String,
    /// The text of the page with its boilerplate.
    pub text: String,
}

/// The kind of a synthetic article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ArticleKind {
    /// The first copy of a story, as the wire sent it.
    Lead,
    /// An unchanged copy.
    Verbatim,
    /// A copy with words replaced and sentences dropped.
    Edited,
    /// The first paragraphs of a copy.
    Cut,
    /// A copy with paragraphs of the outlet's own.
    Extended,
    /// An unchanged copy of a later version of the story.
    Version,
    /// An article that no other outlet prints.
    Single,
    /// An article of its own with a background paragraph from a story.
    FollowUp,
    /// A report from a template: the same words with other facts.
    Template,
    /// Two or three sentences from each of up to five stories.
    Roundup,
    /// An article of its own with a passage of a speech that other articles quote too.
    Quote,
    /// A page without an article.
    BoilerplatePage,
}

impl ArticleKind {
    /// Its name in `labels.csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ArticleKind::Lead => "lead",
            ArticleKind::Verbatim => "verbatim",
            ArticleKind::Edited => "edited",
            ArticleKind::Cut => "cut",
            ArticleKind::Extended => "extended",
            ArticleKind::Version => "version",
            ArticleKind::Single => "single",
            ArticleKind::FollowUp => "follow_up",
            ArticleKind::Template => "template",
            ArticleKind::Roundup => "roundup",
            ArticleKind::Quote => "quote",
            ArticleKind::BoilerplatePage => "furniture_page",
        }
    }
}

/// The ground truth of a synthetic article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The cluster that it belongs to; a cluster of its own when it is no copy.
    pub cluster: String,
    /// The story that it belongs to; empty when it is no copy.
    pub story: String,
    /// Its kind.
    pub kind: ArticleKind,
    /// The agency whose text it is; empty when it is no wire text.
    pub wire: &'static str,
    /// Whether it names the agency.
    pub credited: bool,
}

/// Headline, text and ground truth, before the outlet prints them.
struct Draft {
    title: String,
    text: Paragraphs,
    truth: Truth,
}

impl SynthCorpus {
    /// Article `i` with its ground truth; `i` is below the number of articles.
    #[must_use]
    pub fn article(&self, i: u64) -> (SynthArticle, Truth) {
        let (block, place) = self.position(i);
        let groups = self.groups(block);
        let slot = Slot::at(block, place, &groups);
        let SynthSettings { seed, boilerplate, ocr, .. } = self.settings;
        let mut rng = Rng::new(&[seed, 3, slot.block, slot.group.start, slot.copy]);
        let (outlet, day, minute) = self.schedule(&slot, &mut rng);
        let Draft { title, text, truth } = self.draft(&slot, &mut rng);
        let (above, below) = outlet.boilerplate(&self.vocabulary, seed, day, boilerplate);
        let byline = if truth.credited {
            String::new()
        } else {
            format!("By {}", self.vocabulary.proper_name(rng.below(30_000)))
        };
        let mut text = format!("{above}\n{}{below}", printed(&text));
        if ocr > 0.0 {
            // a generator of its own, so that equal seeds give equal corpora apart from the errors
            text = add_ocr_errors(&text, ocr, &mut Rng::new(&[seed, 4, i]));
        }
        let article = SynthArticle {
            id: format!("{}/{i:08}.txt", outlet.domain),
            url: format!("https://www.{}/{i}", outlet.domain),
            outlet: outlet.domain,
            title,
            byline,
            published: Published::minute((22_280 + day) as i64 * 1440 + minute as i64),
            text,
        };
        (article, truth)
    }

    /// The outlet that prints an article, and the day and the minute when it does. Copies of one story go to different
    /// outlets; reports from one template stay in one.
    fn schedule(&self, slot: &Slot<'_>, rng: &mut Rng) -> (Outlet, u64, u64) {
        let outlets = u64::from(self.settings.outlets);
        let copy = slot.copy;
        let mut of_group = Rng::new(&self.key(slot));
        let first_outlet = of_group.below(outlets as usize) as u64;
        let is_template = slot.group.kind == ArticleKind::Template;
        let step = if is_template { 0 } else { random_coprime(&mut of_group, outlets) };
        let outlet = Outlet::new(&self.vocabulary, ((first_outlet + copy * step) % outlets) as usize);
        let day = slot.block % 3000 + of_group.below(3) as u64;
        let delay = if copy == 0 { 0 } else { 2 + rng.below(30) as u64 + copy * 7 % 1500 };
        (outlet, day, of_group.below(1200) as u64 + delay)
    }

    fn draft(&self, slot: &Slot<'_>, rng: &mut Rng) -> Draft {
        let (title, text) = match slot.group.kind {
            ArticleKind::Lead if slot.group.size > 1 => return self.copy(slot, rng),
            ArticleKind::FollowUp => self.follow_up(slot, rng),
            ArticleKind::Template => self.template_report(slot, rng),
            ArticleKind::Roundup => self.roundup(slot, rng),
            ArticleKind::Quote => self.quoting_article(slot, rng),
            ArticleKind::BoilerplatePage => {
                ("Log in".to_owned(), vec![vec!["Enter your name and password to go on.".to_owned()]])
            }
            _ => self.own_article(rng),
        };
        // a story with a single copy is no copy
        let kind = if slot.group.kind == ArticleKind::Lead { ArticleKind::Single } else { slot.group.kind };
        let cluster = format!("{}-{}", group_name(slot), slot.copy);
        Draft { title, text, truth: Truth { cluster, story: String::new(), kind, wire: "", credited: false } }
    }

    fn own_article(&self, rng: &mut Rng) -> (String, Paragraphs) {
        let mut writer = ProseWriter::new(&self.vocabulary, Rng::new(&[rng.next()]));
        let headline = writer.headline();
        (headline, writer.paragraphs(rng.between(5, 12)))
    }

    fn follow_up(&self, slot: &Slot<'_>, rng: &mut Rng) -> (String, Paragraphs) {
        let (headline, mut text) = self.own_article(rng);
        text.extend(self.story_near(slot, slot.group.start).map(|story| story.background));
        (headline, text)
    }

    fn roundup(&self, slot: &Slot<'_>, rng: &mut Rng) -> (String, Paragraphs) {
        let (headline, mut text) = self.own_article(rng);
        text.truncate(2);
        for nth in 0..5 {
            if let Some(story) = self.story_near(slot, (slot.group.start + nth * 97) % self.block_len) {
                text.push(story.text.concat().into_iter().take(2 + nth as usize % 2).collect());
            }
        }
        (headline, text)
    }

    fn quoting_article(&self, slot: &Slot<'_>, rng: &mut Rng) -> (String, Paragraphs) {
        let (headline, mut text) = self.own_article(rng);
        let speech = ProseWriter::new(&self.vocabulary, self.group_rng(slot, 5)).paragraphs(2);
        text.splice(1..1, speech);
        (headline, text)
    }

    /// A report: the sentences of its group's template with facts of its own.
    fn template_report(&self, slot: &Slot<'_>, rng: &mut Rng) -> (String, Paragraphs) {
        let fact = ProseWriter::new(&self.vocabulary, Rng::new(&[rng.next()])).fact();
        let headline = ProseWriter::new(&self.vocabulary, self.group_rng(slot, 8)).headline();
        let template = ProseWriter::new(&self.vocabulary, self.group_rng(slot, 7)).template(14);
        let mut writer = ProseWriter::new(&self.vocabulary, Rng::new(&[rng.next()]));
        let sentences = template.into_iter().map(|pieces| {
            let words: Vec<String> = pieces.into_iter().map(|piece| piece.unwrap_or_else(|| writer.fact())).collect();
            let mut sentence = words.join(" ");
            capitalise(&mut sentence, 0);
            sentence.push('.');
            vec![sentence]
        });
        (format!("{headline} {fact}"), sentences.collect())
    }

    /// A copy of a story with the changes of its editor.
    fn copy(&self, slot: &Slot<'_>, rng: &mut Rng) -> Draft {
        let (key, Group { size, .. }) = (self.key(slot), slot.group);
        let story = Story::new(&self.vocabulary, &key);
        // one story of more than three copies in eight is sent in three versions; later copies print later versions
        let versions = if size > 3 && self.group_rng(slot, 6).chance(0.125) { 3 } else { 1 };
        let version = slot.copy * versions / size;
        let mut text = story.version(&self.vocabulary, &key, version);
        let kind = match (slot.copy, rng.below(100)) {
            (0, _) => ArticleKind::Lead,
            (_, 0..=34) if version > 0 => ArticleKind::Version,
            (_, 0..=34) => ArticleKind::Verbatim,
            (_, 35..=59) => ArticleKind::Edited,
            (_, 60..=79) => ArticleKind::Cut,
            _ => ArticleKind::Extended,
        };
        match kind {
            ArticleKind::Edited => edit(&self.vocabulary, &mut text, rng),
            ArticleKind::Cut => cut(&mut text, rng),
            ArticleKind::Extended => extend(&self.vocabulary, &mut text, rng),
            _ => {}
        }
        let credited = slot.copy == 0 || rng.chance(0.7);
        if let Some(first) = text.first_mut().and_then(|paragraph| paragraph.first_mut()) {
            let Story { place, wire, .. } = &story;
            *first = if credited { format!("{place} ({wire}) — {first}") } else { format!("{place} — {first}") };
        }
        let title = if rng.chance(0.5) {
            story.headline
        } else {
            ProseWriter::new(&self.vocabulary, Rng::new(&[rng.next()])).headline()
        };
        let name = group_name(slot);
        let truth = Truth { cluster: name.clone(), story: name, kind, wire: story.wire, credited };
        Draft { title, text, truth }
    }

    /// The first story that starts at `from` or later in the block, else the block's first story.
    fn story_near(&self, slot: &Slot<'_>, from: u64) -> Option<Story> {
        let is_story = |group: &&Group| group.kind == ArticleKind::Lead && group.size > 1;
        let later = slot.groups.iter().filter(|group| group.start >= from).find(is_story);
        let group = later.or_else(|| slot.groups.iter().find(is_story))?;
        Some(Story::new(&self.vocabulary, &self.key(&Slot { group: *group, ..*slot })))
    }

    fn key(&self, slot: &Slot<'_>) -> [u64; 4] {
        [self.settings.seed, 2, slot.block, slot.group.start]
    }

    /// The random numbers that all articles of a group share for one purpose.
    fn group_rng(&self, slot: &Slot<'_>, purpose: u64) -> Rng {
        Rng::new(&[&self.key(slot)[..], &[purpose]].concat())
    }
}

fn group_name(slot: &Slot<'_>) -> String {
    format!("s{}-{}", slot.block, slot.group.start)
}

/// A number from 1 to `outlets` that is coprime to it, so that its multiples visit all outlets before one recurs.
fn random_coprime(rng: &mut Rng, outlets: u64) -> u64 {
    fn gcd(a: u64, b: u64) -> u64 {
        if b == 0 { a } else { gcd(b, a % b) }
    }
    let start = rng.below(outlets as usize) as u64;
    (0..outlets).map(|more| 1 + (start + more) % outlets).find(|&step| gcd(step, outlets) == 1).unwrap_or(1)
}

/// Paragraphs of sentences as text.
fn printed(text: &Paragraphs) -> String {
    let mut out = String::new();
    for paragraph in text {
        for (at, sentence) in paragraph.iter().enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(sentence);
        }
        out.push_str("\n\n");
    }
    out
}

#[cfg(test)]
#[path = "article_tests.rs"]
mod tests;
