//! What the product says about a criterion, and what that rests on.

use crate::{CriterionId, DocumentId, Review, SecondReading};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The judgement on one criterion. Undefined is not false: `None` means that nothing was found,
/// `Contradicted` that the opposite was found, and neither stands for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Documented evidence covers what the obligation asks.
    Met,
    /// Evidence addresses the subject but leaves an essential part open or is weak.
    Partial,
    /// Nothing in the documents addresses it.
    None,
    /// The documents say the opposite.
    Contradicted,
    /// The obligation does not bind this firm.
    NotApplicable,
}

impl Verdict {
    /// Every verdict, best first.
    pub const ALL: [Verdict; 5] =
        [Verdict::Met, Verdict::Partial, Verdict::None, Verdict::Contradicted, Verdict::NotApplicable];

    /// Share of the criterion's weight that the verdict earns, 0 to 1; `None` where it leaves the denominator.
    pub fn credit(self) -> Option<f64> {
        match self {
            Verdict::Met => Some(1.0),
            Verdict::Partial => Some(0.5),
            Verdict::None | Verdict::Contradicted => Some(0.0),
            Verdict::NotApplicable => Option::None,
        }
    }

    /// The name used in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Partial => "partial",
            Verdict::None => "none",
            Verdict::Contradicted => "contradicted",
            Verdict::NotApplicable => "not_applicable",
        }
    }
}

/// The verdict on one criterion with its quotes and reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The criterion judged.
    #[serde(rename = "id")]
    pub criterion: CriterionId,
    /// The judgement: the decided one where a decision is in force, else the proposed one.
    pub verdict: Verdict,
    /// What is proposed, where a reviewer decided; `None` elsewhere, where the verdict is the proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Verdict>,
    /// The reviewer's decision, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// Calibrated probability that the proposed verdict is right, 0 to 1.
    pub confidence: f64,
    /// Best quotes first; empty for `NotApplicable`. For `None` the nearest texts, which are no evidence, where a reviewer
    /// may see it otherwise.
    pub evidence: Vec<Evidence>,
    /// Specifics the law asks for and the quotes do not state, such as `frequency`.
    pub missing: Vec<String>,
    /// Why this verdict, one sentence a step.
    pub reasons: Vec<String>,
    /// The figures behind the verdict, by name: what was measured and the probability of each verdict.
    #[serde(default)]
    pub trace: BTreeMap<String, f64>,
    /// What a second reader said, where one was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_reader: Option<SecondReading>,
}

/// A quote and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The document by content.
    pub document: DocumentId,
    /// Its file name, relative to the imported folder.
    pub file: String,
    /// Page, from 1; `None` in formats without pages.
    pub page: Option<u32>,
    /// First character of the quote in the extracted text.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// The text between the two, exactly; in a report, with personal data replaced.
    pub quote: String,
    /// Digest of the passage around the quote, hex: same words, same digest, wherever it stands.
    #[serde(default)]
    pub passage: String,
    /// Pieces of the quote that were replaced since they are personal data; 0 wherever the quote is exact.
    #[serde(default, skip_serializing_if = "is_none_masked")]
    pub masked: usize,
    /// Headings above the quote, outermost first.
    pub headings: Vec<String>,
    /// Retrieval score, comparable within one criterion only.
    pub score: f64,
    /// Mean confidence of the words, 0 to 1, where the quote was recognised from an image (OCR).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<f32>,
}

fn is_none_masked(masked: &usize) -> bool {
    *masked == 0
}

/// The rule pack a result was computed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackRef {
    /// Pack name, such as `dora`.
    pub id: String,
    /// Pack version.
    pub version: String,
    /// SHA-256 over the pack's files, hex.
    pub sha256: String,
    /// Whether the files were as a trusted key signed them; an unsigned pack is used only where the user allows it.
    pub signed: bool,
}

/// The model a result was computed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRef {
    /// Model name.
    pub id: String,
    /// SHA-256 of the model file, hex.
    pub sha256: String,
}
