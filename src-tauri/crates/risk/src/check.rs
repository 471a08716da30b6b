//! The reasons to refuse a portfolio.

use crate::correlation::{cholesky, nearest};
use crate::input::RiskError;
use crate::severity::Law;
use holdfast_domain::ScenarioId;
use holdfast_rulepack::{
    Copula, Correlation, Driver, Frequency, InsuranceLayer, Pert, Portfolio, Scenario, Severity, Shock,
};
use std::collections::BTreeSet;

/// Most events a year of one scenario; what happens more often is a running cost and no scenario.
pub const MAX_YEARLY_RATE: f64 = 1_000.0;

/// Most common shocks a year of one kind.
const MAX_SHOCKS: f64 = 10.0;

const POSITIVE: &str = "must be a finite number above 0";

/// Checks a portfolio: every figure finite and in its range, estimates the right way round, no id twice, and what ties
/// the scenarios together naming scenarios that are there.
///
/// # Errors
/// Names the first scenario and field that fail.
pub fn check_portfolio(portfolio: &Portfolio) -> Result<(), RiskError> {
    if portfolio.scenarios.is_empty() {
        return Err(RiskError::NoScenarios);
    }
    let mut seen = BTreeSet::new();
    for scenario in &portfolio.scenarios {
        if !seen.insert(&scenario.id) {
            return Err(RiskError::DuplicateScenario(scenario.id.clone()));
        }
        Fields { id: &scenario.id }.check(scenario)?;
    }
    let known = |field: String, id: &ScenarioId| {
        parameter(seen.contains(id), &field, id, "must name a scenario of the portfolio")
    };
    for layer in &portfolio.insurance {
        check_layer(layer)?;
        layer.scenarios.iter().try_for_each(|id| known(format!("insurance.{}.scenarios", layer.id), id))?;
    }
    for shock in &portfolio.shocks {
        check_shock(shock)?;
        shock.hits.keys().try_for_each(|id| known(format!("shocks.{}.hits", shock.id), id))?;
    }
    if let Some(correlation) = &portfolio.correlation {
        correlation.scenarios.iter().try_for_each(|id| known("correlation.scenarios".to_owned(), id))?;
        check_correlation(correlation)?;
    }
    for scenario in &portfolio.scenarios {
        let struck = portfolio.shocks.iter().any(|shock| shock.hits.contains_key(&scenario.id));
        let fields = Fields { id: &scenario.id };
        let once = matches!(scenario.frequency, Frequency::Bernoulli { .. });
        fields.hold(
            !(struck && once),
            "frequency.kind",
            "bernoulli",
            "must allow several events where shocks strike",
        )?;
    }
    Ok(())
}

/// Refuses a parameter that does not hold.
pub(crate) fn parameter(holds: bool, field: &str, value: impl ToString, rule: &'static str) -> Result<(), RiskError> {
    if holds {
        return Ok(());
    }
    Err(RiskError::Parameter { field: field.to_owned(), rule, value: value.to_string() })
}

/// The fields of one scenario.
struct Fields<'a> {
    id: &'a ScenarioId,
}

