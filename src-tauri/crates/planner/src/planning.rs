//! From the input to the plan.

use crate::calendar::{Calendars, Horizon};
use crate::conflict::Case;
use crate::finish_risk::{Runs, simulate};
use crate::library::Library;
use crate::network::{Arc, Network};
use crate::pert::Estimate;
use crate::project::{Schedule, project};
use crate::select::{Work, select};
use crate::staffing::{Staffing, duration_days};
use crate::tally::{self, cents};
use crate::{FinishQuantile, FinishRisk, Plan, PlanError, PlanInput, Unscheduled, Way};
use holdfast_domain::{PersonId, TaskId};
use holdfast_rulepack::{Link, Team};
use holdfast_scheduler::{Options, ProjectPlan, solve_project};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

/// Lanes of the search, the same on every machine: more would find something else.
const THREADS: usize = 2;

/// Most working days of a quarter of a year.
const QUARTER: u64 = 92;

/// Critical paths that a plan lists.
const PATHS: usize = 8;

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Improvement {
    /// Working days of the best plan.
    pub makespan_days: u32,
    /// No plan has fewer.
    pub lower_bound_days: u32,
}

/// Plans the tasks that close open criteria. What cannot be staffed, and what waits for it, is listed with the reason.
pub fn plan(input: &PlanInput) -> Result<Plan, PlanError> {
    plan_until(input, Some(input.terms.rounds), &AtomicBool::new(false), &mut |_| ())
}

/// Plans until the rounds are over or `stop` is set; `improved` sees the first plan at once and then every better plan
/// and bound.
pub fn plan_until(
    input: &PlanInput,
    rounds: Option<u64>,
    stop: &AtomicBool,
    improved: &mut dyn FnMut(Improvement),
) -> Result<Plan, PlanError> {
    check_team(&input.team)?;
    let people = &input.team.people;
    let library = Library::read(&input.tasks)?;
    let (works, staffings, unscheduled) = staffed(select(&library, input), input);
    let calendars = Calendars::build(&input.team, &input.holidays, input.start, horizon(input, &works, &staffings))?;

    let network = Network::new(works.iter().map(|work| work.predecessors.clone()).collect());
    let project = project(input, &works, &staffings, &calendars)?;
    let options = Options { seed: input.seed, threads: THREADS, rounds };
    let found = solve_project(&project, &options, stop, &mut |found| {
        improved(Improvement { makespan_days: found.makespan, lower_bound_days: found.lower_bound });
    });
    let found = found.map_err(PlanError::Size)?;
    let conflict = conflict(input, (&works, &staffings), &found, &calendars)?;
    if let Some(at) = found.slots.iter().position(|slot| slot.crew.is_empty()) {
        return Err(PlanError::NeverThere(works[at].task.id.clone()));
    }
    let schedule = Schedule::of(found, &staffings);
    let days: Vec<u32> = schedule.slots.iter().map(|slot| slot.days).collect();
    let timing = network.timing(&days);
    let runs = runs(input, &works, &network, &schedule, &calendars);

    let date = |day| calendars.team.date(day).ok_or(PlanError::Calendar(input.start));
    let finish = date(schedule.makespan.saturating_sub(1))?;
    let until = |deadline| calendars.team.days_until(deadline);
    let deadline = input.deadline.filter(|_| schedule.makespan > 0).map(until);
    let tasks = tally::tasks(&works, &schedule, &timing, (input, runs.as_ref(), deadline), &project, &date)?;
    let (critical_path_count, paths) = network.critical_paths(&timing, PATHS);
    let named = |path: Vec<usize>| path.into_iter().map(|work| works[work].task.id.clone()).collect();
    let critical_paths: Vec<Vec<TaskId>> = paths.into_iter().map(named).collect();
    Ok(Plan {
        start: date(0)?,
        finish,
        deadline: input.deadline,
        late_by_days: deadline.map_or(0, |days| schedule.makespan.saturating_sub(days)),
        makespan_days: schedule.makespan,
        critical_path: critical_paths.first().cloned().unwrap_or_default(),
        critical_path_days: timing.length,
        critical_paths,
        critical_path_count,
        lower_bound_days: schedule.lower_bound,
        gap: (f64::from(schedule.makespan) - f64::from(schedule.lower_bound)) / f64::from(schedule.lower_bound.max(1)),
        objective: input.terms.objective.clone(),
        rounds: schedule.rounds,
        size: Some(input.size),
        cost: cents(tasks.iter().map(|task| task.cost).sum()),
        yearly_cost: cents(tasks.iter().map(|task| task.yearly_cost).sum()),
        approved: tasks.iter().map(|task| task.approval.map_or(task.finish, |approval| approval.on)).max(),
        tasks,
        unscheduled,
        conflict,
        people: tally::loads(&schedule, people),
        finish_risk: runs.map(|runs| finish_risk(&runs, input, deadline, &date)).transpose()?,
        notices: notices(input, calendars.notices, finish),
    })
}

