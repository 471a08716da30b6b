//! Whether a criterion binds the firm: regime, kind of entity, situation.

use crate::{Binding, Criterion, Level, Restriction, Situation};
use holdfast_domain::{FirmProfile, Regime};

/// How a criterion counts for one firm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Binds and counts.
    Binds,
    /// Open to choice ("may"), or binding only in a situation the profile does not state: counts where evidence
    /// is found and never lowers a score.
    Optional(String),
    /// Does not bind; the reason in a sentence.
    No(String),
}

/// Decides for one criterion and one firm. Articles 2, 4 and 16, and the exemptions in each paragraph.
pub fn applicability(criterion: &Criterion, firm: &FirmProfile) -> Applicability {
    if criterion.level == Level::L2 && !firm.level2 {
        return Applicability::No("Level 2 criteria are switched off in this assessment.".into());
    }
    let binding = match firm.regime {
        Regime::Full => criterion.applies.full,
        Regime::Micro => criterion.applies.micro,
        Regime::Simplified => criterion.applies.art16,
    };
    match binding {
        Binding::NotApplicable | Binding::IfListed | Binding::IfMicro => {
            return Applicability::No(format!("Binds another regime than {}.", regime_name(firm.regime)));
        }
        Binding::Exempt => return Applicability::No(format!("{} is exempt.", capital(regime_name(firm.regime)))),
        Binding::Replaced => {
            return Applicability::No("Replaced by the simplified framework of Article 16.".into());
        }
        Binding::Yes | Binding::Modified | Binding::Optional => {}
    }
    if let Some(reason) = criterion.applies.only.as_ref().and_then(|only| restricted(only, firm)) {
        return reason;
    }
    // Weight 1 marks what the law leaves to choice ("may").
    if binding == Binding::Optional || criterion.weight == 1 {
        return Applicability::Optional("Left to the firm's choice.".into());
    }
    Applicability::Binds
}

/// Why the restriction keeps the criterion from simply binding the firm, if it does.
fn restricted(only: &Restriction, firm: &FirmProfile) -> Option<Applicability> {
    let other_kind = !only.entities.is_empty() && !only.entities.contains(&firm.entity);
    if other_kind || only.situations.iter().any(|situation| holds(*situation, firm) == Some(false)) {
        return Some(Applicability::No(format!("Binds only: {}.", only.text)));
    }
    let open = only.situations.iter().filter(|situation| holds(**situation, firm).is_none());
    let open: Vec<&str> = open.map(|situation| sentence(*situation)).collect();
    (!open.is_empty())
        .then(|| Applicability::Optional(format!("Binds only where {}; the profile does not say.", open.join(" and "))))
}

/// Whether the firm is in the situation; `None` where the profile cannot tell.
fn holds(situation: Situation, firm: &FirmProfile) -> Option<bool> {
    match situation {
        Situation::TlptIdentified => firm.tlpt_identified,
        Situation::InternalTesters
        | Situation::Sharing
        | Situation::VerificationOutsourced
        | Situation::ReportingOutsourced => None,
    }
}

fn sentence(situation: Situation) -> &'static str {
    match situation {
        Situation::TlptIdentified => "the firm was identified for threat-led penetration testing",
        Situation::InternalTesters => "the firm's own people are the testers",
        Situation::Sharing => "the firm takes part in sharing threat information",
        Situation::VerificationOutsourced => "the check of compliance is outsourced",
        Situation::ReportingOutsourced => "incident reporting is outsourced",
    }
}

fn regime_name(regime: Regime) -> &'static str {
    match regime {
        Regime::Full => "the full regime",
        Regime::Micro => "a microenterprise",
        Regime::Simplified => "the simplified framework",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
