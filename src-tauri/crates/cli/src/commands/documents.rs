//! `import` and `documents`.

use crate::Ending;
use crate::args::{Global, ImportArgs};
use crate::output::Output;
use crate::reader::FilePasswords;
use crate::session::Session;
use holdfast_domain::{CharMap, Document, Failure, Standing};
use holdfast_engine::ImportOptions;
use holdfast_ports::DocumentRow;
use serde_json::json;
use std::path::PathBuf;

pub(crate) fn import(global: &Global, args: &ImportArgs, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let passwords = FilePasswords::of(args, global.quiet)?;
    let options = import_options(args, session.threads, Vec::new(), &passwords);
    session.read_with(options.file_bytes, !args.no_ocr);
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
pub(crate) fn import_options<'o>(
    args: &ImportArgs,
    threads: usize,
    leave: Vec<PathBuf>,
    passwords: &'o FilePasswords,
) -> ImportOptions<'o> {
    ImportOptions { file_bytes: args.max_file_mb << 20, threads, leave, passwords }
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
            document.format.name().into(),
            if document.pages.is_empty() { "–".into() } else { document.pages.len().to_string() },
            document.passages.len().to_string(),
            document.control.version.clone().unwrap_or_else(|| "–".into()),
            document.control.owner.clone().unwrap_or_else(|| "–".into()),
            document.control.approved.clone().unwrap_or_else(|| "–".into()),
            standing(document.standing).into(),
        ]
    });
    let head = ["File", "Format", ">Pages", ">Passages", "Version", "Owner", "Approved", "Standing"];
    output.table(&head, rows.collect());
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
        let recognised = passage.recognised.map(|share| format!(", OCR {:.0} %", share * 100.0)).unwrap_or_default();
        output.line(&format!("\n[{}..{}{page}{recognised}] {path}", passage.span.start, passage.span.end));
        output.line(map.slice(passage.span));
    }
}

fn view(row: &DocumentRow, document: &Document, passages: bool) -> serde_json::Value {
    let mut view = json!({
        "id": row.id, "file": row.file, "sha256": row.sha256, "bytes": row.bytes, "format": document.format,
        "title": document.title, "standing": document.standing, "pages": document.pages.len(),
        "passages": document.passages.len(), "diagnostics": document.diagnostics, "control": document.control,
        "language": document.language, "scanned": document.scanned, "version_of": row.previous,
    });
    if passages {
        view["text"] = json!(document.text);
        view["sections"] = json!(document.sections);
        view["clauses"] = json!(document.clauses);
        view["tables"] = json!(document.tables);
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
