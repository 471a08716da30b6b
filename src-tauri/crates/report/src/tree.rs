//! The document tree: what a report says, free of any file format.

use crate::format;
use holdfast_domain::Verdict;
use jiff::civil::Date;
use serde::Serialize;

/// A report in reading order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentTree {
    /// Name of the report.
    pub title: String,
    /// Who it is about.
    pub subtitle: String,
    /// What a file format carries beside the text.
    pub meta: Meta,
    /// The content, in reading order.
    pub blocks: Vec<Block>,
}

/// What a file format carries beside the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// BCP 47 language of the text.
    pub language: String,
    /// When the report was asked for, RFC 3339.
    pub generated_at: String,
    /// Product and version.
    pub producer: String,
    /// Identifies the content: same inputs, same identifier.
    pub identifier: String,
    /// What the report is about, in a sentence.
    pub description: String,
}

/// One piece of content.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading; no level is skipped on the way down.
    Heading {
        /// Depth, from 1.
        level: u8,
        /// The heading.
        text: String,
    },
    /// Running text.
    Paragraph {
        /// The text.
        text: String,
    },
    /// Figures that carry the message, side by side.
    KeyFigures {
        /// Two to five of them.
        figures: Vec<KeyFigure>,
    },
    /// A list.
    List {
        /// Whether the order counts.
        ordered: bool,
        /// At least one.
        items: Vec<ListItem>,
    },
    /// A table; every row has one cell a column.
    Table {
        /// What it shows.
        caption: String,
        /// Heads, left to right.
        columns: Vec<Column>,
        /// At least one.
        rows: Vec<Vec<Cell>>,
    },
    /// A drawing.
    Figure {
        /// Self-contained SVG with text as text.
        svg: String,
        /// What it shows.
        caption: String,
        /// What it says, for a reader who cannot see it.
        alt: String,
    },
    /// Words of a document of the firm: exactly, but for personal data where the source says that it was masked.
    Quote {
        /// The words.
        text: String,
        /// File, page and headings.
        source: String,
    },
    /// A remark that the reader must not miss.
    Note {
        /// The remark.
        text: String,
    },
    /// The next block starts a page.
    PageBreak,
}

impl Block {
    pub(crate) fn heading(level: u8, text: impl Into<String>) -> Self {
        Block::Heading { level, text: text.into() }
    }

    pub(crate) fn paragraph(text: impl Into<String>) -> Self {
        Block::Paragraph { text: text.into() }
    }

    pub(crate) fn note(text: impl Into<String>) -> Self {
        Block::Note { text: text.into() }
    }
}

/// A figure that carries the message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyFigure {
    /// What is measured.
    pub label: String,
    /// The figure.
    pub value: Cell,
    /// How to read it.
    pub detail: String,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListItem {
    /// The point, printed strong.
    pub lead: String,
    /// What follows from it.
    pub text: String,
}

/// The head of a column and how its cells are laid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The head.
    pub title: String,
    /// The layout.
    pub kind: ColumnKind,
}

impl Column {
    pub(crate) fn new(title: &str, kind: ColumnKind) -> Self {
        Self { title: title.to_owned(), kind }
    }
}

/// How the cells of a column are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Running text: takes the room that is left.
    Text,
    /// Identifiers, dates, verdicts: as wide as its longest cell, on one line.
    Label,
    /// Figures: as wide as its longest cell, aligned to the right.
    Figure,
}

/// One cell: the figure, and the text that every renderer prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// As printed.
    pub text: String,
    /// As computed.
    pub value: CellValue,
}

/// What a cell holds, before formatting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellValue {
    /// Words only.
    Text,
    /// EUR.
    Money(f64),
    /// A share, 0 to 1; `None` where nothing applies.
    Share(Option<f64>),
    /// A plain number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A verdict.
    Verdict(Verdict),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), value: CellValue::Text }
    }

    /// An amount in EUR, to the unit.
    pub fn money(eur: f64) -> Self {
        Self { text: format::money(eur), value: CellValue::Money(eur) }
    }

    /// An amount in EUR that may be undefined.
    pub fn money_or(eur: Option<f64>, otherwise: &str) -> Self {
        eur.map_or_else(|| Self::text(otherwise), Self::money)
    }

    /// An amount in EUR, shortened.
    pub fn short_money(eur: f64) -> Self {
        Self { text: format::short_money(eur), value: CellValue::Money(eur) }
    }

    /// A share, 0 to 1.
    pub fn share(share: f64) -> Self {
        Self { text: format::percent(share), value: CellValue::Share(Some(share)) }
    }

    /// A score; `None` is "not applicable", never 0.
    pub fn score(score: Option<f64>) -> Self {
        Self { text: format::score(score), value: CellValue::Share(score) }
    }

    /// A whole number.
    pub fn count(count: usize) -> Self {
        Self { text: format::count(count), value: CellValue::Number(count as f64) }
    }

    /// A number with up to two decimals.
    pub fn number(number: f64) -> Self {
        Self { text: format::number(number), value: CellValue::Number(number) }
    }

    /// A day.
    pub fn date(date: Date) -> Self {
        Self { text: format::date(date), value: CellValue::Date(date) }
    }

    /// A verdict with its symbol.
    pub fn verdict(verdict: Verdict) -> Self {
        Self { text: format::verdict(verdict), value: CellValue::Verdict(verdict) }
    }
}
