//! The mean yearly loss of a portfolio as a function of what is uncertain about it.

use super::{RankCorrelation, SobolIndices, Swing, Variable, rank_correlations, sobol_indices, tornado};
use crate::exposure::{Exposure, Terms};
use crate::input::{RiskError, RiskInput};
use crate::money::cents;
use crate::three_point::ThreePoint;
use holdfast_rulepack::{Frequency, Pert, Scenario};
use serde::{Deserialize, Serialize};

/// Draws of the rank correlation, and rows of the Sobol indices.
const DRAWS: usize = 4096;
const ROWS: usize = 2048;

/// Straight pieces of a tabulated quantile function.
const PIECES: usize = 128;

/// What moves the yearly loss most. Money in EUR, before insurance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortfolioSensitivity {
    /// Seed of the draws behind `ranks` and `sobol`; the swings are without chance.
    pub seed: u64,
    /// Mean yearly loss in closed form.
    pub analytic_mean: f64,
    /// One input at a time at its 10 % and 90 % quantile, widest swing first.
    pub swings: Vec<Swing>,
    /// Rank correlation of the loss with each input, strongest first.
    pub ranks: Vec<RankCorrelation>,
    /// Shares of the variance, inputs in the order of the scenarios.
    pub sobol: SobolIndices,
}

/// Asks what the yearly loss, events a year times loss of one event over all scenarios, owes to each uncertain input: a
/// rate with an estimate, the loss of one event by its law, and what each control leaves of the events and of the loss,
/// by the estimate of its effect and the score of its requirement. Inputs are independent; where all of them are drawn,
/// the mean is the analytic mean of the portfolio.
///
/// # Errors
/// As [`simulate`](crate::simulate).
pub fn portfolio_sensitivity(input: &RiskInput) -> Result<PortfolioSensitivity, RiskError> {
    input.check()?;
    let mut scenarios: Vec<&Scenario> = input.portfolio.scenarios.iter().collect();
    scenarios.sort_by(|a, b| a.id.cmp(&b.id));
    let exposures = scenarios.iter().map(|scenario| Exposure::new(scenario, &input.requirement_scores));
    let exposures: Vec<Exposure> = exposures.collect::<Result<_, _>>()?;
    let mut inputs = Inputs { variables: Vec::new(), parts: Vec::new() };
    for (scenario, exposure) in scenarios.iter().zip(&exposures) {
        inputs.take(scenario, exposure, input);
    }
    let Inputs { variables, parts } = inputs;
    let model = |values: &[f64]| parts.iter().map(|part| part.loss(values)).sum();
    Ok(PortfolioSensitivity {
        seed: input.seed,
        analytic_mean: cents(exposures.iter().map(Exposure::mean).sum()),
        swings: tornado(&variables, model)?,
        ranks: rank_correlations(&variables, model, DRAWS, input.seed)?,
        sobol: sobol_indices(&variables, model, ROWS, input.seed)?,
    })
}

/// The inputs, and which of them each scenario depends on.
struct Inputs<'a> {
    variables: Vec<Variable<'a>>,
    parts: Vec<Part>,
}

/// The loss of one scenario; inputs by their position.
struct Part {
    /// Events a year as far as they are certain.
    rate: f64,
    /// Factors on the events.
    events: Vec<usize>,
    loss: usize,
    /// Factors on the loss.
    left: Vec<usize>,
    terms: Terms,
}

impl Part {
    fn loss(&self, values: &[f64]) -> f64 {
        let product = |factors: &[usize], start: f64| factors.iter().fold(start, |product, &at| product * values[at]);
        product(&self.events, self.rate) * self.terms.applied(product(&self.left, values[self.loss]))
    }
}

impl<'a> Inputs<'a> {
    fn take(&mut self, scenario: &Scenario, exposure: &'a Exposure, input: &RiskInput) {
        let name = |what: &str| format!("{} {}: {what}", scenario.id, scenario.title);
        let (mut events, mut left) = (Vec::new(), Vec::new());
        let rate = match &scenario.frequency {
            Frequency::Poisson { rate } | Frequency::NegativeBinomial { rate, .. } => *rate,
            Frequency::Bernoulli { probability } => *probability,
            Frequency::PoissonPert { rate } => {
                events.push(self.add(name("events a year"), tabulated(rate, |rate| rate)));
                1.0
            }
        };
        let loss = self.add(name("loss of one event"), |probability| exposure.sampler.quantile(probability));
        for driver in &scenario.drivers {
            // What does not apply counts as met; a control that is not there at all leaves everything.
            let score = input.requirement_scores.get(&driver.requirement).copied().flatten().unwrap_or(1.0);
            for (what, effect, factors) in
                [("events", &driver.frequency, &mut events), ("loss", &driver.severity, &mut left)]
            {
                let Some(effect) = effect.as_ref().filter(|_| score > 0.0) else { continue };
                let name = name(&format!("{what} left by {}", driver.requirement));
                let quantile = tabulated(effect, move |share| libm::pow(1.0 - share, score));
                // The more a control prevents, the less it leaves.
                factors.push(self.add(name, move |probability| quantile(1.0 - probability)));
            }
        }
        self.parts.push(Part { rate, events, loss, left, terms: exposure.terms });
    }

    fn add(&mut self, name: String, quantile: impl Fn(f64) -> f64 + 'a) -> usize {
        self.variables.push(Variable::new(name, quantile));
        self.variables.len() - 1
    }
}

/// Quantile function of `map(x)`, where `x` follows the estimate, with straight lines between evenly spaced
/// probabilities: an input is asked for thousands of values.
fn tabulated<F: Fn(f64) -> f64>(estimate: &Pert, map: F) -> impl Fn(f64) -> f64 + use<F> {
    let estimate = ThreePoint::from([estimate.low, estimate.mode, estimate.high]);
    let nodes = (0..=PIECES).map(|at| map(estimate.quantile(at as f64 / PIECES as f64)));
    let nodes: Vec<f64> = nodes.collect();
    move |probability| {
        let at = probability * PIECES as f64;
        let piece = (at as usize).min(PIECES - 1);
        nodes[piece] + (nodes[piece + 1] - nodes[piece]) * (at - piece as f64)
    }
}

#[cfg(test)]
mod tests;
