//! Texts that look the same, and are written in different signs: names from a Mac come with their syllables and accents taken
//! apart (NFD), everybody types them whole (NFC).

use unicode_normalization::UnicodeNormalization;

/// Whether a sign is drawn into the one before it: accents, the vowels and finals of Hangul, the marks of Kana.
pub fn is_joined(sign: char) -> bool {
    matches!(sign, '\u{0300}'..='\u{036f}' | '\u{1160}'..='\u{11ff}' | '\u{3099}' | '\u{309a}')
}

/// One spelling for all that look the same but for capitals. Thousands of names are searched with every key, so only those
/// that need it are put together.
pub fn folded(text: &str) -> String {
    match text.contains(is_joined) {
        true => text.nfc().collect::<String>().to_lowercase(),
        false => text.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (apart, whole) in [
            ("\u{110b}\u{1167}\u{1105}\u{1173}\u{11b7}.PNG", "여름.png"),
            ("Cafe\u{0301}", "café"),
            ("\u{304b}\u{3099}", "が"),
        ] {
            assert_ne!(apart.to_lowercase(), whole);
            assert_eq!(folded(apart), folded(whole));
        }
        assert_ne!(folded("여름"), folded("겨울"));
    }
}
