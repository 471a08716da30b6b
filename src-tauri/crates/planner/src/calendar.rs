//! The days on which a team works, as numbers from 0, and who is there on them.

use crate::PlanError;
use crate::holidays::{holidays, jiff_weekday};
use holdfast_rulepack::{DayOfWeek, HolidayCalendar, Period, Person, Team};
use holdfast_scheduler::Availability;
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A horizon never needs more of an absence than this; whoever is away longer is away for good.
const LONGEST_ABSENCE: usize = 600;

/// Team days that a member who works one day a week may need for one day of work, with room for holidays on that day.
const SPARSE_WEEK: usize = 14;

/// The team days that one plan can touch.
pub(crate) struct Calendar {
    dates: Vec<Date>,
}

/// How far calendars must reach for works that are done one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Horizon {
    /// Days for which they wait for each other.
    pub(crate) waits: u64,
    /// Days of their slowest people.
    pub(crate) days: u64,
    /// Days on which nothing happens since a date or money is waited for.
    pub(crate) reach: u64,
}

/// Team calendar, members, and what was put right on the way.
pub(crate) struct Calendars {
    /// Days of the team.
    pub(crate) team: Calendar,
    /// Each member, in the order of the team.
    pub(crate) people: Vec<Availability>,
    /// For the reader of the plan.
    pub(crate) notices: Vec<String>,
}

impl Calendars {
    /// Builds the calendars from a first day on, as far as the horizon says. `None` where the year 9999 ends before.
    pub(crate) fn build(
        team: &Team,
        known: &[HolidayCalendar],
        start: Date,
        Horizon { waits, days, reach }: Horizon,
    ) -> Result<Self, PlanError> {
        check(team, known)?;
        let mut notices = Vec::new();
        let away: Vec<Vec<Period>> = team
            .people
            .iter()
            .map(|person| merged(&person.absences, &format!("the absences of {}", person.id), &mut notices))
            .collect();
        let blackouts: Vec<Period> = team.calendar.blackouts.iter().map(|blackout| blackout.period()).collect();
        let blackouts = merged(&blackouts, "the blackout periods", &mut notices);

        let plain = |person: &Person| {
            let fewer =
                person.week.as_ref().is_some_and(|week| !team.calendar.week.iter().all(|day| week.contains(day)));
            !fewer && person.country.is_none()
        };
        let sparse = if team.people.iter().all(plain) { 1 } else { SPARSE_WEEK };
        let absent: usize = away.iter().flatten().map(|period| length(period).min(LONGEST_ABSENCE)).sum();
        let refused = || PlanError::Calendar(start);
        let needed = usize::try_from(waits.saturating_add(days)).ok().and_then(|count| count.checked_mul(sparse));
        let needed = needed
            .and_then(|count| count.checked_add(absent + sparse)?.checked_add(usize::try_from(reach).ok()?))
            .ok_or_else(refused)?;

        let mut off = Off::new(&team.calendar.week, known, team.calendar.country.as_deref(), &blackouts);
        let works = start.series(Span::new().days(1)).filter(|day| !off.is_off(*day));
        let dates: Vec<Date> = works.take(needed).collect();
        if dates.len() < needed {
            return Err(refused());
        }
        let there = |(person, away): (&Person, &Vec<Period>)| {
            let week = person.week.as_ref().unwrap_or(&team.calendar.week);
            let mut off = Off::new(week, known, person.country.as_deref(), away);
            Availability::of(dates.iter().map(|day| !off.is_off(*day)))
        };
        let people = team.people.iter().zip(&away).map(there).collect();
        Ok(Self { team: Calendar { dates }, people, notices })
    }
}

impl Calendar {
    /// The date of a day; `None` past what the plan can touch.
    pub(crate) fn date(&self, day: u32) -> Option<Date> {
        self.dates.get(day as usize).copied()
    }

    /// Number of days that it has.
    pub(crate) fn length(&self) -> u32 {
        self.dates.len() as u32
    }

    /// The first day on or after a date; the length where there is none.
    pub(crate) fn day_from(&self, date: Date) -> u32 {
        self.dates.partition_point(|day| *day < date) as u32
    }

    /// The first day of every quarter of the year but that of the first day.
    pub(crate) fn quarters(&self) -> Vec<u32> {
        let quarter = |date: &Date| (date.year(), (date.month() - 1) / 3);
        let pairs = self.dates.windows(2).zip(1..);
        pairs.filter(|(pair, _)| quarter(&pair[0]) != quarter(&pair[1])).map(|(_, day)| day).collect()
    }

