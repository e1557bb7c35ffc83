//! Looks of what holds other things.

use iced::widget::container::Style;
use iced::widget::rule;
use iced::{Background, Border, Color, Theme, border};

use super::color::colors;
use super::radius;

/// Things that belong together.
pub fn card(theme: &Theme) -> Style {
    let c = colors(theme);
    Style { border: border::rounded(radius::LARGE).width(1).color(c.border), ..filled(c.surface) }
}

/// The column beside the main thing.
pub fn sidebar(theme: &Theme) -> Style {
    filled(colors(theme).surface)
}

/// The bar at the top.
pub fn header(theme: &Theme) -> Style {
    filled(colors(theme).surface)
}

/// A row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Row {
    #[default]
    Plain,
    Selected,
}

/// A row of a list, for `container.style(container::row(Row::Selected))`.
pub fn row(state: Row) -> impl Fn(&Theme) -> Style {
    move |theme| {
        let c = colors(theme);
        let border = border::rounded(radius::MEDIUM);
        match state {
            Row::Plain => Style { border, ..Style::default() },
            Row::Selected => Style { border, ..filled(c.selected) },
        }
    }
}

/// What lies over the page and asks for an answer.
pub fn sheet(theme: &Theme) -> Style {
    raised(theme, radius::LARGE)
}

/// A menu at the mouse.
pub fn menu(theme: &Theme) -> Style {
    raised(theme, radius::MEDIUM)
}

/// What tells something and goes away by itself.
pub fn toast(theme: &Theme) -> Style {
    raised(theme, radius::MEDIUM)
}

/// A word about what is under the mouse.
pub fn tooltip(theme: &Theme) -> Style {
    let c = colors(theme);
    Style {
        text_color: Some(c.on_tooltip),
        border: border::rounded(radius::SMALL + 2.0),
        ..filled(c.tooltip)
    }
}

/// A key on a shortcut sheet.
pub fn key_cap(theme: &Theme) -> Style {
    let c = colors(theme);
    Style {
        text_color: Some(c.text),
        border: border::rounded(radius::SMALL).width(1).color(c.outline),
        ..filled(c.surface)
    }
}

/// The bed in which segments lie.
pub fn segments(theme: &Theme) -> Style {
    Style { border: border::rounded(radius::MEDIUM), ..filled(colors(theme).sunken) }
}

/// A thin line between things.
pub fn divider(theme: &Theme) -> rule::Style {
    rule::Style { color: colors(theme).border, radius: 0.into(), fill_mode: rule::FillMode::Full, snap: true }
}

/// A choice that cannot be changed now.
pub fn fixed_choice(theme: &Theme) -> Style {
    let c = colors(theme);
    Style { border: border::rounded(radius::MEDIUM).width(1).color(c.border), ..filled(c.sunken) }
}

/// Where a picture will appear.
pub fn placeholder(theme: &Theme) -> Style {
    let c = colors(theme);
    Style { text_color: Some(c.muted), border: border::rounded(radius::SMALL), ..filled(c.sunken) }
}

/// What a chip or a notice says about the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Neutral,
    Success,
    Warning,
    Danger,
}

impl Kind {
    /// The colour of its text and icon.
    pub fn text(self, theme: &Theme) -> Color {
        let c = colors(theme);
        match self {
            Kind::Neutral => c.muted,
            Kind::Success => c.success,
            Kind::Warning => c.warning,
            Kind::Danger => c.danger,
        }
    }

    fn surface(self, theme: &Theme) -> Color {
        let c = colors(theme);
        match self {
            Kind::Neutral => c.sunken,
            Kind::Success => c.success_surface,
            Kind::Warning => c.warning_surface,
            Kind::Danger => c.danger_surface,
        }
    }
}

/// A word with a background.
pub fn chip(kind: Kind) -> impl Fn(&Theme) -> Style {
    move |theme| Style {
        text_color: Some(kind.text(theme)),
        border: border::rounded(radius::LARGE),
        ..filled(kind.surface(theme))
    }
}

/// A sentence with a background, the width of what it is about.
pub fn notice(kind: Kind) -> impl Fn(&Theme) -> Style {
    move |theme| Style {
        text_color: Some(colors(theme).text),
        border: border::rounded(radius::MEDIUM),
        ..filled(kind.surface(theme))
    }
}

/// By its edge alone: iced 0.14 draws shadows by the processor over more than what is drawn anew, so that they would darken
/// what is below with each frame.
fn raised(theme: &Theme, radius: f32) -> Style {
    let c = colors(theme);
    Style {
        text_color: Some(c.text),
        border: border::rounded(radius).width(1).color(c.outline),
        ..filled(c.surface)
    }
}

fn filled(color: Color) -> Style {
    Style { background: Some(Background::Color(color)), border: Border::default(), ..Style::default() }
}
