//! Pages one and two: where the firm stands, what to decide, what it may cost, when it is done.

use super::{BoardInput, decisions};
use crate::tree::{Block, Cell, Column, ColumnKind, KeyFigure};
use crate::{Gap, chart, format};
use holdfast_domain::Verdict;

/// Steps of the critical path shown on the summary pages.
const STEPS: usize = 12;

pub(super) fn blocks(input: &BoardInput<'_>, gaps: &[Gap<'_>]) -> Vec<Block> {
    let mut blocks = vec![Block::heading(1, "Summary")];
    blocks.extend(standing(input));
    blocks.extend(decisions::blocks(input, gaps));
    blocks.push(Block::heading(2, "What the gaps may cost"));
    blocks.push(curve(input));
    blocks.push(Block::heading(2, "The plan"));
    blocks.extend(critical_path(input));
    blocks
}

fn standing(input: &BoardInput<'_>) -> Vec<Block> {
    let assessment = input.assessment;
    let counts = assessment.overall.counts;
    let binding = counts.met + counts.partial + counts.none + counts.contradicted;
    let meaning = match assessment.overall.score {
        None => "No obligation of the rule pack applies to the firm as described, so there is no score.".to_owned(),
        Some(_) if assessment.documents.is_empty() => {
            "No document was read, so no documented evidence could be found. The figures below describe a firm about \
             which nothing is known."
                .to_owned()
        }
        Some(score) => format!(
            "Documented evidence was found for {} of what the rules ask, weighted by importance. Of {} that apply, {} \
             met, {} partial, {} without evidence and {} contradicted by the firm's own documents.",
            format::percent(score),
            format::counted(binding, "criterion").replace("criterions", "criteria"),
            are(counts.met),
            are(counts.partial),
            are(counts.none),
            are(counts.contradicted),
        ),
    };
    let verdicts = [counts.met, counts.partial, counts.none, counts.contradicted, counts.not_applicable];
    vec![
        Block::paragraph(meaning),
        key_figures(input),
        Block::note(format!(
            "Verdicts are proposals, made by text retrieval and fixed rules, to be confirmed by a reviewer. {} A score \
             says what is documented, not what is done.",
            reviewed(input)
        )),
        Block::Table {
            caption: "Criteria by verdict".into(),
            columns: Verdict::ALL
                .iter()
                .map(|verdict| Column::new(&format::verdict(*verdict), ColumnKind::Figure))
                .collect(),
            rows: vec![verdicts.map(Cell::count).into()],
        },
        Block::Figure {
            svg: chart::domains(assessment),
            caption: "Documented evidence found, by domain".into(),
            alt: domains_in_words(input),
        },
    ]
}

/// How many verdicts a person has looked at.
fn reviewed(input: &BoardInput<'_>) -> String {
    let review = input.assessment.overall.review;
    let total = review.decided + review.stale + review.open;
    let stale = match review.stale {
        0 => String::new(),
        1 => " 1 more was decided on texts that changed since.".to_owned(),
        more => format!(" {} more were decided on texts that changed since.", format::count(more)),
    };
    format!("{} of {} were decided by a reviewer.{stale}", format::count(review.decided), format::count(total))
}

fn are(number: usize) -> String {
    format!("{} {}", format::count(number), if number == 1 { "is" } else { "are" })
}

