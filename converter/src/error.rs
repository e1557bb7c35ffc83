//! Why a conversion did not happen: for engineers and for code. The words for people live in the program.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::recipe::Format;

/// One step of the pipeline, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Finding the sources and deciding their targets.
    Plan,
    /// Reading the source into memory.
    Read,
    /// Turning its bytes into pixels.
    Decode,
    /// Orientation, colour, size, metadata.
    Prepare,
    /// Turning pixels into the bytes of the target.
    Encode,
    /// Reading those bytes back.
    Verify,
    /// Putting them on the disk.
    Write,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Stage::Plan => "planning",
            Stage::Read => "reading",
            Stage::Decode => "decoding",
            Stage::Prepare => "preparing",
            Stage::Encode => "encoding",
            Stage::Verify => "verifying",
            Stage::Write => "writing",
        })
    }
}

/// A failure of one picture: which file, in which stage, and why.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{stage} failed for {}: {kind}", path.display())]
pub struct Error {
    /// The file the reader should look at: the source, or the target when writing failed.
    pub path: PathBuf,
    /// Where in the pipeline it happened.
    pub stage: Stage,
    /// What the reader can do something about.
    pub kind: ErrorKind,
}

impl Error {
    /// Ties a kind to the file and stage it happened in.
    pub fn new(path: impl AsRef<Path>, stage: Stage, kind: impl Into<ErrorKind>) -> Self {
        Error { path: path.as_ref().to_owned(), stage, kind: kind.into() }
    }
}

/// Which bound of [`crate::Limits`] a file went over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Bound {
    /// Width × height.
    Pixels,
    /// Bytes of the source file.
    FileBytes,
    /// Bytes of an Exif, XMP or ICC block.
    MetadataBytes,
    /// Scans of a progressive JPEG.
    Scans,
    /// Frames of an animation.
    Frames,
    /// Width × height × frames of an animation.
    AnimationPixels,
    /// Bytes of memory that decoding or encoding needs.
    Memory,
    /// Longest side the target format can hold, in pixels.
    Side,
    /// Bytes that the output may have.
    OutputBytes,
    /// Likewise, where the picture would keep within them but for its transparency.
    AlphaBytes,
}

