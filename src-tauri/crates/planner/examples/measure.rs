//! How fast and how good plans are, on libraries and teams drawn at random.
//!
//! `cargo run --release -p holdfast-planner --example measure -- TASKS PEOPLE SECONDS...` makes one plan for each of the
//! seconds, and says when the first plan was there, the working days after each time, and the proved bound.

#![allow(clippy::print_stdout)]

use holdfast_domain::{EntitySize, TaskId};
use holdfast_planner::{OpenCriterion, PlanInput, Terms, check, plan_until};
use holdfast_rulepack::{Period, Person, Predecessor, SizeDriver, SizeFactors, SkillNeed, Task, Team, TeamCalendar};
use jiff::ToSpan;
use jiff::civil::date;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const SKILLS: [&str; 6] = ["risk", "security", "legal", "cloud", "testing", "data"];

fn main() -> Result<(), Box<dyn Error>> {
    let figures: Vec<f64> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [tasks, people, seconds @ ..] = &figures[..] else {
        return Err("give TASKS PEOPLE SECONDS...".into());
    };
    let input = project(*tasks as usize, *people as usize);
    for seconds in seconds {
        let (started, stop) = (Instant::now(), AtomicBool::new(false));
        let mut first = None;
        let limit = Duration::from_secs_f64(*seconds);
        let plan = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(limit);
                stop.store(true, Ordering::Relaxed);
            });
            plan_until(&input, None, &stop, &mut |found| {
                first.get_or_insert((started.elapsed(), found.makespan_days));
            })
        })?;
        let findings = check(&plan, &input);
        let (after, days) = first.unwrap_or_default();
        println!(
            "{tasks} tasks, {people} people: first plan of {days} days after {:.1} ms; {} days after {seconds} s ({:.1} s), \
             none shorter than {}, {} rounds, {} findings",
            after.as_secs_f64() * 1000.0,
            plan.makespan_days,
            started.elapsed().as_secs_f64(),
            plan.lower_bound_days,
            plan.rounds,
            findings.len()
        );
    }
    Ok(())
}

/// A library in layers, each task waiting for up to three earlier ones, and a team with part time and absences.
fn project(tasks: usize, people: usize) -> PlanInput {
    let mut random = ChaCha8Rng::seed_from_u64(20_220_614);
    let mut below = |most: usize| random.random_range(0..most as u64) as usize;
    let start = date(2026, 1, 5);
    let person = |at: usize, below: &mut dyn FnMut(usize) -> usize| Person {
        id: format!("P-{at}").as_str().into(),
        title: format!("Person {at}"),
        skills: [at % SKILLS.len(), below(SKILLS.len())]
            .map(|skill| SkillNeed {
                skill: SKILLS[skill].into(),
                level: if skill == at % SKILLS.len() { 3 } else { 2 },
            })
            .to_vec(),
        capacity: [0.5, 0.6, 0.8, 0.8, 1.0][below(5)],
        day_rate_eur: 400.0 + 50.0 * below(9) as f64,
        week: None,
        country: None,
        absences: (0..2)
            .map(|year| {
                let from = start + (365 * year + 20 * below(18) as i64).days();
                Period { from, to: from + (4 + 7 * below(3) as i64).days() }
            })
            .collect(),
    };
    let people = (0..people).map(|at| person(at, &mut below)).collect();
    let mut library: Vec<Task> = Vec::new();
    for at in 0..tasks {
        let waits: Vec<Predecessor> = (0..below(4).min(at))
            .map(|_| at.saturating_sub(1 + below(40)))
            .map(|before| TaskId::new(format!("T-{before:04}")).as_str().into())
            .collect();
        let effort = 1.0 + below(12) as f64;
        let skills = (0..1 + below(5) / 2)
            .map(|_| SkillNeed { skill: SKILLS[below(SKILLS.len())].into(), level: 1 + below(3) as u8 });
        library.push(Task {
            id: TaskId::new(format!("T-{at:04}")),
            title: format!("Do {at}"),
            outcome: "Done".into(),
            requirements: vec!["REQ-01".into()],
            criteria: vec![format!("C-{at}").as_str().into()],
            effort_days: [effort, effort * 1.5, effort * 2.5],
            size_driver: SizeDriver::Document,
            skills: skills.collect(),
            predecessors: waits,
            start_from: None,
            start_on: None,
            deadline: None,
            approval: None,
            evidence: vec!["Record".into()],
            costs: Vec::new(),
            vendor: None,
        });
    }
    let open = |task: &Task| {
        let gap = |id: &holdfast_domain::CriterionId| {
            (id.clone(), OpenCriterion { requirement: "REQ-01".into(), weight: 3, partial: false })
        };
        task.criteria.iter().map(gap).collect::<Vec<_>>()
    };
    PlanInput {
        open_criteria: library.iter().flat_map(open).collect(),
        tasks: library,
        team: Team { people, calendar: TeamCalendar::default() },
        size: EntitySize::Medium,
        sizes: SizeFactors::default(),
        holidays: Vec::new(),
        start,
        deadline: None,
        seed: 1,
        iterations: 0,
        terms: Terms::default(),
    }
}
