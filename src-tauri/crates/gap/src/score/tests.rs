#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::fixtures::{LADDER, PACK, scored};
use holdfast_domain::{CriterionId, Regime};
use proptest::prelude::*;

fn requirement<'a>(assessment: &'a Assessment, id: &str) -> &'a RequirementScore {
    assessment.requirements.iter().find(|requirement| requirement.id.as_str() == id).unwrap()
}

#[test]
fn nothing_read_is_none_everywhere_and_scores_zero() {
    let assessment = scored(|_| Verdict::None, &FirmProfile::default());
    assert_eq!(assessment.overall.score, Some(0.0));
    assert_eq!(requirement(&assessment, "REQ-01").status, Verdict::None);
}

#[test]
fn everything_met_scores_one_and_what_does_not_apply_is_left_out() {
    let assessment = scored(|_| Verdict::Met, &FirmProfile::default());
    assert_eq!(assessment.overall.score, Some(1.0));
    assert!(assessment.overall.counts.not_applicable >= 29, "Article 16 does not bind the full regime");
    let simplified = FirmProfile { regime: Regime::Simplified, ..FirmProfile::default() };
    let assessment = scored(|_| Verdict::Met, &simplified);
    let tlpt = requirement(&assessment, "REQ-38");
    assert_eq!((tlpt.status, tlpt.score), (Verdict::NotApplicable, None));
}

#[test]
fn a_requirement_is_not_met_while_a_heavy_criterion_is_open() {
    let open = CriterionId::from("DORA-5.1");
    let at = PACK.criteria.iter().position(|criterion| criterion.id == open).unwrap();
    let assessment = scored(|i| if i == at { Verdict::None } else { Verdict::Met }, &FirmProfile::default());
    assert_eq!(requirement(&assessment, "REQ-01").status, Verdict::Partial);
}

#[test]
fn a_contradiction_is_not_the_same_as_nothing() {
    let assessment = scored(|_| Verdict::Contradicted, &FirmProfile::default());
    assert_eq!(requirement(&assessment, "REQ-04").status, Verdict::Contradicted);
    assert_eq!(assessment.overall.score, Some(0.0));
}

#[test]
fn maturity_follows_the_share_and_a_written_denial_caps_it() {
    let level = |verdicts: &dyn Fn(usize) -> Verdict| {
        requirement(&scored(verdicts, &FirmProfile::default()), "REQ-01").maturity
    };
    assert_eq!(level(&|_| Verdict::None), Some(0));
    assert_eq!(level(&|_| Verdict::Partial), Some(3));
    assert_eq!(level(&|_| Verdict::Met), Some(4));
    let denied = PACK.criteria.iter().position(|criterion| criterion.id.as_str() == "DORA-5.2.c").unwrap();
    assert_eq!(level(&|at| if at == denied { Verdict::Contradicted } else { Verdict::Met }), Some(2));
    let simplified = FirmProfile { regime: Regime::Simplified, ..FirmProfile::default() };
    assert_eq!(requirement(&scored(|_| Verdict::Met, &simplified), "REQ-38").maturity, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scores_stay_in_range_and_better_evidence_never_lowers_one_nor_a_maturity(
        verdicts in prop::collection::vec(0_usize..4, 316),
        raised in 0_usize..316,
        regime in prop::sample::select(vec![Regime::Full, Regime::Micro, Regime::Simplified]),
    ) {
        let firm = FirmProfile { regime, ..FirmProfile::default() };
        let before = scored(|at| LADDER[verdicts[at]], &firm);
        let after = scored(|at| if at == raised { Verdict::Met } else { LADDER[verdicts[at]] }, &firm);
        for (low, high) in before.requirements.iter().zip(&after.requirements) {
            if let (Some(low), Some(high)) = (low.score, high.score) {
                prop_assert!((0.0..=1.0).contains(&low) && high >= low - 1e-12);
            }
            prop_assert!(high.maturity >= low.maturity, "{}", high.id);
            prop_assert!(high.maturity.is_none_or(|level| level <= 4), "5 takes a reviewer");
        }
        prop_assert!(after.overall.score.unwrap() >= before.overall.score.unwrap() - 1e-12);
    }
}
