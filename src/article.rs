//! One article as it was read, before anything is made of its text; and the lines of input that could not be read.

use std::fmt;
use std::sync::Arc;

/// One article of the corpus, as its source gave it. Fields that the source did not give are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// What the tables call it: the record's own id, else its path under the root given (with `:row` for a record of many).
    pub id: String,
    /// The file it came from, as the user would name it.
    pub path: Arc<str>,
    /// Its row (line, record) in that file, counted from 1; `None` when the file is one article.
    pub row: Option<u64>,
    /// Who printed it: the record's field, else the registrable domain of its URL, else the first folder under the root.
    pub outlet: String,
    /// Headline.
    pub title: String,
    /// The byline as printed.
    pub byline: String,
    /// When it was published.
    pub published: Option<Published>,
    /// Where it was published.
    pub url: String,
    /// What the source itself says about the agency: feed metadata such as NewsML's credit line; empty mostly.
    pub credit_line: String,
    /// Where the source says the story comes from, a place; from agency documents.
    pub located: String,
    /// Whom the source names as the holder of the rights; from agency documents.
    pub copyright_holder: String,
    /// Who owns the outlet, when a table of outlets says so.
    pub owner: String,
    /// The text of the page, with its line breaks.
    pub text: String,
    /// How the text was got out of its source.
    pub extraction: Extraction,
    /// All visible text of an HTML page of which `text` is the body: a credit may stand outside of the body. Else empty.
    pub page: String,
    /// Both readings of a date such as `03/04/2018`, when `published` is empty because of it.
    pub either: Option<EitherDate>,
}

/// How a text was got out of its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Extraction {
    /// The source gave the text as it is.
    #[default]
    Given,
    /// The body of an HTML page, without its furniture.
    Body,
    /// All visible text of an HTML page, as asked.
    Visible,
    /// All visible text of an HTML page, because its body was not found.
    Fallback,
}

impl Extraction {
    /// What tables call it; empty for a text as it was given.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Extraction::Given => "",
            Extraction::Body => "body",
            Extraction::Visible => "visible",
            Extraction::Fallback => "fallback",
        }
    }
}

/// The two readings of a date that is day first for some and month first for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EitherDate {
    /// With the day in front.
    pub day_first: Published,
    /// With the month in front.
    pub month_first: Published,
}

/// How exactly a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Precision {
    /// Only the day is known.
    Day,
    /// The minute is known.
    Minute,
}

/// A time of publication, with how exactly it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Published {
    /// Minutes since 1970-01-01 00:00 UTC; midnight when only the day is known.
    pub minutes: i64,
    /// Day or minute.
    pub precision: Precision,
}

impl Published {
    /// A time of which the day is known, as days since 1970-01-01.
    #[must_use]
    pub fn day(days: i64) -> Self {
        Published { minutes: days.saturating_mul(24 * 60), precision: Precision::Day }
    }

    /// A time known to the minute, as minutes since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn minute(minutes: i64) -> Self {
        Published { minutes, precision: Precision::Minute }
    }
}

/// `2018-07-16` for a day, `2018-07-16T13:10Z` for a minute.
impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.minutes.div_euclid(24 * 60));
        let minute = self.minutes.rem_euclid(24 * 60);
        // years of four digits have a short way, since tables show a date in every row
        if let 0..=9999 = year {
            let [century, rest] = [year / 100, year % 100].map(two_digits);
            let [month, day, hour, minute] = [month, day, minute / 60, minute % 60].map(two_digits);
            let text = [
                century[0], century[1], rest[0], rest[1], b'-', month[0], month[1], b'-', day[0], day[1], b'T',
                hour[0], hour[1], b':', minute[0], minute[1], b'Z',
            ];
            let shown = if self.precision == Precision::Day { &text[..10] } else { &text };
            return f.write_str(std::str::from_utf8(shown).map_err(|_| fmt::Error)?);
        }
        write!(f, "{year:04}-{month:02}-{day:02}")?;
        if self.precision == Precision::Minute {
            write!(f, "T{:02}:{:02}Z", minute / 60, minute % 60)?;
        }
        Ok(())
    }
}

/// The digits of a number below a hundred.
fn two_digits(number: i64) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
}

/// Year, month, day of a day counted from 1970-01-01 in the Gregorian calendar
/// (the era arithmetic of Howard Hinnant's `chrono`-compatible low-level date algorithms).
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A file, a row or a record that did not become an article as it stood, and why. A bad row is data: it is listed, and
/// the run goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Rejected {
    /// The file, as the user would name it.
    pub path: String,
    /// The row in that file, counted from 1; `None` when it is about the whole file.
    pub row: Option<u64>,
    /// What is wrong and what to do about it.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_prints_with_its_precision() {
        assert_eq!(Published::day(0).to_string(), "1970-01-01");
        assert_eq!(Published::day(17_728).to_string(), "2018-07-16");
        assert_eq!(Published::minute(17_728 * 1440 + 13 * 60 + 10).to_string(), "2018-07-16T13:10Z");
        assert_eq!(Published::minute(-1).to_string(), "1969-12-31T23:59Z");
        assert_eq!(Published::day(11_016).to_string(), "2000-02-29");
        assert_eq!(Published::day(-719_528).to_string(), "0000-01-01");
        assert_eq!(Published::day(-719_529).to_string(), "-001-12-31");
        assert_eq!(Published::minute(2_932_897 * 1440 - 1).to_string(), "9999-12-31T23:59Z");
        assert_eq!(Published::minute(2_932_897 * 1440).to_string(), "10000-01-01T00:00Z");
    }
}
