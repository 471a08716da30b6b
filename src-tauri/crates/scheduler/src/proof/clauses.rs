//! Clauses that were learned, and which of them to look at when a literal becomes false.

use super::literal::Literal;
use super::trail::{Reason, Trail};

/// One clause: at least one of its literals is true.
#[derive(Clone, Copy)]
struct Head {
    start: u32,
    length: u32,
    /// Number of levels that its literals came from: the fewer, the more it is worth.
    spread: u32,
    activity: f32,
}

#[derive(Clone, Copy)]
struct Watch {
    clause: u32,
    /// Another literal of the clause; while it is true the clause need not be looked at.
    other: Literal,
}

/// The learned clauses. The first two literals of each are watched.
pub(super) struct Clauses {
    heads: Vec<Head>,
    literals: Vec<Literal>,
    watches: Vec<Vec<Watch>>,
    step: f32,
    alive: usize,
    most: usize,
    /// Watches looked at, a measure of the work done.
    pub(super) visits: u64,
}

/// Clauses from so few levels are kept for good.
const PRECIOUS: u32 = 3;
const FIRST_LIMIT: usize = 8_000;
const LIMIT_STEP: usize = 1_000;
const ACTIVITY_DECAY: f32 = 0.999;

impl Clauses {
    pub(super) fn new(statements: usize) -> Self {
        let watches = vec![Vec::new(); 2 * statements];
        Self { heads: Vec::new(), literals: Vec::new(), watches, step: 1.0, alive: 0, most: FIRST_LIMIT, visits: 0 }
    }

    /// Adds a clause of at least two literals, of which the first is the one to become true.
    pub(super) fn add(&mut self, literals: &[Literal], spread: u32) -> u32 {
        let clause = self.heads.len() as u32;
        let start = self.literals.len() as u32;
        self.literals.extend_from_slice(literals);
        self.heads.push(Head { start, length: literals.len() as u32, spread, activity: self.step });
        self.watches[literals[0].index()].push(Watch { clause, other: literals[1] });
        self.watches[literals[1].index()].push(Watch { clause, other: literals[0] });
        self.alive += 1;
        clause
    }

    pub(super) fn of(&self, clause: u32) -> &[Literal] {
        let head = self.heads[clause as usize];
        &self.literals[head.start as usize..(head.start + head.length) as usize]
    }

    /// The clause helped in a conflict.
    pub(super) fn praise(&mut self, clause: u32) {
        let head = &mut self.heads[clause as usize];
        head.activity += self.step;
        if head.activity > 1e20 {
            self.heads.iter_mut().for_each(|head| head.activity *= 1e-20);
            self.step *= 1e-20;
        }
    }

    /// Earlier praise counts a little less from now on.
    pub(super) fn fade(&mut self) {
        self.step /= ACTIVITY_DECAY;
    }

    /// Draws what follows from the literals that became true; answers with a clause of which all literals are false.
    pub(super) fn propagate(&mut self, trail: &mut Trail) -> Option<u32> {
        while let Some(&literal) = trail.literals.get(trail.seen) {
            trail.seen += 1;
            let broken = !literal;
            let mut watches = std::mem::take(&mut self.watches[broken.index()]);
            self.visits += 1 + watches.len() as u64;
            let conflict = self.visit(broken, &mut watches, trail);
            self.watches[broken.index()] = watches;
            if conflict.is_some() {
                return conflict;
            }
        }
        None
    }

    fn visit(&mut self, broken: Literal, watches: &mut Vec<Watch>, trail: &mut Trail) -> Option<u32> {
        let (mut kept, mut at) = (0, 0);
        let mut conflict = None;
        'watches: while at < watches.len() {
            let watch = watches[at];
            at += 1;
            watches[kept] = watch;
            kept += 1;
            if trail.is_true(watch.other) {
                continue;
            }
            let head = self.heads[watch.clause as usize];
            let literals = &mut self.literals[head.start as usize..(head.start + head.length) as usize];
            if literals.is_empty() {
                kept -= 1;
                continue;
            }
            if literals[0] == broken {
                literals.swap(0, 1);
            }
            let first = literals[0];
            watches[kept - 1].other = first;
            if trail.is_true(first) {
                continue;
            }
            for next in 2..literals.len() {
                if !trail.is_false(literals[next]) {
                    literals.swap(1, next);
                    self.watches[literals[1].index()].push(Watch { clause: watch.clause, other: first });
                    kept -= 1;
                    continue 'watches;
                }
            }
            if trail.is_false(first) {
                conflict = Some(watch.clause);
                break;
            }
            trail.set(first, Reason::Clause(watch.clause));
        }
        watches.copy_within(at.., kept);
        watches.truncate(kept + watches.len() - at);
        conflict
    }

    /// Drops the less useful half when there are many. To be called with no level open, so that none is a reason.
    pub(super) fn reduce(&mut self) {
        if self.alive <= self.most {
            return;
        }
        let is_spare = |head: &Head| head.length > 2 && head.spread > PRECIOUS;
        let mut spare: Vec<usize> = (0..self.heads.len()).filter(|&clause| is_spare(&self.heads[clause])).collect();
        spare.sort_by(|&a, &b| self.heads[a].activity.total_cmp(&self.heads[b].activity));
        spare.truncate(spare.len() / 2);
        self.alive -= spare.len();
        self.most += LIMIT_STEP;
        for clause in spare {
            self.heads[clause].length = 0;
        }
        let mut compact = Vec::with_capacity(self.literals.len());
        for head in &mut self.heads {
            let start = compact.len() as u32;
            compact.extend_from_slice(&self.literals[head.start as usize..(head.start + head.length) as usize]);
            head.start = start;
        }
        self.literals = compact;
        for watches in &mut self.watches {
            watches.retain(|watch| self.heads[watch.clause as usize].length > 0);
        }
    }
}
