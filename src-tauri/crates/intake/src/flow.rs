//! The flow of a text: paragraphs, tables in tables, and text boxes and notes that hang on a paragraph.

use crate::block::{Block, BlockKind, join_cells};

/// Cells that are kept of a row; what lies beyond is no table that a person reads.
const WIDEST: usize = 200;

/// How often a repeated cell is repeated: empty cells to the end of the sheet come as one cell, thousands of times.
const REPEATS: usize = 50;

/// Characters of a cell that is repeated as written; a longer one is no marker and stands once.
const REPEATED_CHARS: usize = 200;

/// Puts what a reader meets into reading order.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) blocks: Vec<Block>,
    /// Bytes of text in the blocks, for the limit.
    pub(crate) written: usize,
    /// Open tables, the outermost first.
    tables: Vec<Grid>,
    /// How many tables were open where each open paragraph starts; a text box opens paragraphs in a paragraph.
    anchors: Vec<usize>,
    /// What stands in text boxes of the open paragraph.
    later: Vec<Block>,
    /// Notes cited in the open paragraph or table: they would tear it apart.
    notes: Vec<Block>,
}

/// An open table.
#[derive(Debug, Default)]
struct Grid {
    cells: Vec<String>,
    cell: String,
}

impl Flow {
    /// A paragraph starts, perhaps inside another.
    pub(crate) fn open_paragraph(&mut self) {
        self.anchors.push(self.tables.len());
    }

    /// The paragraph that was opened last is this block.
    pub(crate) fn close_paragraph(&mut self, block: Block) {
        self.anchors.pop();
        self.place(block);
        if self.anchors.is_empty() {
            for block in std::mem::take(&mut self.later) {
                self.set(block);
            }
        }
        self.release();
    }

    /// A note that follows the open paragraph or table.
    pub(crate) fn note(&mut self, text: &str) {
        self.notes.push(Block::new(BlockKind::Note, text));
        self.release();
    }

    /// A table starts.
    pub(crate) fn open_table(&mut self) {
        self.tables.push(Grid::default());
    }

    /// The cell ends; it stands for this many cells.
    pub(crate) fn close_cell(&mut self, repeats: usize) {
        let nested = self.tables.len() > 1;
        let Some(table) = self.tables.last_mut() else { return };
        let cell = std::mem::take(&mut table.cell);
        // A repeated table in a repeated cell would grow without end.
        let once = nested || cell.len() > REPEATED_CHARS;
        let repeats = if once { 1 } else { repeats.clamp(1, REPEATS) };
        let room = WIDEST.saturating_sub(table.cells.len());
        table.cells.extend(std::iter::repeat_n(cell, repeats.min(room)));
    }

    /// The row ends. A row of a nested table is text of the cell that it stands in.
    pub(crate) fn close_row(&mut self, heads: bool) {
        let Some(table) = self.tables.last_mut() else { return };
        let cells = std::mem::take(&mut table.cells);
        let outer = self.tables.len().checked_sub(2).and_then(|outer| self.tables.get_mut(outer));
        match outer {
            Some(outer) => add(&mut outer.cell, &join_cells(&cells)),
            None => {
                let row = if heads { Block::head_row(&cells) } else { Block::row(&cells) };
                if self.anchors.is_empty() { self.push(row) } else { self.later.push(row) }
            }
        }
    }

    /// The table ends.
    pub(crate) fn close_table(&mut self) {
        self.tables.pop();
        self.release();
    }

    /// Whether a table is open.
    pub(crate) fn in_table(&self) -> bool {
        !self.tables.is_empty()
    }

    /// A block in a paragraph follows it, unless a table stands between the two.
    fn place(&mut self, block: Block) {
        match self.anchors.last() {
            Some(anchor) if self.tables.len() <= *anchor => self.later.push(block),
            _ => self.set(block),
        }
    }

    fn set(&mut self, block: Block) {
        match self.tables.last_mut() {
            Some(table) => add(&mut table.cell, &block.text),
            None if self.anchors.is_empty() => self.push(block),
            None => self.later.push(block),
        }
    }

    fn release(&mut self) {
        if self.anchors.is_empty() && self.tables.is_empty() {
            for note in std::mem::take(&mut self.notes) {
                self.push(note);
            }
        }
    }

    fn push(&mut self, block: Block) {
        if !block.text.is_empty() {
            self.written += block.text.len();
            self.blocks.push(block);
        }
    }
}

fn add(cell: &mut String, text: &str) {
    if !cell.is_empty() && !text.is_empty() {
        cell.push(' ');
    }
    cell.push_str(text);
}
