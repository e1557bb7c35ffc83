//! The account and the plans. What the command line says as well stands in [`crate::i18n::account`]; what would name a
//! command there is said for the window here.

use std::path::Path;

use licensing::Error;
use licensing::entitlement::Standing;
use licensing::keyring::{RecordError, Store};
use licensing::protocol::{Code, Plan, VerdictCode};

use crate::i18n::{catalog, plan_name, won};
use crate::window::screen::account::{Doing, Remedy};

/// The sentences of the account.
pub struct Account {
    /// Heading while nobody is signed in.
    pub signed_out_title: &'static str,
    /// What an account is for.
    pub signed_out_why: &'static str,
    /// Heading of what makes an account.
    pub register_title: &'static str,
    /// Heading of what asks for a new password.
    pub forgotten_title: &'static str,
    /// What happens then.
    pub forgotten_why: &'static str,
    /// Label.
    pub email: &'static str,
    /// Label.
    pub password: &'static str,
    /// Label: the password, once more.
    pub again: &'static str,
    /// Label: what to call the person.
    pub name: &'static str,
    /// What a password must have.
    pub password_rule: &'static str,
    /// What was typed is no address.
    pub email_wrong: &'static str,
    /// No password is typed.
    pub password_missing: &'static str,
    /// It is not typed a second time.
    pub again_missing: &'static str,
    /// The two passwords are not the same.
    pub passwords_differ: &'static str,
    /// Button: sign in.
    pub sign_in: &'static str,
    /// Button: make an account.
    pub register: &'static str,
    /// Button: to what makes an account.
    pub to_register: &'static str,
    /// Button: the password is forgotten.
    pub to_forgotten: &'static str,
    /// Button: back to signing in.
    pub to_sign_in: &'static str,
    /// Button: ask for the mail.
    pub send_mail: &'static str,
    /// An account was asked for: the address. It never says whether the address was known.
    pub registered: fn(&str) -> String,
    /// A mail was asked for: the address. It never says whether the address is known.
    pub mail_sent: fn(&str) -> String,
    /// Where the sign-in is kept.
    pub keep_where: &'static str,
    /// A place for it, in a word or two.
    pub store: fn(Store) -> &'static str,
    /// What the place means.
    pub store_means: fn(Store) -> &'static str,
    /// What is under way.
    pub doing: fn(Doing) -> &'static str,
    /// Why a call failed, and what to do.
    pub error: fn(&Error) -> String,
    /// Why the plan is Free though somebody signed in.
    pub standing: fn(&Standing) -> Option<String>,
    /// The one thing to do about it.
    pub remedy: fn(Remedy) -> &'static str,
    /// Everything is in order.
    pub in_force: &'static str,
    /// It is being looked who is signed in.
    pub opening: &'static str,
    /// What the server knows is being asked for.
    pub asking: &'static str,
    /// Button: ask the server again.
    pub ask_again: &'static str,
    /// The sign-in is forgotten when the program ends.
    pub kept_in_memory: &'static str,
    /// Heading.
    pub devices: &'static str,
    /// Button: remove a device.
    pub remove: &'static str,
    /// Question: the device's name, and how many can still be removed.
    pub remove_question: fn(&str, u32) -> String,
    /// No device can be removed at present.
    pub no_releases: &'static str,
    /// All devices of the plan are taken: what to do.
    pub devices_taken: &'static str,
    /// Button: remove that device and sign in here.
    pub remove_and_sign_in: &'static str,
    /// Button: sign out.
    pub sign_out: &'static str,
    /// What happens then.
    pub sign_out_question: &'static str,
    /// Button: another name.
    pub rename: &'static str,
    /// Button: all that is stored about the person.
    pub export: &'static str,
    /// It was saved there.
    pub exported: fn(&Path) -> String,
    /// Button: another password.
    pub change_password: &'static str,
    /// Label: the present password.
    pub current_password: &'static str,
    /// Label: the new password.
    pub new_password: &'static str,
    /// Button: delete the account.
    pub delete: &'static str,
    /// What goes then.
    pub delete_question: &'static str,
    /// Leave things as they are.
    pub cancel: &'static str,
    /// Heading of the plans.
    pub plans: &'static str,
    /// Prices include the tax.
    pub vat: &'static str,
    /// A price for a month.
    pub month: fn(u32) -> String,
    /// A price for a year.
    pub year: fn(u32) -> String,
    /// Costs nothing.
    pub free_of_charge: &'static str,
    /// Conversions of a day.
    pub per_day: fn(Option<u32>) -> String,
    /// Pictures in one batch.
    pub batch: fn(u32) -> String,
    /// Formats, joined.
    pub formats: fn(&str) -> String,
    /// Whole folders.
    pub folders: &'static str,
    /// Devices at the same time.
    pub devices_count: fn(u32) -> String,
    /// Marks the plan in force.
    pub current: &'static str,
    /// Button: to this plan.
    pub upgrade: fn(Plan) -> String,
    /// Below it: the browser opens.
    pub in_browser: &'static str,
    /// Below it: the server takes no payments so far.
    pub no_checkout: &'static str,
    /// Below it: sign in first.
    pub sign_in_first: &'static str,
    /// The page is open in the browser; the plan is being waited for.
    pub waiting_for: fn(Plan) -> String,
    /// Button: wait no longer.
    pub stop_waiting: &'static str,
    /// Nothing came of it for a while.
    pub waited_long: &'static str,
    /// The new plan is there.
    pub new_plan: fn(Plan) -> String,
    /// The browser could not be opened: the address.
    pub no_browser: fn(&str) -> String,
}

