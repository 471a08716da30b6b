//! The Merkle tree of RFC 9162 (Certificate Transparency 2.0), section 2.1, grown one leaf at a time.

use crate::{CryptoError, DIGEST, digest::sha256};
use sha2::{Digest, Sha256};

/// Hash of one entry: SHA-256 over 0x00 and its bytes.
pub fn leaf_hash(entry: &[u8]) -> [u8; DIGEST] {
    Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into()
}

/// Hash of two subtrees: SHA-256 over 0x01, left, right.
fn node_hash(left: &[u8; DIGEST], right: &[u8; DIGEST]) -> [u8; DIGEST] {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// The roots of the complete subtrees of a growing tree, largest first: one for every 1 in the binary form of its size.
///
/// That is all it takes to append a leaf and to know the root, so neither ever reads the earlier entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<[u8; DIGEST]>,
}

impl Frontier {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the hash of the next entry, as [`leaf_hash`] makes it.
    pub fn append(&mut self, leaf: [u8; DIGEST]) {
        let completed = self.size.trailing_ones() as usize;
        let mut right = leaf;
        for left in self.roots.drain(self.roots.len() - completed..).rev() {
            right = node_hash(&left, &right);
        }
        self.roots.push(right);
        self.size += 1;
    }

    /// Root of the tree; for the tree without leaves the SHA-256 of nothing.
    pub fn root(&self) -> [u8; DIGEST] {
        let folded = self.roots.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        folded.unwrap_or_else(|| sha256(&[]))
    }

    /// The subtree roots, largest first, for storing beside the size.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.roots.concat()
    }

    /// The frontier of a stored size and its subtree roots. [`CryptoError::Malformed`] where their number does not fit.
    pub fn from_parts(size: u64, roots: &[u8]) -> Result<Self, CryptoError> {
        let (roots, rest) = roots.as_chunks::<DIGEST>();
        if roots.len() != size.count_ones() as usize || !rest.is_empty() {
            return Err(CryptoError::Malformed("Merkle frontier does not fit its size".to_owned()));
        }
        Ok(Self { size, roots: roots.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::digest::to_hex;
    use proptest::prelude::*;

    /// Entries and roots of the Certificate Transparency reference tests, root after every entry.
    const REFERENCE: [(&[u8], &str); 8] = [
        (b"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (b"\x00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (b"\x10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (b"\x20\x21", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        (b"\x30\x31", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (b"\x40\x41\x42\x43", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        (b"\x50\x51\x52\x53\x54\x55\x56\x57", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ),
    ];

    /// RFC 9162, section 2.1.1, word for word: split at the largest power of two below the size.
    fn root_by_definition(leaves: &[[u8; DIGEST]]) -> [u8; DIGEST] {
        match leaves {
            [] => sha256(&[]),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node_hash(&root_by_definition(&leaves[..split]), &root_by_definition(&leaves[split..]))
            }
        }
    }

    #[test]
    fn roots_agree_with_the_reference_tests() {
        let mut tree = Frontier::new();
        assert_eq!(to_hex(&tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (entry, root) in REFERENCE {
            tree.append(leaf_hash(entry));
            assert_eq!(to_hex(&tree.root()), root, "size {}", tree.size());
        }
    }

    #[test]
    fn a_frontier_of_the_wrong_length_is_refused() {
        assert!(Frontier::from_parts(3, &[0; 32]).is_err());
        assert!(Frontier::from_parts(3, &[0; 65]).is_err());
        assert!(Frontier::from_parts(0, &[]).is_ok());
    }

    proptest! {
        #[test]
        fn the_frontier_agrees_with_the_definition_and_survives_storing(count in 0usize..70) {
            let leaves: Vec<_> = (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect();
            let mut tree = Frontier::new();
            for leaf in &leaves {
                tree.append(*leaf);
                tree = Frontier::from_parts(tree.size(), &tree.to_bytes()).unwrap();
            }
            prop_assert_eq!(tree.root(), root_by_definition(&leaves));
        }
    }
}
