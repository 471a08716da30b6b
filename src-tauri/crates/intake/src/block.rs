//! What every format reader hands over: blocks of clean text in reading order, before offsets exist.

use crate::clean;
use holdfast_domain::{Diagnostic, Format};
use holdfast_ports::Part;

/// One block of text. Its text is one line: no line break, no double space.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    pub(crate) text: String,
    /// Where in the block a page starts, in order; empty in formats without pages.
    pub(crate) turns: Vec<Turn>,
    /// Mean confidence of its words, 0 to 1, where they were recognised from an image.
    pub(crate) recognised: Option<f32>,
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
    /// A table row that names the columns; it starts a table.
    HeadRow,
    /// A footnote or endnote.
    Note,
    /// A line of a table of contents.
    Contents,
}

/// What stands between the cells of a row.
pub(crate) const SEPARATOR: &str = " | ";

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
    /// Files inside the file, with the names they have there.
    pub(crate) parts: Vec<Part>,
    /// What the reader has to say beside the text, such as macros that were left out.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Extract {
    /// An extract of a format without pages.
    pub(crate) fn unpaged(format: Format, blocks: Vec<Block>) -> Self {
        Self {
            format,
            blocks,
            marks: Vec::new(),
            pages: 0,
            scanned: Vec::new(),
            unread: Vec::new(),
            parts: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

impl Block {
    /// A block of this text; whitespace is collapsed.
    pub(crate) fn new(kind: BlockKind, text: &str) -> Self {
        Self { kind, text: clean::line(text), turns: Vec::new(), recognised: None }
    }

    /// A table row of these cells.
    pub(crate) fn row<S: AsRef<str>>(cells: &[S]) -> Self {
        Self::new(BlockKind::Row, &join_cells(cells))
    }

    /// A table row of these cells that names the columns.
    pub(crate) fn head_row<S: AsRef<str>>(cells: &[S]) -> Self {
        Self::new(BlockKind::HeadRow, &join_cells(cells))
    }

    /// The block, starting on this page.
    pub(crate) fn on_page(mut self, page: u32) -> Self {
        self.turns = vec![Turn { at: 0, page }];
        self
    }

    /// Whether it is a row of a table.
    pub(crate) fn is_row(&self) -> bool {
        matches!(self.kind, BlockKind::Row | BlockKind::HeadRow)
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

/// The cells of a row with the character at which each starts; an empty cell has its place too.
pub(crate) fn split_cells(row: &str) -> Vec<(usize, &str)> {
    let characters: Vec<(usize, char)> = row.char_indices().collect();
    let is_blank =
        |at: Option<usize>| at.is_none_or(|at| characters.get(at).is_none_or(|(_, character)| *character == ' '));
    let bars = characters.iter().enumerate().filter(|(_, (_, character))| *character == '|');
    let bars =
        bars.filter(|(at, _)| is_blank(at.checked_sub(1)) && is_blank(Some(at + 1))).map(|(at, (byte, _))| (at, *byte));
    let mut cells = Vec::new();
    let (mut start, mut from) = (0, 0);
    for (at, byte) in bars.chain([(characters.len(), row.len())]) {
        let piece = row.get(from..byte).unwrap_or_default();
        let lead = piece.chars().take_while(|character| *character == ' ').count();
        let cell = piece.trim();
        cells.push((if cell.is_empty() { start } else { start + lead }, cell));
        (start, from) = (at + 1, byte + 1);
    }
    cells
}

/// The text of a row: cells joined by ` | `, empty cells at the end left out.
pub(crate) fn join_cells<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| clean::line(cell.as_ref())).collect();
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    cells[..filled].join(SEPARATOR)
}
