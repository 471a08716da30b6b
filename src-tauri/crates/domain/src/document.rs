//! A document as the product sees it: one text, and spans over it.

use crate::Diagnostic;
use serde::{Deserialize, Serialize};

/// The readable content of one file. All spans count Unicode scalar values of `text`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Format found from the content.
    pub format: Format,
    /// Title as stated in the document, else its first heading, else empty.
    pub title: String,
    /// Whether the document binds the firm today.
    pub standing: Standing,
    /// What the document says of itself in its control table or title block.
    #[serde(default)]
    pub control: Control,
    /// Language of the text, ISO 639-1; `None` where there is too little text to tell.
    #[serde(default)]
    pub language: Option<String>,
    /// The extracted text.
    pub text: String,
    /// Pages in order; empty in formats without pages.
    pub pages: Vec<Page>,
    /// Pages that show an image and have no text, by number.
    #[serde(default)]
    pub scanned: Vec<u32>,
    /// Headings in order of appearance.
    pub sections: Vec<Section>,
    /// Numbered clauses and unnumbered sections in order; together they cover the text below the title page.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// Tables in order.
    #[serde(default)]
    pub tables: Vec<Table>,
    /// Citable pieces in order; they never overlap.
    pub passages: Vec<Passage>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Formats the product reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML text document.
    Docx,
    /// Plain text.
    Txt,
    /// Markdown.
    Markdown,
    /// Web page.
    Html,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// Office Open XML workbook.
    Xlsx,
    /// Office Open XML presentation; its pages are slides.
    Pptx,
    /// Internet message.
    Eml,
}

impl Format {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Txt => "TXT",
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
            Self::Odt => "ODT",
            Self::Rtf => "RTF",
            Self::Xlsx => "XLSX",
            Self::Pptx => "PPTX",
            Self::Eml => "EML",
        }
    }
}

/// The fields of a document-control table, as far as the document states them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Version as written, without `v` or `version`: `4.1`.
    pub version: Option<String>,
    /// Role that owns the document: `Head of ICT Risk`.
    pub owner: Option<String>,
    /// Date of approval; ISO 8601 where the date can be told, else as written.
    pub approved: Option<String>,
    /// Body or role that approved it: `Board of Directors`.
    pub approved_by: Option<String>,
    /// Date from which it applies, written likewise.
    pub effective: Option<String>,
    /// Date of the next review, written likewise.
    pub next_review: Option<String>,
    /// Status as written: `In force`.
    pub status: Option<String>,
}

impl Control {
    /// Whether the document states none of the fields.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a document binds the firm today; text that is not in force is no evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Stated as in force or approved, or nothing stated to the contrary.
    InForce,
    /// A draft or proposal.
    Draft,
    /// Replaced or withdrawn.
    Superseded,
}

/// A half-open range of characters, `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Span {
    /// Number of characters.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no character.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// One page of a paged format.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Page number, from 1.
    pub number: u32,
    /// Its characters.
    pub span: Span,
    /// Mean confidence of the words, 0 to 1, where the text of the page was recognised from an image (OCR).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<f32>,
}

/// A heading and the text under it, down to the next heading of the same or a higher level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading without its number.
    pub heading: String,
    /// Clause number as written, such as `4.2`; empty where there is none.
    pub number: String,
    /// Depth, from 1.
    pub level: u8,
    /// Heading and body.
    pub span: Span,
}

/// A numbered clause with what belongs to it, or an unnumbered section down to the next clause or heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Number as written, such as `4.2` or `Annex A`; empty where there is none.
    pub number: String,
    /// The heading it is, or stands under, without number; empty above the first heading.
    pub heading: String,
    /// Its characters, number included.
    pub span: Span,
}

/// A table: rows of cells, the first of which may name the columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// All rows.
    pub span: Span,
    /// Whether the first row names the columns.
    pub headed: bool,
    /// Rows in order, the heading row included.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// The row.
    pub span: Span,
    /// Its cells from left to right; empty cells at its end are left out.
    pub cells: Vec<Span>,
}

/// A citable piece of text: a paragraph, clause, list item or table, never across headings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// Page on which it starts; `None` in formats without pages.
    pub page: Option<u32>,
    /// Headings above it, outermost first.
    pub headings: Vec<String>,
    /// What kind of text it is.
    pub kind: PassageKind,
    /// Heading row of the table it stands in, where that row is not part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Span>,
    /// Mean confidence of its words, 0 to 1, where they were recognised from an image (OCR).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<f32>,
}

/// What a passage can be evidence of: definitions and front matter commit the firm to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassageKind {
    /// Running text.
    Body,
    /// A list or a numbered clause with items.
    List,
    /// Rows of a table.
    Table,
    /// A footnote or endnote.
    Footnote,
    /// Title page, document control, table of contents, revision history, references.
    FrontMatter,
    /// Definitions, glossary.
    Definition,
}

/// Turns character offsets into byte offsets of one text, in constant time a look-up.
pub struct CharMap<'t> {
    text: &'t str,
    /// Byte offset of every character, and the length; `None` for ASCII text where they are equal.
    bytes: Option<Vec<u32>>,
}

impl<'t> CharMap<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let bytes = (!text.is_ascii()).then(|| {
            let starts = text.char_indices().map(|(at, _)| at as u32);
            starts.chain(std::iter::once(text.len() as u32)).collect()
        });
        Self { text, bytes }
    }

    /// The characters of the span; offsets past the end stop at the end.
    pub fn slice(&self, span: Span) -> &'t str {
        self.text.get(self.byte(span.start)..self.byte(span.end)).unwrap_or_default()
    }

    /// Number of characters.
    pub fn len(&self) -> usize {
        self.bytes.as_ref().map_or(self.text.len(), |bytes| bytes.len().saturating_sub(1))
    }

    /// Whether the text holds no character.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn byte(&self, character: usize) -> usize {
        match &self.bytes {
            Some(bytes) => bytes.get(character).or(bytes.last()).map_or(0, |&at| at as usize),
            None => character.min(self.text.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_char_map_agrees_with_counting_characters() {
        for text in ["", "plain", "naïve — “quotes” €5", "日本語 text", "a\u{301}b"] {
            let map = CharMap::new(text);
            let count = text.chars().count();
            assert_eq!(map.len(), count);
            for start in 0..=count {
                for end in start..=count {
                    let expected: String = text.chars().skip(start).take(end - start).collect();
                    assert_eq!(map.slice(Span { start, end }), expected);
                }
            }
        }
    }
}
