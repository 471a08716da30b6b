//! A firm as reports meet it: the shipped rule pack, verdicts of every kind, losses and a plan of sixty tasks.

use holdfast_domain::*;
use holdfast_gap::{Assessment, AssessmentInput, DocumentSummary, Reviewed, assess};
use holdfast_planner::{PersonLoad, Plan, PlannedTask, Unscheduled, Way};
use holdfast_report::{BoardInput, Reference};
use holdfast_risk::{
    Convergence, Investment, PenaltyEstimate, RequirementShare, RiskResult, ScenarioShare, State, StateFigures,
    TornadoBar,
};
use holdfast_rulepack::{Addressee, Criterion, DoraPack, GapSeverity, PackFiles};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// Owns what a [`BoardInput`] borrows.
pub struct Sample {
    pub assessment: Assessment,
    pub criteria: BTreeMap<CriterionId, Criterion>,
    pub risk: RiskResult,
    pub plan: Plan,
    pub firm_name: Option<String>,
}

impl Sample {
    pub fn realistic() -> Self {
        let pack = pack();
        let documents = documents();
        let findings = pack.criteria.iter().enumerate().map(|(at, criterion)| finding(at, criterion, &documents));
        let assessment = assessment(&pack, findings.collect(), documents.clone());
        Self {
            assessment,
            risk: risk(1.0),
            plan: plan(&pack, 60),
            criteria: by_id(&pack),
            firm_name: Some("Nordlicht Zahlungsinstitut AG".into()),
        }
    }

    /// No document, no loss, no task, no name.
    pub fn empty() -> Self {
        let pack = pack();
        let mut plan = plan(&pack, 0);
        plan.people.clear();
        let mut risk = risk(0.0);
        risk.scenarios.clear();
        risk.tornado.clear();
        risk.exceedance.clear();
        risk.var.clear();
        risk.expected_shortfall.clear();
        Self {
            assessment: assessment(&pack, Vec::new(), Vec::new()),
            risk,
            plan,
            criteria: by_id(&pack),
            firm_name: None,
        }
    }

    /// One requirement with two criteria, one quote and one task.
    pub fn small() -> Self {
        let mut pack = pack();
        pack.domains.truncate(1);
        pack.requirements.truncate(1);
        let kept: Vec<CriterionId> = pack.requirements[0].criteria.iter().take(2).cloned().collect();
        pack.requirements[0].criteria.clone_from(&kept);
        pack.criteria.retain(|criterion| kept.contains(&criterion.id));
        for (criterion, text) in pack.criteria.iter_mut().zip(["first", "second"]) {
            criterion.title = format!("The {text} criterion");
            criterion.obligation = format!("Do the {text} thing.");
        }
        pack.requirements[0].title = "The only requirement".into();
        pack.domains[0].title = "The only domain".into();
        pack.reference.version = "1".into();
        pack.reference.signed = true;
        let documents: Vec<DocumentSummary> = documents().into_iter().take(1).collect();
        let mut findings: Vec<Finding> =
            pack.criteria.iter().map(|criterion| finding(1, criterion, &documents)).collect();
        findings[0].verdict = Verdict::Contradicted;
        findings[1].verdict = Verdict::Met;
        let mut risk = risk(1.0);
        risk.scenarios.truncate(1);
        risk.tornado.truncate(1);
        Self {
            assessment: assessment(&pack, findings, documents),
            risk,
            plan: plan(&pack, 1),
            criteria: by_id(&pack),
            firm_name: Some("Nordlicht Zahlungsinstitut AG".into()),
        }
    }

    pub fn input(&self) -> BoardInput<'_> {
        BoardInput {
            assessment: &self.assessment,
            criteria: &self.criteria,
            risk: &self.risk,
            plan: &self.plan,
            reference: Reference {
                assessment_id: self.assessment.assessment_id.clone(),
                rulepack: self.assessment.rulepack.clone(),
                libraries: vec![PackRef {
                    id: "tasks".into(),
                    version: "2".into(),
                    sha256: "7e".repeat(32),
                    signed: false,
                }],
                model: self.assessment.model.clone(),
                head: self.assessment.head.clone(),
                seed: 42,
                generator: self.risk.generator.clone(),
                journal_entries: 1234,
                journal_root: "4f".repeat(32),
                journal_head: "a1".repeat(32),
                personal_data: "external".into(),
                generated_at: "2026-11-24T09:30:00Z".into(),
                product_version: "0.1.0".into(),
            },
            firm_name: self.firm_name.clone(),
        }
    }
}

