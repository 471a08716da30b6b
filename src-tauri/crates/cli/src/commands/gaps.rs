//! `assess`, `gaps` and `explain`.

use crate::Ending;
use crate::args::{AssessArgs, Global};
use crate::output::{Output, bar, percent, shorten, verdict};
use crate::second_reader::{Second, reading_lines, summary_lines};
use crate::session::Session;
use holdfast_domain::{Code, CriterionId, Evidence, Failure, Finding, Verdict};
use holdfast_engine::{AssessOptions, Assessed, Packs, ReadingSummary, Work};
use holdfast_gap::Assessment;
use holdfast_report::{Gap, worst_gaps};
use holdfast_rulepack::Criterion;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) fn assess(global: &Global, args: &AssessArgs, output: &mut Output) -> Result<Ending, Failure> {
    let second = Second::of(&args.reader, output.is_json())?;
    let mut session = Session::open(global)?;
    let mut engine = session.engine();
    engine.second = second.as_ref().map(Second::opinion);
    let assessed = engine.assess(&AssessOptions { firm: args.firm.profile(), documents: None })?;
    let work = engine.work.clone();
    session.reporter.finish();
    if output.is_json() {
        output.document(&assessment_json(&assessed, &work));
    } else {
        print_assessment(&assessed.assessment, output);
        print_worst_gaps(&assessed.assessment, session.packs(), 5, output);
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
    let gaps: Vec<Gap<'_>> = all
        .into_iter()
        .filter(|gap| domain.is_none_or(|domain| gap.criterion.domain.as_str() == domain))
        .take(limit.unwrap_or(usize::MAX))
        .collect();
    if output.is_json() {
        let list: Vec<Value> = gaps.iter().map(|gap| gap_json(gap.finding, gap.criterion)).collect();
        output.document(&json!({ "assessment_id": assessment.assessment_id, "gaps": list, "left_open": left_open }));
    } else {
        let rows = gaps.iter().map(|Gap { finding, criterion }| {
            vec![
                finding.criterion.to_string(),
                criterion.requirement.to_string(),
                verdict(finding.verdict).into(),
                criterion.weight.to_string(),
                criterion.title.clone(),
                finding.missing.join(", "),
            ]
        });
        output.table(&["Criterion", "Requirement", "Evidence", ">Weight", "Subject", "Not stated"], rows.collect());
        if !left_open.is_empty() {
            output.line(&format!(
                "{} more criteria are not met, but leave the choice to the firm or bind only in a situation that the \
                 profile leaves open: {}.",
                left_open.len(),
                left_open.iter().map(CriterionId::as_str).collect::<Vec<_>>().join(", ")
            ));
        }
    }
    Ok(Ending::Done)
}

pub(crate) fn explain(global: &Global, id: &str, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let assessed = session.engine().latest_assessment()?;
    let is_meant = |known: &CriterionId| {
        let name = known.as_str();
        [name, name.trim_start_matches("DORA-")].iter().any(|name| name.eq_ignore_ascii_case(id))
    };
    let finding = assessed.assessment.criteria.iter().find(|finding| is_meant(&finding.criterion));
    let criterion = session.packs().dora.criteria.iter().find(|criterion| is_meant(&criterion.id));
    let (Some(finding), Some(criterion)) = (finding, criterion) else {
        let hint = "`holdfast gaps` lists the criteria with their ids.";
        return Err(Failure::new(Code::NotFound, format!("There is no criterion {id}."), hint));
    };
    if output.is_json() {
        let mut trace = gap_json(finding, criterion);
        trace["specifics"] = json!(criterion.specifics);
        trace["evidence_types"] = json!(criterion.evidence_types);
        trace["assessment_id"] = json!(assessed.assessment.assessment_id);
        trace["rulepack"] = json!(assessed.assessment.rulepack);
        trace["model"] = json!(assessed.assessment.model);
        output.document(&trace);
        return Ok(Ending::Done);
    }
    output.line(&format!("{}  {}", finding.criterion, criterion.title));
    output.line(&format!("Article {} ({}), weight {}", criterion.paragraph, criterion.source, criterion.weight));
    output.line(&format!("\nAsked: {}", criterion.obligation));
    output.line(&format!("A good text states: {}", criterion.specifics.join("; ")));
    output.line(&format!("\nVerdict: {} (confidence {:.0} %)", verdict(finding.verdict), finding.confidence * 100.0));
    for reason in &finding.reasons {
        output.line(&format!("  · {reason}"));
    }
    if !finding.missing.is_empty() {
        output.line(&format!("Not stated: {}", finding.missing.join(", ")));
    }
    for line in finding.second_reader.iter().flat_map(reading_lines) {
        output.line(&line);
    }
    for (at, evidence) in finding.evidence.iter().enumerate() {
        output.line(&format!("\n{}. {}", at + 1, place(evidence)));
        output.line(&format!("   “{}”", evidence.quote.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    output.line("\nA verdict is a proposal. It says what was found in the documents, not that the firm complies.");
    Ok(Ending::Done)
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
    let rows = assessment.domains.iter().map(|domain| {
        let counts = domain.counts;
        vec![
            domain.title.clone(),
            bar(domain.score),
            percent(domain.score),
            counts.met.to_string(),
            counts.partial.to_string(),
            counts.none.to_string(),
            counts.contradicted.to_string(),
        ]
    });
    output.table(&["Domain", "", ">Score", ">Met", ">Partial", ">None", ">Contradicted"], rows.collect());
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
                output.line(&format!("   Found: “{}”", shorten(&evidence.quote, 300)));
                output.line(&format!("          {}", place(evidence)));
            }
            None => output.line("   Found: nothing in the documents addresses this."),
        }
        if !finding.missing.is_empty() {
            output.line(&format!("   Not stated: {}", finding.missing.join(", ")));
        }
    }
}

fn gap_json(finding: &Finding, criterion: &Criterion) -> Value {
    let mut value = json!(finding);
    value["title"] = json!(criterion.title);
    value["obligation"] = json!(criterion.obligation);
    value["paragraph"] = json!(criterion.paragraph);
    value["requirement"] = json!(criterion.requirement);
    value["domain"] = json!(criterion.domain);
    value["weight"] = json!(criterion.weight);
    value
}

fn place(evidence: &Evidence) -> String {
    let page = evidence.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let section = evidence.headings.last().map(|heading| format!(", “{heading}”")).unwrap_or_default();
    let recognised = evidence.recognised.map(|share| format!(", OCR {:.0} %", share * 100.0)).unwrap_or_default();
    format!("{}{page}{recognised}{section}, extracted text {} to {}", evidence.file, evidence.start, evidence.end)
}

fn criteria(packs: &Packs) -> BTreeMap<CriterionId, Criterion> {
    packs.dora.criteria.iter().map(|criterion| (criterion.id.clone(), criterion.clone())).collect()
}
