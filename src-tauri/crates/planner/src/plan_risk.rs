//! What may go wrong with a plan, on the scale of [`Rating`]: derived from the plan, its team and the task library alone.
//!
//! Impact steps are shares of the length of the plan by which the finish would move: below 2 %, from 2, 5, 10 and 20 %.

use crate::{Plan, PlannedTask, pert};
use holdfast_domain::{PersonId, Rating, RiskLevel, TaskId, step};
use holdfast_rulepack::{Person, Task, Team};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Lower ends of the steps of impact from the second on, as shares of the length of the plan.
const IMPACTS: [f64; 4] = [0.02, 0.05, 0.1, 0.2];

/// Assumption: share of people who leave a post, or are away for months, in a year.
const LEAVE_A_YEAR: f64 = 0.15;

/// Assumption: working days until somebody else with the skill is there.
const REPLACED_AFTER: u32 = 60;

/// Assumption: impact of a cost that nobody has quoted yet, a step.
const UNQUOTED_IMPACT: u8 = 3;

/// Assumption: impact of a task that finds no place, a step: its gaps stay open.
const UNPLACED_IMPACT: u8 = 4;

/// Working days of a year.
const WORKING_DAYS: f64 = 250.0;

/// Something that may go wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanRisk {
    /// What it is about.
    pub kind: PlanRiskKind,
    /// Tasks that it is about, by id; empty where it is about the whole plan.
    pub tasks: Vec<TaskId>,
    /// The person whom the plan depends on, where it does on one.
    pub person: Option<PersonId>,
    /// What may happen, for people.
    pub title: String,
    /// The figures behind probability and impact, and what of them is an assumption.
    pub basis: String,
    /// Its place in the matrix.
    pub rating: Rating,
    /// Product of the two steps, 1 to 25.
    pub score: u8,
    /// What it calls for.
    pub level: RiskLevel,
}

/// Kinds of risks of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanRiskKind {
    /// The finish misses the deadline.
    Deadline,
    /// A task takes longer and moves the finish.
    Overrun,
    /// One person alone can do some of the tasks.
    SinglePerson,
    /// A cost is not in the budget, since only a quote can tell it.
    Unquoted,
    /// A task found no place, so that its gaps stay open.
    Unplaced,
}

/// What the figures rest on where no data is at hand, for people.
pub fn risk_assumptions() -> String {
    format!(
        "In a year {:.0} % of people leave or are away for long; another is there after {REPLACED_AFTER} working days. A cost \
         without a quote has impact {UNQUOTED_IMPACT}, a task without a place {UNPLACED_IMPACT}",
        LEAVE_A_YEAR * 100.0
    )
}

/// The risks of a plan, the highest score first. A risk that the figures say nothing on, as where nothing was simulated or no
/// deadline was given, is not among them.
pub fn plan_risks(plan: &Plan, team: &Team, library: &[Task]) -> Vec<PlanRisk> {
    let mut risks: Vec<PlanRisk> = deadline(plan).into_iter().collect();
    let known: BTreeMap<&TaskId, &Task> = library.iter().map(|task| (&task.id, task)).collect();
    for planned in &plan.tasks {
        risks.extend(known.get(&planned.id).and_then(|task| overrun(plan, planned, task)));
        risks.extend(unquoted(planned));
    }
    risks.extend(team.people.iter().filter_map(|person| single_person(plan, person, team, &known)));
    risks.extend(plan.unscheduled.iter().map(|left| {
        let title = format!("{} is not done: {}", left.id, left.title);
        let basis = left.reason.clone();
        risk(PlanRiskKind::Unplaced, vec![left.id.clone()], (title, basis), Rating::new(1.0, UNPLACED_IMPACT))
    }));
    risks.sort_by(|a, b| (b.score, a.kind, &a.tasks).cmp(&(a.score, b.kind, &b.tasks)));
    risks
}

fn risk(kind: PlanRiskKind, tasks: Vec<TaskId>, (title, basis): (String, String), rating: Rating) -> PlanRisk {
    PlanRisk { kind, tasks, person: None, title, basis, rating, score: rating.score(), level: rating.level() }
}

/// Impact of so many days of delay of the finish.
fn impact(plan: &Plan, days: f64) -> u8 {
    step(days / f64::from(plan.makespan_days.max(1)), IMPACTS)
}

