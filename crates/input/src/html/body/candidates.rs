//! Which element holds the body of a page: paragraphs give points to what is around them.

use super::names::Name;
use super::tree::{NONE, ROOT, Tree};

/// Paragraphs of fewer characters give no points.
const MIN_CHARS: usize = 25;
/// Elements around a paragraph that get points.
const MAX_LEVELS: usize = 5;
/// Elements that may hold the body.
const CANDIDATES: usize = 5;
/// Candidates with more points lose some for links.
const MIN_ADJUSTED: f32 = 5.0;
/// A candidate with this share of the best one's points is nearly as good.
const NEARLY: f32 = 0.75;
/// The best one's surroundings are taken if they hold this many more that are nearly as good.
const MIN_COMMON: usize = 3;

impl Tree<'_> {
    /// The points of an element for its name, its class and its id.
    fn own_score(&self, node: u32, weighs_classes: bool) -> f32 {
        let score = match self.name(node) {
            Name::Div => 5.0,
            Name::Pre | Name::Td | Name::Blockquote => 3.0,
            Name::Address | Name::Ol | Name::Ul | Name::Dl | Name::Dd | Name::Dt | Name::Li | Name::Form => -3.0,
            Name::Th => -5.0,
            name if name.is_heading() => -5.0,
            _ => 0.0,
        };
        score + self.weight(node, weighs_classes)
    }

    pub(super) fn weight(&self, node: u32, weighs_classes: bool) -> f32 {
        if weighs_classes { self.element(node).weight() } else { 0.0 }
    }

    fn give_own_score(&mut self, node: u32, weighs_classes: bool) {
        if self.at(node).score.is_none() {
            self.at_mut(node).score = Some(self.own_score(node, weighs_classes));
        }
    }

    fn score(&self, node: u32) -> f32 {
        self.at(node).score.unwrap_or(0.0)
    }

    /// Scores the elements around the paragraphs; the best ones, the best first.
    fn candidates(&mut self, paragraphs: &[u32], weighs_classes: bool) -> Vec<u32> {
        let mut scored: Vec<u32> = Vec::new();
        for paragraph in paragraphs {
            let chars = self.chars(*paragraph);
            if chars < MIN_CHARS {
                continue;
            }
            let commas: u32 =
                self.descendants(*paragraph).filter_map(|node| self.text(node)).map(|text| text.commas).sum();
            let points = (2 + commas as usize + (chars / 100).min(3)) as f32;
            let mut around = self.at(*paragraph).parent;
            for level in 0..MAX_LEVELS {
                if around == NONE || around != ROOT && self.at(around).parent == NONE {
                    break;
                }
                let share = match level {
                    0 => 1.0,
                    1 => 2.0,
                    _ => (3 * level) as f32,
                };
                if self.at(around).score.is_none() {
                    scored.push(around);
                    self.give_own_score(around, weighs_classes);
                }
                self.at_mut(around).score = Some(self.score(around) + points / share);
                around = self.at(around).parent;
            }
        }
        for node in &scored {
            let score = self.score(*node);
            self.at_mut(*node).score = match score {
                score if score > MIN_ADJUSTED => Some(score * (1.0 - self.link_density(*node))),
                score if score > 0.0 => Some(score),
                _ => None,
            };
        }
        scored.retain(|node| self.at(*node).score.is_some());
        scored.sort_by(|a, b| self.score(*b).total_cmp(&self.score(*a)));
        scored.truncate(CANDIDATES);
        scored
    }

    /// Puts the body of the page into an element of its own. `own` is the page's article, if there are others.
    pub(super) fn body(&mut self, paragraphs: &[u32], weighs_classes: bool, own: Option<u32>) -> u32 {
        let candidates = self.candidates(paragraphs, weighs_classes);
        let best = match candidates.first() {
            Some(best) if *best != ROOT => {
                let common = self.common(&candidates);
                let better = self.better_around(common, weighs_classes);
                self.without_shells(better)
            }
            _ => {
                let all = self.add_plain(Name::Div);
                self.move_children(ROOT, all);
                self.append(ROOT, all);
                all
            }
        };
        // what holds the page's article holds others too
        let own = own.filter(|own| *own == best || self.at(*own).parent != NONE);
        let is_inside = |own: u32| best == own || self.ancestors(best).any(|around| around == own);
        let best = own.filter(|own| !is_inside(*own)).unwrap_or(best);
        self.give_own_score(best, weighs_classes);
        self.with_siblings(best, own)
    }

    /// What is around the best candidate and holds others that are nearly as good.
    fn common(&self, candidates: &[u32]) -> u32 {
        let best = candidates[0];
        let is_near = |other: &&u32| self.score(**other) / self.score(best) >= NEARLY;
        let near: Vec<u32> = candidates[1..].iter().filter(is_near).copied().collect();
        if near.len() <= MIN_COMMON {
            return best;
        }
        let holds =
            |around: u32| near.iter().filter(|other| self.ancestors(**other).any(|node| node == around)).count();
        let inside = self.ancestors(best).take_while(|around| *around != ROOT);
        inside.into_iter().find(|around| holds(*around) >= MIN_COMMON).unwrap_or(best)
    }

    /// What is around the best candidate and has more points.
    fn better_around(&mut self, best: u32, weighs_classes: bool) -> u32 {
        self.give_own_score(best, weighs_classes);
        let mut last = self.score(best);
        let least = last / 3.0;
        for around in self.ancestors(best).take_while(|around| *around != ROOT) {
            let Some(score) = self.at(around).score else { continue };
            if score < least {
                break;
            }
            if score > last {
                return around;
            }
            last = score;
        }
        best
    }

    /// The outermost element that holds this one and nothing else.
    fn without_shells(&self, node: u32) -> u32 {
        let mut node = node;
        for around in self.ancestors(node).take_while(|around| *around != ROOT) {
            if self.element_children(around).count() != 1 {
                break;
            }
            node = around;
        }
        node
    }

    /// The best candidate, with those beside it that belong to it.
    fn with_siblings(&mut self, best: u32, own: Option<u32>) -> u32 {
        let parent = Some(self.at(best).parent).filter(|parent| *parent != NONE).unwrap_or(ROOT);
        let body = self.add_plain(Name::Div);
        let siblings: Vec<u32> = self.element_children(parent).collect();
        for sibling in siblings {
            let is_other = own.is_some_and(|own| self.has_other_article(sibling, own));
            if sibling != best && (is_other || !self.belongs_to(sibling, best)) {
                continue;
            }
            if !matches!(self.name(sibling), Name::Article | Name::Section | Name::P | Name::Ol | Name::Ul) {
                self.at_mut(sibling).name = Name::Div;
            }
            self.append(body, sibling);
        }
        self.append(parent, body);
        body
    }

    fn belongs_to(&self, sibling: u32, best: u32) -> bool {
        let threshold = (self.score(best) * 0.2).max(10.0);
        let class = self.element(best).class;
        let is_alike = !class.is_empty() && self.element(sibling).class == class;
        let bonus = if is_alike { self.score(best) * 0.2 } else { 0.0 };
        let score = self.score(sibling);
        if score > 0.0 {
            return score + bonus >= threshold;
        }
        if self.name(sibling) != Name::P {
            return false;
        }
        let (chars, links) = (self.chars(sibling), self.link_density(sibling));
        let ends_sentence = || {
            let line = self.line(sibling);
            line.ends_with('.') || line.contains(". ")
        };
        chars > 80 && links < 0.25 || (1..80).contains(&chars) && links == 0.0 && ends_sentence()
    }
}
