//! Rule packs from the disk: what was found, whether a trusted key signed it, and what is written down where the user
//! takes an unsigned one.

use crate::resources::{Check, Resources, missing};
use crate::{Engine, store_failure};
use holdfast_domain::{Code, Failure, ModelRef, PackRef};
use holdfast_mapping::Head;
use holdfast_ports::{Change, Entry};
use holdfast_rulepack::{
    DoraPack, HolidayCalendar, MANIFEST, Manifest, PackError, PackFiles, PenaltyRegime, SIGNATURE, Scenario, SealError,
    TaskLibrary, TrustedKeys, read_calendars, read_penalties, read_scenarios, read_tasks,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The packs that a simulation rests on.
pub const RISK_PACKS: [&str; 2] = ["scenarios", "penalties"];

/// The packs that a plan rests on.
pub const PLAN_PACKS: [&str; 2] = ["tasks", "calendars"];

/// Where rule packs come from, and whom they must be signed by.
#[derive(Clone, Debug)]
pub struct PackSource {
    /// Folder with one folder for each pack; `None` for those that ship with the program.
    pub folder: Option<PathBuf>,
    /// Keys that packs may be signed with.
    pub keys: TrustedKeys,
    /// Whether the user takes packs that no such key signed as they are.
    pub allow_unsigned: bool,
}

/// Rule packs and verdict head, read and checked.
#[derive(Clone, Debug)]
pub struct Packs {
    /// Criteria and requirements.
    pub dora: DoraPack,
    /// Scenario library.
    pub scenarios: Vec<Scenario>,
    /// Penalty regimes, the default first.
    pub penalties: Vec<PenaltyRegime>,
    /// Task library and default team.
    pub tasks: TaskLibrary,
    /// Public holidays of the member states.
    pub holidays: Vec<HolidayCalendar>,
    /// Every pack as it was found.
    pub states: Vec<PackState>,
    /// The verdict head.
    pub head: Head,
    /// Its name and hash.
    pub head_reference: ModelRef,
    /// Vectors of the shipped criteria, a file of [`crate::criterion_vectors_file`]; it serves the pack and the model
    /// that it was made from, and others work out their own.
    pub criterion_vectors: Vec<u8>,
}

/// One pack as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackState {
    /// Name, version, hash, and whether it is signed.
    pub reference: PackRef,
    /// The trusted key that signed it, or why it counts as unsigned.
    pub seal: Result<String, SealError>,
}

impl Packs {
    /// Name, version, hash and signature of the packs with these names.
    pub fn references(&self, names: &[&str]) -> Vec<PackRef> {
        let found = self.states.iter().map(|state| &state.reference);
        found.filter(|reference| names.contains(&reference.id.as_str())).cloned().collect()
    }

    /// The packs that are in use only because the user allows unsigned ones, with the reason.
    pub fn unsigned(&self) -> impl Iterator<Item = (&PackRef, &SealError)> {
        self.states.iter().filter_map(|state| Some((&state.reference, state.seal.as_ref().err()?)))
    }
}

impl Resources {
    /// Reads and checks all rule packs.
    pub fn packs(&self) -> Result<Packs, Failure> {
        let (dora, dora_state) = self.open("dora")?;
        let (scenarios, scenarios_state) = self.open("scenarios")?;
        let (penalties, penalties_state) = self.open("penalties")?;
        let (tasks, tasks_state) = self.open("tasks")?;
        let (calendars, calendars_state) = self.open("calendars")?;
        let (head_reference, head) = self.head_bytes()?;
        let mut dora =
            DoraPack::read(&dora, dora_state.reference.sha256.clone()).map_err(|error| unusable("dora", &error))?;
        dora.reference = dora_state.reference.clone();
        Ok(Packs {
            dora,
            scenarios: read_scenarios(&scenarios).map_err(|error| unusable("scenarios", &error))?,
            penalties: read_penalties(&penalties).map_err(|error| unusable("penalties", &error))?,
            tasks: read_tasks(&tasks).map_err(|error| unusable("tasks", &error))?,
            holidays: read_calendars(&calendars).map_err(|error| unusable("calendars", &error))?,
            states: vec![dora_state, scenarios_state, penalties_state, tasks_state, calendars_state],
            head: Head::read(&head).map_err(|error| missing("the verdict head", &error.to_string()))?,
            head_reference,
            criterion_vectors: self.criterion_vectors()?,
        })
    }

    /// One line for each pack: version, signature, content.
    pub(crate) fn pack_checks(&self) -> Vec<Check> {
        ["dora", "scenarios", "penalties", "tasks", "calendars"].map(|id| self.pack_check(id)).into()
    }

