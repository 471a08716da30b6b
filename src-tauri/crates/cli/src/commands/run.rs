//! `run`: the main job.

use super::documents::import_options;
use super::gaps::{assessment_json, is_read_whole, print_assessment, print_worst_gaps};
use super::money::{plan_options, print_plan, print_risk, risk_options, with_packs};
use crate::Ending;
use crate::args::{Global, RunArgs};
use crate::output::Output;
use crate::reader::FilePasswords;
use crate::second_reader::Second;
use crate::session::{Session, workspace_dir};
use holdfast_domain::{Code, Failure};
use holdfast_engine::{AssessOptions, ImportReport, PLAN_PACKS, RISK_PACKS, ReportFile, ReportFormat, ReportKind};
use holdfast_report_pdf::TypstRenderer;
use serde_json::json;

pub(crate) fn run(global: &Global, args: &RunArgs, output: &mut Output) -> Result<Ending, Failure> {
    let (risk_options, plan_options) = (risk_options(global, &args.risk)?, plan_options(&args.plan)?);
    if args.out.exists() && !args.out.is_dir() {
        let message = format!("{} is a file; --out needs a folder.", args.out.display());
        return Err(Failure::new(Code::Usage, message, "Name a folder for the reports."));
    }
    let second = Second::of(&args.reader, global)?;
    let mut session = Session::open_or_create(global)?;
    let passwords = FilePasswords::of(&args.import, global.quiet)?;
    let options = import_options(&args.import, session.threads, vec![args.out.clone()], &passwords);
    session.read_with(options.file_bytes, !args.import.no_ocr);
    let mut engine = session.engine();
    engine.second = second.as_ref().map(Second::opinion);

    let import = engine.import(&args.import.paths, &options)?;
    if import.documents.is_empty() {
        return Ok(nothing_read(&import, output));
    }
    let documents = import.documents.iter().map(|document| document.id.clone()).collect();
    let assessed = engine.assess(&AssessOptions { firm: args.firm.profile(), documents: Some(documents) })?;
    // The plan comes first here, since the investment case needs its cost.
    let plan = engine.plan(&plan_options)?;
    let risk = engine.risk(&risk_options)?;
    let mut reports = Vec::new();
    for format in [ReportFormat::Pdf, ReportFormat::Json] {
        let (firm, policy) = (args.firm_name.as_deref(), args.masking.pii);
        let bytes = engine.report(ReportKind::Board, format, firm, policy, &TypstRenderer)?;
        let path = args.out.join(format!("board-report.{}", format.name()));
        reports.push(ReportFile::write(ReportKind::Board, format, &path, &bytes)?);
    }
    let work = engine.work.clone();
    session.reporter.finish();

    if output.is_json() {
        output.document(&json!({
            "workspace": workspace_dir(global)?, "import": import, "assessment": assessment_json(&assessed, &work),
            "risk": with_packs(&risk, session.packs(), &RISK_PACKS),
            "plan": with_packs(&plan, session.packs(), &PLAN_PACKS), "reports": reports, "work": work.stages,
        }));
    } else {
        output.line(&format!("{} documents read.", import.documents.len()));
        print_assessment(&assessed.assessment, output);
        print_worst_gaps(&assessed.assessment, session.packs(), 5, output);
        print_risk(&risk, output);
        print_plan(&plan, output);
        output.diagnostics(&import.diagnostics);
        output.heading("Reports");
        for report in &reports {
            output.line(&format!("{}  ({} KB)", report.path, report.bytes.div_ceil(1024)));
        }
    }
    let is_partial = import.is_partial() || !is_read_whole(&assessed.assessment);
    Ok(if is_partial { Ending::Partial } else { Ending::Done })
}

/// Without a document there is nothing to judge, and a report would say that the firm has no policies.
fn nothing_read(import: &ImportReport, output: &mut Output) -> Ending {
    let hint = "Check the path; PDF, office, text, web and mail files and ZIP archives are read.";
    let failure = Failure::new(Code::Refused, "No document could be read.", hint);
    if output.is_json() {
        output.document(&json!({ "error": failure, "import": import }));
    } else {
        output.diagnostics(&import.diagnostics);
        output.failure(&failure);
    }
    Ending::Refused
}
