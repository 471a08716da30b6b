//! Versions of one document: which belongs to which, and what changed from clause to clause.

use crate::{Engine, store_failure};
use holdfast_domain::{CharMap, Clause, Code, Diagnostic, DiagnosticCode, Document, DocumentId, Failure};
use holdfast_ports::DocumentRow;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// Two versions of a document and what is different between them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VersionChange {
    /// The earlier version.
    pub from: Version,
    /// The later version.
    pub to: Version,
    /// Clauses that are different, in the order of the later version; dropped ones where they stood.
    pub changes: Vec<ClauseChange>,
    /// Clauses that are the same in both.
    pub unchanged: usize,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// By content.
    pub id: DocumentId,
    /// File name.
    pub file: String,
    /// Version as the document states it.
    pub version: Option<String>,
    /// Date of approval as the document states it.
    pub approved: Option<String>,
}

/// A clause that one version has and the other has not, or has in other words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseChange {
    /// What happened to it.
    pub kind: ChangeKind,
    /// Number as written; empty where there is none.
    pub number: String,
    /// The heading it is or stands under.
    pub heading: String,
    /// Its words in order, with what became of each run.
    pub words: Vec<WordRun>,
}

/// What happened to a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Only the later version has it.
    Added,
    /// Only the earlier version has it.
    Dropped,
    /// Both have it, in different words.
    Reworded,
}

/// Words that follow each other and share a fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WordRun {
    /// What became of them.
    pub fate: Fate,
    /// The words.
    pub text: String,
}

/// What became of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// In both versions.
    Kept,
    /// In the later version only.
    Added,
    /// In the earlier version only.
    Dropped,
}

impl Engine<'_> {
    /// What changed from the previous version to each later one, for the chain that ends in this document; newest
    /// first. `name` is a file name or an identifier.
    pub fn versions(&self, name: &str) -> Result<Vec<VersionChange>, Failure> {
        let rows = self.store.documents().map_err(store_failure)?;
        let Some(newest) = rows.into_iter().find(|row| row.file == name || row.id.as_str() == name) else {
            let message = format!("The workspace holds no document {name}.");
            return Err(Failure::new(Code::NotFound, message, "`holdfast documents` lists them."));
        };
        let mut changes = Vec::new();
        let mut later = (newest.clone(), self.document(&newest)?);
        let mut seen = vec![newest.id];
        while let Some(id) = later.0.previous.clone().filter(|id| !seen.contains(id)) {
            let Some(row) = self.store.document(&id).map_err(store_failure)? else { break };
            let earlier = (row.clone(), self.document(&row)?);
            changes.push(compare((&earlier.0, &earlier.1), (&later.0, &later.1)));
            seen.push(id);
            later = earlier;
        }
        Ok(changes)
    }

    /// Documents that have an earlier version, each with that version's file name.
    pub fn linked(&self) -> Result<Vec<(DocumentRow, String)>, Failure> {
        let rows = self.store.documents().map_err(store_failure)?;
        let mut linked = Vec::new();
        for row in rows {
            if let Some(id) = &row.previous
                && let Some(previous) = self.store.document(id).map_err(store_failure)?
            {
                linked.push((row, previous.file));
            }
        }
        Ok(linked)
    }
}

/// The present document that a new one is another version of: the one with its file name, else with its title.
pub(crate) fn previous<'r>(rows: &'r [DocumentRow], file: &str, title: &str) -> Option<&'r DocumentRow> {
    let title = title_key(title);
    let same_name = rows.iter().find(|row| row.file == file);
    same_name.or_else(|| rows.iter().find(|row| !title.is_empty() && title_key(&row.title) == title))
}

/// Says that a document is another version of one that is there.
pub(crate) fn note(file: &str, previous: &DocumentRow) -> Diagnostic {
    if previous.file == file {
        let message = "This is a new version of a document of the workspace and takes its place.";
        let hint = format!("`holdfast versions \"{file}\"` shows what changed, clause by clause.");
        return Diagnostic::note(DiagnosticCode::OlderVersion, file, message, hint);
    }
    let message =
        format!("It has the title of {}: the two look like versions of one document, and both count.", previous.file);
    let hint = format!("`holdfast versions \"{file}\"` shows what is different. Import only the version in force.");
    Diagnostic::note(DiagnosticCode::OlderVersion, file, message, hint)
}

/// A title without what changes from version to version; empty where it is too general to tell documents apart.
fn title_key(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_version = |word: &str| {
        let number = word.strip_prefix('v').unwrap_or(word);
        matches!(word, "version" | "draft" | "final" | "rev" | "revision") || number.chars().all(|c| c.is_ascii_digit())
    };
    let words: Vec<&str> = words.filter(|word| !is_version(word)).collect();
    if words.len() < 2 { String::new() } else { words.join(" ") }
}

