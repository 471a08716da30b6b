//! The order of tasks: who waits for whom, and what follows for the earliest start and the least time to the end.

use crate::problem::{Problem, ProblemError};

/// One side of the links of every task, in one piece of memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    first: Vec<u32>,
    links: Vec<(u32, i32)>,
}

/// Tasks in an order, with offsets from start to start.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    /// For each task those it waits for, with the least time from their start to its start.
    pub(crate) before: Links,
    /// For each task those that wait for it, with the same offset.
    pub(crate) after: Links,
    /// The tasks, each after all it waits for.
    pub(crate) order: Vec<u32>,
    /// Earliest start.
    pub(crate) heads: Vec<i32>,
    /// Least time from the start to the end of the project, the task included.
    pub(crate) tails: Vec<i32>,
    /// Whether a task may start before, or finish after, one that it is linked to against the order.
    pub(crate) overlaps: bool,
}

impl Links {
    fn new(tasks: usize, links: impl Iterator<Item = (usize, usize, i32)> + Clone) -> Self {
        let mut first = vec![0_u32; tasks + 1];
        for (of, _, _) in links.clone() {
            first[of + 1] += 1;
        }
        for task in 0..tasks {
            first[task + 1] += first[task];
        }
        let mut next = first.clone();
        let mut filled = vec![(0, 0); first[tasks] as usize];
        for (of, other, offset) in links {
            filled[next[of] as usize] = (other as u32, offset);
            next[of] += 1;
        }
        Self { first, links: filled }
    }

    /// The other tasks, with offsets.
    #[inline]
    pub(crate) fn of(&self, task: usize) -> &[(u32, i32)] {
        &self.links[self.first[task] as usize..self.first[task + 1] as usize]
    }

    /// Number of links of each task.
    pub(crate) fn counts(&self) -> Vec<u32> {
        self.first.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

impl Network {
    /// Works out the order; refuses a cycle and names it.
    pub(crate) fn new(problem: &Problem) -> Result<Self, ProblemError> {
        let count = problem.tasks.len();
        let mut links: Vec<(usize, usize, i32)> =
            problem.links.iter().map(|link| (link.before, link.after, link.offset(&problem.tasks) as i32)).collect();
        // Of several links between two tasks the longest counts.
        links.sort_unstable_by_key(|&(before, after, offset)| (before, after, -offset));
        links.dedup_by_key(|&mut (before, after, _)| (before, after));
        let after = Links::new(count, links.iter().copied());
        let before = Links::new(count, links.iter().map(|&(before, after, offset)| (after, before, offset)));
        let order = order(&before, &after).map_err(ProblemError::Cycle)?;
        let mut heads: Vec<i32> = problem.tasks.iter().map(|task| task.release as i32).collect();
        for &task in &order {
            for &(next, offset) in after.of(task as usize) {
                heads[next as usize] = heads[next as usize].max(heads[task as usize] + offset);
            }
        }
        let mut tails: Vec<i32> = problem.tasks.iter().map(|task| task.duration as i32).collect();
        for &task in order.iter().rev() {
            for &(next, offset) in after.of(task as usize) {
                tails[task as usize] = tails[task as usize].max(tails[next as usize] + offset);
            }
        }
        let duration = |task: usize| problem.tasks[task].duration as i32;
        let against =
            |&(before, after, offset): &(usize, usize, i32)| offset < 0 || offset + duration(after) < duration(before);
        let overlaps = links.iter().any(against);
        Ok(Self { before, after, order, heads, tails, overlaps })
    }
}

impl Network {
    /// Moves tasks forward in the list until each stands after those it waits for (that wait for it, when backward).
    pub(crate) fn straighten(&self, list: &mut [u32], backward: bool) {
        let first = if backward { &self.after } else { &self.before };
        let mut listed = vec![false; list.len()];
        let mut straight = Vec::with_capacity(list.len());
        let mut open: Vec<u32> = Vec::new();
        for &task in list.iter() {
            open.push(task);
            while let Some(&task) = open.last() {
                let links = first.of(task as usize);
                match links.iter().find(|(other, _)| !listed[*other as usize]) {
                    Some(&(other, _)) if !listed[task as usize] => open.push(other),
                    _ => {
                        open.pop();
                        if !std::mem::replace(&mut listed[task as usize], true) {
                            straight.push(task);
                        }
                    }
                }
            }
        }
        list.copy_from_slice(&straight);
    }
}

/// A topological order, smallest position first where there is a choice, or the tasks of a cycle.
fn order(before: &Links, after: &Links) -> Result<Vec<u32>, Vec<usize>> {
    let mut waiting = before.counts();
    let mut order: Vec<u32> = (0..waiting.len() as u32).filter(|task| waiting[*task as usize] == 0).collect();
    let mut next = 0;
    while let Some(&task) = order.get(next) {
        next += 1;
        for &(other, _) in after.of(task as usize) {
            waiting[other as usize] -= 1;
            if waiting[other as usize] == 0 {
                order.push(other);
            }
        }
    }
    match (0..waiting.len()).find(|task| waiting[*task] > 0) {
        None => Ok(order),
        Some(stuck) => Err(cycle(stuck, before, &waiting)),
    }
}

/// Walks back along tasks that still wait until one comes up again.
fn cycle(stuck: usize, before: &Links, waiting: &[u32]) -> Vec<usize> {
    let mut walk = vec![stuck];
    loop {
        let last = walk[walk.len() - 1];
        let waits_for = before.of(last).iter().map(|link| link.0 as usize).find(|task| waiting[*task] > 0);
        let Some(next) = waits_for else { return walk };
        if let Some(at) = walk.iter().position(|task| *task == next) {
            let mut path = walk.split_off(at);
            path.push(next);
            path.reverse();
            return path;
        }
        walk.push(next);
    }
}
