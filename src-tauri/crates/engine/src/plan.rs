//! From gaps to dates and people.

use crate::score::Assessed;
use crate::stage::{Stamped, key};
use crate::{Engine, PLAN_PACKS, capitalised, internal};
use holdfast_domain::{Code, CriterionId, Failure, PackRef, PersonId, TaskId, Verdict};
use holdfast_gap::Assessment;
use holdfast_planner::{OpenCriterion, Plan, PlanInput, Progress, Terms, plan_until, remaining};
use holdfast_rulepack::{Applicability, DoraPack, Team, applicability};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What to plan.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// People in place of the default team.
    pub team: Option<Team>,
    /// First day; the day after the assessment where none is given, so that the same assessment gives the same plan.
    pub start: Option<Date>,
    /// Day by which everything should be done.
    pub deadline: Option<Date>,
    /// A file with tasks of the firm's own, as bytes, and its name for messages.
    pub tasks: Option<(String, Vec<u8>)>,
    /// Seed of the search.
    pub seed: u64,
    /// Whether reported progress is left out of account, as if nothing had been done yet.
    pub from_scratch: bool,
    /// What the plan is judged by, and what it may use.
    pub terms: Terms,
    /// Improve the plan for so many seconds in place of the rounds of `terms`. Another machine may then find another plan.
    pub seconds: Option<f64>,
}

/// Simulated runs of the finish: the error of a share is at most half a percentage point.
const ITERATIONS: u32 = 10_000;

/// A plan as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptPlan {
    /// The assessment whose gaps it closes.
    pub(crate) assessment: String,
    /// The packs that it was made with.
    pub(crate) packs: Vec<PackRef>,
    /// Those who carry it out.
    pub(crate) team: Team,
    /// Key of the progress that it starts from, if there was any.
    pub(crate) progress: Option<String>,
    /// The result.
    pub(crate) plan: Plan,
}

/// What a plan is made from.
pub(crate) struct Prepared {
    /// The whole work, as if nothing had begun, and those who carry it out.
    pub(crate) input: PlanInput,
    /// The progress that it starts from, with its key, if there was any.
    progress: Option<(String, Stamped<Progress>)>,
    /// Who does which task by the newest plan.
    assigned: BTreeMap<TaskId, Vec<PersonId>>,
}

impl Prepared {
    /// For the planner: what is left to do of this work.
    pub(crate) fn left(&self, input: &PlanInput) -> PlanInput {
        match &self.progress {
            None => input.clone(),
            Some((_, known)) => remaining(input, &known.value, &self.assigned),
        }
    }
}

impl Engine<'_> {
    /// Plans the closing of the gaps of the newest assessment.
    pub fn plan(&mut self, options: &PlanOptions) -> Result<Plan, Failure> {
        let since = Instant::now();
        let assessed = self.latest_assessment()?;
        let assessment = &assessed.assessment;
        let prepared = self.plan_input(options, &assessed)?;
        let input = prepared.left(&prepared.input);
        let Prepared { input: PlanInput { team, .. }, progress, .. } = prepared;
        let packs = self.packs.references(&PLAN_PACKS);
        let plan_key = input_key(&input, options.seconds, &packs, assessment)?;
        let topic = "dora.implementation.planned";
        let kept = self.kept::<Stamped<KeptPlan>>("plan", &plan_key)?;
        let result = match kept {
            Some(stamped) => {
                self.recall("plan", &plan_key, topic)?;
                stamped.value.plan
            }
            None => {
                let mut result = planned(&input, options.seconds)?;
                result.notices.extend(progress.as_ref().and_then(|(_, known)| known_progress(&known.value)));
                let payload = serde_json::json!({
                    "key": plan_key, "assessment": assessment.assessment_id, "tasks": result.tasks.len(),
                    "unscheduled": result.unscheduled.len(), "start": result.start, "finish": result.finish,
                    "packs": packs,
                });
                let assessment = assessment.assessment_id.clone();
                let progress = progress.map(|(key, _)| key);
                let value = KeptPlan { assessment, packs, team, progress, plan: result };
                let stamped = Stamped { at: self.now.clone(), value };
                self.keep("plan", &plan_key, &stamped, topic, payload)?;
                stamped.value.plan
            }
        };
        self.work.spent("plan", since);
        Ok(result)
    }

    /// What a plan of the newest assessment is made from.
    pub(crate) fn plan_input(&self, options: &PlanOptions, assessed: &Assessed) -> Result<Prepared, Failure> {
        let progress = if options.from_scratch { None } else { self.kept_progress()? };
        let start = match (options.start, &progress) {
            (Some(start), _) => start,
            (None, None) => day_after(&assessed.at)?,
            (None, Some((_, known))) => day_after(&assessed.at)?.max(day_after(&known.at)?),
        };
        if options.team.as_ref().is_some_and(|team| team.people.is_empty()) {
            let hint = "Name at least one person with skills in the people file.";
            return Err(Failure::new(Code::Usage, "The team has no member.", hint));
        }
        if let Some(deadline) = options.deadline.filter(|deadline| *deadline < start) {
            let message = format!("The deadline {deadline} lies before the start of the plan, {start}.");
            return Err(Failure::new(Code::Usage, message, "Give a later deadline, or an earlier --start."));
        }
        let library = &self.packs.tasks;
        let team = options.team.clone().unwrap_or_else(|| library.team.clone());
        let tasks = match &options.tasks {
            None => library.tasks.clone(),
            Some((file, bytes)) => library.with_own(file, bytes, &self.packs.dora, &team).map_err(|error| {
                let hint = "Correct the task file, then run this again.";
                Failure::new(Code::Usage, capitalised(&error.to_string()), hint)
            })?,
        };
        let input = PlanInput {
            tasks,
            team,
            size: assessed.assessment.firm.size(),
            sizes: library.sizes.clone(),
            holidays: self.packs.holidays.clone(),
            open_criteria: open_criteria(&assessed.assessment, &self.packs.dora),
            start,
            deadline: options.deadline,
            seed: options.seed,
            iterations: ITERATIONS,
            terms: options.terms.clone(),
        };
        let assigned = if progress.is_some() { self.assigned()? } else { BTreeMap::new() };
        Ok(Prepared { input, progress, assigned })
    }

    /// The newest plan, if it closes the gaps of this assessment and was made with the packs in use.
    pub(crate) fn plan_for(&self, assessment: &Assessment) -> Result<Option<Plan>, Failure> {
        let packs = self.packs.references(&PLAN_PACKS);
        let latest = self.latest::<Stamped<KeptPlan>>("plan")?.map(|stamped| stamped.value);
        let is_meant = |kept: &KeptPlan| kept.assessment == assessment.assessment_id && kept.packs == packs;
        Ok(latest.filter(is_meant).map(|kept| kept.plan))
    }
}

