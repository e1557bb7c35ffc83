//! The only door to libwebp 1.6 (vendored by `libwebp-sys`): slices and `Result` on this side, C on the other.
//! What a recipe means for libwebp is decided in `webp.rs`.
#![allow(unsafe_code)]

use std::ffi::c_int;
use std::{ptr, slice};

use libwebp_sys as sys;
pub(crate) use libwebp_sys::WebPConfig as Config;

use crate::cancel::Cancel;
use crate::error::ErrorKind;

/// Longest side that the 14 bits of a VP8 or VP8L header can hold (RFC 9649 §2.5, RFC 6386 §9.1).
pub(crate) const MAX_SIDE: u32 = sys::WEBP_MAX_DIMENSION;

/// 8-bit RGB or RGBA, rows from top to bottom without padding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raster<'a> {
    pub width: u32,
    pub height: u32,
    pub samples: &'a [u8],
    pub has_alpha: bool,
}

/// Version of the linked encoder, for `--version`.
pub(crate) fn version() -> String {
    // SAFETY: takes nothing and reads a constant.
    let version = unsafe { sys::WebPGetEncoderVersion() };
    format!("{}.{}.{}", version >> 16, version >> 8 & 0xff, version & 0xff)
}

/// Lossy settings as `cwebp` starts with.
pub(crate) fn lossy(quality: f32) -> Result<Config, ErrorKind> {
    let mut config = Config::new().map_err(|()| refused("another version of its interface"))?;
    config.quality = quality;
    Ok(config)
}

/// Lossless settings of level 0 (quick) to 9 (thorough), as `cwebp -z`.
pub(crate) fn lossless(level: u8) -> Result<Config, ErrorKind> {
    let mut config = lossy(75.0)?;
    // SAFETY: `config` is initialised and ours.
    if unsafe { sys::WebPConfigLosslessPreset(&mut config, c_int::from(level)) } == 0 {
        return Err(refused(format_args!("lossless level {level}")));
    }
    Ok(config)
}

/// Encodes a raster to a WebP file. libwebp looks at `cancel` several times a second.
///
/// # Errors
/// `Cancelled`; `Encoder` with libwebp's code.
pub(crate) fn encode(config: &Config, raster: Raster<'_>, cancel: &Cancel) -> Result<Vec<u8>, ErrorKind> {
    // Lossy coding works on 4:2:0 planes: importing into them right away saves a copy of 4 bytes a pixel.
    let needs_rgb = config.lossless != 0 || config.use_sharp_yuv != 0;
    let mut picture = Picture::import(raster, needs_rgb)?;
    let mut file = Vec::new();
    picture.0.writer = Some(append);
    picture.0.custom_ptr = (&raw mut file).cast();
    picture.0.progress_hook = Some(goes_on);
    picture.0.user_data = ptr::from_ref(cancel).cast_mut().cast();
    // SAFETY: both structs are initialised. `file` and `cancel`, which the two callbacks reach through the
    // picture, outlive this call, and nobody else touches `file` meanwhile.
    if unsafe { sys::WebPEncode(config, &mut picture.0) } != 0 {
        return Ok(file);
    }
    Err(match picture.0.error_code {
        sys::WebPEncodingError::VP8_ENC_ERROR_USER_ABORT => ErrorKind::Cancelled,
        code => refused(format_args!("{code:?}")),
    })
}

/// How carefully to decode: the entropy-coded data is read to its end either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// As it will be shown.
    Full,
    /// Without smoothing block edges and chroma: quicker, and near enough to recognise a picture.
    Draft,
}

/// Decodes a still WebP of known size to RGB or RGBA without padding.
///
/// # Errors
/// `Truncated`; `Damaged` with libwebp's code, also when the size is another.
pub(crate) fn decode(
    file: &[u8],
    (width, height): (u32, u32),
    has_alpha: bool,
    care: Care,
) -> Result<Vec<u8>, ErrorKind> {
    let features = features(file)?;
    if (features.width, features.height) != (width as c_int, height as c_int) {
        return Err(ErrorKind::damaged(format_args!("a size of {}x{}", features.width, features.height)));
    }
    let stride = width as usize * if has_alpha { 4 } else { 3 };
    let mut samples = vec![0; stride * height as usize];
    let mut config = sys::WebPDecoderConfig::new().map_err(|()| ErrorKind::damaged("libwebp's interface"))?;
    config.options.bypass_filtering = c_int::from(care == Care::Draft);
    config.options.no_fancy_upsampling = c_int::from(care == Care::Draft);
    config.output.colorspace =
        if has_alpha { sys::WEBP_CSP_MODE::MODE_RGBA } else { sys::WEBP_CSP_MODE::MODE_RGB };
    config.output.is_external_memory = 1;
    config.output.u.RGBA =
        sys::WebPRGBABuffer { rgba: samples.as_mut_ptr(), stride: stride as c_int, size: samples.len() };
    // SAFETY: `config` is initialised, its output is `samples` with its true size and stride (libwebp checks
    // that the picture fits), and `file` is readable for its whole length. With external memory there is
    // nothing to free afterwards.
    check(unsafe { sys::WebPDecode(file.as_ptr(), file.len(), &mut config) })?;
    Ok(samples)
}

