//! Writes workbooks.
//!
//! The only crate that knows how a workbook is made. It is handed figures and puts them into cells as numbers and dates,
//! so that they can be sorted, filtered and counted on. The same plan gives the same bytes.

mod plan;
mod sheet;

use holdfast_ports::{PlanWorkbook, RenderError};
use holdfast_report::plan_file::PlanExport;

/// Workbooks by `rust_xlsxwriter`.
pub struct XlsxWriter;

impl PlanWorkbook for XlsxWriter {
    fn plan(&self, export: &PlanExport<'_>) -> Result<Vec<u8>, RenderError> {
        plan::workbook(export).map_err(|error| RenderError(error.to_string()))
    }
}