impl Fields<'_> {
    fn hold(&self, holds: bool, field: &str, value: impl ToString, rule: &'static str) -> Result<(), RiskError> {
        if holds {
            return Ok(());
        }
        Err(RiskError::Scenario { id: self.id.clone(), field: field.to_owned(), rule, value: value.to_string() })
    }

    fn positive(&self, field: &str, value: f64) -> Result<(), RiskError> {
        self.hold(value.is_finite() && value > 0.0, field, value, POSITIVE)
    }

    fn amount(&self, field: &str, value: f64) -> Result<(), RiskError> {
        self.hold(value.is_finite() && value >= 0.0, field, value, "must be a finite amount of at least 0")
    }

    fn check(&self, scenario: &Scenario) -> Result<(), RiskError> {
        self.frequency(&scenario.frequency)?;
        self.severity("severity", &scenario.severity)?;
        if let Some(cap) = scenario.cap {
            self.positive("cap", cap)?;
        }
        if let Some(deductible) = scenario.deductible {
            self.amount("deductible", deductible)?;
            let cap = scenario.cap.unwrap_or(f64::INFINITY);
            self.hold(deductible < cap, "deductible", deductible, "must be less than cap")?;
        }
        let mut linked = BTreeSet::new();
        for driver in &scenario.drivers {
            self.driver(driver)?;
            let twice = || format!("naming {} twice", driver.requirement);
            self.hold(linked.insert(&driver.requirement), "drivers", twice(), "must name a requirement once")?;
        }
        Ok(())
    }

    fn frequency(&self, frequency: &Frequency) -> Result<(), RiskError> {
        let largest = |field: &str, rate: f64| {
            self.hold(rate <= MAX_YEARLY_RATE, field, rate, "must not exceed 1000 events a year")
        };
        match frequency {
            Frequency::Poisson { rate } => {
                self.positive("frequency.rate", *rate)?;
                largest("frequency.rate", *rate)
            }
            Frequency::PoissonPert { rate } => {
                self.pert("frequency.rate", rate)?;
                self.positive("frequency.rate.low", rate.low)?;
                largest("frequency.rate.high", rate.high)
            }
            Frequency::NegativeBinomial { rate, size } => {
                self.positive("frequency.rate", *rate)?;
                self.positive("frequency.size", *size)?;
                largest("frequency.rate", *rate)?;
                let variance = rate + rate * rate / size;
                let bound = 100.0 * MAX_YEARLY_RATE;
                self.hold(variance <= bound, "frequency.size", size, "must give a variance of at most 100000")
            }
            Frequency::Bernoulli { probability } => {
                let holds = *probability > 0.0 && *probability <= 1.0;
                self.hold(holds, "frequency.probability", probability, "must be above 0 and at most 1")
            }
        }
    }

    fn severity(&self, field: &str, severity: &Severity) -> Result<(), RiskError> {
        let at = |name: &str| format!("{field}.{name}");
        match severity {
            Severity::Lognormal { mu, sigma } => {
                self.hold(mu.is_finite(), &at("mu"), mu, "must be a finite number")?;
                self.positive(&at("sigma"), *sigma)
            }
            Severity::LognormalInterval { low, high } => {
                self.positive(&at("low"), *low)?;
                self.positive(&at("high"), *high)?;
                self.hold(high > low, &at("high"), high, "must be above severity.low")
            }
            Severity::Pert { low, mode, high } => {
                self.pert(field, &Pert { low: *low, mode: *mode, high: *high })?;
                self.amount(&at("low"), *low)?;
                self.hold(high > low, &at("high"), high, "must be above severity.low")
            }
            Severity::Gamma { shape, scale } | Severity::Weibull { shape, scale } => {
                self.positive(&at("shape"), *shape)?;
                self.positive(&at("scale"), *scale)?;
                self.hold(*shape >= 0.05, &at("shape"), shape, "must be at least 0.05")
            }
            Severity::Spliced { body, threshold, shape, scale } => {
                let simple = !matches!(**body, Severity::Spliced { .. } | Severity::Empirical { .. });
                self.hold(simple, &at("body.kind"), "spliced or empirical", "must be a law of one piece")?;
                self.severity(&at("body"), body)?;
                self.positive(&at("threshold"), *threshold)?;
                let finite_mean = (0.0..1.0).contains(shape);
                self.hold(finite_mean, &at("shape"), shape, "must be from 0 to below 1, where the mean is finite")?;
                self.positive(&at("scale"), *scale)?;
                let (below, beyond) = Law::new(body).probabilities(*threshold);
                let rule = "must lie within the body, with losses on both sides";
                self.hold(below > 1e-12 && beyond > 1e-12, &at("threshold"), threshold, rule)
            }
            Severity::Empirical { losses } => {
                losses
                    .iter()
                    .enumerate()
                    .try_for_each(|(row, loss)| self.amount(&at(&format!("losses.{row}")), *loss))?;
                let some = losses.iter().any(|&loss| loss > 0.0);
                self.hold(some, &at("losses"), "without one", "must hold a loss above 0")
            }
        }
    }

    fn driver(&self, driver: &Driver) -> Result<(), RiskError> {
        let field = format!("drivers.{}", driver.requirement);
        let none = driver.frequency.is_none() && driver.severity.is_none();
        self.hold(!none, &field, "neither", "must act on frequency or severity")?;
        for (name, effect) in [("frequency", &driver.frequency), ("severity", &driver.severity)] {
            let Some(effect) = effect else { continue };
            let field = format!("{field}.{name}");
            self.pert(&field, effect)?;
            self.hold(effect.low >= 0.0, &format!("{field}.low"), effect.low, "must be at least 0")?;
            self.hold(effect.high < 1.0, &format!("{field}.high"), effect.high, "must be below 1")?;
        }
        Ok(())
    }

    fn pert(&self, field: &str, estimate: &Pert) -> Result<(), RiskError> {
        let Pert { low, mode, high } = *estimate;
        for (name, value) in [("low", low), ("mode", mode), ("high", high)] {
            self.hold(value.is_finite(), &format!("{field}.{name}"), value, "must be a finite number")?;
        }
        self.hold(low <= mode, &format!("{field}.mode"), mode, "must not be below low")?;
        self.hold(mode <= high, &format!("{field}.high"), high, "must not be below mode")
    }
}

