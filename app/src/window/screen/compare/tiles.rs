//! A picture cut into tiles, in its full size and in halves of it. A frame draws only those in view, at a size near that
//! of the screen: no frame converts a whole picture, and what is shown small does not flicker.

use std::sync::Arc;

use converter::View;
use iced::widget::image::Handle;

/// Pixels of a side of a tile. One of these is a MiB: small enough that a frame can hand it to the graphics card.
pub const SIDE: u32 = 512;

/// No halves are made of what is at most this long: no pane is that small.
const SMALLEST: u32 = 256;

/// A picture in tiles. Clones share them.
#[derive(Debug, Clone)]
pub struct Tiles {
    levels: Arc<[Level]>,
    /// Whether something shines through.
    pub has_alpha: bool,
}

/// The picture at one size.
#[derive(Debug)]
pub struct Level {
    /// Width and height.
    pub size: (u32, u32),
    tiles: Vec<Tile>,
}

/// A part of it.
#[derive(Debug)]
pub struct Tile {
    /// Column of its left edge, in pixels of the level.
    pub x: u32,
    /// Row of its upper edge.
    pub y: u32,
    /// Width and height.
    pub size: (u32, u32),
    /// Its pixels.
    pub handle: Handle,
}

impl Tiles {
    /// Cuts up a picture. Takes a while: not for the thread that draws.
    pub fn of(view: View) -> Self {
        Tiles::cut((view.width, view.height), view.into_rgba())
    }

    fn cut(mut size: (u32, u32), mut rgba: Vec<u8>) -> Self {
        let has_alpha = rgba.chunks_exact(4).any(|pixel| pixel[3] != 255);
        let mut levels = vec![Level::of(size, &rgba)];
        while size.0.max(size.1) > SMALLEST {
            (size, rgba) = half(size, &rgba);
            levels.push(Level::of(size, &rgba));
        }
        Tiles { levels: levels.into(), has_alpha }
    }

    /// Width and height in full.
    pub fn size(&self) -> (u32, u32) {
        self.levels[0].size
    }

    /// The size to draw when `scale` device pixels are one of the full size: its own pixels are then one device pixel
    /// or a bit less.
    pub fn level(&self, scale: f64) -> &Level {
        // A hair more than 1 is not worth half of the sharpness.
        let halvings = (1.0 / scale * 1.001).log2().floor().max(0.0) as usize;
        &self.levels[halvings.min(self.levels.len() - 1)]
    }
}

impl Level {
    fn of(size: (u32, u32), rgba: &[u8]) -> Self {
        let starts = |side: u32| (0..side).step_by(SIDE as usize);
        let tiles = starts(size.1)
            .flat_map(|y| starts(size.0).map(move |x| (x, y)))
            .map(|(x, y)| Tile::cut(x, y, size, rgba))
            .collect();
        Level { size, tiles }
    }

    /// Its tiles.
    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }
}

impl Tile {
    fn cut(x: u32, y: u32, (width, height): (u32, u32), rgba: &[u8]) -> Self {
        let size = (SIDE.min(width - x), SIDE.min(height - y));
        let columns = x as usize * 4..(x + size.0) as usize * 4;
        let rows = rgba.chunks_exact(width as usize * 4).skip(y as usize).take(size.1 as usize);
        let pixels: Vec<u8> = rows.flat_map(|row| &row[columns.clone()]).copied().collect();
        Tile { x, y, size, handle: Handle::from_rgba(size.0, size.1, pixels) }
    }
}

/// The same at half the size: each pixel the mean of up to four, weighted by how much they cover.
fn half((width, height): (u32, u32), rgba: &[u8]) -> ((u32, u32), Vec<u8>) {
    let size = (width.div_ceil(2), height.div_ceil(2));
    let stride = width as usize * 4;
    let mut smaller = Vec::with_capacity(size.0 as usize * size.1 as usize * 4);
    for pair in rgba.chunks(stride * 2) {
        let (upper, lower) = pair.split_at(stride);
        // The last row of an odd height stands for two.
        let lower = if lower.is_empty() { upper } else { lower };
        for (upper, lower) in upper.chunks(8).zip(lower.chunks(8)) {
            smaller.extend(mean(upper, lower));
        }
    }
    (size, smaller)
}

/// The mean of two pixels and those below them, or of one and that below.
fn mean(upper: &[u8], lower: &[u8]) -> [u8; 4] {
    let pixels = || upper.chunks_exact(4).chain(lower.chunks_exact(4));
    let count = (upper.len() + lower.len()) as u32 / 4;
    let alpha: u32 = pixels().map(|pixel| u32::from(pixel[3])).sum();
    if alpha == 0 {
        return [0; 4];
    }
    let channel = |i: usize| {
        let sum: u32 = pixels().map(|pixel| u32::from(pixel[i]) * u32::from(pixel[3])).sum();
        ((sum + alpha / 2) / alpha) as u8
    };
    [channel(0), channel(1), channel(2), ((alpha + count / 2) / count) as u8]
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Tiles of pixels that somebody made up.
    pub fn tiles((width, height): (u32, u32), rgba: impl Fn(u32, u32) -> [u8; 4]) -> Tiles {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Tiles::cut((width, height), pixels.flat_map(|(x, y)| rgba(x, y)).collect())
    }

    fn bytes(handle: &Handle) -> &[u8] {
        match handle {
            Handle::Rgba { pixels, .. } => pixels,
            _ => unreachable!("tiles are pixels"),
        }
    }

    #[test]
    fn tiles_cover_every_pixel_once() {
        let tiles = tiles((1100, 600), |x, y| [(x % 251) as u8, (y % 241) as u8, 0, 255]);
        let level = tiles.level(1.0);
        assert_eq!(level.tiles().len(), 6);
        let area: u32 = level.tiles().iter().map(|tile| tile.size.0 * tile.size.1).sum();
        assert_eq!(area, 1100 * 600);
        let last = level.tiles().last().expect("six");
        assert_eq!((last.x, last.y, last.size), (1024, 512, (76, 88)));
        assert_eq!(bytes(&last.handle)[..2], [(1024 % 251) as u8, (512 % 241) as u8]);
    }

    #[test]
    fn the_size_to_draw_is_near_that_of_the_screen() {
        let tiles = tiles((2048, 1001), |_, _| [1, 2, 3, 255]);
        for (scale, size) in [
            (8.0, (2048, 1001)),
            (1.0, (2048, 1001)),
            (0.51, (2048, 1001)),
            (0.5, (1024, 501)),
            (0.3, (1024, 501)),
            (0.01, (256, 126)),
        ] {
            assert_eq!(tiles.level(scale).size, size, "{scale}");
        }
    }

    #[test]
    fn halves_are_means_and_what_is_not_there_does_not_count() {
        let pixels =
            [[200, 0, 0, 255], [100, 0, 0, 255], [9, 9, 9, 0], [9, 9, 9, 0], [0, 50, 0, 128], [0, 0, 0, 0]];
        let (size, smaller) = half((3, 2), &pixels.concat());
        assert_eq!(size, (2, 1));
        // Left: 200 and 100 above, clear and (0, 50, 0) at half below; right: clear above and clear below.
        assert_eq!(smaller[3], ((255 + 255 + 128 + 2) / 4) as u8);
        assert_eq!(smaller[0], ((300 * 255 + 319) / 638) as u8);
        assert_eq!(smaller[4..], [0, 0, 0, 0]);
        assert_eq!(half((1, 1), &[7, 8, 9, 255]), ((1, 1), vec![7, 8, 9, 255]));
    }
}
