//! Formatting elements (`a`, `b`, `font`) that are closed after a block that began in them, or are not closed at all.

use super::build::Builder;
use super::names::Name;
use super::tree::NONE;

/// How many blocks a closing tag reaches over.
const MAX_BLOCKS: usize = 8;

impl Builder<'_> {
    /// Opens again the formatting elements that a block has cut off.
    pub(super) fn reopen(&mut self) {
        let is_done = |builder: &Self, node: u32| node == NONE || builder.open.contains(&node);
        let Some(last) = self.formatting.last() else { return };
        if is_done(self, *last) {
            return;
        }
        let first = self.formatting.iter().rposition(|node| is_done(self, *node)).map_or(0, |at| at + 1);
        for place in first..self.formatting.len() {
            let copy = self.copy_of(self.formatting[place]);
            self.tree.append(self.top(), copy);
            self.open.push(copy);
            self.formatting[place] = copy;
        }
    }

    fn copy_of(&mut self, node: u32) -> u32 {
        let (name, content) = (self.name(node), self.tree.at(node).content);
        self.tree.add(name, content)
    }

    /// Closes a formatting element. Blocks that began in it move out of it; what they hold so far stays formatted.
    pub(super) fn close_formatting(&mut self, name: Name) {
        // a font is read as a span
        let name = if name == Name::Font { Name::Span } else { name };
        for _ in 0..MAX_BLOCKS {
            let at = self.formatting.iter().rposition(|node| *node == NONE || self.name(*node) == name);
            let Some(at) = at.filter(|at| self.formatting[*at] != NONE) else {
                return self.close_other(name, "");
            };
            let element = self.formatting[at];
            let Some(place) = self.open.iter().rposition(|node| *node == element) else {
                self.formatting.remove(at);
                return;
            };
            let inner = &self.open[place + 1..];
            if inner.iter().any(|node| self.name(*node).is_barrier()) {
                return;
            }
            let Some(block) = inner.iter().position(|node| self.name(*node).is_special()) else {
                self.open.truncate(place);
                self.formatting.remove(at);
                return;
            };
            self.move_block_out(place, place + 1 + block, at);
        }
    }

    fn move_block_out(&mut self, place: usize, block: usize, at: usize) {
        let (around, block_node) = (self.open[place - 1], self.open[block]);
        self.tree.append(around, block_node);
        let copy = self.copy_of(self.open[place]);
        self.tree.move_children(block_node, copy);
        self.tree.append(block_node, copy);
        // what was open between the two is closed
        self.open.drain(place..block);
        self.open.insert(place + 1, copy);
        self.formatting[at] = copy;
    }
}
