//! A row of yearly cash flows and what is read off it.

use super::rates::{internal_rates, modified_rate};

/// What a row of cash flows comes to, free of chance. The first flow falls today, each other one a year later.
#[derive(Clone, Debug, PartialEq)]
pub struct Appraisal {
    /// Net present value.
    pub npv: f64,
    /// Every internal rate of return a year above -1, rising; empty where there is none.
    pub internal_rates: Vec<f64>,
    /// Modified internal rate of return a year, financed and reinvested at the discount rate; `None` where nothing is
    /// paid in or nothing comes back.
    pub modified_rate: Option<f64>,
    /// Years until the flows so far sum to 0, within a year in proportion; `None` where they never do.
    pub payback_years: Option<f64>,
    /// The same over discounted flows.
    pub discounted_payback_years: Option<f64>,
}

/// Appraises a row of finite cash flows at a discount rate above -1.
///
/// The internal rates solve `npv = 0`; the modified rate, of which there is at most one, decides where there are
/// several (S. A. Y. Lin, The Engineering Economist 21 (1976) 237-247).
pub fn appraise_flows(flows: &[f64], discount_rate: f64) -> Appraisal {
    let growth = 1.0 + discount_rate;
    let mut factor = 1.0;
    let mut discounted = Vec::with_capacity(flows.len());
    for &flow in flows {
        discounted.push(flow * factor);
        factor /= growth;
    }
    Appraisal {
        npv: discounted.iter().sum(),
        internal_rates: internal_rates(flows),
        modified_rate: modified_rate(flows, discount_rate),
        payback_years: payback(flows),
        discounted_payback_years: payback(&discounted),
    }
}

/// The first time at which nothing is left to recover; within a year the flow arrives evenly.
fn payback(flows: &[f64]) -> Option<f64> {
    let mut sum = 0.0;
    for (year, flow) in flows.iter().enumerate() {
        let before = sum;
        sum += flow;
        if sum >= 0.0 {
            return Some(if year == 0 { 0.0 } else { (year - 1) as f64 + -before / flow });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::appraise_flows;
    use proptest::prelude::*;

    #[test]
    fn the_figures_agree_with_worked_examples() {
        // 1000 for 400 a year over three years at 10 %: 994.74 of value; 2.5 years; discounted never.
        let plain = appraise_flows(&[-1000.0, 400.0, 400.0, 400.0], 0.1);
        assert!((plain.npv + 5.259_203_6).abs() < 1e-6);
        assert!((plain.internal_rates[0] - 0.097_010_257_8).abs() < 1e-9);
        assert_eq!((plain.payback_years, plain.discounted_payback_years), (Some(2.5), None));
        // One more year recovers the rest: 5.2592 of 273.2054.
        let longer = appraise_flows(&[-1000.0, 400.0, 400.0, 400.0, 400.0], 0.1);
        assert!(longer.discounted_payback_years.is_some_and(|years| (years - 3.019_25).abs() < 1e-5));
        // Uneven: 500 + 300 after two years, 200 of 800 in the third.
        let uneven = appraise_flows(&[-1000.0, 500.0, 300.0, 800.0], 0.0);
        assert_eq!(
            (uneven.npv, uneven.payback_years, uneven.discounted_payback_years),
            (600.0, Some(2.25), Some(2.25))
        );
    }

    #[test]
    fn what_needs_no_recovery_pays_back_at_once_and_what_never_recovers_not_at_all() {
        assert_eq!(appraise_flows(&[0.0, 10.0], 0.1).payback_years, Some(0.0));
        assert_eq!(appraise_flows(&[-10.0, 4.0, 5.0], 0.1).payback_years, None);
        assert_eq!(appraise_flows(&[], 0.1).payback_years, None);
    }

    proptest! {
        #[test]
        fn the_value_falls_with_the_rate_and_is_nothing_at_the_internal_rate(
            outlay in 1.0..1e6_f64, returns in proptest::collection::vec(0.0..1e6_f64, 1..12), rate in 0.0..1.0_f64,
        ) {
            prop_assume!(returns.iter().sum::<f64>() > 1.0);
            let flows: Vec<f64> = [-outlay].into_iter().chain(returns).collect();
            let case = appraise_flows(&flows, rate);
            prop_assert!(case.npv >= appraise_flows(&flows, rate + 0.1).npv);
            prop_assert_eq!(case.internal_rates.len(), 1);
            prop_assert_eq!(case.npv > 0.0, case.internal_rates[0] > rate);
            // The modified rate lies between the rate of finance and the internal rate.
            let modified = case.modified_rate.unwrap_or(f64::NAN);
            let (low, high) = (rate.min(case.internal_rates[0]), rate.max(case.internal_rates[0]));
            prop_assert!(low - 1e-9 <= modified && modified <= high + 1e-9);
            if let (Some(plain), Some(discounted)) = (case.payback_years, case.discounted_payback_years) {
                prop_assert!(plain <= discounted + 1e-9);
            }
        }
    }
}
