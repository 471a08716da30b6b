//! Making, opening and closing a workspace, and what an open one can do.

use crate::{backup, blobs, database, disk, journal, keyslots::KeySlots, records, restore, schema};
use holdfast_crypto::{KdfParams, Passphrase, Purpose, Secret, Signer, to_hex};
use holdfast_domain::DocumentId;
use holdfast_ports::{BackupReport, Change, DocumentRow, JournalReport, ReviewRow, Store, StoreError, StoredEntry};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

pub(crate) const KEYSLOTS: &str = "keyslots.json";
pub(crate) const DATABASE: &str = "store.db";
pub(crate) const BLOBS: &str = "blobs";
const INDEX: &str = "index";
const LOCK: &str = "lock";

/// An unlocked workspace. Only one exists for a folder at any time, over all processes.
#[derive(Debug)]
pub struct Workspace {
    dir: PathBuf,
    key: Secret,
    // Closed before the lock is let go: fields drop in order.
    database: Connection,
    _lock: File,
}

impl Workspace {
    /// Makes a workspace in a folder that is missing or empty, at the cost of [`KdfParams::PRODUCT`].
    pub fn create(dir: &Path, passphrase: &Passphrase) -> Result<Self, StoreError> {
        Self::create_with(dir, passphrase, KdfParams::PRODUCT)
    }

    /// As [`Workspace::create`], with the cost of the key derivation given.
    ///
    /// The workspace is built beside its place and moved there in one step, so a crash leaves either all of it or
    /// none. What a crash left beside it is removed by the next call.
    pub fn create_with(dir: &Path, passphrase: &Passphrase, cost: KdfParams) -> Result<Self, StoreError> {
        refuse_occupied(dir)?;
        restore::refuse_cut_off(dir)?;
        sweep_staging(dir)?;
        let key = Secret::new(disk::random()?);
        let slots = KeySlots::new(&key, passphrase, cost)?;
        let staging = Staging::begin(dir)?;
        disk::create_private_file(&staging.path.join(DATABASE))?;
        drop(open_database(&staging.path.join(DATABASE), &key)?);
        disk::write_bytes_atomically(&staging.path.join(KEYSLOTS), &slots.to_bytes()?)?;
        let lock = staging.move_to(dir)?;
        Self::open_locked(dir, key, lock)
    }

    /// Unlocks the workspace in a folder. With a wrong passphrase nothing on the disk is touched.
    pub fn open(dir: &Path, passphrase: &Passphrase) -> Result<Self, StoreError> {
        if !Self::exists(dir) {
            return Err(StoreError::Missing(dir.display().to_string()));
        }
        let path = dir.join(KEYSLOTS);
        let slots = fs::read(&path).map_err(|error| disk::io("cannot read", &path, error))?;
        let key = KeySlots::parse(&slots)?.unlock(passphrase)?;
        let lock = disk::lock(&dir.join(LOCK))?;
        Self::open_locked(dir, key, lock)
    }

    /// Whether the folder holds a workspace.
    pub fn exists(dir: &Path) -> bool {
        dir.join(KEYSLOTS).is_file()
    }

    /// Puts the workspace of a backup into a folder, after all of it was checked.
    ///
    /// A workspace that is already there is refused with [`StoreError::Exists`] unless `replace` is set; then it is
    /// moved aside to `<dir>.before-restore-<n>`, never deleted.
    pub fn restore(
        file: &Path,
        dir: &Path,
        passphrase: &Passphrase,
        replace: bool,
    ) -> Result<BackupReport, StoreError> {
        restore::restore(file, dir, passphrase, replace)
    }

    /// The key under which the search index is encrypted.
    pub fn index_key(&self) -> Secret {
        self.key.derive(Purpose::Index)
    }

    /// The folder for the search index; it exists and may be emptied at any time.
    pub fn index_dir(&self) -> PathBuf {
        self.dir.join(INDEX)
    }

    /// Opens a folder whose lock is held and whose key is known.
    pub(crate) fn open_locked(dir: &Path, key: Secret, lock: File) -> Result<Self, StoreError> {
        for folder in [BLOBS, INDEX] {
            disk::make_private_dir(&dir.join(folder))?;
        }
        let path = dir.join(DATABASE);
        if !path.is_file() {
            return Err(StoreError::Integrity(format!("{DATABASE} is missing")));
        }
        let database = open_database(&path, &key)?;
        disk::sweep_partial_files(dir)?;
        for folder in disk::list(&dir.join(BLOBS))? {
            disk::sweep_partial_files(&folder)?;
        }
        Ok(Self { dir: dir.to_owned(), key, database, _lock: lock })
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn key(&self, purpose: Purpose) -> Secret {
        self.key.derive(purpose)
    }

    pub(crate) fn database(&self) -> &Connection {
        &self.database
    }

    fn signer(&self) -> Signer {
        Signer::new(&self.key(Purpose::JournalSigning))
    }
}

impl Store for Workspace {
    fn commit(&mut self, change: Change<'_>) -> Result<u64, StoreError> {
        let signer = self.signer();
        let transaction = self.database.transaction_with_behavior(TransactionBehavior::Immediate).map_err(database)?;
        let size = journal::append(&transaction, &signer, &change)?;
        records::keep(&transaction, &change, size)?;
        transaction.commit().map_err(database)?;
        Ok(size)
    }

    fn stage(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        records::stage(&self.database, key)
    }

