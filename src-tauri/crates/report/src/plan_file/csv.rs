//! CSV by RFC 4180: comma, quotes where needed, lines end with CR LF; UTF-8 with a byte order mark, without which Excel takes
//! the text for another encoding.

use super::{COLUMNS, PlanExport, Value};

const MARK: &str = "\u{feff}";

/// Characters that make a spreadsheet take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One line a task, as in the sheet of tasks. Words that a spreadsheet would take for a formula have a `'` in front.
pub fn csv(export: &PlanExport<'_>) -> Vec<u8> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    written(writer.write_record(COLUMNS.iter().map(|column| column.head)));
    for task in &export.plan.tasks {
        written(writer.write_record(COLUMNS.iter().map(|column| cell((column.value)(export, task)))));
    }
    writer.into_inner().unwrap_or_default()
}

/// The rows of a CSV file, the head included, with the `'` of [`csv`] taken off; or why it is none. Comma and semicolon are
/// both understood, since spreadsheets write what the language of the user has.
pub fn csv_rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8; save it as CSV UTF-8".to_owned())?;
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' };
    let mut reader =
        ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let row = |record: Result<::csv::StringRecord, ::csv::Error>| {
        let record = record.map_err(|error| error.to_string())?;
        Ok(record.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell).trim().to_owned()).collect())
    };
    reader.records().map(row).collect()
}

fn cell(value: Value) -> String {
    match value {
        Value::Text(text) if text.starts_with(FORMULA) => format!("'{text}"),
        Value::Text(text) => text,
        Value::Number(number) => format!("{number}"),
        Value::Euros(eur) => format!("{eur:.2}"),
        Value::Share(share) => format!("{}%", (share * 1000.0).round() / 10.0),
        Value::Day(day) => day.to_string(),
        Value::Nothing => String::new(),
    }
}

/// The writer fills a vector: there is nothing that could fail.
fn written<E>(_: Result<(), E>) {}
