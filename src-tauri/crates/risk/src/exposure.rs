//! A scenario as the firm is exposed to it under one state of its controls.

use crate::counts::Counts;
use crate::factors::Factors;
use crate::input::RiskError;
use crate::sampler::Sampler;
use crate::severity::Law;
use holdfast_domain::{RequirementId, ScenarioId};
use holdfast_rulepack::{Frequency, Scenario};
use std::collections::BTreeMap;

/// Score of every requirement from 0 to 1; `None` where it does not apply.
pub(crate) type Scores = BTreeMap<RequirementId, Option<f64>>;

/// Logarithm of the largest loss that a draw may reach.
const LARGEST: f64 = 690.0;

/// What strikes, how often, and what it costs.
#[derive(Clone, Debug)]
pub(crate) struct Exposure {
    pub(crate) id: ScenarioId,
    pub(crate) title: String,
    pub(crate) counts: Counts,
    pub(crate) law: Law,
    pub(crate) sampler: Sampler,
    /// What the controls leave of a loss.
    pub(crate) left: Factors,
    pub(crate) terms: Terms,
    /// Events a year if every applicable requirement were met.
    pub(crate) rate_without_gaps: f64,
    /// Ends of the estimate of the rate under this state; equal where the rate is no estimate.
    pub(crate) rate_ends: [f64; 2],
    /// Mean loss of an event in EUR after cap and deductible.
    pub(crate) mean_loss: f64,
    /// The same if every applicable requirement were met.
    pub(crate) mean_loss_without_gaps: f64,
    /// Logarithm of the factor by which each gap raises rate times loss, largest first; those above 0.
    pub(crate) gaps: Vec<(RequirementId, f64)>,
}

/// Cap and deductible of one event in EUR.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Terms {
    pub(crate) cap: f64,
    pub(crate) deductible: f64,
}

impl Terms {
    /// Whether they leave every loss as it is.
    pub(crate) fn are_idle(&self) -> bool {
        self.cap == f64::INFINITY && self.deductible == 0.0
    }

    /// What counts of a loss.
    #[inline(always)]
    pub(crate) fn applied(&self, loss: f64) -> f64 {
        (loss.min(self.cap) - self.deductible).max(0.0)
    }
}

impl Exposure {
    /// Applies the controls of a checked scenario, each as far as the score of its requirement says.
    ///
    /// A control that prevents the share `e` where it is fully in place leaves the factor `(1 - e) ^ score`: each part of
    /// a gap counts the same wherever one starts. Factors of different controls multiply. `e` is uncertain and drawn anew
    /// for each year on the rate and for each event on the loss. A requirement that does not apply counts as met.
    ///
    /// # Errors
    /// `Overflow` where a loss may be beyond the range of numbers.
    pub(crate) fn new(scenario: &Scenario, scores: &Scores) -> Result<Self, RiskError> {
        let law = Law::new(&scenario.severity);
        if let Law::Lognormal { mu, sigma } = law
            && mu + sigma * sigma + 9.0 * sigma > LARGEST
        {
            return Err(RiskError::Overflow(format!("the loss of scenario {}", scenario.id)));
        }
        let terms =
            Terms { cap: scenario.cap.unwrap_or(f64::INFINITY), deductible: scenario.deductible.unwrap_or(0.0) };
        let certain = Factors::certain(1.0);
        let (mut rate_factor, mut left) = (certain, certain);
        let (mut met_rate, mut met_left) = (1.0, certain);
        let mut gaps = Vec::new();
        for driver in &scenario.drivers {
            let score = scores.get(&driver.requirement).copied().flatten().unwrap_or(1.0);
            let mut gain = 0.0;
            if let Some(effect) = &driver.frequency {
                let (now, met) = (remaining(effect, score), remaining(effect, 1.0));
                rate_factor = rate_factor.times(&now);
                met_rate *= met.mean();
                gain += libm::log(now.mean() / met.mean());
            }
            if let Some(effect) = &driver.severity {
                let (now, met) = (remaining(effect, score), remaining(effect, 1.0));
                left = left.times(&now);
                met_left = met_left.times(&met);
                gain += libm::log(now.mean() / met.mean());
            }
            if gain > 0.0 {
                gaps.push((driver.requirement.clone(), gain));
            }
        }
        gaps.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));

        let counts = Counts::new(&scenario.frequency, &rate_factor);
        let sampler = Sampler::new(&law);
        let mean_loss = mean_loss(&sampler, &left, &terms);
        let rate_ends = match &scenario.frequency {
            Frequency::PoissonPert { rate } => [rate.low, rate.high].map(|end| end * rate_factor.mean()),
            _ => [counts.mean(); 2],
        };
        if !mean_loss.is_finite() {
            return Err(RiskError::Overflow(format!("the mean loss of scenario {}", scenario.id)));
        }
        Ok(Self {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            rate_without_gaps: Counts::new(&scenario.frequency, &certain).mean() * met_rate,
            mean_loss_without_gaps: self::mean_loss(&sampler, &met_left, &terms),
            counts,
            law,
            sampler,
            left,
            terms,
            rate_ends,
            mean_loss,
            gaps,
        })
    }

    /// Mean loss of an event in EUR before cap and deductible, as it is drawn.
    pub(crate) fn ground_mean(&self) -> f64 {
        self.sampler.mean() * self.left.mean()
    }

    /// Mean yearly loss in closed form, before insurance.
    pub(crate) fn mean(&self) -> f64 {
        self.counts.mean() * self.mean_loss
    }

    /// Mean yearly loss in closed form that closing every gap would avoid, before insurance.
    pub(crate) fn mean_from_gaps(&self) -> f64 {
        self.mean() - self.rate_without_gaps * self.mean_loss_without_gaps
    }

    /// Loss of an event that is not exceeded with this probability, after controls, cap and deductible.
    pub(crate) fn loss_quantile(&self, probability: f64) -> f64 {
        self.terms.applied(self.sampler.quantile(probability) * self.left.mean())
    }

    /// Probability that what counts of one loss is at most `x`, for `x` of at least 0.
    pub(crate) fn loss_cdf(&self, x: f64) -> f64 {
        let ground = x + self.terms.deductible;
        if ground >= self.terms.cap {
            return 1.0;
        }
        self.left.mean_of(|left| self.law.probabilities(ground / left).0)
    }

    /// Second moment of what counts of one loss.
    pub(crate) fn second_moment(&self) -> f64 {
        self.left.mean_of(|left| {
            self.sampler.mean_of(|loss| {
                let counted = self.terms.applied(loss * left);
                counted * counted
            })
        })
    }
}

/// What a control leaves where it is in place as far as `score` says.
fn remaining(effect: &holdfast_rulepack::Pert, score: f64) -> Factors {
    if score == 0.0 { Factors::certain(1.0) } else { Factors::of(effect, |share| libm::pow(1.0 - share, score)) }
}

fn mean_loss(sampler: &Sampler, left: &Factors, terms: &Terms) -> f64 {
    if terms.are_idle() {
        return sampler.mean() * left.mean();
    }
    left.mean_of(|left| sampler.mean_of(|loss| terms.applied(loss * left)))
}

#[cfg(test)]
mod tests;
