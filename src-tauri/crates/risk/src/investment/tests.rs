#![allow(clippy::unwrap_used)]

use super::{Benefit, Cost, Investment, InvestmentCase, InvestmentSpread, Quote, appraise};
use crate::three_point::ThreePoint;
use proptest::prelude::*;

fn once(amount: f64) -> Cost {
    Cost { one_off: ThreePoint::exactly(amount), ..Cost::new("C", "Control") }
}

fn known(mean: f64) -> Benefit {
    Benefit::Mean { mean, standard_error: 0.0 }
}

fn case(costs: Option<&[Cost]>, benefit: f64, discount_rate: f64, horizon_years: u32) -> Investment {
    appraise(&InvestmentCase { costs, benefit: &known(benefit), discount_rate, horizon_years }, 200, 1).unwrap()
}

fn uncertain() -> Cost {
    Cost {
        one_off: [10_000.0, 20_000.0, 60_000.0].into(),
        yearly: [1_000.0, 2_000.0, 4_000.0].into(),
        days: [10.0, 20.0, 40.0].into(),
        yearly_days: [1.0, 2.0, 5.0].into(),
        day_rate: [400.0, 600.0, 900.0].into(),
        ..Cost::new("C-1", "Second site")
    }
}

fn spread(costs: &[Cost], benefit: &Benefit, draws: u32) -> InvestmentSpread {
    let case = InvestmentCase { costs: Some(costs), benefit, discount_rate: 0.05, horizon_years: 5 };
    appraise(&case, draws, 7).unwrap().spread.unwrap()
}

#[test]
fn the_figures_agree_with_a_worked_example() {
    let case = case(Some(&[once(1000.0)]), 400.0, 0.1, 3);
    assert_eq!((case.cost, case.yearly_cost, case.npv), (Some(1000.0), Some(0.0), Some(-5.26)));
    assert!((case.irr.unwrap() - 0.097_010_257_8).abs() < 1e-9);
    assert_eq!(case.irr_roots, [case.irr.unwrap()]);
    assert!((case.mirr.unwrap() - 0.098_068_235).abs() < 1e-8);
    assert_eq!((case.payback_years, case.discounted_payback_years), (Some(2.5), None));
    assert!((case.rosi.unwrap() - 0.2).abs() < 1e-12);
}

#[test]
fn yearly_costs_lower_every_yearly_flow() {
    // 1000 once and 100 a year against 500 a year is 1000 against 400; the return is over the whole cost of 1300.
    let cost = Cost { yearly: ThreePoint::exactly(100.0), ..once(1000.0) };
    let case = case(Some(&[cost]), 500.0, 0.1, 3);
    assert_eq!((case.yearly_cost, case.npv, case.payback_years), (Some(100.0), Some(-5.26), Some(2.5)));
    assert!((case.rosi.unwrap() - 200.0 / 1300.0).abs() < 1e-12);
}

#[test]
fn the_net_present_value_at_the_internal_rate_is_zero() {
    for (cost, benefit, years) in [(1e6, 3e5, 5), (1e6, 10.0, 3), (5.0, 4e6, 1), (120.0, 12.0, 10)] {
        let rate = case(Some(&[once(cost)]), benefit, 0.0, years).irr.unwrap();
        let at_rate = case(Some(&[once(cost)]), benefit, rate, years).npv.unwrap();
        assert!(at_rate.abs() <= 0.01, "{cost} {benefit} {years}: {at_rate} at {rate}");
    }
}

#[test]
fn without_a_benefit_there_is_no_rate_and_no_payback() {
    let case = case(Some(&[once(1000.0)]), 0.0, 0.05, 5);
    assert_eq!((case.irr, case.mirr, case.payback_years), (None, None, None));
    assert_eq!((case.npv, case.rosi), (Some(-1000.0), Some(-1.0)));
    let spread = case.spread.unwrap();
    assert_eq!((spread.irr.undefined, spread.irr.p50, spread.npv_positive.value), (1.0, None, 0.0));
    assert_eq!((spread.payback_years.undefined, spread.payback_years.p50), (1.0, None));
}

#[test]
fn without_a_plan_only_the_benefit_is_stated() {
    let case = case(None, 250.0, 0.05, 5);
    assert_eq!((case.cost, case.npv, case.irr, case.mirr), (None, None, None, None));
    assert_eq!((case.payback_years, case.rosi, case.yearly_benefit), (None, None, 250.0));
    assert_eq!(case.spread, None);
}

#[test]
fn a_plan_that_costs_nothing_pays_back_at_once_and_has_no_rate_of_return() {
    let case = case(Some(&[]), 100.0, 0.0, 2);
    assert_eq!((case.npv, case.irr, case.rosi), (Some(200.0), None, None));
    assert_eq!(case.payback_years, Some(0.0));
}

