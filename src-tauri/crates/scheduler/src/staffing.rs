//! The needs of all tasks in one list.

use crate::problem::{Problem, Task};
use crate::project::Project;
use std::ops::Range;

/// Whom each task needs.
pub(crate) struct Staffing {
    /// Needs of each task, as positions in the list of all needs.
    pub(crate) needs: Vec<Range<usize>>,
    /// Who is able to meet each need.
    pub(crate) able: Vec<Vec<u32>>,
}

impl Staffing {
    pub(crate) fn new(problem: &Problem) -> Self {
        let mut staffing = Self { needs: Vec::new(), able: Vec::new() };
        for task in &problem.tasks {
            let first = staffing.able.len();
            let able = task.needs.iter().map(|need| need.able.iter().map(|person| *person as u32).collect());
            staffing.able.extend(able);
            staffing.needs.push(first..staffing.able.len());
        }
        staffing
    }

    /// A work of a project may have a choice more before its needs: the mode; the needs are those of all modes.
    pub(crate) fn of_project(project: &Project) -> Self {
        let mut staffing = Self { needs: Vec::new(), able: Vec::new() };
        for work in &project.works {
            let first = staffing.able.len();
            if work.modes.len() > 1 {
                staffing.able.push((0..work.modes.len() as u32).collect());
            }
            for need in work.modes.iter().flat_map(|mode| &mode.needs) {
                staffing.able.push(need.iter().map(|offer| offer.person as u32).collect());
            }
            staffing.needs.push(first..staffing.able.len());
        }
        staffing
    }

    /// The people of a task out of a list with one for each need; a milestone occupies nobody.
    pub(crate) fn of(&self, index: usize, task: &Task, staff: &[u32]) -> Vec<usize> {
        match task.duration {
            0 => Vec::new(),
            _ => staff[self.needs[index].clone()].iter().map(|person| *person as usize).collect(),
        }
    }

    /// What it takes to place all tasks once, where 1 is one task without needs.
    pub(crate) fn effort(&self) -> u64 {
        let asked: usize = self.able.iter().map(Vec::len).sum();
        (self.needs.len() + asked).max(1) as u64
    }
}
