//! What earlier runs did.

use crate::history::State;
use crate::i18n::{Change, change};

/// The sentences of the history.
pub struct History {
    /// Heading.
    pub title: &'static str,
    /// The runs are being read.
    pub reading: &'static str,
    /// There was none so far.
    pub empty_title: &'static str,
    /// What will be here.
    pub empty_hint: &'static str,
    /// Pictures of a run: converted, kept, failed, not come to.
    pub counts: fn(usize, usize, usize, usize) -> String,
    /// What the run saved: sizes before and after.
    pub saved: fn(&str, &str, u64, u64) -> String,
    /// How it stands.
    pub state: fn(State) -> &'static str,
    /// It is under way.
    pub under_way: &'static str,
    /// Until when originals can be brought back.
    pub undo_until: fn(&str) -> String,
    /// Button: back to all runs.
    pub back: &'static str,
    /// Button: undo.
    pub undo: &'static str,
    /// What an undo does, with the number of pictures.
    pub undo_question: fn(usize) -> String,
    /// It is under way.
    pub undoing: &'static str,
    /// Its end: restored, not restored.
    pub undone: fn(usize, usize) -> String,
    /// What could not be brought back, and stays as it is.
    pub troubles: &'static str,
    /// The run is not there any more, or is under way in another window.
    pub not_found: &'static str,
    /// Button: go on with the run.
    pub resume: &'static str,
    /// Button: open the folder of the outputs.
    pub open_folder: &'static str,
    /// Button: save a report.
    pub save_report: &'static str,
    /// It is saved: where.
    pub report_saved: fn(&str) -> String,
    /// The report could not be saved: where, why.
    pub report_unsaved: fn(&str, &str) -> String,
    /// The folder could not be opened.
    pub folder_unopened: fn(&str) -> String,
    /// What became of a picture, by the word that reports have for it.
    pub status: fn(&str) -> &'static str,
    /// Why a picture failed or was passed over, by the code that reports have for it; nothing where more than a word is
    /// needed.
    pub why: fn(&str) -> Option<&'static str>,
    /// Likeness, where it was measured.
    pub likeness: fn(f64) -> String,
    /// Leave things as they are.
    pub cancel: &'static str,
}

/// English.
pub static EN: History = History {
    title: "History",
    reading: "Reading the history…",
    empty_title: "Nothing converted yet",
    empty_hint: "Every run is listed here, with its pictures, what it saved, and a way back.",
    counts: |converted, kept, failed, left| {
        let mut parts = vec![format!("{converted} converted")];
        for (count, what) in [(kept, "kept"), (failed, "failed"), (left, "left")] {
            parts.extend((count > 0).then(|| format!("{count} {what}")));
        }
        parts.join(", ")
    },
    saved: |before, after, bytes_in, bytes_out| match change(bytes_in, bytes_out) {
        Change::Smaller(percent) => format!("{before} → {after}, {percent}% smaller"),
        Change::Larger(percent) => format!("{before} → {after}, {percent}% larger"),
    },
    state: |state| match state {
        State::Complete => "Complete",
        State::Unfinished => "Unfinished",
        State::Undone => "Undone",
    },
    under_way: "Under way",
    undo_until: |until| format!("Originals can be brought back until {until}."),
    back: "All runs",
    undo: "Undo",
    undo_question: |count| {
        match count {
        1 => "The output of 1 picture is removed and its original returns to where it stood. What was changed since stays as it is and is named.".into(),
        count => format!("The outputs of {count} pictures are removed and their originals return to where they stood. What was changed since stays as it is and is named."),
    }
    },
    undoing: "Bringing everything back…",
    undone: |restored, troubles| match troubles {
        0 => format!("The state before the run is back ({restored})."),
        _ => format!("{restored} brought back; {troubles} could not be."),
    },
    troubles: "Not brought back",
    not_found: "This run cannot be undone now: it is under way, or its notes are gone.",
    resume: "Go on",
    open_folder: "Open folder",
    save_report: "Save report…",
    report_saved: |path| format!("Saved: {path}"),
    report_unsaved: |path, why| format!("{path} could not be written: {why}"),
    folder_unopened: |path| format!("{path} could not be opened."),
    status: |status| match status {
        "converted" => "converted",
        "kept" => "original kept",
        "failed" => "failed",
        "skipped" => "skipped",
        "undone" => "undone",
        _ => "not started",
    },
    why: |code| {
        Some(match code {
            "not_a_picture" => "not a picture",
            "unsupported" => "of a kind that cannot be read",
            "truncated" => "the file ends too early",
            "damaged" => "the file is damaged",
            "too_large" => "too large",
            "source_changed" => "it changed meanwhile",
            "encoder" | "verification" | "panicked" | "crashed" | "too_slow" | "no_worker" => {
                "it could not be converted"
            }
            "disk_full" => "the disk is full",
            "permission_denied" => "no permission",
            "read_only" => "the disk is read-only",
            "not_found" => "it is gone",
            "target_exists" => "the name is taken",
            "no_room_to_keep" => "no room to keep what it overwrites",
            "leaves_folder" => "it leads out of its folder",
            "cancelled" => "stopped",
            "out_of_memory" => "too little memory",
            "io" => "the disk failed",
            _ => return None,
        })
    },
    likeness: |score| format!("likeness {score:.0}"),
    cancel: "Cancel",
};

