//! The firm under assessment: what it is and how large, because the law asks less of some.

use serde::{Deserialize, Serialize};

/// The facts about the firm on which applicability, penalty and plan size depend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirmProfile {
    /// Kind of financial entity, Article 2(1) of Regulation (EU) 2022/2554.
    pub entity: EntityType,
    /// Which set of duties applies.
    pub regime: Regime,
    /// Yearly worldwide turnover in EUR; `None` where the user has not said.
    pub turnover_eur: Option<f64>,
    /// Whether the firm has been identified for threat-led penetration testing, Article 26(8); `None` where the
    /// user has not said, and then what is found counts and what is not found does not.
    pub tlpt_identified: Option<bool>,
    /// Whether Level 2 criteria (regulatory technical standards) count.
    pub level2: bool,
}

impl Default for FirmProfile {
    fn default() -> Self {
        Self {
            entity: EntityType::PaymentInstitution,
            regime: Regime::Full,
            turnover_eur: None,
            tlpt_identified: None,
            level2: true,
        }
    }
}

impl FirmProfile {
    /// The size as far as the profile tells it: by regime, else by turnover alone. A firm that has not said its turnover
    /// counts as medium-sized.
    pub fn size(&self) -> EntitySize {
        match (self.regime, self.turnover_eur) {
            (Regime::Micro, _) => EntitySize::Micro,
            (Regime::Simplified, _) => EntitySize::Small,
            (Regime::Full, None) => EntitySize::Medium,
            (Regime::Full, Some(turnover)) if turnover <= 10e6 => EntitySize::Small,
            (Regime::Full, Some(turnover)) if turnover <= 50e6 => EntitySize::Medium,
            (Regime::Full, Some(_)) => EntitySize::Large,
        }
    }

    /// What the law rules out about this firm, in a sentence; `None` where the profile is possible.
    pub fn contradiction(&self) -> Option<String> {
        use EntityType::*;
        let name = self.entity.name();
        match (self.regime, self.entity) {
            (Regime::Micro, TradingVenue | CentralCounterparty | TradeRepository | CentralSecuritiesDepository) => {
                Some(format!("A {name} is never a microenterprise (Article 3(60))."))
            }
            // Only some firms of these kinds are on the list; which, the profile cannot tell.
            (
                Regime::Simplified,
                CreditInstitution
                | PaymentInstitution
                | AccountInformationServiceProvider
                | ElectronicMoneyInstitution
                | InvestmentFirm
                | OccupationalPensionInstitution,
            )
            | (Regime::Full | Regime::Micro, _) => None,
            (Regime::Simplified, _) => {
                Some(format!("The simplified framework is not open to the kind {name} (Article 16(1))."))
            }
        }
    }
}

/// Size of a firm, Article 3(60), (63) and (64).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntitySize {
    /// Fewer than 10 people and at most EUR 2 million.
    Micro,
    /// Fewer than 50 people and at most EUR 10 million.
    Small,
    /// Fewer than 250 people and at most EUR 50 million.
    Medium,
    /// Above that.
    Large,
}

/// The set of duties that applies to the firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// Articles 5 to 15 in full.
    Full,
    /// Microenterprise, Article 3(60): full regime with exemptions.
    Micro,
    /// Simplified ICT risk management framework, Article 16.
    Simplified,
}

macro_rules! entity_types {
    ($($(#[$doc:meta])* $variant:ident => $name:literal),+ $(,)?) => {
        /// Kinds of financial entity, Article 2(1)(a) to (t) of Regulation (EU) 2022/2554.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum EntityType {
            $($(#[$doc])* $variant),+
        }

        impl EntityType {
            /// Every kind, in the order of Article 2(1).
            pub const ALL: &[EntityType] = &[$(EntityType::$variant),+];

            /// The name used on the command line and in stored profiles.
            pub fn name(self) -> &'static str {
                match self { $(EntityType::$variant => $name),+ }
            }

            /// The kind with this name.
            pub fn from_name(name: &str) -> Option<EntityType> {
                match name { $($name => Some(EntityType::$variant),)+ _ => None }
            }
        }
    };
}

entity_types! {
    /// (a)
    CreditInstitution => "credit-institution",
    /// (b)
    PaymentInstitution => "payment-institution",
    /// (c)
    AccountInformationServiceProvider => "account-information-service-provider",
    /// (d)
    ElectronicMoneyInstitution => "electronic-money-institution",
    /// (e)
    InvestmentFirm => "investment-firm",
    /// (f)
    CryptoAssetServiceProvider => "crypto-asset-service-provider",
    /// (g)
    CentralSecuritiesDepository => "central-securities-depository",
    /// (h)
    CentralCounterparty => "central-counterparty",
    /// (i)
    TradingVenue => "trading-venue",
    /// (j)
    TradeRepository => "trade-repository",
    /// (k)
    AlternativeInvestmentFundManager => "alternative-investment-fund-manager",
    /// (l)
    ManagementCompany => "management-company",
    /// (m)
    DataReportingServiceProvider => "data-reporting-service-provider",
    /// (n)
    InsuranceUndertaking => "insurance-undertaking",
    /// (o)
    InsuranceIntermediary => "insurance-intermediary",
    /// (p)
    OccupationalPensionInstitution => "occupational-pension-institution",
    /// (q)
    CreditRatingAgency => "credit-rating-agency",
    /// (r)
    BenchmarkAdministrator => "benchmark-administrator",
    /// (s)
    CrowdfundingServiceProvider => "crowdfunding-service-provider",
    /// (t)
    SecuritisationRepository => "securitisation-repository",
}

#[cfg(test)]
mod tests {
    use super::*;

    fn possible(regime: Regime) -> Vec<&'static str> {
        let profile = |entity: &EntityType| FirmProfile { entity: *entity, regime, ..FirmProfile::default() };
        let possible = EntityType::ALL.iter().filter(|entity| profile(entity).contradiction().is_none());
        possible.map(|entity| entity.name()).collect()
    }

    #[test]
    fn the_law_rules_out_some_regimes_for_some_kinds_of_firm() {
        assert_eq!(possible(Regime::Full).len(), EntityType::ALL.len());
        assert_eq!(possible(Regime::Micro).len(), EntityType::ALL.len() - 4);
        assert_eq!(
            possible(Regime::Simplified),
            [
                "credit-institution",
                "payment-institution",
                "account-information-service-provider",
                "electronic-money-institution",
                "investment-firm",
                "occupational-pension-institution"
            ]
        );
    }

    #[test]
    fn the_size_follows_regime_and_turnover() {
        let size = |regime, turnover_eur| FirmProfile { regime, turnover_eur, ..FirmProfile::default() }.size();
        assert_eq!(size(Regime::Micro, Some(1e9)), EntitySize::Micro);
        assert_eq!(size(Regime::Simplified, None), EntitySize::Small);
        assert_eq!(size(Regime::Full, None), EntitySize::Medium);
        assert_eq!(size(Regime::Full, Some(10e6)), EntitySize::Small);
        assert_eq!(size(Regime::Full, Some(50e6)), EntitySize::Medium);
        assert_eq!(size(Regime::Full, Some(50e6 + 1.0)), EntitySize::Large);
    }

    #[test]
    fn the_contradiction_names_kind_and_article() {
        let regime = Regime::Micro;
        let firm = FirmProfile { entity: EntityType::TradingVenue, regime, ..FirmProfile::default() };
        let said = firm.contradiction();
        assert_eq!(said.as_deref(), Some("A trading-venue is never a microenterprise (Article 3(60))."));
    }
}
