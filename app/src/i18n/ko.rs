//! Korean.

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
    tag: "ko",
    account: &account::ACCOUNT,
    window: &super::window::KO,
    advice,
    advised,
    licensing_error: account::ACCOUNT.error,
    what_failed,
    what_changed,
    why_skipped,
    would_lose: |losses| format!("남지 않는 것: {}", loss_names(losses)),
    kept: |before, after| format!("원본을 그대로 두었습니다 ({}, 변환하면 {})", bytes(before), bytes(after)),
    measured: |before, after, fidelity| {
        let likeness = match fidelity {
            Fidelity::Unmeasured => String::new(),
            Fidelity::Score(score) => format!(", 유사도 {score:.1}"),
            Fidelity::Exact => ", 모든 픽셀 동일".to_owned(),
        };
        format!("{} → {}{likeness}", bytes(before), bytes(after))
    },
    summary,
    preview_summary: |count| format!("{count}개를 변환할 예정이며, 아직 아무것도 쓰지 않았습니다"),
    nothing_found: "사진을 찾지 못했습니다 (하위 폴더까지 찾으려면 -r 을 붙이세요)",
    interrupted: |done, total| format!("중지했습니다: {total}개 중 {done}개 완료, 나머지는 그대로입니다"),
    what_lacks: |wanted, free| {
        format!("약 {}가 필요하지만 디스크에 {}만 남아 있습니다", bytes(wanted), bytes(free))
    },
    not_remembered: "프로그램 폴더에 쓸 수 없어, 다음 실행 때 이번 결과를 알아보지 못합니다",
    settings_problem: |problem| match problem {
        Problem::File(reason) => format!("설정 파일을 읽을 수 없어 기본값을 씁니다 ({reason})"),
        Problem::Field(name) => format!("설정 {name:?} 의 값이 올바르지 않아 무시합니다"),
    },
    unfinished_run: |when, done, all| {
        format!(
            "{when} 작업이 {all}개 중 {done}개에서 멈췄습니다. `picopress convert --resume` 로 이어서 할 수 있습니다"
        )
    },
    nothing_to_resume: "이어서 할 작업이 없습니다",
    original_stays,
    nothing_put_away: "프로그램 폴더에 쓸 수 없어 원본을 그대로 둡니다",
    what_is_not_backed_up: |wanted, used, allowed| {
        format!(
            "이번 원본은 {}인데 백업 공간 {} 중 {}를 쓰고 있습니다. 들어가지 않는 원본은 그대로 두고, 덮어쓴 파일은 되돌릴 수 없습니다",
            bytes(wanted),
            bytes(allowed),
            bytes(used)
        )
    },
    what_expired: |count, days| format!("백업한 원본 {count}개가 {days}일이 지나 완전히 삭제되었습니다"),
    report_unwritten: |file, error| format!("보고서 {file} 을(를) 쓸 수 없습니다 ({error})"),
    history,
    no_history: "아직 작업 기록이 없습니다",
    no_such_run: |run| {
        format!("끝난 작업 중에 {run:?} 이(가) 없습니다. `picopress history` 로 목록을 볼 수 있습니다")
    },
    nothing_to_undo: "되돌릴 작업이 없습니다",
    undone: |run, restored, troubles| match troubles {
        0 => format!("작업 {run}: 사진 {restored}개를 이전 상태로 되돌렸습니다"),
        _ => format!(
            "작업 {run}: 사진 {restored}개를 이전 상태로 되돌렸고, {troubles}개는 되돌리지 못했습니다"
        ),
    },
    undo_trouble,
    kept_back: plan::kept_back,
    preflight: plan::preflight,
    why_uncounted: plan::why_uncounted,
    preset,
    what_is_wrong,
    time_left: |time| format!("{} 남음", clock(time)),
    failed: "실패",
    skipped_label: "건너뜀",
    note: "알림",
};

fn advised(what: &str, advice: Option<String>) -> String {
    match advice {
        Some(advice) => format!("{what}. {advice}"),
        None => what.to_owned(),
    }
}

