//! `keyslots.json`: the one file of a workspace that is not encrypted, because it says how to decrypt the rest.

use crate::disk;
use holdfast_crypto::{CryptoError, KdfParams, KeySlot, Passphrase, Secret};
use holdfast_ports::StoreError;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "holdfast/keyslots/v1";

/// Every way to unlock one workspace.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeySlots {
    format: String,
    slots: Vec<KeySlot>,
}

impl KeySlots {
    /// One slot that holds the key under the passphrase.
    pub(crate) fn new(key: &Secret, passphrase: &Passphrase, cost: KdfParams) -> Result<Self, StoreError> {
        let slot = KeySlot::wrap(key, passphrase, cost, &disk::random()?, &disk::random()?).map_err(malformed)?;
        Ok(Self { format: FORMAT.to_owned(), slots: vec![slot] })
    }

    /// Reads the file's bytes.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, StoreError> {
        let slots: Self = serde_json::from_slice(bytes).map_err(malformed)?;
        if slots.format != FORMAT {
            return Err(malformed("unknown format"));
        }
        Ok(slots)
    }

    /// The file's bytes.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec_pretty(self).map_err(malformed)
    }

    /// The workspace key, from the first slot that the passphrase opens.
    pub(crate) fn unlock(&self, passphrase: &Passphrase) -> Result<Secret, StoreError> {
        for slot in &self.slots {
            match slot.unwrap(passphrase) {
                Ok(key) => return Ok(key),
                Err(CryptoError::Unauthentic) => {}
                Err(error) => return Err(malformed(error)),
            }
        }
        Err(StoreError::WrongPassphrase)
    }
}

fn malformed(reason: impl std::fmt::Display) -> StoreError {
    StoreError::Integrity(format!("keyslots.json: {reason}"))
}