/// English.
pub static EN: Account = Account {
    signed_out_title: "Sign in",
    signed_out_why: "Free works without an account. Sign in to use Basic or Pro on this computer.",
    register_title: "Create an account",
    forgotten_title: "Forgotten password",
    forgotten_why: "We send a mail with a link to choose a new password.",
    email: "E-mail",
    password: "Password",
    again: "Password, once more",
    name: "Name (optional)",
    password_rule: "8 characters or more, with a letter and a digit",
    email_wrong: "This is not an e-mail address yet.",
    password_missing: "Enter the password.",
    again_missing: "Enter the password once more.",
    passwords_differ: "The two passwords are not the same.",
    sign_in: "Sign in",
    register: "Create account",
    to_register: "Create an account",
    to_forgotten: "Forgotten password?",
    to_sign_in: "Back to signing in",
    send_mail: "Send mail",
    registered: |email| {
        format!("A mail is on its way to {email}. Follow its link to confirm the address, then sign in here.")
    },
    mail_sent: |email| format!("If {email} has an account, a mail to choose a new password is on its way."),
    keep_where: "Keep the sign-in",
    store: |store| match store {
        Store::Keyring => "In the keyring",
        Store::File => "In a file",
        Store::Memory => "Only for now",
    },
    store_means: |store| match store {
        Store::Keyring => "Protected by this system. Works up to 7 days without a network.",
        Store::File => "In a file that only you can read. Works up to 3 days without a network.",
        Store::Memory => {
            "Forgotten when Picopress closes. The device stays signed in at the server until you sign out."
        }
    },
    doing: |doing| match doing {
        Doing::SignIn => "Signing in…",
        Doing::Register => "Creating the account…",
        Doing::AskForMail => "Asking for the mail…",
        Doing::SignOut => "Signing out…",
        Doing::RemoveDevice => "Removing the device…",
        Doing::Rename => "Changing the name…",
        Doing::Export => "Getting your data…",
        Doing::ChangePassword => "Changing the password…",
        Doing::Delete => "Deleting the account…",
        Doing::Reload => "Checking the keyring…",
    },
    error: |error| match error {
        Error::Refused(problem) if code_of(&problem.code) == Some(Code::InvalidCredentials) => {
            "The e-mail address or the password is wrong.".into()
        }
        Error::Refused(problem) if code_of(&problem.code) == Some(Code::DeviceLimit) => {
            "All devices of your plan are taken. Sign out on one of them, or remove one.".into()
        }
        Error::NotSignedIn => "You are not signed in.".into(),
        Error::SignedInAlready => "Another account is signed in. Sign out first.".into(),
        Error::Ended(code) => ended_en(*code).into(),
        Error::Record(why) => record_en(why),
        other => sentence("en", other),
    },
    standing: |standing| match standing {
        Standing::Ended(code) => Some(ended_en(*code).into()),
        Standing::OtherMachine => {
            Some("This sign-in was made on another computer. Sign in here again.".into())
        }
        Standing::NoSecret(why) => Some(record_en(why)),
        other => (catalog("en").account.standing)(other),
    },
    remedy: |remedy| match remedy {
        Remedy::Connect => "Connect once",
        Remedy::SignInAgain => "Sign in again",
        Remedy::LookAgain => "Check again",
        Remedy::SignOut => "Sign out",
    },
    in_force: "Your plan is active.",
    opening: "Checking who is signed in…",
    asking: "Checking with the server…",
    ask_again: "Check again",
    kept_in_memory: "This sign-in is forgotten when Picopress closes.",
    devices: "Devices",
    remove: "Remove",
    remove_question: |name, left| {
        format!(
            "Remove {name} from your account? It works as Free from its next contact on. Within these 30 days you can remove {left} more in all."
        )
    },
    no_releases: "Three devices were removed within 30 days already. Sign out on a device itself to free it.",
    devices_taken: "All devices of your plan are taken. Choose one to remove, or sign out on it.",
    remove_and_sign_in: "Remove and sign in here",
    sign_out: "Sign out",
    sign_out_question: "Sign out on this computer? The queue, the history and the backups stay. The plan becomes Free, which counts its own 5 conversions a day.",
    rename: "Change name",
    export: "Get my data",
    exported: |path| format!("Your data is saved: {}", path.display()),
    change_password: "Change password",
    current_password: "Current password",
    new_password: "New password",
    delete: "Delete account",
    delete_question: "The account, its devices and its subscription are deleted and cannot be brought back. Your pictures, history and backups stay on this computer. Type your password to confirm.",
    cancel: "Cancel",
    plans: "Plans",
    vat: "VAT included",
    month: |price| format!("₩{} a month", won(price)),
    year: |price| format!("or ₩{} a year: two months free", won(price)),
    free_of_charge: "Free of charge",
    per_day: |count| match count {
        Some(count) => format!("{count} conversions a day"),
        None => "Unlimited conversions".into(),
    },
    batch: |count| match count {
        1 => "One picture at a time".into(),
        count => format!("{count} pictures in a batch"),
    },
    formats: |formats| formats.to_owned(),
    folders: "Whole folders",
    devices_count: |count| match count {
        1 => "1 device".into(),
        count => format!("{count} devices"),
    },
    current: "Your plan",
    upgrade: |plan| format!("Get {}", plan_name(plan)),
    in_browser: "Opens in the browser",
    no_checkout: "Payment is not open yet.",
    sign_in_first: "Sign in first",
    waiting_for: |plan| {
        format!(
            "Finish the payment in the browser. {} starts here by itself as soon as it is paid.",
            plan_name(plan)
        )
    },
    stop_waiting: "Stop waiting",
    waited_long: "No payment arrived so far. Check again here when you have paid.",
    new_plan: |plan| format!("You are on {} now. Thank you!", plan_name(plan)),
    no_browser: |address| format!("The browser could not be opened. The address is {address}"),
};

