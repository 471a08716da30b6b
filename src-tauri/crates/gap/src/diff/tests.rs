#![allow(clippy::unwrap_used)]
use super::*;
use crate::Reviewed;
use crate::fixtures::{PACK, all_passages, decision, scored, scored_with};
use holdfast_domain::{FirmProfile, Regime, Ruling};

const ID: &str = "DORA-5.1";

fn at() -> usize {
    PACK.criteria.iter().position(|criterion| criterion.id.as_str() == ID).unwrap()
}

fn partial_but(one: Verdict) -> Assessment {
    scored(|index| if index == at() { one } else { Verdict::Partial }, &FirmProfile::default())
}

fn only(diff: &AssessmentDiff) -> &CriterionChange {
    assert_eq!(diff.criteria.len(), 1, "{:?}", diff.criteria);
    &diff.criteria[0]
}

#[test]
fn an_assessment_does_not_differ_from_itself() {
    let diff = partial_but(Verdict::Met).diff(&partial_but(Verdict::Met));
    assert!(diff.criteria.is_empty() && diff.domains.is_empty() && diff.requirements.is_empty());
    assert!(diff.documents.is_empty() && diff.overall.change == Some(0.0));
}

#[test]
fn a_new_version_of_a_document_is_the_cause_and_only_its_figures_change() {
    let before = partial_but(Verdict::None);
    let mut after = partial_but(Verdict::Met);
    after.documents[0].id = DocumentId::from("doc-2");
    for finding in &mut after.criteria {
        for evidence in &mut finding.evidence {
            evidence.document = DocumentId::from("doc-2");
        }
    }
    let diff = before.diff(&after);
    assert_eq!((diff.documents[0].change, diff.documents.len()), (DocumentFate::Changed, 1));
    let change = only(&diff);
    assert_eq!((change.verdict.old, change.verdict.new), (Some(Verdict::None), Some(Verdict::Met)));
    assert_eq!(change.evidence_added.len(), 1);
    assert_eq!(change.causes, [Cause::Document { file: "policy.pdf".into(), change: DocumentFate::Changed }]);
    let domains: Vec<&str> = diff.domains.iter().map(|domain| domain.id.as_str()).collect();
    let requirements: Vec<&str> = diff.requirements.iter().map(|one| one.id.as_str()).collect();
    assert_eq!((domains, requirements), (vec!["governance"], vec!["REQ-01"]));
    assert!(diff.overall.change.unwrap() > 0.0);
}

#[test]
fn a_decision_is_told_as_the_cause_even_where_it_takes_the_quotes_away() {
    let firm = FirmProfile::default();
    let rejected = decision(&ID.into(), Ruling::Reject, Verdict::None, Verdict::Partial);
    let decisions = [(CriterionId::from(ID), rejected)].into();
    let after = scored_with(|_| Verdict::Partial, &firm, Reviewed { decisions, passages: all_passages() });
    let diff = scored(|_| Verdict::Partial, &firm).diff(&after);
    assert_eq!(only(&diff).causes, [Cause::Decision]);
    assert!(!only(&diff).proposed.differs() && only(&diff).verdict.differs());
}

#[test]
fn a_decision_that_goes_stale_names_the_document_under_it() {
    let firm = FirmProfile::default();
    let accepted = decision(&ID.into(), Ruling::Accept, Verdict::Partial, Verdict::Partial);
    let reviewed = |passages| Reviewed { decisions: [(CriterionId::from(ID), accepted.clone())].into(), passages };
    let before = scored_with(|_| Verdict::Partial, &firm, reviewed(all_passages()));
    let mut after = scored_with(|_| Verdict::Partial, &firm, reviewed(BTreeSet::new()));
    after.documents.clear();
    let diff = before.diff(&after);
    let expected = Cause::Document { file: "policy.pdf".into(), change: DocumentFate::Removed };
    assert_eq!(only(&diff).causes, [expected]);
}

#[test]
fn other_inputs_are_told_apart() {
    let before = partial_but(Verdict::None);
    let causes = |after: &Assessment| only(&before.diff(after)).causes.clone();
    let after = partial_but(Verdict::Partial);
    assert_eq!(causes(&after), [Cause::Product], "same inputs, other result: the product changed");
    let mut pack = after.clone();
    pack.rulepack.version = "9".into();
    assert_eq!(causes(&pack), [Cause::RulePack]);
    let mut model = after.clone();
    model.model.id = "other".into();
    assert_eq!(causes(&model), [Cause::Model]);
    let mut others = after.clone();
    others.documents.push(DocumentSummary {
        id: DocumentId::from("doc-9"),
        file: "new.txt".into(),
        ..others.documents[0].clone()
    });
    assert_eq!(causes(&others), [Cause::OtherDocuments]);
    let simplified =
        scored(|_| Verdict::Partial, &FirmProfile { regime: Regime::Simplified, ..FirmProfile::default() });
    let diff = scored(|_| Verdict::Partial, &FirmProfile::default()).diff(&simplified);
    assert!(diff.firm_changed && diff.criteria.iter().all(|change| change.causes == [Cause::Firm]));
}

#[test]
fn a_renamed_document_is_not_a_removed_and_an_added_one() {
    let before = partial_but(Verdict::None);
    let mut after = before.clone();
    after.documents[0].file = "moved/policy.pdf".into();
    let diff = before.diff(&after);
    assert_eq!(diff.documents.iter().map(|one| one.change).collect::<Vec<_>>(), [DocumentFate::Renamed]);
    after.documents[0].file = "policy.pdf".into();
    after.documents[0].passages = 7;
    assert_eq!(before.diff(&after).documents[0].change, DocumentFate::Reread);
}
