//! `risk`, `plan` and `report`.

use super::instance::instance;
use super::plan_action::plan_action;
use super::questions::question;
use super::read_json;
use super::scenarios::read_portfolio;
use super::what_if::what_if;
use crate::Ending;
use crate::args::{Global, LossArgs, ObjectiveArg, PlanAction, PlanArgs, RiskArgs, ScheduleArgs, VendorsArg};
use crate::output::{Output, euros};
use crate::session::Session;
use holdfast_domain::{Code, Failure};
use holdfast_engine::{
    PLAN_PACKS, Packs, PiiPolicy, PlanOptions, RISK_PACKS, ReportFile, ReportFormat, ReportKind, RiskOptions,
};
use holdfast_planner::{FinishRisk, Objective, Plan, PlannedTask, Terms, Vendors, Way};
use holdfast_report_pdf::TypstRenderer;
use holdfast_risk::{Investment, Method, RiskResult};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) fn risk(global: &Global, args: &LossArgs, output: &mut Output) -> Result<Ending, Failure> {
    let options = risk_options(global, &args.risk)?;
    if let Some(ending) = question(global, &args.question, &options, output) {
        return ending;
    }
    let mut session = Session::open(global)?;
    let result = session.engine().risk(&options)?;
    session.reporter.finish();
    if output.is_json() {
        output.document(&with_packs(&result, session.packs(), &RISK_PACKS));
        return Ok(Ending::Done);
    }
    print_risk(&result, output);
    let rows = result.scenarios.iter().map(|scenario| {
        vec![
            scenario.id.to_string(),
            scenario.title.clone(),
            format!("{:.2}", scenario.rate),
            format!("{:.2}", scenario.rate_without_gaps),
            euros(scenario.mean),
            format!("{:.0} %", scenario.share * 100.0),
            give_or_take(scenario.expected_shortfall, scenario.expected_shortfall_standard_error),
        ]
    });
    let head = [
        "Scenario",
        "",
        ">Events a year",
        ">Without gaps",
        ">Mean yearly loss",
        ">Share",
        ">In the worst 1 % of years",
    ];
    output.table(&head, rows.collect());
    Ok(Ending::Done)
}

/// The result and the packs that it rests on.
pub(super) fn with_packs(result: &impl Serialize, packs: &Packs, names: &[&str]) -> Value {
    let mut value = json!(result);
    value["rulepacks"] = json!(packs.references(names));
    value
}

pub(crate) fn plan(global: &Global, args: &ScheduleArgs, output: &mut Output) -> Result<Ending, Failure> {
    if let Some(ending) = instance(global, &args.instance, output) {
        return ending;
    }
    let mut options = plan_options(&args.plan)?;
    options.seed = args.instance.seed.unwrap_or(options.seed);
    options.terms.rounds = args.instance.rounds.unwrap_or(options.terms.rounds);
    options.seconds = args.instance.seconds;
    match &args.action {
        Some(PlanAction::WhatIf(change)) => return what_if(global, &options, change, output),
        Some(PlanAction::Kept(action)) => return plan_action(global, action, output),
        None => {}
    }
    let mut session = Session::open(global)?;
    let plan = session.engine().plan(&options)?;
    session.reporter.finish();
    if output.is_json() {
        output.document(&with_packs(&plan, session.packs(), &PLAN_PACKS));
        return Ok(ending(&plan));
    }
    print_plan(&plan, output);
    let rows = plan.tasks.iter().map(|task| {
        vec![
            task.id.to_string(),
            format!("{}{}", if task.critical { "▸ " } else { "" }, task.title),
            task.start.to_string(),
            task.finish.to_string(),
            task.duration_days.to_string(),
            task.total_float.to_string(),
            who(task),
        ]
    });
    output.table(&["Task", "▸ on the critical path", "Start", "Finish", ">Days", ">Float", "Who"], rows.collect());
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for left in &plan.unscheduled {
        reasons.entry(&left.reason).or_default().push(left.id.as_str());
    }
    for (reason, tasks) in reasons {
        output.line(&format!("Not placed, {reason}: {}", tasks.join(", ")));
    }
    Ok(ending(&plan))
}

/// A date that cannot be kept refuses the plan; tasks without a place are a part of the input that could not be used.
fn ending(plan: &Plan) -> Ending {
    match (plan.conflict.is_empty(), plan.unscheduled.is_empty()) {
        (false, _) => Ending::Refused,
        (true, false) => Ending::Partial,
        (true, true) => Ending::Done,
    }
}

fn who(task: &PlannedTask) -> String {
    let people = task.assignees.iter().map(|person| person.as_str()).collect::<Vec<_>>().join(", ");
    if task.way == Way::Vendor { format!("vendor, with {people}") } else { people }
}

