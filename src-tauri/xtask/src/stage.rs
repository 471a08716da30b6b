//! Puts what the program reads at run time beside it: `resources/{models,rulepacks,lib}`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::checkout::{Checkout, Profile};
use crate::disk;
use crate::failure::Outcome;
use crate::setup::Library;

/// Brings the resources of `profile` up to date; files that are already there unchanged are left alone.
pub(crate) fn run(checkout: &Checkout, profile: Profile) -> Outcome {
    let mut libraries = Vec::new();
    for library in Library::pinned(checkout)? {
        library.ensure()?;
        libraries.extend(library.files()?);
    }
    let resources = checkout.resources(profile);
    for name in ["models", "rulepacks"] {
        let source = checkout.root.join(name);
        let files = disk::files_under(&source)?.into_iter().filter(|file| is_shipped(file));
        mirror(files.map(|file| (source.join(&file), file)), &resources.join(name))?;
    }
    mirror(libraries.into_iter(), &resources.join("lib"))
}

/// Scripts and data that made a resource are not part of the product.
fn is_shipped(file: &Path) -> bool {
    let is_script = file.extension().is_some_and(|extension| extension == "py" || extension == "pyc");
    !is_script && !file.components().any(|part| part.as_os_str() == "training")
}

/// Makes `target` hold exactly `files`, given as source path and path inside `target`.
fn mirror(files: impl Iterator<Item = (PathBuf, PathBuf)>, target: &Path) -> Outcome {
    let mut wanted = BTreeSet::new();
    for (source, relative) in files {
        let staged = target.join(&relative);
        wanted.insert(relative);
        if !is_same(&source, &staged) {
            copy(&source, &staged)?;
        }
    }
    for relative in disk::files_under(target)? {
        if !wanted.contains(&relative) {
            let stale = target.join(relative);
            fs::remove_file(&stale).map_err(|error| format!("{} cannot be removed: {error}", stale.display()))?;
        }
    }
    Ok(())
}

/// Same length and same modification time, which `copy` carries over.
fn is_same(source: &Path, staged: &Path) -> bool {
    let stamp = |path: &Path| fs::metadata(path).and_then(|data| Ok((data.len(), data.modified()?))).ok();
    stamp(source).is_some_and(|stamp_of_source| stamp(staged) == Some(stamp_of_source))
}

fn copy(source: &Path, staged: &Path) -> Outcome {
    if let Some(folder) = staged.parent() {
        disk::create_folder(folder)?;
    }
    let failed =
        |error: std::io::Error| format!("{} cannot be copied to {}: {error}", source.display(), staged.display());
    // Beside and renamed: a program that runs meanwhile has the old file mapped and must keep it whole.
    let mut incoming = staged.as_os_str().to_owned();
    incoming.push(".incoming");
    let incoming = PathBuf::from(incoming);
    fs::copy(source, &incoming).map_err(failed)?;
    let modified = fs::metadata(source).and_then(|data| data.modified()).map_err(failed)?;
    fs::File::options().append(true).open(&incoming).and_then(|file| file.set_modified(modified)).map_err(failed)?;
    disk::rename(&incoming, staged)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("xtask-stage-{name}-{}", std::process::id()));
            fs::create_dir_all(folder.join("from/inner")).unwrap();
            fs::write(folder.join("from/a.json"), b"a").unwrap();
            fs::write(folder.join("from/inner/b.json"), b"b").unwrap();
            Self(folder)
        }

        fn stage(&self) {
            let source = self.0.join("from");
            let files = disk::files_under(&source).unwrap();
            mirror(files.into_iter().map(|file| (source.join(&file), file)), &self.0.join("to")).unwrap();
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_staged_folder_mirrors_the_source() {
        let scratch = Scratch::new("mirror");
        scratch.stage();
        fs::remove_file(scratch.0.join("from/a.json")).unwrap();
        scratch.stage();
        assert_eq!(disk::files_under(&scratch.0.join("to")).unwrap(), [PathBuf::from("inner/b.json")]);
    }

    #[test]
    fn a_changed_file_is_copied_again_and_an_unchanged_one_is_not() {
        let scratch = Scratch::new("again");
        scratch.stage();
        fs::write(scratch.0.join("from/a.json"), b"longer").unwrap();
        assert!(!is_same(&scratch.0.join("from/a.json"), &scratch.0.join("to/a.json")));
        assert!(is_same(&scratch.0.join("from/inner/b.json"), &scratch.0.join("to/inner/b.json")));
        scratch.stage();
        assert_eq!(fs::read(scratch.0.join("to/a.json")).unwrap(), b"longer");
    }

    #[test]
    fn build_scripts_of_a_model_stay_behind() {
        assert!(!is_shipped(Path::new("minilm-l6-v2/build.py")));
        assert!(is_shipped(Path::new("minilm-l6-v2/CARD.md")) && is_shipped(Path::new("runtime.json")));
    }
}
