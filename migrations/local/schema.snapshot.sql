CREATE INDEX document_present ON document (file) WHERE replaced_by IS NULL;

CREATE INDEX journal_topic ON journal (topic, seq);

CREATE TABLE current (
    name TEXT PRIMARY KEY,
    key  TEXT NOT NULL REFERENCES stage_result (key),
    seq  INTEGER NOT NULL REFERENCES journal (seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    id          TEXT PRIMARY KEY,
    sha256      TEXT NOT NULL,
    file        TEXT NOT NULL,
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    blob        TEXT NOT NULL,
    intake_key  TEXT NOT NULL,
    seq         INTEGER NOT NULL REFERENCES journal (seq),
    replaced_by TEXT REFERENCES document (id)
, title TEXT NOT NULL DEFAULT '', previous TEXT REFERENCES document (id)) STRICT;

CREATE TABLE journal (
    seq       INTEGER PRIMARY KEY CHECK (seq > 0),
    at        TEXT NOT NULL,
    topic     TEXT NOT NULL,
    actor     TEXT NOT NULL,
    payload   TEXT NOT NULL,
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash      BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE journal_head (
    size      INTEGER PRIMARY KEY REFERENCES journal (seq),
    root      BLOB NOT NULL CHECK (length(root) = 32),
    frontier  BLOB NOT NULL,
    head_hash BLOB NOT NULL CHECK (length(head_hash) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE review (
    seq     INTEGER PRIMARY KEY REFERENCES journal (seq),
    payload BLOB NOT NULL
) STRICT;

CREATE TABLE stage_result (
    key     TEXT PRIMARY KEY,
    stage   TEXT NOT NULL,
    payload BLOB NOT NULL,
    seq     INTEGER NOT NULL REFERENCES journal (seq)
) STRICT;

CREATE TRIGGER journal_head_refuses_delete BEFORE DELETE ON journal_head
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_head_refuses_replace BEFORE INSERT ON journal_head
WHEN EXISTS (SELECT 1 FROM journal_head WHERE size = new.size)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_head_refuses_update BEFORE UPDATE ON journal_head
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_refuses_delete BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_refuses_replace BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE seq = new.seq)
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_refuses_update BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER review_refuses_delete BEFORE DELETE ON review
BEGIN SELECT raise(ABORT, 'reviews are append-only'); END;

CREATE TRIGGER review_refuses_replace BEFORE INSERT ON review WHEN EXISTS (SELECT 1 FROM review WHERE seq = new.seq)
BEGIN SELECT raise(ABORT, 'reviews are append-only'); END;

CREATE TRIGGER review_refuses_update BEFORE UPDATE ON review
BEGIN SELECT raise(ABORT, 'reviews are append-only'); END;
