//! The Iranian calendar, by which news in Persian and Dari is dated.

use jiff::Span;
use jiff::civil::{self, date};

/// Years that are read without the name of a month: 1991 to 2036. Later ones are of the Islamic calendar.
pub(super) const PLAIN_YEARS: std::ops::RangeInclusive<i16> = 1370..=1415;
/// Years that are read with the name of a month: 1921 to 2121.
const YEARS: std::ops::RangeInclusive<i16> = 1300..=1500;

/// The day of a date of the Iranian calendar.
pub(super) fn civil_date(year: i16, month: i16, day: i16) -> Option<civil::Date> {
    let days = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + i16::from(is_leap(year)),
        _ => return None,
    };
    if !YEARS.contains(&year) || !(1..=days).contains(&day) {
        return None;
    }
    let days_of = |year: i16| 365 + i32::from(is_leap(year));
    let years: i32 =
        if year >= 1400 { (1400..year).map(days_of).sum() } else { -(year..1400).map(days_of).sum::<i32>() };
    let months = 31 * (month - 1) - (month - 7).max(0);
    let first_of_1400 = date(2021, 3, 21);
    first_of_1400.checked_add(Span::new().days(years + i32::from(months + day - 1))).ok()
}

/// Whether a year has a day more: eight of thirty-three have, in these centuries.
fn is_leap(year: i16) -> bool {
    matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_official_calendar() {
        for ((year, month, day), expected) in [
            ((1400, 1, 1), date(2021, 3, 21)),
            ((1399, 12, 30), date(2021, 3, 20)),
            ((1403, 12, 30), date(2025, 3, 20)),
            ((1404, 1, 1), date(2025, 3, 21)),
            ((1357, 11, 22), date(1979, 2, 11)),
            ((1402, 7, 1), date(2023, 9, 23)),
            ((1409, 11, 15), date(2031, 2, 4)),
        ] {
            assert_eq!(civil_date(year, month, day), Some(expected), "{year}-{month}-{day}");
        }
        for (year, month, day) in [(1400, 12, 30), (1400, 7, 31), (1400, 13, 1), (1400, 0, 1), (1200, 1, 1)] {
            assert_eq!(civil_date(year, month, day), None);
        }
    }
}
