//! What the window says. Each screen has a file of its own, with its sentences in all languages side by side.

pub mod about;
pub mod account;
mod advice;
pub mod compare;
pub mod convert;
pub mod history;
pub mod options;
pub mod run;
pub mod settings;
pub mod shell;
pub mod start;

use super::{Catalog, en, ja, ko, sentence, spoken};

/// The catalogue of the window for a language tag, as [`super::catalog`]: whole sentences, and no words of the command line.
pub fn catalog(tag: &str) -> &'static Catalog {
    static CATALOGS: [Catalog; 3] = [
        Catalog { advice: advice::ko, advised: spaced, licensing_error: KO.account.error, ..ko::CATALOG },
        Catalog { advice: advice::en, advised: spaced, licensing_error: EN.account.error, ..en::CATALOG },
        Catalog { advice: advice::ja, advised: close, licensing_error: JA.account.error, ..ja::CATALOG },
    ];
    spoken(tag, &CATALOGS)
}

/// Two sentences as they follow each other in Korean and in English.
fn spaced(what: &str, advice: Option<String>) -> String {
    let what = sentence(what, ".");
    match advice {
        Some(advice) => format!("{what} {advice}"),
        None => what,
    }
}

/// And in Japanese.
fn close(what: &str, advice: Option<String>) -> String {
    sentence(what, "。") + &advice.unwrap_or_default()
}

/// The window's sentences in one language.
pub struct Window {
    /// Around all screens.
    pub shell: &'static shell::Shell,
    /// Before the window opens, and when it cannot.
    pub start: &'static start::Start,
    /// The queue.
    pub convert: &'static convert::Convert,
    /// The column beside the queue.
    pub options: &'static options::Options,
    /// Before and after.
    pub compare: &'static compare::Compare,
    /// The account and the plans.
    pub account: &'static account::Account,
    /// What earlier runs did.
    pub history: &'static history::History,
    /// The program itself.
    pub about: &'static about::About,
    /// What is decided once.
    pub settings: &'static settings::Settings,
    /// Before, during and after a run.
    pub run: &'static run::Run,
}

/// English.
pub static EN: Window = Window {
    shell: &shell::EN,
    start: &start::EN,
    convert: &convert::EN,
    options: &options::EN,
    compare: &compare::EN,
    account: &account::EN,
    history: &history::EN,
    about: &about::EN,
    settings: &settings::EN,
    run: &run::EN,
};
/// Korean.
pub static KO: Window = Window {
    shell: &shell::KO,
    start: &start::KO,
    convert: &convert::KO,
    options: &options::KO,
    compare: &compare::KO,
    account: &account::KO,
    history: &history::KO,
    about: &about::KO,
    settings: &settings::KO,
    run: &run::KO,
};
/// Japanese.
pub static JA: Window = Window {
    shell: &shell::JA,
    start: &start::JA,
    convert: &convert::JA,
    options: &options::JA,
    compare: &compare::JA,
    account: &account::JA,
    history: &history::JA,
    about: &about::JA,
    settings: &settings::JA,
    run: &run::JA,
};

#[cfg(test)]
mod tests {
    use converter::error::Bound;
    use converter::preview::SkipReason;
    use converter::{ErrorKind, Loss, Warning};
    use licensing::keyring::RecordError;

    use super::*;
    use crate::presets::Problem;
    use crate::rights::Trouble;

    #[test]
    fn the_window_never_speaks_of_the_command_line() {
        for tag in ["ko", "en", "ja"] {
            for sentence in sentences(catalog(tag)) {
                for word in ["--", "-o ", "-r ", "picopress ", "backup_"] {
                    assert!(!sentence.contains(word), "{tag}: {sentence}");
                }
                assert!(sentence.ends_with(['.', '。']), "{tag}: {sentence}");
            }
        }
    }

    #[test]
    fn the_command_line_names_its_options() {
        for tag in ["ko", "en", "ja"] {
            let words = crate::i18n::catalog(tag);
            for (sentence, option) in [
                (words.error(&too_large(Bound::Memory)), "--memory 100M"),
                (words.error(&too_large(Bound::Side)), "--resize long:1"),
                (words.error(&ErrorKind::ReadOnly), "-o"),
                (words.skipped(&SkipReason::WouldLose(vec![Loss::GainMap])), "--allow-loss gain-map"),
                (words.preset_problem(&Problem::Exists("mine".into())), "--as"),
                (words.backup_full(3, 2, 1), "backup_gigabytes"),
                (words.error(&ErrorKind::NoRoomToKeep), "backup_gigabytes"),
            ] {
                assert!(sentence.contains(option), "{tag}: {sentence}");
            }
        }
    }

    /// What can be advised about, each once.
    fn sentences(words: &Catalog) -> Vec<String> {
        let bounds = [Bound::Pixels, Bound::Memory, Bound::Side, Bound::OutputBytes, Bound::AlphaBytes];
        let animations = [Bound::Frames, Bound::AnimationPixels];
        let disks = [ErrorKind::DiskFull, ErrorKind::ReadOnly, ErrorKind::LeavesFolder, ErrorKind::NotFound];
        let disks = disks.into_iter().chain([ErrorKind::NoRoomToKeep]);
        let errors = bounds.into_iter().chain(animations).map(too_large).chain(disks);
        let look = Warning::LookNotReached { wanted: 90, reached: 80 };
        let warnings = [Warning::ReducedTo8Bits, Warning::ShrunkToFit(16383), look];
        let losses = SkipReason::WouldLose(vec![Loss::GainMap]);
        let presets = [Problem::Exists("mine".into()), Problem::Unknown("mine".into())];
        let key = licensing::Error::Record(RecordError::Failed("locked".into()));
        let mut sentences = vec![
            words.skipped(&losses),
            words.disk_space(2, 1),
            words.backup_full(3, 2, 1),
            words.backups_expired(1, 30),
            words.trouble(&Trouble::Key(key)),
        ];
        sentences.extend(errors.map(|kind| words.error(&kind)));
        sentences.extend(warnings.iter().map(|warning| words.warning(warning)));
        sentences.extend(presets.iter().map(|problem| words.preset_problem(problem)));
        sentences
    }

    fn too_large(bound: Bound) -> ErrorKind {
        ErrorKind::TooLarge { bound, value: 2, limit: 1 }
    }
}
