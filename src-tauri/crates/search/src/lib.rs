//! Full-text index over an encrypted directory.
//!
//! [`PassageIndex`] answers which passages share the rarest words with a query, by BM25. It is derived data: where it
//! is missing, damaged or under another key it is built anew from the documents, never repaired. What it answers
//! depends on the documents it holds alone, not on the order or the number of steps in which they came.
//!
//! The only crate that knows tantivy. Every file that tantivy writes is sealed before it reaches the disk, names of
//! files apart, so no word of a document can be read there. It knows nothing of criteria, verdicts or the database.

mod analysis;
mod directory;
mod index;

pub use index::PassageIndex;
