//! Portfolios for the tests.

use crate::{Cost, Method, RiskInput, ThreePoint};
use holdfast_domain::RequirementId;
use holdfast_rulepack::{
    Addressee, CapRule, Driver, Frequency, GapSeverity, PenaltyBase, PenaltyProbability, PenaltyRegime, Pert,
    Portfolio, RegimeStatus, Scenario, Severity,
};

/// A lognormal Poisson scenario that no control moves, by its rate and the 90 % interval of one loss.
pub(crate) fn scenario(id: &str, rate: f64, low: f64, high: f64) -> Scenario {
    Scenario {
        id: id.into(),
        title: format!("Scenario {id}"),
        description: String::new(),
        frequency: Frequency::Poisson { rate },
        severity: Severity::LognormalInterval { low, high },
        cap: None,
        deductible: None,
        drivers: Vec::new(),
        source: "expert estimate".into(),
    }
}

/// The same with two controls of certain effect: REQ-10 halves the rate, REQ-16 takes a fifth off rate and loss.
pub(crate) fn driven(id: &str, rate: f64, low: f64, high: f64) -> Scenario {
    let share = |share| Some(Pert { low: share, mode: share, high: share });
    let driver = |requirement: &str, frequency, severity| Driver {
        requirement: requirement.into(),
        control: format!("Control of {requirement}"),
        frequency,
        severity,
    };
    let drivers = vec![driver("REQ-10", share(0.5), None), driver("REQ-16", share(0.2), share(0.2))];
    Scenario { drivers, ..scenario(id, rate, low, high) }
}

/// FAIR-24, the reference portfolio: 24 scenarios, 17 losses a year.
pub(crate) fn fair_24() -> Vec<Scenario> {
    let rows: Vec<(String, f64, f64, f64)> =
        serde_json::from_str(include_str!("simulation/tests/fair24.json")).unwrap_or_default();
    let numbered = rows.iter().enumerate();
    numbered.map(|(at, (_, rate, low, high))| scenario(&format!("SC-{:02}", at + 1), *rate, *low, *high)).collect()
}

/// A regime with a cap of EUR 10 million and 2 % of turnover.
pub(crate) fn regime() -> PenaltyRegime {
    PenaltyRegime {
        id: "test".into(),
        title: "Test regime".into(),
        country: "EU".into(),
        addressee: Addressee::FinancialEntity,
        cap_eur: Some(10_000_000.0),
        percentage: Some(2.0),
        base: PenaltyBase::YearlyTurnover { of: "turnover".into() },
        rule: CapRule::Higher,
        source: "assumption".into(),
        date: "2025-01-17".into(),
        status: RegimeStatus::Scenario,
        probability: PenaltyProbability {
            none: [0.0, 0.01, 0.02],
            minor: [0.01, 0.02, 0.03],
            moderate: [0.01, 0.03, 0.05],
            severe: [0.02, 0.04, 0.06],
            critical: [0.02, 0.05, 0.08],
        },
        severity_share: 0.1,
    }
}

/// A run over these scenarios with every requirement met.
pub(crate) fn input(scenarios: Vec<Scenario>) -> RiskInput {
    let met = |requirement: &str| (RequirementId::from(requirement), Some(1.0));
    RiskInput {
        portfolio: Portfolio { scenarios, ..Portfolio::default() },
        planned_scores: None,
        method: Method::Simulation,
        requirement_scores: [met("REQ-10"), met("REQ-16")].into(),
        turnover_eur: Some(100_000_000.0),
        penalty: regime(),
        gap_severity: GapSeverity::None,
        plan_costs: Some(vec![Cost { one_off: ThreePoint::exactly(50_000.0), ..Cost::new("TASK-1", "Task") }]),
        iterations: 10_000,
        seed: 7,
        discount_rate: 0.05,
        horizon_years: 5,
        input_hash: "stage-key".into(),
    }
}
