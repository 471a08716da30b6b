//! Typed identifiers, so that a task can never be looked up as a criterion.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the identifier as written in a pack or computed from content.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    )+};
}

id! {
    /// One assessable paragraph or point of the law, such as `DORA-5.2.a`.
    CriterionId,
    /// A document by its content: `doc-` and the first 16 hex digits of the SHA-256 of its bytes.
    DocumentId,
    /// One of the seven domains, such as `governance`.
    DomainId,
    /// A member of the team that carries out the plan.
    PersonId,
    /// One of the 47 grouped requirements, `REQ-01` to `REQ-47`.
    RequirementId,
    /// A loss scenario of the scenario library.
    ScenarioId,
    /// A task of the task library.
    TaskId,
}
