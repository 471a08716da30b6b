//! A second reader of verdicts: a language model behind a chat-completions endpoint on the user's own machine or network.
//!
//! The only crate that opens a connection, and only when somebody named an endpoint. What it reads is untrusted on both
//! sides: the passages are handed over as data, and of whatever comes back only a verdict and quotes are taken. A slow,
//! broken or hostile endpoint costs one answer, never the run.

mod answer;
mod client;
mod endpoint;
mod prompt;
mod reader;

pub use client::{ApiKey, Limits};
pub use endpoint::{Endpoint, EndpointError};
pub use reader::EndpointReader;
