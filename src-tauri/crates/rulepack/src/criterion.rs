//! Criteria, requirements and domains as data.

use holdfast_domain::{CriterionId, DomainId, RequirementId};
use serde::{Deserialize, Serialize};

/// One assessable paragraph or point of the law, in our own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Kinds of document in which evidence stands.
    pub evidence_types: Vec<String>,
    /// Headings under which evidence usually stands.
    pub section_names: Vec<String>,
    /// Words and phrases of the subject.
    pub keywords: Vec<String>,
    /// What a good text states, each with its prefix (`frequency:`, `deadline:`, `role:`, `threshold:`, `record:`, `scope:`).
    pub specifics: Vec<String>,
    /// Importance, 1 to 5.
    pub weight: u8,
    /// On whom it binds.
    pub applies: Applies,
    /// Where the obligation stands.
    pub source: String,
    /// How firms write it, in several voices: what a passage that fulfils it may sound like. From a file of its own.
    #[serde(default)]
    pub phrasings: Vec<String>,
    /// The separately checkable parts of the obligation, the essential one first. From the same file.
    #[serde(default)]
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
pub struct Applies {
    /// Full regime.
    pub full: Binding,
    /// Microenterprise.
    pub micro: Binding,
    /// Simplified framework of Article 16.
    pub art16: Binding,
    /// Only some kinds of entity or some situations; free text of the source.
    pub only: Option<String>,
    /// Remark of the source.
    pub note: Option<String>,
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
pub struct Requirement {
    /// `REQ-01` to `REQ-47`.
    pub id: RequirementId,
    /// Name for people.
    pub title: String,
    /// Articles it groups.
    pub articles: String,
    /// Its domain.
    pub domain: DomainId,
    /// Criteria that roll up to it.
    pub criteria: Vec<CriterionId>,
}

/// One of the seven domains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Such as `governance`.
    pub id: DomainId,
    /// Name for people.
    pub title: String,
}
