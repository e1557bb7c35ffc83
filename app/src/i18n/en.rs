//! English.

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
    tag: "en",
    account: &account::ACCOUNT,
    window: &super::window::EN,
    advice,
    advised,
    licensing_error: account::ACCOUNT.error,
    what_failed,
    what_changed,
    why_skipped,
    would_lose: |losses| format!("will not be kept: {}", loss_names(losses)),
    kept: |before, after| {
        format!("kept the original ({}; it would have become {})", bytes(before), bytes(after))
    },
    measured: |before, after, fidelity| {
        let likeness = match fidelity {
            Fidelity::Unmeasured => String::new(),
            Fidelity::Score(score) => format!(", look {score:.1}"),
            Fidelity::Exact => ", every pixel the same".to_owned(),
        };
        format!("{} became {}{likeness}", bytes(before), bytes(after))
    },
    summary,
    preview_summary: |count| format!("{count} would be converted; nothing was written"),
    nothing_found: "no pictures found (add -r to look into folders within folders)",
    interrupted: |done, total| format!("stopped: {done} of {total} done; the others are as they were"),
    what_lacks: |wanted, free| {
        format!("this run needs about {}, but only {} are free on the disk", bytes(wanted), bytes(free))
    },
    not_remembered: "this program cannot write to its own folder, so later runs will not recognise what this one makes",
    settings_problem: |problem| match problem {
        Problem::File(reason) => format!("the settings cannot be read and are ignored ({reason})"),
        Problem::Field(name) => format!("the setting {name:?} makes no sense and is ignored"),
    },
    unfinished_run: |when, done, all| {
        format!(
            "the run of {when} was stopped with {done} of {all} done; `picopress convert --resume` goes on with it"
        )
    },
    nothing_to_resume: "no run is left to go on with",
    original_stays,
    nothing_put_away: "without a folder for what the program remembers, the originals stay where they are",
    what_is_not_backed_up: |wanted, used, allowed| {
        format!(
            "the originals of this run have {}, but {} of {} for backups are in use; those that do not fit stay where they are and what is overwritten cannot come back",
            bytes(wanted),
            bytes(used),
            bytes(allowed)
        )
    },
    what_expired: |count, days| match count {
        1 => format!("1 backed-up original was older than {days} days and is gone for good"),
        count => format!("{count} backed-up originals were older than {days} days and are gone for good"),
    },
    report_unwritten: |file, error| format!("the report {file} cannot be written ({error})"),
    history,
    no_history: "there were no runs so far",
    no_such_run: |run| format!("there is no run {run:?} that has ended; `picopress history` shows all"),
    nothing_to_undo: "there is nothing to undo",
    undone: |run, restored, troubles| {
        let restored = match restored {
            1 => "1 picture is as it was before".to_owned(),
            count => format!("{count} pictures are as they were before"),
        };
        match troubles {
            0 => format!("run {run}: {restored}"),
            1 => format!("run {run}: {restored}, 1 is not"),
            count => format!("run {run}: {restored}, {count} are not"),
        }
    },
    undo_trouble,
    kept_back: plan::kept_back,
    preflight: plan::preflight,
    why_uncounted: plan::why_uncounted,
    preset,
    what_is_wrong,
    time_left: |time| format!("{} left", clock(time)),
    failed: "failed",
    skipped_label: "skipped",
    note: "note",
};

fn advised(what: &str, advice: Option<String>) -> String {
    match advice {
        Some(advice) => format!("{what}; {advice}"),
        None => what.to_owned(),
    }
}

