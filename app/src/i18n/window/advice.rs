//! What a person can do about something, in the window: where in it, by the names that stand there.

use super::{options, settings};
use crate::i18n::advice::Advice;

/// In English.
pub fn en(advice: Advice<'_>) -> Option<String> {
    let (options, settings) = (&options::EN, &settings::EN);
    Some(match advice {
        Advice::AllowPixels | Advice::ListPresets => return None,
        Advice::FirstFrame => format!("Under “{}”, the first frame alone can be taken.", options.animation),
        Advice::AllowMemory(_) => format!("Allow more in Settings, under “{}”.", settings.memory),
        Advice::AvifOrSmaller(_) => {
            format!("Choose AVIF under “{}”, or a smaller size under “{}”.", options.format, options.resize)
        }
        Advice::AllowBytes => {
            format!("Allow more under “{}”, or keep less under “{}”.", options.how_good, options.metadata)
        }
        Advice::AllowBytesForAlpha => {
            format!("Allow more under “{}”, or lower “{}” for WebP.", options.how_good, options.alpha_quality)
        }
        Advice::OtherFolder => format!("Choose another folder under “{}”.", options.destination),
        Advice::RoomOrOtherFolder => {
            format!("Make room, or choose another folder under “{}”.", options.destination)
        }
        Advice::UnlinkOrOtherFolder => {
            format!("Remove the link, or choose another folder under “{}”.", options.destination)
        }
        Advice::AvifForBits => "AVIF keeps 10.".into(),
        Advice::AvifForSides => "AVIF keeps it.".into(),
        Advice::AutoFormat => {
            format!("“{}” under “{}” can reach more.", (options.format_name)(AUTO), options.format)
        }
        Advice::AllowLoss(_) => "The settings beside the queue can allow it, or keep the original.".into(),
        Advice::MoreBackupRoom => format!("Settings has more room under “{}”.", settings.backup),
        Advice::BackupDays => {
            format!("How long they are kept stands in Settings, under “{}”.", settings.backup)
        }
        Advice::OtherName => "Choose another name.".into(),
    })
}

/// In Korean.
pub fn ko(advice: Advice<'_>) -> Option<String> {
    let (options, settings) = (&options::KO, &settings::KO);
    Some(match advice {
        Advice::AllowPixels | Advice::ListPresets => return None,
        Advice::FirstFrame => format!("‘{}’에서 첫 프레임만 변환하도록 고를 수 있습니다.", options.animation),
        Advice::AllowMemory(_) => format!("설정의 ‘{}’에서 늘릴 수 있습니다.", settings.memory),
        Advice::AvifOrSmaller(_) => {
            format!("‘{}’에서 AVIF를 고르거나 ‘{}’를 줄이세요.", options.format, options.resize)
        }
        Advice::AllowBytes => format!("‘최대 용량’을 늘리거나 ‘{}’를 덜 남기세요.", options.metadata),
        Advice::AllowBytesForAlpha => {
            format!("‘최대 용량’을 늘리거나 WebP의 ‘{}’을 낮추세요.", options.alpha_quality)
        }
        Advice::OtherFolder => format!("‘{}’에서 다른 폴더를 고르세요.", options.destination),
        Advice::RoomOrOtherFolder => {
            format!("공간을 확보하거나 ‘{}’에서 다른 폴더를 고르세요.", options.destination)
        }
        Advice::UnlinkOrOtherFolder => {
            format!("링크를 지우거나 ‘{}’에서 다른 폴더를 고르세요.", options.destination)
        }
        Advice::AvifForBits => "AVIF는 10비트를 유지합니다.".into(),
        Advice::AvifForSides => "AVIF로 변환하면 그대로 남습니다.".into(),
        Advice::AutoFormat => {
            format!("‘{}’을 ‘{}’으로 하면 더 높일 수 있습니다.", options.format, (options.format_name)(AUTO))
        }
        Advice::AllowLoss(_) => "변환 설정에서 허용하거나 원본을 남기면 변환할 수 있습니다.".into(),
        Advice::MoreBackupRoom => {
            format!("설정의 ‘{}’에서 ‘{}’을 늘리세요.", settings.backup, settings.room)
        }
        Advice::BackupDays => {
            format!("‘{}’은 설정의 ‘{}’에서 바꿀 수 있습니다.", settings.days, settings.backup)
        }
        Advice::OtherName => "다른 이름을 고르세요.".into(),
    })
}

/// In Japanese.
pub fn ja(advice: Advice<'_>) -> Option<String> {
    let (options, settings) = (&options::JA, &settings::JA);
    Some(match advice {
        Advice::AllowPixels | Advice::ListPresets => return None,
        Advice::FirstFrame => {
            format!("「{}」で最初のフレームだけの変換を選べます。", options.animation)
        }
        Advice::AllowMemory(_) => format!("設定の「{}」で増やせます。", settings.memory),
        Advice::AvifOrSmaller(_) => {
            format!("「{}」でAVIFを選ぶか、「{}」を小さくしてください。", options.format, options.resize)
        }
        Advice::AllowBytes => {
            format!("最大容量を増やすか、「{}」を減らしてください。", options.metadata)
        }
        Advice::AllowBytesForAlpha => {
            format!("最大容量を増やすか、WebPの「{}」を下げてください。", options.alpha_quality)
        }
        Advice::OtherFolder => format!("「{}」で別のフォルダーを選んでください。", options.destination),
        Advice::RoomOrOtherFolder => {
            format!("空きを作るか、「{}」で別のフォルダーを選んでください。", options.destination)
        }
        Advice::UnlinkOrOtherFolder => {
            format!("リンクを消すか、「{}」で別のフォルダーを選んでください。", options.destination)
        }
        Advice::AvifForBits => "AVIFなら10ビットを保てます。".into(),
        Advice::AvifForSides => "AVIFならそのまま残せます。".into(),
        Advice::AutoFormat => {
            format!(
                "「{}」を「{}」にすると、さらに上げられます。",
                options.format,
                (options.format_name)(AUTO)
            )
        }
        Advice::AllowLoss(_) => "変換設定で許可するか、元の画像を残すと変換できます。".into(),
        Advice::MoreBackupRoom => {
            format!("設定の「{}」で「{}」を増やしてください。", settings.backup, settings.room)
        }
        Advice::BackupDays => {
            format!("「{}」は設定の「{}」で変えられます。", settings.days, settings.backup)
        }
        Advice::OtherName => "別の名前を選んでください。".into(),
    })
}

const AUTO: converter::recipe::Format = converter::recipe::Format::Auto;
