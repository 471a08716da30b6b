//! Lays blocks out as one text and computes every span over it.

use crate::block::{Block, BlockKind, Extract};
use crate::roles::{self, Role};
use crate::standing::{self, Statement};
use crate::{Limits, checks, clause, control, heading, language, over_limit, passages, table};
use holdfast_domain::{Control, Diagnostic, Document, Page, Section, Span};

/// A block with its place in the text.
pub(crate) struct Placed {
    pub(crate) block: Block,
    pub(crate) span: Span,
    /// What the section it stands in is for.
    pub(crate) role: Role,
    /// Headings above it, outermost first.
    pub(crate) headings: Vec<String>,
}

/// Builds the document.
pub(crate) fn document(file: &str, mut extract: Extract, limits: &Limits) -> Result<Document, Diagnostic> {
    extract.blocks.retain(|block| !block.text.is_empty());
    settle_headings(&mut extract.blocks);
    table::settle(&mut extract.blocks);
    let (text, mut placed) = lay_out(&extract.blocks);
    let length = placed.last().map_or(0, |last| last.span.end);
    if length > limits.max_text_chars {
        return Err(over_limit(file, "The file holds more text than the limit."));
    }
    let sections = sections(&mut placed);
    mark_front(&mut placed);
    let control = control(&placed);
    let standing = standing::of(&statement(file, &extract.marks, &placed));
    let language = language::of(&text);
    let mut diagnostics = checks::diagnostics(file, &extract, &text, language, standing);
    diagnostics.append(&mut extract.diagnostics);
    Ok(Document {
        format: extract.format,
        title: title(&placed, &sections),
        standing,
        control,
        language: language.map(str::to_owned),
        pages: pages(&placed, extract.pages, length),
        scanned: std::mem::take(&mut extract.scanned),
        sections,
        clauses: clause::clauses(&placed),
        tables: table::tables(&placed),
        passages: passages::pack(&placed),
        text,
        diagnostics,
    })
}

/// Headings that only the context tells: a line `Revision history` heads front matter even where the format does not
/// say so; an entry of a table of contents and a line `DRAFT - NOT IN FORCE` look like headings and are none.
fn settle_headings(blocks: &mut [Block]) {
    let mut depth = 1;
    let mut in_contents = false;
    for block in blocks {
        in_contents = in_contents && is_entry(block);
        if in_contents {
            block.kind = BlockKind::Contents;
        }
        match block.kind {
            BlockKind::Heading(_)
                if standing::of_mark(&block.text).is_some() && heading::numbered(&block.text).is_none() =>
            {
                block.kind = BlockKind::Paragraph;
            }
            BlockKind::Heading(level) => depth = level,
            BlockKind::Paragraph if roles::is_front_matter_label(&block.text) => block.kind = BlockKind::Heading(depth),
            _ => {}
        }
        in_contents |= matches!(block.kind, BlockKind::Heading(_)) && block.text.to_lowercase().ends_with("contents");
    }
}

/// A title with a page number at its end.
fn is_entry(block: &Block) -> bool {
    let page = block.text.rsplit(' ').next().unwrap_or_default();
    let number = !page.is_empty() && page.len() <= 4 && page.chars().all(|character| character.is_ascii_digit());
    block.kind == BlockKind::Contents || (number && block.words() > 1 && block.words() <= 25)
}

/// Rows and items of one table or list stand on lines of their own; other blocks are set apart by an empty line.
fn lay_out(blocks: &[Block]) -> (String, Vec<Placed>) {
    let (mut text, mut at) = (String::new(), 0);
    let mut placed: Vec<Placed> = Vec::with_capacity(blocks.len());
    for block in blocks {
        if let Some(above) = placed.last() {
            let tight = match block.kind {
                BlockKind::Row => above.block.is_row(),
                BlockKind::Item | BlockKind::Contents => above.block.kind == block.kind,
                _ => false,
            };
            let gap = if tight { "\n" } else { "\n\n" };
            text.push_str(gap);
            at += gap.len();
        }
        let span = Span { start: at, end: at + block.text.chars().count() };
        at = span.end;
        text.push_str(&block.text);
        placed.push(Placed { block: block.clone(), span, role: Role::Text, headings: Vec::new() });
    }
    (text, placed)
}

/// The heading tree; gives every block its headings and role on the way.
fn sections(placed: &mut [Placed]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    // Sections that are open, by index, with their roles.
    let mut open: Vec<(usize, Role)> = Vec::new();
    let mut end = 0;
    for placed in placed {
        if let BlockKind::Heading(level) = placed.block.kind {
            while open.last().is_some_and(|&(at, _)| sections[at].level >= level) {
                close(&mut sections, open.pop(), end);
            }
            let inherited = open.last().map_or(Role::Text, |&(_, role)| role);
            open.push((sections.len(), roles::of_heading(&placed.block.text).unwrap_or(inherited)));
            sections.push(section(&placed.block.text, level, placed.span));
        }
        placed.headings = open.iter().map(|&(at, _)| sections[at].heading.clone()).collect();
        placed.role = open.last().map_or(Role::Text, |&(_, role)| role);
        end = placed.span.end;
    }
    while let Some(last) = open.pop() {
        close(&mut sections, Some(last), end);
    }
    sections
}

