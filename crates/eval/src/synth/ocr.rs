//! OCR errors: misread and lost characters, words split and run together.

use super::rng::Rng;

/// Letters that look is_next in worn type, collected by hand: printed, read.
const CONFUSIONS: &[(&str, &str)] = &[
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("d", "cl"),
    ("li", "h"),
    ("h", "b"),
    ("b", "h"),
    ("e", "c"),
    ("c", "e"),
    ("e", "o"),
    ("o", "c"),
    ("a", "u"),
    ("u", "n"),
    ("n", "u"),
    ("l", "1"),
    ("i", "l"),
    ("l", "i"),
    ("t", "f"),
    ("f", "t"),
    ("s", "8"),
    ("o", "0"),
    ("g", "q"),
    ("v", "y"),
    ("w", "vv"),
    ("B", "8"),
    ("S", "5"),
    ("I", "l"),
    ("0", "O"),
    ("1", "l"),
    ("5", "S"),
    ("8", "B"),
];

/// Returns `text` with an OCR error at the share `rate` of its characters. An error at a space joins two words. Of the
/// other errors, 70 % misread a character, 20 % drop it and 10 % add a space after it. Line breaks are kept.
pub(super) fn add_ocr_errors(text: &str, rate: f64, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut consumed = c.len_utf8();
        if c == '\n' || !rng.chance(rate) {
            out.push(c);
        } else if c == ' ' {
            // joins two words: nothing is written
        } else {
            match rng.below(10) {
                0..=6 => {
                    let (read, len) = misread(rest, c, rng);
                    out.push_str(read);
                    consumed = len;
                }
                7 | 8 => {}
                _ => {
                    out.push(c);
                    out.push(' ');
                }
            }
        }
        rest = &rest[consumed..];
    }
    out
}

/// The misreading of the first letters of `rest`, and the number of bytes that it replaces. `c` is the first character.
fn misread(rest: &str, c: char, rng: &mut Rng) -> (&'static str, usize) {
    let is_next = |(printed, _): &&(&str, &str)| rest.starts_with(*printed);
    let count = CONFUSIONS.iter().filter(is_next).count();
    match CONFUSIONS.iter().filter(is_next).nth(rng.below(count)) {
        Some((printed, read)) => (read, printed.len()),
        // an ink blot
        None => (".", c.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "The harbour office closed the lower quay on Monday.\nNobody — not even the pilots — was told why.\n";

    #[test]
    fn a_rate_of_zero_keeps_the_text_and_equal_seeds_give_equal_errors() {
        assert_eq!(add_ocr_errors(TEXT, 0.0, &mut Rng::new(&[1])), TEXT);
        assert_eq!(add_ocr_errors(TEXT, 0.1, &mut Rng::new(&[1])), add_ocr_errors(TEXT, 0.1, &mut Rng::new(&[1])));
        assert_ne!(add_ocr_errors(TEXT, 0.1, &mut Rng::new(&[1])), add_ocr_errors(TEXT, 0.1, &mut Rng::new(&[2])));
    }

    #[test]
    fn the_share_of_damaged_words_follows_from_the_rate() {
        let text = TEXT.repeat(200);
        let read = add_ocr_errors(&text, 0.02, &mut Rng::new(&[7]));
        let words: std::collections::HashSet<&str> = TEXT.split_whitespace().collect();
        let intact = read.split_whitespace().filter(|word| words.contains(word)).count() as f64;
        let share = intact / text.split_whitespace().count() as f64;
        // an average word of 5.5 characters is intact with probability 0.98^5.5 = 0.895
        assert!((0.86..0.94).contains(&share), "{share}");
    }

    #[test]
    fn line_breaks_and_whole_characters_of_any_script_are_kept() {
        let read = add_ocr_errors("Über die Brücke\n港口今天关闭\nmore\n", 1.0, &mut Rng::new(&[3]));
        assert_eq!(read.matches('\n').count(), 3);
    }
}
