//! Around all screens: places, commands, the plan in the header, what a start says.

use crate::window::command::{Command, Place};
use crate::window::shortcuts::Group;

/// The sentences around all screens.
pub struct Shell {
    /// A place of the window.
    pub place: fn(Place) -> &'static str,
    /// What can be done.
    pub command: fn(Command) -> &'static str,
    /// Left of the day: conversions.
    pub left_today: fn(u32) -> String,
    /// There is no limit.
    pub no_limit: &'static str,
    /// Days that the plan still holds without a network.
    pub offline_days: fn(i64) -> String,
    /// The offline time is over: what to do.
    pub grace_over: &'static str,
    /// Something is under way, and the window is to close: question, yes, no.
    pub close_question: &'static str,
    /// Heading of the question whether to close while a run is being undone.
    pub close_undoing_title: &'static str,
    /// The question.
    pub close_undoing_question: &'static str,
    /// Yes, stop and close.
    pub close_anyway: &'static str,
    /// No, go on.
    pub stay: &'static str,
    /// Heading of the sheet of shortcuts.
    pub shortcuts: &'static str,
    /// A group of shortcuts.
    pub group: fn(Group) -> &'static str,
    /// Button: to the account.
    pub to_account: &'static str,
    /// Heading of the question whether to close.
    pub close_title: &'static str,
    /// Close a sheet.
    pub close: &'static str,
    /// The settings could not be written: why.
    pub settings_unwritten: fn(&str) -> String,
    /// The system has no dialogs for files and folders: what goes instead.
    pub no_dialog: &'static str,
    /// Neither an X nor a Wayland display is there.
    pub no_display: &'static str,
}

/// English.
pub static EN: Shell = Shell {
    place: |place| match place {
        Place::Convert => "Convert",
        Place::Compare => "Compare",
        Place::History => "History",
        Place::Account => "Account",
        Place::Settings => "Settings",
        Place::About => "About",
    },
    command: |command| match command {
        Command::AddFiles => "Add files…",
        Command::AddFolder => "Add folder…",
        Command::Paste => "Paste",
        Command::Start => "Start",
        Command::Preview => "Preview",
        Command::Pause => "Pause or continue",
        Command::Stop => "Stop",
        Command::Gentle => "Gentle",
        Command::Retry => "Try again",
        Command::Remove => "Remove from the list",
        Command::ClearDone => "Remove what is done",
        Command::SelectAll => "Select all",
        Command::Walk { .. } => "Move in the list",
        Command::Toggle => "Select or deselect",
        Command::Search => "Search",
        Command::Options => "Show or hide the settings",
        Command::SaveReport => "Save the report…",
        Command::Compare => "Compare",
        Command::Reveal => "Show in the file manager",
        Command::CopyPath => "Copy the path",
        Command::Undo => "Undo the last run",
        Command::Go(place) => (EN.place)(place),
        Command::Shortcuts => "Keyboard shortcuts",
        Command::LargerText => "Larger text",
        Command::SmallerText => "Smaller text",
        Command::Close => "Close",
        Command::Confirm => "Confirm",
        Command::Quit => "Quit",
    },
    left_today: |left| match left {
        1 => "1 left today".to_owned(),
        left => format!("{left} left today"),
    },
    no_limit: "no limit",
    offline_days: |days| match days {
        1 => "offline: 1 day left".to_owned(),
        days => format!("offline: {days} days left"),
    },
    grace_over: "The time without contact is over. Connect to the internet once and your plan is back; until then this is Free.",
    close_question: "Stop it and close? What is done stays done, and the next start offers to go on.",
    close_undoing_title: "Originals are being brought back",
    close_undoing_question: "Stop and close? What is back stays back; the rest can be undone in the history later.",
    close_anyway: "Stop and close",
    stay: "Keep going",
    shortcuts: "Keyboard shortcuts",
    group: |group| match group {
        Group::Queue => "Pictures",
        Group::Run => "Run",
        Group::Places => "Places",
        Group::Window => "Window",
    },
    to_account: "Account",
    close_title: "A run is under way",
    close: "Close",
    settings_unwritten: |why| format!("The settings could not be saved: {why}"),
    no_dialog: "This desktop cannot ask for files and folders: the package xdg-desktop-portal-gtk or zenity is missing. Dragging them here and pasting their paths works.",
    no_display: "there is no screen to open a window on. In a terminal, `picopress convert FILE` does the same; `picopress --help` tells more",
};

