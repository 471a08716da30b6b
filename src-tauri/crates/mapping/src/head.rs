//! The head: from features to the probability of each verdict.

use holdfast_domain::CriterionId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Names of the features, in order.
pub const FEATURES: [&str; 19] = [
    "score_3",
    "relative",
    "obligation_first",
    "obligation_best",
    "obligation_3",
    "phrasing_first",
    "phrasing_best",
    "phrasing_3",
    "focus_first",
    "focus_best",
    "focus_3",
    "lexical_first",
    "lexical_best",
    "lexical_3",
    "coverage_best",
    "coverage_5",
    "interval_open",
    "usual_met",
    "usual_none",
];

/// A multinomial logistic head over standardised features, fitted on labelled document sets. Data, not code: it is
/// read from the models folder and its hash is part of every stage key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Feature names, as in [`FEATURES`].
    pub features: Vec<String>,
    /// Mean of each feature in the training data.
    pub mean: Vec<f64>,
    /// Standard deviation of each feature in the training data; more than 0.
    pub scale: Vec<f64>,
    /// Weights for none, partial, met.
    pub weights: [Vec<f64>; 3],
    /// Intercepts for none, partial, met.
    pub intercepts: [f64; 3],
    /// How labelled sets usually fare with each criterion: share of met and of none. A text on threat-led tests is rare,
    /// one on passwords is not.
    pub usual: BTreeMap<String, [f64; 2]>,
    /// The same for a criterion that is not listed.
    pub usual_other: [f64; 2],
    /// Least probability of met at which met is proposed. High, since a wrong "met" is the worst error.
    pub met_threshold: f64,
    /// Least probability of none at which none is proposed.
    pub none_threshold: f64,
    /// How good verdicts of such a head are; absent where it was not measured.
    #[serde(default)]
    pub quality: Option<Quality>,
}

/// How verdicts compare with labels on sets that the head, its thresholds included, was not fitted to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// Labelled criteria, over all sets.
    pub criteria: usize,
    /// The sets by name, each with its macro-F1 over met, partial and none, 0 to 1.
    pub sets: BTreeMap<String, f64>,
    /// Mean of those.
    pub macro_f1: f64,
    /// Share of the proposed "met" that were labelled so.
    pub met_precision: f64,
    /// Share of the labelled "met" that were proposed.
    pub met_recall: f64,
    /// Share of right verdicts in the more confident half.
    pub surer_half: f64,
    /// Mean distance of confidence and accuracy.
    pub calibration_error: f64,
}

impl std::fmt::Display for Quality {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hundredths = |share: f64| (share * 100.0).round();
        write!(
            out,
            "Measured on {} labelled criteria of {} policy sets that it had not seen: {} of 100 proposed \"met\" \
             were right, and {} of 100 that a careful reader calls met were found; macro-F1 {:.2} (two readers reach \
             0.92 or more); of the surer half of the verdicts {} of 100 were right. Every verdict is a proposal.",
            self.criteria,
            self.sets.len(),
            hundredths(self.met_precision),
            hundredths(self.met_recall),
            self.macro_f1,
            hundredths(self.surer_half),
        )
    }
}

/// Why a head was refused.
#[derive(Debug, Error)]
pub enum HeadError {
    /// Not JSON of the expected form.
    #[error("the verdict head is not readable: {0}")]
    Form(String),
    /// Made for other features than these rules compute.
    #[error("the verdict head was made for other features than this version computes")]
    Features,
}

impl Head {
    /// Reads a head and checks that it fits the features of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, HeadError> {
        let head: Self = serde_json::from_slice(bytes).map_err(|error| HeadError::Form(error.to_string()))?;
        let width = FEATURES.len();
        let fits = head.features.iter().map(String::as_str).eq(FEATURES)
            && head.mean.len() == width
            && head.scale.len() == width
            && head.scale.iter().all(|&scale| scale > 0.0)
            && head.weights.iter().all(|row| row.len() == width);
        if fits { Ok(head) } else { Err(HeadError::Features) }
    }

    /// Usual share of met and of none for this criterion.
    pub fn usual(&self, criterion: &CriterionId) -> [f64; 2] {
        self.usual.get(criterion.as_str()).copied().unwrap_or(self.usual_other)
    }

    /// Probability of none, partial, met; they sum to 1.
    pub fn probabilities(&self, features: &[f64; FEATURES.len()]) -> [f64; 3] {
        let mut logits = self.intercepts;
        for (logit, weights) in logits.iter_mut().zip(&self.weights) {
            for (at, value) in features.iter().enumerate() {
                *logit += weights[at] * (value - self.mean[at]) / self.scale[at];
            }
        }
        let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers = logits.map(|logit| (logit - top).exp());
        let sum: f64 = powers.iter().sum();
        powers.map(|power| power / sum)
    }
}
