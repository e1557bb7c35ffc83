//! Draws `assets/icon/picopress.svg` in the sizes that desktops ask for, as PNG and as one ICO.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a build task talks to the terminal")]

mod drawing;
mod ico;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use drawing::Drawing;

/// What hicolor themes, Windows and AppStream ask for.
const PNG_SIZES: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];

fn main() -> ExitCode {
    match draw_all(&folder()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("icons: {error}");
            ExitCode::FAILURE
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/icon")
}

fn draw_all(folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, bytes) in files(&fs::read(folder.join("picopress.svg"))?)? {
        fs::write(folder.join(&name), &bytes)?;
        println!("{:>8} bytes  {name}", bytes.len());
    }
    Ok(())
}

/// A name and what the file of it holds.
type File = (String, Vec<u8>);

/// All files that are made of the drawing.
fn files(svg: &[u8]) -> Result<Vec<File>, Box<dyn Error>> {
    let drawing = Drawing::parse(svg)?;
    let mut files = Vec::new();
    for size in PNG_SIZES {
        files.push((format!("picopress-{size}.png"), drawing.at(size)?.to_png()?));
    }
    files.push(("picopress.ico".to_owned(), ico::of(&drawing)?));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By pixels: a newer encoder may pack them into other bytes, and processors round differently at edges.
    #[test]
    fn the_committed_icons_are_the_drawn_ones() {
        let svg = fs::read(folder().join("picopress.svg")).expect("the drawing is committed");
        for (name, drawn) in files(&svg).expect("it can be drawn") {
            let committed = fs::read(folder().join(&name)).expect("the icon is committed");
            assert!(are_alike(&name, &drawn, &committed), "{name}: run `cargo xtask icons`");
        }
    }

    #[test]
    fn an_ico_has_all_sizes_and_says_where_they_are() {
        let svg = fs::read(folder().join("picopress.svg")).expect("the drawing is committed");
        let ico = ico::of(&Drawing::parse(&svg).expect("it is an SVG")).expect("it can be drawn");
        let number = |at: usize| u32::from_le_bytes(ico[at..at + 4].try_into().expect("four bytes")) as usize;
        assert_eq!(&ico[..6], &[0, 0, 1, 0, ico::SIZES.len() as u8, 0]);
        let ends = (0..ico::SIZES.len()).map(|i| number(6 + 16 * i + 8) + number(6 + 16 * i + 12));
        assert_eq!(ends.max(), Some(ico.len()));
        let last = number(6 + 16 * (ico::SIZES.len() - 1) + 12);
        assert_eq!(pixels(&ico[last..]).0, 256, "the large one is a PNG");
    }

    fn are_alike(name: &str, drawn: &[u8], committed: &[u8]) -> bool {
        if name.ends_with(".ico") {
            // Its pictures are those of the PNG files, which are compared by pixels.
            return drawn.len().abs_diff(committed.len()) < 1024 && drawn[..22] == committed[..22];
        }
        let ((width, drawn), (committed_width, committed)) = (pixels(drawn), pixels(committed));
        width == committed_width
            && drawn.len() == committed.len()
            && drawn.iter().zip(&committed).all(|(a, b)| a.abs_diff(*b) <= 8)
    }

    fn pixels(png: &[u8]) -> (u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("it is a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it is small")];
        let info = reader.next_frame(&mut pixels).expect("it is whole");
        (info.width, pixels)
    }
}
