//! The encrypted workspace as the application sees it.

use holdfast_domain::DocumentId;
use serde::{Deserialize, Serialize};
use std::path::Path;
use thiserror::Error;

/// One writer's view of an open workspace.
pub trait Store {
    /// Appends the entries to the journal and makes the change, in one durable transaction: all of it or none.
    /// Returns the number of journal entries after it.
    fn commit(&mut self, change: Change<'_>) -> Result<u64, StoreError>;

    /// Result kept under a stage key, if there is one.
    fn stage(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Key of the newest result under this name, such as `assessment`.
    fn current(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Documents that are present, that is not replaced by a newer version, by file name.
    fn documents(&self) -> Result<Vec<DocumentRow>, StoreError>;

    /// One document, present or replaced.
    fn document(&self, id: &DocumentId) -> Result<Option<DocumentRow>, StoreError>;

    /// Encrypts the bytes and keeps them; the name returned goes into [`DocumentRow::blob`]. Same bytes, same name.
    fn put_blob(&self, bytes: &[u8]) -> Result<String, StoreError>;

    /// Bytes kept under this name.
    fn blob(&self, name: &str) -> Result<Vec<u8>, StoreError>;

    /// Journal entries from this number on, at most `limit`, in order.
    fn journal(&self, from: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError>;

    /// Every journal entry of one topic, in order.
    fn journal_of(&self, topic: &str) -> Result<Vec<StoredEntry>, StoreError>;

    /// Every journal entry under `dora.review.`, in order, with the review record that was appended with it.
    fn reviews(&self) -> Result<Vec<ReviewRow>, StoreError>;

    /// Checks hash chain, Merkle tree and signed heads over the whole journal.
    fn verify_journal(&self) -> Result<JournalReport, StoreError>;

    /// Writes one encrypted file that holds the whole workspace, and verifies it by reading it back.
    fn backup(&self, file: &Path) -> Result<BackupReport, StoreError>;
}

/// What one transaction does. Empty parts do nothing.
#[derive(Debug, Default)]
pub struct Change<'a> {
    /// Time of the change, RFC 3339 in UTC.
    pub at: &'a str,
    /// Who made it.
    pub actor: &'a str,
    /// Journal entries, in order; at least one.
    pub entries: Vec<Entry>,
    /// Stage results to keep.
    pub stages: Vec<StageRow<'a>>,
    /// A review record to append; the first journal entry of the change is about it.
    pub review: Option<&'a [u8]>,
    /// Documents to add, or to keep under a new name or reading. Another present document of the same file name is
    /// marked as replaced.
    pub documents: Vec<DocumentRow>,
    /// Names to point at stage keys.
    pub current: Vec<(&'a str, &'a str)>,
}

/// A journal entry to append.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Such as `dora.policy.uploaded`.
    pub topic: &'static str,
    /// Identifiers and figures only: no text of a document.
    pub payload: serde_json::Value,
}

/// A stage result to keep.
#[derive(Clone, Debug)]
pub struct StageRow<'a> {
    /// Hash over stage, version, input keys, parameters, rule pack and model.
    pub key: &'a str,
    /// Stage name, such as `intake`.
    pub stage: &'a str,
    /// The result.
    pub payload: &'a [u8],
}

/// A document of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// By content.
    pub id: DocumentId,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// File name relative to the imported folder.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Name of the encrypted blob.
    pub blob: String,
    /// Key of its intake result.
    pub intake_key: String,
    /// Title as the document states it; empty where it states none.
    pub title: String,
    /// The document that this one is another version of.
    pub previous: Option<DocumentId>,
}

/// A journal entry as kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredEntry {
    /// Number, from 1.
    pub seq: u64,
    /// Time, RFC 3339 in UTC.
    pub at: String,
    /// Who made it.
    pub actor: String,
    /// Topic.
    pub topic: String,
    /// Payload as kept.
    pub payload: serde_json::Value,
    /// Chained SHA-256, hex.
    pub hash: String,
}

/// A journal entry on a review, and the record that was appended with it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewRow {
    /// The record; `None` where it is not there any more.
    pub record: Option<Vec<u8>>,
    /// The entry.
    pub entry: StoredEntry,
}

/// What checking the journal found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalReport {
    /// Entries checked.
    pub entries: u64,
    /// Merkle root over them, hex (RFC 9162).
    pub root: String,
    /// Hash of the last entry, hex.
    pub head: String,
    /// Key that signed the heads, Ed25519, hex.
    pub signer: String,
    /// First entry that does not check and why; `None` where all is whole.
    pub broken: Option<(u64, String)>,
}

/// What a backup or restore did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReport {
    /// Size of the backup file in bytes.
    pub bytes: u64,
    /// SHA-256 of the backup file, hex.
    pub sha256: String,
    /// Journal entries in it.
    pub journal_entries: u64,
    /// Documents in it.
    pub documents: u64,
}

/// Why the workspace refused.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No slot opens with this passphrase.
    #[error("no key slot opens with this passphrase")]
    WrongPassphrase,
    /// There is no workspace at the path.
    #[error("there is no workspace in {0}")]
    Missing(String),
    /// There is a workspace at the path.
    #[error("the folder {0} already holds a workspace")]
    Exists(String),
    /// What is at the path is not what is needed there, and stays as it is.
    #[error("{0}")]
    Occupied(String),
    /// Another process writes to the workspace.
    #[error("another process is using the workspace")]
    Busy,
    /// Stored bytes were altered or damaged.
    #[error("stored data does not check: {0}")]
    Integrity(String),
    /// Made by a newer version of the product.
    #[error("the workspace was made by a newer version (schema {0})")]
    Newer(u32),
    /// The operating system refused.
    #[error("{0}")]
    Io(String),
    /// The database refused.
    #[error("database: {0}")]
    Database(String),
}
