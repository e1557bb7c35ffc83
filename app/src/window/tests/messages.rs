//! No message without a test: each is named where the tests of its screen are, as one that is told or that was heard.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the window with its text.
struct Source {
    /// Its module, as a path below `src`.
    module: PathBuf,
    code: String,
    /// What of it is a test.
    tests: String,
}

impl Source {
    fn read(path: &Path) -> Self {
        let module = path.strip_prefix(src()).expect("below it").with_extension("");
        let text = fs::read_to_string(path).expect("it is text");
        let is_test = module.iter().any(|part| part == "tests");
        let (code, tests) = match text.split_once("#[cfg(test)]\nmod tests {") {
            _ if is_test => (String::new(), text),
            Some((code, tests)) => (code.to_owned(), tests.to_owned()),
            None => (text, String::new()),
        };
        Source { module, code, tests }
    }

    /// The names of the variants of an enum in it.
    fn variants(&self, name: &str) -> Vec<&str> {
        let heading = format!("pub enum {name} {{\n");
        let body = self.code.split_once(&heading).and_then(|(_, rest)| rest.split_once("\n}"));
        let lines = body.map(|(body, _)| body).unwrap_or_default().lines();
        let named = lines.filter_map(|line| line.strip_prefix("    "));
        let named = named.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
        named.filter_map(|line| line.split(|c: char| !c.is_alphanumeric()).next()).collect()
    }
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All files at and below `path`.
fn sources(path: &Path) -> Vec<Source> {
    match path.is_dir() {
        true => {
            let entries = fs::read_dir(path).expect("it is there");
            entries.flat_map(|entry| sources(&entry.expect("readable").path())).collect()
        }
        false => vec![Source::read(path)],
    }
}

/// Whether `text` has `name` and no longer one.
fn names(text: &str, name: &str) -> bool {
    let ends = text.match_indices(name).map(|(at, _)| &text[at + name.len()..]);
    ends.into_iter().any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Whether a test of the module, or one of the whole window, names this message.
fn is_tested(all: &[Source], module: &Path, kind: &str, variant: &str) -> bool {
    let name = module.file_name().expect("it has one").to_string_lossy();
    let screen = name[..1].to_uppercase() + &name[1..];
    let (told, heard) = (format!("{kind}::{variant}"), format!("\"{variant}"));
    let from_outside = [format!("{name}::{told}"), format!("{screen}({variant}")];
    // What a screen is made of is tested with it, unless it has tests of its own.
    let (within, beside) = (module.join("tests"), module.with_file_name("tests"));
    let has_own = all.iter().any(|source| source.module.starts_with(&within));
    let own_tests = if has_own { within } else { beside };
    all.iter().any(|source| {
        let is_own = source.module == module || source.module.starts_with(&own_tests);
        is_own && (names(&source.tests, &told) || names(&source.tests, &heard))
            || from_outside.iter().any(|from_outside| names(&source.tests, from_outside))
    })
}

#[test]
fn every_message_is_told_or_heard_by_a_test() {
    let mut all = sources(&src().join("window"));
    all.extend(sources(&src().join("window.rs")));
    let (mut count, mut untested) = (0, Vec::new());
    for source in &all {
        for kind in ["Message", "Done"] {
            for variant in source.variants(kind) {
                count += 1;
                if !is_tested(&all, &source.module, kind, variant) {
                    untested.push(format!("{}: {kind}::{variant}", source.module.display()));
                }
            }
        }
    }
    assert!(count > 140, "{count} were found");
    assert!(untested.is_empty(), "{untested:#?}");
}