/// What stands in the way of the dates that a plan misses.
fn conflict(
    input: &PlanInput,
    (works, staffings): (&[Work], &[Staffing]),
    found: &ProjectPlan,
    calendars: &Calendars,
) -> Result<Vec<String>, PlanError> {
    if found.late == 0 {
        return Ok(Vec::new());
    }
    let horizon = horizon(input, works, staffings);
    let conflict = Case { input, works, staffings, horizon }.conflict()?;
    let days = input.deadline.map(|deadline| calendars.team.days_until(deadline));
    Ok(match (input.deadline, days) {
        (Some(deadline), Some(days)) if conflict.is_empty() && days < found.lower_bound => vec![
            format!("all is done by {deadline}, after {days} working days"),
            format!("the {} tasks take this team {} working days at least", works.len(), found.lower_bound),
        ],
        _ => conflict,
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
fn staffed<'a>(selected: Vec<Work<'a>>, input: &PlanInput) -> (Vec<Work<'a>>, Vec<Staffing>, Vec<Unscheduled>) {
    let before = selected.iter().map(|work| work.predecessors.clone()).collect();
    let ids: Vec<TaskId> = selected.iter().map(|work| work.task.id.clone()).collect();
    let find = |work| Staffing::find(work, &input.team.people, input.terms.vendors);
    let mut found: Vec<Result<Staffing, String>> = selected.iter().map(find).collect();
    for work in Network::new(before).forward(&vec![0; selected.len()]) {
        let blocked = selected[work].predecessors.iter().find(|arc| found[arc.work].is_err());
        if let (Some(arc), Ok(_)) = (blocked, &found[work]) {
            found[work] = Err(format!("waits for {}, which has no place in the plan", ids[arc.work]));
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
                let moved = |arc: &Arc| Some(Arc { work: place[arc.work]?, ..*arc });
                work.predecessors = work.predecessors.iter().filter_map(moved).collect();
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

/// Days of waiting, days of work of the slowest person at the pessimistic effort, and the wait for dates and money, one
/// work after another.
fn horizon(input: &PlanInput, works: &[Work], staffings: &[Staffing]) -> Horizon {
    let waits = works.iter().flat_map(|work| {
        let longest = work.predecessors.iter().map(|arc| arc.lag.max(0).unsigned_abs()).max();
        let delivery = work.task.vendor.as_ref().map_or(0.0, |vendor| vendor.duration_days[2] * work.scale);
        let approval = work.task.approval.map_or(0, |approval| approval.wait_days);
        [longest.unwrap_or(0), approval, duration_days(delivery, 1.0)]
    });
    let slowest = input.team.people.iter().map(|person| person.capacity).fold(1.0, f64::min);
    let days = works.iter().map(|work| duration_days(work.effort[2] / work.task.skills.len() as f64, slowest));
    let dates = works.iter().filter_map(|work| work.task.start_from.max(work.task.start_on)).max();
    let dates = dates.map_or(0, |date| (date - input.start).get_days().max(0).unsigned_abs());
    // Of two quarters one after the other, which cannot pay the next purchase, one has spent half of its budget.
    let dearest = staffings.iter().filter_map(|staffing| staffing.modes.iter().map(|mode| mode.purchase).max());
    let spent = dearest.sum::<u64>() as f64 / 100.0;
    let quarters = input.terms.quarter_budget.map_or(0.0, |budget| 2.0 * spent / budget.max(1.0) + 2.0);
    Horizon {
        waits: waits.map(u64::from).sum(),
        days: days.map(u64::from).sum::<u64>() + 1,
        reach: u64::from(dates) + quarters as u64 * QUARTER,
    }
}

/// Runs the schedule with drawn efforts: dependencies, and who does what after what.
fn runs(
    input: &PlanInput,
    works: &[Work],
    network: &Network,
    schedule: &Schedule,
    calendars: &Calendars,
) -> Option<Runs> {
    if input.iterations == 0 || works.is_empty() {
        return None;
    }
    let ordered = Network::new(with_order(network, schedule, input.team.people.len()));
    // Of a vendor's work the delivery varies, and the days of those who steer it are as planned.
    let delivery = |work: usize| works[work].task.vendor.as_ref().filter(|_| schedule.ways[work] == Way::Vendor);
    let estimate = |(at, work): (usize, &Work)| match delivery(at) {
        Some(vendor) => Estimate::new(vendor.duration_days.map(|days| days * work.scale)),
        None => Estimate::new(work.effort),
    };
    let estimates: Vec<Estimate> = works.iter().enumerate().map(estimate).collect();
    let end = |work: usize, start: u32, value: f64| {
        let (effort, least) = match delivery(work) {
            Some(_) => (works[work].vendor_effort_days(), duration_days(value, 1.0)),
            None => (value, 0),
        };
        let crew = &schedule.slots[work].crew;
        let share = effort / crew.len() as f64;
        let own = crew.iter().map(|&person| {
            let days = duration_days(share, input.team.people[person].capacity);
            calendars.people[person].end(start, days).unwrap_or(start + days)
        });
        own.max().unwrap_or(start).max(start + least)
    };
    Some(simulate(&ordered, &estimates, end, (input.iterations, input.seed)))
}

/// The bonds of a network and those between the works that one person does one after another. A bond that would close a
/// circle, as where a lead lets the later work start first, is left out.
fn with_order(network: &Network, schedule: &Schedule, people: usize) -> Vec<Vec<Arc>> {
    let mut before = network.before.clone();
    let mut follows = network.followers();
    for person in 0..people {
        let mut own: Vec<usize> =
            (0..before.len()).filter(|&work| schedule.slots[work].crew.contains(&person)).collect();
        own.sort_by_key(|&work| schedule.slots[work].start);
        for pair in own.windows(2) {
            let (earlier, later) = (pair[0], pair[1]);
            if follows[later].contains(&earlier) {
                continue;
            }
            let bond = Arc { work: earlier, link: Link::FinishStart, lag: 0 };
            if !before[later].contains(&bond) {
                before[later].push(bond);
            }
            let mut behind = follows[later].clone();
            behind.insert(later);
            for (work, follows) in follows.iter_mut().enumerate() {
                if work == earlier || follows.contains(&earlier) {
                    follows.extend(&behind);
                }
            }
        }
    }
    before
}

fn finish_risk(
    runs: &Runs,
    input: &PlanInput,
    deadline: Option<u32>,
    date: &impl Fn(u32) -> Result<Date, PlanError>,
) -> Result<FinishRisk, PlanError> {
    let quantile = |share| {
        let (days, standard_error) = runs.quantile(share);
        Ok(FinishQuantile { days, date: date(days.saturating_sub(1))?, standard_error })
    };
    let (mean_days, mean_standard_error) = runs.mean();
    Ok(FinishRisk {
        iterations: input.iterations,
        seed: input.seed,
        mean_days,
        mean_standard_error,
        p50: quantile(0.5)?,
        p80: quantile(0.8)?,
        p95: quantile(0.95)?,
        deadline_kept: deadline.map(|days| runs.within(days)),
    })
}

/// What was put right in the calendars, and where the plan leaves the years that they were looked up for.
fn notices(input: &PlanInput, mut notices: Vec<String>, finish: Date) -> Vec<String> {
    let own = input.team.people.iter().filter_map(|person| person.country.as_ref());
    let named: BTreeSet<&String> = input.team.calendar.country.iter().chain(own).collect();
    for calendar in input.holidays.iter().filter(|calendar| named.contains(&calendar.country)) {
        let (from, until) = (calendar.from, calendar.until);
        if input.start.year() < from || finish.year() > until {
            notices.push(format!(
                "public holidays of {} are known for {from} to {until}; in other years the same rules are taken",
                calendar.name
            ));
        }
    }
    notices
}
