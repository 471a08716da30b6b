//! From the input to the plan.

use crate::bound::lower_bound;
use crate::calendar::{Calendar, working_days_after};
use crate::library::Library;
use crate::network::{Network, Timing};
use crate::schedule::Schedule;
use crate::search::Project;
use crate::select::{Work, select};
use crate::staffing::Staffing;
use crate::{PersonLoad, Plan, PlanError, PlanInput, PlannedTask, Unscheduled};
use holdfast_domain::{PersonId, TaskId};
use holdfast_rulepack::{Person, Team};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Plans the tasks that close open criteria. What cannot be staffed, and what waits for it, is listed with the reason.
pub fn plan(input: &PlanInput) -> Result<Plan, PlanError> {
    check_team(&input.team)?;
    let library = Library::read(&input.tasks)?;
    let calendar = Calendar::starting(input.start).ok_or(PlanError::Calendar(input.start))?;
    let selected = select(&library, &input.open_criteria);
    let (works, staffings, unscheduled) = staffed(selected, &input.team.people);
    check_horizon(&staffings, &calendar, input.start)?;

    let network = Network::new(works.iter().map(|work| work.predecessors.clone()).collect());
    let weights: Vec<u64> = works.iter().map(|work| work.weight).collect();
    let people = input.team.people.len();
    let project = Project { network: &network, staffings: &staffings, weights: &weights, people };
    let schedule = project.search(input.seed);
    let days: Vec<u32> = schedule.slots.iter().map(|slot| slot.days).collect();
    let timing = network.timing(&days);

    let date = |day| calendar.date(day).ok_or(PlanError::Calendar(input.start));
    let finish = date(schedule.makespan.saturating_sub(1))?;
    let late = input.deadline.filter(|_| schedule.makespan > 0);
    let tasks = planned_tasks(&works, &schedule, &timing, &input.team.people, &date)?;
    Ok(Plan {
        start: date(0)?,
        finish,
        deadline: input.deadline,
        late_by_days: late.map_or(0, |deadline| working_days_after(deadline, finish)),
        makespan_days: schedule.makespan,
        critical_path: timing.path.iter().map(|&work| works[work].task.id.clone()).collect(),
        critical_path_days: timing.length,
        lower_bound_days: lower_bound(&network, &staffings, &input.team.people),
        cost: cents(tasks.iter().map(|task| task.cost).sum()),
        tasks,
        unscheduled,
        people: loads(&schedule, &input.team.people),
    })
}

fn check_team(team: &Team) -> Result<(), PlanError> {
    let mut seen: BTreeSet<&PersonId> = BTreeSet::new();
    for person in &team.people {
        let range = |field, range| PlanError::Range { of: person.id.to_string(), field, range };
        if !seen.insert(&person.id) {
            return Err(PlanError::DuplicatePerson(person.id.clone()));
        }
        if !(person.capacity > 0.0 && person.capacity <= 1.0) {
            return Err(range("capacity", "more than 0 and at most 1"));
        }
        if !(person.day_rate_eur.is_finite() && person.day_rate_eur >= 0.0) {
            return Err(range("day_rate_eur", "0 or more"));
        }
    }
    Ok(())
}

/// Keeps the works that the team can do, with indices among themselves.
fn staffed<'a>(selected: Vec<Work<'a>>, team: &[Person]) -> (Vec<Work<'a>>, Vec<Staffing>, Vec<Unscheduled>) {
    let before = selected.iter().map(|work| work.predecessors.clone()).collect();
    let ids: Vec<TaskId> = selected.iter().map(|work| work.task.id.clone()).collect();
    let mut found: Vec<Result<Staffing, String>> = selected.iter().map(|work| Staffing::find(work, team)).collect();
    for work in Network::new(before).forward(&vec![0; selected.len()]) {
        let blocked = selected[work].predecessors.iter().find(|&&at| found[at].is_err());
        if let (Some(&at), Ok(_)) = (blocked, &found[work]) {
            found[work] = Err(format!("waits for {}, which has no place in the plan", ids[at]));
        }
    }
    let mut place = vec![None; selected.len()];
    for (next, work) in (0..selected.len()).filter(|&work| found[work].is_ok()).enumerate() {
        place[work] = Some(next);
    }
    let (mut works, mut staffings, mut unscheduled) = (Vec::new(), Vec::new(), Vec::new());
    for (mut work, staffing) in selected.into_iter().zip(found) {
        match staffing {
            Ok(staffing) => {
                work.predecessors = work.predecessors.iter().filter_map(|&at| place[at]).collect();
                works.push(work);
                staffings.push(staffing);
            }
            Err(reason) => {
                unscheduled.push(Unscheduled { id: work.task.id.clone(), title: work.task.title.clone(), reason });
            }
        }
    }
    (works, staffings, unscheduled)
}

/// Refuses work that would not end within the calendar even one task after another; below that no sum overflows.
fn check_horizon(staffings: &[Staffing], calendar: &Calendar, start: Date) -> Result<(), PlanError> {
    let slowest = staffings.iter().filter_map(|staffing| staffing.paces.last());
    let total: u64 = slowest.map(|pace| u64::from(pace.days)).sum();
    let last = u32::try_from(total).ok().and_then(|day| calendar.date(day));
    last.map(|_| ()).ok_or(PlanError::Calendar(start))
}

fn planned_tasks(
    works: &[Work],
    schedule: &Schedule,
    timing: &Timing,
    team: &[Person],
    date: &impl Fn(u32) -> Result<Date, PlanError>,
) -> Result<Vec<PlannedTask>, PlanError> {
    let planned = |(at, work): (usize, &Work)| {
        let slot = &schedule.slots[at];
        let share = work.effort_days / slot.crew.len() as f64;
        let internal: f64 = slot.crew.iter().map(|&person| share * team[person].day_rate_eur).sum();
        Ok(PlannedTask {
            id: work.task.id.clone(),
            title: work.task.title.clone(),
            outcome: work.task.outcome.clone(),
            requirement_ids: work.requirements.clone(),
            criterion_ids: work.criteria.clone(),
            start: date(slot.start)?,
            finish: date(slot.end() - 1)?,
            duration_days: slot.days,
            effort_days: work.effort_days,
            assignees: slot.crew.iter().map(|&person| team[person].id.clone()).collect(),
            total_float: timing.total_float[at],
            free_float: timing.free_float[at],
            predecessors: work.predecessors.iter().map(|&before| works[before].task.id.clone()).collect(),
            critical: timing.total_float[at] == 0,
            cost: cents(internal + work.task.purchase_eur),
        })
    };
    let mut tasks = works.iter().enumerate().map(planned).collect::<Result<Vec<_>, _>>()?;
    tasks.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    Ok(tasks)
}

fn loads(schedule: &Schedule, team: &[Person]) -> Vec<PersonLoad> {
    let mut days = vec![0; team.len()];
    for slot in &schedule.slots {
        for &person in &slot.crew {
            days[person] += slot.days;
        }
    }
    let load = |days: u32| if schedule.makespan == 0 { 0.0 } else { f64::from(days) / f64::from(schedule.makespan) };
    let row = |(person, &days): (&Person, &u32)| PersonLoad {
        id: person.id.clone(),
        title: person.title.clone(),
        days,
        load: load(days),
    };
    team.iter().zip(&days).map(row).collect()
}

fn cents(eur: f64) -> f64 {
    (eur * 100.0).round() / 100.0
}
