//! The case for closing the gaps: what it costs, what it saves, as points and as distributions.

mod cost;
mod flows;
mod rates;
mod spread;

pub use cost::{Cost, Quote};
pub use flows::{Appraisal, appraise_flows};
pub use spread::{Figure, InvestmentSpread, Spread};

use crate::input::RiskError;
use crate::money::cents;
use cost::Paid;
use serde::{Deserialize, Serialize};

/// Fewest draws of a spread: ten of them lie beyond the 5 % quantile.
const MIN_DRAWS: u32 = 200;

/// What an investment case depends on.
#[derive(Clone, Copy, Debug)]
pub struct InvestmentCase<'a> {
    /// What is to be done; `None` before a plan exists.
    pub costs: Option<&'a [Cost]>,
    /// Loss avoided a year.
    pub benefit: &'a Benefit,
    /// Discount rate a year, above -1; 0.05 is 5 %.
    pub discount_rate: f64,
    /// Years over which the benefit counts, 1 to 100.
    pub horizon_years: u32,
}

/// Loss avoided a year, in EUR.
#[derive(Clone, Debug, PartialEq)]
pub enum Benefit {
    /// The mean and its standard error. A draw of the case holds one mean for all its years: how much is saved on the
    /// average is unsure, chance from year to year is left out.
    Mean {
        /// Mean loss avoided.
        mean: f64,
        /// Standard error of the mean, at least 0.
        standard_error: f64,
    },
    /// Simulated years beside the mean. A draw of the case holds another of them for each of its years, so its spread
    /// shows good and bad years.
    Years {
        /// Mean loss avoided, which need not be that of the years: it may be known better.
        mean: f64,
        /// Standard error of the mean, at least 0.
        standard_error: f64,
        /// Avoided loss of at least one year, all equally likely.
        years: Vec<f64>,
    },
}

/// What closing the gaps costs and saves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Investment {
    /// Expected cost at the start; `None` before a plan exists.
    pub cost: Option<f64>,
    /// Expected cost at the end of every year; `None` before a plan exists.
    #[serde(default)]
    pub yearly_cost: Option<f64>,
    /// Mean loss avoided a year.
    pub yearly_benefit: f64,
    /// Standard error of `yearly_benefit`; 0 where it is known in closed form.
    #[serde(default)]
    pub yearly_benefit_standard_error: f64,
    /// Discount rate a year.
    pub discount_rate: f64,
    /// Horizon in years.
    pub horizon_years: u32,
    /// Net present value; `None` without a cost.
    pub npv: Option<f64>,
    /// Internal rate of return a year where there is exactly one; `None` otherwise, and without a cost.
    pub irr: Option<f64>,
    /// Every internal rate of return a year above -1, rising.
    #[serde(default)]
    pub irr_roots: Vec<f64>,
    /// Modified internal rate of return a year, financed and reinvested at the discount rate. It decides where there
    /// are several internal rates. `None` where nothing is paid or nothing comes back.
    #[serde(default)]
    pub mirr: Option<f64>,
    /// Payback in years with a fraction; `None` where it is not reached within the horizon, or no cost is known.
    pub payback_years: Option<f64>,
    /// Payback over discounted flows; `None` as above.
    #[serde(default)]
    pub discounted_payback_years: Option<f64>,
    /// Return on security investment over the horizon, not discounted: benefit less cost, over cost; `None` without a
    /// cost above 0.
    pub rosi: Option<f64>,
    /// The same figures as distributions; `None` without a cost.
    #[serde(default)]
    pub spread: Option<InvestmentSpread>,
}

/// Appraises the case at expected values and over so many draws, at least 200.
///
/// What is paid at the start falls today; what is paid yearly and what is saved falls at the end of each year of the
/// horizon. Estimates are drawn independently of each other, once for each draw of the case.
///
/// # Errors
/// `Parameter` for a figure out of its range, `Overflow` where a result is no finite number.
pub fn appraise(case: &InvestmentCase<'_>, draws: u32, seed: u64) -> Result<Investment, RiskError> {
    case.check(draws)?;
    let (benefit, standard_error) = case.benefit.mean();
    let mut investment = Investment {
        cost: None,
        yearly_cost: None,
        yearly_benefit: cents(benefit),
        yearly_benefit_standard_error: cents(standard_error),
        discount_rate: case.discount_rate,
        horizon_years: case.horizon_years,
        npv: None,
        irr: None,
        irr_roots: Vec::new(),
        mirr: None,
        payback_years: None,
        discounted_payback_years: None,
        rosi: None,
        spread: None,
    };
    if let Some(costs) = case.costs {
        // Rounded one by one, as a bill is, so that the sum is the sum of what stands in a plan.
        let total = Paid {
            at_start: cents(costs.iter().map(|cost| cents(cost.expected_at_start())).sum()),
            yearly: cents(costs.iter().map(|cost| cents(cost.expected_yearly())).sum()),
        };
        let mut flows = vec![benefit - total.yearly; case.horizon_years as usize + 1];
        flows[0] = -total.at_start;
        let appraisal = appraise_flows(&flows, case.discount_rate);
        investment.cost = Some(total.at_start);
        investment.yearly_cost = Some(total.yearly);
        investment.npv = Some(cents(appraisal.npv));
        investment.irr = match appraisal.internal_rates[..] {
            [rate] => Some(rate),
            _ => None,
        };
        investment.irr_roots = appraisal.internal_rates;
        investment.mirr = appraisal.modified_rate;
        investment.payback_years = appraisal.payback_years;
        investment.discounted_payback_years = appraisal.discounted_payback_years;
        investment.rosi = return_on_investment(&flows, total);
        investment.refuse_overflow()?;
        investment.spread = Some(spread::spread(case, draws, seed)?);
    }
    investment.refuse_overflow()?;
    Ok(investment)
}

