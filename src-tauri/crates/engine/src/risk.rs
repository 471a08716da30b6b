//! From gaps to money.

mod questions;

use crate::stage::key;
use crate::{Engine, Packs, RISK_PACKS, capitalised, internal};
use holdfast_domain::{Code, CriterionId, Failure, PackRef, RequirementId, Verdict};
use holdfast_gap::{Assessment, AssessmentInput, Reviewed, assess};
use holdfast_planner::{Plan, PlannedTask};
use holdfast_risk::{
    Cost, Method, RiskError, RiskInput, RiskResult, ThreePoint, check_regimes, gap_severity, simulate,
};
use holdfast_rulepack::{
    Applicability, CostKind, DoraPack, GapSeverity, PenaltyRegime, Portfolio, Task, TaskLibrary, applicability,
};
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
    /// Penalty regimes in place of the library.
    pub penalties: Option<Vec<PenaltyRegime>>,
    /// Penalty regime by name; the first where none is named.
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
            penalties: None,
            penalty: None,
            discount_rate: 0.05,
            horizon_years: 5,
        }
    }
}

/// Weight of a criterion whose gap is critical.
const CRITICAL_WEIGHT: u8 = 5;

/// Assessment, packs and result.
type KeptRisk = (String, Vec<PackRef>, RiskResult);

impl Engine<'_> {
    /// Simulates the yearly loss with the gaps of the newest assessment. The investment case uses the newest plan
    /// where it was made for the same assessment.
    pub fn risk(&mut self, options: &RiskOptions) -> Result<RiskResult, Failure> {
        let since = Instant::now();
        let (input, assessment_id) = self.risk_input(options)?;
        let (risk_key, packs) = (input.input_hash.clone(), self.packs.references(&RISK_PACKS));
        let topic = "dora.risks.calculated";
        let result = match self.kept::<KeptRisk>("risk", &risk_key)? {
            Some((_, _, result)) => {
                self.recall("risk", &risk_key, topic)?;
                result
            }
            None => {
                let result = simulate(&input).map_err(refused)?;
                let payload = serde_json::json!({
                    "key": risk_key, "assessment": assessment_id, "seed": result.seed,
                    "generator": result.generator, "iterations": result.iterations, "ale_mean": result.ale_mean,
                    "packs": packs,
                });
                let kept: KeptRisk = (assessment_id, packs, result);
                self.keep("risk", &risk_key, &kept, topic, payload)?;
                kept.2
            }
        };
        self.work.spent("risk", since);
        Ok(result)
    }

    /// What is asked of the newest assessment, with the stage key, and the id of the assessment.
    fn risk_input(&self, options: &RiskOptions) -> Result<(RiskInput, String), Failure> {
        let assessment = self.latest_assessment()?.assessment;
        let plan = self.plan_for(&assessment)?;
        let library = || Portfolio { scenarios: self.packs.scenarios.clone(), ..Portfolio::default() };
        let portfolio = options.portfolio.clone().unwrap_or_else(library);
        let regimes = options.penalties.as_ref().unwrap_or(&self.packs.penalties);
        check_regimes(regimes).map_err(refused)?;
        let penalty = regime(regimes, options.penalty.as_deref())?.clone();
        let mut input = input(&assessment, (plan.as_ref(), self.packs), portfolio, penalty, options);
        if let Some(plan) = &plan {
            let mut closed = self.done_criteria()?;
            closed.extend(plan.tasks.iter().flat_map(|task| task.criterion_ids.iter().cloned()));
            input.planned_scores = Some(planned_scores(&assessment, &closed, self.packs));
        }
        input.input_hash = input_key(&input, &self.packs.references(&RISK_PACKS), &assessment)?;
        Ok((input, assessment.assessment_id))
    }

    /// The newest simulation, if it was made with the gaps of this assessment and the packs in use.
    pub(crate) fn risk_for(&self, assessment: &Assessment) -> Result<Option<RiskResult>, Failure> {
        let packs = self.packs.references(&RISK_PACKS);
        let latest = self.latest::<KeptRisk>("risk")?;
        let is_meant = |(id, made_with, _): &KeptRisk| *id == assessment.assessment_id && *made_with == packs;
        Ok(latest.filter(is_meant).map(|(_, _, result)| result))
    }
}

fn regime<'a>(regimes: &'a [PenaltyRegime], name: Option<&str>) -> Result<&'a PenaltyRegime, Failure> {
    let found = match name {
        Some(name) => regimes.iter().find(|regime| regime.id == name),
        None => regimes.first(),
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = regimes.iter().map(|regime| regime.id.as_str()).collect();
        let hint = match names[..] {
            [] => "Put at least one regime into the file.".to_owned(),
            _ => format!("Choose one of: {}.", names.join(", ")),
        };
        Failure::new(Code::Usage, "There is no such penalty regime.", hint)
    })
}

