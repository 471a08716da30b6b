//! SHA-256 and the encodings around it.

use crate::{CryptoError, DIGEST};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Names the encoding below, so that a changed encoding can never meet an old key.
const STAGE_KEY_DOMAIN: &[u8] = b"holdfast/stage-key/v1";

/// SHA-256 of the bytes.
pub fn sha256(bytes: &[u8]) -> [u8; DIGEST] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of the bytes as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    to_hex(&sha256(bytes))
}

/// Key of a stage result: 64 hex digits over named parts, in the order given.
///
/// Names and values are length-prefixed, so no two different lists of parts share an encoding.
pub fn stage_key(parts: &[(&str, &[u8])]) -> String {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(STAGE_KEY_DOMAIN);
    for (name, value) in parts {
        field(name.as_bytes());
        field(value);
    }
    to_hex(&hash.finalize())
}

/// SHA-256 of bytes that arrive in pieces.
#[derive(Clone, Debug, Default)]
pub struct Sha256Stream(Sha256);

impl Sha256Stream {
    /// Starts with no bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> [u8; DIGEST] {
        self.0.finalize().into()
    }
}

/// The bytes as lower-case hex digits.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Exactly `N` bytes from lower-case hex digits; anything else is [`CryptoError::Malformed`].
pub fn from_hex<const N: usize>(hex: &str) -> Result<[u8; N], CryptoError> {
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return Err(CryptoError::Malformed(format!("expected {N} bytes in hex")));
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let (Some(high), Some(low)) = (nibble(*high), nibble(*low)) else {
            return Err(CryptoError::Malformed("a digit is not lower-case hex".to_owned()));
        };
        *byte = high << 4 | low;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sha256_agrees_with_fips_180() {
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn the_stage_key_encoding_is_pinned() {
        // Computed apart from this code: SHA-256 over (u64 length, bytes) of the domain and of every name and value.
        let key = stage_key(&[("stage", b"intake"), ("version", b"1"), ("input", b"")]);
        assert_eq!(key, "d41efdf2b805ee2a099afc038a64a5efd70c234e1894fbb83c2d9e319aadc069");
    }

    #[test]
    fn moving_a_byte_from_one_part_to_the_next_changes_the_key() {
        assert_ne!(stage_key(&[("a", b"bc"), ("d", b"e")]), stage_key(&[("a", b"b"), ("cd", b"e")]));
        assert_ne!(stage_key(&[("a", b"b")]), stage_key(&[("ab", b"")]));
        assert_ne!(stage_key(&[("a", b"")]), stage_key(&[("a", b""), ("", b"")]));
    }

    #[test]
    fn hex_of_the_wrong_length_or_case_is_refused() {
        for hex in ["", "a", "abc", "abcdef", "AB", "g0", "0x"] {
            assert!(from_hex::<1>(hex).is_err(), "{hex}");
        }
    }

    proptest! {
        #[test]
        fn hex_round_trips(bytes: [u8; 9]) {
            prop_assert_eq!(from_hex::<9>(&to_hex(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn digesting_in_pieces_is_digesting_at_once(pieces: Vec<Vec<u8>>) {
            let mut stream = Sha256Stream::new();
            for piece in &pieces {
                stream.update(piece);
            }
            prop_assert_eq!(stream.finish(), sha256(&pieces.concat()));
        }
    }
}
