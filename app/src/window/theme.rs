//! The look of the window: colours, sizes, fonts and styles. Nothing outside of this folder knows a colour.

pub mod button;
pub mod color;
pub mod container;
pub mod control;
pub mod font;
pub mod text;

use iced::font::Weight;
use iced::theme::Palette;
use iced::{Font, Theme};

use color::Colors;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Appearance {
    #[default]
    Light,
    Dark,
}

/// Whether things may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Motion {
    #[default]
    Full,
    /// Everything is at once where it ends.
    Off,
}

/// Distances between things.
pub mod space {
    pub const XS: f32 = 4.0;
    pub const S: f32 = 8.0;
    pub const M: f32 = 12.0;
    pub const L: f32 = 16.0;
    pub const XL: f32 = 24.0;
}

/// How round corners are.
pub mod radius {
    /// Chips, key caps, check boxes.
    pub const SMALL: f32 = 4.0;
    /// Buttons, fields, rows.
    pub const MEDIUM: f32 = 8.0;
    /// Cards and sheets.
    pub const LARGE: f32 = 12.0;
}

/// Height of a button, a field and whatever stands beside them in a row.
pub const CONTROL_HEIGHT: f32 = 34.0;

/// The font of all text, in every language; [`font::speak`] decides where its Hanja and Kanji come from, so that
/// nothing has to be told to every label when the language is switched.
pub const FONT: Font = Font::with_name(assets::FAMILY);

/// For titles and what has to be found at a glance.
pub const SEMI_BOLD: Font = Font { weight: Weight::Semibold, ..FONT };

/// The theme that goes to iced; [`color::colors`] finds the other colours by it.
pub fn theme(appearance: Appearance) -> Theme {
    let (name, colors) = match appearance {
        Appearance::Light => ("Picopress light", Colors::LIGHT),
        Appearance::Dark => ("Picopress dark", Colors::DARK),
    };
    Theme::custom(name, palette(colors))
}

fn palette(colors: Colors) -> Palette {
    Palette {
        background: colors.page,
        text: colors.text,
        primary: colors.accent,
        success: colors.success,
        warning: colors.warning,
        danger: colors.danger,
    }
}
