//! How much of a document arrives: words against another reader and against the sources, headings against the sources.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod common;

use common::{formats, pdf_library, read, root, sample};
use holdfast_domain::Document;
use std::collections::BTreeMap;
use std::process::Command;

/// Words of a text, in lower case.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Harmonic mean of precision and recall over the words as multisets.
fn word_f1(found: &str, truth: &str) -> f64 {
    let count = |text: &str| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for word in words(text) {
            *counts.entry(word).or_default() += 1;
        }
        counts
    };
    let (found, truth) = (count(found), count(truth));
    let shared: usize = found.iter().map(|(word, many)| many.min(truth.get(word).unwrap_or(&0))).sum();
    2.0 * shared as f64 / (found.values().sum::<usize>() + truth.values().sum::<usize>()) as f64
}

/// Documents of the sample set that were made from a source, with that source.
fn pairs(extension: &str) -> Vec<(String, Vec<u8>, Document, String)> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(root().join("manifest.json")).unwrap()).unwrap();
    let source = |file: &str| {
        let entry = manifest["documents"].as_array().unwrap().iter().find(|entry| entry["file"] == file).unwrap();
        std::fs::read_to_string(root().join(entry["source"].as_str().unwrap())).unwrap()
    };
    let files = sample().into_iter().filter(|(file, _)| file.ends_with(extension) && !file.starts_with("scan"));
    files
        .map(|(file, bytes)| {
            let document = read(&file, &bytes).unwrap().document.unwrap();
            let source = source(&file);
            (file, bytes, document, source)
        })
        .collect()
}

/// The body of a source: without its front matter, which a document shows as a control table.
fn body(source: &str) -> &str {
    source.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(source, |(_, body)| body)
}

/// The body of a document: without table of contents, which no source has, and without its title page.
fn body_of(document: &Document) -> String {
    let characters: Vec<char> = document.text.chars().collect();
    let mut left_out = vec![false; characters.len()];
    let extra = ["contents", "table of contents"];
    for section in document.sections.iter().filter(|section| extra.contains(&section.heading.to_lowercase().as_str())) {
        left_out[section.span.start..section.span.end].fill(true);
    }
    let first = document.sections.iter().find(|section| !extra.contains(&section.heading.to_lowercase().as_str()));
    if let Some(first) = first {
        left_out[..first.span.start].fill(true);
    }
    characters.into_iter().zip(left_out).filter(|(_, out)| !out).map(|(character, _)| character).collect()
}

fn headings(source: &str) -> Vec<String> {
    let lines = body(source).lines().filter(|line| line.starts_with("##"));
    lines.map(|line| words(line.trim_start_matches('#')).join(" ")).collect()
}

/// Share of the source's headings that are sections of the document.
fn heading_recall(document: &Document, source: &str) -> f64 {
    let sections =
        document.sections.iter().map(|section| words(&format!("{} {}", section.number, section.heading)).join(" "));
    let found: Vec<String> = sections.collect();
    let wanted = headings(source);
    wanted.iter().filter(|heading| found.contains(heading)).count() as f64 / wanted.len() as f64
}