/// In the options of the command line.
fn advice(advice: Advice<'_>) -> Option<String> {
    Some(match advice {
        Advice::AllowPixels => "--max-megapixels 로 늘릴 수 있습니다".into(),
        Advice::FirstFrame => "--animation first-frame 으로 첫 프레임만 변환할 수 있습니다".into(),
        Advice::AllowMemory(bytes) => format!("--memory {} 로 늘릴 수 있습니다", size_argument(bytes)),
        Advice::AvifOrSmaller(side) => {
            format!("--to avif 를 쓰거나 --resize long:{side} 으로 줄이세요")
        }
        Advice::AllowBytes => "--max-bytes 를 늘리거나 --metadata none 으로 메타데이터를 빼세요".into(),
        Advice::AllowBytesForAlpha => "--max-bytes 를 늘리거나 WebP 에서 --alpha-quality 를 낮추세요".into(),
        Advice::OtherFolder => "-o 로 다른 폴더를 고르세요".into(),
        Advice::RoomOrOtherFolder => "공간을 확보하거나 -o 로 다른 폴더를 고르세요".into(),
        Advice::UnlinkOrOtherFolder => "링크를 지우거나 -o 로 다른 폴더를 고르세요".into(),
        Advice::AvifForBits => "--to avif 는 10비트를 유지합니다".into(),
        Advice::AvifForSides => "--to avif 를 쓰면 그대로 남습니다".into(),
        Advice::AutoFormat => "--to auto 로 더 높일 수 있습니다".into(),
        Advice::AllowLoss(losses) => {
            format!("그래도 변환하려면 --allow-loss {} 를 붙이세요", loss_arguments(losses))
        }
        Advice::MoreBackupRoom => "설정의 backup_gigabytes 를 늘리세요".into(),
        Advice::BackupDays => "보관 기간은 설정의 backup_days 로 정합니다".into(),
        Advice::OtherName => "--as 로 다른 이름을 고르세요".into(),
        Advice::ListPresets => "`picopress preset list` 로 목록을 볼 수 있습니다".into(),
    })
}

/// What makes a JPEG of a HEIC photograph here, and on the telephone.
fn no_heic() -> String {
    let here = if cfg!(target_os = "macos") {
        "미리보기에서 열어 '파일 > 내보내기'로 JPEG로 저장하세요"
    } else if cfg!(windows) {
        "'사진' 앱에서 열어 JPEG로 저장하세요"
    } else {
        "`heif-convert photo.heic photo.jpg`로 JPEG를 만들 수 있습니다 (libheif-examples 패키지)"
    };
    format!(
        "HEIC는 특허가 걸려 있어 읽지 못합니다. {here}. 앞으로 찍을 사진은 아이폰의 '설정 > 카메라 > 포맷 > 높은 호환성'을 고르면 JPEG로 저장됩니다"
    )
}

