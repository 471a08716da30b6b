//! `explain`: how a figure came about, from the score down to the quotes.

use super::criteria::{print_references, references_json};
use super::gaps::{gap_json, place};
use super::review::{print_review, review_status};
use crate::Ending;
use crate::args::Global;
use crate::output::{Output, maturity, percent, shorten, verdict};
use crate::second_reader::reading_lines;
use crate::session::Session;
use holdfast_domain::{Code, Failure, Finding, Verdict};
use holdfast_engine::{Assessed, PassageChange};
use holdfast_gap::{CriterionTrace, ScoreTrace};
use holdfast_rulepack::{Criterion, DoraPack, FrameworkId};
use serde_json::{Value, json};

pub(crate) fn explain(global: &Global, figure: &str, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let engine = session.engine();
    let assessed = engine.latest_assessment()?;
    let pack = &engine.packs.dora;
    if let Some(trace) = assessed.assessment.trace(pack, figure) {
        print_score(&trace, &assessed, output);
        return Ok(Ending::Done);
    }
    let criterion = engine.criterion(figure).map_err(|unknown| {
        let hint = "Name a criterion such as DORA-5.2.a, a requirement such as REQ-07, a domain, or `overall`.";
        Failure::new(Code::NotFound, unknown.message, hint)
    })?;
    let requirement = assessed.assessment.trace(pack, criterion.requirement.as_str());
    let counted = requirement.into_iter().flat_map(|trace| trace.criteria);
    let Some(counted) = counted.into_iter().find(|counted| counted.finding.criterion == criterion.id) else {
        let message = format!("{} was not assessed.", criterion.id);
        return Err(Failure::new(Code::Refused, message, "Run `holdfast assess` again."));
    };
    let changes = match &counted.finding.review {
        Some(review) => engine.passage_changes(review, &assessed.assessment.documents)?,
        None => Vec::new(),
    };
    if output.is_json() {
        output.document(&criterion_json(&counted, criterion, pack, &assessed, &changes));
    } else {
        print_criterion(&counted, criterion, pack, &changes, output);
    }
    Ok(Ending::Done)
}

fn criterion_json(
    counted: &CriterionTrace,
    criterion: &Criterion,
    pack: &DoraPack,
    assessed: &Assessed,
    changes: &[PassageChange],
) -> Value {
    let mut trace = gap_json(&counted.finding, criterion);
    trace["specifics"] = json!(criterion.specifics);
    trace["evidence_types"] = json!(criterion.evidence_types);
    trace["references"] = references_json(pack, criterion, &FrameworkId::ALL);
    trace["credit"] = json!(counted.credit);
    trace["earned"] = json!(counted.contribution.earned);
    trace["possible"] = json!(counted.contribution.possible);
    trace["passage_changes"] = json!(changes);
    trace["assessment_id"] = json!(assessed.assessment.assessment_id);
    trace["rulepack"] = json!(assessed.assessment.rulepack);
    trace["model"] = json!(assessed.assessment.model);
    trace["head"] = json!(assessed.assessment.head);
    trace
}

