//! Markdown: the clean text a reader sees, without marks inside the line.

use crate::block::{Block, BlockKind, Extract};
use holdfast_domain::Format;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Whether the text is Markdown: by its extension, or by marks that plain text does not have.
pub(crate) fn is_markdown(file: &str, text: &str) -> bool {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    if matches!(extension.as_deref(), Some("md" | "markdown" | "mkd")) {
        return true;
    }
    let hashes = text.lines().filter(|line| is_hash_heading(line)).count();
    let tables = text.lines().filter(|line| line.starts_with('|') && line.contains("---")).count();
    let bold = text.matches("**").count() / 2;
    hashes >= 2 || (hashes == 1 && (tables > 0 || bold >= 2))
}

/// Reads Markdown into blocks.
pub(crate) fn read(text: &str) -> Extract {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = MarkdownReader::default();
    for (event, place) in Parser::new_ext(text, options).into_offset_iter() {
        // A list item keeps its mark as written, as plain text does.
        reader.mark = text[place.start..].chars().next().unwrap_or('-');
        reader.event(event);
    }
    reader.flush();
    let mut blocks = reader.blocks;
    title_is_the_only_top_heading(&mut blocks);
    Extract::unpaged(Format::Markdown, blocks)
}

fn is_hash_heading(line: &str) -> bool {
    let marks = line.len() - line.trim_start_matches('#').len();
    (1..=6).contains(&marks) && line[marks..].starts_with(' ') && line.len() > marks + 2
}

/// A single `#` heading above `##` headings is the title of the document, not its first chapter.
pub(crate) fn title_is_the_only_top_heading(blocks: &mut [Block]) {
    let mut tops = blocks.iter_mut().filter(|block| block.kind == BlockKind::Heading(1));
    let (Some(first), None) = (tops.next(), tops.next()) else { return };
    first.kind = BlockKind::Title;
    for block in blocks {
        if let BlockKind::Heading(depth) = &mut block.kind {
            *depth = depth.saturating_sub(1).max(1);
        }
    }
}

#[derive(Default)]
struct MarkdownReader {
    blocks: Vec<Block>,
    text: String,
    cells: Vec<String>,
    heading: Option<u8>,
    items: u32,
    /// Numbers of the ordered lists that are open; `None` for bullets.
    lists: Vec<Option<u64>>,
    metadata: bool,
    /// Whether inside a footnote.
    note: bool,
    /// First character of the event in the source.
    mark: char,
    struck: u32,
}

impl MarkdownReader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.metadata => {
                self.blocks.extend(text.lines().map(|line| Block::new(BlockKind::Row, line)));
            }
            Event::Text(text) | Event::Code(text) if self.struck == 0 => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(level as u8);
            }
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::HtmlBlock | Tag::Table(_) => self.flush(),
            Tag::FootnoteDefinition(_) => {
                self.flush();
                self.note = true;
            }
            Tag::List(start) => {
                self.flush();
                self.lists.push(start);
            }
            Tag::Item => {
                self.flush();
                self.items += 1;
                self.text = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let label = format!("{number}. ");
                        *number += 1;
                        label
                    }
                    _ => format!("{} ", self.mark),
                };
            }
            Tag::MetadataBlock(_) => self.metadata = true,
            Tag::Strikethrough => self.struck += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::TableCell => self.cells.push(std::mem::take(&mut self.text)),
            TagEnd::TableHead => {
                let cells = std::mem::take(&mut self.cells);
                self.push(Block::head_row(&cells));
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                self.push(Block::row(&cells));
            }
            TagEnd::Item => {
                self.flush();
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::MetadataBlock(_) => self.metadata = false,
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.flush(),
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.note = false;
            }
            _ => {}
        }
    }

    fn flush(&mut self) {
        let kind = match self.heading.take() {
            Some(level) => BlockKind::Heading(level),
            None if self.note => BlockKind::Note,
            None if self.items > 0 => BlockKind::Item,
            None => BlockKind::Paragraph,
        };
        let text = std::mem::take(&mut self.text);
        self.push(Block::new(kind, &text));
    }

    fn push(&mut self, block: Block) {
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_structure_stays() {
        use BlockKind::{HeadRow, Heading, Item, Paragraph, Row, Title};
        let text = "---\nstatus: draft\n---\n# Policy\n\nSome **bold** [link](http://x) text\nthat wraps.\n\n## 1. Scope\n\n- one\n- two\n\n1. first\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n~~gone~~";
        let found: Vec<_> = read(text).blocks.into_iter().map(|block| (block.kind, block.text)).collect();
        let expected = [
            (Row, "status: draft"),
            (Title, "Policy"),
            (Paragraph, "Some bold link text that wraps."),
            (Heading(1), "1. Scope"),
            (Item, "- one"),
            (Item, "- two"),
            (Item, "1. first"),
            (HeadRow, "A | B"),
            (Row, "1 | 2"),
        ];
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn markdown_is_told_from_plain_text() {
        assert!(is_markdown("a.md", "plain"));
        assert!(is_markdown("a.txt", "# One\n\ntext\n\n## Two\n"));
        assert!(!is_markdown("a.txt", "1. One\n======\n\ntext - with * marks #3\n"));
    }
}
