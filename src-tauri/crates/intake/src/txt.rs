//! Plain text: encodings, hard-wrapped lines, underlined headings, tables drawn with characters.

use crate::block::{Block, BlockKind, Extract};
use crate::clean::Vocabulary;
use crate::{clean, heading};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use holdfast_domain::Format;

/// Reads decoded text into blocks.
pub(crate) fn read(text: &str) -> Extract {
    let lines: Vec<&str> = text.lines().flat_map(|line| line.split('\u{0C}')).map(str::trim_end).collect();
    let vocabulary = Vocabulary::of(lines.iter().copied());
    let mut reader = TextReader { blocks: Vec::new(), vocabulary };
    let mut group = Vec::new();
    for line in &lines {
        if line.trim().is_empty() {
            reader.group(&std::mem::take(&mut group));
        } else {
            group.push(*line);
        }
    }
    reader.group(&group);
    Extract::unpaged(Format::Txt, reader.blocks)
}

/// Decodes text: by its byte order mark, else UTF-8 or UTF-16 where the bytes are that, else by a guess.
pub(crate) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark..]);
    }
    if let Some(big) = utf16_order(bytes) {
        return decode_as(if big { UTF_16BE } else { UTF_16LE }, &bytes[..bytes.len() & !1]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if is_nearly_utf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => decode_as(guess(bytes), bytes),
    }
}

/// Whether the bytes are UTF-8 with a few damaged places: another encoding has hardly a valid sequence of two bytes.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut damaged) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 10 * damaged
}

/// Decodes bytes that have no byte order mark; what the encoding does not know becomes U+FFFD.
pub(crate) fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The encoding that bytes which are no UTF-8 are most likely in.
fn guess(bytes: &[u8]) -> &'static Encoding {
    // The bytes before the first that is not ASCII tell nothing, and some thousand after it tell enough.
    const SAMPLE: usize = 256 << 10;
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(16);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[first..bytes.len().min(first + SAMPLE)], true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether the bytes are UTF-16, and if so whether the high byte comes first.
pub(crate) fn utf16_order(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(false),
        [0xFE, 0xFF, ..] => return Some(true),
        _ => {}
    }
    // Western text in UTF-16 has a zero in nearly every second byte and nearly none in the others.
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    let mostly = |many: usize, few: usize| half >= 4 && many * 10 >= half * 8 && few * 20 <= half;
    match (mostly(even, odd), mostly(odd, even)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

struct TextReader {
    blocks: Vec<Block>,
    vocabulary: Vocabulary,
}

impl TextReader {
    /// Lines between two empty lines.
    fn group(&mut self, lines: &[&str]) {
        let mut at = 0;
        while at < lines.len() {
            let rest = &lines[at..];
            at += if is_rule(rest[0]) {
                self.title_block(rest)
            } else if rest.len() > 1 && is_rule(rest[1]) && !rest[0].contains('|') {
                self.underlined(rest[0], rest[1]);
                2
            } else if let Some(count) = table_length(rest) {
                self.table(&rest[..count]);
                count
            } else {
                self.paragraph(rest)
            };
        }
    }

    /// Lines between two rulers at the head of the file are a title block: firm, title, reference.
    fn title_block(&mut self, lines: &[&str]) -> usize {
        let close = lines.iter().skip(1).position(|line| is_rule(line));
        let Some(close) = close.filter(|close| *close > 0 && *close <= 8 && self.blocks.is_empty()) else { return 1 };
        let inner: Vec<&str> = lines[1..=close].iter().map(|line| line.trim()).collect();
        // The title is the last line in capitals: the firm comes above it, the reference below.
        let title = inner.iter().rposition(|line| heading::looks_like_heading(line).is_some()).unwrap_or(0);
        for (index, line) in inner.iter().enumerate() {
            let kind = if index == title { BlockKind::Title } else { BlockKind::Paragraph };
            self.blocks.push(Block::new(kind, line));
        }
        close + 2
    }

    fn underlined(&mut self, line: &str, rule: &str) {
        let by_rule = if rule.trim_start().starts_with('=') { 1 } else { 2 };
        let depth = heading::numbered(line.trim()).map_or(by_rule, |found| found.depth);
        self.blocks.push(Block::new(BlockKind::Heading(depth), line));
    }

    /// One paragraph, list item or heading; returns the number of lines it takes.
    fn paragraph(&mut self, lines: &[&str]) -> usize {
        let first = lines[0].trim();
        let alone = lines.len() == 1 || heading::is_item(lines[1].trim()) || starts_clause(lines[1].trim());
        if let Some(depth) = heading::looks_like_heading(first).filter(|_| alone) {
            self.blocks.push(Block::new(BlockKind::Heading(depth), first));
            return 1;
        }
        let item = heading::is_item(first);
        let mut text = clean::line(first);
        let mut count = 1;
        for line in lines.iter().skip(1) {
            let line = line.trim();
            let ended = text.ends_with(['.', ':', ';', '!', '?']);
            if heading::is_item(line) || is_rule(line) || (ended && starts_clause(line)) {
                break;
            }
            self.vocabulary.join(&mut text, &clean::line(line));
            count += 1;
        }
        self.blocks.push(Block::new(if item { BlockKind::Item } else { BlockKind::Paragraph }, &text));
        count
    }

    /// Rows drawn with `|`; a cell that wraps continues in the line below.
    fn table(&mut self, lines: &[&str]) {
        let lines: Vec<Vec<&str>> = lines.iter().filter(|line| !is_rule(line)).map(|line| cells(line)).collect();
        let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(|column| width(&lines, column)).collect();
        let mut row: Vec<String> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 && wraps(&lines[index - 1], line, &widths) {
                for (column, cell) in line.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
                    if let Some(text) = row.get_mut(column) {
                        self.vocabulary.join(text, &clean::line(cell));
                    }
                }
                continue;
            }
            self.row(&row);
            row = line.iter().map(|cell| clean::line(cell)).collect();
        }
        self.row(&row);
    }

    fn row(&mut self, cells: &[String]) {
        if !cells.is_empty() {
            self.blocks.push(Block::row(cells));
        }
    }
}

