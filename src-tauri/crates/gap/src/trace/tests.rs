#![allow(clippy::unwrap_used)]
use super::*;
use crate::Reviewed;
use crate::fixtures::{LADDER, PACK, all_passages, decision, scored_with};
use holdfast_domain::{FirmProfile, Ruling};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Points of all criteria under a trace.
fn points(trace: &ScoreTrace) -> (f64, f64) {
    let own = trace.criteria.iter().map(|criterion| (criterion.contribution.earned, criterion.contribution.possible));
    let below = trace.parts.iter().map(points);
    own.chain(below).fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_figure_is_the_sum_of_what_it_traces_to(verdicts in prop::collection::vec(0_usize..4, 316), decided in 0_usize..316) {
        let id = PACK.criteria[decided].id.clone();
        let one = decision(&id, Ruling::Override, Verdict::Met, LADDER[verdicts[decided]]);
        let reviewed = Reviewed { decisions: BTreeMap::from([(id, one)]), passages: all_passages() };
        let assessment = scored_with(|at| LADDER[verdicts[at]], &FirmProfile::default(), reviewed);
        let check = |id: &str, score: Option<f64>, maturity: Option<u8>| {
            let trace = assessment.trace(&PACK, id).unwrap();
            assert_eq!((trace.score, trace.maturity), (score, maturity), "{id}");
            let (earned, possible) = points(&trace);
            assert!((earned - trace.earned).abs() < 1e-9 && (possible - trace.possible).abs() < 1e-9, "{id}");
            trace
        };
        let whole = check("overall", assessment.overall.score, assessment.overall.maturity);
        prop_assert_eq!(whole.parts.len(), 7);
        for domain in &assessment.domains {
            check(domain.id.as_str(), domain.score, domain.maturity);
        }
        for requirement in &assessment.requirements {
            let trace = check(requirement.id.as_str(), requirement.score, requirement.maturity);
            prop_assert_eq!(trace.status, requirement.status);
        }
    }
}

#[test]
fn a_trace_ends_in_quotes_and_an_unknown_figure_has_none() {
    let assessment = scored_with(|_| Verdict::Met, &FirmProfile::default(), Reviewed::default());
    let trace = assessment.trace(&PACK, "req-01").unwrap();
    assert!(trace.criteria.iter().any(|criterion| criterion.finding.evidence[0].quote.contains("words of")));
    assert_eq!(assessment.trace(&PACK, "REQ-99"), None);
}
