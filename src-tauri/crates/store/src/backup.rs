//! One file that holds a whole workspace.
//!
//! Layout: magic (8) | length of the key slots (8, big-endian) | key slots | members, one after the other | sealed
//! manifest | length of the sealed manifest (8, big-endian). The key slots are in the clear, as in the workspace: they
//! are how the backup is unlocked. The members are the encrypted files of the workspace as they are. The manifest
//! names each with its length and SHA-256, covers the key slots too, and is sealed under a key of the workspace, so
//! nothing in the file can be changed, cut or exchanged.

use crate::{
    Workspace, blobs, disk, journal,
    workspace::{DATABASE, KEYSLOTS},
};
use holdfast_crypto::{Purpose, Secret, Sha256Stream, open, seal, sha256_hex, to_hex};
use holdfast_ports::{BackupReport, Store, StoreError};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

const MAGIC: &[u8; 8] = b"HFBACK01";
const CONTEXT: &[u8] = b"backup/manifest";
const LENGTH: u64 = 8;

/// What is in a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) journal_entries: u64,
    pub(crate) journal_root: String,
    pub(crate) documents: u64,
    keyslots_sha256: String,
    pub(crate) members: Vec<Member>,
}

/// One file of the workspace.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    /// Relative to the workspace, with `/` between the parts.
    pub(crate) path: String,
    bytes: u64,
    sha256: String,
}

/// Writes the backup and reads all of it back. A workspace that does not check is not backed up: the file would
/// replace a good one.
pub(crate) fn write(workspace: &Workspace, file: &Path) -> Result<BackupReport, StoreError> {
    let journal = workspace.verify_journal()?;
    if let Some((seq, reason)) = journal.broken {
        return Err(StoreError::Integrity(format!("journal entry {seq}: {reason}")));
    }
    refuse_other_file(file)?;
    let documents = check_documents(workspace)?;
    let path = workspace.dir().join(KEYSLOTS);
    let keyslots = fs::read(&path).map_err(|error| disk::io("cannot read", &path, error))?;
    let key = workspace.key(Purpose::Backup);
    disk::write_atomically(file, |output| {
        let mut put = |bytes: &[u8]| output.write_all(bytes).map_err(|error| disk::io("cannot write", file, error));
        put(MAGIC)?;
        put(&(keyslots.len() as u64).to_be_bytes())?;
        put(&keyslots)?;
        let manifest = Manifest {
            journal_entries: journal.entries,
            journal_root: journal.root,
            documents,
            keyslots_sha256: sha256_hex(&keyslots),
            members: put_members(workspace, &mut put)?,
        };
        let manifest = serde_json::to_vec(&manifest).map_err(|error| disk::io("cannot write", file, error))?;
        let sealed =
            seal(&key, CONTEXT, &disk::random()?, &manifest).map_err(|error| disk::io("cannot write", file, error))?;
        put(&sealed)?;
        put(&(sealed.len() as u64).to_be_bytes())
    })?;
    let mut backup = BackupFile::open(file)?;
    let manifest = backup.manifest(&key)?;
    backup.each_member(&manifest, |_, _| Ok(()))?;
    backup.report(&manifest)
}

/// Reads every blob that a document needs and returns the number of documents present.
pub(crate) fn check_documents(workspace: &Workspace) -> Result<u64, StoreError> {
    let documents = workspace.documents()?;
    for document in &documents {
        workspace.blob(&document.blob)?;
    }
    Ok(documents.len() as u64)
}

