//! Lines joined to paragraphs, list items and headings.

use super::fragment::Fragment;
use super::piece::{Piece, pieces};
use crate::block::{Block, BlockKind, Turn, join_cells};
use crate::clean::Vocabulary;
use crate::heading;
use std::collections::BTreeMap;

/// Lays out the fragments of a document.
pub(crate) fn blocks(fragments: Vec<Fragment>) -> Vec<Block> {
    let vocabulary = Vocabulary::of(fragments.iter().map(|fragment| fragment.text.as_str()));
    let body = Body { size: body_size(&fragments), bold: is_bold(&fragments) };
    let first_page = fragments.first().map_or(1, |fragment| fragment.page);
    let largest = fragments.iter().filter(|fragment| fragment.page == first_page).map(|line| line.size);
    let largest = largest.fold(0.0, f64::max);
    let pieces = pieces(fragments);
    let leading = leading(&pieces, body.size);
    let mut layout = Layout { vocabulary, leading, body_bold: body.bold, done: Vec::new(), open: None };
    for piece in pieces {
        match piece {
            Piece::Line(line) => layout.line(line),
            Piece::Row(cells) => layout.row(&cells),
        }
    }
    layout.close();
    let depths = Depths::of(&layout.done, body);
    let titled = layout.done.iter().position(|draft| draft.size >= largest - 0.1 && draft.size > body.size * 1.25);
    let bold = depths.bold_headings(&layout.done);
    let drafts = layout.done.into_iter().zip(bold).enumerate();
    drafts.map(|(at, (draft, is_bold))| finish(draft, Some(at) == titled, &depths, is_bold)).collect()
}

/// How most of the text is set.
#[derive(Clone, Copy)]
struct Body {
    size: f64,
    bold: bool,
}

/// A block while its lines come in.
struct Draft {
    block: Block,
    size: f64,
    lines: usize,
    /// The last line, to see whether the next one continues it.
    last: Fragment,
    /// Right edge of its longest line.
    right: f64,
    /// Whether all its lines are bold.
    bold: bool,
    /// Confidence, summed over its recognised lines weighted by their length, and that length.
    recognised: (f32, f32),
}

struct Layout {
    vocabulary: Vocabulary,
    /// Usual distance of lines in ems.
    leading: f64,
    /// Whether weight tells nothing here, since most of the text is bold.
    body_bold: bool,
    done: Vec<Draft>,
    open: Option<Draft>,
}

impl Layout {
    fn line(&mut self, line: Fragment) {
        if is_leader(&line.text) {
            self.close();
            let mut contents = draft(BlockKind::Contents, line);
            contents.block.text = without_leader(&contents.block.text);
            self.done.push(contents);
            return;
        }
        if let Some(open) = self
            .open
            .as_mut()
            .filter(|open| continues(open, &line, self.leading) && (self.body_bold || !changes_weight(open, &line)))
        {
            self.vocabulary.join(&mut open.block.text, &line.text);
            if open.last.page != line.page {
                let at = open.block.text.chars().count() - line.text.chars().count();
                open.block.turns.push(Turn { at, page: line.page });
            }
            open.right = open.right.max(line.right);
            open.lines += 1;
            open.bold &= line.bold;
            open.recognise(&line);
            open.last = line;
            return;
        }
        self.close();
        let kind = if heading::is_item(&line.text) { BlockKind::Item } else { BlockKind::Paragraph };
        self.open = Some(draft(kind, line));
    }

    fn row(&mut self, cells: &[Vec<Fragment>]) {
        let Some(first) = cells.first().and_then(|cell| cell.first()).cloned() else { return };
        let texts: Vec<String> = cells.iter().map(|cell| self.cell(cell)).collect();
        self.close();
        let leader = texts.iter().any(|text| is_leader(text));
        let mut row = draft(BlockKind::Row, first);
        row.block.text = join_cells(&texts);
        if leader {
            row.block.kind = BlockKind::Contents;
            row.block.text = without_leader(&texts.join(" "));
        }
        self.done.push(row);
    }

    fn cell(&self, lines: &[Fragment]) -> String {
        let mut text = String::new();
        for line in lines {
            self.vocabulary.join(&mut text, &line.text);
        }
        text
    }

