//! What the person decided once: defaults for every run, in a TOML file. A field that cannot be read falls back to
//! its default and is named; it never costs the other fields, nor a start.

use std::io;
use std::num::NonZeroU64;
use std::path::Path;

use converter::Recipe;
use converter::recipe::{AnimationPolicy, Effort, Format, Goal, Look, MetadataPolicy, Quality};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml::Table;
use toml_edit::DocumentMut;

use crate::originals::Policy;
use crate::size::{HOW, size};
use crate::whole_file;

/// Bytes of a gigabyte, as disks are sold.
const GIGABYTE: u64 = 1_000_000_000;

/// The settings, each at its default unless the file says otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// `originals`: what becomes of originals.
    pub originals: Policy,
    /// `backup_days`, `backup_gigabytes`.
    pub backup: Backup,
    /// `format`, `look`, `max_bytes`, `quality`, `effort`, `metadata`, `animation`, `min_saving`.
    pub recipe: Recipe,
    /// `jobs`: pictures at once.
    pub jobs: Option<usize>,
    /// `memory`: bytes for all pictures under way.
    pub memory: Option<u64>,
    /// `language`: `ko`, `en` or `ja`.
    pub language: Option<String>,
    /// What the window looks like and how it behaves.
    pub window: WindowSettings,
}

/// What the window looks like and how it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSettings {
    /// `appearance`.
    pub appearance: Appearance,
    /// `text_size`, in percent: 100 to 200.
    pub text_size: u16,
    /// `motion`: whether things move.
    pub motion: bool,
    /// `gentle`: whether runs leave half of the machine to others.
    pub gentle: bool,
    /// `notify`: whether the end of a run is announced when the window is not in front.
    pub notify: bool,
}

impl Default for WindowSettings {
    fn default() -> Self {
        WindowSettings {
            appearance: Appearance::System,
            text_size: 100,
            motion: true,
            gentle: false,
            notify: true,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How long backed-up originals are kept, and how much room they may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// Days after which they go for good.
    pub days: u32,
    /// Most bytes of them. Nothing goes before its time for it: when it is reached, originals stay where they are.
    pub bytes: u64,
}

impl Default for Backup {
    fn default() -> Self {
        Backup { days: 30, bytes: 50_000_000_000 }
    }
}

/// A problem in the settings file, for the person to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The file as a whole is no TOML, or cannot be read.
    File(String),
    /// The value of this field makes no sense.
    Field(String),
}

impl Settings {
    /// Reads the file at `path`; no file means all defaults.
    pub fn load(path: &Path) -> (Self, Vec<Problem>) {
        match std::fs::read_to_string(path) {
            Ok(text) => Settings::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Default::default(),
            Err(error) => (Settings::default(), vec![Problem::File(error.to_string())]),
        }
    }

    fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut fields = match text.parse::<Table>() {
            Ok(table) => Fields { table, problems: Vec::new() },
            Err(error) => return (Settings::default(), vec![Problem::File(error.message().to_owned())]),
        };
        let usual = Recipe::default();
        let recipe = Recipe {
            format: fields.take::<Format>("format").unwrap_or(usual.format),
            goal: fields.goal().unwrap_or(usual.goal),
            effort: fields.take::<Effort>("effort").unwrap_or(usual.effort),
            metadata: fields.take::<MetadataPolicy>("metadata").unwrap_or(usual.metadata),
            animation: fields.take::<AnimationPolicy>("animation").unwrap_or(usual.animation),
            min_saving: fields.take::<u8>("min_saving").map_or(usual.min_saving, Some),
            ..usual
        };
        let jobs = fields.take("jobs");
        let usual = Backup::default();
        let backup = Backup {
            days: fields.take("backup_days").unwrap_or(usual.days),
            bytes: fields
                .take::<u64>("backup_gigabytes")
                .map_or(usual.bytes, |number| number.saturating_mul(GIGABYTE)),
        };
        let originals = fields.take("originals").unwrap_or_default();
        let usual = WindowSettings::default();
        let window = WindowSettings {
            appearance: fields.take("appearance").unwrap_or(usual.appearance),
            text_size: fields.take("text_size").unwrap_or(usual.text_size).clamp(100, 200),
            motion: fields.take("motion").unwrap_or(usual.motion),
            gentle: fields.take("gentle").unwrap_or(usual.gentle),
            notify: fields.take("notify").unwrap_or(usual.notify),
        };
        let memory = fields.take::<Most>("memory").map(|Most(bytes)| bytes.get());
        let language = fields.take("language");
        let settings = Settings { originals, backup, recipe, jobs, memory, language, window };
        (settings, fields.problems)
    }

    /// Writes to the file at `path` what differs from `before`; all else in it stays as the person wrote it, comments
    /// too.
    ///
    /// # Errors
    /// When the file cannot be written, or is no TOML: it is not written over then.
    pub fn save(&self, before: &Settings, path: &Path) -> io::Result<()> {
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let invalid =
            |error: toml_edit::TomlError| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
        let mut document: DocumentMut = text.parse().map_err(invalid)?;
        for ((name, old), (_, new)) in before.written().into_iter().zip(self.written()) {
            match new {
                _ if old == new => {}
                Some(value) => document[name] = value.into(),
                None => drop(document.remove(name)),
            }
        }
        whole_file::replace(path, document.to_string().as_bytes())
    }

