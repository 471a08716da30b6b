//! What waits for what, as a picture: the dependency graph in columns from left to right.

mod layout;

use super::canvas::{AXIS, Align, BLUE, Canvas, INK, LABEL, MUTED, RULE, STRONG};
use crate::format;
use crate::plan_file::PlanExport;
use holdfast_domain::TaskId;
use holdfast_planner::{Plan, PlannedTask};
use layout::{Layout, layout};
use plotters::style::RGBColor;
use std::collections::BTreeSet;

/// Tasks that one picture shows.
const MOST: usize = 60;

const BOX: (i32, i32) = (470, 92);
const PITCH: (i32, i32) = (700, 118);
const HEAD: i32 = 150;
const EDGE: i32 = 30;
const WHITE: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);

/// The tasks in columns, each right of all that it waits for; critical ones have cut corners and a thick border, and the
/// longest chains are thick. Of a large plan only the tasks with the least float are shown, which the picture says.
pub fn network_svg(export: &PlanExport<'_>) -> String {
    let plan = export.plan;
    let (shown, float) = near_critical(plan);
    let layout = layout(&shown);
    let rows = layout.columns.iter().map(Vec::len).max().unwrap_or(0);
    let columns = layout.columns.len().max(3);
    let width = EDGE * 2 + columns as i32 * PITCH.0 - (PITCH.0 - BOX.0);
    let below = HEAD + rows as i32 * PITCH.1;
    let per_row = columns;
    let alone_rows = layout.alone.len().div_ceil(per_row) as i32;
    let height = below + if alone_rows > 0 { 60 + alone_rows * PITCH.1 } else { 0 } + 20;
    let places = places(&layout, rows, below, per_row);
    let critical = chains(plan);
    Canvas::paint_wide((width, height), |canvas| {
        canvas.text((EDGE, 34), &caption(plan, shown.len(), float), STRONG, Align::Left);
        legend(canvas);
        // Thick lines last, so that no thin one crosses over them.
        for is_critical in [false, true] {
            for &(from, to) in &layout.bonds {
                let on_chain = critical.contains(&(&shown[from].id, &shown[to].id));
                if on_chain == is_critical {
                    edge(canvas, (places[from], places[to]), (shown[from], shown[to]), on_chain);
                }
            }
        }
        if alone_rows > 0 {
            let heading = "Neither waiting for a task shown nor waited for by one";
            canvas.line(&[(EDGE, below + 10), (width - EDGE, below + 10)], RULE, 2);
            canvas.text((EDGE, below + 38), heading, LABEL.coloured(MUTED), Align::Left);
        }
        for (task, place) in shown.iter().zip(&places) {
            node(canvas, task, *place);
        }
    })
}

/// The tasks with the least float, as many as one picture shows, and the largest float among them. Tasks of the same float
/// are shown together, or the picture would tell them apart; those without float always are.
fn near_critical(plan: &Plan) -> (Vec<&PlannedTask>, u32) {
    let mut floats: Vec<u32> = plan.tasks.iter().map(|task| task.total_float).collect();
    floats.sort_unstable();
    let count = |limit: u32| floats.partition_point(|float| *float <= limit);
    let limit = floats.iter().rev().find(|limit| count(**limit) <= MOST).or(floats.first()).copied().unwrap_or(0);
    (plan.tasks.iter().filter(|task| task.total_float <= limit).collect(), limit)
}

fn caption(plan: &Plan, shown: usize, float: u32) -> String {
    let all = format::counted(plan.tasks.len(), "task");
    if shown == plan.tasks.len() {
        return format!("What waits for what: {all}");
    }
    format!(
        "What waits for what: the {} of {all} with a float of at most {}; the others have more",
        format::count(shown),
        format::counted(float as usize, "working day")
    )
}

fn legend(canvas: &mut Canvas<'_>) {
    let y = 92;
    outline(canvas, (EDGE, y - 20), (70, 40), true);
    canvas.text((EDGE + 84, y), "critical", AXIS.coloured(INK), Align::Left);
    outline(canvas, (EDGE + 230, y - 20), (70, 40), false);
    canvas.text((EDGE + 314, y), "with float", AXIS.coloured(INK), Align::Left);
    canvas.line(&[(EDGE + 480, y), (EDGE + 550, y)], BLUE, 8);
    let text = "longest chain; lines without letters: starts after the finish; bonds that others imply are left out";
    canvas.text((EDGE + 564, y), text, AXIS.coloured(INK), Align::Left);
}

