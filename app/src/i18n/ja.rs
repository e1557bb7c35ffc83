//! Japanese.

mod account;
mod plan;

use converter::error::Bound;
use converter::preview::SkipReason;
use converter::recipe::Format;
use converter::{ErrorKind, Fidelity, Loss, Warning};

use super::advice::Advice;
use super::{Catalog, Change, Totals, bytes, change, clock, loss_arguments, metadata_name, size_argument};
use crate::history::{State, Summary};
use crate::local_time::local_time;
use crate::originals::Stays;
use crate::presets::{self, BuiltIn};
use crate::settings::Problem;
use crate::undo::Trouble;

pub(super) const CATALOG: Catalog = Catalog {
    tag: "ja",
    account: &account::ACCOUNT,
    window: &super::window::JA,
    advice,
    advised,
    licensing_error: account::ACCOUNT.error,
    what_failed,
    what_changed,
    why_skipped,
    would_lose: |losses| format!("残らないもの: {}", loss_names(losses)),
    kept: |before, after| format!("元の画像を残しました（{}、変換すると {}）", bytes(before), bytes(after)),
    measured: |before, after, fidelity| {
        let likeness = match fidelity {
            Fidelity::Unmeasured => String::new(),
            Fidelity::Score(score) => format!("、類似度 {score:.1}"),
            Fidelity::Exact => "、全ピクセル同一".to_owned(),
        };
        format!("{} → {}{likeness}", bytes(before), bytes(after))
    },
    summary,
    preview_summary: |count| format!("{count} 個を変換する予定です。まだ何も書き込んでいません"),
    nothing_found: "画像が見つかりません（サブフォルダーも探すには -r を付けてください）",
    interrupted: |done, total| format!("中止しました：{total} 個中 {done} 個が完了、残りは元のままです"),
    what_lacks: |wanted, free| {
        format!("約 {} 必要ですが、ディスクの空きは {} だけです", bytes(wanted), bytes(free))
    },
    not_remembered: "プログラムのフォルダーに書き込めないため、次回は今回の結果を認識できません",
    settings_problem: |problem| match problem {
        Problem::File(reason) => format!("設定ファイルを読めないため、既定値を使います（{reason}）"),
        Problem::Field(name) => format!("設定 {name:?} の値が正しくないため、無視します"),
    },
    unfinished_run: |when, done, all| {
        format!(
            "{when} の処理は {all} 件中 {done} 件で止まっています。`picopress convert --resume` で続けられます"
        )
    },
    nothing_to_resume: "続きのある処理はありません",
    original_stays,
    nothing_put_away: "プログラムのフォルダーに書き込めないため、元のファイルはそのままにします",
    what_is_not_backed_up: |wanted, used, allowed| {
        format!(
            "今回の元ファイルは {} ですが、バックアップ用の {} のうち {} が使われています。入らないものはそのまま残り、上書きしたファイルは元に戻せません",
            bytes(wanted),
            bytes(allowed),
            bytes(used)
        )
    },
    what_expired: |count, days| format!("{days} 日を過ぎたバックアップ {count} 件を完全に削除しました"),
    report_unwritten: |file, error| format!("レポート {file} に書き込めません ({error})"),
    history,
    no_history: "まだ処理の記録はありません",
    no_such_run: |run| {
        format!("終了した処理に {run:?} はありません。`picopress history` で一覧を表示できます")
    },
    nothing_to_undo: "元に戻す処理はありません",
    undone: |run, restored, troubles| match troubles {
        0 => format!("処理 {run}: {restored} 件を元の状態に戻しました"),
        _ => format!("処理 {run}: {restored} 件を元の状態に戻しましたが、{troubles} 件は戻せませんでした"),
    },
    undo_trouble,
    kept_back: plan::kept_back,
    preflight: plan::preflight,
    why_uncounted: plan::why_uncounted,
    preset,
    what_is_wrong,
    time_left: |time| format!("残り {}", clock(time)),
    failed: "失敗",
    skipped_label: "スキップ",
    note: "お知らせ",
};