/// Korean.
pub static KO: History = History {
    title: "기록",
    reading: "기록을 읽는 중…",
    empty_title: "아직 변환한 사진이 없습니다",
    empty_hint: "변환할 때마다 사진과 줄어든 용량이 여기에 남고, 되돌릴 수도 있습니다.",
    counts: |converted, kept, failed, left| {
        let mut parts = vec![format!("변환 {converted}장")];
        for (count, what) in [(kept, "원본 유지"), (failed, "실패"), (left, "남음")] {
            parts.extend((count > 0).then(|| format!("{what} {count}장")));
        }
        parts.join(", ")
    },
    saved: |before, after, bytes_in, bytes_out| match change(bytes_in, bytes_out) {
        Change::Smaller(percent) => format!("{before} → {after}, {percent}% 줄임"),
        Change::Larger(percent) => format!("{before} → {after}, {percent}% 늘어남"),
    },
    state: |state| match state {
        State::Complete => "완료",
        State::Unfinished => "중단됨",
        State::Undone => "되돌림",
    },
    under_way: "진행 중",
    undo_until: |until| format!("{until}까지 원본을 되돌릴 수 있습니다."),
    back: "전체 기록",
    undo: "되돌리기",
    undo_question: |count| {
        format!(
            "사진 {count}장의 변환 결과를 지우고 원본을 제자리로 되돌립니다. 그 뒤에 바뀐 파일은 그대로 두고 어떤 것인지 알려 드립니다."
        )
    },
    undoing: "되돌리는 중…",
    undone: |restored, troubles| match troubles {
        0 => format!("변환하기 전 상태로 되돌렸습니다 ({restored}장)."),
        _ => format!("{restored}장을 되돌렸고, {troubles}장은 되돌리지 못했습니다."),
    },
    troubles: "되돌리지 못한 사진",
    not_found: "지금은 되돌릴 수 없습니다. 진행 중이거나 기록이 남아 있지 않습니다.",
    resume: "이어서 하기",
    open_folder: "폴더 열기",
    save_report: "보고서 저장…",
    report_saved: |path| format!("저장했습니다: {path}"),
    report_unsaved: |path, why| format!("{path} 파일을 쓰지 못했습니다: {why}"),
    folder_unopened: |path| format!("{path} 폴더를 열지 못했습니다."),
    status: |status| match status {
        "converted" => "변환됨",
        "kept" => "원본 유지",
        "failed" => "실패",
        "skipped" => "건너뜀",
        "undone" => "되돌림",
        _ => "남음",
    },
    why: |code| {
        Some(match code {
            "not_a_picture" => "사진이 아님",
            "unsupported" => "지원하지 않는 종류",
            "truncated" => "파일이 중간에 끊김",
            "damaged" => "파일이 손상됨",
            "too_large" => "너무 큼",
            "source_changed" => "변환 중에 바뀜",
            "encoder" | "verification" | "panicked" | "crashed" | "too_slow" | "no_worker" => {
                "변환할 수 없음"
            }
            "disk_full" => "디스크가 가득 참",
            "permission_denied" => "권한 없음",
            "read_only" => "읽기 전용 디스크",
            "not_found" => "파일이 없어짐",
            "target_exists" => "같은 이름이 있음",
            "no_room_to_keep" => "기존 파일을 보관할 공간이 없음",
            "leaves_folder" => "폴더 밖을 가리킴",
            "cancelled" => "중지함",
            "out_of_memory" => "메모리 부족",
            "io" => "디스크 오류",
            _ => return None,
        })
    },
    likeness: |score| format!("유사도 {score:.0}"),
    cancel: "취소",
};

