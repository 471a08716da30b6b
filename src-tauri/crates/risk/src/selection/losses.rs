//! What there is to save.

use super::ScenarioLoss;
use crate::exposure::Exposure;
use crate::input::{RiskError, RiskInput};
use crate::money::cents;

/// Present value of the mean yearly loss of each scenario with its controls as they are, before insurance, over the
/// horizon of the input; a year's loss falls at its end.
///
/// # Errors
/// As [`simulate`](crate::simulate).
pub fn scenario_losses(input: &RiskInput) -> Result<Vec<ScenarioLoss>, RiskError> {
    input.check()?;
    let years: f64 = (1..=input.horizon_years).map(|year| libm::pow(1.0 + input.discount_rate, -f64::from(year))).sum();
    let loss = |scenario| {
        let exposure = Exposure::new(scenario, &input.requirement_scores)?;
        Ok(ScenarioLoss { present_value: cents(exposure.mean() * years), scenario: exposure.id })
    };
    input.portfolio.scenarios.iter().map(loss).collect()
}