pub(crate) fn report(
    global: &Global,
    (kind, format, policy): (ReportKind, ReportFormat, PiiPolicy),
    out: &Path,
    firm: Option<&str>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let bytes = session.engine().report(kind, format, firm, policy, &TypstRenderer)?;
    let file = ReportFile::write(kind, format, out, &bytes)?;
    if output.is_json() {
        output.document(&file);
    } else {
        output.line(&format!("{} ({} KB)", file.path, file.bytes.div_ceil(1024)));
    }
    Ok(Ending::Done)
}

/// What the options ask the simulation for.
pub(crate) fn risk_options(global: &Global, args: &RiskArgs) -> Result<RiskOptions, Failure> {
    let portfolio = args.scenarios.as_deref().map(|file| read_portfolio(global, file)).transpose()?;
    let penalties = args.penalties.as_deref().map(|file| read_json(file, "penalty")).transpose()?;
    let method = if args.exact { Method::Exact } else { Method::Simulation };
    let penalty = args.penalty.clone();
    let (iterations, seed) = (args.iterations, args.seed);
    Ok(RiskOptions { portfolio, method, iterations, seed, penalties, penalty, ..RiskOptions::default() })
}

/// What the options ask the planner for.
pub(crate) fn plan_options(args: &PlanArgs) -> Result<PlanOptions, Failure> {
    let team = args.people.as_deref().map(|file| read_json(file, "people")).transpose()?;
    let tasks = args.tasks.as_deref().map(|file| {
        let bytes = std::fs::read(file).map_err(|error| {
            let message = format!("The task file {} cannot be read: {error}.", file.display());
            Failure::new(Code::NotFound, message, "Check the path.")
        })?;
        Ok::<_, Failure>((file.display().to_string(), bytes))
    });
    let objective = |aim: &ObjectiveArg| match aim {
        ObjectiveArg::Finish => Objective::Finish,
        ObjectiveArg::Risk => Objective::Risk,
        ObjectiveArg::Cost => Objective::Cost,
    };
    let mut aims: Vec<Objective> = Vec::new();
    for aim in args.objective.iter().map(objective) {
        if aims.contains(&aim) {
            let message = "--objective names the same aim twice.";
            return Err(Failure::new(Code::Usage, message, "Name each of finish, risk and cost at most once."));
        }
        aims.push(aim);
    }
    let vendors = match args.vendors {
        VendorsArg::Never => Vendors::Never,
        VendorsArg::Needed => Vendors::Needed,
        VendorsArg::Free => Vendors::Free,
    };
    let terms = Terms { objective: aims, vendors, quarter_budget: args.quarter_budget, ..Terms::default() };
    let tasks = tasks.transpose()?;
    let PlanArgs { start, deadline, from_scratch, .. } = *args;
    Ok(PlanOptions { team, start, deadline, tasks, terms, from_scratch, ..PlanOptions::default() })
}

/// The states of the controls, in the order of the result.
const STATES: [&str; 3] = ["Without controls       ", "With the controls found", "After the plan         "];

/// An amount with its standard error, where it has one.
pub(super) fn give_or_take(amount: f64, error: f64) -> String {
    if error > 0.0 { format!("{} ± {}", euros(amount), euros(error)) } else { euros(amount) }
}

/// How the figures came about and whether they may be relied on.
fn settled(result: &RiskResult) -> String {
    if result.method == "exact" {
        return "Computed without chance, so without standard errors".to_owned();
    }
    let convergence = &result.convergence;
    let percent = convergence.relative_standard_error * 100.0;
    let verdict = if convergence.converged {
        format!("settled: the 99 % shortfall is known to {percent:.1} %")
    } else {
        let needed = convergence.iterations_needed;
        format!("not settled: the 99 % shortfall is known to {percent:.1} % only; take about {needed} years")
    };
    let (years, seed, generator) = (result.iterations, result.seed, &result.generator);
    format!("{years} simulated years, {verdict}\nBy {}, seed {seed}, {generator}", result.method)
}

