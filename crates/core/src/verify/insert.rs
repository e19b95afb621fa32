//! Inserts: a block that two texts have in common and that is part of neither story. A letter, a post, a caption of a
//! gallery, a box of background.
//!
//! The amount of shared text does not tell an insert from a copy, and its spread does so only where the block is short.
//! But an insert is one block, and neither text begins with it. A source that comes back to a matter after days repeats
//! its background in several blocks below a new opening.

use super::shingle_table::SharedRun;
use crate::text::Token;

/// The block is at least this share of what is shared.
const MOST_OF_SHARED: f64 = 0.7;
/// Tokens of a text that are its beginning: a headline and the first sentence.
const BEGINNING: usize = 40;
/// A text has the beginning of another if this share of that beginning is in shared runs. Headlines may differ.
const SHARE_OF_BEGINNING: f64 = 0.5;

/// Whether the runs that two texts share, which are in the order of the second, are mostly one block, and neither
/// text has the beginning of the other. When one source `repeats` itself the number of blocks says nothing.
pub(super) fn is_insert(runs: &[SharedRun], [first, second]: [&[Token]; 2], repeats: bool) -> bool {
    let block = runs.iter().map(|run| run.tokens).max().unwrap_or(0);
    let shared = covered(runs.iter().map(|run| (run.second, run.tokens)), second.len());
    let begins = |len: usize, starts: &dyn Fn(&SharedRun) -> usize| {
        let beginning = BEGINNING.min(len);
        let mut stretches: Vec<_> = runs.iter().map(|run| (starts(run), run.tokens)).collect();
        stretches.sort_unstable();
        covered(stretches.into_iter(), beginning) as f64 >= SHARE_OF_BEGINNING * beginning as f64
    };
    (repeats || block as f64 >= MOST_OF_SHARED * shared as f64)
        && !begins(first.len(), &|run| run.first)
        && !begins(second.len(), &|run| run.second)
}

/// How many of the first `len` tokens lie in stretches, which are ordered by their starts.
fn covered(stretches: impl Iterator<Item = (usize, usize)>, len: usize) -> usize {
    let (mut covered, mut end) = (0, 0);
    for (start, tokens) in stretches {
        let to = (start + tokens).min(len);
        covered += to.saturating_sub(start.max(end));
        end = end.max(to);
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ShingleSettings, tokens};
    use crate::verify::ShingleTable;

    /// `count` words that begin with `name`.
    fn own(name: &str, count: usize) -> String {
        (0..count).map(|n| format!("{name}{n} ")).collect()
    }

    fn are_inserts(a: &str, b: &str) -> bool {
        are_inserts_when(false, a, b)
    }

    fn are_inserts_when(repeats: bool, a: &str, b: &str) -> bool {
        let [a, b] = [a, b].map(tokens);
        let mut table = ShingleTable::new(ShingleSettings::default());
        table.build(&a);
        let _ = table.compare(&b, None);
        is_insert(table.shared_runs(), [&a, &b], repeats)
    }

    #[test]
    fn a_letter_in_two_articles_is_an_insert() {
        let with = |name: &str, before: usize| format!("{}{}{}", own(name, before), own("letter", 100), own("end", 50));
        assert!(are_inserts(&with("one", 60), &with("other", 200)));
        // an article that opens with it under another headline
        assert!(!are_inserts(&with("one", 10), &with("other", 200)));
    }

    #[test]
    fn two_blocks_of_equal_size_are_no_insert() {
        let with = |name: &str| {
            format!("{}{}{}{}", own(name, 60), own("part", 50), own(&format!("{name}b"), 60), own("more", 50))
        };
        assert!(!are_inserts(&with("one"), &with("other")));
        // but they are what a source repeats below other news
        assert!(are_inserts_when(true, &with("one"), &with("other")));
        let update = |end: &str| format!("{}{}{}", own("news", 60), own("part", 50), own(end, 60));
        assert!(!are_inserts_when(true, &update("one"), &update("other")));
    }

    #[test]
    fn tokens_in_two_runs_count_once() {
        assert_eq!(covered([(0, 10), (5, 10), (30, 5)].into_iter(), 32), 17);
    }
}