fn advised(what: &str, advice: Option<String>) -> String {
    match advice {
        Some(advice) => format!("{what}。{advice}"),
        None => what.to_owned(),
    }
}

/// In the options of the command line.
fn advice(advice: Advice<'_>) -> Option<String> {
    Some(match advice {
        Advice::AllowPixels => "--max-megapixels で増やせます".into(),
        Advice::FirstFrame => "--animation first-frame で最初の 1 枚だけを変換できます".into(),
        Advice::AllowMemory(bytes) => format!("--memory {} で増やせます", size_argument(bytes)),
        Advice::AvifOrSmaller(side) => {
            format!("--to avif を使うか、--resize long:{side} で縮小してください")
        }
        Advice::AllowBytes => "--max-bytes を増やすか、--metadata none でメタデータを省いてください".into(),
        Advice::AllowBytesForAlpha => {
            "--max-bytes を増やすか、WebP で --alpha-quality を下げてください".into()
        }
        Advice::OtherFolder => "-o で別のフォルダーを選んでください".into(),
        Advice::RoomOrOtherFolder => "空きを作るか、-o で別のフォルダーを選んでください".into(),
        Advice::UnlinkOrOtherFolder => "リンクを消すか、-o で別のフォルダーを選んでください".into(),
        Advice::AvifForBits => "--to avif なら 10 ビットを保てます".into(),
        Advice::AvifForSides => "--to avif ならそのまま残せます".into(),
        Advice::AutoFormat => "--to auto ならさらに上げられます".into(),
        Advice::AllowLoss(losses) => {
            format!("それでも変換するには --allow-loss {} を付けてください", loss_arguments(losses))
        }
        Advice::MoreBackupRoom => "設定の backup_gigabytes を増やしてください".into(),
        Advice::BackupDays => "保管期間は設定の backup_days で決まります".into(),
        Advice::OtherName => "--as で別の名前を選んでください".into(),
        Advice::ListPresets => "`picopress preset list` で一覧を表示できます".into(),
    })
}

/// What makes a JPEG of a HEIC photograph here, and on the telephone.
fn no_heic() -> String {
    let here = if cfg!(target_os = "macos") {
        "「プレビュー」で開き、「ファイル」>「書き出す」で JPEG にしてください"
    } else if cfg!(windows) {
        "「フォト」で開き、JPEG で保存してください"
    } else {
        "`heif-convert photo.heic photo.jpg` で JPEG にできます（libheif-examples パッケージ）"
    };
    format!(
        "HEIC は特許のため読めません。{here}。これから撮る写真は、iPhone の「設定」>「カメラ」>「フォーマット」で「互換性優先」を選ぶと JPEG になります"
    )
}

