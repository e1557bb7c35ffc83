//! A run: what is said before it, while it goes on, and after it.

use std::path::Path;
use std::time::Duration;

use licensing::protocol::{Limits, Plan};

use crate::i18n::{Totals, bytes, clock, plan_name};
use crate::originals::Policy;

/// The sentences of a run.
pub struct Run {
    /// The main button: so many pictures.
    pub start: fn(usize) -> String,
    /// The main button while there is nothing to do.
    pub nothing_to_start: &'static str,
    /// It is being found out what a start would do.
    pub checking: &'static str,
    /// Shows what a start would do.
    pub preview: &'static str,
    /// Heading of what a start would do.
    pub sheet_title: &'static str,
    /// So many pictures go now.
    pub now: fn(usize) -> String,
    /// Nothing goes now.
    pub nothing_now: &'static str,
    /// So many stay in the list for the next batch, of a plan with these limits.
    pub next_batch: fn(usize, Plan, &Limits) -> String,
    /// So many stay in the list until the day begins anew, after this time.
    pub next_day: fn(usize, Option<u32>, Duration) -> String,
    /// So many stay until then, since the count of the day was lost.
    pub count_lost: fn(usize, Duration) -> String,
    /// So many are not done by the plan: why.
    pub not_in_plan: fn(usize, &str) -> String,
    /// This plan would do all.
    pub would_do: fn(Plan) -> String,
    /// So many files are replaced, and the originals are treated like this.
    pub overwritten: fn(usize, Policy) -> String,
    /// So many pictures lose something: what, and what becomes of the originals.
    pub losing: fn(usize, &str, Policy) -> String,
    /// Bytes wanted, bytes free.
    pub lacks_space: fn(u64, u64) -> String,
    /// What becomes of the originals.
    pub originals: fn(Policy) -> &'static str,
    /// So many are passed over, so many cannot be read.
    pub passed_over: fn(usize, usize) -> String,
    /// Heading of the list of files that will be written.
    pub targets: fn(usize) -> String,
    /// Starts.
    pub begin: fn(usize) -> String,
    /// Does not.
    pub cancel: &'static str,
    /// Stops a run.
    pub stop: &'static str,
    /// It is stopping.
    pub stopping: &'static str,
    /// Holds a run.
    pub pause: &'static str,
    /// It is held.
    pub paused: &'static str,
    /// Lets it go on.
    pub go_on: &'static str,
    /// So many of so many are done.
    pub progress: fn(usize, usize) -> String,
    /// A run begins.
    pub beginning: &'static str,
    /// So many bytes were saved so far.
    pub saved_so_far: fn(u64) -> String,
    /// Bytes of sources in a second.
    pub speed: fn(u64) -> String,
    /// Leaves half of the machine to others.
    pub gentle: &'static str,
    /// From when on it does.
    pub gentle_hint: &'static str,
    /// A run went to its end.
    pub complete: &'static str,
    /// It was stopped with so many of so many done.
    pub stopped: fn(usize, usize) -> String,
    /// There was nothing to do.
    pub nothing_found: &'static str,
    /// Nothing could be done.
    pub refused: &'static str,
    /// Bytes saved, out of so many.
    pub saved: fn(u64, u64) -> String,
    /// How many became what.
    pub counts: fn(&Totals) -> String,
    /// So many wait in the list: the next click goes on.
    pub rest: fn(usize) -> String,
    /// Undoes the run.
    pub undo: &'static str,
    /// What that means: so many outputs; whether conversions are counted.
    pub undo_question: fn(usize, bool) -> String,
    /// It is being undone.
    pub undoing: &'static str,
    /// So many were brought back, so many could not be.
    pub undone: fn(usize, usize) -> String,
    /// The run is not remembered any more.
    pub not_undoable: &'static str,
    /// Saves the report.
    pub save_report: &'static str,
    /// Title of the dialog for it.
    pub report_title: &'static str,
    /// It stands there now.
    pub report_saved: fn(&Path) -> String,
    /// Opens the folder of the outputs.
    pub open_folder: &'static str,
    /// Title of the notification when a run ended behind other windows.
    pub notification: &'static str,
}

