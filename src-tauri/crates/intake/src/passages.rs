//! Packs blocks into citable passages: whole clauses where they fit, never across headings.

use crate::assemble::Placed;
use crate::block::{Block, BlockKind};
use crate::roles::Role;
use holdfast_domain::{Passage, PassageKind, Span};

/// A passage is closed once it has this many words.
const ENOUGH: usize = 40;
/// No block is added to a passage beyond this many words.
const FULL: usize = 120;
/// A single block longer than this is cut between sentences.
const MOST: usize = 220;

/// Packs the blocks of a document, in order.
pub(crate) fn pack(placed: &[Placed]) -> Vec<Passage> {
    let mut packing = Packing { passages: Vec::new(), last: None, open: None, head: None };
    for (at, block) in placed.iter().enumerate() {
        match block.block.kind {
            BlockKind::Heading(_) | BlockKind::Title => packing.close(),
            _ => packing.add(block, placed.get(at + 1)),
        }
    }
    packing.close();
    packing.passages
}

/// Mean confidence of the words of these blocks; `None` where none of them was recognised from an image.
pub(crate) fn confidence<'b>(blocks: impl Iterator<Item = &'b Block>) -> Option<f32> {
    let (mut sum, mut words) = (0.0, 0.0);
    for block in blocks {
        if let Some(confidence) = block.recognised {
            sum += confidence * block.words() as f32;
            words += block.words() as f32;
        }
    }
    (words > 0.0).then(|| sum / words)
}

/// A passage that may still grow.
#[derive(Clone)]
struct Open<'p> {
    blocks: Vec<&'p Placed>,
    start: usize,
    end: usize,
    words: usize,
    kind: PassageKind,
    /// Introduces the list or table that follows, and must not stand alone.
    introduces: bool,
    page: Option<u32>,
    /// Heading row of the table that the passage starts in.
    head: Option<Span>,
}

struct Packing<'p> {
    passages: Vec<Passage>,
    /// The passage closed last, while text of the same section may still join it.
    last: Option<Open<'p>>,
    open: Option<Open<'p>>,
    /// Heading row of the table at hand.
    head: Option<Span>,
}

impl<'p> Packing<'p> {
    fn add(&mut self, placed: &'p Placed, next: Option<&Placed>) {
        let words = placed.block.words();
        let kind = kind(placed);
        let introduced = next.filter(|next| introduces(placed, next)).map(self::kind);
        match placed.block.kind {
            BlockKind::HeadRow => self.head = Some(placed.span),
            BlockKind::Row => {}
            _ => self.head = None,
        }
        if let Some(open) = &mut self.open {
            let same = open.first_role() == placed.role && open.kind == kind && placed.block.kind != BlockKind::HeadRow;
            let short = open.introduces || open.words < ENOUGH;
            let room = open.words + words <= if short { MOST } else { FULL };
            // Prose is packed until there is enough of it; rows and items of one table or list until it is full.
            let wanted = short || is_series(kind);
            let follows = introduced.is_none_or(|introduced| introduced == open.kind);
            if (same || open.introduces && open.kind == kind) && room && wanted && follows {
                open.end = placed.span.end;
                open.words += words;
                open.introduces = introduced.is_some();
                open.blocks.push(placed);
                return;
            }
        }
        self.close_open();
        if words > MOST {
            self.cut(placed, kind);
            return;
        }
        self.open = Some(Open {
            blocks: vec![placed],
            start: placed.span.start,
            end: placed.span.end,
            words,
            kind: introduced.unwrap_or(kind),
            introduces: introduced.is_some(),
            page: placed.block.page(),
            head: self.head.filter(|head| *head != placed.span),
        });
    }

    /// A block that is too long, in pieces of whole sentences.
    fn cut(&mut self, placed: &'p Placed, kind: PassageKind) {
        for (piece, words) in pieces(&placed.block.text) {
            let page = placed.block.turns.iter().rfind(|turn| turn.at <= piece.start).map(|turn| turn.page);
            let start = placed.span.start + piece.start;
            let end = placed.span.start + piece.end;
            let head = self.head.filter(|head| *head != placed.span);
            self.open = Some(Open { blocks: vec![placed], start, end, words, kind, introduces: false, page, head });
            self.close_open();
        }
    }

    /// Ends the section.
    fn close(&mut self) {
        self.close_open();
        self.passages.extend(self.last.take().map(Open::passage));
        self.head = None;
    }

    /// Ends the passage. One that is too short to be read alone joins the one before it in the same section.
    fn close_open(&mut self) {
        let Some(open) = self.open.take() else { return };
        if let Some(last) = &mut self.last
            && last.accepts(&open)
        {
            last.end = open.end;
            last.words += open.words;
            last.kind = if last.kind == open.kind { open.kind } else { PassageKind::List };
            last.blocks.extend(open.blocks);
            return;
        }
        self.passages.extend(self.last.replace(open).map(Open::passage));
    }
}

