//! Who can do a work together, and how fast.

use crate::select::Work;
use crate::{Vendors, Way, pert};
use holdfast_rulepack::{Person, SkillNeed};
use holdfast_scheduler::{Mode, Offer, fastest, seated};
use std::collections::BTreeSet;

/// Absorbs rounding in quotients that are whole numbers on paper.
const ROUNDING: f64 = 1e-9;

/// The ways of doing one work.
pub(crate) struct Staffing {
    /// What the scheduler knows of each way.
    pub(crate) modes: Vec<Mode>,
    /// Whether the team does it, for each way.
    pub(crate) ways: Vec<Way>,
}

impl Staffing {
    /// Finds the ways to staff a work, or says why there is none and what would help.
    pub(crate) fn find(work: &Work, team: &[Person], vendors: Vendors) -> Result<Self, String> {
        let mut staffing = Self { modes: Vec::new(), ways: Vec::new() };
        let own = mode(&work.task.skills, work.effort_days, 0, team);
        let own = own.map(|own| Mode { purchase: cents(work.purchase_eur(Way::Team)), ..own });
        let reason = own.map(|mode| staffing.add(mode, Way::Team)).err();
        let is_wanted = match vendors {
            Vendors::Never => false,
            Vendors::Needed => reason.is_some(),
            Vendors::Free => true,
        };
        if let Some(vendor) = work.task.vendor.as_ref().filter(|_| is_wanted) {
            let duration = duration_days(pert::mean(vendor.duration_days) * work.scale, 1.0);
            let bought = mode(&vendor.skills, work.vendor_effort_days(), duration, team);
            if let Ok(mode) = bought {
                let purchase = cents(work.purchase_eur(Way::Vendor));
                // A price that only a quote can tell is no reason to buy.
                if reason.is_some() || vendor.eur.is_some() {
                    staffing.add(Mode { purchase, ..mode }, Way::Vendor);
                }
            }
        }
        match reason {
            Some(reason) if staffing.modes.is_empty() => Err(reason),
            _ => Ok(staffing),
        }
    }

    fn add(&mut self, mode: Mode, way: Way) {
        self.modes.push(mode);
        self.ways.push(way);
    }
}

fn cents(eur: f64) -> u64 {
    (eur * 100.0).round() as u64
}

/// One way, without what is bought.
fn mode(skills: &[SkillNeed], effort_days: f64, duration: u32, team: &[Person]) -> Result<Mode, String> {
    if let Some(need) = skills.iter().find(|need| !team.iter().any(|person| meets(person, need))) {
        return Err(missing(need, team));
    }
    let share_days = effort_days / skills.len() as f64;
    let offer = |(at, person): (usize, &Person)| Offer {
        person: at,
        days: duration_days(share_days, person.capacity),
        cost: cents(share_days * person.day_rate_eur),
    };
    let able = |need| team.iter().enumerate().filter(move |(_, person)| meets(person, need)).map(offer).collect();
    let mode = Mode { duration, needs: skills.iter().map(able).collect(), share_days, purchase: 0 };
    if fastest(&mode).is_none() { Err(too_few(skills, &mode, team)) } else { Ok(mode) }
}

/// Working days that someone of this capacity takes for so many days of full work; at least 1.
pub(crate) fn duration_days(share_days: f64, capacity: f64) -> u32 {
    ((share_days / capacity - ROUNDING).ceil() as u32).max(1)
}

fn meets(person: &Person, need: &SkillNeed) -> bool {
    level(person, &need.skill) >= Some(need.level)
}

fn level(person: &Person, skill: &str) -> Option<u8> {
    person.skills.iter().filter(|known| known.skill == skill).map(|known| known.level).max()
}

fn missing(need: &SkillNeed, team: &[Person]) -> String {
    let SkillNeed { skill, level: wanted } = need;
    let known = team.iter().filter_map(|person| level(person, skill).map(|level| (level, person)));
    match known.reduce(|best, next| if next.0 > best.0 { next } else { best }) {
        Some((level, person)) => {
            format!("needs {skill} at level {wanted}; the nearest is {} ({}) at level {level}", person.title, person.id)
        }
        None => format!("needs {skill} at level {wanted}; nobody on the team knows {skill}"),
    }
}

fn too_few(skills: &[SkillNeed], mode: &Mode, team: &[Person]) -> String {
    let needs: Vec<String> = skills.iter().map(|need| format!("{} at level {}", need.skill, need.level)).collect();
    let people: BTreeSet<usize> = mode.needs.iter().flatten().map(|offer| offer.person).collect();
    let people: Vec<&str> = people.into_iter().map(|person| team[person].title.as_str()).collect();
    format!(
        "needs {} different people for {}; {} can meet only {} of these at once",
        skills.len(),
        needs.join(", "),
        people.join(", "),
        seated(mode, |_| true),
    )
}
