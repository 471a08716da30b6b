//! `assess` and `gaps`.

use super::review::review_status;
use crate::Ending;
use crate::args::{AssessArgs, Global};
use crate::output::{Output, bar, maturity, percent, shorten, verdict};
use crate::second_reader::{Second, summary_lines};
use crate::session::Session;
use holdfast_domain::{Code, CriterionId, Evidence, Failure, Finding, Verdict};
use holdfast_engine::{AssessOptions, Assessed, Packs, ReadingSummary, Work};
use holdfast_gap::Assessment;
use holdfast_report::{Gap, worst_gaps};
use holdfast_rulepack::Criterion;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) fn assess(global: &Global, args: &AssessArgs, output: &mut Output) -> Result<Ending, Failure> {
    let second = Second::of(&args.reader, global)?;
    let mut session = Session::open(global)?;
    let mut engine = session.engine();
    engine.second = second.as_ref().map(Second::opinion);
    let assessed = engine.assess(&AssessOptions { firm: args.firm.profile(), documents: None })?;
    let work = engine.work.clone();
    session.reporter.finish();
    if output.is_json() {
        let mut document = assessment_json(&assessed, &work);
        document["quality"] = json!(session.packs().head.quality);
        output.document(&document);
    } else {
        print_assessment(&assessed.assessment, output);
        print_worst_gaps(&assessed.assessment, session.packs(), 5, output);
        print_quality(session.packs(), output);
    }
    Ok(if is_read_whole(&assessed.assessment) { Ending::Done } else { Ending::Partial })
}

/// Whether no second reader was asked, or every question to it got an answer that counts.
pub(crate) fn is_read_whole(assessment: &Assessment) -> bool {
    ReadingSummary::of(&assessment.criteria).is_none_or(|summary| summary.is_whole())
}

pub(crate) fn gaps(
    global: &Global,
    domain: Option<&str>,
    limit: Option<usize>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let assessment = session.engine().latest_assessment()?.assessment;
    let criteria = criteria(session.packs());
    if let Some(domain) = domain.filter(|name| !assessment.domains.iter().any(|known| known.id.as_str() == *name)) {
        let names: Vec<&str> = assessment.domains.iter().map(|domain| domain.id.as_str()).collect();
        let hint = format!("Choose one of: {}.", names.join(", "));
        return Err(Failure::new(Code::Usage, format!("There is no domain {domain}."), hint));
    }
    let all = worst_gaps(&assessment, &criteria);
    let left_open: Vec<CriterionId> = assessment
        .criteria
        .iter()
        .filter(|finding| matches!(finding.verdict, Verdict::Partial | Verdict::None))
        .map(|finding| finding.criterion.clone())
        .filter(|id| !all.iter().any(|gap| gap.criterion.id == *id))
        .collect();
    let is_stale = |finding: &&Finding| finding.review.as_ref().is_some_and(|review| review.stale);
    let stale = assessment.criteria.iter().filter(is_stale).map(|finding| finding.criterion.clone());
    let stale: Vec<CriterionId> = stale.collect();
    let gaps: Vec<Gap<'_>> = all
        .into_iter()
        .filter(|gap| domain.is_none_or(|domain| gap.criterion.domain.as_str() == domain))
        .take(limit.unwrap_or(usize::MAX))
        .collect();
    if output.is_json() {
        let list: Vec<Value> = gaps.iter().map(|gap| gap_json(gap.finding, gap.criterion)).collect();
        output.document(&json!({
            "assessment_id": assessment.assessment_id, "gaps": list, "left_open": left_open, "stale": stale,
        }));
    } else {
        let rows = gaps.iter().map(|Gap { finding, criterion }| {
            vec![
                finding.criterion.to_string(),
                criterion.requirement.to_string(),
                verdict(finding.verdict).into(),
                review_status(finding.review.as_ref()).into(),
                criterion.weight.to_string(),
                criterion.title.clone(),
                finding.missing.join(", "),
            ]
        });
        let head = ["Criterion", "Requirement", "Evidence", "Review", ">Weight", "Subject", "Not stated"];
        output.table(&head, rows.collect());
        if !stale.is_empty() {
            output.line(&format!(
                "Decided on texts that changed since: {}. `holdfast review list --status stale` shows what changed.",
                joined(&stale)
            ));
        }
        if !left_open.is_empty() {
            output.line(&format!(
                "{} more criteria are not met, but leave the choice to the firm or bind only in a situation that the \
                 profile leaves open: {}.",
                left_open.len(),
                joined(&left_open)
            ));
        }
    }
    Ok(Ending::Done)
}

fn joined(ids: &[CriterionId]) -> String {
    ids.iter().map(CriterionId::as_str).collect::<Vec<_>>().join(", ")
}