fn what_failed(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::NotAPicture => "名前と違い、画像ファイルではありません".into(),
        ErrorKind::Unsupported(what) => {
            format!("{what} は読めません。先に PNG か JPEG で保存してください")
        }
        ErrorKind::NoHeic => no_heic(),
        ErrorKind::Truncated => "ファイルが途中で切れています。元の場所からもう一度コピーしてください".into(),
        ErrorKind::Damaged(reason) => {
            format!("ファイルが壊れています（{reason}）。元の場所からもう一度コピーしてください")
        }
        ErrorKind::TooLarge { bound: Bound::Pixels, value, limit } => {
            format!("大きすぎます：{} メガピクセル（上限 {}）", value / 1_000_000, limit / 1_000_000)
        }
        ErrorKind::TooLarge { bound: Bound::FileBytes, value, limit } => {
            format!("ファイルが大きすぎます：{}（上限 {}）", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::MetadataBytes, value, limit } => {
            format!("メタデータが大きすぎます：{}（上限 {}）", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::Scans, value, limit } => {
            format!("プログレッシブ JPEG のスキャンが多すぎます：{value}（上限 {limit}）")
        }
        ErrorKind::TooLarge { bound: Bound::Frames, value, limit } => {
            format!("アニメーションのフレームが多すぎます：{value}（上限 {limit}）")
        }
        ErrorKind::TooLarge { bound: Bound::AnimationPixels, value, limit } => format!(
            "アニメーションが大きすぎます：全フレームで {} メガピクセル（上限 {}）",
            value / 1_000_000,
            limit / 1_000_000
        ),
        ErrorKind::TooLarge { bound: Bound::Memory, value, limit } => {
            format!("メモリが {} 必要ですが、上限は {} です", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::Side, value, limit } => {
            format!("一辺が {value} ピクセルです（この形式は {limit} まで）")
        }
        ErrorKind::TooLarge { bound: Bound::AlphaBytes, value, limit } => {
            format!("{} 以下にできません。透明度が容量を占め、{} あります", bytes(*limit), bytes(*value))
        }
        ErrorKind::TooLarge { bound: Bound::OutputBytes, value, limit } => {
            format!("{} 以下にできません。小さく粗くしても {} あります", bytes(*limit), bytes(*value))
        }
        ErrorKind::SourceChanged => {
            "読み込み中にファイルが変わりました。保存が終わってから試してください".into()
        }
        ErrorKind::TooDeep { format: Format::Avif, bits } => {
            format!("AVIF は 1 チャンネル {bits} ビットまでです。この画像はそれより深く、可逆にできません")
        }
        ErrorKind::TooDeep { bits, .. } => format!(
            "WebP は 1 チャンネル {bits} ビットまでで、この画像はそれより深いです。AVIF なら可逆で入ることがあります"
        ),
        ErrorKind::Encoder(reason) => format!("変換できませんでした（{reason}）"),
        ErrorKind::Verification(reason) => {
            format!("結果が検査に通らなかったため破棄しました（{reason}）。ご報告ください")
        }
        ErrorKind::DiskFull => "ディスクがいっぱいです".into(),
        ErrorKind::PermissionDenied => {
            "権限がありません。ファイルとフォルダーの権限を確認してください".into()
        }
        ErrorKind::ReadOnly => "読み取り専用のディスクです".into(),
        ErrorKind::NotFound => "ファイルがありません".into(),
        ErrorKind::TargetExists => {
            "結果を置く場所に別のファイルが現れました。上書きしていません。もう一度実行してください".into()
        }
        ErrorKind::NoRoomToKeep => {
            "同じ名前の既存ファイルを保管する容量がないため、上書きしていません".into()
        }
        ErrorKind::LeavesFolder => "リンクが選んだフォルダーの外を指しています".into(),
        ErrorKind::Cancelled => "中止しました".into(),
        ErrorKind::Panicked(_) => "解釈できないファイルです。壊れている可能性があります".into(),
        ErrorKind::Crashed(_) => {
            "デコーダーまたはエンコーダーが異常終了しました。ファイルが壊れている可能性があります".into()
        }
        ErrorKind::OutOfMemory(_) => "画像の大きさに見合わない量のメモリーを使うため、中止しました".into(),
        ErrorKind::TooSlow(seconds) => format!("読み込みに{seconds}秒以上かかったため、中止しました"),
        ErrorKind::NoWorker(reason) => {
            format!("変換用のプロセスを起動できませんでした（{reason}）。プログラムを起動し直してください")
        }
        ErrorKind::Io(error) => error.to_string(),
    }
}

fn what_changed(warning: &Warning) -> String {
    match warning {
        Warning::FirstFrame(Some(frames)) => format!("{frames} フレームのうち最初の 1 枚だけを変換しました"),
        Warning::FirstFrame(None) => "アニメーションの最初の 1 枚だけを変換しました".into(),
        Warning::FirstPage => "最初のページだけを変換しました".into(),
        Warning::Salvaged(reason) => format!("壊れたファイルから読めた部分だけを変換しました（{reason}）"),
        Warning::ProfileIgnored => "カラープロファイルが使えないため、sRGB とみなしました".into(),
        Warning::ConvertedToSrgb => "色を sRGB に変換しました".into(),
        Warning::ToneMapped => "HDR を標準の範囲に縮めました".into(),
        Warning::CmykConverted => "CMYK の色を RGB に変換しました".into(),
        Warning::ReferenceIgnored => {
            "ほかのファイルやアドレスを参照していますが、それらは開かないため欠けています".into()
        }
        Warning::TextNotDrawn => "このコンピューターにフォントがないため、文字が欠けています".into(),
        Warning::MetadataDropped(which) => {
            format!("{} メタデータは引き継げませんでした", metadata_name(which))
        }
        Warning::ReducedTo8Bits => "色が 8 ビットを超えるため、WebP の 8 ビットに減らしました".into(),
        Warning::Lost(loss) => format!("残せなかったもの: {}", loss_name(*loss)),
        Warning::ShrunkToFit(side) => {
            format!("長い辺を WebP の上限 {side} ピクセルに縮めました")
        }
        Warning::LookNotReached { wanted, reached } => {
            format!("この画像は画質 {wanted} に届かないため、最良の {reached} で変換しました")
        }
        Warning::ScaledDown(width, height) => {
            format!("指定の容量に収めるため {width} x {height} に縮小しました")
        }
        Warning::LargePictureSimplified => {
            "とても大きな画像のため、高速かつ 4:2:0 クロマで変換しました".into()
        }
    }
}

/// What stays behind, in the middle of a sentence.
fn loss_name(loss: Loss) -> &'static str {
    match loss {
        Loss::GainMap => "HDR 画面用のゲインマップ",
        Loss::DepthMap => "深度マップ",
        Loss::MotionPhoto => "モーションフォトの動画",
        Loss::Pages => "2 ページ目以降",
        Loss::Frames => "2 フレーム目以降",
        Loss::Layers => "レイヤー",
        Loss::Inks => "CMYK のインク値",
        Loss::Drawing => "ベクター画像の線(ピクセルになります)",
        Loss::Side => "1 辺 16,383 ピクセルを超える部分",
    }
}

fn loss_names(losses: &[Loss]) -> String {
    losses.iter().map(|&loss| loss_name(loss)).collect::<Vec<_>>().join(", ")
}

fn why_skipped(reason: &SkipReason) -> String {
    match reason {
        SkipReason::OutputOfEarlierRun => "以前に作った結果のファイルです".into(),
        SkipReason::AlreadyConverted(target) => format!("すでに {} に変換済みです", target.display()),
        SkipReason::AlreadyKept => "以前の実行で縮める余地がありませんでした".into(),
        SkipReason::TargetExists(target) => format!("{} がすでにあります", target.display()),
        SkipReason::WouldLose(losses) => {
            format!("次のものが失われるため変換しませんでした: {}", loss_names(losses))
        }
    }
}

fn summary(totals: &Totals) -> String {
    let mut parts = vec![format!("変換 {} 個", totals.converted)];
    for (count, what) in [
        (totals.kept, "元のまま"),
        (totals.skipped, "スキップ"),
        (totals.failed, "失敗"),
        (totals.queued, "待ち"),
        (totals.refused, "変換不可"),
    ] {
        if count > 0 {
            parts.push(format!("{what} {count} 個"));
        }
    }
    let mut line = parts.join("、");
    if totals.converted > 0 {
        line += &format!(
            "：{} → {}（{}）、{}",
            bytes(totals.bytes_in),
            bytes(totals.bytes_out),
            percent(totals),
            clock(totals.took)
        );
    }
    line
}

fn percent(totals: &Totals) -> String {
    match change(totals.bytes_in, totals.bytes_out) {
        Change::Smaller(percent) => format!("{percent}% 削減"),
        Change::Larger(percent) => format!("{percent}% 増加"),
    }
}

fn preset(preset: BuiltIn) -> &'static str {
    match preset {
        BuiltIn::Web => "ウェブページ用: 最大 2560 ピクセル、sRGB、撮影場所なし",
        BuiltIn::Email => "メール添付用: 最大 1600 ピクセル、sRGB、撮影場所なし",
        BuiltIn::ArchiveLossless => "保存用: すべてのピクセルとメタデータをそのまま保ちます",
        BuiltIn::Smallest => "見た目を損なわない範囲で最小に。時間がかかります",
        BuiltIn::OpensEverywhere => "sRGB の WebP: ここ数年のどのソフトでも同じように表示されます",
    }
}

