//! The scenario library as a workbook to edit.

use crate::sheet::table;
use holdfast_report::plan_file::Value as Cell;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// Fields that hold words; all others hold figures.
const WORDS: [&str; 9] =
    ["id", "title", "description", "source", "frequency", "severity", "losses", "requirement", "control"];

/// One sheet: the fields as its head, then the rows, with figures as numbers.
pub(crate) fn workbook(fields: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let columns: Vec<(&str, u8)> = fields.iter().map(|field| (*field, width(field))).collect();
    let cell = |(field, text): (&&str, &String)| match text.parse::<f64>() {
        _ if text.is_empty() => Cell::Nothing,
        Ok(number) if !WORDS.contains(field) => Cell::Number(number),
        _ => Cell::Text(text.clone()),
    };
    let rows: Vec<Vec<Cell>> = rows.iter().map(|row| fields.iter().zip(row).map(cell).collect()).collect();
    let mut workbook = Workbook::new();
    // A fixed day in place of the clock: the same scenarios give the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title("Loss scenarios").set_creation_datetime(&made));
    table(workbook.add_worksheet().set_name("Scenarios")?, &columns, &rows)?;
    workbook.save_to_buffer()
}

fn width(field: &str) -> u8 {
    match field {
        "title" | "control" => 32,
        "description" => 60,
        "source" | "frequency" | "severity" => 20,
        _ => 14,
    }
}
