//! Packs blocks into citable passages: whole clauses where they fit, never across headings.

use crate::assemble::Placed;
use crate::block::BlockKind;
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
    let mut packing = Packing { passages: Vec::new(), open: None };
    for (at, block) in placed.iter().enumerate() {
        match block.block.kind {
            BlockKind::Heading(_) | BlockKind::Title => packing.close(),
            _ => packing.add(block, placed.get(at + 1)),
        }
    }
    packing.close();
    packing.passages
}

/// A passage that may still grow.
struct Open<'p> {
    first: &'p Placed,
    start: usize,
    end: usize,
    words: usize,
    kind: PassageKind,
    /// Introduces the list or table that follows, and must not stand alone.
    introduces: bool,
    page: Option<u32>,
}

struct Packing<'p> {
    passages: Vec<Passage>,
    open: Option<Open<'p>>,
}

impl<'p> Packing<'p> {
    fn add(&mut self, placed: &'p Placed, next: Option<&Placed>) {
        let words = placed.block.words();
        let kind = kind(placed);
        let introduced = next.filter(|next| introduces(placed, next)).map(self::kind);
        if let Some(open) = &mut self.open {
            let same = open.first.role == placed.role && open.kind == kind;
            let room = open.words + words <= if open.introduces { MOST } else { FULL };
            // Prose is packed until there is enough of it; rows and items of one table or list until it is full.
            let wanted = open.introduces || open.words < ENOUGH || is_series(kind);
            if same && room && wanted && introduced.is_none_or(|introduced| introduced == open.kind) {
                open.end = placed.span.end;
                open.words += words;
                open.introduces = introduced.is_some();
                return;
            }
        }
        self.close();
        if words > MOST {
            self.cut(placed, kind);
            return;
        }
        self.open = Some(Open {
            first: placed,
            start: placed.span.start,
            end: placed.span.end,
            words,
            kind: introduced.unwrap_or(kind),
            introduces: introduced.is_some(),
            page: placed.block.page(),
        });
    }

    /// A block that is too long, in pieces of whole sentences.
    fn cut(&mut self, placed: &'p Placed, kind: PassageKind) {
        for piece in pieces(&placed.block.text) {
            let page = placed.block.turns.iter().rfind(|turn| turn.at <= piece.start).map(|turn| turn.page);
            let start = placed.span.start + piece.start;
            let end = placed.span.start + piece.end;
            self.open = Some(Open { first: placed, start, end, words: MOST, kind, introduces: false, page });
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.passages.push(Passage {
                span: Span { start: open.start, end: open.end },
                page: open.page,
                headings: open.first.headings.clone(),
                kind: match open.first.role {
                    Role::Text => open.kind,
                    Role::FrontMatter => PassageKind::FrontMatter,
                    Role::Definition => PassageKind::Definition,
                },
            });
        }
    }
}

fn kind(placed: &Placed) -> PassageKind {
    match placed.block.kind {
        BlockKind::Item => PassageKind::List,
        BlockKind::Row => PassageKind::Table,
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
        (BlockKind::Paragraph, BlockKind::Row) => same && (caption || text.ends_with(':')),
        _ => false,
    }
}

/// Cuts a text between sentences into pieces of at most [`FULL`] words where its sentences allow it, and of at most
/// [`MOST`] words in any case. Spans are in characters of the text.
fn pieces(text: &str) -> Vec<Span> {
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
    pieces.into_iter().map(|(span, _)| span).collect()
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
        for piece in &pieces {
            let piece: String = characters[piece.start..piece.end].iter().collect();
            assert!(piece.starts_with("One") && piece.ends_with("ten."), "{piece}");
            assert!(piece.split(' ').count() <= FULL);
        }
    }

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let text = "word ".repeat(1000);
        let pieces = pieces(text.trim_end());
        assert!(pieces.iter().all(|piece| piece.len() < MOST * 5));
        assert_eq!(pieces.iter().map(|piece| piece.len() + 1).sum::<usize>(), text.len());
    }
}