fn key_figures(input: &BoardInput<'_>) -> Block {
    let (assessment, risk, plan) = (input.assessment, input.risk, input.plan);
    let tail = risk.var.get("0.95").copied();
    let error = risk
        .standard_error
        .get("var_0.95")
        .map_or(String::new(), |error| format!("; standard error {}", format::short_money(*error)));
    let finish = match plan.deadline {
        _ if plan.tasks.is_empty() && !plan.unscheduled.is_empty() => "no task could be placed".to_owned(),
        _ if plan.tasks.is_empty() => "no open task".to_owned(),
        Some(deadline) if plan.late_by_days > 0 => format!(
            "{} past the deadline of {}",
            format::counted(plan.late_by_days as usize, "working day"),
            format::date(deadline)
        ),
        Some(deadline) => format!("within the deadline of {}", format::date(deadline)),
        None => format!("{}, {}", format::counted(plan.tasks.len(), "task"), format::short_money(plan.cost)),
    };
    let figure = |label: &str, value: Cell, detail: String| KeyFigure { label: label.to_owned(), value, detail };
    Block::KeyFigures {
        figures: vec![
            figure("Overall score", Cell::score(assessment.overall.score), "documented evidence found".to_owned()),
            figure("Expected loss a year", Cell::short_money(risk.ale_mean), "mean of the simulated years".to_owned()),
            figure(
                "95% value at risk",
                tail.map_or_else(|| Cell::text("not available"), Cell::short_money),
                format!("1 year in 20 is worse{error}"),
            ),
            figure("Plan finished", Cell::date(plan.finish), finish),
        ],
    }
}

fn domains_in_words(input: &BoardInput<'_>) -> String {
    let domains = input.assessment.domains.iter();
    let words: Vec<String> =
        domains.map(|domain| format!("{} {}", domain.title, format::score(domain.score))).collect();
    format!(
        "Bar chart of documented evidence found. {}. Overall {}.",
        words.join(", "),
        format::score(input.assessment.overall.score)
    )
}

fn curve(input: &BoardInput<'_>) -> Block {
    let risk = input.risk;
    let level = |name: &str| risk.var.get(name).map_or_else(|| "not available".to_owned(), |loss| format::money(*loss));
    Block::Figure {
        svg: chart::exceedance(risk),
        caption: format!(
            "Loss exceedance over {} simulated years: how likely a year is to cost more than an amount",
            format::whole(risk.iterations)
        ),
        alt: format!(
            "Curve of the probability that a year's loss exceeds an amount. One year in 20 costs more than {}, one in \
             100 more than {}. The mean year costs {}.",
            level("0.95"),
            level("0.99"),
            format::money(risk.ale_mean)
        ),
    }
}

fn critical_path(input: &BoardInput<'_>) -> Vec<Block> {
    let plan = input.plan;
    if plan.tasks.is_empty() {
        return vec![Block::paragraph(if plan.unscheduled.is_empty() {
            "The plan holds no task.".to_owned()
        } else {
            format!("{} could not be placed; see the plan section.", format::counted(plan.unscheduled.len(), "task"))
        })];
    }
    let text = format!(
        "{} from {} to {}, at a cost of {}. The critical path below is the longest chain of dependent tasks: {} \
         even if no task ever waited for a person. A delay in any of them delays the whole.",
        format::counted(plan.tasks.len(), "task"),
        format::date(plan.start),
        format::date(plan.finish),
        format::money(plan.cost),
        format::counted(plan.critical_path_days as usize, "working day"),
    );
    let path = plan.critical_path.iter().filter_map(|id| plan.tasks.iter().find(|task| &task.id == id));
    let rows: Vec<Vec<Cell>> = path
        .clone()
        .take(STEPS)
        .map(|task| {
            vec![
                Cell::text(task.id.as_str()),
                Cell::text(&task.title),
                Cell::date(task.start),
                Cell::date(task.finish),
                Cell::count(task.duration_days as usize),
            ]
        })
        .collect();
    let more = path.count().saturating_sub(STEPS);
    let caption = match more {
        0 => "Critical path".to_owned(),
        more => format!("Critical path, first {STEPS} steps; {more} more in the plan section"),
    };
    let mut blocks = vec![Block::paragraph(text)];
    if !rows.is_empty() {
        blocks.push(Block::Table {
            caption,
            columns: vec![
                Column::new("Task", ColumnKind::Label),
                Column::new("What", ColumnKind::Text),
                Column::new("Start", ColumnKind::Figure),
                Column::new("Finish", ColumnKind::Figure),
                Column::new("Days", ColumnKind::Figure),
            ],
            rows,
        });
    }
    blocks
}
