//! What to learn from a contradiction.

use super::clauses::Clauses;
use super::literal::Literal;
use super::trail::{Reason, Trail};
use super::weights::Weights;

/// Works out, from a set of true literals that contradict each other, a clause that rules the mistake out for good.
pub(super) struct Learning {
    marked: Vec<bool>,
    /// Statements whose marks must be taken off again.
    to_unmark: Vec<usize>,
    /// The clause; its first literal is the one that becomes true on the level to go back to.
    pub(super) clause: Vec<Literal>,
    /// That level.
    pub(super) level: usize,
    /// Number of levels the literals come from.
    pub(super) spread: u32,
    levels: Vec<u32>,
}

impl Learning {
    pub(super) fn new(statements: usize) -> Self {
        let (to_unmark, clause, levels) = (Vec::new(), Vec::new(), Vec::new());
        Self { marked: vec![false; statements], to_unmark, clause, level: 0, spread: 0, levels }
    }

    /// Resolves back to the last literal through which the whole of the current level comes (the first unique
    /// implication point). At least one literal of the contradiction must be of the current level.
    pub(super) fn learn(
        &mut self,
        contradiction: &[Literal],
        trail: &Trail,
        clauses: &mut Clauses,
        weights: &mut Weights,
    ) {
        self.clause.clear();
        self.clause.push(Literal::FALSE);
        let level = trail.level() as u32;
        let mut open = 0;
        self.mark(contradiction.iter().copied(), level, &mut open, trail, weights);
        let mut at = trail.literals.len();
        loop {
            at -= 1;
            let literal = trail.literals[at];
            let statement = literal.statement();
            if !self.marked[statement] || trail.levels[statement] != level {
                continue;
            }
            open -= 1;
            if open == 0 {
                self.clause[0] = !literal;
                break;
            }
            match trail.reasons[statement] {
                Reason::Assumed => {}
                Reason::Literal(other) => self.mark(std::iter::once(other), level, &mut open, trail, weights),
                Reason::List(start, length) => {
                    self.mark(trail.listed(start, length).iter().copied(), level, &mut open, trail, weights);
                }
                Reason::Clause(clause) => {
                    clauses.praise(clause);
                    let others = clauses.of(clause).iter().filter(|other| **other != literal).map(|other| !*other);
                    self.mark(others, level, &mut open, trail, weights);
                }
            }
        }
        self.shorten(trail, clauses);
        self.find_level(trail);
        for statement in self.to_unmark.drain(..) {
            self.marked[statement] = false;
        }
    }

    fn mark(
        &mut self,
        literals: impl Iterator<Item = Literal>,
        level: u32,
        open: &mut usize,
        trail: &Trail,
        weights: &mut Weights,
    ) {
        for literal in literals {
            let statement = literal.statement();
            if trail.levels[statement] == 0 || std::mem::replace(&mut self.marked[statement], true) {
                continue;
            }
            self.to_unmark.push(statement);
            weights.raise(statement);
            if trail.levels[statement] == level {
                *open += 1;
            } else {
                self.clause.push(!literal);
            }
        }
    }

    /// Leaves out literals that follow from others of the clause.
    fn shorten(&mut self, trail: &Trail, clauses: &Clauses) {
        let mut kept = 1;
        for at in 1..self.clause.len() {
            if !self.follows(self.clause[at], trail, clauses) {
                self.clause[kept] = self.clause[at];
                kept += 1;
            }
        }
        self.clause.truncate(kept);
    }

    fn follows(&self, literal: Literal, trail: &Trail, clauses: &Clauses) -> bool {
        let is_known = |other: Literal| self.marked[other.statement()] || trail.levels[other.statement()] == 0;
        match trail.reasons[literal.statement()] {
            Reason::Assumed => false,
            Reason::Literal(other) => is_known(other),
            Reason::List(start, length) => trail.listed(start, length).iter().all(|other| is_known(*other)),
            Reason::Clause(clause) => {
                clauses.of(clause).iter().all(|other| other.statement() == literal.statement() || is_known(*other))
            }
        }
    }

    fn find_level(&mut self, trail: &Trail) {
        self.levels.clear();
        self.levels.extend(self.clause.iter().map(|literal| trail.levels[literal.statement()]));
        self.level = 0;
        for at in 1..self.clause.len() {
            if self.levels[at] as usize > self.level {
                self.level = self.levels[at] as usize;
                self.clause.swap(1, at);
                self.levels.swap(1, at);
            }
        }
        self.levels.sort_unstable();
        self.levels.dedup();
        self.spread = self.levels.len() as u32;
    }
}
