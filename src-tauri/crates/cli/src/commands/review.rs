//! `review`: what a person says about verdicts.

use super::versions::marked;
use crate::Ending;
use crate::args::{Global, ListArgs, ReviewAction, ReviewArgs};
use crate::output::{Output, percent, shorten, verdict};
use crate::session::{Session, reviewer};
use holdfast_domain::{CriterionId, Decision, Drift, Failure, Review};
use holdfast_engine::{PassageChange, PassageFate, QueueItem, ReviewAct, ReviewHistory, ReviewResult, ReviewStatus};
use serde_json::json;

pub(crate) fn review(global: &Global, args: &ReviewArgs, output: &mut Output) -> Result<Ending, Failure> {
    match &args.action {
        ReviewAction::List(list) => queue(global, list, output),
        ReviewAction::Show { criterion } => {
            let mut session = Session::open(global)?;
            let history = session.engine().review_history(criterion)?;
            if output.is_json() {
                output.document(&history);
            } else {
                print_history(&history, output);
            }
            Ok(Ending::Done)
        }
        action => say(global, args, action, output),
    }
}

fn say(global: &Global, args: &ReviewArgs, action: &ReviewAction, output: &mut Output) -> Result<Ending, Failure> {
    let Some((criterion, statement)) = action.statement() else { return Ok(Ending::Done) };
    let actor = reviewer(args.reviewer.as_deref())?;
    let mut session = Session::open(global)?;
    let mut engine = session.engine();
    engine.actor = actor;
    let result = engine.review(criterion, statement)?;
    let ms = engine.work.stages.get("review").map_or(0.0, |counts| counts.ms);
    if output.is_json() {
        let mut value = json!(result);
        value["timings_ms"] = json!({ "review": ms });
        output.document(&value);
        return Ok(Ending::Done);
    }
    print_result(&result, output);
    if !matches!(action, ReviewAction::Assign { .. } | ReviewAction::Comment { .. }) {
        output.line(&format!("Scored anew in {ms:.0} ms. Plan, simulation and report are those of the scores before."));
    }
    Ok(Ending::Done)
}

fn print_result(result: &ReviewResult, output: &mut Output) {
    let id = &result.finding.criterion;
    if result.verdict.differs() {
        output.line(&format!("{id}: {} -> {}", verdict(result.verdict.old), verdict(result.verdict.new)));
    } else {
        output.line(&format!("{id}: {}", verdict(result.verdict.new)));
    }
    if result.score.differs() {
        output.line(&format!("Overall: {} -> {}", percent_fine(result.score.old), percent_fine(result.score.new)));
    }
}

fn queue(global: &Global, list: &ListArgs, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let engine = session.engine();
    let all = engine.review_queue(&list.filter())?;
    let assessment = engine.latest_assessment()?.assessment;
    let outside = engine.decided_outside_pack()?;
    let total = all.len();
    let shown: Vec<QueueItem> = all.into_iter().take(list.limit.unwrap_or(usize::MAX)).collect();
    if output.is_json() {
        output.document(&json!({
            "assessment_id": assessment.assessment_id, "counts": assessment.overall.review, "total": total,
            "queue": shown, "outside_pack": outside,
        }));
        return Ok(Ending::Done);
    }
    let rows = shown.iter().map(|item| {
        vec![
            item.id.to_string(),
            review_status(item.review.as_ref()).into(),
            verdict(item.verdict).into(),
            format!("{:.0} %", item.confidence * 100.0),
            item.weight.to_string(),
            format!("{:.1}", item.priority),
            item.title.clone(),
            item.assignee.clone().unwrap_or_default(),
        ]
    });
    let head = ["Criterion", "Review", "Verdict", ">Confidence", ">Weight", ">Priority", "Subject", "Given to"];
    output.table(&head, rows.collect());
    for item in shown.iter().filter(|item| item.status == ReviewStatus::Stale) {
        if let Some(review) = &item.review {
            output.heading(&format!("{}: decided on texts that changed since", item.id));
            print_decision(&review.decision, output);
            print_drift(review, &engine.passage_changes(review, &assessment.documents)?, output);
        }
    }
    let counts = assessment.overall.review;
    output.line(&format!("{} decided, {} stale, {} open.", counts.decided, counts.stale, counts.open));
    if !outside.is_empty() {
        let ids: Vec<&str> = outside.iter().map(CriterionId::as_str).collect();
        output.line(&format!("Decided, but no longer in the rule pack: {}.", ids.join(", ")));
    }
    Ok(Ending::Done)
}

