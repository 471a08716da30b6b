//! One slide, or the notes to one.

use crate::block::{Block, BlockKind};
use crate::flow::Flow;
use crate::xml::{Element, Piece};

/// What stands on a slide.
#[derive(Debug, Default)]
pub(super) struct Slide {
    pub(super) flow: Flow,
    /// Footers and dates: no part of the text.
    pub(super) marks: Vec<String>,
    /// Whether the slide is left out of the show.
    pub(super) is_hidden: bool,
    opens_the_show: bool,
    /// Whether these are the notes to a slide: their body is prose.
    is_notes: bool,
    role: Role,
    /// Lines of the open title; a title over two lines is one title.
    title: String,
    line: String,
    level: u32,
    /// Whether the paragraph says that it has no bullet.
    is_plain: bool,
    in_text: bool,
    heads: bool,
    is_first_row: bool,
    /// Depth inside elements whose text is not part of the slide.
    skipped: u32,
}

/// What the open shape is for (ECMA-376 part 1, 19.7.10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    #[default]
    Free,
    Title,
    /// The title of a title slide.
    MainTitle,
    Subtitle,
    Body,
    Margin,
}

impl Slide {
    /// A slide; the first one may bear the title of the document.
    pub(super) fn new(opens_the_show: bool) -> Self {
        Self { opens_the_show, ..Self::default() }
    }

    /// The notes to a slide.
    pub(super) fn notes() -> Self {
        Self { is_notes: true, ..Self::default() }
    }

    /// Takes the next piece of the slide.
    pub(super) fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            // The fallback is a copy of the choice before it.
            Piece::Open(element) if self.skipped > 0 || element.name() == "Fallback" => self.skipped += 1,
            Piece::Open(element) => self.open(&element),
            Piece::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Piece::Close(name) => self.close(name),
            Piece::Text(text) if self.in_text && self.skipped == 0 => self.line.push_str(text),
            Piece::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            "sld" => self.is_hidden = element.attribute("show").is_some_and(|show| is_off(&show)),
            "sp" => self.role = Role::Free,
            "ph" => self.role = role(element),
            "p" if element.qualified() != "p:p" => {
                self.flow.open_paragraph();
                self.line.clear();
                (self.level, self.is_plain) = (0, false);
            }
            "pPr" => self.level = element.attribute("lvl").and_then(|level| level.parse().ok()).unwrap_or(0),
            "buNone" => self.is_plain = true,
            "t" => self.in_text = true,
            "br" | "tab" => self.line.push(' '),
            "tbl" => {
                self.heads = false;
                self.is_first_row = true;
                self.flow.open_table();
            }
            "tblPr" => self.heads = element.attribute("firstRow").is_some_and(|value| !is_off(&value)),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "sp" => {
                self.end_title();
                self.role = Role::Free;
            }
            "tc" => self.flow.close_cell(1),
            "tr" => {
                self.flow.close_row(self.heads && self.is_first_row);
                self.is_first_row = false;
            }
            "tbl" => self.flow.close_table(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let line = std::mem::take(&mut self.line);
        let block = match self.role {
            Role::Title | Role::MainTitle => {
                self.title.push(' ');
                self.title.push_str(&line);
                Block::new(BlockKind::Paragraph, "")
            }
            Role::Margin => {
                self.marks.extend(Some(crate::clean::line(&line)).filter(|line| !line.is_empty()));
                Block::new(BlockKind::Paragraph, "")
            }
            _ if line.trim().is_empty() || self.flow.in_table() => Block::new(BlockKind::Paragraph, &line),
            role if !self.is_notes && !self.is_plain && (role == Role::Body || self.level > 0) => {
                Block::new(BlockKind::Item, &format!("- {line}"))
            }
            _ => Block::new(BlockKind::Paragraph, &line),
        };
        self.flow.close_paragraph(block);
    }

    fn end_title(&mut self) {
        let title = std::mem::take(&mut self.title);
        let names_document = self.role == Role::MainTitle && self.opens_the_show;
        let kind = if names_document { BlockKind::Title } else { BlockKind::Heading(1) };
        self.flow.open_paragraph();
        self.flow.close_paragraph(Block::new(kind, &title));
    }
}

/// A placeholder without a type is a body.
fn role(element: &Element<'_>) -> Role {
    match element.attribute("type").as_deref() {
        Some("title") => Role::Title,
        Some("ctrTitle") => Role::MainTitle,
        Some("subTitle") => Role::Subtitle,
        Some("ftr" | "hdr" | "dt" | "sldNum") => Role::Margin,
        None | Some("body" | "obj") => Role::Body,
        Some(_) => Role::Free,
    }
}

fn is_off(value: &str) -> bool {
    matches!(value, "0" | "false" | "off")
}
