//! The preview of a run: every source, where its output will stand, and what is passed over and why. Decided
//! before anything is written.

use std::collections::{BTreeSet, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io::{BufReader, Read, Seek};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::earlier::{EarlierRuns, Fingerprint, Seen};
use crate::encode::libwebp;
use crate::error::{Error, ErrorKind, Stage};
use crate::input::{self, InputFormat};
use crate::loss::{self, Decision, Loss, Original};
use crate::recipe::{Format, Recipe};
use crate::target::{Conflict, Names, Template, file_name};
use crate::write::{Place, is_temporary};

/// What a person asks for, apart from the recipe's own business.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Files and folders, as named.
    pub sources: &'a [PathBuf],
    /// Whether folders within folders are entered.
    pub recursive: bool,
    /// A folder for the outputs; `None` puts each beside its source.
    pub output: Option<&'a Path>,
    /// How outputs are named.
    pub template: &'a Template,
    /// What `{suffix}` stands for.
    pub suffix: &'a str,
    /// What to do when something stands in the way.
    pub conflict: Conflict,
    /// What is to be made.
    pub recipe: &'a Recipe,
    /// What was made before.
    pub earlier: &'a EarlierRuns,
    /// What becomes of the originals.
    pub original: Original,
}

/// What a run will do.
#[derive(Debug, Default)]
pub struct Preview {
    /// One picture each.
    pub jobs: Vec<Job>,
    /// What is passed over.
    pub skipped: Vec<Skipped>,
    /// What cannot be read at all.
    pub failed: Vec<Error>,
}

/// One picture to convert.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    /// The file to read.
    #[serde(with = "crate::exact_path")]
    pub source: PathBuf,
    /// Where its output goes.
    pub target: Target,
    /// Where a copy goes when the original is kept: the chosen folder is to be complete.
    pub copy: Option<Place>,
    /// Size of the source in bytes.
    pub bytes: u64,
    /// Width × height as the header says; a guess from the size where it does not.
    pub pixels: u64,
    /// What the output will not hold.
    pub losses: Vec<Loss>,
}

impl Job {
    /// The same job, whatever folder the program works in: what is relative is taken from `folder`.
    #[must_use]
    pub fn at(self, folder: &Path) -> Self {
        let target = Target {
            folder: folder.join(self.target.folder),
            root: self.target.root.map(|root| folder.join(root)),
            ..self.target
        };
        let copy = self.copy.map(|place| place.at(folder));
        Job { source: folder.join(self.source), target, copy, ..self }
    }
}

/// Where an output goes, for every format that it may turn out to have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Target {
    #[serde(with = "crate::exact_path")]
    folder: PathBuf,
    #[serde(with = "crate::exact_path")]
    stem: OsString,
    number: u32,
    #[serde(with = "crate::exact_path::option")]
    root: Option<PathBuf>,
    replace: bool,
    format: Format,
}

impl Target {
    /// The place of an output in this format.
    pub fn place(&self, format: Format) -> Place {
        let extension = format.extension().unwrap_or("webp");
        let path = self.folder.join(file_name(&self.stem, self.number, OsStr::new(extension)));
        Place { path, root: self.root.clone(), replace: self.replace }
    }

    /// The path to show before the format is decided: that of the wanted format, of WebP for auto.
    pub fn path(&self) -> PathBuf {
        self.place(self.format).path
    }

    /// The paths of all formats that it may turn out to have.
    fn paths(&self) -> Vec<PathBuf> {
        let formats: &[Format] = match self.format {
            Format::Auto => &[Format::Webp, Format::Avif],
            Format::Webp => &[Format::Webp],
            Format::Avif => &[Format::Avif],
        };
        formats.iter().map(|&format| self.place(format).path).collect()
    }

    /// The folder it goes to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A source that is passed over.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// The file.
    pub source: PathBuf,
    /// Why.
    pub reason: SkipReason,
}

/// Why a source is passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// It is itself what an earlier run made.
    OutputOfEarlierRun,
    /// The same recipe made this file of it already.
    AlreadyConverted(PathBuf),
    /// The same recipe found nothing to save.
    AlreadyKept,
    /// Something stands at the target, and such are to be skipped.
    TargetExists(PathBuf),
    /// The output would not hold all of it, and the original would not stay, or that is never to be lost.
    WouldLose(Vec<Loss>),
}