fn deadline(plan: &Plan) -> Option<PlanRisk> {
    let (finish, deadline) = (plan.finish_risk.as_ref()?, plan.deadline?);
    let missed = 1.0 - finish.deadline_kept?;
    // Working days from the deadline to the date that four in five runs keep: the plan knows by how much its own finish misses it.
    let room = f64::from(plan.makespan_days) - f64::from(plan.late_by_days);
    let days = if finish.p80.date > deadline { (f64::from(finish.p80.days) - room).max(1.0) } else { 0.0 };
    let title = format!("The plan misses its deadline, {deadline}");
    let basis = format!("missed in {:.0} % of the runs; 80 % of them finish by {}", missed * 100.0, finish.p80.date);
    Some(risk(PlanRiskKind::Deadline, Vec::new(), (title, basis), Rating::new(missed, impact(plan, days))))
}

/// The task at its pessimistic effort: by how much that moves the finish beyond its float. `None` where it does not.
fn overrun(plan: &Plan, planned: &PlannedTask, task: &Task) -> Option<PlanRisk> {
    let criticality = planned.criticality?;
    let stretch = task.effort_days[2] / pert::mean(task.effort_days) - 1.0;
    let days = f64::from(planned.duration_days) * stretch - f64::from(planned.total_float);
    if days < 0.5 {
        return None;
    }
    let title = format!("{} takes longer and moves the finish: {}", planned.id, planned.title);
    let basis = format!(
        "a delay of it moves the finish in {:.0} % of the runs; float {}, up to {days:.0} working days beyond it",
        criticality * 100.0,
        planned.total_float
    );
    let rating = Rating::new(criticality, impact(plan, days));
    Some(risk(PlanRiskKind::Overrun, vec![planned.id.clone()], (title, basis), rating))
}

fn unquoted(planned: &PlannedTask) -> Option<PlanRisk> {
    if planned.unpriced.is_empty() {
        return None;
    }
    let title = format!("The budget lacks a cost of {}: {}", planned.id, planned.unpriced.join(", "));
    let basis = "no vendor has quoted yet".to_owned();
    let rating = Rating::new(1.0, UNQUOTED_IMPACT);
    Some(risk(PlanRiskKind::Unquoted, vec![planned.id.clone()], (title, basis), rating))
}

/// The planned tasks with a need that this person alone can meet.
fn single_person(plan: &Plan, person: &Person, team: &Team, known: &BTreeMap<&TaskId, &Task>) -> Option<PlanRisk> {
    let meets = |member: &Person, skill: &str, level: u8| {
        member.skills.iter().any(|own| own.skill == skill && own.level >= level)
    };
    let mut skills: BTreeSet<&str> = BTreeSet::new();
    let mut tasks: Vec<&PlannedTask> = Vec::new();
    for planned in plan.tasks.iter().filter(|planned| planned.assignees.contains(&person.id)) {
        let needs = known.get(&planned.id).map(|task| task.skills.as_slice()).unwrap_or_default();
        let alone: Vec<&str> = needs
            .iter()
            .filter(|need| meets(person, &need.skill, need.level))
            .filter(|need| {
                !team.people.iter().any(|other| other.id != person.id && meets(other, &need.skill, need.level))
            })
            .map(|need| need.skill.as_str())
            .collect();
        if !alone.is_empty() {
            skills.extend(alone);
            tasks.push(planned);
        }
    }
    let least_float = tasks.iter().map(|task| task.total_float).min()?;
    let years = f64::from(plan.makespan_days) / WORKING_DAYS;
    let probability = 1.0 - libm::pow(1.0 - LEAVE_A_YEAR, years);
    let days = f64::from(REPLACED_AFTER.saturating_sub(least_float));
    let count = tasks.len();
    let title = format!("{} alone can do {count} task{}", person.title, if count == 1 { "" } else { "s" });
    let basis = format!(
        "nobody else has {} at the level needed; least float of these tasks {least_float}",
        skills.into_iter().collect::<Vec<_>>().join(", ")
    );
    let ids: BTreeSet<TaskId> = tasks.iter().map(|task| task.id.clone()).collect();
    let rating = Rating::new(probability, impact(plan, days));
    let found = risk(PlanRiskKind::SinglePerson, ids.into_iter().collect(), (title, basis), rating);
    Some(PlanRisk { person: Some(person.id.clone()), ..found })
}