    fn current(&self, name: &str) -> Result<Option<String>, StoreError> {
        records::current(&self.database, name)
    }

    fn documents(&self) -> Result<Vec<DocumentRow>, StoreError> {
        records::documents(&self.database)
    }

    fn document(&self, id: &DocumentId) -> Result<Option<DocumentRow>, StoreError> {
        records::one_document(&self.database, id)
    }

    fn put_blob(&self, bytes: &[u8]) -> Result<String, StoreError> {
        blobs::put(self, bytes)
    }

    fn blob(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        blobs::get(self, name)
    }

    fn journal(&self, from: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        journal::read(&self.database, from, limit)
    }

    fn journal_of(&self, topic: &str) -> Result<Vec<StoredEntry>, StoreError> {
        journal::of_topic(&self.database, topic)
    }

    fn reviews(&self) -> Result<Vec<ReviewRow>, StoreError> {
        journal::reviews(&self.database)
    }

    fn verify_journal(&self) -> Result<JournalReport, StoreError> {
        journal::verify(&self.database, &self.signer().public_key())
    }

    fn backup(&self, file: &Path) -> Result<BackupReport, StoreError> {
        backup::write(self, file)
    }
}

/// A workspace that is being built beside its place. Dropped before it is moved, it is removed.
pub(crate) struct Staging {
    pub(crate) path: PathBuf,
    lock: Option<File>,
}

impl Staging {
    /// A new folder with the lock held, so that no other process takes it for the leftover of a crash.
    pub(crate) fn begin(dir: &Path) -> Result<Self, StoreError> {
        let path = disk::sibling(&plain(dir), &format!("{STAGING}{}", to_hex(&disk::random::<8>()?)));
        disk::make_private_dir(&path)?;
        let lock = disk::lock(&path.join(LOCK))?;
        for folder in [BLOBS, INDEX] {
            disk::make_private_dir(&path.join(folder))?;
        }
        Ok(Self { path, lock: Some(lock) })
    }

    /// A second handle on the held lock, for looking into the folder before it is moved.
    pub(crate) fn lend(&self) -> Result<File, StoreError> {
        let lock = self.lock.as_ref().ok_or(StoreError::Busy)?;
        lock.try_clone().map_err(|error| disk::io("cannot lock", &self.path, error))
    }

    /// Moves the folder to its place, which is missing or empty, and hands over the lock, still held.
    pub(crate) fn move_to(mut self, dir: &Path) -> Result<File, StoreError> {
        disk::sync_parent(&self.path.join(DATABASE))?;
        refuse_occupied(dir)?;
        fs::rename(&self.path, dir).map_err(|error| disk::io("cannot make workspace in", dir, error))?;
        disk::sync_parent(&plain(dir))?;
        self.lock.take().ok_or(StoreError::Busy)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.lock.is_some() && self.path.exists() {
            // Best effort: a leftover is removed by the next creation.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// What stands between the name of a workspace and a random number while it is being built.
const STAGING: &str = ".unfinished-";

/// Refuses a place that holds a workspace or anything else.
pub(crate) fn refuse_occupied(dir: &Path) -> Result<(), StoreError> {
    if Workspace::exists(dir) {
        return Err(StoreError::Exists(dir.display().to_string()));
    }
    if dir.exists() && !disk::list(dir)?.is_empty() {
        return Err(StoreError::Occupied(format!("the folder {} is not empty and holds no workspace", dir.display())));
    }
    Ok(())
}

/// Takes the lock of the workspace in a folder.
pub(crate) fn lock(dir: &Path) -> Result<File, StoreError> {
    disk::lock(&dir.join(LOCK))
}

/// Removes unfinished workspaces beside this place whose process is gone. They were never used by anyone.
pub(crate) fn sweep_staging(dir: &Path) -> Result<(), StoreError> {
    let dir = plain(dir);
    let (Some(parent), Some(name)) = (dir.parent(), dir.file_name().and_then(|name| name.to_str())) else {
        return Ok(());
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    if !parent.is_dir() {
        return Ok(());
    }
    let prefix = format!("{name}{STAGING}");
    for leftover in disk::list(parent)? {
        let is_staging =
            leftover.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&prefix));
        if is_staging && leftover.join(LOCK).is_file() && lock(&leftover).is_ok() {
            fs::remove_dir_all(&leftover).map_err(|error| disk::io("cannot remove", &leftover, error))?;
        }
    }
    Ok(())
}

/// The path without a trailing separator, so that a suffix can be appended to its name.
fn plain(dir: &Path) -> PathBuf {
    dir.components().collect()
}

/// Opens an existing database file under the key and brings its schema up to date.
pub(crate) fn open_database(path: &Path, key: &Secret) -> Result<Connection, StoreError> {
    let mut connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(database)?;
    let raw_key =
        zeroize::Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", *key.derive(Purpose::Database).expose_hex()));
    connection.execute_batch(&raw_key).map_err(database)?;
    // Temporary tables stay in memory, or they would reach the disk in the clear. Memory locking is left off: it wipes
    // every allocation of SQLite for a multiple of the run time, while the same text lives in this process anyway.
    connection
        .execute_batch(
            "PRAGMA cipher_log_level = NONE;
             PRAGMA cipher_memory_security = OFF;
             PRAGMA temp_store = MEMORY;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON;",
        )
        .map_err(database)?;
    schema::migrate(&mut connection, schema::MIGRATIONS)?;
    Ok(connection)
}