/// Makes a plan.
pub(crate) fn planned(input: &PlanInput, seconds: Option<f64>) -> Result<Plan, Failure> {
    let rounds = if seconds.is_some() { None } else { Some(input.terms.rounds) };
    within(seconds, |stop| plan_until(input, rounds, stop, &mut |_| ())).map_err(|error| {
        let message = capitalised(&error.to_string());
        Failure::new(Code::Usage, message, "Correct the team or the task library, then run this again.")
    })
}

/// Works until it is done by itself or, where a limit is given, until a flag is set after so many seconds.
pub fn within<T>(seconds: Option<f64>, work: impl FnOnce(&AtomicBool) -> T) -> T {
    let stop = AtomicBool::new(false);
    let (over, waits) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let stop = &stop;
        if let Some(limit) = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
            scope.spawn(move || {
                let _ = waits.recv_timeout(limit);
                stop.store(true, Ordering::Relaxed);
            });
        }
        let result = work(stop);
        drop(over);
        result
    })
}

/// Criteria that bind the firm and are not met.
fn open_criteria(assessment: &Assessment, pack: &DoraPack) -> BTreeMap<CriterionId, OpenCriterion> {
    let findings = assessment.criteria.iter();
    let known = findings.filter_map(|finding| Some((finding, pack.criterion(&finding.criterion)?)));
    let open = known.filter(|(finding, criterion)| {
        let verdict = finding.verdict;
        let is_gap = matches!(verdict, Verdict::Partial | Verdict::None | Verdict::Contradicted);
        is_gap && applicability(criterion, &assessment.firm) == Applicability::Binds
    });
    open.map(|(finding, criterion)| {
        let open = OpenCriterion {
            requirement: criterion.requirement.clone(),
            weight: criterion.weight,
            partial: finding.verdict == Verdict::Partial,
        };
        (criterion.id.clone(), open)
    })
    .collect()
}

/// What the reader should know of the progress that a plan starts from; nothing where none was made.
fn known_progress(progress: &Progress) -> Option<String> {
    let done = progress.values().filter(|state| state.is_done()).count();
    let under_way = progress.values().filter(|state| state.is_under_way()).count();
    let note = || {
        format!(
            "this is what is left to do: finished tasks are not in it ({done} reported), and of tasks under way \
             ({under_way}) the rest, with the same people"
        )
    };
    (done + under_way > 0).then(note)
}

fn day_after(at: &str) -> Result<Date, Failure> {
    // An RFC 3339 time in UTC starts with its date.
    let date = at.get(..10).unwrap_or(at);
    let day: Date = date.parse().map_err(|error| internal("time of the assessment", error))?;
    day.tomorrow().map_err(|error| internal("time of the assessment", error))
}

fn input_key(
    input: &PlanInput,
    seconds: Option<f64>,
    packs: &[PackRef],
    assessment: &Assessment,
) -> Result<String, Failure> {
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(|error| internal("plan", error));
    let tasks = json(serde_json::to_vec(&input.tasks))?;
    let team = json(serde_json::to_vec(&input.team))?;
    let frame = (input.start, input.deadline, input.seed, input.iterations, input.size);
    let parameters = json(serde_json::to_vec(&(frame, &input.terms, seconds)))?;
    let packs = json(serde_json::to_vec(packs))?;
    let inputs: [(&str, &[u8]); 5] = [
        ("assessment", assessment.assessment_id.as_bytes()),
        ("packs", &packs),
        ("tasks", &tasks),
        ("team", &team),
        ("parameters", &parameters),
    ];
    Ok(key("plan", holdfast_planner::VERSION, &inputs))
}