/// Expected loss and tail, each with its standard error.
pub(crate) fn print_risk(result: &RiskResult, output: &mut Output) {
    let error = |errors: &BTreeMap<String, f64>, name: &str| errors.get(name).copied().unwrap_or_default();
    let figure = |name: &str, amount: f64| give_or_take(amount, error(&result.standard_error, name));
    output.heading("Yearly loss from ICT risk");
    output.line(&format!("Expected loss            {}", figure("ale_mean", result.ale_mean)));
    for level in ["0.95", "0.99"] {
        let percent = level.trim_start_matches("0.");
        let named = [
            ("value at risk     ", "var", &result.var),
            ("expected shortfall", "expected_shortfall", &result.expected_shortfall),
        ];
        for (name, key, values) in named {
            if let Some(value) = values.get(level) {
                output.line(&format!("{percent} % {name}  {}", figure(&format!("{key}_{level}"), *value)));
            }
        }
    }
    for (name, state) in STATES.iter().zip(&result.states) {
        let shortfall = state.expected_shortfall.get("0.99").copied().unwrap_or_default();
        let mean = give_or_take(state.ale_mean, error(&state.standard_error, "ale_mean"));
        let tail = give_or_take(shortfall, error(&state.standard_error, "expected_shortfall_0.99"));
        output.line(&format!("{name}  expected {mean}, 99 % shortfall {tail}"));
    }
    output.line(&settled(result));
    let penalty = &result.penalty;
    output.line(&format!("Penalty, an assumption   up to {}: {}", euros(penalty.maximum), penalty.title));
    output.line(&format!(
        "                         {} a year expected, {} to {} (90 %), with {} gaps",
        euros(penalty.expected),
        euros(penalty.expected_low),
        euros(penalty.expected_high),
        penalty.gap_severity.name()
    ));
    print_investment(&result.investment, output);
}

/// What closing the gaps costs and saves.
fn print_investment(case: &Investment, output: &mut Output) {
    let (Some(cost), Some(npv)) = (case.cost, case.npv) else {
        return;
    };
    output.line(&format!(
        "Closing the gaps         {} once against {} a year: {} of value over {} years",
        euros(cost),
        euros(case.yearly_benefit),
        euros(npv),
        case.horizon_years
    ));
    let payback =
        |years: Option<f64>| years.map_or("more than the horizon".to_owned(), |years| format!("{years:.1} years"));
    let rate = match case.irr_roots[..] {
        [] => "no rate of return".to_owned(),
        [rate] => format!("rate of return {:.1} %", rate * 100.0),
        _ => "several rates of return".to_owned(),
    };
    let modified = case.mirr.map_or_else(String::new, |rate| format!(", modified {:.1} %", rate * 100.0));
    output.line(&format!(
        "                         paid back after {}, discounted {}; {rate}{modified}",
        payback(case.payback_years),
        payback(case.discounted_payback_years)
    ));
    if let Some(spread) = &case.spread
        && let (Some(low), Some(high)) = (spread.npv.p5, spread.npv.p95)
    {
        output.line(&format!(
            "                         {} to {} (90 %), above 0 with probability {:.2}",
            euros(low.value),
            euros(high.value),
            spread.npv_positive.value
        ));
    }
}

/// Finish, length and critical path.
pub(crate) fn print_plan(plan: &Plan, output: &mut Output) {
    output.heading("Plan");
    output.line(&format!("{} tasks from {} to {}", plan.tasks.len(), plan.start, plan.finish));
    output.line(&match plan.makespan_days <= plan.lower_bound_days {
        true => format!("{} working days; proved that no schedule of this team is shorter", plan.makespan_days),
        false => format!(
            "{} working days; no schedule of this team is shorter than {}, so this one is within {:.1} % of the bound",
            plan.makespan_days,
            plan.lower_bound_days,
            plan.gap * 100.0
        ),
    });
    let bought = plan.tasks.iter().filter(|task| task.way == Way::Vendor).count();
    if bought > 0 {
        output.line(&format!("Done by vendors          {bought} of {} tasks", plan.tasks.len()));
    }
    output.line(&format!(
        "Critical path            {} tasks, {} working days",
        plan.critical_path.len(),
        plan.critical_path_days
    ));
    output.line(&format!("Cost                     {}, then {} a year", euros(plan.cost), euros(plan.yearly_cost)));
    for task in plan.tasks.iter().filter(|task| !task.unpriced.is_empty()) {
        output.line(&format!("Not in the cost          {}: {} (needs a quote)", task.id, task.unpriced.join(", ")));
    }
    if let Some(FinishRisk { iterations, p50, p80, p95, deadline_kept, .. }) = &plan.finish_risk {
        let dates = format!("50 % by {}, 80 % by {}, 95 % by {}", p50.date, p80.date, p95.date);
        output.line(&format!("Finish if efforts vary   {dates} ({iterations} runs)"));
        if let Some(share) = deadline_kept {
            output.line(&format!("Deadline kept            in {:.0} % of the runs", share * 100.0));
        }
    }
    for notice in &plan.notices {
        output.line(&format!("Note: {notice}."));
    }
    if let Some(deadline) = plan.deadline.filter(|deadline| *deadline < plan.finish) {
        output.line(&format!("The deadline {deadline} is missed by {} working days.", plan.late_by_days));
    }
    for task in plan.tasks.iter().filter(|task| task.late_by_days > 0) {
        output.line(&format!("{} misses its own dates by {} working days.", task.id, task.late_by_days));
    }
    if !plan.conflict.is_empty() {
        output.line("These cannot all be true; leave out any one of them, and the date can be kept:");
        for part in &plan.conflict {
            output.line(&format!("  - {part}"));
        }
    }
}
