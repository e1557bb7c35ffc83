//! The colours, named after what they are for.

use iced::{Color, Theme, color};

/// All colours of one appearance.
#[derive(Debug, Clone, Copy)]
pub struct Colors {
    /// Behind everything.
    pub page: Color,
    /// Cards, sheets, fields and menus.
    pub surface: Color,
    /// What is a little deeper than what surrounds it: tracks, neutral chips, the bed of segments.
    pub sunken: Color,
    /// A row or a quiet button under the mouse.
    pub hovered: Color,
    /// A quiet button while it is pressed.
    pub pressed: Color,
    /// A chosen row.
    pub selected: Color,
    /// Lines that only divide.
    pub border: Color,
    /// Outlines by which a control is recognised.
    pub outline: Color,
    pub text: Color,
    pub muted: Color,
    /// Text of what cannot be used now.
    pub disabled: Color,
    /// The one colour that asks to be looked at; also of links.
    pub accent: Color,
    pub accent_hovered: Color,
    pub accent_pressed: Color,
    pub on_accent: Color,
    /// Around what has the keyboard.
    pub ring: Color,
    pub success: Color,
    pub success_surface: Color,
    pub warning: Color,
    pub warning_surface: Color,
    pub danger: Color,
    pub danger_surface: Color,
    pub danger_fill: Color,
    pub danger_fill_hovered: Color,
    pub on_danger: Color,
    pub tooltip: Color,
    pub on_tooltip: Color,
    /// Laid over the page behind a sheet.
    pub backdrop: Color,
}

impl Colors {
    pub const LIGHT: Colors = Colors {
        page: color!(0xf5f6f6),
        surface: color!(0xffffff),
        sunken: color!(0xebeeee),
        hovered: color!(0xe9eded),
        pressed: color!(0xdde3e3),
        selected: color!(0xd8eeeb),
        border: color!(0xdce1e1),
        outline: color!(0x858f8f),
        text: color!(0x1a2121),
        muted: color!(0x576262),
        disabled: color!(0x98a2a2),
        accent: color!(0x0b6e75),
        accent_hovered: color!(0x095f65),
        accent_pressed: color!(0x074f54),
        on_accent: color!(0xffffff),
        ring: color!(0x0b7f87),
        success: color!(0x1a6b3a),
        success_surface: color!(0xdcf1e3),
        warning: color!(0x875000),
        warning_surface: color!(0xfbeccd),
        danger: color!(0xb0261e),
        danger_surface: color!(0xfbe4e2),
        danger_fill: color!(0xb3261e),
        danger_fill_hovered: color!(0x9a1f18),
        on_danger: color!(0xffffff),
        tooltip: color!(0x273030),
        on_tooltip: color!(0xf2f5f5),
        backdrop: color!(0x0b1212, 0.45),
    };

    pub const DARK: Colors = Colors {
        page: color!(0x161a1a),
        surface: color!(0x1f2424),
        sunken: color!(0x2a3131),
        hovered: color!(0x2a3131),
        pressed: color!(0x353d3d),
        selected: color!(0x163f3c),
        border: color!(0x343c3c),
        outline: color!(0x7c8888),
        text: color!(0xe8eded),
        muted: color!(0xa4b0b0),
        disabled: color!(0x667070),
        accent: color!(0x4fc3b8),
        accent_hovered: color!(0x68d0c6),
        accent_pressed: color!(0x3fb0a6),
        on_accent: color!(0x06201e),
        ring: color!(0x6fd8ce),
        success: color!(0x72d19a),
        success_surface: color!(0x1b3828),
        warning: color!(0xf0b94f),
        warning_surface: color!(0x41320f),
        danger: color!(0xff9389),
        danger_surface: color!(0x4a211e),
        danger_fill: color!(0xf28b82),
        danger_fill_hovered: color!(0xf7a49d),
        on_danger: color!(0x2b0805),
        tooltip: color!(0x3c4646),
        on_tooltip: color!(0xf2f5f5),
        backdrop: color!(0x000000, 0.55),
    };
}