/// Korean.
pub static KO: Shell = Shell {
    place: |place| match place {
        Place::Convert => "변환",
        Place::Compare => "비교",
        Place::History => "기록",
        Place::Account => "계정",
        Place::Settings => "설정",
        Place::About => "정보",
    },
    command: |command| match command {
        Command::AddFiles => "파일 추가…",
        Command::AddFolder => "폴더 추가…",
        Command::Paste => "붙여넣기",
        Command::Start => "시작",
        Command::Preview => "미리 보기",
        Command::Pause => "일시정지 또는 계속",
        Command::Stop => "중지",
        Command::Gentle => "여유롭게",
        Command::Retry => "다시 시도",
        Command::Remove => "목록에서 빼기",
        Command::ClearDone => "끝난 것 빼기",
        Command::SelectAll => "모두 선택",
        Command::Walk { .. } => "목록에서 이동",
        Command::Toggle => "선택하거나 해제",
        Command::Search => "찾기",
        Command::Options => "변환 설정 열기 또는 닫기",
        Command::SaveReport => "보고서 저장…",
        Command::Compare => "비교",
        Command::Reveal => "파일 관리자에서 보기",
        Command::CopyPath => "경로 복사",
        Command::Undo => "마지막 변환 되돌리기",
        Command::Go(place) => (KO.place)(place),
        Command::Shortcuts => "단축키",
        Command::LargerText => "글자 크게",
        Command::SmallerText => "글자 작게",
        Command::Close => "닫기",
        Command::Confirm => "확인",
        Command::Quit => "종료",
    },
    left_today: |left| format!("오늘 {left}장 남음"),
    no_limit: "무제한",
    offline_days: |days| format!("오프라인: {days}일 남음"),
    grace_over: "연결 없이 쓸 수 있는 기간이 지났습니다. 인터넷에 한 번 연결하면 요금제가 돌아오며, 그때까지는 Free로 작동합니다.",
    close_question: "멈추고 닫을까요? 끝난 사진은 그대로 남고, 다음에 열 때 이어서 할 수 있습니다.",
    close_undoing_title: "되돌리는 중입니다",
    close_undoing_question: "멈추고 닫을까요? 되돌린 사진은 그대로 남고, 나머지는 나중에 기록에서 되돌릴 수 있습니다.",
    close_anyway: "멈추고 닫기",
    stay: "계속하기",
    shortcuts: "단축키",
    group: |group| match group {
        Group::Queue => "사진",
        Group::Run => "변환",
        Group::Places => "화면",
        Group::Window => "창",
    },
    to_account: "계정",
    close_title: "변환이 진행 중입니다",
    close: "닫기",
    settings_unwritten: |why| format!("설정을 저장하지 못했습니다: {why}"),
    no_dialog: "이 데스크톱에는 파일과 폴더를 고르는 창이 없습니다(xdg-desktop-portal-gtk 또는 zenity 패키지 필요). 끌어다 놓거나 경로를 붙여넣을 수 있습니다.",
    no_display: "창을 열 화면이 없습니다. 터미널에서는 `picopress convert 파일`로 같은 일을 할 수 있으며, 자세한 내용은 `picopress --help`에 있습니다",
};

/// Japanese.
pub static JA: Shell = Shell {
    place: |place| match place {
        Place::Convert => "変換",
        Place::Compare => "比較",
        Place::History => "履歴",
        Place::Account => "アカウント",
        Place::Settings => "設定",
        Place::About => "情報",
    },
    command: |command| match command {
        Command::AddFiles => "ファイルを追加…",
        Command::AddFolder => "フォルダーを追加…",
        Command::Paste => "貼り付け",
        Command::Start => "開始",
        Command::Preview => "プレビュー",
        Command::Pause => "一時停止または再開",
        Command::Stop => "停止",
        Command::Gentle => "控えめに",
        Command::Retry => "もう一度試す",
        Command::Remove => "一覧から外す",
        Command::ClearDone => "終わったものを外す",
        Command::SelectAll => "すべて選択",
        Command::Walk { .. } => "一覧内を移動",
        Command::Toggle => "選択または解除",
        Command::Search => "検索",
        Command::Options => "変換設定を表示または隠す",
        Command::SaveReport => "レポートを保存…",
        Command::Compare => "比較",
        Command::Reveal => "ファイルマネージャーで表示",
        Command::CopyPath => "パスをコピー",
        Command::Undo => "前回の変換を元に戻す",
        Command::Go(place) => (JA.place)(place),
        Command::Shortcuts => "キーボードショートカット",
        Command::LargerText => "文字を大きく",
        Command::SmallerText => "文字を小さく",
        Command::Close => "閉じる",
        Command::Confirm => "決定",
        Command::Quit => "終了",
    },
    left_today: |left| format!("今日あと{left}枚"),
    no_limit: "無制限",
    offline_days: |days| format!("オフライン: 残り{days}日"),
    grace_over: "接続なしで使える期間が過ぎました。一度インターネットに接続すればプランが戻ります。それまではFreeとして動作します。",
    close_question: "停止して閉じますか？終わったものはそのまま残り、次回の起動時に続きから再開できます。",
    close_undoing_title: "元に戻しています",
    close_undoing_question: "停止して閉じますか？戻したものはそのまま残り、残りは後で履歴から元に戻せます。",
    close_anyway: "停止して閉じる",
    stay: "続ける",
    shortcuts: "キーボードショートカット",
    group: |group| match group {
        Group::Queue => "画像",
        Group::Run => "変換",
        Group::Places => "画面",
        Group::Window => "ウィンドウ",
    },
    to_account: "アカウント",
    close_title: "変換中です",
    close: "閉じる",
    settings_unwritten: |why| format!("設定を保存できませんでした: {why}"),
    no_dialog: "このデスクトップにはファイルやフォルダーを選ぶ画面がありません（xdg-desktop-portal-gtk または zenity パッケージが必要です）。ドラッグするか、パスを貼り付けてください。",
    no_display: "ウィンドウを開く画面がありません。ターミナルでは `picopress convert ファイル` で同じことができます。詳しくは `picopress --help` をご覧ください",
};
