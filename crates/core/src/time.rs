//! Times of publication: how exactly they are known, their order, and the lag between two of them.

use std::cmp::Ordering;
use std::fmt;
use std::ops::RangeInclusive;

const MINUTES_PER_DAY: i64 = 24 * 60;

/// How exactly a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Precision {
    /// Only the day is known.
    Day,
    /// The minute is known.
    Minute,
    /// The minute is known by a clock in a zone that is not. Beside times with a zone only its day counts.
    LocalMinute,
}

/// A clock is at most this far ahead of UTC (Kiritimati), and at most that far behind it (Baker Island).
const MOST_AHEAD: i64 = 14 * 60;
const MOST_BEHIND: i64 = 12 * 60;

/// A time of publication, known to the day or to the minute.
///
/// Times are ordered by day; within a day, times known to the minute come first, then those by a clock in no known
/// zone, in the order of what the clocks showed. A time known only to the day could be any minute of it, so it must not
/// lead a time that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Published {
    /// Minutes since 1970-01-01 00:00 UTC; midnight when only the day is known. Without a zone, as if that were UTC.
    pub minutes: i64,
    /// Day, minute, or minute without a zone.
    pub precision: Precision,
}

impl Published {
    /// A time known to the day, as days since 1970-01-01.
    #[must_use]
    pub fn day(days: i64) -> Self {
        Published { minutes: days.saturating_mul(MINUTES_PER_DAY), precision: Precision::Day }
    }

    /// A time known to the minute, as minutes since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn minute(minutes: i64) -> Self {
        Published { minutes, precision: Precision::Minute }
    }

    /// A time by a clock in no known zone, as minutes since 1970-01-01 00:00 on that clock.
    #[must_use]
    pub fn local_minute(minutes: i64) -> Self {
        Published { minutes, precision: Precision::LocalMinute }
    }

    /// The minutes that this time can be by its own clock: one, or all of a day. Good for how far apart two reports
    /// are, not for which was first.
    #[must_use]
    pub fn possible_minutes(self) -> RangeInclusive<i64> {
        let last = match self.precision {
            Precision::Day => self.minutes.saturating_add(MINUTES_PER_DAY - 1),
            Precision::Minute | Precision::LocalMinute => self.minutes,
        };
        self.minutes..=last
    }

    /// The minutes that this time can be, since 1970-01-01 00:00 UTC: those of
    /// [`possible_minutes`](Self::possible_minutes), and without a zone those of any zone.
    #[must_use]
    pub fn possible_minutes_in_any_zone(self) -> RangeInclusive<i64> {
        match self.precision {
            Precision::LocalMinute => {
                self.minutes.saturating_sub(MOST_AHEAD)..=self.minutes.saturating_add(MOST_BEHIND)
            }
            Precision::Day | Precision::Minute => self.possible_minutes(),
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i64 {
        self.minutes.div_euclid(MINUTES_PER_DAY)
    }

    fn sort_key(self) -> (i64, u8, i64) {
        let rank = match self.precision {
            Precision::Minute => 0,
            Precision::LocalMinute => 1,
            Precision::Day => 2,
        };
        (self.days(), rank, self.minutes)
    }
}

impl Ord for Published {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key())
    }
}

impl PartialOrd for Published {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A sort key that puts unknown times last: `copies.sort_by_key(|copy| undated_last(copy.published))`.
#[must_use]
pub fn undated_last(time: Option<Published>) -> (bool, Option<Published>) {
    (time.is_none(), time)
}

/// Minutes from one time to another, in whole days unless both are known to the minute and both or neither have a zone.
/// `None` when either is unknown, or when both are of the same day and not that exact: which came first is then unknown
/// as well. Of two times without a zone it is the difference that their clocks show, of one outlet or of two: whoever
/// says which came first asks [`is_order_known`] as well.
#[must_use]
pub fn lag_minutes(from: Option<Published>, to: Option<Published>) -> Option<i64> {
    let (from, to) = (from?, to?);
    if from.precision == to.precision && from.precision != Precision::Day {
        return Some(to.minutes - from.minutes);
    }
    let days = to.days() - from.days();
    (days != 0).then(|| days.saturating_mul(MINUTES_PER_DAY))
}

/// Whether no zone could turn the order of two times around, where either has none. A time that is not known decides
/// nothing.
#[must_use]
pub fn is_order_known(first: Option<Published>, second: Option<Published>) -> bool {
    let (Some(first), Some(second)) = (first, second) else { return true };
    if first.precision != Precision::LocalMinute && second.precision != Precision::LocalMinute {
        return true;
    }
    let [first, second] = [first, second].map(Published::possible_minutes_in_any_zone);
    first.end() <= second.start() || second.end() <= first.start()
}

/// `2018-07-16` for a day, `2018-07-16T13:10Z` for a minute, `2018-07-16T13:10` for one without a zone.
impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.days());
        let minute = self.minutes.rem_euclid(MINUTES_PER_DAY);
        // tables show a date in every row, so years of four digits take a path without the formatting machinery
        if let 0..=9999 = year {
            let [century, rest] = [year / 100, year % 100].map(two_digits);
            let [month, day, hour, minute] = [month, day, minute / 60, minute % 60].map(two_digits);
            let text = [
                century[0], century[1], rest[0], rest[1], b'-', month[0], month[1], b'-', day[0], day[1], b'T',
                hour[0], hour[1], b':', minute[0], minute[1], b'Z',
            ];
            let length = match self.precision {
                Precision::Day => 10,
                Precision::LocalMinute => text.len() - 1,
                Precision::Minute => text.len(),
            };
            return f.write_str(std::str::from_utf8(&text[..length]).map_err(|_| fmt::Error)?);
        }
        write!(f, "{year:04}-{month:02}-{day:02}")?;
        match self.precision {
            Precision::Day => Ok(()),
            Precision::LocalMinute => write!(f, "T{:02}:{:02}", minute / 60, minute % 60),
            Precision::Minute => write!(f, "T{:02}:{:02}Z", minute / 60, minute % 60),
        }
    }
}

