#![allow(clippy::unwrap_used)]
use super::*;
use holdfast_crypto::{Secret, Signer};
use tempfile::TempDir;

/// Does something to the folder of a pack.
type Harm = fn(&Path);

/// The shipped packs in a folder of their own, signed again by a key of the test.
struct Own(TempDir);

fn signer() -> Signer {
    Signer::new(&Secret::new([5; 32]))
}

impl Own {
    fn new() -> Self {
        let own = Self(tempfile::tempdir().unwrap());
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rulepacks");
        for id in ["dora", "scenarios", "penalties", "tasks", "calendars"] {
            std::fs::create_dir(own.path(id)).unwrap();
            for name in names(&shipped.join(id)).unwrap() {
                std::fs::copy(shipped.join(id).join(&name), own.path(id).join(name)).unwrap();
            }
            let manifest = std::fs::read(own.path(id).join(MANIFEST)).unwrap();
            std::fs::write(own.path(id).join(SIGNATURE), holdfast_rulepack::sign(&manifest, &signer())).unwrap();
        }
        own
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn open(&self, id: &str, key: TrustedKeys, allow_unsigned: bool) -> Result<PackState, Failure> {
        let source = PackSource { folder: Some(self.0.path().to_owned()), keys: key, allow_unsigned };
        Resources::at(PathBuf::from("nowhere"), source).open(id).map(|(_, state)| state)
    }
}

fn trusted() -> TrustedKeys {
    TrustedKeys::of([signer().public_key()])
}

#[test]
fn packs_of_a_trusted_key_are_taken_and_those_of_the_product_are_not_where_it_is_not_trusted() {
    let own = Own::new();
    for id in ["dora", "scenarios", "penalties", "tasks", "calendars"] {
        assert!(own.open(id, trusted(), false).unwrap().reference.signed, "{id}");
        let stranger = own.open(id, TrustedKeys::shipped(), false).unwrap_err();
        assert_eq!(stranger.code, Code::Refused);
        assert!(stranger.message.contains("which this program does not trust"), "{stranger}");
    }
}

#[test]
fn a_changed_missing_or_added_file_is_an_integrity_failure_that_names_it() {
    let changes: [(&str, Harm); 4] = [
        ("tasks.json was changed", |folder| {
            let mut bytes = std::fs::read(folder.join("tasks.json")).unwrap();
            bytes[100] ^= 1;
            std::fs::write(folder.join("tasks.json"), bytes).unwrap();
        }),
        ("team.json is missing", |folder| std::fs::remove_file(folder.join("team.json")).unwrap()),
        ("more.json does not belong", |folder| std::fs::write(folder.join("more.json"), "{}").unwrap()),
        ("manifest.json was changed", |folder| {
            let text = std::fs::read_to_string(folder.join(MANIFEST)).unwrap();
            std::fs::write(folder.join(MANIFEST), text.replace("\"version\": \"", "\"version\": \"9")).unwrap();
        }),
    ];
    for (expected, change) in changes {
        let own = Own::new();
        change(&own.path("tasks"));
        let refused = own.open("tasks", trusted(), false).unwrap_err();
        assert_eq!(refused.code, Code::Integrity);
        assert!(refused.message.contains(expected), "{refused}");
        assert!(refused.hint.contains("--allow-unsigned-packs"), "{}", refused.hint);
        let taken = own.open("tasks", trusted(), true).unwrap();
        assert!(!taken.reference.signed && taken.seal.is_err(), "{expected}");
    }
}

#[test]
fn a_pack_without_a_signature_is_refused_and_its_hash_does_not_depend_on_it() {
    let own = Own::new();
    let signed = own.open("penalties", trusted(), false).unwrap();
    std::fs::remove_file(own.path("penalties").join(SIGNATURE)).unwrap();
    assert_eq!(own.open("penalties", trusted(), false).unwrap_err().code, Code::Refused);
    let taken = own.open("penalties", trusted(), true).unwrap();
    assert_eq!(taken.seal, Err(SealError::Unsigned));
    assert_eq!(taken.reference.sha256, signed.reference.sha256);
}

#[test]
fn a_pack_that_is_not_there_is_a_fault_of_the_installation() {
    let own = Own::new();
    std::fs::remove_dir_all(own.path("dora")).unwrap();
    assert_eq!(own.open("dora", trusted(), true).unwrap_err().code, Code::Installation);
}

#[test]
fn hidden_files_of_the_system_do_no_harm() {
    let own = Own::new();
    std::fs::write(own.path("dora").join(".DS_Store"), "x").unwrap();
    assert!(own.open("dora", trusted(), false).is_ok());
}