    /// What the Settings page of the window can change, as it stands in the file; `None` is left out.
    fn written(&self) -> [(&'static str, Option<Written>); 10] {
        let (window, usual) = (&self.window, Backup::default());
        let number = |number: u64| Written::Number(i64::try_from(number).unwrap_or(i64::MAX));
        let word = |word: &str| Written::Words(word.to_owned());
        let appearance = match window.appearance {
            Appearance::System => None,
            Appearance::Light => Some(word("light")),
            Appearance::Dark => Some(word("dark")),
        };
        [
            ("language", self.language.as_deref().map(word)),
            ("appearance", appearance),
            ("text_size", (window.text_size != 100).then(|| number(window.text_size.into()))),
            ("motion", (!window.motion).then_some(Written::Switch(false))),
            ("gentle", window.gentle.then_some(Written::Switch(true))),
            ("notify", (!window.notify).then_some(Written::Switch(false))),
            ("jobs", self.jobs.map(|jobs| number(jobs as u64))),
            ("memory", self.memory.map(number)),
            ("backup_days", (self.backup.days != usual.days).then(|| number(self.backup.days.into()))),
            (
                "backup_gigabytes",
                (self.backup.bytes != usual.bytes).then(|| number(self.backup.bytes / GIGABYTE)),
            ),
        ]
    }
}

/// A value as it stands in the file.
#[derive(Debug, PartialEq)]
enum Written {
    Number(i64),
    Words(String),
    Switch(bool),
}

impl From<Written> for toml_edit::Item {
    fn from(written: Written) -> Self {
        match written {
            Written::Number(number) => toml_edit::value(number),
            Written::Words(words) => toml_edit::value(words),
            Written::Switch(switch) => toml_edit::value(switch),
        }
    }
}

/// A limit of bytes, as a number or in the words of the command line: `'500k'`.
#[derive(Deserialize)]
#[serde(try_from = "Size")]
struct Most(NonZeroU64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Size {
    Bytes(NonZeroU64),
    Words(String),
}

impl TryFrom<Size> for Most {
    type Error = &'static str;

    fn try_from(written: Size) -> Result<Self, Self::Error> {
        match written {
            Size::Bytes(bytes) => Ok(Most(bytes)),
            Size::Words(text) => size(&text).ok().and_then(NonZeroU64::new).map(Most).ok_or(HOW),
        }
    }
}

struct Fields {
    table: Table,
    problems: Vec<Problem>,
}

impl Fields {
    /// The first that is there of `max_bytes`, `look` and `quality`; a limit is the hardest wish, a look says more than
    /// a quality.
    fn goal(&mut self) -> Option<Goal> {
        let most = self.take::<Most>("max_bytes").map(|Most(bytes)| Goal::MaxBytes(bytes));
        let look = self.take::<Look>("look").map(Goal::Look);
        let quality = self.take::<Quality>("quality").map(Goal::Quality);
        most.or(look).or(quality)
    }

    fn take<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.table.remove(name)?;
        value.try_into().map_err(|_| self.problems.push(Problem::Field(name.to_owned()))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_field_does_not_cost_the_others() {
        let (settings, problems) =
            Settings::parse("quality = 900\neffort = 6\nformat = 'avif'\nnew_thing = 1\n");
        assert_eq!(settings.recipe.goal, Goal::default());
        assert_eq!(settings.recipe.effort.value(), 6);
        assert_eq!(settings.recipe.format, Format::Avif);
        assert_eq!(problems, [Problem::Field("quality".into())]);
    }

    #[test]
    fn a_limit_of_bytes_wins_over_a_look_and_has_two_forms() {
        for (text, bytes) in
            [("max_bytes = 500000", 500_000), ("max_bytes = '2MB'\nlook = 'high'", 2_000_000)]
        {
            let (settings, problems) = Settings::parse(text);
            assert_eq!(
                settings.recipe.goal,
                Goal::MaxBytes(NonZeroU64::new(bytes).expect("not zero")),
                "{text}"
            );
            assert_eq!(problems, []);
        }
        for text in ["max_bytes = 0", "max_bytes = 'much'", "max_bytes = -5"] {
            assert_eq!(Settings::parse(text).1, [Problem::Field("max_bytes".into())], "{text}");
        }
    }

    #[test]
    fn saving_touches_only_what_changed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "# mine\nquality = 70\nmotion = false # calm\nunknown = 1\n").expect("written");
        let (before, _) = Settings::load(&path);
        let mut after = before.clone();
        after.language = Some("ko".to_owned());
        after.window.motion = true;
        after.backup.days = 90;
        after.save(&before, &path).expect("saved");
        let text = std::fs::read_to_string(&path).expect("there");
        assert!(text.contains("# mine\nquality = 70\n") && text.contains("unknown = 1"), "{text}");
        assert_eq!(Settings::load(&path), (after, Vec::new()));
        std::fs::write(&path, "{{{{").expect("written");
        before.save(&Settings::default(), &path).expect_err("what is not understood is not written over");
        assert_eq!(std::fs::read_to_string(&path).expect("there"), "{{{{");
    }

    #[test]
    fn what_is_no_settings_file_gives_the_defaults_and_says_so() {
        let (settings, problems) = Settings::parse("\u{0}\u{1} {{{{");
        assert_eq!(settings, Settings::default());
        assert!(matches!(problems[..], [Problem::File(_)]));
    }
}
