//! `measure FOLDER`: precision, recall and speed of the rules on folders of marked documents.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../tests/marked/mod.rs"]
mod marked;

use holdfast_pii::find;
use std::path::Path;
use std::time::Instant;

/// Bytes that the speed is taken on.
const BYTES: usize = 8 << 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(root) = arguments.next() else {
        println!("usage: measure FOLDER [--errors]");
        std::process::exit(2);
    };
    let with_errors = arguments.next().as_deref() == Some("--errors");
    let mut text = String::new();
    for half in ["tuned", "held"] {
        let documents = marked::folder(&Path::new(&root).join(half));
        let score = marked::score(&documents);
        let labels: usize = documents.iter().map(|document| document.labels.len()).sum();
        println!("\n{half}: {} documents, {labels} values, {} traps", documents.len(), score.traps);
        println!(
            "{:12} {:>6} {:>6} {:>6} {:>6}  {:>9} {:>7} {:>6}",
            "kind", "right", "wrong", "missed", "leaked", "precision", "recall", "F1"
        );
        let named = score.kinds.iter().map(|(kind, tally)| (kind.name(), *tally));
        for (name, tally) in named.chain([("all", score.all)]) {
            println!(
                "{name:12} {:>6} {:>6} {:>6} {:>6}  {:>9.3} {:>7.3} {:>6.3}",
                tally.right,
                tally.wrong,
                tally.missed,
                tally.leaked,
                tally.precision(),
                tally.recall(),
                tally.f1()
            );
        }
        println!("{} of {} traps sprung", score.sprung, score.traps);
        if with_errors {
            score.errors.iter().for_each(|error| println!("{error}"));
        }
        documents.iter().for_each(|document| text.push_str(&document.text));
    }
    let text = text.repeat(BYTES.div_ceil(text.len()));
    let since = Instant::now();
    let found = find(&text).len();
    let seconds = since.elapsed().as_secs_f64();
    println!(
        "\nspeed: {:.1} MB/s on {found} finds in {} MB",
        text.len() as f64 / 1e6 / seconds,
        text.len() / 1_000_000
    );
}
