//! Korean, about accounts.

use licensing::entitlement::Standing;
use licensing::keyring::RecordError;
use licensing::protocol::{Code, Format, Plan, VerdictCode};
use licensing::{Error, Trouble};

use crate::i18n::account::{Account, Doctor, system_name};
use crate::i18n::{plan_name, won};

pub(in crate::i18n) static ACCOUNT: Account = Account {
    ask_email: "이메일: ",
    ask_password: "비밀번호: ",
    ask_new_password: "새 비밀번호 (8자 이상, 영문자와 숫자 포함): ",
    ask_again: "한 번 더: ",
    passwords_differ: "두 비밀번호가 서로 다릅니다. 아무것도 보내지 않았습니다",
    nobody_to_ask: "여기서는 물어볼 수 없습니다. 이메일 주소를 적고 비밀번호는 --password-stdin으로 넘겨 주세요",
    registered: |email| {
        format!(
            "{email} 주소로 메일을 보냈습니다. 메일의 링크를 눌러 주소를 확인한 뒤 로그인하세요: picopress login {email}"
        )
    },
    reset_sent: |email| format!("{email} 계정이 있다면 새 비밀번호를 정하는 메일이 도착합니다."),
    signed_in: |email, plan| format!("{email} 계정으로 로그인했습니다. 요금제: {}", plan_name(plan)),
    kept_in_file: "로그인 정보를 키 모음이 아니라 본인만 읽을 수 있는 파일에 보관합니다. 인터넷 없이 7일이 아닌 3일 동안 유지됩니다.",
    signed_out: "로그아웃했습니다. 오늘 변환한 횟수는 그대로 남습니다.",
    signed_out_here: "이 컴퓨터에서 로그아웃했습니다. 서버에는 연결되는 대로 알립니다.",
    nobody: "로그인하지 않았습니다. 무료 요금제는 계정이 필요 없습니다.",
    who: |email, plan| format!("{email}: {}", plan_name(plan)),
    paid_through: |until, renews| match renews {
        true => format!("{until}까지 결제되었고, 이후 자동으로 갱신됩니다."),
        false => format!("{until}까지 결제되었고, 이후 종료됩니다."),
    },
    today: |used, limit, reset| match limit {
        Some(limit) => format!(
            "오늘: {limit}회 중 {used}회 사용, {}회 남음. {reset}에 새로 시작합니다.",
            limit.saturating_sub(used)
        ),
        None => format!("오늘: {used}회 변환, 제한 없음."),
    },
    count_lost: "오늘의 사용 기록이 사라졌거나 변경되어 오늘 횟수를 모두 쓴 것으로 계산합니다. 다음 날 새로 시작하며, 로그인했다면 서버에 연결되는 즉시 바로잡힙니다.",
    offline: |days, until| format!("인터넷 없이 {days}일 더 쓸 수 있습니다({until}까지)."),
    standing,
    no_contact: "서버에 연결하지 못했습니다",
    error,
    devices: |count, limit, releases| {
        format!("기기 {limit}대 중 {count}대 사용. 이번 30일 동안 {releases}대 더 제거할 수 있습니다")
    },
    nameless: |platform| match system_name(platform) {
        Some(system) => format!("{system} 기기"),
        None => "이름 없는 기기".into(),
    },
    this_device: "이 기기",
    last_seen: |when| format!("마지막 접속 {when}"),
    removed: "기기를 제거했습니다. 그 기기는 다음에 서버와 연결될 때부터 무료로 작동합니다.",
    renamed: "이름을 바꿨습니다.",
    password_changed: "비밀번호를 바꿨습니다. 다른 기기에서는 다시 로그인해야 합니다.",
    deleted: "계정을 삭제했습니다. Picopress는 Free로 계속 쓸 수 있습니다.",
    plan,
    doctor: Doctor {
        codecs: "코덱",
        folder: "프로그램 폴더",
        writable: "쓸 수 있음",
        keys: "신뢰하는 키",
        trusted: |count| format!("{count}개"),
        keyring: "키 모음",
        answers: "응답함",
        server: "서버",
        reached: |seconds| match seconds.abs() {
            0..60 => "응답함, 시계가 맞음".into(),
            _ => format!("응답함. 이 컴퓨터의 시계가 {seconds}초 어긋나 있지만 문제되지 않습니다"),
        },
        ledger: "오늘의 사용 기록",
        sound: "정상",
        machine: "작업에 쓸 자원",
    },
};

