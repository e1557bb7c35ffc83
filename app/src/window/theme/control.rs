//! Looks of the controls that iced draws itself.

use iced::overlay::menu;
use iced::widget::{container, pick_list, scrollable, slider, text_input, toggler};
use iced::{Background, Border, Color, Shadow, Theme, border};

use super::color::colors;
use super::radius;

/// A field to type in.
pub fn field(theme: &Theme, status: text_input::Status) -> text_input::Style {
    field_with_outline(theme, status, colors(theme).outline)
}

/// A field with something in it that cannot be taken.
pub fn wrong_field(theme: &Theme, status: text_input::Status) -> text_input::Style {
    field_with_outline(theme, status, colors(theme).danger)
}

fn field_with_outline(theme: &Theme, status: text_input::Status, outline: Color) -> text_input::Style {
    let c = colors(theme);
    let border = match status {
        text_input::Status::Focused { .. } => line(2.0, c.ring),
        text_input::Status::Disabled => line(1.0, c.border),
        text_input::Status::Active => line(1.0, outline),
        text_input::Status::Hovered => line(1.0, c.muted),
    };
    let is_disabled = status == text_input::Status::Disabled;
    text_input::Style {
        background: Background::Color(if is_disabled { c.sunken } else { c.surface }),
        border,
        icon: c.muted,
        placeholder: c.muted,
        value: if is_disabled { c.disabled } else { c.text },
        selection: c.selected,
    }
}

/// A choice from a menu.
pub fn choice(theme: &Theme, status: pick_list::Status) -> pick_list::Style {
    let c = colors(theme);
    let background = match status {
        pick_list::Status::Active => c.surface,
        pick_list::Status::Hovered | pick_list::Status::Opened { .. } => c.hovered,
    };
    pick_list::Style {
        text_color: c.text,
        placeholder_color: c.muted,
        handle_color: c.muted,
        background: Background::Color(background),
        border: line(1.0, c.outline),
    }
}

/// The menu that a choice opens.
pub fn choices(theme: &Theme) -> menu::Style {
    let c = colors(theme);
    menu::Style {
        background: Background::Color(c.surface),
        border: line(1.0, c.outline),
        text_color: c.text,
        selected_text_color: c.text,
        selected_background: Background::Color(c.selected),
        shadow: Shadow::default(),
    }
}

pub fn slide(theme: &Theme, status: slider::Status) -> slider::Style {
    let c = colors(theme);
    let fill = match status {
        slider::Status::Active => c.accent,
        slider::Status::Hovered => c.accent_hovered,
        slider::Status::Dragged => c.accent_pressed,
    };
    slider::Style {
        rail: slider::Rail {
            backgrounds: (Background::Color(fill), Background::Color(c.outline)),
            width: 4.0,
            border: border::rounded(2),
        },
        handle: slider::Handle {
            shape: slider::HandleShape::Circle { radius: 8.0 },
            background: Background::Color(c.surface),
            border_width: 2.0,
            border_color: fill,
        },
    }
}

pub fn toggle(theme: &Theme, status: toggler::Status) -> toggler::Style {
    let c = colors(theme);
    let (background, foreground) = match status {
        toggler::Status::Active { is_toggled: true } => (c.accent, c.on_accent),
        toggler::Status::Hovered { is_toggled: true } => (c.accent_hovered, c.on_accent),
        toggler::Status::Active { is_toggled: false } => (c.outline, c.surface),
        toggler::Status::Hovered { is_toggled: false } => (c.muted, c.surface),
        toggler::Status::Disabled { .. } => (c.sunken, c.disabled),
    };
    let is_disabled = matches!(status, toggler::Status::Disabled { .. });
    toggler::Style {
        background: Background::Color(background),
        background_border_width: 0.0,
        background_border_color: Color::TRANSPARENT,
        foreground: Background::Color(foreground),
        foreground_border_width: 0.0,
        foreground_border_color: Color::TRANSPARENT,
        text_color: is_disabled.then_some(c.disabled),
        border_radius: None,
        padding_ratio: 0.12,
    }
}

/// A slim bar that shows itself in full when it is wanted.
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let c = colors(theme);
    let (is_used_x, is_used_y) = match status {
        scrollable::Status::Active { .. } => (false, false),
        scrollable::Status::Hovered {
            is_horizontal_scrollbar_hovered: x,
            is_vertical_scrollbar_hovered: y,
            ..
        }
        | scrollable::Status::Dragged {
            is_horizontal_scrollbar_dragged: x,
            is_vertical_scrollbar_dragged: y,
            ..
        } => (x, y),
    };
    let rail = |is_used| scrollable::Rail {
        background: None,
        border: border::rounded(radius::SMALL),
        scroller: scrollable::Scroller {
            background: Background::Color(if is_used { c.muted } else { c.outline.scale_alpha(0.7) }),
            border: border::rounded(radius::SMALL),
        },
    };
    scrollable::Style {
        container: container::Style::default(),
        vertical_rail: rail(is_used_y),
        horizontal_rail: rail(is_used_x),
        gap: None,
        auto_scroll: scrollable::AutoScroll {
            background: Background::Color(c.surface),
            border: line(1.0, c.outline).rounded(u32::MAX),
            shadow: Shadow::default(),
            icon: c.text,
        },
    }
}

fn line(width: f32, color: Color) -> Border {
    border::rounded(radius::MEDIUM).width(width).color(color)
}