/// In the options of the command line.
fn advice(advice: Advice<'_>) -> Option<String> {
    Some(match advice {
        Advice::AllowPixels => "raise it with --max-megapixels".into(),
        Advice::FirstFrame => "take its first with --animation first-frame".into(),
        Advice::AllowMemory(bytes) => format!("allow more with --memory {}", size_argument(bytes)),
        Advice::AvifOrSmaller(side) => {
            format!("use --to avif, or make it smaller with --resize long:{side}")
        }
        Advice::AllowBytes => {
            "allow more with --max-bytes, or leave metadata out with --metadata none".into()
        }
        Advice::AllowBytesForAlpha => {
            "allow more with --max-bytes, or take WebP with a coarser --alpha-quality".into()
        }
        Advice::OtherFolder => "choose another folder with -o".into(),
        Advice::RoomOrOtherFolder => "make room or choose another folder with -o".into(),
        Advice::UnlinkOrOtherFolder => "remove the link or choose another folder with -o".into(),
        Advice::AvifForBits => "--to avif keeps 10".into(),
        Advice::AvifForSides => "--to avif keeps it".into(),
        Advice::AutoFormat => "--to auto can reach more".into(),
        Advice::AllowLoss(losses) => {
            format!("convert it all the same with --allow-loss {}", loss_arguments(losses))
        }
        Advice::MoreBackupRoom => "raise backup_gigabytes in the settings".into(),
        Advice::BackupDays => "backup_days in the settings says how long they are kept".into(),
        Advice::OtherName => "choose another name with --as".into(),
        Advice::ListPresets => "`picopress preset list` shows all".into(),
    })
}

/// What makes a JPEG of a HEIC photograph here, and on the telephone.
fn no_heic() -> String {
    let here = if cfg!(target_os = "macos") {
        "open it in Preview and choose File > Export > JPEG"
    } else if cfg!(windows) {
        "open it in Photos and save it as JPEG"
    } else {
        "`heif-convert photo.heic photo.jpg` makes a JPEG of it (package libheif-examples)"
    };
    format!(
        "HEIC cannot be read, since patents cover it; {here}. For new photographs choose Settings > Camera > Formats > Most Compatible on the iPhone"
    )
}