fn print_criterion(
    counted: &CriterionTrace,
    criterion: &Criterion,
    pack: &DoraPack,
    changes: &[PassageChange],
    output: &mut Output,
) {
    let finding = &counted.finding;
    output.line(&format!("{}  {}", finding.criterion, criterion.title));
    output.line(&format!("Article {} ({})", criterion.paragraph, criterion.source));
    output.line(&format!("Weight {}: {}", criterion.weight, criterion.weight_reason));
    if !criterion.l2.is_empty() {
        output.line(&format!("Detailed in {}", criterion.l2.join("; ")));
    }
    output.line(&format!("\nAsked: {}", criterion.obligation));
    output.line(&format!("A good text states: {}", criterion.specifics.join("; ")));
    output.line(&format!("\nVerdict: {}{}", verdict(finding.verdict), proposal(finding)));
    for reason in &finding.reasons {
        output.line(&format!("  · {reason}"));
    }
    if !finding.missing.is_empty() {
        output.line(&format!("Not stated: {}", finding.missing.join(", ")));
    }
    for line in finding.second_reader.iter().flat_map(reading_lines) {
        output.line(&line);
    }
    output.line(&format!(
        "Adds {} of {} to the score of {}.",
        points(counted.contribution.earned),
        points(counted.contribution.possible),
        criterion.requirement
    ));
    if finding.verdict == Verdict::None && !finding.evidence.is_empty() {
        output.line("\nNo evidence was found. The nearest texts, which are none:");
    }
    for (at, evidence) in finding.evidence.iter().enumerate() {
        output.line(&format!("\n{}. {}", at + 1, place(evidence)));
        output.line(&format!("   “{}”", evidence.quote.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    if let Some(review) = &finding.review {
        print_review(review, changes, output);
    }
    print_references(pack, criterion, output);
    output.line("\nA proposed verdict says what was found in the documents, not that the firm complies.");
}

fn proposal(finding: &Finding) -> String {
    let confidence = format!("confidence {:.0} %", finding.confidence * 100.0);
    match finding.proposed {
        Some(proposed) => format!(" (proposed: {}, {confidence})", verdict(proposed)),
        None => format!(" (proposed, {confidence})"),
    }
}

fn print_score(trace: &ScoreTrace, assessed: &Assessed, output: &mut Output) {
    if output.is_json() {
        let mut value = json!(trace);
        value["assessment_id"] = json!(assessed.assessment.assessment_id);
        value["assessed_at"] = json!(assessed.at);
        value["rulepack"] = json!(assessed.assessment.rulepack);
        value["model"] = json!(assessed.assessment.model);
        value["head"] = json!(assessed.assessment.head);
        output.document(&value);
        return;
    }
    output.line(&format!("{}  {}", trace.id, trace.title));
    output.line(&format!(
        "\nScore {} = {} of {} points; status {}; maturity {}",
        percent(trace.score),
        points(trace.earned),
        points(trace.possible),
        verdict(trace.status),
        maturity(trace.maturity)
    ));
    output.line(&format!(
        "{} verdicts decided by a reviewer, {} decided on texts that changed since, {} open",
        trace.review.decided, trace.review.stale, trace.review.open
    ));
    let rows = trace.parts.iter().map(|part| {
        vec![
            part.id.clone(),
            part.title.clone(),
            percent(part.score),
            points(part.earned),
            points(part.possible),
            maturity(part.maturity),
            verdict(part.status).into(),
        ]
    });
    if !trace.parts.is_empty() {
        output.table(&["Part", "", ">Score", ">Points", ">Of", ">Maturity", "Status"], rows.collect());
    }
    if !trace.criteria.is_empty() {
        print_criteria(&trace.criteria, output);
    }
    output
        .line("\nPoints are weight times credit: met 1, partial 0.5, none and contradicted 0; what does not apply, or");
    output.line(
        "is left to choice and not met, has no weight. `holdfast explain` takes every id above, down to the quotes.",
    );
}

fn print_criteria(criteria: &[CriterionTrace], output: &mut Output) {
    let rows = criteria.iter().map(|counted| {
        let finding = &counted.finding;
        let quote = finding.evidence.first().map(|evidence| shorten(&evidence.quote, 60));
        vec![
            finding.criterion.to_string(),
            counted.title.clone(),
            verdict(finding.verdict).into(),
            if counted.credit.is_none() { "–".into() } else { review_status(finding.review.as_ref()).into() },
            points(counted.contribution.earned),
            points(counted.contribution.possible),
            quote.unwrap_or_default(),
        ]
    });
    output.table(&["Criterion", "", "Verdict", "Review", ">Points", ">Of", "Best quote"], rows.collect());
}

/// Points, without decimals that say nothing.
fn points(points: f64) -> String {
    let text = format!("{points:.1}");
    text.trim_end_matches(".0").to_owned()
}
