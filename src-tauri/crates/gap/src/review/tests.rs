#![allow(clippy::unwrap_used)]
use crate::fixtures::{
    LADDER, PACK, all_passages, criterion, decision, evidence, finding, passage, scored, scored_with,
};
use crate::{Assessment, CONFIRMED, Reviewed};
use holdfast_domain::{CriterionId, Decision, Drift, Finding, FirmProfile, Regime, Ruling, Verdict};
use proptest::prelude::*;
use std::collections::BTreeMap;

const ID: &str = "DORA-5.1";

fn reviewed(decision: Decision) -> Reviewed {
    Reviewed { decisions: BTreeMap::from([(CriterionId::from(ID), decision)]), passages: all_passages() }
}

fn settle(reviewed: &Reviewed, proposed: Verdict) -> Finding {
    reviewed.settle(criterion(ID), finding(&CriterionId::from(ID), proposed))
}

fn without_its_passage(decision: Decision) -> Reviewed {
    let mut reviewed = reviewed(decision);
    assert!(reviewed.passages.remove(&passage(&CriterionId::from(ID))));
    reviewed
}

fn verdict_of(assessment: &Assessment) -> Verdict {
    assessment.criteria.iter().find(|finding| finding.criterion.as_str() == ID).unwrap().verdict
}

#[test]
fn while_the_texts_stand_the_decided_verdict_counts_and_the_proposal_is_shown() {
    for (ruling, decided) in [(Ruling::Override, Verdict::Met), (Ruling::Accept, Verdict::Partial)] {
        let found = settle(&reviewed(decision(&ID.into(), ruling, decided, Verdict::Partial)), Verdict::Partial);
        let review = found.review.unwrap();
        assert_eq!((found.verdict, found.proposed), (decided, Some(Verdict::Partial)));
        assert!(review.in_force && !review.stale && review.changes.is_empty());
        assert_eq!(found.evidence.len(), 1);
        assert!(found.reasons[0].contains("Anna Kern") && found.reasons[0].contains("Seen in the annex"));
    }
}

#[test]
fn a_rejection_takes_verdict_and_quotes_away_and_keeps_what_was_seen() {
    let rejected = decision(&ID.into(), Ruling::Reject, Verdict::None, Verdict::Met);
    let found = settle(&reviewed(rejected), Verdict::Met);
    assert_eq!((found.verdict, found.evidence.len()), (Verdict::None, 0));
    assert_eq!(found.review.unwrap().decision.passages[0].passage, passage(&ID.into()));
}

#[test]
fn a_stale_decision_holds_a_verdict_down_but_never_up() {
    use Verdict::{Contradicted, Met, None, NotApplicable, Partial};
    let cases = [
        // decided, proposed now, verdict that counts, whether the decision is in force
        (Met, Partial, Partial, false),
        (Met, Met, Met, false),
        (Partial, Contradicted, Contradicted, false),
        (NotApplicable, None, None, false),
        (NotApplicable, Met, Met, false),
        (None, Met, None, true),
        (Partial, Met, Partial, true),
        (Contradicted, None, Contradicted, true),
    ];
    for (decided, proposed, counts, in_force) in cases {
        let reviewed = without_its_passage(decision(&ID.into(), Ruling::Override, decided, Partial));
        let found = settle(&reviewed, proposed);
        let review = found.review.unwrap();
        assert_eq!(
            (found.verdict, review.in_force, review.stale),
            (counts, in_force, true),
            "{decided:?} {proposed:?}"
        );
        assert!(matches!(&review.changes[0], Drift::PassageGone(gone) if gone.quote.contains(ID)));
    }
}

#[test]
fn another_proposal_on_unseen_passages_makes_it_stale_and_on_seen_ones_does_not() {
    let met = reviewed(decision(&ID.into(), Ruling::Accept, Verdict::Met, Verdict::Met));
    let mut denied = finding(&ID.into(), Verdict::Contradicted);
    denied.evidence.insert(0, evidence("unseen"));
    let found = met.settle(criterion(ID), denied);
    assert_eq!(found.verdict, Verdict::Contradicted, "a denial is never hidden by an earlier decision");
    let review = found.review.unwrap();
    assert!(matches!(&review.changes[..], [Drift::NewEvidence { passages, .. }] if passages.len() == 1));

    let judged_otherwise = settle(&met, Verdict::Partial);
    assert_eq!(judged_otherwise.verdict, Verdict::Met, "the reviewer saw the same text");
    let nothing = reviewed(decision(&ID.into(), Ruling::Accept, Verdict::None, Verdict::None));
    assert!(settle(&nothing, Verdict::Partial).review.unwrap().stale, "nothing was there to be seen");
}

