//! Between decoder and encoder: orientation, colour, size, metadata.

mod color;
mod orient;
mod resize;
mod sample;
mod tone;

use crate::error::ErrorKind;
use crate::picture::Picture;
use crate::recipe::Recipe;

/// Makes a decoded picture ready for the encoder of `recipe`: upright, in a colour space that the target can
/// hold, in the wanted size, with the wanted metadata only.
///
/// # Errors
/// `Encoder` when a size cannot be computed, `TooLarge` when the wanted size is.
pub fn prepare(picture: Picture, recipe: &Recipe) -> Result<Picture, ErrorKind> {
    let picture = orient::upright(picture);
    let picture = color::for_target(picture, recipe);
    let mut picture = resize::resize(picture, recipe.resize)?;
    picture.metadata = crate::metadata::select(picture.metadata, recipe.metadata, &mut picture.warnings);
    Ok(picture)
}
