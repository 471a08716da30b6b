//! Secrets and how one becomes another.

use crate::{CryptoError, digest::to_hex};
use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A 256-bit key. Wiped when dropped, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Takes the bytes of a key.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for handing to a cipher.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key for one purpose, by HKDF-SHA256 (RFC 5869) without salt and with the purpose's label as info.
    pub fn derive(&self, purpose: Purpose) -> Secret {
        let mut key = Secret([0; 32]);
        expand(None, &self.0, purpose.label().as_bytes(), &mut key.0);
        key
    }

    /// HMAC-SHA256 (RFC 2104) of the bytes: a name that nobody can compute, or test a guess against, without the key.
    pub fn tag(&self, bytes: &[u8]) -> [u8; 32] {
        // The extract step of HKDF is HMAC with the salt as its key.
        Hkdf::<Sha256>::extract(Some(&self.0), bytes).0.into()
    }

    /// The key as 64 hex digits, for libraries that take it as text.
    pub fn expose_hex(&self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(to_hex(&self.0))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// What a key derived from the workspace key is for. Labels are part of the format and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Pages of the database.
    Database,
    /// Contents of blobs.
    Blob,
    /// Names of blobs.
    BlobName,
    /// Files of the search index.
    Index,
    /// Seed of the key that signs journal heads.
    JournalSigning,
    /// Manifests of backups.
    Backup,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 6] =
        [Self::Database, Self::Blob, Self::BlobName, Self::Index, Self::JournalSigning, Self::Backup];

    fn label(self) -> &'static str {
        match self {
            Self::Database => "holdfast/db/v1",
            Self::Blob => "holdfast/blob/v1",
            Self::BlobName => "holdfast/blob-name/v1",
            Self::Index => "holdfast/index/v1",
            Self::JournalSigning => "holdfast/journal-signing/v1",
            Self::Backup => "holdfast/backup/v1",
        }
    }
}

/// What a person types to unlock a workspace. Wiped when dropped, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl Passphrase {
    /// Takes the passphrase exactly as typed: no trimming, no case folding.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key-encryption key of this passphrase, by Argon2id (RFC 9106).
    /// Costs the memory and time that the parameters ask for.
    pub fn derive(&self, salt: &[u8; 16], params: KdfParams) -> Result<Secret, CryptoError> {
        let mut key = Secret([0; 32]);
        params
            .argon2id()?
            .hash_password_into(self.0.as_bytes(), salt, &mut key.0)
            .map_err(|error| CryptoError::Malformed(error.to_string()))?;
        Ok(key)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(redacted)")
    }
}

/// Cost of Argon2id, stored beside every slot so that it can rise later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfParams {
    /// Memory in KiB, 8 to 1,048,576.
    pub memory_kib: u32,
    /// Passes over the memory, 1 to 64.
    pub passes: u32,
    /// Lanes, 1 to 16.
    pub lanes: u32,
}

impl KdfParams {
    /// The second recommended choice of RFC 9106 (64 MiB, 3 passes) on one lane: the product runs on laptops whose
    /// other cores are busy, and one lane takes the same effort from an attacker.
    pub const PRODUCT: KdfParams = KdfParams { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// The upper bounds keep an altered slot file from asking for all memory of the machine.
    fn argon2id(self) -> Result<Argon2<'static>, CryptoError> {
        let bounded = (8..=1 << 20).contains(&self.memory_kib)
            && (1..=64).contains(&self.passes)
            && (1..=16).contains(&self.lanes);
        if !bounded {
            return Err(CryptoError::Malformed("Argon2id cost outside the accepted range".to_owned()));
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|error| CryptoError::Malformed(error.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// HKDF-SHA256. The outputs asked for in this crate are far below the limit of 255 blocks, so it cannot fail.
pub(crate) fn expand(salt: Option<&[u8]>, key: &[u8], info: &[u8], out: &mut [u8]) {
    let within_limit = Hkdf::<Sha256>::new(salt, key).expand(info, out).is_ok();
    debug_assert!(within_limit, "HKDF output is at most 255 blocks");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::digest::from_hex;
    use std::collections::BTreeSet;

    #[test]
    fn hkdf_agrees_with_rfc_5869_test_case_1() {
        let salt: [u8; 13] = from_hex("000102030405060708090a0b0c").unwrap();
        let info: [u8; 10] = from_hex("f0f1f2f3f4f5f6f7f8f9").unwrap();
        let mut okm = [0; 42];
        expand(Some(&salt), &[0x0b; 22], &info, &mut okm);
        let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
        assert_eq!(to_hex(&okm), expected);
    }

    #[test]
    fn hkdf_agrees_with_rfc_5869_test_case_3_without_salt_and_info() {
        let mut okm = [0; 42];
        expand(None, &[0x0b; 22], &[], &mut okm);
        let expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";
        assert_eq!(to_hex(&okm), expected);
    }

    #[test]
    fn argon2id_agrees_with_rfc_9106_section_5_3() {
        // The RFC's vector uses a secret and associated data, which the product does not; the primitive is the same.
        let params = argon2::ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
            .output_len(32)
            .build()
            .unwrap();
        let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        assert_eq!(to_hex(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    #[test]
    fn the_passphrase_derivation_is_pinned() {
        // Computed by OpenSSL's Argon2id with the same cost, salt and length.
        let params = KdfParams { memory_kib: 256, passes: 2, lanes: 1 };
        let key = Passphrase::new("correct horse".to_owned()).derive(b"saltsaltsaltsalt", params).unwrap();
        assert_eq!(to_hex(key.expose()), "8f65ef99a71b1e98450f2c80d78604af3644276f965db52045bbed139b03b5fd");
    }

    #[test]
    fn every_purpose_has_its_own_pinned_key() {
        let root = Secret::new([7; 32]);
        let keys: BTreeSet<_> = Purpose::ALL.iter().map(|&purpose| to_hex(root.derive(purpose).expose())).collect();
        assert_eq!(keys.len(), Purpose::ALL.len());
        assert_eq!(
            to_hex(root.derive(Purpose::Database).expose()),
            "580d77d24e521487f8e1e1726e476304437bdb8c300c9f10b7c6431d2f38b706"
        );
        assert_eq!(
            to_hex(root.derive(Purpose::JournalSigning).expose()),
            "d57a24b7e901a879ba6c3d464c2290da5a7fab39c4401e33d065e0aed2b26aad"
        );
    }

    #[test]
    fn the_tag_is_hmac_sha256() {
        // Computed apart from this code.
        assert_eq!(
            to_hex(&Secret::new([7; 32]).tag(b"policy")),
            "b5e84f6cfaa5b42dba1458738713eaec5b3ed3d428d61a2a0d40f652189d34b4"
        );
    }

    #[test]
    fn debug_output_shows_no_secret() {
        assert_eq!(format!("{:?}", Secret::new([0x41; 32])), "Secret(redacted)");
        assert_eq!(format!("{:?}", Passphrase::new("hunter2".to_owned())), "Passphrase(redacted)");
    }

    #[test]
    fn a_cost_outside_the_range_is_refused_before_memory_is_taken() {
        let passphrase = Passphrase::new("x".to_owned());
        for (memory_kib, passes, lanes) in [(u32::MAX, 1, 1), (64, u32::MAX, 1), (64, 1, 17), (0, 1, 1), (64, 0, 1)] {
            let params = KdfParams { memory_kib, passes, lanes };
            assert!(passphrase.derive(&[0; 16], params).is_err(), "{params:?}");
        }
    }
}