/// The shipped figures, under the question that everybody asks.
pub(crate) fn print_quality(packs: &Packs, output: &mut Output) {
    if let Some(quality) = &packs.head.quality {
        output.line(&format!("\nHow good is this? {quality}"));
    }
}

/// The shape of the contract, with times by stage.
pub(crate) fn assessment_json(assessed: &Assessed, work: &Work) -> Value {
    let mut value = json!(assessed.assessment);
    value["assessed_at"] = json!(assessed.at);
    if let Some(summary) = ReadingSummary::of(&assessed.assessment.criteria) {
        value["second_reader"] = json!(summary);
    }
    let ms = |stage: &str| work.stages.get(stage).map_or(0.0, |counts| counts.ms.round());
    value["timings_ms"] =
        json!({ "intake": ms("intake"), "nlp": ms("nlp"), "mapping": ms("mapping"), "gap": ms("gap") });
    value
}

/// Scores by domain and overall.
pub(crate) fn print_assessment(assessment: &Assessment, output: &mut Output) {
    let counts = assessment.overall.counts;
    output.heading("Documented evidence found");
    output.line(&format!("Overall   {}  {}", bar(assessment.overall.score), percent(assessment.overall.score)));
    output.line(&format!(
        "{} criteria: {} met, {} partial, {} none, {} contradicted, {} not applicable",
        assessment.criteria.len(),
        counts.met,
        counts.partial,
        counts.none,
        counts.contradicted,
        counts.not_applicable
    ));
    let review = assessment.overall.review;
    output.line(&format!(
        "{} verdicts decided by a reviewer, {} decided on texts that changed since, {} open",
        review.decided, review.stale, review.open
    ));
    let rows = assessment.domains.iter().map(|domain| {
        let counts = domain.counts;
        vec![
            domain.title.clone(),
            bar(domain.score),
            percent(domain.score),
            maturity(domain.maturity),
            counts.met.to_string(),
            counts.partial.to_string(),
            counts.none.to_string(),
            counts.contradicted.to_string(),
        ]
    });
    if !assessment.rulepack.signed {
        let pack = &assessment.rulepack;
        output.line(&format!("The rule pack {} {} is unsigned.", pack.id, pack.version));
    }
    output.table(&["Domain", "", ">Score", ">Maturity", ">Met", ">Partial", ">None", ">Contradicted"], rows.collect());
    for line in ReadingSummary::of(&assessment.criteria).iter().flat_map(summary_lines) {
        output.line(&line);
    }
}

/// The most urgent gaps with their best quote.
pub(crate) fn print_worst_gaps(assessment: &Assessment, packs: &Packs, count: usize, output: &mut Output) {
    output.heading(&format!("The {count} most urgent gaps"));
    let criteria = criteria(packs);
    for (at, Gap { finding, criterion }) in worst_gaps(assessment, &criteria).into_iter().take(count).enumerate() {
        output.line(&format!("{}. {}  {}  [{}]", at + 1, finding.criterion, criterion.title, verdict(finding.verdict)));
        output.line(&format!("   Asked: {}", shorten(&criterion.obligation, 240)));
        match finding.evidence.first() {
            Some(evidence) => {
                let is_evidence = finding.verdict != Verdict::None;
                let lead = if is_evidence { "Found:" } else { "No evidence; nearest text:" };
                output.line(&format!("   {lead} “{}”", shorten(&evidence.quote, 300)));
                output.line(&format!("          {}", place(evidence)));
            }
            None => output.line("   Found: nothing in the documents addresses this."),
        }
        if !finding.missing.is_empty() {
            output.line(&format!("   Not stated: {}", finding.missing.join(", ")));
        }
    }
}

pub(super) fn gap_json(finding: &Finding, criterion: &Criterion) -> Value {
    let mut value = json!(finding);
    value["title"] = json!(criterion.title);
    value["obligation"] = json!(criterion.obligation);
    value["paragraph"] = json!(criterion.paragraph);
    value["requirement"] = json!(criterion.requirement);
    value["domain"] = json!(criterion.domain);
    value["weight"] = json!(criterion.weight);
    value
}

pub(super) fn place(evidence: &Evidence) -> String {
    let page = evidence.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let section = evidence.headings.last().map(|heading| format!(", “{heading}”")).unwrap_or_default();
    let recognised = evidence.recognised.map(|share| format!(", OCR {:.0} %", share * 100.0)).unwrap_or_default();
    format!("{}{page}{recognised}{section}, extracted text {} to {}", evidence.file, evidence.start, evidence.end)
}

fn criteria(packs: &Packs) -> BTreeMap<CriterionId, Criterion> {
    packs.dora.criteria.iter().map(|criterion| (criterion.id.clone(), criterion.clone())).collect()
}
