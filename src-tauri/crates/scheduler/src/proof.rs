//! Proofs that no schedule is shorter, by learning from contradictions (lazy clause generation).

mod clauses;
mod learning;
mod literal;
mod loads;
mod prover;
mod timetable;
mod trail;
mod weights;

pub(crate) use loads::{Load, Pool, load};
pub(crate) use prover::{Finding, Proof, Ranges};
