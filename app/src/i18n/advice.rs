//! What a person can do about something. The command line says it in its options and commands; the window in what stands
//! there, see [`super::window::advice`]. So a sentence about what happened names neither.

use converter::error::Bound;
use converter::preview::SkipReason;
use converter::{ErrorKind, Loss, Warning};

use crate::presets::Problem;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice<'a> {
    /// Allow more pixels.
    AllowPixels,
    /// Take the first frame of an animation alone.
    FirstFrame,
    /// Allow so many bytes of memory.
    AllowMemory(u64),
    /// Take AVIF, or make the picture smaller, to so many pixels a side.
    AvifOrSmaller(u64),
    /// Allow more bytes, or leave metadata out.
    AllowBytes,
    /// Allow more bytes, or a coarser transparency.
    AllowBytesForAlpha,
    /// Choose another folder for the outputs.
    OtherFolder,
    /// Make room on the disk, or choose another folder.
    RoomOrOtherFolder,
    /// Remove the link, or choose another folder.
    UnlinkOrOtherFolder,
    /// Take AVIF, which keeps the ten bits of the source.
    AvifForBits,
    /// Take AVIF, which keeps the sides of the source.
    AvifForSides,
    /// Let the smaller of both formats win.
    AutoFormat,
    /// Convert although these stay behind.
    AllowLoss(&'a [Loss]),
    /// Give backups more room.
    MoreBackupRoom,
    /// Say how long backups are kept.
    BackupDays,
    /// Choose another name for the preset.
    OtherName,
    /// Look which presets there are.
    ListPresets,
}

impl<'a> Advice<'a> {
    /// About a picture that failed.
    pub fn on_error(kind: &ErrorKind) -> Option<Advice<'a>> {
        Some(match kind {
            ErrorKind::TooLarge { bound: Bound::Pixels, .. } => Advice::AllowPixels,
            ErrorKind::TooLarge { bound: Bound::Frames | Bound::AnimationPixels, .. } => Advice::FirstFrame,
            ErrorKind::TooLarge { bound: Bound::Memory, value, .. } => Advice::AllowMemory(*value),
            ErrorKind::TooLarge { bound: Bound::Side, limit, .. } => Advice::AvifOrSmaller(*limit),
            ErrorKind::TooLarge { bound: Bound::OutputBytes, .. } => Advice::AllowBytes,
            ErrorKind::TooLarge { bound: Bound::AlphaBytes, .. } => Advice::AllowBytesForAlpha,
            ErrorKind::DiskFull => Advice::RoomOrOtherFolder,
            ErrorKind::ReadOnly => Advice::OtherFolder,
            ErrorKind::NoRoomToKeep => Advice::MoreBackupRoom,
            ErrorKind::LeavesFolder => Advice::UnlinkOrOtherFolder,
            _ => return None,
        })
    }

    /// About a picture that was converted, but not wholly as it was.
    pub fn on_warning(warning: &Warning) -> Option<Advice<'a>> {
        match warning {
            Warning::ReducedTo8Bits => Some(Advice::AvifForBits),
            Warning::ShrunkToFit(_) => Some(Advice::AvifForSides),
            Warning::LookNotReached { .. } => Some(Advice::AutoFormat),
            _ => None,
        }
    }

    /// About a picture that was passed over.
    pub fn on_skipped(reason: &'a SkipReason) -> Option<Advice<'a>> {
        match reason {
            SkipReason::WouldLose(losses) => Some(Advice::AllowLoss(losses)),
            _ => None,
        }
    }

    /// About a preset.
    pub fn on_preset(problem: &Problem) -> Option<Advice<'a>> {
        match problem {
            Problem::Exists(_) => Some(Advice::OtherName),
            Problem::Unknown(_) => Some(Advice::ListPresets),
            _ => None,
        }
    }
}
