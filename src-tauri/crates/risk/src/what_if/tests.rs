#![allow(clippy::unwrap_used)]

use super::{Changes, WhatIf};
use crate::fixtures::{driven, fair_24, input, scenario};
use crate::{RiskInput, simulate};
use holdfast_rulepack::{Frequency, InsuranceBasis, InsuranceLayer, Pert, Severity, Shock};
use proptest::prelude::*;
use std::num::NonZeroUsize;

const ONE: NonZeroUsize = NonZeroUsize::MIN;

/// Every kind of frequency and several of severity, uncertain controls, a shock and insurance.
fn mixed() -> RiskInput {
    let wide = |low, mode, high| Some(Pert { low, mode, high });
    let mut scenarios: Vec<_> = (1..=5).map(|at| driven(&format!("SC-{at:02}"), 1.2, 2e3, 9e4)).collect();
    scenarios[0].drivers[0].frequency = wide(0.2, 0.5, 0.8);
    scenarios[1].frequency = Frequency::PoissonPert { rate: Pert { low: 0.2, mode: 0.6, high: 2.0 } };
    scenarios[1].drivers[1].severity = wide(0.1, 0.3, 0.9);
    scenarios[2].frequency = Frequency::NegativeBinomial { rate: 2.0, size: 0.7 };
    scenarios[2].severity = Severity::Gamma { shape: 0.8, scale: 3e4 };
    scenarios[3].frequency = Frequency::Bernoulli { probability: 0.4 };
    scenarios[3].severity = Severity::Empirical { losses: vec![0.0, 5e3, 7e4, 4e5] };
    scenarios[4].cap = Some(6e4);
    scenarios[4].deductible = Some(5e3);
    let mut run = input(scenarios);
    run.portfolio.shocks =
        vec![Shock { id: "storm".into(), rate: 0.3, hits: [("SC-01".into(), 0.5), ("SC-03".into(), 0.9)].into() }];
    run.portfolio.insurance = vec![InsuranceLayer {
        id: "cover".into(),
        scenarios: Vec::new(),
        basis: InsuranceBasis::Event,
        retention: 2e4,
        limit: 1e5,
        share: 0.9,
        yearly_limit: Some(2e5),
    }];
    run.requirement_scores.values_mut().for_each(|score| *score = Some(0.4));
    run.iterations = 5_000;
    run
}

fn scores(pairs: &[(&str, f64)]) -> Changes {
    let scores = pairs.iter().map(|(id, score)| ((*id).into(), *score)).collect();
    Changes { scores, ..Changes::default() }
}

