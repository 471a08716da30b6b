//! `versions`: what changed from one version of a document to the next.

use crate::Ending;
use crate::args::Global;
use crate::output::Output;
use crate::session::Session;
use holdfast_domain::Failure;
use holdfast_engine::{ChangeKind, Fate, Version, VersionChange, WordRun};
use serde_json::json;

pub(crate) fn versions(global: &Global, document: Option<&str>, output: &mut Output) -> Result<Ending, Failure> {
    let mut session = Session::open(global)?;
    let Some(document) = document else { return list(&mut session, output) };
    let changes = session.engine().versions(document)?;
    if output.is_json() {
        output.document(&json!({ "versions": changes }));
        return Ok(Ending::Done);
    }
    if changes.is_empty() {
        output.line(&format!("{document} has no earlier version in the workspace."));
    }
    for change in &changes {
        print(change, output);
    }
    Ok(Ending::Done)
}

fn list(session: &mut Session, output: &mut Output) -> Result<Ending, Failure> {
    let linked = session.engine().linked()?;
    if output.is_json() {
        let rows =
            linked.iter().map(|(row, previous)| json!({ "id": row.id, "file": row.file, "version_of": previous }));
        output.document(&json!({ "documents": rows.collect::<Vec<_>>() }));
        return Ok(Ending::Done);
    }
    if linked.is_empty() {
        output.line("No document has an earlier version in the workspace.");
        return Ok(Ending::Done);
    }
    let rows = linked.into_iter().map(|(row, previous)| vec![row.file, previous]);
    output.table(&["Document", "Is a version of"], rows.collect());
    output.line("`holdfast versions DOCUMENT` shows what changed.");
    Ok(Ending::Done)
}

fn print(change: &VersionChange, output: &mut Output) {
    output.heading(&format!("{} -> {}", label(&change.from), label(&change.to)));
    let count = |kind| change.changes.iter().filter(|change| change.kind == kind).count();
    output.line(&format!(
        "{} clauses reworded, {} added, {} dropped, {} unchanged",
        count(ChangeKind::Reworded),
        count(ChangeKind::Added),
        count(ChangeKind::Dropped),
        change.unchanged
    ));
    for clause in &change.changes {
        let kind = match clause.kind {
            ChangeKind::Added => "added",
            ChangeKind::Dropped => "dropped",
            ChangeKind::Reworded => "reworded",
        };
        let name = format!("{} {}", clause.number, clause.heading);
        output.line(&format!("\n{} [{kind}]", name.trim()));
        output.line(&marked(&clause.words));
    }
}

fn label(version: &Version) -> String {
    let number = version.version.as_ref().map(|number| format!(" (version {number})")).unwrap_or_default();
    format!("{}{number}", version.file)
}

/// The words with marks that read without colour: `[-dropped-]` and `{+added+}`. Long unchanged runs are cut.
pub(super) fn marked(words: &[WordRun]) -> String {
    let mut text = String::from("  ");
    for run in words {
        let flat = run.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let marked = match run.fate {
            Fate::Kept => middle(&flat),
            Fate::Added => format!("{{+{flat}+}}"),
            Fate::Dropped => format!("[-{flat}-]"),
        };
        text.push_str(&marked);
        text.push(' ');
    }
    text.trim_end().to_owned()
}

fn middle(text: &str) -> String {
    const SHOWN: usize = 14;
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() <= 2 * SHOWN + 4 {
        return text.to_owned();
    }
    format!("{} ... {}", words[..SHOWN].join(" "), words[words.len() - SHOWN..].join(" "))
}
