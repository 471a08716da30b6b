//! Draws what follows from capacities: a task whose latest start lies before its earliest finish is certain to run
//! in between, and where certain tasks leave too little, others cannot run.

use super::literal::Literal;
use super::loads::Loads;
use super::trail::Trail;
use crate::profile::{Amounts, GUARD, LANES, fits};
use std::ops::Range;
use std::sync::Arc;

/// The certain use of all pools in every period.
pub(super) struct Timetable<const W: usize> {
    loads: Arc<Loads<W>>,
    left: Vec<Amounts<W>>,
    /// The certain part of each task as it stands in `left`.
    parts: Vec<(i32, i32)>,
    undo: Vec<(u32, (i32, i32))>,
    marks: Vec<usize>,
    dirty: Vec<u32>,
    is_dirty: Vec<bool>,
    /// Antecedents of a contradiction, all true.
    pub(super) contradiction: Vec<Literal>,
    /// Periods looked at, a measure of the work done.
    pub(super) visits: u64,
}

impl<const W: usize> Timetable<W> {
    /// `length` is a period by which all is over.
    pub(super) fn new(loads: Arc<Loads<W>>, length: usize) -> Self {
        let tasks = loads.durations.len();
        let mut is_dirty = vec![false; tasks];
        loads.takers.iter().for_each(|task| is_dirty[*task as usize] = true);
        Self {
            left: vec![loads.full; length + 1],
            parts: vec![(0, 0); tasks],
            undo: Vec::new(),
            marks: Vec::new(),
            dirty: loads.takers.clone(),
            is_dirty,
            contradiction: Vec::new(),
            visits: 0,
            loads,
        }
    }

    pub(super) fn open_level(&mut self) {
        self.marks.push(self.undo.len());
    }

    pub(super) fn back_to(&mut self, level: usize) {
        let Some(&mark) = self.marks.get(level) else { return };
        for (task, old) in self.undo.drain(mark..).rev() {
            let task = task as usize;
            let now = std::mem::replace(&mut self.parts[task], old);
            for range in grown(old, now) {
                for left in &mut self.left[range] {
                    (0..W).for_each(|word| left[word] += self.loads.requests[task][word]);
                }
            }
        }
        self.marks.truncate(level);
        for task in self.dirty.drain(..) {
            self.is_dirty[task as usize] = false;
        }
    }

    /// The range of the task changed.
    pub(super) fn note(&mut self, task: usize) {
        if !self.is_dirty[task] {
            self.is_dirty[task] = true;
            self.dirty.push(task as u32);
        }
    }

    /// Draws conclusions; false when there is a contradiction. When it set anything, the trail has changed tasks.
    pub(super) fn propagate(&mut self, trail: &mut Trail) -> bool {
        if self.dirty.is_empty() {
            return true;
        }
        // From the first to the last period whose certain use grew.
        let mut touched = Range { start: usize::MAX, end: 0 };
        for at in 0..self.dirty.len() {
            let task = self.dirty[at] as usize;
            let old = self.parts[task];
            let (begin, end) = (trail.latest[task], trail.earliest[task] + self.loads.durations[task]);
            if begin >= end || (begin, end) == old {
                continue;
            }
            self.undo.push((task as u32, old));
            self.parts[task] = (begin, end);
            let mut broken = None;
            for range in grown(old, (begin, end)) {
                if !range.is_empty() {
                    touched = touched.start.min(range.start)..touched.end.max(range.end);
                }
                for period in range {
                    for word in 0..W {
                        self.left[period][word] -= self.loads.requests[task][word];
                        if self.left[period][word] & GUARD != GUARD {
                            broken = Some(period);
                        }
                    }
                }
            }
            if let Some(period) = broken {
                self.explain_overload(period, trail);
                return false;
            }
        }
        let holds = (0..self.loads.takers.len()).all(|at| self.push(self.loads.takers[at] as usize, &touched, trail));
        for task in self.dirty.drain(..) {
            self.is_dirty[task as usize] = false;
        }
        holds
    }

    /// Moves the bounds of a task past periods where it cannot run.
    fn push(&mut self, task: usize, touched: &Range<usize>, trail: &mut Trail) -> bool {
        let (earliest, latest, duration) = (trail.earliest[task], trail.latest[task], self.loads.durations[task]);
        let is_near = |from: i32| (from as usize) < touched.end && (from + duration) as usize > touched.start;
        if earliest == latest {
            return true;
        }
        if (self.is_dirty[task] || is_near(earliest)) && !self.push_up(task, trail) {
            return false;
        }
        !(self.is_dirty[task] || is_near(trail.latest[task])) || self.push_down(task, trail)
    }

