//! HTML: the text that a reader of the page sees, from the tokens of the HTML standard and without a tree.
//!
//! A tree of elements would have to be walked and dropped in its depth, which the page decides. Here an element that
//! is open costs nothing; only what is left out, tables and lists keep a count or a stack.

mod left_out;
mod table;

use crate::block::{Block, BlockKind, Extract};
use crate::{markdown, txt};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use holdfast_domain::Format;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use left_out::LeftOut;
use std::convert::Infallible;
use table::Table;

/// Tables in tables deeper than this are text of the table around them.
const DEEPEST_TABLE: usize = 100;

/// Decodes a page: by its byte order mark, else by what it says of itself, else as text is decoded.
pub(crate) fn decode(bytes: &[u8]) -> String {
    match (Encoding::for_bom(bytes), declared(bytes)) {
        (None, Some(encoding)) => txt::decode_as(encoding, bytes),
        _ => txt::decode(bytes),
    }
}

/// The encoding that a page declares within its first 1,024 bytes (HTML standard, 13.2.3.2).
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let mut rest = start.as_str();
    while let Some((_, after)) = rest.split_once("<meta") {
        let tag = after.split('>').next().unwrap_or_default();
        if let Some((_, value)) = tag.split_once("charset") {
            let value = value.trim_start().strip_prefix('=').unwrap_or_default();
            let value = value.trim_start_matches(|mark: char| mark.is_whitespace() || matches!(mark, '"' | '\''));
            let end = value.find(|mark: char| mark.is_whitespace() || matches!(mark, '"' | '\'' | ';' | '/'));
            let found = Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())]);
            // A declaration that could be read byte by byte is not in UTF-16, whatever it says.
            let found = found.map(|found| if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found });
            if found.is_some() {
                return found;
            }
        }
        rest = after;
    }
    None
}

/// Reads a decoded page into blocks.
pub(crate) fn read(text: &str) -> Extract {
    let mut page = Page::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        page.event(event);
        None
    });
    emitter.naively_switch_states(true);
    for _ in Tokenizer::new_with_emitter(text, emitter) {}
    page.finish()
}

/// The page as far as it was read.
#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    /// Text of the block that is open.
    text: String,
    heading: Option<u8>,
    /// Numbers of the ordered lists that are open; `None` for bullets.
    lists: Vec<Option<u64>>,
    items: u32,
    /// Open tables, the outermost first.
    tables: Vec<Table>,
    /// Tables that are open beyond [`DEEPEST_TABLE`].
    deeper: usize,
    left_out: Option<LeftOut>,
    /// Text of the title element, while it is open and after.
    title: String,
    in_title: bool,
    tag: Tag,
}

/// The start tag that is being read.
#[derive(Default)]
struct Tag {
    name: String,
    attribute: String,
    hidden: bool,
    start: Option<u64>,
}