fn compare(from: (&DocumentRow, &Document), to: (&DocumentRow, &Document)) -> VersionChange {
    let (old, new) = (texts(from.1), texts(to.1));
    let partner = partners(&old, &new);
    let mut changes = Vec::new();
    let mut unchanged = 0;
    let mut next_old = 0;
    for (at, clause) in new.iter().enumerate() {
        match partner.get(at).copied().flatten() {
            None => changes.push(one_sided(clause, ChangeKind::Added)),
            Some(found) => {
                dropped(&old, &partner, next_old, found, &mut changes);
                next_old = next_old.max(found + 1);
                match old.get(found).filter(|earlier| earlier.text != clause.text) {
                    Some(earlier) => changes.push(reworded(earlier, clause)),
                    None => unchanged += 1,
                }
            }
        }
    }
    dropped(&old, &partner, next_old, old.len(), &mut changes);
    VersionChange { from: version(from), to: version(to), changes, unchanged }
}

fn version((row, document): (&DocumentRow, &Document)) -> Version {
    Version {
        id: row.id.clone(),
        file: row.file.clone(),
        version: document.control.version.clone(),
        approved: document.control.approved.clone(),
    }
}

/// A clause with its text.
struct ClauseText<'d> {
    clause: &'d Clause,
    text: &'d str,
}

fn texts(document: &Document) -> Vec<ClauseText<'_>> {
    let map = CharMap::new(&document.text);
    document.clauses.iter().map(|clause| ClauseText { clause, text: map.slice(clause.span) }).collect()
}

/// For every new clause the old one it comes from: with the same words, else with the same number, else with the same
/// heading where there is no number. Every old clause is taken once.
fn partners(old: &[ClauseText<'_>], new: &[ClauseText<'_>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; old.len()];
    let mut partner = vec![None; new.len()];
    let rules: [fn(&ClauseText<'_>, &ClauseText<'_>) -> bool; 3] = [
        |old, new| old.text == new.text,
        |old, new| !new.clause.number.is_empty() && old.clause.number == new.clause.number,
        |old, new| {
            new.clause.number.is_empty() && old.clause.number.is_empty() && old.clause.heading == new.clause.heading
        },
    ];
    for rule in rules {
        for (at, clause) in
            new.iter().enumerate().filter(|(at, _)| partner.get(*at).copied().flatten().is_none()).collect::<Vec<_>>()
        {
            let found = old.iter().enumerate().position(|(index, earlier)| !taken[index] && rule(earlier, clause));
            if let Some(found) = found {
                taken[found] = true;
                partner[at] = Some(found);
            }
        }
    }
    partner
}

/// Old clauses from `start` up to `end` that no new one comes from.
fn dropped(
    old: &[ClauseText<'_>],
    partner: &[Option<usize>],
    start: usize,
    end: usize,
    changes: &mut Vec<ClauseChange>,
) {
    for (index, clause) in old.iter().enumerate().take(end).skip(start) {
        if !partner.contains(&Some(index)) {
            changes.push(one_sided(clause, ChangeKind::Dropped));
        }
    }
}

fn one_sided(clause: &ClauseText<'_>, kind: ChangeKind) -> ClauseChange {
    let fate = if kind == ChangeKind::Added { Fate::Added } else { Fate::Dropped };
    change(clause, kind, vec![WordRun { fate, text: clause.text.to_owned() }])
}

fn reworded(old: &ClauseText<'_>, new: &ClauseText<'_>) -> ClauseChange {
    change(new, ChangeKind::Reworded, word_runs(old.text, new.text))
}

/// The words of two texts, with what became of each run.
pub(crate) fn word_runs(old: &str, new: &str) -> Vec<WordRun> {
    let mut words: Vec<WordRun> = Vec::new();
    for piece in TextDiff::from_words(old, new).iter_all_changes() {
        let fate = match piece.tag() {
            ChangeTag::Equal => Fate::Kept,
            ChangeTag::Insert => Fate::Added,
            ChangeTag::Delete => Fate::Dropped,
        };
        match words.last_mut().filter(|run| run.fate == fate) {
            Some(run) => run.text.push_str(piece.value()),
            None => words.push(WordRun { fate, text: piece.value().to_owned() }),
        }
    }
    words
}

fn change(clause: &ClauseText<'_>, kind: ChangeKind, words: Vec<WordRun>) -> ClauseChange {
    ClauseChange { kind, number: clause.clause.number.clone(), heading: clause.clause.heading.clone(), words }
}

#[cfg(test)]
#[path = "versions/tests.rs"]
mod tests;
