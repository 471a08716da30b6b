//! What has been done, read from the files that people fill in, and the baseline that it is measured against.

use crate::plan::KeptPlan;
use crate::source::{FoundFile, read};
use crate::stage::{Stamped, key};
use crate::{Engine, internal, store_failure};
use holdfast_domain::{CharMap, Code, CriterionId, Document, Failure, PersonId, TableRow, TaskId};
use holdfast_planner::{Progress, Row, RowProblem, Status, TaskProgress, read_progress, status, working_days};
use holdfast_ports::{Change, Entry};
use holdfast_report::plan_file::csv_rows;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const STAGE: &str = "plan-progress";
const PLANNED: &str = "dora.implementation.planned";
const BASELINED: &str = "dora.implementation.baselined";

/// Version of how progress is read; part of the stage key.
const VERSION: &str = "1";

/// Largest file that is read, in bytes; the largest plan takes a hundredth.
const FILE_BYTES: u64 = 64 << 20;

/// What was taken from a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProgressReport {
    /// Tasks that the file says something on and that could be used.
    pub taken: usize,
    /// Tasks that are done, after this.
    pub done: usize,
    /// Tasks that are under way, after this.
    pub under_way: usize,
    /// Rows that were left out, and why.
    pub skipped: Vec<RowProblem>,
    /// What the user should know about the file.
    pub notes: Vec<String>,
}

/// Where the plan stands against its baseline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanStatus {
    /// Key of the baseline.
    pub baseline_key: String,
    /// Key of the newest plan.
    pub plan_key: String,
    /// Whether progress was reported that the newest plan does not know of.
    pub needs_replanning: bool,
    /// The comparison.
    #[serde(flatten)]
    pub status: Status,
}

