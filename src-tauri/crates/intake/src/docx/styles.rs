//! What the style sheet and the numbering part say about paragraphs.

use crate::block::BlockKind;
use crate::xml::{Piece, walk};
use std::collections::BTreeMap;

/// Number list and level of a paragraph, `w:numId` and `w:ilvl`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbering {
    pub(crate) list: u32,
    pub(crate) level: u8,
}

/// Paragraph styles by identifier.
#[derive(Debug, Default)]
pub(crate) struct Styles(BTreeMap<String, Style>);

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    numbering: Option<Numbering>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub(crate) fn read(text: &str) -> Self {
        let mut styles = BTreeMap::new();
        let mut open: Option<(String, Style)> = None;
        walk(text, |piece| match piece {
            Piece::Open(element) if element.name() == "style" => {
                open = element.attribute("styleId").map(|id| (id, Style::default()));
            }
            Piece::Open(element) => {
                let Some((_, style)) = &mut open else { return };
                match element.name() {
                    "name" => style.name = element.value().unwrap_or_default().to_lowercase(),
                    "basedOn" => style.based_on = element.value(),
                    "outlineLvl" => style.outline = number(element.value()),
                    "numId" => style.numbering.get_or_insert_default().list = number(element.value()).unwrap_or(0),
                    "ilvl" => style.numbering.get_or_insert_default().level = number(element.value()).unwrap_or(0),
                    _ => {}
                }
            }
            Piece::Close("style") => styles.extend(open.take()),
            _ => {}
        });
        Self(styles)
    }

    /// What a paragraph of this style is.
    pub(crate) fn kind(&self, id: &str) -> BlockKind {
        // Documents without a style sheet still name their styles by the built-in identifiers.
        let fallback = id.to_lowercase();
        for style in self.chain(id) {
            if let Some(kind) = kind_of(&style.name) {
                return kind;
            }
            if let Some(outline) = style.outline.filter(|level| *level < 9) {
                return BlockKind::Heading(outline + 1);
            }
        }
        kind_of(&fallback).unwrap_or(BlockKind::Paragraph)
    }

    /// Numbering that comes with the style.
    pub(crate) fn numbering(&self, id: &str) -> Option<Numbering> {
        self.chain(id).find_map(|style| style.numbering)
    }

    /// The style and those it is based on; at most ten, as damaged sheets have cycles.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Style> {
        let first = self.0.get(id);
        std::iter::successors(first, |style| self.0.get(style.based_on.as_deref()?)).take(10)
    }
}

fn kind_of(name: &str) -> Option<BlockKind> {
    if name == "title" {
        return Some(BlockKind::Title);
    }
    if name.starts_with("list") {
        return Some(BlockKind::Item);
    }
    if name.starts_with("toc") && name != "toc heading" && name != "tocheading" {
        return Some(BlockKind::Contents);
    }
    let level = name.strip_prefix("heading")?.trim_start();
    level.parse().ok().filter(|level| (1..=9).contains(level)).map(BlockKind::Heading)
}

/// Number formats by list, and the counters while the document is read.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    levels: BTreeMap<u32, Vec<Level>>,
    /// Abstract list of every list: lists that share one continue its count.
    shared: BTreeMap<u32, u32>,
    counters: BTreeMap<u32, [u32; 9]>,
}

#[derive(Clone, Debug)]
struct Level {
    format: String,
    text: String,
    start: u32,
}

