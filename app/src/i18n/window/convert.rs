//! The queue: the empty list, its rows, and what can be done with them.

use crate::window::queue::{Filter, Sort};

/// The sentences of the queue.
pub struct Convert {
    /// The empty queue: what to do.
    pub empty_title: &'static str,
    /// The empty queue: what it takes.
    pub empty_hint: &'static str,
    /// While something is dragged over the window.
    pub drop_here: &'static str,
    /// On Wayland files cannot be dropped: what does the same.
    pub no_drop: &'static str,
    /// The queue is being looked through.
    pub looking: &'static str,
    /// A picture waits.
    pub waiting: &'static str,
    /// A picture waits for the plan.
    pub later: &'static str,
    /// The plan does not take it.
    pub not_in_plan: &'static str,
    /// A picture is under way.
    pub working: &'static str,
    /// A picture is done.
    pub done: &'static str,
    /// Its original was kept.
    pub kept: &'static str,
    /// It is passed over.
    pub skipped: &'static str,
    /// It failed.
    pub failed: &'static str,
    /// So many percent less.
    pub smaller: fn(u64) -> String,
    /// So many percent more.
    pub larger: fn(u64) -> String,
    /// How much it looks like its source, out of 100.
    pub score: fn(f64) -> String,
    /// Every pixel is what it was.
    pub exact: &'static str,
    /// What the list shows, and how many there are.
    pub filter: fn(Filter) -> &'static str,
    /// In which order.
    pub sort: fn(Sort) -> &'static str,
    /// In the empty search field.
    pub search: &'static str,
    /// Nothing fits what is searched or chosen.
    pub nothing_shown: &'static str,
    /// There are no pictures in what was added.
    pub nothing_found: &'static str,
    /// Takes everything out of the queue.
    pub clear: &'static str,
    /// Shows everything again.
    pub show_all: &'static str,
    /// So many are selected.
    pub selected: fn(usize) -> String,
    /// So many pictures, so many bytes.
    pub sum: fn(usize, &str) -> String,
    /// So many folders are there, and the plan takes none.
    pub folders_not_in_plan: fn(usize) -> String,
    /// Leads to the plans.
    pub see_plans: &'static str,
    /// The run that began then was stopped with so many of so many done.
    pub unfinished: fn(&str, usize, usize) -> String,
    /// Lets it go on.
    pub resume: &'static str,
    /// Does not.
    pub not_now: &'static str,
    /// The settings of the run.
    pub options: &'static str,
    /// A path is on the clipboard now.
    pub path_copied: &'static str,
    /// There are no paths on the clipboard.
    pub nothing_pasted: &'static str,
    /// A file cannot be shown in the file manager: why.
    pub not_revealed: fn(&str) -> String,
}

/// English.
pub static EN: Convert = Convert {
    empty_title: "Drop pictures here",
    empty_hint: "JPEG, PNG, GIF, WebP, AVIF, TIFF, JPEG XL, PSD, SVG and more.\nThey stay on this computer.",
    drop_here: "Let go to add",
    no_drop: "This desktop cannot drop files into the window yet: add or paste them instead.",
    looking: "Looking through the pictures…",
    waiting: "waiting",
    later: "later",
    not_in_plan: "not in your plan",
    working: "working",
    done: "done",
    kept: "original kept",
    skipped: "skipped",
    failed: "failed",
    smaller: |percent| format!("{percent}% smaller"),
    larger: |percent| format!("{percent}% larger"),
    score: |score| format!("likeness {score:.0}"),
    exact: "every pixel the same",
    filter: |filter| match filter {
        Filter::All => "All",
        Filter::Waiting => "Waiting",
        Filter::Done => "Done",
        Filter::Skipped => "Skipped",
        Filter::Failed => "Failed",
    },
    sort: |sort| match sort {
        Sort::Added => "As added",
        Sort::Name => "By name",
        Sort::Size => "Largest first",
        Sort::Saved => "Most saved",
        Sort::Percent => "Most saved, in percent",
    },
    search: "Search by name",
    nothing_shown: "No pictures match",
    nothing_found: "There are no pictures in what was added",
    clear: "Clear the list",
    show_all: "Show all",
    selected: |count| format!("{count} selected"),
    sum: |count, bytes| match count {
        1 => format!("1 picture, {bytes}"),
        _ => format!("{count} pictures, {bytes}"),
    },
    folders_not_in_plan: |count| match count {
        1 => "Folders are part of the Basic and Pro plans. On Free, add the pictures in it one by one."
            .to_owned(),
        _ => format!(
            "{count} folders wait: folders are part of the Basic and Pro plans. On Free, add pictures one by one."
        ),
    },
    see_plans: "See the plans",
    unfinished: |when, done, all| format!("The run of {when} was stopped at {done} of {all}."),
    resume: "Continue",
    not_now: "Not now",
    options: "Settings",
    path_copied: "The path is on the clipboard.",
    nothing_pasted: "There are no files on the clipboard. Copy them in the file manager first.",
    not_revealed: |why| format!("The file manager could not be opened: {why}"),
};

