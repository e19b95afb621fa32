//! The tree of a page: nodes in one list that name each other by number.

use super::element::{PageElement, TextRun};
use super::names::Name;

/// No node.
pub(super) const NONE: u32 = u32::MAX;
/// The node of `body`.
pub(super) const ROOT: u32 = 0;

/// An element or a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) name: Name,
    /// A table that holds data.
    pub(super) is_data: bool,
    /// Its number among the elements or the texts.
    pub(super) content: u32,
    pub(super) parent: u32,
    pub(super) previous: u32,
    pub(super) next: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    /// How likely it holds the body.
    pub(super) score: Option<f32>,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Tree<'h> {
    pub(super) nodes: Vec<Node>,
    pub(super) elements: Vec<PageElement<'h>>,
    pub(super) texts: Vec<TextRun<'h>>,
}

impl<'h> Tree<'h> {
    pub(super) fn add(&mut self, name: Name, content: u32) -> u32 {
        let number = self.nodes.len() as u32;
        self.nodes.push(Node {
            name,
            is_data: false,
            content,
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
            score: None,
        });
        number
    }

    /// Adds an element without attributes.
    pub(super) fn add_plain(&mut self, name: Name) -> u32 {
        self.add(name, NONE)
    }

    pub(super) fn at(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    pub(super) fn at_mut(&mut self, node: u32) -> &mut Node {
        &mut self.nodes[node as usize]
    }

    pub(super) fn name(&self, node: u32) -> Name {
        self.at(node).name
    }

    pub(super) fn is_text(&self, node: u32) -> bool {
        self.name(node) == Name::Text
    }

    pub(super) fn element(&self, node: u32) -> PageElement<'h> {
        let content = self.at(node).content;
        if self.is_text(node) {
            PageElement::default()
        } else {
            self.elements.get(content as usize).copied().unwrap_or_default()
        }
    }

