//! Text on one line: how titles, names and other short fields are stored.

/// Replaces every run of white space, including line breaks, by one space, and trims the ends.
pub(crate) fn one_line(text: &str) -> String {
    if is_plain_line(text.as_bytes()) {
        return text.trim_ascii().to_owned();
    }
    join_words(text)
}

/// Whether the text is ASCII in which all white space is single spaces. It may deny that of a line that is: it compares
/// eight bytes as one number, where a byte can borrow from the next.
fn is_plain_line(text: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let (eights, rest) = text.as_chunks::<8>();
    let mut last = [b'x'; 8];
    last[..rest.len()].copy_from_slice(rest);
    let (mut odd, mut space_before) = (0, 0);
    for eight in eights.iter().chain([&last]) {
        let bytes = u64::from_le_bytes(*eight);
        let control = bytes.wrapping_sub(0x20 * ONES) & !bytes;
        let zero_at_spaces = bytes ^ (0x20 * ONES);
        let spaces = zero_at_spaces.wrapping_sub(ONES) & !zero_at_spaces & HIGH;
        odd |= control | bytes | spaces & (spaces << 8 | space_before);
        space_before = spaces >> 56;
    }
    odd & HIGH == 0
}

fn join_words(text: &str) -> String {
    if !text.contains(|c: char| c.is_whitespace() && c != ' ') && !text.contains("  ") {
        return text.trim().to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_spaces_are_accepted_in_a_plain_line() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            assert!(!is_plain_line(text.as_bytes()) || c == ' ' || !c.is_whitespace(), "{c:?}");
        }
        assert!(is_plain_line(b"Ferry aground off Holm ") && !is_plain_line(b"Ferry a  ground"));
    }

    proptest::proptest! {
        #[test]
        fn one_line_joins_the_words_of_a_text(text in "[a-c !\\t\\né\u{a0}\u{3000}]{0,30}") {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            proptest::prop_assert_eq!(&join_words(&text), &words);
            proptest::prop_assert_eq!(one_line(&text), words);
        }
    }
}
