//! Where the record of a sign-in is kept: the system's keyring, a file for machines without one, or memory for one
//! session. Whoever asks waits three seconds at most, whatever state the keyring is in.
//!
//! Nothing stored is ever overwritten because it could not be read: a change reads, alters and writes in one go, and
//! stops where reading fails.

mod actor;
mod file;
mod marker;
mod memory;
mod record;
mod system;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use actor::Actor;
pub use marker::{Marker, Store};
pub use record::Record;

/// How long anybody waits for the keyring.
pub const DEADLINE: Duration = Duration::from_secs(3);

/// Why the record cannot be had. Each asks something else of the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// This machine has no keyring, or none that runs.
    #[error("this system has no keyring service")]
    Absent,
    /// The keyring is locked.
    #[error("the keyring is locked")]
    Locked,
    /// It asked to be unlocked, and that was declined or could not be shown.
    #[error("unlocking the keyring was dismissed")]
    Dismissed,
    /// It did not answer within the deadline, or not at the last attempt, shortly ago.
    #[error("the keyring does not answer")]
    TimedOut,
    /// A secret was stored and is not there: it was deleted, or is in a keyring that is locked.
    #[error("the keyring no longer has the stored sign-in, or is locked")]
    LostOrLocked,
    /// The secret is longer than a keyring takes.
    #[error("the sign-in is too long for the keyring")]
    TooLong,
    /// Several items could be meant.
    #[error("the keyring has several sign-ins of this program")]
    Ambiguous,
    /// What is stored is no record of ours.
    #[error("the stored sign-in is damaged")]
    Damaged,
    /// Another process holds the record.
    #[error("another process is using the stored sign-in")]
    Busy,
    /// The file is not one that only its owner can read.
    #[error("{} must be a plain file that only you can read (mode 600)", .0.display())]
    Exposed(PathBuf),
    /// The file cannot be read or written.
    #[error("{}: {why}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// There is already another record.
    #[error("a sign-in is stored already")]
    Taken,
    /// Something else, in the words of the keyring.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

/// One place for one secret. All calls come from one thread.
pub(crate) trait Item: Send {
    /// What is stored, or `None`.
    fn get(&mut self) -> Result<Option<Vec<u8>>, RecordError>;

    /// Stores.
    fn set(&mut self, secret: &[u8]) -> Result<(), RecordError>;

    /// Removes what is stored, if anything is.
    fn remove(&mut self) -> Result<(), RecordError>;
}

/// The place of one record.
#[derive(Debug)]
pub struct RecordPlace {
    actor: Actor,
    lock: PathBuf,
    store: Store,
}

impl RecordPlace {
    /// The system's keyring. `state` is the program's folder, for the lock; `home` is the folder that
    /// `PICOPRESS_HOME` names, if any: another home has another item.
    pub fn keyring(state: &Path, home: Option<&Path>) -> Self {
        let user = system::user(home);
        RecordPlace::with(Store::Keyring, state, move || Box::new(system::SystemItem::new(&user)))
    }

    /// The file `sign-in.key` in the folder `state`, readable by its owner only.
    pub fn file(state: &Path) -> Self {
        let path = state.join("sign-in.key");
        RecordPlace::with(Store::File, state, move || Box::new(file::FileItem(path.clone())))
    }

    /// Nothing but memory: gone with this value.
    pub fn memory() -> Self {
        let item = memory::MemoryItem::default();
        let folder = std::env::temp_dir();
        RecordPlace::with(Store::Memory, &folder, move || Box::new(item.clone()))
    }

    fn with(store: Store, state: &Path, item: impl Fn() -> Box<dyn Item> + Send + Sync + 'static) -> Self {
        RecordPlace { actor: Actor::new(item), lock: state.join("record.lock"), store }
    }

    /// What kind of place it is.
    pub fn store(&self) -> Store {
        self.store
    }

    /// The record, or `None` where none is. With a [`Marker`] that says otherwise, none means
    /// [`RecordError::LostOrLocked`].
    ///
    /// # Errors
    /// When that cannot be told.
    pub fn read(&self) -> Result<Option<Record>, RecordError> {
        self.actor.call(DEADLINE, |item| read(item))
    }

    /// Stores a new record where none is.
    ///
    /// # Errors
    /// [`RecordError::Taken`] when there is one; otherwise when reading or writing fails.
    pub fn create(&self, record: &Record) -> Result<(), RecordError> {
        let (record, lock) = (record.clone(), self.lock());
        self.actor.call(DEADLINE, move |item| {
            let _lock = lock()?;
            match read(item)? {
                Some(_) => Err(RecordError::Taken),
                None => item.set(&record.encoded()?),
            }
        })
    }

    /// Changes the record and returns it as it then is. No other process changes it meanwhile.
    ///
    /// # Errors
    /// When there is none, or when reading or writing fails. After [`RecordError::TimedOut`] the change may happen later.
    pub fn update(&self, change: impl FnOnce(&mut Record) + Send + 'static) -> Result<Record, RecordError> {
        let lock = self.lock();
        self.actor.call(DEADLINE, move |item| {
            let _lock = lock()?;
            let before = read(item)?.ok_or(RecordError::LostOrLocked)?;
            let mut record = before.clone();
            change(&mut record);
            if record != before {
                item.set(&record.encoded()?)?;
            }
            Ok(record)
        })
    }

    /// Removes the record with this id. Another one stays.
    ///
    /// # Errors
    /// When reading or removing fails.
    pub fn remove(&self, id: crate::seal::RecordId) -> Result<(), RecordError> {
        let lock = self.lock();
        self.actor.call(DEADLINE, move |item| {
            let _lock = lock()?;
            match read(item)? {
                Some(record) if record.id == id => item.remove(),
                _ => Ok(()),
            }
        })
    }

    /// Takes the lock over processes when called. It is held until the keyring has answered, even when the caller no longer
    /// waits: a late write must not overtake that of another process.
    fn lock(&self) -> impl FnOnce() -> Result<Option<File>, RecordError> + Send + 'static {
        let path = (self.store != Store::Memory).then(|| self.lock.clone());
        move || path.map(|path| locked(&path, DEADLINE)).transpose()
    }
}

fn read(item: &mut dyn Item) -> Result<Option<Record>, RecordError> {
    item.get()?.map(|secret| Record::decode(&secret)).transpose()
}

/// An exclusive lock on the file `path`, made when there is none; it ends with the file.
pub(crate) fn locked(path: &Path, deadline: Duration) -> Result<File, RecordError> {
    let failed = |error: std::io::Error| RecordError::Io { path: path.to_owned(), why: error.to_string() };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let file = File::options().create(true).write(true).truncate(false).open(path).map_err(failed)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) if start.elapsed() < deadline => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(std::fs::TryLockError::WouldBlock) => return Err(RecordError::Busy),
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests;