fn pack() -> DoraPack {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rulepacks/dora");
    let files: PackFiles = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    DoraPack::read(&files, "0d".repeat(32)).unwrap()
}

fn by_id(pack: &DoraPack) -> BTreeMap<CriterionId, Criterion> {
    pack.criteria.iter().map(|criterion| (criterion.id.clone(), criterion.clone())).collect()
}

fn assessment(pack: &DoraPack, findings: Vec<Finding>, documents: Vec<DocumentSummary>) -> Assessment {
    assess(AssessmentInput {
        pack,
        firm: &FirmProfile::default(),
        findings,
        reviewed: Reviewed::default(),
        documents,
        model: ModelRef { id: "minilm-l6-v2.w8".into(), sha256: "7e".repeat(32) },
        head: ModelRef { id: "verdict-head".into(), sha256: "5b".repeat(32) },
        assessment_id: "9c".repeat(32),
    })
}

fn documents() -> Vec<DocumentSummary> {
    let files = [
        ("policies/ICT risk management policy.pdf", "ICT risk management policy", Standing::InForce, 24),
        ("policies/Incident handling.docx", "Incident handling procedure", Standing::InForce, 0),
        ("policies/Outsourcing and third parties v2.pdf", "Third-party policy", Standing::InForce, 31),
        ("drafts/BCM-Konzept Entwurf.pdf", "Konzept für das Notfallmanagement", Standing::Draft, 18),
        ("scans/Zarządzanie ryzykiem 2019.pdf", "", Standing::Superseded, 9),
    ];
    let summary = |(at, (file, title, standing, pages)): (usize, (&str, &str, Standing, usize))| {
        let diagnostic = match standing {
            Standing::InForce => None,
            Standing::Draft => Some(Diagnostic::warning(
                DiagnosticCode::NotInForce,
                file,
                "the document calls itself a draft and is no evidence",
                "import the approved version",
            )),
            Standing::Superseded => Some(Diagnostic::error(
                DiagnosticCode::NoTextLayer,
                file,
                "9 of 9 pages hold an image and no text",
                "run text recognition on the scan and import the result",
            )),
        };
        DocumentSummary {
            id: DocumentId::new(format!("doc-{at:016x}")),
            file: file.into(),
            title: title.into(),
            format: if file.ends_with("docx") { Format::Docx } else { Format::Pdf },
            standing,
            pages,
            passages: 40 + 17 * at,
            diagnostics: diagnostic.into_iter().collect(),
        }
    };
    files.into_iter().enumerate().map(summary).collect()
}

fn finding(at: usize, criterion: &Criterion, documents: &[DocumentSummary]) -> Finding {
    let verdict = match at * 7919 % 100 {
        0..=37 => Verdict::Met,
        38..=61 => Verdict::Partial,
        62..=97 => Verdict::None,
        _ => Verdict::Contradicted,
    };
    let document = &documents[at % documents.len().min(3)];
    let quote = "The Management Board reviews the ICT risk management framework at least once a year, and after every \
                 major ICT-related incident; the Head of ICT Risk reports the outcome — with the “open points” — \
                 within 30 days.";
    let evidence = (0..usize::from(verdict != Verdict::None) * 2).map(|nth| Evidence {
        document: document.id.clone(),
        file: document.file.clone(),
        page: (document.pages > 0).then_some(3 + nth as u32),
        start: 1200,
        end: 1200 + quote.chars().count(),
        quote: quote.into(),
        masked: 0,
        passage: format!("{at:032x}"),
        headings: vec!["4 Governance".into(), "4.2 Review of the framework".into()],
        score: 0.8 - nth as f64 * 0.1,
        recognised: None,
    });
    Finding {
        criterion: criterion.id.clone(),
        verdict,
        proposed: None,
        review: None,
        confidence: 0.55 + (at % 40) as f64 / 100.0,
        evidence: evidence.collect(),
        missing: if verdict == Verdict::Partial { vec!["frequency".into(), "role".into()] } else { Vec::new() },
        reasons: vec!["The best passage speaks of the subject.".into(), "It names no frequency.".into()],
        trace: BTreeMap::new(),
        second_reader: None,
    }
}

