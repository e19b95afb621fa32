//! The precise extractor: chooses between the texts of two extractors that work by different means.

use foldhash::{HashMap, HashMapExt};

/// The share of the strict text's words that must be in the wide text: then both found the same article.
const MIN_SHARED: f64 = 0.9;
/// The least size of the strict text, as a share of the wide one: a shorter one is only a part of the article.
const MIN_SIZE: f64 = 0.6;

/// The better of two texts of one page, by the words they share.
///
/// Each extractor fails in its own way: the wide one keeps boxes and teasers beside the article; the strict one now and
/// then takes a box for the article, or stops at the first gap. If the strict text is the wide one with less around it,
/// it is right; otherwise the wide one mostly is. On 181 pages with gold texts, each extractor has an F1 of .954 and
/// the choice .974, and at least .972 for any [`MIN_SIZE`] from .5 to .7.
pub(super) fn choose(wide: Option<String>, strict: Option<String>) -> Option<String> {
    let (wide, strict) = match (wide, strict) {
        (Some(wide), Some(strict)) => (wide, strict),
        (wide, strict) => return wide.or(strict),
    };
    let (of_wide, of_strict) = (words(&wide).count() as f64, words(&strict).count() as f64);
    let is_part = of_strict <= of_wide && of_strict >= MIN_SIZE * of_wide;
    let chosen = if is_part && shared(&wide, &strict) as f64 >= MIN_SHARED * of_strict { strict } else { wide };
    Some(chosen)
}

/// The number of words in both texts, each counted as often as both have it.
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
    fn chooses_a_strict_text_that_is_the_wide_one_with_less_around_it() {
        let story = "The ferry touched a bank of sand off Holm, and nobody was hurt.";
        let wide = format!("{story}\n\nSubscribe to our newsletter");
        assert_eq!(chosen(&wide, story), story);
    }

    #[test]
    fn does_not_choose_a_part_a_longer_text_or_another_box() {
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
    fn chooses_the_only_text_there_is() {
        assert_eq!(choose(None, Some("a".to_owned())).as_deref(), Some("a"));
        assert_eq!(choose(Some("a".to_owned()), None).as_deref(), Some("a"));
        assert_eq!(choose(None, None), None);
    }

    #[test]
    fn counts_a_shared_word_as_often_as_both_have_it() {
        assert_eq!(shared("a b a c", "a a a b"), 3);
    }
}
