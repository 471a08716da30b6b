//! DOCX: paragraphs with styles and numbers, tables by rows, footnotes where they are cited.
//!
//! Text inserted under tracked changes is text; deleted and moved-away text is not (ECMA-376 part 1, 17.13.5).

mod package;
mod styles;
mod xml;

use crate::block::{Block, BlockKind, Extract, join_cells};
use crate::{Limits, heading, malformed};
use holdfast_domain::{Diagnostic, Format};
use package::Package;
use std::collections::BTreeMap;
use styles::{Lists, Numbering, Styles};
use xml::{Element, Piece, walk};

/// Reads a DOCX into blocks.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, Diagnostic> {
    let mut package = Package::open(file, bytes, limits)?;
    // Some writers number the main part: word/document2.xml.
    let main = package.names("word/document").into_iter().find(|name| !name["word/".len()..].contains('/'));
    let main = main.map(|name| package.part(&name)).transpose()?.flatten();
    let main = main.ok_or_else(|| malformed(file, "The file has no document in it."))?;
    let styles = package.part("word/styles.xml")?.map(|text| Styles::read(&text)).unwrap_or_default();
    let lists = package.part("word/numbering.xml")?.map(|text| Lists::read(&text)).unwrap_or_default();
    let notes = package.part("word/footnotes.xml")?.map(|text| footnotes(&text, &styles)).unwrap_or_default();

    let mut body = Body::new(&styles, lists, notes);
    if !walk(&main, |piece| body.piece(piece)) || !body.ended {
        return Err(malformed(file, "The text of the document is damaged."));
    }
    let mut extract = Extract::unpaged(Format::Docx, body.blocks);
    for prefix in ["word/header", "word/footer"] {
        for name in package.names(prefix) {
            if let Some(text) = package.part(&name)? {
                let mut margin = Body::new(&styles, Lists::default(), BTreeMap::new());
                walk(&text, |piece| margin.piece(piece));
                extract.marks.extend(margin.blocks.into_iter().map(|block| block.text));
            }
        }
    }
    Ok(extract)
}

fn footnotes(text: &str, styles: &Styles) -> BTreeMap<String, String> {
    let mut notes = BTreeMap::new();
    let mut open: Option<(String, Body<'_>)> = None;
    walk(text, |piece| match piece {
        Piece::Open(element) if element.name() == "footnote" => {
            // The separator lines are footnotes of a type of their own.
            let id = element.attribute("id").filter(|_| element.attribute("type").is_none());
            open = id.map(|id| (id, Body::new(styles, Lists::default(), BTreeMap::new())));
        }
        Piece::Close("footnote") => {
            if let Some((id, body)) = open.take() {
                let lines: Vec<String> = body.blocks.into_iter().map(|block| block.text).collect();
                notes.insert(id, lines.join(" "));
            }
        }
        piece => {
            if let Some((_, body)) = &mut open {
                body.piece(piece);
            }
        }
    });
    notes
}

struct Body<'s> {
    styles: &'s Styles,
    lists: Lists,
    notes: BTreeMap<String, String>,
    blocks: Vec<Block>,
    paragraph: Paragraph,
    /// Open tables, the outermost first.
    tables: Vec<Table>,
    /// Depth inside elements whose text is not part of the document.
    skipped: u32,
    /// Whether inside `w:t`.
    in_text: bool,
    /// Whether inside `w:pPr`, where `w:ins` and `w:del` are about the paragraph mark.
    in_properties: bool,
    /// Whether the body was read to its end.
    ended: bool,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    numbering: Option<Numbering>,
    outline: Option<u8>,
    notes: Vec<String>,
}

#[derive(Default)]
struct Table {
    cells: Vec<String>,
    cell: String,
}

