//! The append-only journal: appending, reading, and proving that nobody changed it.

use crate::database;
use holdfast_crypto::{DIGEST, Frontier, Head, JournalRecord, Signer, canonical_json, to_hex, verify_head};
use holdfast_ports::{Change, JournalReport, ReviewRow, StoreError, StoredEntry};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, params};
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// Appends the entries of the change and a signed head over the journal. Returns its new size.
pub(crate) fn append(transaction: &Transaction<'_>, signer: &Signer, change: &Change<'_>) -> Result<u64, StoreError> {
    if change.entries.is_empty() {
        return Err(StoreError::Database("a change without a journal entry was refused".to_owned()));
    }
    let (mut tree, mut prev) = last_head(transaction)?;
    let mut insert = transaction
        .prepare_cached(
            "INSERT INTO journal (seq, at, topic, actor, payload, prev_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .map_err(database)?;
    for entry in &change.entries {
        let payload = canonical_json(&entry.payload);
        let seq = tree.size() + 1;
        let record =
            JournalRecord { seq, at: change.at, topic: entry.topic, actor: change.actor, payload: &payload, prev };
        let hash = record.hash();
        insert
            .execute(params![seq as i64, change.at, entry.topic, change.actor, payload, prev, hash])
            .map_err(database)?;
        tree.append(record.leaf());
        prev = hash;
    }
    let head = Head { size: tree.size(), root: tree.root(), last: prev };
    transaction
        .prepare_cached(
            "INSERT INTO journal_head (size, root, frontier, head_hash, signature) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .and_then(|mut insert| {
            insert.execute(params![head.size as i64, head.root, tree.to_bytes(), head.last, signer.sign(&head)])
        })
        .map_err(database)?;
    Ok(head.size)
}

/// Entries from this number on, at most `limit`.
pub(crate) fn read(connection: &Connection, from: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
    let range = params![i64::try_from(from).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX)];
    let found = "SELECT seq, at, actor, topic, payload, hash FROM journal WHERE seq >= ?1 ORDER BY seq LIMIT ?2";
    rows(connection, found, range, entry)
}

/// Every entry of one topic, in order.
pub(crate) fn of_topic(connection: &Connection, topic: &str) -> Result<Vec<StoredEntry>, StoreError> {
    let found = "SELECT seq, at, actor, topic, payload, hash FROM journal WHERE topic = ?1 ORDER BY seq";
    rows(connection, found, params![topic], entry)
}

/// Every entry on a review with its record, in order; an entry whose record is not there comes alone.
pub(crate) fn reviews(connection: &Connection) -> Result<Vec<ReviewRow>, StoreError> {
    let found = "SELECT seq, at, actor, topic, journal.payload, hash, review.payload
                 FROM journal LEFT JOIN review USING (seq) WHERE topic GLOB 'dora.review.*' ORDER BY seq";
    rows(connection, found, params![], |row| Ok(ReviewRow { record: row.get(6)?, entry: entry(row)? }))
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut select| select.query_map(parameters, |row| read(row))?.collect())
        .map_err(|error| match error {
            rusqlite::Error::FromSqlConversionFailure(..) => {
                StoreError::Integrity("the payload of a journal entry is not JSON".to_owned())
            }
            other => database(other),
        })
}

/// The first six columns of a row as an entry.
fn entry(row: &Row<'_>) -> rusqlite::Result<StoredEntry> {
    let payload: String = row.get(4)?;
    Ok(StoredEntry {
        seq: row.get::<_, i64>(0)? as u64,
        at: row.get(1)?,
        actor: row.get(2)?,
        topic: row.get(3)?,
        payload: serde_json::from_str(&payload)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(4, Type::Text, Box::new(error)))?,
        hash: to_hex(&row.get::<_, Vec<u8>>(5)?),
    })
}

/// Recomputes chain, tree and signatures over the whole journal, after checking every page of the database.
///
/// Entry 0 in `broken` stands for the database file itself.
pub(crate) fn verify(connection: &Connection, signer: &[u8; 32]) -> Result<JournalReport, StoreError> {
    let mut check = Check::new(signer);
    match damaged_page(connection)?.map_or_else(|| check.whole_journal(connection), |reason| Err(Broken(0, reason))) {
        Ok(()) => {}
        Err(Broken(seq, reason)) => check.broken = Some((seq, reason)),
    }
    Ok(JournalReport {
        entries: check.tree.size(),
        root: to_hex(&check.tree.root()),
        head: to_hex(&check.prev),
        signer: to_hex(signer),
        broken: check.broken,
    })
}

/// What the cipher says about the pages on disk, after everything was moved there from the write-ahead log.
fn damaged_page(connection: &Connection) -> Result<Option<String>, StoreError> {
    checkpoint(connection)?;
    connection.query_row("PRAGMA cipher_integrity_check", [], |row| row.get(0)).optional().map_err(database)
}

/// Moves everything from the write-ahead log into the database file.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(database)?;
    if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
}

