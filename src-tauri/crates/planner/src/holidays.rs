//! From the rules of a member state to dates.

use holdfast_rulepack::{Church, DayOfWeek, Holiday, HolidayCalendar, HolidayRule, Substitute};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use std::collections::BTreeMap;

/// The public holidays of a year with their names, days off that stand in for a weekend included. Where two fall on one
/// day, it carries the name of the first. A holiday of the year before never reaches into this one.
pub fn holidays(calendar: &HolidayCalendar, year: i16) -> BTreeMap<Date, &str> {
    let mut kept: Vec<(Date, &Holiday)> =
        calendar.holidays.iter().filter_map(|holiday| Some((date_of(holiday, year)?, holiday))).collect();
    kept.sort_by_key(|(date, _)| *date);
    let mut days: BTreeMap<Date, &str> = BTreeMap::new();
    for (date, holiday) in &kept {
        days.entry(*date).or_insert(&holiday.name);
    }
    for (date, holiday) in kept {
        if is_weekend(date) && holiday.substitute == Some(Substitute::NextWorkingDay) {
            let off = |day: &Date| is_weekend(*day) || days.contains_key(day);
            if let Some(day) = date.series(Span::new().days(1)).find(|day| !off(day)) {
                days.insert(day, &holiday.name);
            }
        }
    }
    days
}

/// The day on which a holiday is kept in a year; `None` where it is not.
fn date_of(holiday: &Holiday, year: i16) -> Option<Date> {
    let lasts = holiday.from.is_none_or(|from| from <= year) && holiday.until.is_none_or(|until| year <= until);
    if !lasts || holiday.except.contains(&year) {
        return None;
    }
    let date = match holiday.rule {
        HolidayRule::Fixed { month, day } => Date::new(year, month, day).ok()?,
        HolidayRule::Easter { church, days } => easter(church, year)?.checked_add(days.days()).ok()?,
        HolidayRule::Nth { month, weekday, nth } => {
            let first = Date::new(year, month, 1).ok()?;
            first.nth_weekday_of_month(nth, jiff_weekday(weekday)).ok()?
        }
        HolidayRule::OnOrAfter { month, day, weekday } => {
            let first = Date::new(year, month, day).ok()?;
            let ahead = first.weekday().until(jiff_weekday(weekday));
            first.checked_add(i64::from(ahead).days()).ok()?
        }
    };
    match holiday.substitute {
        Some(Substitute::SaturdayBefore) if date.weekday() == Weekday::Sunday => date.yesterday().ok(),
        _ => Some(date),
    }
}

/// Easter Sunday as a date of the Gregorian calendar, by the method of Meeus; the orthodox one for 1900 to 2099, where the
/// calendars are 13 days apart.
fn easter(church: Church, year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (month, day, shift) = match church {
        Church::Western => {
            let (a, b, c) = (y % 19, y / 100, y % 100);
            let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
            let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
            let m = (a + 11 * h + 22 * l) / 451;
            let at = h + l - 7 * m + 114;
            (at / 31, at % 31 + 1, 0)
        }
        Church::Orthodox => {
            let d = (19 * (y % 19) + 15) % 30;
            let e = (2 * (y % 4) + 4 * (y % 7) - d + 34) % 7;
            ((d + e + 114) / 31, (d + e + 114) % 31 + 1, 13)
        }
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    date.checked_add(shift.days()).ok()
}

pub(crate) fn jiff_weekday(day: DayOfWeek) -> Weekday {
    match day {
        DayOfWeek::Monday => Weekday::Monday,
        DayOfWeek::Tuesday => Weekday::Tuesday,
        DayOfWeek::Wednesday => Weekday::Wednesday,
        DayOfWeek::Thursday => Weekday::Thursday,
        DayOfWeek::Friday => Weekday::Friday,
        DayOfWeek::Saturday => Weekday::Saturday,
        DayOfWeek::Sunday => Weekday::Sunday,
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
