//! What becomes of named files and folders: targets, what stands in their way, what is passed over.

use std::collections::HashSet;
use std::fs;

use super::*;

/// A folder with files of one tiny picture each.
fn folder(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
        fs::write(path, b"P1\n1 1\n0\n").expect("written");
    }
    folder
}

struct Case<'a> {
    recursive: bool,
    output: Option<&'a Path>,
    conflict: Conflict,
    format: Format,
}

fn case() -> Case<'static> {
    Case { recursive: false, output: None, conflict: Conflict::Rename, format: Format::Webp }
}

impl Case<'_> {
    fn preview(&self, sources: &[PathBuf]) -> Preview {
        preview(&Request {
            sources,
            recursive: self.recursive,
            output: self.output,
            template: &Template::default(),
            suffix: "",
            conflict: self.conflict,
            recipe: &Recipe { format: self.format, ..Recipe::default() },
            earlier: &EarlierRuns::default(),
            original: Original::Stays,
        })
    }

    /// "source -> target" below `folder`, in order.
    fn targets(&self, folder: &tempfile::TempDir) -> Vec<String> {
        let below = |path: &Path| {
            let below = path.strip_prefix(folder.path()).expect("below the folder");
            below.display().to_string().replace('\\', "/")
        };
        let preview = self.preview(&[folder.path().to_owned()]);
        preview
            .jobs
            .iter()
            .map(|job| format!("{} -> {}", below(&job.source), below(&job.target.path())))
            .collect()
    }
}

#[test]
fn two_sources_never_share_a_target() {
    let folder = folder(&["a.jpg", "a.png", "b.png"]);
    assert_eq!(case().targets(&folder), ["a.jpg -> a.webp", "a.png -> a (2).webp", "b.png -> b.webp"]);
}

#[test]
fn both_spellings_of_hangul_get_names_of_their_own() {
    let folder = folder(&["가.jpg", "\u{1100}\u{1161}.jpg"]);
    let targets = case().targets(&folder);
    assert_eq!(targets.iter().filter(|line| line.ends_with(" (2).webp")).count(), 1, "{targets:?}");
}

#[test]
fn a_source_is_never_replaced_even_when_overwriting() {
    let folder = folder(&["a.jpg", "a.webp"]);
    let case = Case { conflict: Conflict::Overwrite, ..case() };
    assert_eq!(case.targets(&folder), ["a.jpg -> a (2).webp", "a.webp -> a (3).webp"]);
}

#[test]
fn what_stands_there_is_renamed_around_skipped_or_replaced() {
    let folder = folder(&["in/a.jpg", "out/a.webp"]);
    let (source, output) = (folder.path().join("in"), folder.path().join("out"));
    let with =
        |conflict| Case { conflict, output: Some(&output), ..case() }.preview(std::slice::from_ref(&source));
    assert_eq!(with(Conflict::Rename).jobs[0].target.path(), output.join("a (2).webp"));
    assert_eq!(with(Conflict::Skip).skipped[0].reason, SkipReason::TargetExists(output.join("a.webp")));
    let replaced = with(Conflict::Overwrite);
    assert!(replaced.jobs[0].target.replace);
    assert_eq!(replaced.jobs[0].target.path(), output.join("a.webp"));
}

#[test]
fn a_chosen_folder_mirrors_the_tree_and_is_not_entered() {
    let folder = folder(&["a.jpg", "x/y/b.jpg", "out/c.webp", ".hidden/d.jpg"]);
    let output = folder.path().join("out");
    let case = Case { recursive: true, output: Some(&output), ..case() };
    assert_eq!(case.targets(&folder), ["a.jpg -> out/a.webp", "x/y/b.jpg -> out/x/y/b.webp"]);
}

#[test]
fn several_roots_get_a_folder_each() {
    let folder = folder(&["1/pictures/a.jpg", "2/pictures/a.jpg"]);
    let output = folder.path().join("out");
    let roots = [folder.path().join("1/pictures"), folder.path().join("2/pictures")];
    let preview = Case { output: Some(&output), ..case() }.preview(&roots);
    let targets: Vec<_> = preview.jobs.iter().map(|job| job.target.path()).collect();
    assert_eq!(targets, [output.join("pictures/a.webp"), output.join("pictures (2)/a.webp")]);
}

