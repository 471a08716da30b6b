//! `history` and `diff`: which assessments there were, and what changed between two of them.

use super::review::percent_fine;
use crate::Ending;
use crate::args::Global;
use crate::output::{Output, shorten, verdict};
use crate::session::Session;
use holdfast_domain::{CitedPassage, Failure, Review, Verdict};
use holdfast_engine::{HistoryDiff, HistoryEntry, short};
use holdfast_gap::{Cause, CriterionChange, DocumentFate, ScoreChange, Side};
use serde_json::json;

pub(crate) fn history(global: &Global, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let history = session.engine().history()?;
    if output.is_json() {
        output.document(&json!({ "history": history }));
        return Ok(Ending::Done);
    }
    if history.is_empty() {
        output.line("There is no assessment yet. Run `holdfast assess` first.");
        return Ok(Ending::Done);
    }
    let rows = history.iter().map(|entry| {
        let counts = [entry.counts.met, entry.counts.partial, entry.counts.none, entry.counts.contradicted];
        let mut row = vec![
            format!("{}{}", short(&entry.id), if entry.recalled { " ↺" } else { "" }),
            minute(&entry.at),
            entry.by.clone(),
            percent_fine(entry.score),
            points(entry.change),
        ];
        row.extend(counts.map(|count| count.to_string()));
        row.push(match entry.review.stale {
            0 => entry.review.decided.to_string(),
            stale => format!("{} + {stale} stale", entry.review.decided),
        });
        row.push(entry.documents.map_or("–".into(), |documents| documents.to_string()));
        row
    });
    let head = [
        "Assessment",
        "Time (UTC)",
        "By",
        ">Score",
        ">Change",
        ">Met",
        ">Part",
        ">None",
        ">Denied",
        ">Decided",
        ">Docs",
    ];
    output.table(&head, rows.collect());
    if history.iter().any(|entry| entry.recalled) {
        output.line("↺ the same inputs as before, so the same assessment again");
    }
    let mut before: Option<&HistoryEntry> = None;
    for entry in &history {
        if before.is_none_or(|before| before.pack != entry.pack || before.model != entry.model) {
            let (pack, model) = (&entry.pack, &entry.model);
            output.line(&format!("From {}: pack {} {}, model {}", short(&entry.id), pack.id, pack.version, model.id));
        }
        before = Some(entry);
    }
    Ok(Ending::Done)
}

pub(crate) fn diff(
    global: &Global,
    old: Option<&str>,
    new: Option<&str>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let found = session.engine().diff(old, new)?;
    if output.is_json() {
        output.document(&found);
    } else {
        print_diff(&found, output);
    }
    Ok(Ending::Done)
}

fn print_diff(found: &HistoryDiff, output: &mut Output) {
    let side = |entry: &HistoryEntry| format!("{} of {}", short(&entry.id), entry.at);
    output.line(&format!("From {} to {}", side(&found.old), side(&found.new)));
    let diff = &found.diff;
    output.line(&format!("Overall {}", change(&diff.overall)));
    let inputs = [
        (diff.firm_changed, "The firm's profile is another one."),
        (diff.pack_changed, "The rule pack is another one."),
        (diff.model_changed, "The model is another one."),
        (diff.head_changed, "The verdict head is another one."),
    ];
    for (_, sentence) in inputs.iter().filter(|(changed, _)| *changed) {
        output.line(sentence);
    }
    for document in &diff.documents {
        output.line(&format!("Document {}: {}", fate(document.change), document.file));
    }
    for (title, scores) in [("Domains", &diff.domains), ("Requirements", &diff.requirements)] {
        if !scores.is_empty() {
            output.heading(title);
            let rows = scores.iter().map(|score| vec![score.id.clone(), score.title.clone(), change(score)]);
            output.table(&["", "", ">Score"], rows.collect());
        }
    }
    if diff.criteria.is_empty() {
        output.line("No criterion changed.");
        return;
    }
    let (moved, others): (Vec<&CriterionChange>, Vec<&CriterionChange>) =
        diff.criteria.iter().partition(|change| change.verdict.differs() || change.review.differs());
    if !moved.is_empty() {
        output.heading("Criteria with another verdict or decision");
        for change in &moved {
            print_criterion(change, output);
        }
    }
    if !others.is_empty() {
        let ids: Vec<&str> = others.iter().map(|change| change.id.as_str()).collect();
        output.heading(&format!("Same verdict, other confidence or evidence ({})", ids.len()));
        output.line(&ids.join(", "));
    }
}

fn print_criterion(change: &CriterionChange, output: &mut Output) {
    let word = |side: Option<Verdict>| side.map_or("not in the pack", verdict);
    let Side { old, new } = &change.verdict;
    let verdicts = match change.verdict.differs() {
        true => format!("{} -> {}", word(*old), word(*new)),
        false => word(*new).to_owned(),
    };
    let confidence = |side: Option<f64>| side.map_or("–".into(), |share| format!("{:.0} %", share * 100.0));
    output.line(&format!(
        "{}  {verdicts}  (confidence {} -> {})",
        change.id,
        confidence(change.confidence.old),
        confidence(change.confidence.new)
    ));
    if change.review.differs() {
        output.line(&format!("  Decision: {} -> {}", decision(&change.review.old), decision(&change.review.new)));
    }
    let causes: Vec<String> = change.causes.iter().map(cause).collect();
    if !causes.is_empty() {
        output.line(&format!("  Because: {}", causes.join("; ")));
    }
    if change.causes == [Cause::Decision] {
        return;
    }
    for (sign, passages) in [("-", &change.evidence_dropped), ("+", &change.evidence_added)] {
        for passage in passages.iter() {
            output.line(&format!("  {sign} {}", quote(passage)));
        }
    }
}

fn quote(passage: &CitedPassage) -> String {
    let page = passage.page.map(|page| format!(", page {page}")).unwrap_or_default();
    format!("{}{page}: “{}”", passage.file, shorten(&passage.quote, 120))
}

fn decision(review: &Option<Review>) -> String {
    let Some(review) = review else { return "none".into() };
    let stale = if review.stale { ", stale" } else { "" };
    format!("{} by {}{stale}", review.decision.ruling.name(), review.decision.by)
}

fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Decision => "a reviewer decided".into(),
        Cause::Document { file, change } => format!("{file} was {}", fate(*change)),
        Cause::Firm => "the firm's profile is another one".into(),
        Cause::RulePack => "the rule pack is another one".into(),
        Cause::Model => "the model is another one".into(),
        Cause::Head => "the verdict head is another one".into(),
        Cause::OtherDocuments => "other documents were added, changed or removed".into(),
        Cause::Product => "this version of the product judges otherwise".into(),
    }
}

fn fate(fate: DocumentFate) -> &'static str {
    match fate {
        DocumentFate::Added => "added",
        DocumentFate::Removed => "removed",
        DocumentFate::Changed => "changed",
        DocumentFate::Renamed => "renamed",
        DocumentFate::Reread => "read otherwise",
    }
}

fn change(score: &ScoreChange) -> String {
    format!("{} -> {} ({})", percent_fine(score.score.old), percent_fine(score.score.new), points(score.change))
}

/// A time without seconds.
fn minute(at: &str) -> String {
    at.get(..16).unwrap_or(at).replace('T', " ")
}

/// A change of a score in percentage points.
fn points(change: Option<f64>) -> String {
    change.map_or("–".into(), |change| format!("{:+.1}", change * 100.0))
}
