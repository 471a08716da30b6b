//! The planned tasks and the load of the team as the reader gets them.

use crate::finish_risk::Runs;
use crate::network::{Place, Timing};
use crate::project::Schedule;
use crate::select::Work;
use crate::{PersonLoad, PlanError, PlanInput, PlannedApproval, PlannedLink, PlannedTask, Span, Way};
use holdfast_rulepack::{CostItem, CostKind, Link, Person};
use holdfast_scheduler::Project;
use jiff::civil::Date;

/// The tasks by start, then id. `deadline` is a number of days from the start of the plan.
pub(crate) fn tasks(
    works: &[Work],
    schedule: &Schedule,
    timing: &Timing,
    (input, runs, deadline): (&PlanInput, Option<&Runs>, Option<u32>),
    project: &Project,
    date: &impl Fn(u32) -> Result<Date, PlanError>,
) -> Result<Vec<PlannedTask>, PlanError> {
    let team = &input.team.people;
    let span = |place: Place| Ok(Some(Span { start: date(place.start)?, finish: date(place.end - 1)? }));
    let planned = |(at, work): (usize, &Work)| {
        let slot = &schedule.slots[at];
        let way = schedule.ways[at];
        let effort_days = work.effort_of(way);
        let vendor = work.task.vendor.as_ref().filter(|_| way == Way::Vendor);
        let mut unpriced = unpriced(&work.task.costs);
        unpriced.extend(vendor.filter(|vendor| vendor.eur.is_none()).map(|vendor| vendor.service.clone()));
        let share = effort_days / slot.crew.len() as f64;
        let internal: f64 = slot.crew.iter().map(|&person| share * team[person].day_rate_eur).sum();
        let links = work.predecessors.iter().map(|arc| PlannedLink {
            task: works[arc.work].task.id.clone(),
            relation: arc.link,
            lag_days: arc.lag,
        });
        let first = work.predecessors.iter().filter(|arc| arc.link == Link::FinishStart && arc.lag >= 0);
        let approval = work.task.approval.map(|approval| {
            let on = date(slot.end() - 1 + approval.wait_days)?;
            Ok(PlannedApproval { by: approval.by, on })
        });
        let spare = |days: u32| i64::from(timing.total_float[at]) + i64::from(days) - i64::from(timing.length);
        Ok(PlannedTask {
            id: work.task.id.clone(),
            title: work.task.title.clone(),
            outcome: work.task.outcome.clone(),
            requirement_ids: work.requirements.clone(),
            criterion_ids: work.criteria.clone(),
            start: date(slot.start)?,
            finish: date(slot.end() - 1)?,
            duration_days: slot.days,
            effort_days,
            way,
            service: vendor.map(|vendor| vendor.service.clone()),
            assignees: slot.crew.iter().map(|&person| team[person].id.clone()).collect(),
            total_float: timing.total_float[at],
            free_float: timing.free_float[at],
            predecessors: first.map(|arc| works[arc.work].task.id.clone()).collect(),
            links: links.collect(),
            early: span(timing.early[at])?,
            late: span(timing.late[at])?,
            deadline_float: deadline.map(spare),
            late_by_days: project.works[at].late(slot),
            criticality: runs.map(|runs| runs.criticality[at]),
            approval: approval.transpose()?,
            evidence: work.task.evidence.clone(),
            critical: timing.total_float[at] == 0,
            cost: cents(internal + work.purchase_eur(way)),
            yearly_cost: cents(work.priced(CostKind::Yearly)),
            unpriced,
        })
    };
    let mut tasks = works.iter().enumerate().map(planned).collect::<Result<Vec<_>, _>>()?;
    tasks.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    Ok(tasks)
}

/// How busy each member is.
pub(crate) fn loads(schedule: &Schedule, team: &[Person]) -> Vec<PersonLoad> {
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

fn unpriced(costs: &[CostItem]) -> Vec<String> {
    costs.iter().filter(|item| item.eur.is_none()).map(|item| item.name.clone()).collect()
}

pub(crate) fn cents(eur: f64) -> f64 {
    // An empty sum is a negative zero.
    (eur * 100.0).round() / 100.0 + 0.0
}
