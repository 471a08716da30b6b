//! What one thread works on in a round.

use crate::genetic::{Genetic, Member};
use crate::proof::{Finding, Proof};
use crate::windows::Windows;
use std::sync::atomic::{AtomicBool, Ordering};

/// Steps of a proof that take about as long as one placement of a task.
const PROOF_STEPS: u64 = 4;

/// Share of the time without the prover that goes to windows, in percent.
const WINDOWS: u64 = 45;

/// A genetic search; in some lanes with others by its side, which share the work of a round.
pub(crate) struct Lane<'a> {
    pub(crate) genetic: Genetic<'a>,
    pub(crate) prover: Option<Box<dyn Proof + 'a>>,
    pub(crate) windows: Option<Windows<'a>>,
    /// What the prover has proved; 0 when there is nothing.
    pub(crate) bound: i32,
    /// The makespan that the prover was told.
    told: i32,
    /// What it takes to place all tasks once.
    effort: u64,
}

impl<'a> Lane<'a> {
    pub(crate) fn new(genetic: Genetic<'a>, effort: u64) -> Self {
        let told = genetic.best().makespan;
        Self { genetic, prover: None, windows: None, bound: 0, told, effort }
    }

    /// Works for about so many placements.
    pub(crate) fn run(&mut self, work: u64, stop: &AtomicBool) {
        let mut left = work;
        if self.prover.is_some() {
            left -= work / 2;
            self.prove(work / 2 * PROOF_STEPS, stop);
        }
        if self.windows.is_some() {
            let share = left * WINDOWS / 100;
            left -= share;
            self.open_windows(share * PROOF_STEPS, stop);
        }
        let enough = self.genetic.schedules() + left.div_ceil(self.effort);
        while self.genetic.schedules() < enough && !stop.load(Ordering::Relaxed) {
            self.genetic.step();
        }
    }

    fn prove(&mut self, steps: u64, stop: &AtomicBool) {
        let Some(prover) = &mut self.prover else { return };
        let enough = prover.steps() + steps;
        while prover.steps() < enough {
            match prover.work(enough - prover.steps(), stop) {
                Finding::Nothing => return,
                Finding::Bound(bound) => {
                    self.bound = bound;
                    if bound >= self.told {
                        return;
                    }
                }
                Finding::Shortest { starts, end } => {
                    self.bound = end;
                    self.prover = None;
                    return self.genetic.take(&starts);
                }
            }
        }
    }

    fn open_windows(&mut self, steps: u64, stop: &AtomicBool) {
        let Some(windows) = &mut self.windows else { return };
        let mut done = 0;
        while done < steps && !stop.load(Ordering::Relaxed) {
            let makespan = self.genetic.best().makespan;
            let starts = self.genetic.short_one();
            let (shorter, used) = windows.attempt(&starts, makespan, stop);
            done += used;
            if let Some(shorter) = shorter {
                self.genetic.take(&shorter);
            }
        }
    }

    /// Takes in the best schedule of all lanes.
    pub(crate) fn hear(&mut self, starts: &[i32], lengths: &[i32], member: &Member) {
        if member.score < self.genetic.best().score {
            self.genetic.adopt(starts, lengths, member);
        }
        if let Some(prover) = &mut self.prover
            && member.makespan < self.told
        {
            prover.know(member.makespan, starts);
        }
        // A better schedule may be a longer one, where more than the makespan counts.
        self.told = self.told.min(member.makespan);
    }
}
