//! The bundled fonts, and which of them draws what is written in Korea and in Japan with the same character but in
//! another shape, such as 直 and 令.
//!
//! [`super::FONT`] has none of these characters, so that whoever shapes a text looks for them elsewhere. Where is said
//! here, once for a language and not by every label.

use std::sync::Arc;

use iced::advanced::graphics::text::cosmic_text::fontdb::{Database, Source, Weight};
use iced::advanced::graphics::text::{cosmic_text, font_system};
use unicode_script::Script;

use cosmic_text::{Fallback, FontSystem, PlatformFallback};

/// Draws from now on as this language (`ko`, `ja` or `en`) has it. Texts that are on the screen and stay the same keep
/// their shapes until they are laid out again.
pub fn speak(language: &str) {
    let Ok(mut fonts) = font_system().write() else { return };
    let fonts = fonts.raw();
    let mut database = std::mem::take(fonts.db_mut());
    load(&mut database);
    *fonts = speaking(language, database);
}

/// Fonts keep their places in the database, so what was rasterised already can be used on.
fn speaking(language: &str, database: Database) -> FontSystem {
    let han = Han::of(language);
    FontSystem::new_with_locale_and_db_and_fallback(han.locale.clone(), database, han)
}

/// Adds the bundled fonts, unless they are there.
fn load(database: &mut Database) {
    if has(database, assets::FAMILY) {
        return;
    }
    for file in assets::FONTS {
        database.load_font_source(Source::Binary(Arc::new(file)));
    }
    // Hanja are rare where text is semi-bold. A little too light, they still have the right shape.
    let regular = database.faces().find(|face| face.families.iter().any(|(name, _)| name == assets::HANJA));
    if let Some(mut face) = regular.cloned() {
        face.weight = Weight::SEMIBOLD;
        database.push_face_info(face);
    }
}

fn has(database: &Database, family: &str) -> bool {
    database.faces().any(|face| face.families.iter().any(|(name, _)| name == family))
}

/// Where characters come from that the font of a text has not.
struct Han {
    locale: String,
    /// In this order.
    families: Vec<&'static str>,
}

impl Han {
    fn of(language: &str) -> Self {
        // Whoever reads English may have pictures from anywhere.
        let locale = match language {
            "ko" | "ja" => language.to_owned(),
            _ => sys_locale::get_locale().unwrap_or_else(|| language.to_owned()),
        };
        let ours: &[_] = match language {
            // What is written in Japan alone is still better than nothing.
            "ko" => &[assets::HANJA, assets::KANJI],
            _ => &[assets::KANJI],
        };
        let systems = PlatformFallback.script_fallback(Script::Han, &locale);
        let families = ours.iter().chain(systems).copied().collect();
        Han { locale, families }
    }
}

impl Fallback for Han {
    fn common_fallback(&self) -> &[&'static str] {
        PlatformFallback.common_fallback()
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        PlatformFallback.forbidden_fallback()
    }

    fn script_fallback(&self, script: Script, locale: &str) -> &[&'static str] {
        match script {
            Script::Han => &self.families,
            _ => PlatformFallback.script_fallback(script, locale),
        }
    }
}

#[cfg(test)]
mod tests {
    use cosmic_text::{Attrs, Buffer, Metrics, Shaping};

    use super::*;
    use crate::window::theme;

    #[test]
    fn each_language_has_its_own_shapes() {
        let drawn_by = |language| families(language, "直", Weight::NORMAL);
        assert_eq!(drawn_by("ko"), [assets::HANJA]);
        assert_eq!(drawn_by("ja"), [assets::KANJI]);
        assert_eq!(drawn_by("en"), [assets::KANJI]);
    }

    #[test]
    fn semi_bold_text_has_the_shapes_of_its_language_too() {
        assert_eq!(families("ko", "海", Weight::SEMIBOLD), [assets::HANJA]);
        assert_eq!(families("ja", "海", Weight::SEMIBOLD), [assets::KANJI]);
    }

    #[test]
    fn what_is_written_in_japan_alone_is_drawn_in_korean_too() {
        assert_eq!(families("ko", "国学", Weight::NORMAL), [assets::KANJI, assets::KANJI]);
        assert_eq!(families("ko", "國學", Weight::NORMAL), [assets::HANJA, assets::HANJA]);
    }

    #[test]
    fn all_else_is_of_one_family() {
        let text = "사진 2장을 変換しました, 海水浴場.jpg";
        let mut families = families("ja", text, Weight::NORMAL);
        families.sort_unstable();
        families.dedup();
        assert_eq!(families, [assets::KANJI, assets::FAMILY]);
    }

    #[test]
    fn characters_that_no_bundled_font_has_are_no_trouble() {
        for language in ["ko", "ja", "en"] {
            assert!(!families(language, "头ภาพ🦊𠮷\u{10ffff}", Weight::NORMAL).is_empty(), "{language}");
        }
    }

    /// The family of each glyph of a text.
    fn families(language: &str, text: &str, weight: Weight) -> Vec<String> {
        let mut database = Database::new();
        load(&mut database);
        let mut fonts = speaking(language, database);
        let iced::font::Family::Name(family) = theme::FONT.family else { panic!("it has a name") };
        let attributes = Attrs::new().family(cosmic_text::Family::Name(family)).weight(weight);
        let mut buffer = Buffer::new(&mut fonts, Metrics::new(14.0, 18.0));
        buffer.set_text(&mut fonts, text, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut fonts, false);
        let glyphs = buffer.layout_runs().flat_map(|run| run.glyphs.iter().map(|glyph| glyph.font_id));
        let name = |font| fonts.db().face(font).expect("it is there").families[0].0.clone();
        glyphs.map(name).collect()
    }
}
