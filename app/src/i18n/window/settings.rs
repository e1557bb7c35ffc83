//! The settings: what is decided once.

use crate::settings::Appearance;

/// The sentences of the settings.
pub struct Settings {
    /// Heading of the screen.
    pub title: &'static str,
    /// Heading of how the window looks.
    pub look: &'static str,
    /// The language.
    pub language: &'static str,
    /// The language of the system.
    pub system_language: &'static str,
    /// The environment decides the language.
    pub language_from_outside: &'static str,
    /// Light or dark.
    pub appearance: &'static str,
    /// One of the ways.
    pub appearance_name: fn(Appearance) -> &'static str,
    /// How large the text is.
    pub text_size: &'static str,
    /// Whether things move.
    pub motion: &'static str,

    /// Heading of how runs behave.
    pub work: &'static str,
    /// How many pictures at once.
    pub jobs: &'static str,
    /// As many as the machine has cores, less one for the window; so many.
    pub auto_jobs: fn(usize) -> String,
    /// How much memory.
    pub memory: &'static str,
    /// As the program sees fit.
    pub auto_memory: &'static str,
    /// Half of the machine is left to others.
    pub gentle: &'static str,
    /// What that means.
    pub gentle_help: &'static str,
    /// The end of a run is announced.
    pub notify: &'static str,
    /// What changes only with the next run.
    pub next_run: &'static str,

    /// Heading of the backups.
    pub backup: &'static str,
    /// What they are.
    pub backup_help: &'static str,
    /// How long they are kept.
    pub days: &'static str,
    /// Days, as a unit.
    pub days_unit: &'static str,
    /// How much room they may take.
    pub room: &'static str,
    /// Those over their time go with the next run.
    pub days_help: &'static str,
    /// When the room is full.
    pub room_help: &'static str,
    /// How much they take now.
    pub used: fn(&str) -> String,
    /// There are none.
    pub no_backups: &'static str,
    /// Opens their folder.
    pub open_backups: &'static str,

    /// Heading of what leaves the machine.
    pub privacy: &'static str,
    /// What is true of it, one sentence a line.
    pub privacy_lines: &'static [&'static str],

    /// Heading of newer versions.
    pub updates: &'static str,
    /// The version that runs, and that it does not look for newer ones.
    pub updates_help: fn(&str) -> String,

    /// Heading of the program's files.
    pub files: &'static str,
    /// Where the settings are.
    pub files_help: &'static str,
    /// Opens their folder.
    pub open_folder: &'static str,
    /// There is no home for them.
    pub no_home: &'static str,
    /// The folder could not be opened.
    pub not_opened: fn(&str) -> String,
}

/// English.
pub static EN: Settings = Settings {
    title: "Settings",
    look: "Look",
    language: "Language",
    system_language: "System",
    language_from_outside: "PICOPRESS_LANG is set and wins over this choice.",
    appearance: "Theme",
    appearance_name: |appearance| match appearance {
        Appearance::System => "System",
        Appearance::Light => "Light",
        Appearance::Dark => "Dark",
    },
    text_size: "Text size",
    motion: "Small animations",

    work: "Conversion",
    jobs: "Pictures at once",
    auto_jobs: |count| format!("Automatic ({count})"),
    memory: "Memory for pictures",
    auto_memory: "Automatic",
    gentle: "Gentle",
    gentle_help: "Leaves half of the computer to other programs.",
    notify: "Tell me when a run ends and the window is not in front",
    next_run: "These two apply from the next run on.",

    backup: "Backups of originals",
    backup_help: "Originals that you back up, and files that were replaced, wait here for Undo.",
    days: "Keep for",
    days_unit: "days",
    room: "Room",
    days_help: "What is older goes for good with the next run.",
    room_help: "When it is full, originals stay where they are.",
    used: |bytes| format!("In use now: {bytes}"),
    no_backups: "There are no backups now.",
    open_backups: "Open the backup folder",

    privacy: "Privacy",
    privacy_lines: &[
        "Your pictures never leave this computer. Their names do not either.",
        "No telemetry, no advertising, no usage statistics.",
        "Without signing in, nothing is sent at all.",
        "When you sign in: e-mail, password, the version of the program, and identifiers of this computer that cannot be turned back.",
        "While signed in: how many pictures were converted each day, and questions about your plan.",
    ],

    updates: "Updates",
    updates_help: |version| {
        format!("This is version {version}. It does not look for newer ones by itself: ask where you got it.")
    },

    files: "Files of the program",
    files_help: "The settings and your presets are in this folder.",
    open_folder: "Open the folder",
    no_home: "This account has no home folder: settings hold until the window closes.",
    not_opened: |path| format!("The folder could not be opened: {path}"),
};

