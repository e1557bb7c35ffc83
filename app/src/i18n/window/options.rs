//! The column beside the queue: what is made of the pictures, and where it goes.

use converter::Loss;
use converter::loss::Switch;
use converter::recipe::{
    AnimationPolicy, AvifEngine, BitDepth, ColorPolicy, Contradiction, Format, MetadataPolicy, Subsampling,
};
use converter::target::InvalidTemplate;
use licensing::protocol::Plan;

use crate::i18n::{bytes, plan_name};
use crate::originals::Policy;
use crate::presets::BuiltIn;
use crate::settings::Backup;
use crate::window::remembered::OnConflict;
use crate::window::screen::convert::options::{fold::Fold, goal, resize};

/// The sentences of the column.
pub struct Options {
    /// Heading of the presets.
    pub preset: &'static str,
    /// The name of a built-in preset.
    pub built_in: fn(BuiltIn) -> &'static str,
    /// No preset was chosen.
    pub no_preset: &'static str,
    /// The recipe is not the preset's any more.
    pub changed: &'static str,
    /// Takes the preset again as it is.
    pub as_preset: &'static str,
    /// Keeps the recipe under a name.
    pub save_preset: &'static str,
    /// What the name of a preset is asked with.
    pub preset_name: &'static str,
    /// Keeps it.
    pub save: &'static str,
    /// There is one of that name already, and it goes.
    pub replace: &'static str,
    /// Does nothing after all.
    pub cancel: &'static str,
    /// Forgets an own preset.
    pub remove_preset: &'static str,
    /// Whether it is to be forgotten.
    pub remove_question: fn(&str) -> String,
    /// Yes.
    pub remove: &'static str,
    /// Takes a preset from a file.
    pub import_preset: &'static str,
    /// Writes the preset to a file.
    pub export_preset: &'static str,
    /// What such files are called in a dialog.
    pub preset_files: &'static str,
    /// The presets are kept nowhere on an account without a home.
    pub no_home: &'static str,

    /// Heading of the formats.
    pub format: &'static str,
    /// A format.
    pub format_name: fn(Format) -> &'static str,
    /// What is to be known of a format.
    pub format_help: fn(Format) -> &'static str,
    /// The first plan that has a format the present one lacks.
    pub format_in_plan: fn(Plan) -> String,
    /// Leads to the plans.
    pub see_plans: &'static str,

    /// Heading of how good it is to be.
    pub how_good: &'static str,
    /// A way to say how good.
    pub goal: fn(goal::Kind) -> &'static str,
    /// What that means.
    pub goal_help: fn(goal::Kind) -> &'static str,
    /// A quality in words.
    pub quality_word: fn(u8) -> &'static str,
    /// A look in words.
    pub look_word: fn(u8) -> &'static str,
    /// Heading of the effort.
    pub effort: &'static str,
    /// An effort in words.
    pub effort_word: fn(u8) -> &'static str,

    /// Heading of the size.
    pub resize: &'static str,
    /// A way to say the size.
    pub resize_kind: fn(resize::Kind) -> &'static str,
    /// What that means.
    pub resize_help: fn(resize::Kind) -> &'static str,
    /// Width in pixels.
    pub width: &'static str,
    /// Height in pixels.
    pub height: &'static str,
    /// Pixels, as a unit.
    pub pixels: &'static str,

    /// Heading of the metadata.
    pub metadata: &'static str,
    /// What goes along.
    pub metadata_policy: fn(MetadataPolicy) -> &'static str,
    /// What that means.
    pub metadata_help: fn(MetadataPolicy) -> &'static str,
    /// Heading of the colours.
    pub color: &'static str,
    /// What becomes of them.
    pub color_policy: fn(ColorPolicy) -> &'static str,
    /// Heading of animations.
    pub animation: &'static str,
    /// What becomes of them.
    pub animation_policy: fn(AnimationPolicy) -> &'static str,
    /// Keep the original where little is saved.
    pub keep_when_little: &'static str,
    /// Heading of how little.
    pub min_saving: &'static str,
    /// Every result is taken, larger ones too.
    pub takes_all: &'static str,
    /// The original cannot stand for the result, so that it is always taken.
    pub never_kept: &'static str,

