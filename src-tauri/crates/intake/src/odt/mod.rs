//! OpenDocument text: paragraphs with styles, lists with their labels, tables by rows, notes after their paragraph.
//!
//! Deleted text is kept by the format in `text:tracked-changes`, away from the text, and is not read
//! (OpenDocument 1.3 part 3, 5.5).

mod styles;

use crate::block::{Block, BlockKind, Extract};
use crate::container::Container;
use crate::flow::Flow;
use crate::xml::{Element, Piece, walk};
use crate::{Limits, format, heading, malformed, over_limit};
use holdfast_domain::{Diagnostic, DiagnosticCode, Format};
use std::collections::BTreeMap;
use styles::Styles;

/// Reads an OpenDocument text into blocks.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, Diagnostic> {
    let mut package = Container::open(file, bytes, limits)?;
    if package.part("META-INF/manifest.xml")?.is_some_and(|manifest| is_encrypted(&manifest)) {
        return Err(format::encrypted(file));
    }
    let content = package.part("content.xml")?.ok_or_else(|| malformed(file, "The file has no document in it."))?;
    let sheet = package.part("styles.xml")?.unwrap_or_default();
    let mut styles = Styles::default();
    styles.add(&sheet);
    styles.add(&content);

    let mut body = Body::new(&styles, "body", limits.max_text_chars);
    let whole = walk(&content, |piece| body.piece(piece));
    if body.is_full() {
        return Err(over_limit(file, "The document holds more text than the limit."));
    }
    if !whole || !body.ended {
        return Err(malformed(file, "The text of the document is damaged."));
    }
    let mut extract = Extract::unpaged(Format::Odt, body.flow.blocks);
    let mut margin = Body::new(&styles, "master-styles", limits.max_text_chars);
    walk(&sheet, |piece| margin.piece(piece));
    extract.marks.extend(margin.flow.blocks.into_iter().map(|block| block.text));
    // Basic libraries and scripts, OpenDocument 1.3 part 2, 3.1: `Basic/` and `Scripts/` hold nothing else.
    if package.all_names().iter().any(|name| ["Basic/", "Scripts/"].iter().any(|folder| name.starts_with(folder))) {
        let message = "The file holds macros; they were not run and not read.";
        extract.diagnostics.push(Diagnostic::note(
            DiagnosticCode::ActiveContent,
            file,
            message,
            "Nothing needs to be done.",
        ));
    }
    Ok(extract)
}

fn is_encrypted(manifest: &str) -> bool {
    let mut found = false;
    walk(manifest, |piece| {
        found |= matches!(&piece, Piece::Open(element) if element.name().starts_with("encr"));
    });
    found
}

struct Body<'s> {
    styles: &'s Styles,
    flow: Flow,
    /// Open paragraphs; notes and text boxes stand inside a paragraph.
    lines: Vec<Line>,
    lists: Vec<List>,
    /// Last number of every list style and level, for lists that go on.
    counted: BTreeMap<(String, usize), u32>,
    /// Label that the next paragraph takes.
    label: Option<String>,
    /// Text of the open note.
    note: Option<String>,
    /// Depth inside elements whose text is not part of the document.
    skipped: u32,
    /// Depth inside rows that head a table.
    heads: u32,
    /// Depth inside a table of contents.
    contents: u32,
    /// Cells that the open cells stand for.
    repeats: Vec<usize>,
    /// Element in which the text stands.
    root: &'static str,
    started: bool,
    ended: bool,
    /// Bytes of text that are kept at most.
    room: usize,
}

/// An open paragraph.
struct Line {
    text: String,
    kind: BlockKind,
}

/// An open list.
struct List {
    style: String,
    number: u32,
    numbered: bool,
}

impl<'s> Body<'s> {
    fn new(styles: &'s Styles, root: &'static str, characters: usize) -> Self {
        Self {
            styles,
            flow: Flow::default(),
            lines: Vec::new(),
            lists: Vec::new(),
            counted: BTreeMap::new(),
            label: None,
            note: None,
            skipped: 0,
            heads: 0,
            contents: 0,
            repeats: Vec::new(),
            root,
            started: false,
            ended: false,
            // A character takes up to four bytes.
            room: characters.saturating_mul(4),
        }
    }

