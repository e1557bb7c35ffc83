//! What a person asks for: the serialisable recipe of a conversion, with sane defaults.

mod look;

use std::num::NonZeroU64;
use std::str::FromStr;

pub use look::{InvalidLook, Look};
use serde::{Deserialize, Serialize};

use crate::loss::Switches;

/// Everything that decides the bytes of an output, given its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recipe {
    /// Target format.
    pub format: Format,
    /// How much may be lost.
    pub goal: Goal,
    /// Time against bytes.
    pub effort: Effort,
    /// New size, or `None` to keep it.
    pub resize: Option<Resize>,
    /// Which metadata goes along.
    pub metadata: MetadataPolicy,
    /// Whether colours stay in their own profile.
    pub color: ColorPolicy,
    /// What becomes of an animation.
    pub animation: AnimationPolicy,
    /// Percent that must be saved, or the original is kept; `None` takes every result. See
    /// [`Recipe::may_keep_original`].
    pub min_saving: Option<u8>,
    /// Settings for people who know the formats.
    pub advanced: Advanced,
    /// What is said of pictures that would lose something. It decides whether there is an output, never its bytes.
    #[serde(skip_serializing_if = "Switches::is_default")]
    pub losses: Switches,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            format: Format::Webp,
            goal: Goal::default(),
            effort: Effort::default(),
            resize: None,
            metadata: MetadataPolicy::All,
            color: ColorPolicy::Keep,
            animation: AnimationPolicy::Keep,
            min_saving: Some(5),
            advanced: Advanced::default(),
            losses: Switches::default(),
        }
    }
}

impl Recipe {
    /// Whether what is asked for can be had together.
    ///
    /// # Errors
    /// What contradicts what.
    pub fn check(&self) -> Result<(), Contradiction> {
        match self.goal {
            Goal::NearLossless(_) if self.format == Format::Avif => Err(Contradiction::NearLosslessAvif),
            Goal::Lossless
                if self.format == Format::Avif && self.advanced.avif_engine == AvifEngine::Rav1e =>
            {
                Err(Contradiction::LosslessRav1e)
            }
            _ => Ok(()),
        }
    }

    /// Whether the colours of wholly transparent pixels stay: what has lost nothing keeps them too.
    pub fn keeps_hidden_colors(&self) -> bool {
        self.goal == Goal::Lossless || self.advanced.exact
    }

    /// Whether an original can stand for its output. Not when something about the picture itself is to change: a
    /// place that should be gone would still be told, a size would be another.
    pub fn may_keep_original(&self) -> bool {
        self.resize.is_none() && self.metadata == MetadataPolicy::All && self.color == ColorPolicy::Keep
    }
}

/// Wishes that exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// Near-lossless is a mode of WebP.
    #[error("near-lossless is a mode of WebP only; use --to webp, or --lossless")]
    NearLosslessAvif,
    /// rav1e has no lossless mode.
    #[error("rav1e cannot write without loss; leave --avif-engine out")]
    LosslessRav1e,
}

/// Target formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// WebP (RFC 9649).
    Webp,
    /// AVIF (AV1 Image File Format 1.1).
    Avif,
    /// Both are tried, the smaller is kept.
    Auto,
}

impl Format {
    /// File name extension without the dot; `Auto` has none until it is decided.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Format::Webp => Some("webp"),
            Format::Avif => Some("avif"),
            Format::Auto => None,
        }
    }
}

/// How much may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// Lossy with this quality.
    Quality(Quality),
    /// The fewest bytes that look this much like the source: the quality is sought for each picture.
    Look(Look),
    /// The best look in at most so many bytes, as far as anybody can see it: first with less quality, then with fewer
    /// pixels.
    MaxBytes(NonZeroU64),
    /// Every pixel stays as it is.
    Lossless,
    /// WebP only: lossless coding after small changes that help it; 0 changes most, 100 nothing.
    NearLossless(u8),
}

impl Goal {
    /// Whether pixels may change.
    pub fn is_lossy(self) -> bool {
        matches!(self, Goal::Quality(_) | Goal::Look(_) | Goal::MaxBytes(_))
    }
}

impl Default for Goal {
    fn default() -> Self {
        Goal::Quality(Quality::default())
    }
}

/// A quality from 1 to 100 on libwebp's scale; AVIF is mapped to look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Quality(
    /// Always 1..=100.
    u8,
);

impl Quality {
    /// The quality, if it is one of 1..=100.
    pub fn new(value: u8) -> Option<Self> {
        (1..=100).contains(&value).then_some(Quality(value))
    }

    /// The number.
    pub fn value(self) -> u8 {
        self.0
    }
}

impl Default for Quality {
    fn default() -> Self {
        Quality(80)
    }
}