/// Korean.
pub static KO: Account = Account {
    signed_out_title: "로그인",
    signed_out_why: "Free는 계정 없이 쓸 수 있습니다.\n이 컴퓨터에서 Basic이나 Pro를 쓰려면 로그인하세요.",
    register_title: "계정 만들기",
    forgotten_title: "비밀번호 찾기",
    forgotten_why: "새 비밀번호를 정할 수 있는 링크를 메일로 보내 드립니다.",
    email: "이메일",
    password: "비밀번호",
    again: "비밀번호 확인",
    name: "이름 (선택)",
    password_rule: "8자 이상, 영문자와 숫자 포함",
    email_wrong: "이메일 주소를 끝까지 입력하세요.",
    password_missing: "비밀번호를 입력하세요.",
    again_missing: "비밀번호를 한 번 더 입력하세요.",
    passwords_differ: "두 비밀번호가 서로 다릅니다.",
    sign_in: "로그인",
    register: "계정 만들기",
    to_register: "계정 만들기",
    to_forgotten: "비밀번호를 잊으셨나요?",
    to_sign_in: "로그인으로 돌아가기",
    send_mail: "메일 보내기",
    registered: |email| {
        format!(
            "{email} 주소로 메일을 보냈습니다. 메일의 링크를 눌러 주소를 확인한 뒤 여기에서 로그인하세요."
        )
    },
    mail_sent: |email| format!("{email} 계정이 있다면 새 비밀번호를 정하는 메일이 도착합니다."),
    keep_where: "로그인 정보 보관",
    store: |store| match store {
        Store::Keyring => "키 모음",
        Store::File => "파일",
        Store::Memory => "이번만",
    },
    store_means: |store| match store {
        Store::Keyring => "시스템이 보호합니다. 인터넷 없이 7일까지 쓸 수 있습니다.",
        Store::File => "본인만 읽을 수 있는 파일에 보관합니다. 인터넷 없이 3일까지 쓸 수 있습니다.",
        Store::Memory => "Picopress를 닫으면 잊습니다. 로그아웃하기 전까지 서버에는 이 기기가 남아 있습니다.",
    },
    doing: |doing| match doing {
        Doing::SignIn => "로그인하는 중…",
        Doing::Register => "계정을 만드는 중…",
        Doing::AskForMail => "메일을 요청하는 중…",
        Doing::SignOut => "로그아웃하는 중…",
        Doing::RemoveDevice => "기기를 제거하는 중…",
        Doing::Rename => "이름을 바꾸는 중…",
        Doing::Export => "내 데이터를 받는 중…",
        Doing::ChangePassword => "비밀번호를 바꾸는 중…",
        Doing::Delete => "계정을 삭제하는 중…",
        Doing::Reload => "키 모음을 확인하는 중…",
    },
    error: |error| match error {
        Error::Refused(problem) if code_of(&problem.code) == Some(Code::InvalidCredentials) => {
            "이메일 주소나 비밀번호가 맞지 않습니다.".into()
        }
        Error::Refused(problem) if code_of(&problem.code) == Some(Code::DeviceLimit) => {
            "요금제에서 쓸 수 있는 기기가 모두 찼습니다. 그중 하나에서 로그아웃하거나 하나를 제거하세요."
                .into()
        }
        Error::NotSignedIn => "로그인되어 있지 않습니다.".into(),
        Error::SignedInAlready => "다른 계정으로 로그인되어 있습니다. 먼저 로그아웃하세요.".into(),
        Error::Ended(code) => ended_ko(*code).into(),
        Error::Record(why) => record_ko(why),
        other => sentence("ko", other),
    },
    standing: |standing| match standing {
        Standing::Ended(code) => Some(ended_ko(*code).into()),
        Standing::OtherMachine => {
            Some("다른 컴퓨터에서 로그인한 정보입니다. 이 컴퓨터에서 다시 로그인하세요.".into())
        }
        Standing::NoSecret(why) => Some(record_ko(why)),
        other => (catalog("ko").account.standing)(other),
    },
    remedy: |remedy| match remedy {
        Remedy::Connect => "한 번 연결하기",
        Remedy::SignInAgain => "다시 로그인",
        Remedy::LookAgain => "다시 확인",
        Remedy::SignOut => "로그아웃",
    },
    in_force: "요금제를 쓸 수 있습니다.",
    opening: "로그인 상태를 확인하는 중…",
    asking: "서버에 확인하는 중…",
    ask_again: "다시 확인",
    kept_in_memory: "이 로그인은 Picopress를 닫으면 사라집니다.",
    devices: "기기",
    remove: "제거",
    remove_question: |name, left| {
        format!(
            "{name} 기기를 계정에서 제거할까요? 그 기기는 다음에 연결될 때부터 Free로 작동합니다. 앞으로 30일 안에 모두 {left}대까지 제거할 수 있습니다."
        )
    },
    no_releases: "30일 동안 제거할 수 있는 3대를 모두 썼습니다. 해당 기기에서 직접 로그아웃하면 자리가 납니다.",
    devices_taken: "요금제에서 쓸 수 있는 기기가 모두 찼습니다. 제거할 기기를 고르거나 그 기기에서 로그아웃하세요.",
    remove_and_sign_in: "제거하고 여기에서 로그인",
    sign_out: "로그아웃",
    sign_out_question: "이 컴퓨터에서 로그아웃할까요? 목록과 기록, 원본 백업은 그대로 남습니다. 요금제는 Free가 되며, 하루 5장을 따로 셉니다.",
    rename: "이름 바꾸기",
    export: "내 데이터 받기",
    exported: |path| format!("내 데이터를 저장했습니다: {}", path.display()),
    change_password: "비밀번호 바꾸기",
    current_password: "현재 비밀번호",
    new_password: "새 비밀번호",
    delete: "계정 삭제",
    delete_question: "계정과 기기, 구독이 삭제되며 되돌릴 수 없습니다. 사진과 기록, 원본 백업은 이 컴퓨터에 그대로 남습니다. 확인을 위해 비밀번호를 입력하세요.",
    cancel: "취소",
    plans: "요금제",
    vat: "부가세 포함",
    month: |price| format!("월 {}원", won(price)),
    year: |price| format!("또는 연 {}원: 두 달 무료", won(price)),
    free_of_charge: "무료",
    per_day: |count| match count {
        Some(count) => format!("하루 {count}장 변환"),
        None => "변환 무제한".into(),
    },
    batch: |count| match count {
        1 => "한 번에 한 장".into(),
        count => format!("한 번에 {count}장"),
    },
    formats: |formats| formats.to_owned(),
    folders: "폴더 통째로 변환",
    devices_count: |count| format!("기기 {count}대"),
    current: "현재 요금제",
    upgrade: |plan| format!("{} 시작하기", plan_name(plan)),
    in_browser: "브라우저에서 열립니다",
    no_checkout: "아직 결제가 열리지 않았습니다.",
    sign_in_first: "먼저 로그인하세요",
    waiting_for: |plan| {
        format!(
            "브라우저에서 결제를 마치세요. 결제되면 {} 요금제가 여기에서 바로 시작됩니다.",
            plan_name(plan)
        )
    },
    stop_waiting: "그만 기다리기",
    waited_long: "아직 결제가 확인되지 않았습니다. 결제를 마쳤다면 여기에서 다시 확인하세요.",
    new_plan: |plan| format!("이제 {} 요금제입니다. 고맙습니다!", plan_name(plan)),
    no_browser: |address| format!("브라우저를 열지 못했습니다. 주소: {address}"),
};

