//! The people who carry out a plan, and when they work.

use crate::{DayOfWeek, SkillNeed};
use holdfast_domain::PersonId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The people who carry out a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Members.
    pub people: Vec<Person>,
    /// The days on which the team works.
    #[serde(default)]
    pub calendar: TeamCalendar,
}

/// A member of the team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Identifier, such as `security-engineer`.
    pub id: PersonId,
    /// Role for people.
    pub title: String,
    /// What the member knows.
    pub skills: Vec<SkillNeed>,
    /// Share of each working day for the plan, more than 0 to 1.
    pub capacity: f64,
    /// Cost of one working day in EUR.
    pub day_rate_eur: f64,
    /// Days of the week on which the member works, where they are fewer than the team's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week: Option<Vec<DayOfWeek>>,
    /// Member state whose public holidays the member has beside those of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Leave and other absences; the reason is nobody's business here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<Period>,
}

/// The days on which a team works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamCalendar {
    /// Member state whose public holidays the team has, such as `DE`; `None` takes no public holiday into account.
    #[serde(default)]
    pub country: Option<String>,
    /// Days of the week, at least one.
    #[serde(default = "monday_to_friday")]
    pub week: Vec<DayOfWeek>,
    /// Times in which nobody works on the plan, such as a change freeze at the end of the year.
    #[serde(default)]
    pub blackouts: Vec<Blackout>,
}

impl Default for TeamCalendar {
    fn default() -> Self {
        Self { country: None, week: monday_to_friday(), blackouts: Vec::new() }
    }
}

/// Days from the first to the last, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A time in which nobody works on the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blackout {
    /// Why, for people.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Blackout {
    /// Its days.
    pub fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

fn monday_to_friday() -> Vec<DayOfWeek> {
    DayOfWeek::ALL[..5].to_vec()
}
