//! The drawing, and pictures of it.

use std::error::Error;

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{Options, Tree};

/// The drawing, at no size.
pub struct Drawing {
    tree: Tree,
}

impl Drawing {
    pub fn parse(svg: &[u8]) -> Result<Self, Box<dyn Error>> {
        Ok(Drawing { tree: Tree::from_data(svg, &Options::default())? })
    }

    /// Fills a square of so many pixels a side.
    pub fn at(&self, size: u32) -> Result<Picture, Box<dyn Error>> {
        let mut canvas = Pixmap::new(size, size).ok_or("a size of nothing")?;
        let scale = size as f32 / self.tree.size().width();
        resvg::render(&self.tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
        let straight = canvas.pixels().iter().map(PremultipliedColorU8::demultiply);
        let rgba = straight.flat_map(|c| [c.red(), c.green(), c.blue(), c.alpha()]).collect();
        Ok(Picture { size, rgba })
    }
}

/// A square of pixels with straight alpha.
pub struct Picture {
    pub size: u32,
    pub rgba: Vec<u8>,
}

impl Picture {
    pub fn to_png(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.size, self.size);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgba)?;
        writer.finish()?;
        Ok(file)
    }
}
