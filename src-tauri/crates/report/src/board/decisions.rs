//! What the board is asked to decide, derived from the worst gaps, the plan and the loss figures.

use super::BoardInput;
use crate::tree::{Block, ListItem};
use crate::{Gap, format};
use holdfast_domain::Verdict;
use std::collections::BTreeSet;

/// Decisions asked for at most.
const DECISIONS: usize = 5;

pub(super) fn blocks(input: &BoardInput<'_>, gaps: &[Gap<'_>]) -> Vec<Block> {
    let mut items: Vec<ListItem> = plan(input).into_iter().collect();
    let tolerance = tolerance(input);
    items.extend(one_a_requirement(gaps).take(DECISIONS - items.len() - 1).map(|gap| close(input, gap)));
    items.push(tolerance);
    vec![Block::heading(2, "Decisions asked of the board"), Block::List { ordered: true, items }]
}

/// The worst gap of each requirement, in order: five decisions on one subject would be one decision.
fn one_a_requirement<'a>(gaps: &'a [Gap<'a>]) -> impl Iterator<Item = &'a Gap<'a>> {
    let mut seen = BTreeSet::new();
    gaps.iter().filter(move |gap| seen.insert(&gap.criterion.requirement))
}

fn plan(input: &BoardInput<'_>) -> Option<ListItem> {
    let plan = input.plan;
    if plan.tasks.is_empty() {
        return None;
    }
    let mut text = format!(
        "{} for {}, from {} to {}.",
        format::counted(plan.tasks.len(), "task"),
        format::money(plan.cost),
        format::date(plan.start),
        format::date(plan.finish)
    );
    if let Some(deadline) = plan.deadline.filter(|_| plan.late_by_days > 0) {
        text += &format!(
            " It ends {} past the deadline of {}: move the deadline, or add people.",
            format::counted(plan.late_by_days as usize, "working day"),
            format::date(deadline)
        );
    }
    match plan.unscheduled.len() {
        0 => {}
        1 => text += " 1 task found no place in it and needs a person or a skill.",
        more => text += &format!(" {more} tasks found no place in it and need people or skills."),
    }
    Some(ListItem { lead: "Approve the plan and its budget.".into(), text })
}

fn close(input: &BoardInput<'_>, gap: &Gap<'_>) -> ListItem {
    let title = &gap.criterion.title;
    let lead = match gap.finding.verdict {
        Verdict::Contradicted => format!("Resolve a contradiction: {title}."),
        Verdict::Partial => format!("Complete what is begun: {title}."),
        Verdict::None | Verdict::Met | Verdict::NotApplicable => format!("Put in place: {title}."),
    };
    let found = match (gap.finding.verdict, gap.finding.evidence.first()) {
        (Verdict::Contradicted, Some(quote)) => format!("{} says the opposite.", format::shortened(&quote.file, 60)),
        (Verdict::Partial, _) if !gap.finding.missing.is_empty() => {
            format!("The documents do not state {}.", format::joined(&gap.finding.missing))
        }
        (Verdict::Partial, _) => "The documents address it in part.".to_owned(),
        _ => "No documented evidence was found.".to_owned(),
    };
    let text = format!("{}. {found} {}", gap.citation(), remedy(input, gap));
    ListItem { lead, text }
}

/// The task that closes the gap, by the criterion, else by its requirement.
fn remedy(input: &BoardInput<'_>, gap: &Gap<'_>) -> String {
    let tasks = &input.plan.tasks;
    let task = tasks
        .iter()
        .find(|task| task.criterion_ids.contains(&gap.criterion.id))
        .or_else(|| tasks.iter().find(|task| task.requirement_ids.contains(&gap.criterion.requirement)));
    task.map_or_else(
        || "No task of the plan closes it: name an owner.".to_owned(),
        |task| format!("{} closes it by {}.", task.id, format::date(task.finish)),
    )
}

fn tolerance(input: &BoardInput<'_>) -> ListItem {
    let risk = input.risk;
    let tail = risk
        .var
        .get("0.95")
        .map_or(String::new(), |loss| format!(" One year in 20 may cost more than {}.", format::short_money(*loss)));
    ListItem {
        lead: "Set the loss the firm is ready to carry.".into(),
        text: format!(
            "With the gaps as they are a year costs {} on average.{tail} Closing every gap would save {} a year.",
            format::short_money(risk.ale_mean),
            format::short_money(risk.investment.yearly_benefit)
        ),
    }
}
