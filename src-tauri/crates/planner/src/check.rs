//! Judges a finished plan from the input alone.

mod days;
mod limits;

use crate::{PARTIAL_EFFORT, Plan, PlanInput, PlannedTask, Vendors, Way};
use days::Days;
use holdfast_domain::{CriterionId, PersonId, TaskId};
use holdfast_rulepack::{CostKind, Person, Task};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with the plan, a sentence each; empty where it can be carried out.
///
/// It shares no code with the planner, but for the dates of public holidays: it walks the calendar day by day and follows
/// every chain of predecessors anew.
/// It expects an input that [`crate::plan`] accepts.
pub fn check(plan: &Plan, input: &PlanInput) -> Vec<String> {
    let mut findings = Vec::new();
    let facts = Facts::of(plan, input);
    findings.extend(facts.completeness());
    findings.extend(facts.frame());
    for task in &plan.tasks {
        let Some(source) = facts.library.get(&task.id) else {
            continue; // reported as incomplete
        };
        findings.extend(facts.content(task, source));
        findings.extend(facts.days(task));
        findings.extend(facts.staffing(task, source));
        findings.extend(facts.precedence(task, source));
        findings.extend(facts.dates(task, source));
    }
    findings.extend(facts.bookings());
    findings.extend(facts.spending());
    findings
}

struct Facts<'a> {
    plan: &'a Plan,
    input: &'a PlanInput,
    library: BTreeMap<&'a TaskId, &'a Task>,
    planned: BTreeMap<&'a TaskId, &'a PlannedTask>,
    people: BTreeMap<&'a PersonId, &'a Person>,
    days: Days,
}

impl<'a> Facts<'a> {
    fn of(plan: &'a Plan, input: &'a PlanInput) -> Self {
        Self {
            plan,
            input,
            library: input.tasks.iter().map(|task| (&task.id, task)).collect(),
            planned: plan.tasks.iter().map(|task| (&task.id, task)).collect(),
            people: input.team.people.iter().map(|person| (&person.id, person)).collect(),
            days: Days::walk(plan, input),
        }
    }

    fn open(&self, task: &Task) -> BTreeSet<CriterionId> {
        task.criteria.iter().filter(|id| self.input.open_criteria.contains_key(*id)).cloned().collect()
    }

    /// Every task that closes a gap stands once, either planned or unscheduled, and no other does.
    fn completeness(&self) -> Vec<String> {
        let mut places: BTreeMap<&TaskId, u32> = BTreeMap::new();
        let planned = self.plan.tasks.iter().map(|task| &task.id);
        for id in planned.chain(self.plan.unscheduled.iter().map(|task| &task.id)) {
            *places.entry(id).or_default() += 1;
        }
        let mut findings = Vec::new();
        for task in &self.input.tasks {
            let wanted = u32::from(!self.open(task).is_empty());
            let found = places.remove(&task.id).unwrap_or(0);
            if found != wanted {
                findings.push(format!("{} stands {found} times in the plan instead of {wanted}", task.id));
            }
        }
        findings.extend(places.into_keys().map(|id| format!("{id} is not in the library")));
        findings
    }

    /// Start, finish, length, cost and bounds of the whole agree with the tasks.
    fn frame(&self) -> Vec<String> {
        let plan = self.plan;
        let last = plan.tasks.iter().map(|task| task.finish).max();
        let length = if last.is_some() { self.days.team(plan.start, plan.finish) } else { 0 };
        let cost: f64 = plan.tasks.iter().map(|task| task.cost).sum();
        let yearly: f64 = plan.tasks.iter().map(|task| task.yearly_cost).sum();
        let ordered = plan.tasks.is_sorted_by_key(|task| (task.start, &task.id));
        let wrong = [
            (
                plan.start < self.input.start || self.days.team(self.input.start, plan.start) != 1,
                "the start is not the first working day",
            ),
            (plan.finish != last.unwrap_or(plan.start), "the finish is not the last finish of a task"),
            (plan.makespan_days != length, "the makespan is not the number of working days"),
            (plan.lower_bound_days > plan.makespan_days, "the plan is shorter than its lower bound"),
            (plan.critical_path_days > plan.makespan_days, "the plan is shorter than its critical path"),
            ((plan.cost - cost).abs() > 0.01, "the cost is not the sum of the tasks"),
            ((plan.yearly_cost - yearly).abs() > 0.01, "the yearly cost is not the sum of the tasks"),
            (!ordered, "the tasks are not in order of their start"),
        ];
        wrong.into_iter().filter(|(wrong, _)| *wrong).map(|(_, finding)| finding.to_owned()).collect()
    }

