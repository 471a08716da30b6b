//! Writes workbooks.
//!
//! The only crate that knows how a workbook is made. It is handed figures and puts them into cells as numbers and dates,
//! so that they can be sorted, filtered and counted on. The same plan gives the same bytes.

mod plan;
mod scenarios;
mod sheet;

use holdfast_ports::{PlanWorkbook, RenderError};
use holdfast_report::plan_file::PlanExport;

/// A workbook of scenarios: the head, then a row of texts for each row of the table, whose figures become numbers.
///
/// # Errors
/// Where the table does not fit a sheet.
pub fn scenario_workbook(fields: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, RenderError> {
    scenarios::workbook(fields, rows).map_err(|error| RenderError(error.to_string()))
}

/// Workbooks by `rust_xlsxwriter`.
pub struct XlsxWriter;

impl PlanWorkbook for XlsxWriter {
    fn plan(&self, export: &PlanExport<'_>) -> Result<Vec<u8>, RenderError> {
        plan::workbook(export).map_err(|error| RenderError(error.to_string()))
    }
}
