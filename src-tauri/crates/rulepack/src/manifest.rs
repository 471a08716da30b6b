//! What a pack says of itself, and whether it is as its maker signed it.
//!
//! `manifest.json` names every file of the pack with its SHA-256; `manifest.sig` holds an Ed25519 signature over the
//! bytes of the manifest. So one signature covers every byte of the pack, and what differs can be named by file.

use crate::read::{PackError, PackFiles, bytes, json};
use holdfast_crypto::{Signer, from_hex, sha256_hex, stage_key, to_hex, verify_manifest};
use holdfast_domain::PackRef;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Name of the manifest in the pack's folder.
pub const MANIFEST: &str = "manifest.json";

/// Name of the signature in the pack's folder.
pub const SIGNATURE: &str = "manifest.sig";

/// The form of packs that this program reads.
pub const FORMAT: u32 = 1;

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Form of the pack, [`FORMAT`]; rises when a program could no longer read it.
    pub format: u32,
    /// Pack name, which is also the name of its folder.
    pub id: String,
    /// Pack version, such as `1.1.0`.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// The files that make up the pack, each with the SHA-256 of its bytes, hex.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads `manifest.json`. Another form than [`FORMAT`] and a file name that leaves the folder are refused.
    pub fn read(files: &PackFiles) -> Result<Self, PackError> {
        #[derive(Deserialize)]
        struct Form {
            format: u32,
        }
        // The form comes first: another one may have other fields.
        let Form { format } = json(files, MANIFEST)?;
        if format != FORMAT {
            let message = format!("the pack is of form {format}, this program reads form {FORMAT}; update Holdfast");
            return Err(PackError::in_file(MANIFEST, message));
        }
        let manifest: Self = json(files, MANIFEST)?;
        match manifest.files.keys().find(|name| !is_plain(name)) {
            Some(name) => Err(PackError::in_file(MANIFEST, format!("{name:?} is no plain file name"))),
            None => Ok(manifest),
        }
    }

    /// What results say of the pack: the hash covers the manifest and every listed file as found.
    pub fn reference(&self, files: &PackFiles, signed: bool) -> PackRef {
        let covered = files.iter().filter(|(name, _)| *name == MANIFEST || self.files.contains_key(*name));
        let parts: Vec<(&str, &[u8])> = covered.map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        PackRef { id: self.id.clone(), version: self.version.clone(), sha256: stage_key(&parts), signed }
    }

    /// Whether the pack is the one that its folder is named after, and `files` are as listed. `present` are the names
    /// of all files in the folder.
    pub fn check(&self, folder: &str, files: &PackFiles, present: &BTreeSet<String>) -> Result<(), SealError> {
        if self.id != folder {
            return Err(SealError::OtherPack(self.id.clone()));
        }
        for (name, sha256) in &self.files {
            match files.get(name) {
                None => return Err(SealError::Absent(name.clone())),
                Some(bytes) if sha256_hex(bytes) != *sha256 => return Err(SealError::Altered(name.clone())),
                Some(_) => {}
            }
        }
        let is_listed = |name: &str| name == MANIFEST || name == SIGNATURE || self.files.contains_key(name);
        match present.iter().find(|name| !is_listed(name)) {
            Some(name) => Err(SealError::Unlisted(name.clone())),
            None => Ok(()),
        }
    }
}

/// Letters, digits, `-`, `_` and `.` inside: nothing that could lead out of the folder.
fn is_plain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !name.starts_with('.') && !name.is_empty() && name.bytes().all(allowed)
}

/// The content of `manifest.sig`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    /// Name of the key, [`key_id`].
    key: String,
    /// Ed25519 over the manifest, hex.
    ed25519: String,
}

/// The content of `manifest.sig` for this manifest.
pub fn sign(manifest: &[u8], signer: &Signer) -> Vec<u8> {
    let key = key_id(&signer.public_key());
    let signature = Signature { key, ed25519: to_hex(&signer.sign_manifest(manifest)) };
    let mut text = holdfast_crypto::canonical_json(&serde_json::json!(signature));
    text.push('\n');
    text.into_bytes()
}

/// Name of a public key: the first 16 hex digits of its SHA-256.
pub fn key_id(public_key: &[u8; 32]) -> String {
    sha256_hex(public_key).chars().take(16).collect()
}

/// Public keys, Ed25519, hex, whose packs this program takes, the newest first. A pack signed by a key that leaves this
/// list is refused from then on; `docs/formats/rule-packs.md` says how a key is replaced.
const SHIPPED_KEYS: &[&str] = &["70811b6c8a298dac691a03b53aa4bf75872ed3f6dedcf219b06298680f3dfbb7"];

/// The public keys that packs may be signed with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedKeys(BTreeMap<String, [u8; 32]>);

impl TrustedKeys {
    /// The keys compiled into this program.
    pub fn shipped() -> Self {
        // A key that is not 32 bytes of hex trusts nobody; a test reads every one.
        Self::of(SHIPPED_KEYS.iter().filter_map(|hex| from_hex(hex).ok()))
    }

    /// These keys and no other.
    pub fn of(keys: impl IntoIterator<Item = [u8; 32]>) -> Self {
        Self(keys.into_iter().map(|key| (key_id(&key), key)).collect())
    }

    /// The trusted key that signed the manifest as it is, by its name. The manifest is not read for this.
    pub fn signer(&self, files: &PackFiles) -> Result<String, SealError> {
        if !files.contains_key(SIGNATURE) {
            return Err(SealError::Unsigned);
        }
        let Signature { key, ed25519 } = json(files, SIGNATURE).map_err(|_| SealError::Altered(SIGNATURE.into()))?;
        let public_key = self.0.get(&key).ok_or(SealError::UnknownKey(key.clone()))?;
        let signature = from_hex(&ed25519).map_err(|_| SealError::Altered(SIGNATURE.into()))?;
        let manifest = bytes(files, MANIFEST).map_err(|_| SealError::Absent(MANIFEST.into()))?;
        verify_manifest(public_key, manifest, &signature).map_err(|_| SealError::Altered(MANIFEST.into()))?;
        Ok(key)
    }
}

/// Why a pack is not as a trusted maker signed it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SealError {
    /// There is no signature.
    #[error("it is not signed: manifest.sig is missing")]
    Unsigned,
    /// The signature is by a key that this program does not know.
    #[error("manifest.sig is by the key {}, which this program does not trust", .0.escape_debug())]
    UnknownKey(String),
    /// A file has other bytes than were signed.
    #[error("{0} was changed after the pack was signed")]
    Altered(String),
    /// A file that was signed is not there.
    #[error("{0} is missing")]
    Absent(String),
    /// A file is there that was not signed.
    #[error("{} does not belong to the pack", .0.escape_debug())]
    Unlisted(String),
    /// The folder holds another pack, rightly signed.
    #[error("the folder holds the pack {}", .0.escape_debug())]
    OtherPack(String),
}

impl SealError {
    /// Whether bytes were changed, as opposed to signed by nobody or by somebody unknown.
    pub fn is_tampering(&self) -> bool {
        !matches!(self, Self::Unsigned | Self::UnknownKey(_))
    }
}

#[cfg(test)]
#[path = "manifest/tests.rs"]
mod tests;