impl Open<'_> {
    fn first_role(&self) -> Role {
        self.blocks.first().map_or(Role::Text, |placed| placed.role)
    }

    /// Whether the short rest of the same section may join: prose and lists mix, rows stay with rows of one table.
    fn accepts(&self, rest: &Self) -> bool {
        let short = rest.words < ENOUGH || self.words < ENOUGH;
        let prose = |kind| matches!(kind, PassageKind::Body | PassageKind::List);
        let alike = self.kind == rest.kind && self.head_of_table() == rest.head || prose(self.kind) && prose(rest.kind);
        short && alike && self.first_role() == rest.first_role() && self.words + rest.words <= MOST
    }

    fn head_of_table(&self) -> Option<Span> {
        let own = self.blocks.first().filter(|placed| placed.block.kind == BlockKind::HeadRow);
        own.map(|placed| placed.span).or(self.head)
    }

    fn passage(self) -> Passage {
        Passage {
            span: Span { start: self.start, end: self.end },
            page: self.page,
            headings: self.blocks.first().map(|placed| placed.headings.clone()).unwrap_or_default(),
            kind: match self.first_role() {
                Role::Text => self.kind,
                Role::FrontMatter => PassageKind::FrontMatter,
                Role::Definition => PassageKind::Definition,
            },
            columns: self.head,
            recognised: confidence(self.blocks.iter().map(|placed| &placed.block)),
        }
    }
}

fn kind(placed: &Placed) -> PassageKind {
    match placed.block.kind {
        BlockKind::Item => PassageKind::List,
        BlockKind::Row | BlockKind::HeadRow => PassageKind::Table,
        BlockKind::Note => PassageKind::Footnote,
        BlockKind::Contents => PassageKind::FrontMatter,
        _ => PassageKind::Body,
    }
}

fn is_series(kind: PassageKind) -> bool {
    kind != PassageKind::Body
}

/// Whether the block leads into the list or table below it: `... in particular:`, `Table 1 - Roles`.
fn introduces(placed: &Placed, next: &Placed) -> bool {
    let text = &placed.block.text;
    let same = placed.role == next.role && placed.block.words() <= MOST / 2;
    let caption = text.starts_with("Table ") && placed.block.words() <= 25;
    match (placed.block.kind, next.block.kind) {
        (BlockKind::Paragraph, BlockKind::Item) => same && text.ends_with([':', ',', ';']),
        (BlockKind::Paragraph, BlockKind::Row | BlockKind::HeadRow) => same && (caption || text.ends_with(':')),
        _ => false,
    }
}

/// Cuts a text between sentences into pieces of at most [`FULL`] words where its sentences allow it, and of at most
/// [`MOST`] words in any case. Spans are in characters of the text; with each its number of words.
fn pieces(text: &str) -> Vec<(Span, usize)> {
    let mut pieces: Vec<(Span, usize)> = Vec::new();
    for (span, words) in sentences(text) {
        match pieces.last_mut() {
            Some((last, count)) if *count + words <= FULL => {
                last.end = span.end;
                *count += words;
            }
            _ => pieces.push((span, words)),
        }
    }
    pieces
}

/// Sentences with their number of words; one longer than [`MOST`] words is cut between words.
fn sentences(text: &str) -> Vec<(Span, usize)> {
    let mut sentences = Vec::new();
    let (mut start, mut words) = (0, 0);
    let mut at = 0;
    let mut tokens = text.split(' ').peekable();
    while let Some(word) = tokens.next() {
        let end = at + word.chars().count();
        words += 1;
        let ends = tokens.peek().is_none_or(|next| ends_sentence(word, next));
        if ends || words >= MOST {
            sentences.push((Span { start, end }, words));
            (start, words) = (end + 1, 0);
        }
        at = end + 1;
    }
    sentences
}

fn ends_sentence(word: &str, next: &str) -> bool {
    const ABBREVIATIONS: [&str; 12] =
        ["e.g.", "i.e.", "etc.", "art.", "no.", "nos.", "cf.", "vs.", "approx.", "incl.", "para.", "s.a."];
    let closed = word.trim_end_matches(['"', '”', ')', '\'', '’']);
    let starts = next.starts_with(|character: char| !character.is_lowercase());
    closed.ends_with(['.', '!', '?', ';']) && starts && !ABBREVIATIONS.contains(&closed.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_sentences() {
        let text = "One two three four five, e.g. Six seven eight nine ten. ".repeat(60);
        let text = text.trim_end();
        let characters: Vec<char> = text.chars().collect();
        let pieces = pieces(text);
        assert!(pieces.len() >= 6);
        for (piece, _) in &pieces {
            let piece: String = characters[piece.start..piece.end].iter().collect();
            assert!(piece.starts_with("One") && piece.ends_with("ten."), "{piece}");
            assert!(piece.split(' ').count() <= FULL);
        }
    }

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let text = "word ".repeat(1000);
        let pieces = pieces(text.trim_end());
        assert!(pieces.iter().all(|(piece, words)| piece.len() < MOST * 5 && *words <= MOST));
        assert_eq!(pieces.iter().map(|(piece, _)| piece.len() + 1).sum::<usize>(), text.len());
    }
}
