//! The marker segments of a JPEG (ITU-T T.81 annex B) before its first scan: frame header and metadata.

use crate::error::ErrorKind;

/// Everything that stands before the pixels.
#[derive(Debug)]
pub(super) struct Segments<'a> {
    /// The frame header.
    pub frame: Frame,
    /// An Exif block without its `Exif\0\0`.
    pub exif: Option<&'a [u8]>,
    /// The standard XMP packet.
    pub xmp: Option<&'a [u8]>,
    /// Whether there is extended XMP beside it.
    pub has_extended_xmp: bool,
    /// Whether an Adobe segment says how the colours are to be taken.
    pub has_adobe: bool,
    /// Components in the first scan.
    pub scan_components: u8,
    /// Where the entropy-coded data of the first scan begins.
    pub scan_start: usize,
    icc: Vec<IccPart<'a>>,
}

/// What the frame header says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// The coding process: n of marker SOFn.
    pub process: u8,
    /// Bits a sample.
    pub precision: u8,
    pub width: u32,
    pub height: u32,
    pub components: u8,
    /// Samples of all components together for each pixel: 3 without subsampling, 1.5 for 4:2:0.
    pub samples_per_pixel: f64,
    /// Whether the first component, the luma, is sampled more coarsely than another.
    pub has_coarse_luma: bool,
}

/// A piece of an ICC profile in APP2 (ICC.1:2022 annex B.4): its number, how many there are, its bytes.
type IccPart<'a> = (u8, u8, &'a [u8]);

impl<'a> Segments<'a> {
    /// Walks the segments up to the first scan.
    ///
    /// # Errors
    /// `Truncated` when the bytes end before it, `Damaged` without a frame header.
    pub fn read(bytes: &'a [u8]) -> Result<Self, ErrorKind> {
        let mut frame = None;
        let mut segments = Walk { bytes, position: 2 };
        let (mut exif, mut xmp, mut icc) = (None, None, Vec::new());
        let (mut has_extended_xmp, mut has_adobe) = (false, false);
        loop {
            let (marker, body) = segments.next()?;
            match marker {
                0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                    frame = Some(Frame::read(marker, body)?);
                }
                0xe1 => {
                    exif = exif.or(body.strip_prefix(b"Exif\0\0"));
                    xmp = xmp.or(body.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0"));
                    has_extended_xmp |= body.starts_with(b"http://ns.adobe.com/xmp/extension/\0");
                }
                0xe2 => icc.extend(icc_part(body)),
                0xee => has_adobe |= body.starts_with(b"Adobe"),
                0xda => {
                    return Ok(Segments {
                        frame: frame.ok_or_else(|| ErrorKind::damaged("a scan before any frame header"))?,
                        exif,
                        xmp,
                        has_extended_xmp,
                        has_adobe,
                        scan_components: body.first().copied().unwrap_or(0),
                        scan_start: segments.position,
                        icc,
                    });
                }
                0xd9 => return Err(ErrorKind::damaged("an end of image before any scan")),
                _ => {}
            }
        }
    }

    /// The ICC profile, put together; `Some(Err)` when parts are missing or contradict each other.
    pub fn icc(&self) -> Option<Result<Vec<u8>, ()>> {
        let mut parts = self.icc.clone();
        parts.sort_by_key(|&(number, ..)| number);
        let complete = parts
            .iter()
            .zip(1..)
            .all(|(&(number, of, _), expected)| number == expected && usize::from(of) == parts.len());
        let whole = || parts.iter().flat_map(|&(.., bytes)| bytes).copied().collect();
        (!parts.is_empty()).then(|| if complete { Ok(whole()) } else { Err(()) })
    }
}

impl Frame {
    /// Reads the body of an SOF segment: T.81 B.2.2.
    fn read(marker: u8, body: &[u8]) -> Result<Frame, ErrorKind> {
        let Some((&[precision, h1, h2, w1, w2, components], sampling)) = body.split_first_chunk() else {
            return Err(ErrorKind::damaged("a short frame header"));
        };
        let factors: Vec<(u32, u32)> = sampling
            .as_chunks::<3>()
            .0
            .iter()
            .take(components.into())
            .map(|&[_, factors, _]| (u32::from(factors >> 4), u32::from(factors & 15)))
            .collect();
        let finest = |side: fn(&(u32, u32)) -> u32| factors.iter().map(side).max().unwrap_or(1).max(1);
        let (across, down) = (finest(|factors| factors.0), finest(|factors| factors.1));
        let samples: u32 = factors.iter().map(|(across, down)| across * down).sum();
        Ok(Frame {
            process: marker - 0xc0,
            precision,
            width: u16::from_be_bytes([w1, w2]).into(),
            height: u16::from_be_bytes([h1, h2]).into(),
            components,
            samples_per_pixel: f64::from(samples) / f64::from(across * down),
            has_coarse_luma: factors.first().is_some_and(|luma| luma.0 < across || luma.1 < down),
        })
    }
}

