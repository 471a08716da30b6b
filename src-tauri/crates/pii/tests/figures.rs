//! The figures on the marked documents do not fall.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, dead_code)]

mod marked;

use holdfast_pii::Kind;
use std::path::Path;

fn score(half: &str) -> marked::Score {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures/pii");
    marked::score(&marked::folder(&Path::new(root).join(half)))
}

#[test]
fn the_half_that_the_rules_were_written_with_is_found_whole() {
    let score = score("tuned");
    assert!(score.errors.is_empty() && score.sprung == 0, "{:#?}", score.errors);
    assert!(score.all.right > 250 && score.traps > 230);
}

/// Measured once, after the rules: 201 values, 257 traps. Names are what rules find least well.
#[test]
fn the_half_that_came_after_the_rules_is_found_as_well_as_it_was() {
    let score = score("held");
    for (kind, tally) in &score.kinds {
        let (precision, recall) = match kind {
            Kind::Email | Kind::Iban | Kind::IpAddress => (1.0, 1.0),
            Kind::NationalId => (0.95, 1.0),
            Kind::Card => (0.85, 1.0),
            Kind::Phone => (0.87, 1.0),
            Kind::Person => (0.94, 0.82),
        };
        assert!(tally.precision() >= precision && tally.recall() >= recall, "{kind:?} {tally:?} {:#?}", score.errors);
    }
    assert!(score.sprung <= 11, "{:#?}", score.errors);
}