impl Engine<'_> {
    /// Takes progress from a workbook or a CSV file. What a row says of a task replaces what was known of it; a task that no row
    /// speaks of stays as it was. Rows that cannot be true are left out and reported.
    pub fn take_progress(&mut self, path: &Path) -> Result<ProgressReport, Failure> {
        let (plan_key, kept) = self.newest_plan()?;
        let (_, baseline) = self.baseline()?;
        let before = self.kept_progress()?.map(|(_, known)| known.value).unwrap_or_default();
        let name = path.display().to_string();
        let bytes = read(&FoundFile { path: path.to_owned(), name: name.clone() }, FILE_BYTES)
            .map_err(|found| Failure::new(Code::NotFound, found.message, found.hint))?;
        let (tables, made_for) = self.tables(&name, &bytes)?;

        let planned = baseline.value.plan.tasks.iter().chain(&kept.value.plan.tasks).map(|task| task.id.clone());
        let known: BTreeSet<TaskId> = planned.chain(before.keys().cloned()).collect();
        let today = self.today()?;
        let Some((found, skipped)) = tables.iter().find_map(|rows| read_progress(rows, &known, today)) else {
            let message = format!("{name} has no table of tasks with their progress.");
            let hint = "Export one with `holdfast plan export --format xlsx`, fill it in, and give that file.";
            return Err(Failure::new(Code::Usage, message, hint));
        };
        let mut notes = Vec::new();
        if made_for.is_some_and(|made_for| made_for != plan_key) {
            notes
                .push("The file was written for an earlier plan; its rows were taken by the ids of their tasks".into());
        }
        let taken = found.len();
        let after: Progress = before.into_iter().chain(found).collect();
        let counted = |is: fn(&TaskProgress) -> bool| after.values().filter(|state| is(state)).count();
        let (done, under_way) = (counted(TaskProgress::is_done), counted(TaskProgress::is_under_way));
        if taken > 0 {
            self.keep_progress(after, (taken, done, under_way, skipped.len()))?;
        }
        Ok(ProgressReport { taken, done, under_way, skipped, notes })
    }

    /// Compares the newest plan and the progress with the baseline.
    pub fn plan_status(&self) -> Result<PlanStatus, Failure> {
        let (plan_key, kept) = self.newest_plan()?;
        let (baseline_key, baseline) = self.baseline()?;
        let progress = self.kept_progress()?;
        let needs_replanning = match &progress {
            Some((key, known)) => !known.value.is_empty() && kept.value.progress.as_ref() != Some(key),
            None => false,
        };
        let known = progress.map(|(_, known)| known.value).unwrap_or_default();
        let days = |from, to| working_days(&kept.value.team, &self.packs.holidays, from, to);
        let status = status(&baseline.value.plan, &kept.value.plan, &known, self.today()?, days);
        Ok(PlanStatus { baseline_key, plan_key, needs_replanning, status })
    }

    /// Makes the newest plan the one that progress is measured against.
    pub fn set_baseline(&mut self) -> Result<String, Failure> {
        let (key, _) = self.newest_plan()?;
        let payload = serde_json::json!({ "key": key });
        let entries = vec![Entry { topic: BASELINED, payload }];
        let change = Change { at: &self.now, actor: &self.actor, entries, ..Change::default() };
        self.store.commit(change).map_err(store_failure)?;
        Ok(key)
    }

    /// The progress that is known, with its key.
    pub(crate) fn kept_progress(&self) -> Result<Option<(String, Stamped<Progress>)>, Failure> {
        let key = self.store.current(STAGE).map_err(store_failure)?;
        Ok(key.zip(self.latest(STAGE)?))
    }

    /// The plan that progress is measured against, with its key: the last one that was made the baseline, else the first plan
    /// there was that this version can read, else the newest.
    pub(crate) fn baseline(&self) -> Result<(String, Stamped<KeptPlan>), Failure> {
        let keys = |topic| -> Result<Vec<String>, Failure> {
            let entries = self.store.journal_of(topic).map_err(store_failure)?;
            Ok(entries.iter().filter_map(|entry| Some(entry.payload["key"].as_str()?.to_owned())).collect())
        };
        let chosen = keys(BASELINED)?.pop();
        for key in chosen.into_iter().chain(keys(PLANNED)?) {
            let Some(bytes) = self.store.stage(&key).map_err(store_failure)? else { continue };
            if let Ok(kept) = serde_json::from_slice(&bytes) {
                return Ok((key, kept));
            }
        }
        self.newest_plan()
    }

    /// Criteria of the tasks that are reported as done: the next assessment should find them met.
    pub(crate) fn done_criteria(&self) -> Result<BTreeSet<CriterionId>, Failure> {
        let Some((_, known)) = self.kept_progress()? else { return Ok(BTreeSet::new()) };
        let ((_, baseline), (_, newest)) = (self.baseline()?, self.newest_plan()?);
        let tasks = [baseline, newest].into_iter().flat_map(|kept| kept.value.plan.tasks);
        let done = tasks.filter(|task| known.value.get(&task.id).is_some_and(TaskProgress::is_done));
        Ok(done.flat_map(|task| task.criterion_ids).collect())
    }

    /// Who does which task by the newest plan; nobody where there is none.
    pub(crate) fn assigned(&self) -> Result<BTreeMap<TaskId, Vec<PersonId>>, Failure> {
        let kept = self.latest::<Stamped<KeptPlan>>("plan")?;
        let tasks = kept.into_iter().flat_map(|kept| kept.value.plan.tasks);
        Ok(tasks.map(|task| (task.id, task.assignees)).collect())
    }

    fn keep_progress(&mut self, after: Progress, counts: (usize, usize, usize, usize)) -> Result<(), Failure> {
        let (taken, done, under_way, skipped) = counts;
        let json = serde_json::to_vec(&after).map_err(|error| internal(STAGE, error))?;
        let day = self.today()?.to_string();
        // Reported again on a later day, the same progress is news: it says that nothing has moved since.
        let key = key(STAGE, VERSION, &[("progress", &json), ("day", day.as_bytes())]);
        let topic = "dora.implementation.progressed";
        if self.store.stage(&key).map_err(store_failure)?.is_some() {
            return self.recall(STAGE, &key, topic);
        }
        let payload = serde_json::json!({
            "key": key, "tasks": taken, "done": done, "under_way": under_way, "skipped": skipped,
        });
        let stamped = Stamped { at: self.now.clone(), value: after };
        self.keep(STAGE, &key, &stamped, topic, payload)
    }

    /// The rows of each sheet of a workbook, or of a CSV file, and the key of the plan that a workbook says it was written for. A workbook is parsed
    /// where documents are, outside this process.
    fn tables(&self, name: &str, bytes: &[u8]) -> Result<(Vec<Vec<Row>>, Option<String>), Failure> {
        if !bytes.starts_with(b"PK") {
            let rows = csv_rows(bytes).map_err(|reason| {
                let message = format!("{name} cannot be read as a table: {reason}.");
                Failure::new(Code::Usage, message, "Give a workbook (.xlsx) or a CSV file with a head row.")
            })?;
            return Ok((vec![(1..).zip(rows).collect()], None));
        }
        let reading = self.reader.read(name, bytes, None);
        let document = reading.map_err(|found| Failure::new(Code::Usage, found.message, found.hint))?.document;
        let document = document.ok_or_else(|| {
            let message = format!("{name} is no workbook.");
            Failure::new(Code::Usage, message, "Give a workbook (.xlsx) or a CSV file.")
        })?;
        Ok(sheets(&document))
    }

    fn today(&self) -> Result<Date, Failure> {
        let day = self.now.get(..10).unwrap_or(&self.now);
        day.parse().map_err(|error| internal("time of the command", error))
    }
}

/// The rows of each sheet, and what stands beside `Plan key`. Rows are counted without empty ones.
fn sheets(document: &Document) -> (Vec<Vec<Row>>, Option<String>) {
    let sheets = sheet_rows(document);
    let is_key = |cells: &&Vec<String>| cells.first().is_some_and(|cell| cell == "Plan key");
    let key = sheets.iter().flatten().find(is_key).and_then(|cells| cells.get(1).cloned());
    (sheets.into_iter().map(|rows| (1..).zip(rows).collect()).collect(), key)
}

/// The cells of every row of each sheet of a workbook, without empty rows.
pub fn sheet_rows(document: &Document) -> Vec<Vec<Vec<String>>> {
    let text = CharMap::new(&document.text);
    let cells = |row: &TableRow| row.cells.iter().map(|span| text.slice(*span).to_owned()).collect::<Vec<String>>();
    // The name of a sheet is the heading above its rows.
    let sheet = |at: usize| document.sections.iter().filter(|section| section.span.start <= at).count();
    let mut sheets: BTreeMap<usize, Vec<Vec<String>>> = BTreeMap::new();
    for row in document.tables.iter().flat_map(|table| &table.rows) {
        sheets.entry(sheet(row.span.start)).or_default().push(cells(row));
    }
    sheets.into_values().collect()
}
