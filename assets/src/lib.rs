//! Fonts, the icon and the sample pictures in `samples/`: of our own making, or with their licence beside them.
//!
//! The crate holds files, not code.

/// The icon as SVG; every other size is drawn from it.
pub static ICON: &str = include_str!("../icon/picopress.svg");

/// The icon as PNG of 256 pixels a side; `cargo xtask icons` draws it.
pub static ICON_256: &[u8] = include_bytes!("../icon/picopress-256.png");

/// Everything the program is built from, with its licences; `cargo xtask licences` writes it.
pub static THIRD_PARTY: &str = include_str!("../third-party.txt");

/// Family name of the bundled fonts for everything but characters of Chinese origin: Latin, Kana, all of Hangul.
pub const FAMILY: &str = "Picopress Sans";

/// Family name of the Kanji of JIS X 0208, as they are drawn in Japan.
pub const KANJI: &str = "Picopress Kanji";

/// Family name of the Hanja of KS X 1001, as they are drawn in Korea: regular only.
pub const HANJA: &str = "Picopress Hanja";

/// The bundled fonts: parts of Pretendard JP 1.3.9, regular and semi-bold, and of Noto Sans CJK KR 2.004 for the Hanja,
/// whose size and line are those of the rest. SIL Open Font License 1.1 (`fonts/OFL.txt`); `fonts/make.py` made them.
pub static FONTS: [&[u8]; 5] = [
    include_bytes!("../fonts/PicopressSans-Regular.otf"),
    include_bytes!("../fonts/PicopressSans-SemiBold.otf"),
    include_bytes!("../fonts/PicopressKanji-Regular.otf"),
    include_bytes!("../fonts/PicopressKanji-SemiBold.otf"),
    include_bytes!("../fonts/PicopressHanja-Regular.otf"),
];
