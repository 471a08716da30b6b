//! The plan as a workbook: tasks with cells to fill in, people, bonds, criteria, and what it was made from.

use crate::sheet::{excel_date, head, table, write};
use holdfast_planner::{ACTUAL_FINISH, ACTUAL_START, PERCENT_DONE, PlannedLink};
use holdfast_report::plan_file::{COLUMNS, PlanExport, Value as Cell};
use jiff::civil::{Date, date};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

/// Days that the cells to fill in take; others are slips of the pen.
const FIRST: Date = date(2000, 1, 1);
const LAST: Date = date(2200, 1, 1);

/// Number of the paper size A3 in workbooks.
const A3: u8 = 8;

/// The workbook as bytes.
pub(crate) fn workbook(export: &PlanExport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let seconds = export.at.get(..19).unwrap_or(export.at);
    let made = ExcelDateTime::parse_from_str(seconds)?;
    workbook.set_properties(
        &DocProperties::new().set_title("Plan to close the gaps").set_author("Holdfast").set_creation_datetime(&made),
    );
    tasks(workbook.add_worksheet().set_name("Tasks")?, export)?;
    people(workbook.add_worksheet().set_name("People and load")?, export)?;
    links(workbook.add_worksheet().set_name("Links")?, export)?;
    criteria(workbook.add_worksheet().set_name("Criteria closed")?, export)?;
    about(workbook.add_worksheet().set_name("About this plan")?, export)?;
    workbook.save_to_buffer()
}

fn tasks(sheet: &mut Worksheet, export: &PlanExport<'_>) -> Result<(), XlsxError> {
    let rows: Vec<Vec<Cell>> = export
        .plan
        .tasks
        .iter()
        .map(|task| COLUMNS.iter().map(|column| (column.value)(export, task)).collect())
        .collect();
    let columns: Vec<(&str, u8)> = COLUMNS.iter().map(|column| (column.head, column.width)).collect();
    table(sheet, &columns, &rows)?;
    let last = rows.len().max(1) as u32;
    for (at, column) in (0..).zip(COLUMNS).filter(|(_, column)| column.is_open) {
        let open = Format::new()
            .set_unlocked()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0xFF_F8E1))
            .set_border(FormatBorder::Hair);
        let form = if column.head == PERCENT_DONE { "0%" } else { "yyyy-mm-dd" };
        let open = open.set_num_format(form);
        sheet.write_with_format(0, at, column.head, &head().set_italic())?;
        for (row, cells) in (1..).zip(&rows) {
            write(sheet, (row, at), &cells[usize::from(at)], &open)?;
        }
        sheet.add_data_validation(1, at, last, at, &rule(column.head)?)?;
    }
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

/// What the cells to fill in take.
fn rule(head: &str) -> Result<DataValidation, XlsxError> {
    let days = DataValidationRule::Between(excel_date(FIRST)?, excel_date(LAST)?);
    let rule = DataValidation::new();
    match head {
        PERCENT_DONE => rule
            .allow_decimal_number(DataValidationRule::Between(0.0, 1.0))
            .set_input_title(PERCENT_DONE)?
            .set_input_message("0 % to 100 %. Done means 100 % and an actual finish.")?
            .set_error_title("Not a share")?
            .set_error_message("Give 0 % to 100 %."),
        ACTUAL_START | ACTUAL_FINISH => rule
            .allow_date(days)
            .set_input_title(head)?
            .set_input_message("The day as it was, such as 2027-02-15; not in the future.")?
            .set_error_title("Not a day")?
            .set_error_message("Give a day, such as 2027-02-15."),
        _ => Ok(rule),
    }
}