/// Japanese.
pub static JA: Account = Account {
    signed_out_title: "サインイン",
    signed_out_why: "Freeはアカウントなしで使えます。このパソコンでBasicやProを使うにはサインインしてください。",
    register_title: "アカウントを作成",
    forgotten_title: "パスワードをお忘れの場合",
    forgotten_why: "新しいパスワードを決めるためのリンクをメールでお送りします。",
    email: "メールアドレス",
    password: "パスワード",
    again: "パスワード(確認)",
    name: "お名前(任意)",
    password_rule: "8文字以上、英字と数字を含む",
    email_wrong: "メールアドレスを最後まで入力してください。",
    password_missing: "パスワードを入力してください。",
    again_missing: "パスワードをもう一度入力してください。",
    passwords_differ: "2つのパスワードが一致しません。",
    sign_in: "サインイン",
    register: "アカウントを作成",
    to_register: "アカウントを作成",
    to_forgotten: "パスワードをお忘れですか？",
    to_sign_in: "サインインに戻る",
    send_mail: "メールを送る",
    registered: |email| {
        format!(
            "{email} にメールを送りました。メールのリンクでアドレスを確認してから、ここでサインインしてください。"
        )
    },
    mail_sent: |email| format!("{email} のアカウントがあれば、新しいパスワードを決めるメールが届きます。"),
    keep_where: "サインイン情報の保管",
    store: |store| match store {
        Store::Keyring => "キーリング",
        Store::File => "ファイル",
        Store::Memory => "今回だけ",
    },
    store_means: |store| match store {
        Store::Keyring => "システムが保護します。ネットワークなしで7日まで使えます。",
        Store::File => "本人だけが読めるファイルに保管します。ネットワークなしで3日まで使えます。",
        Store::Memory => "Picopressを閉じると忘れます。サインアウトするまでサーバーにはこの端末が残ります。",
    },
    doing: |doing| match doing {
        Doing::SignIn => "サインインしています…",
        Doing::Register => "アカウントを作成しています…",
        Doing::AskForMail => "メールを依頼しています…",
        Doing::SignOut => "サインアウトしています…",
        Doing::RemoveDevice => "端末を解除しています…",
        Doing::Rename => "お名前を変更しています…",
        Doing::Export => "データを受け取っています…",
        Doing::ChangePassword => "パスワードを変更しています…",
        Doing::Delete => "アカウントを削除しています…",
        Doing::Reload => "キーリングを確認しています…",
    },
    error: |error| match error {
        Error::Refused(problem) if code_of(&problem.code) == Some(Code::InvalidCredentials) => {
            "メールアドレスまたはパスワードが違います。".into()
        }
        Error::Refused(problem) if code_of(&problem.code) == Some(Code::DeviceLimit) => {
            "プランで使える端末がすべて埋まっています。どれかでサインアウトするか、1台を解除してください。"
                .into()
        }
        Error::NotSignedIn => "サインインしていません。".into(),
        Error::SignedInAlready => {
            "別のアカウントでサインインしています。先にサインアウトしてください。".into()
        }
        Error::Ended(code) => ended_ja(*code).into(),
        Error::Record(why) => record_ja(why),
        other => sentence("ja", other),
    },
    standing: |standing| match standing {
        Standing::Ended(code) => Some(ended_ja(*code).into()),
        Standing::OtherMachine => {
            Some("別のパソコンでのサインインです。このパソコンでもう一度サインインしてください。".into())
        }
        Standing::NoSecret(why) => Some(record_ja(why)),
        other => (catalog("ja").account.standing)(other),
    },
    remedy: |remedy| match remedy {
        Remedy::Connect => "一度接続する",
        Remedy::SignInAgain => "もう一度サインイン",
        Remedy::LookAgain => "もう一度確認",
        Remedy::SignOut => "サインアウト",
    },
    in_force: "プランは有効です。",
    opening: "サインインの状態を確認しています…",
    asking: "サーバーに確認しています…",
    ask_again: "もう一度確認",
    kept_in_memory: "このサインインはPicopressを閉じると消えます。",
    devices: "端末",
    remove: "解除",
    remove_question: |name, left| {
        format!(
            "{name} をアカウントから解除しますか？その端末は次の接続からFreeになります。この30日間に解除できるのは全部であと{left}台です。"
        )
    },
    no_releases: "30日間に解除できる3台をすべて使いました。その端末でサインアウトすると空きができます。",
    devices_taken: "プランで使える端末がすべて埋まっています。解除する端末を選ぶか、その端末でサインアウトしてください。",
    remove_and_sign_in: "解除してここでサインイン",
    sign_out: "サインアウト",
    sign_out_question: "このパソコンでサインアウトしますか？一覧、履歴、元画像のバックアップはそのまま残ります。プランはFreeになり、1日5枚を別に数えます。",
    rename: "お名前を変更",
    export: "自分のデータを保存",
    exported: |path| format!("データを保存しました: {}", path.display()),
    change_password: "パスワードを変更",
    current_password: "現在のパスワード",
    new_password: "新しいパスワード",
    delete: "アカウントを削除",
    delete_question: "アカウント、端末、購読が削除され、元に戻せません。画像、履歴、元画像のバックアップはこのパソコンに残ります。確認のためパスワードを入力してください。",
    cancel: "キャンセル",
    plans: "プラン",
    vat: "税込",
    month: |price| format!("月額{}ウォン", won(price)),
    year: |price| format!("または年額{}ウォン(2か月分無料)", won(price)),
    free_of_charge: "無料",
    per_day: |count| match count {
        Some(count) => format!("1日{count}枚まで変換"),
        None => "変換は無制限".into(),
    },
    batch: |count| match count {
        1 => "一度に1枚".into(),
        count => format!("一度に{count}枚"),
    },
    formats: |formats| formats.to_owned(),
    folders: "フォルダーごと変換",
    devices_count: |count| format!("端末{count}台"),
    current: "現在のプラン",
    upgrade: |plan| format!("{}にする", plan_name(plan)),
    in_browser: "ブラウザーで開きます",
    no_checkout: "お支払いの受付はまだ始まっていません。",
    sign_in_first: "先にサインインしてください",
    waiting_for: |plan| {
        format!(
            "ブラウザーでお支払いを済ませてください。確認でき次第、ここで{}が始まります。",
            plan_name(plan)
        )
    },
    stop_waiting: "待つのをやめる",
    waited_long: "お支払いはまだ確認できません。お済みでしたら、ここでもう一度確認してください。",
    new_plan: |plan| format!("{}になりました。ありがとうございます！", plan_name(plan)),
    no_browser: |address| format!("ブラウザーを開けませんでした。アドレス: {address}"),
};