impl SkipReason {
    /// A stable word for scripts: the `code` of a `skipped` event.
    pub fn code(&self) -> &'static str {
        match self {
            SkipReason::OutputOfEarlierRun => "output_of_earlier_run",
            SkipReason::AlreadyConverted(_) => "already_converted",
            SkipReason::AlreadyKept => "already_kept",
            SkipReason::TargetExists(_) => "target_exists",
            SkipReason::WouldLose(_) => "would_lose",
        }
    }
}

/// Decides what a run will do. Nothing is written.
pub fn preview(request: &Request) -> Preview {
    let mut preview = Preview::default();
    let found = find(request, &mut preview.failed);
    let mut planner = Planner { request, names: Names::default() };
    for file in &found {
        // No output ever replaces a source of the same run, nor what a link among them leads to.
        planner.names.take(&file.source);
        planner.names.take(&identity(&file.source));
    }
    for file in found {
        match planner.plan(file) {
            Ok(job) => preview.jobs.push(job),
            Err(skipped) => preview.skipped.push(skipped),
        }
    }
    preview
}

/// A picture found on the disk.
struct Found {
    source: PathBuf,
    /// The folder for its output.
    folder: PathBuf,
    /// Named by the person, not found in a folder.
    named: bool,
    look: Look,
}

/// What a short look at a file shows.
pub(crate) struct Look {
    pub format: InputFormat,
    pub metadata: Metadata,
    /// Width and height, where the header is understood without a decoder.
    pub size: Option<(u32, u32)>,
    losses: BTreeSet<Loss>,
}

/// All pictures among the named files and in the named folders, each once.
fn find(request: &Request, failed: &mut Vec<Error>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let roots = request.sources.iter().filter(|path| path.is_dir()).count();
    let mut tops = Names::default();
    for named in request.sources {
        if named.is_dir() {
            let top = request.output.map(|output| {
                if roots > 1 { own_folder(output, named, &mut tops) } else { output.to_owned() }
            });
            walk(named, top.as_deref(), request, &mut seen, &mut found, failed);
            continue;
        }
        match look(named) {
            Ok(Some(look)) if seen.insert(identity(named)) => found.push(Found {
                source: named.clone(),
                folder: request.output.unwrap_or(named.parent().unwrap_or(Path::new(""))).to_owned(),
                named: true,
                look,
            }),
            Ok(Some(_)) => {}
            Ok(None) => failed.push(Error::new(named, Stage::Read, ErrorKind::NotAPicture)),
            Err(kind) => failed.push(Error::new(named, Stage::Read, kind)),
        }
    }
    found
}

/// The folder below `output` for one of several roots, named after it.
fn own_folder(output: &Path, root: &Path, tops: &mut Names) -> PathBuf {
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let name = real.file_name().unwrap_or(OsStr::new("pictures")).to_owned();
    let mut numbered = (1..).map(|number| output.join(file_name(&name, number, OsStr::new(""))));
    numbered.find(|path| tops.take(path)).expect("numbers do not run out")
}