    fn push_up(&mut self, task: usize, trail: &mut Trail) -> bool {
        let duration = self.loads.durations[task];
        loop {
            let earliest = trail.earliest[task];
            // Periods of its own certain part hold its request already.
            let end = if self.parts[task].0 < self.parts[task].1 { self.parts[task].0 } else { i32::MAX };
            let end = end.min(earliest + duration);
            let Some(period) = (earliest..end).rev().find(|&period| self.blocks(period, task)) else { return true };
            self.explain_block(period, task, trail);
            self.contradiction.push(trail.from(task, period - duration + 1));
            if !self.conclude(trail.from(task, period + 1), trail) {
                return false;
            }
        }
    }

    fn push_down(&mut self, task: usize, trail: &mut Trail) -> bool {
        let duration = self.loads.durations[task];
        loop {
            let latest = trail.latest[task];
            let start = if self.parts[task].0 < self.parts[task].1 { self.parts[task].1 } else { 0 };
            let start = start.max(latest);
            let Some(period) = (start..latest + duration).find(|&period| self.blocks(period, task)) else {
                return true;
            };
            self.explain_block(period, task, trail);
            self.contradiction.push(trail.by(task, period));
            if !self.conclude(trail.by(task, period - duration), trail) {
                return false;
            }
        }
    }

    #[inline]
    fn blocks(&mut self, period: i32, task: usize) -> bool {
        self.visits += 1;
        !fits(&self.left[period as usize], &self.loads.requests[task])
    }

    fn conclude(&mut self, literal: Literal, trail: &mut Trail) -> bool {
        if trail.is_false(literal) {
            self.contradiction.push(!literal);
            return false;
        }
        if trail.is_open(literal) {
            let reason = trail.because(&self.contradiction);
            trail.set(literal, reason);
        }
        true
    }

    fn explain_overload(&mut self, period: usize, trail: &Trail) {
        let left = self.left[period];
        let pool = (0..self.loads.capacities.len()).find(|pool| {
            let lane = left[pool / LANES] >> (16 * (pool % LANES));
            lane & 0x8000 == 0
        });
        self.contradiction.clear();
        if let Some(pool) = pool {
            self.explain(period as i32, pool, self.loads.capacities[pool], None, trail);
        }
    }

    /// Why the task cannot run in this period, without the part that says it would.
    fn explain_block(&mut self, period: i32, task: usize, trail: &Trail) {
        let left = self.left[period as usize];
        self.contradiction.clear();
        let pool = (0..self.loads.capacities.len()).find(|&pool| {
            let lane = (left[pool / LANES] >> (16 * (pool % LANES))) as u32 & 0x7fff;
            lane < self.loads.demands[task][pool]
        });
        if let Some(pool) = pool {
            self.explain(period, pool, self.loads.capacities[pool] - self.loads.demands[task][pool], Some(task), trail);
        }
    }

    /// Tasks certain to run in the period that together take more than `most`.
    fn explain(&mut self, period: i32, pool: usize, most: u32, except: Option<usize>, trail: &Trail) {
        let is_certain = |task: &&u32| {
            let (begin, end) = self.parts[**task as usize];
            begin <= period
                && period < end
                && self.loads.demands[**task as usize][pool] > 0
                && Some(**task as usize) != except
        };
        let mut certain: Vec<u32> = self.loads.takers.iter().filter(is_certain).copied().collect();
        let demand = |task: u32| self.loads.demands[task as usize][pool];
        certain.sort_by_key(|task| std::cmp::Reverse(demand(*task)));
        let mut total = 0;
        for task in certain {
            if total > most {
                break;
            }
            total += demand(task);
            let task = task as usize;
            self.contradiction.push(trail.by(task, period));
            self.contradiction.push(trail.from(task, period - self.loads.durations[task] + 1));
        }
    }
}

/// The periods that are in the new range but not in the old one, on both sides.
fn grown(old: (i32, i32), new: (i32, i32)) -> [Range<usize>; 2] {
    if old.0 >= old.1 {
        return [new.0 as usize..new.1 as usize, 0..0];
    }
    [new.0 as usize..old.0 as usize, old.1 as usize..new.1 as usize]
}
