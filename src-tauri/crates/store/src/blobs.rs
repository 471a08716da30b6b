//! Documents as files: sealed, named by a keyed hash of their content.
//!
//! A plain content hash as a name would tell anyone with a copy of a document whether the workspace holds it.

use crate::{Workspace, disk, workspace::BLOBS};
use holdfast_crypto::{Purpose, from_hex, open, seal, to_hex};
use holdfast_ports::StoreError;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Keeps the bytes; a blob that is already there and whole is left alone.
pub(crate) fn put(workspace: &Workspace, bytes: &[u8]) -> Result<String, StoreError> {
    let name = to_hex(&workspace.key(Purpose::BlobName).tag(bytes));
    if get(workspace, &name).is_ok() {
        return Ok(name);
    }
    let sealed = seal(&workspace.key(Purpose::Blob), &context(&name), &disk::random()?, bytes)
        .map_err(|error| StoreError::Io(format!("blob: {error}")))?;
    let path = path(workspace.dir(), &name)?;
    if let Some(folder) = path.parent() {
        disk::make_private_dir(folder)?;
        disk::sync_parent(folder)?;
    }
    disk::write_bytes_atomically(&path, &sealed)?;
    Ok(name)
}

/// The bytes kept under a name.
pub(crate) fn get(workspace: &Workspace, name: &str) -> Result<Vec<u8>, StoreError> {
    let path = path(workspace.dir(), name)?;
    let sealed = fs::read(&path).map_err(|error| disk::io("cannot read", &path, error))?;
    unseal(workspace, name, &sealed)
}

/// The bytes of a blob's file.
pub(crate) fn unseal(workspace: &Workspace, name: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    open(&workspace.key(Purpose::Blob), &context(name), sealed)
        .map_err(|error| StoreError::Integrity(format!("blob {name}: {error}")))
}

/// Names of all blobs, sorted.
pub(crate) fn names(dir: &Path) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for folder in disk::list(&dir.join(BLOBS))? {
        for file in disk::list(&folder)? {
            let name = file.file_name().and_then(|name| name.to_str()).filter(|name| is_name(name));
            names.extend(name.map(str::to_owned));
        }
    }
    Ok(names)
}

/// Where the blob of this name is, relative to the workspace, with `/` between the parts.
pub(crate) fn relative_path(name: &str) -> String {
    format!("{BLOBS}/{}/{name}", name.get(..2).unwrap_or_default())
}

/// Whether this is the name of a blob; nothing else ever becomes part of a path.
pub(crate) fn is_name(name: &str) -> bool {
    from_hex::<32>(name).is_ok()
}

fn path(dir: &Path, name: &str) -> Result<PathBuf, StoreError> {
    if !is_name(name) {
        return Err(StoreError::Integrity("the name of a blob is malformed".to_owned()));
    }
    Ok(dir.join(relative_path(name)))
}

fn context(name: &str) -> Vec<u8> {
    format!("blob/{name}").into_bytes()
}
