//! The small pictures in the rows of a list: made off the thread that draws, a few at a time, only of what is in view, and
//! remembered up to a bound.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use converter::{Budget, Cancel, InputFormat, Isolation, Limits, Thumbnail, Viewer};
use iced::Task;
use iced::widget::image::Handle;

use super::bridge;

/// Pixels of the longer side, for a screen of twice the usual density.
const LONGEST: u32 = 96;
/// How many are made at once.
const AT_ONCE: usize = 2;
/// How many are remembered: of 96 × 96 pixels about 18 MB.
const MOST: usize = 500;
/// What all that are made at once may take of the memory.
const BUDGET_BYTES: u64 = 1 << 30;

/// What a row shows of a picture.
#[derive(Debug, Clone)]
pub struct Look {
    /// The small picture; `None` when none can be made.
    pub handle: Option<Handle>,
    /// What the content is, where that is known.
    pub format: Option<InputFormat>,
    /// Width and height as people see it, where they are known.
    pub size: Option<(u32, u32)>,
}

/// Small pictures.
#[derive(Debug, Default)]
pub struct Thumbnails {
    viewer: Option<Viewer>,
    looks: HashMap<PathBuf, Kept>,
    making: HashMap<PathBuf, Job>,
    /// Counts the jobs.
    jobs: u64,
    /// Counts up with every list of what is in view: the oldest are forgotten first.
    now: u64,
}

/// One that is being made.
#[derive(Debug)]
struct Job {
    number: u64,
    cancel: Cancel,
}

#[derive(Debug)]
struct Kept {
    look: Look,
    seen: u64,
}

/// One that was made: taken out by the window, which copies no pixels for it.
#[derive(Debug, Clone)]
pub struct Made {
    job: u64,
    source: PathBuf,
    look: Arc<Mutex<Option<Look>>>,
}

impl Thumbnails {
    /// What is known of a picture.
    pub fn look(&self, source: &Path) -> Option<&Look> {
        self.looks.get(source).map(|kept| &kept.look)
    }

    /// These are in view, in this order: what is missing is made, what went out of view is not.
    pub fn show(&mut self, in_view: &[PathBuf], isolation: &Isolation) -> Task<Made> {
        self.now += 1;
        self.making.retain(|source, job| {
            let stays = in_view.contains(source);
            if !stays {
                job.cancel.cancel();
            }
            stays
        });
        for source in in_view {
            if let Some(kept) = self.looks.get_mut(source) {
                kept.seen = self.now;
            }
        }
        self.forget();
        let missing: Vec<PathBuf> = in_view
            .iter()
            .filter(|source| !self.looks.contains_key(*source) && !self.making.contains_key(*source))
            .take(AT_ONCE.saturating_sub(self.making.len()))
            .cloned()
            .collect();
        Task::batch(missing.into_iter().map(|source| self.make(source, isolation)))
    }

    /// Keeps what was made, unless nobody wants it any more.
    pub fn take(&mut self, made: Made) {
        // One that was given up may come after its picture is in view again, and being made anew.
        if self.making.get(&made.source).is_none_or(|job| job.number != made.job) {
            return;
        }
        self.making.remove(&made.source);
        if let Some(look) = made.look.lock().ok().and_then(|mut look| look.take()) {
            self.looks.insert(made.source, Kept { look, seen: self.now });
        }
    }

    /// Lets those go that were not in view for longest, when there are too many.
    fn forget(&mut self) {
        let Some(too_many) = self.looks.len().checked_sub(MOST).filter(|count| *count > 0) else { return };
        let mut seen: Vec<(u64, PathBuf)> =
            self.looks.iter().map(|(source, kept)| (kept.seen, source.clone())).collect();
        seen.sort_unstable();
        for (_, source) in seen.into_iter().take(too_many + MOST / 10) {
            self.looks.remove(&source);
        }
    }

    fn make(&mut self, source: PathBuf, isolation: &Isolation) -> Task<Made> {
        let cancel = Cancel::new();
        self.jobs += 1;
        let number = self.jobs;
        self.making.insert(source.clone(), Job { number, cancel: cancel.clone() });
        let viewer = self.viewer.get_or_insert_with(|| Viewer {
            limits: Limits::default(),
            budget: Budget::new(BUDGET_BYTES),
            isolation: isolation.clone(),
        });
        let viewer = viewer.clone();
        let make = move || {
            let look = look(&viewer, &source, &cancel);
            Made { job: number, source, look: Arc::new(Mutex::new(Some(look))) }
        };
        bridge::blocking(make, |made| made)
    }
}

fn look(viewer: &Viewer, source: &Path, cancel: &Cancel) -> Look {
    match viewer.thumbnail(source, LONGEST, cancel) {
        Ok(Thumbnail { format, size, view, .. }) => {
            let (width, height) = (view.width, view.height);
            let handle = Handle::from_rgba(width, height, view.into_rgba());
            Look { handle: Some(handle), format: Some(format), size: Some(size) }
        }
        Err(error) => {
            tracing::debug!(%error, "no thumbnail");
            let facts = converter::viewer::facts(source).ok();
            let format = facts.as_ref().map(|facts| facts.format);
            Look { handle: None, format, size: facts.and_then(|facts| facts.stored_size) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(thumbnails: &mut Thumbnails, names: &[&str]) -> usize {
        let paths: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
        thumbnails.show(&paths, &Isolation::InProcess).units()
    }

    /// The end of the job of this picture that is under way.
    fn made(thumbnails: &Thumbnails, name: &str) -> Made {
        let look = Look { handle: None, format: None, size: None };
        Made {
            job: thumbnails.making[Path::new(name)].number,
            source: name.into(),
            look: Arc::new(Mutex::new(Some(look))),
        }
    }

    #[test]
    fn two_are_made_at_once_and_only_of_what_is_in_view() {
        let mut thumbnails = Thumbnails::default();
        assert_eq!(shown(&mut thumbnails, &["a", "b", "c"]), 2);
        assert_eq!(shown(&mut thumbnails, &["a", "b", "c"]), 0, "both are under way");
        let a = made(&thumbnails, "a");
        thumbnails.take(a);
        assert_eq!(shown(&mut thumbnails, &["a", "b", "c"]), 1);
        // The wheel turned: what is out of view is given up, and not taken when it comes all the same.
        let (given_up, late) = (thumbnails.making[Path::new("b")].cancel.clone(), made(&thumbnails, "b"));
        assert_eq!(shown(&mut thumbnails, &["x", "y"]), 2);
        assert!(given_up.is_cancelled());
        thumbnails.take(late.clone());
        assert!(thumbnails.look(Path::new("b")).is_none() && thumbnails.look(Path::new("a")).is_some());
        // Nor when the picture is in view again, and being made anew.
        assert_eq!(shown(&mut thumbnails, &["b"]), 1);
        thumbnails.take(late);
        assert!(thumbnails.look(Path::new("b")).is_none());
        let b = made(&thumbnails, "b");
        thumbnails.take(b);
        assert!(thumbnails.look(Path::new("b")).is_some());
    }

    #[test]
    fn those_not_seen_for_longest_are_forgotten_first() {
        let mut thumbnails = Thumbnails::default();
        for number in 0..=MOST {
            let name = number.to_string();
            let _ = shown(&mut thumbnails, &[&name]);
            let made = made(&thumbnails, &name);
            thumbnails.take(made);
        }
        let _ = shown(&mut thumbnails, &["0"]);
        assert!(thumbnails.looks.len() <= MOST);
        assert!(thumbnails.look(Path::new("0")).is_some(), "it is in view");
        assert!(thumbnails.look(Path::new("1")).is_none());
    }
}
