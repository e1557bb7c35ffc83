//! Text that people give things.

/// Whether `text` may name a person or a device: at most 100 characters, none that controls a terminal.
pub fn is_label(text: &str) -> bool {
    text.chars().count() <= 100 && !text.chars().any(char::is_control)
}

/// The languages of mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    Korean,
    Japanese,
}

impl Language {
    /// The language of this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "en" => Some(Language::English),
            "ko" => Some(Language::Korean),
            "ja" => Some(Language::Japanese),
            _ => None,
        }
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Korean => "ko",
            Language::Japanese => "ja",
        }
    }
}
