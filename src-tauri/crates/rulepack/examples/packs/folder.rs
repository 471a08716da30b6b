//! Packs as folders.

use holdfast_rulepack::PackFiles;
use std::path::{Path, PathBuf};

/// Folder of the schemas; beside it every folder is a pack.
pub(crate) const SCHEMAS: &str = "schema";

/// The packs of a folder by name.
pub(crate) fn packs(root: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let mut packs = Vec::new();
    for (name, path) in entries(root)? {
        if path.is_dir() && name != SCHEMAS {
            packs.push((name, path));
        }
    }
    Ok(packs)
}

/// All files of a pack.
pub(crate) fn files(pack: &Path) -> Result<PackFiles, String> {
    let read = |(name, path): (String, PathBuf)| {
        let bytes = std::fs::read(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        Ok((name, bytes))
    };
    entries(pack)?.into_iter().map(read).collect()
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let failed = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    found.retain(|(name, _)| !name.starts_with('.'));
    found.sort();
    Ok(found)
}
