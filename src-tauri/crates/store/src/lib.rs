//! The encrypted workspace: SQLCipher database, journal, blobs, key slots, backup.
//!
//! A workspace is a folder: `keyslots.json` (who can unlock it), `store.db` (everything structured), `blobs/` (the
//! documents), `index/` (derived, filled by the search crate), `lock` (held by the one process that writes).
//! [`Workspace`] is an unlocked one; the application uses it through [`holdfast_ports::Store`].
//!
//! Three promises: no plaintext reaches the disk; a change and its journal entries are kept together or not at all,
//! also when the process is killed; what was altered outside the product is found and named. The last one has a
//! limit: whoever knows the passphrase can write a new, consistent history, so a head kept elsewhere, such as in a
//! report, is what proves that entries were not replaced or cut off at the end.
//!
//! The only crate that knows SQL. It knows nothing of what the payloads mean.

mod backup;
mod blobs;
mod disk;
mod journal;
mod keyslots;
mod records;
mod restore;
mod schema;
mod workspace;

pub use workspace::Workspace;

use holdfast_ports::StoreError;

/// What the database said, in the terms of the application.
fn database(error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    match error.sqlite_error_code() {
        Some(DatabaseCorrupt | NotADatabase) => StoreError::Integrity(format!("store.db: {error}")),
        _ => StoreError::Database(error.to_string()),
    }
}
