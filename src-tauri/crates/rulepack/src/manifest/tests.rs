#![allow(clippy::unwrap_used)]
use super::*;
use holdfast_crypto::Secret;
use proptest::prelude::*;

/// A pack of two files, signed, with every name that lies in its folder.
struct Made {
    files: PackFiles,
    present: BTreeSet<String>,
}

fn signer(seed: u8) -> Signer {
    Signer::new(&Secret::new([seed; 32]))
}

fn trusted() -> TrustedKeys {
    TrustedKeys::of([signer(1).public_key()])
}

fn made(by: u8) -> Made {
    let mut files = PackFiles::from([("a.json".into(), b"[1]".to_vec()), ("b.jsonl".into(), b"{}\n{}\n".to_vec())]);
    let hashes = files.iter().map(|(name, bytes)| (name.clone(), sha256_hex(bytes)));
    let manifest = Manifest {
        format: FORMAT,
        id: "sample".into(),
        version: "1.0.0".into(),
        title: "Sample".into(),
        files: hashes.collect(),
    };
    let manifest = serde_json::to_vec_pretty(&manifest).unwrap();
    files.insert(SIGNATURE.into(), sign(&manifest, &signer(by)));
    files.insert(MANIFEST.into(), manifest);
    let present = files.keys().cloned().collect();
    Made { files, present }
}

impl Made {
    fn verdict(&self, keys: &TrustedKeys) -> Result<String, SealError> {
        let key = keys.signer(&self.files)?;
        // A manifest that a trusted key signed is one that was read when it was signed.
        Manifest::read(&self.files).unwrap().check("sample", &self.files, &self.present)?;
        Ok(key)
    }
}

#[test]
fn a_pack_as_signed_by_a_trusted_key_is_taken_and_the_key_named() {
    assert_eq!(made(1).verdict(&trusted()), Ok(key_id(&signer(1).public_key())));
}

#[test]
fn a_pack_signed_by_a_stranger_or_nobody_is_refused_as_such() {
    let stranger = made(2).verdict(&trusted()).unwrap_err();
    assert_eq!(stranger, SealError::UnknownKey(key_id(&signer(2).public_key())));
    let mut unsigned = made(1);
    unsigned.files.remove(SIGNATURE);
    let unsigned = unsigned.verdict(&trusted()).unwrap_err();
    assert_eq!(unsigned, SealError::Unsigned);
    assert!(!stranger.is_tampering() && !unsigned.is_tampering());
}

#[test]
fn a_stranger_who_takes_the_name_of_a_trusted_key_is_refused() {
    let mut pack = made(2);
    let text = String::from_utf8(pack.files[SIGNATURE].clone()).unwrap();
    let named = text.replace(&key_id(&signer(2).public_key()), &key_id(&signer(1).public_key()));
    assert_ne!(named, text);
    pack.files.insert(SIGNATURE.into(), named.into_bytes());
    assert_eq!(pack.verdict(&trusted()), Err(SealError::Altered(MANIFEST.into())));
}

#[test]
fn a_file_too_few_or_too_many_is_named() {
    let mut pack = made(1);
    pack.files.remove("a.json");
    pack.present.remove("a.json");
    assert_eq!(pack.verdict(&trusted()), Err(SealError::Absent("a.json".into())));
    let mut pack = made(1);
    pack.present.insert("c.json".into());
    assert_eq!(pack.verdict(&trusted()), Err(SealError::Unlisted("c.json".into())));
}

#[test]
fn a_rightly_signed_pack_in_the_folder_of_another_is_refused() {
    let pack = made(1);
    let manifest = Manifest::read(&pack.files).unwrap();
    let refused = manifest.check("dora", &pack.files, &pack.present);
    assert_eq!(refused, Err(SealError::OtherPack("sample".into())));
}

#[test]
fn a_retired_key_signs_no_more_and_two_keys_may_stand_side_by_side() {
    let both = TrustedKeys::of([signer(1).public_key(), signer(2).public_key()]);
    assert!(made(1).verdict(&both).is_ok() && made(2).verdict(&both).is_ok());
    let only_new = TrustedKeys::of([signer(2).public_key()]);
    assert!(matches!(made(1).verdict(&only_new), Err(SealError::UnknownKey(_))));
}

#[test]
fn a_manifest_of_another_form_or_with_a_path_in_it_is_refused() {
    let with = |from: &str, to: &str| {
        let mut files = made(1).files;
        let text = String::from_utf8(files[MANIFEST].clone()).unwrap();
        assert!(text.contains(from));
        files.insert(MANIFEST.into(), text.replace(from, to).into_bytes());
        Manifest::read(&files).unwrap_err().to_string()
    };
    let newer = with("\"format\": 1", "\"format\": 2, \"later\": true");
    assert_eq!(newer, "manifest.json: the pack is of form 2, this program reads form 1; update Holdfast");
    assert!(with("\"a.json\"", "\"../a.json\"").contains("\"../a.json\" is no plain file name"));
    assert!(with("\"a.json\"", "\".a\"").contains("no plain file name"));
    assert!(with("\"title\"", "\"titel\"").contains("unknown field `titel`"));
}

#[test]
fn every_key_compiled_in_is_a_key() {
    assert!(!SHIPPED_KEYS.is_empty());
    assert_eq!(TrustedKeys::shipped().0.len(), SHIPPED_KEYS.len());
}

#[test]
fn the_hash_in_results_covers_content_and_not_the_signature() {
    let mut pack = made(1);
    let reference = |pack: &Made| Manifest::read(&pack.files).unwrap().reference(&pack.files, true).sha256;
    let before = reference(&pack);
    pack.files.remove(SIGNATURE);
    assert_eq!(reference(&pack), before);
    pack.files.insert("a.json".into(), b"[2]".to_vec());
    assert_ne!(reference(&pack), before);
}

proptest! {
    #[test]
    fn any_changed_byte_of_any_file_is_refused_by_name(file in 0_usize..4, at: prop::sample::Index, flip in 1_u8..) {
        let mut pack = made(1);
        let name = pack.files.keys().nth(file).unwrap().clone();
        let bytes = pack.files.get_mut(&name).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let refused = pack.verdict(&trusted()).unwrap_err();
        if name == SIGNATURE {
            // A byte of the key's name makes it the name of a stranger, white space at the end says nothing.
            prop_assume!(at + 1 < pack.files[&name].len());
            let expected = [SealError::Altered(SIGNATURE.into()), SealError::Altered(MANIFEST.into())];
            prop_assert!(expected.contains(&refused) || matches!(refused, SealError::UnknownKey(_)));
        } else {
            prop_assert_eq!(refused, SealError::Altered(name));
        }
    }
}
