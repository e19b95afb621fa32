//! Naming: whether two articles begin with other names, as the reports on two companies do.

use crate::text::Token;
use std::ops::Range;

/// An article begins with a name that is among its first so many tokens.
const BEGINNING: usize = 3;

/// What two articles begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeadingNames {
    /// The same words, or one word for another, which is a name's spelling.
    Same,
    /// Other names.
    Different,
    /// Other names, which come again later on: the same report of another company.
    DifferentRepeated,
}

/// What two articles begin with, from the places where they part.
pub(super) fn leading_names(
    slots: &[(Range<usize>, Range<usize>)],
    a: &[Token],
    b: &[Token],
    is_name: impl Fn(&Token) -> bool,
) -> LeadingNames {
    let names = |slot: &[Token], from: usize| -> Vec<u32> {
        slot[from..].iter().take_while(|token| is_name(token)).take(2).map(|token| token.spelling()).collect()
    };
    let mut slots = slots.iter().map(|(at_a, at_b)| {
        let (in_a, in_b) = (&a[at_a.clone()], &b[at_b.clone()]);
        let same = in_a.iter().zip(in_b).take_while(|(x, y)| x.spelling() == y.spelling()).count();
        (at_a.start.max(at_b.start) + same, names(in_a, same), names(in_b, same))
    });
    match slots.next() {
        Some((at, of_a, of_b))
            if at < BEGINNING && !of_a.is_empty() && !of_b.is_empty() && of_a.len() + of_b.len() > 2 =>
        {
            let again = slots.any(|(_, again_a, again_b)| again_a == of_a && again_b == of_b);
            if again { LeadingNames::DifferentRepeated } else { LeadingNames::Different }
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
    fn a_company_is_named_at_the_beginning_and_again() {
        let leading = |a: &str, b: &str| {
            let [a, b] = [a, b].map(tokens);
            let slots = Alignment::of(&a, &b, |_| false);
            leading_names(&slots.places, &a, &b, |token| token.class() == TokenClass::Capital)
        };
        let report =
            |name: &str| format!("{name} pays seven marks a share, and the board of {name} says that it is content");
        assert_eq!(leading(&report("Holm Shipping"), &report("Skerry Glass")), LeadingNames::DifferentRepeated);
        assert_eq!(leading(&report("Oriel"), &report("Oryel")), LeadingNames::Same);
        assert_eq!(leading(&report("Oriel"), &report("Oriel").replace("seven", "eight")), LeadingNames::Same);
        let once = |name: &str| format!("{name} pays seven marks a share, and the board says that it is content");
        assert_eq!(leading(&once("Holm Shipping"), &once("Skerry Glass")), LeadingNames::Different);
    }
}
