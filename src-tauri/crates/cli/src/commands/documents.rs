//! `import` and `documents`.

use crate::Ending;
use crate::args::{Global, ImportArgs};
use crate::output::Output;
use crate::session::Session;
use holdfast_domain::{CharMap, Document, Failure, Standing};
use holdfast_engine::ImportOptions;
use holdfast_ports::DocumentRow;
use serde_json::json;
use std::path::PathBuf;

pub(crate) fn import(global: &Global, args: &ImportArgs, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let options = import_options(args, session.threads, Vec::new());
    session.limit_files(options.file_bytes)?;
    let report = session.engine().import(&args.paths, &options)?;
    session.reporter.finish();
    if output.is_json() {
        output.document(&report);
    } else {
        let new = report.documents.iter().filter(|document| !document.known).count();
        output.line(&format!("{new} new documents, {} known.", report.documents.len() - new));
        output.diagnostics(&report.diagnostics);
    }
    Ok(if report.is_partial() { Ending::Partial } else { Ending::Done })
}

/// What the options ask the import for; folders of `leave` are not looked into.
pub(crate) fn import_options(args: &ImportArgs, threads: usize, leave: Vec<PathBuf>) -> ImportOptions {
    ImportOptions { file_bytes: args.max_file_mb << 20, threads, leave }
}

pub(crate) fn documents(global: &Global, passages: bool, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let documents = session.engine().documents()?;
    if output.is_json() {
        let list: Vec<_> = documents.iter().map(|(row, document)| view(row, document, passages)).collect();
        output.document(&json!({ "documents": list }));
        return Ok(Ending::Done);
    }
    let rows = documents.iter().map(|(row, document)| {
        vec![
            row.file.clone(),
            format!("{:?}", document.format).to_uppercase(),
            if document.pages.is_empty() { "–".into() } else { document.pages.len().to_string() },
            document.passages.len().to_string(),
            standing(document.standing).into(),
        ]
    });
    output.table(&["File", "Format", ">Pages", ">Passages", "Standing"], rows.collect());
    if passages {
        for (row, document) in &documents {
            print_passages(row, document, output);
        }
    }
    Ok(Ending::Done)
}

fn print_passages(row: &DocumentRow, document: &Document, output: &mut Output) {
    output.heading(&row.file);
    let map = CharMap::new(&document.text);
    for passage in &document.passages {
        let page = passage.page.map(|page| format!(", page {page}")).unwrap_or_default();
        let path = passage.headings.join(" > ");
        output.line(&format!("\n[{}..{}{page}] {path}", passage.span.start, passage.span.end));
        output.line(map.slice(passage.span));
    }
}

fn view(row: &DocumentRow, document: &Document, passages: bool) -> serde_json::Value {
    let mut view = json!({
        "id": row.id, "file": row.file, "sha256": row.sha256, "bytes": row.bytes, "format": document.format,
        "title": document.title, "standing": document.standing, "pages": document.pages.len(),
        "passages": document.passages.len(), "diagnostics": document.diagnostics,
    });
    if passages {
        view["text"] = json!(document.text);
        view["sections"] = json!(document.sections);
        view["page_spans"] = json!(document.pages);
        view["passage_spans"] = json!(document.passages);
    }
    view
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "in force",
        Standing::Draft => "draft: no evidence",
        Standing::Superseded => "superseded: no evidence",
    }
}
