//! The places where bytes of strangers come in, each as a target that takes any bytes: for the fuzzer in `fuzz/`, and
//! for a short run in the tests. A target that panics has found something.

use std::io::Cursor;

use crate::conversion::convert_bytes;
use crate::decode::{self, animation};
use crate::encode::riff::{self, Blocks};
use crate::error::ErrorKind;
use crate::input::{InputFormat, Source, sniff};
use crate::limits::Limits;
use crate::loss;
use crate::metadata;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels};
use crate::prepare::prepare;
use crate::recipe::{ColorPolicy, Effort, MetadataPolicy, Recipe};
use crate::worker::wire::{self, Reply, Request};

/// Frames of an animation that are looked at: the hundredth goes the way of the tenth.
const FRAMES: usize = 10;

/// Takes any bytes, and panics when it has found something.
pub type Target = fn(&[u8]);

/// All targets by name; the seeds of each are in `fuzz/seeds` under that name.
pub const TARGETS: [(&str, Target); 21] = [
    ("sniff", |bytes| drop(sniff(bytes))),
    ("avif", |bytes| decode(InputFormat::Avif, bytes)),
    ("bmp", |bytes| decode(InputFormat::Bmp, bytes)),
    ("gif", |bytes| decode(InputFormat::Gif, bytes)),
    ("ico", |bytes| decode(InputFormat::Ico, bytes)),
    ("jpeg", |bytes| decode(InputFormat::Jpeg, bytes)),
    ("jxl", |bytes| decode(InputFormat::Jxl, bytes)),
    ("png", |bytes| decode(InputFormat::Png, bytes)),
    ("pnm", |bytes| decode(InputFormat::Pnm, bytes)),
    ("psd", |bytes| decode(InputFormat::Psd, bytes)),
    ("qoi", |bytes| decode(InputFormat::Qoi, bytes)),
    ("svg", |bytes| decode(InputFormat::Svg, bytes)),
    ("tga", |bytes| decode(InputFormat::Tga, bytes)),
    ("tiff", |bytes| decode(InputFormat::Tiff, bytes)),
    ("webp", |bytes| decode(InputFormat::Webp, bytes)),
    ("exif", |bytes| select(&Metadata { exif: Some(bytes.to_vec()), xmp: None })),
    ("xmp", |bytes| select(&Metadata { exif: None, xmp: Some(bytes.to_vec()) })),
    ("icc", profile),
    ("riff", container),
    ("wire", frames_of_a_worker),
    ("whole", whole),
];

/// Small, so that a second sees many pictures.
fn limits() -> Limits {
    Limits { pixels: 1 << 16, metadata_bytes: 1 << 16, scans: 20, ..Limits::default() }
}

/// The header promises what the pixels keep, and the memory that they take.
fn decode(format: InputFormat, bytes: &[u8]) {
    drop(loss::find(&mut Cursor::new(bytes), format));
    let (limits, source) = (limits(), Source { bytes: bytes.to_vec(), format, drawn: None });
    let Ok(header) = decode::header(&source, &limits) else { return };
    if header.working_bytes > 1 << 28 {
        return;
    }
    if let Ok(picture) = decode::decode(&source, &limits) {
        assert_eq!((picture.width, picture.height), (header.width, header.height), "{header:?}");
        let bytes =
            picture.pixels.count() * picture.pixels.channels() as u64 * u64::from(picture.pixels.depth() / 8);
        assert!(bytes <= header.working_bytes, "{bytes} for {header:?}");
    }
    let Ok(Some(mut frames)) = animation::frames(format, bytes, &limits) else { return };
    for _ in 0..FRAMES {
        let Ok(Some(frame)) = frames.next() else { return };
        assert_eq!((frame.picture.width, frame.picture.height), (header.width, header.height), "{header:?}");
    }
}

/// What was let through once is let through again, unchanged: nothing hides behind what was taken out.
fn select(metadata: &Metadata) {
    let _ = metadata.exif.as_deref().map(metadata::orientation);
    for policy in
        [MetadataPolicy::All, MetadataPolicy::NoLocation, MetadataPolicy::Dates, MetadataPolicy::None]
    {
        let once = metadata::select(metadata.clone(), policy, &mut Vec::new());
        let again = metadata::select(once.clone(), policy, &mut Vec::new());
        assert!(once == again, "{policy:?}: {once:?} {again:?}");
    }
}

/// Colours of any profile, kept and converted.
fn profile(bytes: &[u8]) {
    for color in [ColorPolicy::Keep, ColorPolicy::Srgb] {
        let mut picture = Picture::new(2, 2, Pixels::Rgb8((0..12).map(|sample| sample * 20).collect()));
        picture.color = ColorSpace::Icc(bytes.to_vec());
        drop(prepare(picture, &Recipe { color, ..Recipe::default() }));
    }
}

