//! `init`, `journal list`, `journal verify`, `backup`, `restore` and `doctor`.

use crate::Ending;
use crate::args::Global;
use crate::output::Output;
use crate::reader::LazyReader;
use crate::session::{now, passphrase, resources, workspace_dir};
use holdfast_domain::{Code, Failure};
use holdfast_engine::{Check, Resources, store_failure};
use holdfast_intake::{Limits, SandboxLevel};
use holdfast_ports::{JournalReport, Reader, Store};
use holdfast_store::Workspace;
use serde_json::json;
use std::path::Path;

pub(crate) fn init(global: &Global, output: &mut Output) -> Result<Ending, Failure> {
    let dir = workspace_dir(global)?;
    if Workspace::exists(&dir) {
        return Err(store_failure(holdfast_ports::StoreError::Exists(dir.display().to_string())));
    }
    Workspace::create(&dir, &passphrase(global, true)?).map_err(store_failure)?;
    if output.is_json() {
        output.document(&json!({ "workspace": dir }));
    } else {
        output.line(&format!("Created the encrypted workspace {}.", dir.display()));
        output.line("Keep the passphrase safe: without it nobody can open the workspace.");
    }
    Ok(Ending::Done)
}

pub(crate) fn journal_verify(global: &Global, output: &mut Output) -> Result<Ending, Failure> {
    let workspace = open(global)?;
    let report = workspace.verify_journal().map_err(store_failure)?;
    if output.is_json() {
        output.document(&report);
    } else {
        match &report.broken {
            None => output.line(&format!("{} entries check.", report.entries)),
            Some((0, reason)) => output.line(&format!("The database file is damaged: {reason}.")),
            Some((entry, reason)) => output.line(&format!("Entry {entry} does not check: {reason}.")),
        }
        if report.broken.is_some() {
            output.line(RESTORE);
        } else {
            let JournalReport { root, head, signer, .. } = &report;
            output.line(&format!("Merkle root  {root}\nLast entry   {head}\nSigned by    {signer}"));
        }
    }
    Ok(if report.broken.is_some() { Ending::Broken } else { Ending::Done })
}

pub(crate) fn journal_list(global: &Global, topic: Option<&str>, output: &mut Output) -> Result<Ending, Failure> {
    let workspace = open(global)?;
    let mut entries = workspace.journal(1, usize::MAX).map_err(store_failure)?;
    entries.retain(|entry| topic.is_none_or(|topic| entry.topic == topic));
    if output.is_json() {
        output.document(&json!({ "entries": entries }));
    } else {
        let rows = entries.iter().map(|entry| {
            vec![
                entry.seq.to_string(),
                entry.at.clone(),
                entry.actor.clone(),
                entry.topic.clone(),
                entry.payload.to_string(),
            ]
        });
        output.table(&[">Entry", "Time", "By", "Topic", "Payload"], rows.collect());
    }
    Ok(Ending::Done)
}

pub(crate) fn backup(global: &Global, file: &Path, output: &mut Output) -> Result<Ending, Failure> {
    let workspace = open(global)?;
    let report = workspace.backup(file).map_err(store_failure)?;
    if output.is_json() {
        output.document(&report);
    } else {
        output.line(&format!(
            "Wrote and read back {} ({} documents, {} journal entries, {} KB).",
            file.display(),
            report.documents,
            report.journal_entries,
            report.bytes.div_ceil(1024)
        ));
        output.line(&format!("SHA-256 {}", report.sha256));
    }
    Ok(Ending::Done)
}

pub(crate) fn restore(global: &Global, file: &Path, replace: bool, output: &mut Output) -> Result<Ending, Failure> {
    let dir = workspace_dir(global)?;
    let report = Workspace::restore(file, &dir, &passphrase(global, false)?, replace).map_err(store_failure)?;
    if output.is_json() {
        output.document(&report);
    } else {
        output.line(&format!(
            "Restored {} documents and {} journal entries to {}.",
            report.documents,
            report.journal_entries,
            dir.display()
        ));
        if replace {
            output.line("The earlier workspace was moved beside it: its name ends in .before-restore and a number.");
        }
    }
    Ok(Ending::Done)
}

pub(crate) fn doctor(global: &Global, output: &mut Output) -> Result<Ending, Failure> {
    let mut checks = match resources(global) {
        Ok(resources) => {
            let mut checks = resources.check();
            checks.extend(parser_checks(&resources));
            checks
        }
        Err(failure) => vec![Check { name: "resources".into(), ok: false, found: failure.message, hint: failure.hint }],
    };
    checks.extend(workspace_checks(global));
    let healthy = checks.iter().all(|check| check.ok);
    let is_damaged = checks.iter().any(|check| !check.ok && check.name == JOURNAL);
    if output.is_json() {
        output.document(&json!({ "healthy": healthy, "checks": checks, "time": now() }));
    } else {
        for check in &checks {
            output.line(&format!("{} {:19} {}", if check.ok { "✓" } else { "✗" }, check.name, check.found));
            if !check.hint.is_empty() {
                output.line(&format!("  {:19} {}", "", check.hint));
            }
        }
    }
    Ok(match (healthy, is_damaged) {
        (_, true) => Ending::Broken,
        (true, _) => Ending::Done,
        (false, _) => Ending::Partial,
    })
}

