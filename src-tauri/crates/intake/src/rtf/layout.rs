//! Paragraphs, items, rows and notes out of the text of an RTF file.

use crate::block::{Block, BlockKind};
use crate::heading;
use std::collections::HashMap;

/// What the properties of a paragraph say of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Manner {
    pub(super) style: i32,
    pub(super) outline: Option<u8>,
    pub(super) in_table: bool,
}

/// The document as far as it was read.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) blocks: Vec<Block>,
    /// Text of the paragraph that is open.
    pub(super) text: String,
    /// Label of the list item that is open.
    pub(super) label: String,
    /// Notes that are cited in the paragraph or row that is open.
    pub(super) notes: Vec<String>,
    /// What paragraphs of a style are.
    pub(super) styles: HashMap<i32, BlockKind>,
    /// Whether the row names the columns.
    pub(super) head_row: bool,
    cells: Vec<String>,
    cell: String,
}

impl Layout {
    /// Ends the paragraph.
    pub(super) fn paragraph(&mut self, manner: Manner) {
        let block = self.block(manner);
        if manner.in_table {
            self.cell.push(' ');
            self.cell.push_str(&block.text);
            return;
        }
        self.row();
        self.push(block);
        self.push_notes();
    }

    /// Ends the cell.
    pub(super) fn end_cell(&mut self, manner: Manner) {
        self.paragraph(Manner { in_table: true, ..manner });
        self.cells.push(std::mem::take(&mut self.cell));
    }

    /// Ends the row; text that no cell mark ended is a cell.
    pub(super) fn row(&mut self) {
        if !self.cell.trim().is_empty() {
            self.cells.push(std::mem::take(&mut self.cell));
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            self.push(if self.head_row { Block::head_row(&cells) } else { Block::row(&cells) });
            self.push_notes();
        }
    }

    fn block(&mut self, manner: Manner) -> Block {
        let (text, label) = (std::mem::take(&mut self.text), std::mem::take(&mut self.label));
        let label = label.trim();
        let outline = manner.outline.map(|level| BlockKind::Heading(level + 1));
        let style = || self.styles.get(&manner.style).copied().unwrap_or(BlockKind::Paragraph);
        let mut kind = outline.unwrap_or_else(style);
        let clause = heading::numbered(&format!("{label} X")).is_some_and(|found| found.depth > 1);
        if text.trim().is_empty() {
            return Block::new(kind, "");
        }
        let item = if label.is_empty() { heading::is_item(text.trim()) } else { !clause };
        if kind == BlockKind::Paragraph && item {
            kind = BlockKind::Item;
        }
        Block::new(kind, &format!("{label} {text}"))
    }

    fn push_notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            self.push(Block::new(BlockKind::Note, &note));
        }
    }

    fn push(&mut self, block: Block) {
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
    }
}

/// What paragraphs of a style with this name are.
pub(super) fn style_kind(name: &str) -> Option<BlockKind> {
    let name = name.trim().to_lowercase();
    if name == "title" {
        return Some(BlockKind::Title);
    }
    let (first, depth) = name.split_once(' ')?;
    let depth: u8 = depth.trim().parse().ok()?;
    match first {
        "heading" if (1..=9).contains(&depth) => Some(BlockKind::Heading(depth)),
        "toc" | "contents" => Some(BlockKind::Contents),
        _ => None,
    }
}
