//! Raises the lower bound: assumes that the project ends by the bound and looks for a contradiction.

use super::clauses::Clauses;
use super::learning::Learning;
use super::literal::Literal;
use super::loads::Loads;
use super::timetable::Timetable;
use super::trail::{Reason, Trail};
use super::weights::Weights;
use crate::network::Network;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What came out of a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The work is not finished; there is more to do.
    Nothing,
    /// No schedule is shorter than this.
    Bound(i32),
    /// These starts keep all links and pools, and no others end earlier than they do.
    Shortest { starts: Vec<i32>, end: i32 },
}

/// The search for a proof, which can be carried on piece by piece.
pub(crate) trait Proof: Send {
    /// Works for so many steps, fewer when told to stop. Steps measure work, not time: the same calls find the same.
    fn work(&mut self, steps: u64, stop: &AtomicBool) -> Finding;

    /// Steps taken so far.
    fn steps(&self) -> u64;

    /// A schedule with this makespan is known; only shorter ones matter now. Its starts are where to look first.
    fn know(&mut self, makespan: i32, starts: &[i32]);
}

/// Contradictions before the first restart; the lengths that follow are this times the Luby sequence.
const RESTART: u64 = 100;

/// Where starts may lie.
#[derive(Clone, Debug)]
pub(crate) struct Ranges {
    /// Earliest and latest start of each task; none is empty.
    pub(crate) starts: Vec<(i32, i32)>,
    /// Earliest and latest end of the project.
    pub(crate) end: (i32, i32),
    /// Starts to try first.
    pub(crate) likely: Vec<i32>,
}

pub(super) struct Prover<'a, const W: usize> {
    network: &'a Network,
    loads: Arc<Loads<W>>,
    /// The end of the project as a task of its own, after all others.
    end: usize,
    trail: Trail,
    clauses: Clauses,
    timetable: Timetable<W>,
    learning: Learning,
    weights: Weights,
    phases: Vec<bool>,
    contradiction: Vec<Literal>,
    /// The end that is assumed.
    target: i32,
    is_over: bool,
    contradictions: u64,
    next_restart: u64,
    restarts: u64,
}

impl<'a, const W: usize> Prover<'a, W> {
    pub(super) fn new(network: &'a Network, loads: Arc<Loads<W>>, ranges: &Ranges) -> Self {
        let range = || ranges.starts.iter().chain([&ranges.end]);
        let trail = Trail::new(range().map(|range| range.0).collect(), range().map(|range| range.1).collect());
        let statements = trail.statements();
        let mut prover = Self {
            network,
            end: ranges.starts.len(),
            timetable: Timetable::new(Arc::clone(&loads), ranges.end.1 as usize),
            loads,
            clauses: Clauses::new(statements),
            learning: Learning::new(statements),
            weights: Weights::new(statements),
            phases: vec![false; statements],
            trail,
            contradiction: Vec::new(),
            target: ranges.end.0,
            is_over: false,
            contradictions: 0,
            next_restart: RESTART,
            restarts: 0,
        };
        prover.lean_towards(&ranges.likely);
        prover
    }

    fn lean_towards(&mut self, starts: &[i32]) {
        let mut starts = starts.to_vec();
        starts.push(0);
        for statement in 0..self.phases.len() {
            self.phases[statement] = self.trail.holds(statement, &starts);
        }
    }

    /// Draws all conclusions; false leaves a contradiction behind.
    fn propagate(&mut self) -> bool {
        loop {
            if let Some(clause) = self.clauses.propagate(&mut self.trail) {
                self.contradiction.clear();
                self.contradiction.extend(self.clauses.of(clause).iter().map(|literal| !*literal));
                return false;
            }
            while let Some(task) = self.trail.next_changed() {
                if task != self.end {
                    self.timetable.note(task);
                }
                if !self.follow_links(task) {
                    return false;
                }
            }
            if self.trail.seen < self.trail.literals.len() {
                continue;
            }
            if !self.timetable.propagate(&mut self.trail) {
                self.contradiction.clone_from(&self.timetable.contradiction);
                return false;
            }
            if self.trail.seen == self.trail.literals.len() {
                return true;
            }
        }
    }

    /// Moves the tasks linked to one whose range changed.
    fn follow_links(&mut self, task: usize) -> bool {
        if task == self.end {
            let latest = self.trail.latest[task];
            let because = self.trail.by(task, latest);
            return (0..self.end)
                .all(|other| self.imply(because, self.trail.by(other, latest - self.loads.durations[other])));
        }
        let (earliest, latest) = (self.trail.earliest[task], self.trail.latest[task]);
        let because = self.trail.from(task, earliest);
        let ends = self.trail.from(self.end, earliest + self.loads.durations[task]);
        let network = self.network;
        if !self.imply(because, ends) {
            return false;
        }
        for &(other, offset) in network.after.of(task) {
            if !self.imply(because, self.trail.from(other as usize, earliest + offset)) {
                return false;
            }
        }
        let because = self.trail.by(task, latest);
        for &(other, offset) in network.before.of(task) {
            if !self.imply(because, self.trail.by(other as usize, latest - offset)) {
                return false;
            }
        }
        true
    }

