//! The plan in full: chart, tasks, people.

use super::BoardInput;
use crate::tree::{Block, Cell, Column, ColumnKind};
use crate::{chart, format};
use holdfast_domain::{PersonId, RequirementId};
use holdfast_planner::Plan;

pub(super) fn blocks(input: &BoardInput<'_>) -> Vec<Block> {
    let plan = input.plan;
    let mut blocks = vec![Block::PageBreak, Block::heading(1, "Plan in full")];
    if plan.tasks.is_empty() {
        blocks.push(Block::paragraph("The plan holds no task."));
    } else {
        blocks.push(Block::paragraph(format!(
            "{} from start to finish. No schedule of these tasks with this team can be shorter than {}. The float of a \
             task is the number of working days it may slip without moving the finish, by dependencies alone.",
            format::counted(plan.makespan_days as usize, "working day"),
            format::counted(plan.lower_bound_days as usize, "working day"),
        )));
        blocks.extend(charts(plan));
        blocks.push(Block::heading(2, "Tasks"));
        blocks.push(tasks(plan));
        blocks.extend(people(plan));
    }
    blocks.extend(unscheduled(plan));
    blocks
}

fn charts(plan: &Plan) -> impl Iterator<Item = Block> {
    let pages = plan.tasks.len().div_ceil(chart::TASKS_A_PAGE);
    (1..).zip(plan.tasks.chunks(chart::TASKS_A_PAGE)).map(move |(page, tasks)| {
        let part = if pages > 1 { format!(" ({page} of {pages})") } else { String::new() };
        Block::Figure {
            svg: chart::gantt(plan, tasks),
            caption: format!("Gantt chart of the plan{part}; critical tasks are dark"),
            alt: format!(
                "Gantt chart{part} of {} between {} and {}, {} of them critical. The task table lists the same dates.",
                format::counted(tasks.len(), "task"),
                format::date(plan.start),
                format::date(plan.finish),
                format::count(tasks.iter().filter(|task| task.critical).count())
            ),
        }
    })
}

fn tasks(plan: &Plan) -> Block {
    let rows = plan.tasks.iter().map(|task| {
        let requirements: Vec<&str> = task.requirement_ids.iter().map(RequirementId::as_str).collect();
        let people: Vec<&str> = task.assignees.iter().map(|id| name(plan, id)).collect();
        vec![
            Cell::text(task.id.as_str()),
            Cell::text(&task.title),
            Cell::text(requirements.join(", ")),
            Cell::text(people.join(", ")),
            Cell::date(task.start),
            Cell::date(task.finish),
            Cell::count(task.duration_days as usize),
            Cell::count(task.total_float as usize),
        ]
    });
    Block::Table {
        caption: "Tasks by start; a float of 0 marks the critical ones".into(),
        columns: vec![
            Column::new("Task", ColumnKind::Label),
            Column::new("What", ColumnKind::Text),
            Column::new("Closes", ColumnKind::Text),
            Column::new("Who", ColumnKind::Text),
            Column::new("Start", ColumnKind::Figure),
            Column::new("Finish", ColumnKind::Figure),
            Column::new("Days", ColumnKind::Figure),
            Column::new("Float", ColumnKind::Figure),
        ],
        rows: rows.collect(),
    }
}

fn name<'a>(plan: &'a Plan, id: &'a PersonId) -> &'a str {
    plan.people.iter().find(|person| &person.id == id).map_or(id.as_str(), |person| &person.title)
}

fn people(plan: &Plan) -> Vec<Block> {
    if plan.people.is_empty() {
        return Vec::new();
    }
    let rows = plan
        .people
        .iter()
        .map(|person| vec![Cell::text(&person.title), Cell::count(person.days as usize), Cell::share(person.load)]);
    vec![
        Block::heading(2, "People"),
        Block::Table {
            caption: "How busy the plan keeps each of the team".into(),
            columns: vec![
                Column::new("Role", ColumnKind::Text),
                Column::new("Days booked", ColumnKind::Figure),
                Column::new("Share of the plan", ColumnKind::Figure),
            ],
            rows: rows.collect(),
        },
    ]
}

fn unscheduled(plan: &Plan) -> Vec<Block> {
    if plan.unscheduled.is_empty() {
        return Vec::new();
    }
    let rows = plan
        .unscheduled
        .iter()
        .map(|task| vec![Cell::text(task.id.as_str()), Cell::text(&task.title), Cell::text(&task.reason)]);
    vec![
        Block::heading(2, "Tasks without a place"),
        Block::Table {
            caption: "Tasks that could not be placed, and what would place them".into(),
            columns: vec![
                Column::new("Task", ColumnKind::Label),
                Column::new("What", ColumnKind::Text),
                Column::new("Why", ColumnKind::Text),
            ],
            rows: rows.collect(),
        },
    ]
}