fn plan(plan: Plan) -> String {
    let (price, limits) = (plan.price(), plan.limits());
    let mut parts = vec![match limits.per_day {
        Some(count) => format!("하루 {count}회 변환"),
        None => "변환 무제한".into(),
    }];
    parts.push(if limits.formats.contains(&Format::Avif) { "WebP와 AVIF" } else { "WebP" }.into());
    parts.push(match limits.batch {
        1 => "한 번에 파일 1개".into(),
        batch => format!("한 번에 파일 {batch}개"),
    });
    parts.extend(limits.folder.then(|| "폴더 변환".into()));
    parts.push(format!("기기 {}대", limits.devices));
    let cost = match price.month_krw {
        0 => "무료로 사용".into(),
        month => format!("월 {}원 또는 연 {}원", won(month), won(price.year_krw)),
    };
    format!("{}: {cost}. {}", plan_name(plan), parts.join(", "))
}

fn standing(standing: &Standing) -> Option<String> {
    Some(match standing {
        Standing::Opening | Standing::Anonymous | Standing::InForce(_) => return None,
        Standing::GraceOver { .. } => {
            "인터넷 없이 쓸 수 있는 기간이 끝나 지금은 무료로 작동합니다. 한 번만 인터넷에 연결하면 모두 돌아옵니다.".into()
        }
        Standing::NoEntitlement => {
            "서버에서 아직 요금제를 확인하지 못했습니다. 한 번 인터넷에 연결해 주세요. 그때까지는 무료로 작동합니다.".into()
        }
        Standing::Ended(code) => ended(*code).into(),
        Standing::OtherMachine => {
            "다른 컴퓨터에서 로그인한 정보입니다. 이 컴퓨터에서 로그인하세요: picopress login".into()
        }
        Standing::Outdated => {
            "예전 라이선스 파일로 되돌려져 있습니다. 한 번 인터넷에 연결하면 모두 돌아오며, 그때까지는 무료로 작동합니다.".into()
        }
        Standing::Unreadable => {
            "저장된 라이선스가 손상되었거나 변경되었습니다. 한 번 인터넷에 연결하면 모두 돌아오며, 그때까지는 무료로 작동합니다."
                .into()
        }
        Standing::NoSecret(why) => place(why),
    })
}

fn ended(code: VerdictCode) -> &'static str {
    match code {
        VerdictCode::DeviceRemoved => {
            "이 기기가 계정에서 제거되었습니다. 다시 쓰려면 로그인하세요: picopress login"
        }
        VerdictCode::LicenceSuspended => "구독이 중지되었습니다. 저희에게 문의해 주세요.",
        VerdictCode::SessionRevoked => {
            "비밀번호 변경 등으로 로그인이 끝났습니다. 다시 로그인하세요: picopress login"
        }
        VerdictCode::AccountDeleted => "삭제된 계정입니다.",
    }
}

fn error(error: &Error) -> String {
    match error {
        Error::Offline(why) => offline(why),
        Error::Refused(problem) => match Code::from_name(&problem.code) {
            Some(code) => refused(code, problem.retry_after),
            None => {
                format!("서버가 거절했습니다({}). 새 버전의 Picopress라면 이유를 알 수 있습니다", problem.code)
            }
        },
        Error::Ended(code) => ended(*code).into(),
        Error::Record(why) => place(why),
        Error::NotSignedIn => "로그인하지 않았습니다. 먼저 로그인하세요: picopress login".into(),
        Error::SignedInAlready => {
            "다른 계정으로 로그인되어 있습니다. 먼저 로그아웃하세요: picopress logout".into()
        }
        Error::Untrusted(_) => {
            "서버의 응답을 믿을 수 있는 서명으로 확인하지 못해 아무것도 바꾸지 않았습니다. 새 버전이 있는지 확인해 주세요"
                .into()
        }
        Error::File { path, why } => format!("{}: {why}", path.display()),
        _ => error.to_string(),
    }
}