#[test]
fn expected_costs_are_the_means_of_their_parts_and_quotes_span_the_offers() {
    let cost = uncertain();
    // 25000 + 21.667 x 616.667 once; 2166.667 + 2.333 x 616.667 a year.
    assert!((cost.expected_at_start() - 38_361.111_11).abs() < 1e-4);
    assert!((cost.expected_yearly() - 3_605.555_56).abs() < 1e-4);
    let quote = |vendor: &str, one_off: [f64; 3]| Quote {
        vendor: vendor.into(),
        one_off: one_off.into(),
        yearly: ThreePoint::exactly(12.0),
    };
    let quotes =
        vec![quote("A", [90.0, 100.0, 110.0]), quote("B", [100.0, 130.0, 170.0]), quote("C", [80.0, 95.0, 99.0])];
    let quoted = Cost { quotes, ..Cost::new("C-2", "Tool") };
    // [80, 100, 170]: the lowest, the middle of the likely ones, the highest.
    assert!((quoted.expected_at_start() - 650.0 / 6.0).abs() < 1e-12);
    assert_eq!(quoted.expected_yearly(), 12.0);
}

#[test]
fn a_certain_case_has_no_spread() {
    let spread = spread(&[once(1000.0)], &known(400.0), 200);
    for figure in [spread.npv.p5, spread.npv.p95, spread.npv.mean] {
        let figure = figure.unwrap();
        assert_eq!((figure.value, figure.standard_error), (731.79, 0.0));
    }
    assert_eq!((spread.npv_positive.value, spread.npv_positive.standard_error), (1.0, 0.0));
    assert_eq!(spread.payback_years.p50.unwrap().value, 2.5);
}

#[test]
fn the_mean_over_the_draws_is_the_value_at_the_means() {
    let years: Vec<f64> = (0..500).map(|at| if at % 10 == 0 { 150_000.0 } else { 2_000.0 }).collect();
    for benefit in
        [known(16_000.0), Benefit::Mean { mean: 16_000.0, standard_error: 3_000.0 }, Benefit::of_years(years)]
    {
        let costs = [uncertain(), once(5_000.0)];
        let case = InvestmentCase { costs: Some(&costs), benefit: &benefit, discount_rate: 0.05, horizon_years: 5 };
        let result = appraise(&case, 20_000, 3).unwrap();
        let mean = result.spread.as_ref().unwrap().npv.mean.unwrap();
        assert!(mean.standard_error > 0.0);
        let off = (mean.value - result.npv.unwrap()).abs();
        let benefit_mean = if let Benefit::Years { .. } = benefit { 16_800.0 } else { 16_000.0 };
        assert_eq!(result.yearly_benefit, benefit_mean);
        assert!(off < 4.0 * mean.standard_error, "{benefit_mean}: {off} and {}", mean.standard_error);
    }
}

#[test]
fn with_a_normal_benefit_the_quantiles_are_those_of_the_normal_distribution() {
    // The present value of 1 a year over 5 years at 5 % is 4.329477.
    let spread = spread(&[once(40_000.0)], &Benefit::Mean { mean: 10_000.0, standard_error: 2_000.0 }, 40_000);
    let (centre, deviation) = (3_294.77, 2_000.0 * 4.329_477);
    for (figure, z) in [(spread.npv.p5, -1.644_854), (spread.npv.p50, 0.0), (spread.npv.p95, 1.644_854)] {
        let figure = figure.unwrap();
        assert!((figure.value - (centre + z * deviation)).abs() < 4.0 * figure.standard_error, "{figure:?}");
    }
    // P(NPV > 0) = Phi(3294.77 / 8658.95) = 0.6482.
    let positive = spread.npv_positive;
    assert!((positive.value - 0.648_2).abs() < 4.0 * positive.standard_error, "{positive:?}");
}

#[test]
fn a_payback_that_is_sometimes_never_reached_ranks_above_all_that_are() {
    let years = vec![0.0, 0.0, 0.0, 3_000.0];
    let spread = spread(&[once(5_000.0)], &Benefit::of_years(years), 4_000);
    // Reached with two good years of five or more: probability 0.3672.
    assert!((spread.payback_years.undefined - 0.632_8).abs() < 0.03, "{:?}", spread.payback_years);
    assert!(spread.payback_years.p5.is_some());
    assert_eq!((spread.payback_years.p50, spread.payback_years.mean), (None, None));
    assert!(spread.discounted_payback_years.undefined >= spread.payback_years.undefined);
}

#[test]
fn the_same_seed_gives_the_same_draws_and_another_cost_leaves_those_of_the_first_alone() {
    let draw = |costs: &[Cost]| spread(costs, &known(20_000.0), 500);
    assert_eq!(draw(&[uncertain()]), draw(&[uncertain()]));
    let (alone, with_another) = (draw(&[uncertain()]), draw(&[uncertain(), once(100.0)]));
    assert!((alone.npv.p50.unwrap().value - with_another.npv.p50.unwrap().value - 100.0).abs() < 0.011);
}

