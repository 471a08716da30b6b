//! The packs that ship.

use crate::fixtures::input;
use crate::{check_portfolio, check_regimes, gap_severity, simulate};
use holdfast_domain::RequirementId;
use holdfast_rulepack::{
    Manifest, PackFiles, PenaltyRegime, Portfolio, RegimeStatus, Scenario, read_penalties, read_scenarios,
};
use std::collections::{BTreeMap, BTreeSet};

fn files(manifest: &str, name: &str, content: &str) -> PackFiles {
    [("manifest.json", manifest), (name, content)].map(|(name, text)| (name.to_owned(), text.into())).into()
}

fn scenarios() -> Vec<Scenario> {
    let manifest = include_str!("../../../../../../rulepacks/scenarios/manifest.json");
    let content = include_str!("../../../../../../rulepacks/scenarios/scenarios.json");
    let files = files(manifest, "scenarios.json", content);
    assert!(Manifest::read(&files).unwrap().files.keys().eq(["scenarios.json"]));
    read_scenarios(&files).unwrap()
}

fn regimes() -> Vec<PenaltyRegime> {
    let manifest = include_str!("../../../../../../rulepacks/penalties/manifest.json");
    let content = include_str!("../../../../../../rulepacks/penalties/penalties.json");
    let files = files(manifest, "penalties.json", content);
    assert!(Manifest::read(&files).unwrap().files.keys().eq(["penalties.json"]));
    read_penalties(&files).unwrap()
}

fn requirements() -> BTreeSet<RequirementId> {
    let pack: serde_json::Value =
        serde_json::from_str(include_str!("../../../../../../rulepacks/dora/requirements.json")).unwrap();
    pack["requirements"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().into()).collect()
}

#[test]
fn the_scenario_library_is_sound_and_names_requirements_that_exist() {
    let (scenarios, requirements) = (scenarios(), requirements());
    check_portfolio(&Portfolio { scenarios: scenarios.clone(), ..Portfolio::default() }).unwrap();
    assert!(scenarios.len() >= 24);
    for scenario in &scenarios {
        assert!(!scenario.drivers.is_empty() && !scenario.source.is_empty(), "{}", scenario.id);
        assert!(scenario.drivers.iter().all(|driver| requirements.contains(&driver.requirement)), "{}", scenario.id);
    }
}

#[test]
fn the_library_simulates_under_every_regime_and_wider_gaps_cost_more() {
    let scores = |score| -> BTreeMap<_, _> { requirements().into_iter().map(|id| (id, Some(score))).collect() };
    for penalty in regimes() {
        let mut means = Vec::new();
        for score in [1.0, 0.5, 0.0_f64] {
            let mut run = input(scenarios());
            run.requirement_scores = scores(score);
            run.gap_severity = gap_severity(Some(score), Some(1.0 - score));
            run.penalty = penalty.clone();
            let result = simulate(&run).unwrap();
            assert!((result.ale_mean - result.analytic_mean).abs() < 4.0 * result.standard_error["ale_mean"]);
            assert!(result.penalty.expected > 0.0 && result.penalty.expected < result.penalty.maximum);
            means.push(result.ale_mean);
        }
        assert!(means[0] < means[1] && means[1] < means[2], "{means:?}");
    }
}

#[test]
fn the_default_regime_is_a_planning_scenario_that_says_the_regulation_fixes_no_fine() {
    let regimes = regimes();
    let default = &regimes[0];
    assert_eq!((default.id.as_str(), default.status), ("scenario-10m-2pct", RegimeStatus::Scenario));
    assert!(default.source.contains("fixes no fine for financial entities"));
    check_regimes(&regimes).unwrap();
}
