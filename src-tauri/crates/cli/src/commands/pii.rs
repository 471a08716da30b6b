//! `pii`: the personal data of the documents.

use crate::Ending;
use crate::args::Global;
use crate::output::Output;
use crate::session::Session;
use holdfast_domain::Failure;
use holdfast_engine::{PersonalData, PersonalValue};
use serde_json::json;

pub(crate) fn pii(global: &Global, reveal: bool, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let documents = session.engine().personal_data(reveal)?;
    if output.is_json() {
        output.document(&json!({ "revealed": reveal, "documents": documents }));
        return Ok(Ending::Done);
    }
    for document in documents.iter().filter(|document| !document.found.is_empty()) {
        output.heading(&document.file);
        output.table(&["Kind", ">Count", "Pages", "Value"], document.found.iter().map(row).collect());
    }
    let values = |document: &PersonalData| document.found.len();
    let with = documents.iter().filter(|document| !document.found.is_empty()).count();
    output.line(&format!(
        "\n{} values in {with} of {} documents.",
        documents.iter().map(values).sum::<usize>(),
        documents.len()
    ));
    if !reveal && with > 0 {
        output.line("Values are shortened; --reveal shows them, and the journal keeps that they were shown.");
    }
    Ok(Ending::Done)
}

fn row(value: &PersonalValue) -> Vec<String> {
    let mut pages: Vec<u32> = value.places.iter().filter_map(|place| place.page).collect();
    pages.dedup();
    let pages: Vec<String> = pages.iter().map(ToString::to_string).collect();
    vec![
        value.kind.label().into(),
        value.places.len().to_string(),
        if pages.is_empty() { "–".into() } else { pages.join(", ") },
        value.value.clone(),
    ]
}
