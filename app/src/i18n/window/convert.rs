//! The queue and the run.

/// The sentences of the queue and the run.
pub struct Convert {
    /// The empty queue: what to do.
    pub empty_title: &'static str,
    /// The empty queue: what it takes.
    pub empty_hint: &'static str,
    /// While something is dragged over the window.
    pub drop_here: &'static str,
    /// On Wayland files cannot be dropped: what does the same.
    pub no_drop: &'static str,
    /// The main button: so many pictures.
    pub start: fn(usize) -> String,
    /// The button while a run is under way.
    pub stop: &'static str,
    /// The button that holds a run.
    pub pause: &'static str,
    /// The button that lets it go on.
    pub go_on: &'static str,
    /// The queue is being looked through.
    pub looking: &'static str,
    /// A picture waits.
    pub waiting: &'static str,
    /// A picture is under way.
    pub working: &'static str,
    /// A picture is done.
    pub done: &'static str,
    /// Its original was kept.
    pub kept: &'static str,
    /// So many of so many are done.
    pub progress: fn(usize, usize) -> String,
}

/// English.
pub static EN: Convert = Convert {
    empty_title: "Drop pictures here",
    empty_hint: "JPEG, PNG, GIF, WebP, AVIF, TIFF, JPEG XL, PSD, SVG and more. They stay on this computer.",
    drop_here: "Let go to add",
    no_drop: "This desktop cannot drop files into the window yet: add or paste them instead.",
    start: |count| match count {
        1 => "Convert 1 picture".to_owned(),
        count => format!("Convert {count} pictures"),
    },
    stop: "Stop",
    pause: "Pause",
    go_on: "Go on",
    looking: "Looking through the pictures…",
    waiting: "waiting",
    working: "working",
    done: "done",
    kept: "original kept",
    progress: |done, all| format!("{done} of {all}"),
};

/// Korean.
pub static KO: Convert = Convert {
    empty_title: "여기에 사진을 놓으세요",
    empty_hint: "JPEG, PNG, GIF, WebP, AVIF, TIFF, JPEG XL, PSD, SVG 등. 사진은 이 컴퓨터를 떠나지 않습니다.",
    drop_here: "놓으면 추가됩니다",
    no_drop: "이 데스크톱에서는 아직 파일을 창에 끌어다 놓을 수 없습니다. 추가하거나 붙여넣으세요.",
    start: |count| format!("사진 {count}장 변환"),
    stop: "중지",
    pause: "일시정지",
    go_on: "계속",
    looking: "사진을 살펴보는 중…",
    waiting: "대기",
    working: "변환 중",
    done: "완료",
    kept: "원본 유지",
    progress: |done, all| format!("{all}장 중 {done}장"),
};

/// Japanese.
pub static JA: Convert = Convert {
    empty_title: "ここに画像をドロップ",
    empty_hint: "JPEG、PNG、GIF、WebP、AVIF、TIFF、JPEG XL、PSD、SVG など。画像はこのパソコンから出ません。",
    drop_here: "離すと追加されます",
    no_drop: "このデスクトップではまだファイルをドロップできません。追加または貼り付けをご利用ください。",
    start: |count| format!("{count}枚を変換"),
    stop: "停止",
    pause: "一時停止",
    go_on: "再開",
    looking: "画像を確認しています…",
    waiting: "待機中",
    working: "変換中",
    done: "完了",
    kept: "元のまま",
    progress: |done, all| format!("{all}枚中{done}枚"),
};