/// All pictures below a folder. What is no picture by content nor by name is passed over; links to folders are
/// not followed, hidden folders and the folder of the outputs not entered.
fn walk(
    root: &Path,
    top: Option<&Path>,
    request: &Request,
    seen: &mut HashSet<PathBuf>,
    found: &mut Vec<Found>,
    failed: &mut Vec<Error>,
) {
    let output = request.output.and_then(|output| output.canonicalize().ok());
    let real_root = root.canonicalize().ok();
    let depth = if request.recursive { usize::MAX } else { 1 };
    let entries = WalkDir::new(root).max_depth(depth).sort_by_file_name().into_iter().filter_entry(|entry| {
        if entry.depth() == 0 || !entry.file_type().is_dir() {
            return true;
        }
        let is_output = output.is_some() && output != real_root && entry.path().canonicalize().ok() == output;
        !is_output && !entry.file_name().as_encoded_bytes().starts_with(b".")
    });
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                let kind = error.into_io_error().map_or(ErrorKind::NotFound, ErrorKind::from);
                failed.push(Error::new(path, Stage::Plan, kind));
                continue;
            }
        };
        let name = entry.file_name();
        let is_bookkeeping = is_temporary(name) || name.as_encoded_bytes().starts_with(b"._");
        if entry.path().is_dir() || is_bookkeeping {
            continue;
        }
        let source = entry.into_path();
        match look(&source) {
            Ok(Some(look)) if seen.insert(identity(&source)) => {
                let parent = source.parent().unwrap_or(root);
                let folder = match top {
                    Some(top) => top.join(parent.strip_prefix(root).unwrap_or(Path::new(""))),
                    None => parent.to_owned(),
                };
                found.push(Found { source, folder, named: false, look });
            }
            Ok(_) => {}
            Err(kind) => failed.push(Error::new(source, Stage::Read, kind)),
        }
    }
}

/// One name for a file that can be reached in several ways.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Looks at the beginning of a file: `None` when neither its content nor its name speaks of a picture.
pub(crate) fn look(path: &Path) -> Result<Option<Look>, ErrorKind> {
    // Before it is opened: opening a pipe would wait for somebody to write.
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let mut file = fs::File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut head)?;
    let format = match input::sniff(&head) {
        Ok(format) => format,
        Err(ErrorKind::NotAPicture | ErrorKind::Truncated) if !has_picture_name(path) => return Ok(None),
        Err(kind) => return Err(kind),
    };
    // The readers meet whatever the disk holds; a panic in them only costs what they would have told.
    let find = || loss::find(&mut &file, format);
    let losses = std::panic::catch_unwind(AssertUnwindSafe(find)).unwrap_or_default();
    file.rewind()?;
    Ok(Some(Look { format, metadata, size: header_size(file), losses }))
}

/// Width and height, for the order of work and the estimate of memory; the decoder's own reading decides later.
fn header_size(file: fs::File) -> Option<(u32, u32)> {
    let size = std::panic::catch_unwind(move || imagesize::reader_size(BufReader::new(file))).ok()?.ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

impl Look {
    /// Width × height, or a guess from the size of the file. Headers can say anything; more than this is refused later,
    /// and sums of it do not overflow.
    fn pixels(&self) -> u64 {
        let pixels = |(width, height)| u64::from(width) * u64::from(height);
        self.size.map_or(self.metadata.len(), pixels).min(1 << 32)
    }

    /// What an output by this recipe will not hold.
    fn losses(&self, recipe: &Recipe) -> Vec<Loss> {
        let mut losses = self.losses.clone();
        let size = self.size.map(|(width, height)| {
            recipe.resize.map_or((width, height), |resize| resize.apply(width, height))
        });
        let is_too_long = size.is_some_and(|(width, height)| width.max(height) > libwebp::MAX_SIDE);
        if is_too_long && recipe.format == Format::Webp && !self.losses.contains(&Loss::Drawing) {
            losses.insert(Loss::Side);
        }
        losses.into_iter().collect()
    }
}

/// Names that promise a picture: if such a file is none, the person should hear of it.
fn has_picture_name(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let promised = |extension: String| {
        InputFormat::ALL.iter().any(|format| format.extensions().contains(&extension.as_str()))
    };
    extension.is_some_and(promised)
}

/// Gives every source its target.
struct Planner<'a> {
    request: &'a Request<'a>,
    names: Names,
}