impl Lists {
    /// Reads `word/numbering.xml`.
    pub(crate) fn read(text: &str) -> Self {
        let mut lists = Self::default();
        let (mut current, mut list) = (0, None);
        walk(text, |piece| match piece {
            Piece::Open(element) => match element.name() {
                "abstractNum" => current = number(element.attribute("abstractNumId")).unwrap_or(0),
                "num" => list = number(element.attribute("numId")),
                "abstractNumId" => {
                    if let (Some(list), Some(shared)) = (list, number(element.value())) {
                        lists.shared.insert(list, shared);
                    }
                }
                "lvl" if list.is_none() => {
                    let level = Level { format: "decimal".to_owned(), text: String::new(), start: 1 };
                    lists.levels.entry(current).or_default().push(level);
                }
                name => {
                    let level = lists.levels.get_mut(&current).and_then(|levels| levels.last_mut());
                    let Some(level) = level.filter(|_| list.is_none()) else { return };
                    match name {
                        "numFmt" => level.format = element.value().unwrap_or_default(),
                        "lvlText" => level.text = element.value().unwrap_or_default(),
                        "start" => level.start = number(element.value()).unwrap_or(1),
                        _ => {}
                    }
                }
            },
            Piece::Close("num") => list = None,
            _ => {}
        });
        lists
    }

    /// Counts the paragraph and returns the number that stands before it, such as `4.2`; empty for bullets.
    pub(crate) fn label(&mut self, at: Numbering) -> Option<String> {
        let shared = *self.shared.get(&at.list)?;
        let levels = self.levels.get(&shared)?;
        let level = levels.get(usize::from(at.level))?;
        let depth = usize::from(at.level).min(8);
        let counters = self.counters.entry(shared).or_insert([0; 9]);
        let start = |depth: usize| levels.get(depth).map_or(1, |level| level.start);
        counters[depth] = if counters[depth] == 0 { start(depth) } else { counters[depth].saturating_add(1) };
        counters[depth + 1..].fill(0);
        if level.format == "bullet" || level.format == "none" {
            return Some(String::new());
        }
        let mut label = level.text.clone();
        for (index, counter) in counters.iter().enumerate().take(depth + 1) {
            let format = levels.get(index).map_or("decimal", |level| level.format.as_str());
            let counter = if *counter == 0 { start(index) } else { *counter };
            label = label.replace(&format!("%{}", index + 1), &figure(counter, format));
        }
        Some(label)
    }
}

fn number<N: std::str::FromStr>(value: Option<String>) -> Option<N> {
    value?.trim().parse().ok()
}

fn figure(counter: u32, format: &str) -> String {
    match format {
        "lowerLetter" | "upperLetter" => {
            let letter = char::from(b'a' + (counter.saturating_sub(1) % 26) as u8);
            let letter = if format == "upperLetter" { letter.to_ascii_uppercase() } else { letter };
            String::from(letter).repeat((counter.saturating_sub(1) / 26 + 1).min(4) as usize)
        }
        "lowerRoman" => roman(counter).to_lowercase(),
        "upperRoman" => roman(counter),
        _ => counter.to_string(),
    }
}

fn roman(counter: u32) -> String {
    const STEPS: [(u32, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let (mut left, mut out) = (counter.min(399), String::new());
    for (value, letters) in STEPS {
        while left >= value {
            out.push_str(letters);
            left -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_numbers_are_counted_as_word_shows_them() {
        let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="7">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
            <w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
            <w:lvl w:ilvl="2"><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>
            <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#;
        let mut lists = Lists::read(numbering);
        let labels: Vec<_> =
            [0, 1, 1, 2, 0, 1].iter().filter_map(|&level| lists.label(Numbering { list: 3, level })).collect();
        assert_eq!(labels, ["1.", "1.1", "1.2", "(i)", "2.", "2.1"]);
    }

    #[test]
    fn styles_inherit_and_cycles_end() {
        let styles = Styles::read(
            r#"<w:styles><w:style w:styleId="a"><w:name w:val="Clause"/><w:basedOn w:val="Heading2"/></w:style>
            <w:style w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
            <w:style w:styleId="x"><w:name w:val="X"/><w:basedOn w:val="x"/></w:style></w:styles>"#,
        );
        assert_eq!(styles.kind("a"), BlockKind::Heading(2));
        assert_eq!(styles.kind("x"), BlockKind::Paragraph);
        assert_eq!(styles.kind("Heading1"), BlockKind::Heading(1));
    }
}
