//! Key slots: ways to get at the workspace key, as in LUKS.

use crate::{
    CryptoError, KdfParams, Passphrase, Secret, canonical_json,
    digest::{from_hex, to_hex},
};
use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const KIND: &str = "passphrase";
const ALGORITHM: &str = "argon2id";

/// The workspace key, wrapped with AES-256-GCM under the key of a passphrase.
///
/// Everything but the wrapped key itself is associated data, so a slot whose cost or salt was altered does not open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySlot {
    kind: String,
    kdf: String,
    cost: KdfParams,
    salt: String,
    nonce: String,
    wrapped: String,
}

impl KeySlot {
    /// Wraps the workspace key. Salt and nonce must be fresh random bytes.
    pub fn wrap(
        workspace_key: &Secret,
        passphrase: &Passphrase,
        cost: KdfParams,
        salt: &[u8; 16],
        nonce: &[u8; 12],
    ) -> Result<KeySlot, CryptoError> {
        let mut slot = KeySlot {
            kind: KIND.to_owned(),
            kdf: ALGORITHM.to_owned(),
            cost,
            salt: to_hex(salt),
            nonce: to_hex(nonce),
            wrapped: String::new(),
        };
        let header = slot.header();
        let payload = Payload { msg: workspace_key.expose(), aad: header.as_bytes() };
        let wrapped =
            cipher(&passphrase.derive(salt, cost)?).encrypt(nonce.into(), payload).map_err(|_| CryptoError::TooLong)?;
        slot.wrapped = to_hex(&wrapped);
        Ok(slot)
    }

    /// The workspace key. [`CryptoError::Unauthentic`] for a wrong passphrase and for an altered slot alike.
    pub fn unwrap(&self, passphrase: &Passphrase) -> Result<Secret, CryptoError> {
        if self.kind != KIND || self.kdf != ALGORITHM {
            return Err(CryptoError::Malformed("unknown kind of key slot".to_owned()));
        }
        let nonce: [u8; 12] = from_hex(&self.nonce)?;
        let wrapped: [u8; 48] = from_hex(&self.wrapped)?;
        let header = self.header();
        let payload = Payload { msg: &wrapped, aad: header.as_bytes() };
        let key = cipher(&passphrase.derive(&from_hex(&self.salt)?, self.cost)?)
            .decrypt((&nonce).into(), payload)
            .map(Zeroizing::new)
            .map_err(|_| CryptoError::Unauthentic)?;
        let key: &[u8; 32] = key.as_slice().try_into().map_err(|_| CryptoError::Unauthentic)?;
        Ok(Secret::new(*key))
    }

    fn header(&self) -> String {
        canonical_json(&serde_json::json!({
            "format": "holdfast/key-slot/v1",
            "kind": self.kind,
            "kdf": self.kdf,
            "memory_kib": self.cost.memory_kib,
            "passes": self.cost.passes,
            "lanes": self.cost.lanes,
            "salt": self.salt,
        }))
    }
}

fn cipher(key: &Secret) -> Aes256Gcm {
    Aes256Gcm::new(key.expose().into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const CHEAP: KdfParams = KdfParams { memory_kib: 256, passes: 2, lanes: 1 };

    fn passphrase() -> Passphrase {
        Passphrase::new("correct horse".to_owned())
    }

    fn slot() -> KeySlot {
        KeySlot::wrap(&Secret::new([5; 32]), &passphrase(), CHEAP, b"saltsaltsaltsalt", &[6; 12]).unwrap()
    }

    #[test]
    fn the_format_is_pinned() {
        // The wrapped key was computed apart from this code with OpenSSL's Argon2id and AES-256-GCM.
        let expected = r#"{"cost":{"lanes":1,"memory_kib":256,"passes":2},"kdf":"argon2id","kind":"passphrase","nonce":"060606060606060606060606","salt":"73616c7473616c7473616c7473616c74","wrapped":"9f47dc9e75c054d55dd3c62cbc7b8c50bedcf0487755809e1d059af3feb427fe00399fe098f5090327e77a61a44f91e7"}"#;
        assert_eq!(canonical_json(&serde_json::to_value(slot()).unwrap()), expected);
    }

    #[test]
    fn the_right_passphrase_unwraps_the_key_and_another_does_not() {
        assert_eq!(slot().unwrap(&passphrase()).unwrap().expose(), &[5; 32]);
        for wrong in ["", "correct horse ", "Correct horse"] {
            let refused = slot().unwrap(&Passphrase::new(wrong.to_owned()));
            assert_eq!(refused.err(), Some(CryptoError::Unauthentic), "{wrong:?}");
        }
    }

    #[test]
    fn an_altered_field_keeps_the_slot_shut() {
        let altered = [
            KeySlot { cost: KdfParams { passes: 1, ..CHEAP }, ..slot() },
            KeySlot { salt: to_hex(b"saltsaltsaltsalu"), ..slot() },
            KeySlot { nonce: to_hex(&[7; 12]), ..slot() },
            KeySlot { wrapped: to_hex(&[0; 48]), ..slot() },
            KeySlot { wrapped: String::new(), ..slot() },
            KeySlot { kind: "recovery".to_owned(), ..slot() },
            KeySlot { kdf: "argon2i".to_owned(), ..slot() },
        ];
        for slot in altered {
            assert!(slot.unwrap(&passphrase()).is_err(), "{slot:?}");
        }
    }
}
