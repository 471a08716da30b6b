//! What is known at the moment, why, and how to unlearn it.

use super::literal::Literal;

/// Why a literal is true.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reason {
    /// It was assumed, or has always been true.
    Assumed,
    /// All other literals of the clause are false.
    Clause(u32),
    /// It follows from one other.
    Literal(Literal),
    /// It follows from these, a piece of the list of the trail.
    List(u32, u32),
}

/// The statements with their truth, and the range of every start that follows.
///
/// For each task and each period in which its start is open there is one statement. Setting one sets those that follow
/// from the order of time, so that the range of a start and the statements about it always agree.
pub(super) struct Trail {
    /// 1 true, -1 false, 0 open, by literal.
    values: Vec<i8>,
    pub(super) levels: Vec<u32>,
    pub(super) reasons: Vec<Reason>,
    /// True literals in the order in which they became so.
    pub(super) literals: Vec<Literal>,
    /// How far clauses have looked at `literals`.
    pub(super) seen: usize,
    /// Earliest and latest start of each task.
    pub(super) earliest: Vec<i32>,
    pub(super) latest: Vec<i32>,
    /// Tasks whose range changed since they were last taken from here.
    pub(super) changed: Vec<u32>,
    is_changed: Vec<bool>,
    first_period: Vec<i32>,
    first_statement: Vec<u32>,
    owner: Vec<u32>,
    list: Vec<Literal>,
    moves: Vec<(u32, bool, i32)>,
    marks: Vec<Mark>,
}

/// Lengths at the beginning of a level.
struct Mark {
    literals: usize,
    list: usize,
    moves: usize,
}

const NO_TASK: u32 = u32::MAX;

impl Trail {
    /// Each start is somewhere in its range; the ranges must not be empty.
    pub(super) fn new(earliest: Vec<i32>, latest: Vec<i32>) -> Self {
        let (mut first_statement, mut owner) = (Vec::new(), vec![NO_TASK]);
        for task in 0..earliest.len() {
            first_statement.push(owner.len() as u32);
            owner.resize(owner.len() + (latest[task] - earliest[task]) as usize, task as u32);
        }
        let statements = owner.len();
        let mut trail = Self {
            values: vec![0; 2 * statements],
            levels: vec![0; statements],
            reasons: vec![Reason::Assumed; statements],
            literals: Vec::new(),
            seen: 0,
            changed: (0..earliest.len() as u32).collect(),
            is_changed: vec![true; earliest.len()],
            first_period: earliest.clone(),
            earliest,
            latest,
            first_statement,
            owner,
            list: Vec::new(),
            moves: Vec::new(),
            marks: Vec::new(),
        };
        trail.set(Literal::TRUE, Reason::Assumed);
        trail
    }

    pub(super) fn statements(&self) -> usize {
        self.owner.len()
    }

    pub(super) fn level(&self) -> usize {
        self.marks.len()
    }

    /// The literal "the task starts in this period or before".
    #[inline]
    pub(super) fn by(&self, task: usize, period: i32) -> Literal {
        let step = period - self.first_period[task];
        if step < 0 {
            return Literal::FALSE;
        }
        let statement = self.first_statement[task] as usize + step as usize;
        if self.owner.get(statement) == Some(&(task as u32)) { Literal::new(statement) } else { Literal::TRUE }
    }

    /// The literal "the task starts in this period or later".
    #[inline]
    pub(super) fn from(&self, task: usize, period: i32) -> Literal {
        !self.by(task, period - 1)
    }

    /// Whether the statement holds in a schedule with these starts.
    pub(super) fn holds(&self, statement: usize, starts: &[i32]) -> bool {
        let owner = self.owner[statement];
        owner == NO_TASK || starts[owner as usize] <= self.period(statement)
    }

    fn period(&self, statement: usize) -> i32 {
        let task = self.owner[statement] as usize;
        self.first_period[task] + (statement as u32 - self.first_statement[task]) as i32
    }

    #[inline]
    pub(super) fn is_true(&self, literal: Literal) -> bool {
        self.values[literal.index()] > 0
    }

    #[inline]
    pub(super) fn is_false(&self, literal: Literal) -> bool {
        self.values[literal.index()] < 0
    }

    #[inline]
    pub(super) fn is_open(&self, literal: Literal) -> bool {
        self.values[literal.index()] == 0
    }

    /// Opens a level, which ends with [`Trail::back_to`].
    pub(super) fn open_level(&mut self) {
        let (literals, list, moves) = (self.literals.len(), self.list.len(), self.moves.len());
        self.marks.push(Mark { literals, list, moves });
    }

    /// Keeps the antecedents of a literal that is about to be set.
    pub(super) fn because(&mut self, antecedents: &[Literal]) -> Reason {
        let start = self.list.len() as u32;
        self.list.extend_from_slice(antecedents);
        Reason::List(start, antecedents.len() as u32)
    }

    pub(super) fn listed(&self, start: u32, length: u32) -> &[Literal] {
        &self.list[start as usize..(start + length) as usize]
    }

    /// Makes an open literal true, with all that follows from the order of time.
    pub(super) fn set(&mut self, literal: Literal, reason: Reason) {
        self.put(literal, reason);
        let statement = literal.statement();
        let task = self.owner[statement] as usize;
        if self.owner[statement] == NO_TASK {
            return;
        }
        let period = self.period(statement);
        if literal.is_negation() {
            let old = self.earliest[task];
            self.moves.push((task as u32, false, old));
            self.earliest[task] = period + 1;
            for weaker in 1..=(period - old) as usize {
                self.put(!Literal::new(statement - weaker), Reason::Literal(literal));
            }
        } else {
            let old = self.latest[task];
            self.moves.push((task as u32, true, old));
            self.latest[task] = period;
            for weaker in 1..(old - period) as usize {
                self.put(Literal::new(statement + weaker), Reason::Literal(literal));
            }
        }
        self.touch(task);
    }

    #[inline]
    fn put(&mut self, literal: Literal, reason: Reason) {
        self.values[literal.index()] = 1;
        self.values[(!literal).index()] = -1;
        let statement = literal.statement();
        self.levels[statement] = self.marks.len() as u32;
        self.reasons[statement] = reason;
        self.literals.push(literal);
    }

    fn touch(&mut self, task: usize) {
        if !std::mem::replace(&mut self.is_changed[task], true) {
            self.changed.push(task as u32);
        }
    }

    /// Takes a task whose range changed.
    pub(super) fn next_changed(&mut self) -> Option<usize> {
        let task = self.changed.pop()? as usize;
        self.is_changed[task] = false;
        Some(task)
    }

    /// Unlearns all levels above this one; `forgotten` sees every literal that is open again.
    pub(super) fn back_to(&mut self, level: usize, mut forgotten: impl FnMut(Literal)) {
        let Some(mark) = self.marks.get(level) else { return };
        for &literal in self.literals[mark.literals..].iter().rev() {
            self.values[literal.index()] = 0;
            self.values[(!literal).index()] = 0;
            forgotten(literal);
        }
        for &(task, is_latest, old) in self.moves[mark.moves..].iter().rev() {
            let bound = if is_latest { &mut self.latest } else { &mut self.earliest };
            bound[task as usize] = old;
        }
        self.literals.truncate(mark.literals);
        self.list.truncate(mark.list);
        self.moves.truncate(mark.moves);
        self.seen = self.literals.len();
        self.marks.truncate(level);
        while self.next_changed().is_some() {}
    }
}