    /// Heading of where results go.
    pub destination: &'static str,
    /// Beside their sources.
    pub beside: &'static str,
    /// Into one folder.
    pub into_folder: &'static str,
    /// Folders keep their shape there.
    pub mirrored: &'static str,
    /// Folders in folders are entered.
    pub recursive: &'static str,
    /// Heading of the names.
    pub template: &'static str,
    /// What can be written there.
    pub template_help: &'static str,
    /// A name without a picture.
    pub made_up_name: &'static str,
    /// Why it makes no names.
    pub wrong_template: fn(&InvalidTemplate) -> String,
    /// Heading of what stands in the way.
    pub conflict: &'static str,
    /// What is done then.
    pub on_conflict: fn(OnConflict) -> &'static str,
    /// What that means.
    pub conflict_help: fn(OnConflict) -> &'static str,

    /// Heading of the originals.
    pub originals: &'static str,
    /// What becomes of them.
    pub policy: fn(Policy) -> &'static str,
    /// What that means.
    pub policy_help: fn(Policy, &Backup) -> String,

    /// Something that is folded away.
    pub fold: fn(Fold) -> &'static str,
    /// Heading of near-lossless.
    pub near_lossless: &'static str,
    /// What it does.
    pub near_lossless_help: &'static str,
    /// Sharper edges.
    pub sharp_yuv: &'static str,
    /// Heading of the quality of what can be seen through.
    pub alpha_quality: &'static str,
    /// Colours that nobody sees stay.
    pub exact: &'static str,
    /// Heading of the chroma.
    pub subsampling: &'static str,
    /// How it is stored; nothing is by itself.
    pub subsampling_name: fn(Option<Subsampling>) -> &'static str,
    /// Heading of the bits.
    pub depth: &'static str,
    /// How many; nothing is by itself.
    pub depth_name: fn(Option<BitDepth>) -> &'static str,
    /// Heading of the encoder.
    pub engine: &'static str,
    /// The encoder.
    pub engine_name: fn(AvifEngine) -> &'static str,
    /// Wishes that exclude each other, and were not taken.
    pub contradiction: fn(Contradiction) -> &'static str,

    /// What the switches are for.
    pub losses_help: &'static str,
    /// A kind of loss.
    pub loss: fn(Loss) -> &'static str,
    /// What is done with a picture that would have it.
    pub switch: fn(Switch) -> &'static str,

    /// A number that is not within these.
    pub wrong_number: fn(u64, u64) -> String,
    /// A size in bytes that makes no sense.
    pub wrong_size: &'static str,
    /// Everything as it was at first.
    pub reset: &'static str,
}

