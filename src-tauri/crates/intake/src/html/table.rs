//! One table of a page, row by row.

use crate::block::Block;

/// The row of a table that is open.
#[derive(Default)]
pub(super) struct Table {
    cells: Vec<String>,
    /// Text of the cell that is open.
    cell: Option<String>,
    /// Cells of the row that are no header cells.
    data: usize,
    in_head: bool,
}

impl Table {
    /// A start tag; gives the row that it ends.
    pub(super) fn open(&mut self, name: &str) -> Option<Block> {
        match name {
            "td" | "th" => {
                self.end_cell();
                self.cell = Some(String::new());
                self.data += usize::from(name == "td");
                None
            }
            _ => {
                let row = self.end_row();
                if name != "tr" {
                    self.in_head = name == "thead";
                }
                row
            }
        }
    }

    /// An end tag; gives the row that it ends.
    pub(super) fn close(&mut self, name: &str) -> Option<Block> {
        if matches!(name, "td" | "th") {
            self.end_cell();
            return None;
        }
        let row = self.end_row();
        self.in_head &= name == "tr";
        row
    }

    /// Adds text to the open cell. Text outside of cells becomes a cell, so that none is lost.
    pub(super) fn text(&mut self, text: &str) {
        let cell = self.cell.get_or_insert_default();
        if !cell.is_empty() {
            cell.push(' ');
        }
        cell.push_str(text);
    }

    /// Ends the row; its columns are named in it when it stands in the head or all its cells are header cells.
    pub(super) fn end_row(&mut self) -> Option<Block> {
        self.end_cell();
        let cells = std::mem::take(&mut self.cells);
        let head = self.in_head || (std::mem::take(&mut self.data) == 0 && cells.len() > 1);
        let row = if head { Block::head_row(&cells) } else { Block::row(&cells) };
        (!row.text.is_empty()).then_some(row)
    }

    fn end_cell(&mut self) {
        self.cells.extend(self.cell.take());
    }
}
