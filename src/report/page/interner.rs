//! Interned strings: the page holds a string that many rows repeat once, and rows refer to it by number.

use foldhash::{HashMap, HashMapExt};

/// Strings numbered in the order in which they were first seen.
#[derive(Debug)]
pub(super) struct Interner<'a> {
    numbers: HashMap<&'a str, u32>,
    strings: Vec<&'a str>,
}

impl<'a> Interner<'a> {
    pub(super) fn new() -> Self {
        Interner { numbers: HashMap::new(), strings: Vec::new() }
    }

    /// The number of a string, a new one if it has none.
    pub(super) fn number(&mut self, string: &'a str) -> u32 {
        let next = self.strings.len() as u32;
        *self.numbers.entry(string).or_insert_with(|| {
            self.strings.push(string);
            next
        })
    }

    /// The strings in the order of their numbers.
    pub(super) fn strings(&self) -> &[&'a str] {
        &self.strings
    }
}
