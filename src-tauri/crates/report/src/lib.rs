//! Builds the one document tree and its charts from the figures.
//!
//! A report is a [`DocumentTree`]: headings, tables, charts, quotes, in reading order, every figure both as a value and
//! as the text that is printed. All renderers (PDF, DOCX, HTML, JSON) print the same tree, so they cannot disagree.
//!
//! Reading order: [`BoardInput`] is what goes in, [`board_report`] writes the tree, `chart` draws, [`format`](mod@format)
//! turns figures into text for tables and charts alike.
//!
//! Boundary: pure. This crate opens no file, reads no clock and computes no figure of its own: scores come from `gap`,
//! losses from `risk`, dates from `planner`. It says "documented evidence found" and never "compliant".

mod board;
mod chart;
pub mod format;
mod gaps;
mod json;
pub mod plan_file;
mod tree;

pub use board::{BoardInput, Reference, board_report};
pub use gaps::{Gap, worst_gaps};
pub use json::to_json;
pub use tree::{Block, Cell, CellValue, Column, ColumnKind, DocumentTree, KeyFigure, ListItem, Meta};

/// Version of the reports; part of the stage key.
pub const VERSION: &str = "5";