#[test]
fn auto_keeps_both_names_free() {
    let folder = folder(&["a.jpg", "a.png", "b.avif", "b.jpg"]);
    fs::remove_file(folder.path().join("b.avif")).expect("removed");
    fs::write(folder.path().join("b.avif"), b"not a picture at all").expect("written");
    let targets = Case { format: Format::Auto, ..case() }.targets(&folder);
    assert_eq!(targets, ["a.jpg -> a.webp", "a.png -> a (2).webp", "b.jpg -> b (2).webp"]);
}

#[test]
fn what_is_no_picture_is_passed_over_unless_it_claims_to_be() {
    let folder = folder(&["a.jpg"]);
    for name in ["notes.txt", "fake.jpg", "empty.png"] {
        let content: &[u8] = if name == "empty.png" { b"" } else { b"only words" };
        fs::write(folder.path().join(name), content).expect("written");
    }
    let preview = case().preview(&[folder.path().to_owned()]);
    assert_eq!(preview.jobs.len(), 1);
    let mut failed: Vec<_> = preview.failed.iter().map(|error| error.kind.code()).collect();
    failed.sort_unstable();
    assert_eq!(failed, ["not_a_picture", "truncated"]);
}

#[test]
fn a_source_named_twice_is_converted_once() {
    let folder = folder(&["a.jpg"]);
    let sources = [folder.path().join("a.jpg"), folder.path().to_owned(), folder.path().join("./a.jpg")];
    assert_eq!(case().preview(&sources).jobs.len(), 1);
}

#[test]
fn a_kept_original_has_its_place_in_the_chosen_folder() {
    let folder = folder(&["in/a.jpg"]);
    let output = folder.path().join("out");
    let preview = Case { output: Some(&output), ..case() }.preview(&[folder.path().join("in")]);
    let copy = preview.jobs[0].copy.as_ref().expect("a place");
    assert_eq!(copy.path, output.join("a.jpg"));
    assert!(case().preview(&[folder.path().join("in")]).jobs[0].copy.is_none());
}

#[test]
fn other_ways_to_write_a_folder_lead_to_no_shared_targets() {
    let folder = folder(&["a.jpg", "a.png", "a.webp", "sub/b.png"]);
    let (direct, roundabout) = (folder.path().to_owned(), folder.path().join("sub/.."));
    let sources = [direct.join("a.webp"), direct.join("a.jpg"), roundabout.join("a.png")];
    for output in [None, Some(roundabout.as_path())] {
        let preview = Case { conflict: Conflict::Overwrite, output, ..case() }.preview(&sources);
        let names: HashSet<_> =
            preview.jobs.iter().map(|job| job.target.path().file_name().map(OsStr::to_owned)).collect();
        assert_eq!(names.len(), 3);
        assert!(!names.contains(&Some("a.webp".into())), "that is a source: {names:?}");
    }
}

#[test]
fn a_copy_of_a_kept_original_never_replaces_a_source() {
    let folder = folder(&["in/a.avif", "out/a.avif"]);
    fs::write(folder.path().join("in/a.avif"), b"P1\n2 1\n00\n").expect("written");
    let (output, sources) =
        (folder.path().join("out"), ["in/a.avif", "out/a.avif"].map(|name| folder.path().join(name)));
    let case = Case { conflict: Conflict::Overwrite, output: Some(&output), ..case() };
    for job in case.preview(&sources).jobs {
        let copy = job.copy.map(|place| place.path);
        assert!(copy.is_none_or(|path| !sources.contains(&path)), "{}", job.source.display());
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let folder = folder(&["a.png"]);
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.png")).status();
    assert!(made.expect("mkfifo is part of POSIX").success());
    let (done, waiting) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(case().targets(&folder)));
    let targets = waiting.recv_timeout(std::time::Duration::from_secs(10)).expect("it ends");
    assert_eq!(targets, ["a.png -> a.webp"]);
}
