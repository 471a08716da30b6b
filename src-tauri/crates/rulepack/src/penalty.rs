//! Penalty regimes as data.

use serde::{Deserialize, Serialize};

/// What a supervisor may impose, and how likely that is assumed to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PenaltyRegime {
    /// Name in the pack.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// ISO 3166 code, or `EU`.
    pub country: String,
    /// Whom it binds.
    pub addressee: Addressee,
    /// Fixed cap in EUR; `None` where there is none.
    pub cap_eur: Option<f64>,
    /// Percentage of the base; `None` where there is none.
    pub percentage: Option<f64>,
    /// What the percentage is of.
    pub base: PenaltyBase,
    /// `higher` or `lower` of cap and percentage.
    pub rule: CapRule,
    /// Where it stands.
    pub source: String,
    /// Date of the source, ISO 8601.
    pub date: String,
    /// How sure the figure is.
    pub status: RegimeStatus,
    /// Yearly probability of a penalty by the severity of the gaps; a planning assumption in every regime.
    pub probability: PenaltyProbability,
    /// Share of the maximum assumed when a penalty falls; a planning assumption in every regime.
    pub severity_share: f64,
}

/// Whom a regime binds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// Financial entities; Member States lay the penalties down.
    #[default]
    FinancialEntity,
    /// Providers of ICT services that the European authorities designated as critical.
    CriticalProvider,
}

/// What a percentage is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PenaltyBase {
    /// The turnover of a year.
    YearlyTurnover {
        /// Which turnover, in words.
        of: String,
    },
    /// The average turnover of a day, for every day on which the payment runs.
    DailyTurnover {
        /// Which turnover, in words.
        of: String,
        /// Most days that the payment may run.
        days: u16,
    },
}

/// Yearly probability of a penalty by severity of the gaps: lowest, most likely, highest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PenaltyProbability {
    /// With nothing open.
    pub none: [f64; 3],
    /// With minor gaps.
    pub minor: [f64; 3],
    /// With moderate gaps.
    pub moderate: [f64; 3],
    /// With severe gaps.
    pub severe: [f64; 3],
    /// With critical gaps.
    pub critical: [f64; 3],
}

/// How severe the gaps of a firm are as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapSeverity {
    /// Nothing is open.
    #[default]
    None,
    /// Something is open.
    Minor,
    /// A good part is open.
    Moderate,
    /// A large part is open.
    Severe,
    /// Most is open.
    Critical,
}

/// Which of cap and percentage binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapRule {
    /// The higher of the two.
    Higher,
    /// The lower of the two.
    Lower,
}

/// How sure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegimeStatus {
    /// Read in the law itself.
    Verified,
    /// Read in a secondary source.
    Secondary,
    /// An assumption for planning, not law.
    Scenario,
}

impl PenaltyProbability {
    /// Lowest, most likely and highest probability at a severity.
    pub fn at(&self, severity: GapSeverity) -> [f64; 3] {
        match severity {
            GapSeverity::None => self.none,
            GapSeverity::Minor => self.minor,
            GapSeverity::Moderate => self.moderate,
            GapSeverity::Severe => self.severe,
            GapSeverity::Critical => self.critical,
        }
    }
}

impl GapSeverity {
    /// Every severity, rising.
    pub const ALL: [GapSeverity; 5] =
        [GapSeverity::None, GapSeverity::Minor, GapSeverity::Moderate, GapSeverity::Severe, GapSeverity::Critical];

    /// The word used in packs and results.
    pub fn name(self) -> &'static str {
        match self {
            GapSeverity::None => "none",
            GapSeverity::Minor => "minor",
            GapSeverity::Moderate => "moderate",
            GapSeverity::Severe => "severe",
            GapSeverity::Critical => "critical",
        }
    }
}

impl RegimeStatus {
    /// The word used in results.
    pub fn name(self) -> &'static str {
        match self {
            RegimeStatus::Verified => "verified",
            RegimeStatus::Secondary => "secondary",
            RegimeStatus::Scenario => "scenario",
        }
    }
}