/// English.
pub static EN: Options = Options {
    preset: "Preset",
    built_in: |preset| match preset {
        BuiltIn::Web => "Web pages",
        BuiltIn::Email => "E-mail",
        BuiltIn::ArchiveLossless => "Archive, lossless",
        BuiltIn::Smallest => "Smallest",
        BuiltIn::OpensEverywhere => "Opens everywhere",
    },
    no_preset: "Your own settings",
    changed: "changed",
    as_preset: "Back to the preset",
    save_preset: "Save as preset…",
    preset_name: "Name of the preset",
    save: "Save",
    replace: "Replace",
    cancel: "Cancel",
    remove_preset: "Remove…",
    remove_question: |name| format!("Remove the preset “{name}”?"),
    remove: "Remove",
    import_preset: "Import…",
    export_preset: "Export…",
    preset_files: "Picopress presets",
    no_home: "This account has no home folder, so presets cannot be kept.",

    format: "Format",
    format_name: |format| match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
        Format::Auto => "Auto",
    },
    format_help: |format| match format {
        Format::Webp => "Quick, and opens everywhere today.",
        Format::Avif => "Smaller than WebP; takes longer.",
        Format::Auto => "Tries both and keeps the smaller one.",
    },
    format_in_plan: |plan| format!("AVIF is part of {} and up. WebP is in every plan.", plan_name(plan)),
    see_plans: "See plans",

    how_good: "How good",
    goal: |kind| match kind {
        goal::Kind::Quality => "Quality",
        goal::Kind::Look => "Look",
        goal::Kind::MaxBytes => "Max size",
        goal::Kind::Lossless => "Lossless",
    },
    goal_help: |kind| match kind {
        goal::Kind::Quality => "The same setting for every picture.",
        goal::Kind::Look => "Finds the smallest file that looks like this, picture by picture. Slower.",
        goal::Kind::MaxBytes => "The best look within this size; pixels are given up last.",
        goal::Kind::Lossless => "Every pixel stays exactly as it is. Files are larger.",
    },
    quality_word: |quality| match quality {
        ..45 => "rough",
        45..68 => "small",
        68..78 => "balanced",
        78..86 => "good",
        86..96 => "high",
        _ => "highest",
    },
    look_word: |look| match look {
        ..50 => "rough",
        50..66 => "small",
        66..76 => "balanced",
        76..86 => "high",
        _ => "best",
    },
    effort: "Speed and size",
    effort_word: |effort| match effort {
        0 => "quickest",
        1..=2 => "quick",
        3..=4 => "balanced",
        5 => "small",
        _ => "smallest",
    },

    resize: "Size in pixels",
    resize_kind: |kind| match kind {
        resize::Kind::None => "As it is",
        resize::Kind::Fit => "Fit into a box",
        resize::Kind::Exact => "Exactly",
        resize::Kind::Percent => "Percent",
        resize::Kind::Long => "Longer side",
        resize::Kind::Short => "Shorter side",
    },
    resize_help: |kind| match kind {
        resize::Kind::None => "",
        resize::Kind::Fit | resize::Kind::Long | resize::Kind::Short => {
            "Proportions stay, and nothing is enlarged."
        }
        resize::Kind::Exact => "Proportions may change, and small pictures are enlarged.",
        resize::Kind::Percent => "Of both sides. Over 100 enlarges.",
    },
    width: "Width",
    height: "Height",
    pixels: "px",

    metadata: "Metadata",
    metadata_policy: |policy| match policy {
        MetadataPolicy::All => "Keep all",
        MetadataPolicy::NoLocation => "All but the location",
        MetadataPolicy::Dates => "Only the dates",
        MetadataPolicy::None => "None",
    },
    metadata_help: |policy| match policy {
        MetadataPolicy::All => "Camera, date, place and author go along.",
        MetadataPolicy::NoLocation => "Nobody sees where it was taken.",
        MetadataPolicy::Dates => "Only when it was taken goes along.",
        MetadataPolicy::None => "Nothing goes along.",
    },
    color: "Colours",
    color_policy: |policy| match policy {
        ColorPolicy::Keep => "Keep",
        ColorPolicy::Srgb => "Convert to sRGB",
    },
    animation: "Animations",
    animation_policy: |policy| match policy {
        AnimationPolicy::Keep => "Keep moving",
        AnimationPolicy::FirstFrame => "First frame",
    },
    keep_when_little: "Keep the original when it saves little",
    min_saving: "Less than",
    takes_all: "Every result is taken, even a larger one.",
    never_kept: "Size, metadata or colours change, so the result is always taken.",

    destination: "Where results go",
    beside: "Beside the original",
    into_folder: "A folder",
    mirrored: "Folders keep their shape there.",
    recursive: "Look into folders within folders",
    template: "Names",
    template_help: "{name} the name, {suffix} such as -q80, {ext} the extension",
    made_up_name: "Holiday.jpg",
    wrong_template: |why| match why {
        InvalidTemplate::NoName => "{name} is missing: all results would be called alike.".to_owned(),
        InvalidTemplate::NoExtension => "It has to end in .{ext}, or no program opens the file.".to_owned(),
        InvalidTemplate::Separator => "No / or \\ here. Choose the folder above.".to_owned(),
        InvalidTemplate::Unknown(word) => {
            format!("{{{word}}} is unknown. There are {{name}}, {{suffix}} and {{ext}}.")
        }
    },
    conflict: "When the name is taken",
    on_conflict: |conflict| match conflict {
        OnConflict::Rename => "Add a number",
        OnConflict::Skip => "Skip",
        OnConflict::Overwrite => "Replace",
    },
    conflict_help: |conflict| match conflict {
        OnConflict::Rename => "“Holiday (2).webp”. Nothing is replaced.",
        OnConflict::Skip => "Pictures whose result would meet a file are left out.",
        OnConflict::Overwrite => "What is replaced is backed up and comes back with Undo.",
    },

    originals: "Originals",
    policy: |policy| match policy {
        Policy::Keep => "Keep",
        Policy::Backup => "Back up",
        Policy::Trash => "Trash",
    },
    policy_help: |policy, backup| match policy {
        Policy::Keep => "They stay where they are.".to_owned(),
        Policy::Backup => format!(
            "Moved away once the result is checked; Undo brings them back for {}. Room for {}.",
            if backup.days == 1 { "1 day".to_owned() } else { format!("{} days", backup.days) },
            bytes(backup.bytes)
        ),
        Policy::Trash => "Moved to the trash once the result is checked.".to_owned(),
    },

    fold: |fold| match fold {
        Fold::Advanced => "Advanced",
        Fold::Losses => "When something would be lost",
    },
    near_lossless: "Near-lossless",
    near_lossless_help: "Changes pixels a little so that lossless files get smaller. 100 changes nothing.",
    sharp_yuv: "Sharper edges between strong colours",
    alpha_quality: "Quality of transparency",
    exact: "Keep colours of invisible pixels",
    subsampling: "Chroma",
    subsampling_name: |subsampling| match subsampling {
        None => "Auto",
        Some(Subsampling::Yuv420) => "4:2:0",
        Some(Subsampling::Yuv444) => "4:4:4",
    },
    depth: "Bits per channel",
    depth_name: |depth| match depth {
        None => "Auto",
        Some(BitDepth::Eight) => "8",
        Some(BitDepth::Ten) => "10",
    },
    engine: "AVIF encoder",
    engine_name: |engine| match engine {
        AvifEngine::Default => "Auto",
        AvifEngine::Libaom => "libaom",
        AvifEngine::Rav1e => "rav1e",
    },
    contradiction: |contradiction| match contradiction {
        Contradiction::NearLosslessAvif => {
            "Near-lossless exists in WebP only, so the format stays. Turn it off under Advanced first."
        }
        Contradiction::LosslessRav1e => {
            "rav1e cannot write AVIF without loss, so nothing changed. Choose another encoder under Advanced first."
        }
    },

    losses_help: "Auto: convert and tell you. A picture whose original would be moved away is skipped.",
    loss: |loss| match loss {
        Loss::GainMap => "HDR gain map",
        Loss::DepthMap => "Depth map",
        Loss::MotionPhoto => "Film of a motion photo",
        Loss::Pages => "Further pages",
        Loss::Frames => "Further frames",
        Loss::Layers => "Layers",
        Loss::Inks => "CMYK inks",
        Loss::Drawing => "Lines of a drawing",
        Loss::Side => "Over 16,383 pixels a side",
    },
    switch: |switch| match switch {
        Switch::Auto => "Auto",
        Switch::Convert => "Convert",
        Switch::Skip => "Skip",
    },

    wrong_number: |lowest, highest| format!("Enter a number from {lowest} to {highest}."),
    wrong_size: "Enter a size from 1 kB to 1000 MB.",
    reset: "Reset to defaults",
};

