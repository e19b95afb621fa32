//! The day in the address of a page: many outlets file their stories by day.

use super::clock::{civil_date, day, number};
use super::names;
use crate::article::Published;

/// The web is no older, and other numbers are not years.
const YEARS: std::ops::RangeInclusive<i16> = 1994..=2099;

/// The day in the folders of an address: `/2031/02/04/`, `/2031/feb/04/`, `/2031-02/04/`, `/2031-02-04-…`,
/// `/20310204/`. Nothing that follows a `?` counts, and of an address in an archive only that of the page.
pub(crate) fn of_address(url: &str) -> Option<Published> {
    let (_, rest) = url.rsplit_once("://")?;
    let path = rest.split(['?', '#']).next()?.split_once('/')?.1;
    let folders: Vec<&str> = path.split('/').collect();
    (0..folders.len()).find_map(|at| of_folders(&folders[at..]))
}

/// The day with which these folders begin.
fn of_folders(folders: &[&str]) -> Option<Published> {
    let first = folders.first()?.as_bytes();
    let is_end = |at: usize| first.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let folder = |nth: usize| folders.get(nth).copied().unwrap_or_default();
    let (year, month, day_of_month) = match first {
        [_, _, _, _] => (number(first)?, month_of(folder(1))?, two_digits(folder(2))?),
        [year @ .., b'-', a, b] if year.len() == 4 => (number(year)?, number(&[*a, *b])?, two_digits(folder(1))?),
        [y1, y2, y3, y4, b'-' | b'_', m1, m2, b'-' | b'_', d1, d2, ..] if is_end(10) => {
            (number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
        }
        [y1, y2, y3, y4, m1, m2, d1, d2, ..] if is_end(8) => {
            (number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
        }
        _ => return None,
    };
    let date = civil_date(year, month, day_of_month).filter(|_| YEARS.contains(&year))?;
    Some(day(date))
}

/// A number of one or two digits.
fn two_digits(folder: &str) -> Option<i16> {
    (1..=2).contains(&folder.len()).then(|| number(folder.as_bytes())).flatten()
}

/// A month as a number or by its name.
fn month_of(folder: &str) -> Option<i16> {
    two_digits(folder).or_else(|| names::month(&folder.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_day_by_which_an_outlet_files_its_stories() {
        for (url, expected) in [
            ("https://echo.example/2031/02/04/ferry-aground", "2031-02-04"),
            ("https://echo.example/news/2031/2/4/ferry.html?x=2019/01/01", "2031-02-04"),
            ("https://echo.example/world/2031/feb/04/ferry", "2031-02-04"),
            ("https://echo.example/2031-02/04/c_11.htm", "2031-02-04"),
            ("https://echo.example/2031-02-04-ferry/", "2031-02-04"),
            ("https://echo.example/a/20310204/ferry", "2031-02-04"),
            ("https://web.archive.org/web/20330101000000/http://echo.example/2031/02/04/ferry", "2031-02-04"),
            ("https://echo.example/2031/02/ferry", ""),
            ("https://echo.example/2031/13/04/ferry", ""),
            ("https://echo.example/article/20319904", ""),
            ("https://echo.example/article/203102045", ""),
            ("https://echo.example/1984/10/14/hastings", ""),
            ("https://echo.example/?date=2031/02/04", ""),
            ("/2031/02/04/ferry", ""),
            ("https://echo.example", ""),
        ] {
            assert_eq!(of_address(url).map(|day| day.to_string()).unwrap_or_default(), expected, "{url}");
        }
    }
}
