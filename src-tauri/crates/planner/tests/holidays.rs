//! The public holidays of all member states against dates from elsewhere.
#![allow(clippy::unwrap_used)]

use holdfast_planner::holidays;
use holdfast_rulepack::{HolidayCalendar, read_calendars};
use jiff::civil::{Date, Weekday, date};
use std::collections::{BTreeMap, BTreeSet};

/// Holidays from Monday to Friday of each country and year, as month and day: the category "public" of the Python package
/// `holidays` 0.109.
const ELSEWHERE: &str = include_str!("data/holidays.json");

/// Days off in that list which a government granted or moved by decree. The pack leaves them out and says so.
const DECREED: [(&str, Date); 12] = [
    ("BG", date(2025, 12, 31)),
    ("BG", date(2026, 1, 2)),
    ("GR", date(2027, 5, 4)),
    ("HU", date(2025, 5, 2)),
    ("HU", date(2025, 10, 24)),
    ("HU", date(2025, 12, 24)),
    ("HU", date(2026, 1, 2)),
    ("HU", date(2026, 8, 21)),
    ("LV", date(2025, 5, 2)),
    ("LV", date(2025, 11, 17)),
    ("LV", date(2026, 1, 2)),
    ("LV", date(2026, 6, 22)),
];

fn pack() -> Vec<HolidayCalendar> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rulepacks/calendars/holidays.json");
    read_calendars(&[("holidays.json".to_owned(), std::fs::read(file).unwrap())].into()).unwrap()
}

fn of(country: &str, year: i16) -> BTreeMap<Date, String> {
    let pack = pack();
    let calendar = pack.iter().find(|calendar| calendar.country == country).unwrap();
    holidays(calendar, year).into_iter().map(|(day, name)| (day, name.to_owned())).collect()
}

#[test]
fn working_days_agree_with_a_list_from_elsewhere() {
    let elsewhere: BTreeMap<String, BTreeMap<i16, String>> = serde_json::from_str(ELSEWHERE).unwrap();
    let pack = pack();
    assert_eq!(pack.iter().map(|calendar| &calendar.country).collect::<BTreeSet<_>>(), elsewhere.keys().collect());
    let mut compared = 0;
    for calendar in &pack {
        for (&year, days) in &elsewhere[&calendar.country] {
            let is_decreed = |day: &Date| DECREED.contains(&(calendar.country.as_str(), *day));
            let expected = days.split(' ').map(|day| format!("{year}-{day}").parse::<Date>().unwrap());
            let expected: BTreeSet<Date> = expected.filter(|day| !is_decreed(day)).collect();
            let works = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let found: BTreeSet<Date> = holidays(calendar, year).into_keys().filter(works).collect();
            assert_eq!(found, expected, "{} {year}", calendar.country);
            compared += expected.len();
        }
    }
    assert!(compared > 1500, "{compared}");
}

#[test]
fn every_calendar_holds_for_the_years_it_names() {
    for calendar in pack() {
        assert_eq!((calendar.from, calendar.until), (2025, 2035), "{}", calendar.country);
        for year in 2025..=2035 {
            assert!((9..=20).contains(&holidays(&calendar, year).len()), "{} {year}", calendar.country);
        }
    }
}

#[test]
fn easter_of_both_churches() {
    // Western and orthodox Easter Sunday; the two fall together in 2025, 2028, 2031 and 2034.
    let western = [(4, 20), (4, 5), (3, 28), (4, 16), (4, 1), (4, 21), (4, 13), (3, 28), (4, 17), (4, 9), (3, 25)];
    let orthodox = [(4, 20), (4, 12), (5, 2), (4, 16), (4, 8), (4, 28), (4, 13), (5, 2), (4, 24), (4, 9), (4, 29)];
    for (at, (west, east)) in (0i16..).zip(western.into_iter().zip(orthodox)) {
        let year = 2025 + at;
        assert!(of("DK", year)[&date(year, west.0, west.1)].starts_with("Easter Sunday"), "{year}");
        assert_eq!(of("GR", year)[&date(year, east.0, east.1)], "Easter Sunday", "{year}");
    }
}

#[test]
fn rules_that_only_some_years_show() {
    // Two holidays on one weekend give two days after it.
    let bulgaria = of("BG", 2027);
    assert_eq!(bulgaria[&date(2027, 12, 27)], "Christmas Day");
    assert_eq!(bulgaria[&date(2027, 12, 28)], "Second Day of Christmas");
    // Labour Day on Holy Saturday moves past Easter Monday.
    assert_eq!(bulgaria[&date(2027, 5, 4)], "Labour Day");
    // 27 April on a Sunday is kept the day before.
    for (year, day) in [(2025, 26), (2026, 27), (2031, 26)] {
        assert_eq!(of("NL", year).iter().find(|(_, name)| *name == "King's Day").unwrap().0.day(), day);
    }
    // The first Monday of February, but 1 February where that is a Friday.
    for (year, day) in [(2029, 5), (2030, 1), (2031, 3)] {
        assert_eq!(of("IE", year)[&date(year, 2, day)], "Saint Brigid's Day");
    }
    assert!(!of("SK", 2026).contains_key(&date(2026, 5, 8)) && of("SK", 2027).contains_key(&date(2027, 5, 8)));
    assert!(!of("IT", 2025).contains_key(&date(2025, 10, 4)) && of("IT", 2027).contains_key(&date(2027, 10, 4)));
}
