//! Names by number: what many rows of the page repeat stands in it once.

use foldhash::{HashMap, HashMapExt};

/// Names in the order in which they were first met.
#[derive(Debug)]
pub(super) struct Names<'a> {
    numbers: HashMap<&'a str, u32>,
    list: Vec<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn new() -> Self {
        Names { numbers: HashMap::new(), list: Vec::new() }
    }

    /// The number of a name.
    pub(super) fn number(&mut self, name: &'a str) -> u32 {
        let next = self.list.len() as u32;
        *self.numbers.entry(name).or_insert_with(|| {
            self.list.push(name);
            next
        })
    }

    /// The names by their numbers.
    pub(super) fn list(&self) -> &[&'a str] {
        &self.list
    }
}