/// Return on security investment: benefit less cost over cost, all summed over the horizon without discounting. That
/// is what flows in less what flows out, over the whole cost.
fn return_on_investment(flows: &[f64], total: Paid) -> Option<f64> {
    let cost = total.at_start + total.yearly * (flows.len() - 1) as f64;
    (cost > 0.0).then(|| flows.iter().sum::<f64>() / cost)
}

impl InvestmentCase<'_> {
    fn check(&self, draws: u32) -> Result<(), RiskError> {
        self.costs.unwrap_or_default().iter().try_for_each(Cost::check)?;
        self.benefit.check()?;
        let refuse =
            |field: &str, rule, value: String| Err(RiskError::Parameter { field: field.to_owned(), rule, value });
        if !self.discount_rate.is_finite() || self.discount_rate <= -1.0 {
            return refuse("discount_rate", "must be a finite number above -1", self.discount_rate.to_string());
        }
        if !(1..=100).contains(&self.horizon_years) {
            return refuse("horizon_years", "must be from 1 to 100", self.horizon_years.to_string());
        }
        if draws < MIN_DRAWS {
            return refuse("draws", "must be at least 200", draws.to_string());
        }
        Ok(())
    }
}

impl Benefit {
    /// Simulated years, with their own mean and its standard error.
    pub fn of_years(years: Vec<f64>) -> Self {
        let count = years.len() as f64;
        let mean = years.iter().sum::<f64>() / count;
        let squares: f64 = years.iter().map(|year| (year - mean) * (year - mean)).sum();
        let standard_error = if years.len() > 1 { (squares / (count - 1.0) / count).sqrt() } else { 0.0 };
        Self::Years { mean, standard_error, years }
    }

    /// Mean and its standard error.
    fn mean(&self) -> (f64, f64) {
        match self {
            Benefit::Mean { mean, standard_error } | Benefit::Years { mean, standard_error, .. } => {
                (*mean, *standard_error)
            }
        }
    }

    fn check(&self) -> Result<(), RiskError> {
        let refuse =
            |field: &str, rule, value: String| Err(RiskError::Parameter { field: field.to_owned(), rule, value });
        if let Benefit::Years { years, .. } = self {
            if years.is_empty() {
                return refuse("the yearly benefit", "must have at least one year", "none".to_owned());
            }
            if let Some(at) = years.iter().position(|year| !year.is_finite()) {
                let field = format!("year {at} of the yearly benefit");
                return refuse(&field, "must be a finite amount", years[at].to_string());
            }
        }
        let (mean, standard_error) = self.mean();
        if !mean.is_finite() {
            return refuse("the yearly benefit", "must be a finite amount", mean.to_string());
        }
        if !standard_error.is_finite() || standard_error < 0.0 {
            let field = "the standard error of the yearly benefit";
            return refuse(field, "must be a finite amount of at least 0", standard_error.to_string());
        }
        Ok(())
    }
}

impl Investment {
    /// An infinite or undefined figure is an error and never a result.
    fn refuse_overflow(&self) -> Result<(), RiskError> {
        let figures = [
            ("the yearly benefit of closing the gaps", Some(self.yearly_benefit)),
            ("the cost of the plan", self.cost),
            ("the yearly cost of the plan", self.yearly_cost),
            ("the net present value", self.npv),
            ("the return on security investment", self.rosi),
            ("the payback time", self.payback_years),
            ("the discounted payback time", self.discounted_payback_years),
        ];
        match figures.into_iter().find(|(_, value)| value.is_some_and(|value| !value.is_finite())) {
            Some((figure, _)) => Err(RiskError::Overflow(figure.to_owned())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
