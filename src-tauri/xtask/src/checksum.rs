//! SHA-256 of files, against what is pinned.

use std::fmt::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::disk;
use crate::failure::Outcome;

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Refuses a file whose content is not the pinned one, and says what to do.
pub(crate) fn expect(path: &Path, pinned: &str) -> Outcome {
    let actual = sha256(&disk::read(path)?);
    if actual == pinned {
        return Ok(());
    }
    Err(format!(
        "{} is refused: its SHA-256 is {actual}, pinned is {pinned}; delete the file and run `cargo xtask setup` again",
        path.display()
    )
    .into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    // FIPS 180-4, example "abc".
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn the_digest_is_sha256_in_lower_case_hex() {
        assert_eq!(sha256(b"abc"), ABC);
    }

    #[test]
    fn a_file_with_other_content_is_refused_with_both_digests() {
        let path = std::env::temp_dir().join(format!("xtask-checksum-{}", std::process::id()));
        std::fs::write(&path, b"abc").unwrap();
        let right = expect(&path, ABC);
        std::fs::write(&path, b"abd").unwrap();
        let wrong = expect(&path, ABC);
        std::fs::remove_file(&path).unwrap();

        assert!(right.is_ok());
        let refusal = wrong.unwrap_err().to_string();
        assert!(refusal.contains(ABC) && refusal.contains(&sha256(b"abd")) && refusal.contains("setup"), "{refusal}");
    }
}