/// Korean.
pub static KO: Options = Options {
    preset: "프리셋",
    built_in: |preset| match preset {
        BuiltIn::Web => "웹 페이지용",
        BuiltIn::Email => "메일 첨부용",
        BuiltIn::ArchiveLossless => "보관용 무손실",
        BuiltIn::Smallest => "가장 작게",
        BuiltIn::OpensEverywhere => "어디서나 열리게",
    },
    no_preset: "직접 설정",
    changed: "변경됨",
    as_preset: "프리셋대로 되돌리기",
    save_preset: "프리셋으로 저장…",
    preset_name: "프리셋 이름",
    save: "저장",
    replace: "바꾸기",
    cancel: "취소",
    remove_preset: "삭제…",
    remove_question: |name| format!("프리셋 ‘{name}’을(를) 삭제할까요?"),
    remove: "삭제",
    import_preset: "가져오기…",
    export_preset: "내보내기…",
    preset_files: "Picopress 프리셋",
    no_home: "이 계정에는 홈 폴더가 없어 프리셋을 저장할 수 없습니다.",

    format: "형식",
    format_name: |format| match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
        Format::Auto => "자동",
    },
    format_help: |format| match format {
        Format::Webp => "빠르고, 요즘은 어디서나 열립니다.",
        Format::Avif => "WebP보다 작지만 시간이 더 걸립니다.",
        Format::Auto => "둘 다 만들어 보고 더 작은 쪽을 남깁니다.",
    },
    format_in_plan: |plan| {
        format!("AVIF는 {} 요금제부터 쓸 수 있습니다. WebP는 모든 요금제에 있습니다.", plan_name(plan))
    },
    see_plans: "요금제 보기",

    how_good: "화질",
    goal: |kind| match kind {
        goal::Kind::Quality => "품질",
        goal::Kind::Look => "체감 화질",
        goal::Kind::MaxBytes => "최대 용량",
        goal::Kind::Lossless => "무손실",
    },
    goal_help: |kind| match kind {
        goal::Kind::Quality => "모든 사진을 같은 값으로 변환합니다.",
        goal::Kind::Look => "사진마다 이 화질을 내는 가장 작은 파일을 찾습니다.",
        goal::Kind::MaxBytes => "이 용량 안에서 가장 보기 좋게 만듭니다. 크기는 마지막에 줄입니다.",
        goal::Kind::Lossless => "모든 픽셀이 그대로 남습니다. 파일은 더 큽니다.",
    },
    quality_word: |quality| match quality {
        ..45 => "거칠게",
        45..68 => "작게",
        68..78 => "균형",
        78..86 => "좋게",
        86..96 => "아주 좋게",
        _ => "최고",
    },
    look_word: |look| match look {
        ..50 => "거칠게",
        50..66 => "작게",
        66..76 => "균형",
        76..86 => "좋게",
        _ => "원본처럼",
    },
    effort: "속도와 크기",
    effort_word: |effort| match effort {
        0 => "가장 빠르게",
        1..=2 => "빠르게",
        3..=4 => "균형",
        5 => "작게",
        _ => "가장 작게",
    },

    resize: "사진 크기",
    resize_kind: |kind| match kind {
        resize::Kind::None => "그대로",
        resize::Kind::Fit => "상자 안에 맞추기",
        resize::Kind::Exact => "정확히 맞추기",
        resize::Kind::Percent => "퍼센트",
        resize::Kind::Long => "긴 변",
        resize::Kind::Short => "짧은 변",
    },
    resize_help: |kind| match kind {
        resize::Kind::None => "",
        resize::Kind::Fit | resize::Kind::Long | resize::Kind::Short => {
            "비율을 지키며, 작은 사진을 키우지 않습니다."
        }
        resize::Kind::Exact => "비율이 달라질 수 있고, 작은 사진은 커집니다.",
        resize::Kind::Percent => "가로와 세로 모두. 100을 넘으면 커집니다.",
    },
    width: "가로",
    height: "세로",
    pixels: "px",

    metadata: "메타데이터",
    metadata_policy: |policy| match policy {
        MetadataPolicy::All => "모두 유지",
        MetadataPolicy::NoLocation => "위치만 빼고 유지",
        MetadataPolicy::Dates => "날짜만 유지",
        MetadataPolicy::None => "모두 제거",
    },
    metadata_help: |policy| match policy {
        MetadataPolicy::All => "카메라, 날짜, 위치, 작성자가 함께 남습니다.",
        MetadataPolicy::NoLocation => "어디서 찍었는지 남지 않습니다.",
        MetadataPolicy::Dates => "언제 찍었는지만 남습니다.",
        MetadataPolicy::None => "아무것도 남지 않습니다.",
    },
    color: "색상",
    color_policy: |policy| match policy {
        ColorPolicy::Keep => "그대로",
        ColorPolicy::Srgb => "sRGB로 변환",
    },
    animation: "애니메이션",
    animation_policy: |policy| match policy {
        AnimationPolicy::Keep => "그대로",
        AnimationPolicy::FirstFrame => "첫 프레임만",
    },
    keep_when_little: "조금만 줄어들면 원본 유지",
    min_saving: "이보다 적게 줄면",
    takes_all: "더 커지더라도 항상 결과를 씁니다.",
    never_kept: "크기, 메타데이터, 색상이 바뀌므로 항상 결과를 씁니다.",

    destination: "저장 위치",
    beside: "원본 옆",
    into_folder: "폴더 지정",
    mirrored: "폴더 구조는 그대로 옮겨집니다.",
    recursive: "하위 폴더까지 찾기",
    template: "파일 이름",
    template_help: "{name} 이름, {suffix} -q80 같은 표시, {ext} 확장자",
    made_up_name: "사진.jpg",
    wrong_template: |why| match why {
        InvalidTemplate::NoName => "{name}이 없으면 모든 결과의 이름이 같아집니다.".to_owned(),
        InvalidTemplate::NoExtension => ".{ext}로 끝나야 다른 프로그램에서 열립니다.".to_owned(),
        InvalidTemplate::Separator => "/ 와 \\ 는 쓸 수 없습니다. 폴더는 위에서 고르세요.".to_owned(),
        InvalidTemplate::Unknown(word) => {
            format!("{{{word}}}은(는) 없는 표시입니다. {{name}}, {{suffix}}, {{ext}}만 쓸 수 있습니다.")
        }
    },
    conflict: "같은 이름이 있으면",
    on_conflict: |conflict| match conflict {
        OnConflict::Rename => "번호 붙이기",
        OnConflict::Skip => "건너뛰기",
        OnConflict::Overwrite => "바꾸기",
    },
    conflict_help: |conflict| match conflict {
        OnConflict::Rename => "‘사진 (2).webp’처럼 저장하며, 아무것도 바꾸지 않습니다.",
        OnConflict::Skip => "결과 자리에 파일이 있는 사진은 변환하지 않습니다.",
        OnConflict::Overwrite => "바뀐 파일은 백업해 두며, 되돌리기로 복원할 수 있습니다.",
    },

    originals: "원본",
    policy: |policy| match policy {
        Policy::Keep => "유지",
        Policy::Backup => "백업",
        Policy::Trash => "휴지통",
    },
    policy_help: |policy, backup| match policy {
        Policy::Keep => "원래 자리에 그대로 둡니다.".to_owned(),
        Policy::Backup => format!(
            "결과를 확인한 뒤 옮기며, {}일 동안 되돌릴 수 있습니다.\n백업 공간은 최대 {}입니다.",
            backup.days,
            bytes(backup.bytes)
        ),
        Policy::Trash => "결과를 확인한 뒤 휴지통으로 옮깁니다.".to_owned(),
    },

    fold: |fold| match fold {
        Fold::Advanced => "고급",
        Fold::Losses => "사라지는 것이 있을 때",
    },
    near_lossless: "거의 무손실",
    near_lossless_help: "픽셀을 조금 바꾸어 무손실 파일을 줄입니다. 100은 바꾸지 않습니다.",
    sharp_yuv: "강한 색 경계를 더 또렷하게",
    alpha_quality: "투명도 품질",
    exact: "보이지 않는 픽셀의 색도 유지",
    subsampling: "크로마",
    subsampling_name: |subsampling| match subsampling {
        None => "자동",
        Some(Subsampling::Yuv420) => "4:2:0",
        Some(Subsampling::Yuv444) => "4:4:4",
    },
    depth: "채널당 비트",
    depth_name: |depth| match depth {
        None => "자동",
        Some(BitDepth::Eight) => "8",
        Some(BitDepth::Ten) => "10",
    },
    engine: "AVIF 인코더",
    engine_name: |engine| match engine {
        AvifEngine::Default => "자동",
        AvifEngine::Libaom => "libaom",
        AvifEngine::Rav1e => "rav1e",
    },
    contradiction: |contradiction| match contradiction {
        Contradiction::NearLosslessAvif => {
            "거의 무손실은 WebP에만 있어 형식을 바꾸지 않았습니다. 먼저 고급에서 끄세요."
        }
        Contradiction::LosslessRav1e => {
            "rav1e는 AVIF를 무손실로 만들 수 없어 바꾸지 않았습니다. 먼저 고급에서 다른 인코더를 고르세요."
        }
    },

    losses_help: "자동: 변환하고 알려 드립니다. 원본을 옮길 때는 건너뜁니다.",
    loss: |loss| match loss {
        Loss::GainMap => "HDR 게인 맵",
        Loss::DepthMap => "깊이 맵",
        Loss::MotionPhoto => "모션 포토의 동영상",
        Loss::Pages => "둘째 페이지부터",
        Loss::Frames => "둘째 프레임부터",
        Loss::Layers => "레이어",
        Loss::Inks => "CMYK 잉크 값",
        Loss::Drawing => "벡터 그림의 선",
        Loss::Side => "한 변이 16,383픽셀을 넘는 부분",
    },
    switch: |switch| match switch {
        Switch::Auto => "자동",
        Switch::Convert => "변환",
        Switch::Skip => "건너뛰기",
    },

    wrong_number: |lowest, highest| format!("{lowest}에서 {highest} 사이의 숫자를 입력하세요."),
    wrong_size: "1 kB에서 1000 MB 사이의 용량을 입력하세요.",
    reset: "기본값으로 되돌리기",
};