impl Page {
    fn event(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.tag = Tag { name: owned(name), ..Tag::default() },
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute = owned(name);
                self.tag.hidden |= name == b"hidden";
            }
            CallbackEvent::AttributeValue { value } => self.attribute(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                self.start(&tag, self_closing);
            }
            CallbackEvent::EndTag { name } => self.end(&owned(name)),
            CallbackEvent::String { value } => self.characters(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn attribute(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value);
        match self.tag.attribute.as_str() {
            "style" => {
                let style: String = value.chars().filter(|character| !character.is_whitespace()).collect();
                self.tag.hidden |= style.to_ascii_lowercase().split(';').any(|rule| rule.starts_with("display:none"));
            }
            "start" | "value" => self.tag.start = value.trim().parse().ok(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, self_closing: bool) {
        let name = tag.name.as_str();
        if let Some(left_out) = &mut self.left_out {
            if !left_out.ends_before(name) {
                return;
            }
            self.left_out = None;
        }
        self.left_out = LeftOut::begins(name, tag.hidden, self_closing);
        if self.left_out.is_some() {
            return;
        }
        match name {
            "title" => self.in_title = self.title.is_empty(),
            "br" | "hr" => self.flush(),
            "ul" | "menu" | "dir" => self.list(None),
            "ol" => self.list(Some(tag.start.unwrap_or(1))),
            "li" => self.item(tag.start),
            "dt" | "dd" => self.flush(),
            "table" => self.table(),
            "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" => self.cell(name, true),
            "caption" => self.flush(),
            "img" | "input" | "wbr" => {}
            _ => match heading_depth(name) {
                Some(depth) => {
                    self.flush();
                    self.heading = Some(depth);
                }
                None if is_block(name) => self.flush_unlabelled(),
                None => {}
            },
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(left_out) = &mut self.left_out {
            if left_out.ends_with(name) {
                self.left_out = None;
                return;
            }
            if !left_out.ends_around(name) {
                return;
            }
            self.left_out = None;
        }
        match name {
            "title" => self.in_title = false,
            "ul" | "ol" | "menu" | "dir" => {
                self.flush();
                self.lists.pop();
                self.items = 0;
            }
            "li" => {
                self.flush();
                self.items = 0;
            }
            "table" => self.end_table(),
            "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" => self.cell(name, false),
            _ if is_block(name) || heading_depth(name).is_some() => self.flush(),
            _ => {}
        }
    }

    fn characters(&mut self, text: &str) {
        if self.left_out.is_some() {
            return;
        }
        if self.in_title {
            self.title.push_str(text);
        } else {
            self.text.push_str(text);
        }
    }

    fn list(&mut self, number: Option<u64>) {
        self.flush();
        self.lists.push(number);
    }

    /// An item starts with its label, as it does in Markdown.
    fn item(&mut self, value: Option<u64>) {
        self.flush();
        self.items = 1;
        let label = match self.lists.last_mut() {
            Some(Some(number)) => {
                let own = value.unwrap_or(*number);
                *number = own.saturating_add(1);
                format!("{own}. ")
            }
            _ => "- ".to_owned(),
        };
        self.text.push_str(&label);
    }

    fn table(&mut self) {
        self.flush();
        if self.tables.len() < DEEPEST_TABLE {
            self.tables.push(Table::default());
        } else {
            self.deeper += 1;
        }
    }

    /// A tag inside a table: the end tags of cells and rows may be left out, so a start tag ends what is open.
    fn cell(&mut self, name: &str, opens: bool) {
        self.flush();
        if self.deeper > 0 {
            return;
        }
        if let Some(table) = self.tables.last_mut() {
            let row = if opens { table.open(name) } else { table.close(name) };
            self.row(row);
        }
    }

    fn end_table(&mut self) {
        self.flush();
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(mut table) = self.tables.pop() {
            let row = table.end_row();
            match self.tables.last_mut() {
                Some(outer) => {
                    if let Some(row) = row {
                        outer.text(&row.text);
                    }
                }
                None => self.blocks.extend(row),
            }
        }
    }

    /// A row of a nested table is text of the cell that it stands in.
    fn row(&mut self, row: Option<Block>) {
        let Some(row) = row else { return };
        match self.tables.len().checked_sub(2).and_then(|outer| self.tables.get_mut(outer)) {
            Some(outer) => outer.text(&row.text),
            None => self.blocks.push(row),
        }
    }

    /// Ends the block, unless it holds nothing but the label of an item: the paragraph in an item is the item.
    fn flush_unlabelled(&mut self) {
        let label = self.text.trim();
        let alone = label == "-" || label.strip_suffix('.').is_some_and(|number| number.parse::<u64>().is_ok());
        if !(self.items > 0 && alone) {
            self.flush();
        }
    }

    /// Ends the block of text that is open.
    fn flush(&mut self) {
        let heading = self.heading.take();
        let kind = match heading {
            Some(depth) => BlockKind::Heading(depth),
            None if self.items > 0 => BlockKind::Item,
            None => BlockKind::Paragraph,
        };
        let block = Block::new(kind, &std::mem::take(&mut self.text));
        if block.text.is_empty() {
            // `<h1><p>` and `<h1><br>`: the heading is still to come.
            self.heading = heading;
            return;
        }
        match self.tables.last_mut() {
            Some(table) => table.text(&block.text),
            None => self.blocks.push(block),
        }
    }

    fn finish(mut self) -> Extract {
        self.flush();
        while !self.tables.is_empty() {
            self.deeper = 0;
            self.end_table();
        }
        let title = Block::new(BlockKind::Title, &self.title);
        let chapters = self.blocks.iter().filter(|block| block.kind == BlockKind::Heading(1)).count();
        // Word processors write the title of the document as a paragraph, and chapters as the first headings.
        let written = self.blocks.iter_mut().take(20).find(|block| !block.is_row() && block.text == title.text);
        match written {
            Some(block) if chapters != 1 => block.kind = BlockKind::Title,
            None if chapters == 0 && !title.text.is_empty() => self.blocks.insert(0, title),
            _ => {}
        }
        markdown::title_is_the_only_top_heading(&mut self.blocks);
        Extract::unpaged(Format::Html, self.blocks)
    }
}

fn owned(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// 1 to 6 for `h1` to `h6`.
fn heading_depth(name: &str) -> Option<u8> {
    let depth = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&depth).then_some(depth)
}

/// Elements that stand on lines of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "address"
            | "blockquote"
            | "pre"
            | "dl"
            | "dt"
            | "dd"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "fieldset"
            | "legend"
            | "form"
            | "center"
            | "caption"
            | "body"
            | "html"
            | "hgroup"
            | "option"
    )
}

#[cfg(test)]
mod tests;