    /// The task closes the open criteria of its source, with the effort that leaves.
    fn content(&self, task: &PlannedTask, source: &Task) -> Vec<String> {
        let mut findings = Vec::new();
        let open = self.open(source);
        if task.criterion_ids.iter().cloned().collect::<BTreeSet<_>>() != open {
            findings.push(format!("{} does not list the open criteria it closes", task.id));
        }
        let remaining = if self.is_partial(source) { PARTIAL_EFFORT } else { 1.0 };
        let vendor = source.vendor.as_ref().filter(|_| task.way == Way::Vendor);
        let days = vendor.map_or(source.effort_days, |vendor| vendor.effort_days);
        let effort = mean(days) * self.factor(source) * remaining;
        if task.way == Way::Vendor && (vendor.is_none() || self.input.terms.vendors == Vendors::Never) {
            findings.push(format!("{} may not be done by a vendor", task.id));
        }
        if (task.effort_days - effort).abs() > 1e-9 * effort {
            findings.push(format!("{} takes {effort} days of work, not {}", task.id, task.effort_days));
        }
        findings
    }

    fn is_partial(&self, source: &Task) -> bool {
        let open = self.open(source);
        open.iter().all(|id| self.input.open_criteria.get(id).is_some_and(|open| open.partial))
    }

    fn factor(&self, source: &Task) -> f64 {
        self.input.sizes.factor(source.size_driver, self.input.size)
    }

    /// Dates are working days of the team, in the plan, and as far apart as the duration says.
    fn days(&self, task: &PlannedTask) -> Vec<String> {
        let mut findings = Vec::new();
        for day in [task.start, task.finish] {
            if self.days.team(day, day) == 0 {
                findings.push(format!("{} has {day}, a day on which nobody works", task.id));
            }
        }
        if task.start < self.plan.start {
            findings.push(format!("{} starts before the plan", task.id));
        }
        if self.days.team(task.start, task.finish) != task.duration_days {
            findings.push(format!("{} does not last from its start to its finish", task.id));
        }
        findings
    }

    /// Different people of the team meet the needs in order, each does the share on the days of being there, the last one
    /// through ends the task, and their work is paid.
    fn staffing(&self, task: &PlannedTask, source: &Task) -> Vec<String> {
        let mut findings = Vec::new();
        let people: Vec<&Person> = task.assignees.iter().filter_map(|id| self.people.get(id).copied()).collect();
        let different: BTreeSet<&PersonId> = task.assignees.iter().collect();
        let vendor = source.vendor.as_ref().filter(|_| task.way == Way::Vendor);
        let skills = vendor.map_or(&source.skills, |vendor| &vendor.skills);
        let remaining = if self.is_partial(source) { PARTIAL_EFFORT } else { 1.0 };
        let scale = self.factor(source) * remaining;
        let delivery = vendor.map_or(0.0, |vendor| mean(vendor.duration_days) * scale);
        if f64::from(task.duration_days) < delivery - 1e-6 {
            findings.push(format!("{} is shorter than the delivery of its vendor, {delivery:.3} days", task.id));
        }
        if people.len() != skills.len() || different.len() != skills.len() {
            findings.push(format!("{} is not done by one person of the team for each skill", task.id));
            return findings;
        }
        for (person, need) in people.iter().zip(skills) {
            if !person.skills.iter().any(|known| known.skill == need.skill && known.level >= need.level) {
                findings.push(format!("{} lacks {} at level {} for {}", person.id, need.skill, need.level, task.id));
            }
        }
        let share = task.effort_days / people.len() as f64;
        let mut is_last_day_needed = f64::from(task.duration_days) - 1.0 < delivery - 1e-12 && vendor.is_some();
        let mut is_first_day_used = false;
        for person in &people {
            let there = |from, to| self.days.of(&person.id, from, to);
            let given = f64::from(there(task.start, task.finish));
            let exact = share / person.capacity;
            // Rounding may tip a quotient that is whole on paper.
            if given < exact - 1e-6 {
                let given = format!("but is there on {given}");
                findings.push(format!("{} takes {} {exact:.3} days {given}", task.id, person.id));
            }
            let short = given - f64::from(there(task.finish, task.finish));
            is_last_day_needed |= short < given && (short == 0.0 || short < exact - 1e-12);
            is_first_day_used |= there(task.start, task.start) == 1;
        }
        if !is_last_day_needed {
            findings.push(format!("{} could end sooner than {}", task.id, task.finish));
        }
        if !is_first_day_used {
            findings.push(format!("{} starts on a day on which none of its people is there", task.id));
        }
        let rates: f64 = people.iter().map(|person| person.day_rate_eur).sum();
        let priced = |kind| {
            let items = source.costs.iter().filter(|item| item.kind == kind).filter_map(|item| item.eur);
            items.map(mean).sum::<f64>() * self.factor(source)
        };
        let fee = vendor.and_then(|vendor| vendor.eur).map_or(0.0, |eur| mean(eur) * scale);
        let cost = task.effort_days * rates / people.len() as f64 + priced(CostKind::OneOff) + fee;
        let yearly = priced(CostKind::Yearly);
        for (what, stated, cost) in [("costs", task.cost, cost), ("costs a year", task.yearly_cost, yearly)] {
            if (stated - cost).abs() > 0.01 {
                findings.push(format!("{} {what} {cost:.2} EUR, not {stated:.2}", task.id));
            }
        }
        findings
    }

