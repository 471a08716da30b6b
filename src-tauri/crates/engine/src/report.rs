//! From figures to files for people.

use crate::source::is_own_report;
use crate::stage::key;
use crate::{Engine, PLAN_PACKS, PiiPolicy, RISK_PACKS, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Failure};
use holdfast_ports::{Change, Entry, PdfRenderer, StageRow};
use holdfast_report::{BoardInput, Reference, board_report, to_json};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// Reports that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// For the management body: two pages of summary, then the detail.
    Board,
}

/// File formats that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// Archivable, tagged PDF.
    Pdf,
    /// The figures and the document tree.
    Json,
}

impl ReportFormat {
    /// File extension.
    pub fn name(self) -> &'static str {
        match self {
            ReportFormat::Pdf => "pdf",
            ReportFormat::Json => "json",
        }
    }
}

/// A report as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportFile {
    /// Which report.
    pub kind: ReportKind,
    /// In which format.
    pub format: ReportFormat,
    /// Where it was written.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

impl Engine<'_> {
    /// Makes a report from the newest assessment, simulation and plan, with the personal data masked that the policy
    /// holds back. A report that was made from the same figures before is returned as it was, with the journal head of
    /// that time.
    pub fn report(
        &mut self,
        kind: ReportKind,
        format: ReportFormat,
        firm_name: Option<&str>,
        policy: PiiPolicy,
        renderer: &dyn PdfRenderer,
    ) -> Result<Vec<u8>, Failure> {
        let since = Instant::now();
        let assessed = self.latest_assessment()?;
        // Figures of different assessments must never meet in one report.
        let (Some(risk), Some(plan)) = (self.risk_for(&assessed.assessment)?, self.plan_for(&assessed.assessment)?)
        else {
            let message = "There is no plan or no simulation for the newest assessment.";
            return Err(Failure::new(Code::Refused, message, "Run `holdfast plan` and `holdfast risk` first."));
        };
        if risk.investment.cost != Some(plan.cost) {
            let message = "The investment case of the newest simulation was made for another plan.";
            return Err(Failure::new(Code::Refused, message, "Run `holdfast risk` again."));
        }
        let libraries = [self.packs.references(&RISK_PACKS), self.packs.references(&PLAN_PACKS)].concat();
        let figures =
            serde_json::to_vec(&(&assessed, &libraries, &risk, &plan)).map_err(|error| internal("report", error))?;
        let inputs: [(&str, &[u8]); 6] = [
            ("figures", &figures),
            ("format", format.name().as_bytes()),
            ("firm", firm_name.unwrap_or_default().as_bytes()),
            ("pii", policy.name().as_bytes()),
            ("pii rules", holdfast_pii::VERSION.as_bytes()),
            ("product", env!("CARGO_PKG_VERSION").as_bytes()),
        ];
        let report_key = key("report", holdfast_report::VERSION, &inputs);
        if let Some(bytes) = self.store.stage(&report_key).map_err(store_failure)? {
            self.work.reused("report");
            self.work.spent("report", since);
            return Ok(bytes);
        }
        let journal = self.store.verify_journal().map_err(store_failure)?;
        if let Some((entry, reason)) = journal.broken {
            let message = format!("Entry {entry} of the journal does not check: {reason}.");
            return Err(Failure::new(
                Code::Integrity,
                message,
                "No report is made from altered data. Restore the last good backup.",
            ));
        }
        let (assessment, plan) = self.masked(policy, assessed.assessment, plan)?;
        let reference = Reference {
            assessment_id: assessment.assessment_id.clone(),
            rulepack: assessment.rulepack.clone(),
            libraries,
            model: assessment.model.clone(),
            head: assessment.head.clone(),
            seed: risk.seed,
            generator: risk.generator.clone(),
            journal_entries: journal.entries,
            journal_root: journal.root,
            journal_head: journal.head,
            personal_data: policy.name().to_owned(),
            generated_at: self.now.clone(),
            product_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let criteria =
            self.packs.dora.criteria.iter().map(|criterion| (criterion.id.clone(), criterion.clone())).collect();
        let input = BoardInput {
            assessment: &assessment,
            criteria: &criteria,
            risk: &risk,
            plan: &plan,
            reference,
            firm_name: firm_name.map(str::to_owned),
        };
        let bytes = match (kind, format) {
            (ReportKind::Board, ReportFormat::Pdf) => {
                renderer.render(&board_report(&input)).map_err(|error| internal("report", error))?
            }
            (ReportKind::Board, ReportFormat::Json) => {
                to_json(&input).map_err(|error| internal("report", error))?.into_bytes()
            }
        };
        let payload = serde_json::json!({
            "key": report_key, "kind": kind, "format": format, "sha256": sha256_hex(&bytes), "bytes": bytes.len(),
            "assessment": assessment.assessment_id, "pii": policy,
        });
        let change = Change {
            at: &self.now,
            actor: &self.actor,
            entries: vec![Entry { topic: "dora.reports.generated", payload }],
            stages: vec![StageRow { key: &report_key, stage: "report", payload: &bytes }],
            ..Change::default()
        };
        self.store.commit(change).map_err(store_failure)?;
        self.work.computed("report");
        self.work.spent("report", since);
        Ok(bytes)
    }
}

impl ReportFile {
    /// Writes a report: whole under its name, or not at all.
    pub fn write(kind: ReportKind, format: ReportFormat, path: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let refused = |error: std::io::Error| {
            let message = format!("The report cannot be written to {}: {error}.", path.display());
            Failure::new(Code::Io, message, "Choose another path with --out, or free disk space.")
        };
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(refused)?;
        }
        if std::fs::read(path).is_ok_and(|earlier| !is_own_report(&earlier)) {
            let message = format!("{} exists and is no report of Holdfast.", path.display());
            return Err(Failure::new(Code::Refused, message, "Nothing was overwritten. Choose another place."));
        }
        let unfinished = path.with_added_extension("part");
        let written = std::fs::write(&unfinished, bytes).and_then(|()| std::fs::rename(&unfinished, path));
        if let Err(error) = written {
            // The half-written file helps nobody; that it may stay behind is said by the error already.
            let _ = std::fs::remove_file(&unfinished);
            return Err(refused(error));
        }
        Ok(Self {
            kind,
            format,
            path: path.display().to_string(),
            bytes: bytes.len() as u64,
            sha256: sha256_hex(bytes),
        })
    }
}
