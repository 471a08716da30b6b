//! DOCX: paragraphs with styles and numbers, tables by rows, footnotes where they are cited.
//!
//! Text inserted under tracked changes is text; deleted and moved-away text is not (ECMA-376 part 1, 17.13.5).

mod inside;
mod styles;

use crate::block::{Block, BlockKind, Extract};
use crate::container::Container;
use crate::flow::Flow;
use crate::opc::relationships;
use crate::xml::{Element, Piece, walk};
use crate::{Limits, heading, malformed};
use holdfast_domain::{Diagnostic, Format};
use std::collections::BTreeMap;
use styles::{Lists, Numbering, Styles};

/// Reads a DOCX into blocks.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, Diagnostic> {
    let mut package = Container::open(file, bytes, limits)?;
    let main = main_part(&mut package)?.ok_or_else(|| malformed(file, "The file has no document in it."))?;
    let styles = package.part("word/styles.xml")?.map(|text| Styles::read(&text)).unwrap_or_default();
    let lists = package.part("word/numbering.xml")?.map(|text| Lists::read(&text)).unwrap_or_default();
    let mut notes = BTreeMap::new();
    for (name, element) in [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")] {
        notes.extend(package.part(name)?.map(|text| cited(&text, element, &styles)).unwrap_or_default());
    }

    let mut body = Body::new(&styles, lists, notes);
    if !walk(&main, |piece| body.piece(piece)) || !body.ended {
        return Err(malformed(file, "The text of the document is damaged."));
    }
    let mut extract = Extract::unpaged(Format::Docx, body.flow.blocks);
    for prefix in ["word/header", "word/footer"] {
        for name in package.names(prefix) {
            if let Some(text) = package.part(&name)? {
                let mut margin = Body::new(&styles, Lists::default(), BTreeMap::new());
                walk(&text, |piece| margin.piece(piece));
                extract.marks.extend(margin.flow.blocks.into_iter().map(|block| block.text));
            }
        }
    }
    inside::add(file, &mut package, &mut extract)?;
    Ok(extract)
}

/// The text of the main part: some writers name it otherwise than `word/document.xml`, and the package says how.
fn main_part(package: &mut Container<'_>) -> Result<Option<String>, Diagnostic> {
    let named = relationships(package, "")?.into_iter().find(|found| found.kind == "officeDocument");
    if let Some(text) = named.map(|found| package.part(&found.target)).transpose()?.flatten() {
        return Ok(Some(text));
    }
    let main = package.names("word/document").into_iter().find(|name| !name["word/".len()..].contains('/'));
    Ok(main.map(|name| package.part(&name)).transpose()?.flatten())
}

/// Notes by their kind and identifier: footnotes and endnotes are counted apart.
type Notes = BTreeMap<(&'static str, String), String>;

fn cited(text: &str, kind: &'static str, styles: &Styles) -> Notes {
    let mut notes = Notes::new();
    let mut open: Option<(String, Body<'_>)> = None;
    walk(text, |piece| match piece {
        Piece::Open(element) if element.name() == kind => {
            // The separator lines are notes of a type of their own.
            let id = element.attribute("id").filter(|_| element.attribute("type").is_none());
            open = id.map(|id| (id, Body::new(styles, Lists::default(), Notes::new())));
        }
        Piece::Close(name) if name == kind => {
            if let Some((id, body)) = open.take() {
                let lines: Vec<String> = body.flow.blocks.into_iter().map(|block| block.text).collect();
                notes.insert((kind, id), lines.join(" "));
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
    notes: Notes,
    flow: Flow,
    paragraph: Paragraph,
    /// Paragraphs that a text box inside them holds up.
    around: Vec<Paragraph>,
    /// Whether the open rows head their table.
    heads: Vec<bool>,
    /// Whether the open run is hidden text (ECMA-376 part 1, 17.3.2.41).
    is_hidden: bool,
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
    notes: Vec<(&'static str, String)>,
}

impl<'s> Body<'s> {
    fn new(styles: &'s Styles, lists: Lists, notes: Notes) -> Self {
        Self {
            styles,
            lists,
            notes,
            flow: Flow::default(),
            paragraph: Paragraph::default(),
            around: Vec::new(),
            heads: Vec::new(),
            is_hidden: false,
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
            Piece::Text(text) if self.in_text && self.skipped == 0 && !self.is_hidden => {
                self.paragraph.text.push_str(text)
            }
            Piece::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let paragraph = &mut self.paragraph;
        match element.name() {
            // DrawingML has paragraphs of the same local name, in charts and diagrams.
            "p" => {
                self.around.push(std::mem::take(paragraph));
                self.flow.open_paragraph();
            }
            "r" => self.is_hidden = false,
            "vanish" if !self.in_properties => {
                self.is_hidden = !element.value().is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"));
            }
            "t" => self.in_text = true,
            "tab" if !self.in_properties => paragraph.text.push('\t'),
            "br" | "cr" => paragraph.text.push('\n'),
            "noBreakHyphen" => paragraph.text.push('-'),
            "pPr" => self.in_properties = true,
            "pStyle" => paragraph.style = element.value(),
            "outlineLvl" => paragraph.outline = parse(element.value()),
            "numId" => paragraph.numbering.get_or_insert_default().list = parse(element.value()).unwrap_or(0),
            "ilvl" => paragraph.numbering.get_or_insert_default().level = parse(element.value()).unwrap_or(0),
            "footnoteReference" => paragraph.notes.extend(element.attribute("id").map(|id| ("footnote", id))),
            "endnoteReference" => paragraph.notes.extend(element.attribute("id").map(|id| ("endnote", id))),
            "tbl" => self.flow.open_table(),
            "tr" => self.heads.push(false),
            "tblHeader" => {
                let off = element.value().is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"));
                if let Some(heads) = self.heads.last_mut() {
                    *heads = !off;
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "pPr" => self.in_properties = false,
            "p" => self.end_paragraph(),
            "r" => self.is_hidden = false,
            "tc" => self.flow.close_cell(1),
            "tr" => {
                let heads = self.heads.pop().unwrap_or(false);
                self.flow.close_row(heads);
            }
            "tbl" => self.flow.close_table(),
            "body" => self.ended = true,
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let around = self.around.pop().unwrap_or_default();
        let paragraph = std::mem::replace(&mut self.paragraph, around);
        let block = self.block(&paragraph);
        self.flow.close_paragraph(block);
        for note in paragraph.notes.iter().filter_map(|id| self.notes.remove(id)) {
            self.flow.note(&note);
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
}

/// Deleted text, text moved away, and the fallback copy of drawings whose text stands in the choice before it.
fn is_left_out(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "instrText" | "delText")
}

fn parse<N: std::str::FromStr>(value: Option<String>) -> Option<N> {
    value?.trim().parse().ok()
}

#[cfg(test)]
mod tests;
