//! Why the ledger could not count.

use std::io;
use std::path::PathBuf;

/// Why the ledger could not count. Nothing may be published then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Others kept it for too long: try again.
    #[error("{}: kept busy by other runs of the program", path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
    },
    /// A file of the ledger cannot be read or written: full or read-only disk, missing rights.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// More runs at once than the ledger can note.
    #[error("too many runs at once")]
    Full,
    /// The reservation is not known any more: the ledger was lost or replaced meanwhile.
    #[error("the reserved conversions are gone: the ledger was replaced meanwhile")]
    Gone,
}
