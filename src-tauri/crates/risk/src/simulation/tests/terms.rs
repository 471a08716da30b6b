//! Caps, deductibles, insurance.

use crate::fixtures::{input, scenario};
use crate::{Method, RiskInput, simulate};
use holdfast_rulepack::{InsuranceBasis, InsuranceLayer, Severity};

fn layer(basis: InsuranceBasis, retention: f64, limit: f64, share: f64) -> InsuranceLayer {
    InsuranceLayer { id: "cyber".into(), scenarios: vec![], basis, retention, limit, share, yearly_limit: None }
}

/// Two scenarios whose events cost 1,000 or 5,000, and 20,000.
fn fixed() -> RiskInput {
    let mut first = scenario("SC-01", 1.2, 1.0, 2.0);
    first.severity = Severity::Empirical { losses: vec![1e3, 5e3] };
    let mut second = scenario("SC-02", 0.1, 1.0, 2.0);
    second.severity = Severity::Empirical { losses: vec![2e4] };
    let mut run = input(vec![first, second]);
    run.iterations = 200_000;
    run
}

/// Mean yearly loss after insurance, with its standard error.
fn mean(run: &RiskInput) -> (f64, f64) {
    let result = simulate(run).unwrap();
    let parts: f64 = result.scenarios.iter().map(|share| share.mean).sum();
    assert!((parts - result.ale_mean).abs() < 0.05, "what insurance pays is taken off the scenarios");
    (result.ale_mean, result.standard_error["ale_mean"])
}

fn agrees((found, error): (f64, f64), truth: f64) {
    assert!((found - truth).abs() <= 4.0 * error, "{found} +- {error}, truth {truth}");
}

#[test]
fn cap_and_deductible_apply_to_each_event() {
    let mut run = fixed();
    run.portfolio.scenarios[0].cap = Some(4e3);
    run.portfolio.scenarios[0].deductible = Some(1_500.0);
    run.portfolio.scenarios[1].cap = Some(1e4);
    let truth = 1.2 * 0.5 * 2_500.0 + 0.1 * 1e4;
    agrees(mean(&run), truth);
    assert!((simulate(&run).unwrap().analytic_mean - truth).abs() < 0.01);
}

#[test]
fn insurance_by_event_pays_its_share_between_retention_and_limit() {
    let mut run = fixed();
    run.portfolio.insurance = vec![layer(InsuranceBasis::Event, 2e3, 1e4, 0.8)];
    agrees(mean(&run), 1.2 * 0.5 * (1e3 + 5e3 - 0.8 * 3e3) + 0.1 * (2e4 - 0.8 * 1e4));
    run.portfolio.insurance[0].scenarios = vec!["SC-02".into()];
    agrees(mean(&run), 1.2 * 3e3 + 0.1 * (2e4 - 0.8 * 1e4));
    let largest = simulate(&run).unwrap().occurrence_exceedance.last().unwrap().0;
    assert_eq!(largest, 1.2e4);
}

#[test]
fn insurance_by_year_looks_at_the_sum() {
    let mut run = fixed();
    run.portfolio.scenarios.truncate(1);
    run.portfolio.scenarios[0].severity = Severity::Empirical { losses: vec![1e3] };
    run.portfolio.insurance = vec![layer(InsuranceBasis::Year, 2e3, 1e9, 1.0)];
    // Of a Poisson number of events the first two are borne: 1 - e^-1.2 and 1 - e^-1.2 (1 + 1.2).
    let none = (-1.2_f64).exp();
    agrees(mean(&run), 1e3 * ((1.0 - none) + (1.0 - none * 2.2)));
}

#[test]
fn a_yearly_limit_ends_what_insurance_by_event_pays() {
    let mut run = fixed();
    run.portfolio.scenarios.truncate(1);
    run.portfolio.scenarios[0].severity = Severity::Empirical { losses: vec![1e3] };
    run.portfolio.insurance = vec![layer(InsuranceBasis::Event, 0.0, 1e3, 1.0)];
    agrees(mean(&run), 0.0);
    run.portfolio.insurance[0].yearly_limit = Some(1e3);
    let none = (-1.2_f64).exp();
    agrees(mean(&run), 1e3 * (1.2 - (1.0 - none)));
}

#[test]
fn layers_that_overlap_never_pay_more_than_the_loss() {
    let mut run = fixed();
    let whole = layer(InsuranceBasis::Year, 0.0, 1e9, 1.0);
    run.portfolio.insurance = vec![whole.clone(), whole];
    assert_eq!(simulate(&run).unwrap().ale_mean, 0.0);
}

#[test]
fn the_exact_method_refuses_insurance() {
    let mut run = fixed();
    run.method = Method::Exact;
    assert!(simulate(&run).is_ok());
    run.portfolio.insurance = vec![layer(InsuranceBasis::Year, 0.0, 1e9, 1.0)];
    let refusal = simulate(&run).unwrap_err().to_string();
    assert!(refusal.contains("insurance; simulate it instead"), "{refusal}");
}
