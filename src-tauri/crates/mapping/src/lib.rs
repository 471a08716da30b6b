//! Judges which passages are evidence for which criterion, and how far.
//!
//! Pure: passages, their vectors and their word scores come in, findings go out. It never sees a file, an index or
//! a model. The steps, each in its file: [`signals`] reads what a passage commits to, [`retrieve`] ranks passages
//! for a criterion, [`judge`] turns the best of them into a verdict with quotes, missing specifics and reasons.
//!
//! A similarity is never shown as compliance. It decides what is looked at; what the text commits to decides the
//! verdict, and the verdict is a proposal for a reviewer.

mod definition;
mod head;
mod judge;
mod reference;
mod retrieve;
mod signals;
mod specifics;
mod subject;
mod text;

pub use definition::{Definition, definitions};
pub use head::{FEATURES, Head, HeadError, Quality};
pub use judge::{Judgement, judge};
pub use reference::references;
pub use retrieve::{Candidate, CriterionQuery, Links, PassageView, Ranking, rank};
pub use signals::{Signals, Strength, signals};
pub use specifics::{Specific, SpecificKind};
pub use subject::{Bound, Scope};

/// Version of these rules; part of every stage key, so a change of the rules re-judges.
pub const VERSION: &str = "5";