/// Korean.
pub static KO: Convert = Convert {
    empty_title: "여기에 사진을 놓으세요",
    empty_hint: "JPEG, PNG, GIF, WebP, AVIF, TIFF, JPEG XL, PSD, SVG 등.\n사진은 이 컴퓨터를 떠나지 않습니다.",
    drop_here: "놓으면 추가됩니다",
    no_drop: "이 데스크톱에서는 아직 파일을 창에 끌어다 놓을 수 없습니다. 추가하거나 붙여넣으세요.",
    looking: "사진을 살펴보는 중…",
    waiting: "대기",
    later: "다음에",
    not_in_plan: "요금제에 없음",
    working: "변환 중",
    done: "완료",
    kept: "원본 유지",
    skipped: "건너뜀",
    failed: "실패",
    smaller: |percent| format!("{percent}% 줄어듦"),
    larger: |percent| format!("{percent}% 커짐"),
    score: |score| format!("유사도 {score:.0}"),
    exact: "모든 픽셀 동일",
    filter: |filter| match filter {
        Filter::All => "전체",
        Filter::Waiting => "대기",
        Filter::Done => "완료",
        Filter::Skipped => "건너뜀",
        Filter::Failed => "실패",
    },
    sort: |sort| match sort {
        Sort::Added => "추가한 순서",
        Sort::Name => "이름순",
        Sort::Size => "큰 파일 먼저",
        Sort::Saved => "많이 줄인 순서",
        Sort::Percent => "비율로 많이 줄인 순서",
    },
    search: "이름으로 찾기",
    nothing_shown: "맞는 사진이 없습니다",
    nothing_found: "추가한 폴더에 변환할 사진이 없습니다",
    clear: "목록 비우기",
    show_all: "모두 보기",
    selected: |count| format!("{count}장 선택"),
    sum: |count, bytes| format!("사진 {count}장, {bytes}"),
    folders_not_in_plan: |count| {
        format!(
            "폴더 {count}개: 폴더 변환은 Basic과 Pro 요금제에 있습니다. Free에서는 사진을 하나씩 추가하세요."
        )
    },
    see_plans: "요금제 보기",
    unfinished: |when, done, all| format!("{when}에 시작한 변환이 {all}장 중 {done}장에서 멈췄습니다."),
    resume: "이어서 하기",
    not_now: "나중에",
    options: "변환 설정",
    path_copied: "경로를 복사했습니다.",
    nothing_pasted: "클립보드에 파일이 없습니다. 파일 관리자에서 먼저 복사하세요.",
    not_revealed: |why| format!("파일 관리자를 열지 못했습니다: {why}"),
};

/// Japanese.
pub static JA: Convert = Convert {
    empty_title: "ここに画像をドロップ",
    empty_hint: "JPEG、PNG、GIF、WebP、AVIF、TIFF、JPEG XL、PSD、SVG など。\n画像はこのパソコンから出ません。",
    drop_here: "離すと追加されます",
    no_drop: "このデスクトップではまだファイルをドロップできません。追加または貼り付けをご利用ください。",
    looking: "画像を確認しています…",
    waiting: "待機中",
    later: "あとで",
    not_in_plan: "プラン対象外",
    working: "変換中",
    done: "完了",
    kept: "元のまま",
    skipped: "スキップ",
    failed: "失敗",
    smaller: |percent| format!("{percent}% 削減"),
    larger: |percent| format!("{percent}% 増加"),
    score: |score| format!("類似度 {score:.0}"),
    exact: "全ピクセル同一",
    filter: |filter| match filter {
        Filter::All => "すべて",
        Filter::Waiting => "待機中",
        Filter::Done => "完了",
        Filter::Skipped => "スキップ",
        Filter::Failed => "失敗",
    },
    sort: |sort| match sort {
        Sort::Added => "追加順",
        Sort::Name => "名前順",
        Sort::Size => "大きい順",
        Sort::Saved => "削減量の多い順",
        Sort::Percent => "削減率の高い順",
    },
    search: "名前で検索",
    nothing_shown: "該当する画像がありません",
    nothing_found: "追加したフォルダーに画像がありません",
    clear: "リストを空にする",
    show_all: "すべて表示",
    selected: |count| format!("{count}枚選択中"),
    sum: |count, bytes| format!("画像{count}枚、{bytes}"),
    folders_not_in_plan: |count| {
        format!(
            "フォルダー{count}個: フォルダーの変換はBasicとProのプランで使えます。Freeでは画像を1枚ずつ追加してください。"
        )
    },
    see_plans: "プランを見る",
    unfinished: |when, done, all| format!("{when}に始めた変換は、{all}枚中{done}枚で止まっています。"),
    resume: "続きから再開",
    not_now: "あとで",
    options: "変換設定",
    path_copied: "パスをコピーしました。",
    nothing_pasted: "クリップボードにファイルがありません。先にファイルマネージャーでコピーしてください。",
    not_revealed: |why| format!("ファイルマネージャーを開けませんでした: {why}"),
};
