//! All criteria against the passages of about a hundred documents: ranking, then judging.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion as Bench, criterion_group, criterion_main};
use holdfast_mapping::{CriterionQuery, Head, Links, PassageView, Signals, judge, rank, signals};
use holdfast_rulepack::Criterion;
use std::hint::black_box;

const PASSAGES: usize = 4_000;
const DIMENSIONS: usize = 384;

/// A unit vector that depends on the seed alone.
fn vector(seed: usize) -> Vec<f32> {
    let raw: Vec<f32> = (0..DIMENSIONS).map(|at| ((seed * 7919 + at * 104_729) % 2003) as f32 / 1001.5 - 1.0).collect();
    let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt();
    raw.into_iter().map(|x| x / length).collect()
}

fn benches(bench: &mut Bench) {
    let pack = include_str!("../../../../rulepacks/dora/criteria.jsonl");
    let criteria: Vec<Criterion> = pack.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let head = Head::read(include_bytes!("../../../../models/verdict-head/head.json")).unwrap();
    let texts: Vec<String> =
        (0..PASSAGES).map(|at| format!("{}.", criteria[at % criteria.len()].obligation.repeat(3))).collect();
    let read: Vec<Signals> = texts.iter().map(|text| signals(text)).collect();
    let vectors: Vec<Vec<f32>> = (0..PASSAGES).map(vector).collect();
    let view = |at: usize| PassageView {
        document: at / 40,
        text: &texts[at],
        vector: &vectors[at],
        signals: &read[at],
        usable: true,
        links: Links::default(),
    };
    let passages: Vec<PassageView<'_>> = (0..PASSAGES).map(view).collect();
    let targets: Vec<Vec<f32>> = (0..criteria.len()).map(|at| vector(at + PASSAGES)).collect();
    let queries: Vec<CriterionQuery<'_>> = criteria
        .iter()
        .zip(&targets)
        .map(|(criterion, vector)| CriterionQuery {
            criterion,
            obligation: vector,
            phrasing: vector,
            lexical: (0..100).map(|at| (at, 5.0)).collect(),
        })
        .collect();
    let rankings = rank(&queries, &passages);
    let mut group = bench.benchmark_group("316 criteria, 4,000 passages");
    group.sample_size(10);
    group.bench_function("rank", |b| b.iter(|| rank(black_box(&queries), &passages)));
    group.bench_function("judge", |b| {
        b.iter(|| {
            let judged =
                criteria.iter().zip(&rankings).map(|(criterion, ranking)| judge(criterion, ranking, &passages, &head));
            judged.map(|judgement| judgement.quotes.len()).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
