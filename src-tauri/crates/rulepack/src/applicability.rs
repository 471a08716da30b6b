//! Whether a criterion binds the firm: regime, kind of entity, situation.

use crate::{Binding, Criterion, Level};
use holdfast_domain::{EntityType, FirmProfile, Regime};

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
    if let Some(only) = &criterion.applies.only {
        match situation(only, firm) {
            Some(true) => {}
            Some(false) => return Applicability::No(format!("Binds only: {only}.")),
            None => {
                return Applicability::Optional(format!("Binds only in a situation the profile leaves open: {only}."));
            }
        }
    }
    // Weight 1 marks what the law leaves to choice ("may").
    if binding == Binding::Optional || criterion.weight == 1 {
        return Applicability::Optional("Left to the firm's choice.".into());
    }
    Applicability::Binds
}

/// Whether the restriction covers the firm; `None` where the profile cannot tell.
fn situation(only: &str, firm: &FirmProfile) -> Option<bool> {
    use EntityType::*;
    let kinds: &[EntityType] = match only {
        "entities identified for TLPT" => return firm.tlpt_identified,
        "data reporting service providers" => &[DataReportingServiceProvider],
        "CCPs and data reporting service providers" => &[CentralCounterparty, DataReportingServiceProvider],
        "central securities depositories" => &[CentralSecuritiesDepository],
        "CSDs and CCPs" => &[CentralSecuritiesDepository, CentralCounterparty],
        "credit, payment, e-money institutions and AISPs" => {
            &[CreditInstitution, PaymentInstitution, ElectronicMoneyInstitution, AccountInformationServiceProvider]
        }
        _ => return None,
    };
    Some(kinds.contains(&firm.entity))
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