/// Counts the scans of the image whose first scan begins at `scan_start`. Entropy-coded data holds no markers,
/// so a look at every 0xFF is enough.
pub(super) fn scans(bytes: &[u8], scan_start: usize) -> u32 {
    let mut scans = 1;
    for &pair in bytes.get(scan_start..).unwrap_or_default().array_windows() {
        match pair {
            [0xff, 0xda] => scans += 1,
            [0xff, 0xd9] => break,
            _ => {}
        }
    }
    scans
}

/// Whether the image has its end-of-image marker, which is looked for from where it should be.
pub(super) fn is_ended(bytes: &[u8], scan_start: usize) -> bool {
    bytes.get(scan_start..).unwrap_or_default().windows(2).rev().any(|pair| pair == [0xff, 0xd9])
}

fn icc_part(body: &[u8]) -> Option<IccPart<'_>> {
    let (&[number, of], bytes) = body.strip_prefix(b"ICC_PROFILE\0")?.split_first_chunk()?;
    Some((number, of, bytes))
}

/// From marker to marker.
struct Walk<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Walk<'a> {
    /// The next marker and, where it has one, the body of its segment. Bytes that belong to no segment are
    /// passed over, as decoders do.
    fn next(&mut self) -> Result<(u8, &'a [u8]), ErrorKind> {
        let rest = self.bytes.get(self.position..).ok_or(ErrorKind::Truncated)?;
        let (at, marker) = rest
            .array_windows::<2>()
            .enumerate()
            .find_map(|(at, &[fill, marker])| {
                (fill == 0xff && !matches!(marker, 0 | 0xff)).then_some((at, marker))
            })
            .ok_or(ErrorKind::Truncated)?;
        let rest = &rest[at + 2..];
        self.position += at + 2;
        if matches!(marker, 0x01 | 0xd0..=0xd9) {
            return Ok((marker, &[]));
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk().ok_or(ErrorKind::Truncated)?));
        let body = rest.get(2..length.max(2)).ok_or(ErrorKind::Truncated)?;
        self.position += length.max(2);
        Ok((marker, body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).expect("a short body").to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    }

    fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
        let frame = segment(0xc0, &[8, 0, 4, 0, 6, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
        let scan = segment(0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
        [&[0xff, 0xd8][..], &segments.concat(), &frame, &scan].concat()
    }

    #[test]
    fn the_frame_header_is_read() {
        let bytes = jpeg(&[]);
        let frame = Segments::read(&bytes).expect("complete").frame;
        assert_eq!((frame.width, frame.height, frame.components), (6, 4, 3));
        assert_eq!(frame.samples_per_pixel, 1.5);
    }

    #[test]
    fn a_profile_in_several_parts_is_put_in_order() {
        let part =
            |number: u8, bytes: &[u8]| segment(0xe2, &[b"ICC_PROFILE\0", &[number, 2][..], bytes].concat());
        let whole = jpeg(&[part(2, b"world"), part(1, b"hello ")]);
        assert_eq!(Segments::read(&whole).expect("complete").icc(), Some(Ok(b"hello world".to_vec())));
        let half = jpeg(&[part(2, b"world")]);
        assert_eq!(Segments::read(&half).expect("complete").icc(), Some(Err(())));
        assert_eq!(Segments::read(&jpeg(&[])).expect("complete").icc(), None);
    }

    #[test]
    fn every_prefix_of_the_header_is_truncated() {
        let bytes = jpeg(&[segment(0xe1, b"Exif\0\0II*\0")]);
        for end in 2..bytes.len() {
            assert!(matches!(Segments::read(&bytes[..end]), Err(ErrorKind::Truncated)), "{end}");
        }
    }
}
