//! Criteria, requirements and domains as data.

use holdfast_domain::{CriterionId, DomainId, EntityType, RequirementId};
use serde::{Deserialize, Serialize};

/// One assessable paragraph or point of the law, in our own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Such as `DORA-5.2.a`.
    pub id: CriterionId,
    /// Article number.
    pub article: String,
    /// Paragraph and point as cited.
    pub paragraph: String,
    /// The requirement it rolls up to.
    pub requirement: RequirementId,
    /// The domain it counts in.
    pub domain: DomainId,
    /// The Regulation itself or a technical standard.
    pub level: Level,
    /// Name for people.
    pub title: String,
    /// What is asked, in our own words.
    pub obligation: String,
    /// Kinds of document in which evidence stands, of [`EVIDENCE_TYPES`].
    pub evidence_types: Vec<String>,
    /// Headings under which evidence usually stands.
    pub section_names: Vec<String>,
    /// Words and phrases of the subject.
    pub keywords: Vec<String>,
    /// What a good text states, each with its prefix of [`SPECIFICS`], such as `frequency: at least yearly`.
    pub specifics: Vec<String>,
    /// Importance, 1 to 5.
    pub weight: u8,
    /// Why it weighs so much; our own judgement.
    pub weight_reason: String,
    /// Articles of Level 2 acts that detail it.
    pub l2: Vec<String>,
    /// On whom it binds.
    pub applies: Applies,
    /// Where the obligation stands.
    pub source: String,
    /// How firms write it, in several voices: what a passage that fulfils it may sound like. From a file of its own.
    #[serde(skip)]
    pub phrasings: Vec<String>,
    /// The separately checkable parts of the obligation, the essential one first. From the same file.
    #[serde(skip)]
    pub elements: Vec<String>,
}

/// How firms write what one criterion asks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    pub(crate) criterion: CriterionId,
    pub(crate) phrasings: Vec<String>,
    pub(crate) elements: Vec<String>,
}

impl Criterion {
    /// What is wrong with the criterion by itself, if anything.
    pub(crate) fn fault(&self) -> Option<String> {
        let Self { id, weight, .. } = self;
        if !(1..=5).contains(weight) {
            return Some(format!("{id}: the weight {weight} is outside 1 to 5"));
        }
        if let Some(unknown) = self.evidence_types.iter().find(|kind| !EVIDENCE_TYPES.contains(&kind.as_str())) {
            return Some(format!("{id}: the evidence type {unknown:?} is not one of {}", EVIDENCE_TYPES.join(", ")));
        }
        let has_kind = |text: &str| text.split_once(": ").is_some_and(|(kind, _)| SPECIFICS.contains(&kind));
        let unknown = self.specifics.iter().find(|text| !has_kind(text))?;
        Some(format!("{id}: {unknown:?} does not begin with one of {} and a colon", SPECIFICS.join(", ")))
    }
}

/// Kinds of document in which evidence stands.
pub const EVIDENCE_TYPES: [&str; 26] = [
    "architecture / data-flow diagram",
    "audit report",
    "board minutes",
    "budget record",
    "business impact analysis",
    "certificate / accreditation",
    "communication plan / template",
    "contract clause",
    "due diligence file",
    "management report",
    "membership / sharing agreement",
    "operational record / log",
    "plan",
    "policy",
    "procedure",
    "register / inventory",
    "regulatory notification",
    "remediation tracker",
    "risk assessment",
    "role description / organisation chart",
    "service level agreement",
    "strategy",
    "technical standard",
    "test report",
    "tool configuration evidence",
    "training material / attendance record",
];

/// What a specific of a criterion is about.
pub const SPECIFICS: [&str; 6] = ["deadline", "frequency", "record", "role", "scope", "threshold"];

/// Where an obligation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Regulation (EU) 2022/2554.
    L1,
    /// A delegated or implementing act.
    L2,
}

/// On whom a criterion binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applies {
    /// Full regime.
    pub full: Binding,
    /// Microenterprise.
    pub micro: Binding,
    /// Simplified framework of Article 16.
    pub art16: Binding,
    /// Only some kinds of entity or some situations.
    pub only: Option<Restriction>,
    /// Remark of the source.
    pub note: Option<String>,
}

/// On which firms alone a criterion binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// For people.
    pub text: String,
    /// Kinds of entity; empty where every kind is meant.
    pub entities: Vec<EntityType>,
    /// Situations, all of which must be given.
    pub situations: Vec<Situation>,
}

/// A situation of a firm on which a criterion depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Situation {
    /// The authority has identified the firm for threat-led penetration testing, Article 26(8).
    TlptIdentified,
    /// Threat-led penetration tests are made by testers of the firm itself, Article 27(2).
    InternalTesters,
    /// The firm takes part in an arrangement to share threat information, Article 45.
    Sharing,
    /// The check of compliance is outsourced, Article 6(10).
    VerificationOutsourced,
    /// Incident reporting is outsourced, Article 19(5).
    ReportingOutsourced,
}

/// How a criterion binds under one regime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// Binds.
    Yes,
    /// Binds in a lighter form, see the note.
    Modified,
    /// Binds only a firm on the list of Article 16(1).
    IfListed,
    /// Binds only a microenterprise.
    IfMicro,
    /// Open to choice; does not lower a score.
    Optional,
    /// Does not bind: exempt.
    Exempt,
    /// Does not bind: another criterion takes its place.
    Replaced,
    /// Does not bind.
    NotApplicable,
}

/// One of the 47 grouped requirements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `REQ-01` to `REQ-47`.
    pub id: RequirementId,
    /// Name for people.
    pub title: String,
    /// Articles it groups.
    pub articles: String,
    /// The pillar of the Regulation that it belongs to.
    pub pillar: Pillar,
    /// Its domain.
    pub domain: DomainId,
    /// Headings under which evidence usually stands.
    pub section_names: Vec<String>,
    /// Criteria that roll up to it.
    pub criteria: Vec<CriterionId>,
}

/// A pillar of the Regulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pillar {
    /// ICT risk management, Articles 5 to 16.
    IctRisk,
    /// Incidents, Articles 17 to 23.
    Incident,
    /// Resilience testing, Articles 24 to 27.
    Testing,
    /// Third-party risk, Articles 28 to 44.
    ThirdParty,
    /// Information sharing, Article 45.
    InfoSharing,
}

/// One of the seven domains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Such as `governance`.
    pub id: DomainId,
    /// Name for people.
    pub title: String,
}