/// Tree and hash of the last entry, without reading the entries.
fn last_head(connection: &Connection) -> Result<(Frontier, [u8; DIGEST]), StoreError> {
    let head = connection
        .prepare_cached("SELECT size, frontier, head_hash FROM journal_head ORDER BY size DESC LIMIT 1")
        .and_then(|mut select| {
            select
                .query_row([], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, [u8; DIGEST]>(2)?))
                })
                .optional()
        })
        .map_err(database)?;
    let Some((size, frontier, last)) = head else {
        return Ok((Frontier::new(), [0; DIGEST]));
    };
    let tree = Frontier::from_parts(size as u64, &frontier)
        .map_err(|error| StoreError::Integrity(format!("journal head {size}: {error}")))?;
    Ok((tree, last))
}

/// The first entry that does not check, and why.
struct Broken(u64, String);

/// A head as stored; fields of the wrong length never compare equal to what they should be.
struct StoredHead {
    root: Vec<u8>,
    frontier: Vec<u8>,
    last: Vec<u8>,
    signature: Vec<u8>,
}

/// A walk over the journal that knows what the next entry has to be.
struct Check<'a> {
    signer: &'a [u8; 32],
    tree: Frontier,
    prev: [u8; DIGEST],
    /// Entries covered by a head that checked.
    signed: u64,
    broken: Option<(u64, String)>,
}

impl<'a> Check<'a> {
    fn new(signer: &'a [u8; 32]) -> Self {
        Self { signer, tree: Frontier::new(), prev: [0; DIGEST], signed: 0, broken: None }
    }

    fn whole_journal(&mut self, connection: &Connection) -> Result<(), Broken> {
        let mut heads = stored_heads(connection).map_err(|error| Broken(0, error.to_string()))?;
        let unreadable = |next: u64| move |error: rusqlite::Error| Broken(next, format!("cannot be read: {error}"));
        let mut select = connection
            .prepare("SELECT seq, at, topic, actor, payload, prev_hash, hash FROM journal ORDER BY seq")
            .map_err(unreadable(0))?;
        let mut rows = select.query([]).map_err(unreadable(0))?;
        loop {
            let next = self.tree.size() + 1;
            let Some(row) = rows.next().map_err(unreadable(next))? else {
                break;
            };
            let text = |column: usize| row.get::<_, String>(column).map_err(unreadable(next));
            let bytes = |column: usize| row.get::<_, Vec<u8>>(column).map_err(unreadable(next));
            let seq = row.get::<_, i64>(0).map_err(unreadable(next))? as u64;
            if seq != next {
                return Err(Broken(next, "the entry is missing".to_owned()));
            }
            let (at, topic, actor, payload) = (text(1)?, text(2)?, text(3)?, text(4)?);
            let record =
                JournalRecord { seq, at: &at, topic: &topic, actor: &actor, payload: &payload, prev: self.prev };
            self.entry(&record, &bytes(5)?, &bytes(6)?)?;
            if let Some(head) = heads.remove(&seq) {
                self.head(&head)?;
            }
        }
        let size = self.tree.size();
        match heads.first_key_value() {
            Some(_) => Err(Broken(size + 1, "the entry is missing, a signed head covers it".to_owned())),
            None if size > self.signed => Err(Broken(self.signed + 1, "no signed head covers the entry".to_owned())),
            None => Ok(()),
        }
    }

    fn entry(&mut self, record: &JournalRecord<'_>, prev_hash: &[u8], hash: &[u8]) -> Result<(), Broken> {
        // One whole JSON value, or the payload could pretend to be the fields after it.
        if serde_json::from_str::<IgnoredAny>(record.payload).is_err() {
            return Err(Broken(record.seq, "the payload is not JSON".to_owned()));
        }
        if prev_hash != self.prev {
            return Err(Broken(record.seq, "the entry does not follow the one before it".to_owned()));
        }
        let expected = record.hash();
        if hash != expected {
            return Err(Broken(record.seq, "the entry was altered".to_owned()));
        }
        self.tree.append(record.leaf());
        self.prev = expected;
        Ok(())
    }

    fn head(&mut self, stored: &StoredHead) -> Result<(), Broken> {
        let head = Head { size: self.tree.size(), root: self.tree.root(), last: self.prev };
        if stored.root != head.root || stored.last != head.last || stored.frontier != self.tree.to_bytes() {
            return Err(Broken(head.size, "the head does not match the entries".to_owned()));
        }
        let signed = <&[u8; 64]>::try_from(stored.signature.as_slice())
            .is_ok_and(|signature| verify_head(self.signer, &head, signature).is_ok());
        if !signed {
            return Err(Broken(head.size, "the head is not signed by this workspace".to_owned()));
        }
        self.signed = head.size;
        Ok(())
    }
}

fn stored_heads(connection: &Connection) -> rusqlite::Result<BTreeMap<u64, StoredHead>> {
    connection
        .prepare("SELECT size, root, frontier, head_hash, signature FROM journal_head")?
        .query_map([], |row| {
            let head =
                StoredHead { root: row.get(1)?, frontier: row.get(2)?, last: row.get(3)?, signature: row.get(4)? };
            Ok((row.get::<_, i64>(0)? as u64, head))
        })?
        .collect()
}

#[cfg(test)]
mod tests;