/// The colours that belong to a theme made by [`super::theme`].
pub fn colors(theme: &Theme) -> &'static Colors {
    if theme.extended_palette().is_dark { &Colors::DARK } else { &Colors::LIGHT }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::theme::{Appearance, theme};

    /// WCAG 2.2, 1.4.3: normal text.
    const TEXT: f32 = 4.5;
    /// WCAG 2.2, 1.4.11: what tells a control, its state or the focus.
    const NOT_TEXT: f32 = 3.0;

    #[test]
    fn a_theme_leads_to_its_own_colours() {
        assert_eq!(colors(&theme(Appearance::Light)).page, Colors::LIGHT.page);
        assert_eq!(colors(&theme(Appearance::Dark)).page, Colors::DARK.page);
    }

    #[test]
    fn text_can_be_read_on_whatever_it_stands_on() {
        for (appearance, colors) in both() {
            for (what, text, background) in text_pairs(&colors) {
                assert_contrast(appearance, what, text, background, TEXT);
            }
        }
    }

    #[test]
    fn controls_and_the_focus_ring_stand_out() {
        for (appearance, colors) in both() {
            for (what, mark, background) in mark_pairs(&colors) {
                assert_contrast(appearance, what, mark, background, NOT_TEXT);
            }
        }
    }

    #[test]
    fn contrast_is_computed_as_the_standard_says() {
        assert!((contrast(Color::WHITE, Color::BLACK) - 21.0).abs() < 0.01);
        // The grey that everybody quotes as the lightest for text on white.
        assert!((contrast(color!(0x767676), Color::WHITE) - 4.54).abs() < 0.01);
    }

    fn both() -> [(&'static str, Colors); 2] {
        [("light", Colors::LIGHT), ("dark", Colors::DARK)]
    }

    fn text_pairs(c: &Colors) -> Vec<(&'static str, Color, Color)> {
        let beds = [c.page, c.surface, c.sunken, c.hovered, c.pressed, c.selected];
        let anywhere = beds
            .iter()
            .flat_map(|bed| [("text", c.text, *bed), ("muted", c.muted, *bed), ("accent", c.accent, *bed)]);
        let states = [c.page, c.surface, c.hovered, c.selected].into_iter().flat_map(|bed| {
            [("success", c.success, bed), ("warning", c.warning, bed), ("danger", c.danger, bed)]
        });
        let fixed = [
            ("primary button", c.on_accent, c.accent),
            ("primary button, hovered", c.on_accent, c.accent_hovered),
            ("primary button, pressed", c.on_accent, c.accent_pressed),
            ("danger button", c.on_danger, c.danger_fill),
            ("danger button, hovered", c.on_danger, c.danger_fill_hovered),
            ("success chip", c.success, c.success_surface),
            ("warning chip", c.warning, c.warning_surface),
            ("danger chip", c.danger, c.danger_surface),
            ("text on a warning", c.text, c.warning_surface),
            ("text on a danger", c.text, c.danger_surface),
            ("tooltip", c.on_tooltip, c.tooltip),
        ];
        anywhere.chain(states).chain(fixed).collect()
    }

    fn mark_pairs(c: &Colors) -> Vec<(&'static str, Color, Color)> {
        let beds = [c.page, c.surface, c.sunken, c.selected, c.hovered];
        let rings = beds.iter().map(|bed| ("ring", c.ring, *bed));
        let fixed = [
            ("outline of a field", c.outline, c.surface),
            ("outline on the page", c.outline, c.page),
            ("progress", c.accent, c.sunken),
            ("toggle, on", c.accent, c.surface),
            ("knob of a toggle, on", c.on_accent, c.accent),
            ("knob of a toggle, off", c.surface, c.outline),
            ("outline of a wrong field", c.danger, c.surface),
        ];
        rings.chain(fixed).collect()
    }

    fn assert_contrast(appearance: &str, what: &str, front: Color, back: Color, least: f32) {
        let contrast = contrast(front, back);
        assert!(contrast >= least, "{appearance}: {what} has {contrast:.2} on {back:?}, and needs {least}");
    }

    /// WCAG 2.2, "contrast ratio".
    fn contrast(a: Color, b: Color) -> f32 {
        let [a, b] = [luminance(a), luminance(b)];
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(color: Color) -> f32 {
        let [r, g, b, _] = color.into_linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}
