//! Leading names: whether two documents begin with different names, as reports on two companies do.

use super::slots::Slot;
use crate::text::Token;

/// A leading name begins within this many tokens of the start.
const LEADING_TOKENS: usize = 3;
/// Tokens of a name that are compared.
const NAME_TOKENS: usize = 2;

/// How the names at the beginning of two documents compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeadingNames {
    /// The same words, or one word for another, which may be another spelling of a name.
    Same,
    /// Different names.
    Different,
    /// Different names that each document repeats later: the same report on another company.
    DifferentRepeated,
}

/// Compares the leading names of two documents by the slots in which their wordings differ.
pub(super) fn leading_names(
    slots: &[Slot],
    a: &[Token],
    b: &[Token],
    is_name: impl Fn(&Token) -> bool,
) -> LeadingNames {
    let name = |slot: &[Token], from: usize| -> Vec<u32> {
        let tokens = slot[from..].iter().take_while(|token| is_name(token));
        tokens.take(NAME_TOKENS).map(|token| token.spelling()).collect()
    };
    // a single shared token is no passage, so a slot may begin with one
    let mut names = slots.iter().map(|slot| {
        let (in_a, in_b) = (&a[slot.a.clone()], &b[slot.b.clone()]);
        let same = in_a.iter().zip(in_b).take_while(|(x, y)| x.spelling() == y.spelling()).count();
        (slot.start() + same, name(in_a, same), name(in_b, same))
    });
    match names.next() {
        Some((at, of_a, of_b))
            if at < LEADING_TOKENS && !of_a.is_empty() && !of_b.is_empty() && of_a.len() + of_b.len() > 2 =>
        {
            let are_repeated = names.any(|(_, later_a, later_b)| later_a == of_a && later_b == of_b);
            if are_repeated { LeadingNames::DifferentRepeated } else { LeadingNames::Different }
        }
        _ => LeadingNames::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::super::slots::Alignment;
    use super::*;
    use crate::text::{TokenClass, tokens};

    #[test]
    fn different_companies_are_recognised_by_their_names_at_the_start_and_later() {
        let compare = |a: &str, b: &str| {
            let [a, b] = [a, b].map(tokens);
            let alignment = Alignment::of(&a, &b, |_| false);
            leading_names(&alignment.slots, &a, &b, |token| token.class() == TokenClass::Capital)
        };
        let report =
            |name: &str| format!("{name} pays seven marks a share, and the board of {name} says that it is content");
        assert_eq!(compare(&report("Holm Shipping"), &report("Skerry Glass")), LeadingNames::DifferentRepeated);
        assert_eq!(compare(&report("Oriel"), &report("Oryel")), LeadingNames::Same);
        assert_eq!(compare(&report("Oriel"), &report("Oriel").replace("seven", "eight")), LeadingNames::Same);
        let once = |name: &str| format!("{name} pays seven marks a share, and the board says that it is content");
        assert_eq!(compare(&once("Holm Shipping"), &once("Skerry Glass")), LeadingNames::Different);
    }
}