fn code_of(name: &str) -> Option<Code> {
    Code::from_name(name)
}

/// What the command line says, as a sentence.
fn sentence(tag: &str, error: &Error) -> String {
    let end = if tag == "ja" { "。" } else { "." };
    crate::i18n::sentence(&(catalog(tag).account.error)(error), end)
}

fn ended_en(code: VerdictCode) -> &'static str {
    match code {
        VerdictCode::DeviceRemoved => "This device was removed from your account. Sign in again to use it.",
        VerdictCode::LicenceSuspended => "Your subscription was stopped. Please write to us.",
        VerdictCode::SessionRevoked => {
            "This sign-in was ended, for example because the password was changed. Sign in again."
        }
        VerdictCode::AccountDeleted => "This account was deleted.",
    }
}

fn ended_ko(code: VerdictCode) -> &'static str {
    match code {
        VerdictCode::DeviceRemoved => "이 기기는 계정에서 제거되었습니다. 다시 쓰려면 로그인하세요.",
        VerdictCode::LicenceSuspended => "구독이 중지되었습니다. 저희에게 문의해 주세요.",
        VerdictCode::SessionRevoked => "비밀번호 변경 등으로 로그인이 끝났습니다. 다시 로그인하세요.",
        VerdictCode::AccountDeleted => "삭제된 계정입니다.",
    }
}

