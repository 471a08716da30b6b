//! Signatures with Ed25519 (RFC 8032). Every kind of statement begins with its own label, so that a signature over one can
//! never pass for a signature over another.

use crate::{CryptoError, Head, Secret};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// Signs journal heads and manifests.
pub struct Signer(SigningKey);

impl Signer {
    /// The signer whose private key is this seed.
    pub fn new(seed: &Secret) -> Self {
        Self(SigningKey::from_bytes(seed.expose()))
    }

    /// The public key, which anyone may know.
    pub fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signature over the head. Same head, same signature.
    pub fn sign(&self, head: &Head) -> [u8; 64] {
        self.0.sign(&head.message()).to_bytes()
    }

    /// Signature over the manifest of a rule pack. Same manifest, same signature.
    pub fn sign_manifest(&self, manifest: &[u8]) -> [u8; 64] {
        self.0.sign(&manifest_message(manifest)).to_bytes()
    }
}

/// Whether the signature over the head is by this public key; [`CryptoError::Unauthentic`] where it is not.
pub fn verify_head(public_key: &[u8; 32], head: &Head, signature: &[u8; 64]) -> Result<(), CryptoError> {
    verify(public_key, &head.message(), signature)
}

/// Whether the signature over the manifest of a rule pack is by this public key; [`CryptoError::Unauthentic`] where it
/// is not.
pub fn verify_manifest(public_key: &[u8; 32], manifest: &[u8], signature: &[u8; 64]) -> Result<(), CryptoError> {
    verify(public_key, &manifest_message(manifest), signature)
}

fn verify(public_key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<(), CryptoError> {
    VerifyingKey::from_bytes(public_key)
        .and_then(|key| key.verify_strict(message, &Signature::from_bytes(signature)))
        .map_err(|_| CryptoError::Unauthentic)
}

fn manifest_message(manifest: &[u8]) -> Vec<u8> {
    [b"holdfast/rule-pack/v1\n".as_slice(), manifest].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::digest::to_hex;

    #[test]
    fn the_signature_is_pinned_and_verifies() {
        let signer = Signer::new(&Secret::new([9; 32]));
        let head = Head { size: 1, root: [1; 32], last: [2; 32] };
        let signature = signer.sign(&head);
        assert_eq!(
            to_hex(&signature),
            "215e5bb97caf73a9652acec585e9b93d287522c8a9a24482895f4ca1644984e44957255d4db0fc8cad210647d937043d32de3e3c60a0bdfe5a5eae426019a20c"
        );
        assert_eq!(verify_head(&signer.public_key(), &head, &signature), Ok(()));
    }

    #[test]
    fn a_signature_covers_every_field_of_the_head_and_the_key() {
        let signer = Signer::new(&Secret::new([9; 32]));
        let head = Head { size: 1, root: [1; 32], last: [2; 32] };
        let signature = signer.sign(&head);
        for other in [Head { size: 2, ..head }, Head { root: [3; 32], ..head }, Head { last: [3; 32], ..head }] {
            assert!(verify_head(&signer.public_key(), &other, &signature).is_err(), "{other:?}");
        }
        let stranger = Signer::new(&Secret::new([8; 32])).public_key();
        assert!(verify_head(&stranger, &head, &signature).is_err());
    }

    #[test]
    fn a_manifest_is_signed_whole_and_by_one_key_and_its_signature_is_pinned() {
        let signer = Signer::new(&Secret::new([9; 32]));
        let signature = signer.sign_manifest(b"{}");
        // Computed apart from this code.
        assert_eq!(
            to_hex(&signature),
            "d4d900d448a0bebe48f1cd8274412976dada4eb254e3098904a09c2f5efc51b036b3ba214ef9dc7132de675ebbccfe4dead2e6bc3baa0cf09e9d0e72eee9ec0a"
        );
        assert_eq!(verify_manifest(&signer.public_key(), b"{}", &signature), Ok(()));
        assert!(verify_manifest(&signer.public_key(), b"{ }", &signature).is_err());
        let stranger = Signer::new(&Secret::new([8; 32])).public_key();
        assert!(verify_manifest(&stranger, b"{}", &signature).is_err());
    }

    #[test]
    fn a_signature_over_a_head_is_none_over_a_manifest_of_the_same_bytes() {
        let signer = Signer::new(&Secret::new([9; 32]));
        let head = Head { size: 1, root: [1; 32], last: [2; 32] };
        assert!(verify_manifest(&signer.public_key(), &head.message(), &signer.sign(&head)).is_err());
    }
}
