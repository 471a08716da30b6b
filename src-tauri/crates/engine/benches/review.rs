//! What one decision costs over a hundred documents: the mapping is kept, so scores and journal alone are made anew.
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs, dead_code)]

#[path = "../tests/review/stand_ins.rs"]
mod stand_ins;

use criterion::{Criterion, criterion_group, criterion_main};
use holdfast_domain::{FirmProfile, Verdict};
use holdfast_engine::{AssessOptions, Statement};
use stand_ins::{Desk, POLICY};

const DOCUMENTS: usize = 100;
const PASSAGES: usize = 80;

fn decide(criterion: &mut Criterion) {
    let mut desk = Desk::with(&[]);
    for document in 0..DOCUMENTS {
        let filler = (0..PASSAGES).map(|at| format!("Rule {at} of policy {document}: the team must keep record {at}."));
        let text = format!("{}\n\n{}", *POLICY, filler.collect::<Vec<_>>().join("\n\n"));
        desk.import(&format!("policy {document}.txt"), &text);
    }
    let options = AssessOptions { firm: FirmProfile::default(), documents: None };
    desk.engine().assess(&options).unwrap();
    let mut turn = 0;
    criterion.bench_function("one decision over 100 documents", |bencher| {
        bencher.iter(|| {
            turn += 1;
            let verdict = if turn % 2 == 0 { Verdict::Met } else { Verdict::Partial };
            desk.say("DORA-5.4", Statement::Override { verdict, reason: format!("Turn {turn}") }).unwrap();
        });
    });
    let mut level2 = true;
    criterion.bench_function("an assessment of 100 mapped documents for another profile", |bencher| {
        bencher.iter(|| {
            level2 = !level2;
            let firm = FirmProfile { level2, turnover_eur: Some(f64::from(turn)), ..FirmProfile::default() };
            turn += 1;
            desk.engine().assess(&AssessOptions { firm, documents: None }).unwrap();
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = decide
}
criterion_main!(benches);
