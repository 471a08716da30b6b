//! `criteria`: what the rule pack asks, and where it stands in other frameworks. Needs no workspace.

use crate::Ending;
use crate::args::Global;
use crate::output::Output;
use crate::session::{LazyModel, Shipped};
use holdfast_domain::{Code, Failure};
use holdfast_engine::criterion_vectors_file;
use holdfast_rulepack::{Criterion, CrossReference, DoraPack, FrameworkId, ReferenceStatus, Relation};
use serde_json::{Value, json};
use std::path::Path;

pub(crate) fn criteria(
    global: &Global,
    framework: Option<FrameworkId>,
    domain: Option<&str>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let pack = Shipped::read(global)?.packs.dora;
    if let Some(domain) = domain.filter(|name| !pack.domains.iter().any(|known| known.id.as_str() == *name)) {
        let names: Vec<&str> = pack.domains.iter().map(|domain| domain.id.as_str()).collect();
        let hint = format!("Choose one of: {}.", names.join(", "));
        return Err(Failure::new(Code::Usage, format!("There is no domain {domain}."), hint));
    }
    let is_meant = |criterion: &&Criterion| domain.is_none_or(|domain| criterion.domain.as_str() == domain);
    let criteria = pack.criteria.iter().filter(is_meant);
    if output.is_json() {
        let frameworks = framework.map_or(FrameworkId::ALL.to_vec(), |only| vec![only]);
        let list: Vec<Value> = criteria.map(|criterion| criterion_json(&pack, criterion, &frameworks)).collect();
        output.document(&json!({ "rulepack": pack.reference, "criteria": list }));
        return Ok(Ending::Done);
    }
    let rows = criteria.map(|criterion| {
        let mut row = vec![
            criterion.id.to_string(),
            criterion.requirement.to_string(),
            criterion.weight.to_string(),
            criterion.title.clone(),
        ];
        row.extend(framework.map(|framework| {
            let found = pack.crosswalk.references(criterion, framework);
            found.iter().map(|found| found.reference).collect::<Vec<_>>().join(", ")
        }));
        row
    });
    let mut head = vec!["Criterion", "Requirement", ">Weight", "Subject"];
    head.extend(framework.map(|framework| pack.crosswalk.title(framework)));
    output.table(&head, rows.collect());
    let seal = if pack.reference.signed { "signed" } else { "unsigned" };
    output.line(&format!("{} {}, {seal}", pack.reference.id, pack.reference.version));
    Ok(Ending::Done)
}

/// Writes the vectors of the criteria, for those who ship a rule pack.
pub(crate) fn criterion_vectors(global: &Global, file: &Path, output: &mut Output) -> Result<Ending, Failure> {
    let Shipped { resources, packs } = Shipped::read(global)?;
    let bytes = criterion_vectors_file(&packs, &LazyModel::of(&resources)?)?;
    std::fs::write(file, &bytes).map_err(|error| {
        let message = format!("{} cannot be written: {error}.", file.display());
        Failure::new(Code::Io, message, "Name a file in a folder that you may write to.")
    })?;
    if output.is_json() {
        output.document(&json!({ "file": file, "bytes": bytes.len(), "criteria": packs.dora.criteria.len() }));
    } else {
        output.line(&format!("{}: vectors of {} criteria", file.display(), packs.dora.criteria.len()));
    }
    Ok(Ending::Done)
}

fn criterion_json(pack: &DoraPack, criterion: &Criterion, frameworks: &[FrameworkId]) -> Value {
    let mut value = json!(criterion);
    value["references"] = references_json(pack, criterion, frameworks);
    value
}

/// References by framework, as one list.
pub(super) fn references_json(pack: &DoraPack, criterion: &Criterion, frameworks: &[FrameworkId]) -> Value {
    let found = frameworks.iter().flat_map(|framework| pack.crosswalk.references(criterion, *framework));
    json!(found.collect::<Vec<_>>())
}

/// One line a framework.
pub(super) fn print_references(pack: &DoraPack, criterion: &Criterion, output: &mut Output) {
    output.line("\nIn other frameworks (* covers a part of what is asked, the others are about the same subject):");
    let mut estimated = false;
    for framework in FrameworkId::ALL {
        let found = pack.crosswalk.references(criterion, framework);
        estimated |= found.iter().any(|found| found.status == ReferenceStatus::ExpertEstimate);
        if !found.is_empty() {
            let found: Vec<String> = found.iter().map(reference).collect();
            output.line(&format!("  {}: {}", pack.crosswalk.title(framework), found.join("; ")));
        }
    }
    if estimated {
        output.line("  Which belongs to which is our own estimate; no reference replaces reading the other text.");
    }
}

fn reference(found: &CrossReference<'_>) -> String {
    let mark = match found.relation {
        Relation::Equal => "=",
        Relation::Partial => "*",
        Relation::Related => "",
    };
    format!("{}{mark} {}", found.reference, found.title)
}
