//! Where a criterion stands in other frameworks.
//!
//! References hang on a requirement; a criterion that has references of its own in a framework has only those there.
//! The identifiers of ISO/IEC 27001:2013 are not judged anew: they follow from where each control went in 2022.

use crate::framework::FrameworkId;
use crate::read::{PackError, PackFiles, json, json_lines};
use crate::{Criterion, Requirement};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How a control of another framework and what is asked here belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Asks for the same.
    Equal,
    /// Covers a part of what is asked.
    Partial,
    /// Is about the same subject; its evidence often serves here too.
    Related,
}

impl Relation {
    /// The word used in packs and results.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Equal => "equal",
            Relation::Partial => "partial",
            Relation::Related => "related",
        }
    }
}

/// How sure a reference is; the later, the less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceStatus {
    /// Compared with the source.
    Verified,
    /// Read in a secondary source.
    Secondary,
    /// Our own judgement.
    ExpertEstimate,
}

impl ReferenceStatus {
    /// The word used in packs and results.
    pub fn name(self) -> &'static str {
        match self {
            ReferenceStatus::Verified => "verified",
            ReferenceStatus::Secondary => "secondary",
            ReferenceStatus::ExpertEstimate => "expert_estimate",
        }
    }
}

/// A framework as the pack describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Which framework.
    pub id: FrameworkId,
    /// Name for people.
    pub title: String,
    /// How sure the identifiers are.
    pub status: ReferenceStatus,
    /// Where the identifiers come from.
    pub note: String,
    /// Its controls, with titles in our own words.
    pub controls: Vec<Control>,
}

/// A control of a framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Such as `A.8.13`.
    pub id: String,
    /// In our own words.
    pub title: String,
}

/// An earlier edition of a framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierEdition {
    /// Which edition.
    pub id: FrameworkId,
    /// Name for people.
    pub title: String,
    /// The edition that replaced it.
    pub of: FrameworkId,
    /// Where the correspondence comes from.
    pub note: String,
    /// Its controls.
    pub controls: Vec<EarlierControl>,
}

/// A control of an earlier edition and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierControl {
    /// Such as `A.12.3.1`.
    pub id: String,
    /// Control of the later edition that took it in.
    pub now: String,
    /// How sure that is.
    pub status: ReferenceStatus,
}

/// One line of `crosswalks.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Requirement or criterion.
    of: String,
    framework: FrameworkId,
    reference: String,
    relation: Relation,
    status: ReferenceStatus,
}

/// A place in another framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrossReference<'a> {
    /// The framework.
    pub framework: FrameworkId,
    /// Identifier there.
    pub reference: &'a str,
    /// Title of the control, in our own words.
    pub title: &'a str,
    /// How the two belong together.
    pub relation: Relation,
    /// How sure that is.
    pub status: ReferenceStatus,
}

/// All references of a pack, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crosswalk {
    /// The frameworks, in the order of the pack.
    pub frameworks: Vec<Framework>,
    /// ISO/IEC 27001 before 2022.
    pub earlier: EarlierEdition,
    /// By what they hang on and framework, in the order of the pack.
    entries: BTreeMap<(String, FrameworkId), Vec<Entry>>,
}

const FRAMEWORKS: &str = "frameworks.json";
const CROSSWALKS: &str = "crosswalks.jsonl";

