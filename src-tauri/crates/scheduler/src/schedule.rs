//! A schedule, and the judge of schedules.

use crate::problem::Problem;
use thiserror::Error;

/// When each task starts and who does it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// First period of each task, counted from 0.
    pub starts: Vec<u32>,
    /// For each task the person for each of its needs, in their order; empty for a milestone.
    pub staff: Vec<Vec<usize>>,
    /// Periods from 0 to the last finish.
    pub makespan: u32,
}

/// What is wrong with a schedule.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Violation {
    /// It does not have one entry for each task.
    #[error("the schedule has {found} entries for {expected} tasks")]
    Shape {
        /// Entries.
        found: usize,
        /// Tasks.
        expected: usize,
    },
    /// A task starts before its release.
    #[error("task {0} starts before its release")]
    Release(usize),
    /// A link is broken.
    #[error("task {after} starts too early after task {before}")]
    Link {
        /// The task that comes first.
        before: usize,
        /// The task that waits.
        after: usize,
    },
    /// More of a resource is taken than there is.
    #[error("in period {period} more of resource {resource} is taken than there is")]
    Capacity {
        /// The resource.
        resource: usize,
        /// The period.
        period: u32,
    },
    /// A need is not met by one able person of its own.
    #[error("task {0} is not staffed by one able person for each need")]
    Staff(usize),
    /// A person serves two tasks at a time.
    #[error("person {person} serves two tasks in period {period}")]
    Overlap {
        /// The person.
        person: usize,
        /// The period.
        period: u32,
    },
    /// The stated makespan is not the last finish.
    #[error("the makespan is {found}, not {stated}")]
    Makespan {
        /// As it follows from the starts.
        found: u32,
        /// As the schedule states it.
        stated: u32,
    },
}

/// Judges a schedule from the problem alone, period by period. It shares no code with the search.
pub fn check(problem: &Problem, schedule: &Schedule) -> Result<(), Violation> {
    let tasks = &problem.tasks;
    for found in [schedule.starts.len(), schedule.staff.len()] {
        if found != tasks.len() {
            return Err(Violation::Shape { found, expected: tasks.len() });
        }
    }
    let finish = |task: usize| u64::from(schedule.starts[task]) + u64::from(tasks[task].duration);
    let found = (0..tasks.len()).map(finish).max().unwrap_or(0);
    if found != u64::from(schedule.makespan) {
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        return Err(Violation::Makespan { found, stated: schedule.makespan });
    }
    if let Some(early) = (0..tasks.len()).find(|&task| schedule.starts[task] < tasks[task].release) {
        return Err(Violation::Release(early));
    }
    for link in &problem.links {
        let between = i64::from(schedule.starts[link.after]) - i64::from(schedule.starts[link.before]);
        if between < link.offset(tasks) {
            return Err(Violation::Link { before: link.before, after: link.after });
        }
    }
    let mut taken = vec![0_u64; schedule.makespan as usize];
    for (resource, &capacity) in problem.capacities.iter().enumerate() {
        taken.fill(0);
        for (task, &start) in tasks.iter().zip(&schedule.starts) {
            let demand = task.demands.get(resource).copied().unwrap_or(0);
            for period in start..start + task.duration {
                taken[period as usize] += u64::from(demand);
                if taken[period as usize] > u64::from(capacity) {
                    return Err(Violation::Capacity { resource, period });
                }
            }
        }
    }
    check_staff(problem, schedule)
}

fn check_staff(problem: &Problem, schedule: &Schedule) -> Result<(), Violation> {
    let mut busy = vec![vec![false; schedule.makespan as usize]; problem.people];
    for (index, task) in problem.tasks.iter().enumerate() {
        let (staff, start) = (&schedule.staff[index], schedule.starts[index]);
        if task.duration == 0 && staff.is_empty() {
            continue;
        }
        let able = staff.iter().zip(&task.needs).all(|(person, need)| need.able.contains(person));
        let twice = staff.iter().enumerate().any(|(at, person)| staff[..at].contains(person));
        if staff.len() != task.needs.len() || !able || twice {
            return Err(Violation::Staff(index));
        }
        for &person in staff {
            for period in start..start + task.duration {
                if std::mem::replace(&mut busy[person][period as usize], true) {
                    return Err(Violation::Overlap { person, period });
                }
            }
        }
    }
    Ok(())
}
