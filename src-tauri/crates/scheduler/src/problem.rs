//! What is to be scheduled, and why it may be refused.

use thiserror::Error;

/// Largest capacity of a resource and largest number of people; the packed profile holds amounts in 15 bits.
pub const LARGEST_AMOUNT: u32 = 0x7fff;

/// Longest project that is accepted, as the sum of all durations, lags and release times, in periods.
pub const LONGEST_PROJECT: u32 = 10_000_000;

/// A project: tasks in an order, that share resources and people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// The tasks; everything else names them by their position here.
    pub tasks: Vec<Task>,
    /// Capacity of each resource in every period, such as rooms or licences.
    pub capacities: Vec<u32>,
    /// Number of people; each serves one task at a time.
    pub people: usize,
    /// Which task waits for which.
    pub links: Vec<Link>,
}

/// One piece of work that is not interrupted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// Periods from start to finish; 0 for a milestone, which occupies nobody.
    pub duration: u32,
    /// First period in which it may start.
    pub release: u32,
    /// What it takes of each resource while it runs; a resource past the end is not needed.
    pub demands: Vec<u32>,
    /// Each need is met by one person of its own for the whole task.
    pub needs: Vec<Need>,
}

/// One person out of those who are able.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Positions of the people who could do it. Skills and levels are the business of the caller.
    pub able: Vec<usize>,
}

/// One task waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The task that comes first.
    pub before: usize,
    /// The task that waits.
    pub after: usize,
    /// Which ends of the two are tied.
    pub kind: LinkKind,
    /// Periods that must lie between the two ends; negative for an overlap.
    pub lag: i32,
}

/// Which end of the first task is tied to which end of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// The second starts after the first has finished.
    FinishStart,
    /// The second starts after the first has started.
    StartStart,
    /// The second finishes after the first has finished.
    FinishFinish,
    /// The second finishes after the first has started.
    StartFinish,
}

/// Why a problem has no schedule. Tasks, resources and people are named by position.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProblemError {
    /// A link, a need or a demand names what is not there.
    #[error("task {task} names {what} {position}, which does not exist")]
    Unknown {
        /// The task.
        task: usize,
        /// Kind of thing that is named.
        what: &'static str,
        /// Its position.
        position: usize,
    },
    /// Tasks wait for each other; the path begins and ends with the same task.
    #[error("tasks wait for each other: {}", path(.0))]
    Cycle(Vec<usize>),
    /// A task takes more of a resource than there is.
    #[error("task {task} takes {demand} of resource {resource}, of which there are {capacity}")]
    Demand {
        /// The task.
        task: usize,
        /// The resource.
        resource: usize,
        /// What it takes.
        demand: u32,
        /// What there is.
        capacity: u32,
    },
    /// The needs of a task cannot all be met by different people.
    #[error("task {task} has {needs} needs, and no {needs} different people can meet them")]
    Staff {
        /// The task.
        task: usize,
        /// How many people it takes.
        needs: usize,
    },
    /// A figure is too large to be worked with.
    #[error("{what} is more than {most}")]
    TooLarge {
        /// Which figure.
        what: &'static str,
        /// The largest that is accepted.
        most: u32,
    },
}

fn path(tasks: &[usize]) -> String {
    tasks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" -> ")
}

impl Link {
    /// The plain link: one task after another.
    pub fn finish_start(before: usize, after: usize) -> Self {
        Self { before, after, kind: LinkKind::FinishStart, lag: 0 }
    }

    /// The least time from the start of the first task to the start of the second.
    pub fn offset(&self, tasks: &[Task]) -> i64 {
        let (first, second) = (i64::from(tasks[self.before].duration), i64::from(tasks[self.after].duration));
        i64::from(self.lag)
            + match self.kind {
                LinkKind::FinishStart => first,
                LinkKind::StartStart => 0,
                LinkKind::FinishFinish => first - second,
                LinkKind::StartFinish => -second,
            }
    }
}

/// Refuses what no schedule can satisfy; the order of links is checked where it is worked out.
pub(crate) fn check_figures(problem: &Problem) -> Result<(), ProblemError> {
    let too_large = |what, most| Err(ProblemError::TooLarge { what, most });
    if problem.capacities.iter().any(|&capacity| capacity > LARGEST_AMOUNT) {
        return too_large("the capacity of a resource", LARGEST_AMOUNT);
    }
    if problem.people > LARGEST_AMOUNT as usize {
        return too_large("the number of people", LARGEST_AMOUNT);
    }
    let mut length: u64 = 0;
    for (index, task) in problem.tasks.iter().enumerate() {
        length += u64::from(task.duration) + u64::from(task.release);
        for (resource, &demand) in task.demands.iter().enumerate().filter(|(_, demand)| **demand > 0) {
            let Some(&capacity) = problem.capacities.get(resource) else {
                return Err(ProblemError::Unknown { task: index, what: "resource", position: resource });
            };
            if demand > capacity && task.duration > 0 {
                return Err(ProblemError::Demand { task: index, resource, demand, capacity });
            }
        }
        check_needs(index, task, problem.people)?;
    }
    for link in &problem.links {
        length += u64::from(link.lag.unsigned_abs());
        if let Some(unknown) = [link.before, link.after].into_iter().find(|task| *task >= problem.tasks.len()) {
            return Err(ProblemError::Unknown { task: link.after, what: "task", position: unknown });
        }
    }
    if length > u64::from(LONGEST_PROJECT) {
        return too_large("the length of all tasks, lags and waits together", LONGEST_PROJECT);
    }
    Ok(())
}

fn check_needs(index: usize, task: &Task, people: usize) -> Result<(), ProblemError> {
    for need in &task.needs {
        if let Some(&unknown) = need.able.iter().find(|person| **person >= people) {
            return Err(ProblemError::Unknown { task: index, what: "person", position: unknown });
        }
    }
    // Augmenting paths: each need in turn takes a person, moving earlier needs to others where that helps.
    let mut taken: Vec<Option<usize>> = vec![None; people];
    for need in 0..task.needs.len() {
        if !augment(task, need, &mut taken, &mut vec![false; people]) {
            return Err(ProblemError::Staff { task: index, needs: task.needs.len() });
        }
    }
    Ok(())
}

fn augment(task: &Task, need: usize, taken: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &person in &task.needs[need].able {
        if std::mem::replace(&mut seen[person], true) {
            continue;
        }
        if taken[person].is_none_or(|other| augment(task, other, taken, seen)) {
            taken[person] = Some(need);
            return true;
        }
    }
    false
}