fn what_is_wrong(problem: &presets::Problem) -> String {
    use presets::Problem;
    match problem {
        Problem::Unknown(name) => {
            format!("プリセット {name:?} はありません")
        }
        Problem::BuiltIn(name) => {
            format!("{name:?} は組み込みのプリセットで、変更できません。別の名前を選んでください")
        }
        Problem::Exists(name) => {
            format!("プリセット {name:?} はすでにあります")
        }
        Problem::Name => "プリセットの名前は 1 行、1〜60 文字にしてください".into(),
        Problem::Damaged(file, reason) => {
            format!("{} はプリセットのファイルではありません ({reason})", file.display())
        }
        Problem::Newer(file) => format!(
            "{} はより新しい Picopress で作られています。更新してから取り込んでください",
            file.display()
        ),
        Problem::Contradiction(reason) => reason.clone(),
        Problem::File(file, error) => format!("{}: {error}", file.display()),
    }
}

fn original_stays(reason: &Stays) -> String {
    match reason {
        Stays::Changed => "処理中に元のファイルが変わったため、そのままにしました".into(),
        Stays::Link => "元のファイルはリンクなので、そのままにしました".into(),
        Stays::NoRoom => "バックアップの空きがないため、元のファイルはそのままにしました".into(),
        Stays::Refused(reason) => format!("元のファイルを移せないため、そのままにしました ({reason})"),
    }
}

