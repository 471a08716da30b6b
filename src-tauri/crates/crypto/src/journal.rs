//! Journal entries as bytes, the chain through them, and heads.

use crate::{
    DIGEST,
    canonical::json_string,
    digest::{sha256, to_hex},
    merkle::leaf_hash,
};

/// Everything of a journal entry that its hash covers.
#[derive(Clone, Copy, Debug)]
pub struct JournalRecord<'a> {
    /// Number, from 1.
    pub seq: u64,
    /// Time, RFC 3339 in UTC.
    pub at: &'a str,
    /// Topic.
    pub topic: &'a str,
    /// Who made it.
    pub actor: &'a str,
    /// Payload as the text of one JSON value, canonical.
    pub payload: &'a str,
    /// Hash of the entry before; zeroes before the first.
    pub prev: [u8; DIGEST],
}

impl JournalRecord<'_> {
    /// The entry as canonical JSON.
    ///
    /// The payload stands in it as stored, not parsed and printed again: a number that another reader would print
    /// differently must not break the chain.
    pub fn to_bytes(&self) -> Vec<u8> {
        format!(
            r#"{{"actor":{},"at":{},"payload":{},"prev":"{}","seq":{},"topic":{}}}"#,
            json_string(self.actor),
            json_string(self.at),
            self.payload,
            to_hex(&self.prev),
            self.seq,
            json_string(self.topic),
        )
        .into_bytes()
    }

    /// Hash of the entry; through `prev` it covers every entry before it too.
    pub fn hash(&self) -> [u8; DIGEST] {
        sha256(&self.to_bytes())
    }

    /// Leaf of the entry in the Merkle tree.
    pub fn leaf(&self) -> [u8; DIGEST] {
        leaf_hash(&self.to_bytes())
    }
}

/// The state of the journal at one size; signing it vouches for every entry up to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub size: u64,
    /// Merkle root over them.
    pub root: [u8; DIGEST],
    /// Hash of the last entry; zeroes where there is none.
    pub last: [u8; DIGEST],
}

impl Head {
    /// The bytes that are signed.
    pub(crate) fn message(&self) -> Vec<u8> {
        [b"holdfast/journal-head/v1\n".as_slice(), &self.size.to_be_bytes(), &self.root, &self.last].concat()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FIRST: JournalRecord<'_> = JournalRecord {
        seq: 1,
        at: "2026-11-24T08:00:00Z",
        topic: "dora.policy.uploaded",
        actor: "A \"B\"",
        payload: r#"{"document":"doc-00","n":1}"#,
        prev: [0; 32],
    };

    #[test]
    fn the_record_is_pinned_and_canonical() {
        let expected = r#"{"actor":"A \"B\"","at":"2026-11-24T08:00:00Z","payload":{"document":"doc-00","n":1},"prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":1,"topic":"dora.policy.uploaded"}"#;
        assert_eq!(String::from_utf8(FIRST.to_bytes()).unwrap(), expected);
        let value: serde_json::Value = serde_json::from_str(expected).unwrap();
        assert_eq!(crate::canonical_json(&value), expected);
        assert_eq!(to_hex(&FIRST.hash()), "05b9aac8d42c15789a321f814e118f7bee067b47d6d7a0f0ab50a774f32ac488");
    }

    #[test]
    fn every_field_is_covered_by_the_hash() {
        let changed = [
            JournalRecord { seq: 2, ..FIRST },
            JournalRecord { at: "2026-11-24T08:00:01Z", ..FIRST },
            JournalRecord { topic: "dora.policy.removed", ..FIRST },
            JournalRecord { actor: "A", ..FIRST },
            JournalRecord { payload: "{}", ..FIRST },
            JournalRecord { prev: [1; 32], ..FIRST },
        ];
        for record in changed {
            assert_ne!(record.hash(), FIRST.hash(), "{record:?}");
        }
    }
}