fn pdftotext(bytes: &[u8]) -> Option<String> {
    let file = std::env::temp_dir().join(format!("holdfast-fidelity-{}.pdf", std::process::id()));
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-").output();
    std::fs::remove_file(&file).unwrap();
    output
        .ok()
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_words_of_the_sources_arrive() {
    for (extension, floor) in [(".pdf", 0.985), (".docx", 0.995)] {
        for (file, _, document, source) in pairs(extension) {
            // The title is a heading of the source and stands on the title page of the document.
            let title = body(&source).lines().find(|line| line.starts_with("# ")).unwrap_or_default();
            let found = format!("{title}\n{}", body_of(&document));
            let f1 = word_f1(&found, body(&source));
            println!("{f1:.4} {file}");
            assert!(f1 >= floor, "{file}: {f1}");
        }
    }
}

#[test]
fn the_words_that_another_reader_finds_arrive() {
    if pdf_library().is_none() || pdftotext(b"").is_none() && Command::new("pdftotext").arg("-v").output().is_err() {
        println!("skipped: PDFium or pdftotext is not there");
        return;
    }
    let mut scores = Vec::new();
    for (file, bytes, document, _) in pairs(".pdf") {
        let Some(theirs) = pdftotext(&bytes) else { continue };
        let f1 = word_f1(&document.text, &without_running_lines(&theirs));
        println!("{f1:.4} {file}");
        scores.push(f1);
    }
    assert!(!scores.is_empty() && scores.iter().all(|score| *score >= 0.985), "{scores:?}");
}

/// What pdftotext gives, with words joined that a line end broke and without the lines that stand on most pages.
fn without_running_lines(text: &str) -> String {
    let pages: Vec<&str> = text.split('\u{C}').filter(|page| !page.trim().is_empty()).collect();
    let shape = |line: &str| line.trim().chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect::<String>();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for page in &pages {
        let lines: std::collections::BTreeSet<String> =
            page.lines().map(shape).filter(|line| !line.is_empty()).collect();
        for line in lines {
            *seen.entry(line).or_default() += 1;
        }
    }
    let kept = text
        .lines()
        .filter(|line| seen.get(&shape(line.trim_matches('\u{C}'))).is_none_or(|many| *many * 2 < pages.len()));
    kept.collect::<Vec<_>>().join("\n").replace("-\n", "-")
}

#[test]
fn the_headings_of_the_sources_become_sections() {
    let mut recalls = Vec::new();
    for extension in [".pdf", ".docx", ".txt"] {
        for (file, _, document, source) in pairs(extension) {
            let recall = heading_recall(&document, &source);
            println!("{recall:.3} {file}");
            recalls.push(recall);
        }
    }
    let mean = recalls.iter().sum::<f64>() / recalls.len() as f64;
    println!("mean {mean:.3}");
    assert!(mean >= 0.9 && recalls.iter().all(|recall| *recall >= 0.8), "{recalls:?}");
}

#[test]
fn files_of_other_programs_give_the_same_words_and_headings() {
    let source = std::fs::read_to_string(root().join("src/06-change-release-patch-policy.md")).unwrap();
    let policies = formats().into_iter().filter(|(file, _)| file.starts_with("bw-change"));
    for (file, bytes) in policies {
        let document = read(&file, &bytes).unwrap().document.unwrap();
        let title = body(&source).lines().find(|line| line.starts_with("# ")).unwrap_or_default();
        let f1 = word_f1(&format!("{title}\n{}", body_of(&document)), body(&source));
        let recall = heading_recall(&document, &source);
        println!("{f1:.4} {recall:.3} {file}");
        assert!(f1 >= 0.985 && recall >= 0.9, "{file}: {f1} {recall}");
        assert_eq!(document.control.version.as_deref(), Some("3.3"), "{file}");
        assert_eq!(document.control.owner.as_deref(), Some("Head of Technology"), "{file}");
        assert!(document.tables.iter().any(|table| table.headed && table.rows.len() > 3), "{file}");
    }
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let (file, bytes) = formats().into_iter().find(|(file, _)| file.starts_with("two-column")).unwrap();
    let document = read(&file, &bytes).unwrap().document.unwrap();
    let headings: Vec<&str> = document.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings, ["Drill part 1", "Drill part 2", "Drill part 3", "Drill part 4"]);
    assert!(document.passages.iter().all(|passage| passage.page.is_some()));
}

#[test]
fn headings_that_only_their_weight_tells_are_found() {
    if pdf_library().is_none() {
        println!("skipped: PDFium is not there, and the fallback engine does not tell the weight");
        return;
    }
    let (file, bytes) = formats().into_iter().find(|(file, _)| file.starts_with("bold-headings")).unwrap();
    let document = read(&file, &bytes).unwrap().document.unwrap();
    let headings: Vec<&str> = document.sections.iter().map(|section| section.heading.as_str()).collect();
    // A label in bold, a sentence in bold and a bold line that leads to a list are none.
    let wanted = [
        "Purpose and scope",
        "What is copied, how often, and where the copies of the systems of providers are kept",
        "Restore tests",
        "Review",
    ];
    assert_eq!(headings, wanted);
}

#[test]
fn the_bold_lines_of_a_cover_do_not_hide_that_it_is_a_draft() {
    if pdf_library().is_none() {
        println!("skipped: PDFium is not there, and the fallback engine does not tell the weight");
        return;
    }
    let (file, bytes) = formats().into_iter().find(|(file, _)| file.starts_with("bold-cover")).unwrap();
    let document = read(&file, &bytes).unwrap().document.unwrap();
    let headings: Vec<&str> = document.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings, ["Restore tests", "Storage"]);
    assert_eq!(document.standing, holdfast_domain::Standing::Draft);
    assert_eq!(document.control.owner.as_deref(), Some("Head of Infrastructure"));
}

#[test]
fn workbooks_slides_and_messages_keep_their_structure() {
    let documents: BTreeMap<String, Document> = formats()
        .into_iter()
        .filter_map(|(file, bytes)| Some((file.clone(), read(&file, &bytes).unwrap().document?)))
        .collect();
    // The second file was saved by a program that also wrote down the values of the formulas, in a row of their own.
    for (name, rows) in [("controls-register.xlsx", 26), ("controls-register-shared-strings.xlsx", 27)] {
        let sizes: Vec<(bool, usize)> =
            documents[name].tables.iter().map(|table| (table.headed, table.rows.len())).collect();
        assert_eq!(sizes, [(true, rows), (true, 5)], "{name}");
    }
    let slides = &documents["ict-risk-governance.pptx"];
    assert_eq!((slides.pages.len(), slides.sections.len()), (8, 8));
    let message = &documents["audit-cp1252.eml"];
    assert!(message.title.chars().all(|character| character != '\u{FFFD}') && message.title.len() > 5);
}
