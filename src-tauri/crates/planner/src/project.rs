//! The plan as a project of the scheduler, and back.

use crate::calendar::Calendars;
use crate::select::Work;
use crate::staffing::Staffing;
use crate::{Objective, PlanError, PlanInput, Way};
use holdfast_rulepack::{Link as Relation, Task};
use holdfast_scheduler::{Aim, Budget, Link, LinkKind, Project, ProjectPlan, Slot, Worker};

/// When each work is done, how and by whom.
pub(crate) struct Schedule {
    /// A slot for each work.
    pub(crate) slots: Vec<Slot>,
    /// How each work is done.
    pub(crate) ways: Vec<Way>,
    /// Working days to the last finish.
    pub(crate) makespan: u32,
    /// No schedule has fewer.
    pub(crate) lower_bound: u32,
    /// Rounds of work that went into it.
    pub(crate) rounds: u64,
}

impl Schedule {
    /// Reads the modes of a plan.
    pub(crate) fn of(found: ProjectPlan, staffings: &[Staffing]) -> Self {
        let ways = found.slots.iter().zip(staffings).map(|(slot, staffing)| staffing.ways[slot.mode]).collect();
        let ProjectPlan { slots, makespan, lower_bound, rounds, .. } = found;
        Self { slots, ways, makespan, lower_bound, rounds }
    }
}

/// Puts the works to the scheduler.
pub(crate) fn project(
    input: &PlanInput,
    works: &[Work],
    staffings: &[Staffing],
    calendars: &Calendars,
) -> Result<Project, PlanError> {
    let team = &calendars.team;
    let planned = |(work, staffing): (&Work, &Staffing)| {
        let Task { start_from, start_on, deadline, .. } = work.task;
        holdfast_scheduler::Work {
            modes: staffing.modes.clone(),
            release: (*start_from).max(*start_on).map_or(0, |date| team.day_from(date)),
            start_by: start_on.map(|date| team.day_from(date)),
            deadline: deadline.map(|date| team.days_until(date)),
            weight: work.weight,
        }
    };
    let links = works.iter().enumerate().flat_map(|(after, work)| {
        work.predecessors.iter().map(move |arc| Link { before: arc.work, after, kind: kind(arc.link), lag: arc.lag })
    });
    let people = calendars.people.iter().zip(&input.team.people);
    Ok(Project {
        works: works.iter().zip(staffings).map(planned).collect(),
        people: people.map(|(there, person)| Worker { there: there.clone(), capacity: person.capacity }).collect(),
        links: links.collect(),
        aims: input.terms.objective.iter().map(|objective| aim(*objective)).collect(),
        budget: budget(input, works, staffings, calendars)?,
        deadline: input.deadline.map(|date| team.days_until(date)),
        horizon: team.length(),
    })
}

/// The limit of each quarter; refuses a purchase that no quarter can pay.
fn budget(
    input: &PlanInput,
    works: &[Work],
    staffings: &[Staffing],
    calendars: &Calendars,
) -> Result<Option<Budget>, PlanError> {
    let Some(eur) = input.terms.quarter_budget else { return Ok(None) };
    let limit = (eur * 100.0).round() as u64;
    for (work, staffing) in works.iter().zip(staffings) {
        let least = staffing.modes.iter().map(|mode| mode.purchase).min().unwrap_or(0);
        if least > limit {
            return Err(PlanError::Budget(work.task.id.clone(), least as f64 / 100.0));
        }
    }
    Ok(Some(Budget { quarters: calendars.team.quarters(), limit }))
}

fn kind(link: Relation) -> LinkKind {
    match link {
        Relation::FinishStart => LinkKind::FinishStart,
        Relation::StartStart => LinkKind::StartStart,
        Relation::FinishFinish => LinkKind::FinishFinish,
        Relation::StartFinish => LinkKind::StartFinish,
    }
}

fn aim(objective: Objective) -> Aim {
    match objective {
        Objective::Finish => Aim::Finish,
        Objective::Risk => Aim::Risk,
        Objective::Cost => Aim::Cost,
    }
}