    #[inline]
    fn imply(&mut self, because: Literal, literal: Literal) -> bool {
        if self.trail.is_true(literal) {
            return true;
        }
        if self.trail.is_false(literal) {
            self.contradiction.clear();
            self.contradiction.extend([because, !literal]);
            return false;
        }
        self.trail.set(literal, Reason::Literal(because));
        true
    }

    fn back_to(&mut self, level: usize) {
        let (weights, phases) = (&mut self.weights, &mut self.phases);
        self.trail.back_to(level, |literal| {
            phases[literal.statement()] = !literal.is_negation();
            weights.put(literal.statement());
        });
        self.timetable.back_to(level);
    }

    /// Learns from the contradiction; false when it needs no assumption at all.
    fn learn(&mut self) -> bool {
        let deepest =
            self.contradiction.iter().map(|literal| self.trail.levels[literal.statement()]).max().unwrap_or(0);
        if deepest == 0 {
            return false;
        }
        self.back_to(deepest as usize);
        self.contradictions += 1;
        let contradiction = std::mem::take(&mut self.contradiction);
        self.learning.learn(&contradiction, &self.trail, &mut self.clauses, &mut self.weights);
        self.contradiction = contradiction;
        self.back_to(self.learning.level);
        let first = self.learning.clause[0];
        let reason = match self.learning.clause.as_slice() {
            [_] => Reason::Assumed,
            clause => Reason::Clause(self.clauses.add(clause, self.learning.spread)),
        };
        self.trail.set(first, reason);
        self.clauses.fade();
        self.weights.fade();
        true
    }

    fn branch(&mut self) -> bool {
        self.trail.open_level();
        self.timetable.open_level();
        if self.trail.level() == 1 {
            let assumed = self.trail.by(self.end, self.target);
            if self.trail.is_open(assumed) {
                self.trail.set(assumed, Reason::Assumed);
            }
            return true;
        }
        while let Some((statement, weight)) = self.weights.take() {
            let literal = Literal::new(statement);
            if !self.trail.is_open(literal) {
                continue;
            }
            if weight > 0.0 {
                let literal = if self.phases[statement] { literal } else { !literal };
                self.trail.set(literal, Reason::Assumed);
                return true;
            }
            self.weights.put(statement);
            break;
        }
        // Nothing has mattered yet: start the task that can start first.
        let is_open = |task: &usize| self.trail.earliest[*task] < self.trail.latest[*task];
        let first = (0..=self.end).filter(is_open).min_by_key(|task| self.trail.earliest[*task]);
        if let Some(task) = first {
            self.trail.set(self.trail.by(task, self.trail.earliest[task]), Reason::Assumed);
        }
        first.is_some()
    }

    fn restart(&mut self) {
        self.restarts += 1;
        self.next_restart = self.contradictions + RESTART * luby(self.restarts);
        self.back_to(0);
        self.clauses.reduce();
    }
}

impl<const W: usize> Proof for Prover<'_, W> {
    fn work(&mut self, steps: u64, stop: &AtomicBool) -> Finding {
        let enough = self.steps() + steps;
        loop {
            if self.is_over {
                return Finding::Bound(self.target);
            }
            if !self.propagate() {
                if !self.learn() {
                    // Not even the longest end that was allowed can be kept.
                    self.is_over = true;
                    self.target = self.trail.latest[self.end] + 1;
                }
                continue;
            }
            if self.trail.level() == 0 && self.trail.earliest[self.end] > self.target {
                self.target = self.trail.earliest[self.end];
                return Finding::Bound(self.target);
            }
            if self.steps() >= enough || stop.load(Ordering::Relaxed) {
                return Finding::Nothing;
            }
            if self.contradictions >= self.next_restart {
                self.restart();
                continue;
            }
            if !self.branch() {
                let mut starts = self.trail.earliest.clone();
                starts.truncate(self.end);
                return Finding::Shortest { starts, end: self.target };
            }
        }
    }

    fn steps(&self) -> u64 {
        self.clauses.visits + self.timetable.visits
    }

    fn know(&mut self, makespan: i32, starts: &[i32]) {
        self.back_to(0);
        self.lean_towards(starts);
        let shorter = self.trail.by(self.end, makespan - 1);
        if self.trail.is_open(shorter) {
            self.trail.set(shorter, Reason::Assumed);
        } else if self.trail.is_false(shorter) {
            self.is_over = true;
            self.target = self.trail.earliest[self.end];
        }
    }
}

/// 1 1 2 1 1 2 4 1 1 2 ..., the schedule of restarts that is never far from the best.
fn luby(at: u64) -> u64 {
    let mut at = at;
    loop {
        let power = (at + 1).next_power_of_two();
        if power == at + 1 {
            return power / 2;
        }
        at -= power / 2 - 1;
    }
}