fn people(sheet: &mut Worksheet, export: &PlanExport<'_>) -> Result<(), XlsxError> {
    let columns = [
        ("Person", 24),
        ("Role", 36),
        ("Capacity", 10),
        ("EUR a day", 10),
        ("Days booked", 10),
        ("Load", 8),
        ("Tasks", 8),
        ("Skills and levels", 60),
    ];
    let row = |load: &holdfast_planner::PersonLoad| {
        let member = export.team.people.iter().find(|member| member.id == load.id);
        let own = export.plan.tasks.iter().filter(|task| task.assignees.contains(&load.id)).count();
        let skills = member.map(|member| {
            let skills = member.skills.iter().map(|known| format!("{} {}", known.skill, known.level));
            skills.collect::<Vec<_>>().join(", ")
        });
        vec![
            Cell::Text(load.id.to_string()),
            Cell::Text(load.title.clone()),
            member.map_or(Cell::Nothing, |member| Cell::Share(member.capacity)),
            member.map_or(Cell::Nothing, |member| Cell::Euros(member.day_rate_eur)),
            Cell::Number(f64::from(load.days)),
            Cell::Share(load.load),
            Cell::Number(own as f64),
            skills.map_or(Cell::Nothing, Cell::Text),
        ]
    };
    table(sheet, &columns, &export.plan.people.iter().map(row).collect::<Vec<_>>())
}

fn links(sheet: &mut Worksheet, export: &PlanExport<'_>) -> Result<(), XlsxError> {
    let columns =
        [("Waits", 11), ("What waits", 52), ("For", 11), ("What is waited for", 52), ("Relation", 9), ("Lag days", 9)];
    let title = |link: &PlannedLink| {
        let found = export.plan.tasks.iter().find(|task| task.id == link.task);
        found.map_or(Cell::Nothing, |task| Cell::Text(task.title.clone()))
    };
    let rows = export.plan.tasks.iter().flat_map(|task| {
        task.links.iter().map(|link| {
            vec![
                Cell::Text(task.id.to_string()),
                Cell::Text(task.title.clone()),
                Cell::Text(link.task.to_string()),
                title(link),
                Cell::Text(link.relation.code().to_owned()),
                Cell::Number(f64::from(link.lag_days)),
            ]
        })
    });
    table(sheet, &columns, &rows.collect::<Vec<_>>())
}

fn criteria(sheet: &mut Worksheet, export: &PlanExport<'_>) -> Result<(), XlsxError> {
    let columns = [("Criterion", 16), ("Closed by", 11), ("What", 52), ("Finish", 12), ("Evidence", 70)];
    let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
    for task in &export.plan.tasks {
        for criterion in &task.criterion_ids {
            let row = vec![
                Cell::Text(criterion.to_string()),
                Cell::Text(task.id.to_string()),
                Cell::Text(task.title.clone()),
                Cell::Day(task.finish),
                Cell::Text(task.evidence.join("; ")),
            ];
            rows.push((criterion.to_string(), row));
        }
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    table(sheet, &columns, &rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>())
}

fn about(sheet: &mut Worksheet, export: &PlanExport<'_>) -> Result<(), XlsxError> {
    let plan = export.plan;
    let mut rows = vec![
        ("Plan key", Cell::Text(export.key.to_owned())),
        ("Baseline key", Cell::Text(export.baseline_key.to_owned())),
        ("Made at", Cell::Text(export.at.to_owned())),
        ("Start", Cell::Day(plan.start)),
        ("Finish", Cell::Day(plan.finish)),
        ("Deadline", plan.deadline.map_or(Cell::Nothing, Cell::Day)),
        ("Working days", Cell::Number(f64::from(plan.makespan_days))),
        ("No schedule is shorter than", Cell::Number(f64::from(plan.lower_bound_days))),
        ("Cost EUR", Cell::Euros(plan.cost)),
        ("Cost EUR a year", Cell::Euros(plan.yearly_cost)),
    ];
    if let Some(risk) = &plan.finish_risk {
        rows.push(("Finish, half of the runs", Cell::Day(risk.p50.date)));
        rows.push(("Finish, 80 % of the runs", Cell::Day(risk.p80.date)));
        rows.push(("Finish, 95 % of the runs", Cell::Day(risk.p95.date)));
    }
    let how = "Fill in the yellow cells of the sheet Tasks, save the file, then run: holdfast plan progress FILE";
    rows.push(("Reporting progress", Cell::Text(how.to_owned())));
    sheet.set_column_width(0, 30)?.set_column_width(1, 72)?;
    for (row, (name, cell)) in (0..).zip(&rows) {
        sheet.write_with_format(row, 0, *name, &Format::new().set_bold())?;
        write(sheet, (row, 1), cell, &Format::new().set_align(FormatAlign::Left))?;
    }
    Ok(())
}