impl Planner<'_> {
    fn plan(&mut self, file: Found) -> Result<Job, Skipped> {
        let request = self.request;
        let name = file.source.file_name().unwrap_or_default().to_owned();
        let seen = Seen::new(&file.source, &file.look.metadata);
        let skipped = |reason| Skipped { source: file.source.clone(), reason };
        match request.earlier.made_by(&seen, request.recipe) {
            // Somebody who names an output and asks for something else knows what they do.
            Some(same_recipe) if same_recipe || !file.named => {
                return Err(skipped(SkipReason::OutputOfEarlierRun));
            }
            _ => {}
        }
        let was_kept = request.earlier.was_kept(&seen, request.recipe);
        let stands = |_| stands(&file.folder.join(&name), seen.fingerprint());
        if was_kept && request.output.is_none_or(stands) {
            return Err(skipped(SkipReason::AlreadyKept));
        }
        let losses = file.look.losses(request.recipe);
        if losses.iter().any(|&loss| self.skips(loss)) {
            let reason = losses.into_iter().filter(|&loss| self.skips(loss)).collect();
            return Err(skipped(SkipReason::WouldLose(reason)));
        }
        let target = self.target(&file, &name, &seen).map_err(skipped)?;
        let copy = request.output.and_then(|_| self.copy(&file, &name, seen.fingerprint(), &target));
        let (bytes, pixels) = (file.look.metadata.len(), file.look.pixels());
        Ok(Job { source: file.source, target, copy, bytes, pixels, losses })
    }

    /// Whether a picture that would lose this is left alone.
    fn skips(&self, loss: Loss) -> bool {
        let switch = self.request.recipe.losses.of(loss);
        loss::decide(loss, self.request.original, switch) == Decision::Skip
    }

    /// The first free name, or the reason why there is nothing to do.
    fn target(&mut self, file: &Found, name: &OsStr, source: &Seen) -> Result<Target, SkipReason> {
        let request = self.request;
        let mut target = Target {
            folder: file.folder.clone(),
            stem: request.template.stem(name, request.suffix),
            number: 0,
            root: request.output.map(Path::to_owned),
            replace: false,
            format: request.recipe.format,
        };
        loop {
            target.number += 1;
            let paths = target.paths();
            let standing = paths.iter().find(|path| path.symlink_metadata().is_ok());
            if let Some(done) = standing.filter(|path| self.is_done(path, source)) {
                return Err(SkipReason::AlreadyConverted(done.clone()));
            }
            let is_taken = paths.iter().any(|path| self.names.is_taken(path));
            match (standing, request.conflict) {
                (Some(standing), Conflict::Skip) => return Err(SkipReason::TargetExists(standing.clone())),
                (Some(_), Conflict::Rename) => continue,
                (Some(standing), Conflict::Overwrite) if standing.is_dir() => continue,
                _ if is_taken => continue,
                (standing, _) => target.replace = standing.is_some(),
            }
            for path in &paths {
                self.names.take(path);
            }
            return Ok(target);
        }
    }

    /// Whether `path` is what an earlier run made of this source by this recipe.
    fn is_done(&self, path: &Path, source: &Seen) -> bool {
        let Ok(metadata) = path.metadata() else { return false };
        self.request.earlier.is_conversion(source, self.request.recipe, &Seen::new(path, &metadata))
    }

    /// The place of a kept original in the chosen folder; `None` when it stands there already or may not.
    fn copy(&mut self, file: &Found, name: &OsStr, source: &Fingerprint, target: &Target) -> Option<Place> {
        let path = Path::new(name);
        let (stem, extension) = (path.file_stem().unwrap_or(name), path.extension().unwrap_or_default());
        for number in 1.. {
            let path = file.folder.join(file_name(stem, number, extension));
            if self.names.is_taken(&path) && !target.paths().contains(&path) {
                if identity(&path) == identity(&file.source) {
                    return None;
                }
                continue;
            }
            let stands_something = path.symlink_metadata().is_ok();
            if stands_something && stands(&path, source) {
                return None;
            }
            match self.request.conflict {
                Conflict::Rename if stands_something => continue,
                Conflict::Skip if stands_something => return None,
                _ => {}
            }
            self.names.take(&path);
            return Some(Place {
                path,
                root: self.request.output.map(Path::to_owned),
                replace: stands_something,
            });
        }
        None
    }
}

/// Whether a file with this name, size and date stands at `path`.
fn stands(path: &Path, wanted: &Fingerprint) -> bool {
    let there = path.metadata().map(|there| Fingerprint::new(path.file_name().unwrap_or_default(), &there));
    there.is_ok_and(|there| there == *wanted)
}

#[cfg(test)]
mod tests {
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
        let with = |conflict| {
            Case { conflict, output: Some(&output), ..case() }.preview(std::slice::from_ref(&source))
        };
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
}
