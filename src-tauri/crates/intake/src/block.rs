//! What every format reader hands over: blocks of clean text in reading order, before offsets exist.

use crate::clean;
use holdfast_domain::Format;

/// One block of text. Its text is one line: no line break, no double space.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    pub(crate) text: String,
    /// Where in the block a page starts, in order; empty in formats without pages.
    pub(crate) turns: Vec<Turn>,
}

/// What the format says the block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Title,
    /// With its depth, from 1.
    Heading(u8),
    Paragraph,
    /// An item of a list, or a list line of any depth.
    Item,
    /// A table row, its cells joined by ` | `.
    Row,
    /// A line of a table of contents.
    Contents,
}

/// A page starts at this character of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) at: usize,
    pub(crate) page: u32,
}

/// Everything a format reader found.
#[derive(Debug)]
pub(crate) struct Extract {
    pub(crate) format: Format,
    pub(crate) blocks: Vec<Block>,
    /// Running headers, footers and watermarks: no part of the text, but they may say `DRAFT`.
    pub(crate) marks: Vec<String>,
    /// Pages in the file; 0 in formats without pages.
    pub(crate) pages: u32,
    /// Pages that show an image and no text.
    pub(crate) scanned: Vec<u32>,
    /// Pages whose content the parser could not read.
    pub(crate) unread: Vec<u32>,
}

impl Extract {
    /// An extract of a format without pages.
    pub(crate) fn unpaged(format: Format, blocks: Vec<Block>) -> Self {
        Self { format, blocks, marks: Vec::new(), pages: 0, scanned: Vec::new(), unread: Vec::new() }
    }
}

impl Block {
    /// A block of this text; whitespace is collapsed.
    pub(crate) fn new(kind: BlockKind, text: &str) -> Self {
        Self { kind, text: clean::line(text), turns: Vec::new() }
    }

    /// A table row of these cells.
    pub(crate) fn row<S: AsRef<str>>(cells: &[S]) -> Self {
        Self::new(BlockKind::Row, &join_cells(cells))
    }

    /// The page on which it starts.
    pub(crate) fn page(&self) -> Option<u32> {
        self.turns.first().map(|turn| turn.page)
    }

    /// Number of words.
    pub(crate) fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

/// The text of a row: cells joined by ` | `, empty cells at the end left out.
pub(crate) fn join_cells<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| clean::line(cell.as_ref())).collect();
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    cells[..filled].join(" | ")
}