/// What the headers of a WebP file say.
fn features(file: &[u8]) -> Result<sys::WebPBitstreamFeatures, ErrorKind> {
    let mut features = sys::WebPBitstreamFeatures {
        width: 0,
        height: 0,
        has_alpha: 0,
        has_animation: 0,
        format: 0,
        pad: [0; 5],
    };
    // SAFETY: `file` is readable for its whole length and `features` is ours.
    check(unsafe { sys::WebPGetFeatures(file.as_ptr(), file.len(), &mut features) })?;
    Ok(features)
}

/// libwebp's status as a `Result`.
fn check(status: sys::VP8StatusCode) -> Result<(), ErrorKind> {
    match status {
        sys::VP8StatusCode::VP8_STATUS_OK => Ok(()),
        sys::VP8StatusCode::VP8_STATUS_NOT_ENOUGH_DATA | sys::VP8StatusCode::VP8_STATUS_SUSPENDED => {
            Err(ErrorKind::Truncated)
        }
        code => Err(ErrorKind::damaged(format_args!("{code:?}"))),
    }
}

/// A `WebPPicture` that frees its planes.
struct Picture(sys::WebPPicture);

impl Picture {
    /// Copies a raster into the planes that libwebp encodes from: ARGB, or YUV 4:2:0 with alpha where some
    /// pixel is not opaque.
    fn import(raster: Raster<'_>, needs_rgb: bool) -> Result<Self, ErrorKind> {
        let stride = raster.width as usize * if raster.has_alpha { 4 } else { 3 };
        assert_eq!(raster.samples.len(), stride * raster.height as usize, "a whole raster");
        let mut picture =
            Picture(sys::WebPPicture::new().map_err(|()| refused("another version of its interface"))?);
        picture.0.width = raster.width as c_int;
        picture.0.height = raster.height as c_int;
        picture.0.use_argb = c_int::from(needs_rgb);
        let import = if raster.has_alpha { sys::WebPPictureImportRGBA } else { sys::WebPPictureImportRGB };
        // SAFETY: the picture is initialised and the samples hold `height` rows of `stride` bytes, as asserted.
        if unsafe { import(&mut picture.0, raster.samples.as_ptr(), stride as c_int) } == 0 {
            return Err(refused(format_args!("{:?}", picture.0.error_code)));
        }
        Ok(picture)
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        // SAFETY: initialised, and freed only here.
        unsafe { sys::WebPPictureFree(&mut self.0) }
    }
}

/// `WebPWriterFunction`: appends to the `Vec` behind `custom_ptr`; 0 stops the encoder.
unsafe extern "C" fn append(data: *const u8, size: usize, picture: *const sys::WebPPicture) -> c_int {
    if size == 0 {
        return 1;
    }
    // SAFETY: `encode` puts a `Vec` there that outlives the encoder; libwebp gives `size` readable bytes.
    let (file, data) =
        unsafe { (&mut *(*picture).custom_ptr.cast::<Vec<u8>>(), slice::from_raw_parts(data, size)) };
    // No panic may cross into C.
    if file.try_reserve(size).is_err() {
        return 0;
    }
    file.extend_from_slice(data);
    1
}

/// `WebPProgressHook`: 0 stops the encoder.
unsafe extern "C" fn goes_on(_percent: c_int, picture: *const sys::WebPPicture) -> c_int {
    // SAFETY: `encode` puts a `Cancel` there that outlives the encoder.
    let cancel = unsafe { &*(*picture).user_data.cast::<Cancel>().cast_const() };
    c_int::from(!cancel.is_cancelled())
}

/// What libwebp will not do.
fn refused(what: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Encoder(format!("libwebp: {what}"))
}
