#![allow(clippy::unwrap_used)]
use super::*;
use std::{fs, path::PathBuf, time::SystemTime};
use tempfile::TempDir;

/// Documents as tests write them: identifier, version, passages.
type Source<'a> = (&'a str, &'a str, &'a [&'a str]);

const LIBRARY: [Source<'_>; 4] = [
    ("doc-a", "1", &["Access rights are reviewed every quarter.", "Backups are stored off site and encrypted."]),
    ("doc-b", "1", &["Incidents are classified and reported.", "Backups are tested by restoring them."]),
    ("doc-c", "1", &["The board approves the risk management framework.", "Management reviews risk; risk is owned."]),
    ("doc-d", "1", &["Backups are tested by restoring them.", "Suppliers are assessed before a contract."]),
];

fn key() -> Secret {
    Secret::new([3; 32])
}

fn opened(folder: &TempDir) -> PassageIndex {
    PassageIndex::open(folder.path(), key()).unwrap()
}

fn hold(index: &mut PassageIndex, sources: &[Source<'_>]) -> IndexChange {
    let ids: Vec<DocumentId> = sources.iter().map(|(id, ..)| DocumentId::new(*id)).collect();
    let documents: Vec<IndexDocument<'_>> = sources
        .iter()
        .zip(&ids)
        .map(|((_, version, passages), id)| IndexDocument {
            id,
            version,
            passages: passages.iter().map(|&passage| passage.to_owned()).collect(),
        })
        .collect();
    index.hold(&documents).unwrap()
}

fn places(hits: &[Hit]) -> Vec<(&str, u32)> {
    hits.iter().map(|hit| (hit.document.as_str(), hit.passage)).collect()
}

fn files(folder: &TempDir) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
    let mut files: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_best_passage_comes_first_and_the_limit_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    hold(&mut index, &LIBRARY);
    let hits = index.search("Are access rights reviewed?", 10).unwrap();
    assert_eq!(places(&hits), [("doc-a", 0), ("doc-c", 1)]);
    assert!(hits[0].score > hits[1].score && hits[1].score > 0.0);
    assert_eq!(index.search("backups", 1).unwrap().len(), 1);
    assert_eq!(index.search("backups", 0).unwrap(), []);
    assert_eq!(index.search("backups", usize::MAX).unwrap().len(), 3);
}

#[test]
fn neighbouring_words_count_for_more_than_words_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    hold(&mut index, &LIBRARY);
    assert_eq!(places(&index.search("risk management", 10).unwrap())[0], ("doc-c", 0));
}

#[test]
fn the_score_is_bm25_with_its_usual_constants() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    hold(&mut index, &[("doc-a", "1", &["alpha beta", "alpha alpha gamma", "delta"])]);
    // Terms with pairs: 3, 5 and 1 long, 3 on average; `delta` is once in one passage of three.
    let (count, with_term, frequency, length, mean) = (3.0f64, 1.0, 1.0, 1.0, 3.0);
    let idf = (1.0 + (count - with_term + 0.5) / (with_term + 0.5)).ln();
    let expected = idf * (2.2 * frequency) / (frequency + 1.2 * (0.25 + 0.75 * length / mean));
    let hits = index.search("delta", 10).unwrap();
    assert_eq!(places(&hits), [("doc-a", 2)]);
    assert!((f64::from(hits[0].score) - expected).abs() < 1e-5, "{} {expected}", hits[0].score);
}

#[test]
fn equal_scores_are_ordered_by_document_and_passage_whatever_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    hold(&mut index, &[("doc-z", "1", &["same text", "same text"]), ("doc-y", "1", &["same text"])]);
    let all = [("doc-y", 0), ("doc-z", 0), ("doc-z", 1)];
    for limit in 1..=3 {
        assert_eq!(places(&index.search("same text", limit).unwrap()), all[..limit]);
    }
}

#[test]
fn a_query_is_words_and_never_syntax() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    hold(&mut index, &LIBRARY);
    let plain = index.search("backups tested document", 10).unwrap();
    assert_eq!(index.search("+backups AND (\"tested\"~2 document:* ]", 10).unwrap(), plain);
    for nothing in ["", "   ", "the of and", "\"*:[()]^~", "\u{0}", "zebra"] {
        assert_eq!(index.search(nothing, 10).unwrap(), [], "{nothing:?}");
    }
}

