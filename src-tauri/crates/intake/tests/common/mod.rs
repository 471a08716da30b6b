//! The sample set, and what must hold for every document whatever its bytes.
// Every test file is a crate of its own and takes what it needs.
#![allow(dead_code)]

use holdfast_domain::{CharMap, Document};
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/brackwater")
}

/// File names and bytes of the sample set, by name.
pub(crate) fn sample() -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(root().join("documents")).expect("sample set");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_name().expect("name").to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).expect("file"))).collect()
}

/// File and quote of every labelled piece of evidence.
pub(crate) fn labels() -> Vec<(String, String)> {
    let lines = std::fs::read_to_string(root().join("labels.jsonl")).expect("labels");
    let labels = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("label"));
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let evidence = labels.flat_map(|label| label["evidence"].as_array().cloned().unwrap_or_default());
    evidence.map(|piece| (text(&piece["file"]), text(&piece["quote"]))).collect()
}

/// Spans in bounds, passages in order and apart, sections and pages in order.
pub(crate) fn assert_sound(document: &Document) {
    let map = CharMap::new(&document.text);
    let characters: Vec<char> = document.text.chars().collect();
    let mut end = 0;
    for passage in &document.passages {
        let span = passage.span;
        assert!(span.start >= end && span.start < span.end && span.end <= characters.len(), "{span:?}");
        let slice: String = characters[span.start..span.end].iter().collect();
        assert_eq!(map.slice(span), slice);
        assert_eq!(slice.trim(), slice);
        assert!(slice.split_whitespace().count() <= 220, "{}", slice.split_whitespace().count());
        end = span.end;
    }
    let mut start = 0;
    for section in &document.sections {
        assert!(section.span.start >= start && section.span.end <= characters.len() && section.level >= 1);
        assert!(map.slice(section.span).contains(&section.heading));
        start = section.span.start;
    }
    let mut at = 0;
    for (index, page) in document.pages.iter().enumerate() {
        assert_eq!((page.number as usize, page.span.start), (index + 1, at));
        assert!(page.span.end >= at && page.span.end <= characters.len());
        at = page.span.end;
    }
    assert!(document.pages.is_empty() || at == characters.len());
    for passage in &document.passages {
        if let Some(number) = passage.page {
            let page = document.pages[number as usize - 1].span;
            assert!(page.start <= passage.span.start && passage.span.start <= page.end, "{number} {:?}", passage.span);
        }
    }
}
