//! What a closing tag closes.

use super::build::Builder;
use super::names::Name;
use super::tree::NONE;

impl<'h> Builder<'h> {
    pub(super) fn close_tag(&mut self, written: &'h str) {
        let name = Name::of(written);
        match name {
            Name::Html | Name::Body | Name::Head | Name::Svg => {}
            Name::P => {
                if !self.close_paragraph() {
                    let node = self.tree.add_plain(Name::P);
                    self.place(node, true);
                }
            }
            Name::Br => {
                let node = self.tree.add_plain(Name::Br);
                self.place(node, true);
            }
            Name::Form => {
                let form = std::mem::replace(&mut self.form, NONE);
                self.open.retain(|node| *node != form);
            }
            Name::Table | Name::Tbody | Name::Thead | Name::Tfoot | Name::Tr | Name::Td | Name::Th | Name::Caption => {
                let barrier = |found: Name| matches!(found, Name::Table | Name::Body | Name::Template);
                if let Some(place) = self.in_scope(|found| found == name, barrier) {
                    let cells = self.open[place..].iter().filter(|node| self.is_cell(**node)).count();
                    self.close_to(place);
                    (0..cells).for_each(|_| self.end_cell());
                }
            }
            _ if name.is_heading() => {
                self.close(Name::is_heading, Name::is_barrier);
            }
            Name::Li => {
                self.close(|found| found == name, |found| found.is_barrier() || matches!(found, Name::Ol | Name::Ul));
            }
            _ if name.is_formatting() => self.close_formatting(name),
            _ if name.is_special() => {
                self.close(|found| found == name, Name::is_barrier);
            }
            _ => self.close_other(name, written),
        }
    }

    /// Closes an element that is neither a block nor formatting, if no block is open in it.
    pub(super) fn close_other(&mut self, name: Name, written: &str) {
        let mut found = None;
        for (place, node) in self.open.iter().enumerate().rev() {
            let open = self.name(*node);
            if open == name && (name != Name::Other || self.tree.element(*node).tag.eq_ignore_ascii_case(written)) {
                found = Some(place);
                break;
            }
            if open.is_special() {
                break;
            }
        }
        if let Some(place) = found {
            self.close_to(place);
        }
    }
}