fn starts_clause(line: &str) -> bool {
    heading::numbered(line).is_some_and(|found| found.depth > 1 && found.rest.starts_with(char::is_uppercase))
}

/// A line of rule characters only.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && line.chars().all(|character| matches!(character, '=' | '-' | '_' | '*' | '~' | '+' | '|' | ':' | ' '))
        && line.chars().filter(|character| matches!(character, '=' | '-' | '_' | '*' | '~')).count() >= 3
}

/// How many lines from here are a table; a table has at least two lines with the same bars.
fn table_length(lines: &[&str]) -> Option<usize> {
    let count = lines.iter().take_while(|line| line.contains('|') || is_rule(line)).count();
    let barred = lines[..count].iter().filter(|line| line.contains(" |") || line.contains("| ")).count();
    (barred >= 2).then_some(count)
}

fn cells(line: &str) -> Vec<&str> {
    let trimmed = line.strip_prefix('|').unwrap_or(line);
    trimmed.strip_suffix('|').unwrap_or(trimmed).split('|').collect()
}

fn width(lines: &[Vec<&str>], column: usize) -> usize {
    lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.trim().chars().count()).max().unwrap_or(0)
}

/// Whether this line continues the row above: every first word in it is one that did not fit there, and where the
/// first cell is filled, which usually names a new row, some cell goes on in mid-sentence.
fn wraps(above: &[&str], line: &[&str], widths: &[usize]) -> bool {
    let filled =
        line.iter().enumerate().map(|(column, cell)| (column, cell.trim())).filter(|(_, cell)| !cell.is_empty());
    let over = |column: usize| above.get(column).map_or("", |cell| cell.trim());
    let fits_above = |column: usize, cell: &str| {
        let word = cell.split_whitespace().next().map_or(0, |word| word.chars().count());
        over(column).is_empty() || over(column).chars().count() + 1 + word <= widths.get(column).copied().unwrap_or(0)
    };
    let goes_on = |column: usize, cell: &str| {
        let over = over(column);
        cell.starts_with(char::is_lowercase)
            || over.ends_with([',', '-', '/', '&'])
            || over.matches('(').count() > over.matches(')').count()
    };
    let named = line.first().is_some_and(|cell| !cell.trim().is_empty());
    filled.clone().all(|(column, cell)| !fits_above(column, cell))
        && (!named || filled.clone().any(|(column, cell)| goes_on(column, cell)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(BlockKind, String)> {
        read(text).blocks.into_iter().map(|block| (block.kind, block.text)).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Größe – “quoted” €5\r\nnext line of the text";
        let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let marked: Vec<u8> = [&[0xFF, 0xFE][..], &utf16(u16::to_le_bytes)].concat();
        let plain = "A plain text in sixteen bits".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        assert_eq!(decode(text.as_bytes()), text);
        assert_eq!(decode(&marked), text);
        assert_eq!(decode(&plain), "A plain text in sixteen bits");
        assert_eq!(
            decode(b"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 \xFF"),
            "éééééééééé \u{FFFD}"
        );
        assert_eq!(decode(b"Gr\xF6\xDFe \x96 \x93quoted\x94 \x805"), "Größe – “quoted” €5");
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("Политика управления рисками и доступом");
        assert_eq!(decode(&cyrillic), "Политика управления рисками и доступом");
    }

    #[test]
    fn wrapped_cells_belong_to_the_row_above() {
        let table = "Class             | Data in scope        | Kept\n\
                     ------------------+----------------------+---------\n\
                     A (Vital,         | Payment database,    | 35 days,\n\
                     Restricted)       | ledger, token vault, | then 10\n\
                     \u{20}                 | safeguarding records | years\n\
                     B (Vital, other)  | Configuration, code  | 90 days\n\
                     D (Standard)      | Shared drives        | 30 days";
        let rows: Vec<String> = blocks(table).into_iter().map(|(_, text)| text).collect();
        assert_eq!(
            rows[1],
            "A (Vital, Restricted) | Payment database, ledger, token vault, safeguarding records | 35 days, then 10 years"
        );
        assert_eq!(rows[2], "B (Vital, other) | Configuration, code | 90 days");
        assert_eq!(rows.len(), 4);
    }

    #[test]
    fn underlined_numbered_and_capital_lines_are_headings() {
        use BlockKind::{Heading, Item, Paragraph};
        let text = "1. Purpose\n==========\n\nA line that\nwraps.\n\n1.1 Scope\n\nTERMS\n\n- one\n- two that\n  wraps";
        let expected = [
            (Heading(1), "1. Purpose"),
            (Paragraph, "A line that wraps."),
            (Heading(2), "1.1 Scope"),
            (Heading(1), "TERMS"),
            (Item, "- one"),
            (Item, "- two that wraps"),
        ];
        assert_eq!(blocks(text), expected.map(|(kind, text)| (kind, text.to_owned())));
    }
}
