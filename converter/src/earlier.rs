//! What earlier runs made, so that a second run converts nothing again and takes no output for a source.
//!
//! Kept as a text file to which runs append: one JSON object a line. A line that cannot be read is passed over,
//! so that a damaged file costs only some recognition, never a start.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::hash::Hash;
use std::io::{self, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::content::ContentHash;
use crate::loss::Switches;
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

    /// Size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// A file as recognised later: by its look, or, where somebody renamed or copied it, by what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Name, size and date.
    pub fingerprint: Fingerprint,
    /// What it holds.
    pub content: ContentHash,
}

/// A file that stands on the disk. It is read only when something of its size is remembered.
#[derive(Debug)]
pub struct Seen<'a> {
    path: &'a Path,
    fingerprint: Fingerprint,
    content: OnceCell<Option<ContentHash>>,
}

impl<'a> Seen<'a> {
    /// The file at `path`, of which this is known.
    pub fn new(path: &'a Path, metadata: &Metadata) -> Self {
        let fingerprint = Fingerprint::new(path.file_name().unwrap_or_default(), metadata);
        Seen { path, fingerprint, content: OnceCell::new() }
    }

    /// Name, size and date.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// `None` when it cannot be read.
    fn content(&self) -> Option<ContentHash> {
        *self.content.get_or_init(|| ContentHash::of_file(self.path).ok())
    }
}

/// One line: what a source became. Lines of the first version told no contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    source: Fingerprint,
    recipe: String,
    /// `None`: nothing was to be saved, the original was kept.
    target: Option<Fingerprint>,
    #[serde(default)]
    source_content: Option<ContentHash>,
    #[serde(default)]
    target_content: Option<ContentHash>,
}

/// The memory of earlier runs.
#[derive(Debug, Default)]
pub struct EarlierRuns {
    by_look: Memory<Fingerprint>,
    by_content: Memory<ContentHash>,
    /// Sizes of sources and outputs whose content is known.
    sizes: HashSet<u64>,
}

/// What is known of files that are told apart by `K`.
#[derive(Debug)]
struct Memory<K> {
    /// The recipe that made each output.
    outputs: HashMap<K, String>,
    converted: HashMap<(K, String), HashSet<K>>,
    kept: HashSet<(K, String)>,
}

impl<K> Default for Memory<K> {
    fn default() -> Self {
        Memory { outputs: HashMap::new(), converted: HashMap::new(), kept: HashSet::new() }
    }
}

impl<K: Eq + Hash + Clone> Memory<K> {
    fn insert(&mut self, source: K, recipe: &str, target: Option<K>) {
        let made = (source, recipe.to_owned());
        match target {
            Some(target) => {
                self.outputs.insert(target.clone(), made.1.clone());
                self.converted.entry(made).or_default().insert(target);
            }
            None => {
                self.kept.insert(made);
            }
        }
    }

    fn is_conversion(&self, source: K, recipe: String, target: &K) -> bool {
        self.converted.get(&(source, recipe)).is_some_and(|targets| targets.contains(target))
    }
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
    pub fn made_by(&self, file: &Seen, recipe: &Recipe) -> Option<bool> {
        let by_look = self.by_look.outputs.get(&file.fingerprint);
        let made_by = by_look.or_else(|| self.by_content.outputs.get(&self.content_of(file)?));
        made_by.map(|made_by| *made_by == bytes_key(recipe))
    }

    /// Whether `target` is what this recipe made of `source`.
    pub fn is_conversion(&self, source: &Seen, recipe: &Recipe, target: &Seen) -> bool {
        let recipe = bytes_key(recipe);
        if self.by_look.is_conversion(source.fingerprint.clone(), recipe.clone(), &target.fingerprint) {
            return true;
        }
        let contents = self.content_of(target).and_then(|target| Some((self.content_of(source)?, target)));
        contents.is_some_and(|(source, target)| self.by_content.is_conversion(source, recipe, &target))
    }

    /// Whether this recipe had nothing to save on `source`.
    pub fn was_kept(&self, source: &Seen, recipe: &Recipe) -> bool {
        let recipe = kept_key(recipe);
        if self.by_look.kept.contains(&(source.fingerprint.clone(), recipe.clone())) {
            return true;
        }
        self.content_of(source).is_some_and(|content| self.by_content.kept.contains(&(content, recipe)))
    }

