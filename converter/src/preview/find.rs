//! The pictures among what a person names: files, and folders with what is in them.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::Request;
use super::look::{Look, look};
use crate::error::{Error, ErrorKind, Stage};
use crate::target::{Names, file_name};
use crate::write::is_temporary;

/// A picture found on the disk.
pub(super) struct Found {
    pub source: PathBuf,
    /// The folder for its output.
    pub folder: PathBuf,
    /// Named by the person, not found in a folder.
    pub named: bool,
    pub look: Look,
}

/// All pictures among the named files and in the named folders, each once.
pub(super) fn find(request: &Request, failed: &mut Vec<Error>) -> Vec<Found> {
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
pub(super) fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
