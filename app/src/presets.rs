//! Presets: recipes that have a name. Some are built in, the others are the person's own, kept in one file and
//! handed on as single files.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use converter::Recipe;
use converter::recipe::{Advanced, ColorPolicy, Effort, Format, Goal, MetadataPolicy, Quality, Resize};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::whole_file;

/// Of the files that are written here: it rises when words change their meaning.
const VERSION: u64 = 1;

/// Longest name of a preset, in characters.
const LONGEST_NAME: usize = 60;

/// The presets that everybody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltIn {
    /// For pages: moderate size, sRGB, no place.
    Web,
    /// Small enough to be attached by the dozen.
    Email,
    /// Nothing is lost.
    ArchiveLossless,
    /// As few bytes as still look right, however long it takes.
    Smallest,
    /// What every program of the last years opens and shows alike.
    OpensEverywhere,
}

impl BuiltIn {
    /// All of them, in the order in which they are shown.
    pub const ALL: [BuiltIn; 5] =
        [BuiltIn::Web, BuiltIn::Email, BuiltIn::ArchiveLossless, BuiltIn::Smallest, BuiltIn::OpensEverywhere];

    /// The name as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            BuiltIn::Web => "web",
            BuiltIn::Email => "email",
            BuiltIn::ArchiveLossless => "archive-lossless",
            BuiltIn::Smallest => "smallest",
            BuiltIn::OpensEverywhere => "opens-everywhere",
        }
    }

    /// What it stands for.
    pub fn recipe(self) -> Recipe {
        let shared =
            Recipe { metadata: MetadataPolicy::NoLocation, color: ColorPolicy::Srgb, ..Recipe::default() };
        match self {
            BuiltIn::Web => Recipe { resize: Some(Resize::Long(2560)), ..shared },
            BuiltIn::Email => Recipe { goal: quality(75), resize: Some(Resize::Long(1600)), ..shared },
            BuiltIn::ArchiveLossless => Recipe {
                format: Format::Auto,
                goal: Goal::Lossless,
                effort: thorough(),
                advanced: Advanced { exact: true, ..Advanced::default() },
                ..Recipe::default()
            },
            BuiltIn::Smallest => {
                Recipe { format: Format::Auto, goal: quality(60), effort: thorough(), ..Recipe::default() }
            }
            BuiltIn::OpensEverywhere => {
                Recipe { goal: quality(85), color: ColorPolicy::Srgb, ..Recipe::default() }
            }
        }
    }
}

fn quality(value: u8) -> Goal {
    Goal::Quality(Quality::new(value).expect("a constant between 1 and 100"))
}

fn thorough() -> Effort {
    Effort::new(6).expect("the highest there is")
}

/// Why something cannot be done with a preset.
#[derive(Debug)]
pub enum Problem {
    /// No preset has this name.
    Unknown(String),
    /// The name belongs to one that is built in.
    BuiltIn(String),
    /// There is one of this name, and it was not said that it goes.
    Exists(String),
    /// No usable name: empty, too long, or with control characters.
    Name,
    /// The file is none of presets; the text is the reader's.
    Damaged(PathBuf, String),
    /// The file is of a newer version, and may mean something else by the same words.
    Newer(PathBuf),
    /// What it asks for cannot be had together; the text says why.
    Contradiction(String),
    /// The file cannot be read or written.
    File(PathBuf, io::Error),
}

/// The person's own presets, in one file.
#[derive(Debug)]
pub struct Presets {
    path: PathBuf,
    /// As written: one that this version cannot read stays in the file.
    own: BTreeMap<String, Value>,
}

/// All that is read of a file whose version is not known yet.
#[derive(Debug, Deserialize)]
struct Version {
    v: u64,
}

/// The content of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Shelf {
    v: u64,
    presets: BTreeMap<String, Value>,
}

/// One preset as it is handed on.
#[derive(Debug, Serialize, Deserialize)]
struct Card {
    v: u64,
    name: String,
    recipe: Recipe,
}

