//! Names: what an output is called, and which names count as the same.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;

/// Longest file name that common file systems hold, in bytes.
const LONGEST_NAME: usize = 255;

/// What to do when something stands where an output should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conflict {
    /// Take the next free name: `a (2).webp`.
    #[default]
    Rename,
    /// Leave it and convert nothing.
    Skip,
    /// Replace it.
    Overwrite,
}

/// How outputs are named: a text with `{name}`, `{ext}` and `{suffix}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(
    /// Holds `{name}` or another distinction, ends in `.{ext}`, and has no path separator.
    String,
);

impl Default for Template {
    fn default() -> Self {
        Template("{name}.{ext}".to_owned())
    }
}

/// A template that would not give usable names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTemplate {
    /// Without the source's name all outputs would be called alike.
    #[error("a name template needs {{name}}, for example {{name}}{{suffix}}.{{ext}}")]
    NoName,
    /// Without the extension nobody could open the file.
    #[error("a name template ends in .{{ext}}, for example {{name}}{{suffix}}.{{ext}}")]
    NoExtension,
    /// Names do not choose folders.
    #[error("a name template holds no / or \\; choose the folder with --output")]
    Separator,
    /// A placeholder nobody knows.
    #[error("unknown placeholder {{{0}}}; known are {{name}}, {{ext}} and {{suffix}}")]
    Unknown(String),
}

impl FromStr for Template {
    type Err = InvalidTemplate;

    fn from_str(text: &str) -> Result<Self, InvalidTemplate> {
        if text.contains(['/', '\\', '\0']) {
            return Err(InvalidTemplate::Separator);
        }
        let stem = text.strip_suffix(".{ext}").ok_or(InvalidTemplate::NoExtension)?;
        if let Some(unknown) = placeholders(stem).find(|name| !matches!(*name, "name" | "suffix")) {
            return Err(InvalidTemplate::Unknown(unknown.to_owned()));
        }
        if !stem.contains("{name}") {
            return Err(InvalidTemplate::NoName);
        }
        Ok(Template(text.to_owned()))
    }
}

/// The words between braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

impl Template {
    /// The name without `.{ext}` for a source of this name. Bytes that are no text are kept as they are.
    pub fn stem(&self, source: &OsStr, suffix: &str) -> OsString {
        let name = Path::new(source).file_stem().unwrap_or(source);
        let stem = self.0.strip_suffix(".{ext}").unwrap_or(&self.0);
        let mut out = OsString::new();
        for (index, part) in stem.split("{name}").enumerate() {
            if index > 0 {
                out.push(name);
            }
            out.push(part.replace("{suffix}", suffix));
        }
        out
    }
}

/// `stem.extension`, or `stem (number).extension` from 2 on; the stem is cut where the whole would be too long
/// and mended where Windows keeps the name for itself.
pub fn file_name(stem: &OsStr, number: u32, extension: &OsStr) -> OsString {
    let mut tail = OsString::new();
    if number > 1 {
        tail.push(format!(" ({number})"));
    }
    if !extension.is_empty() {
        tail.push(".");
        tail.push(extension);
    }
    let mut name = cut(stem, LONGEST_NAME.saturating_sub(tail.len()));
    if is_reserved(&name) {
        name.push("_");
    }
    name.push(tail);
    name
}

/// The longest beginning of at most `bytes` bytes, cut between characters.
fn cut(name: &OsStr, bytes: usize) -> OsString {
    match name.to_str() {
        Some(text) => text[..text.floor_char_boundary(bytes)].into(),
        None if name.len() <= bytes => name.to_owned(),
        // Not text: any lossy form is better than a name that cannot be written.
        None => {
            let text = name.to_string_lossy();
            text[..text.floor_char_boundary(bytes)].into()
        }
    }
}

/// Device names that Windows keeps, with any extension.
fn is_reserved(stem: &OsStr) -> bool {
    let Some(stem) = stem.to_str() else { return false };
    let base = stem.split('.').next().unwrap_or(stem).trim_end().to_ascii_uppercase();
    match base.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => {
            let port = base.strip_prefix("COM").or_else(|| base.strip_prefix("LPT"));
            port.is_some_and(|digit| matches!(digit.as_bytes(), [b'1'..=b'9']))
        }
    }
}

