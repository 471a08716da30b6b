//! From the bytes of a pack to checked values.

use crate::criterion::Wording;
use crate::{Criterion, Domain, PenaltyRegime, Requirement, Scenario, Task, Team};
use holdfast_domain::{CriterionId, DomainId, PackRef, RequirementId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// File name to bytes, as found in the pack's folder.
pub type PackFiles = BTreeMap<String, Vec<u8>>;

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// Pack name.
    pub id: String,
    /// Pack version.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// The files that make up the pack.
    pub files: Vec<String>,
}

/// The criteria, requirements and domains of Regulation (EU) 2022/2554, checked against each other.
#[derive(Clone, Debug)]
pub struct DoraPack {
    /// Name, version and hash.
    pub reference: PackRef,
    /// The seven domains, in the order of the pack.
    pub domains: Vec<Domain>,
    /// The 47 requirements, in the order of the pack.
    pub requirements: Vec<Requirement>,
    /// All criteria, in the order of the pack.
    pub criteria: Vec<Criterion>,
}

impl DoraPack {
    /// Reads the pack from its files. `sha256` is the hash over them that results will carry.
    pub fn read(files: &PackFiles, sha256: String) -> Result<Self, PackError> {
        #[derive(Deserialize)]
        struct Requirements {
            requirements: Vec<Requirement>,
        }
        let manifest = read_manifest(files)?;
        let mut pack = Self {
            reference: PackRef { id: manifest.id, version: manifest.version, sha256 },
            domains: json(files, "domains.json")?,
            requirements: json::<Requirements>(files, "requirements.json")?.requirements,
            criteria: json_lines(files, "criteria.jsonl")?,
        };
        pack.check()?;
        pack.word(json_lines(files, "phrasings.jsonl")?)?;
        Ok(pack)
    }

    /// The criterion with this id.
    pub fn criterion(&self, id: &CriterionId) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| &criterion.id == id)
    }

    fn word(&mut self, wordings: Vec<Wording>) -> Result<(), PackError> {
        let mut by_criterion: BTreeMap<CriterionId, Wording> = BTreeMap::new();
        for wording in wordings {
            if let Some(twice) = by_criterion.insert(wording.criterion.clone(), wording) {
                return Err(PackError::Duplicate(twice.criterion.to_string()));
            }
        }
        for criterion in &mut self.criteria {
            let wording = by_criterion.remove(&criterion.id).filter(|wording| !wording.phrasings.is_empty());
            let Some(wording) = wording else { return Err(PackError::Unworded(criterion.id.to_string())) };
            criterion.phrasings = wording.phrasings;
            criterion.elements = wording.elements;
        }
        match by_criterion.into_keys().next() {
            Some(stray) => Err(PackError::Dangling("phrasings.jsonl".into(), stray.to_string())),
            None => Ok(()),
        }
    }

    fn check(&self) -> Result<(), PackError> {
        let domains: BTreeSet<&DomainId> = self.domains.iter().map(|domain| &domain.id).collect();
        let mut listed: BTreeMap<&CriterionId, &RequirementId> = BTreeMap::new();
        for requirement in &self.requirements {
            if !domains.contains(&requirement.domain) {
                return Err(PackError::Dangling(requirement.id.to_string(), requirement.domain.to_string()));
            }
            for criterion in &requirement.criteria {
                if listed.insert(criterion, &requirement.id).is_some() {
                    return Err(PackError::Duplicate(criterion.to_string()));
                }
            }
        }
        let mut seen = BTreeSet::new();
        for criterion in &self.criteria {
            if !seen.insert(&criterion.id) {
                return Err(PackError::Duplicate(criterion.id.to_string()));
            }
            if listed.get(&criterion.id) != Some(&&criterion.requirement) {
                return Err(PackError::Dangling(criterion.id.to_string(), criterion.requirement.to_string()));
            }
            if !domains.contains(&criterion.domain) {
                return Err(PackError::Dangling(criterion.id.to_string(), criterion.domain.to_string()));
            }
            if !(1..=5).contains(&criterion.weight) {
                return Err(PackError::Range(criterion.id.to_string(), "weight", "1 to 5"));
            }
        }
        match listed.keys().find(|id| !seen.contains(**id)) {
            Some(missing) => Err(PackError::Dangling("requirements.json".into(), missing.to_string())),
            None => Ok(()),
        }
    }
}

/// Reads `manifest.json`.
pub fn read_manifest(files: &PackFiles) -> Result<Manifest, PackError> {
    json(files, "manifest.json")
}

/// Reads the scenario library.
pub fn read_scenarios(files: &PackFiles) -> Result<Vec<Scenario>, PackError> {
    json(files, "scenarios.json")
}

/// Reads the penalty regimes; the first is the default.
pub fn read_penalties(files: &PackFiles) -> Result<Vec<PenaltyRegime>, PackError> {
    json(files, "penalties.json")
}

/// Reads the task library and the default team.
pub fn read_tasks(files: &PackFiles) -> Result<(Vec<Task>, Team), PackError> {
    Ok((json(files, "tasks.json")?, json(files, "team.json")?))
}

/// Why a pack was refused.
#[derive(Debug, Error)]
pub enum PackError {
    /// A file that the pack needs is absent.
    #[error("the file {0} is missing from the rule pack")]
    MissingFile(String),
    /// A file is not of the expected form.
    #[error("{file}, line {line}: {message}")]
    Form {
        /// File of the pack.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What the reader expected.
        message: String,
    },
    /// An id stands twice.
    #[error("{0} stands twice in the rule pack")]
    Duplicate(String),
    /// An entry names another that is not there or does not name it back.
    #[error("{0} refers to {1}, which is not there or does not refer back")]
    Dangling(String, String),
    /// A criterion without any phrasing: nothing could be found for it.
    #[error("{0} has no phrasing in phrasings.jsonl")]
    Unworded(String),
    /// A figure is outside its range.
    #[error("{0}: {1} must be {2}")]
    Range(String, &'static str, &'static str),
}

fn json<T: DeserializeOwned>(files: &PackFiles, name: &str) -> Result<T, PackError> {
    let bytes = files.get(name).ok_or_else(|| PackError::MissingFile(name.to_owned()))?;
    serde_json::from_slice(bytes).map_err(|error| form(name, error.line(), &error))
}

fn json_lines<T: DeserializeOwned>(files: &PackFiles, name: &str) -> Result<Vec<T>, PackError> {
    let bytes = files.get(name).ok_or_else(|| PackError::MissingFile(name.to_owned()))?;
    let lines = bytes.split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    lines.map(|(at, line)| serde_json::from_slice(line).map_err(|error| form(name, at + 1, &error))).collect()
}

fn form(file: &str, line: usize, error: &serde_json::Error) -> PackError {
    PackError::Form { file: file.to_owned(), line, message: error.to_string() }
}

#[cfg(test)]
#[path = "pack/tests.rs"]
mod tests;
