//! The licences of everything the program is built from, as one file that it shows: `assets/third-party.txt`.
//!
//! First a line for each part, with tabs between name, version, licence, origin and the numbers of its texts; then
//! the texts, each after a line `%% NUMBER`. Texts that several parts share stand there once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;

use crate::cargo::{cargo, output, root};

const FILE: &str = "assets/third-party.txt";
const FIRST_LINE: &str = "Made by `cargo xtask licences`.";

/// What the program is built for.
const TARGETS: [&str; 5] = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
];

/// Texts are broken at this many letters, since the window shows them line by line.
const LINE: usize = 96;
/// So deep are the licences of C libraries that a crate brings along.
const DEPTH: usize = 3;

/// Writes the file anew.
pub fn licences() -> Result<ExitCode, String> {
    let wanted = shipped(&TARGETS.map(|target| ["--target", target]).concat())?;
    let text = output(cargo("metadata").args(["--format-version", "1", "--locked"]))?;
    let metadata: Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata is not JSON: {error}"))?;
    let mut texts = Texts::default();
    let mut lines = vec![fonts(&mut texts)?];
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let field = |name: &str| package[name].as_str().unwrap_or_default();
        if package["source"].is_string() && wanted.contains(&(field("name").into(), field("version").into()))
        {
            lines.push(line(package, &mut texts));
        }
    }
    lines.sort();
    let file = format!("{FIRST_LINE}\n{}\n{}", lines.join("\n"), texts.print());
    let path = root().join(FILE);
    fs::write(&path, file).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// What the file does not say as the lock file and the tree of dependencies do. Looks at this machine's tree only, so that
/// nothing has to be fetched for it.
pub fn findings() -> Result<Vec<String>, String> {
    let read = |name: &str| fs::read_to_string(root().join(name)).map_err(|error| format!("{name}: {error}"));
    let (listed, lock) = (read(FILE)?, read("Cargo.lock")?);
    let listed = listed_in(&listed);
    let locked = locked_in(&lock);
    let missing = shipped(&[])?.into_iter().filter(|part| !listed.contains(part));
    let mut findings: Vec<_> =
        missing.map(|(name, version)| finding(&name, &version, "is missing")).collect();
    let is_crate = |part: &&(String, String)| FONTS.iter().all(|(font, ..)| part.0 != *font);
    let stale = listed.iter().filter(is_crate).filter(|part| !locked.contains(part));
    findings.extend(stale.map(|(name, version)| finding(name, version, "is not used any more")));
    Ok(findings)
}

fn finding(name: &str, version: &str, what: &str) -> String {
    format!("{FILE}: {name} {version} {what}; run `cargo xtask licences`")
}

/// Names and versions of all crates by others that end up in the program.
fn shipped(arguments: &[&str]) -> Result<BTreeSet<(String, String)>, String> {
    let shape = ["--edges", "normal", "--prefix", "none", "--format", "{p}", "--locked"];
    let tree = output(cargo("tree").args(["--package", "picopress"]).args(shape).args(arguments))?;
    // "name v1.2.3", and for ours "name v1.2.3 (path)"; what was shown before ends in "(*)".
    let parts = tree.lines().filter(|line| !line.contains(std::path::MAIN_SEPARATOR)).filter_map(|line| {
        let (name, rest) = line.split_once(" v")?;
        Some((name.to_owned(), rest.split_whitespace().next()?.to_owned()))
    });
    Ok(parts.collect())
}

fn listed_in(file: &str) -> BTreeSet<(String, String)> {
    let lines = file.lines().take_while(|line| !line.starts_with("%%"));
    let parts = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
    });
    parts.collect()
}

fn locked_in(lock: &str) -> BTreeSet<(String, String)> {
    let quoted = |line: &str, key: &str| line.strip_prefix(key)?.strip_suffix('"').map(str::to_owned);
    let (mut parts, mut name) = (BTreeSet::new(), String::new());
    for line in lock.lines() {
        if let Some(found) = quoted(line, "name = \"") {
            name = found;
        } else if let Some(version) = quoted(line, "version = \"") {
            parts.insert((std::mem::take(&mut name), version));
        }
    }
    parts
}