/// Japanese.
pub static JA: Options = Options {
    preset: "プリセット",
    built_in: |preset| match preset {
        BuiltIn::Web => "ウェブページ用",
        BuiltIn::Email => "メール添付用",
        BuiltIn::ArchiveLossless => "保存用ロスレス",
        BuiltIn::Smallest => "最小サイズ",
        BuiltIn::OpensEverywhere => "どこでも開ける",
    },
    no_preset: "個別の設定",
    changed: "変更あり",
    as_preset: "プリセットに戻す",
    save_preset: "プリセットとして保存…",
    preset_name: "プリセットの名前",
    save: "保存",
    replace: "置き換え",
    cancel: "キャンセル",
    remove_preset: "削除…",
    remove_question: |name| format!("プリセット「{name}」を削除しますか？"),
    remove: "削除",
    import_preset: "読み込み…",
    export_preset: "書き出し…",
    preset_files: "Picopress プリセット",
    no_home: "このアカウントにはホームフォルダーがないため、プリセットを保存できません。",

    format: "形式",
    format_name: |format| match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
        Format::Auto => "自動",
    },
    format_help: |format| match format {
        Format::Webp => "速く、今ではどこでも開けます。",
        Format::Avif => "WebP より小さくなりますが、時間がかかります。",
        Format::Auto => "両方を試し、小さい方を残します。",
    },
    format_in_plan: |plan| {
        format!("AVIF は {} プラン以上で使えます。WebP はすべてのプランで使えます。", plan_name(plan))
    },
    see_plans: "プランを見る",

    how_good: "画質",
    goal: |kind| match kind {
        goal::Kind::Quality => "品質",
        goal::Kind::Look => "見た目",
        goal::Kind::MaxBytes => "最大容量",
        goal::Kind::Lossless => "ロスレス",
    },
    goal_help: |kind| match kind {
        goal::Kind::Quality => "すべての画像を同じ値で変換します。",
        goal::Kind::Look => "画像ごとに、この見た目を保つ最小のファイルを探します。時間がかかります。",
        goal::Kind::MaxBytes => "この容量の中で最もきれいに仕上げます。大きさを縮めるのは最後です。",
        goal::Kind::Lossless => "すべてのピクセルが残ります。ファイルは大きめです。",
    },
    quality_word: |quality| match quality {
        ..45 => "粗い",
        45..68 => "小さめ",
        68..78 => "バランス",
        78..86 => "きれい",
        86..96 => "とてもきれい",
        _ => "最高",
    },
    look_word: |look| match look {
        ..50 => "粗い",
        50..66 => "小さめ",
        66..76 => "バランス",
        76..86 => "きれい",
        _ => "最高",
    },
    effort: "速度とサイズ",
    effort_word: |effort| match effort {
        0 => "最速",
        1..=2 => "速い",
        3..=4 => "バランス",
        5 => "小さい",
        _ => "最小",
    },

    resize: "画像の大きさ",
    resize_kind: |kind| match kind {
        resize::Kind::None => "そのまま",
        resize::Kind::Fit => "枠に収める",
        resize::Kind::Exact => "ぴったり合わせる",
        resize::Kind::Percent => "パーセント",
        resize::Kind::Long => "長い辺",
        resize::Kind::Short => "短い辺",
    },
    resize_help: |kind| match kind {
        resize::Kind::None => "",
        resize::Kind::Fit | resize::Kind::Long | resize::Kind::Short => "比率を保ち、拡大はしません。",
        resize::Kind::Exact => "比率が変わることがあり、小さい画像は拡大されます。",
        resize::Kind::Percent => "縦横とも。100 を超えると拡大します。",
    },
    width: "幅",
    height: "高さ",
    pixels: "px",

    metadata: "メタデータ",
    metadata_policy: |policy| match policy {
        MetadataPolicy::All => "すべて残す",
        MetadataPolicy::NoLocation => "位置情報だけ除く",
        MetadataPolicy::Dates => "日付だけ残す",
        MetadataPolicy::None => "すべて除く",
    },
    metadata_help: |policy| match policy {
        MetadataPolicy::All => "カメラ、日付、場所、作者が一緒に残ります。",
        MetadataPolicy::NoLocation => "撮影場所は残りません。",
        MetadataPolicy::Dates => "撮影日時だけが残ります。",
        MetadataPolicy::None => "何も残りません。",
    },
    color: "色",
    color_policy: |policy| match policy {
        ColorPolicy::Keep => "そのまま",
        ColorPolicy::Srgb => "sRGB に変換",
    },
    animation: "アニメーション",
    animation_policy: |policy| match policy {
        AnimationPolicy::Keep => "そのまま",
        AnimationPolicy::FirstFrame => "最初のフレーム",
    },
    keep_when_little: "あまり減らないときは元のまま",
    min_saving: "削減がこれ未満なら",
    takes_all: "大きくなっても、常に結果を使います。",
    never_kept: "画像そのものが変わるため、常に結果を使います。",

    destination: "保存先",
    beside: "元の画像の横",
    into_folder: "フォルダー指定",
    mirrored: "フォルダーの構成はそのまま移されます。",
    recursive: "サブフォルダーも探す",
    template: "ファイル名",
    template_help: "{name} 名前、{suffix} -q80 などの印、{ext} 拡張子",
    made_up_name: "写真.jpg",
    wrong_template: |why| match why {
        InvalidTemplate::NoName => "{name} がないと、すべて同じ名前になります。".to_owned(),
        InvalidTemplate::NoExtension => ".{ext} で終わらないと、ほかのソフトで開けません。".to_owned(),
        InvalidTemplate::Separator => "/ と \\ は使えません。フォルダーは上で選んでください。".to_owned(),
        InvalidTemplate::Unknown(word) => {
            format!("{{{word}}} は使えません。使えるのは {{name}}、{{suffix}}、{{ext}} です。")
        }
    },
    conflict: "同じ名前があるとき",
    on_conflict: |conflict| match conflict {
        OnConflict::Rename => "番号を付ける",
        OnConflict::Skip => "スキップ",
        OnConflict::Overwrite => "置き換え",
    },
    conflict_help: |conflict| match conflict {
        OnConflict::Rename => "「写真 (2).webp」のように保存し、何も置き換えません。",
        OnConflict::Skip => "結果の場所にファイルがある画像は変換しません。",
        OnConflict::Overwrite => "置き換えたファイルはバックアップされ、元に戻せます。",
    },

    originals: "元の画像",
    policy: |policy| match policy {
        Policy::Keep => "残す",
        Policy::Backup => "バックアップ",
        Policy::Trash => "ゴミ箱",
    },
    policy_help: |policy, backup| match policy {
        Policy::Keep => "元の場所にそのまま残します。".to_owned(),
        Policy::Backup => format!(
            "結果を確認してから移し、{}日間は元に戻せます。\nバックアップの容量は最大 {} です。",
            backup.days,
            bytes(backup.bytes)
        ),
        Policy::Trash => "結果を確認してからゴミ箱に移します。".to_owned(),
    },

    fold: |fold| match fold {
        Fold::Advanced => "詳細",
        Fold::Losses => "失われるものがあるとき",
    },
    near_lossless: "ほぼロスレス",
    near_lossless_help: "ピクセルを少し変えて、ロスレスのファイルを小さくします。100 は何も変えません。",
    sharp_yuv: "強い色の境目をよりくっきり",
    alpha_quality: "透明度の品質",
    exact: "見えないピクセルの色も残す",
    subsampling: "クロマ",
    subsampling_name: |subsampling| match subsampling {
        None => "自動",
        Some(Subsampling::Yuv420) => "4:2:0",
        Some(Subsampling::Yuv444) => "4:4:4",
    },
    depth: "チャンネルのビット数",
    depth_name: |depth| match depth {
        None => "自動",
        Some(BitDepth::Eight) => "8",
        Some(BitDepth::Ten) => "10",
    },
    engine: "AVIF エンコーダー",
    engine_name: |engine| match engine {
        AvifEngine::Default => "自動",
        AvifEngine::Libaom => "libaom",
        AvifEngine::Rav1e => "rav1e",
    },
    contradiction: |contradiction| match contradiction {
        Contradiction::NearLosslessAvif => {
            "「ほぼロスレス」は WebP だけのため、形式を変えませんでした。先に「詳細」でオフにしてください。"
        }
        Contradiction::LosslessRav1e => {
            "rav1e は AVIF をロスレスで書けないため、変えませんでした。先に「詳細」で別のエンコーダーを選んでください。"
        }
    },

    losses_help: "自動: 変換してお知らせします。元の画像を移す場合はスキップします。",
    loss: |loss| match loss {
        Loss::GainMap => "HDR ゲインマップ",
        Loss::DepthMap => "深度マップ",
        Loss::MotionPhoto => "モーションフォトの動画",
        Loss::Pages => "2 ページ目以降",
        Loss::Frames => "2 フレーム目以降",
        Loss::Layers => "レイヤー",
        Loss::Inks => "CMYK のインク値",
        Loss::Drawing => "ベクター画像の線",
        Loss::Side => "1 辺 16,383 ピクセル超",
    },
    switch: |switch| match switch {
        Switch::Auto => "自動",
        Switch::Convert => "変換",
        Switch::Skip => "スキップ",
    },

    wrong_number: |lowest, highest| format!("{lowest} から {highest} の数字を入力してください。"),
    wrong_size: "1 kB から 1000 MB の容量を入力してください。",
    reset: "初期設定に戻す",
};
