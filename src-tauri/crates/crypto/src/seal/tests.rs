#![allow(clippy::unwrap_used)]
use super::*;
use crate::{sha256_hex, to_hex};
use proptest::prelude::*;

fn key() -> Secret {
    Secret::new([0x11; 32])
}

fn sealed(length: usize) -> (Vec<u8>, Vec<u8>) {
    let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
    let sealed = seal(&key(), b"test", &[0x22; 32], &bytes).unwrap();
    (bytes, sealed)
}

#[test]
fn the_format_is_pinned() {
    // Computed apart from this code with OpenSSL's AES-256-GCM and HKDF: one short message and one of three chunks.
    let short = seal(&key(), b"blob", &[0x22; 32], b"abc").unwrap();
    assert_eq!(to_hex(&short[HEADER..]), "0699b6fbb84dd7f91ed3b79b35500a21a5e0dc");
    let (_, long) = sealed(2 * CHUNK + 1);
    assert_eq!(sha256_hex(&long), "e9f8dced4cf971a068fca8d7e87685aeeeb6cf77b9f6f07124372ce7abd48728");
}

#[test]
fn messages_around_the_chunk_size_round_trip() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1] {
        let (bytes, sealed) = sealed(length);
        assert_eq!(open(&key(), b"test", &sealed).unwrap(), bytes, "{length}");
        assert_eq!(sealed.len(), length + HEADER + TAG * length.div_ceil(CHUNK).max(1));
    }
}

#[test]
fn another_key_or_context_does_not_open() {
    let (_, sealed) = sealed(100);
    assert_eq!(open(&Secret::new([0x12; 32]), b"test", &sealed), Err(CryptoError::Unauthentic));
    assert_eq!(open(&key(), b"tes", &sealed), Err(CryptoError::Unauthentic));
}

#[test]
fn a_cut_at_a_chunk_boundary_is_refused() {
    let (_, sealed) = sealed(3 * CHUNK);
    for chunks in 0..3 {
        assert!(open(&key(), b"test", &sealed[..HEADER + chunks * (CHUNK + TAG)]).is_err(), "{chunks}");
    }
}

#[test]
fn swapped_and_repeated_chunks_are_refused() {
    let (_, sealed) = sealed(3 * CHUNK);
    let chunk = |number: usize| &sealed[HEADER + number * (CHUNK + TAG)..HEADER + (number + 1) * (CHUNK + TAG)];
    for order in [[1, 0, 2], [0, 0, 2], [2, 1, 0], [0, 2, 2]] {
        let moved = [&sealed[..HEADER], chunk(order[0]), chunk(order[1]), chunk(order[2])].concat();
        assert!(open(&key(), b"test", &moved).is_err(), "{order:?}");
    }
}

#[test]
fn a_chunk_of_another_message_under_the_same_key_is_refused() {
    let (bytes, first) = sealed(2 * CHUNK);
    let second = seal(&key(), b"test", &[0x23; 32], &bytes).unwrap();
    let spliced = [&first[..HEADER + CHUNK + TAG], &second[HEADER + CHUNK + TAG..]].concat();
    assert!(open(&key(), b"test", &spliced).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_message_round_trips(bytes: Vec<u8>, context: Vec<u8>, key: [u8; 32], salt: [u8; 32]) {
        let key = Secret::new(key);
        let sealed = seal(&key, &context, &salt, &bytes).unwrap();
        prop_assert_eq!(open(&key, &context, &sealed).unwrap(), bytes);
    }

    #[test]
    fn any_flipped_bit_is_refused(length in 0usize..CHUNK + 300, at: prop::sample::Index, bit in 0u8..8) {
        let (_, mut sealed) = sealed(length);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert_eq!(open(&key(), b"test", &sealed), Err(CryptoError::Unauthentic));
    }

    #[test]
    fn any_truncation_is_refused(length in 0usize..CHUNK + 300, at: prop::sample::Index) {
        let (_, sealed) = sealed(length);
        prop_assert_eq!(open(&key(), b"test", &sealed[..at.index(sealed.len())]), Err(CryptoError::Unauthentic));
    }

    #[test]
    fn anything_appended_is_refused(length in 0usize..CHUNK + 300, tail in prop::collection::vec(any::<u8>(), 1..80)) {
        let (_, mut sealed) = sealed(length);
        sealed.extend(tail);
        prop_assert_eq!(open(&key(), b"test", &sealed), Err(CryptoError::Unauthentic));
    }
}