fn risk(scale: f64) -> RiskResult {
    let titles = [
        "Ransomware on core banking systems",
        "Outage of the cloud provider behind the payment platform",
        "Failed change in the payment engine",
        "Theft of customer data through a supplier",
        "Distributed denial of service on online channels",
        "Loss of a data centre",
        "Insider fraud through excessive access rights",
        "Corruption of the ledger found late",
        "Phishing of payment operators",
        "Insolvency of a critical supplier",
    ];
    let total: f64 = (1..=titles.len()).map(|rank| 1.0 / rank as f64).sum();
    let mean = 2_843_512.37 * scale;
    let scenarios = titles.iter().enumerate().map(|(at, title)| {
        let share = 1.0 / (at + 1) as f64 / total;
        ScenarioShare {
            id: ScenarioId::new(format!("SC-{:02}", at + 1)),
            title: (*title).into(),
            rate: 0.9 / (at + 1) as f64,
            rate_without_gaps: 0.4 / (at + 1) as f64,
            mean: mean * share,
            mean_standard_error: 1_210.0 * share * scale,
            share,
            expected_shortfall: mean * 6.9 * share,
            expected_shortfall_standard_error: 98_000.0 * share * scale,
            driven_by: vec!["REQ-07".into(), "REQ-12".into()],
        }
    });
    let tornado = titles.iter().enumerate().map(|(at, title)| TornadoBar {
        id: ScenarioId::new(format!("SC-{:02}", at + 1)),
        title: format!("{title}: {}", if at % 2 == 0 { "rate" } else { "loss of an event" }),
        low: mean * (1.0 - 0.3 / (at + 1) as f64),
        high: mean * (1.0 + 0.9 / (at + 1) as f64),
    });
    let levels = |factors: [f64; 4]| {
        ["0.90", "0.95", "0.99", "0.995"].into_iter().map(str::to_owned).zip(factors.map(|f| mean * f)).collect()
    };
    let exceedance = (0..120).map(|at| {
        let loss = f64::from(at) * 0.06 * mean;
        (loss, 0.97 * (-loss / mean.max(1.0) / 1.25).exp())
    });
    let standard_error: BTreeMap<String, f64> = [
        ("ale_mean", 3725.1),
        ("standard_deviation", 9_100.0),
        ("var_0.90", 9_800.0),
        ("var_0.95", 18_211.4),
        ("var_0.99", 61_020.9),
        ("var_0.995", 75_400.0),
        ("expected_shortfall_0.90", 21_300.0),
        ("expected_shortfall_0.95", 33_000.0),
        ("expected_shortfall_0.99", 82_400.0),
        ("expected_shortfall_0.995", 104_000.0),
    ]
    .map(|(name, error)| (name.to_owned(), error * scale))
    .into();
    RiskResult {
        seed: 42,
        generator: "chacha12, one stream a block".into(),
        iterations: 1_000_000,
        input_hash: "5b".repeat(32),
        ale_mean: mean,
        analytic_mean: mean * 1.0004,
        standard_deviation: mean * 1.31,
        var: levels([2.9, 3.72, 5.71, 6.6]),
        expected_shortfall: levels([4.1, 4.96, 6.9, 7.8]),
        method: "importance sampling".into(),
        standard_error: standard_error.clone(),
        convergence: Convergence {
            converged: true,
            figure: "expected_shortfall_0.99".into(),
            relative_standard_error: 0.0042,
            target: 0.03,
            iterations_needed: 19_600,
        },
        exceedance: exceedance.collect(),
        exceedance_standard_error: vec![0.0004; 120],
        occurrence_exceedance: (0..80).map(|at| (f64::from(at) * 0.05 * mean, 0.9 / f64::from(at + 1))).collect(),
        occurrence_exceedance_standard_error: vec![0.0004; 80],
        states: [(State::Inherent, 2.1), (State::Current, 1.0), (State::Residual, 0.58)]
            .map(|(state, factor)| StateFigures {
                state,
                ale_mean: mean * factor,
                analytic_mean: mean * factor,
                standard_deviation: mean * 1.31 * factor,
                var: levels([2.9, 3.72, 5.71, 6.6]),
                expected_shortfall: levels([4.1, 4.96, 6.9, 7.8].map(|value| value * factor)),
                standard_error: standard_error.clone(),
            })
            .into(),
        requirements: vec![RequirementShare {
            id: "REQ-07".into(),
            expected_shortfall: mean * 0.8,
            standard_error: 12_000.0 * scale,
            share: 0.8 / 6.9,
        }],
        scenarios: scenarios.collect(),
        tornado: tornado.collect(),
        investment: Investment {
            cost: Some(612_400.0 * scale),
            yearly_cost: Some(0.0),
            yearly_benefit: 1_204_888.0 * scale,
            yearly_benefit_standard_error: 0.0,
            discount_rate: 0.08,
            horizon_years: 5,
            npv: Some(4_198_000.0 * scale),
            irr: Some(1.962),
            irr_roots: vec![1.962],
            mirr: Some(0.62),
            payback_years: Some(0.51),
            discounted_payback_years: Some(0.55),
            rosi: None,
            spread: None,
        },
        penalty: PenaltyEstimate {
            regime: "eu-default".into(),
            title: "The higher of EUR 10 million and 2% of turnover".into(),
            country: "EU".into(),
            addressee: Addressee::FinancialEntity,
            status: "scenario".into(),
            source: "planning assumption".into(),
            date: "2022-12-14".into(),
            turnover_eur: None,
            maximum: 10_000_000.0,
            gap_severity: GapSeverity::Moderate,
            probability: 0.012,
            probability_low: 0.004,
            probability_high: 0.024,
            severity_share: 0.05,
            expected: 6_000.0,
            expected_low: 2_000.0,
            expected_high: 12_000.0,
        },
    }
}

