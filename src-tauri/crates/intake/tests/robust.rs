//! Laws that hold whatever the bytes are: no panic, no span out of bounds, no limit exceeded.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{assert_sound, formats, read, sample};
use holdfast_domain::Diagnostic;
use holdfast_ports::Reading;
use proptest::prelude::*;
use std::sync::LazyLock;

/// A file of every format that is not plain text.
static SAMPLE: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let binary = |file: &String| file.ends_with(".pdf") || file.ends_with(".docx");
    sample().into_iter().filter(|(file, _)| binary(file)).chain(formats()).collect()
});

/// One way to damage a file.
#[derive(Clone, Debug)]
enum Damage {
    Truncate(f64),
    Flip(Vec<(f64, u8)>),
    Repeat(f64, f64),
    Zero(f64, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (0.0..1.0).prop_map(Damage::Truncate),
        prop::collection::vec((0.0..1.0, any::<u8>()), 1..40).prop_map(Damage::Flip),
        (0.0..1.0, 0.0..0.5).prop_map(|(from, length)| Damage::Repeat(from, length)),
        (0.0..1.0, 1_usize..2_000).prop_map(|(from, length)| Damage::Zero(from, length)),
    ]
}

fn apply(bytes: &[u8], damage: &Damage) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = |share: f64, bytes: &[u8]| ((bytes.len() - 1) as f64 * share) as usize;
    match damage {
        Damage::Truncate(share) => bytes.truncate(at(*share, &bytes)),
        Damage::Flip(places) => {
            for (share, mask) in places {
                let place = at(*share, &bytes);
                bytes[place] ^= mask;
            }
        }
        Damage::Repeat(from, length) => {
            let from = at(*from, &bytes);
            let block = bytes[from..(from + at(*length, &bytes)).min(bytes.len())].to_vec();
            bytes.splice(from..from, block);
        }
        Damage::Zero(from, length) => {
            let from = at(*from, &bytes);
            let end = (from + length).min(bytes.len());
            bytes[from..end].fill(0);
        }
    }
    bytes
}

/// Lines of the kinds that readers treat differently.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[ -~]{0,80}",
        "\\PC{0,40}",
        "[1-9]\\.[1-9]? [A-Z][a-z]{2,9}( [a-z]{2,9}){0,30}\\.?",
        "#{1,4} [A-Z][a-z]{2,9}",
        "[-*] [a-z ]{1,60}",
        "\\([a-z]\\) [a-z ]{1,60}",
        "[A-Za-z ]{1,12}\\|[A-Za-z ]{1,12}(\\|[a-z ]{1,9})?",
        "[=~+|-]{3,30}",
        Just("Table of contents".to_owned()),
        Just("Revision history".to_owned()),
        "([a-z]{1,9} ){150,300}",
        Just(String::new()),
    ];
    prop::collection::vec(line, 0..60).prop_map(|lines| lines.join("\n"))
}

/// A sound document, or a diagnostic with a way out.
fn assert_answer(answer: &Result<Reading, Diagnostic>) {
    match answer {
        Ok(reading) => {
            assert!(reading.document.is_some() || !reading.parts.is_empty() || !reading.diagnostics.is_empty());
            reading.document.iter().for_each(assert_sound);
        }
        Err(refused) => assert!(!refused.message.is_empty() && !refused.hint.is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_give_a_sound_document_or_a_diagnostic(
        index in 0_usize..10_000,
        wounds in prop::collection::vec(damage(), 1..3),
    ) {
        let (file, bytes) = &SAMPLE[index % SAMPLE.len()];
        let bytes = wounds.iter().fold(bytes.clone(), |bytes, wound| if bytes.len() < 2 { bytes } else { apply(&bytes, wound) });
        assert_answer(&read(file, &bytes));
    }

    #[test]
    fn every_text_gives_a_sound_document(text in text(), markdown in any::<bool>()) {
        let file = if markdown { "a.md" } else { "a.txt" };
        assert_answer(&read(file, text.as_bytes()));
    }

    #[test]
    fn every_byte_string_gives_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        assert_answer(&read("a", &bytes));
    }
}
