//! The case for closing the gaps, in closed form.

use crate::money::cents;
use crate::result::Investment;

/// Values the plan: its cost falls today, its benefit at the end of each year of the horizon.
///
/// Return on security investment is taken over the horizon without discounting: benefit less cost, over cost.
pub(crate) fn appraise(cost: Option<f64>, yearly_benefit: f64, discount_rate: f64, horizon_years: u32) -> Investment {
    let benefit = yearly_benefit;
    let present_value = benefit * annuity(1.0 / (1.0 + discount_rate), horizon_years);
    let positive_cost = cost.filter(|&cost| cost > 0.0);
    Investment {
        cost: cost.map(cents),
        yearly_benefit: cents(benefit),
        discount_rate,
        horizon_years,
        npv: cost.map(|cost| cents(present_value - cost)),
        irr: positive_cost.and_then(|cost| internal_rate(cost, benefit, horizon_years)),
        payback_years: cost.filter(|_| benefit > 0.0).map(|cost| cost / benefit),
        rosi: positive_cost.map(|cost| (benefit * f64::from(horizon_years) - cost) / cost),
    }
}

/// Present value of 1 at the end of each year, at this discount factor.
fn annuity(factor: f64, years: u32) -> f64 {
    let mut weight = 1.0;
    let mut sum = 0.0;
    for _ in 0..years {
        weight *= factor;
        sum += weight;
    }
    sum
}

/// The rate at which the net present value is 0.
///
/// One outlay followed by equal benefits has exactly one such rate when the benefit is positive, and none otherwise.
/// The search halves an interval of discount factors: at 0 the value is minus the cost, and at a factor above 1 and
/// above cost over benefit the first year alone repays it.
fn internal_rate(cost: f64, benefit: f64, years: u32) -> Option<f64> {
    if benefit <= 0.0 {
        return None;
    }
    let (mut low, mut high) = (0.0, (cost / benefit).max(1.0) + 1.0);
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if benefit * annuity(middle, years) < cost {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(1.0 / high - 1.0).filter(|rate| rate.is_finite())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::appraise;

    #[test]
    fn the_figures_agree_with_a_worked_example() {
        let case = appraise(Some(1000.0), 400.0, 0.1, 3);
        assert_eq!(case.npv, Some(-5.26));
        assert!((case.irr.unwrap() - 0.097_010_257_8).abs() < 1e-9);
        assert_eq!(case.payback_years, Some(2.5));
        assert!((case.rosi.unwrap() - 0.2).abs() < 1e-12);
    }

    #[test]
    fn the_net_present_value_at_the_internal_rate_is_zero() {
        for (cost, benefit, years) in [(1e6, 3e5, 5), (1e6, 10.0, 3), (5.0, 4e6, 1), (120.0, 12.0, 10)] {
            let rate = appraise(Some(cost), benefit, 0.0, years).irr.unwrap();
            let at_rate = appraise(Some(cost), benefit, rate, years).npv.unwrap();
            assert!(at_rate.abs() <= 0.01, "{cost} {benefit} {years}: {at_rate} at {rate}");
        }
    }

    #[test]
    fn without_a_benefit_there_is_no_internal_rate_and_no_payback() {
        let case = appraise(Some(1000.0), 0.0, 0.05, 5);
        assert_eq!((case.irr, case.payback_years), (None, None));
        assert_eq!((case.npv, case.rosi), (Some(-1000.0), Some(-1.0)));
    }

    #[test]
    fn without_a_plan_only_the_benefit_is_stated() {
        let case = appraise(None, 250.0, 0.05, 5);
        assert_eq!((case.cost, case.npv, case.irr), (None, None, None));
        assert_eq!((case.payback_years, case.rosi, case.yearly_benefit), (None, None, 250.0));
    }

    #[test]
    fn a_plan_that_costs_nothing_pays_back_at_once_and_has_no_rate_of_return() {
        let case = appraise(Some(0.0), 100.0, 0.0, 2);
        assert_eq!((case.npv, case.irr, case.rosi), (Some(200.0), None, None));
        assert_eq!(case.payback_years, Some(0.0));
    }
}
