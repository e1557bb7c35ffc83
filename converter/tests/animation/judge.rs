//! How others read our animations: libwebp's and libavif's own decoders, good for files that we wrote a moment ago.

use std::time::Duration;

use libavif_sys as avif;
use libwebp_sys as webp;

/// What a viewer shows.
#[derive(Debug)]
pub struct Shown {
    pub size: (u32, u32),
    /// RGBA, and how long.
    pub frames: Vec<(Vec<[u8; 4]>, Duration)>,
    /// How often it is played; 0 is without end.
    pub plays: u32,
    pub icc: Option<Vec<u8>>,
    pub exif: Option<Vec<u8>>,
}

/// By its content.
pub fn show(file: &[u8]) -> Shown {
    if file.starts_with(b"RIFF") { show_webp(file) } else { show_avif(file) }
}

fn show_webp(file: &[u8]) -> Shown {
    let data = webp::WebPData { bytes: file.as_ptr(), size: file.len() };
    let mut frames = Vec::new();
    // SAFETY: the options are initialised by libwebp, the file outlives the decoder, each canvas is copied before the
    // next call, and the decoder is deleted once.
    unsafe {
        let mut options = std::mem::zeroed();
        assert_ne!(webp::WebPAnimDecoderOptionsInit(&mut options), 0);
        let decoder = webp::WebPAnimDecoderNew(&data, &options);
        assert!(!decoder.is_null(), "libwebp reads it");
        let mut info = std::mem::zeroed();
        assert_ne!(webp::WebPAnimDecoderGetInfo(decoder, &mut info), 0);
        let size = (info.canvas_width, info.canvas_height);
        let mut last = 0;
        while webp::WebPAnimDecoderHasMoreFrames(decoder) != 0 {
            let (mut canvas, mut end) = (std::ptr::null_mut(), 0);
            assert_ne!(webp::WebPAnimDecoderGetNext(decoder, &mut canvas, &mut end), 0, "a sound frame");
            let bytes = std::slice::from_raw_parts(canvas, (size.0 * size.1 * 4) as usize);
            frames.push((bytes.as_chunks().0.to_vec(), Duration::from_millis((end - last) as u64)));
            last = end;
        }
        assert_eq!(frames.len(), info.frame_count as usize);
        webp::WebPAnimDecoderDelete(decoder);
        let block = |id: &[u8; 4]| {
            let place = file.windows(4).position(|window| window == id)?;
            let length = u32::from_le_bytes(file[place + 4..place + 8].try_into().expect("four bytes"));
            Some(file[place + 8..place + 8 + length as usize].to_vec())
        };
        Shown { size, frames, plays: info.loop_count, icc: block(b"ICCP"), exif: block(b"EXIF") }
    }
}

fn show_avif(file: &[u8]) -> Shown {
    // SAFETY: every pointer comes from libavif or from a live buffer of the stated size; the image belongs to the
    // decoder, which is destroyed last.
    unsafe {
        let decoder = avif::avifDecoderCreate();
        assert_eq!(avif::avifDecoderSetIOMemory(decoder, file.as_ptr(), file.len()), avif::AVIF_RESULT_OK);
        assert_eq!(avif::avifDecoderParse(decoder), avif::AVIF_RESULT_OK, "libavif reads it");
        let mut frames = Vec::new();
        for _ in 0..(*decoder).imageCount {
            assert_eq!(avif::avifDecoderNextImage(decoder), avif::AVIF_RESULT_OK, "a sound frame");
            let duration = Duration::from_secs_f64((*decoder).imageTiming.duration);
            frames.push((pixels(&*(*decoder).image), duration));
        }
        let image = &*(*decoder).image;
        let block = |data: &avif::avifRWData| match data.size {
            0 => None,
            size => Some(std::slice::from_raw_parts(data.data, size).to_vec()),
        };
        let plays = match (*decoder).repetitionCount {
            avif::AVIF_REPETITION_COUNT_INFINITE => 0,
            repetitions => u32::try_from(repetitions).expect("a known number") + 1,
        };
        let size = (image.width, image.height);
        let shown = Shown { size, frames, plays, icc: block(&image.icc), exif: block(&image.exif) };
        avif::avifDecoderDestroy(decoder);
        shown
    }
}

/// # Safety
/// The image must have been decoded.
unsafe fn pixels(image: &avif::avifImage) -> Vec<[u8; 4]> {
    let mut pixels = vec![[0; 4]; (image.width * image.height) as usize];
    let mut rgb = avif::avifRGBImage::default();
    // SAFETY: the buffer holds `height` rows of `rowBytes`.
    unsafe {
        avif::avifRGBImageSetDefaults(&mut rgb, image);
        rgb.format = avif::AVIF_RGB_FORMAT_RGBA;
        rgb.depth = 8;
        rgb.rowBytes = image.width * 4;
        rgb.pixels = pixels.as_mut_ptr().cast();
        assert_eq!(avif::avifImageYUVToRGB(image, &mut rgb), avif::AVIF_RESULT_OK);
    }
    pixels
}