fn ended_ja(code: VerdictCode) -> &'static str {
    match code {
        VerdictCode::DeviceRemoved => {
            "この端末はアカウントから解除されました。使うにはもう一度サインインしてください。"
        }
        VerdictCode::LicenceSuspended => "ご契約は停止されています。お問い合わせください。",
        VerdictCode::SessionRevoked => {
            "パスワードの変更などにより、サインインが終了しました。もう一度サインインしてください。"
        }
        VerdictCode::AccountDeleted => "このアカウントは削除されています。",
    }
}

fn record_en(error: &RecordError) -> String {
    match error {
        RecordError::Absent => "This system has no keyring. Choose below where else to keep the sign-in.".into(),
        RecordError::Locked | RecordError::Dismissed => "The keyring is locked. Unlock it and check again.".into(),
        RecordError::TimedOut => {
            "The keyring does not answer. Check again in a moment, or choose below where else to keep the sign-in.".into()
        }
        RecordError::LostOrLocked => {
            "The keyring is locked or no longer has the sign-in. Unlock it and check again, or sign in anew.".into()
        }
        RecordError::Damaged => "The stored sign-in is damaged. Sign in again.".into(),
        RecordError::Busy => "Another window of Picopress is signing in or out. Check again in a moment.".into(),
        RecordError::Exposed(path) => {
            format!("{} can be read by others. Make it yours alone, then check again.", path.display())
        }
        RecordError::Io { path, why } => format!("{}: {why}", path.display()),
        RecordError::Taken => "A sign-in is stored already. Check again.".into(),
        RecordError::TooLong | RecordError::Ambiguous | RecordError::Failed(_) => {
            format!("The keyring cannot be used ({error}). Choose below where else to keep the sign-in.")
        }
    }
}