/// English.
pub static EN: Run = Run {
    start: |count| match count {
        1 => "Convert 1 picture".to_owned(),
        count => format!("Convert {count} pictures"),
    },
    nothing_to_start: "Convert",
    checking: "Checking…",
    preview: "Preview",
    sheet_title: "Before it starts",
    now: |count| match count {
        1 => "1 picture is converted now.".to_owned(),
        count => format!("{count} pictures are converted now."),
    },
    nothing_now: "Nothing can be converted now.",
    next_batch: |count, plan, limits| {
        let stay = if count == 1 { "1 picture stays".to_owned() } else { format!("{count} pictures stay") };
        let day = limits.per_day.map(|per_day| format!(" and {per_day} a day")).unwrap_or_default();
        format!(
            "{stay} in the list. {} converts {} at a time{day}; afterwards one click goes on.",
            plan_name(plan),
            limits.batch
        )
    },
    next_day: |count, per_day, wait| {
        let wait = waiting_time(wait, " h ", " min");
        let stay = if count == 1 { "1 picture waits".to_owned() } else { format!("{count} pictures wait") };
        let per_day = per_day.map(|per_day| format!(" A day has {per_day}.")).unwrap_or_default();
        format!(
            "{stay} in the list for another day.{per_day} The next one begins at midnight in Seoul, in {wait}."
        )
    },
    count_lost: |count, wait| {
        let wait = waiting_time(wait, " h ", " min");
        let stay = if count == 1 { "1 picture waits".to_owned() } else { format!("{count} pictures wait") };
        format!(
            "{stay}: today's count was lost or changed, so today counts as used up. The day begins anew in {wait}."
        )
    },
    not_in_plan: |count, why| format!("{count} not in your plan: {why}."),
    would_do: |plan| format!("{} does all of it.", plan_name(plan)),
    overwritten: |count, policy| {
        let files =
            if count == 1 { "1 file is replaced".to_owned() } else { format!("{count} files are replaced") };
        match policy {
            Policy::Backup => format!("{files}; a backup is kept for an undo."),
            _ => format!("{files}. An undo brings back what the backup has room for."),
        }
    },
    losing: |count, what, policy| match policy {
        Policy::Keep => format!("{count} will not hold everything ({what}). The originals stay."),
        _ => format!("{count} will not hold everything ({what}), and the originals are put away."),
    },
    lacks_space: |wanted, free| {
        format!("About {} are needed, and the disk has {} left.", bytes(wanted), bytes(free))
    },
    originals: |policy| match policy {
        Policy::Keep => "The originals stay as they are.",
        Policy::Backup => "The originals go to the backup, and an undo brings them back.",
        Policy::Trash => "The originals go to the trash once the new file is checked.",
    },
    passed_over: |skipped, failed| match (skipped, failed) {
        (skipped, 0) => format!("{skipped} skipped."),
        (0, failed) => format!("{failed} cannot be read."),
        (skipped, failed) => format!("{skipped} skipped, {failed} cannot be read."),
    },
    targets: |count| match count {
        1 => "The file that will be written".to_owned(),
        count => format!("The {count} files that will be written"),
    },
    begin: |count| match count {
        1 => "Convert 1 now".to_owned(),
        count => format!("Convert {count} now"),
    },
    cancel: "Cancel",
    stop: "Stop",
    stopping: "Stopping…",
    pause: "Pause",
    paused: "Paused",
    go_on: "Continue",
    progress: |done, all| format!("{done} of {all}"),
    beginning: "Starting…",
    saved_so_far: |saved| format!("{} saved", bytes(saved)),
    speed: |speed| format!("{} a second", bytes(speed)),
    gentle: "Gentle",
    gentle_hint: "Leaves half of the computer to other programs",
    complete: "Done",
    stopped: |done, all| format!("Stopped at {done} of {all}. What is done stays; the rest can go on."),
    nothing_found: "There was nothing to convert",
    refused: "Nothing was converted",
    saved: |saved, of| format!("{} saved ({}%)", bytes(saved), percent(saved, of)),
    counts: |totals| {
        counted(
            totals,
            [
                "converted",
                if totals.kept == 1 { "original kept" } else { "originals kept" },
                "skipped",
                "failed",
                "waiting",
                "not in your plan",
            ],
            " ",
        )
    },
    rest: |count| match count {
        1 => "1 picture is left in the list. One click goes on.".to_owned(),
        count => format!("{count} pictures are left in the list. One click goes on."),
    },
    undo: "Undo",
    undo_question: |count, is_counted| {
        let files = if count == 1 {
            "1 new file is removed".to_owned()
        } else {
            format!("{count} new files are removed")
        };
        let counted = if is_counted { " Conversions that were counted stay counted." } else { "" };
        format!("Undo this run? {files}, and what they replaced comes back.{counted}")
    },
    undoing: "Undoing…",
    undone: |restored, troubles| match troubles {
        0 if restored == 1 => "1 picture is as it was before.".to_owned(),
        0 => format!("{restored} pictures are as they were before."),
        troubles => format!("{restored} brought back, {troubles} could not be:"),
    },
    not_undoable: "This run left no notes, so it cannot be undone.",
    save_report: "Save report…",
    report_title: "Save the report",
    report_saved: |path| format!("The report is in {}", path.display()),
    open_folder: "Open folder",
    notification: "Pictures are converted",
};

