//! A table on a sheet.

use holdfast_report::plan_file::Value as Cell;
use jiff::civil::Date;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// Longest text that a cell takes.
const LONGEST: usize = 32_767;

/// Writes head and rows, freezes the head and lets it filter; `columns` are the heads with their widths.
pub(crate) fn table(sheet: &mut Worksheet, columns: &[(&str, u8)], rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    let head = head();
    for (at, (name, width)) in (0..).zip(columns) {
        sheet.set_column_width(at, f64::from(*width))?;
        sheet.write_with_format(0, at, *name, &head)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, (row, column), cell, &Format::new().set_align(FormatAlign::Top))?;
        }
    }
    sheet.set_row_height(0, 32)?;
    sheet.set_freeze_panes(1, 1)?;
    if let (Ok(last_row), Some(last)) = (u32::try_from(rows.len()), columns.len().checked_sub(1)) {
        sheet.autofilter(0, 0, last_row, u16::try_from(last).unwrap_or(u16::MAX))?;
    }
    Ok(())
}

/// Writes one cell in the way of its kind; nothing is a blank cell that keeps its format.
pub(crate) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    let format = format.clone();
    match cell {
        Cell::Text(text) => {
            let text: String = text.chars().take(LONGEST).collect();
            sheet.write_string_with_format(row, column, text, &format)?
        }
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &format)?,
        Cell::Euros(eur) => sheet.write_number_with_format(row, column, *eur, &format.set_num_format("#,##0"))?,
        Cell::Share(share) => sheet.write_number_with_format(row, column, *share, &format.set_num_format("0%"))?,
        Cell::Day(day) => {
            let day = excel_date(*day)?;
            sheet.write_datetime_with_format(row, column, &day, &format.set_num_format("yyyy-mm-dd"))?
        }
        Cell::Nothing => sheet.write_blank(row, column, &format)?,
    };
    Ok(())
}

/// The look of a head: bold on grey, so that it does not rest on colour.
pub(crate) fn head() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xEE_F1F3))
        .set_border_bottom(FormatBorder::Thin)
}

/// A day as workbooks count it; they know the years 1900 to 9999.
pub(crate) fn excel_date(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: i8| number.unsigned_abs();
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), part(day.month()), part(day.day()))
}