fn close(sections: &mut [Section], open: Option<(usize, Role)>, end: usize) {
    if let Some(section) = open.and_then(|(at, _)| sections.get_mut(at)) {
        section.span.end = end;
    }
}

fn section(line: &str, level: u8, span: Span) -> Section {
    let (number, heading) = match heading::numbered(line) {
        Some(found) if !found.rest.is_empty() => (found.number, found.rest),
        Some(found) => (found.number, line),
        None => ("", line),
    };
    Section { heading: heading.to_owned(), number: number.to_owned(), level, span }
}

/// What stands above the first heading is the title page, but for running text.
fn mark_front(placed: &mut [Placed]) {
    let is_heading = |placed: &Placed| matches!(placed.block.kind, BlockKind::Heading(_));
    let is_title = |placed: &Placed| placed.block.kind == BlockKind::Title;
    let first = placed.iter().position(is_heading).or_else(|| placed.iter().position(is_title)).unwrap_or(0);
    for placed in &mut placed[..first] {
        let words = placed.block.words();
        let text = match placed.block.kind {
            BlockKind::Item => true,
            BlockKind::Paragraph => words >= 25 || (words >= 6 && placed.block.text.ends_with(['.', ':', ';'])),
            _ => false,
        };
        if !text {
            placed.role = Role::FrontMatter;
        }
    }
    let is_front = |block: &Block| block.kind == BlockKind::Contents || standing::of_mark(&block.text).is_some();
    for placed in placed.iter_mut().filter(|placed| is_front(&placed.block) && !placed.block.is_row()) {
        placed.role = Role::FrontMatter;
    }
}

fn statement<'a>(file: &'a str, marks: &'a [String], placed: &'a [Placed]) -> Statement<'a> {
    let front =
        placed.iter().filter(|placed| placed.role == Role::FrontMatter && placed.block.kind != BlockKind::Title);
    // Rows of a revision history tell of drafts that came before.
    let front = front.filter(|placed| !stands_in_history(placed));
    let titles = placed.iter().filter(|placed| placed.block.kind == BlockKind::Title);
    let marks = marks.iter().map(String::as_str).chain(titles.map(|placed| placed.block.text.as_str()));
    Statement { front: front.map(|placed| placed.block.text.as_str()).collect(), marks: marks.collect(), file }
}

/// The front matter read as metadata, without the revision history: its rows tell of earlier versions.
fn control(placed: &[Placed]) -> Control {
    let front = placed.iter().filter(|placed| placed.role == Role::FrontMatter && !stands_in_history(placed));
    control::of(front.map(|placed| placed.block.text.as_str()))
}

fn stands_in_history(placed: &Placed) -> bool {
    placed.headings.iter().any(|heading| heading.to_lowercase().contains("history"))
}

fn title(placed: &[Placed], sections: &[Section]) -> String {
    let stated = placed.iter().find(|placed| placed.block.kind == BlockKind::Title).map(|placed| &placed.block.text);
    let field = placed.iter().filter(|placed| placed.role == Role::FrontMatter).find_map(|placed| {
        let (name, value) = placed.block.text.split_once(" | ").or_else(|| placed.block.text.split_once(": "))?;
        let names = ["title", "document title", "document name", "policy name"];
        names.contains(&name.to_lowercase().as_str()).then(|| value.trim().to_owned())
    });
    let first = || sections.first().map(|section| section.heading.clone());
    // "Purpose and scope" names no document: every second policy starts so.
    let is_telling = |title: &String| !roles::is_general(title);
    let stated = stated.cloned().filter(is_telling).or(field.filter(is_telling));
    stated.or_else(|| first().filter(is_telling)).unwrap_or_default()
}

/// Every page has its characters; together they cover the text.
fn pages(placed: &[Placed], count: u32, length: usize) -> Vec<Page> {
    let mut starts: Vec<(u32, usize)> = Vec::new();
    for placed in placed {
        for turn in &placed.block.turns {
            if starts.last().is_none_or(|&(page, _)| page < turn.page) {
                starts.push((turn.page, placed.span.start + turn.at));
            }
        }
    }
    let start_of = |number: u32| {
        let next = starts.partition_point(|&(page, _)| page < number);
        if number == 1 { 0 } else { starts.get(next).map_or(length, |&(_, at)| at) }
    };
    let span = |number: u32| Span {
        start: start_of(number),
        end: if number == count { length } else { start_of(number + 1) },
    };
    (1..=count).map(|number| Page { number, span: span(number), recognised: recognised(placed, number) }).collect()
}

/// Mean confidence of the words of a page that was recognised from its image.
fn recognised(placed: &[Placed], number: u32) -> Option<f32> {
    let blocks = placed.iter().map(|placed| &placed.block).filter(|block| block.page() == Some(number));
    passages::confidence(blocks)
}

#[cfg(test)]
mod tests;