fn print_history(history: &ReviewHistory, output: &mut Output) {
    let finding = &history.finding;
    output.line(&format!("{}  {}", finding.criterion, history.title));
    output.line(&format!("Verdict: {}", verdict(finding.verdict)));
    if let Some(proposed) = finding.proposed {
        output.line(&format!("Proposed: {}", verdict(proposed)));
    }
    if let Some(assignee) = &history.assignee {
        output.line(&format!("Given to: {assignee}"));
    }
    if history.records.is_empty() {
        output.line("Nobody has said anything about it yet.");
    }
    for record in &history.records {
        output.line("");
        match &record.act {
            ReviewAct::Decided(decision) => print_decision(decision, output),
            ReviewAct::Withdrawn { by, at } => output.line(&format!("{at}  {by} withdrew the newest decision")),
            ReviewAct::Assigned { by, at, to } => output.line(&format!("{at}  {by} gave it to {to}")),
            ReviewAct::Commented { by, at, text } => output.line(&format!("{at}  {by}: {text}")),
        }
    }
    if let Some(review) = &finding.review {
        print_drift(review, &history.passages, output);
    }
}

/// The decision that stands on a criterion, and whether it still may.
pub(super) fn print_review(review: &Review, changes: &[PassageChange], output: &mut Output) {
    output.heading("Review");
    print_decision(&review.decision, output);
    print_drift(review, changes, output);
}

fn print_decision(decision: &Decision, output: &mut Output) {
    output.line(&format!(
        "{}  {}: {} -> {}",
        decision.at,
        decision.by,
        decision.ruling.name(),
        verdict(decision.verdict)
    ));
    if let Some(reason) = &decision.reason {
        output.line(&format!("  Reason: {reason}"));
    }
    for cited in &decision.passages {
        let page = cited.page.map(|page| format!(", page {page}")).unwrap_or_default();
        output.line(&format!("  Seen: {}{page} “{}”", cited.file, shorten(&cited.quote, 120)));
    }
}

fn print_drift(review: &Review, changes: &[PassageChange], output: &mut Output) {
    if !review.stale {
        return;
    }
    output.line(match review.in_force {
        true => {
            "Stale: what it rests on changed. It stays in force, since it holds the verdict below the proposed one."
        }
        false => "Stale: what it rests on changed. The proposed verdict counts until somebody decides again.",
    });
    for change in changes {
        let file = change.file.as_deref().unwrap_or(&change.was.file);
        let page = change.page.map(|page| format!(", page {page}")).unwrap_or_default();
        output.line(&match change.fate {
            PassageFate::Reworded => format!("  Reworded in {file}{page}:"),
            PassageFate::Dropped => format!("  No longer in {file}:"),
            PassageFate::NotInForce => format!("  Still in {file}{page}, but not in force any more:"),
            PassageFate::NotAssessed => format!("  Still in {file}{page}, which was left out of the assessment:"),
            PassageFate::DocumentRemoved => format!("  {file} is not in the workspace any more:"),
        });
        output.line(&format!("  {}", marked(&change.words)));
    }
    for change in &review.changes {
        match change {
            Drift::PassageGone(_) => {}
            Drift::NewEvidence { proposed, passages } => {
                output.line(&format!("  Proposed now: {}, on passages that were not seen:", verdict(*proposed)));
                for cited in passages {
                    output.line(&format!("    {} “{}”", cited.file, shorten(&cited.quote, 160)));
                }
            }
            Drift::CriterionChanged { asked } => {
                output.line(&format!("  The rule pack asked then: {}", shorten(asked, 300)));
            }
        }
    }
}

/// One word for where the review of a criterion stands.
pub(super) fn review_status(review: Option<&Review>) -> &'static str {
    match review {
        None => "open",
        Some(review) if review.stale => "stale",
        Some(_) => "decided",
    }
}

/// A share with one decimal: one decision moves little.
pub(super) fn percent_fine(share: Option<f64>) -> String {
    share.map_or_else(|| percent(None), |share| format!("{:.1} %", share * 100.0))
}
