-- What reviewers said, in order. A decision is withdrawn by a later record, never changed. The journal entry holds the
-- hash of the payload, so a record that was altered outside the product is found.
CREATE TABLE review (
    seq     INTEGER PRIMARY KEY REFERENCES journal (seq),
    payload BLOB NOT NULL
) STRICT;

CREATE TRIGGER review_refuses_update BEFORE UPDATE ON review
BEGIN SELECT raise(ABORT, 'reviews are append-only'); END;

CREATE TRIGGER review_refuses_delete BEFORE DELETE ON review
BEGIN SELECT raise(ABORT, 'reviews are append-only'); END;

CREATE TRIGGER review_refuses_replace BEFORE INSERT ON review WHEN EXISTS (SELECT 1 FROM review WHERE seq = new.seq)
BEGIN SELECT raise(ABORT, 'reviews are append-only'); END;

-- The history of assessments reads one topic.
CREATE INDEX journal_topic ON journal (topic, seq);