fn what_failed(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::NotAPicture => "this is not a picture, whatever its name says".into(),
        ErrorKind::Unsupported(what) => format!("{what} cannot be read; save it as PNG or JPEG first"),
        ErrorKind::NoHeic => no_heic(),
        ErrorKind::Truncated => "the file ends too early; copy it again from where it came".into(),
        ErrorKind::Damaged(reason) => {
            format!("the file is damaged ({reason}); copy it again from where it came")
        }
        ErrorKind::TooLarge { bound: Bound::Pixels, value, limit } => {
            format!("too large: {} megapixels, {} are allowed", value / 1_000_000, limit / 1_000_000)
        }
        ErrorKind::TooLarge { bound: Bound::FileBytes, value, limit } => {
            format!("too large: a file of {}, {} are allowed", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::MetadataBytes, value, limit } => {
            format!("its metadata are too large: {}, {} are allowed", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::Scans, value, limit } => {
            format!("a progressive JPEG of {value} scans, {limit} are allowed")
        }
        ErrorKind::TooLarge { bound: Bound::Frames, value, limit } => {
            format!("an animation of {value} frames, {limit} are allowed")
        }
        ErrorKind::TooLarge { bound: Bound::AnimationPixels, value, limit } => format!(
            "too large for an animation: {} megapixels in all frames, {} are allowed",
            value / 1_000_000,
            limit / 1_000_000
        ),
        ErrorKind::TooLarge { bound: Bound::Memory, value, limit } => {
            format!("it needs {} of memory, {} are allowed", bytes(*value), bytes(*limit))
        }
        ErrorKind::TooLarge { bound: Bound::Side, value, limit } => {
            format!("a side of {value} pixels, the format holds {limit}")
        }
        ErrorKind::TooLarge { bound: Bound::AlphaBytes, value, limit } => format!(
            "it cannot be brought under {}: its transparency takes so much that it has {}",
            bytes(*limit),
            bytes(*value)
        ),
        ErrorKind::TooLarge { bound: Bound::OutputBytes, value, limit } => format!(
            "it cannot be brought under {}: even small and coarse it has {}",
            bytes(*limit),
            bytes(*value)
        ),
        ErrorKind::SourceChanged => {
            "the file changed while it was read; try again when it is finished".into()
        }
        ErrorKind::TooDeep { format: Format::Avif, bits } => {
            format!("AVIF holds {bits} bits a channel, and this picture has more; it cannot be lossless")
        }
        ErrorKind::TooDeep { bits, .. } => format!(
            "WebP holds {bits} bits a channel, and this picture has more; AVIF may hold it without loss"
        ),
        ErrorKind::Encoder(reason) => format!("it could not be encoded ({reason})"),
        ErrorKind::Verification(reason) => {
            format!("the result did not pass the check and was thrown away ({reason}); please report this")
        }
        ErrorKind::DiskFull => "the disk is full".into(),
        ErrorKind::PermissionDenied => {
            "permission denied; check the rights of the file and its folder".into()
        }
        ErrorKind::ReadOnly => "the disk is read-only".into(),
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::TargetExists => {
            "another file appeared where the result should go; nothing was overwritten, run again".into()
        }
        ErrorKind::NoRoomToKeep => {
            "there is no room to keep the file that stands there, so it was not overwritten".into()
        }
        ErrorKind::LeavesFolder => "a link leads out of the chosen folder".into(),
        ErrorKind::Cancelled => "stopped".into(),
        ErrorKind::Panicked(_) => "the file confuses its decoder; it may be damaged".into(),
        ErrorKind::Crashed(_) => "its decoder or encoder crashed; the file may be damaged".into(),
        ErrorKind::OutOfMemory(_) => {
            "it takes far more memory than its size explains and was given up".into()
        }
        ErrorKind::TooSlow(seconds) => {
            format!("reading it took longer than {seconds} seconds and was given up")
        }
        ErrorKind::NoWorker(reason) => {
            format!(
                "the process that converts pictures could not be started ({reason}); start the program again"
            )
        }
        ErrorKind::Io(error) => error.to_string(),
    }
}

fn what_changed(warning: &Warning) -> String {
    match warning {
        Warning::FirstFrame(Some(frames)) => format!("only the first of {frames} frames was converted"),
        Warning::FirstFrame(None) => "only the first frame of the animation was converted".into(),
        Warning::FirstPage => "only the first page was converted".into(),
        Warning::Salvaged(reason) => {
            format!("the file is damaged; what could be read was converted ({reason})")
        }
        Warning::ProfileIgnored => "its colour profile is unusable; the colours were taken for sRGB".into(),
        Warning::ConvertedToSrgb => "the colours were converted to sRGB".into(),
        Warning::ToneMapped => "high dynamic range was reduced to the standard range".into(),
        Warning::CmykConverted => "CMYK colours were converted to RGB".into(),
        Warning::ReferenceIgnored => {
            "it names other files or addresses; such are never opened and are missing now".into()
        }
        Warning::TextNotDrawn => "its text is missing, since this machine has no font".into(),
        Warning::MetadataDropped(which) => format!("its {} metadata could not be kept", metadata_name(which)),
        Warning::ReducedTo8Bits => {
            "its colours have more than 8 bits and were rounded to 8, all that WebP holds".into()
        }
        Warning::Lost(loss) => format!("{} could not be kept", loss_name(*loss)),
        Warning::ShrunkToFit(side) => {
            format!("its longer side was shrunk to {side} pixels, all that WebP holds")
        }
        Warning::LookNotReached { wanted, reached } => {
            format!("the look {wanted} is out of reach for this picture; it got the best there is, {reached}")
        }
        Warning::ScaledDown(width, height) => {
            format!("made smaller, {width} x {height}, to fit the wanted bytes")
        }
        Warning::LargePictureSimplified => "a very large picture: encoded fast and with 4:2:0 chroma".into(),
    }
}

/// What stays behind, in the middle of a sentence.
fn loss_name(loss: Loss) -> &'static str {
    match loss {
        Loss::GainMap => "the gain map for screens of high dynamic range",
        Loss::DepthMap => "the depth map",
        Loss::MotionPhoto => "the film of the motion photo",
        Loss::Pages => "all pages but the first",
        Loss::Frames => "all frames but the first",
        Loss::Layers => "the layers",
        Loss::Inks => "the CMYK inks",
        Loss::Drawing => "the lines of the drawing (it becomes pixels)",
        Loss::Side => "pixels beyond 16,383 a side",
    }
}

fn loss_names(losses: &[Loss]) -> String {
    losses.iter().map(|&loss| loss_name(loss)).collect::<Vec<_>>().join(", ")
}

