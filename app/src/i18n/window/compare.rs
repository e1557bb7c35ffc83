//! Before and after.

use crate::window::screen::compare::stage::Arrangement;

/// The sentences of the comparison.
pub struct Compare {
    /// Nothing is there to compare.
    pub empty_title: &'static str,
    /// Nothing is there to compare: what to do.
    pub empty_hint: &'static str,
    /// Back to the queue.
    pub back: &'static str,
    /// The picture before this one.
    pub previous: &'static str,
    /// The picture after this one.
    pub next: &'static str,
    /// Which picture of how many.
    pub place: fn(usize, usize) -> String,
    /// The picture before.
    pub before: &'static str,
    /// The picture after.
    pub after: &'static str,
    /// How they are held against each other.
    pub arrangement: fn(Arrangement) -> &'static str,
    /// All of the picture.
    pub fit: &'static str,
    /// What keys and mouse do.
    pub hint: &'static str,
    /// The picture is being opened.
    pub opening: &'static str,
    /// The result is being made.
    pub trying: &'static str,
    /// What is in view is new, the figures are not yet.
    pub trying_rest: &'static str,
    /// It could not be opened or made: over the reason.
    pub failed: &'static str,
    /// Percent saved.
    pub saved: fn(u64) -> String,
    /// Percent by which it is larger.
    pub larger: fn(u64) -> String,
    /// What the number for the likeness is.
    pub likeness: &'static str,
    /// That number in words.
    pub likeness_words: fn(f64) -> &'static str,
    /// It moves.
    pub first_frame: &'static str,
    /// It has more pixels than are shown.
    pub reduced: fn(u32, u32) -> String,
    /// A run would keep the original.
    pub keeps_original: &'static str,
    /// The plan does not write this format, but looking costs nothing.
    pub only_a_look: &'static str,
    /// Nothing is written here.
    pub writes_nothing: &'static str,
}

/// English.
pub static EN: Compare = Compare {
    empty_title: "Nothing to compare yet",
    empty_hint: "Add a picture, and see here what becomes of it before anything is written.",
    back: "Back",
    previous: "Previous picture",
    next: "Next picture",
    place: |place, all| format!("{place} of {all}"),
    before: "Before",
    after: "After",
    arrangement: |arrangement| match arrangement {
        Arrangement::Split => "Split",
        Arrangement::SideBySide => "Side by side",
        Arrangement::Single => "Result",
    },
    fit: "Fit",
    hint: "Hold Space: before · wheel: zoom · drag: move · 0: fit · 1: 100%",
    opening: "Opening the picture…",
    trying: "Making the result…",
    trying_rest: "The part in view is new. Measuring the whole picture…",
    failed: "This picture cannot be compared.",
    saved: |percent| format!("{percent}% smaller"),
    larger: |percent| format!("{percent}% larger"),
    likeness: "Likeness (SSIMULACRA2)",
    likeness_words: |score| match score {
        90.0.. => "indistinguishable",
        80.0.. => "very close",
        70.0.. => "close",
        50.0.. => "visible differences",
        _ => "clearly worse",
    },
    first_frame: "This picture moves: its first frame is compared, and the bytes are those of that frame.",
    reduced: |width, height| {
        format!("It is very large: shown at {width} × {height}. Bytes and likeness are those of all of it.")
    },
    keeps_original: "Too little is saved: a run would keep the original.",
    only_a_look: "Your plan does not write AVIF. Looking is free and counts nothing.",
    writes_nothing: "Nothing is written here. What you set here is used by the next run.",
};

/// Korean.
pub static KO: Compare = Compare {
    empty_title: "아직 비교할 사진이 없습니다",
    empty_hint: "사진을 추가하면 저장하기 전에 결과를 여기에서 미리 볼 수 있습니다.",
    back: "돌아가기",
    previous: "이전 사진",
    next: "다음 사진",
    place: |place, all| format!("{all}장 중 {place}번째"),
    before: "원본",
    after: "결과",
    arrangement: |arrangement| match arrangement {
        Arrangement::Split => "나눠 보기",
        Arrangement::SideBySide => "나란히",
        Arrangement::Single => "결과만",
    },
    fit: "맞춤",
    hint: "스페이스 누르고 있기: 원본 · 휠: 확대 · 끌기: 이동 · 0: 맞춤 · 1: 100%",
    opening: "사진을 여는 중…",
    trying: "결과를 만드는 중…",
    trying_rest: "보이는 부분은 새 결과입니다. 사진 전체를 계산하는 중…",
    failed: "이 사진은 비교할 수 없습니다.",
    saved: |percent| format!("{percent}% 줄어듦"),
    larger: |percent| format!("{percent}% 커짐"),
    likeness: "유사도 (SSIMULACRA2)",
    likeness_words: |score| match score {
        90.0.. => "구별할 수 없음",
        80.0.. => "거의 같음",
        70.0.. => "비슷함",
        50.0.. => "차이가 보임",
        _ => "눈에 띄게 나쁨",
    },
    first_frame: "움직이는 사진입니다. 첫 프레임만 비교하며, 용량도 그 프레임의 것입니다.",
    reduced: |width, height| {
        format!(
            "아주 큰 사진이라 {width} × {height} 크기로 줄여 보여 줍니다. 용량과 유사도는 전체를 기준으로 합니다."
        )
    },
    keeps_original: "줄어드는 양이 적어, 변환하면 원본을 그대로 둡니다.",
    only_a_look: "지금 요금제로는 AVIF를 저장할 수 없습니다.\n보는 것은 무료이며 횟수에 들지 않습니다.",
    writes_nothing: "여기서는 아무것도 저장하지 않습니다.\n바꾼 설정은 다음 변환에 쓰입니다.",
};

/// Japanese.
pub static JA: Compare = Compare {
    empty_title: "比較する画像がまだありません",
    empty_hint: "画像を追加すると、保存する前に結果をここで確認できます。",
    back: "戻る",
    previous: "前の画像",
    next: "次の画像",
    place: |place, all| format!("{all}枚中{place}枚目"),
    before: "元の画像",
    after: "結果",
    arrangement: |arrangement| match arrangement {
        Arrangement::Split => "分割",
        Arrangement::SideBySide => "並べて",
        Arrangement::Single => "結果のみ",
    },
    fit: "全体",
    hint: "スペースを押している間: 元の画像 · ホイール: 拡大 · ドラッグ: 移動 · 0: 全体 · 1: 100%",
    opening: "画像を開いています…",
    trying: "結果を作成しています…",
    trying_rest: "表示中の部分は新しい結果です。画像全体を計算しています…",
    failed: "この画像は比較できません。",
    saved: |percent| format!("{percent}% 削減"),
    larger: |percent| format!("{percent}% 増加"),
    likeness: "類似度 (SSIMULACRA2)",
    likeness_words: |score| match score {
        90.0.. => "見分けがつかない",
        80.0.. => "ほぼ同じ",
        70.0.. => "近い",
        50.0.. => "違いが見える",
        _ => "明らかに劣る",
    },
    first_frame: "動く画像です。最初のフレームだけを比較し、サイズもそのフレームのものです。",
    reduced: |width, height| {
        format!(
            "とても大きいため {width} × {height} に縮めて表示しています。サイズと類似度は全体のものです。"
        )
    },
    keeps_original: "あまり小さくならないため、変換では元の画像を残します。",
    only_a_look: "現在のプランではAVIFを保存できません。見るだけなら無料で、回数に数えません。",
    writes_nothing: "ここでは何も保存しません。変更した設定は次の変換に使われます。",
};