#[test]
fn the_answers_do_not_depend_on_how_the_documents_came() {
    let at_once_folder = tempfile::tempdir().unwrap();
    let mut at_once = opened(&at_once_folder);
    hold(&mut at_once, &LIBRARY);

    let stepwise_folder = tempfile::tempdir().unwrap();
    let mut stepwise = opened(&stepwise_folder);
    let gone: Source<'_> = ("doc-0", "1", &["Backups of risk management were tested, tested and tested again."]);
    let older: Source<'_> = ("doc-b", "0", &["Backups, backups and nothing but backups."]);
    hold(&mut stepwise, &[gone]);
    hold(&mut stepwise, &[LIBRARY[3], gone]);
    hold(&mut stepwise, &[LIBRARY[3], older, gone]);
    hold(&mut stepwise, &[LIBRARY[3], older, LIBRARY[0]]);
    drop(stepwise);
    let mut stepwise = opened(&stepwise_folder);
    hold(&mut stepwise, &[LIBRARY[2], LIBRARY[3], LIBRARY[1], LIBRARY[0]]);

    for query in ["backups tested", "risk management framework", "reviewed reported assessed", "incidents"] {
        assert_eq!(stepwise.search(query, 10).unwrap(), at_once.search(query, 10).unwrap(), "{query}");
    }
}

#[test]
fn only_what_changed_is_counted_and_the_last_version_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    assert_eq!(hold(&mut index, &LIBRARY), IndexChange { added: 4, dropped: 0 });
    let changed: Source<'_> = ("doc-a", "2", &["Passwords are long."]);
    assert_eq!(hold(&mut index, &[changed, LIBRARY[1]]), IndexChange { added: 1, dropped: 2 });
    assert_eq!(places(&index.search("passwords", 10).unwrap()), [("doc-a", 0)]);
    assert_eq!(index.search("quarter suppliers", 10).unwrap(), []);
    assert_eq!(hold(&mut index, &[]), IndexChange { added: 0, dropped: 2 });
    assert_eq!(index.search("passwords", 10).unwrap(), []);
}

#[test]
fn holding_the_same_documents_writes_nothing_also_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    hold(&mut index, &LIBRARY);
    let before = files(&folder);
    assert_eq!(hold(&mut index, &LIBRARY), IndexChange::default());
    drop(index);
    let mut index = opened(&folder);
    assert_eq!(hold(&mut index, &LIBRARY), IndexChange::default());
    assert_eq!(index.search("incidents", 10).unwrap().len(), 1);
    assert_eq!(files(&folder), before);
}

#[test]
fn replaced_files_do_not_pile_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    hold(&mut index, &LIBRARY);
    let count = files(&folder).len();
    for round in 0..4 {
        hold(&mut index, &LIBRARY[..1 + round % 3]);
    }
    assert!(files(&folder).len() <= count);
}

#[test]
fn an_index_under_another_key_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    hold(&mut opened(&folder), &LIBRARY);
    let mut foreign = PassageIndex::open(folder.path(), Secret::new([4; 32])).unwrap();
    assert_eq!(foreign.search("backups", 10).unwrap(), []);
    assert_eq!(hold(&mut foreign, &LIBRARY), IndexChange { added: 4, dropped: 0 });
    assert_eq!(foreign.search("backups", 10).unwrap().len(), 3);
}

#[test]
fn an_index_with_any_file_damaged_or_missing_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    hold(&mut opened(&folder), &LIBRARY);
    let expected = opened(&folder).search("backups tested", 10).unwrap();
    let whole = files(&folder);
    assert!(whole.len() > 3);
    for (damaged, content, _) in &whole {
        for replacement in [Some(content[..content.len() / 2].to_vec()), None] {
            let _ = fs::remove_dir_all(folder.path());
            fs::create_dir(folder.path()).unwrap();
            for (path, content, _) in &whole {
                fs::write(path, content).unwrap();
            }
            match &replacement {
                Some(bytes) => fs::write(damaged, bytes).unwrap(),
                None => fs::remove_file(damaged).unwrap(),
            }
            let mut index = opened(&folder);
            hold(&mut index, &LIBRARY);
            assert_eq!(index.search("backups tested", 10).unwrap(), expected, "{}", damaged.display());
        }
    }
}

#[test]
fn no_word_reaches_the_disk_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = opened(&folder);
    let canary = "zwollecanary sings kolenmijn ".repeat(5_000);
    hold(&mut index, &[("doc-secretname", "version-secret", &[&canary, "zwollecanary"])]);
    hold(&mut index, &[("doc-secretname", "version-secret2", &[&canary])]);
    assert_eq!(index.search("zwollecanary", 10).unwrap().len(), 1);
    assert!(files(&folder).len() > 3);
    for (path, content, _) in files(&folder) {
        for word in ["zwollecanari", "zwollecan", "kolenmij", "secretname", "version-secret", "segment"] {
            let leaks = content.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!leaks, "{word} in {}", path.display());
        }
    }
}
