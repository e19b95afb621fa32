//! Tables: which rows and cells are closed, or opened, where another part of a table begins.

use super::build::Builder;
use super::names::Name;
use super::tree::NONE;

impl Builder<'_> {
    /// Closes what is open within a table, so that a part of it can stand there. `false` outside of a table.
    pub(super) fn make_way(&mut self, name: Name) -> bool {
        let is_table = |name: Name| name == Name::Table;
        let Some(table) = self.in_scope(is_table, |name| matches!(name, Name::Body | Name::Template)) else {
            return false;
        };
        let stays = |found: Name| match name {
            Name::Td | Name::Th => found == Name::Tr,
            Name::Tr => matches!(found, Name::Tbody | Name::Thead | Name::Tfoot),
            _ => false,
        };
        let section = |found: Name| matches!(found, Name::Tbody | Name::Thead | Name::Tfoot);
        let place = self.open[table..].iter().rposition(|node| stays(self.name(*node))).map(|at| table + at);
        let place = place.or_else(|| {
            let rows = matches!(name, Name::Td | Name::Th);
            self.open[table..].iter().rposition(|node| rows && section(self.name(*node))).map(|at| table + at)
        });
        let place = place.unwrap_or(table);
        let cells = self.open[place + 1..].iter().filter(|node| self.is_cell(**node)).count();
        self.close_to(place + 1);
        (0..cells).for_each(|_| self.end_cell());
        if matches!(name, Name::Td | Name::Th | Name::Tr) && self.name(self.top()) == Name::Table {
            self.open_plain(Name::Tbody);
        }
        if matches!(name, Name::Td | Name::Th) && self.name(self.top()) != Name::Tr {
            self.open_plain(Name::Tr);
        }
        true
    }

    pub(super) fn is_cell(&self, node: u32) -> bool {
        matches!(self.name(node), Name::Td | Name::Th | Name::Caption)
    }

    fn open_plain(&mut self, name: Name) {
        let node = self.tree.add_plain(name);
        self.place(node, false);
        self.push(node);
    }

    /// Forgets the formatting elements of a cell.
    pub(super) fn end_cell(&mut self) {
        while self.formatting.pop().is_some_and(|node| node != NONE) {}
    }
}