    fn close(&mut self) {
        self.done.extend(self.open.take());
    }
}

fn draft(kind: BlockKind, line: Fragment) -> Draft {
    let block = Block::new(kind, &line.text).on_page(line.page);
    let mut draft = Draft {
        block,
        size: line.size,
        lines: 1,
        right: line.right,
        bold: line.bold,
        recognised: (0.0, 0.0),
        last: line,
    };
    draft.recognise(&draft.last.clone());
    draft
}

impl Draft {
    /// Takes the confidence of a recognised line into the mean.
    fn recognise(&mut self, line: &Fragment) {
        if let Some(confidence) = line.recognised {
            let weight = line.text.len() as f32;
            self.recognised.0 += confidence * weight;
            self.recognised.1 += weight;
            self.block.recognised = Some(self.recognised.0 / self.recognised.1.max(1.0));
        }
    }
}

fn continues(open: &Draft, line: &Fragment, leading: f64) -> bool {
    let last = &open.last;
    let same_size = (line.size - open.size).abs() < 0.04 * open.size.max(1.0);
    let ended = open.block.text.ends_with(['.', ':', ';', '!', '?']);
    let labelled = heading::is_item(&line.text)
        || heading::numbered(&line.text).is_some_and(|found| ended && found.rest.starts_with(char::is_uppercase));
    if !same_size || labelled {
        return false;
    }
    let step = (line.y - last.y) / line.size.max(0.1);
    if last.page == line.page && step > 0.4 && line.left < last.right {
        let indented = line.left - last.left > 0.9 * line.size && ended && open.block.kind == BlockKind::Paragraph;
        return step < leading * 1.12 && !indented;
    }
    // Over a page or column break only an unfinished paragraph goes on.
    let numbered_title = open.lines == 1 && heading::looks_like_heading(&open.block.text).is_some();
    let lower = line.text.starts_with(char::is_lowercase);
    !ended && !numbered_title && (lower || (open.lines > 1 && last.right > open.right - 4.0 * line.size))
}

/// Whether a heading by weight ends above this line, or starts with it.
fn changes_weight(open: &Draft, line: &Fragment) -> bool {
    let sentence_goes_on = line.text.starts_with(char::is_lowercase);
    match (open.bold, line.bold) {
        (true, false) => open.lines <= BOLD_LINES && !sentence_goes_on,
        (false, true) => open.block.text.ends_with(['.', ':', ';', '!', '?']) && !sentence_goes_on,
        _ => false,
    }
}

fn finish(draft: Draft, title: bool, depths: &Depths, is_bold_heading: bool) -> Block {
    let depth = depths.by_size_or_number(&draft).or(is_bold_heading.then_some(depths.bold));
    let mut block = draft.block;
    if title {
        block.kind = BlockKind::Title;
    } else if let Some(depth) = depth {
        block.kind = BlockKind::Heading(depth);
    }
    block
}

/// Longest heading that is told by its weight alone.
const BOLD_LINES: usize = 2;
const BOLD_WORDS: usize = 16;
/// From here on a paragraph is running text, not a line of a cover.
const RUNNING_WORDS: usize = 8;

/// Depths of the headings of one document.
struct Depths {
    body: Body,
    /// By font size: that of the numbered headings of the size, else by rank.
    sizes: BTreeMap<i64, u8>,
    /// Of headings in bold at the size of the text: below all others.
    bold: u8,
}

impl Depths {
    fn of(drafts: &[Draft], body: Body) -> Self {
        let mut depths = Self { body, sizes: size_depths(drafts, body.size), bold: 0 };
        let deepest = drafts.iter().filter_map(|draft| depths.by_size_or_number(draft)).max();
        depths.bold = (deepest.unwrap_or(0) + 1).min(6);
        depths
    }

    /// Which blocks are headings by their weight alone. Down to the first running text one has to stand right above it:
    /// the bold lines of a cover head nothing, and what they would head says whether the document is in force.
    fn bold_headings(&self, drafts: &[Draft]) -> Vec<bool> {
        let is_running = |draft: &Draft| {
            draft.block.kind == BlockKind::Paragraph && !draft.bold && draft.block.words() >= RUNNING_WORDS
        };
        let first = drafts.iter().position(is_running).unwrap_or(drafts.len());
        let is_below_cover = |at: usize| at + 1 >= first;
        drafts.iter().enumerate().map(|(at, draft)| is_below_cover(at) && self.is_bold_heading(draft)).collect()
    }