#[test]
fn no_change_makes_no_difference_at_all() {
    let run = mixed();
    let what_if = WhatIf::new(&run, ONE).unwrap();
    let unchanged = Changes { rates: [("SC-01".into(), 1.0)].into(), ..scores(&[("REQ-10", 0.4)]) };
    for changes in [Changes::default(), unchanged] {
        let answer = what_if.answer(&changes).unwrap();
        let figures = [&answer.mean].into_iter().chain(answer.var.values()).chain(answer.expected_shortfall.values());
        for figure in figures {
            assert_eq!((figure.difference.value, figure.difference.standard_error), (0.0, 0.0));
            assert!(figure.base == figure.changed && figure.base.standard_error > 0.0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn better_controls_never_raise_the_loss_of_a_year(from in 0.0..=1.0_f64, to in 0.0..=1.0_f64, other in 0.0..=1.0_f64) {
        let run = mixed();
        let what_if = WhatIf::new(&run, ONE).unwrap();
        let years = |score| what_if.losses(&scores(&[("REQ-10", score), ("REQ-16", other)])).unwrap();
        let (worse, better) = (years(from.min(to)), years(from.max(to)));
        for (worse, better) in worse.iter().zip(&better) {
            prop_assert!(*better <= worse * (1.0 + 1e-12) + 1e-6, "{} and {}", worse, better);
        }
    }
}

#[test]
fn a_control_that_comes_anew_keeps_the_draws() {
    // At a score of 0 the rate is steady, above it uncertain: two ways of drawing in the simulation.
    let mut only = driven("SC-01", 2.0, 1e4, 1e5);
    only.drivers[0].frequency = Some(Pert { low: 0.1, mode: 0.3, high: 0.6 });
    let mut run = input(vec![only]);
    run.requirement_scores.values_mut().for_each(|score| *score = Some(0.0));
    let what_if = WhatIf::new(&run, ONE).unwrap();
    let (base, better) =
        (what_if.losses(&Changes::default()).unwrap(), what_if.losses(&scores(&[("REQ-10", 1.0)])).unwrap());
    assert!(base.iter().zip(&better).all(|(base, better)| better <= base));
    assert!(better.iter().sum::<f64>() < base.iter().sum::<f64>());
}

#[test]
fn factors_act_as_they_say_and_the_difference_is_known_better_than_its_ends() {
    let mut run = input(fair_24());
    run.iterations = 40_000;
    let what_if = WhatIf::new(&run, ONE).unwrap();
    let twice = Changes {
        losses: run.portfolio.scenarios.iter().map(|one| (one.id.clone(), 2.0)).collect(),
        ..Changes::default()
    };
    let doubled = what_if.answer(&twice).unwrap();
    let ratio = |figure: &super::Compared| figure.changed.value / figure.base.value;
    assert!((ratio(&doubled.mean) - 2.0).abs() < 1e-9);
    assert!(doubled.expected_shortfall.values().chain(doubled.var.values()).all(|one| (ratio(one) - 2.0).abs() < 1e-6));

    let half = Changes { rates: [("SC-03".into(), 0.5)].into(), ..Changes::default() };
    let rarer = what_if.answer(&half).unwrap();
    assert!(rarer.mean.difference.value < 0.0);
    for one in [&rarer.mean, &rarer.expected_shortfall["0.99"]] {
        assert!(one.difference.standard_error < one.base.standard_error, "{one:?}");
    }
    // Against the closed form: half of the mean loss of that scenario.
    let mean = |run: &RiskInput| simulate(run).unwrap().analytic_mean;
    let mut alone = run.clone();
    alone.portfolio.scenarios.retain(|one| one.id.as_str() == "SC-03");
    let expected = -0.5 * mean(&alone);
    let found = rarer.mean.difference;
    assert!((found.value - expected).abs() < 4.0 * found.standard_error, "{found:?} and {expected}");
    let base = rarer.mean.base;
    assert!((base.value - mean(&run)).abs() < 4.0 * base.standard_error);
}

#[test]
fn standard_errors_are_those_of_repeated_runs() {
    let mut run = input(vec![scenario("SC-01", 2.0, 1e4, 2e5), driven("SC-02", 1.0, 2e4, 3e5)]);
    run.requirement_scores.values_mut().for_each(|score| *score = Some(0.0));
    run.iterations = 4_000;
    let runs: Vec<_> = (0..200)
        .map(|seed| {
            let run = RiskInput { seed, ..run.clone() };
            WhatIf::new(&run, ONE).unwrap().answer(&scores(&[("REQ-10", 1.0)])).unwrap()
        })
        .collect();
    let figures: [fn(&super::WhatIfAnswer) -> crate::Figure; 4] = [
        |answer| answer.mean.difference,
        |answer| answer.var["0.95"].difference,
        |answer| answer.expected_shortfall["0.95"].difference,
        |answer| answer.expected_shortfall["0.95"].changed,
    ];
    for figure in figures {
        let values: Vec<f64> = runs.iter().map(|run| figure(run).value).collect();
        let mean = values.iter().sum::<f64>() / 200.0;
        let spread = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        let claimed = runs.iter().map(|run| figure(run).standard_error).sum::<f64>() / 200.0;
        assert!((0.75..1.33).contains(&(claimed / spread)), "{claimed} claimed, {spread} seen");
    }
}

#[test]
fn threads_change_no_byte() {
    let run = mixed();
    let answer =
        |threads| WhatIf::new(&run, NonZeroUsize::new(threads).unwrap()).unwrap().answer(&scores(&[("REQ-10", 0.9)]));
    assert_eq!(answer(1), answer(3));
}

#[test]
fn what_cannot_be_changed_is_refused_by_name() {
    let mut run = mixed();
    run.requirement_scores.insert("REQ-26".into(), None);
    let what_if = WhatIf::new(&run, ONE).unwrap();
    let rate = |id: &str, factor| Changes { rates: [(id.into(), factor)].into(), ..Changes::default() };
    for (changes, words) in [
        (scores(&[("REQ-99", 1.0)]), "REQ-99"),
        (scores(&[("REQ-26", 1.0)]), "applies"),
        (scores(&[("REQ-10", 1.5)]), "from 0 to 1"),
        (scores(&[("REQ-10", f64::NAN)]), "from 0 to 1"),
        (rate("SC-77", 1.0), "SC-77"),
        (rate("SC-01", -1.0), "above 0"),
        (rate("SC-04", 9.0), "frequency.probability"),
    ] {
        let refused = what_if.answer(&changes).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
    run.iterations = 20_000_000;
    assert!(WhatIf::new(&run, ONE).unwrap_err().to_string().contains("10000000"));
}