fn record_ko(error: &RecordError) -> String {
    match error {
        RecordError::Absent => {
            "이 시스템에는 키 모음이 없습니다. 로그인 정보를 어디에 보관할지 아래에서 고르세요.".into()
        }
        RecordError::Locked | RecordError::Dismissed => {
            "키 모음이 잠겨 있습니다. 잠금을 풀고 다시 확인하세요.".into()
        }
        RecordError::TimedOut => {
            "키 모음이 응답하지 않습니다. 잠시 뒤 다시 확인하거나, 로그인 정보를 보관할 곳을 아래에서 고르세요."
                .into()
        }
        RecordError::LostOrLocked => {
            "키 모음이 잠겨 있거나 로그인 정보가 사라졌습니다. 잠금을 풀고 다시 확인하거나 새로 로그인하세요."
                .into()
        }
        RecordError::Damaged => "저장된 로그인 정보가 손상되었습니다. 다시 로그인하세요.".into(),
        RecordError::Busy => {
            "다른 Picopress 창이 로그인 또는 로그아웃하는 중입니다. 잠시 뒤 다시 확인하세요.".into()
        }
        RecordError::Exposed(path) => {
            format!(
                "{} 파일을 다른 사람이 읽을 수 있습니다. 본인만 읽게 바꾼 뒤 다시 확인하세요.",
                path.display()
            )
        }
        RecordError::Io { path, why } => format!("{}: {why}", path.display()),
        RecordError::Taken => "이미 로그인 정보가 있습니다. 다시 확인하세요.".into(),
        RecordError::TooLong | RecordError::Ambiguous | RecordError::Failed(_) => {
            format!("키 모음을 쓸 수 없습니다({error}). 로그인 정보를 보관할 곳을 아래에서 고르세요.")
        }
    }
}