impl Presets {
    /// Reads the file at `path`; without one there are no own presets.
    ///
    /// # Errors
    /// `Damaged` and `File`, so that a file that cannot be read is never written over.
    pub fn load(path: PathBuf) -> Result<Self, Problem> {
        let own = match std::fs::read(&path) {
            Ok(text) => {
                let shelf: Result<Shelf, _> = serde_json::from_slice(&text);
                shelf.map_err(|error| Problem::Damaged(path.clone(), error.to_string()))?.presets
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(Problem::File(path, error)),
        };
        Ok(Presets { path, own })
    }

    /// The person's own ones that can be read, by name.
    pub fn own(&self) -> impl Iterator<Item = (&str, Recipe)> {
        let readable = |value: &Value| serde_json::from_value(value.clone()).ok();
        self.own.iter().filter_map(move |(name, value)| Some((name.as_str(), readable(value)?)))
    }

    /// The recipe of this name. Own names count as written, built-in ones in any spelling.
    ///
    /// # Errors
    /// `Unknown`; `Damaged` when this version cannot read it.
    pub fn find(&self, name: &str) -> Result<Recipe, Problem> {
        if let Some(value) = self.own.get(name.trim()) {
            let recipe = serde_json::from_value(value.clone());
            return recipe.map_err(|error| Problem::Damaged(self.path.clone(), error.to_string()));
        }
        built_in(name).map(BuiltIn::recipe).ok_or_else(|| Problem::Unknown(name.to_owned()))
    }

    /// Keeps `recipe` under `name`, in place of an own one of that name.
    ///
    /// # Errors
    /// `BuiltIn`, `Name`, `Contradiction`, `File`.
    pub fn save(&mut self, name: &str, recipe: &Recipe) -> Result<(), Problem> {
        let name = checked_name(name)?;
        recipe.check().map_err(|error| Problem::Contradiction(error.to_string()))?;
        self.own.insert(name, serde_json::to_value(recipe).expect("a recipe is plain data"));
        self.write()
    }

    /// Forgets an own preset.
    ///
    /// # Errors
    /// `Unknown`, `BuiltIn`, `File`.
    pub fn remove(&mut self, name: &str) -> Result<(), Problem> {
        match (self.own.remove(name.trim()), built_in(name)) {
            (Some(_), _) => self.write(),
            (None, Some(_)) => Err(Problem::BuiltIn(name.to_owned())),
            (None, None) => Err(Problem::Unknown(name.to_owned())),
        }
    }

    /// Writes the preset of this name to a file of its own.
    ///
    /// # Errors
    /// Those of [`Presets::find`], and `File`.
    pub fn export(&self, name: &str, file: &Path) -> Result<(), Problem> {
        let card = Card { v: VERSION, name: name.trim().to_owned(), recipe: self.find(name)? };
        write(file, &card)
    }

    /// Takes in a preset from a file of its own, under its own name or `wanted`; returns the name.
    ///
    /// # Errors
    /// `Exists` when there is one of that name; `Damaged`, `Newer`, `File`, and those of [`Presets::save`].
    pub fn import(&mut self, file: &Path, wanted: Option<&str>) -> Result<String, Problem> {
        let text = std::fs::read(file).map_err(|error| Problem::File(file.to_owned(), error))?;
        let damaged = |error: serde_json::Error| Problem::Damaged(file.to_owned(), error.to_string());
        let Version { v } = serde_json::from_slice(&text).map_err(damaged)?;
        if v > VERSION {
            return Err(Problem::Newer(file.to_owned()));
        }
        let card: Card = serde_json::from_slice(&text).map_err(damaged)?;
        let name = checked_name(wanted.unwrap_or(&card.name))?;
        if self.own.contains_key(&name) {
            return Err(Problem::Exists(name));
        }
        self.save(&name, &card.recipe)?;
        Ok(name)
    }

    fn write(&self) -> Result<(), Problem> {
        write(&self.path, &Shelf { v: VERSION, presets: self.own.clone() })
    }
}

fn write(path: &Path, content: &impl Serialize) -> Result<(), Problem> {
    let mut text = serde_json::to_vec_pretty(content).expect("plain data");
    text.push(b'\n');
    whole_file::replace(path, &text).map_err(|error| Problem::File(path.to_owned(), error))
}

/// `Archive lossless`, `archive_lossless` and `archive-lossless` are one name.
fn built_in(name: &str) -> Option<BuiltIn> {
    let spelled = name.trim().to_lowercase().replace([' ', '_'], "-");
    BuiltIn::ALL.into_iter().find(|preset| preset.name() == spelled)
}

fn checked_name(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err(Problem::Name);
    }
    if built_in(name).is_some() {
        return Err(Problem::BuiltIn(name.to_owned()));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> (tempfile::TempDir, Presets) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let presets = Presets::load(folder.path().join("presets.json")).expect("none");
        (folder, presets)
    }

