//! Portfolios for the tests.

use crate::{Cost, RiskInput, ThreePoint};
use holdfast_domain::RequirementId;
use holdfast_rulepack::{
    Addressee, CapRule, Driver, Frequency, GapSeverity, PenaltyBase, PenaltyProbability, PenaltyRegime, RegimeStatus,
    Scenario, Severity,
};

/// A scenario that two requirements drive with weights 3 and 1.
pub(crate) fn scenario(id: &str, rate: f64, low: f64, high: f64) -> Scenario {
    let driver = |requirement: &str, weight| Driver { requirement: requirement.into(), weight };
    Scenario {
        id: id.into(),
        title: format!("Scenario {id}"),
        description: String::new(),
        frequency: Frequency { rate, rate_low: rate / 2.0, rate_high: rate * 2.0, worst_factor: 4.0 },
        severity: Severity { low, high },
        drivers: vec![driver("REQ-10", 3.0), driver("REQ-16", 1.0)],
        source: "expert estimate".into(),
    }
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
        scenarios,
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
