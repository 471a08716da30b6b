//! From gaps to money.

use crate::stage::key;
use crate::{Engine, RISK_PACKS, capitalised, internal};
use holdfast_domain::{Code, Failure, PackRef, RequirementId, Verdict};
use holdfast_gap::{Assessment, AssessmentInput, Reviewed, assess};
use holdfast_planner::Plan;
use holdfast_risk::{Method, RiskError, RiskInput, RiskResult, simulate};
use holdfast_rulepack::{DoraPack, PenaltyRegime, Portfolio};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// What to simulate.
#[derive(Clone, Debug)]
pub struct RiskOptions {
    /// Scenarios, insurance and dependence in place of the library.
    pub portfolio: Option<Portfolio>,
    /// How the figures are found.
    pub method: Method,
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
            portfolio: None,
            method: Method::Simulation,
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
        let library = || Portfolio { scenarios: self.packs.scenarios.clone(), ..Portfolio::default() };
        let portfolio = options.portfolio.clone().unwrap_or_else(library);
        let penalty = self.penalty(options.penalty.as_deref())?.clone();
        let mut input = input(&assessment, (plan.as_ref(), &self.packs.dora), portfolio, penalty, options);
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
    (plan, pack): (Option<&Plan>, &DoraPack),
    portfolio: Portfolio,
    penalty: PenaltyRegime,
    options: &RiskOptions,
) -> RiskInput {
    let scores = assessment.requirements.iter().map(|requirement| (requirement.id.clone(), requirement.score));
    RiskInput {
        portfolio,
        requirement_scores: scores.collect(),
        planned_scores: plan.map(|plan| planned_scores(assessment, plan, pack)),
        method: options.method,
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

/// Scores of the requirements once every criterion that the plan closes is met.
fn planned_scores(assessment: &Assessment, plan: &Plan, pack: &DoraPack) -> BTreeMap<RequirementId, Option<f64>> {
    let closed: BTreeSet<_> = plan.tasks.iter().flat_map(|task| &task.criterion_ids).collect();
    let mut findings = assessment.criteria.clone();
    for finding in findings.iter_mut().filter(|finding| closed.contains(&finding.criterion)) {
        finding.verdict = Verdict::Met;
    }
    let after = assess(AssessmentInput {
        pack,
        firm: &assessment.firm,
        findings,
        reviewed: Reviewed::default(),
        documents: Vec::new(),
        model: assessment.model.clone(),
        assessment_id: assessment.assessment_id.clone(),
    });
    after.requirements.into_iter().map(|requirement| (requirement.id, requirement.score)).collect()
}

fn input_key(input: &RiskInput, packs: &[PackRef], assessment: &Assessment) -> Result<String, Failure> {
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(|error| internal("risk", error));
    let portfolio = json(serde_json::to_vec(&input.portfolio))?;
    let planned = input.planned_scores.as_ref().map(|scores| scores.iter().collect::<Vec<_>>());
    let penalty = json(serde_json::to_vec(&input.penalty))?;
    let parameters = json(serde_json::to_vec(&(
        planned,
        input.plan_cost,
        input.method == Method::Exact,
        input.iterations,
        input.seed,
        input.discount_rate,
        input.horizon_years,
    )))?;
    let packs = json(serde_json::to_vec(packs))?;
    let inputs: [(&str, &[u8]); 6] = [
        ("assessment", assessment.assessment_id.as_bytes()),
        ("packs", &packs),
        ("portfolio", &portfolio),
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
