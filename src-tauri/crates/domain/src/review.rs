//! What a reviewer says about a verdict, and what that rests on.

use crate::{DocumentId, Evidence, Verdict};
use serde::{Deserialize, Serialize};

/// What kind of decision it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// The proposed verdict is right.
    Accept,
    /// The proposed evidence is none: the verdict falls to `none`.
    Reject,
    /// The verdict is another one, for a stated reason.
    Override,
}

impl Ruling {
    /// The name used in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Ruling::Accept => "accept",
            Ruling::Reject => "reject",
            Ruling::Override => "override",
        }
    }
}

/// A reviewer's decision on one criterion, with everything that it rests on. None of it is an offset: a decision
/// outlives a page shift, a new file name and another rule pack, as long as the texts are the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Accepted, rejected or overridden.
    #[serde(rename = "decision")]
    pub ruling: Ruling,
    /// The verdict decided on.
    pub verdict: Verdict,
    /// Who decided.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Why; always there for an override.
    pub reason: Option<String>,
    /// What was proposed at that time.
    pub proposed: Verdict,
    /// What the criterion asked at that time.
    pub asked: String,
    /// The passages that the reviewer saw, best first.
    pub passages: Vec<CitedPassage>,
}

/// A passage by its text, and where it stood when it was cited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CitedPassage {
    /// Digest of the whole passage, see [`Evidence::passage`].
    pub passage: String,
    /// The document that held it.
    pub document: DocumentId,
    /// Its file name.
    pub file: String,
    /// Page, from 1; `None` in formats without pages.
    pub page: Option<u32>,
    /// The quote that was shown.
    pub quote: String,
}

impl From<&Evidence> for CitedPassage {
    fn from(evidence: &Evidence) -> Self {
        Self {
            passage: evidence.passage.clone(),
            document: evidence.document.clone(),
            file: evidence.file.clone(),
            page: evidence.page,
            quote: evidence.quote.clone(),
        }
    }
}

/// A decision as it stands in one assessment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The decision.
    #[serde(flatten)]
    pub decision: Decision,
    /// Whether what it rests on is no longer as it was. It is listed until it is made again or withdrawn.
    pub stale: bool,
    /// Whether the verdict of the assessment is the decided one. A stale decision never holds a verdict above the
    /// proposed one; it may hold it below.
    pub in_force: bool,
    /// What is no longer as it was; empty unless stale.
    pub changes: Vec<Drift>,
}

/// One way in which the ground of a decision moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Drift {
    /// No document in force holds the passage any more, in these words.
    PassageGone(CitedPassage),
    /// Another verdict is proposed now, and it rests on passages that the reviewer has not seen.
    NewEvidence {
        /// The proposal of today.
        proposed: Verdict,
        /// Passages that the reviewer has not seen.
        passages: Vec<CitedPassage>,
    },
    /// The rule pack asks something else now.
    CriterionChanged {
        /// What was asked when it was decided.
        asked: String,
    },
}
