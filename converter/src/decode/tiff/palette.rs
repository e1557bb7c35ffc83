//! The palette of a TIFF page, which the tiff crate does not apply: the page is read as if it were grey, and
//! its indices are looked up here.

use std::io::{Read, Seek};

use tiff::decoder::Decoder;
use tiff::tags::{PhotometricInterpretation, Tag};

use super::super::channels::Sample;
use crate::error::ErrorKind;

/// Up to 65,536 colours.
pub(super) struct Palette(Vec<[u8; 3]>);

impl Palette {
    /// The colour map of a palette picture; none for others.
    pub fn read(decoder: &mut Decoder<impl Read + Seek>) -> Result<Option<Self>, ErrorKind> {
        let interpretation: Option<u16> = decoder.find_tag_unsigned(Tag::PhotometricInterpretation)?;
        if interpretation != Some(PhotometricInterpretation::RGBPalette.to_u16()) {
            return Ok(None);
        }
        // All reds, then all greens, then all blues, of 16 bits each.
        let map: Vec<u16> = decoder
            .find_tag_unsigned_vec(Tag::ColorMap)?
            .ok_or_else(|| ErrorKind::damaged("a palette picture without its palette"))?;
        let (reds, rest) = map.split_at(map.len() / 3);
        let (greens, blues) = rest.split_at(map.len() / 3);
        let colors = reds.iter().zip(greens).zip(blues);
        Ok(Some(Palette(colors.map(|((&r, &g), &b)| [r, g, b].map(to_8_bit)).collect())))
    }

    /// RGB for indices; black for those beyond the map.
    pub fn colors<S: Sample>(&self, indices: &[S]) -> Vec<u8> {
        let color = |&index: &S| self.0.get(index.into()).copied().unwrap_or_default();
        indices.iter().flat_map(color).collect()
    }
}

fn to_8_bit(sample: u16) -> u8 {
    ((u32::from(sample) + 128) / 257) as u8
}
