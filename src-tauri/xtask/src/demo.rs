//! The product on documents, with one command.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout::{Checkout, Profile};
use crate::failure::{Failure, Outcome};
use crate::{build_program, checksum, child, disk, setup};

/// The program's exit code for "the job finished, and part of the input was unusable".
pub(crate) const PARTLY_UNUSABLE: i32 = 4;

/// Builds the release program and runs the main job on `documents`, or on the sample set.
pub(crate) fn run(checkout: &Checkout, documents: Option<&Path>) -> Outcome {
    let documents = match documents {
        Some(path) => path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?,
        None => checkout.sample(),
    };
    setup::run(checkout, setup::Purpose::Build)?;
    build_program(checkout, Profile::Release)?;

    let folder = checkout.target.join("demo").join(folder_name(&documents, &checkout.sample()));
    let (workspace, reports, passphrase) =
        (folder.join("workspace"), folder.join("reports"), folder.join("passphrase"));
    disk::create_folder(&folder)?;
    ensure_passphrase(&passphrase)?;

    let mut holdfast = Command::new(checkout.program(Profile::Release));
    holdfast.arg("--workspace").arg(&workspace).arg("--passphrase-file").arg(&passphrase);
    holdfast.arg("run").arg(&documents).arg("--out").arg(&reports);
    let code = child::exit_code(&mut holdfast)?;

    println!();
    println!("workspace:   {}", workspace.display());
    println!(
        "passphrase:  {} (readable by you alone; without it the workspace cannot be opened)",
        passphrase.display()
    );
    match code {
        Some(0) => Ok(()),
        Some(PARTLY_UNUSABLE) => {
            println!(
                "exit code 4: the job finished; part of the input could not be used, and the diagnostics say what"
            );
            Ok(())
        }
        code => Err(Failure::of_child("the run did not succeed".to_owned(), code)),
    }
}

/// One folder for each input, so that two firms never meet in one workspace: the last part of the path to recognise it
/// by, and a digest of the whole path, because two folders called `documents` are two inputs.
fn folder_name(documents: &Path, sample: &Path) -> String {
    if documents == sample {
        return "brackwater".to_owned();
    }
    let name = documents.file_name().map_or("documents".to_owned(), |name| name.to_string_lossy().into_owned());
    let digest = checksum::sha256(documents.as_os_str().as_encoded_bytes());
    format!("{name}-{}", &digest[..8])
}

/// Makes a random passphrase once; a later run finds it and opens the same workspace.
pub(crate) fn ensure_passphrase(path: &PathBuf) -> Outcome {
    if path.exists() {
        return Ok(());
    }
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    let mut seed = [0_u8; 32];
    std::fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut seed)).map_err(failed)?;
    // A digest of 32 random bytes is as good as their hexadecimal form.
    let passphrase = checksum::sha256(&seed);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(passphrase.as_bytes()).map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn two_folders_of_the_same_name_get_two_workspaces() {
        let sample = Path::new("/repo/documents");
        let one = folder_name(Path::new("/one/documents"), sample);
        let two = folder_name(Path::new("/two/documents"), sample);
        assert!(one.starts_with("documents-") && two.starts_with("documents-") && one != two);
        assert_eq!(folder_name(sample, sample), "brackwater");
    }

    #[test]
    fn the_passphrase_is_made_once_and_readable_by_its_owner_alone() {
        let path = std::env::temp_dir().join(format!("xtask-passphrase-{}", std::process::id()));
        ensure_passphrase(&path).unwrap();
        let first = std::fs::read_to_string(&path).unwrap();
        ensure_passphrase(&path).unwrap();
        let (second, mode) = (std::fs::read_to_string(&path).unwrap(), path.metadata().unwrap().permissions().mode());
        std::fs::remove_file(&path).unwrap();

        assert_eq!((first.len(), mode & 0o777), (64, 0o600));
        assert_eq!(first, second);
    }
}
