//! Japanese, about accounts.

use licensing::entitlement::Standing;
use licensing::keyring::RecordError;
use licensing::protocol::{Code, Format, Plan, VerdictCode};
use licensing::{Error, Trouble};

use crate::i18n::account::{Account, Doctor, system_name};
use crate::i18n::{plan_name, won};

pub(in crate::i18n) static ACCOUNT: Account = Account {
    ask_email: "メールアドレス: ",
    ask_password: "パスワード: ",
    ask_new_password: "新しいパスワード（8文字以上、英字と数字を含む）: ",
    ask_again: "もう一度: ",
    passwords_differ: "二つのパスワードが一致しません。何も送信していません",
    nobody_to_ask: "ここでは入力を求められません。メールアドレスを指定し、パスワードは --password-stdin で渡してください",
    registered: |email| {
        format!(
            "{email} にメールを送りました。メールのリンクでアドレスを確認してから、サインインしてください: picopress login {email}"
        )
    },
    reset_sent: |email| {
        format!("{email} のアカウントがあれば、新しいパスワードを決めるためのメールが届きます。")
    },
    signed_in: |email, plan| format!("{email} でサインインしました。プラン: {}", plan_name(plan)),
    kept_in_file: "サインイン情報はキーリングではなく、本人だけが読めるファイルに保存します。ネットワークなしで使えるのは7日ではなく3日です。",
    signed_out: "サインアウトしました。今日の変換回数はそのまま残ります。",
    signed_out_here: "このコンピューターからサインアウトしました。サーバーには接続でき次第伝えます。",
    nobody: "サインインしていません。無料プランにアカウントは不要です。",
    who: |email, plan| format!("{email}: {}", plan_name(plan)),
    paid_through: |until, renews| match renews {
        true => format!("{until} まで支払い済みで、その後自動的に更新されます。"),
        false => format!("{until} まで支払い済みで、その後終了します。"),
    },
    today: |used, limit, reset| match limit {
        Some(limit) => format!(
            "今日: {limit} 回中 {used} 回使用、残り {} 回。{reset} に数え直します。",
            limit.saturating_sub(used)
        ),
        None => format!("今日: {used} 回変換、制限なし。"),
    },
    count_lost: "今日の記録が失われたか変更されたため、今日の回数はすべて使ったものとして扱います。翌日に数え直し、サインインしていればサーバーに接続でき次第正しくなります。",
    offline: |days, until| format!("ネットワークなしであと {days} 日使えます（{until} まで）。"),
    standing,
    no_contact: "サーバーに接続できませんでした",
    error,
    devices: |count, limit, releases| {
        format!("端末 {limit} 台中 {count} 台を使用。この30日間にあと {releases} 台解除できます")
    },
    nameless: |platform| match system_name(platform) {
        Some(system) => format!("{system} の端末"),
        None => "名前のない端末".into(),
    },
    this_device: "この端末",
    last_seen: |when| format!("最終接続 {when}"),
    removed: "端末を解除しました。その端末は次にサーバーへ接続したときから無料プランで動作します。",
    renamed: "お名前を変更しました。",
    password_changed: "パスワードを変更しました。ほかの端末ではもう一度サインインが必要です。",
    deleted: "アカウントを削除しました。PicopressはFreeとして引き続き使えます。",
    plan,
    doctor: Doctor {
        codecs: "コーデック",
        folder: "プログラムのフォルダー",
        writable: "書き込めます",
        keys: "信頼する鍵",
        trusted: |count| format!("{count} 個"),
        keyring: "キーリング",
        answers: "応答あり",
        server: "サーバー",
        reached: |seconds| match seconds.abs() {
            0..60 => "応答あり、時計は合っています".into(),
            _ => format!("応答あり。このコンピューターの時計が {seconds} 秒ずれていますが、支障はありません"),
        },
        ledger: "今日の記録",
        sound: "正常",
        machine: "一括変換に使う資源",
    },
};

fn plan(plan: Plan) -> String {
    let (price, limits) = (plan.price(), plan.limits());
    let mut parts = vec![match limits.per_day {
        Some(count) => format!("1日 {count} 回変換"),
        None => "変換は無制限".into(),
    }];
    parts.push(if limits.formats.contains(&Format::Avif) { "WebP と AVIF" } else { "WebP" }.into());
    parts.push(match limits.batch {
        1 => "一度に1ファイル".into(),
        batch => format!("一度に {batch} ファイル"),
    });
    parts.extend(limits.folder.then(|| "フォルダー変換".into()));
    parts.push(format!("端末 {} 台", limits.devices));
    let cost = match price.month_krw {
        0 => "無料".into(),
        month => format!("月 {} ウォンまたは年 {} ウォン", won(month), won(price.year_krw)),
    };
    format!("{}: {cost}。{}", plan_name(plan), parts.join("、"))
}

fn standing(standing: &Standing) -> Option<String> {
    Some(match standing {
        Standing::Opening | Standing::Anonymous | Standing::InForce(_) => return None,
        Standing::GraceOver { .. } => {
            "ネットワークなしで使える期間が終わり、今は無料プランで動作します。一度接続すればすべて元に戻ります。".into()
        }
        Standing::NoEntitlement => {
            "サーバーからまだプランを確認できていません。一度接続してください。それまでは無料プランで動作します。".into()
        }
        Standing::Ended(code) => ended(*code).into(),
        Standing::OtherMachine => {
            "別のコンピューターでのサインイン情報です。ここでサインインしてください: picopress login".into()
        }
        Standing::Outdated => {
            "古いライセンスに戻されています。一度接続すればすべて元に戻ります。それまでは無料プランで動作します。".into()
        }
        Standing::Unreadable => {
            "保存されたライセンスが壊れているか変更されています。一度接続すればすべて元に戻ります。それまでは無料プランで動作します。"
                .into()
        }
        Standing::NoSecret(why) => place(why),
    })
}

