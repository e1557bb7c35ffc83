//! Marks of runs under way, so that the next start can sweep what a killed run left behind.
//!
//! A mark is a file that names the folders a run writes to, locked for as long as the run lives. A mark whose lock
//! can be taken belongs to a dead run.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The mark of this run; gone when dropped.
#[derive(Debug)]
pub struct Mark {
    path: PathBuf,
    _lock: File,
}

/// Removes the temporary files of dead runs, and their marks.
pub fn sweep_dead(marks: &Path) {
    let Ok(entries) = fs::read_dir(marks) else { return };
    for entry in entries.flatten() {
        let Ok(mut mark) = File::open(entry.path()) else { continue };
        if mark.try_lock().is_err() {
            continue;
        }
        let mut text = String::new();
        if mark.read_to_string(&mut text).is_ok() {
            let folders: Vec<PathBuf> = serde_json::from_str(&text).unwrap_or_default();
            folders.iter().for_each(|folder| converter::write::sweep(folder));
        }
        let _ = fs::remove_file(entry.path());
    }
}

/// Marks a run that writes to `folders`.
///
/// # Errors
/// What the operating system says; the run may go on without a mark.
pub fn mark(marks: &Path, folders: &[PathBuf]) -> io::Result<Mark> {
    fs::create_dir_all(marks)?;
    let path = marks.join(format!("{}.json", std::process::id()));
    let mut file = File::create(&path)?;
    file.try_lock()?;
    // A folder whose name is no text cannot be noted; its files are swept when it is written to again.
    let absolute = folders.iter().filter_map(|folder| std::path::absolute(folder).ok());
    let folders: Vec<PathBuf> = absolute.filter(|folder| folder.to_str().is_some()).collect();
    file.write_all(&serde_json::to_vec(&folders)?)?;
    Ok(Mark { path, _lock: file })
}

impl Drop for Mark {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dead_runs_left_is_swept() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let (marks, dead, living) =
            (home.path().join("runs"), home.path().join("dead"), home.path().join("living"));
        for folder in [&marks, &dead, &living] {
            fs::create_dir(folder).expect("made");
        }
        for folder in [&dead, &living] {
            fs::write(folder.join(".picopress-x.tmp"), b"half a picture").expect("written");
        }
        fs::write(marks.join("1.json"), serde_json::to_vec(&[&dead]).expect("JSON")).expect("written");
        let mark = mark(&marks, std::slice::from_ref(&living)).expect("marked");
        sweep_dead(&marks);
        assert_eq!(fs::read_dir(&dead).expect("there").count(), 0);
        assert_eq!(fs::read_dir(&living).expect("there").count(), 1);
        drop(mark);
        assert_eq!(fs::read_dir(&marks).expect("there").count(), 0);
    }
}
