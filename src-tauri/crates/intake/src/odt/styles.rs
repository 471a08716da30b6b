//! What the styles of an OpenDocument text say about paragraphs and lists.

use crate::block::BlockKind;
use crate::xml::{Piece, walk};
use std::collections::{BTreeMap, BTreeSet};

/// Paragraph and list styles by name (OpenDocument 1.3 part 3, 16.2 and 16.30).
#[derive(Debug, Default)]
pub(super) struct Styles {
    parents: BTreeMap<String, String>,
    outlines: BTreeMap<String, u8>,
    /// List style and level, from 1, of every level that is numbered.
    numbered: BTreeSet<(String, u8)>,
}

impl Styles {
    /// Adds the styles of a part: the common ones stand in `styles.xml`, the automatic ones in `content.xml`.
    pub(super) fn add(&mut self, text: &str) {
        let mut list = None;
        walk(text, |piece| match piece {
            Piece::Open(element) => match element.qualified() {
                "style:style" => {
                    let Some(name) = element.attribute("name") else { return };
                    let level = element.attribute("default-outline-level").and_then(|level| level.parse().ok());
                    if let Some(level) = level.filter(|level| (1..=10).contains(level)) {
                        self.outlines.insert(name.clone(), level);
                    }
                    if let Some(parent) = element.attribute("parent-style-name") {
                        self.parents.insert(name, parent);
                    }
                }
                "text:list-style" => list = element.attribute("name"),
                "text:list-level-style-number" => {
                    let level = element.attribute("level").and_then(|level| level.parse().ok());
                    // A level without a format shows no number (19.500).
                    let shown = element.attribute("num-format").is_some_and(|format| !format.is_empty());
                    if let (Some(list), Some(level), true) = (&list, level, shown) {
                        self.numbered.insert((list.clone(), level));
                    }
                }
                _ => {}
            },
            Piece::Close("list-style") => list = None,
            _ => {}
        });
    }

    /// What a paragraph of this style is.
    pub(super) fn kind(&self, style: &str) -> BlockKind {
        // At most ten, as damaged sheets have cycles.
        let chain = std::iter::successors(Some(style), |style| self.parents.get(*style).map(String::as_str));
        for name in chain.take(10) {
            let level = name.strip_prefix("Heading_20_").and_then(|level| level.parse().ok());
            if let Some(level) = level.or_else(|| self.outlines.get(name).copied()) {
                return BlockKind::Heading(level);
            }
            if name == "Title" {
                return BlockKind::Title;
            }
            if name.starts_with("Contents_20_") && name != "Contents_20_Heading" {
                return BlockKind::Contents;
            }
        }
        BlockKind::Paragraph
    }

    /// Whether this level of the list, from 1, is numbered.
    pub(super) fn is_numbered(&self, list: &str, level: usize) -> bool {
        u8::try_from(level).is_ok_and(|level| self.numbered.contains(&(list.to_owned(), level)))
    }
}
