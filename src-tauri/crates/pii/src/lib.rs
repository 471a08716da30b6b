//! Finds personal data in a text and masks it: e-mail addresses, phone numbers, IBANs, payment cards, national
//! identity numbers, IP addresses, names of persons.
//!
//! Rules, not a model: what is found has a checksum, a published form, or a cue beside it, so every find can be
//! explained. [`find`] reads one text; [`Masking`] reads a set of documents, gives every person one number across the
//! set, and replaces what a [`Policy`] does not let out.
//!
//! Reading order: `reading` cuts the text into words and lines, `number`, `email` and `person` look at them, `find`
//! brings the hits together, `mask` replaces them. Square brackets are walls: no rule looks across one. That is why
//! masked text, where every find has become a word in brackets, holds nothing to find.
//!
//! Boundary: pure, time linear in the text. It keeps no text and writes none; values leave it only inside what the caller gave.

mod email;
mod find;
mod kind;
mod mask;
mod number;
mod people;
mod person;
mod policy;
mod preview;
mod reading;

pub use find::{Found, find};
pub use kind::Kind;
pub use mask::{Masked, Masking};
pub use policy::Policy;
pub use preview::preview;

/// Version of the rules; part of every key of a result they shape.
pub const VERSION: &str = "1";