fn why_skipped(reason: &SkipReason) -> String {
    match reason {
        SkipReason::OutputOfEarlierRun => "it is itself the result of an earlier run".into(),
        SkipReason::AlreadyConverted(target) => format!("already converted to {}", target.display()),
        SkipReason::AlreadyKept => "an earlier run found nothing to save".into(),
        SkipReason::TargetExists(target) => format!("{} exists", target.display()),
        SkipReason::WouldLose(losses) => {
            format!("left alone, since this would be lost: {}", loss_names(losses))
        }
    }
}

fn summary(totals: &Totals) -> String {
    let mut parts = vec![format!("{} converted", totals.converted)];
    for (count, what) in [
        (totals.kept, "kept as they were"),
        (totals.skipped, "skipped"),
        (totals.failed, "failed"),
        (totals.queued, "waiting"),
        (totals.refused, "refused"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let mut line = parts.join(", ");
    if totals.converted > 0 {
        line += &format!(
            "; {} became {} ({}) in {}",
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
        Change::Smaller(percent) => format!("{percent}% saved"),
        Change::Larger(percent) => format!("{percent}% larger"),
    }
}

fn preset(preset: BuiltIn) -> &'static str {
    match preset {
        BuiltIn::Web => "for web pages: at most 2560 pixels, sRGB, without the place it was taken",
        BuiltIn::Email => "to send along: at most 1600 pixels, sRGB, without the place it was taken",
        BuiltIn::ArchiveLossless => "for keeping: every pixel and all metadata stay",
        BuiltIn::Smallest => "as few bytes as still look right; slow",
        BuiltIn::OpensEverywhere => "WebP in sRGB, which every program of the last years shows alike",
    }
}

fn what_is_wrong(problem: &presets::Problem) -> String {
    use presets::Problem;
    match problem {
        Problem::Unknown(name) => {
            format!("there is no preset {name:?}")
        }
        Problem::BuiltIn(name) => format!("{name:?} is built in and stays as it is; choose another name"),
        Problem::Exists(name) => format!("you have a preset {name:?} already"),
        Problem::Name => "a preset needs a name of 1 to 60 characters in one line".into(),
        Problem::Damaged(file, reason) => format!("{} holds no presets ({reason})", file.display()),
        Problem::Newer(file) => {
            format!("{} was made by a newer version of Picopress; update this one to use it", file.display())
        }
        Problem::Contradiction(reason) => reason.clone(),
        Problem::File(file, error) => format!("{}: {error}", file.display()),
    }
}

fn original_stays(reason: &Stays) -> String {
    match reason {
        Stays::Changed => "the original was changed meanwhile and stays where it is".into(),
        Stays::Link => "the original is a link and stays where it is".into(),
        Stays::NoRoom => "there is no room for its backup, so the original stays where it is".into(),
        Stays::Refused(reason) => format!("the original cannot be put away and stays where it is ({reason})"),
    }
}

fn undo_trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Occupied(backup) => {
            format!("something else stands there now; the original is kept at {}", backup.display())
        }
        Trouble::BackupLost(backup) => format!("its backup is not at {} any more", backup.display()),
        Trouble::NotKept(output) => {
            format!("what {} overwrote was not kept, so the conversion stays", output.display())
        }
        Trouble::OriginalGone => "the original is gone, so its conversion stays".into(),
        Trouble::InTrash => "the original is in the trash; restore it there, then undo again".into(),
        Trouble::OutputChanged(output) => format!("{} was changed since and stays", output.display()),
        Trouble::Refused(path, error) => format!("{}: {error}", path.display()),
    }
}

fn history(summary: &Summary) -> String {
    let mut line = format!("{}  {}  ", summary.run, local_time(summary.started_ms));
    let counts = [
        (summary.converted, "converted"),
        (summary.kept, "kept as they were"),
        (summary.failed, "failed"),
        (summary.left, "left"),
    ];
    line += &counted(&counts);
    if summary.converted > 0 {
        line += &format!("; {} became {}", bytes(summary.bytes_in), bytes(summary.bytes_out));
    }
    match summary.state {
        State::Complete => {}
        State::Unfinished => line += "; unfinished",
        State::Undone => line += "; undone",
    }
    if let Some(until) = summary.undo_until_ms {
        line += &format!("; originals backed up until {}", local_time(until));
    }
    line
}

fn counted(counts: &[(usize, &str)]) -> String {
    let told = counts.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}
