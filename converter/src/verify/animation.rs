//! A finished animation, decoded again and held against its source frame by frame.

use super::{compare, failed};
use crate::animation::Animation;
use crate::cancel::Cancel;
use crate::decode::animation::{Frames, frames};
use crate::encode::Encoded;
use crate::error::ErrorKind;
use crate::input::InputFormat;
use crate::limits::Limits;
use crate::recipe::{Format, Recipe};

/// Decodes `encoded` with the decoders for strangers' files, and the source beside it: as many frames, each the same,
/// each as long, and played as often.
///
/// # Errors
/// `Verification`, saying what differs; those of decoding the source; `Cancelled`.
pub fn verify_animation(
    encoded: &Encoded,
    animation: &Animation<'_>,
    recipe: &Recipe,
    cancel: &Cancel,
) -> Result<(), ErrorKind> {
    let timing = animation.timing.stored_as(encoded.format);
    let limits = limits_for(animation);
    let mut seen = read_back_frames(encoded, &limits).map_err(unreadable)?;
    if seen.plays() != timing.plays {
        return Err(failed(format_args!("{:?} became {:?}", timing.plays, seen.plays())));
    }
    let mut reel = animation.reel()?;
    for (index, delay) in timing.delays.iter().enumerate() {
        cancel.check()?;
        let in_frame = |fault: ErrorKind| match fault {
            ErrorKind::Verification(what) => failed(format_args!("frame {}: {what}", index + 1)),
            other => failed(format_args!("frame {} cannot be read: {other}", index + 1)),
        };
        let frame = seen.next().map_err(in_frame)?.ok_or_else(|| failed("frames are missing"))?;
        let picture = reel.next_frame()?;
        compare(&frame.picture, &picture, encoded, recipe).map_err(in_frame)?;
        if frame.delay != *delay {
            return Err(failed(format_args!("frame {} is shown for another time", index + 1)));
        }
    }
    match seen.next().map_err(unreadable)? {
        None => Ok(()),
        Some(_) => Err(failed("there are frames too many")),
    }
}

/// What the output of an animation may ask for: it is as large and long as that.
pub(crate) fn limits_for(animation: &Animation<'_>) -> Limits {
    Limits {
        pixels: u64::from(animation.size.0) * u64::from(animation.size.1),
        animation_pixels: u64::MAX,
        animation_pixels_per_byte: u64::MAX,
        ..Limits::default()
    }
}

/// The frames of a finished animation, by the decoders for strangers' files.
///
/// # Errors
/// `Verification` for a file that does not move; what is wrong with its header.
pub(crate) fn read_back_frames<'a>(
    encoded: &'a Encoded,
    limits: &'a Limits,
) -> Result<Box<dyn Frames + 'a>, ErrorKind> {
    let format = match encoded.format {
        Format::Webp => InputFormat::Webp,
        Format::Avif => InputFormat::Avif,
        Format::Auto => return Err(ErrorKind::unsupported("a format that is not decided")),
    };
    frames(format, &encoded.bytes, limits)?.ok_or_else(|| failed("the animation became a still"))
}

fn unreadable(error: ErrorKind) -> ErrorKind {
    match error {
        ErrorKind::Verification(_) => error,
        other => failed(format_args!("the file cannot be read: {other}")),
    }
}
