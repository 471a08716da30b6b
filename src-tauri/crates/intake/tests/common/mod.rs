//! The sample set, and what must hold for every document whatever its bytes.
// Every test file is a crate of its own and takes what it needs.
#![allow(dead_code)]

use holdfast_domain::{CharMap, Diagnostic, Document};
use holdfast_intake::{Limits, Source, load_library, parse};
use holdfast_ports::Reading;
use std::path::PathBuf;

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/brackwater")
}

/// The PDFium library among the staged resources; tests of the pure engine run where it is missing.
pub(crate) fn pdf_library() -> Option<PathBuf> {
    let name = format!("{}pdfium{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let path = PathBuf::from(std::env::var_os("HOLDFAST_RESOURCES")?).join("lib").join(name);
    path.is_file().then_some(path)
}

/// Reads one file in this process.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Reading, Diagnostic> {
    if let Some(library) = pdf_library() {
        assert!(load_library(&library), "{} does not load", library.display());
    }
    parse(&Source { file, bytes, ..Source::default() }, &Limits::default())
}

/// File names and bytes of the sample set, by name.
pub(crate) fn sample() -> Vec<(String, Vec<u8>)> {
    files(root().join("documents"))
}

/// Files of the formats that the sample set does not have, as other programs write them.
pub(crate) fn formats() -> Vec<(String, Vec<u8>)> {
    files(root().join("../intake"))
}

fn files(folder: PathBuf) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("fixtures");
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
    for table in &document.tables {
        let mut at = table.span.start;
        for row in &table.rows {
            assert!(row.span.start >= at && row.span.end <= table.span.end && !row.cells.is_empty());
            let cells: Vec<&str> = row.cells.iter().map(|cell| map.slice(*cell)).collect();
            // Of an empty cell between two others one blank is left.
            let bare = |text: &str| text.replace([' ', '|'], "");
            assert_eq!(bare(&cells.concat()), bare(map.slice(row.span)));
            at = row.span.end;
        }
    }
    let mut at = 0;
    for clause in &document.clauses {
        assert!(clause.span.start >= at && clause.span.end <= characters.len());
        assert!(map.slice(clause.span).starts_with(&clause.number), "{clause:?}");
        at = clause.span.end;
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