/// Korean.
pub static KO: Settings = Settings {
    title: "설정",
    look: "화면",
    language: "언어",
    system_language: "시스템",
    language_from_outside: "PICOPRESS_LANG이 설정되어 있어 이 선택보다 우선합니다.",
    appearance: "테마",
    appearance_name: |appearance| match appearance {
        Appearance::System => "시스템",
        Appearance::Light => "밝게",
        Appearance::Dark => "어둡게",
    },
    text_size: "글자 크기",
    motion: "작은 움직임 효과",

    work: "변환",
    jobs: "동시에 변환할 사진 수",
    auto_jobs: |count| format!("자동 ({count}장)"),
    memory: "사진에 쓸 메모리",
    auto_memory: "자동",
    gentle: "여유롭게 변환",
    gentle_help: "컴퓨터의 절반을 다른 프로그램에 남겨 둡니다.",
    notify: "창이 앞에 없을 때 변환이 끝나면 알리기",
    next_run: "위의 두 가지는 다음 변환부터 적용됩니다.",

    backup: "원본 백업",
    backup_help: "백업한 원본과 바뀐 파일을 되돌릴 수 있도록 보관합니다.",
    days: "보관 기간",
    days_unit: "일",
    room: "최대 공간",
    days_help: "기간이 지난 백업은 다음 변환 때 완전히 삭제됩니다.",
    room_help: "공간이 가득 차면 원본을 옮기지 않고 그대로 둡니다.",
    used: |bytes| format!("지금 쓰는 공간: {bytes}"),
    no_backups: "지금은 백업이 없습니다.",
    open_backups: "백업 폴더 열기",

    privacy: "개인정보",
    privacy_lines: &[
        "사진은 이 컴퓨터를 떠나지 않습니다. 파일 이름도 마찬가지입니다.",
        "원격 측정, 광고, 사용 통계가 없습니다.",
        "로그인하지 않으면 아무것도 보내지 않습니다.",
        "로그인할 때: 이메일, 비밀번호, 프로그램 버전, 되돌릴 수 없게 바꾼 이 컴퓨터의 식별값을 보냅니다.",
        "로그인한 동안: 하루에 변환한 사진 수를 보내고 요금제를 확인합니다.",
    ],

    updates: "업데이트",
    updates_help: |version| {
        format!(
            "지금 버전은 {version}입니다.\n새 버전이 있는지 스스로 확인하지 않으니, 설치 파일을 받은 곳에서 확인하세요."
        )
    },

    files: "프로그램 파일",
    files_help: "설정과 프리셋은 이 폴더에 있습니다.",
    open_folder: "폴더 열기",
    no_home: "이 계정에는 홈 폴더가 없어, 설정은 창을 닫을 때까지만 유지됩니다.",
    not_opened: |path| format!("폴더를 열지 못했습니다: {path}"),
};

/// Japanese.
pub static JA: Settings = Settings {
    title: "設定",
    look: "画面",
    language: "言語",
    system_language: "システム",
    language_from_outside: "PICOPRESS_LANG が設定されているため、そちらが優先されます。",
    appearance: "テーマ",
    appearance_name: |appearance| match appearance {
        Appearance::System => "システム",
        Appearance::Light => "ライト",
        Appearance::Dark => "ダーク",
    },
    text_size: "文字の大きさ",
    motion: "小さな動きの効果",

    work: "変換",
    jobs: "同時に変換する枚数",
    auto_jobs: |count| format!("自動 ({count}枚)"),
    memory: "画像に使うメモリ",
    auto_memory: "自動",
    gentle: "控えめに変換",
    gentle_help: "パソコンの半分をほかのプログラムのために残します。",
    notify: "ウィンドウが前にないとき、変換の終了を知らせる",
    next_run: "上の2つは次の変換から有効になります。",

    backup: "元の画像のバックアップ",
    backup_help: "バックアップした元の画像と置き換えたファイルを、元に戻せるように保管します。",
    days: "保管期間",
    days_unit: "日",
    room: "最大容量",
    days_help: "期間を過ぎたものは、次の変換のときに完全に削除されます。",
    room_help: "いっぱいになると、元の画像は移さずにそのまま残します。",
    used: |bytes| format!("現在の使用量: {bytes}"),
    no_backups: "今はバックアップがありません。",
    open_backups: "バックアップのフォルダーを開く",

    privacy: "プライバシー",
    privacy_lines: &[
        "画像はこのパソコンから出ません。ファイル名も同じです。",
        "テレメトリー、広告、利用統計はありません。",
        "サインインしなければ、何も送信しません。",
        "サインインするとき: メールアドレス、パスワード、ソフトのバージョン、元に戻せない形にしたこのパソコンの識別値を送ります。",
        "サインイン中: 1日に変換した枚数を送り、プランを確認します。",
    ],

    updates: "アップデート",
    updates_help: |version| {
        format!(
            "現在のバージョンは {version} です。\n新しいバージョンは自動では確認しません。入手元でご確認ください。"
        )
    },

    files: "プログラムのファイル",
    files_help: "設定とプリセットはこのフォルダーにあります。",
    open_folder: "フォルダーを開く",
    no_home: "このアカウントにはホームフォルダーがないため、設定はウィンドウを閉じるまで有効です。",
    not_opened: |path| format!("フォルダーを開けませんでした: {path}"),
};
