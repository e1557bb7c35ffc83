//! Pixels for a screen: sRGB, 8 bits, upright, no larger than they are wanted.

use serde::{Deserialize, Serialize};

use crate::error::ErrorKind;
use crate::picture::{Picture, Pixels};
use crate::prepare;

/// RGBA as windows draw it: four bytes a pixel, straight alpha, rows from top to bottom without padding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Always `width × height × 4` bytes; between two processes they travel on their own, not as text.
    #[serde(skip)]
    rgba: Vec<u8>,
}

impl View {
    /// What a person sees of a picture, its longer side at most `longest` pixels; nothing is enlarged.
    ///
    /// # Errors
    /// `Encoder` when a size cannot be computed.
    pub(crate) fn of(picture: Picture, longest: u32) -> Result<Self, ErrorKind> {
        let picture = prepare::for_screen(picture, longest.max(1))?;
        let (width, height) = (picture.width, picture.height);
        match picture.pixels.into_8_bit().with_alpha() {
            Pixels::Rgba8(rgba) => Ok(View { width, height, rgba }),
            _ => unreachable!("8 bits and alpha were asked for"),
        }
    }

    /// The bytes.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// The bytes, for whoever keeps them.
    pub fn into_rgba(self) -> Vec<u8> {
        self.rgba
    }

    /// Takes the bytes away, to send them elsewhere.
    pub(crate) fn take_rgba(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.rgba)
    }

    /// The same with the bytes that came separately, if there are as many as it says and its sides are at most
    /// `longest`.
    pub(crate) fn with_rgba(self, rgba: Vec<u8>, longest: u32) -> Option<Self> {
        let fits = self.width.max(self.height) <= longest.max(1) && self.bytes() == rgba.len() as u64;
        fits.then_some(View { rgba, ..self })
    }

    /// How many bytes it has by its sides.
    pub(crate) fn bytes(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * 4
    }
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "View({}x{})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{Cicp, ColorSpace, Orientation};

    fn view(picture: Picture, longest: u32) -> View {
        View::of(picture, longest).expect("a size that can be had")
    }

    #[test]
    fn a_view_is_upright_opaque_where_nothing_says_otherwise_and_not_enlarged() {
        let lying = Picture {
            orientation: Orientation::Rotated90,
            ..Picture::new(2, 1, Pixels::Rgb8(vec![200, 0, 0, 0, 0, 200]))
        };
        let view = view(lying, 100);
        assert_eq!((view.width, view.height), (1, 2));
        assert_eq!(view.rgba(), [200, 0, 0, 255, 0, 0, 200, 255]);
    }

    #[test]
    fn a_large_picture_is_shrunk_to_the_longer_side() {
        let view = view(Picture::new(300, 900, Pixels::Rgba16(vec![0x8080; 300 * 900 * 4])), 90);
        assert_eq!((view.width, view.height), (30, 90));
        assert!(view.rgba().iter().all(|&sample| sample == 0x80));
    }

    #[test]
    fn other_colours_are_shown_as_srgb() {
        let p3 = ColorSpace::Cicp(Cicp { primaries: 12, transfer: 13 });
        let picture = Picture { color: p3, ..Picture::new(1, 1, Pixels::Rgb8(vec![200, 100, 50])) };
        // As `prepare::color` expects it.
        let [red, green, blue, 255] = view(picture, 10).rgba()[..] else { panic!("one opaque pixel") };
        assert!([red, green, blue].iter().zip([215, 93, 31]).all(|(a, b)| a.abs_diff(b) <= 1));
    }

    #[test]
    fn bytes_that_do_not_fit_the_sides_are_refused() {
        let said = View { width: 2, height: 1, rgba: Vec::new() };
        assert!(said.clone().with_rgba(vec![0; 8], 2).is_some());
        assert!(said.clone().with_rgba(vec![0; 7], 2).is_none());
        assert!(said.with_rgba(vec![0; 8], 1).is_none());
    }
}