    /// What a file holds, if it has the size of anything that is remembered.
    fn content_of(&self, file: &Seen) -> Option<ContentHash> {
        self.sizes.contains(&file.fingerprint.bytes).then(|| file.content()).flatten()
    }

    /// Appends to the file at `path` what `source` became; `None` for a kept original. Called before the target
    /// becomes visible, so that a run that dies in between does not take its own output for a stranger.
    ///
    /// # Errors
    /// What the operating system says; nothing but recognition is lost then.
    pub fn remember(
        path: &Path,
        source: &Identity,
        recipe: &Recipe,
        target: Option<&Identity>,
    ) -> io::Result<()> {
        let line = Line {
            source: source.fingerprint.clone(),
            recipe: if target.is_some() { bytes_key(recipe) } else { kept_key(recipe) },
            target: target.map(|target| target.fingerprint.clone()),
            source_content: Some(source.content),
            target_content: target.map(|target| target.content),
        };
        let mut line = serde_json::to_vec(&line)?;
        line.push(b'\n');
        // One write in append mode: lines of several processes do not mix.
        open_to_append(path)?.write_all(&line)
    }

    /// Whether [`EarlierRuns::remember`] can write to the file at `path`.
    pub fn can_remember(path: &Path) -> bool {
        open_to_append(path).is_ok()
    }

    fn insert(&mut self, line: Line) {
        if let Some(source) = line.source_content {
            self.sizes.insert(line.source.bytes);
            self.sizes.extend(line.target.as_ref().map(|target| target.bytes));
            self.by_content.insert(source, &line.recipe, line.target_content);
        }
        self.by_look.insert(line.source, &line.recipe, line.target);
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
    unusual(&Recipe { losses: Switches::default(), ..recipe.clone() }).to_string()
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
    use std::path::PathBuf;

    use super::*;
    use crate::recipe::{Advanced, Format};

    struct Desk {
        folder: tempfile::TempDir,
        memory: PathBuf,
    }

    fn desk() -> Desk {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Desk { memory: folder.path().join("earlier.jsonl"), folder }
    }

    impl Desk {
        /// Puts a file on the desk.
        fn file(&self, name: &str, content: &[u8]) -> PathBuf {
            let path = self.folder.path().join(name);
            fs::write(&path, content).expect("written");
            path
        }
    }

    fn seen(path: &Path) -> Seen<'_> {
        Seen::new(path, &fs::metadata(path).expect("there"))
    }

    fn identity(path: &Path) -> Identity {
        let content = ContentHash::of_file(path).expect("there");
        Identity { fingerprint: seen(path).fingerprint, content }
    }

    #[test]
    fn what_is_remembered_is_recognised_and_damage_costs_nothing_else() {
        let desk = desk();
        let (photo, output) = (desk.file("a.jpg", b"photo"), desk.file("a.webp", b"small"));
        let (recipe, other) = (Recipe::default(), Recipe { format: Format::Avif, ..Recipe::default() });
        let made = identity(&output);
        let remember = |recipe, target| {
            EarlierRuns::remember(&desk.memory, &identity(&photo), recipe, target).expect("appended");
        };
        remember(&recipe, Some(&made));
        let text = fs::read(&desk.memory).expect("there");
        fs::write(&desk.memory, [&text[..], b"\xff not JSON {\n"].concat()).expect("damaged");
        remember(&other, None);

        let runs = EarlierRuns::load(&desk.memory);
        let (source, target) = (seen(&photo), seen(&output));
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
    fn files_of_another_name_and_date_are_recognised_by_what_they_hold() {
        let desk = desk();
        let (photo, output) = (desk.file("a.jpg", b"photo"), desk.file("a.webp", b"small"));
        let recipe = Recipe::default();
        EarlierRuns::remember(&desk.memory, &identity(&photo), &recipe, Some(&identity(&output)))
            .expect("appended");
        let runs = EarlierRuns::load(&desk.memory);
        let (copy, moved) = (desk.file("copy.jpg", b"photo"), desk.file("moved.webp", b"small"));
        assert!(runs.is_conversion(&seen(&copy), &recipe, &seen(&moved)));
        assert_eq!(runs.made_by(&seen(&moved), &recipe), Some(true));
        let other = desk.file("other.webp", b"SMALL");
        assert_eq!(runs.made_by(&seen(&other), &recipe), None);
        assert!(!runs.is_conversion(&seen(&copy), &recipe, &seen(&other)));
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
