//! What each file of the workspace must and must not contain.
//!
//! Rust is read as tokens, so that a word in a string or a comment is not mistaken for code.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::cargo::root;

/// The files that wrap a C library, and the tests that have libavif and libwebp judge our files; nothing else of ours
/// is `unsafe`.
const MAY_BE_UNSAFE: [&str; 4] = [
    "converter/src/encode/libavif.rs",
    "converter/src/encode/libwebp.rs",
    "converter/tests/animation/judge.rs",
    "converter/tests/encode.rs",
];

/// The one file that makes a staged picture visible, and counts it: there a permit meets a picture.
const MAY_PUBLISH: &str = "app/src/publish.rs";

/// The file that finds again what a dead run had counted; it hands permits to the one that publishes.
const MAY_COUNT: [&str; 2] = [MAY_PUBLISH, "app/src/counted.rs"];

/// Names that say nothing about what lies inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "common", "types", "helpers", "misc"];

/// Folders that exist on one machine only; a path to one of them helps nobody else.
const FOLDERS_OF_A_MACHINE: [&str; 4] = ["farm", "home", "root", "work"];

/// Words that mean "not finished".
const UNFINISHED: [&str; 3] = [concat!("FIX", "ME"), concat!("XX", "X"), concat!("not yet ", "implemented")];
const UNFINISHED_MACROS: [&str; 3] = ["dbg", "todo", "unimplemented"];

/// Findings in all files of the crates in `folders` and in the texts beside them.
pub fn findings(folders: &[PathBuf]) -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    for folder in folders.iter().cloned().chain([root().join("docs"), root().join("packaging")]) {
        collect(&folder, &mut files)?;
    }
    files.extend(entries(root())?.into_iter().filter(|path| path.is_file()));
    files.sort();
    files.dedup();

    let mut findings = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        findings.extend(findings_in_name(&name));
        if is_text(&file) {
            let text = fs::read_to_string(&file).map_err(|error| format!("{name}: {error}"))?;
            findings.extend(findings_in_text(&name, &text));
        }
    }
    Ok(findings)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    for path in entries(folder)? {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden && !path.ends_with("target") {
            collect(&path, files)?;
        } else if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(unreadable)).collect()
}

fn is_text(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default();
    ["rs", "toml", "md", "sh", "yml"].iter().any(|text| extension == *text)
}

fn findings_in_name(name: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let stems = name.split('/').map(|part| part.split('.').next().unwrap_or(part));
    for stem in stems.filter(|stem| EMPTY_NAMES.contains(stem)) {
        findings.push(format!("{name}: `{stem}` says nothing; name the noun a person would look for"));
    }
    if name.ends_with("/mod.rs") {
        findings.push(format!("{name}: a module's file stands beside its folder, not in it"));
    }
    findings
}

fn findings_in_text(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if FOLDERS_OF_A_MACHINE.iter().any(|folder| names_folder(line, folder)) {
            findings.push(format!("{name}:{number}: a path of one machine"));
        }
        if UNFINISHED.iter().any(|mark| line.contains(mark)) {
            findings.push(format!("{name}:{number}: marked as unfinished"));
        }
    }
    if name.ends_with(".rs") {
        findings.extend(findings_in_rust(name, text));
    }
    findings
}

/// Whether an absolute path in `line` begins at `folder`.
fn names_folder(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    let starts = line.match_indices(&path).map(|(start, _)| start);
    let mut before = starts.map(|start| line[..start].chars().next_back());
    before.any(|before| before.is_none_or(|c| !c.is_alphanumeric() && !"})]._-*/~>".contains(c)))
}

fn findings_in_rust(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    if name.contains("src/") && !text.starts_with("//!") {
        findings.push(format!("{name}: opens without a `//!` that says its one job"));
    }
    let Ok(tokens) = text.parse::<TokenStream>() else {
        findings.push(format!("{name}: is no Rust"));
        return findings;
    };
    let is_test = ["tests/", "/benches/", "/examples/"].iter().any(|folder| name.contains(folder));
    for (line, sight) in sights(tokens, is_test) {
        let finding = match sight {
            Sight::Unsafe if MAY_BE_UNSAFE.contains(&name) => continue,
            Sight::Publish if name == MAY_PUBLISH => continue,
            // Others commit transactions of databases.
            Sight::Count if MAY_COUNT.contains(&name) || !name.starts_with("app/") => continue,
            Sight::Unsafe => "`unsafe` outside the wrappers of C libraries".into(),
            Sight::Publish => format!("only {MAY_PUBLISH} publishes"),
            Sight::Count => format!("only {MAY_PUBLISH} counts conversions"),
            Sight::Unfinished(macro_name) => format!("`{macro_name}!` is left over"),
        };
        findings.push(format!("{name}:{line}: {finding}"));
    }
    findings
}

