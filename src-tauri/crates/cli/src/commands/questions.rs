//! `risk --what-if`, `risk --sensitivity` and `risk --controls`.

use super::money::{give_or_take, with_packs};
use super::read_json;
use crate::Ending;
use crate::args::{Change, Global, Part, QuestionArgs};
use crate::output::{Output, euros};
use crate::session::Session;
use holdfast_domain::Failure;
use holdfast_engine::{RISK_PACKS, RiskOptions};
use holdfast_risk::{Candidate, Changes, Figure, PortfolioSensitivity, Selection, WhatIfAnswer};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Inputs shown to people; JSON has all of them.
const SHOWN: usize = 20;

/// Answers the question, if one is asked.
pub(super) fn question(
    global: &Global,
    args: &QuestionArgs,
    options: &RiskOptions,
    output: &mut Output,
) -> Option<Result<Ending, Failure>> {
    if let (Some(file), Some(budget)) = (&args.controls, args.budget) {
        return Some(controls(global, options, (file, budget), output));
    }
    if args.sensitivity {
        return Some(sensitivity(global, options, output));
    }
    (!args.what_if.is_empty()).then(|| what_if(global, options, &args.what_if, output))
}

fn what_if(global: &Global, options: &RiskOptions, asked: &[Change], output: &mut Output) -> Result<Ending, Failure> {
    let mut changes = Changes::default();
    for Change { id, part, value } in asked {
        match part {
            Part::Score => changes.scores.insert(id.as_str().into(), *value),
            Part::Rate => changes.rates.insert(id.as_str().into(), *value),
            Part::Loss => changes.losses.insert(id.as_str().into(), *value),
        };
    }
    let mut session = Session::open(global)?;
    let answer = session.engine().risk_what_if(options, &changes)?;
    session.reporter.finish();
    if output.is_json() {
        output.document(&with_packs(&answer, session.packs(), &RISK_PACKS));
    } else {
        print_answer(&answer, output);
    }
    Ok(Ending::Done)
}

fn print_answer(answer: &WhatIfAnswer, output: &mut Output) {
    output.heading("Yearly loss from ICT risk, and if");
    let factor = |part: &str, factors: &BTreeMap<_, f64>| {
        let line = |(id, factor): (&holdfast_domain::ScenarioId, &f64)| format!("{id}: {part} times {factor}");
        factors.iter().map(line).collect::<Vec<_>>()
    };
    let scores = answer.changes.scores.iter().map(|(id, score)| format!("{id}: score {score}"));
    let rates = factor("events a year", &answer.changes.rates);
    scores.chain(rates).chain(factor("loss of an event", &answer.changes.losses)).for_each(|line| output.line(&line));
    let figure = |figure: &Figure| give_or_take(figure.value, figure.standard_error);
    let mut rows = Vec::new();
    let mut row = |name: String, found: &holdfast_risk::Compared| {
        rows.push(vec![name, figure(&found.base), figure(&found.changed), figure(&found.difference)]);
    };
    row("Expected loss".to_owned(), &answer.mean);
    for level in ["0.95", "0.99"] {
        let percent = level.trim_start_matches("0.");
        for (name, values) in [("value at risk", &answer.var), ("expected shortfall", &answer.expected_shortfall)] {
            if let Some(found) = values.get(level) {
                row(format!("{percent} % {name}"), found);
            }
        }
    }
    output.table(&["Figure", ">As things are", ">If so", ">Difference"], rows);
    let (years, seed, generator) = (answer.iterations, answer.seed, &answer.generator);
    output.line(&format!("{years} simulated years, the same for both; seed {seed}, {generator}"));
}

fn sensitivity(global: &Global, options: &RiskOptions, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let found = session.engine().risk_sensitivity(options)?;
    session.reporter.finish();
    if output.is_json() {
        output.document(&with_packs(&found, session.packs(), &RISK_PACKS));
    } else {
        print_sensitivity(&found, output);
    }
    Ok(Ending::Done)
}

fn print_sensitivity(found: &PortfolioSensitivity, output: &mut Output) {
    output.heading("What moves the yearly loss");
    output.line(&format!("Expected loss before insurance: {}", euros(found.analytic_mean)));
    let ranks: BTreeMap<&str, Option<Figure>> =
        found.ranks.iter().map(|rank| (rank.name.as_str(), rank.coefficient)).collect();
    let indices: BTreeMap<&str, [Figure; 2]> =
        found.sobol.indices.iter().map(|index| (index.name.as_str(), [index.first, index.total])).collect();
    let share = |figure: Option<Figure>| {
        figure.map_or_else(|| "–".to_owned(), |one| format!("{:.2} ± {:.2}", one.value, one.standard_error))
    };
    let rows = found.swings.iter().take(SHOWN).map(|swing| {
        let shares = indices.get(swing.name.as_str());
        vec![
            swing.name.clone(),
            euros(swing.low),
            euros(swing.high),
            share(ranks.get(swing.name.as_str()).copied().flatten()),
            share(shares.map(|both| both[0])),
            share(shares.map(|both| both[1])),
        ]
    });
    let head = ["Input", ">At its 10 %", ">At its 90 %", ">Rank correlation", ">Sobol, first", ">Sobol, total"];
    output.table(&head, rows.collect());
    let (all, seed, evaluations) = (found.swings.len(), found.seed, found.sobol.evaluations);
    output.line(&format!(
        "The {} widest of {all} inputs; one at a time, the others at their medians. Shares of the variance from {evaluations} \
         evaluations, seed {seed}",
        all.min(SHOWN)
    ));
}

fn controls(
    global: &Global,
    options: &RiskOptions,
    (file, budget): (&Path, f64),
    output: &mut Output,
) -> Result<Ending, Failure> {
    let candidates: Vec<Candidate> = read_json(file, "control")?;
    let mut session = Session::open(global)?;
    let frontier = session.engine().best_controls(options, candidates, budget)?;
    session.reporter.finish();
    if output.is_json() {
        output.document(&with_packs(&json!({ "frontier": frontier }), session.packs(), &RISK_PACKS));
        return Ok(Ending::Done);
    }
    output.heading("Best controls for a budget");
    let verdict = |found: &Selection| {
        if found.proven {
            "proven best".to_owned()
        } else {
            format!("at most {} short", euros(found.upper_bound - found.value))
        }
    };
    if let Some(best) = frontier.last() {
        let chosen = if best.controls.is_empty() { "none".to_owned() } else { best.controls.join(", ") };
        output.line(&format!("With {}: {chosen}", euros(budget)));
        let (saved, cost) = (euros(best.present_benefit), euros(best.present_cost));
        let (value, verdict) = (euros(best.value), verdict(best));
        output.line(&format!("They save {saved} for {cost} at present value: {value} of value, {verdict}"));
    }
    let rows = frontier.iter().map(|found| {
        vec![
            euros(found.budget),
            euros(found.outlay),
            euros(found.present_benefit),
            euros(found.value),
            verdict(found),
            found.controls.join(", "),
        ]
    });
    output.table(&[">Budget", ">Spent", ">Saved", ">Value", "", "Controls"], rows.collect());
    Ok(Ending::Done)
}