fn record_ja(error: &RecordError) -> String {
    match error {
        RecordError::Absent => {
            "このシステムにはキーリングがありません。サインイン情報の保管場所を下で選んでください。".into()
        }
        RecordError::Locked | RecordError::Dismissed => {
            "キーリングがロックされています。ロックを解除してからもう一度確認してください。".into()
        }
        RecordError::TimedOut => {
            "キーリングが応答しません。しばらくしてからもう一度確認するか、保管場所を下で選んでください。".into()
        }
        RecordError::LostOrLocked => {
            "キーリングがロックされているか、サインイン情報がありません。ロックを解除してもう一度確認するか、サインインし直してください。"
                .into()
        }
        RecordError::Damaged => "保存されたサインイン情報が壊れています。もう一度サインインしてください。".into(),
        RecordError::Busy => {
            "別のPicopressがサインインまたはサインアウトの途中です。しばらくしてからもう一度確認してください。".into()
        }
        RecordError::Exposed(path) => {
            format!(
                "{} をほかの人が読めます。本人だけが読めるようにしてから、もう一度確認してください。",
                path.display()
            )
        }
        RecordError::Io { path, why } => format!("{}: {why}", path.display()),
        RecordError::Taken => "サインイン情報がすでにあります。もう一度確認してください。".into(),
        RecordError::TooLong | RecordError::Ambiguous | RecordError::Failed(_) => {
            format!("キーリングを使えません({error})。サインイン情報の保管場所を下で選んでください。")
        }
    }
}
