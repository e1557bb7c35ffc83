//! What the letters say, in the languages of the accounts.

use super::Letter;
use crate::domain::text::Language::{self, English, Japanese, Korean};

/// Subject and text of a letter.
pub fn write(letter: Letter, language: Language, link: Option<&str>) -> (&'static str, String) {
    let (subject, body) = words(letter, language);
    let link = link.unwrap_or("");
    (subject, body.replace("{link}", link))
}

fn words(letter: Letter, language: Language) -> (&'static str, &'static str) {
    match (letter, language) {
        (Letter::Verify, English) => (
            "Confirm your e-mail address",
            "Welcome to Picopress.\n\nPlease open this link to confirm your address. It works once, for two days:\n\n\
             {link}\n\nIf you did not register, you need not do anything.\n",
        ),
        (Letter::Verify, Korean) => (
            "이메일 주소를 확인해 주세요",
            "Picopress에 가입해 주셔서 감사합니다.\n\n아래 링크를 열어 이메일 주소를 확인해 주세요. 링크는 이틀 동안 한 번만 \
             사용할 수 있습니다.\n\n{link}\n\n직접 가입하지 않으셨다면 이 메일을 무시하셔도 됩니다.\n",
        ),
        (Letter::Verify, Japanese) => (
            "メールアドレスの確認をお願いします",
            "Picopress にご登録いただきありがとうございます。\n\n次のリンクを開いて、メールアドレスをご確認ください。\
             リンクは二日間、一度だけ使えます。\n\n{link}\n\nお心当たりのない場合は、何もなさる必要はありません。\n",
        ),
        (Letter::AlreadyRegistered, English) => (
            "You already have an account",
            "Somebody, perhaps you, tried to register this address with Picopress. It has an account already: sign in \
             with it, or ask for a new password.\n\nIf it was not you, you need not do anything.\n",
        ),
        (Letter::AlreadyRegistered, Korean) => (
            "이미 가입된 이메일 주소입니다",
            "이 이메일 주소로 Picopress에 가입하려는 시도가 있었습니다. 이미 계정이 있으니 로그인하시거나 비밀번호 \
             재설정을 요청해 주세요.\n\n본인이 아니라면 이 메일을 무시하셔도 됩니다.\n",
        ),
        (Letter::AlreadyRegistered, Japanese) => (
            "すでにアカウントをお持ちです",
            "このメールアドレスで Picopress への登録が試みられました。すでにアカウントがありますので、サインインするか、\
             パスワードの再設定をお申し込みください。\n\nお心当たりのない場合は、何もなさる必要はありません。\n",
        ),
        (Letter::Reset, English) => (
            "Choose a new password",
            "Please open this link to choose a new password for Picopress. It works once, for one hour:\n\n{link}\n\n\
             If you did not ask for it, your password stays as it is.\n",
        ),
        (Letter::Reset, Korean) => (
            "새 비밀번호를 설정해 주세요",
            "아래 링크를 열어 Picopress의 새 비밀번호를 설정해 주세요. 링크는 한 시간 동안 한 번만 사용할 수 있습니다.\n\n\
             {link}\n\n요청하지 않으셨다면 비밀번호는 그대로 유지됩니다.\n",
        ),
        (Letter::Reset, Japanese) => (
            "新しいパスワードの設定",
            "次のリンクを開いて、Picopress の新しいパスワードを設定してください。リンクは一時間、一度だけ使えます。\n\n\
             {link}\n\nお申し込みでない場合、パスワードはそのままです。\n",
        ),
        (Letter::PasswordChanged, English) => (
            "Your password was changed",
            "The password of your Picopress account was changed, and other devices were signed out.\n\nIf it was not \
             you, please ask for a new password at once.\n",
        ),
        (Letter::PasswordChanged, Korean) => (
            "비밀번호가 변경되었습니다",
            "Picopress 계정의 비밀번호가 변경되어 다른 기기에서 로그아웃되었습니다.\n\n본인이 변경하지 않으셨다면 즉시 \
             비밀번호 재설정을 요청해 주세요.\n",
        ),
        (Letter::PasswordChanged, Japanese) => (
            "パスワードが変更されました",
            "Picopress のアカウントのパスワードが変更され、ほかのデバイスはサインアウトされました。\n\nお心当たりのない\
             場合は、すぐにパスワードの再設定をお申し込みください。\n",
        ),
    }
}