    fn by_size_or_number(&self, draft: &Draft) -> Option<u8> {
        let block = &draft.block;
        if block.kind != BlockKind::Paragraph || draft.lines > 3 {
            return None;
        }
        let large = draft.size > self.body.size * 1.06 && block.words() <= 20 && !block.text.ends_with(['.', ';', ',']);
        let by_look = heading::looks_like_heading(&block.text).filter(|_| draft.lines == 1);
        let number = heading::numbered(&block.text).filter(|_| large || by_look.is_some());
        match number {
            Some(found) => Some(found.depth),
            None if large => self.sizes.get(&size_key(draft.size)).copied(),
            None => by_look,
        }
    }

    fn is_bold_heading(&self, draft: &Draft) -> bool {
        let text = &draft.block.text;
        let letters = text.chars().filter(|character| character.is_alphabetic()).count();
        draft.bold
            && !self.body.bold
            && draft.block.kind == BlockKind::Paragraph
            && draft.lines <= BOLD_LINES
            && draft.size > self.body.size * 0.94
            && (1..=BOLD_WORDS).contains(&draft.block.words())
            && letters >= 3
            && !text.starts_with(char::is_lowercase)
            && !text.ends_with(['.', ';', ',', ':'])
            // `Status: draft` is a field.
            && !text.contains(": ")
    }
}

fn size_depths(drafts: &[Draft], body: f64) -> BTreeMap<i64, u8> {
    let mut depths: BTreeMap<i64, Option<u8>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.block.kind == BlockKind::Paragraph && draft.size > body * 1.06) {
        let depth = depths.entry(size_key(draft.size)).or_default();
        if let Some(found) = heading::numbered(&draft.block.text) {
            *depth = Some(depth.map_or(found.depth, |depth: u8| depth.min(found.depth)));
        }
    }
    let ranked = depths.iter().rev().enumerate();
    ranked.map(|(rank, (key, depth))| (*key, depth.unwrap_or((rank + 1).min(6) as u8))).collect()
}

/// Sizes that differ by rounding are one size.
fn size_key(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// The font size in which most of the text is set.
fn body_size(fragments: &[Fragment]) -> f64 {
    let mut weights: BTreeMap<i64, usize> = BTreeMap::new();
    for fragment in fragments {
        *weights.entry((fragment.size * 10.0).round() as i64).or_default() += fragment.text.len();
    }
    weights.into_iter().max_by_key(|(_, weight)| *weight).map_or(10.0, |(size, _)| size as f64 / 10.0)
}

/// Whether most of the text is set in bold.
fn is_bold(fragments: &[Fragment]) -> bool {
    let length = |bold: bool| -> usize {
        fragments.iter().filter(|fragment| fragment.bold == bold).map(|fragment| fragment.text.len()).sum()
    };
    length(true) > length(false)
}

/// The usual distance of consecutive body lines, in ems.
fn leading(pieces: &[Piece], body: f64) -> f64 {
    let mut steps: BTreeMap<i64, usize> = BTreeMap::new();
    for pair in pieces.windows(2) {
        let [Piece::Line(above), Piece::Line(line)] = pair else { continue };
        let step = (line.y - above.y) / body.max(0.1);
        let alike = above.page == line.page && (above.size - line.size).abs() < 0.1 && (line.size - body).abs() < 0.3;
        if alike && (0.8..2.6).contains(&step) {
            *steps.entry((step * 20.0).round() as i64).or_default() += 1;
        }
    }
    steps.into_iter().max_by_key(|(_, count)| *count).map_or(1.25, |(step, _)| step as f64 / 20.0)
}

/// Dots that lead to a page number.
fn is_leader(text: &str) -> bool {
    text.contains(". . . .") || text.contains(".....") || text.contains("……")
}

fn without_leader(text: &str) -> String {
    let dots = |word: &&str| !word.chars().all(|character| matches!(character, '.' | '…'));
    text.split(' ').filter(dots).collect::<Vec<_>>().join(" ")
}