/// The database is copied as a file: the lock keeps other processes out, this one is busy here, and everything in the
/// log was just moved into it.
fn put_members(
    workspace: &Workspace,
    put: &mut impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<Vec<Member>, StoreError> {
    journal::checkpoint(workspace.database())?;
    let mut members = vec![put_member(workspace, DATABASE.to_owned(), put)?];
    for name in blobs::names(workspace.dir())? {
        members.push(put_member(workspace, blobs::relative_path(&name), put)?);
    }
    Ok(members)
}

fn put_member(
    workspace: &Workspace,
    path: String,
    put: &mut impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<Member, StoreError> {
    let source = workspace.dir().join(&path);
    let mut file = File::open(&source).map_err(|error| disk::io("cannot read", &source, error))?;
    let (bytes, sha256) = pass_on(&mut file, u64::MAX, &source, put)?;
    Ok(Member { path, bytes, sha256 })
}

/// A backup file that is being read.
pub(crate) struct BackupFile<'p> {
    path: &'p Path,
    file: File,
    /// The key slots as written; not trusted until the manifest was opened.
    pub(crate) keyslots: Vec<u8>,
    sealed_manifest: Vec<u8>,
    size: u64,
}

impl<'p> BackupFile<'p> {
    /// Reads everything but the members.
    pub(crate) fn open(path: &'p Path) -> Result<Self, StoreError> {
        let failed = |error| disk::io("cannot read", path, error);
        let mut file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let mut magic = [0; MAGIC.len()];
        let fixed = MAGIC.len() as u64 + 2 * LENGTH;
        if size < fixed || file.read_exact(&mut magic).is_err() || &magic != MAGIC {
            return Err(StoreError::Occupied(format!("the file {} is not a backup of Holdfast", path.display())));
        }
        let section = |file: &mut File, at: SeekFrom| -> Result<u64, StoreError> {
            let mut length = [0; LENGTH as usize];
            file.seek(at).and_then(|_| file.read_exact(&mut length)).map_err(failed)?;
            Ok(u64::from_be_bytes(length))
                .and_then(|length| if length <= size - fixed { Ok(length) } else { Err(cut(path)) })
        };
        let manifest_length = section(&mut file, SeekFrom::End(-(LENGTH as i64)))?;
        let keyslots_length = section(&mut file, SeekFrom::Start(MAGIC.len() as u64))?;
        let mut keyslots = vec![0; keyslots_length as usize];
        file.read_exact(&mut keyslots).map_err(failed)?;
        let mut sealed_manifest = vec![0; manifest_length as usize];
        file.seek(SeekFrom::Start(size - LENGTH - manifest_length))
            .and_then(|_| file.read_exact(&mut sealed_manifest))
            .map_err(failed)?;
        Ok(Self { path, file, keyslots, sealed_manifest, size })
    }

    /// The manifest, where it is genuine and fits the file.
    pub(crate) fn manifest(&self, key: &Secret) -> Result<Manifest, StoreError> {
        let manifest = open(key, CONTEXT, &self.sealed_manifest).map_err(|_| cut(self.path))?;
        let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| cut(self.path))?;
        let around = MAGIC.len() + self.keyslots.len() + self.sealed_manifest.len();
        let members: u64 = manifest.members.iter().map(|member| member.bytes).sum();
        let fits = self.size == around as u64 + 2 * LENGTH + members;
        if !fits || manifest.keyslots_sha256 != sha256_hex(&self.keyslots) {
            return Err(cut(self.path));
        }
        Ok(manifest)
    }

    /// Hands on the bytes of every member in pieces and checks its hash at its end.
    pub(crate) fn each_member(
        &mut self,
        manifest: &Manifest,
        mut take: impl FnMut(&Member, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let start = MAGIC.len() as u64 + LENGTH + self.keyslots.len() as u64;
        self.file.seek(SeekFrom::Start(start)).map_err(|error| disk::io("cannot read", self.path, error))?;
        for member in &manifest.members {
            take(member, &[])?;
            let (_, sha256) =
                pass_on(&mut self.file, member.bytes, self.path, &mut |piece: &[u8]| take(member, piece))?;
            if sha256 != member.sha256 {
                return Err(StoreError::Integrity(format!("{} of the backup was altered", member.path)));
            }
        }
        Ok(())
    }

    /// Figures of the file, read from its first byte to its last.
    pub(crate) fn report(&mut self, manifest: &Manifest) -> Result<BackupReport, StoreError> {
        self.file.rewind().map_err(|error| disk::io("cannot read", self.path, error))?;
        let (bytes, sha256) = pass_on(&mut self.file, u64::MAX, self.path, &mut |_: &[u8]| Ok(()))?;
        Ok(BackupReport { bytes, sha256, journal_entries: manifest.journal_entries, documents: manifest.documents })
    }
}

/// Passes on at most `limit` bytes in pieces; returns how many there were and their SHA-256.
fn pass_on(
    from: &mut File,
    limit: u64,
    path: &Path,
    take: &mut impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(u64, String), StoreError> {
    let mut hash = Sha256Stream::new();
    let mut piece = vec![0; 256 * 1024];
    let mut left = limit;
    while left > 0 {
        let want = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = from.read(&mut piece[..want]).map_err(|error| disk::io("cannot read", path, error))?;
        if count == 0 {
            break;
        }
        hash.update(&piece[..count]);
        take(&piece[..count])?;
        left -= count as u64;
    }
    Ok((limit - left, to_hex(&hash.finish())))
}

fn cut(path: &Path) -> StoreError {
    StoreError::Integrity(format!("{} was altered or cut", path.display()))
}

/// Only an earlier backup may be replaced: a slip of the hand must not cost a policy.
fn refuse_other_file(file: &Path) -> Result<(), StoreError> {
    let mut start = Vec::new();
    match fs::File::open(file) {
        Ok(open) => open.take(MAGIC.len() as u64).read_to_end(&mut start),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
    }
    .map_err(|error| disk::io("cannot read", file, error))?;
    if start == MAGIC {
        return Ok(());
    }
    Err(StoreError::Occupied(format!("the file {} exists and is no backup", file.display())))
}
