//! Looks of buttons, by how much they ask to be pressed.

use iced::widget::button::{Status, Style};
use iced::{Background, Border, Color, Theme, border};

use super::color::{Colors, colors};
use super::radius;

/// The one thing to do here.
pub fn primary(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let fill = match status {
        Status::Active => c.accent,
        Status::Hovered => c.accent_hovered,
        Status::Pressed => c.accent_pressed,
        Status::Disabled => return disabled(c),
    };
    filled(fill, c.on_accent)
}

/// Something that may be done.
pub fn secondary(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let fill = match status {
        Status::Active => c.surface,
        Status::Hovered => c.hovered,
        Status::Pressed => c.pressed,
        Status::Disabled => return disabled(c),
    };
    Style { border: rounded().width(1).color(c.outline), ..filled(fill, c.text) }
}

/// Without an outline: icons in rows and bars.
pub fn subtle(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    match status {
        Status::Active => bare(c.text),
        Status::Hovered => filled(c.hovered, c.text),
        Status::Pressed => filled(c.pressed, c.text),
        Status::Disabled => bare(c.disabled),
    }
}

/// What cannot be taken back.
pub fn danger(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    let fill = match status {
        Status::Active => c.danger_fill,
        Status::Hovered | Status::Pressed => c.danger_fill_hovered,
        Status::Disabled => return disabled(c),
    };
    filled(fill, c.on_danger)
}

/// Reads like text, leads elsewhere.
pub fn link(theme: &Theme, status: Status) -> Style {
    let c = colors(theme);
    match status {
        Status::Active => bare(c.accent),
        Status::Hovered => filled(c.hovered, c.accent),
        Status::Pressed => filled(c.pressed, c.accent),
        Status::Disabled => bare(c.disabled),
    }
}

/// One of a row of segments.
pub fn segment(theme: &Theme, status: Status, is_chosen: bool) -> Style {
    let c = colors(theme);
    let style = match status {
        Status::Disabled => bare(c.disabled),
        _ if is_chosen => filled(c.surface, c.text),
        Status::Active => bare(c.muted),
        Status::Hovered | Status::Pressed => bare(c.text),
    };
    let line = if is_chosen { c.outline } else { Color::TRANSPARENT };
    Style { border: border::rounded(radius::MEDIUM - 2.0).width(1).color(line), ..style }
}

/// A line of a menu, the whole width of it.
pub fn menu_item(theme: &Theme, status: Status) -> Style {
    let style = subtle(theme, status);
    Style { border: border::rounded(radius::SMALL), ..style }
}

fn disabled(c: &Colors) -> Style {
    filled(c.sunken, c.disabled)
}

fn filled(fill: Color, text: Color) -> Style {
    Style { background: Some(Background::Color(fill)), ..bare(text) }
}

fn bare(text: Color) -> Style {
    Style { background: None, text_color: text, border: rounded(), ..Style::default() }
}

fn rounded() -> Border {
    border::rounded(radius::MEDIUM)
}
