//! The weekdays in Chinese, Japanese and Korean dates, whose characters mean parts of a date as well.

use std::borrow::Cow;

/// A text without its weekdays: `(火)`, `火曜日`, `星期二`, `周二`, `화요일`.
pub(super) fn without_weekday(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        match weekday_length(&chars[at..]) {
            0 => {
                rest.push(chars[at]);
                at += 1;
            }
            length => {
                rest.push(' ');
                at += length;
            }
        }
    }
    Cow::Owned(rest)
}

/// How many characters the weekday has with which a text begins; 0 when it begins with none.
fn weekday_length(chars: &[char]) -> usize {
    let is_day = |c: char| "月火水木金土日一二三四五六天월화수목금토".contains(c) || c == '일';
    match *chars {
        ['(' | '（', day, ')' | '）', ..] if is_day(day) => 3,
        [day, '曜', '日', ..] | [day, '요', '일', ..] if is_day(day) => 3,
        ['星', '期', day, ..] | ['礼' | '禮', '拜', day, ..] if is_day(day) => 3,
        ['周' | '週', day, ..] if is_day(day) => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekday_is_taken_out_and_a_day_stays() {
        for (text, expected) in [
            ("2031年2月4日(火)", "2031年2月4日 "),
            ("2031年2月9日日曜日", "2031年2月9日 "),
            ("2031-02-04 星期二", "2031-02-04  "),
            ("周二 2月4日", "  2月4日"),
            ("2031년 2월 4일 화요일", "2031년 2월 4일  "),
            ("4 Feb", "4 Feb"),
        ] {
            assert_eq!(without_weekday(text), expected);
        }
    }
}
