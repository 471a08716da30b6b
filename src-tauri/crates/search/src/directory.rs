//! A tantivy directory whose files are sealed.
//!
//! A file is sealed as a whole under its name, so files cannot be exchanged, and opened as a whole into memory. Locks
//! live in memory only: one process at a time has the workspace, and a lock file would outlive a killed one.

use holdfast_crypto::{Secret, open, seal};
use std::{
    collections::BTreeSet,
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};
use tantivy::{
    Directory,
    directory::{
        AntiCallToken, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle,
        WritePtr,
        error::{DeleteError, LockError, OpenReadError, OpenWriteError},
    },
};

/// A folder of sealed files.
#[derive(Clone)]
pub(crate) struct SealedDirectory {
    folder: PathBuf,
    key: Secret,
    locks: Arc<Locks>,
}

impl SealedDirectory {
    /// Uses the folder, and makes it where it is missing.
    pub(crate) fn new(folder: &Path, key: Secret) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        Ok(Self { folder: folder.to_owned(), key, locks: Arc::default() })
    }

    /// Removes every file.
    pub(crate) fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let sealed = fs::read(self.folder.join(path))?;
        open(&self.key, &context(path), &sealed).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// After a crash the file has its old content or the new one.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(io::Error::other)?;
        let sealed = seal(&self.key, &context(path), &salt, bytes).map_err(io::Error::other)?;
        let target = self.folder.join(path);
        let mut partial = target.clone().into_os_string();
        partial.push(".partial");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&partial)?;
        file.write_all(&sealed)?;
        file.sync_all()?;
        fs::rename(&partial, &target)
    }
}

impl fmt::Debug for SealedDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SealedDirectory").field(&self.folder).finish()
    }
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(OwnedBytes::new(self.atomic_read(path)?)))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        fs::remove_file(self.folder.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.folder.join(path).try_exists().map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        if self.folder.join(path).exists() {
            return Err(OpenWriteError::FileAlreadyExists(path.to_owned()));
        }
        let writer = SealedWriter { directory: self.clone(), path: path.to_owned(), bytes: Vec::new() };
        Ok(BufWriter::new(Box::new(writer)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.write(path, data)?;
        self.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let mut held = self.locks.held();
        while held.contains(&lock.filepath) {
            if !lock.is_blocking {
                return Err(LockError::LockBusy);
            }
            held = self.locks.released.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        held.insert(lock.filepath.clone());
        drop(held);
        Ok(DirectoryLock::from(Box::new(LockGuard { locks: Arc::clone(&self.locks), name: lock.filepath.clone() })))
    }

    /// The index reloads when it was written, so nobody has to watch for it.
    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// Buffers one file and seals it when it is complete.
struct SealedWriter {
    directory: SealedDirectory,
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Write for SealedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for SealedWriter {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.directory.write(&self.path, &std::mem::take(&mut self.bytes))
    }
}

/// Names of the locks that are held.
#[derive(Default)]
struct Locks {
    names: Mutex<BTreeSet<PathBuf>>,
    released: Condvar,
}

impl Locks {
    fn held(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct LockGuard {
    locks: Arc<Locks>,
    name: PathBuf,
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        self.locks.held().remove(&self.name);
        self.locks.released.notify_all();
    }
}

fn context(path: &Path) -> Vec<u8> {
    format!("index/{}", path.display()).into_bytes()
}
