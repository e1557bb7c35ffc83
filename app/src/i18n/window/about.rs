//! Versions and licences.

/// The sentences about the program itself.
pub struct About {
    /// What it is.
    pub what: &'static str,
    /// Its version.
    pub version: fn(&str) -> String,
    /// Heading of the encoders.
    pub encoders: &'static str,
    /// The program's own licence.
    pub licence: &'static str,
    /// Heading of the licences of everything it is built from.
    pub third_party: &'static str,
    /// So many parts, under their own licences.
    pub parts: fn(usize) -> String,
    /// Back to the list.
    pub back: &'static str,
}

/// English.
pub static EN: About = About {
    what: "Makes pictures small: WebP and AVIF, on your own machine, without ever losing one.",
    version: |version| format!("Version {version}"),
    encoders: "Encoders",
    licence: "Picopress itself: MIT or Apache-2.0, whichever you prefer.",
    third_party: "Built from the work of many",
    parts: |count| format!("{count} parts, each under its own licence. Thank you."),
    back: "All parts",
};

/// Korean.
pub static KO: About = About {
    what: "사진 용량을 줄여 드립니다. 내 컴퓨터에서 WebP와 AVIF로, 한 장도 잃지 않고.",
    version: |version| format!("버전 {version}"),
    encoders: "인코더",
    licence: "Picopress는 MIT 또는 Apache-2.0 중 원하는 라이선스로 쓸 수 있습니다.",
    third_party: "많은 분들의 작업으로 만들었습니다",
    parts: |count| format!("구성 요소 {count}개, 각자의 라이선스를 따릅니다. 고맙습니다."),
    back: "전체 목록",
};

/// Japanese.
pub static JA: About = About {
    what: "画像を小さくします。手元のパソコンで、WebPとAVIFに、1枚も失わずに。",
    version: |version| format!("バージョン {version}"),
    encoders: "エンコーダー",
    licence: "Picopress自体はMITまたはApache-2.0のお好きな方でご利用いただけます。",
    third_party: "多くの方の成果でできています",
    parts: |count| format!("{count}個の部品が、それぞれのライセンスに従います。ありがとうございます。"),
    back: "一覧に戻る",
};
