//! The shape of the database and how an older one becomes the newest.

use crate::database;
use holdfast_crypto::sha256_hex;
use holdfast_ports::StoreError;
use rusqlite::{Connection, TransactionBehavior, params};

/// One step from a schema version to the next. Never edited after it shipped.
pub(crate) struct Migration {
    name: &'static str,
    sql: &'static str,
}

/// Every migration, in order; the version of the schema is how many of them were applied.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { name: "001-workspace", sql: include_str!("../../../../migrations/local/001-workspace.sql") },
    Migration { name: "002-versions", sql: include_str!("../../../../migrations/local/002-versions.sql") },
    Migration { name: "003-review", sql: include_str!("../../../../migrations/local/003-review.sql") },
];

/// Applies what is pending, all of it or nothing, and refuses a database whose applied migrations were not these.
pub(crate) fn migrate(connection: &mut Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(database)?;
    let applied = version as usize;
    if applied > migrations.len() {
        return Err(StoreError::Newer(version));
    }
    if applied < migrations.len() {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(database)?;
        for (position, migration) in migrations.iter().enumerate().skip(applied) {
            transaction.execute_batch(migration.sql).map_err(database)?;
            transaction
                .execute(
                    "INSERT INTO migration (number, name, sha256) VALUES (?1, ?2, ?3)",
                    params![position as i64 + 1, migration.name, sha256_hex(migration.sql.as_bytes())],
                )
                .map_err(database)?;
        }
        transaction.pragma_update(None, "user_version", migrations.len() as i64).map_err(database)?;
        transaction.commit().map_err(database)?;
    }
    check_drift(connection, migrations)
}

fn check_drift(connection: &Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let mut rows = connection.prepare("SELECT sha256 FROM migration ORDER BY number").map_err(database)?;
    let applied: Vec<String> = rows.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(database)?;
    let known: Vec<String> = migrations.iter().map(|migration| sha256_hex(migration.sql.as_bytes())).collect();
    if applied != known {
        return Err(StoreError::Integrity(
            "the migrations applied to store.db are not those of this version".to_owned(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