    pub(super) fn text(&self, node: u32) -> Option<&TextRun<'h>> {
        if self.is_text(node) { self.texts.get(self.at(node).content as usize) } else { None }
    }

    /// Takes a node out of the tree, with what is in it.
    pub(super) fn detach(&mut self, node: u32) {
        let Node { parent, previous, next, .. } = *self.at(node);
        if parent == NONE {
            return;
        }
        match previous {
            NONE => self.at_mut(parent).first = next,
            _ => self.at_mut(previous).next = next,
        }
        match next {
            NONE => self.at_mut(parent).last = previous,
            _ => self.at_mut(next).previous = previous,
        }
        let node = self.at_mut(node);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Moves a node to the end of another.
    pub(super) fn append(&mut self, parent: u32, node: u32) {
        self.detach(node);
        let last = self.at(parent).last;
        match last {
            NONE => self.at_mut(parent).first = node,
            _ => self.at_mut(last).next = node,
        }
        self.at_mut(parent).last = node;
        let node = self.at_mut(node);
        (node.parent, node.previous) = (parent, last);
    }

    /// Moves a node before another. A node without a parent has no place before it.
    pub(super) fn insert_before(&mut self, place: u32, node: u32) {
        self.detach(node);
        let Node { parent, previous, .. } = *self.at(place);
        if parent == NONE {
            return;
        }
        match previous {
            NONE => self.at_mut(parent).first = node,
            _ => self.at_mut(previous).next = node,
        }
        self.at_mut(place).previous = node;
        let node = self.at_mut(node);
        (node.parent, node.previous, node.next) = (parent, previous, place);
    }

    /// Puts a node in the place of another.
    pub(super) fn replace(&mut self, old: u32, new: u32) {
        self.insert_before(old, new);
        self.detach(old);
    }

    /// Moves all children of a node to the end of another.
    pub(super) fn move_children(&mut self, from: u32, to: u32) {
        while self.at(from).first != NONE {
            self.append(to, self.at(from).first);
        }
    }

    /// The node after this one and all that is in it, within a root.
    pub(super) fn after(&self, node: u32, root: u32) -> u32 {
        let mut node = node;
        while node != root && node != NONE {
            if self.at(node).next != NONE {
                return self.at(node).next;
            }
            node = self.at(node).parent;
        }
        NONE
    }

    /// The nodes in a node, in order.
    pub(super) fn descendants(&self, root: u32) -> impl Iterator<Item = u32> {
        let step = move |at: u32| if self.at(at).first != NONE { self.at(at).first } else { self.after(at, root) };
        numbered(step(root), step)
    }

    /// The children of a node.
    pub(super) fn children(&self, node: u32) -> impl Iterator<Item = u32> {
        numbered(self.at(node).first, |at| self.at(at).next)
    }

    /// The children of a node that are elements.
    pub(super) fn element_children(&self, node: u32) -> impl Iterator<Item = u32> {
        self.children(node).filter(|child| !self.is_text(*child))
    }

    /// The nodes around a node, the nearest first.
    pub(super) fn ancestors(&self, node: u32) -> impl Iterator<Item = u32> {
        numbered(self.at(node).parent, |at| self.at(at).parent)
    }

    /// The elements of these names in a node.
    pub(super) fn find(&self, root: u32, is_wanted: impl Fn(Name) -> bool) -> Vec<u32> {
        self.descendants(root).filter(|node| is_wanted(self.name(*node))).collect()
    }

    /// The next element after this one: in it unless that is skipped.
    pub(super) fn next_element(&self, node: u32, skips_content: bool) -> u32 {
        let mut next = match self.at(node).first {
            first if first != NONE && !skips_content => first,
            _ => self.after(node, ROOT),
        };
        while next != NONE && self.is_text(next) {
            next = self.after(next, ROOT);
        }
        next
    }

    /// The characters of the text in a node, with white space as one blank.
    pub(super) fn chars(&self, node: u32) -> usize {
        let (mut chars, mut after_blank) = (0, true);
        for text in std::iter::once(node).chain(self.descendants(node)).filter_map(|node| self.text(node)) {
            chars += text.chars as usize - usize::from(after_blank && text.starts_blank);
            after_blank = text.ends_blank;
        }
        chars - usize::from(after_blank && chars > 0)
    }

    /// The text in a node, on one line.
    pub(super) fn line(&self, node: u32) -> String {
        let mut line = String::new();
        let texts = self.descendants(node).filter_map(|node| self.text(node));
        texts.for_each(|text| line.push_str(&text.shown()));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether a node is a text that shows something.
    pub(super) fn shows(&self, node: u32) -> bool {
        self.text(node).is_some_and(|text| !text.is_blank)
    }

    /// Whether a node is a part of running text.
    pub(super) fn is_phrasing(&self, node: u32) -> bool {
        let name = self.name(node);
        name.is_phrasing()
            || matches!(name, Name::A | Name::Del | Name::Ins)
                && self.at(node).first != NONE
                && self.children(node).all(|child| self.is_phrasing(child))
    }

    /// Whether a node is white space or a line break.
    pub(super) fn is_space(&self, node: u32) -> bool {
        self.name(node) == Name::Br || self.text(node).is_some_and(|text| text.is_blank)
    }

    /// The one element in a node, if it has this name and there is no text beside it.
    pub(super) fn only_child(&self, node: u32, name: Name) -> Option<u32> {
        let mut children = self.element_children(node);
        let child = children.next().filter(|child| self.name(*child) == name)?;
        (children.next().is_none() && !self.children(node).any(|child| self.shows(child))).then_some(child)
    }

    /// The share of a node's text that is in links.
    pub(super) fn link_density(&self, node: u32) -> f32 {
        let mut linked = 0.0;
        for link in self.descendants(node).filter(|at| self.name(*at) == Name::A) {
            linked += self.chars(link) as f32 * if self.element(link).is_local_link { 0.3 } else { 1.0 };
        }
        let chars = if linked == 0.0 { 0 } else { self.chars(node) };
        if chars == 0 { 0.0 } else { linked / chars as f32 }
    }
}

fn numbered(first: u32, step: impl Fn(u32) -> u32) -> impl Iterator<Item = u32> {
    let mut at = first;
    std::iter::from_fn(move || {
        let node = at;
        (node != NONE).then(|| at = step(node)).map(|()| node)
    })
}
