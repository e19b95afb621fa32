//! Makes a page ready to be scored: removes what is not shown or is furniture, and finds its paragraphs.

use super::head::likeness;
use super::names::Name;
use super::tree::{NONE, ROOT, Tree};

/// A heading with this share of its words in the headline is the headline.
const LIKE_THE_HEADLINE: f64 = 0.75;
/// A `div` with one paragraph in it is that paragraph, if less than this share of it is links.
const MAX_LINKS: f32 = 0.25;
/// The line of an author has fewer characters.
const MAX_BYLINE_CHARS: usize = 100;

impl Tree<'_> {
    /// Removes the line of the author.
    pub(super) fn remove_byline(&mut self) {
        let mut next = self.next_element(ROOT, false);
        while next != NONE {
            if self.element(next).is_byline() && (1..MAX_BYLINE_CHARS).contains(&self.chars(next)) {
                return self.detach(next);
            }
            next = self.next_element(next, false);
        }
    }

    /// Removes pictures without an address, and makes paragraphs of what stands between two line breaks.
    pub(super) fn tidy(&mut self) {
        for picture in self.find(ROOT, |name| name == Name::Img) {
            if !self.element(picture).has_picture {
                self.detach(picture);
            }
        }
        for line_break in self.find(ROOT, |name| name == Name::Br) {
            if self.at(line_break).parent != NONE {
                self.make_paragraph_of_breaks(line_break);
            }
        }
    }

    fn make_paragraph_of_breaks(&mut self, line_break: u32) {
        let mut is_paragraph = false;
        loop {
            let next = self.next_shown(self.at(line_break).next);
            if next == NONE || self.name(next) != Name::Br {
                break;
            }
            // the white space before it goes with it
            is_paragraph = true;
            while self.at(line_break).next != next {
                self.detach(self.at(line_break).next);
            }
            self.detach(next);
        }
        if !is_paragraph {
            return;
        }
        let paragraph = self.add_plain(Name::P);
        self.replace(line_break, paragraph);
        loop {
            let next = self.at(paragraph).next;
            if next == NONE || !self.is_phrasing(next) {
                break;
            }
            if self.name(next) == Name::Br {
                let after = self.next_shown(self.at(next).next);
                if after != NONE && self.name(after) == Name::Br {
                    break;
                }
            }
            self.append(paragraph, next);
        }
        self.trim_end(paragraph);
        let parent = self.at(paragraph).parent;
        if self.name(parent) == Name::P {
            self.at_mut(parent).name = Name::Div;
        }
    }

    /// The first node from this one on that is no white space.
    fn next_shown(&self, node: u32) -> u32 {
        let mut node = node;
        while node != NONE && self.text(node).is_some_and(|text| text.is_blank) {
            node = self.at(node).next;
        }
        node
    }

    fn trim_end(&mut self, node: u32) {
        while self.at(node).last != NONE && self.is_space(self.at(node).last) {
            self.detach(self.at(node).last);
        }
    }

    /// The elements that are scored. What is not shown, furniture and the headline are removed.
    pub(super) fn paragraphs(&mut self, removes_unlikely: bool, headline: &str) -> Vec<u32> {
        let mut found = Vec::new();
        let mut has_headline = headline.is_empty();
        let mut next = self.next_element(ROOT, false);
        while next != NONE {
            let mut node = next;
            let name = self.name(node);
            let is_headline = !has_headline
                && matches!(name, Name::H1 | Name::H2)
                && likeness(headline, &self.line(node)) > LIKE_THE_HEADLINE;
            let is_removed = is_headline
                || self.is_removed(node, removes_unlikely) && name != Name::Svg
                || self.element(node).is_hidden;
            has_headline |= is_headline;
            if is_removed || name == Name::Svg {
                next = self.next_element(node, true);
                if is_removed {
                    self.detach(node);
                }
                continue;
            }
            let is_scored = matches!(
                name,
                Name::Section | Name::H2 | Name::H3 | Name::H4 | Name::H5 | Name::H6 | Name::P | Name::Td | Name::Pre
            );
            if is_scored {
                found.push(node);
            }
            if name == Name::Div {
                self.wrap_phrases(node);
                if let Some(only) = self.only_child(node, Name::P).filter(|_| self.link_density(node) < MAX_LINKS) {
                    self.replace(node, only);
                    found.push(only);
                    node = only;
                } else if !self.descendants(node).any(|inner| self.name(inner).is_block()) {
                    self.at_mut(node).name = Name::P;
                    found.push(node);
                }
            }
            next = self.next_element(node, false);
        }
        found
    }

    fn is_removed(&self, node: u32, removes_unlikely: bool) -> bool {
        let (name, element) = (self.name(node), self.element(node));
        let may_be_empty = matches!(name, Name::Div | Name::Section | Name::Header) || name.is_heading();
        element.is_dialog
            || removes_unlikely && (element.is_furniture || self.is_unlikely(node))
            || may_be_empty && self.is_empty(node)
    }

    fn is_unlikely(&self, node: u32) -> bool {
        self.name(node) != Name::A
            && self.element(node).is_unlikely()
            && !self.ancestors(node).take(3).any(|around| matches!(self.name(around), Name::Table | Name::Code))
    }

    /// Whether a node shows nothing, and holds nothing but line breaks.
    fn is_empty(&self, node: u32) -> bool {
        if self.descendants(node).any(|inner| self.shows(inner)) {
            return false;
        }
        let children = self.element_children(node).count();
        let is_break = |inner: &u32| matches!(self.name(*inner), Name::Br | Name::Hr);
        children == 0 || children == self.descendants(node).filter(is_break).count()
    }

    /// Puts the running text in a node into paragraphs.
    fn wrap_phrases(&mut self, node: u32) {
        let mut next = self.at(node).first;
        while next != NONE {
            let child = next;
            next = self.at(child).next;
            if self.is_space(child) || !self.is_phrasing(child) {
                continue;
            }
            let paragraph = self.add_plain(Name::P);
            self.insert_before(child, paragraph);
            self.append(paragraph, child);
            while next != NONE {
                let other = next;
                next = self.at(other).next;
                if !self.is_phrasing(other) {
                    break;
                }
                self.append(paragraph, other);
            }
            self.trim_end(paragraph);
        }
    }
}
