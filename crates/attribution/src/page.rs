//! A page read once, from its first byte to its last: its lines, and those few of them in which anything may be named.

use super::forms::Forms;
use super::lines::{self, Line};
use super::openings;
use super::reach::{self, Parts};

/// A page as its lines.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Every line that holds anything.
    pub(super) lines: Vec<Line>,
    /// The lines that may hold a name, and those that end a story without one; no other line tells anything of a credit.
    pub(super) marked: Vec<usize>,
}

impl Page {
    /// Reads a page.
    pub(super) fn read(text: &str, forms: &Forms) -> Page {
        let bytes = text.as_bytes();
        let (blocks, rest) = bytes.as_chunks::<64>();
        let mut last = [b' '; 64];
        last[..rest.len()].copy_from_slice(rest);
        let page = Page { lines: Vec::with_capacity(64), marked: Vec::new() };
        let mut walk = Walk { text, forms, page, from: 0, depth: 0, opened: false };
        let bits_of = openings::kernel();
        for nth in 0..=blocks.len() {
            let first = nth * 64;
            let bits = bits_of(blocks.get(nth).unwrap_or(&last));
            let mut places = bits.opens;
            let mut opened: u64 = 0;
            while places != 0 {
                let nth = places.trailing_zeros();
                if forms.may_open(bytes, first + nth as usize) {
                    opened |= 1 << nth;
                }
                places &= places - 1;
            }
            let mut ends = bits.ends;
            while ends != 0 {
                let lowest = ends & ends.wrapping_neg();
                let before = lowest - 1;
                walk.opened |= opened & before != 0;
                opened &= !before;
                walk.end_line(first + ends.trailing_zeros() as usize);
                ends ^= lowest;
            }
            walk.opened |= opened != 0;
        }
        walk.end_line(text.len());
        walk.end_page()
    }
}

/// The place of the reader on the page.
struct Walk<'a> {
    text: &'a str,
    forms: &'a Forms,
    page: Page,
    /// Where the line begins.
    from: usize,
    /// Lines of prose above.
    depth: usize,
    /// Whether a name may begin in the line, by its capitals, its brackets and its characters beyond ASCII.
    opened: bool,
}

impl Walk<'_> {
    #[inline]
    fn end_line(&mut self, to: usize) {
        let opened = std::mem::take(&mut self.opened) || self.forms.begin_anyhow();
        let from = std::mem::replace(&mut self.from, to + 1);
        if from == to {
            return;
        }
        let Some((start, end)) = lines::trimmed(self.text, from, to) else { return };
        let line = Line { start, end, depth: self.depth };
        self.depth += usize::from(line.len() >= lines::PROSE);
        let nth = self.page.lines.len();
        self.page.lines.push(line);
        if opened || self.has_small_mark(line, nth == 0) || reach::is_reporting_line(&self.text[start..end]) {
            self.page.marked.push(nth);
        }
    }

    /// More of the last line is looked at than was thought when it was read.
    fn end_page(mut self) -> Page {
        if let Some(nth) = self.page.lines.len().checked_sub(1)
            && self.page.marked.last() != Some(&nth)
            && self.has_small_mark(self.page.lines[nth], true)
        {
            self.page.marked.push(nth);
        }
        self.page
    }

    /// Whether a mark in small letters may stand where one is looked for apart from brackets: at the ends of a part.
    fn has_small_mark(&self, line: Line, end_of_page: bool) -> bool {
        let Parts { cut, from } = reach::parts(self.text, line, end_of_page);
        let ends = |from, to| self.forms.may_end_small(self.text.as_bytes(), from, to);
        ends(line.start, cut) || from < line.end && ends(from, line.end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::agencies::Agencies;
    use super::*;
    use proptest::prelude::*;

    /// Whether anything is found in any line that was passed over.
    fn checked(text: &str, forms: &Forms) {
        let page = Page::read(text, forms);
        assert_eq!(page.lines, lines::of(text), "{text:?}");
        let contributed = memchr::memmem::Finder::new("ontribut");
        let mut hits = Vec::new();
        for (at, &line) in page.lines.iter().enumerate() {
            let end_of_page = at == 0 || at + 1 == page.lines.len();
            reach::hits(forms, text, line, end_of_page, &contributed, &mut hits);
            let told = !hits.is_empty() || reach::is_reporting_line(&text[line.start..line.end]);
            assert!(!told || page.marked.contains(&at), "{:?} in {text:?}", &text[line.start..line.end]);
        }
        assert!(page.marked.is_sorted());
    }

    fn builtin() -> &'static Forms {
        static FORMS: std::sync::OnceLock<Forms> = std::sync::OnceLock::new();
        FORMS.get_or_init(|| Forms::new(&Agencies::builtin()))
    }

    #[test]
    fn a_mark_is_seen_wherever_it_stands() {
        for mark in ["AP", "dpa", "ТАСС", "dpa-AFX", "新华社", "Associated Press", "ritzau"] {
            for before in 0..700 {
                for (open, close) in [(" ", ""), (" (", ")"), ("-", "."), ("", " "), ("\n", "\n")] {
                    checked(
                        &format!("{}{open}{mark}{close}", "x ".repeat(before / 2) + &"y".repeat(before % 2)),
                        builtin(),
                    );
                }
            }
        }
    }

    #[test]
    fn agencies_that_begin_oddly_are_seen_as_well() {
        let own = "[[agency]]\nid = \"odd\"\nname = \"Odd\"\nkind = \"wire\"\nnames = [\"24 ore\", \"the wire\"]\n";
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, own).unwrap();
        let forms = Forms::new(&Agencies::with_file(file.path()).unwrap());
        checked(&format!("{}\nbut 24 ore said, and the wire too\nx", "word ".repeat(40)), &forms);
    }

    proptest! {
        #[test]
        fn no_line_that_tells_anything_is_passed_over(parts in prop::collection::vec(prop_oneof![
            4 => "[a-z]{1,9} ",
            1 => "[ \\n\\t()/\\[\\].–—é-]{1,3}",
            1 => prop::sample::select(&["AP", "dpa", "sda", "Reuters", "ТАСС", "新华社", "The Associated Press", "AFP", "ots", "Reporting by ", "Editing by ", "contributed"][..]).prop_map(str::to_owned),
            1 => (1usize..60).prop_map(|n| "word ".repeat(n)),
            1 => any::<char>().prop_map(|c| c.to_string()),
        ], 0..60)) {
            checked(&parts.concat(), builtin());
        }
    }
}
