//! Before the window opens, and when it cannot.

/// The sentences about the start.
pub struct Start {
    /// A library of the system is missing: which.
    pub no_library: fn(&str) -> String,
    /// The window went down: by what.
    pub broken: fn(&str) -> String,
    /// The last start never came to draw, so the processor draws now.
    pub drawn_by_software: &'static str,
}

/// English.
pub static EN: Start = Start {
    no_library: |library| {
        format!(
            "the window needs the library {library} of your system, which is missing. On Debian and Ubuntu this installs all it needs: apt install libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0. `picopress convert FILE` works without"
        )
    },
    broken: |cause| {
        format!(
            "the window had to close. Your originals are safe, and what was converted stays; a run that was under way can go on at the next start. If it happens again, try `picopress --software`, and please report this: {cause}"
        )
    },
    drawn_by_software: "The last start did not get as far as drawing, so the window now does without the graphics card. It is tried again in a week, or with the next version.",
};

/// Korean.
pub static KO: Start = Start {
    no_library: |library| {
        format!(
            "창을 여는 데 필요한 시스템 라이브러리 {library}이(가) 없습니다. Debian과 Ubuntu에서는 다음 명령으로 모두 설치됩니다: apt install libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0. `picopress convert 파일`은 없어도 작동합니다"
        )
    },
    broken: |cause| {
        format!(
            "창을 닫아야 했습니다. 원본은 안전하고 변환된 사진은 그대로 남으며, 진행 중이던 작업은 다음에 열 때 이어서 할 수 있습니다. 다시 일어나면 `picopress --software`로 열어 보시고, 다음 내용을 알려 주세요: {cause}"
        )
    },
    drawn_by_software: "지난번에는 화면을 그리지 못하고 끝나서, 이번에는 그래픽 카드 없이 열었습니다. 일주일 뒤나 다음 버전에서 다시 시도합니다.",
};

/// Japanese.
pub static JA: Start = Start {
    no_library: |library| {
        format!(
            "ウィンドウに必要なシステムのライブラリ {library} がありません。Debian と Ubuntu では次のコマンドですべて入ります: apt install libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0。`picopress convert ファイル` はなくても動きます"
        )
    },
    broken: |cause| {
        format!(
            "ウィンドウを閉じるしかありませんでした。元の画像は無事で、変換済みのものはそのまま残り、途中の作業は次に開いたときに続けられます。また起きるようなら `picopress --software` をお試しのうえ、次の内容をお知らせください: {cause}"
        )
    },
    drawn_by_software: "前回は画面を描く前に終わってしまったため、今回はグラフィックカードを使わずに開きました。一週間後か次のバージョンで、もう一度試します。",
};
