//! `plan export`, `plan progress`, `plan status`, `plan risks` and `plan baseline`.

use crate::Ending;
use crate::args::{Global, KeptAction};
use crate::output::Output;
use crate::session::Session;
use holdfast_domain::{Failure, Rating, RiskLevel};
use holdfast_engine::{PlanStatus, ProgressReport};
use holdfast_planner::{PlanRisk, TaskState, TaskStatus, risk_assumptions};
use holdfast_report_xlsx::XlsxWriter;
use jiff::civil::Date;
use serde_json::json;

pub(super) fn plan_action(global: &Global, action: &KeptAction, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let mut engine = session.engine();
    match action {
        KeptAction::Export { format, out, replace } => {
            let file = engine.export_plan((*format).into(), (out, *replace), &XlsxWriter)?;
            if output.is_json() {
                output.document(&file);
            } else {
                output.line(&format!("{} ({} KB)", file.path, file.bytes.div_ceil(1024)));
            }
            Ok(Ending::Done)
        }
        KeptAction::Progress { file } => {
            let report = engine.take_progress(file)?;
            let ending = if report.skipped.is_empty() { Ending::Done } else { Ending::Partial };
            if output.is_json() {
                output.document(&report);
            } else {
                print_progress(&report, output);
            }
            Ok(ending)
        }
        KeptAction::Status => {
            let status = engine.plan_status()?;
            if output.is_json() {
                output.document(&status);
            } else {
                print_status(&status, output);
            }
            Ok(Ending::Done)
        }
        KeptAction::Risks => {
            let risks = engine.plan_risks()?;
            if output.is_json() {
                let assumptions = risk_assumptions();
                output.document(&json!({ "risks": risks, "matrix": matrix(&risks), "assumptions": assumptions }));
            } else {
                print_risks(&risks, output);
            }
            Ok(Ending::Done)
        }
        KeptAction::Baseline => {
            let key = engine.set_baseline()?;
            if output.is_json() {
                output.document(&json!({ "baseline_key": key }));
            } else {
                output.line("The newest plan is the baseline now; `holdfast plan status` measures against it.");
            }
            Ok(Ending::Done)
        }
    }
}

/// How many risks stand at each place: rows are steps of probability from 1, columns steps of impact from 1.
fn matrix(risks: &[PlanRisk]) -> [[usize; 5]; 5] {
    let mut matrix = [[0; 5]; 5];
    for Rating { probability, impact } in risks.iter().map(|risk| risk.rating) {
        matrix[usize::from(probability - 1)][usize::from(impact - 1)] += 1;
    }
    matrix
}

fn print_risks(risks: &[PlanRisk], output: &mut Output) {
    output.heading("Risks of the plan");
    if risks.is_empty() {
        output.line("The figures of the plan point to none.");
        return;
    }
    let likely = ["1 below 5 %", "2 from 5 %", "3 from 20 %", "4 from 50 %", "5 from 80 %"];
    let rows = matrix(risks).into_iter().zip(likely).rev().map(|(row, name)| {
        let cell = |count: usize| if count == 0 { "·".to_owned() } else { count.to_string() };
        std::iter::once(name.to_owned()).chain(row.map(cell)).collect()
    });
    output.table(&["Probability \\ impact", ">1", ">2", ">3", ">4", ">5"], rows.collect());
    output.line(
        "Impact: delay of the finish in shares of the plan: 1 below 2 %, 2 from 2, 3 from 5, 4 from 10, 5 from 20 %.",
    );
    output.line(&format!("Assumptions: {}.", risk_assumptions()));
    let rows = risks.iter().map(|risk| {
        let Rating { probability, impact } = risk.rating;
        let level = match risk.level {
            RiskLevel::Low => "low",
            RiskLevel::Medium => "medium",
            RiskLevel::High => "high",
            RiskLevel::Critical => "critical",
        };
        vec![format!("{probability} × {impact}"), level.to_owned(), risk.title.clone(), risk.basis.clone()]
    });
    output.table(&[">P × I", "Level", "What may happen", "Why"], rows.collect());
}

fn print_progress(report: &ProgressReport, output: &mut Output) {
    output.heading("Progress");
    let rows = report.taken;
    output.line(&format!("{rows} task{} taken from the file", if rows == 1 { "" } else { "s" }));
    output.line(&format!("In all: {} done, {} under way", report.done, report.under_way));
    for note in &report.notes {
        output.line(&format!("Note: {note}."));
    }
    if !report.skipped.is_empty() {
        output.heading(&format!("Left out ({})", report.skipped.len()));
        for problem in &report.skipped {
            let place = format!("row {}, {}, {}", problem.row, problem.task, problem.field);
            output.line(&format!("✗ {place}: {}.", problem.message));
        }
        output.line("Correct these rows and give the file again; the others count already.");
    }
    if report.taken > 0 {
        output.line("Run `holdfast plan` to plan what is left, `holdfast plan status` to see where it stands.");
    }
}

fn print_status(found: &PlanStatus, output: &mut Output) {
    let status = &found.status;
    output.heading(&format!("Plan on {}", status.as_of));
    output.line(&format!("Baseline                 {} to {}", status.planned.start, status.planned.finish));
    output.line(&format!("Finish as it looks now   {}, {}", status.forecast_finish, slip(status.slipped_days)));
    if let Some(deadline) = status.deadline {
        let kept = if status.forecast_finish <= deadline { "kept" } else { "missed" };
        output.line(&format!("Deadline                 {deadline}, {kept}"));
    }
    let percent = status.percent_done.map_or("no effort planned".to_owned(), |percent| format!("{percent:.0} %"));
    output.line(&format!("Done, by effort          {percent}"));
    output.line(&format!(
        "Tasks                    {} done, {} under way, {} not started, {} late",
        status.done, status.under_way, status.not_started, status.late
    ));
    if found.needs_replanning {
        output.line("Note: progress was reported after the newest plan was made. Run `holdfast plan` for new dates.");
    }
    output.table(
        &["Task", "! late", "State", ">Done", "Planned", "Actual", "Finish now", ">Slip"],
        status.tasks.iter().map(row).collect(),
    );
}

fn row(task: &TaskStatus) -> Vec<String> {
    let state = match task.state {
        TaskState::NotStarted => "○ not started",
        TaskState::UnderWay => "◐ under way",
        TaskState::Done => "● done",
        TaskState::Dropped => "– not needed",
    };
    let day = |day: Option<Date>| day.map_or("–".to_owned(), |day| day.to_string());
    let actual = match (task.actual_start, task.actual_finish) {
        (None, None) => "–".to_owned(),
        (start, None) => format!("{} –", day(start)),
        (start, finish) => format!("{} {}", day(start), day(finish)),
    };
    vec![
        task.id.to_string(),
        format!("{}{}", if task.is_late { "! " } else { "" }, task.title),
        state.to_owned(),
        format!("{:.0} %", task.percent_done),
        task.planned.map_or("new".to_owned(), |planned| format!("{} {}", planned.start, planned.finish)),
        actual,
        day(task.forecast_finish),
        task.slipped_days.map_or("–".to_owned(), |days| format!("{days:+}")),
    ]
}

fn slip(days: i64) -> String {
    match days {
        0 => "as planned".to_owned(),
        1 => "1 working day late".to_owned(),
        -1 => "1 working day early".to_owned(),
        2.. => format!("{days} working days late"),
        _ => format!("{} working days early", -days),
    }
}