/// How severe the gaps are, from the share of the binding criteria of the highest weight that earned no credit.
fn severity(assessment: &Assessment, pack: &DoraPack) -> GapSeverity {
    let known = assessment.criteria.iter().filter_map(|finding| Some((finding, pack.criterion(&finding.criterion)?)));
    let critical = known.filter(|(_, criterion)| {
        criterion.weight == CRITICAL_WEIGHT && applicability(criterion, &assessment.firm) == Applicability::Binds
    });
    let open: Vec<f64> =
        critical.filter_map(|(finding, _)| finding.verdict.credit()).map(|credit| 1.0 - credit).collect();
    let share = (!open.is_empty()).then(|| open.iter().sum::<f64>() / open.len() as f64);
    gap_severity(assessment.overall.score, share)
}

/// What each task of the plan costs, with the ranges of the library: the plan states the expected effort, which may be less
/// where a gap is closed in part, so the range shrinks with it.
fn costs(plan: &Plan, library: &TaskLibrary) -> Vec<Cost> {
    let cost = |planned: &PlannedTask| {
        let cost = Cost::new(planned.id.as_str(), planned.title.as_str());
        let known = library.tasks.iter().find(|task| task.id == planned.id);
        match known.filter(|_| planned.effort_days > 0.0) {
            Some(task) => {
                let factor = plan.size.map_or(1.0, |size| library.sizes.factor(task.size_driver, size));
                let bought = |kind| priced(task, kind).scaled(factor);
                let effort = ThreePoint::from(task.effort_days);
                let internal = (planned.cost - bought(CostKind::OneOff).mean()).max(0.0);
                Cost {
                    one_off: bought(CostKind::OneOff),
                    yearly: bought(CostKind::Yearly),
                    days: effort.scaled(planned.effort_days / effort.mean()),
                    day_rate: ThreePoint::exactly(internal / planned.effort_days),
                    ..cost
                }
            }
            None => {
                let (one_off, yearly) = (ThreePoint::exactly(planned.cost), ThreePoint::exactly(planned.yearly_cost));
                Cost { one_off, yearly, ..cost }
            }
        }
    };
    plan.tasks.iter().map(cost).collect()
}

/// What is bought for a task, as far as it is priced: the sum of the estimates, point by point.
fn priced(task: &Task, kind: CostKind) -> ThreePoint {
    let items = task.costs.iter().filter(|item| item.kind == kind).filter_map(|item| item.eur);
    let sum = items.fold([0.0; 3], |sum, item| std::array::from_fn(|at| sum[at] + item[at]));
    ThreePoint::from(sum)
}

fn input(
    assessment: &Assessment,
    (plan, packs): (Option<&Plan>, &Packs),
    portfolio: Portfolio,
    penalty: PenaltyRegime,
    options: &RiskOptions,
) -> RiskInput {
    let scores = assessment.requirements.iter().map(|requirement| (requirement.id.clone(), requirement.score));
    RiskInput {
        portfolio,
        requirement_scores: scores.collect(),
        planned_scores: None,
        method: options.method,
        turnover_eur: assessment.firm.turnover_eur,
        penalty,
        gap_severity: severity(assessment, &packs.dora),
        plan_costs: plan.map(|plan| costs(plan, &packs.tasks)),
        iterations: options.iterations,
        seed: options.seed,
        discount_rate: options.discount_rate,
        horizon_years: options.horizon_years,
        input_hash: String::new(),
    }
}

/// Scores of the requirements once the criteria that the plan closes, or that finished tasks have closed, are met.
fn planned_scores(
    assessment: &Assessment,
    closed: &BTreeSet<CriterionId>,
    packs: &Packs,
) -> BTreeMap<RequirementId, Option<f64>> {
    let mut findings = assessment.criteria.clone();
    for finding in findings.iter_mut().filter(|finding| closed.contains(&finding.criterion)) {
        finding.verdict = Verdict::Met;
    }
    let after = assess(AssessmentInput {
        pack: &packs.dora,
        firm: &assessment.firm,
        findings,
        reviewed: Reviewed::default(),
        documents: Vec::new(),
        model: assessment.model.clone(),
        head: packs.head_reference.clone(),
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
        &input.plan_costs,
        input.gap_severity,
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
        "Correct the figure in the file or the option, then run this again.",
    )
}