/// Korean.
pub static KO: Run = Run {
    start: |count| format!("사진 {count}장 변환"),
    nothing_to_start: "변환",
    checking: "확인하는 중…",
    preview: "미리 보기",
    sheet_title: "시작하기 전에",
    now: |count| format!("지금 사진 {count}장을 변환합니다."),
    nothing_now: "지금 변환할 수 있는 사진이 없습니다.",
    next_batch: |count, plan, limits| {
        let day = limits.per_day.map(|per_day| format!(", 하루 {per_day}장")).unwrap_or_default();
        format!(
            "{count}장은 목록에 남습니다. {} 요금제는 한 번에 {}장{day}까지 변환하며, 끝나면 한 번 더 눌러 이어서 할 수 있습니다.",
            plan_name(plan),
            limits.batch
        )
    },
    next_day: |count, per_day, wait| {
        let wait = waiting_time(wait, "시간 ", "분");
        let per_day = per_day.map(|per_day| format!("하루에 {per_day}장까지이며, ")).unwrap_or_default();
        format!(
            "{count}장은 다음 날까지 목록에서 기다립니다. {per_day}{wait} 뒤, 서울 시각 0시에 하루가 새로 시작됩니다."
        )
    },
    count_lost: |count, wait| {
        let wait = waiting_time(wait, "시간 ", "분");
        format!(
            "{count}장은 기다립니다. 오늘의 사용 기록이 없어졌거나 바뀌어 오늘은 모두 쓴 것으로 봅니다. {wait} 뒤에 하루가 새로 시작됩니다."
        )
    },
    not_in_plan: |count, why| format!("{count}개는 변환하지 않습니다: {why}."),
    would_do: |plan| format!("{} 요금제라면 모두 변환할 수 있습니다.", plan_name(plan)),
    overwritten: |count, policy| match policy {
        Policy::Backup => format!("파일 {count}개를 덮어씁니다. 되돌릴 수 있도록 백업해 둡니다."),
        _ => format!("파일 {count}개를 덮어씁니다. 백업 공간에 들어가는 만큼 되돌릴 수 있습니다."),
    },
    losing: |count, what, policy| match policy {
        Policy::Keep => format!("{count}장은 일부가 담기지 않습니다({what}). 원본은 그대로 남습니다."),
        _ => format!("{count}장은 일부가 담기지 않고({what}), 원본은 옮겨집니다."),
    },
    lacks_space: |wanted, free| {
        format!("약 {}가 필요하지만 디스크에 {}만 남아 있습니다.", bytes(wanted), bytes(free))
    },
    originals: |policy| match policy {
        Policy::Keep => "원본은 그대로 남습니다.",
        Policy::Backup => "원본은 백업으로 옮겨지며, 되돌리면 제자리로 돌아옵니다.",
        Policy::Trash => "새 파일을 검사한 뒤 원본을 휴지통으로 옮깁니다.",
    },
    passed_over: |skipped, failed| match (skipped, failed) {
        (skipped, 0) => format!("{skipped}장은 건너뜁니다."),
        (0, failed) => format!("{failed}장은 읽을 수 없습니다."),
        (skipped, failed) => format!("{skipped}장은 건너뛰고, {failed}장은 읽을 수 없습니다."),
    },
    targets: |count| format!("새로 쓰는 파일 {count}개"),
    begin: |count| format!("지금 {count}장 변환"),
    cancel: "취소",
    stop: "중지",
    stopping: "멈추는 중…",
    pause: "일시정지",
    paused: "일시정지됨",
    go_on: "계속",
    progress: |done, all| format!("{all}장 중 {done}장"),
    beginning: "시작하는 중…",
    saved_so_far: |saved| format!("{} 줄임", bytes(saved)),
    speed: |speed| format!("초당 {}", bytes(speed)),
    gentle: "여유롭게",
    gentle_hint: "컴퓨터의 절반을 다른 프로그램에 남겨 둡니다",
    complete: "끝났습니다",
    stopped: |done, all| {
        format!("{all}장 중 {done}장에서 멈췄습니다. 끝난 것은 그대로이며, 나머지는 이어서 할 수 있습니다.")
    },
    nothing_found: "변환할 것이 없었습니다",
    refused: "변환하지 못했습니다",
    saved: |saved, of| format!("{} 줄였습니다 ({}%)", bytes(saved), percent(saved, of)),
    counts: |totals| counted(totals, ["변환", "원본 유지", "건너뜀", "실패", "대기", "요금제에 없음"], "개 "),
    rest: |count| format!("사진 {count}장이 목록에 남아 있습니다. 한 번 더 누르면 이어서 합니다."),
    undo: "되돌리기",
    undo_question: |count, is_counted| {
        let counted = if is_counted { " 이미 센 변환 횟수는 돌아오지 않습니다." } else { "" };
        format!("이번 변환을 되돌릴까요? 새 파일 {count}개가 지워지고 이전 파일이 돌아옵니다.{counted}")
    },
    undoing: "되돌리는 중…",
    undone: |restored, troubles| match troubles {
        0 => format!("사진 {restored}장을 이전 상태로 되돌렸습니다."),
        troubles => format!("사진 {restored}장을 되돌렸고, {troubles}장은 되돌리지 못했습니다:"),
    },
    not_undoable: "이번 변환은 기록이 남지 않아 되돌릴 수 없습니다.",
    save_report: "보고서 저장…",
    report_title: "보고서 저장",
    report_saved: |path| format!("보고서를 저장했습니다: {}", path.display()),
    open_folder: "폴더 열기",
    notification: "사진 변환이 끝났습니다",
};