impl From<Quality> for u8 {
    fn from(quality: Quality) -> u8 {
        quality.0
    }
}

impl TryFrom<u8> for Quality {
    type Error = OutOfRange;

    fn try_from(value: u8) -> Result<Self, OutOfRange> {
        Quality::new(value).ok_or(OutOfRange { lowest: 1, highest: 100 })
    }
}

/// Effort from 0 (quick) to 6 (thorough): libwebp's method; AVIF takes 0–2 as fast, 3–4 as balanced and
/// 5–6 as best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Effort(
    /// Always 0..=6.
    u8,
);

impl Effort {
    /// The effort, if it is one of 0..=6.
    pub fn new(value: u8) -> Option<Self> {
        (value <= 6).then_some(Effort(value))
    }

    /// The number.
    pub fn value(self) -> u8 {
        self.0
    }
}

impl Default for Effort {
    fn default() -> Self {
        Effort(4)
    }
}

impl From<Effort> for u8 {
    fn from(effort: Effort) -> u8 {
        effort.0
    }
}

impl TryFrom<u8> for Effort {
    type Error = OutOfRange;

    fn try_from(value: u8) -> Result<Self, OutOfRange> {
        Effort::new(value).ok_or(OutOfRange { lowest: 0, highest: 6 })
    }
}

/// A number that is not in its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not within {lowest} to {highest}")]
pub struct OutOfRange {
    /// Smallest allowed value.
    pub lowest: u8,
    /// Largest allowed value.
    pub highest: u8,
}

/// A wanted size. Nothing is enlarged, except by [`Resize::Exact`] and a percentage over 100, which ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Resize {
    /// `1920x1080`: fits into this box, proportions kept.
    Fit(u32, u32),
    /// `1920x1080!`: exactly this size.
    Exact(u32, u32),
    /// `50%`: of both sides.
    Percent(f32),
    /// `long:2048`: the longer side.
    Long(u32),
    /// `short:1080`: the shorter side.
    Short(u32),
}

impl Resize {
    /// Width and height that a picture of `width` × `height` (as shown) gets; each side at least 1.
    pub fn apply(self, width: u32, height: u32) -> (u32, u32) {
        let (w, h) = (f64::from(width), f64::from(height));
        let scale = match self {
            Resize::Exact(width, height) => return (width, height),
            Resize::Fit(max_width, max_height) => {
                (f64::from(max_width) / w).min(f64::from(max_height) / h).min(1.0)
            }
            Resize::Percent(percent) => f64::from(percent) / 100.0,
            Resize::Long(side) => (f64::from(side) / w.max(h)).min(1.0),
            Resize::Short(side) => (f64::from(side) / w.min(h)).min(1.0),
        };
        let side = |length: f64| (length * scale).round().clamp(1.0, f64::from(u32::MAX)) as u32;
        (side(w), side(h))
    }

    /// Width and height for a drawing of this size of its own. It has no pixels that enlarging could blur, so that it
    /// fills what is wanted.
    pub fn apply_to_drawing(self, width: f32, height: f32) -> (u32, u32) {
        let (w, h) = (f64::from(width), f64::from(height));
        let scale = match self {
            Resize::Exact(width, height) => return (width, height),
            Resize::Fit(max_width, max_height) => (f64::from(max_width) / w).min(f64::from(max_height) / h),
            Resize::Percent(percent) => f64::from(percent) / 100.0,
            Resize::Long(side) => f64::from(side) / w.max(h),
            Resize::Short(side) => f64::from(side) / w.min(h),
        };
        let side = |length: f64| (length * scale).round().clamp(1.0, f64::from(u32::MAX)) as u32;
        (side(w), side(h))
    }
}

impl FromStr for Resize {
    type Err = InvalidResize;

    fn from_str(text: &str) -> Result<Self, InvalidResize> {
        let side = |digits: &str| match digits.parse::<u32>() {
            Ok(side @ 1..=65_535) => Ok(side),
            _ => Err(InvalidResize(text.to_owned())),
        };
        if let Some(percent) = text.strip_suffix('%') {
            return match percent.parse::<f32>() {
                Ok(percent) if percent > 0.0 && percent <= 1000.0 => Ok(Resize::Percent(percent)),
                _ => Err(InvalidResize(text.to_owned())),
            };
        }
        if let Some(digits) = text.strip_prefix("long:") {
            return Ok(Resize::Long(side(digits)?));
        }
        if let Some(digits) = text.strip_prefix("short:") {
            return Ok(Resize::Short(side(digits)?));
        }
        let (size, exact) = match text.strip_suffix('!') {
            Some(size) => (size, true),
            None => (text, false),
        };
        let (width, height) =
            size.split_once(['x', 'X', '×']).ok_or_else(|| InvalidResize(text.to_owned()))?;
        let (width, height) = (side(width)?, side(height)?);
        Ok(if exact { Resize::Exact(width, height) } else { Resize::Fit(width, height) })
    }
}

