//! Every sentence the program says, in Korean, English and Japanese. A language is one value of [`Catalog`], so a
//! sentence that is missing in one of them does not compile.

pub mod account;
mod advice;
mod en;
mod ja;
mod ko;
pub mod window;

use std::time::Duration;

use converter::preview::SkipReason;
use converter::{ErrorKind, Fidelity, Loss, Warning};
use licensing::protocol::Plan;

use crate::admission::{KeptBack, Preflight};
use crate::history::Summary;
use crate::originals::Stays;
use crate::presets::{self, BuiltIn};
use crate::rights;
use crate::settings::Problem;
use crate::undo::Trouble;
use advice::Advice;

/// The sentences of one language, for one reader: the command line or the window.
pub struct Catalog {
    /// The language's tag: `ko`, `en` or `ja`.
    pub tag: &'static str,
    /// About accounts.
    pub account: &'static account::Account,
    /// What the window says.
    pub window: &'static window::Window,
    /// What can be done about something, where the reader is; nothing where it cannot be done there.
    advice: fn(Advice<'_>) -> Option<String>,
    /// What happened and what can be done about it, if anything, put together.
    advised: fn(&str, Option<String>) -> String,
    /// Why a call to the server, or to the keyring, failed.
    licensing_error: Says<licensing::Error>,
    /// What went wrong with a picture.
    what_failed: fn(&ErrorKind) -> String,
    /// What a person should know about a converted picture.
    what_changed: fn(&Warning) -> String,
    /// Why a picture is passed over.
    why_skipped: fn(&SkipReason) -> String,
    /// A preview: what the output will not hold.
    pub would_lose: fn(&[Loss]) -> String,
    /// The original stays: size before, size that the conversion would have had.
    pub kept: fn(u64, u64) -> String,
    /// What a picture became whose likeness is known: size before, size after, likeness.
    pub measured: fn(u64, u64, Fidelity) -> String,
    /// The line at the end of a run.
    pub summary: fn(&Totals) -> String,
    /// The line at the end of a dry run: how many would be converted.
    pub preview_summary: fn(usize) -> String,
    /// There was nothing to convert among the named files and folders.
    pub nothing_found: &'static str,
    /// Stopped by Ctrl-C: how many of how many were done.
    pub interrupted: fn(usize, usize) -> String,
    /// The outputs will probably not fit: bytes wanted, bytes free.
    what_lacks: fn(u64, u64) -> String,
    /// The program's own folder cannot be written: later runs will not know what this one made.
    pub not_remembered: &'static str,
    /// Something is wrong with the settings file.
    pub settings_problem: fn(&Problem) -> String,
    /// The last run was stopped or killed: when it began, how many of how many were done.
    pub unfinished_run: fn(&str, usize, usize) -> String,
    /// There is no run to go on with.
    pub nothing_to_resume: &'static str,
    /// Why an original that was to be put away stays.
    pub original_stays: fn(&Stays) -> String,
    /// No original is put away, since the program cannot write to its own folder.
    pub nothing_put_away: &'static str,
    /// The backed-up originals will not fit: bytes wanted, bytes used, bytes allowed.
    what_is_not_backed_up: fn(u64, u64, u64) -> String,
    /// So many backed-up originals were over their time of so many days, and are gone.
    what_expired: fn(usize, u32) -> String,
    /// The report cannot be written.
    pub report_unwritten: fn(&str, &std::io::Error) -> String,
    /// One line on a run.
    pub history: fn(&Summary) -> String,
    /// There were no runs.
    pub no_history: &'static str,
    /// There is no run of this name.
    pub no_such_run: fn(&str) -> String,
    /// There is nothing to undo.
    pub nothing_to_undo: &'static str,
    /// The end of an undo: the run, pictures restored, pictures that could not be.
    pub undone: fn(&str, usize, usize) -> String,
    /// Why a picture could not be undone.
    pub undo_trouble: fn(&Trouble) -> String,
    /// Why the plan keeps a picture or a folder back.
    pub kept_back: fn(KeptBack) -> String,
    /// What is said before a run that the plan does not let go as a whole.
    pub preflight: fn(&Preflight) -> String,
    /// Why conversions cannot be counted, so that nothing goes, with the words for what the keyring says.
    why_uncounted: fn(&rights::Trouble, Says<licensing::Error>) -> String,
    /// What a built-in preset is for.
    pub preset: fn(BuiltIn) -> &'static str,
    /// Why something cannot be done with a preset.
    what_is_wrong: fn(&presets::Problem) -> String,
    /// Time left, for the progress bar.
    pub time_left: fn(Duration) -> String,
    /// "failed", before a file name.
    pub failed: &'static str,
    /// "skipped", before a file name.
    pub skipped_label: &'static str,
    /// "note", before a file name.
    pub note: &'static str,
}

/// Puts something into words.
type Says<T> = fn(&T) -> String;

impl Catalog {
    /// What went wrong with a picture, and what to do about it.
    pub fn error(&self, kind: &ErrorKind) -> String {
        self.with(&(self.what_failed)(kind), Advice::on_error(kind))
    }

