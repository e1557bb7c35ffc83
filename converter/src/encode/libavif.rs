//! The only door to libavif 1.0 and the libaom 3.11 behind it (vendored by `libavif-sys`): pictures and `Result`
//! on this side, C on the other. What a recipe means for them is decided in `avif/libaom.rs`.
//!
//! It only encodes: these versions are too old to be shown a stranger's file.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_char, c_int};
use std::ptr::NonNull;
use std::slice;

use libavif_sys as sys;

use crate::cancel::Cancel;
use crate::error::{Bound, ErrorKind};
use crate::limits;
use crate::picture::{Picture, Pixels};
use crate::recipe::Subsampling;
use crate::timing::Plays;

/// Longest side of an AV1 frame: 16 bits (AV1 specification §5.9.5).
const MAX_SIDE: u64 = 1 << 16;

/// What libavif is told about one picture.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    /// 0 (slow) to 10 (quick).
    pub speed: u8,
    /// libavif's own scale, 0–100; 100 is lossless where the matrix is the identity.
    pub quality: u8,
    /// Likewise for alpha, which has no matrix.
    pub alpha_quality: u8,
    /// Bits a channel: 8, 10 or 12.
    pub depth: u8,
    /// How the chroma planes are stored.
    pub subsampling: Subsampling,
    /// Code points of ITU-T H.273: primaries, transfer, matrix. The range is always full.
    pub cicp: [u16; 3],
    /// Colour profile.
    pub icc: Option<&'a [u8]>,
    /// TIFF structure without `Exif\0\0`.
    pub exif: Option<&'a [u8]>,
    /// XMP packet.
    pub xmp: Option<&'a [u8]>,
    /// Tile rows and columns, as powers of two.
    pub tiles_log2: [u8; 2],
    /// Threads for this picture.
    pub threads: usize,
    /// Options of libaom by name.
    pub options: &'a [(&'static CStr, &'static CStr)],
}

