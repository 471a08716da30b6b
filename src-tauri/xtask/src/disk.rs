//! File operations whose errors name the file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Outcome;

pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()).into())
}

pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Outcome {
    fs::write(path, bytes).map_err(|error| format!("{} cannot be written: {error}", path.display()).into())
}

pub(crate) fn read_json(path: &Path) -> Outcome<serde_json::Value> {
    serde_json::from_slice(&read(path)?).map_err(|error| format!("{} is not JSON: {error}", path.display()).into())
}

pub(crate) fn create_folder(path: &Path) -> Outcome {
    fs::create_dir_all(path).map_err(|error| format!("{} cannot be created: {error}", path.display()).into())
}

/// Removes a folder and all in it; one that is not there is fine.
pub(crate) fn remove_folder(path: &Path) -> Outcome {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{} cannot be removed: {error}", path.display()).into())
        }
        _ => Ok(()),
    }
}

pub(crate) fn rename(from: &Path, to: &Path) -> Outcome {
    fs::rename(from, to)
        .map_err(|error| format!("{} cannot be moved to {}: {error}", from.display(), to.display()).into())
}

/// The files under a folder, relative to it and sorted; none when the folder does not exist.
pub(crate) fn files_under(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(current) = waiting.pop() {
        if !current.is_dir() {
            continue;
        }
        let unreadable = |error| format!("{} cannot be listed: {error}", current.display());
        for entry in fs::read_dir(&current).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}
