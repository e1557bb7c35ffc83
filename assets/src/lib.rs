//! Fonts, the icon and the sample pictures in `samples/`: of our own making, or with their licence beside them.
//!
//! The crate holds files, not code.

/// The icon as SVG; every other size is drawn from it.
pub static ICON: &str = include_str!("../icon/picopress.svg");

/// Family name of the fonts with Latin, Kana and all of Hangul.
pub const KOREAN_FAMILY: &str = "Pretendard";

/// Family name of the fonts that have the Kanji of JIS X 0208 in their Japanese shapes as well.
pub const JAPANESE_FAMILY: &str = "Pretendard JP";

/// The bundled fonts: both families, regular and semi-bold. Pretendard 1.3.9, SIL Open Font License 1.1
/// (`fonts/OFL.txt`), unchanged.
pub static FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/Pretendard-Regular.otf"),
    include_bytes!("../fonts/Pretendard-SemiBold.otf"),
    include_bytes!("../fonts/PretendardJP-Regular.otf"),
    include_bytes!("../fonts/PretendardJP-SemiBold.otf"),
];
