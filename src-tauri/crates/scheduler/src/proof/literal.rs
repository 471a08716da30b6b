//! Statements that are true or false.

use std::ops::Not;

/// A statement or its negation. Statements about time read "the task starts in this period or before".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Literal(u32);

impl Literal {
    /// True always.
    pub(super) const TRUE: Self = Self(0);
    /// False always.
    pub(super) const FALSE: Self = Self(1);

    pub(super) fn new(statement: usize) -> Self {
        Self((statement as u32) << 1)
    }

    /// Number of the statement.
    #[inline]
    pub(super) fn statement(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether it is the negation of its statement.
    #[inline]
    pub(super) fn is_negation(self) -> bool {
        self.0 & 1 == 1
    }

    /// Position in tables with a place for each literal.
    #[inline]
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl Not for Literal {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}
