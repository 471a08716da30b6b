//! A Gantt diagram in Mermaid, one section for each domain.

use super::PlanExport;
use std::fmt::Write;

/// The text of the diagram.
pub fn mermaid(export: &PlanExport<'_>) -> String {
    let mut text = format!(
        "%% Holdfast plan {}\ngantt\n    title Plan from {} to {}\n    dateFormat YYYY-MM-DD\n    axisFormat %b %Y\n    \
         tickInterval 1month\n    inclusiveEndDates\n",
        export.key, export.plan.start, export.plan.finish
    );
    let mut number = 0;
    for (domain, tasks) in export.by_domain() {
        line(&mut text, format_args!("    section {}\n", plain(domain)));
        for task in tasks {
            number += 1;
            let title = plain(&format!("{} {}", task.id, task.title));
            let critical = if task.critical { "crit, " } else { "" };
            line(&mut text, format_args!("    {title} :{critical}t{number}, {}, {}\n", task.start, task.finish));
        }
    }
    if let Some(deadline) = export.plan.deadline {
        text.push_str("    section Deadline\n");
        line(&mut text, format_args!("    Deadline :milestone, crit, deadline, {deadline}, 0d\n"));
    }
    text
}

/// A string takes whatever is written to it.
fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(line);
}

/// The text without the characters that end a name in Mermaid: each becomes one that looks like it.
fn plain(text: &str) -> String {
    let like = |character| match character {
        ':' => '\u{a789}',
        ';' => ',',
        '#' => '\u{ff03}',
        '%' => '\u{ff05}',
        control if char::is_control(control) => ' ',
        other => other,
    };
    text.chars().map(like).collect()
}
