//! Key derivation, envelopes, chunked encryption and the hash chain; pure functions over bytes.
//!
//! The path of a key: a [`Passphrase`] becomes a key-encryption key by Argon2id, which opens a [`KeySlot`] and yields
//! the random workspace key; every other key is a [`Purpose`] of that one, by HKDF. What is encrypted goes through
//! [`seal`] and [`open`]; what must not change goes through [`JournalRecord`], [`Frontier`] and [`Head`].
//!
//! This crate never makes a random byte, reads a clock or touches a file: whoever calls it brings the randomness, so
//! every format here is pinned by a test vector. A vector that fails means that the code is wrong.

mod canonical;
mod digest;
mod journal;
mod keys;
mod merkle;
mod seal;
mod signer;
mod slot;

pub use canonical::canonical_json;
pub use digest::{Sha256Stream, from_hex, sha256, sha256_hex, stage_key, to_hex};
pub use journal::{Head, JournalRecord};
pub use keys::{KdfParams, Passphrase, Purpose, Secret};
pub use merkle::{Frontier, leaf_hash};
pub use seal::{open, seal};
pub use signer::{Signer, verify_head, verify_manifest};
pub use slot::KeySlot;

use thiserror::Error;

/// Length of a SHA-256 digest in bytes.
pub const DIGEST: usize = 32;

/// Why a cryptographic step was refused. No message carries key material or text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CryptoError {
    /// Wrong key, wrong context, or altered bytes; authenticated encryption does not tell which.
    #[error("the bytes do not authenticate under this key")]
    Unauthentic,
    /// Stored parameters outside the accepted range, or a field of the wrong length.
    #[error("malformed cryptographic parameters: {0}")]
    Malformed(String),
    /// More bytes than one sealed message can carry.
    #[error("the message is too long to seal")]
    TooLong,
}
