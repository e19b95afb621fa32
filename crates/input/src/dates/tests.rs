//! Tests of the reader of dates: every way to write them, in six languages.

use proptest::prelude::*;

use super::*;
use crate::article::{AmbiguousDate, Published};

/// Reads a date of an outlet whose zone is not known.
fn read(text: &str) -> Reading {
    super::read(text, &OutletZone::default())
}

#[test]
fn a_time_without_a_zone_is_in_that_of_its_outlet() {
    let berlin = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let outlet = OutletZone { zone: Some(&berlin) };
    for (text, expected, is_local) in [
        ("2018-07-16 13:10", "2018-07-16T11:10Z", true),
        ("16. Januar 2018, 13:10 Uhr", "2018-01-16T12:10Z", true),
        ("20180716131000", "2018-07-16T11:10Z", true),
        ("2018-07-16T13:10Z", "2018-07-16T13:10Z", false),
        ("2018-07-16", "2018-07-16", false),
        ("1531746600", "2018-07-16T13:10Z", false),
    ] {
        let Reading::Known(published) = super::read(text, &outlet) else { panic!("{text}") };
        assert_eq!(published.to_string(), expected, "{text}");
        let Reading::Known(published) = read(text) else { panic!("{text}") };
        assert_eq!(published.precision == Precision::LocalMinute, is_local, "{text}");
    }
}

fn known(text: &str) -> Option<String> {
    match read(text) {
        Reading::Known(published) | Reading::ShowsOrder(published, _) => Some(published.to_string()),
        _ => None,
    }
}

#[test]
fn reads_dates_as_they_are_written_in_six_languages() {
    for (text, expected) in [
        ("2018-07-16", "2018-07-16"),
        ("2018/07/16", "2018-07-16"),
        ("2018.07.16", "2018-07-16"),
        ("20180716", "2018-07-16"),
        ("2018-07-16T13:10:05Z", "2018-07-16T13:10Z"),
        ("2018-07-16T13:10:05.123+02:00", "2018-07-16T11:10Z"),
        ("2018-07-16T13:10-0430", "2018-07-16T17:40Z"),
        ("2018-07-16 13:10:05 UTC", "2018-07-16T13:10Z"),
        ("2018-07-16 13:10:05+00", "2018-07-16T13:10Z"),
        ("2016-09-04 17:34", "2016-09-04T17:34"),
        ("2018-07-16 00:00:00", "2018-07-16"),
        ("2018-07-16T00:00:00Z", "2018-07-16"),
        ("2018-07-16T00:00:00+02:00", "2018-07-15T22:00Z"),
        ("20180716131005", "2018-07-16T13:10"),
        ("20180716T131005Z", "2018-07-16T13:10Z"),
        ("20180716T131005+0200", "2018-07-16T11:10Z"),
        ("26-FEB-1987 15:43:59.53", "1987-02-26T15:43"),
        (" 8-APR-1987 09:15:01.10", "1987-04-08T09:15"),
        ("26-Feb-87", "1987-02-26"),
        ("Mon, 16 Jul 2018 13:10:00 GMT", "2018-07-16T13:10Z"),
        ("Mon, 16 Jul 2018 13:10:00 +0200", "2018-07-16T11:10Z"),
        ("Mon Jul 16 13:10:00 +0000 2018", "2018-07-16T13:10Z"),
        ("July 15, 2018", "2018-07-15"),
        ("Sunday, July 15th, 2018", "2018-07-15"),
        ("15 July 2018", "2018-07-15"),
        ("Jul. 15, 2018 3:45 p.m. ET", "2018-07-15T19:45Z"),
        ("January 15, 2018 at 3:45 PM EST", "2018-01-15T20:45Z"),
        ("January 15, 2018, 3 pm PT", "2018-01-15T23:00Z"),
        ("13:10, 16 July 2018", "2018-07-16T13:10"),
        ("12:05 AM, July 16, 2018", "2018-07-16T00:05"),
        ("16 July 2018 13:10 BST", "2018-07-16"),
        ("15. Juli 2018, 13:10 Uhr", "2018-07-15T13:10"),
        ("15. März 2018 | 13:10 Uhr MEZ", "2018-03-15T12:10Z"),
        ("le 15 août 2018 à 13:10", "2018-08-15T13:10"),
        ("1er mai 2018", "2018-05-01"),
        ("15 de julio de 2018", "2018-07-15"),
        ("16/07/2018", "2018-07-16"),
        ("07/16/2018 1:10 PM", "2018-07-16T13:10"),
        ("16.07.2018", "2018-07-16"),
        ("7/15/18", "2018-07-15"),
        ("03/03/2018", "2018-03-03"),
        ("1531746600", "2018-07-16T13:10Z"),
        ("1531746600.5", "2018-07-16T13:10Z"),
        ("1531746600123", "2018-07-16T13:10Z"),
        ("-", ""),
        ("Mon, 16 Jul 2018 13:10:00 +0200 (CEST)", "2018-07-16T11:10Z"),
        ("Mon Jul 16 2018 13:10:00 GMT+0200 (Central European Summer Time)", "2018-07-16T11:10Z"),
        ("Mon, 16 Jul 2018 13:10:00 UT", "2018-07-16T13:10Z"),
        ("16 juillet 2018 à 13h10", "2018-07-16T13:10"),
        ("16/07/2018 às 13h10", "2018-07-16T13:10"),
        ("16 juillet 2018 13h", "2018-07-16T13:00"),
        ("16.07.2018 um 13.10 Uhr", "2018-07-16T13:10"),
        ("16 juli 2018 kl. 13.10", "2018-07-16T13:10"),
        ("July 16, 2018 at 1.10pm", "2018-07-16T13:10"),
        ("16 de julio de 2018, 13:10 hs", "2018-07-16T13:10"),
        ("16 luglio 2018 ore 13:10", "2018-07-16T13:10"),
        ("16 juli 2018 om 13:10 uur", "2018-07-16T13:10"),
        ("mer, 05 feb 2031 00:38:15 +0100", "2031-02-04T23:38Z"),
        ("miércoles, 4 de julio de 2018", "2018-07-04"),
        ("segunda-feira, 16 de julho de 2018", "2018-07-16"),
        ("lunedì 16 luglio 2018", "2018-07-16"),
        ("maandag 16 juli 2018", "2018-07-16"),
        ("16 aout 2018", "2018-08-16"),
        ("16 DÉCEMBRE 2018", "2018-12-16"),
        ("16 июля 2018 г., 13:10", "2018-07-16T13:10"),
        ("16 Temmuz 2018", "2018-07-16"),
        ("١٦ يوليو ٢٠١٨", "2018-07-16"),
        ("2018年7月16日 13:10", "2018-07-16T13:10"),
        ("2018年07月16日13时10分", "2018-07-16T13:10"),
        ("2018년 7월 16일 오후 1:10", "2018-07-16T13:10"),
        ("2018-W29-1", "2018-07-16"),
        ("2018-197", "2018-07-16"),
        ("2018-07-16T24:00:00Z", "2018-07-17"),
        ("2018-07-16T13:10:00+02:00[Europe/Berlin]", "2018-07-16T11:10Z"),
        ("1531746600000000", "2018-07-16T13:10Z"),
        ("1531746600000000000", "2018-07-16T13:10Z"),
        ("/Date(1531746600000)/", "2018-07-16T13:10Z"),
        // a corpus of that year has days, not midnights
        ("1970-01-01", "1970-01-01"),
    ] {
        assert_eq!(known(text).unwrap_or_default(), expected, "{text}");
    }
}