    /// What a person should know about a converted picture.
    pub fn warning(&self, warning: &Warning) -> String {
        self.with(&(self.what_changed)(warning), Advice::on_warning(warning))
    }

    /// Why a picture is passed over, and what to do about it.
    pub fn skipped(&self, reason: &SkipReason) -> String {
        self.with(&(self.why_skipped)(reason), Advice::on_skipped(reason))
    }

    /// The outputs will probably not fit: bytes wanted, bytes free.
    pub fn disk_space(&self, wanted: u64, free: u64) -> String {
        self.with(&(self.what_lacks)(wanted, free), Some(Advice::RoomOrOtherFolder))
    }

    /// The backed-up originals will not fit: bytes wanted, bytes used, bytes allowed.
    pub fn backup_full(&self, wanted: u64, used: u64, allowed: u64) -> String {
        self.with(&(self.what_is_not_backed_up)(wanted, used, allowed), Some(Advice::MoreBackupRoom))
    }

    /// So many backed-up originals were over their time of so many days, and are gone.
    pub fn backups_expired(&self, count: usize, days: u32) -> String {
        self.with(&(self.what_expired)(count, days), Some(Advice::BackupDays))
    }

    /// Why something cannot be done with a preset.
    pub fn preset_problem(&self, problem: &presets::Problem) -> String {
        self.with(&(self.what_is_wrong)(problem), Advice::on_preset(problem))
    }

    /// Why conversions cannot be counted, so that nothing goes.
    pub fn trouble(&self, trouble: &rights::Trouble) -> String {
        (self.advised)(&(self.why_uncounted)(trouble, self.licensing_error), None)
    }

    fn with(&self, what: &str, advice: Option<Advice<'_>>) -> String {
        (self.advised)(what, advice.and_then(self.advice))
    }
}

/// The sums of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// Pictures published.
    pub converted: usize,
    /// Originals kept, since nothing was to be saved.
    pub kept: usize,
    /// Sources passed over.
    pub skipped: usize,
    /// Sources that failed.
    pub failed: usize,
    /// Pictures that wait, since the plan does not let more go now.
    pub queued: usize,
    /// Pictures and folders that the plan does not take.
    pub refused: usize,
    /// Bytes of the converted sources.
    pub bytes_in: u64,
    /// Bytes of the outputs.
    pub bytes_out: u64,
    /// Wall time.
    pub took: Duration,
}

impl Totals {
    /// Whether all that was tried failed.
    pub fn has_only_failures(&self) -> bool {
        self.failed > 0 && self.converted + self.kept == 0
    }
}

/// The catalogue of the command line for a language tag such as `ko-KR` or `ja_JP.UTF-8`; English for all we do not speak.
pub fn catalog(tag: &str) -> &'static Catalog {
    static CATALOGS: [Catalog; 3] = [ko::CATALOG, en::CATALOG, ja::CATALOG];
    spoken(tag, &CATALOGS)
}

/// The one of Korean, English and Japanese that `tag` asks for.
fn spoken<T>(tag: &str, [ko, en, ja]: &'static [T; 3]) -> &'static T {
    match tag.split(['-', '_', '.']).next() {
        Some("ko") => ko,
        Some("ja") => ja,
        _ => en,
    }
}

/// The language that `PICOPRESS_LANG`, else the settings, else the system asks for.
pub fn choose(settings: Option<&str>) -> String {
    let asked = std::env::var("PICOPRESS_LANG").ok().filter(|tag| !tag.is_empty());
    let tag = asked.or_else(|| settings.map(str::to_owned)).or_else(sys_locale::get_locale);
    tag.unwrap_or_else(|| "en".to_owned())
}

/// What the command line says in the middle of a line, as a sentence: with a capital and, unless it has one, this end.
fn sentence(said: &str, end: &str) -> String {
    let mut letters = said.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if said.ends_with(['.', '?', '!', '。']) { "" } else { end };
    format!("{first}{}{end}", letters.as_str())
}

/// Bytes in decimal units with three significant digits, as file managers show them.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    // 999.5 would be rounded to 1000 of this unit.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.decimals$} {}", UNITS[unit])
}

