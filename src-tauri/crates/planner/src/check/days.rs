//! The working days of a plan, walked one by one.

use crate::{Plan, PlanInput, holidays};
use holdfast_domain::PersonId;
use holdfast_rulepack::DayOfWeek;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Working days from the start asked for to the last date of the plan.
pub(super) struct Days {
    team: BTreeSet<Date>,
    people: BTreeMap<PersonId, BTreeSet<Date>>,
}

impl Days {
    pub(super) fn walk(plan: &Plan, input: &PlanInput) -> Self {
        let dates = plan.tasks.iter().flat_map(|task| [task.start, task.finish]).chain([plan.start, plan.finish]);
        let last = dates.max().unwrap_or(plan.finish);
        let mut days = Self { team: BTreeSet::new(), people: BTreeMap::new() };
        let mut free: BTreeMap<(&str, i16), BTreeSet<Date>> = BTreeMap::new();
        for calendar in &input.holidays {
            for year in input.start.year()..=last.year() {
                let kept = holidays(calendar, year).into_keys().collect();
                free.insert((&calendar.country, year), kept);
            }
        }
        let is_holiday = |country: &Option<String>, day: Date| {
            let kept = country.as_deref().and_then(|country| free.get(&(country, day.year())));
            kept.is_some_and(|kept| kept.contains(&day))
        };
        let team = &input.team.calendar;
        let mut day = input.start;
        while day <= last {
            let weekday = DayOfWeek::ALL[day.weekday().to_monday_zero_offset().unsigned_abs() as usize];
            let black = team.blackouts.iter().any(|blackout| blackout.from <= day && day <= blackout.to);
            if team.week.contains(&weekday) && !black && !is_holiday(&team.country, day) {
                days.team.insert(day);
                for person in &input.team.people {
                    let works = person.week.as_ref().is_none_or(|week| week.contains(&weekday));
                    let away = person.absences.iter().any(|absence| absence.from <= day && day <= absence.to);
                    if works && !away && !is_holiday(&person.country, day) {
                        days.people.entry(person.id.clone()).or_default().insert(day);
                    }
                }
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        days
    }

    /// Days on which the team works, both ends counted.
    pub(super) fn team(&self, first: Date, last: Date) -> u32 {
        between(&self.team, first, last)
    }

    /// Days on which a member is there, both ends counted.
    pub(super) fn of(&self, person: &PersonId, first: Date, last: Date) -> u32 {
        self.people.get(person).map_or(0, |days| between(days, first, last))
    }
}

fn between(days: &BTreeSet<Date>, first: Date, last: Date) -> u32 {
    if last < first { 0 } else { days.range(first..=last).map(|_| 1).sum() }
}
