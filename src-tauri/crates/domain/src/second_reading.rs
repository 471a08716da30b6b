//! What a second reader said about a criterion, and why an answer may count for nothing.

use crate::{Evidence, Verdict};
use serde::{Deserialize, Serialize};

/// A second reader's part in a finding. It is kept with the finding whether it changed anything or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondReading {
    /// Name of the reader.
    pub name: String,
    /// Its verdict; `None` where no answer came.
    pub verdict: Option<Verdict>,
    /// Its own confidence, 0 to 1; `None` where no answer came.
    pub confidence: Option<f64>,
    /// Its quotes, each found word for word in a passage that it was given; empty where the answer is void.
    pub quotes: Vec<String>,
    /// Why the answer counts for nothing; `None` where it counts.
    pub voided: Option<VoidReason>,
    /// Why there is no answer; `None` where there is one.
    pub failed: Option<ReadFailure>,
    /// The first verdict, where this reading changed it.
    pub first: Option<FirstVerdict>,
}

/// A verdict before a second reader changed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstVerdict {
    /// The judgement.
    pub verdict: Verdict,
    /// Its confidence, 0 to 1.
    pub confidence: f64,
    /// The quotes that it rested on.
    pub evidence: Vec<Evidence>,
}

/// Why an answer counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoidReason {
    /// A quote stands in none of the passages.
    QuoteNotInText,
    /// A verdict that no reader may give, or a confidence outside 0 to 1.
    OutOfRange,
}

/// Why a question got no answer. Never carries text of the document or of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadFailure {
    /// No answer in the time for one question.
    TimedOut,
    /// The time for all questions was used up before this one.
    OutOfTime,
    /// Not asked, since several questions before it failed in a row.
    GivenUp,
    /// No connection.
    Unreachable,
    /// The certificate of the endpoint is not trusted on this machine.
    Untrusted,
    /// The name of the endpoint leads to a public address, and the connection would not be encrypted.
    NotEncrypted,
    /// The endpoint did not accept the key.
    Unauthorised,
    /// The endpoint answered with an error.
    Refused,
    /// The endpoint pointed elsewhere, which is never followed.
    Redirected,
    /// The answer is larger than any honest one.
    TooLarge,
    /// The answer is not of the agreed form.
    Malformed,
    /// The local model could not be run.
    Runtime,
}

impl VoidReason {
    /// The reason as a clause: `a quote stands in none of the passages`.
    pub fn clause(self) -> &'static str {
        match self {
            Self::QuoteNotInText => "a quote stands in none of the passages",
            Self::OutOfRange => "it names a verdict or a confidence that no reader may give",
        }
    }
}

impl ReadFailure {
    /// The failure as a clause: `no answer came in time`.
    pub fn clause(self) -> &'static str {
        match self {
            Self::TimedOut => "no answer came in time",
            Self::OutOfTime => "the time for all questions was used up",
            Self::GivenUp => "it was not asked, since several questions before failed in a row",
            Self::Unreachable => "no connection could be made",
            Self::Untrusted => "the certificate of the endpoint is not trusted on this machine",
            Self::NotEncrypted => "the endpoint has a public address and the connection would not be encrypted",
            Self::Unauthorised => "the endpoint did not accept the key",
            Self::Refused => "the endpoint answered with an error",
            Self::Redirected => "the endpoint pointed elsewhere, which is not followed",
            Self::TooLarge => "the answer was too large",
            Self::Malformed => "the answer was not of the agreed form",
            Self::Runtime => "the model could not be run",
        }
    }

    /// The way out, in a sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::TimedOut => "Ask again with a smaller or faster model; answers that came are kept.",
            Self::OutOfTime => "Run this again: it goes on where it stopped.",
            Self::GivenUp | Self::Unreachable => {
                "Check that the server runs and that --reader-endpoint is its address, then run this again."
            }
            Self::Untrusted => "Add the certificate authority of your organisation to this machine's trusted ones.",
            Self::NotEncrypted => "Use an https address.",
            Self::Unauthorised => "Check the key in the file of --reader-key-file.",
            Self::Refused => "Check --reader-model, and read the server's own log.",
            Self::Redirected => "Give the final address as --reader-endpoint.",
            Self::TooLarge | Self::Malformed => "Use a model that keeps to a JSON schema.",
            Self::Runtime => "Run `holdfast doctor`.",
        }
    }
}
