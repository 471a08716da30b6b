//! When the team works, and each member.

use super::super::PlanExport;
use super::xml::Xml;
use holdfast_planner::holidays;
use holdfast_rulepack::{DayOfWeek, Person};
use jiff::civil::Date;

/// Number of the calendar of the team.
pub(super) const TEAM: &str = "1";

/// Number of the calendar of a member, who is counted from 1.
pub(super) fn of_person(number: usize) -> String {
    (number + 1).to_string()
}

/// Writes the calendar of the team, and one over it for each member.
pub(super) fn write_calendars(xml: &mut Xml, export: &PlanExport<'_>) {
    let team = &export.team.calendar;
    xml.open("Calendars", None);
    let blackouts = team.blackouts.iter().map(|off| (off.from, off.to, off.name.clone()));
    let mut off: Vec<(Date, Date, String)> = public(export, team.country.as_deref());
    off.extend(blackouts);
    off.sort();
    write_calendar(xml, (TEAM, "Team", None), Some(&team.week), &off);
    for (number, person) in (1..).zip(&export.team.people) {
        let mut off = public(export, person.country.as_deref());
        off.extend(person.absences.iter().map(|away| (away.from, away.to, "Absence".to_owned())));
        off.sort();
        let name = person.title.as_str();
        write_calendar(xml, (&of_person(number), name, Some(TEAM)), own_week(person, &team.week).as_deref(), &off);
    }
    xml.close("Calendars");
}

/// The days of the week on which a member works, if they are not simply those of the team.
fn own_week(person: &Person, team: &[DayOfWeek]) -> Option<Vec<DayOfWeek>> {
    let week = person.week.as_ref()?;
    Some(team.iter().filter(|day| week.contains(day)).copied().collect())
}

/// The public holidays of a country in the years of the plan.
fn public(export: &PlanExport<'_>, country: Option<&str>) -> Vec<(Date, Date, String)> {
    let known = export.holidays.iter().find(|calendar| Some(calendar.country.as_str()) == country);
    let years = export.plan.start.year()..=export.plan.finish.year().saturating_add(1);
    let days = known.into_iter().flat_map(|calendar| years.clone().flat_map(|year| holidays(calendar, year)));
    days.map(|(day, name)| (day, day, name.to_owned())).collect()
}

fn write_calendar(
    xml: &mut Xml,
    (number, name, base): (&str, &str, Option<&str>),
    week: Option<&[DayOfWeek]>,
    off: &[(Date, Date, String)],
) {
    xml.open("Calendar", None);
    xml.leaf("UID", number);
    xml.leaf("Name", name);
    xml.leaf("IsBaseCalendar", if base.is_none() { "1" } else { "0" });
    xml.leaf("BaseCalendarUID", base.unwrap_or("-1"));
    xml.open("WeekDays", None);
    if let Some(week) = week {
        // The format counts from Sunday, 1, to Saturday, 7.
        let [rest @ .., sunday] = DayOfWeek::ALL;
        for (number, day) in (1..).zip([sunday].into_iter().chain(rest)) {
            write_day(xml, number, week.contains(&day));
        }
    }
    for (from, to, _) in off {
        // Days off stand twice: programs older than the element `Exceptions` read them here.
        xml.open("WeekDay", None);
        xml.leaf("DayType", "0");
        xml.leaf("DayWorking", "0");
        write_period(xml, *from, *to);
        xml.close("WeekDay");
    }
    xml.close("WeekDays");
    if !off.is_empty() {
        xml.open("Exceptions", None);
        for (from, to, name) in off {
            xml.open("Exception", None);
            xml.leaf("EnteredByOccurrences", "0");
            write_period(xml, *from, *to);
            xml.leaf("Occurrences", &(days(*from, *to)).to_string());
            xml.leaf("Name", name);
            xml.leaf("Type", "1");
            xml.leaf("DayWorking", "0");
            xml.close("Exception");
        }
        xml.close("Exceptions");
    }
    xml.close("Calendar");
}

fn write_day(xml: &mut Xml, number: u8, works: bool) {
    xml.open("WeekDay", None);
    xml.leaf("DayType", &number.to_string());
    xml.leaf("DayWorking", if works { "1" } else { "0" });
    if works {
        xml.open("WorkingTimes", None);
        for (from, to) in [("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")] {
            xml.open("WorkingTime", None);
            xml.leaf("FromTime", from);
            xml.leaf("ToTime", to);
            xml.close("WorkingTime");
        }
        xml.close("WorkingTimes");
    }
    xml.close("WeekDay");
}

fn write_period(xml: &mut Xml, from: Date, to: Date) {
    xml.open("TimePeriod", None);
    xml.leaf("FromDate", &format!("{from}T00:00:00"));
    xml.leaf("ToDate", &format!("{to}T23:59:00"));
    xml.close("TimePeriod");
}

fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24 + 1
}