fn plan(pack: &DoraPack, tasks: usize) -> Plan {
    let start = date(2026, 12, 1);
    let people = ["ICT risk manager", "Security engineer", "Legal counsel"];
    let planned: Vec<PlannedTask> = (0..tasks).map(|at| task(pack, start, at, people.len())).collect();
    let finish = planned.iter().map(|task| task.finish).max().unwrap_or(start);
    Plan {
        start,
        finish,
        deadline: Some(date(2027, 6, 30)),
        late_by_days: if finish > date(2027, 6, 30) { 28 } else { 0 },
        makespan_days: 190,
        critical_path: planned.iter().filter(|task| task.critical).map(|task| task.id.clone()).collect(),
        critical_path_days: 120,
        critical_paths: Vec::new(),
        critical_path_count: 1,
        lower_bound_days: 171,
        gap: 0.111,
        objective: Vec::new(),
        rounds: 0,
        conflict: Vec::new(),
        cost: planned.iter().map(|task| task.cost).sum(),
        size: None,
        yearly_cost: 0.0,
        approved: None,
        finish_risk: None,
        notices: Vec::new(),
        tasks: planned,
        unscheduled: if tasks == 0 {
            Vec::new()
        } else {
            vec![Unscheduled {
                id: "TASK-149".into(),
                title: "Run a threat-led penetration test".into(),
                reason: "nobody in the team leads red teaming; add the skill or buy it".into(),
            }]
        },
        people: people
            .iter()
            .enumerate()
            .map(|(at, title)| PersonLoad {
                id: PersonId::new(format!("person-{at}")),
                title: (*title).into(),
                days: 120 - 20 * at as u32,
                load: 0.63 - 0.1 * at as f64,
            })
            .collect(),
    }
}

fn task(pack: &DoraPack, start: Date, at: usize, people: usize) -> PlannedTask {
    let criterion = &pack.criteria[at * 5 % pack.criteria.len()];
    let days = 3 + (at * 5 % 12) as u32;
    let from = start.saturating_add((at as i64 * 4).days());
    PlannedTask {
        id: TaskId::new(format!("TASK-{:03}", at + 1)),
        title: format!("Write and approve: {}", criterion.title),
        outcome: "An approved document in force.".into(),
        requirement_ids: vec![criterion.requirement.clone()],
        criterion_ids: vec![criterion.id.clone()],
        start: from,
        finish: from.saturating_add(i64::from(days + days / 5 * 2).days()),
        duration_days: days,
        effort_days: f64::from(days),
        assignees: vec![PersonId::new(format!("person-{}", at % people))],
        total_float: if at.is_multiple_of(5) { 0 } else { 4 + at as u32 % 9 },
        free_float: 0,
        way: Way::default(),
        service: None,
        late_by_days: 0,
        predecessors: Vec::new(),
        links: Vec::new(),
        early: None,
        late: None,
        deadline_float: None,
        criticality: None,
        approval: None,
        evidence: Vec::new(),
        critical: at.is_multiple_of(5),
        cost: f64::from(days) * 900.0,
        yearly_cost: 0.0,
        unpriced: Vec::new(),
    }
}