    /// Number of days up to and with a date, at most those that the plan can touch.
    pub(crate) fn days_until(&self, date: Date) -> u32 {
        self.dates.partition_point(|day| *day <= date) as u32
    }
}

/// Tells days off from days of work.
struct Off<'a> {
    week: Vec<jiff::civil::Weekday>,
    country: Option<&'a HolidayCalendar>,
    year: i16,
    holidays: BTreeSet<Date>,
    periods: &'a [Period],
}

impl<'a> Off<'a> {
    fn new(week: &[DayOfWeek], known: &'a [HolidayCalendar], country: Option<&str>, periods: &'a [Period]) -> Self {
        let country = country.and_then(|code| known.iter().find(|calendar| calendar.country == code));
        let week = week.iter().map(|day| jiff_weekday(*day)).collect();
        Self { week, country, year: i16::MIN, holidays: BTreeSet::new(), periods }
    }

    fn is_off(&mut self, day: Date) -> bool {
        if self.year != day.year() {
            self.year = day.year();
            self.holidays =
                self.country.map(|country| holidays(country, day.year()).into_keys().collect()).unwrap_or_default();
        }
        let next = self.periods.partition_point(|period| period.to < day);
        let away = self.periods.get(next).is_some_and(|period| period.from <= day);
        away || !self.week.contains(&day.weekday()) || self.holidays.contains(&day)
    }
}

fn check(team: &Team, known: &[HolidayCalendar]) -> Result<(), PlanError> {
    let week = |of: &str, week: &[DayOfWeek]| {
        let works = week.iter().any(|day| team.calendar.week.contains(day));
        let range = PlanError::Range { of: of.to_owned(), field: "week", range: "at least one day of the team's week" };
        if works { Ok(()) } else { Err(range) }
    };
    let country = |of: &str, country: Option<&String>| match country {
        Some(code) if !known.iter().any(|calendar| &calendar.country == code) => {
            Err(PlanError::UnknownCountry { of: of.to_owned(), country: code.clone() })
        }
        _ => Ok(()),
    };
    let period = |of: &str, from: Date, to: Date| {
        if from <= to { Ok(()) } else { Err(PlanError::Period { of: of.to_owned(), from, to }) }
    };
    week("the team", &team.calendar.week)?;
    country("the team", team.calendar.country.as_ref())?;
    for blackout in &team.calendar.blackouts {
        period(&blackout.name, blackout.from, blackout.to)?;
    }
    for person in &team.people {
        let id = person.id.as_str();
        week(id, person.week.as_ref().unwrap_or(&team.calendar.week))?;
        country(id, person.country.as_ref())?;
        for absence in &person.absences {
            period(id, absence.from, absence.to)?;
        }
    }
    Ok(())
}

/// Rising periods that share no day, with a notice for each place where some did.
fn merged(periods: &[Period], whose: &str, notices: &mut Vec<String>) -> Vec<Period> {
    let mut rising = periods.to_vec();
    rising.sort();
    let mut apart: Vec<Period> = Vec::new();
    for next in rising {
        match apart.last_mut() {
            Some(last) if next.from <= last.to => {
                let until = last.to.min(next.to);
                notices.push(format!("{whose} overlap from {} to {until}; these days count once", next.from));
                last.to = last.to.max(next.to);
            }
            _ => apart.push(next),
        }
    }
    apart
}

/// Days of a period, both ends counted.
fn length(period: &Period) -> usize {
    usize::try_from((period.to - period.from).get_days()).map_or(LONGEST_ABSENCE, |days| days + 1)
}

/// Working days of the team from one day to another: those after the first, up to and with the second; negative where the second
/// comes first. Days off count as the working day before them.
pub fn working_days(team: &Team, known: &[HolidayCalendar], from: Date, to: Date) -> i64 {
    let mut blackouts: Vec<Period> = team.calendar.blackouts.iter().map(|blackout| blackout.period()).collect();
    blackouts = merged(&blackouts, "", &mut Vec::new());
    let mut off = Off::new(&team.calendar.week, known, team.calendar.country.as_deref(), &blackouts);
    let (first, last) = (from.min(to), from.max(to));
    let between = first.series(Span::new().days(1)).skip(1).take_while(|day| *day <= last);
    let days = between.filter(|day| !off.is_off(*day)).count() as i64;
    if from <= to { days } else { -days }
}

#[cfg(test)]
#[path = "calendar/tests.rs"]
mod tests;
