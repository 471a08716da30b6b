//! Why a command did not do what was asked, in one shape for every edge.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A refused or failed command, as the command line, the API and the window show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure; decides the exit code.
    pub code: Code,
    /// What happened, to what.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
}

impl Failure {
    /// A failure that a repeated call would meet again.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), retryable: matches!(code, Code::Busy) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// The kinds of failure that a caller acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// An argument cannot be used.
    Usage,
    /// Something asked for is not there.
    NotFound,
    /// The passphrase is missing or wrong.
    Locked,
    /// A precondition does not hold.
    Refused,
    /// Another process holds the workspace.
    Busy,
    /// Stored data was altered or damaged.
    Integrity,
    /// A needed part of the installation is missing or altered.
    Installation,
    /// The operating system refused a read or write.
    Io,
    /// A defect of the product.
    Internal,
}

impl Code {
    /// The process exit code of the command-line contract.
    pub fn exit(self) -> u8 {
        match self {
            Code::Usage => 2,
            Code::Locked | Code::Refused | Code::Busy => 3,
            Code::Integrity => 5,
            Code::NotFound | Code::Installation | Code::Io | Code::Internal => 1,
        }
    }
}
