//! From the outputs of a pair model to a verdict: labels, temperature, thresholds.

use crate::LoadError;
use holdfast_domain::Verdict;
use serde::Deserialize;

/// How the outputs of one model are to be read: fitted on labelled pairs, kept beside the model as data.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Calibration {
    /// Divides every output before it becomes a probability; more than 0.
    temperature: f64,
    /// Least probabilities.
    thresholds: Thresholds,
    /// What it was fitted on, for people.
    #[serde(rename = "note")]
    _note: String,
}

/// Least probability, more than 0 and at most 1, at which the best passage carries a verdict.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    /// Of met.
    met: f64,
    /// Of met or partial together; at most the threshold of met.
    partial: f64,
    /// Of contradicted; a model without it never says so.
    contradicted: Option<f64>,
}

/// What each output of a model stands for, in the order of the outputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Labels {
    /// One verdict an output; they exclude each other.
    Verdicts(Vec<Verdict>),
    /// One output: how far the passage carries the criterion.
    Relevance,
}

/// How far one passage carries each verdict; probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Support {
    met: f64,
    /// Met or partial.
    addressed: f64,
    contradicted: f64,
}

/// Verdict, confidence, and the passages that carry it, best first.
pub(crate) type Opinion = (Verdict, f64, Vec<usize>);

/// The part of a support that a threshold is held against.
type Share = fn(&Support) -> f64;

/// Passages that an opinion names.
const QUOTES: usize = 3;

impl Labels {
    /// Reads the label map of a manifest entry: the words of an entailment model, verdicts, or one relevance.
    pub(crate) fn read(names: &[String]) -> Result<Self, LoadError> {
        if names == ["relevance"] {
            return Ok(Self::Relevance);
        }
        let verdict = |name: &String| match name.as_str() {
            "met" | "entailment" => Some(Verdict::Met),
            "partial" => Some(Verdict::Partial),
            "none" | "neutral" => Some(Verdict::None),
            "contradicted" | "contradiction" => Some(Verdict::Contradicted),
            _ => None,
        };
        let verdicts: Option<Vec<Verdict>> = names.iter().map(verdict).collect();
        let is_once = |verdicts: &Vec<Verdict>| (1..verdicts.len()).all(|at| !verdicts[..at].contains(&verdicts[at]));
        let has_both = |verdicts: &Vec<Verdict>| [Verdict::Met, Verdict::None].iter().all(|one| verdicts.contains(one));
        let verdicts = verdicts.filter(|verdicts| is_once(verdicts) && has_both(verdicts));
        let message = "the labels must be \"relevance\" alone, or each of met and none, and perhaps partial and \
                       contradicted, once (entailment, neutral and contradiction stand for met, none and contradicted)";
        verdicts.map(Self::Verdicts).ok_or_else(|| LoadError::Calibration(message.into()))
    }

    /// Outputs that the model must have.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Verdicts(verdicts) => verdicts.len(),
            Self::Relevance => 1,
        }
    }
}

impl Calibration {
    /// Reads and checks a calibration file.
    pub(crate) fn read(bytes: &[u8], labels: &Labels) -> Result<Self, LoadError> {
        let refused = |message: &str| LoadError::Calibration(message.to_owned());
        let read: Self = serde_json::from_slice(bytes).map_err(|error| LoadError::Calibration(error.to_string()))?;
        let is_share = |figure: f64| figure > 0.0 && figure <= 1.0;
        let Thresholds { met, partial, contradicted } = read.thresholds;
        if !(read.temperature > 0.0 && read.temperature.is_finite()) {
            return Err(refused("the temperature must be more than 0"));
        }
        if ![Some(met), Some(partial), contradicted].into_iter().flatten().all(is_share) || partial > met {
            return Err(refused("thresholds lie above 0 and at most at 1, and that of partial not above that of met"));
        }
        let can_contradict = matches!(labels, Labels::Verdicts(verdicts) if verdicts.contains(&Verdict::Contradicted));
        if contradicted.is_some() != can_contradict {
            return Err(refused(
                "a threshold of contradicted is needed where the model has that label, and only there",
            ));
        }
        Ok(read)
    }

    /// The outputs for one passage as probabilities; `None` where they are no numbers or of another count.
    pub(crate) fn support(&self, labels: &Labels, outputs: &[f32]) -> Option<Support> {
        let scaled: Vec<f64> = outputs.iter().map(|&output| f64::from(output) / self.temperature).collect();
        if scaled.len() != labels.len() || scaled.iter().any(|output| !output.is_finite()) {
            return None;
        }
        let verdicts = match labels {
            Labels::Relevance => {
                let carried = 1.0 / (1.0 + (-scaled[0]).exp());
                return Some(Support { met: carried, addressed: carried, contradicted: 0.0 });
            }
            Labels::Verdicts(verdicts) => verdicts,
        };
        let top = scaled.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers: Vec<f64> = scaled.iter().map(|output| (output - top).exp()).collect();
        let sum: f64 = powers.iter().sum();
        let share = |verdict: Verdict| {
            let found = verdicts.iter().zip(&powers).find(|(known, _)| **known == verdict);
            found.map_or(0.0, |(_, power)| power / sum)
        };
        let met = share(Verdict::Met);
        Some(Support {
            met,
            addressed: (met + share(Verdict::Partial)).min(1.0),
            contradicted: share(Verdict::Contradicted),
        })
    }

    /// The opinion on all passages together. A contradiction outweighs support: it is what a reviewer must see.
    pub(crate) fn opinion(&self, supports: &[Support]) -> Opinion {
        let Thresholds { met, partial, contradicted } = self.thresholds;
        let steps: [(Verdict, Option<f64>, Share); 3] = [
            (Verdict::Contradicted, contradicted, |support| support.contradicted),
            (Verdict::Met, Some(met), |support| support.met),
            (Verdict::Partial, Some(partial), |support| support.addressed),
        ];
        for (verdict, threshold, share) in steps {
            let Some(threshold) = threshold else { continue };
            let mut carrying: Vec<(usize, f64)> =
                supports.iter().map(share).enumerate().filter(|(_, share)| *share >= threshold).collect();
            carrying.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            carrying.truncate(QUOTES);
            if let Some((_, best)) = carrying.first() {
                return (verdict, *best, carrying.iter().map(|(at, _)| *at).collect());
            }
        }
        let nearest = supports.iter().map(|support| support.addressed.max(support.contradicted)).fold(0.0, f64::max);
        (Verdict::None, 1.0 - nearest, Vec::new())
    }
}

#[cfg(test)]
#[path = "calibration/tests.rs"]
mod tests;
