//! Cutting an outlet's furniture out of one article.

use super::RUN;
use super::learn::Furniture;
use crate::text::{Shingles, Token};
use std::ops::Range;

/// Stretches of fewer tokens than this between furniture are furniture too: names, dates and counts in it.
const ISLAND: u32 = 5;

/// Appends the stretches of tokens that are no furniture.
pub(super) fn keep(tokens: &[Token], furniture: &Furniture, kept: &mut Vec<Range<u32>>) {
    let len = tokens.len() as u32;
    let run = RUN.size.min(tokens.len()) as u32;
    let mut own_from = 0;
    let mut furniture_to = 0;
    Shingles::new(tokens, RUN).enumerate().for_each(|(at, shingle)| {
        let at = at as u32;
        if furniture.has(shingle) {
            if at > furniture_to.max(own_from) {
                keep_stretch(own_from, at, own_from == 0, kept);
            }
            furniture_to = at + run;
            own_from = furniture_to;
        }
    });
    if own_from < len {
        keep_stretch(own_from, len, own_from == 0, kept);
    }
}

/// Keeps a stretch between furniture, unless it is too short to be anything; a whole article is kept however short.
fn keep_stretch(from: u32, to: u32, whole: bool, kept: &mut Vec<Range<u32>>) {
    if whole || to - from >= ISLAND {
        kept.push(from..to);
    }
}
