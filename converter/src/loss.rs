//! What a picture has beside its pixels that no WebP or AVIF of ours can hold. Found in headers, with few and small
//! reads, so that a preview can name it; and the rule what follows from it.

mod boxes;
mod jpeg;
mod psd;
mod tiff;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};

use self::window::Window;
use crate::input::InputFormat;

/// Something that stays behind when a picture is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// What makes a photograph shine on a screen of high dynamic range (ISO 21496-1, Ultra HDR, Apple).
    GainMap,
    /// How far away things are, for blurring the background later.
    DepthMap,
    /// A film of a second or two behind a photograph.
    MotionPhoto,
    /// All pages but the first.
    Pages,
    /// All frames but the first.
    Frames,
    /// What is under what, in a document of a painting program.
    Layers,
    /// Inks of a print, which become light of a screen.
    Inks,
    /// Lines and letters that can be drawn in any size.
    Drawing,
    /// Pixels beyond the longest side that the format holds.
    Side,
}

impl Loss {
    /// All kinds.
    pub const ALL: [Loss; 9] = [
        Loss::GainMap,
        Loss::DepthMap,
        Loss::MotionPhoto,
        Loss::Pages,
        Loss::Frames,
        Loss::Layers,
        Loss::Inks,
        Loss::Drawing,
        Loss::Side,
    ];

    /// A stable word for scripts.
    pub fn code(self) -> &'static str {
        match self {
            Loss::GainMap => "gain_map",
            Loss::DepthMap => "depth_map",
            Loss::MotionPhoto => "motion_photo",
            Loss::Pages => "pages",
            Loss::Frames => "frames",
            Loss::Layers => "layers",
            Loss::Inks => "inks",
            Loss::Drawing => "drawing",
            Loss::Side => "side",
        }
    }

    /// Whether nobody else tells of it: decoders warn by themselves of pages, frames and inks, and whoever shrinks a
    /// picture of its sides.
    pub(crate) fn is_told_by_nobody_else(self) -> bool {
        !matches!(self, Loss::Pages | Loss::Frames | Loss::Inks | Loss::Side)
    }
}

/// What a person says of one kind of loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// Nothing: see [`decide`].
    #[default]
    Auto,
    /// Convert, whatever happens to the original.
    Convert,
    /// Never convert what would lose this.
    Skip,
}

/// One switch for each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Switches(BTreeMap<Loss, Switch>);

impl Switches {
    /// The switch for this kind.
    pub fn of(&self, loss: Loss) -> Switch {
        self.0.get(&loss).copied().unwrap_or_default()
    }

    /// Sets the switch for this kind.
    pub fn set(&mut self, loss: Loss, switch: Switch) {
        self.0.insert(loss, switch);
    }

    /// Whether all are as they were.
    pub fn is_default(&self) -> bool {
        self.0.values().all(|&switch| switch == Switch::Auto)
    }
}

/// What becomes of the original after a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Original {
    /// It stays where it is.
    #[default]
    Stays,
    /// It is moved away or thrown away.
    Leaves,
}

/// What to do about a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Convert, and warn.
    Convert,
    /// Leave the picture alone.
    Skip,
}

/// The rule: as long as the original stays nothing is gone, and the person is told. Where it leaves, a picture that would
/// lose something is left alone, unless it is a gain map: every photograph of a newer telephone has one, and looks
/// right without.
pub fn decide(loss: Loss, original: Original, switch: Switch) -> Decision {
    match (switch, original, loss) {
        (Switch::Convert, ..) => Decision::Convert,
        (Switch::Skip, ..) => Decision::Skip,
        (Switch::Auto, Original::Stays, _) | (Switch::Auto, _, Loss::GainMap) => Decision::Convert,
        (Switch::Auto, Original::Leaves, _) => Decision::Skip,
    }
}

/// What of `file` would be lost in any output. Whatever cannot be read is taken for not there: the decoder will say.
pub fn find(file: &mut (impl Read + Seek), format: InputFormat) -> BTreeSet<Loss> {
    let mut window = Window::new(file);
    let mut found = BTreeSet::new();
    match format {
        InputFormat::Jpeg => jpeg::find(&mut window, &mut found),
        InputFormat::Avif | InputFormat::Heic | InputFormat::Jxl => boxes::find(&mut window, &mut found),
        InputFormat::Tiff => tiff::find(&mut window, &mut found),
        InputFormat::Psd => psd::find(&mut window, &mut found),
        InputFormat::Svg => found.extend([Loss::Drawing]),
        InputFormat::Png
        | InputFormat::Gif
        | InputFormat::Webp
        | InputFormat::Bmp
        | InputFormat::Ico
        | InputFormat::Pnm
        | InputFormat::Qoi
        | InputFormat::Tga => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_skipped_while_the_original_stays() {
        for loss in Loss::ALL {
            assert_eq!(decide(loss, Original::Stays, Switch::Auto), Decision::Convert, "{loss:?}");
        }
    }

    #[test]
    fn a_gain_map_alone_never_blocks_a_photograph() {
        for loss in Loss::ALL {
            let expected = if loss == Loss::GainMap { Decision::Convert } else { Decision::Skip };
            assert_eq!(decide(loss, Original::Leaves, Switch::Auto), expected, "{loss:?}");
        }
    }

    #[test]
    fn a_switch_has_the_last_word() {
        for loss in Loss::ALL {
            for original in [Original::Stays, Original::Leaves] {
                assert_eq!(decide(loss, original, Switch::Convert), Decision::Convert);
                assert_eq!(decide(loss, original, Switch::Skip), Decision::Skip);
            }
        }
    }

    #[test]
    fn the_table_of_losses_is_complete() {
        let page = include_str!("../../docs/formats.md");
        for loss in Loss::ALL {
            let row = format!("| `{}` | ", loss.code().replace('_', "-"));
            assert!(page.lines().any(|line| line.starts_with(&row)), "no row for {loss:?}");
        }
    }

    #[test]
    fn switches_survive_their_text_form() {
        let mut switches = Switches::default();
        assert!(switches.is_default());
        switches.set(Loss::MotionPhoto, Switch::Skip);
        let text = serde_json::to_string(&switches).expect("plain data");
        assert_eq!(text, r#"{"motion-photo":"skip"}"#);
        assert_eq!(serde_json::from_str::<Switches>(&text).expect("its own text"), switches);
    }
}
