//! What the window remembers by itself: how things were when it was last used. What a person decides stands in the
//! settings instead.

use std::path::{Path, PathBuf};

use converter::Recipe;
use converter::target::{Conflict, Template};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::originals::Policy;
use crate::settings::Settings;
use crate::whole_file;

/// How things were.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Remembered {
    /// What was made.
    pub recipe: Recipe,
    /// The preset it began with, by the name under which it is kept.
    pub preset: Option<String>,
    /// Whether folders within folders were entered.
    pub recursive: bool,
    /// The folder for the outputs; beside the sources without.
    pub output: Option<PathBuf>,
    /// How outputs were named. It may be half typed: see [`Remembered::template`].
    pub template: String,
    /// What to do when something stands in the way.
    pub conflict: OnConflict,
    /// What became of the originals.
    pub originals: Policy,
    /// Width and height of the window, in logical pixels with text of the usual size.
    pub size: (f32, f32),
}

/// [`Conflict`], as it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnConflict {
    /// The next free name.
    #[default]
    Rename,
    /// Nothing is converted.
    Skip,
    /// It is replaced.
    Overwrite,
}

impl From<OnConflict> for Conflict {
    fn from(on_conflict: OnConflict) -> Self {
        match on_conflict {
            OnConflict::Rename => Conflict::Rename,
            OnConflict::Skip => Conflict::Skip,
            OnConflict::Overwrite => Conflict::Overwrite,
        }
    }
}

impl Remembered {
    /// How things are at first: as the settings say.
    pub fn first(settings: &Settings) -> Self {
        Remembered {
            recipe: settings.recipe.clone(),
            preset: None,
            recursive: true,
            output: None,
            template: "{name}.{ext}".to_owned(),
            conflict: OnConflict::Rename,
            originals: settings.originals,
            size: (1120.0, 760.0),
        }
    }

    /// Reads the file at `path`. What cannot be read is as at first.
    pub fn load(path: &Path, settings: &Settings) -> Self {
        let text = std::fs::read(path).unwrap_or_default();
        let written: Value = serde_json::from_slice(&text).unwrap_or_default();
        let first = Remembered::first(settings);
        Remembered {
            recipe: take::<Recipe>(&written, "recipe")
                .filter(|recipe| recipe.check().is_ok())
                .unwrap_or(first.recipe),
            preset: take(&written, "preset").unwrap_or(first.preset),
            recursive: take(&written, "recursive").unwrap_or(first.recursive),
            output: take(&written, "output").unwrap_or(first.output),
            template: take(&written, "template")
                .filter(|text: &String| text.parse::<Template>().is_ok())
                .unwrap_or(first.template),
            conflict: take(&written, "conflict").unwrap_or_default(),
            originals: take(&written, "originals").unwrap_or(first.originals),
            size: take(&written, "size")
                .filter(|(width, height)| {
                    (400.0..20_000.0).contains(width) && (300.0..20_000.0).contains(height)
                })
                .unwrap_or(first.size),
        }
    }

    /// Writes the file at `path`.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        whole_file::replace(path, &serde_json::to_vec_pretty(self).expect("plain data"))
    }

    /// How outputs are named; the usual way while what is typed makes no sense.
    pub fn template(&self) -> Template {
        self.template.parse().unwrap_or_default()
    }
}

fn take<T: DeserializeOwned>(written: &Value, name: &str) -> Option<T> {
    T::deserialize(written.get(name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_field_does_not_cost_the_others() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("window.json");
        let settings = Settings::default();
        assert_eq!(Remembered::load(&path, &settings), Remembered::first(&settings));
        let text = r#"{"recipe": {"format": "avif"}, "template": "no", "size": [1, 2], "output": "/사진", "conflict": 7}"#;
        std::fs::write(&path, text).expect("written");
        let remembered = Remembered::load(&path, &settings);
        assert_eq!(remembered.recipe.format, converter::recipe::Format::Avif);
        assert_eq!(remembered.output.as_deref(), Some(Path::new("/사진")));
        assert_eq!((remembered.template.as_str(), remembered.size), ("{name}.{ext}", (1120.0, 760.0)));
        remembered.save(&path).expect("saved");
        assert_eq!(Remembered::load(&path, &settings), remembered);
    }
}