    /// Keeps no original, however much larger the result: the one wish that is an absence.
    fn recipe() -> Recipe {
        Recipe { format: Format::Avif, min_saving: None, ..Recipe::default() }
    }

    #[test]
    fn a_saved_preset_is_there_at_the_next_start_and_gone_when_removed() {
        let (folder, mut presets) = shelf();
        presets.save("여행 사진", &recipe()).expect("saved");
        let mut again = Presets::load(folder.path().join("presets.json")).expect("read");
        assert_eq!(again.find(" 여행 사진 ").expect("there"), recipe());
        again.remove("여행 사진").expect("removed");
        assert!(matches!(again.find("여행 사진"), Err(Problem::Unknown(_))));
        assert!(matches!(again.remove("여행 사진"), Err(Problem::Unknown(_))));
    }

    #[test]
    fn a_preset_travels_as_a_file() {
        let (folder, mut presets) = shelf();
        let file = folder.path().join("mine.json");
        presets.save("mine", &recipe()).expect("saved");
        presets.export("mine", &file).expect("written");
        assert!(matches!(presets.import(&file, None), Err(Problem::Exists(name)) if name == "mine"));
        assert_eq!(presets.import(&file, Some("theirs")).expect("taken in"), "theirs");
        assert_eq!(presets.find("theirs").expect("there"), recipe());
    }

    #[test]
    fn a_preset_of_a_newer_version_is_not_guessed_at() {
        let (folder, mut presets) = shelf();
        let file = folder.path().join("later.json");
        std::fs::write(&file, r#"{"v":2,"name":"later","recipe":{}}"#).expect("written");
        assert!(matches!(presets.import(&file, None), Err(Problem::Newer(_))));
        assert!(matches!(presets.find("later"), Err(Problem::Unknown(_))));
    }

    #[test]
    fn built_in_ones_are_found_in_any_spelling_and_stay_as_they_are() {
        let (_folder, mut presets) = shelf();
        for preset in BuiltIn::ALL {
            preset.recipe().check().expect("no contradiction");
        }
        assert_eq!(presets.find("Archive lossless").expect("there").goal, Goal::Lossless);
        assert!(matches!(presets.save("WEB", &recipe()), Err(Problem::BuiltIn(_))));
        assert!(matches!(presets.remove("web"), Err(Problem::BuiltIn(_))));
    }

    #[test]
    fn what_cannot_be_read_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("presets.json");
        std::fs::write(&path, "half a fi").expect("written");
        assert!(matches!(Presets::load(path), Err(Problem::Damaged(..))));
        let newer = r#"{"v":1,"presets":{"later":{"format":"jpeg-2050"},"now":{}}}"#;
        let path = folder.path().join("newer.json");
        std::fs::write(&path, newer).expect("written");
        let mut presets = Presets::load(path.clone()).expect("a shelf");
        assert_eq!(presets.own().map(|(name, _)| name.to_owned()).collect::<Vec<_>>(), ["now"]);
        presets.remove("now").expect("removed");
        assert!(std::fs::read_to_string(&path).expect("there").contains("jpeg-2050"));
    }

    #[test]
    fn a_name_is_a_line_of_text() {
        let (_folder, mut presets) = shelf();
        for name in ["", "  ", "a\nb", &"x".repeat(61)] {
            assert!(matches!(presets.save(name, &recipe()), Err(Problem::Name)), "{name:?}");
        }
    }
}
