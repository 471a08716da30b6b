//! Public holidays as data.

use crate::read::{PackError, PackFiles, json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const HOLIDAYS: &str = "holidays.json";

/// The national public holidays of one member state: days off everywhere in it, by law. Regional and local holidays, bank
/// holidays of one trade, and days swapped by yearly decree are not among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayCalendar {
    /// Two letters of ISO 3166-1, such as `DE`.
    pub country: String,
    /// Name for people.
    pub name: String,
    /// First year for which the rules were looked up.
    pub from: i16,
    /// Last year for which they were.
    pub until: i16,
    /// What the rules leave out, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The holidays.
    pub holidays: Vec<Holiday>,
}

/// One public holiday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Name in English.
    pub name: String,
    /// On which day of a year it falls.
    pub rule: HolidayRule,
    /// First year; `None` where it has always been one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i16>,
    /// Last year; `None` where no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i16>,
    /// Years without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<i16>,
    /// What the law gives where it falls on a weekend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<Substitute>,
}

/// How the day of a holiday is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HolidayRule {
    /// The same date every year.
    Fixed {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// So many days after Easter Sunday, negative before.
    Easter {
        /// Whose Easter.
        church: Church,
        /// Days.
        days: i64,
    },
    /// The n-th such weekday of a month, 1 to 4, or -1 for the last.
    Nth {
        /// 1 to 12.
        month: i8,
        /// Day of the week.
        weekday: DayOfWeek,
        /// Which one.
        nth: i8,
    },
    /// The first such weekday on or after a date.
    OnOrAfter {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
        /// Day of the week.
        weekday: DayOfWeek,
    },
}

/// Which church's Easter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Church {
    /// Gregorian calendar.
    Western,
    /// Julian calendar.
    Orthodox,
}

/// The day off that a holiday on a weekend gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Substitute {
    /// On Saturday or Sunday: the next day that is neither a weekend nor another holiday is off too.
    NextWorkingDay,
    /// On Sunday: kept on the Saturday before instead.
    SaturdayBefore,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum DayOfWeek {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl DayOfWeek {
    /// All of them, from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];
}

/// Reads the calendars of public holidays.
pub fn read_calendars(files: &PackFiles) -> Result<Vec<HolidayCalendar>, PackError> {
    let calendars: Vec<HolidayCalendar> = json(files, HOLIDAYS)?;
    let mut seen = BTreeSet::new();
    for HolidayCalendar { country, holidays, .. } in &calendars {
        if !seen.insert(country) {
            return Err(PackError::in_file(HOLIDAYS, format!("{country} stands twice")));
        }
        if let Some(holiday) = holidays.iter().find(|holiday| !holiday.rule.is_possible()) {
            return Err(PackError::in_file(HOLIDAYS, format!("{country}: {} names no day of a year", holiday.name)));
        }
    }
    Ok(calendars)
}

impl HolidayRule {
    fn is_possible(self) -> bool {
        match self {
            // 29 February is no day of most years.
            Self::Fixed { month, day } | Self::OnOrAfter { month, day, .. } => {
                jiff::civil::Date::new(2025, month, day).is_ok()
            }
            Self::Easter { days, .. } => (-80..=250).contains(&days),
            Self::Nth { month, nth, .. } => (1..=12).contains(&month) && (nth == -1 || (1..=4).contains(&nth)),
        }
    }
}