fn offline(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Address(_) => {
            "PICOPRESS_API의 서버 주소를 쓸 수 없습니다. https://로 시작해야 합니다".into()
        }
        Trouble::NoClient(_) => "이 시스템에 인증 기관 목록이 없어 안전하게 연결할 수 없습니다".into(),
        Trouble::Dns | Trouble::Connect => {
            "서버에 연결할 수 없습니다. 인터넷 연결을 확인하고 다시 시도하세요".into()
        }
        Trouble::Timeout => "서버가 제때 응답하지 않습니다. 다시 시도하세요".into(),
        Trouble::Tls => {
            "서버와 안전하게 연결하지 못했습니다. 중간의 장비나 이 컴퓨터의 시계가 원인일 수 있습니다".into()
        }
        Trouble::ProxyAuth => {
            "프록시가 이름과 비밀번호를 요구합니다. 시스템 설정의 프록시 주소에 넣어 주세요".into()
        }
        Trouble::CaptivePortal => {
            "이 네트워크는 먼저 로그인해야 합니다. 브라우저에서 아무 페이지나 열어 주세요".into()
        }
        Trouble::Server(_) => "서버에 문제가 있습니다. 잠시 뒤 다시 시도하세요".into(),
        Trouble::RateLimited { .. } => "요청이 너무 많습니다. 몇 분 뒤 다시 시도하세요".into(),
        Trouble::BadBody => "응답한 곳이 저희 서버가 아닙니다. 네트워크를 확인하세요".into(),
        _ => trouble.to_string(),
    }
}

fn refused(code: Code, retry_after: Option<u32>) -> String {
    match code {
        Code::InvalidCredentials => {
            "이메일 주소나 비밀번호가 틀립니다. 잊으셨다면: picopress login --forgot".into()
        }
        Code::WeakPassword => {
            "비밀번호가 너무 쉽습니다. 8자 이상, 영문자와 숫자를 섞고 흔한 비밀번호는 피해 주세요".into()
        }
        Code::DeviceLimit => {
            "요금제의 기기를 모두 쓰고 있습니다. 아래 기기 중 하나에서 로그아웃하거나 하나를 제거하세요: picopress login --release-device ID".into()
        }
        Code::ReleaseLimit => {
            "30일 동안 이미 기기 3대를 제거했습니다. 기다리거나 해당 기기에서 로그아웃하세요".into()
        }
        Code::ClientTooOld => "서버에 비해 프로그램이 너무 오래되었습니다. 새 버전을 받아 주세요".into(),
        Code::RateLimited => match retry_after {
            Some(seconds) => format!("시도가 너무 많습니다. {seconds}초 뒤에 다시 시도하세요"),
            None => "시도가 너무 많습니다. 나중에 다시 시도하세요".into(),
        },
        Code::NotFound => "서버에 그런 항목이 없습니다".into(),
        Code::ValidationFailed => "서버가 받아들이지 않습니다. 이메일 주소가 맞는지 확인하세요".into(),
        code => format!("서버가 거절했습니다({})", code.name()),
    }
}

fn place(error: &RecordError) -> String {
    match error {
        RecordError::Absent => {
            "이 시스템에는 키 모음 서비스가 없습니다. 키 모음 없이 쓰려면: picopress login --store file".into()
        }
        RecordError::Locked | RecordError::Dismissed => {
            "키 모음이 잠겨 있습니다. 잠금을 풀고 다시 시도하세요".into()
        }
        RecordError::TimedOut => {
            "키 모음이 응답하지 않습니다. 데스크톱에서 로그아웃했다가 다시 로그인하거나 이렇게 하세요: picopress login --store file"
                .into()
        }
        RecordError::LostOrLocked => {
            "키 모음이 잠겨 있거나 로그인 정보가 사라졌습니다. 잠금을 풀거나 다시 로그인하세요: picopress login".into()
        }
        RecordError::Damaged => "저장된 로그인 정보가 손상되었습니다. 다시 로그인하세요: picopress login".into(),
        RecordError::Busy => "다른 Picopress가 로그인 또는 로그아웃 중입니다. 다시 시도하세요".into(),
        RecordError::Exposed(path) => {
            format!("{} 파일을 다른 사람이 읽을 수 있습니다. 본인만 읽게 바꾸세요: chmod 600", path.display())
        }
        RecordError::Io { path, why } => format!("{}: {why}", path.display()),
        RecordError::Taken => "이미 로그인되어 있습니다. 먼저 로그아웃하세요: picopress logout".into(),
        RecordError::TooLong | RecordError::Ambiguous | RecordError::Failed(_) => {
            format!("키 모음을 쓸 수 없습니다({error}). 키 모음 없이 쓰려면: picopress login --store file")
        }
    }
}
