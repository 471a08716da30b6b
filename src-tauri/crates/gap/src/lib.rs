//! Scores criteria, requirements, domains and the whole from verdicts.
//!
//! Pure. It takes findings and the firm's profile, decides what applies, and adds up. It never looks at text, and it
//! never says "compliant": a score is the weighted share of documented evidence found.
//!
//! Method: met earns the criterion's weight, partial half of it, none and contradicted nothing; what does not apply
//! leaves the denominator; what is left to choice, or binds only in a situation the profile leaves open, counts only
//! where it is met, so it never lowers a score.

mod assessment;
mod score;

pub use assessment::{Assessment, DocumentSummary, DomainScore, Overall, RequirementScore, VerdictCounts};
pub use score::{AssessmentInput, assess};

/// Version of these rules; part of the stage key.
pub const VERSION: &str = "2";

/// Least score of a met requirement; in addition no criterion of weight 5 may be without credit.
pub const MET_SCORE: f64 = 0.9;