fn what_failed(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::NotAPicture => "이름과 달리 사진 파일이 아닙니다".into(),
        ErrorKind::Unsupported(what) => {
            format!("읽을 수 없는 형식입니다 ({what}). 먼저 PNG나 JPEG로 저장하세요")
        }
        ErrorKind::NoHeic => no_heic(),
        ErrorKind::Truncated => "파일이 중간에 끊겼습니다. 원래 위치에서 다시 복사하세요".into(),
        ErrorKind::Damaged(reason) => {
            format!("파일이 손상되었습니다 ({reason}). 원래 위치에서 다시 복사하세요")
        }
        ErrorKind::TooLarge { bound: Bound::Pixels, value, limit } => {
            format!("너무 큽니다: {}메가픽셀 (허용 {}메가픽셀)", value / 1_000_000, limit / 1_000_000)
        }
        ErrorKind::TooLarge { bound: Bound::FileBytes, value, limit } => {
            format!("파일이 너무 큽니다: {} (허용 {})", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::MetadataBytes, value, limit } => {
            format!("메타데이터가 너무 큽니다: {} (허용 {})", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::Scans, value, limit } => {
            format!("프로그레시브 JPEG의 스캔이 너무 많습니다: {value} (허용 {limit})")
        }
        ErrorKind::TooLarge { bound: Bound::Frames, value, limit } => {
            format!("애니메이션의 프레임이 너무 많습니다: {value} (허용 {limit})")
        }
        ErrorKind::TooLarge { bound: Bound::AnimationPixels, value, limit } => format!(
            "애니메이션이 너무 큽니다: 모든 프레임을 합쳐 {}메가픽셀 (허용 {}메가픽셀)",
            value / 1_000_000,
            limit / 1_000_000
        ),
        ErrorKind::TooLarge { bound: Bound::Memory, value, limit } => {
            format!("메모리가 {} 필요하지만 {} 까지만 쓸 수 있습니다", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::Side, value, limit } => {
            format!("한 변이 {value}픽셀입니다 (이 형식은 {limit}까지)")
        }
        ErrorKind::TooLarge { bound: Bound::AlphaBytes, value, limit } => {
            format!(
                "{} 아래로 줄일 수 없습니다. 투명도가 용량을 차지해 {}입니다",
                bytes(*limit),
                bytes(*value)
            )
        }
        ErrorKind::TooLarge { bound: Bound::OutputBytes, value, limit } => {
            format!("{} 아래로 줄일 수 없습니다. 작고 거칠게 해도 {}입니다", bytes(*limit), bytes(*value))
        }
        ErrorKind::SourceChanged => "읽는 동안 파일이 바뀌었습니다. 저장이 끝난 뒤 다시 시도하세요".into(),
        ErrorKind::TooDeep { format: Format::Avif, bits } => {
            format!("AVIF는 채널당 {bits}비트까지 담습니다. 이 사진은 그보다 깊어 무손실로 바꿀 수 없습니다")
        }
        ErrorKind::TooDeep { bits, .. } => format!(
            "WebP는 채널당 {bits}비트까지 담는데 이 사진은 그보다 깊습니다. AVIF라면 무손실로 담을 수도 있습니다"
        ),
        ErrorKind::Encoder(reason) => format!("변환하지 못했습니다 ({reason})"),
        ErrorKind::Verification(reason) => {
            format!("결과가 검사를 통과하지 못해 버렸습니다 ({reason}). 알려 주시면 고치겠습니다")
        }
        ErrorKind::DiskFull => "디스크가 가득 찼습니다".into(),
        ErrorKind::PermissionDenied => "권한이 없습니다. 파일과 폴더의 권한을 확인하세요".into(),
        ErrorKind::ReadOnly => "읽기 전용 디스크입니다".into(),
        ErrorKind::NotFound => "파일이 없습니다".into(),
        ErrorKind::TargetExists => {
            "결과를 둘 자리에 다른 파일이 생겼습니다. 덮어쓰지 않았으니 다시 실행하세요".into()
        }
        ErrorKind::NoRoomToKeep => "같은 이름의 기존 파일을 보관할 공간이 없어 덮어쓰지 않았습니다".into(),
        ErrorKind::LeavesFolder => "링크가 고른 폴더 밖을 가리킵니다".into(),
        ErrorKind::Cancelled => "중지했습니다".into(),
        ErrorKind::Panicked(_) => "해석할 수 없는 파일입니다. 손상되었을 수 있습니다".into(),
        ErrorKind::Crashed(_) => {
            "디코더나 인코더가 비정상 종료되었습니다. 파일이 손상되었을 수 있습니다".into()
        }
        ErrorKind::OutOfMemory(_) => "사진 크기에 비해 메모리를 지나치게 많이 써서 중단했습니다".into(),
        ErrorKind::TooSlow(seconds) => format!("읽는 데 {seconds}초가 넘게 걸려 중단했습니다"),
        ErrorKind::NoWorker(reason) => {
            format!("변환용 프로세스를 시작하지 못했습니다({reason}). 프로그램을 다시 시작해 주세요")
        }
        ErrorKind::Io(error) => error.to_string(),
    }
}

fn what_changed(warning: &Warning) -> String {
    match warning {
        Warning::FirstFrame(Some(frames)) => format!("{frames}개 프레임 중 첫 프레임만 변환했습니다"),
        Warning::FirstFrame(None) => "애니메이션의 첫 프레임만 변환했습니다".into(),
        Warning::FirstPage => "첫 페이지만 변환했습니다".into(),
        Warning::Salvaged(reason) => format!("손상된 파일에서 읽을 수 있는 부분만 변환했습니다 ({reason})"),
        Warning::ProfileIgnored => "색상 프로파일을 쓸 수 없어 sRGB로 보았습니다".into(),
        Warning::ConvertedToSrgb => "색상을 sRGB로 변환했습니다".into(),
        Warning::ToneMapped => "HDR을 표준 범위로 줄였습니다".into(),
        Warning::CmykConverted => "CMYK 색상을 RGB로 변환했습니다".into(),
        Warning::ReferenceIgnored => {
            "다른 파일이나 주소를 참조하지만, 그런 것은 열지 않으므로 빠져 있습니다".into()
        }
        Warning::TextNotDrawn => "이 컴퓨터에 글꼴이 없어 글자가 빠졌습니다".into(),
        Warning::MetadataDropped(which) => format!("{} 메타데이터는 옮기지 못했습니다", metadata_name(which)),
        Warning::ReducedTo8Bits => "색상이 8비트를 넘어 WebP의 8비트로 줄였습니다".into(),
        Warning::Lost(loss) => format!("남지 않은 것: {}", loss_name(*loss)),
        Warning::ShrunkToFit(side) => {
            format!("WebP가 담을 수 있는 {side}픽셀로 긴 변을 줄였습니다")
        }
        Warning::LookNotReached { wanted, reached } => {
            format!("이 사진은 체감 화질 {wanted}에 이를 수 없어 가장 좋은 값({reached})으로 변환했습니다")
        }
        Warning::ScaledDown(width, height) => {
            format!("원하는 용량에 맞추려고 {width} x {height} 크기로 줄였습니다")
        }
        Warning::LargePictureSimplified => "아주 큰 사진이라 빠른 방식과 4:2:0 크로마로 변환했습니다".into(),
    }
}

/// What stays behind, in the middle of a sentence.
fn loss_name(loss: Loss) -> &'static str {
    match loss {
        Loss::GainMap => "HDR 화면용 게인 맵",
        Loss::DepthMap => "깊이 맵",
        Loss::MotionPhoto => "모션 포토의 동영상",
        Loss::Pages => "첫 페이지를 뺀 나머지 페이지",
        Loss::Frames => "첫 프레임을 뺀 나머지 프레임",
        Loss::Layers => "레이어",
        Loss::Inks => "CMYK 잉크 값",
        Loss::Drawing => "벡터 그림의 선(픽셀로 바뀝니다)",
        Loss::Side => "한 변이 16,383픽셀을 넘는 부분",
    }
}

fn loss_names(losses: &[Loss]) -> String {
    losses.iter().map(|&loss| loss_name(loss)).collect::<Vec<_>>().join(", ")
}

fn why_skipped(reason: &SkipReason) -> String {
    match reason {
        SkipReason::OutputOfEarlierRun => "이전에 만든 결과 파일입니다".into(),
        SkipReason::AlreadyConverted(target) => format!("이미 변환했습니다: {}", target.display()),
        SkipReason::AlreadyKept => "이전 실행에서 줄일 것이 없었습니다".into(),
        SkipReason::TargetExists(target) => format!("{} 이(가) 이미 있습니다", target.display()),
        SkipReason::WouldLose(losses) => {
            format!("다음이 사라지므로 변환하지 않았습니다: {}", loss_names(losses))
        }
    }
}

fn summary(totals: &Totals) -> String {
    let mut parts = vec![format!("{}개 변환", totals.converted)];
    for (count, what) in [
        (totals.kept, "원본 유지"),
        (totals.skipped, "건너뜀"),
        (totals.failed, "실패"),
        (totals.queued, "대기"),
        (totals.refused, "변환 불가"),
    ] {
        if count > 0 {
            parts.push(format!("{count}개 {what}"));
        }
    }
    let mut line = parts.join(", ");
    if totals.converted > 0 {
        line += &format!(
            " · {} → {} ({}), {}",
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
        Change::Smaller(percent) => format!("{percent}% 절약"),
        Change::Larger(percent) => format!("{percent}% 커짐"),
    }
}

fn preset(preset: BuiltIn) -> &'static str {
    match preset {
        BuiltIn::Web => "웹 페이지용: 최대 2560픽셀, sRGB, 촬영 위치 제거",
        BuiltIn::Email => "메일 첨부용: 최대 1600픽셀, sRGB, 촬영 위치 제거",
        BuiltIn::ArchiveLossless => "보관용: 모든 픽셀과 메타데이터를 그대로 유지",
        BuiltIn::Smallest => "눈에 거슬리지 않는 한 가장 작게. 느립니다",
        BuiltIn::OpensEverywhere => "sRGB WebP: 최근 몇 년의 모든 프로그램에서 똑같이 보입니다",
    }
}

fn what_is_wrong(problem: &presets::Problem) -> String {
    use presets::Problem;
    match problem {
        Problem::Unknown(name) => {
            format!("{name:?} 프리셋이 없습니다")
        }
        Problem::BuiltIn(name) => {
            format!("{name:?} 은(는) 기본 프리셋이라 바꿀 수 없습니다. 다른 이름을 고르세요")
        }
        Problem::Exists(name) => {
            format!("{name:?} 프리셋이 이미 있습니다")
        }
        Problem::Name => "프리셋 이름은 한 줄, 1~60자여야 합니다".into(),
        Problem::Damaged(file, reason) => {
            format!("{} 은(는) 프리셋 파일이 아닙니다 ({reason})", file.display())
        }
        Problem::Newer(file) => {
            format!(
                "{} 은(는) 더 새로운 Picopress가 만든 파일입니다. 업데이트한 뒤에 가져오세요",
                file.display()
            )
        }
        Problem::Contradiction(reason) => reason.clone(),
        Problem::File(file, error) => format!("{}: {error}", file.display()),
    }
}

fn original_stays(reason: &Stays) -> String {
    match reason {
        Stays::Changed => "그사이 원본이 바뀌어 그대로 두었습니다".into(),
        Stays::Link => "원본이 링크라서 그대로 두었습니다".into(),
        Stays::NoRoom => "백업할 공간이 없어 원본을 그대로 두었습니다".into(),
        Stays::Refused(reason) => format!("원본을 옮길 수 없어 그대로 두었습니다 ({reason})"),
    }
}

fn undo_trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Occupied(backup) => {
            format!("그 자리에 다른 파일이 있습니다. 원본은 {} 에 있습니다", backup.display())
        }
        Trouble::BackupLost(backup) => format!("백업이 {} 에 없습니다", backup.display()),
        Trouble::NotKept(output) => {
            format!("덮어쓴 이전 파일이 보관되어 있지 않아, 결과 파일 {} 을 그대로 둡니다", output.display())
        }
        Trouble::OriginalGone => "원본이 없어 변환한 파일을 남겨 두었습니다".into(),
        Trouble::InTrash => "원본이 휴지통에 있습니다. 휴지통에서 복원한 뒤 다시 실행하세요".into(),
        Trouble::OutputChanged(output) => {
            format!("{} 은(는) 그 뒤에 바뀌어 그대로 두었습니다", output.display())
        }
        Trouble::Refused(path, error) => format!("{}: {error}", path.display()),
    }
}

fn history(summary: &Summary) -> String {
    let mut line = format!("{}  {}  ", summary.run, local_time(summary.started_ms));
    let counts = [
        (summary.converted, "변환"),
        (summary.kept, "원본 유지"),
        (summary.failed, "실패"),
        (summary.left, "남음"),
    ];
    line += &counted(&counts);
    if summary.converted > 0 {
        line += &format!("; {} → {}", bytes(summary.bytes_in), bytes(summary.bytes_out));
    }
    match summary.state {
        State::Complete => {}
        State::Unfinished => line += "; 미완료",
        State::Undone => line += "; 되돌림",
    }
    if let Some(until) = summary.undo_until_ms {
        line += &format!("; 원본 백업 {} 까지", local_time(until));
    }
    line
}

fn counted(counts: &[(usize, &str)]) -> String {
    let told = counts.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, what)| format!("{what} {count}개")).collect::<Vec<_>>().join(", ")
}