/// Something in code that is allowed in few places or nowhere.
#[derive(Debug, PartialEq)]
enum Sight {
    Unsafe,
    Publish,
    Count,
    Unfinished(&'static str),
}

/// All sights with their lines. Tests may publish and count.
fn sights(tokens: TokenStream, in_test: bool) -> Vec<(usize, Sight)> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut sights = Vec::new();
    let mut body_is_test = false;
    for (index, token) in tokens.iter().enumerate() {
        let line = token.span().start().line;
        let next = tokens.get(index + 1);
        match token {
            TokenTree::Group(group) => {
                body_is_test |= group.delimiter() == Delimiter::Bracket && is_cfg_test(&group.stream());
                let is_body = group.delimiter() == Delimiter::Brace;
                sights.extend(self::sights(group.stream(), in_test || (is_body && body_is_test)));
                body_is_test &= !is_body;
            }
            TokenTree::Ident(word) if word == "unsafe" => sights.push((line, Sight::Unsafe)),
            TokenTree::Ident(word) if word == "publish" => {
                let publishes = !in_test && is_call(next) && is_of_a_picture(&tokens[..index]);
                sights.extend(publishes.then_some((line, Sight::Publish)));
            }
            TokenTree::Ident(word) if word == "commit" || word == "permit_of" => {
                let is_method = tokens[..index].last().is_some_and(|before| before.to_string() == ".");
                let counts = !in_test && is_call(next) && is_method;
                sights.extend(counts.then_some((line, Sight::Count)));
            }
            TokenTree::Ident(word) if next.is_some_and(|next| next.to_string() == "!") => {
                let left_over = UNFINISHED_MACROS.iter().find(|unfinished| word == *unfinished);
                sights.extend(left_over.map(|name| (line, Sight::Unfinished(name))));
            }
            _ => {}
        }
    }
    sights
}

fn is_cfg_test(attribute: &TokenStream) -> bool {
    let text: String = attribute.to_string().split_whitespace().collect();
    text == "cfg(test)"
}

fn is_call(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

/// Whether the words before a call make it a method: `staged.` or `Staged::`.
fn is_of_a_picture(before: &[TokenTree]) -> bool {
    let words: Vec<_> = before.iter().rev().take(3).map(ToString::to_string).collect();
    let is_method = words.first().is_some_and(|word| word == ".");
    // A widget publishes messages on iced's shell.
    let is_message = words.get(1).is_some_and(|word| word == "shell");
    (is_method && !is_message) || words == [":", ":", "Staged"]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: &[&str]) {
        let mut found = findings_in_name(name);
        found.extend(findings_in_text(name, text));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_opens_with_its_job() {
        check(
            "app/src/main.rs",
            "fn main() {}",
            &["app/src/main.rs: opens without a `//!` that says its one job"],
        );
        check("app/src/main.rs", "//! Starts.\nfn main() {}", &[]);
    }

    #[test]
    fn only_the_publishing_file_publishes() {
        let text = "//! Job.\nfn a() { staged.publish(permit) }\nfn b() { Staged::publish(staged) }";
        check(
            "app/src/cli.rs",
            text,
            &[
                "app/src/cli.rs:2: only app/src/publish.rs publishes",
                "app/src/cli.rs:3: only app/src/publish.rs publishes",
            ],
        );
        check("app/src/publish.rs", text, &[]);
    }

    #[test]
    fn only_the_publishing_file_counts() {
        let text = "//! Job.\nfn a() { unit.commit() }\nfn b() { ledger.permit_of(unit) }";
        check(
            "app/src/cli.rs",
            text,
            &[
                "app/src/cli.rs:2: only app/src/publish.rs counts conversions",
                "app/src/cli.rs:3: only app/src/publish.rs counts conversions",
            ],
        );
        check("app/src/publish.rs", text, &[]);
        check("backend/src/db.rs", text, &[]);
    }

    #[test]
    fn calling_the_publishing_function_is_not_publishing_oneself() {
        check("app/src/cli.rs", "//! Job.\nfn a() { publish::publish(permit, staged) }", &[]);
        check("converter/src/write.rs", "//! Job.\nimpl Staged { pub fn publish(self) {} }", &[]);
        check("app/src/window/widget.rs", "//! Job.\nfn a() { shell.publish(message) }", &[]);
    }

    #[test]
    fn tests_may_publish_but_the_code_beside_them_may_not() {
        let text =
            "//! Job.\n#[cfg(test)]\nmod tests { fn t() { staged.publish(); } }\nfn a() { staged.publish() }";
        check(
            "converter/src/convert.rs",
            text,
            &["converter/src/convert.rs:4: only app/src/publish.rs publishes"],
        );
    }

    #[test]
    fn unsafe_stays_in_the_wrappers() {
        let text = "//! Job.\nfn a() { unsafe { call() } }";
        check("converter/src/encode/libwebp.rs", text, &[]);
        check(
            "converter/src/picture.rs",
            text,
            &["converter/src/picture.rs:2: `unsafe` outside the wrappers of C libraries"],
        );
    }

    #[test]
    fn a_word_in_a_string_or_a_comment_is_no_code() {
        check("app/src/main.rs", "//! unsafe todo!()\nconst A: &str = \"unsafe\"; // x.publish()", &[]);
    }

    #[test]
    fn unfinished_things_are_seen() {
        let text = format!("//! Job.\nfn a() {{ {}!() }}\n// {} later", "todo", UNFINISHED[0]);
        check(
            "app/src/a.rs",
            &text,
            &["app/src/a.rs:3: marked as unfinished", "app/src/a.rs:2: `todo!` is left over"],
        );
    }

    #[test]
    fn a_path_of_one_machine_is_seen() {
        let path = |folder| format!("see `/{folder}/me/picture.png`");
        check("README.md", &path("home"), &["README.md:1: a path of one machine"]);
        check("README.md", &path("usr"), &[]);
        check("README.md", "pictures/work/a.png and {root}/work/a.png", &[]);
    }

    #[test]
    fn names_say_something() {
        check(
            "app/src/utils.rs",
            "//! Job.",
            &["app/src/utils.rs: `utils` says nothing; name the noun a person would look for"],
        );
        check(
            "app/src/cli/mod.rs",
            "//! Job.",
            &["app/src/cli/mod.rs: a module's file stands beside its folder, not in it"],
        );
    }

    #[test]
    fn what_is_no_rust_is_said() {
        check("app/src/a.rs", "//! Job.\nfn a( {", &["app/src/a.rs: is no Rust"]);
    }
}