    fn is_full(&self) -> bool {
        self.flow.written > self.room
    }

    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            _ if self.is_full() => {}
            Piece::Open(element) if !self.started => self.started = element.name() == self.root,
            Piece::Open(element) if self.skipped > 0 || is_left_out(&element) => self.skipped += 1,
            Piece::Open(element) => self.open(&element),
            Piece::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Piece::Close(name) => self.close(name),
            Piece::Text(text) if self.skipped == 0 => {
                if let Some(line) = self.lines.last_mut() {
                    line.text.push_str(text);
                }
            }
            Piece::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let count = |name: &str| element.attribute(name).and_then(|count| count.trim().parse::<usize>().ok());
        match element.qualified() {
            "text:h" | "text:p" => {
                let kind = self.styles.kind(&element.attribute("style-name").unwrap_or_default());
                let level = count("outline-level").unwrap_or(1).clamp(1, 10) as u8;
                let kind = if element.name() == "h" { BlockKind::Heading(level) } else { kind };
                self.flow.open_paragraph();
                self.lines.push(Line { text: String::new(), kind });
            }
            "text:s" | "text:tab" | "text:line-break" => {
                if let Some(line) = self.lines.last_mut() {
                    line.text.push(' ');
                }
            }
            "text:list" => self.open_list(element),
            "text:list-item" => {
                let Some(list) = self.lists.last_mut() else { return };
                let start = element.attribute("start-value").and_then(|start| start.trim().parse().ok());
                list.number = start.unwrap_or(list.number.saturating_add(1));
                self.label = Some(if list.numbered { format!("{}. ", list.number) } else { "- ".to_owned() });
            }
            "text:note" => self.note = Some(String::new()),
            "text:table-of-content" => self.contents += 1,
            "table:table" => self.flow.open_table(),
            "table:table-header-rows" => self.heads += 1,
            "table:table-cell" | "table:covered-table-cell" => {
                self.repeats.push(count("number-columns-repeated").unwrap_or(1));
            }
            _ => {}
        }
    }

    fn open_list(&mut self, element: &Element<'_>) {
        let outer = self.lists.last().map(|list| list.style.clone());
        let style = element.attribute("style-name").or(outer).unwrap_or_default();
        let level = self.lists.len() + 1;
        let goes_on = element.attribute("continue-numbering").is_some_and(|value| value == "true")
            || element.attribute("continue-list").is_some();
        let number = self.counted.get(&(style.clone(), level)).copied().filter(|_| goes_on).unwrap_or(0);
        let numbered = self.styles.is_numbered(&style, level);
        self.lists.push(List { style, number, numbered });
    }

    fn close(&mut self, name: &str) {
        match name {
            "h" | "p" => self.end_paragraph(),
            "list" => {
                if let Some(list) = self.lists.pop() {
                    self.counted.insert((list.style, self.lists.len() + 1), list.number);
                }
            }
            "list-item" => self.label = None,
            "note" => {
                if let Some(note) = self.note.take() {
                    self.flow.note(&note);
                }
            }
            "table-of-content" => self.contents = self.contents.saturating_sub(1),
            "table" => self.flow.close_table(),
            "table-header-rows" => self.heads = self.heads.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                let repeats = self.repeats.pop().unwrap_or(1);
                self.flow.close_cell(repeats);
            }
            "table-row" => self.flow.close_row(self.heads > 0),
            name if name == self.root => self.ended = true,
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(Line { text, mut kind }) = self.lines.pop() else { return };
        if let Some(note) = &mut self.note {
            note.push(' ');
            note.push_str(&text);
            self.flow.close_paragraph(Block::new(kind, ""));
            return;
        }
        let mut label = String::new();
        if self.contents > 0 {
            kind = BlockKind::Contents;
        }
        let plain = kind == BlockKind::Paragraph;
        if plain && !self.lists.is_empty() && !text.trim().is_empty() {
            kind = BlockKind::Item;
            label = self.label.take().unwrap_or_default();
        } else if plain && heading::is_item(text.trim()) {
            kind = BlockKind::Item;
        }
        self.flow.close_paragraph(Block::new(kind, &format!("{label}{text}")));
    }
}

/// Deleted text, remarks of reviewers, and what describes a picture or a form.
fn is_left_out(element: &Element<'_>) -> bool {
    matches!(
        element.qualified(),
        "text:tracked-changes"
            | "office:annotation"
            | "office:forms"
            | "office:scripts"
            | "office:event-listeners"
            | "text:note-citation"
            | "text:ruby-text"
            | "text:hidden-paragraph"
            | "math:math"
            | "svg:title"
            | "svg:desc"
    )
}

#[cfg(test)]
mod tests;
