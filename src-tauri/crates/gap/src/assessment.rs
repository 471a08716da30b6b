//! The result of an assessment, from criterion to overall.

use holdfast_domain::{
    Diagnostic, DocumentId, DomainId, Finding, FirmProfile, Format, ModelRef, PackRef, RequirementId, Standing, Verdict,
};
use serde::{Deserialize, Serialize};

/// Where the firm stands: one row a criterion, rolled up to requirements, domains and one figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// Stage key of this assessment: same inputs, same id.
    pub assessment_id: String,
    /// The firm as assessed.
    pub firm: FirmProfile,
    /// Criteria and requirements used.
    pub rulepack: PackRef,
    /// Embedding model used.
    pub model: ModelRef,
    /// Verdict head used; `None` in an assessment that was kept before it was named.
    #[serde(default)]
    pub head: Option<ModelRef>,
    /// What was read.
    pub documents: Vec<DocumentSummary>,
    /// The whole.
    pub overall: Overall,
    /// The seven domains, in pack order.
    pub domains: Vec<DomainScore>,
    /// The 47 requirements, in pack order.
    pub requirements: Vec<RequirementScore>,
    /// Every criterion of the pack, in pack order.
    pub criteria: Vec<Finding>,
}

/// One document of the set, as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentSummary {
    /// By content.
    pub id: DocumentId,
    /// File name relative to the imported folder.
    pub file: String,
    /// Stated title, or empty.
    pub title: String,
    /// Format found from the content.
    pub format: Format,
    /// Whether it binds the firm today.
    pub standing: Standing,
    /// Pages; 0 in formats without pages.
    pub pages: usize,
    /// Citable passages.
    pub passages: usize,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// The overall figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overall {
    /// Weighted share of documented evidence, 0 to 1; `None` where nothing applies.
    pub score: Option<f64>,
    /// Maturity of what is documented, 0 to 5; `None` where nothing applies.
    #[serde(default)]
    pub maturity: Option<u8>,
    /// Criteria by verdict.
    pub counts: VerdictCounts,
    /// Criteria by what reviewers said.
    #[serde(default)]
    pub review: ReviewCounts,
}

/// Number of criteria by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictCounts {
    /// Met.
    pub met: usize,
    /// Partial.
    pub partial: usize,
    /// Nothing found.
    pub none: usize,
    /// The opposite found.
    pub contradicted: usize,
    /// Not binding on this firm.
    pub not_applicable: usize,
}

/// Number of criteria that may bind the firm, by what reviewers said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewCounts {
    /// Decided, on texts that still stand.
    pub decided: usize,
    /// Decided on texts that changed since.
    pub stale: usize,
    /// Not decided.
    pub open: usize,
}

/// One domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DomainScore {
    /// Domain name in the pack.
    pub id: DomainId,
    /// Name for people.
    pub title: String,
    /// 0 to 1; `None` where nothing applies.
    pub score: Option<f64>,
    /// Maturity of what is documented, 0 to 5; `None` where nothing applies.
    #[serde(default)]
    pub maturity: Option<u8>,
    /// Criteria by verdict.
    pub counts: VerdictCounts,
    /// Criteria by what reviewers said.
    #[serde(default)]
    pub review: ReviewCounts,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequirementScore {
    /// `REQ-01` to `REQ-47`.
    pub id: RequirementId,
    /// Name for people.
    pub title: String,
    /// Articles it groups.
    pub articles: String,
    /// Its domain.
    pub domain: DomainId,
    /// 0 to 1; `None` where nothing applies.
    pub score: Option<f64>,
    /// Roll-up of its criteria.
    pub status: Verdict,
    /// Maturity of what is documented, 0 to 5; `None` where nothing applies.
    #[serde(default)]
    pub maturity: Option<u8>,
    /// Criteria by verdict.
    pub counts: VerdictCounts,
    /// Criteria by what reviewers said.
    #[serde(default)]
    pub review: ReviewCounts,
}