#[test]
fn a_fixed_case_gives_the_same_figures_on_every_platform() {
    let years = (0..100).map(|at| f64::from(at) * 300.0).collect();
    let spread = spread(&[uncertain()], &Benefit::of_years(years), 1_000);
    let value = |figure: Option<super::Figure>| figure.unwrap().value;
    let npv = [spread.npv.p5, spread.npv.p50, spread.npv.p95].map(value);
    assert_eq!(npv, [-22_826.27, 9_927.31, 40_125.62]);
    assert_eq!(
        (value(spread.irr.p50), value(spread.payback_years.p50)),
        (0.147_193_972_527_971_4, 3.455_988_817_693_529)
    );
}

#[test]
fn a_bad_figure_is_refused_by_name() {
    let bad = |cost: Cost, benefit: Benefit, discount_rate: f64, horizon_years: u32, draws: u32| {
        let case = InvestmentCase { costs: Some(&[cost]), benefit: &benefit, discount_rate, horizon_years };
        appraise(&case, draws, 1).unwrap_err().to_string()
    };
    let rule = "must be three finite values of at least 0 that do not fall";
    let falling = Cost { days: [3.0, 2.0, 4.0].into(), ..once(1.0) };
    assert_eq!(bad(falling, known(1.0), 0.0, 1, 200), format!("the cost C: days {rule}, but is [3, 2, 4]"));
    let quote = Quote { vendor: "A".into(), one_off: ThreePoint::exactly(-1.0), yearly: ThreePoint::exactly(0.0) };
    let quoted = Cost { quotes: vec![quote], ..once(1.0) };
    assert_eq!(
        bad(quoted, known(1.0), 0.0, 1, 200),
        format!("the cost C: quotes.A.one_off {rule}, but is [-1, -1, -1]")
    );
    let cases: [(Benefit, f64, u32, u32, &str); 7] = [
        (known(f64::NAN), 0.0, 1, 200, "the yearly benefit must be a finite amount, but is NaN"),
        (
            Benefit::Years { mean: 1.0, standard_error: 0.0, years: vec![] },
            0.0,
            1,
            200,
            "the yearly benefit must have at least one year, but is none",
        ),
        (
            Benefit::of_years(vec![1.0, f64::INFINITY]),
            0.0,
            1,
            200,
            "year 1 of the yearly benefit must be a finite amount, but is inf",
        ),
        (
            Benefit::Mean { mean: 1.0, standard_error: -1.0 },
            0.0,
            1,
            200,
            "the standard error of the yearly benefit must be a finite amount of at least 0, but is -1",
        ),
        (known(1.0), -1.0, 1, 200, "discount_rate must be a finite number above -1, but is -1"),
        (known(1.0), 0.0, 0, 200, "horizon_years must be from 1 to 100, but is 0"),
        (known(1.0), 0.0, 1, 199, "draws must be at least 200, but is 199"),
    ];
    for (benefit, rate, years, draws, expected) in cases {
        assert_eq!(bad(once(1.0), benefit, rate, years, draws), expected);
    }
    assert_eq!(bad(once(1e308), known(-1e308), 0.0, 5, 200), "the net present value is too large to compute");
}

#[test]
fn a_cost_is_written_without_what_it_lacks() {
    let cost: Cost = serde_json::from_str(r#"{"id": "C-1", "title": "Tool", "yearly": [1, 2, 3]}"#).unwrap();
    assert_eq!(cost, Cost { yearly: [1.0, 2.0, 3.0].into(), ..Cost::new("C-1", "Tool") });
    assert!(serde_json::from_str::<Cost>(r#"{"id": "C-1", "title": "Tool", "monthly": [1, 2, 3]}"#).is_err());
}

proptest! {
    #[test]
    fn quantiles_rise_and_lie_within_the_worst_and_the_best_case(
        low in 0.0..1e5_f64, rise in 0.0..1e5_f64, more in 0.0..1e5_f64, benefit in 0.0..1e5_f64,
    ) {
        let cost = Cost { one_off: [low, low + rise, low + rise + more].into(), ..Cost::new("C", "Control") };
        let npv = spread(&[cost], &known(benefit), 200).npv;
        let value = |figure: Option<super::Figure>| figure.unwrap().value;
        let worst = case(Some(&[once(low + rise + more)]), benefit, 0.05, 5).npv.unwrap();
        let best = case(Some(&[once(low)]), benefit, 0.05, 5).npv.unwrap();
        let figures = [worst - 0.01, value(npv.p5), value(npv.p50), value(npv.p95), best + 0.01];
        prop_assert!(figures.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", figures);
    }
}