/// Failures told apart by what can be done about them.
#[derive(Debug, Clone, thiserror::Error, Serialize, Deserialize)]
pub enum ErrorKind {
    /// The content is none of the formats we know, whatever its name says.
    #[error("not a picture")]
    NotAPicture,
    /// A known format, in a variant we cannot read; the text names the variant.
    #[error("unsupported: {0}")]
    Unsupported(String),
    /// HEIC, for which no decoder is built in.
    #[error("unsupported: HEIC")]
    NoHeic,
    /// The file ends too early.
    #[error("the file ends too early")]
    Truncated,
    /// The content contradicts its own format; the text is the decoder's.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Over a limit, found before memory was spent on it.
    #[error("{bound:?} {value} over the limit of {limit}")]
    TooLarge {
        /// The limit in question.
        bound: Bound,
        /// What the file declares.
        value: u64,
        /// What is allowed.
        limit: u64,
    },
    /// The source was written to while it was read.
    #[error("the source changed while it was read")]
    SourceChanged,
    /// Nothing was to be lost, but the samples have more bits than the format.
    #[error("{format:?} holds {bits} bits a channel, too few to be lossless here")]
    TooDeep {
        /// WebP or AVIF.
        format: Format,
        /// How many bits a channel it holds.
        bits: u8,
    },
    /// The encoder refused.
    #[error("encoder: {0}")]
    Encoder(String),
    /// The written bytes do not decode to what was asked for.
    #[error("verification: {0}")]
    Verification(String),
    /// No space left on the target.
    #[error("disk full")]
    DiskFull,
    /// Not allowed to read or write here.
    #[error("permission denied")]
    PermissionDenied,
    /// The target's file system is read-only.
    #[error("read-only file system")]
    ReadOnly,
    /// The file is not there, or no longer.
    #[error("not found")]
    NotFound,
    /// Something came to stand where the target should go.
    #[error("the target exists")]
    TargetExists,
    /// What stands at the target was to be kept before it is replaced, but backups may take no more bytes.
    #[error("no room to keep what stands at the target")]
    NoRoomToKeep,
    /// A symbolic link would lead the target out of the chosen folder.
    #[error("the target leaves the chosen folder through a symbolic link")]
    LeavesFolder,
    /// Stopped on request.
    #[error("cancelled")]
    Cancelled,
    /// A codec panicked; the text is its message.
    #[error("the codec panicked: {0}")]
    Panicked(String),
    /// The worker that had the picture died of it; the text is how.
    #[error("the worker died: {0}")]
    Crashed(String),
    /// The picture took more memory than one of its size explains: so many bytes.
    #[error("out of memory, {0} bytes were foreseen")]
    OutOfMemory(u64),
    /// Decoding took longer than so many seconds.
    #[error("decoding took longer than {0} seconds")]
    TooSlow(u64),
    /// No worker could be started; the text is the system's.
    #[error("no worker could be started: {0}")]
    NoWorker(String),
    /// Any other failure of the operating system.
    #[error("{0}")]
    Io(#[serde(with = "io_text")] Arc<io::Error>),
}

/// An error of the operating system between two processes: its words are all that can travel.
mod io_text {
    use super::*;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(error: &Arc<io::Error>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(error)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<io::Error>, D::Error> {
        String::deserialize(from).map(|text| Arc::new(io::Error::other(text)))
    }
}

impl ErrorKind {
    /// A stable word for scripts: the `code` of a `failed` event.
    pub fn code(&self) -> &'static str {
        match self {
            ErrorKind::NotAPicture => "not_a_picture",
            ErrorKind::Unsupported(_) | ErrorKind::NoHeic => "unsupported",
            ErrorKind::Truncated => "truncated",
            ErrorKind::Damaged(_) => "damaged",
            ErrorKind::TooLarge { .. } => "too_large",
            ErrorKind::SourceChanged => "source_changed",
            ErrorKind::TooDeep { .. } => "too_deep",
            ErrorKind::Encoder(_) => "encoder",
            ErrorKind::Verification(_) => "verification",
            ErrorKind::DiskFull => "disk_full",
            ErrorKind::PermissionDenied => "permission_denied",
            ErrorKind::ReadOnly => "read_only",
            ErrorKind::NotFound => "not_found",
            ErrorKind::TargetExists => "target_exists",
            ErrorKind::NoRoomToKeep => "no_room_to_keep",
            ErrorKind::LeavesFolder => "leaves_folder",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::Panicked(_) => "panicked",
            ErrorKind::Crashed(_) => "crashed",
            ErrorKind::OutOfMemory(_) => "out_of_memory",
            ErrorKind::TooSlow(_) => "too_slow",
            ErrorKind::NoWorker(_) => "no_worker",
            ErrorKind::Io(_) => "io",
        }
    }

    /// [`ErrorKind::Damaged`] with a decoder's own words.
    pub(crate) fn damaged(reason: impl std::fmt::Display) -> Self {
        ErrorKind::Damaged(reason.to_string())
    }

    /// [`ErrorKind::Unsupported`] with the name of the variant.
    pub(crate) fn unsupported(what: impl std::fmt::Display) -> Self {
        ErrorKind::Unsupported(what.to_string())
    }
}

impl From<io::Error> for ErrorKind {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied => ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem => ErrorKind::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::DiskFull,
            io::ErrorKind::AlreadyExists => ErrorKind::TargetExists,
            io::ErrorKind::UnexpectedEof => ErrorKind::Truncated,
            // Said by unpackers of what they are given; the system has numbers for what it says.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput if error.raw_os_error().is_none() => {
                ErrorKind::damaged(error)
            }
            _ => ErrorKind::Io(Arc::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_unpacker_finds_wrong_is_damage_and_not_the_disk() {
        for kind in [io::ErrorKind::InvalidData, io::ErrorKind::InvalidInput] {
            let error = ErrorKind::from(io::Error::new(kind, "corrupt deflate stream"));
            assert!(matches!(error, ErrorKind::Damaged(reason) if reason == "corrupt deflate stream"));
        }
        assert_eq!(ErrorKind::from(io::Error::from_raw_os_error(22)).code(), "io", "EINVAL");
    }
}