fn undo_trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Occupied(backup) => {
            format!("元の場所に別のファイルがあります。元のファイルは {} にあります", backup.display())
        }
        Trouble::BackupLost(backup) => format!("バックアップが {} にありません", backup.display()),
        Trouble::NotKept(output) => {
            format!("上書きした元のファイルが保管されていないため、変換結果 {} を残します", output.display())
        }
        Trouble::OriginalGone => "元のファイルがないため、変換したファイルを残しました".into(),
        Trouble::InTrash => {
            "元のファイルはゴミ箱にあります。ゴミ箱から戻して、もう一度実行してください".into()
        }
        Trouble::OutputChanged(output) => {
            format!("{} はその後変更されたため、そのままにしました", output.display())
        }
        Trouble::Refused(path, error) => format!("{}: {error}", path.display()),
    }
}

fn history(summary: &Summary) -> String {
    let mut line = format!("{}  {}  ", summary.run, local_time(summary.started_ms));
    let counts = [
        (summary.converted, "変換"),
        (summary.kept, "元のまま"),
        (summary.failed, "失敗"),
        (summary.left, "残り"),
    ];
    line += &counted(&counts);
    if summary.converted > 0 {
        line += &format!("; {} → {}", bytes(summary.bytes_in), bytes(summary.bytes_out));
    }
    match summary.state {
        State::Complete => {}
        State::Unfinished => line += "; 未完了",
        State::Undone => line += "; 元に戻し済み",
    }
    if let Some(until) = summary.undo_until_ms {
        line += &format!("; 元ファイルのバックアップは {} まで", local_time(until));
    }
    line
}

fn counted(counts: &[(usize, &str)]) -> String {
    let told = counts.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, what)| format!("{what} {count} 件")).collect::<Vec<_>>().join("、")
}
