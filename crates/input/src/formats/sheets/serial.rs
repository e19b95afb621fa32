//! Dates of spreadsheets, which are numbers of days.

use crate::article::Published;

/// Days from the beginning of a workbook's count to 1970.
const DAYS_FROM_1900: i64 = 25_569;
const DAYS_FROM_1904: i64 = 24_107;

/// A number of days as text: `2031-02-04`, or with a time of the day. `None` for one that is no date.
pub(super) fn date(number: &str, from_1904: bool) -> Option<String> {
    const MAX_DAYS: f64 = 2_958_466.0;
    let days: f64 = number.trim().parse().ok().filter(|days| (1.0..MAX_DAYS).contains(days))?;
    // whole minutes are stored as fractions that are a little too small
    let minutes = (days * 1440.0).round() as i64;
    let start = if from_1904 { DAYS_FROM_1904 } else { DAYS_FROM_1900 };
    let day = Published::day(minutes.div_euclid(1440) - start);
    Some(match minutes.rem_euclid(1440) {
        0 => day.to_string(),
        time => format!("{day} {:02}:{:02}", time / 60, time % 60),
    })
}

/// The date of a number in a column of dates that does not say it is one: of the years 1954 to 2119.
pub(super) fn date_in_column(number: &str, from_1904: bool) -> Option<String> {
    let days: f64 = number.trim().parse().ok()?;
    (20_000.0..80_000.0).contains(&days).then(|| date(number, from_1904)).flatten()
}

/// Whether a number in this format is a date: the format has a part for years, days, hours or seconds.
pub(super) fn is_date_format(code: &str) -> bool {
    let mut chars = code.chars();
    let mut is_date = false;
    while let Some(c) = chars.next() {
        match c {
            // a text, a condition or a colour, and a character as it is
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(chars.next()),
            'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 's' | 'S' => is_date = true,
            'G' | 'g' => return false,
            ';' => break,
            _ => {}
        }
    }
    is_date
}

/// Whether a number in this built-in format is a date.
pub(super) fn is_builtin_date_format(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days_from_1900_and_from_1904() {
        assert_eq!(date("47883", false).as_deref(), Some("2031-02-04"));
        assert_eq!(date("47883.416666666664", false).as_deref(), Some("2031-02-04 10:00"));
        assert_eq!(date("46421.25", true).as_deref(), Some("2031-02-04 06:00"));
        assert_eq!(date("25569", false).as_deref(), Some("1970-01-01"));
        assert_eq!(
            (date("0.5", false), date("-3", false), date("x", false), date("1e300", false)),
            (None, None, None, None)
        );
        assert_eq!((date_in_column("2031", false), date_in_column("1928055600", false)), (None, None));
    }

    #[test]
    fn knows_the_formats_of_dates() {
        for (code, expected) in [
            ("yyyy\\-mm\\-dd", true),
            ("[$-407]d. mmmm yyyy", true),
            ("h:mm AM/PM", true),
            ("General", false),
            ("0.00", false),
            ("#,##0 \"days\"", false),
            ("[Red]0", false),
            ("0_d", false),
            ("@", false),
        ] {
            assert_eq!(is_date_format(code), expected, "{code}");
        }
    }
}