    /// Every bond holds, direct or through tasks that are not in the plan, in working days of the team.
    fn precedence(&self, task: &PlannedTask, source: &Task) -> Vec<String> {
        let mut findings = Vec::new();
        let (mut waits, mut first) = (BTreeSet::new(), BTreeSet::new());
        let mut seen: BTreeSet<(&TaskId, bool, bool)> = BTreeSet::new();
        // The task waited for, the ends that are bound (true for the finish), and the lag.
        let mut open: Vec<(&TaskId, (bool, bool), i64)> = Vec::new();
        for bond in &source.predecessors {
            open.push((&bond.task, bond.link.ends(), bond.lag_days.into()));
        }
        while let Some((id, (from_finish, to_finish), lag)) = open.pop() {
            match (self.planned.get(id), self.library.get(id)) {
                (Some(earlier), Some(known)) => {
                    waits.insert(id);
                    let wait =
                        known.approval.filter(|_| from_finish).map_or(0, |approval| i64::from(approval.wait_days));
                    if from_finish && !to_finish && lag + wait >= 0 {
                        first.insert(id);
                    }
                    let end = |task: &PlannedTask, finish: bool| {
                        // Days before the start, or up to and with the finish.
                        let days = self.days.team(self.plan.start, if finish { task.finish } else { task.start });
                        i64::from(days) - i64::from(!finish)
                    };
                    let short = end(earlier, from_finish) + lag + wait - end(task, to_finish);
                    if short > 0 {
                        let [from, to] = [from_finish, to_finish].map(|finish| if finish { "finish" } else { "start" });
                        findings.push(format!(
                            "the {to} of {} comes {short} days too soon after the {from} of {id}",
                            task.id
                        ));
                    }
                }
                (None, Some(skipped)) if self.open(skipped).is_empty() => {
                    // Nothing that holds back only its finish holds back what waits for its start.
                    for bond in skipped.predecessors.iter().filter(|bond| from_finish || !bond.link.ends().1) {
                        let ends = (bond.link.ends().0, to_finish);
                        if seen.insert((&bond.task, ends.0, ends.1)) {
                            open.push((&bond.task, ends, 0));
                        }
                    }
                }
                _ => findings.push(format!("{} is planned although {id} has no place", task.id)),
            }
        }
        let linked: BTreeSet<&TaskId> = task.links.iter().map(|link| &link.task).collect();
        if task.predecessors.iter().collect::<BTreeSet<_>>() != first || linked != waits {
            findings.push(format!("{} does not list the tasks it waits for", task.id));
        }
        findings
    }

    /// Nobody does two tasks at a time, and the load of each person is what is booked.
    fn bookings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let mut booked: BTreeMap<&PersonId, Vec<&PlannedTask>> = BTreeMap::new();
        for task in &self.plan.tasks {
            for person in &task.assignees {
                booked.entry(person).or_default().push(task);
            }
        }
        for (person, tasks) in &booked {
            for pair in tasks.windows(2) {
                if pair[1].start <= pair[0].finish {
                    findings.push(format!("{person} is booked for {} and {} at once", pair[0].id, pair[1].id));
                }
            }
        }
        for load in &self.plan.people {
            let days: u32 = booked.get(&load.id).into_iter().flatten().map(|task| task.duration_days).sum();
            if load.days != days {
                findings.push(format!("{} is booked for {days} days, not {}", load.id, load.days));
            }
        }
        findings
    }
}

fn mean([low, likely, high]: [f64; 3]) -> f64 {
    (low + 4.0 * likely + high) / 6.0
}