/// What is put around a picture is found there again. The first byte says where the blocks part.
fn container(bytes: &[u8]) {
    const PICTURE: &[u8] = b"RIFF\x14\0\0\0WEBPVP8L\x07\0\0\0\x2f\0\0\0\0\x88\x88\x08\0";
    let _ = riff::has_alpha(bytes);
    drop(riff::still(bytes, (1, 1)));
    let Some((&at, rest)) = bytes.split_first() else { return };
    let (icc, rest) = rest.split_at(rest.len().min(usize::from(at >> 4)));
    let (exif, xmp) = rest.split_at(rest.len().min(usize::from(at & 15)));
    let blocks = Blocks { icc: Some(icc), exif: Some(exif), xmp: Some(xmp) };
    let file = riff::with_blocks(PICTURE.to_vec(), (1, 1), blocks).expect("it is small");
    let found = |id: &[u8; 4]| riff::chunks(&file).find(|chunk| &chunk.id == id).map(|chunk| chunk.data);
    assert_eq!([found(b"ICCP"), found(b"EXIF"), found(b"XMP ")], [blocks.icc, blocks.exif, blocks.xmp]);
}

/// The two ends of a worker's pipe.
fn frames_of_a_worker(bytes: &[u8]) {
    let mut pipe = Cursor::new(bytes);
    while wire::receive::<Reply>(&mut pipe, 1 << 16).is_ok() {}
    pipe.set_position(0);
    while wire::receive::<Request>(&mut pipe, 1 << 16).is_ok() {}
}

/// All of it: what decodes is encoded, and what is encoded is found right.
fn whole(bytes: &[u8]) {
    let recipe = Recipe { effort: Effort::new(0).expect("the least"), ..Recipe::default() };
    let result = convert_bytes(bytes.to_vec(), &recipe, &limits());
    assert!(!matches!(result, Err(ErrorKind::Verification(_))), "{result:?}");
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Changed copies of each seed.
    const COPIES: u32 = 150;

    /// The files of a target in a folder of `fuzz/`.
    fn files(folder: &str, target: &str) -> Vec<(String, Vec<u8>)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz").join(folder).join(target);
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<_> = entries
            .map(|entry| (entry.file_name().display().to_string(), fs::read(entry.path()).expect("a file")))
            .collect();
        files.sort();
        files
    }

    /// The generator of G. Marsaglia's "Xorshift RNGs" (2003), so that every run tries the same.
    struct Dice(u32);

    impl Dice {
        /// A number below `sides`.
        fn roll(&mut self, sides: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 17;
            self.0 ^= self.0 << 5;
            self.0 as usize % sides.max(1)
        }

        /// One to four changes of the kinds that break readers.
        fn change(&mut self, bytes: &mut Vec<u8>) {
            for _ in 0..=self.roll(4) {
                let at = self.roll(bytes.len());
                let end = (at + 1 + self.roll(8)).min(bytes.len());
                match self.roll(6) {
                    0 => bytes.truncate(at),
                    1 => drop(bytes.drain(at.min(end)..end)),
                    2 => bytes.extend_from_within(at.min(end)..end),
                    3 => bytes[at.min(end)..end].fill([0, 0xff, 0x7f, 0x80][self.roll(4)]),
                    _ => {
                        bytes[at.min(end)..end]
                            .iter_mut()
                            .take(1)
                            .for_each(|byte| *byte ^= 1 << self.roll(8));
                    }
                }
            }
        }
    }

    #[test]
    fn every_target_survives_its_seeds_and_what_is_made_of_them() {
        for (target, run) in TARGETS {
            let seeds = files("seeds", target);
            assert!(!seeds.is_empty(), "fuzz/seeds/{target} is empty");
            let mut dice = Dice(0x2545_f491);
            for (_, seed) in seeds {
                run(&seed);
                for _ in 0..COPIES {
                    let mut copy = seed.clone();
                    dice.change(&mut copy);
                    run(&copy);
                }
            }
        }
    }

    #[test]
    fn what_the_fuzzer_once_found_stays_found() {
        for (target, run) in TARGETS {
            for (_, bytes) in files("regressions", target) {
                run(&bytes);
            }
        }
    }

    #[test]
    fn the_seeds_of_pictures_are_pictures() {
        for (name, bytes) in files("seeds", "whole") {
            convert_bytes(bytes, &Recipe::default(), &limits())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}