/// Name of the check that looks at stored data.
const JOURNAL: &str = "journal";

/// The way out of damaged data.
const RESTORE: &str = "Do not work on with this copy. Restore the last good backup.";

fn open(global: &Global) -> Result<Workspace, Failure> {
    let dir = workspace_dir(global)?;
    if !Workspace::exists(&dir) {
        return Err(store_failure(holdfast_ports::StoreError::Missing(dir.display().to_string())));
    }
    Workspace::open(&dir, &passphrase(global, false)?).map_err(store_failure)
}

/// Reads a small text through a parser process and says how well that process is fenced in.
fn parser_checks(resources: &Resources) -> Vec<Check> {
    let reader = LazyReader::new(resources.clone(), Limits::default(), true);
    let name = "parser".to_owned();
    let parser =
        match reader.read("check.txt", b"1. Purpose\n\nThe firm keeps its installation in working order.\n", None) {
            Ok(_) => Check { name, ok: true, found: fence(reader.sandbox()), hint: String::new() },
            Err(refused) => Check { name, ok: false, found: refused.message, hint: refused.hint },
        };
    let recogniser = reader.recogniser();
    let hint = if recogniser.is_none() { "Install tesseract (Debian: tesseract-ocr) to read scans." } else { "" };
    let found = recogniser.unwrap_or_else(|| "none; pages without a text layer stay unread".into());
    vec![parser, Check { name: "text recognition".into(), ok: true, found, hint: hint.into() }]
}

fn fence(found: Option<(SandboxLevel, bool)>) -> String {
    let level = match found.map(|(level, _)| level) {
        Some(SandboxLevel::Full) => "fenced in: no files, no network, few system calls, limited memory and time",
        Some(SandboxLevel::Calls) => {
            "fenced in: few system calls, limited memory and time; this kernel has no Landlock"
        }
        Some(SandboxLevel::Limits) => "limited memory and time; this kernel has neither Landlock nor seccomp",
        Some(SandboxLevel::Process) | None => "a process of its own; this system offers no further fence",
    };
    let engine = if found.is_some_and(|(_, library)| library) { "PDFium" } else { "pdf-extract alone" };
    format!("{level}; PDF by {engine}")
}

/// Whether there is a workspace, whether it opens, and whether the clock runs behind its journal.
fn workspace_checks(global: &Global) -> Vec<Check> {
    let line = |ok, found: String, hint: &str| Check { name: "workspace".into(), ok, found, hint: hint.into() };
    let dir = match workspace_dir(global) {
        Ok(dir) => dir,
        Err(failure) => return vec![line(false, failure.message, &failure.hint)],
    };
    if !Workspace::exists(&dir) {
        return vec![line(
            true,
            format!("none yet at {}", dir.display()),
            "`holdfast init` or `holdfast run` creates it.",
        )];
    }
    let given = global.passphrase_file.is_some() || std::env::var_os("HOLDFAST_PASSPHRASE").is_some();
    if !given {
        let hint = "Give the passphrase by file or variable to check inside.";
        return vec![line(true, format!("{} (locked)", dir.display()), hint)];
    }
    let journal = |ok, found: String, hint: &str| Check { name: JOURNAL.into(), ok, found, hint: hint.into() };
    let workspace = match open(global) {
        Ok(workspace) => workspace,
        Err(failure) if failure.code == Code::Integrity => return vec![journal(false, failure.message, RESTORE)],
        Err(failure) => return vec![line(false, failure.message, &failure.hint)],
    };
    let opens = line(true, format!("{} opens by passphrase", dir.display()), "");
    match workspace.verify_journal().map_err(store_failure) {
        Ok(JournalReport { broken: None, entries, .. }) => {
            let whole = journal(true, format!("{entries} entries and all database pages check"), "");
            vec![opens, whole, clock_check(&workspace, entries)]
        }
        Ok(JournalReport { broken: Some((_, reason)), .. }) => vec![opens, journal(false, reason, RESTORE)],
        Err(failure) => vec![opens, journal(false, failure.message, RESTORE)],
    }
}

/// A clock behind the newest journal entry would date new entries before old ones.
fn clock_check(workspace: &Workspace, entries: u64) -> Check {
    let name = "clock".to_owned();
    let newest = workspace.journal(entries, 1).ok();
    let newest = newest.and_then(|entries| entries.into_iter().next()).map(|entry| entry.at);
    let time = now();
    match newest {
        Some(newest) if newest > time => Check {
            name,
            ok: false,
            found: format!("it is {time}, but the newest journal entry is of {newest}"),
            hint: "Set the clock of this machine.".into(),
        },
        _ => Check { name, ok: true, found: time, hint: String::new() },
    }
}