#[test]
fn another_obligation_makes_it_stale_and_another_title_does_not() {
    let accepted = reviewed(decision(&ID.into(), Ruling::Accept, Verdict::Met, Verdict::Met));
    let proposal = || finding(&ID.into(), Verdict::Met);
    let mut renamed = criterion(ID).clone();
    renamed.title = "Another name".into();
    renamed.weight = 1;
    assert!(!accepted.settle(&renamed, proposal()).review.unwrap().stale);
    let mut reworded = criterion(ID).clone();
    reworded.obligation.push_str(" Every month.");
    assert!(accepted.settle(&reworded, proposal()).review.unwrap().stale);
}

#[test]
fn what_does_not_bind_needs_no_decision() {
    let simplified = FirmProfile { regime: Regime::Simplified, ..FirmProfile::default() };
    let decided = decision(&ID.into(), Ruling::Override, Verdict::Met, Verdict::None);
    let assessment = scored_with(|_| Verdict::None, &simplified, reviewed(decided));
    assert_eq!(verdict_of(&assessment), Verdict::NotApplicable);
    assert_eq!(assessment.overall.review.decided, 0);
}

#[test]
fn the_highest_maturity_takes_a_decision_on_everything_that_binds() {
    let confirmed = |left_out: Option<&str>| {
        let ids = PACK.criteria.iter().map(|criterion| criterion.id.clone());
        let decided = ids.filter(|id| left_out != Some(id.as_str()));
        let accept = |id: CriterionId| (id.clone(), decision(&id, Ruling::Accept, Verdict::Met, Verdict::Met));
        let reviewed = Reviewed { decisions: decided.map(accept).collect(), passages: all_passages() };
        let assessment = scored_with(|_| Verdict::Met, &FirmProfile::default(), reviewed);
        assessment.requirements.iter().find(|requirement| requirement.id.as_str() == "REQ-01").unwrap().maturity
    };
    assert_eq!(confirmed(None), Some(CONFIRMED));
    assert_eq!(confirmed(Some(ID)), Some(4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_decision_outlives_new_pages_and_a_passage_that_changed_is_told(
        decided in 0_usize..4, proposed in 0_usize..4, gone in any::<bool>(), page in 1_u32..90, start in 0_usize..9_000,
    ) {
        let decided = decision(&ID.into(), Ruling::Override, LADDER[decided], LADDER[proposed]);
        let cites = !decided.passages.is_empty();
        let mut reviewed = reviewed(decided.clone());
        if gone {
            reviewed.passages.remove(&passage(&ID.into()));
        }
        let mut moved = finding(&ID.into(), LADDER[proposed]);
        for evidence in &mut moved.evidence {
            (evidence.page, evidence.start, evidence.file) = (Some(page), start, "renamed.docx".into());
        }
        let found = reviewed.settle(criterion(ID), moved);
        let review = found.review.unwrap();
        prop_assert_eq!(review.stale, gone && cites);
        prop_assert_eq!(review.in_force, !review.stale || LADDER.iter().position(|v| *v == decided.verdict) < Some(proposed));
        prop_assert_eq!(found.verdict, if review.in_force { decided.verdict } else { LADDER[proposed] });
    }

    #[test]
    fn a_stale_decision_never_lifts_a_score_and_counts_add_up(
        verdicts in prop::collection::vec(0_usize..4, 316),
        decisions in prop::collection::vec((0_usize..316, 0_usize..5, any::<bool>()), 0..40),
    ) {
        let firm = FirmProfile::default();
        let all = [LADDER[0], LADDER[1], LADDER[2], LADDER[3], Verdict::NotApplicable];
        let mut reviewed = Reviewed { passages: all_passages(), ..Reviewed::default() };
        for (at, verdict, stale) in decisions {
            let id = &PACK.criteria[at].id;
            let mut decided = decision(id, Ruling::Override, all[verdict], LADDER[verdicts[at]]);
            if stale {
                decided.asked.push('!');
            }
            reviewed.decisions.insert(id.clone(), decided);
        }
        let all_stale = Reviewed {
            decisions: reviewed.decisions.iter().map(|(id, decision)| {
                (id.clone(), Decision { asked: "other".into(), ..decision.clone() })
            }).collect(),
            passages: all_passages(),
        };
        let proposed = scored(|at| LADDER[verdicts[at]], &firm);
        let stale = scored_with(|at| LADDER[verdicts[at]], &firm, all_stale);
        prop_assert!(stale.overall.score.unwrap() <= proposed.overall.score.unwrap() + 1e-12);
        let assessment = scored_with(|at| LADDER[verdicts[at]], &firm, reviewed);
        let review = assessment.overall.review;
        let applicable = 316 - scored(|_| Verdict::Met, &firm).overall.counts.not_applicable;
        prop_assert_eq!(review.decided + review.stale + review.open, applicable);
        let by_domain: usize = assessment.domains.iter().map(|domain| domain.review.decided).sum();
        prop_assert_eq!(by_domain, review.decided);
    }
}