fn ended(code: VerdictCode) -> &'static str {
    match code {
        VerdictCode::DeviceRemoved => {
            "この端末はアカウントから解除されました。また使うにはサインインしてください: picopress login"
        }
        VerdictCode::LicenceSuspended => "サブスクリプションが停止されました。お問い合わせください。",
        VerdictCode::SessionRevoked => {
            "パスワードの変更などによりサインインが終了しました。もう一度サインインしてください: picopress login"
        }
        VerdictCode::AccountDeleted => "このアカウントは削除されました。",
    }
}

fn error(error: &Error) -> String {
    match error {
        Error::Offline(why) => offline(why),
        Error::Refused(problem) => match Code::from_name(&problem.code) {
            Some(code) => refused(code, problem.retry_after),
            None => format!(
                "サーバーに拒否されました（{}）。新しいバージョンの Picopress なら理由が分かるかもしれません",
                problem.code
            ),
        },
        Error::Ended(code) => ended(*code).into(),
        Error::Record(why) => place(why),
        Error::NotSignedIn => "サインインしていません。先にサインインしてください: picopress login".into(),
        Error::SignedInAlready => {
            "別のアカウントでサインインしています。先にサインアウトしてください: picopress logout".into()
        }
        Error::Untrusted(_) => {
            "サーバーの応答を信頼できる署名で確認できなかったため、何も変更していません。新しいバージョンがないか確認してください"
                .into()
        }
        Error::File { path, why } => format!("{}: {why}", path.display()),
        _ => error.to_string(),
    }
}

fn offline(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Address(_) => {
            "PICOPRESS_API のサーバーアドレスは使えません。https:// で始まる必要があります".into()
        }
        Trouble::NoClient(_) => "このシステムには認証局の一覧がなく、安全に接続できません".into(),
        Trouble::Dns | Trouble::Connect => {
            "サーバーに接続できません。ネットワークを確認して、もう一度お試しください".into()
        }
        Trouble::Timeout => "サーバーが時間内に応答しません。もう一度お試しください".into(),
        Trouble::Tls => {
            "サーバーと安全に接続できません。途中の機器か、このコンピューターの時計が原因かもしれません"
                .into()
        }
        Trouble::ProxyAuth => {
            "プロキシが名前とパスワードを求めています。システム設定のプロキシのアドレスに加えてください"
                .into()
        }
        Trouble::CaptivePortal => {
            "このネットワークは先にサインインが必要です。ブラウザーで何かページを開いてください".into()
        }
        Trouble::Server(_) => "サーバーに問題があります。しばらくしてからお試しください".into(),
        Trouble::RateLimited { .. } => "リクエストが多すぎます。数分後にお試しください".into(),
        Trouble::BadBody => "応答したのは当社のサーバーではありません。ネットワークを確認してください".into(),
        _ => trouble.to_string(),
    }
}

fn refused(code: Code, retry_after: Option<u32>) -> String {
    match code {
        Code::InvalidCredentials => {
            "メールアドレスかパスワードが違います。お忘れの場合: picopress login --forgot".into()
        }
        Code::WeakPassword => {
            "パスワードが簡単すぎます。8文字以上で英字と数字を含み、よくあるものは避けてください".into()
        }
        Code::DeviceLimit => {
            "プランの端末をすべて使っています。次のどれかでサインアウトするか、1台を解除してください: picopress login --release-device ID".into()
        }
        Code::ReleaseLimit => {
            "30日間にすでに3台解除しています。しばらく待つか、その端末でサインアウトしてください".into()
        }
        Code::ClientTooOld => {
            "このバージョンはサーバーには古すぎます。新しいバージョンを入手してください".into()
        }
        Code::RateLimited => match retry_after {
            Some(seconds) => format!("試行が多すぎます。{seconds} 秒後にお試しください"),
            None => "試行が多すぎます。後でお試しください".into(),
        },
        Code::NotFound => "サーバーにその項目はありません".into(),
        Code::ValidationFailed => {
            "サーバーに受け付けられません。メールアドレスが正しいか確認してください".into()
        }
        code => format!("サーバーに拒否されました（{}）", code.name()),
    }
}

fn place(error: &RecordError) -> String {
    match error {
        RecordError::Absent => {
            "このシステムにはキーリングがありません。キーリングなしで使うには: picopress login --store file".into()
        }
        RecordError::Locked | RecordError::Dismissed => {
            "キーリングがロックされています。解除してから、もう一度お試しください".into()
        }
        RecordError::TimedOut => {
            "キーリングが応答しません。デスクトップに入り直すか、次のようにしてください: picopress login --store file".into()
        }
        RecordError::LostOrLocked => {
            "キーリングがロックされているか、サインイン情報が失われています。ロックを解除するか、もう一度サインインしてください: picopress login"
                .into()
        }
        RecordError::Damaged => {
            "保存されたサインイン情報が壊れています。もう一度サインインしてください: picopress login".into()
        }
        RecordError::Busy => {
            "別の Picopress がサインインまたはサインアウトの途中です。もう一度お試しください".into()
        }
        RecordError::Exposed(path) => {
            format!("{} を他の人が読めます。本人だけが読めるようにしてください: chmod 600", path.display())
        }
        RecordError::Io { path, why } => format!("{}: {why}", path.display()),
        RecordError::Taken => {
            "すでにサインインしています。先にサインアウトしてください: picopress logout".into()
        }
        RecordError::TooLong | RecordError::Ambiguous | RecordError::Failed(_) => {
            format!("キーリングを使えません（{error}）。キーリングなしで使うには: picopress login --store file")
        }
    }
}
