//! From the newest plan to files for other programs.

use crate::plan::KeptPlan;
use crate::stage::Stamped;
use crate::{Engine, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Failure, RequirementId};
use holdfast_planner::{PlanRisk, plan_risks};
use holdfast_ports::{Change, Entry, PlanWorkbook};
use holdfast_report::plan_file::{self, PlanExport};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// File formats of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanFormat {
    /// Workbook with cells for progress.
    Xlsx,
    /// Microsoft Project XML, which ProjectLibre opens too.
    Msproject,
    /// iCalendar.
    Ics,
    /// One line a task.
    Csv,
    /// Text of a Gantt diagram.
    Mermaid,
    /// Gantt chart.
    GanttSvg,
    /// Dependency graph.
    NetworkSvg,
}

/// A file as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanFile {
    /// In which format.
    pub format: PlanFormat,
    /// Key of the plan that it shows.
    pub plan_key: String,
    /// Where it was written.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

impl Engine<'_> {
    /// Writes the newest plan to a file: whole under its name, or not at all. A file that is there already is left alone
    /// unless it may be replaced: it may hold progress that somebody typed in.
    pub fn export_plan(
        &mut self,
        format: PlanFormat,
        (path, replace): (&Path, bool),
        workbook: &dyn PlanWorkbook,
    ) -> Result<PlanFile, Failure> {
        check_place(path, replace)?;
        let (key, kept) = self.newest_plan()?;
        let (baseline_key, baseline) = self.baseline()?;
        let progress = self.kept_progress()?.map(|(_, known)| known.value).unwrap_or_default();
        let domains = self.domains_of_requirements();
        let export = PlanExport {
            plan: &kept.value.plan,
            baseline: &baseline.value.plan,
            team: &kept.value.team,
            holidays: &self.packs.holidays,
            progress: &progress,
            domains: &domains,
            key: &key,
            baseline_key: &baseline_key,
            at: &kept.at,
        };
        let bytes = match format {
            PlanFormat::Xlsx => workbook.plan(&export).map_err(|error| internal("plan export", error))?,
            PlanFormat::Msproject => plan_file::msproject(&export),
            PlanFormat::Ics => plan_file::ics(&export).into_bytes(),
            PlanFormat::Csv => plan_file::csv(&export),
            PlanFormat::Mermaid => plan_file::mermaid(&export).into_bytes(),
            PlanFormat::GanttSvg => plan_file::plan_svg(&export).into_bytes(),
            PlanFormat::NetworkSvg => plan_file::network_svg(&export).into_bytes(),
        };
        write_whole(path, &bytes)?;
        let file = PlanFile {
            format,
            plan_key: key,
            path: path.display().to_string(),
            bytes: bytes.len() as u64,
            sha256: sha256_hex(&bytes),
        };
        let payload = serde_json::json!({
            "kind": "plan", "format": format, "key": file.plan_key, "sha256": file.sha256, "bytes": file.bytes,
        });
        let entries = vec![Entry { topic: "dora.reports.generated", payload }];
        let change = Change { at: &self.now, actor: &self.actor, entries, ..Change::default() };
        self.store.commit(change).map_err(store_failure)?;
        Ok(file)
    }

    /// The newest plan with its key, whatever it was made for.
    pub(crate) fn newest_plan(&self) -> Result<(String, Stamped<KeptPlan>), Failure> {
        let key = self.store.current("plan").map_err(store_failure)?;
        match (key, self.latest::<Stamped<KeptPlan>>("plan")?) {
            (Some(key), Some(kept)) => Ok((key, kept)),
            _ => Err(Failure::new(Code::Refused, "There is no plan yet.", "Run `holdfast plan` first.")),
        }
    }

    /// What may go wrong with the newest plan, the highest score first.
    pub fn plan_risks(&self) -> Result<Vec<PlanRisk>, Failure> {
        let (_, kept) = self.newest_plan()?;
        Ok(plan_risks(&kept.value.plan, &kept.value.team, &self.packs.tasks.tasks))
    }

    fn domains_of_requirements(&self) -> BTreeMap<RequirementId, String> {
        let titles: BTreeMap<_, &str> =
            self.packs.dora.domains.iter().map(|domain| (&domain.id, domain.title.as_str())).collect();
        let requirements = self.packs.dora.requirements.iter();
        requirements
            .filter_map(|requirement| Some((requirement.id.clone(), (*titles.get(&requirement.domain)?).to_owned())))
            .collect()
    }
}

fn check_place(path: &Path, replace: bool) -> Result<(), Failure> {
    if path.is_dir() {
        let message = format!("{} is a folder.", path.display());
        return Err(Failure::new(Code::Usage, message, "Give the name of a file with --out."));
    }
    if path.exists() && !replace {
        let message = format!("{} exists.", path.display());
        let hint = "Nothing was overwritten. Choose another name, or add --replace.";
        return Err(Failure::new(Code::Refused, message, hint));
    }
    Ok(())
}

/// Writes beside the name and renames, so that no half-written file ever carries it.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |error: std::io::Error| {
        let message = format!("The plan cannot be written to {}: {error}.", path.display());
        Failure::new(Code::Io, message, "Choose another path with --out, or free disk space.")
    };
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(refused)?;
    }
    let unfinished = path.with_added_extension("part");
    let written = std::fs::write(&unfinished, bytes).and_then(|()| std::fs::rename(&unfinished, path));
    written.map_err(|error| {
        // The half-written file helps nobody; that it may stay behind is said by the error already.
        let _ = std::fs::remove_file(&unfinished);
        refused(error)
    })
}
