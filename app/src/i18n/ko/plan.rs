//! What the plan lets go and keeps back, in Korean.

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
            format!("{}는 사용 중인 요금제에 포함되지 않습니다", format_name(format))
        }
        KeptBack::Refused(Refusal::Folder) => "사용 중인 요금제에서는 폴더를 변환할 수 없습니다".into(),
        KeptBack::Refused(Refusal::Schedule) => "예약 변환은 사용 중인 요금제에 포함되지 않습니다".into(),
        KeptBack::Refused(Refusal::Scan) => "컴퓨터 전체 검색은 사용 중인 요금제에 포함되지 않습니다".into(),
        KeptBack::Waits(Wait::Batch) => "다음 묶음에서 변환합니다".into(),
        KeptBack::Waits(Wait::Day) => "다음 날이 시작되면 변환할 수 있습니다".into(),
        KeptBack::CountLost => "오늘의 사용 기록이 없어졌거나 바뀌어, 다음 날에 변환할 수 있습니다".into(),
    }
}

pub fn preflight(preflight: &Preflight) -> String {
    let mut sentences = vec![lead(preflight)];
    sentences.extend(preflight.kept_back.iter().map(|(why, _)| reason(*why, preflight)));
    sentences.extend(preflight.needs.map(|plan| format!("{} 요금제라면 가능합니다.", plan_name(plan))));
    sentences.join(" ")
}

/// "Free 요금제: 지금 1개, 대기 2개."
fn lead(preflight: &Preflight) -> String {
    let waiting = count(preflight, KeptBack::waits);
    let refused = count(preflight, |why| !why.waits());
    let mut parts = vec![format!("지금 {}개", preflight.now)];
    parts.extend((waiting > 0).then(|| format!("대기 {waiting}개")));
    parts.extend((refused > 0).then(|| format!("변환 불가 {refused}개")));
    format!("{} 요금제: {}.", plan_name(preflight.plan), parts.join(", "))
}

fn count(preflight: &Preflight, wanted: impl Fn(KeptBack) -> bool) -> usize {
    preflight.kept_back.iter().filter(|(why, _)| wanted(*why)).map(|(_, count)| count).sum()
}

fn reason(why: KeptBack, preflight: &Preflight) -> String {
    let anew = || format!("{} 뒤, 서울 시각 0시에 하루가 새로 시작됩니다.", hours(preflight.resets_in));
    match why {
        KeptBack::Refused(Refusal::Format(format)) => {
            format!("{}는 이 요금제에 포함되지 않습니다.", format_name(format))
        }
        KeptBack::Refused(Refusal::Folder) => {
            "폴더는 이 요금제에 포함되지 않습니다. 사진을 하나씩 지정하세요.".into()
        }
        KeptBack::Refused(Refusal::Schedule) => "예약 변환은 이 요금제에 포함되지 않습니다.".into(),
        KeptBack::Refused(Refusal::Scan) => "컴퓨터 전체 검색은 이 요금제에 포함되지 않습니다.".into(),
        KeptBack::Waits(Wait::Batch) => {
            format!(
                "한 번에 {}개까지 변환합니다. 같은 명령을 다시 실행하면 이어서 변환합니다.",
                preflight.limits.batch
            )
        }
        KeptBack::Waits(Wait::Day) => match preflight.limits.per_day {
            Some(per_day) => format!("하루에 {per_day}개까지 변환할 수 있습니다. {}", anew()),
            None => anew(),
        },
        KeptBack::CountLost => {
            format!("오늘의 사용 기록이 없어졌거나 바뀌어, 오늘은 모두 사용한 것으로 봅니다. {}", anew())
        }
    }
}

pub fn why_uncounted(trouble: &Trouble, say: Says<licensing::Error>) -> String {
    match trouble {
        Trouble::NoHome => {
            "변환 횟수를 셀 수 없습니다. 이 계정에 홈 폴더가 없으니 PICOPRESS_HOME 에 폴더를 지정하세요"
                .into()
        }
        Trouble::Ledger(ledger::Error::Busy { .. }) => {
            "다른 실행이 변환 횟수를 기록하고 있습니다. 잠시 뒤에 다시 시도하세요".into()
        }
        Trouble::Ledger(error) => {
            format!("변환 횟수를 셀 수 없습니다 ({error}). 프로그램 폴더에 쓸 수 있는지 확인하세요")
        }
        Trouble::Key(error) => format!("변환 횟수를 셀 수 없습니다: {}", say(error)),
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
    }
}

/// "3시간 12분"
fn hours(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    format!("{}시간 {}분", minutes / 60, minutes % 60)
}
