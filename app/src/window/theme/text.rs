//! Sizes and colours of text.

use iced::Theme;
use iced::widget::text::Style;

use super::color::colors;

pub const CAPTION: f32 = 12.0;
pub const BODY: f32 = 14.0;
pub const TITLE: f32 = 18.0;
pub const DISPLAY: f32 = 26.0;

/// What accompanies something more important.
pub fn muted(theme: &Theme) -> Style {
    Style { color: Some(colors(theme).muted) }
}

pub fn success(theme: &Theme) -> Style {
    Style { color: Some(colors(theme).success) }
}

pub fn warning(theme: &Theme) -> Style {
    Style { color: Some(colors(theme).warning) }
}

pub fn danger(theme: &Theme) -> Style {
    Style { color: Some(colors(theme).danger) }
}

pub fn accent(theme: &Theme) -> Style {
    Style { color: Some(colors(theme).accent) }
}

/// What cannot be used now.
pub fn disabled(theme: &Theme) -> Style {
    Style { color: Some(colors(theme).disabled) }
}
