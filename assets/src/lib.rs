//! Fonts, the icon and the sample pictures in `samples/`: of our own making, or with their licence beside them.
//!
//! The crate holds files, not code.

/// The icon as SVG; every other size is drawn from it.
pub static ICON: &str = include_str!("../icon/picopress.svg");

/// The icon as PNG of 256 pixels a side; `cargo xtask icons` draws it.
pub static ICON_256: &[u8] = include_bytes!("../icon/picopress-256.png");

/// Everything the program is built from, with its licences; `cargo xtask licences` writes it.
pub static THIRD_PARTY: &str = include_str!("../third-party.txt");

/// Family name of the bundled fonts: Latin, Kana, all of Hangul, and the Kanji of JIS X 0208 in their Japanese shapes.
pub const FAMILY: &str = "Pretendard JP";

/// The bundled fonts, regular and semi-bold. Pretendard JP 1.3.9, SIL Open Font License 1.1 (`fonts/OFL.txt`),
/// unchanged. It has every glyph that Pretendard has, and all but sixteen brackets are drawn the same, so one family
/// serves all languages.
pub static FONTS: [&[u8]; 2] = [
    include_bytes!("../fonts/PretendardJP-Regular.otf"),
    include_bytes!("../fonts/PretendardJP-SemiBold.otf"),
];