fn check_layer(layer: &InsuranceLayer) -> Result<(), RiskError> {
    let field = |name: &str| format!("insurance.{}.{name}", layer.id);
    let amount = |value: f64| value.is_finite() && value >= 0.0;
    let rule = "must be a finite amount of at least 0";
    parameter(amount(layer.retention), &field("retention"), layer.retention, rule)?;
    parameter(amount(layer.limit) && layer.limit > 0.0, &field("limit"), layer.limit, POSITIVE)?;
    parameter(layer.share > 0.0 && layer.share <= 1.0, &field("share"), layer.share, "must be above 0 and at most 1")?;
    let yearly = layer.yearly_limit.unwrap_or(1.0);
    parameter(amount(yearly) && yearly > 0.0, &field("yearly_limit"), yearly, POSITIVE)
}

fn check_shock(shock: &Shock) -> Result<(), RiskError> {
    let field = |name: &str| format!("shocks.{}.{name}", shock.id);
    let holds = shock.rate > 0.0 && shock.rate <= MAX_SHOCKS;
    parameter(holds, &field("rate"), shock.rate, "must be above 0 and at most 10 a year")?;
    for (id, hit) in &shock.hits {
        let name = field(&format!("hits.{id}"));
        parameter(*hit > 0.0 && *hit <= 1.0, &name, hit, "must be above 0 and at most 1")?;
    }
    Ok(())
}

#[allow(clippy::needless_range_loop, reason = "an element and its mirror image")]
fn check_correlation(correlation: &Correlation) -> Result<(), RiskError> {
    let size = correlation.scenarios.len();
    let distinct: BTreeSet<&ScenarioId> = correlation.scenarios.iter().collect();
    parameter(distinct.len() == size, "correlation.scenarios", "naming one twice", "must name a scenario once")?;
    if let Copula::T { degrees } = correlation.copula {
        let holds = (1.0..=1e6).contains(&degrees);
        parameter(holds, "correlation.copula.degrees", degrees, "must be from 1 to 1000000")?;
    }
    let matrix = &correlation.matrix;
    let square = matrix.len() == size && matrix.iter().all(|row| row.len() == size);
    let shape = format!("{} rows", matrix.len());
    parameter(square, "correlation.matrix", shape, "must have a row and a column for each of correlation.scenarios")?;
    for row in 0..size {
        for column in 0..size {
            let (value, mirrored) = (matrix[row][column], matrix[column][row]);
            let field = format!("correlation.matrix.{row}.{column}");
            parameter((-1.0..=1.0).contains(&value), &field, value, "must be from -1 to 1")?;
            parameter(row != column || value == 1.0, &field, value, "must be 1 on the diagonal")?;
            parameter(value == mirrored, &field, value, "must equal its mirror image")?;
        }
    }
    if cholesky(matrix).is_none() {
        let rows = nearest(matrix);
        let row = |row: &Vec<f64>| row.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
        let proposed = format!("[[{}]]", rows.iter().map(row).collect::<Vec<_>>().join("], ["));
        return Err(RiskError::NotPositiveDefinite { proposed });
    }
    Ok(())
}
