//! Calendar days, clock times and zones, and the times of publication that they make.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use crate::article::Published;

/// Other years are slips, or numbers that are not years.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;

/// The zone of an outlet's times that are written without one.
#[derive(Debug, Default)]
pub(crate) struct OutletZone<'z> {
    /// `None` where it is not known: of the time only the day then counts beside times with a zone.
    pub(crate) zone: Option<&'z TimeZone>,
}

/// A time of day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub(super) hour: i16,
    pub(super) minute: i16,
    pub(super) second: i16,
}

impl Clock {
    /// This time on a day; `None` when there is no such time.
    pub(super) fn on(self, date: civil::Date) -> Option<civil::DateTime> {
        // jiff has no leap seconds
        let second = self.second.min(59);
        let time = civil::Time::new(self.hour as i8, self.minute as i8, second as i8, 0).ok()?;
        Some(date.to_datetime(time))
    }
}

/// A number of ASCII digits only.
pub(super) fn number(digits: &[u8]) -> Option<i16> {
    let mut value: i16 = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i16::from(digit - b'0'))?;
    }
    Some(value)
}

pub(super) fn civil_date(year: i16, month: i16, day: i16) -> Option<civil::Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A time known to the day.
pub(super) fn day(date: civil::Date) -> Published {
    let midnight = date.to_datetime(civil::Time::midnight());
    let seconds = Offset::UTC.to_timestamp(midnight).map_or(0, |t| t.as_second());
    Published::day(seconds.div_euclid(24 * 3600))
}

/// A time known to the minute, or to the day when it is midnight; `zone` is in seconds east of Greenwich. Without one
/// the time is in the zone of its outlet.
pub(super) fn minute_or_day(
    date: civil::Date,
    clock: Clock,
    zone: Option<i32>,
    outlet: &OutletZone<'_>,
) -> Option<Published> {
    let at = clock.on(date)?;
    if clock.hour == 0 && clock.minute == 0 && clock.second == 0 && zone.unwrap_or(0) == 0 {
        return Some(day(date));
    }
    if zone.is_none() {
        match outlet.zone {
            Some(zone) => {
                let seconds = zone.to_timestamp(at).ok()?.as_second();
                return Some(Published::minute(seconds.div_euclid(60)));
            }
            None => {
                let seconds = Offset::UTC.to_timestamp(at).ok()?.as_second();
                return Some(Published::local_minute(seconds.div_euclid(60)));
            }
        }
    }
    let offset = Offset::from_seconds(zone.unwrap_or(0)).ok()?;
    Some(Published::minute(offset.to_timestamp(at).ok()?.as_second().div_euclid(60)))
}

/// The seconds of `+02:00`, `-0500` or `+02`.
pub(super) fn offset(zone: &[u8]) -> Option<i32> {
    let (sign, zone) = match zone.split_first()? {
        (b'+', rest) => (1, rest),
        (b'-', rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match zone {
        [a, b] => (number(&[*a, *b])?, 0),
        [a, b, c, d] | [a, b, b':', c, d] => (number(&[*a, *b])?, number(&[*c, *d])?),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
}
