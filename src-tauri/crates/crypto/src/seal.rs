//! Chunked authenticated encryption of whole messages.
//!
//! The layout is `"HFS1" | salt (32) | chunk | chunk | ...`. Every message has its own AES-256-GCM key and nonce
//! prefix, derived by HKDF from the long-lived key, the random salt and the context, so the number of messages under
//! one long-lived key is not bounded by nonce collisions. Chunks follow the STREAM construction (Hoang, Reyhanitabar,
//! Rogaway, Vizár, CRYPTO 2015): 64 KiB of text each, nonce = prefix (7) | chunk number (4, big-endian) | 1 on the last
//! chunk and 0 before it. A chunk that is cut, moved, dropped or repeated therefore fails to open.

use crate::{CryptoError, Secret, keys::expand};
use aes_gcm::{Aes256Gcm, KeyInit, aead::AeadInOut};
use zeroize::Zeroizing;

const MAGIC: &[u8; 4] = b"HFS1";
const SALT: usize = 32;
const HEADER: usize = MAGIC.len() + SALT;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const NONCE_PREFIX: usize = 7;

/// Encrypts the bytes. The context says what they are, such as a file name, and must be the same to open them.
/// The salt must be fresh random bytes for every call.
pub fn seal(key: &Secret, context: &[u8], salt: &[u8; SALT], bytes: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let stream = Stream::new(key, context, salt);
    let chunks = bytes.len().div_ceil(CHUNK).max(1);
    let last = u32::try_from(chunks - 1).map_err(|_| CryptoError::TooLong)?;
    let mut sealed = Vec::with_capacity(HEADER + bytes.len() + chunks * TAG);
    sealed.extend_from_slice(MAGIC);
    sealed.extend_from_slice(salt);
    for number in 0..=last {
        let start = number as usize * CHUNK;
        let text = &bytes[start..bytes.len().min(start + CHUNK)];
        let at = sealed.len();
        sealed.extend_from_slice(text);
        let tag = stream
            .cipher
            .encrypt_inout_detached(&stream.nonce(number, number == last), context, (&mut sealed[at..]).into())
            .map_err(|_| CryptoError::TooLong)?;
        sealed.extend_from_slice(&tag);
    }
    Ok(sealed)
}

/// Decrypts what [`seal`] made under the same key and context.
pub fn open(key: &Secret, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let (salt, body) =
        sealed.strip_prefix(MAGIC).and_then(|rest| rest.split_first_chunk::<SALT>()).ok_or(CryptoError::Unauthentic)?;
    let stream = Stream::new(key, context, salt);
    let mut bytes = Vec::with_capacity(body.len());
    let mut chunks = body.chunks(CHUNK + TAG).peekable();
    if chunks.peek().is_none() {
        return Err(CryptoError::Unauthentic);
    }
    let mut number = 0u32;
    while let Some(chunk) = chunks.next() {
        let (text, tag) = chunk.split_last_chunk::<TAG>().ok_or(CryptoError::Unauthentic)?;
        let nonce = stream.nonce(number, chunks.peek().is_none());
        let at = bytes.len();
        bytes.extend_from_slice(text);
        let opened = stream.cipher.decrypt_inout_detached(&nonce, context, (&mut bytes[at..]).into(), &(*tag).into());
        if opened.is_err() {
            // Chunks before this one are genuine but the message is not whole, so none of it may be used.
            zeroize::Zeroize::zeroize(&mut bytes);
            return Err(CryptoError::Unauthentic);
        }
        number = number.checked_add(1).ok_or(CryptoError::TooLong)?;
    }
    Ok(bytes)
}

/// Cipher and nonce prefix of one message.
struct Stream {
    cipher: Aes256Gcm,
    prefix: [u8; NONCE_PREFIX],
}

impl Stream {
    fn new(key: &Secret, context: &[u8], salt: &[u8; SALT]) -> Self {
        let info = [b"holdfast/seal/v1".as_slice(), context].concat();
        let mut material = Zeroizing::new([0; 32 + NONCE_PREFIX]);
        expand(Some(salt), key.expose(), &info, material.as_mut());
        let mut message_key = Zeroizing::new([0; 32]);
        message_key.copy_from_slice(&material[..32]);
        let mut prefix = [0; NONCE_PREFIX];
        prefix.copy_from_slice(&material[32..]);
        Self { cipher: Aes256Gcm::new((&*message_key).into()), prefix }
    }

    fn nonce(&self, number: u32, is_last: bool) -> aes_gcm::Nonce<aes_gcm::aead::consts::U12> {
        let mut nonce = [0; 12];
        nonce[..7].copy_from_slice(&self.prefix);
        nonce[7..11].copy_from_slice(&number.to_be_bytes());
        nonce[11] = u8::from(is_last);
        nonce.into()
    }
}

#[cfg(test)]
mod tests;
