//! What the person decided once: defaults for every run, in a TOML file. A field that cannot be read falls back to
//! its default and is named; it never costs the other fields, nor a start.

use std::num::NonZeroU64;
use std::path::Path;

use converter::Recipe;
use converter::recipe::{AnimationPolicy, Effort, Format, Goal, Look, MetadataPolicy, Quality};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Table;

use crate::originals::Policy;
use crate::size::{HOW, size};

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
    /// `language`: `ko`, `en` or `ja`.
    pub language: Option<String>,
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
                .map_or(usual.bytes, |number| number.saturating_mul(1_000_000_000)),
        };
        let originals = fields.take("originals").unwrap_or_default();
        let settings = Settings { originals, backup, recipe, jobs, language: fields.take("language") };
        (settings, fields.problems)
    }
}

/// A limit of bytes, as a number or in the words of the command line: `'500k'`.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
struct Most(NonZeroU64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Bytes(NonZeroU64),
    Words(String),
}

impl TryFrom<Written> for Most {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Bytes(bytes) => Ok(Most(bytes)),
            Written::Words(text) => size(&text).ok().and_then(NonZeroU64::new).map(Most).ok_or(HOW),
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
    fn what_is_no_settings_file_gives_the_defaults_and_says_so() {
        let (settings, problems) = Settings::parse("\u{0}\u{1} {{{{");
        assert_eq!(settings, Settings::default());
        assert!(matches!(problems[..], [Problem::File(_)]));
    }
}
