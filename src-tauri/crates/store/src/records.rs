//! Documents, stage results and the names that point at them.

use crate::database;
use holdfast_domain::DocumentId;
use holdfast_ports::{Change, DocumentRow, StoreError};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// Makes the change that the journal entries up to `seq` describe. Stages, documents and names that are kept a second
/// time change nothing.
pub(crate) fn keep(transaction: &Transaction<'_>, change: &Change<'_>, seq: u64) -> Result<(), StoreError> {
    let seq = seq as i64;
    for stage in &change.stages {
        // A result is kept again only where the earlier bytes could not be read, so the later ones take their place.
        transaction
            .prepare_cached(
                "INSERT INTO stage_result (key, stage, payload, seq) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (key) DO UPDATE SET payload = excluded.payload, seq = excluded.seq
                 WHERE payload <> excluded.payload",
            )
            .and_then(|mut insert| insert.execute(params![stage.key, stage.stage, stage.payload, seq]))
            .map_err(database)?;
    }
    if let Some(review) = change.review {
        transaction
            .prepare_cached("INSERT INTO review (seq, payload) VALUES (?1, ?2)")
            .and_then(|mut insert| insert.execute(params![seq + 1 - change.entries.len() as i64, review]))
            .map_err(database)?;
    }
    for document in &change.documents {
        keep_document(transaction, document, seq).map_err(database)?;
    }
    for (name, key) in &change.current {
        transaction
            .prepare_cached(
                "INSERT INTO current (name, key, seq) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET key = excluded.key, seq = excluded.seq WHERE key <> excluded.key",
            )
            .and_then(|mut insert| insert.execute(params![name, key, seq]))
            .map_err(database)?;
    }
    Ok(())
}

/// A content that is known takes the new name and reading; one that had been replaced is present again.
fn keep_document(transaction: &Transaction<'_>, document: &DocumentRow, seq: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO document (id, sha256, file, bytes, blob, intake_key, seq, title, previous)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET
                 file = excluded.file, blob = excluded.blob, intake_key = excluded.intake_key, seq = excluded.seq,
                 title = excluded.title, previous = excluded.previous, replaced_by = NULL
             WHERE replaced_by IS NOT NULL OR file <> excluded.file OR blob <> excluded.blob
                 OR intake_key <> excluded.intake_key OR title <> excluded.title OR previous IS NOT excluded.previous",
        )?
        .execute(params![
            document.id.as_str(),
            document.sha256,
            document.file,
            document.bytes as i64,
            document.blob,
            document.intake_key,
            seq,
            document.title,
            document.previous.as_ref().map(DocumentId::as_str),
        ])?;
    transaction
        .prepare_cached("UPDATE document SET replaced_by = ?1 WHERE file = ?2 AND id <> ?1 AND replaced_by IS NULL")?
        .execute(params![document.id.as_str(), document.file])?;
    Ok(())
}

/// Result kept under a stage key.
pub(crate) fn stage(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    connection
        .prepare_cached("SELECT payload FROM stage_result WHERE key = ?1")
        .and_then(|mut select| select.query_row([key], |row| row.get(0)).optional())
        .map_err(database)
}

/// Stage key that a name points at.
pub(crate) fn current(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    connection
        .prepare_cached("SELECT key FROM current WHERE name = ?1")
        .and_then(|mut select| select.query_row([name], |row| row.get(0)).optional())
        .map_err(database)
}

/// Documents that are present, by file name.
pub(crate) fn documents(connection: &Connection) -> Result<Vec<DocumentRow>, StoreError> {
    connection
        .prepare_cached(
            "SELECT id, sha256, file, bytes, blob, intake_key, title, previous
             FROM document WHERE replaced_by IS NULL ORDER BY file, id",
        )
        .and_then(|mut select| select.query_map([], document)?.collect())
        .map_err(database)
}

/// One document, present or replaced.
pub(crate) fn one_document(connection: &Connection, id: &DocumentId) -> Result<Option<DocumentRow>, StoreError> {
    connection
        .prepare_cached("SELECT id, sha256, file, bytes, blob, intake_key, title, previous FROM document WHERE id = ?1")
        .and_then(|mut select| select.query_row([id.as_str()], document).optional())
        .map_err(database)
}

fn document(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: DocumentId::new(row.get::<_, String>(0)?),
        sha256: row.get(1)?,
        file: row.get(2)?,
        bytes: row.get::<_, i64>(3)? as u64,
        blob: row.get(4)?,
        intake_key: row.get(5)?,
        title: row.get(6)?,
        previous: row.get::<_, Option<String>>(7)?.map(DocumentId::new),
    })
}
