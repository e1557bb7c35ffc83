//! What earlier runs made, so that a second run converts nothing again and takes no output for a source.
//!
//! Kept as a text file to which runs append: one JSON object a line. A line that cannot be read is passed over,
//! so that a damaged file costs only some recognition, never a start.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::recipe::Recipe;

/// A file as recognised without reading it: name, size and date, wherever its folder has moved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint {
    name: String,
    bytes: u64,
    modified_ns: i128,
}

impl Fingerprint {
    /// The fingerprint of a file of this name.
    pub fn new(name: &OsStr, metadata: &Metadata) -> Self {
        let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
        let modified_ns = match modified.duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_nanos() as i128,
            Err(before) => -(before.duration().as_nanos() as i128),
        };
        Fingerprint { name: name.to_string_lossy().into_owned(), bytes: metadata.len(), modified_ns }
    }
}

/// One line: what a source became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    source: Fingerprint,
    recipe: String,
    /// `None`: nothing was to be saved, the original was kept.
    target: Option<Fingerprint>,
}

/// The memory of earlier runs.
#[derive(Debug, Default)]
pub struct EarlierRuns {
    /// The recipe that made each output.
    outputs: HashMap<Fingerprint, String>,
    converted: HashMap<(Fingerprint, String), HashSet<Fingerprint>>,
    kept: HashSet<(Fingerprint, String)>,
}

impl EarlierRuns {
    /// Reads what is remembered in the file at `path`; nothing when there is none.
    pub fn load(path: &Path) -> Self {
        let text = fs::read(path).unwrap_or_default();
        let mut runs = EarlierRuns::default();
        for line in text.split(|&byte| byte == b'\n') {
            if let Ok(line) = serde_json::from_slice::<Line>(line) {
                runs.insert(line);
            }
        }
        runs
    }

    /// Whether this file is an output of an earlier run, and if so whether by this recipe.
    pub fn made_by(&self, file: &Fingerprint, recipe: &Recipe) -> Option<bool> {
        self.outputs.get(file).map(|made_by| *made_by == bytes_key(recipe))
    }

    /// Whether `target` is what this recipe made of `source`.
    pub fn is_conversion(&self, source: &Fingerprint, recipe: &Recipe, target: &Fingerprint) -> bool {
        let targets = self.converted.get(&(source.clone(), bytes_key(recipe)));
        targets.is_some_and(|targets| targets.contains(target))
    }

    /// Whether this recipe had nothing to save on `source`.
    pub fn was_kept(&self, source: &Fingerprint, recipe: &Recipe) -> bool {
        self.kept.contains(&(source.clone(), kept_key(recipe)))
    }

    /// Appends to the file at `path` what `source` became; `None` for a kept original. Called before the target becomes visible, so
    /// that a run that dies in between does not take its own output for a stranger.
    ///
    /// # Errors
    /// What the operating system says; nothing but recognition is lost then.
    pub fn remember(
        path: &Path,
        source: Fingerprint,
        recipe: &Recipe,
        target: Option<Fingerprint>,
    ) -> io::Result<()> {
        let recipe = if target.is_some() { bytes_key(recipe) } else { kept_key(recipe) };
        let mut line = serde_json::to_vec(&Line { source, recipe, target })?;
        line.push(b'\n');
        // One write in append mode: lines of several processes do not mix.
        open_to_append(path)?.write_all(&line)
    }

    /// Whether [`EarlierRuns::remember`] can write to the file at `path`.
    pub fn can_remember(path: &Path) -> bool {
        open_to_append(path).is_ok()
    }

    fn insert(&mut self, line: Line) {
        let made = (line.source, line.recipe);
        match line.target {
            Some(target) => {
                self.outputs.insert(target.clone(), made.1.clone());
                self.converted.entry(made).or_default().insert(target);
            }
            None => {
                self.kept.insert(made);
            }
        }
    }
}

fn open_to_append(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

/// What decides the bytes of an output, as a word: equal for recipes that give equal bytes. Only what differs from
/// the defaults is told, so that a field added later does not make strangers of all earlier outputs.
fn bytes_key(recipe: &Recipe) -> String {
    let usual = Recipe::default();
    kept_key(&Recipe { min_saving: usual.min_saving, ..recipe.clone() })
}

/// What decides whether an original is kept, likewise.
fn kept_key(recipe: &Recipe) -> String {
    unusual(recipe).to_string()
}

/// The fields of a recipe that differ from the defaults.
pub fn unusual(recipe: &Recipe) -> Value {
    let value = |recipe| serde_json::to_value(recipe).expect("a recipe is plain data");
    difference(value(recipe), &value(&Recipe::default()))
}

/// The fields of `value` that are not as in `usual`.
fn difference(value: Value, usual: &Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let differing = fields.into_iter().filter(|(name, value)| usual.get(name) != Some(value));
    differing
        .map(|(name, value)| (name.clone(), difference(value, &usual[&name])))
        .collect::<Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::{Advanced, Format};

    #[test]
    fn what_is_remembered_is_recognised_and_damage_costs_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (path, photo) = (folder.path().join("earlier.jsonl"), folder.path().join("a.jpg"));
        fs::write(&photo, b"photo").expect("written");
        let metadata = fs::metadata(&photo).expect("there");
        let source = Fingerprint::new(OsStr::new("a.jpg"), &metadata);
        let target = Fingerprint::new(OsStr::new("a.webp"), &metadata);
        let (recipe, other) = (Recipe::default(), Recipe { format: Format::Avif, ..Recipe::default() });
        EarlierRuns::remember(&path, source.clone(), &recipe, Some(target.clone())).expect("appended");
        fs::write(&path, [&fs::read(&path).expect("there")[..], b"\xff not JSON {\n"].concat())
            .expect("damaged");
        EarlierRuns::remember(&path, source.clone(), &other, None).expect("appended");

        let runs = EarlierRuns::load(&path);
        assert!(runs.is_conversion(&source, &recipe, &target));
        assert!(!runs.is_conversion(&source, &other, &target));
        assert_eq!(runs.made_by(&target, &recipe), Some(true));
        assert_eq!(runs.made_by(&target, &other), Some(false));
        assert_eq!(runs.made_by(&source, &recipe), None);
        assert!(runs.was_kept(&source, &other) && !runs.was_kept(&source, &recipe));
        let always = |recipe: &Recipe| Recipe { min_saving: None, ..recipe.clone() };
        assert!(runs.is_conversion(&source, &always(&recipe), &target), "the bytes would be the same");
        assert!(!runs.was_kept(&source, &always(&other)), "now it would be converted");
    }

    #[test]
    fn a_recipe_is_known_by_what_is_not_usual() {
        assert_eq!(bytes_key(&Recipe::default()), "{}");
        let advanced = Advanced { exact: true, ..Advanced::default() };
        let recipe = Recipe { format: Format::Avif, advanced, min_saving: None, ..Recipe::default() };
        assert_eq!(bytes_key(&recipe), r#"{"advanced":{"exact":true},"format":"avif"}"#);
        assert_eq!(kept_key(&recipe), r#"{"advanced":{"exact":true},"format":"avif","min_saving":null}"#);
    }
}