/// The two digits of a number below a hundred.
fn two_digits(number: i64) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
}

/// Year, month and day of the Gregorian calendar for a day counted from 1970-01-01: `civil_from_days` of Howard
/// Hinnant's "chrono-Compatible Low-Level Date Algorithms".
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

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = MINUTES_PER_DAY;

    fn day(days: i64) -> Option<Published> {
        Some(Published::day(days))
    }

    fn minute(minutes: i64) -> Option<Published> {
        Some(Published::minute(minutes))
    }

    #[test]
    fn displays_a_time_with_its_precision() {
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

    #[test]
    fn a_day_comes_after_every_minute_of_it_and_unknown_times_come_last() {
        let expected = [minute(10 * DAY), minute(11 * DAY - 1), day(10), minute(11 * DAY), day(11), None];
        let mut times = expected;
        times.reverse();
        times.sort_by_key(|&time| undated_last(time));
        assert_eq!(times, expected);
    }

    #[test]
    fn a_lag_is_given_only_as_exactly_as_it_is_known() {
        assert_eq!(lag_minutes(minute(100), minute(161)), Some(61));
        assert_eq!(lag_minutes(minute(161), minute(100)), Some(-61));
        assert_eq!(lag_minutes(day(3), day(5)), Some(2 * DAY));
        assert_eq!(lag_minutes(day(3), minute(4 * DAY + 60)), Some(DAY));
        assert_eq!(lag_minutes(minute(4 * DAY + 60), day(3)), Some(-DAY));
    }

    #[test]
    fn there_is_no_lag_between_a_day_and_a_time_of_that_day() {
        assert_eq!(lag_minutes(day(3), minute(3 * DAY + 60)), None);
        assert_eq!(lag_minutes(minute(3 * DAY + 60), day(3)), None);
        assert_eq!(lag_minutes(day(3), day(3)), None);
        assert_eq!(lag_minutes(None, minute(1)), None);
        assert_eq!(lag_minutes(minute(1), None), None);
    }

    fn local(minutes: i64) -> Option<Published> {
        Some(Published::local_minute(minutes))
    }

    #[test]
    fn a_clock_in_no_known_zone_counts_to_the_day_beside_other_times() {
        let expected = [minute(10 * DAY + 600), local(10 * DAY + 5), local(10 * DAY + 900), day(10), minute(11 * DAY)];
        let mut times = expected;
        times.reverse();
        times.sort_by_key(|&time| undated_last(time));
        assert_eq!(times, expected);
        assert_eq!(lag_minutes(local(100), local(161)), Some(61));
        assert_eq!((lag_minutes(local(100), minute(161)), lag_minutes(day(0), local(161))), (None, None));
        assert_eq!(lag_minutes(local(100), minute(DAY + 161)), Some(DAY));
        assert_eq!(Published::local_minute(17_728 * DAY + 61).to_string(), "2018-07-16T01:01");
        assert_eq!(Published::local_minute(2_932_897 * DAY).to_string(), "10000-01-01T00:00");
    }

    #[test]
    fn an_order_is_known_where_no_two_zones_turn_it_around() {
        assert!(!is_order_known(local(0), local(26 * 60 - 1)));
        assert!(is_order_known(local(0), local(26 * 60)) && is_order_known(local(26 * 60), local(0)));
        assert!(!is_order_known(local(20 * 60), minute(DAY + 7 * 60)));
        assert!(is_order_known(local(20 * 60), minute(DAY + 8 * 60)));
        assert!(!is_order_known(local(20 * 60), day(1)) && is_order_known(local(20 * 60), day(2)));
        assert!(
            is_order_known(minute(1), minute(2)) && is_order_known(day(1), minute(2)) && is_order_known(None, local(1))
        );
    }

    #[test]
    fn the_last_minute_of_a_day_is_one_before_midnight() {
        assert_eq!(Published::day(3).possible_minutes(), 3 * DAY..=4 * DAY - 1);
        assert_eq!(Published::minute(7).possible_minutes(), 7..=7);
    }
}
