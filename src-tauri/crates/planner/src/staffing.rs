//! Who can do a work together, and how fast.

use crate::select::Work;
use holdfast_rulepack::{Person, SkillNeed};
use std::collections::BTreeSet;

/// Absorbs rounding in quotients that are whole numbers on paper.
const ROUNDING: f64 = 1e-9;

/// What it takes to staff one work.
pub(crate) struct Staffing {
    /// Number of people it takes.
    pub(crate) size: usize,
    /// Working days of each of them at full capacity.
    pub(crate) share_days: f64,
    /// Those who can meet at least one of the needs.
    pub(crate) offers: Vec<Offer>,
    /// Working days that the fastest of them take together.
    pub(crate) fastest: u32,
}

/// One person and the needs of a work that the person can meet.
pub(crate) struct Offer {
    /// Index into the team.
    pub(crate) person: usize,
    /// Working days that the person takes for the share.
    pub(crate) days: u32,
    /// Indices into the skills of the task.
    pub(crate) needs: Vec<usize>,
}

impl Staffing {
    /// Finds the ways to staff a work, or says why there is none and what would help.
    pub(crate) fn find(work: &Work, team: &[Person]) -> Result<Self, String> {
        let skills = &work.task.skills;
        if let Some(need) = skills.iter().find(|need| !team.iter().any(|person| meets(person, need))) {
            return Err(missing(need, team));
        }
        let share_days = work.effort_days / skills.len() as f64;
        let offer = |(at, person): (usize, &Person)| Offer {
            person: at,
            days: duration_days(share_days, person.capacity),
            needs: (0..skills.len()).filter(|&need| meets(person, &skills[need])).collect(),
        };
        let offers: Vec<Offer> = team.iter().enumerate().map(offer).filter(|offer| !offer.needs.is_empty()).collect();
        let mut staffing = Self { size: skills.len(), share_days, offers, fastest: 0 };
        staffing.fastest = staffing.fastest().ok_or_else(|| too_few(skills, &staffing.offers, team))?;
        Ok(staffing)
    }

    /// Fewest people of this group that any staffing needs.
    pub(crate) fn least_from(&self, group: &BTreeSet<usize>) -> usize {
        let others: Vec<&Offer> = self.offers.iter().filter(|offer| !group.contains(&offer.person)).collect();
        self.size - assign(&others, self.size).iter().flatten().count()
    }

    /// Days of the fastest people who can do it together, `None` where they are too few.
    fn fastest(&self) -> Option<u32> {
        let mut offers: Vec<&Offer> = self.offers.iter().collect();
        offers.sort_by_key(|offer| offer.days);
        // Each person once placed stays, so that the last one placed sets the pace.
        let crew = crew(&offers, self.size)?;
        offers.iter().filter(|offer| crew.contains(&offer.person)).map(|offer| offer.days).max()
    }
}

/// Working days that someone of this capacity takes for so many days of full work; at least 1.
pub(crate) fn duration_days(share_days: f64, capacity: f64) -> u32 {
    ((share_days / capacity - ROUNDING).ceil() as u32).max(1)
}

/// A different person for every need, those offered first preferred; `None` where they are too few.
pub(crate) fn crew(offers: &[&Offer], size: usize) -> Option<Vec<usize>> {
    if offers.len() < size { None } else { assign(offers, size).into_iter().collect() }
}

/// Gives as many needs as possible to different people. The offers are taken in turn and a person once taken stays,
/// so that the first ones are preferred: the sets of people that can be placed together form a transversal matroid.
fn assign(offers: &[&Offer], size: usize) -> Vec<Option<usize>> {
    let mut taken: Vec<Option<&Offer>> = vec![None; size];
    let mut seen = vec![false; size];
    let mut open = size;
    for offer in offers {
        if open == 0 {
            break;
        }
        seen.fill(false);
        open -= usize::from(place(offer, &mut taken, &mut seen));
    }
    taken.into_iter().map(|offer| offer.map(|offer| offer.person)).collect()
}

/// Places one person, moving others to further needs they can meet where that makes room.
fn place<'o>(offer: &'o Offer, taken: &mut [Option<&'o Offer>], seen: &mut [bool]) -> bool {
    for &need in &offer.needs {
        if seen[need] {
            continue;
        }
        seen[need] = true;
        let free = match taken[need] {
            None => true,
            Some(other) => place(other, taken, seen),
        };
        if free {
            taken[need] = Some(offer);
            return true;
        }
    }
    false
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

fn too_few(skills: &[SkillNeed], offers: &[Offer], team: &[Person]) -> String {
    let needs: Vec<String> = skills.iter().map(|need| format!("{} at level {}", need.skill, need.level)).collect();
    let people: Vec<&str> = offers.iter().map(|offer| team[offer.person].title.as_str()).collect();
    let found = assign(&offers.iter().collect::<Vec<_>>(), skills.len()).iter().flatten().count();
    format!(
        "needs {} different people for {}; {} can meet only {found} of these at once",
        skills.len(),
        needs.join(", "),
        people.join(", "),
    )
}
