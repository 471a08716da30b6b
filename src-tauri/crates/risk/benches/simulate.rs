//! One million years of the shipped scenario library, beside a bare loop that draws as many losses the same way.
//!
//! The ratio of the first figure to the last is the price of everything around the drawing: years, order, figures.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use holdfast_risk::{Cost, RiskInput, normal_quantile, simulate_on};
use holdfast_rulepack::{GapSeverity, PenaltyRegime, Scenario};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::num::NonZeroUsize;

const YEARS: u64 = 1_000_000;

fn input() -> RiskInput {
    let scenarios: Vec<Scenario> =
        serde_json::from_str(include_str!("../../../../rulepacks/scenarios/scenarios.json")).unwrap();
    let regimes: Vec<PenaltyRegime> =
        serde_json::from_str(include_str!("../../../../rulepacks/penalties/penalties.json")).unwrap();
    let drivers = scenarios.iter().flat_map(|scenario| &scenario.drivers);
    let requirement_scores: BTreeMap<_, _> = drivers.map(|driver| (driver.requirement.clone(), Some(0.6))).collect();
    RiskInput {
        scenarios,
        requirement_scores,
        turnover_eur: Some(200_000_000.0),
        penalty: regimes.into_iter().next().unwrap(),
        gap_severity: GapSeverity::Moderate,
        plan_costs: Some(vec![Cost { one_off: [1e6, 1.5e6, 2.5e6].into(), ..Cost::new("TASK-1", "Task") }]),
        iterations: YEARS,
        seed: 1,
        discount_rate: 0.05,
        horizon_years: 5,
        input_hash: String::new(),
    }
}

fn bare_loop(draws: &[(u64, f64, f64)]) -> f64 {
    let mut generator = ChaCha12Rng::from_seed([0; 32]);
    let mut total = 0.0;
    for &(count, mu, sigma) in draws {
        for _ in 0..count {
            let uniform = ((generator.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
            total += libm::exp(mu + sigma * normal_quantile(uniform));
        }
    }
    total
}

fn one_million_years(criterion: &mut Criterion) {
    let input = input();
    let rates: BTreeMap<_, _> = simulate_on(&input, NonZeroUsize::MIN)
        .unwrap()
        .scenarios
        .into_iter()
        .map(|share| (share.id, share.rate))
        .collect();
    let draws: Vec<(u64, f64, f64)> = input
        .scenarios
        .iter()
        .map(|scenario| {
            let (low, high) = (scenario.severity.low.ln(), scenario.severity.high.ln());
            let sigma = (high - low) / (2.0 * normal_quantile(0.95));
            ((rates[&scenario.id] * YEARS as f64) as u64, (low + high) / 2.0, sigma)
        })
        .collect();

    let mut group = criterion.benchmark_group("one_million_years");
    group.sample_size(10);
    for threads in [1, 2] {
        let threads = NonZeroUsize::new(threads).unwrap();
        group.bench_function(format!("library_on_{threads}"), |bench| bench.iter(|| simulate_on(&input, threads)));
    }
    group.bench_function("bare_loop", |bench| bench.iter(|| bare_loop(black_box(&draws))));
    group.finish();
}

criterion_group!(benches, one_million_years);
criterion_main!(benches);