/// The plan's name, the same in every language.
pub fn plan_name(plan: Plan) -> &'static str {
    match plan {
        Plan::Free => "Free",
        Plan::Basic => "Basic",
        Plan::Pro => "Pro",
    }
}

/// An amount of money with its thousands apart: `49,000`.
pub fn won(amount: u32) -> String {
    let digits = amount.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// How people write the name of a metadata block.
pub fn metadata_name(block: &str) -> &str {
    match block {
        "exif" => "Exif",
        "xmp" => "XMP",
        "extended xmp" => "extended XMP",
        other => other,
    }
}

/// Kinds of loss as one types them after an option: `gain-map,pages`.
pub fn loss_arguments(losses: &[Loss]) -> String {
    losses.iter().map(|loss| loss.code().replace('_', "-")).collect::<Vec<_>>().join(",")
}

/// A size of at least so many bytes as one types it: `2300M`.
pub fn size_argument(bytes: u64) -> String {
    format!("{}M", bytes.div_ceil(100_000_000) * 100)
}

/// How much smaller the outputs are in percent; how much larger, where they are larger.
pub fn change(bytes_in: u64, bytes_out: u64) -> Change {
    let percent = |part: u64| (part * 100).checked_div(bytes_in).unwrap_or(0);
    match bytes_in.checked_sub(bytes_out) {
        Some(saved) => Change::Smaller(percent(saved)),
        None => Change::Larger(percent(bytes_out - bytes_in)),
    }
}

/// What conversions did to the size, in percent of the sources.
pub enum Change {
    /// So much less.
    Smaller(u64),
    /// So much more.
    Larger(u64),
}

/// Seconds with one decimal below ten, else minutes and seconds: numbers only, the words are the catalogue's.
pub fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{}:{:02}", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits() {
        for (count, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.00 kB"),
            (12_345, "12.3 kB"),
            (999_499, "999 kB"),
            (999_500, "1.00 MB"),
            (5_400_000_000, "5.40 GB"),
        ] {
            assert_eq!(bytes(count), text);
        }
    }

    #[test]
    fn one_picture_is_one_and_not_several() {
        let (words, run) = (catalog("en"), window::catalog("en").window.run);
        for (sentence, expected) in [
            ((words.undone)("a", 1, 0), "run a: 1 picture is as it was before"),
            ((words.undone)("a", 2, 1), "run a: 2 pictures are as they were before, 1 is not"),
            ((words.what_expired)(1, 30), "1 backed-up original was older than 30 days and is gone for good"),
            ((run.undone)(1, 0), "1 picture is as it was before."),
            ((run.undone)(2, 0), "2 pictures are as they were before."),
        ] {
            assert_eq!(sentence, expected);
        }
    }

    #[test]
    fn korean_numbers_and_paths_are_followed_by_no_particle_that_depends_on_them() {
        let (words, compare) = (catalog("ko"), window::catalog("ko").window.compare);
        for (wanted, reached) in [(80, 70), (90, 83), (90, 76)] {
            let sentence = words.warning(&Warning::LookNotReached { wanted, reached });
            assert!(sentence.contains(&format!("값({reached})으로")), "{sentence}");
        }
        assert!((compare.reduced)(8000, 6000).contains("8000 × 6000 크기로"));
        let sentence = words.skipped(&SkipReason::AlreadyConverted("사진.webp".into()));
        assert_eq!(sentence, "이미 변환했습니다: 사진.webp");
    }

    #[test]
    fn japanese_has_one_word_for_signing_in() {
        let account = catalog("ja").account;
        for sentence in [account.signed_out, account.signed_out_here, account.kept_in_file, account.nobody] {
            assert!(sentence.contains("サイン"), "{sentence}");
        }
        for file in [include_str!("i18n/ja.rs"), include_str!("i18n/ja/account.rs")] {
            assert!(!file.contains("ログイン") && !file.contains("ログアウト"));
        }
    }

    #[test]
    fn languages_are_found_by_their_tag() {
        for (tag, word) in
            [("ko-KR", "실패"), ("ja_JP.UTF-8", "失敗"), ("en-US", "failed"), ("C", "failed"), ("", "failed")]
        {
            assert_eq!(catalog(tag).failed, word, "{tag}");
        }
    }
}