/// Names already given away, judged as the least discerning file system would: without case, and with composed
/// and decomposed Hangul alike. It does not matter in which way a folder is written.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashSet<OsString>,
    /// Folders as written, and what they really are.
    folders: HashMap<PathBuf, PathBuf>,
}

impl Names {
    /// Takes a path; `false` when it, or one that may be the same file, was taken before.
    pub fn take(&mut self, path: &Path) -> bool {
        let path = self.real(path);
        self.taken.insert(fold(&path))
    }

    /// Whether this path, or one that may be the same file, is taken.
    pub fn is_taken(&mut self, path: &Path) -> bool {
        let path = self.real(path);
        self.taken.contains(&fold(&path))
    }

    /// The path in its real folder. A folder that does not exist yet stays as it is written.
    fn real(&mut self, path: &Path) -> PathBuf {
        let folder = path.parent().unwrap_or(Path::new(""));
        let resolve = || {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
        };
        let real = self.folders.entry(folder.to_owned()).or_insert_with(resolve);
        real.join(path.file_name().unwrap_or_default())
    }
}

/// One form for all spellings that may be the same file.
fn fold(path: &Path) -> OsString {
    match path.to_str() {
        Some(text) => text.nfc().flat_map(char::to_lowercase).collect::<String>().into(),
        None => path.as_os_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(template: &str, source: &str, number: u32) -> String {
        let template: Template = template.parse().expect(template);
        let stem = template.stem(OsStr::new(source), "-q80");
        file_name(&stem, number, OsStr::new("webp")).into_string().expect("text")
    }

    #[test]
    fn names_follow_the_template() {
        assert_eq!(name("{name}.{ext}", "사진 1.JPG", 1), "사진 1.webp");
        assert_eq!(name("{name}.{ext}", "사진 1.JPG", 2), "사진 1 (2).webp");
        assert_eq!(name("small {name}{suffix}.{ext}", "a.b.png", 1), "small a.b-q80.webp");
        assert_eq!(name("{name}.{ext}", ".hidden", 1), ".hidden.webp");
        assert_eq!(name("{name}.{ext}", "dots...", 1), "dots...webp");
    }

    #[test]
    fn unusable_templates_are_refused() {
        let error = |text: &str| text.parse::<Template>().expect_err(text);
        assert_eq!(error("{ext}"), InvalidTemplate::NoExtension);
        assert_eq!(error("photo.{ext}"), InvalidTemplate::NoName);
        assert_eq!(error("../{name}.{ext}"), InvalidTemplate::Separator);
        assert_eq!(error("{name}{date}.{ext}"), InvalidTemplate::Unknown("date".into()));
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let long = "가".repeat(83) + ".jpg";
        assert_eq!(long.len(), 253);
        let numbered = name("{name}.{ext}", &long, 12);
        assert!(numbered.len() <= LONGEST_NAME, "{}", numbered.len());
        assert!(numbered.starts_with("가가") && numbered.ends_with(" (12).webp"));
        let ascii = "x".repeat(246) + ".jpg";
        assert_eq!(name("{name}.{ext}", &ascii, 1), "x".repeat(246) + ".webp");
    }

    #[test]
    fn names_that_windows_keeps_are_mended() {
        assert_eq!(name("{name}.{ext}", "con.png", 1), "con_.webp");
        assert_eq!(name("{name}.{ext}", "Lpt1.backup.png", 1), "Lpt1.backup_.webp");
        assert_eq!(name("{name}.{ext}", "console.png", 1), "console.webp");
    }

    #[test]
    fn spellings_of_one_name_collide() {
        let mut names = Names::default();
        assert!(names.take(Path::new("/p/가.webp")));
        assert!(!names.take(Path::new("/p/\u{1100}\u{1161}.webp")), "decomposed Hangul");
        assert!(names.take(Path::new("/p/A.webp")));
        assert!(!names.take(Path::new("/p/a.webp")));
        assert!(names.take(Path::new("/q/a.webp")));
    }
}
