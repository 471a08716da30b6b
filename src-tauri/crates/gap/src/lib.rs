//! Scores criteria, requirements, domains and the whole from verdicts.
//!
//! Pure. It takes findings and the firm's profile, decides what applies, and adds up. It never looks at text, and it
//! never says "compliant": a score is the weighted share of documented evidence found.
//!
//! Method: met earns the criterion's weight, partial half of it, none and contradicted nothing; what does not apply
//! leaves the denominator; what is left to choice, or binds only in a situation the profile leaves open, counts only
//! where it is met, so it never lowers a score. Where a reviewer decided, the decided verdict counts, unless the texts
//! it rests on changed: then it may hold a verdict down, never up.
//!
//! Maturity is a reading of the same sum: 0 nothing documented; 1 traces; 2 from a quarter of the weight, or more where
//! a document denies a duty; 3 from a half; 4 met; 5 met, and every verdict that counts was decided by a reviewer on
//! texts that still stand.

mod assessment;
mod diff;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod fixtures;
mod review;
mod score;
mod total;
mod trace;

pub use assessment::{
    Assessment, DocumentSummary, DomainScore, Overall, RequirementScore, ReviewCounts, VerdictCounts,
};
pub use diff::{AssessmentDiff, Cause, CriterionChange, DocumentChange, DocumentFate, ScoreChange, Side};
pub use review::{Reviewed, asked};
pub use score::{AssessmentInput, assess};
pub use total::Contribution;
pub use trace::{CriterionTrace, ScoreTrace};

/// Version of these rules; part of the stage key.
pub const VERSION: &str = "3";

/// Least score of a met requirement; in addition no criterion of weight 5 may be without credit.
pub const MET_SCORE: f64 = 0.9;

/// Maturity of what is met and confirmed by a reviewer throughout.
const CONFIRMED: u8 = 5;
