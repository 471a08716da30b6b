//! Whether a plan keeps what the user fixed: dates and money.

use super::{Facts, mean};
use crate::{PlannedTask, Way};
use holdfast_rulepack::{CostKind, Task};
use std::collections::BTreeMap;

impl Facts<'_> {
    /// The task starts no sooner than it may, and says by how much it misses its deadline and its fixed start.
    pub(super) fn dates(&self, task: &PlannedTask, source: &Task) -> Vec<String> {
        let mut findings = Vec::new();
        if let Some(from) = source.start_from.max(source.start_on).filter(|from| task.start < *from) {
            findings.push(format!("{} starts before {from}", task.id));
        }
        // The fixed day itself may be a day off; then the next working day counts.
        let after_start = source.start_on.map_or(0, |on| match task.start < on {
            true => 0,
            false => self.days.team(on, task.start).saturating_sub(1),
        });
        let after_deadline = source.deadline.map_or(0, |deadline| {
            let to_deadline = if deadline < self.plan.start { 0 } else { self.days.team(self.plan.start, deadline) };
            self.days.team(self.plan.start, task.finish).saturating_sub(to_deadline)
        });
        if task.late_by_days != after_start + after_deadline {
            let late = after_start + after_deadline;
            findings.push(format!("{} is {late} days late, not {}", task.id, task.late_by_days));
        }
        findings
    }

    /// No quarter spends more than its budget on purchases and vendors, which are paid on the first day of a task.
    pub(super) fn spending(&self) -> Vec<String> {
        let Some(budget) = self.input.terms.quarter_budget else { return Vec::new() };
        let mut spent: BTreeMap<(i16, i8), f64> = BTreeMap::new();
        for task in &self.plan.tasks {
            let Some(source) = self.library.get(&task.id) else { continue };
            let items = source.costs.iter().filter(|item| item.kind == CostKind::OneOff).filter_map(|item| item.eur);
            let items = items.map(mean).sum::<f64>() * self.factor(source);
            let vendor = source.vendor.as_ref().filter(|_| task.way == Way::Vendor).and_then(|vendor| vendor.eur);
            let remaining = if self.is_partial(source) { crate::PARTIAL_EFFORT } else { 1.0 };
            let fee = vendor.map_or(0.0, |eur| mean(eur) * self.factor(source) * remaining);
            *spent.entry((task.start.year(), (task.start.month() - 1) / 3 + 1)).or_default() += items + fee;
        }
        let over = spent.into_iter().filter(|(_, eur)| *eur > budget + 0.01 * self.plan.tasks.len() as f64);
        over.map(|((year, quarter), eur)| format!("quarter {quarter} of {year} spends {eur:.2} EUR")).collect()
    }
}
