//! XLSX: sheets as headings, rows as rows, values as a reader of the sheet sees them.
//!
//! Cells are read as a stream and never laid out as a grid: a lone cell at XFD1048576 costs one cell.

mod value;

use crate::block::{Block, BlockKind, Extract, SEPARATOR};
use crate::container::Container;
use crate::{Limits, malformed, over_limit};
use calamine::{Reader, SheetType, SheetVisible, Xlsx};
use holdfast_domain::{Diagnostic, DiagnosticCode, Format};
use std::io::Cursor;
use value::Cell;

/// Columns that are kept of a row.
const WIDEST: usize = 200;

/// Empty cells between two filled ones that still keep their place; across a wider gap the columns say nothing.
const WIDEST_GAP: usize = 40;

/// Reads a workbook into blocks.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, Diagnostic> {
    let mut package = Container::open(file, bytes, limits)?;
    check(file, &mut package)?;
    let macros = package.all_names().iter().any(|name| name.ends_with("vbaProject.bin"));
    drop(package);

    let damaged = || malformed(file, "The workbook is damaged.");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut sheets = Sheets { file, room: limits.max_text_chars, blocks: Vec::new() };
    let (mut hidden, mut read, mut broken) = (0_usize, 0_usize, 0_usize);
    for sheet in workbook.sheets_metadata().to_vec() {
        // Charts and macro sheets hold no rows.
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        if sheet.visible != SheetVisible::Visible {
            hidden += 1;
            continue;
        }
        match sheets.read(&mut workbook, &sheet.name)? {
            true => read += 1,
            false => broken += 1,
        }
    }
    if read == 0 && broken > 0 {
        return Err(damaged());
    }
    let mut extract = Extract::unpaged(Format::Xlsx, sheets.blocks);
    let mut note = |code, message: String, hint| extract.diagnostics.push(Diagnostic::note(code, file, message, hint));
    if hidden > 0 {
        let message = counted(hidden, "hidden sheet was not read.", "hidden sheets were not read.");
        note(DiagnosticCode::EmbeddedFiles, message, "Unhide what belongs to the policy and import the file again.");
    }
    if broken > 0 {
        let message = counted(
            broken,
            "sheet is damaged and was not read to its end.",
            "sheets are damaged and were not read to their end.",
        );
        note(DiagnosticCode::EmbeddedFiles, message, "Save the workbook anew and import it again.");
    }
    if macros {
        let message = "The file holds macros; they were not run and not read.".to_owned();
        note(DiagnosticCode::ActiveContent, message, "Nothing needs to be done.");
    }
    Ok(extract)
}

/// Inflates every part within the budget before the parser of workbooks does so without one.
fn check(file: &str, package: &mut Container<'_>) -> Result<(), Diagnostic> {
    for name in package.all_names().to_vec() {
        let Some(bytes) = package.bytes(&name)? else { continue };
        // The parser reserves as many strings as the part says it has (ECMA-376 part 1, 18.4.9).
        if name.to_lowercase().ends_with("sharedstrings.xml") && claims_too_much(&bytes) {
            return Err(malformed(file, "The workbook is damaged."));
        }
    }
    Ok(())
}

/// Whether the table of strings claims more strings than its bytes can hold: the shortest, `<si/>`, takes five. Room for
/// the claimed number is reserved before the first is read, so a false claim alone could take all memory.
fn claims_too_much(bytes: &[u8]) -> bool {
    /// The claim is an attribute of the first element.
    const HEAD: usize = 64 << 10;
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let claims = head.split("uniqueCount").skip(1).filter_map(|rest| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let value = value.strip_prefix(['"', '\''])?;
        let end = value.find(|character: char| !character.is_ascii_digit()).unwrap_or(value.len());
        (end > 0).then(|| value[..end].parse().unwrap_or(usize::MAX))
    });
    claims.max().unwrap_or(0) > bytes.len() / 5
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The sheets that were read.
struct Sheets<'f> {
    file: &'f str,
    /// Bytes of text that may still come; more than characters only in scripts with long characters.
    room: usize,
    blocks: Vec<Block>,
}

impl Sheets<'_> {
    /// Reads one sheet; `false` where it is damaged, after what could be read.
    fn read(&mut self, workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<bool, Diagnostic> {
        self.blocks.push(Block::new(BlockKind::Heading(1), name));
        let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return Ok(false) };
        let percents = value::percents(cells.styles());
        let mut rows = Rows::default();
        loop {
            let Ok(next) = cells.next_cell_with_style_id() else {
                self.blocks.extend(rows.end());
                return Ok(false);
            };
            let Some((cell, style)) = next else { break };
            let percent = percents.get(style).copied().unwrap_or(false);
            let (row, column) = cell.get_position();
            let Some(cell) = value::shown(cell.get_value(), percent) else { continue };
            let Some(left) = self.room.checked_sub(cell.text.chars().count()) else {
                return Err(over_limit(self.file, "The workbook holds more text than the limit."));
            };
            self.room = left;
            self.blocks.extend(rows.add(row, column, cell));
        }
        self.blocks.extend(rows.end());
        Ok(true)
    }
}

/// The row that is being filled.
#[derive(Default)]
struct Rows {
    /// Its number, counted from 0.
    row: u32,
    /// Filled cells with their columns.
    cells: Vec<(u32, Cell)>,
    /// Number of the last row that was emitted.
    last: Option<u32>,
    /// First column of the table.
    left: u32,
}

impl Rows {
    /// Adds a cell; gives the row before it where the cell starts a new one.
    fn add(&mut self, row: u32, column: u32, cell: Cell) -> Option<Block> {
        let done = if row == self.row { None } else { self.end() };
        self.row = row;
        if self.cells.len() < WIDEST {
            self.cells.push((column, cell));
        }
        done
    }

    /// The row that is filled now, if it has cells.
    fn end(&mut self) -> Option<Block> {
        let filled = std::mem::take(&mut self.cells);
        let first = filled.first()?.0;
        // The rows of one table follow each other; an empty row ends it.
        let starts = self.last.is_none_or(|last| self.row != last.wrapping_add(1));
        let is_first = self.last.is_none();
        self.last = Some(self.row);
        if let [(_, cell)] = filled.as_slice()
            && cell.is_text
        {
            // A title across the sheet; the row below it starts a table of its own.
            self.left = first;
            return Some(Block::new(BlockKind::Paragraph, &cell.text));
        }
        self.left = if starts { first } else { self.left.min(first) };
        let words = filled.len() >= 2 && filled.iter().all(|(_, cell)| cell.is_text);
        let mut cells: Vec<String> = Vec::new();
        let mut next = self.left;
        for (column, cell) in filled {
            let gap = column.saturating_sub(next) as usize;
            if gap <= WIDEST_GAP {
                cells.extend(std::iter::repeat_n(String::new(), gap));
            }
            next = column.saturating_add(1);
            // A cell that holds the mark between cells would look like two.
            cells.push(cell.text.replace(SEPARATOR, " / "));
        }
        cells.truncate(WIDEST);
        Some(if starts && !is_first && words { Block::head_row(&cells) } else { Block::row(&cells) })
    }
}

#[cfg(test)]
mod tests;
