//! What another team or another deadline would change; nothing is kept.

use crate::Engine;
use crate::plan::{PlanOptions, planned};
use holdfast_domain::{Code, Failure, PersonId};
use holdfast_planner::{Plan, PlanInput};
use holdfast_rulepack::{Period, Person, SkillNeed};
use jiff::civil::Date;
use serde::Serialize;

/// A change to a plan.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// A person more.
    pub add: Option<NewPerson>,
    /// A member of the team who leaves.
    pub without: Option<PersonId>,
    /// Another deadline.
    pub deadline: Option<Date>,
}

/// A person who joins the team, paid like those who know the skill.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPerson {
    /// What the person knows.
    pub skill: SkillNeed,
    /// Share of each working day, more than 0 to 1.
    pub capacity: f64,
    /// First day; the start of the plan where none is given.
    pub from: Option<Date>,
}

/// Two plans beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The change, for people.
    pub change: String,
    /// Figures of the plan as it is.
    pub now: Figures,
    /// Figures of the plan with the change.
    pub then: Figures,
    /// Working days that the change saves; negative where it costs days.
    pub saved_days: i64,
    /// EUR that it costs more; negative where it saves money.
    pub extra_cost: f64,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Last day of work.
    pub finish: Date,
    /// Working days.
    pub makespan_days: u32,
    /// No plan has fewer.
    pub lower_bound_days: u32,
    /// One-off cost in EUR.
    pub cost: f64,
    /// Tasks in the plan.
    pub tasks: usize,
    /// Tasks that finish after the deadline, their own or that of the plan, or start later than fixed.
    pub late: Vec<String>,
    /// Tasks that cannot be placed.
    pub unscheduled: Vec<String>,
}

impl Engine<'_> {
    /// Makes the plan that the options ask for, and the one with the change.
    pub fn plan_what_if(&mut self, options: &PlanOptions, change: &Change) -> Result<Comparison, Failure> {
        let assessed = self.latest_assessment()?;
        let now = self.plan_input(options, &assessed)?;
        let mut then = now.input.clone();
        let told = change.apply(&mut then)?;
        let deadline = then.deadline;
        // The change comes before what has begun is taken off: without a person, others take over what they began.
        let [now, then] = [&now.input, &then].map(|input| planned(&now.left(input), options.seconds));
        let [now, then] = [figures(&now?, deadline), figures(&then?, deadline)];
        let saved_days = i64::from(now.makespan_days) - i64::from(then.makespan_days);
        let extra_cost = ((then.cost - now.cost) * 100.0).round() / 100.0;
        Ok(Comparison { change: told, now, then, saved_days, extra_cost })
    }
}

impl Change {
    /// Changes the input; answers with the change in words.
    fn apply(&self, input: &mut PlanInput) -> Result<String, Failure> {
        let mut told = Vec::new();
        if let Some(id) = &self.without {
            let before = input.team.people.len();
            input.team.people.retain(|person| person.id != *id);
            if input.team.people.len() == before {
                let members: Vec<&str> = input.team.people.iter().map(|person| person.id.as_str()).collect();
                let hint = format!("The team has {}.", members.join(", "));
                return Err(Failure::new(Code::Usage, format!("Nobody in the team is called {id}."), hint));
            }
            told.push(format!("without {id}"));
        }
        if let Some(new) = &self.add {
            told.push(new.join(input)?);
        }
        if let Some(deadline) = self.deadline {
            if deadline < input.start {
                let message = format!("The deadline {deadline} lies before the start of the plan, {}.", input.start);
                return Err(Failure::new(Code::Usage, message, "Give a later deadline, or an earlier --start."));
            }
            input.deadline = Some(deadline);
            told.push(format!("with the deadline {deadline}"));
        }
        Ok(told.join(", "))
    }
}

impl NewPerson {
    fn join(&self, input: &mut PlanInput) -> Result<String, Failure> {
        let SkillNeed { skill, level } = &self.skill;
        let knows = |person: &&Person| person.skills.iter().any(|known| known.skill == *skill);
        let peers: Vec<f64> = input.team.people.iter().filter(knows).map(|person| person.day_rate_eur).collect();
        let everybody: Vec<f64> = input.team.people.iter().map(|person| person.day_rate_eur).collect();
        let is_asked = input.tasks.iter().flat_map(|task| &task.skills).any(|need| need.skill == *skill);
        if peers.is_empty() && !is_asked {
            let message = format!("No task asks for {skill}, and nobody in the team knows it.");
            return Err(Failure::new(Code::Usage, message, "Name a skill of the task library."));
        }
        let rates = if peers.is_empty() { everybody } else { peers };
        let away = self.from.filter(|from| *from > input.start).map(|from| {
            let to = from.yesterday().map_err(|error| crate::internal("first day", error))?;
            Ok::<_, Failure>(Period { from: input.start, to })
        });
        let taken = |id: &PersonId| input.team.people.iter().any(|person| person.id == *id);
        let id = (1..).map(|n| PersonId::new(format!("new-{skill}-{n}"))).find(|id| !taken(id));
        input.team.people.push(Person {
            id: id.unwrap_or_else(|| PersonId::new(format!("new-{skill}"))),
            title: format!("New: {skill}"),
            skills: vec![self.skill.clone()],
            capacity: self.capacity,
            day_rate_eur: rates.iter().sum::<f64>() / rates.len().max(1) as f64,
            week: None,
            country: None,
            absences: away.transpose()?.into_iter().collect(),
        });
        let from = self.from.map_or_else(String::new, |from| format!(" from {from}"));
        Ok(format!(
            "with one more person for {skill} at level {level}, {:.0} % of the time{from}",
            self.capacity * 100.0
        ))
    }
}

fn figures(plan: &Plan, deadline: Option<Date>) -> Figures {
    let is_late = |finish: Date| deadline.is_some_and(|deadline| finish > deadline);
    let late = plan.tasks.iter().filter(|task| task.late_by_days > 0 || is_late(task.finish));
    Figures {
        finish: plan.finish,
        makespan_days: plan.makespan_days,
        lower_bound_days: plan.lower_bound_days,
        cost: plan.cost,
        tasks: plan.tasks.len(),
        late: late.map(|task| task.id.to_string()).collect(),
        unscheduled: plan.unscheduled.iter().map(|task| task.id.to_string()).collect(),
    }
}