impl Crosswalk {
    /// Reads and checks the cross-walk of a pack with these requirements and criteria.
    pub(crate) fn read(
        files: &PackFiles,
        requirements: &[Requirement],
        criteria: &[Criterion],
    ) -> Result<Self, PackError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Frameworks {
            frameworks: Vec<Framework>,
            earlier: EarlierEdition,
        }
        let Frameworks { frameworks, earlier } = json(files, FRAMEWORKS)?;
        let mut crosswalk = Self { frameworks, earlier, entries: BTreeMap::new() };
        crosswalk.check_controls()?;
        let requirements = requirements.iter().map(|requirement| requirement.id.as_str());
        let known: BTreeSet<&str> =
            requirements.chain(criteria.iter().map(|criterion| criterion.id.as_str())).collect();
        for (line, entry) in json_lines::<Entry>(files, CROSSWALKS)? {
            crosswalk.check_entry(&entry, &known).map_err(|message| PackError::at_line(CROSSWALKS, line, message))?;
            crosswalk.entries.entry((entry.of.clone(), entry.framework)).or_default().push(entry);
        }
        Ok(crosswalk)
    }

    /// The framework or earlier edition by its name for people; empty where the pack does not describe it.
    pub fn title(&self, id: FrameworkId) -> &str {
        let framework = self.frameworks.iter().find(|framework| framework.id == id);
        let earlier = (self.earlier.id == id).then_some(&self.earlier.title);
        framework.map(|framework| &framework.title).or(earlier).map_or("", String::as_str)
    }

    /// Where the criterion stands in a framework: its own references, else those of its requirement.
    pub fn references(&self, criterion: &Criterion, framework: FrameworkId) -> Vec<CrossReference<'_>> {
        if framework == self.earlier.id {
            return self.earlier_references(criterion);
        }
        let own = self.entries.get(&(criterion.id.to_string(), framework));
        let entries = own.or_else(|| self.entries.get(&(criterion.requirement.to_string(), framework)));
        let entries = entries.map(Vec::as_slice).unwrap_or_default();
        entries.iter().map(|entry| self.reference(entry)).collect()
    }

    fn reference<'a>(&'a self, entry: &'a Entry) -> CrossReference<'a> {
        let control = entry.framework.control(&entry.reference);
        let title = self.control(entry.framework, control).map_or("", |control| control.title.as_str());
        let Entry { framework, relation, status, .. } = *entry;
        CrossReference { framework, reference: &entry.reference, title, relation, status }
    }

    /// What the controls of the later edition were before.
    fn earlier_references(&self, criterion: &Criterion) -> Vec<CrossReference<'_>> {
        let earlier = &self.earlier;
        let later = self.references(criterion, earlier.of).into_iter();
        let before = later.flat_map(|reference| {
            let controls = earlier.controls.iter().filter(move |control| control.now == reference.reference);
            controls.map(move |control| CrossReference {
                framework: earlier.id,
                reference: &control.id,
                status: reference.status.max(control.status),
                ..reference
            })
        });
        before.collect()
    }

    fn control(&self, framework: FrameworkId, id: &str) -> Option<&Control> {
        let framework = self.frameworks.iter().find(|known| known.id == framework)?;
        framework.controls.iter().find(|control| control.id == id)
    }

    fn check_controls(&self) -> Result<(), PackError> {
        let refused = |message: String| Err(PackError::in_file(FRAMEWORKS, message));
        for framework in &self.frameworks {
            let ids = framework.controls.iter().map(|control| control.id.as_str());
            if let Some(message) = first_wrong(framework.id, ids) {
                return refused(message);
            }
        }
        let EarlierEdition { id, of, controls, .. } = &self.earlier;
        if let Some(message) = first_wrong(*id, controls.iter().map(|control| control.id.as_str())) {
            return refused(message);
        }
        match controls.iter().find(|control| self.control(*of, &control.now).is_none()) {
            Some(lost) => refused(format!("{} went to {}, which {} does not list", lost.id, lost.now, of.name())),
            None => Ok(()),
        }
    }

    fn check_entry(&self, entry: &Entry, known: &BTreeSet<&str>) -> Result<(), String> {
        let Entry { of, framework, reference, .. } = entry;
        if !known.contains(of.as_str()) {
            return Err(format!("{of} is neither a requirement nor a criterion of this pack"));
        }
        if !framework.knows(reference) {
            return Err(format!("{reference} does not exist in {}", framework.name()));
        }
        let control = framework.control(reference);
        if self.control(*framework, control).is_none() {
            return Err(format!("{control} of {} is not listed in {FRAMEWORKS}", framework.name()));
        }
        let earlier = self.entries.get(&(of.clone(), *framework));
        match earlier.is_some_and(|entries| entries.iter().any(|earlier| earlier.reference == *reference)) {
            true => Err(format!("{of} refers to {reference} twice")),
            false => Ok(()),
        }
    }
}

/// What is wrong with the first identifier that does not exist or stands twice.
fn first_wrong<'a>(framework: FrameworkId, mut ids: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = BTreeSet::new();
    ids.find_map(|id| {
        if !framework.knows(id) {
            return Some(format!("{id} does not exist in {}", framework.name()));
        }
        (!seen.insert(id)).then(|| format!("{id} of {} stands twice", framework.name()))
    })
}

#[cfg(test)]
#[path = "crosswalk/tests.rs"]
mod tests;