#[test]
fn rejects_what_is_not_a_date_or_not_a_certain_one() {
    for text in [
        "",
        "2018",
        "July 2018",
        "2018-02-30",
        "2018-13-01",
        "18/07/15",
        "07/08/18",
        "60119",
        "yesterday",
        "3 hours ago",
        "16 July 2018 and 17 July 2018",
        "25:10 16 July 2018",
        "12:30",
        "0000-00-00",
        "July 16",
        "Mon",
        "2018-07-16 13:10 by A. Writer",
        "99999999",
        "é",
        "+",
        "1:",
        "12:3:4:5",
        // the beginnings of programs' calendars
        "0",
        "1970-01-01T00:00:00Z",
        "1970-01-01T01:00:00+01:00",
        "1900-01-01 00:00:00",
        "0001-01-01T00:00:00Z",
        "18h10",
    ] {
        assert_eq!(known(text), None, "{text}");
    }
}

#[test]
fn an_ambiguous_date_has_both_readings() {
    let Reading::Ambiguous(AmbiguousDate { day_first, month_first }) = read("03/04/2018 13:10") else {
        panic!("one reading")
    };
    assert_eq!(day_first.to_string(), "2018-04-03T13:10");
    assert_eq!(month_first.to_string(), "2018-03-04T13:10");
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,40}|[0-9:/. +TZ-]{0,30}|[0-9a-z,: ]{0,30}") {
        let _ = read(&text);
    }

    #[test]
    fn every_minute_comes_back(minutes in -100_000_000i64..60_000_000) {
        let published = Published::minute(minutes);
        let expected = if minutes.rem_euclid(1440) == 0 { Published::day(minutes.div_euclid(1440)) } else { published };
        if minutes != 0 {
            prop_assert_eq!(read(&published.to_string()), Reading::Known(expected));
        }
    }
}

#[test]
fn reads_weekdays_months_and_hours_of_other_languages() {
    for (text, expected) in [
        ("2031/02/04(火) 09:20", "2031-02-04T09:20"),
        ("2031年2月4日 火曜日 9時20分", "2031-02-04T09:20"),
        ("2031年2月4日(星期二) 上午9:20", "2031-02-04T09:20"),
        ("2031年2月9日 日曜日", "2031-02-09"),
        ("2031-02-04 星期二", "2031-02-04"),
        ("2031-02-04 周二 下午 9:20", "2031-02-04T21:20"),
        ("2031년 2월 4일 화요일", "2031-02-04"),
        ("2031년 2월 4일(화) 오후 9:20", "2031-02-04T21:20"),
        ("2031-02-04 오후 9:20:00", "2031-02-04T21:20"),
        ("4 شباط 2031", "2031-02-04"),
        ("۴ فوریه ۲۰۳۱", "2031-02-04"),
        ("4 בפברואר 2031, 09:20", "2031-02-04T09:20"),
        ("4 फ़रवरी 2031", "2031-02-04"),
        ("14.2.2031 klo 9.20", "2031-02-14T09:20"),
        ("4 de fevereiro de 2031 às 9h20min", "2031-02-04T09:20"),
        ("Tuesday 4 February 2031 09.20 GMT", "2031-02-04T09:20Z"),
        ("2031-02-04 09:20:00 +0000 UTC", "2031-02-04T09:20Z"),
        ("2031-02-04 09:20:00 +0100 CET", "2031-02-04T08:20Z"),
        ("4. Feber 2031", "2031-02-04"),
    ] {
        assert_eq!(known(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["Thu, 01 Jan 1970 00:00:00 GMT", "1 January 1970 00:00", "4.2.20"] {
        assert_eq!(known(text), None, "{text}");
    }
}
