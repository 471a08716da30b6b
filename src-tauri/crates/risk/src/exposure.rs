//! From a scenario and the gaps of the firm to a rate and a severity.

use crate::input::RiskError;
use crate::normal::Z95;
use holdfast_domain::{RequirementId, ScenarioId};
use holdfast_rulepack::Scenario;
use std::collections::BTreeMap;

/// A scenario as this firm is exposed to it.
#[derive(Clone)]
pub(crate) struct Exposure {
    pub(crate) id: ScenarioId,
    pub(crate) title: String,
    /// Events a year with the gaps as they are, and at the two ends of the interval of the estimate.
    pub(crate) rate: f64,
    pub(crate) rate_low: f64,
    pub(crate) rate_high: f64,
    /// Events a year if every linked requirement were met.
    pub(crate) rate_without_gaps: f64,
    /// 5 % and 95 % quantile of one loss in EUR.
    pub(crate) loss_low: f64,
    pub(crate) loss_high: f64,
    /// Mean and standard deviation of the logarithm of one loss.
    pub(crate) mu: f64,
    pub(crate) sigma: f64,
    /// Mean of one loss in EUR.
    pub(crate) mean_loss: f64,
    /// Requirements with a gap that raises the rate, largest effect first.
    pub(crate) driven_by: Vec<RequirementId>,
}

impl Exposure {
    /// Applies the gaps to a checked scenario.
    ///
    /// `rate = base rate x worst_factor ^ gap`, where the gap is the mean of `1 - score` over the applicable drivers
    /// with their weights. It is 0 where every driver is met or none applies, which leaves the base rate, and 1 where
    /// none is met, which gives the base rate times `worst_factor`. The power makes each part of a gap multiply the
    /// rate by the same factor wherever one starts. The lognormal loss has the 5 % and 95 % quantiles of the scenario.
    ///
    /// # Errors
    /// `Overflow` where the mean loss is beyond the range of floating-point numbers.
    pub(crate) fn new(scenario: &Scenario, scores: &BTreeMap<RequirementId, Option<f64>>) -> Result<Self, RiskError> {
        let (mut weights, mut weighted_gaps) = (0.0, 0.0);
        let mut effects: Vec<(f64, &RequirementId)> = Vec::new();
        for driver in &scenario.drivers {
            if let Some(score) = scores.get(&driver.requirement).copied().flatten() {
                let effect = driver.weight * (1.0 - score);
                weights += driver.weight;
                weighted_gaps += effect;
                if effect > 0.0 {
                    effects.push((effect, &driver.requirement));
                }
            }
        }
        let frequency = &scenario.frequency;
        let gap = if weights > 0.0 { weighted_gaps / weights } else { 0.0 };
        let factor = libm::pow(frequency.worst_factor, gap);
        effects.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        if frequency.worst_factor <= 1.0 {
            effects.clear();
        }

        let (ln_low, ln_high) = (libm::log(scenario.severity.low), libm::log(scenario.severity.high));
        let mu = (ln_low + ln_high) / 2.0;
        let sigma = (ln_high - ln_low) / (2.0 * Z95);
        let mean_loss = libm::exp(mu + sigma * sigma / 2.0);
        if !gap.is_finite() || !mean_loss.is_finite() {
            return Err(RiskError::Overflow(format!("the mean loss of scenario {}", scenario.id)));
        }
        Ok(Self {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            rate: frequency.rate * factor,
            rate_low: frequency.rate_low * factor,
            rate_high: frequency.rate_high * factor,
            rate_without_gaps: frequency.rate,
            loss_low: scenario.severity.low,
            loss_high: scenario.severity.high,
            mu,
            sigma,
            mean_loss,
            driven_by: effects.into_iter().map(|(_, requirement)| requirement.clone()).collect(),
        })
    }

    /// Mean yearly loss in closed form.
    pub(crate) fn mean(&self) -> f64 {
        self.rate * self.mean_loss
    }

    /// Mean yearly loss in closed form that closing every gap would avoid.
    pub(crate) fn mean_from_gaps(&self) -> f64 {
        (self.rate - self.rate_without_gaps) * self.mean_loss
    }
}

#[cfg(test)]
mod tests;
