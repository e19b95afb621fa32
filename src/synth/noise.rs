//! The errors of a machine that reads scanned newspapers: letters taken for others, lost, words split and run together.

use super::dice::Dice;

/// Letters that look alike in worn type, by hand. What is read comes second.
const CONFUSED: &[(&str, &str)] = &[
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

/// `text` as it is read with an error at this share of its characters. An error at a blank runs two words together; of those
/// elsewhere seven in ten take a character for another, two lose it, and one puts a blank behind it. Line breaks stay.
pub(super) fn noisy(text: &str, rate: f64, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        if c == '\n' || !dice.chance(rate) {
            out.push(c);
        } else if c == ' ' {
            // run together: nothing is written
        } else {
            match dice.below(10) {
                0..=6 => {
                    let (read, len) = mistaken(rest, c, dice);
                    out.push_str(read);
                    taken = len;
                }
                7 | 8 => {}
                _ => {
                    out.push(c);
                    out.push(' ');
                }
            }
        }
        rest = &rest[taken..];
    }
    out
}

/// What is read at the beginning of `rest`, and how many bytes it stands for.
fn mistaken(rest: &str, c: char, dice: &mut Dice) -> (&'static str, usize) {
    let alike = |(printed, _): &&(&str, &str)| rest.starts_with(*printed);
    let ways = CONFUSED.iter().filter(alike).count();
    match CONFUSED.iter().filter(alike).nth(dice.below(ways)) {
        Some((printed, read)) => (read, printed.len()),
        // a blot
        None => (".", c.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "The harbour office closed the lower quay on Monday.\nNobody — not even the pilots — was told why.\n";

    #[test]
    fn no_error_leaves_the_text_and_the_same_dice_read_it_alike() {
        assert_eq!(noisy(TEXT, 0.0, &mut Dice::of(&[1])), TEXT);
        assert_eq!(noisy(TEXT, 0.1, &mut Dice::of(&[1])), noisy(TEXT, 0.1, &mut Dice::of(&[1])));
        assert_ne!(noisy(TEXT, 0.1, &mut Dice::of(&[1])), noisy(TEXT, 0.1, &mut Dice::of(&[2])));
    }

    #[test]
    fn about_so_many_words_suffer_as_the_rate_says() {
        let text = TEXT.repeat(200);
        let read = noisy(&text, 0.02, &mut Dice::of(&[7]));
        let words: std::collections::HashSet<&str> = TEXT.split_whitespace().collect();
        let whole = read.split_whitespace().filter(|word| words.contains(word)).count() as f64;
        let share = whole / text.split_whitespace().count() as f64;
        // five and a half characters to a word
        assert!((0.86..0.94).contains(&share), "{share}");
    }

    #[test]
    fn lines_stay_and_characters_of_any_script_are_taken_whole() {
        let read = noisy("Über die Brücke\n港口今天关闭\nmore\n", 1.0, &mut Dice::of(&[3]));
        assert_eq!(read.matches('\n').count(), 3);
    }
}