    fn pack_check(&self, id: &str) -> Check {
        let name = format!("rule pack {id}");
        let found = self.open(id).and_then(|(files, state)| {
            let content = content(id, &files).map_err(|error| unusable(id, &error))?;
            Ok((state, content))
        });
        match found {
            Ok((PackState { reference, seal: Ok(key) }, content)) => {
                let found = format!("{}, signed by {key}; {content}", reference.version);
                Check { name, ok: true, found, hint: String::new() }
            }
            Ok((PackState { reference, seal: Err(doubt) }, content)) => Check {
                name,
                ok: true,
                found: format!("{}, unsigned: {doubt}; {content}", reference.version),
                hint: "Taken because --allow-unsigned-packs is given; results say that it is unsigned.".into(),
            },
            Err(failure) => Check { name, ok: false, found: failure.message, hint: failure.hint },
        }
    }

    /// The files of a pack, each read once: what was checked is what is used.
    fn open(&self, id: &str) -> Result<(PackFiles, PackState), Failure> {
        let source = self.pack_source();
        let folder = source.folder.clone().unwrap_or_else(|| self.root().join("rulepacks")).join(id);
        let present = names(&folder)?;
        let read = |names: &[&str]| -> Result<PackFiles, Failure> {
            let there = names.iter().filter(|name| present.contains(**name));
            let read = there.map(|name| {
                let path = folder.join(name);
                let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, &error))?;
                Ok(((*name).to_owned(), bytes))
            });
            read.collect()
        };
        let mut files = read(&[MANIFEST, SIGNATURE])?;
        let accept = |seal: Result<String, SealError>| match seal {
            Err(doubt) if !source.allow_unsigned => Err(refused(id, &doubt)),
            seal => Ok(seal),
        };
        // A manifest that nobody trusted signed is not even parsed, unless the user wants it.
        let signer = accept(source.keys.signer(&files))?;
        let manifest = Manifest::read(&files).map_err(|error| unusable(id, &error))?;
        files.append(&mut read(&manifest.files.keys().map(String::as_str).collect::<Vec<_>>())?);
        let seal = accept(signer.and_then(|key| manifest.check(id, &files, &present).map(|()| key)))?;
        let reference = manifest.reference(&files, seal.is_ok());
        Ok((files, PackState { reference, seal }))
    }
}

impl Engine<'_> {
    /// Writes down that the packs in use are unsigned and that the user allowed it; nothing where all are signed.
    pub fn journal_unsigned_packs(&mut self) -> Result<(), Failure> {
        let entry = |(pack, doubt): (&PackRef, &SealError)| Entry {
            topic: "dora.rulepack.unsigned_allowed",
            payload: serde_json::json!({
                "pack": pack.id, "version": pack.version, "sha256": pack.sha256, "reason": doubt.to_string(),
            }),
        };
        let entries: Vec<Entry> = self.packs.unsigned().map(entry).collect();
        if entries.is_empty() {
            return Ok(());
        }
        let change = Change { at: &self.now, actor: &self.actor, entries, ..Change::default() };
        self.store.commit(change).map_err(store_failure)?;
        Ok(())
    }
}

/// What is in a pack, in numbers.
fn content(id: &str, files: &PackFiles) -> Result<String, PackError> {
    Ok(match id {
        "dora" => {
            let pack = DoraPack::read(files, String::new())?;
            format!("{} criteria, {} requirements", pack.criteria.len(), pack.requirements.len())
        }
        "scenarios" => format!("{} scenarios", read_scenarios(files)?.len()),
        "penalties" => format!("{} penalty regimes", read_penalties(files)?.len()),
        "calendars" => format!("public holidays of {} countries", read_calendars(files)?.len()),
        _ => format!("{} tasks", read_tasks(files)?.tasks.len()),
    })
}

/// Names in a folder. Hidden files are those of the system and of file managers; no pack may list one.
fn names(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        names.insert(entry.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !name.starts_with('.'));
    Ok(names)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    missing(&path.display().to_string(), &error.to_string())
}

fn refused(id: &str, doubt: &SealError) -> Failure {
    let code = if doubt.is_tampering() { Code::Integrity } else { Code::Refused };
    Failure::new(
        code,
        format!("The rule pack {id} is refused: {doubt}."),
        "Install Holdfast or the pack again. To use it as it is, give --allow-unsigned-packs: that is written to the \
         journal, and results say that the pack is unsigned.",
    )
}

fn unusable(id: &str, error: &PackError) -> Failure {
    Failure::new(
        Code::Installation,
        format!("The rule pack {id} cannot be used: {error}."),
        "Correct the pack at that place, or install Holdfast again.",
    )
}

#[cfg(test)]
#[path = "packs/tests.rs"]
mod tests;
