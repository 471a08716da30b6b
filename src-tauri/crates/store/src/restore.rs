//! Bringing back a workspace from a backup: everything is checked before anything is replaced.

use crate::{
    Workspace, backup,
    backup::{BackupFile, Manifest, Member},
    blobs, disk,
    keyslots::KeySlots,
    workspace::{self, DATABASE, KEYSLOTS, Staging},
};
use holdfast_crypto::{Passphrase, Purpose, Secret};
use holdfast_ports::{BackupReport, Store, StoreError};
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

/// See [`Workspace::restore`].
pub(crate) fn restore(
    file: &Path,
    dir: &Path,
    passphrase: &Passphrase,
    replace: bool,
) -> Result<BackupReport, StoreError> {
    let is_replacing = replace && Workspace::exists(dir);
    if !is_replacing {
        workspace::refuse_occupied(dir)?;
    }
    let mut backup = BackupFile::open(file)?;
    let key = KeySlots::parse(&backup.keyslots)?.unlock(passphrase)?;
    let manifest = backup.manifest(&key.derive(Purpose::Backup))?;
    workspace::sweep_staging(dir)?;
    let staging = Staging::begin(dir)?;
    extract(&mut backup, &manifest, &staging.path)?;
    let staging = check(staging, key, &manifest)?;
    let report = backup.report(&manifest)?;
    if is_replacing {
        // Nobody may be writing to what is moved aside.
        let _held = workspace::lock(dir)?;
        let aside = free_name(dir);
        fs::rename(dir, &aside).map_err(|error| disk::io("cannot move aside", dir, error))?;
        staging.move_to(dir).inspect_err(|_| {
            // The first error is the one to report.
            let _ = fs::rename(&aside, dir);
        })?;
    } else {
        staging.move_to(dir)?;
    }
    Ok(report)
}

fn extract(backup: &mut BackupFile<'_>, manifest: &Manifest, to: &Path) -> Result<(), StoreError> {
    let mut output: Option<(String, File)> = None;
    backup.each_member(manifest, |member, piece| {
        let path = member_path(member, to)?;
        if output.as_ref().is_none_or(|(name, _)| name != &member.path) {
            finish(output.take(), to)?;
            if let Some(folder) = path.parent() {
                disk::make_private_dir(folder)?;
            }
            output = Some((member.path.clone(), disk::create_private_file(&path)?));
        }
        match &mut output {
            Some((_, file)) => file.write_all(piece).map_err(|error| disk::io("cannot write", &path, error)),
            None => Ok(()),
        }
    })?;
    finish(output, to)?;
    disk::write_bytes_atomically(&to.join(KEYSLOTS), &backup.keyslots)
}

fn finish(output: Option<(String, File)>, to: &Path) -> Result<(), StoreError> {
    output.map_or(Ok(()), |(_, file)| file.sync_all().map_err(|error| disk::io("cannot write", to, error)))
}

/// The place of a member, where it is one of the files that a workspace has.
fn member_path(member: &Member, to: &Path) -> Result<PathBuf, StoreError> {
    let blob = member.path.rsplit('/').next().filter(|name| blobs::is_name(name));
    let is_known = member.path == DATABASE || blob.is_some_and(|name| blobs::relative_path(name) == member.path);
    if is_known {
        Ok(to.join(&member.path))
    } else {
        Err(StoreError::Integrity("the backup holds a file that no workspace has".to_owned()))
    }
}

/// Opens the restored copy as a workspace and checks journal and documents against the manifest.
fn check(staging: Staging, key: Secret, manifest: &Manifest) -> Result<Staging, StoreError> {
    let copy = Workspace::open_locked(&staging.path, key, staging.lend()?)?;
    let journal = copy.verify_journal()?;
    let documents = backup::check_documents(&copy)?;
    let is_whole = journal.broken.is_none()
        && journal.entries == manifest.journal_entries
        && journal.root == manifest.journal_root
        && documents == manifest.documents;
    drop(copy);
    if is_whole {
        Ok(staging)
    } else {
        Err(StoreError::Integrity("the backup does not hold what its manifest says".to_owned()))
    }
}

/// Refuses to make an empty workspace where a restore was killed between moving the old one aside and putting the new
/// one in its place: nobody should mistake that for lost data.
pub(crate) fn refuse_cut_off(dir: &Path) -> Result<(), StoreError> {
    let plain: PathBuf = dir.components().collect();
    let aside = disk::sibling(&plain, ".before-restore-1");
    if dir.exists() || !aside.exists() {
        return Ok(());
    }
    let (dir, aside) = (dir.display(), aside.display());
    Err(StoreError::Occupied(format!("a restore into {dir} did not finish, the earlier workspace is in {aside}")))
}

/// The first free `<dir>.before-restore-<n>`, from 1.
fn free_name(dir: &Path) -> PathBuf {
    let plain: PathBuf = dir.components().collect();
    let mut number = 1;
    loop {
        let name = disk::sibling(&plain, &format!(".before-restore-{number}"));
        if !name.exists() {
            return name;
        }
        number += 1;
    }
}
