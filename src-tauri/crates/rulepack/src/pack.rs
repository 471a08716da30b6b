//! The packs of the product as checked values.

use crate::criterion::Wording;
use crate::read::{PackError, PackFiles, json, json_lines};
use crate::{Criterion, Crosswalk, Domain, Manifest, PenaltyRegime, Requirement, Scenario};
use holdfast_domain::{CriterionId, DomainId, PackRef, RequirementId};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The criteria, requirements and domains of Regulation (EU) 2022/2554, checked against each other.
#[derive(Clone, Debug)]
pub struct DoraPack {
    /// Name, version and hash; counts as unsigned until whoever checked the signature says otherwise.
    pub reference: PackRef,
    /// The seven domains, in the order of the pack.
    pub domains: Vec<Domain>,
    /// The 47 requirements, in the order of the pack.
    pub requirements: Vec<Requirement>,
    /// All criteria, in the order of the pack.
    pub criteria: Vec<Criterion>,
    /// Where they stand in other frameworks.
    pub crosswalk: Crosswalk,
}

const CRITERIA: &str = "criteria.jsonl";
const PHRASINGS: &str = "phrasings.jsonl";
const REQUIREMENTS: &str = "requirements.json";

impl DoraPack {
    /// Reads the pack from its files. `sha256` is the hash over them that results will carry.
    pub fn read(files: &PackFiles, sha256: String) -> Result<Self, PackError> {
        #[derive(Deserialize)]
        struct Requirements {
            requirements: Vec<Requirement>,
        }
        let Manifest { id, version, .. } = Manifest::read(files)?;
        let domains: Vec<Domain> = json(files, "domains.json")?;
        let requirements = json::<Requirements>(files, REQUIREMENTS)?.requirements;
        let criteria = json_lines::<Criterion>(files, CRITERIA)?;
        check(&domains, &requirements, &criteria)?;
        let criteria: Vec<Criterion> = criteria.into_iter().map(|(_, criterion)| criterion).collect();
        Ok(Self {
            reference: PackRef { id, version, sha256, signed: false },
            crosswalk: Crosswalk::read(files, &requirements, &criteria)?,
            domains,
            requirements,
            criteria: worded(criteria, json_lines(files, PHRASINGS)?)?,
        })
    }

    /// The criterion with this id.
    pub fn criterion(&self, id: &CriterionId) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| &criterion.id == id)
    }
}

/// Whether all parts of the pack name each other rightly.
fn check(domains: &[Domain], requirements: &[Requirement], criteria: &[(usize, Criterion)]) -> Result<(), PackError> {
    let domains: BTreeSet<&DomainId> = domains.iter().map(|domain| &domain.id).collect();
    let mut listed: BTreeMap<&CriterionId, &RequirementId> = BTreeMap::new();
    for Requirement { id, domain, criteria, .. } in requirements {
        if !domains.contains(domain) {
            return Err(PackError::in_file(REQUIREMENTS, format!("{id}: there is no domain {domain}")));
        }
        for criterion in criteria {
            if listed.insert(criterion, id).is_some() {
                return Err(PackError::in_file(REQUIREMENTS, format!("{criterion} stands twice")));
            }
        }
    }
    let mut seen = BTreeSet::new();
    for (line, criterion) in criteria {
        let Criterion { id, requirement, domain, .. } = criterion;
        let refused = |message| Err(PackError::at_line(CRITERIA, *line, message));
        if let Some(fault) = criterion.fault() {
            return refused(fault);
        }
        if !seen.insert(id) {
            return refused(format!("{id} stands twice"));
        }
        if listed.get(id) != Some(&requirement) {
            return refused(format!("{id} names {requirement}, which does not list it"));
        }
        if !domains.contains(domain) {
            return refused(format!("{id}: there is no domain {domain}"));
        }
    }
    match listed.iter().find(|(id, _)| !seen.contains(**id)) {
        Some((id, requirement)) => {
            Err(PackError::in_file(REQUIREMENTS, format!("{requirement} lists {id}, which {CRITERIA} does not hold")))
        }
        None => Ok(()),
    }
}

/// The criteria with how firms write what they ask.
fn worded(mut criteria: Vec<Criterion>, wordings: Vec<(usize, Wording)>) -> Result<Vec<Criterion>, PackError> {
    let mut by_criterion: BTreeMap<CriterionId, (usize, Wording)> = BTreeMap::new();
    for (line, wording) in wordings {
        let id = wording.criterion.clone();
        if by_criterion.insert(id.clone(), (line, wording)).is_some() {
            return Err(PackError::at_line(PHRASINGS, line, format!("{id} stands twice")));
        }
    }
    for criterion in &mut criteria {
        let wording = by_criterion.remove(&criterion.id).filter(|(_, wording)| !wording.phrasings.is_empty());
        let Some((_, wording)) = wording else {
            return Err(PackError::in_file(PHRASINGS, format!("{} has no phrasing", criterion.id)));
        };
        criterion.phrasings = wording.phrasings;
        criterion.elements = wording.elements;
    }
    match by_criterion.into_values().next() {
        Some((line, stray)) => {
            let message = format!("{} is not in {CRITERIA}", stray.criterion);
            Err(PackError::at_line(PHRASINGS, line, message))
        }
        None => Ok(criteria),
    }
}

/// Reads the scenario library.
pub fn read_scenarios(files: &PackFiles) -> Result<Vec<Scenario>, PackError> {
    json(files, "scenarios.json")
}

/// Reads the penalty regimes; the first is the default.
pub fn read_penalties(files: &PackFiles) -> Result<Vec<PenaltyRegime>, PackError> {
    json(files, "penalties.json")
}

#[cfg(test)]
#[path = "pack/tests.rs"]
mod tests;