/// Japanese.
pub static JA: History = History {
    title: "履歴",
    reading: "履歴を読み込んでいます…",
    empty_title: "まだ変換していません",
    empty_hint: "変換するたびに、画像と減ったサイズがここに残り、元に戻すこともできます。",
    counts: |converted, kept, failed, left| {
        let mut parts = vec![format!("変換{converted}枚")];
        for (count, what) in [(kept, "元のまま"), (failed, "失敗"), (left, "残り")] {
            parts.extend((count > 0).then(|| format!("{what}{count}枚")));
        }
        parts.join("、")
    },
    saved: |before, after, bytes_in, bytes_out| match change(bytes_in, bytes_out) {
        Change::Smaller(percent) => format!("{before} → {after}、{percent}%削減"),
        Change::Larger(percent) => format!("{before} → {after}、{percent}%増加"),
    },
    state: |state| match state {
        State::Complete => "完了",
        State::Unfinished => "中断",
        State::Undone => "元に戻した",
    },
    under_way: "実行中",
    undo_until: |until| format!("{until}まで元画像を戻せます。"),
    back: "すべての履歴",
    undo: "元に戻す",
    undo_question: |count| {
        format!(
            "{count}枚の変換結果を削除し、元画像を元の場所に戻します。その後に変わったファイルはそのまま残し、どれかをお知らせします。"
        )
    },
    undoing: "元に戻しています…",
    undone: |restored, troubles| match troubles {
        0 => format!("変換前の状態に戻しました({restored}枚)。"),
        _ => format!("{restored}枚を戻し、{troubles}枚は戻せませんでした。"),
    },
    troubles: "戻せなかった画像",
    not_found: "今は元に戻せません。実行中か、記録が残っていません。",
    resume: "続きから再開",
    open_folder: "フォルダーを開く",
    save_report: "レポートを保存…",
    report_saved: |path| format!("保存しました: {path}"),
    report_unsaved: |path, why| format!("{path} に書き込めませんでした: {why}"),
    folder_unopened: |path| format!("{path} を開けませんでした。"),
    status: |status| match status {
        "converted" => "変換済み",
        "kept" => "元のまま",
        "failed" => "失敗",
        "skipped" => "スキップ",
        "undone" => "元に戻した",
        _ => "未処理",
    },
    why: |code| {
        Some(match code {
            "not_a_picture" => "画像ではありません",
            "unsupported" => "対応していない種類",
            "truncated" => "ファイルが途中で切れています",
            "damaged" => "ファイルが壊れています",
            "too_large" => "大きすぎます",
            "source_changed" => "変換中に変更されました",
            "encoder" | "verification" | "panicked" | "crashed" | "too_slow" | "no_worker" => {
                "変換できません"
            }
            "disk_full" => "ディスクがいっぱいです",
            "permission_denied" => "権限がありません",
            "read_only" => "読み取り専用のディスク",
            "not_found" => "ファイルがありません",
            "target_exists" => "同じ名前があります",
            "no_room_to_keep" => "既存ファイルを保管する容量がありません",
            "leaves_folder" => "フォルダーの外を指しています",
            "cancelled" => "停止しました",
            "out_of_memory" => "メモリ不足",
            "io" => "ディスクのエラー",
            _ => return None,
        })
    },
    likeness: |score| format!("類似度 {score:.0}"),
    cancel: "キャンセル",
};
