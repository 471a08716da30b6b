//! The task library, and the tasks that a firm edits or adds.

use crate::read::{PackError, PackFiles, json};
use crate::{DoraPack, SizeFactors, SkillNeed, Task, Team};
use holdfast_domain::{CriterionId, RequirementId, TaskId};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SIZES: &str = "sizes.json";

/// Tasks with the team that they are staffed from unless told otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskLibrary {
    /// The tasks, in the order of the pack.
    pub tasks: Vec<Task>,
    /// Default team.
    pub team: Team,
    /// Factors by the size of the firm.
    pub sizes: SizeFactors,
}

/// Reads the task library, the default team and the factors by size.
pub fn read_tasks(files: &PackFiles) -> Result<TaskLibrary, PackError> {
    let sizes: SizeFactors = json(files, SIZES)?;
    if let Some((driver, size, _)) = sizes.iter().find(|(_, _, factor)| !(factor.is_finite() && *factor > 0.0)) {
        return Err(PackError::in_file(SIZES, format!("the factor of {driver:?} for {size:?} must be above 0")));
    }
    Ok(TaskLibrary { tasks: json(files, "tasks.json")?, team: json(files, "team.json")?, sizes })
}

impl TaskLibrary {
    /// The tasks with those of a firm's own file. An entry whose id is in the library replaces the fields that it names;
    /// any other entry is a new task. `file` is the name for messages. Requirements follow from the criteria, and a new
    /// task counts as a document without predecessors and costs where it does not say. Skills must be known to the
    /// library or to the team.
    ///
    /// Whether tasks wait for each other in a circle is left to the planner.
    pub fn with_own(&self, file: &str, bytes: &[u8], pack: &DoraPack, team: &Team) -> Result<Vec<Task>, PackError> {
        let own = Own { file, library: self, pack, skills: self.skills(team) };
        let entries: Vec<Map<String, Value>> = serde_json::from_slice(bytes).map_err(|error| PackError::Content {
            file: file.to_owned(),
            place: String::new(),
            message: format!("is not a list of tasks: {error}"),
        })?;
        let mut tasks = self.tasks.clone();
        let mut seen: BTreeMap<TaskId, usize> = BTreeMap::new();
        for (at, entry) in entries.into_iter().enumerate() {
            let task = own.task(at, entry)?;
            if let Some(before) = seen.insert(task.id.clone(), at) {
                return Err(own.fault(at, format!("{} stands twice, first as entry {}", task.id, before + 1)));
            }
            match tasks.iter_mut().find(|known| known.id == task.id) {
                Some(known) => *known = task,
                None => tasks.push(task),
            }
        }
        let known: BTreeSet<&TaskId> = tasks.iter().map(|task| &task.id).collect();
        for (at, task) in tasks.iter().filter_map(|task| Some((*seen.get(&task.id)?, task))) {
            if let Some(stray) = task.predecessors.iter().find(|before| !known.contains(&before.task)) {
                let message = format!("{} waits for {}, which is neither in the library nor here", task.id, stray.task);
                return Err(own.fault(at, message));
            }
        }
        Ok(tasks)
    }

    fn skills(&self, team: &Team) -> BTreeSet<String> {
        let of_tasks = self.tasks.iter().flat_map(|task| &task.skills);
        let of_people = self.team.people.iter().chain(&team.people).flat_map(|person| &person.skills);
        of_tasks.chain(of_people).map(|need| need.skill.clone()).collect()
    }
}

/// What the entries of one file are checked against.
struct Own<'a> {
    file: &'a str,
    library: &'a TaskLibrary,
    pack: &'a DoraPack,
    skills: BTreeSet<String>,
}

impl Own<'_> {
    fn fault(&self, at: usize, message: String) -> PackError {
        PackError::Content { file: self.file.to_owned(), place: format!(", entry {}", at + 1), message }
    }

    /// The entry laid over the task of the library that it changes, or over what a new task need not say.
    fn task(&self, at: usize, entry: Map<String, Value>) -> Result<Task, PackError> {
        let Some(id) = entry.get("id").and_then(Value::as_str).map(TaskId::from) else {
            return Err(self.fault(at, "a task needs an id, such as \"TASK-901\"".into()));
        };
        let unreadable = |error: serde_json::Error| self.fault(at, format!("{id}: {error}"));
        let mut fields = match self.library.tasks.iter().find(|task| task.id == id) {
            Some(known) => serde_json::to_value(known).map_err(unreadable)?,
            None => json!({"size_driver": "document", "predecessors": [], "costs": []}),
        };
        if let (Some(criteria), false) = (entry.get("criteria"), entry.contains_key("requirements")) {
            let criteria: Vec<CriterionId> = serde_json::from_value(criteria.clone()).map_err(unreadable)?;
            fields["requirements"] = json!(self.requirements(at, &id, &criteria)?);
        }
        for (name, value) in entry {
            fields[name] = value;
        }
        let task: Task = serde_json::from_value(fields).map_err(unreadable)?;
        self.check(at, &task)?;
        Ok(task)
    }

    fn requirements(
        &self,
        at: usize,
        task: &TaskId,
        criteria: &[CriterionId],
    ) -> Result<BTreeSet<RequirementId>, PackError> {
        let find = |id: &CriterionId| {
            let known = self.pack.criterion(id).map(|criterion| criterion.requirement.clone());
            known.ok_or_else(|| {
                self.fault(at, format!("{task} closes {id}, which no rule pack knows; `holdfast criteria` lists them"))
            })
        };
        criteria.iter().map(find).collect()
    }

    fn check(&self, at: usize, task: &Task) -> Result<(), PackError> {
        let id = &task.id;
        if task.criteria.is_empty() {
            return Err(self.fault(at, format!("{id} closes no criterion, so that no gap would call for it")));
        }
        let requirements = self.requirements(at, id, &task.criteria)?;
        if requirements != task.requirements.iter().cloned().collect() {
            let expected: Vec<&str> = requirements.iter().map(RequirementId::as_str).collect();
            let message = format!("the criteria of {id} belong to {}; leave requirements out", expected.join(", "));
            return Err(self.fault(at, message));
        }
        let steering = task.vendor.iter().flat_map(|vendor| &vendor.skills);
        let mut needs = task.skills.iter().chain(steering);
        if let Some(SkillNeed { skill, .. }) = needs.find(|need| !self.skills.contains(&need.skill)) {
            let known: Vec<&str> = self.skills.iter().map(String::as_str).collect();
            let message = format!("{id} needs the skill {skill}, which nobody has; known are {}", known.join(", "));
            return Err(self.fault(at, message));
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "task_library/tests.rs"]
mod tests;