/// Japanese.
pub static JA: Run = Run {
    start: |count| format!("{count}枚を変換"),
    nothing_to_start: "変換",
    checking: "確認しています…",
    preview: "プレビュー",
    sheet_title: "開始の前に",
    now: |count| format!("今すぐ{count}枚を変換します。"),
    nothing_now: "今すぐ変換できる画像はありません。",
    next_batch: |count, plan, limits| {
        let day = limits.per_day.map(|per_day| format!("、1日{per_day}枚")).unwrap_or_default();
        format!(
            "{count}枚は一覧に残ります。{}プランは1回に{}枚{day}まで変換できます。終わったらもう一度押すと続きを変換します。",
            plan_name(plan),
            limits.batch
        )
    },
    next_day: |count, per_day, wait| {
        let wait = waiting_time(wait, "時間", "分");
        let per_day = per_day.map(|per_day| format!("1日{per_day}枚までで、")).unwrap_or_default();
        format!(
            "{count}枚は次の日まで一覧で待機します。{per_day}{wait}後、ソウル時間の0時に新しい1日が始まります。"
        )
    },
    count_lost: |count, wait| {
        let wait = waiting_time(wait, "時間", "分");
        format!(
            "{count}枚は待機します。今日の使用記録が失われたか変更されたため、今日は使い切ったものとみなします。{wait}後に新しい1日が始まります。"
        )
    },
    not_in_plan: |count, why| format!("{count}件は変換しません: {why}。"),
    would_do: |plan| format!("{}プランならすべて変換できます。", plan_name(plan)),
    overwritten: |count, policy| match policy {
        Policy::Backup => format!("{count}個のファイルを置き換えます。元に戻せるようバックアップします。"),
        _ => format!("{count}個のファイルを置き換えます。バックアップに入る分は元に戻せます。"),
    },
    losing: |count, what, policy| match policy {
        Policy::Keep => format!("{count}枚は一部が残りません（{what}）。元の画像はそのまま残ります。"),
        _ => format!("{count}枚は一部が残らず（{what}）、元の画像は移動されます。"),
    },
    lacks_space: |wanted, free| {
        format!("約{}必要ですが、ディスクの空きは{}です。", bytes(wanted), bytes(free))
    },
    originals: |policy| match policy {
        Policy::Keep => "元の画像はそのまま残ります。",
        Policy::Backup => "元の画像はバックアップに移され、元に戻すと復元されます。",
        Policy::Trash => "新しいファイルの確認後、元の画像をゴミ箱に移します。",
    },
    passed_over: |skipped, failed| match (skipped, failed) {
        (skipped, 0) => format!("{skipped}枚はスキップします。"),
        (0, failed) => format!("{failed}枚は読み込めません。"),
        (skipped, failed) => format!("{skipped}枚はスキップし、{failed}枚は読み込めません。"),
    },
    targets: |count| format!("書き込むファイル {count}個"),
    begin: |count| format!("今すぐ{count}枚を変換"),
    cancel: "キャンセル",
    stop: "停止",
    stopping: "停止しています…",
    pause: "一時停止",
    paused: "一時停止中",
    go_on: "再開",
    progress: |done, all| format!("{all}枚中{done}枚"),
    beginning: "開始しています…",
    saved_so_far: |saved| format!("{} 削減", bytes(saved)),
    speed: |speed| format!("毎秒 {}", bytes(speed)),
    gentle: "控えめに",
    gentle_hint: "パソコンの半分をほかのプログラムのために残します",
    complete: "完了しました",
    stopped: |done, all| {
        format!("{all}枚中{done}枚で停止しました。終わったものはそのまま残り、残りは続きから再開できます。")
    },
    nothing_found: "変換するものがありませんでした",
    refused: "変換できませんでした",
    saved: |saved, of| format!("{} 削減しました（{}%）", bytes(saved), percent(saved, of)),
    counts: |totals| counted(totals, ["変換", "元のまま", "スキップ", "失敗", "待機", "プラン対象外"], "件"),
    rest: |count| format!("一覧に{count}枚残っています。もう一度押すと続きを変換します。"),
    undo: "元に戻す",
    undo_question: |count, is_counted| {
        let counted = if is_counted { "数えられた変換枚数は戻りません。" } else { "" };
        format!(
            "今回の変換を元に戻しますか？新しいファイル{count}個が削除され、以前のファイルが戻ります。{counted}"
        )
    },
    undoing: "元に戻しています…",
    undone: |restored, troubles| match troubles {
        0 => format!("{restored}枚を元に戻しました。"),
        troubles => format!("{restored}枚を元に戻し、{troubles}枚は戻せませんでした:"),
    },
    not_undoable: "今回の変換は記録が残っていないため、元に戻せません。",
    save_report: "レポートを保存…",
    report_title: "レポートを保存",
    report_saved: |path| format!("レポートを保存しました: {}", path.display()),
    open_folder: "フォルダーを開く",
    notification: "画像の変換が終わりました",
};

/// "3 h 12 min", rounded up, so that nobody comes too early.
fn waiting_time(time: Duration, hours: &str, minutes: &str) -> String {
    let all = time.as_secs().div_ceil(60);
    match all / 60 {
        0 => format!("{all}{minutes}"),
        _ => format!("{}{hours}{}{minutes}", all / 60, all % 60),
    }
}

fn percent(part: u64, of: u64) -> u64 {
    part.saturating_mul(100).checked_div(of).unwrap_or(0)
}

/// "3 converted · 1 failed · 12 s": number, what joins them, and the word.
fn counted(totals: &Totals, words: [&str; 6], join: &str) -> String {
    let numbers =
        [totals.converted, totals.kept, totals.skipped, totals.failed, totals.queued, totals.refused];
    let told = numbers.into_iter().zip(words).filter(|(number, _)| *number > 0);
    let mut parts: Vec<String> = told.map(|(number, word)| format!("{number}{join}{word}")).collect();
    parts.push(clock(totals.took));
    parts.join(" · ")
}
