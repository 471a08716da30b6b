#![allow(clippy::unwrap_used)]
use super::*;

const SNAPSHOT: &str = include_str!("../../../../../migrations/local/schema.snapshot.sql");

fn dump(connection: &Connection) -> String {
    let mut rows =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").unwrap();
    let statements: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    statements.join(";\n\n") + ";\n"
}

fn version(connection: &Connection) -> usize {
    connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap() as usize
}

fn with_second(sql: &'static str) -> [Migration; 2] {
    let first = &MIGRATIONS[0];
    [Migration { name: first.name, sql: first.sql }, Migration { name: "002-test", sql }]
}

#[test]
fn the_final_schema_is_the_snapshot() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    assert_eq!(dump(&connection), SNAPSHOT);
    assert_eq!(version(&connection), MIGRATIONS.len());
}

#[test]
fn migrating_twice_changes_nothing() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    let before = connection.total_changes();
    migrate(&mut connection, MIGRATIONS).unwrap();
    assert_eq!(connection.total_changes(), before);
}

#[test]
fn a_populated_database_keeps_its_rows_through_the_next_migration() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &MIGRATIONS[..1]).unwrap();
    let entry = "INSERT INTO journal VALUES (1, 'now', 'topic', 'someone', '{}', zeroblob(32), zeroblob(32))";
    connection.execute(entry, []).unwrap();
    migrate(&mut connection, &with_second("ALTER TABLE journal ADD COLUMN note TEXT")).unwrap();
    let row: (String, Option<String>) =
        connection.query_row("SELECT actor, note FROM journal", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(row, ("someone".to_owned(), None));
    assert_eq!(version(&connection), 2);
}

#[test]
fn a_migration_that_fails_leaves_the_database_as_it_was() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &MIGRATIONS[..1]).unwrap();
    let before = dump(&connection);
    let failed = migrate(&mut connection, &with_second("CREATE TABLE extra (a INTEGER) STRICT; SELECT nonsense"));
    assert!(matches!(failed, Err(StoreError::Database(_))));
    assert_eq!(dump(&connection), before);
    assert_eq!(version(&connection), 1);
}

#[test]
fn an_edited_migration_is_refused() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &with_second("CREATE TABLE extra (a INTEGER) STRICT")).unwrap();
    let edited = migrate(&mut connection, &with_second("CREATE TABLE extra (b INTEGER) STRICT"));
    assert!(matches!(edited, Err(StoreError::Integrity(_))));
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &with_second("CREATE TABLE extra (a INTEGER) STRICT")).unwrap();
    assert!(matches!(migrate(&mut connection, &MIGRATIONS[..1]), Err(StoreError::Newer(2))));
}