impl<'s> Body<'s> {
    fn new(styles: &'s Styles, lists: Lists, notes: BTreeMap<String, String>) -> Self {
        let (blocks, tables) = (Vec::new(), Vec::new());
        let paragraph = Paragraph::default();
        Self {
            styles,
            lists,
            notes,
            blocks,
            paragraph,
            tables,
            skipped: 0,
            in_text: false,
            in_properties: false,
            ended: false,
        }
    }

    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Open(element) => {
                if self.skipped > 0 || (is_left_out(element.name()) && !self.in_properties) {
                    self.skipped += 1;
                } else {
                    self.open(&element);
                }
            }
            Piece::Close(name) if self.skipped > 0 => {
                self.skipped -= 1;
                self.ended |= name == "body";
            }
            Piece::Close(name) => self.close(name),
            Piece::Text(text) if self.in_text && self.skipped == 0 => self.paragraph.text.push_str(text),
            Piece::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let paragraph = &mut self.paragraph;
        match element.name() {
            "t" => self.in_text = true,
            "tab" if !self.in_properties => paragraph.text.push('\t'),
            "br" | "cr" => paragraph.text.push('\n'),
            "noBreakHyphen" => paragraph.text.push('-'),
            "pPr" => self.in_properties = true,
            "pStyle" => paragraph.style = element.value(),
            "outlineLvl" => paragraph.outline = parse(element.value()),
            "numId" => paragraph.numbering.get_or_insert_default().list = parse(element.value()).unwrap_or(0),
            "ilvl" => paragraph.numbering.get_or_insert_default().level = parse(element.value()).unwrap_or(0),
            "footnoteReference" => paragraph.notes.extend(element.attribute("id")),
            "tbl" => self.tables.push(Table::default()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "pPr" => self.in_properties = false,
            "p" => self.end_paragraph(),
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    let cell = std::mem::take(&mut table.cell);
                    table.cells.push(cell);
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    let cells = std::mem::take(&mut table.cells);
                    self.end_row(&cells);
                }
            }
            "tbl" => {
                self.tables.pop();
            }
            "body" => self.ended = true,
            _ => {}
        }
    }

    /// A row of a nested table is text of the cell that it stands in.
    fn end_row(&mut self, cells: &[String]) {
        let outer = self.tables.len().checked_sub(2).and_then(|outer| self.tables.get_mut(outer));
        match outer {
            Some(outer) => add_to_cell(&mut outer.cell, &join_cells(cells)),
            None => self.push(Block::row(cells)),
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let notes = paragraph.notes.iter().filter_map(|id| self.notes.remove(id)).collect::<Vec<_>>();
        let block = self.block(&paragraph);
        if let Some(table) = self.tables.last_mut() {
            add_to_cell(&mut table.cell, &block.text);
        } else {
            self.push(block);
        }
        for note in notes {
            self.push(Block::new(BlockKind::Paragraph, &note));
        }
    }

    fn block(&mut self, paragraph: &Paragraph) -> Block {
        let style = paragraph.style.as_deref().unwrap_or_default();
        let outline = paragraph.outline.filter(|level| *level < 9).map(|level| BlockKind::Heading(level + 1));
        let mut kind = outline.unwrap_or_else(|| self.styles.kind(style));
        let own = paragraph.numbering.or_else(|| self.styles.numbering(style));
        let mut label = String::new();
        // List 0 takes numbering away (ECMA-376 part 1, 17.9.18). An empty paragraph is not counted.
        if let Some(at) = own.filter(|at| at.list != 0 && !paragraph.text.trim().is_empty()) {
            label = self.lists.label(at).unwrap_or_default();
            let clause = heading::numbered(&format!("{label} X")).is_some_and(|found| found.depth > 1);
            if kind == BlockKind::Paragraph && !clause {
                kind = BlockKind::Item;
            }
        }
        if kind == BlockKind::Paragraph && heading::is_item(&paragraph.text) {
            return Block::new(BlockKind::Item, &paragraph.text);
        }
        Block::new(kind, &format!("{label} {}", paragraph.text))
    }

    fn push(&mut self, block: Block) {
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
    }
}

/// Deleted text, text moved away, and the fallback copy of drawings whose text stands in the choice before it.
fn is_left_out(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "instrText" | "delText")
}

fn add_to_cell(cell: &mut String, text: &str) {
    if !cell.is_empty() && !text.is_empty() {
        cell.push(' ');
    }
    cell.push_str(text);
}

fn parse<N: std::str::FromStr>(value: Option<String>) -> Option<N> {
    value?.trim().parse().ok()
}

#[cfg(test)]
mod tests;