/// The texts so far, each with its number.
#[derive(Default)]
struct Texts {
    numbers: BTreeMap<String, usize>,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(tidied(text)).or_insert(next)
    }

    fn print(&self) -> String {
        let mut texts: Vec<_> = self.numbers.iter().collect();
        texts.sort_by_key(|(_, number)| **number);
        texts.into_iter().map(|(text, number)| format!("%% {number}\n{text}")).collect()
    }
}

/// The text in lines that fit, without what does not show.
fn tidied(text: &str) -> String {
    let mut tidied = String::new();
    for line in text.trim().lines() {
        let line = line.trim_end().replace('\t', "    ").replace("%%", "%");
        tidied.push_str(&broken(&line));
        tidied.push('\n');
    }
    tidied
}

/// A line, broken between words where it is too long.
fn broken(line: &str) -> String {
    if line.chars().count() <= LINE {
        return line.to_owned();
    }
    let (mut lines, mut last) = (Vec::new(), String::new());
    for word in line.split(' ') {
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > LINE {
            lines.push(std::mem::take(&mut last));
        } else if !last.is_empty() {
            last.push(' ');
        }
        last.push_str(word);
    }
    lines.push(last);
    lines.join("\n")
}

/// What the bundled fonts are parts of: name, version and place.
const FONTS: [(&str, &str, &str); 2] = [
    ("Noto Sans CJK KR", "2.004", "https://github.com/notofonts/noto-cjk"),
    ("Pretendard JP", "1.3.9", "https://github.com/orioncactus/pretendard"),
];

fn fonts(texts: &mut Texts) -> Result<String, String> {
    let path = root().join("assets/fonts/OFL.txt");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let number = texts.number(&text);
    let line = |(name, version, place)| format!("{name}\t{version}\tOFL-1.1\t{place}\t{number}");
    Ok(FONTS.map(line).join("\n"))
}

fn line(package: &Value, texts: &mut Texts) -> String {
    let field = |name: &str| package[name].as_str().unwrap_or_default();
    let folder = Path::new(field("manifest_path")).parent().unwrap_or(Path::new(""));
    let files = chosen(licence_files(folder, DEPTH), field("license"));
    let numbers = files
        .iter()
        .filter_map(|file| fs::read(file).ok())
        .map(|bytes| texts.number(&String::from_utf8_lossy(&bytes)).to_string());
    // A text that occurs twice in a crate is shown once.
    let mut numbers: Vec<_> = numbers.collect();
    numbers.dedup();
    let licence = if field("license").is_empty() { "see the text" } else { field("license") };
    let origin = field("repository");
    format!("{}\t{}\t{licence}\t{origin}\t{}", field("name"), field("version"), numbers.join(","))
}

fn licence_files(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_licence = ["licen", "copying", "notice", "unlicense", "patents", "copyright"]
            .iter()
            .any(|beginning| name.starts_with(beginning));
        let is_code = [".rs", ".c", ".h", ".py", ".toml", ".json"].iter().any(|end| name.ends_with(end));
        if path.is_dir() && depth > 0 {
            files.extend(licence_files(&path, depth - 1));
        } else if is_licence && !is_code && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Where MIT is offered beside another licence, its text is enough.
fn chosen(files: Vec<PathBuf>, licence: &str) -> Vec<PathBuf> {
    let is_mit = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().contains("MIT"));
    let offers = licence.split(&[' ', '/'][..]).any(|word| word == "MIT");
    let is_choice = offers && (licence.contains("OR") || licence.contains('/')) && !licence.contains("AND");
    let in_root = files.iter().filter(|file| is_mit(file)).map(|file| file.components().count()).min();
    match in_root.filter(|_| is_choice) {
        Some(depth) => {
            // Those of what the crate brings along stay.
            files.into_iter().filter(|file| is_mit(file) || file.components().count() > depth).collect()
        }
        None => files,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words() {
        let long = "word ".repeat(40);
        let text = tidied(&long);
        assert!(text.lines().count() > 1 && text.lines().all(|line| line.chars().count() <= LINE), "{text}");
        assert_eq!(text.split_whitespace().count(), 40);
    }

    #[test]
    fn the_lock_file_is_read() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n";
        let parts = locked_in(lock);
        assert!(parts.contains(&("b".into(), "2.0.0".into())) && parts.len() == 2, "{parts:?}");
    }
}
