//! From gaps to money.

use crate::stage::key;
use crate::{Engine, RISK_PACKS, capitalised, internal};
use holdfast_domain::{Code, Failure, PackRef};
use holdfast_gap::Assessment;
use holdfast_planner::Plan;
use holdfast_risk::{RiskError, RiskInput, RiskResult, simulate};
use holdfast_rulepack::{PenaltyRegime, Scenario};
use std::time::Instant;

/// What to simulate.
#[derive(Clone, Debug)]
pub struct RiskOptions {
    /// Scenarios in place of the library.
    pub scenarios: Option<Vec<Scenario>>,
    /// Simulated years.
    pub iterations: u64,
    /// Seed of the generator.
    pub seed: u64,
    /// Penalty regime by name; the default regime of the pack where none is named.
    pub penalty: Option<String>,
    /// Discount rate a year for the investment case.
    pub discount_rate: f64,
    /// Horizon of the investment case in years.
    pub horizon_years: u32,
}

impl Default for RiskOptions {
    fn default() -> Self {
        Self {
            scenarios: None,
            iterations: 100_000,
            seed: 20_220_614,
            penalty: None,
            discount_rate: 0.05,
            horizon_years: 5,
        }
    }
}

/// Assessment, packs and result.
type KeptRisk = (String, Vec<PackRef>, RiskResult);

impl Engine<'_> {
    /// Simulates the yearly loss with the gaps of the newest assessment. The investment case uses the newest plan
    /// where it was made for the same assessment.
    pub fn risk(&mut self, options: &RiskOptions) -> Result<RiskResult, Failure> {
        let since = Instant::now();
        let assessment = self.latest_assessment()?.assessment;
        let plan = self.plan_for(&assessment)?;
        let scenarios = options.scenarios.clone().unwrap_or_else(|| self.packs.scenarios.clone());
        let penalty = self.penalty(options.penalty.as_deref())?.clone();
        let mut input = input(&assessment, plan.as_ref(), scenarios, penalty, options);
        let packs = self.packs.references(&RISK_PACKS);
        let risk_key = input_key(&input, &packs, &assessment)?;
        input.input_hash.clone_from(&risk_key);
        let topic = "dora.risks.calculated";
        let result = match self.kept::<KeptRisk>("risk", &risk_key)? {
            Some((_, _, result)) => {
                self.recall("risk", &risk_key, topic)?;
                result
            }
            None => {
                let result = simulate(&input).map_err(refused)?;
                let payload = serde_json::json!({
                    "key": risk_key, "assessment": assessment.assessment_id, "seed": result.seed,
                    "generator": result.generator, "iterations": result.iterations, "ale_mean": result.ale_mean,
                    "packs": packs,
                });
                let kept: KeptRisk = (assessment.assessment_id, packs, result);
                self.keep("risk", &risk_key, &kept, topic, payload)?;
                kept.2
            }
        };
        self.work.spent("risk", since);
        Ok(result)
    }

    /// The newest simulation, if it was made with the gaps of this assessment and the packs in use.
    pub(crate) fn risk_for(&self, assessment: &Assessment) -> Result<Option<RiskResult>, Failure> {
        let packs = self.packs.references(&RISK_PACKS);
        let latest = self.latest::<KeptRisk>("risk")?;
        let is_meant = |(id, made_with, _): &KeptRisk| *id == assessment.assessment_id && *made_with == packs;
        Ok(latest.filter(is_meant).map(|(_, _, result)| result))
    }

    fn penalty(&self, name: Option<&str>) -> Result<&PenaltyRegime, Failure> {
        let regimes = &self.packs.penalties;
        let found = match name {
            Some(name) => regimes.iter().find(|regime| regime.id == name),
            None => regimes.first(),
        };
        found.ok_or_else(|| {
            let names: Vec<&str> = regimes.iter().map(|regime| regime.id.as_str()).collect();
            Failure::new(
                Code::Usage,
                "There is no such penalty regime.",
                format!("Choose one of: {}.", names.join(", ")),
            )
        })
    }
}

fn input(
    assessment: &Assessment,
    plan: Option<&Plan>,
    scenarios: Vec<Scenario>,
    penalty: PenaltyRegime,
    options: &RiskOptions,
) -> RiskInput {
    let scores = assessment.requirements.iter().map(|requirement| (requirement.id.clone(), requirement.score));
    RiskInput {
        scenarios,
        requirement_scores: scores.collect(),
        turnover_eur: assessment.firm.turnover_eur,
        penalty,
        overall_score: assessment.overall.score,
        plan_cost: plan.map(|plan| plan.cost),
        iterations: options.iterations,
        seed: options.seed,
        discount_rate: options.discount_rate,
        horizon_years: options.horizon_years,
        input_hash: String::new(),
    }
}

fn input_key(input: &RiskInput, packs: &[PackRef], assessment: &Assessment) -> Result<String, Failure> {
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(|error| internal("risk", error));
    let scenarios = json(serde_json::to_vec(&input.scenarios))?;
    let penalty = json(serde_json::to_vec(&input.penalty))?;
    let parameters = json(serde_json::to_vec(&(
        input.plan_cost,
        input.iterations,
        input.seed,
        input.discount_rate,
        input.horizon_years,
    )))?;
    let packs = json(serde_json::to_vec(packs))?;
    let inputs: [(&str, &[u8]); 6] = [
        ("assessment", assessment.assessment_id.as_bytes()),
        ("packs", &packs),
        ("scenarios", &scenarios),
        ("penalty", &penalty),
        ("parameters", &parameters),
        ("generator", holdfast_risk::GENERATOR.as_bytes()),
    ];
    Ok(key("risk", holdfast_risk::VERSION, &inputs))
}

fn refused(error: RiskError) -> Failure {
    Failure::new(
        Code::Usage,
        capitalised(&error.to_string()),
        "Correct the figure in the scenario file or the option, then run this again.",
    )
}
