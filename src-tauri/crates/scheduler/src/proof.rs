//! Proofs that no schedule is shorter, by learning from contradictions (lazy clause generation).

mod clauses;
mod learning;
mod literal;
mod prover;
mod timetable;
mod trail;
mod weights;

pub(crate) use prover::{Finding, Proof, prover};
pub(crate) use timetable::Pool;
