//! The project as a problem of fixed lengths that asks for less: what is proved for it holds for the project.

use super::{Project, fastest};
use crate::problem::{Link, LinkKind, Need, Problem, Task};
use crate::proof::{Finding, Proof};
use std::sync::atomic::AtomicBool;

/// A project in which every work takes its least days from its start on.
pub(super) struct Relaxed {
    /// The works in their order, then a milestone for the end of each work whose end waits for something: a longer work ends
    /// later without starting later.
    pub(super) problem: Problem,
    /// The works with such a milestone, in the order of these.
    pub(super) ends: Vec<usize>,
    /// Least days of each work.
    pub(super) fastest: Vec<u32>,
}

impl Relaxed {
    pub(super) fn of(project: &Project) -> Self {
        let fastest: Vec<u32> =
            project.works.iter().map(|work| work.modes.iter().filter_map(fastest).min().unwrap_or(0)).collect();
        let mut tasks: Vec<Task> = Vec::new();
        for (work, &duration) in project.works.iter().zip(&fastest) {
            let able = |need: &Vec<super::Offer>| Need { able: need.iter().map(|offer| offer.person).collect() };
            let needs = match &work.modes[..] {
                [only] => only.needs.iter().map(able).collect(),
                // Whoever else could do it may free the people.
                _ => Vec::new(),
            };
            tasks.push(Task { duration, release: work.release, demands: Vec::new(), needs });
        }
        let mut end = vec![None; tasks.len()];
        let mut ends = Vec::new();
        for link in &project.links {
            let is_held = matches!(link.kind, LinkKind::FinishFinish | LinkKind::StartFinish);
            if is_held && end[link.after].is_none() {
                end[link.after] = Some(project.works.len() + ends.len());
                ends.push(link.after);
            }
        }
        let mut links: Vec<Link> = Vec::new();
        for &work in &ends {
            links.extend(end[work].map(|end| Link::finish_start(work, end)));
            tasks.push(Task::default());
        }
        for link in &project.links {
            let (from_finish, to_finish) = match link.kind {
                LinkKind::FinishStart => (true, false),
                LinkKind::StartStart => (false, false),
                LinkKind::FinishFinish => (true, true),
                LinkKind::StartFinish => (false, true),
            };
            let before = if from_finish { end[link.before].unwrap_or(link.before) } else { link.before };
            let after = if to_finish { end[link.after].unwrap_or(link.after) } else { link.after };
            let kind = if from_finish { LinkKind::FinishStart } else { LinkKind::StartStart };
            links.push(Link { before, after, kind, lag: link.lag });
        }
        let problem = Problem { tasks, capacities: Vec::new(), people: project.people.len(), links };
        Self { problem, ends, fastest }
    }

    /// Starts of the tasks of the problem from those of the works.
    pub(super) fn starts(&self, works: &[i32]) -> Vec<i32> {
        let ends = self.ends.iter().map(|&work| works[work] + self.fastest[work] as i32);
        works.iter().copied().chain(ends).collect()
    }
}

/// A proof about the problem that talks of works.
pub(super) struct ProofOfWorks<'a> {
    pub(super) proof: Box<dyn Proof + 'a>,
    pub(super) relaxed: &'a Relaxed,
}

impl Proof for ProofOfWorks<'_> {
    fn work(&mut self, steps: u64, stop: &AtomicBool) -> Finding {
        match self.proof.work(steps, stop) {
            Finding::Shortest { mut starts, end } => {
                starts.truncate(self.relaxed.fastest.len());
                Finding::Shortest { starts, end }
            }
            other => other,
        }
    }

    fn steps(&self) -> u64 {
        self.proof.steps()
    }

    fn know(&mut self, makespan: i32, starts: &[i32]) {
        self.proof.know(makespan, &self.relaxed.starts(starts));
    }
}
