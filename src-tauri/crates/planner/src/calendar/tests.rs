#![allow(clippy::unwrap_used)]
use super::*;
use holdfast_rulepack::{Blackout, Holiday, HolidayRule, TeamCalendar};
use jiff::civil::date;

fn person(id: &str) -> Person {
    Person {
        id: id.into(),
        title: id.to_owned(),
        skills: Vec::new(),
        capacity: 1.0,
        day_rate_eur: 0.0,
        week: None,
        country: None,
        absences: Vec::new(),
    }
}

fn period(from: (i8, i8), to: (i8, i8)) -> Period {
    Period { from: date(2026, from.0, from.1), to: date(2026, to.0, to.1) }
}

/// A land whose only holiday is 6 January.
fn land() -> Vec<HolidayCalendar> {
    let rule = HolidayRule::Fixed { month: 1, day: 6 };
    let (from, until, except) = (None, None, Vec::new());
    let day = Holiday { name: "Epiphany".into(), rule, from, until, except, substitute: None };
    vec![HolidayCalendar {
        country: "AA".into(),
        name: "Land".into(),
        from: 2025,
        until: 2035,
        note: None,
        holidays: vec![day],
    }]
}

fn built(team: &Team, start: Date) -> Calendars {
    Calendars::build(team, &land(), start, Horizon { waits: 0, days: 40, reach: 0 }).unwrap()
}

fn days(calendar: &Calendar, count: u32) -> Vec<i8> {
    (0..count).map(|day| calendar.date(day).unwrap().day()).collect()
}

#[test]
fn day_numbers_skip_weekends_holidays_and_blackouts() {
    let plain = Team { people: Vec::new(), calendar: TeamCalendar::default() };
    let thursday = date(2026, 1, 1);
    assert_eq!(days(&built(&plain, thursday).team, 8), [1, 2, 5, 6, 7, 8, 9, 12]);
    for weekend in [3, 4] {
        assert_eq!(days(&built(&plain, date(2026, 1, weekend)).team, 2), [5, 6]);
    }
    let blackouts = vec![Blackout { name: "Freeze".into(), from: date(2026, 1, 8), to: date(2026, 1, 12) }];
    let calendar = TeamCalendar { country: Some("AA".into()), blackouts, ..TeamCalendar::default() };
    let team = built(&Team { people: Vec::new(), calendar }, thursday).team;
    assert_eq!(days(&team, 6), [1, 2, 5, 7, 13, 14]);
    assert_eq!([5, 6, 12, 13].map(|day| team.days_until(date(2026, 1, day))), [3, 3, 4, 5]);
    assert_eq!(team.days_until(date(2025, 12, 31)), 0);
}

#[test]
fn everybody_has_days_of_their_own() {
    let part_time =
        Person { week: Some(vec![DayOfWeek::Monday, DayOfWeek::Tuesday, DayOfWeek::Sunday]), ..person("part") };
    let abroad = Person { country: Some("AA".into()), ..person("abroad") };
    let away = Person { absences: vec![period((1, 6), (1, 7))], ..person("away") };
    let people = vec![person("plain"), part_time, abroad, away];
    let calendars = built(&Team { people, calendar: TeamCalendar::default() }, date(2026, 1, 5));
    let ends = |start, days| calendars.people.iter().map(|person| person.end(start, days).unwrap()).collect::<Vec<_>>();
    assert_eq!(ends(0, 1), [1, 1, 1, 1]);
    assert_eq!(ends(1, 1), [2, 2, 3, 4]);
    assert_eq!(ends(0, 5), [5, 11, 6, 7]);
    let firsts: Vec<u32> = calendars.people.iter().map(|person| person.first(1)).collect();
    assert_eq!(firsts, [1, 1, 2, 3]);
    assert!(matches!(calendars.people[0], Availability::Always));
}

#[test]
fn the_start_for_an_end_is_the_first_that_reaches_it() {
    let part_time = Person { week: Some(vec![DayOfWeek::Monday, DayOfWeek::Wednesday]), ..person("part") };
    let away = Person { absences: vec![period((1, 7), (1, 14))], ..person("away") };
    let people = vec![person("plain"), part_time, away];
    let calendars = built(&Team { people, calendar: TeamCalendar::default() }, date(2026, 1, 5));
    for person in &calendars.people {
        for (end, days) in (0..25).flat_map(|end| (1..6).map(move |days| (end, days))) {
            let first = (0..).find(|&start| person.end(start, days).unwrap() >= end).unwrap();
            assert_eq!(person.start_for(end, days), first, "{days} days to {end}");
        }
    }
}

#[test]
fn overlapping_absences_count_once_and_are_told() {
    let absences = vec![period((2, 9), (2, 13)), period((2, 2), (2, 10)), period((3, 2), (3, 3))];
    let ana = Person { absences, ..person("ana") };
    let calendars = built(&Team { people: vec![ana], calendar: TeamCalendar::default() }, date(2026, 2, 2));
    assert_eq!(calendars.notices, ["the absences of ana overlap from 2026-02-09 to 2026-02-10; these days count once"]);
    assert_eq!(calendars.people[0].first(0), 10);
}

#[test]
fn a_calendar_that_cannot_be_is_refused_by_name() {
    let refusal = |people: Vec<Person>, calendar: TeamCalendar| {
        let team = Team { people, calendar };
        Calendars::build(&team, &land(), date(2026, 1, 1), Horizon { waits: 0, days: 10, reach: 0 })
            .err()
            .unwrap()
            .to_string()
    };
    let country = Some("XX".to_owned());
    assert_eq!(
        refusal(vec![Person { country: country.clone(), ..person("ana") }], TeamCalendar::default()),
        "ana: there is no calendar of public holidays for XX; use the two letters of a member state, such as DE"
    );
    assert!(refusal(Vec::new(), TeamCalendar { country, ..TeamCalendar::default() }).starts_with("the team: "));
    let sunday = Person { week: Some(vec![DayOfWeek::Sunday]), ..person("ana") };
    assert_eq!(refusal(vec![sunday], TeamCalendar::default()), "ana: week must be at least one day of the team's week");
    let turned = Person { absences: vec![period((2, 2), (2, 1))], ..person("ana") };
    assert_eq!(
        refusal(vec![turned], TeamCalendar::default()),
        "ana: a period from 2026-02-02 to 2026-02-01 ends before it starts"
    );
    let end = Blackout { name: "Freeze".into(), from: date(2026, 1, 1), to: date(9999, 12, 31) };
    let message = refusal(Vec::new(), TeamCalendar { blackouts: vec![end], ..TeamCalendar::default() });
    assert!(message.contains("does not end within the calendar"), "{message}");
}