/// Upper left corner of each task.
fn places(layout: &Layout, rows: usize, below: i32, per_row: usize) -> Vec<(i32, i32)> {
    let count = layout.columns.iter().map(Vec::len).sum::<usize>() + layout.alone.len();
    let mut places = vec![(0, 0); count];
    for (column, tasks) in (0..).zip(&layout.columns) {
        let offset = (rows - tasks.len()) as i32 * PITCH.1 / 2;
        for (row, task) in (0..).zip(tasks) {
            places[*task] = (EDGE + column * PITCH.0, HEAD + offset + row * PITCH.1);
        }
    }
    for (at, task) in layout.alone.iter().enumerate() {
        let (column, row) = ((at % per_row) as i32, (at / per_row) as i32);
        places[*task] = (EDGE + column * PITCH.0, below + 70 + row * PITCH.1);
    }
    places
}

fn chains(plan: &Plan) -> BTreeSet<(&TaskId, &TaskId)> {
    plan.critical_paths.iter().flat_map(|path| path.windows(2)).map(|pair| (&pair[0], &pair[1])).collect()
}

fn node(canvas: &mut Canvas<'_>, task: &PlannedTask, (x, y): (i32, i32)) {
    outline(canvas, (x, y), BOX, task.critical);
    let float = if task.critical { "critical".to_owned() } else { format!("float {}", task.total_float) };
    let head = format!("{} · {}\u{a0}d · {float}", task.id, task.duration_days);
    canvas.text((x + 18, y + 28), &format::shortened(&head, 28), STRONG, Align::Left);
    canvas.text((x + 18, y + 64), &format::shortened(&task.title, 26), LABEL, Align::Left);
}

/// A box, filled so that no line shows through it; with cut corners and a thick border where it is critical.
fn outline(canvas: &mut Canvas<'_>, (x, y): (i32, i32), (width, height): (i32, i32), critical: bool) {
    let (right, bottom) = (x + width, y + height);
    let cut = if critical { 16 } else { 0 };
    let mut points = vec![
        (x + cut, y),
        (right - cut, y),
        (right, y + cut),
        (right, bottom - cut),
        (right - cut, bottom),
        (x + cut, bottom),
        (x, bottom - cut),
        (x, y + cut),
    ];
    canvas.area(&points, WHITE);
    points.push(points[0]);
    let (colour, line) = if critical { (BLUE, 7) } else { (MUTED, 2) };
    canvas.line(&points, colour, line);
}

fn edge(
    canvas: &mut Canvas<'_>,
    (from, to): ((i32, i32), (i32, i32)),
    (earlier, later): (&PlannedTask, &PlannedTask),
    on_chain: bool,
) {
    let (colour, line) = if on_chain { (BLUE, 8) } else { (MUTED, 2) };
    let start = (from.0 + BOX.0, from.1 + BOX.1 / 2);
    let end = (to.0, to.1 + BOX.1 / 2);
    // Level along the boxes passed on the way, then slanting through the gap before the later task.
    let bend = (end.0 - (PITCH.0 - BOX.0) + 24, start.1);
    canvas.line(&[start, bend, (end.0 - 22, end.1)], colour, line);
    canvas.area(&[end, (end.0 - 26, end.1 - 11), (end.0 - 26, end.1 + 11)], colour);
    let bond = later.links.iter().find(|link| link.task == earlier.id);
    let label = bond.filter(|bond| bond.relation.code() != "FS" || bond.lag_days != 0).map(|bond| {
        let lag = if bond.lag_days == 0 { String::new() } else { format!("{:+}", bond.lag_days) };
        format!("{}{lag}", bond.relation.code())
    });
    if let Some(label) = label {
        // In the middle of the slant: there the lines that meet at one task are still apart.
        let (x, y) = (i32::midpoint(bend.0, end.0), i32::midpoint(bend.1, end.1));
        let half = 8 * label.len() as i32 + 4;
        canvas.bar((x - half, y - 15), (2 * half, 30), WHITE);
        canvas.text((x, y), &label, AXIS.coloured(INK), Align::Centre);
    }
}