impl TryFrom<String> for Resize {
    type Error = InvalidResize;

    fn try_from(text: String) -> Result<Self, InvalidResize> {
        text.parse()
    }
}

impl From<Resize> for String {
    fn from(resize: Resize) -> String {
        match resize {
            Resize::Fit(width, height) => format!("{width}x{height}"),
            Resize::Exact(width, height) => format!("{width}x{height}!"),
            Resize::Percent(percent) => format!("{percent}%"),
            Resize::Long(side) => format!("long:{side}"),
            Resize::Short(side) => format!("short:{side}"),
        }
    }
}

/// A size that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no size: use 1920x1080, 1920x1080!, 50%, long:2048 or short:1080")]
pub struct InvalidResize(
    /// What was written.
    pub String,
);

/// Which metadata goes along. The ICC profile is part of the picture and not meant here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetadataPolicy {
    /// All of it, but the embedded thumbnail, which would show the picture of before.
    #[default]
    All,
    /// All but what tells where the picture was taken.
    NoLocation,
    /// Only when it was taken.
    Dates,
    /// Nothing.
    None,
}

/// Whether colours stay in their own profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColorPolicy {
    /// The source's profile goes along.
    #[default]
    Keep,
    /// Everything is converted to sRGB.
    Srgb,
}

/// What becomes of an animation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnimationPolicy {
    /// It stays one.
    #[default]
    Keep,
    /// Its first frame becomes a still picture.
    FirstFrame,
}

/// Settings for people who know the formats; the defaults follow the format and the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Advanced {
    /// AVIF: chroma subsampling. `None`: 4:2:0 for fast, 4:4:4 otherwise.
    pub subsampling: Option<Subsampling>,
    /// AVIF: bits a channel. `None`: 10 when the source has more than 8, else 8.
    pub depth: Option<BitDepth>,
    /// AVIF: which encoder.
    pub avif_engine: AvifEngine,
    /// WebP: sharper edges between strong colours, at some cost of time.
    pub sharp_yuv: bool,
    /// WebP: quality of the alpha channel, 0–100. `None` is 100: exact.
    pub alpha_quality: Option<u8>,
    /// WebP lossy and near-lossless: keep the colours of wholly transparent pixels too.
    pub exact: bool,
}

/// How the chroma planes are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subsampling {
    /// Half in both directions.
    #[serde(rename = "420")]
    Yuv420,
    /// Full resolution.
    #[serde(rename = "444")]
    Yuv444,
}

/// Bits a channel in AVIF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BitDepth {
    /// 8 bits.
    #[serde(rename = "8")]
    Eight,
    /// 10 bits.
    #[serde(rename = "10")]
    Ten,
}

/// Which AV1 encoder writes AVIF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AvifEngine {
    /// libaom through libavif where it is built in, else rav1e.
    #[default]
    Default,
    /// libaom through libavif.
    Libaom,
    /// rav1e through ravif, pure Rust; 4:4:4, sRGB.
    Rav1e,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(spec: &str, from: (u32, u32), to: (u32, u32)) {
        let resize: Resize = spec.parse().expect(spec);
        assert_eq!(resize.apply(from.0, from.1), to, "{spec}");
        assert_eq!(String::from(resize), spec);
    }

    #[test]
    fn sizes_are_computed_as_written() {
        check("1920x1080", (4000, 3000), (1440, 1080));
        check("1920x1080", (800, 600), (800, 600));
        check("1920x1080!", (800, 600), (1920, 1080));
        check("50%", (801, 601), (401, 301));
        check("200%", (10, 20), (20, 40));
        check("long:2048", (4096, 1024), (2048, 512));
        check("short:1080", (4320, 2160), (2160, 1080));
        check("long:100", (10_000, 3), (100, 1));
    }

    #[test]
    fn nonsense_is_no_size() {
        for text in [
            "", "x", "0x10", "10x", "-5%", "0%", "nan%", "inf%", "long:", "long:0", "big", "1x2x3", "99999x1",
        ] {
            assert!(text.parse::<Resize>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_recipe_survives_its_text_form() {
        let recipe = Recipe {
            format: Format::Avif,
            goal: Goal::NearLossless(60),
            resize: Some(Resize::Exact(3, 4)),
            advanced: Advanced { subsampling: Some(Subsampling::Yuv420), ..Advanced::default() },
            ..Recipe::default()
        };
        let text = serde_json::to_string(&recipe).expect("a recipe is plain data");
        assert_eq!(serde_json::from_str::<Recipe>(&text).expect("its own text"), recipe);
    }
}