/// Versions of libavif and libaom, for `--version`.
pub(super) fn versions() -> [(&'static str, String); 2] {
    let mut codecs = [0 as c_char; 256];
    // SAFETY: both texts are NUL-terminated: the first is static, the second is written to a buffer of the size
    // that avif.h asks for.
    let (avif, codecs) = unsafe {
        sys::avifCodecVersions(codecs.as_mut_ptr());
        (CStr::from_ptr(sys::avifVersion()), CStr::from_ptr(codecs.as_ptr()))
    };
    // "aom [enc/dec]:3.11.0"
    let codecs = codecs.to_string_lossy();
    let aom = codecs.rsplit(':').next().unwrap_or_default().trim_start_matches('v');
    [("libavif", avif.to_string_lossy().into_owned()), ("libaom", aom.to_owned())]
}

/// Encodes a still AVIF file. There is no way to stop libaom inside a frame: `cancel` is looked at before and
/// after it.
///
/// # Errors
/// `TooLarge`, `Cancelled`, `Encoder` with libavif's reason.
pub(super) fn encode(
    picture: &Picture,
    settings: &Settings<'_>,
    cancel: &Cancel,
) -> Result<Vec<u8>, ErrorKind> {
    cancel.check()?;
    let image = Image::new(picture, settings, picture.pixels.is_translucent())?;
    cancel.check()?;
    let file = Encoder::new(settings)?.write(&image)?;
    cancel.check()?;
    Ok(file)
}

/// An animation under way: frames go in one by one, and stay in memory only as coded bytes.
pub(super) struct Movie(Encoder);

impl Movie {
    /// Begins one with so many ticks a second.
    pub fn begin(settings: &Settings<'_>, clock: u32, plays: Plays) -> Result<Self, ErrorKind> {
        let mut encoder = Encoder::new(settings)?;
        let fields = encoder.fields();
        fields.timescale = clock.into();
        fields.repetitionCount = match plays {
            Plays::Forever => sys::AVIF_REPETITION_COUNT_INFINITE,
            Plays::Times(times) => c_int::try_from(times.saturating_sub(1)).unwrap_or(c_int::MAX),
        };
        Ok(Movie(encoder))
    }

    /// Codes a frame. All of them must have an alpha channel, or none. After an error only dropping is left:
    /// `avifEncoderFinish` would return OK and a broken file.
    pub fn add(&mut self, picture: &Picture, settings: &Settings<'_>, ticks: u32) -> Result<(), ErrorKind> {
        let image = Image::new(picture, settings, picture.pixels.has_alpha())?;
        // SAFETY: encoder and image are live; libavif copies what it keeps of the image.
        let added = unsafe {
            sys::avifEncoderAddImage(
                self.0.0.as_ptr(),
                image.0.as_ptr(),
                ticks.into(),
                sys::AVIF_ADD_IMAGE_FLAG_NONE,
            )
        };
        self.0.check(added)
    }

    /// The whole file.
    pub fn finish(mut self) -> Result<Vec<u8>, ErrorKind> {
        let mut output = Output(sys::avifRWData::default());
        // SAFETY: the encoder is live and every frame was added without an error; the output is empty.
        let finished = unsafe { sys::avifEncoderFinish(self.0.0.as_ptr(), &mut output.0) };
        self.0.check(finished)?;
        Ok(output.bytes().to_vec())
    }
}

/// An `avifImage` with planes of its own.
struct Image(NonNull<sys::avifImage>);

impl Image {
    /// Converts the pixels to YUV and takes the metadata along, and alpha if wanted.
    fn new(picture: &Picture, settings: &Settings<'_>, wants_alpha: bool) -> Result<Self, ErrorKind> {
        let mut image = Image::empty(picture.width, picture.height, settings)?;
        image.set_blocks(settings)?;
        image.set_pixels(picture, wants_alpha)?;
        Ok(image)
    }

    fn empty(width: u32, height: u32, settings: &Settings<'_>) -> Result<Self, ErrorKind> {
        limits::check(Bound::Side, width.max(height).into(), MAX_SIDE)?;
        let format = match settings.subsampling {
            Subsampling::Yuv420 => sys::AVIF_PIXEL_FORMAT_YUV420,
            Subsampling::Yuv444 => sys::AVIF_PIXEL_FORMAT_YUV444,
        };
        // SAFETY: plain values; null when out of memory.
        let image = unsafe { sys::avifImageCreate(width, height, settings.depth.into(), format) };
        let mut image = Image(NonNull::new(image).ok_or_else(out_of_memory)?);
        let fields = image.fields();
        fields.yuvRange = sys::AVIF_RANGE_FULL;
        [fields.colorPrimaries, fields.transferCharacteristics, fields.matrixCoefficients] = settings.cicp;
        Ok(image)
    }

    fn set_blocks(&mut self, settings: &Settings<'_>) -> Result<(), ErrorKind> {
        let setters = [
            (settings.icc, sys::avifImageSetProfileICC as unsafe extern "C" fn(_, _, _) -> _),
            (settings.exif, sys::avifImageSetMetadataExif),
            (settings.xmp, sys::avifImageSetMetadataXMP),
        ];
        for (block, set) in setters {
            let Some(block) = block else { continue };
            // SAFETY: the image is live; libavif copies `block.len()` readable bytes.
            check(unsafe { set(self.0.as_ptr(), block.as_ptr(), block.len()) })?;
        }
        Ok(())
    }

    /// Fills the planes.
    fn set_pixels(&mut self, picture: &Picture, wants_alpha: bool) -> Result<(), ErrorKind> {
        let pixels = &picture.pixels;
        let pixel_bytes = pixels.channels() as u64 * u64::from(pixels.depth() / 8);
        // libavif 1.0.4 computes offsets into the pixels in 32 bits (CVE-2025-48175).
        limits::check(Bound::Pixels, pixels.count(), u64::from(u32::MAX) / pixel_bytes)?;
        let (samples, has_alpha) = match pixels {
            Pixels::Rgb8(samples) => (samples.as_ptr(), false),
            Pixels::Rgba8(samples) => (samples.as_ptr(), true),
            Pixels::Rgb16(samples) => (samples.as_ptr().cast(), false),
            Pixels::Rgba16(samples) => (samples.as_ptr().cast(), true),
        };
        let mut rgb = sys::avifRGBImage::default();
        // SAFETY: both structs are live.
        unsafe { sys::avifRGBImageSetDefaults(&mut rgb, self.0.as_ptr()) };
        rgb.depth = pixels.depth().into();
        rgb.format = if has_alpha { sys::AVIF_RGB_FORMAT_RGBA } else { sys::AVIF_RGB_FORMAT_RGB };
        rgb.ignoreAlpha = c_int::from(!wants_alpha);
        rgb.pixels = samples.cast_mut();
        rgb.rowBytes = picture.width * pixel_bytes as u32;
        // SAFETY: the image is live and has no planes yet. `rgb` describes the samples as they lie in memory
        // (a `Picture` is whole), and libavif only reads them here.
        check(unsafe { sys::avifImageRGBToYUV(self.0.as_ptr(), &rgb) })
    }

    fn fields(&mut self) -> &mut sys::avifImage {
        // SAFETY: live, and borrowed from `self` alone.
        unsafe { self.0.as_mut() }
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // SAFETY: made by `avifImageCreate`, destroyed only here.
        unsafe { sys::avifImageDestroy(self.0.as_ptr()) }
    }
}

/// An `avifEncoder` for one file.
struct Encoder(NonNull<sys::avifEncoder>);

impl Encoder {
    fn new(settings: &Settings<'_>) -> Result<Self, ErrorKind> {
        // SAFETY: takes nothing; null when out of memory.
        let encoder = unsafe { sys::avifEncoderCreate() };
        let mut encoder = Encoder(NonNull::new(encoder).ok_or_else(out_of_memory)?);
        let fields = encoder.fields();
        fields.codecChoice = sys::AVIF_CODEC_CHOICE_AOM;
        fields.speed = settings.speed.into();
        fields.quality = settings.quality.into();
        fields.qualityAlpha = settings.alpha_quality.into();
        [fields.tileRowsLog2, fields.tileColsLog2] = settings.tiles_log2.map(c_int::from);
        fields.maxThreads = settings.threads.clamp(1, 64) as c_int;
        for (key, value) in settings.options {
            // SAFETY: the encoder is live; both texts are NUL-terminated and copied.
            check(unsafe {
                sys::avifEncoderSetCodecSpecificOption(encoder.0.as_ptr(), key.as_ptr(), value.as_ptr())
            })?;
        }
        Ok(encoder)
    }

    fn write(mut self, image: &Image) -> Result<Vec<u8>, ErrorKind> {
        let mut output = Output(sys::avifRWData::default());
        // SAFETY: encoder and image are live, the output is empty. This one call checks the result of every
        // step: after a failed `avifEncoderAddImage`, `avifEncoderFinish` would return OK and a broken file.
        let written = unsafe { sys::avifEncoderWrite(self.0.as_ptr(), image.0.as_ptr(), &mut output.0) };
        self.check(written)?;
        Ok(output.bytes().to_vec())
    }

    fn check(&mut self, result: sys::avifResult) -> Result<(), ErrorKind> {
        if result == sys::AVIF_RESULT_OK { Ok(()) } else { Err(refused(result, &self.diagnosis())) }
    }

    /// What libavif and libaom say about the last failure; often nothing.
    fn diagnosis(&mut self) -> String {
        let text: Vec<u8> =
            self.fields().diag.error.iter().map(|&c| c as u8).take_while(|&c| c != 0).collect();
        String::from_utf8_lossy(&text).into_owned()
    }

    fn fields(&mut self) -> &mut sys::avifEncoder {
        // SAFETY: live, and borrowed from `self` alone.
        unsafe { self.0.as_mut() }
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: made by `avifEncoderCreate`, destroyed only here.
        unsafe { sys::avifEncoderDestroy(self.0.as_ptr()) }
    }
}

/// Bytes that libavif allocated.
struct Output(sys::avifRWData);

impl Output {
    fn bytes(&self) -> &[u8] {
        if self.0.size == 0 {
            return &[];
        }
        // SAFETY: libavif says that `size` bytes are there, and they live as long as `self`.
        unsafe { slice::from_raw_parts(self.0.data, self.0.size) }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // SAFETY: allocated by libavif or empty, freed only here.
        unsafe { sys::avifRWDataFree(&mut self.0) }
    }
}

fn check(result: sys::avifResult) -> Result<(), ErrorKind> {
    if result == sys::AVIF_RESULT_OK { Ok(()) } else { Err(refused(result, "")) }
}

/// What libavif will not do, in its words.
fn refused(result: sys::avifResult, diagnosis: &str) -> ErrorKind {
    // SAFETY: gives a static text for any value.
    let reason = unsafe { CStr::from_ptr(sys::avifResultToString(result)) }.to_string_lossy();
    let separator = if diagnosis.is_empty() { "" } else { ": " };
    ErrorKind::Encoder(format!("libavif: {reason}{separator}{diagnosis}"))
}

fn out_of_memory() -> ErrorKind {
    refused(sys::AVIF_RESULT_OUT_OF_MEMORY, "")
}
