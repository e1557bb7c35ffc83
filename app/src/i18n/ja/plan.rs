//! What the plan lets go and keeps back, in Japanese.

use std::time::Duration;

use licensing::gate::{Refusal, Wait};
use licensing::ledger;
use licensing::protocol::Format;

use crate::admission::{KeptBack, Preflight};
use crate::i18n::{Says, plan_name};
use crate::rights::Trouble;

pub fn kept_back(why: KeptBack) -> String {
    match why {
        KeptBack::Refused(Refusal::Format(format)) => {
            format!("{} はご利用のプランに含まれていません", format_name(format))
        }
        KeptBack::Refused(Refusal::Folder) => "ご利用のプランではフォルダーを変換できません".into(),
        KeptBack::Refused(Refusal::Schedule) => "予約変換はご利用のプランに含まれていません".into(),
        KeptBack::Refused(Refusal::Scan) => {
            "コンピューター全体の検索はご利用のプランに含まれていません".into()
        }
        KeptBack::Waits(Wait::Batch) => "次のまとまりで変換します".into(),
        KeptBack::Waits(Wait::Day) => "次の日になると変換できます".into(),
        KeptBack::CountLost => "今日の利用記録が失われたか変更されたため、次の日になると変換できます".into(),
    }
}

pub fn preflight(preflight: &Preflight) -> String {
    let mut sentences = vec![lead(preflight)];
    sentences.extend(preflight.kept_back.iter().map(|(why, _)| reason(*why, preflight)));
    sentences.extend(preflight.needs.map(|plan| format!("{} プランなら変換できます。", plan_name(plan))));
    sentences.concat()
}

/// "Free プラン：今すぐ 1 個、待ち 2 個。"
fn lead(preflight: &Preflight) -> String {
    let waiting = count(preflight, KeptBack::waits);
    let refused = count(preflight, |why| !why.waits());
    let mut parts = vec![format!("今すぐ {} 個", preflight.now)];
    parts.extend((waiting > 0).then(|| format!("待ち {waiting} 個")));
    parts.extend((refused > 0).then(|| format!("変換不可 {refused} 個")));
    format!("{} プラン：{}。", plan_name(preflight.plan), parts.join("、"))
}

fn count(preflight: &Preflight, wanted: impl Fn(KeptBack) -> bool) -> usize {
    preflight.kept_back.iter().filter(|(why, _)| wanted(*why)).map(|(_, count)| count).sum()
}

fn reason(why: KeptBack, preflight: &Preflight) -> String {
    let anew = || format!("{}後、ソウル時間の 0 時に新しい一日が始まります。", hours(preflight.resets_in));
    match why {
        KeptBack::Refused(Refusal::Format(format)) => {
            format!("{} はこのプランに含まれていません。", format_name(format))
        }
        KeptBack::Refused(Refusal::Folder) => {
            "フォルダーはこのプランに含まれていません。画像を一つずつ指定してください。".into()
        }
        KeptBack::Refused(Refusal::Schedule) => "予約変換はこのプランに含まれていません。".into(),
        KeptBack::Refused(Refusal::Scan) => "コンピューター全体の検索はこのプランに含まれていません。".into(),
        KeptBack::Waits(Wait::Batch) => {
            format!(
                "一度に {} 個まで変換します。同じコマンドをもう一度実行すると続きを変換します。",
                preflight.limits.batch
            )
        }
        KeptBack::Waits(Wait::Day) => match preflight.limits.per_day {
            Some(per_day) => format!("一日に {per_day} 個まで変換できます。{}", anew()),
            None => anew(),
        },
        KeptBack::CountLost => {
            format!("今日の利用記録が失われたか変更されたため、今日の分は使い切ったものとします。{}", anew())
        }
    }
}

pub fn why_uncounted(trouble: &Trouble, say: Says<licensing::Error>) -> String {
    match trouble {
        Trouble::NoHome => {
            "変換の回数を数えられません。このアカウントにはホームフォルダーがないため、PICOPRESS_HOME にフォルダーを指定してください".into()
        }
        Trouble::Ledger(ledger::Error::Busy { .. }) => {
            "ほかの実行が変換の回数を記録しています。少し待ってからもう一度お試しください".into()
        }
        Trouble::Ledger(error) => {
            format!("変換の回数を数えられません（{error}）。プログラムのフォルダーに書き込めるか確認してください")
        }
        Trouble::Key(error) => format!("変換の回数を数えられません: {}", say(error)),
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
    }
}

/// "3 時間 12 分"
fn hours(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    format!("{} 時間 {} 分", minutes / 60, minutes % 60)
}
