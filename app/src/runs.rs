//! The runs of this person: those under way in one folder, those that ended in another, a journal each.
//!
//! A journal among those under way whose lock can be taken belongs to a dead run. The next start settles it: what
//! the run had staged is finished or dropped, what else it left hidden is swept, and the journal moves to the others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use converter::write::sweep;
use converter::{Job, Staged, Staging};

use crate::counted::Counted;
use crate::dirs::Dirs;
use crate::journal::{self, Header, JobRecord, Journal, Line, Record, StagedFile};
use crate::originals::backup::Backups;
use crate::originals::{Originals, exists, holds};
use crate::publish::{self, Desk};

/// The folders of the journals.
#[derive(Debug, Clone)]
pub struct Runs {
    under_way: PathBuf,
    ended: PathBuf,
    backups: Backups,
}

/// A picture that a dead run staged and did not publish; its hidden file is whole.
#[derive(Debug)]
pub struct Unpublished {
    /// The run.
    pub run: String,
    /// The picture's number in it.
    pub number: usize,
    /// What was noted before it was to be published.
    pub noted: StagedFile,
    staged: Staged,
}

/// What becomes of an unpublished picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It gets its name: the work is done and checked, and the run had been asked for it.
    Publish,
    /// Its file is removed; a resumed run converts it again.
    Drop,
}

impl Runs {
    /// Those that are remembered in these folders.
    pub fn new(dirs: &Dirs) -> Self {
        Runs { under_way: dirs.runs(), ended: dirs.history(), backups: Backups::new(&dirs.state) }
    }

    /// Begins a new run.
    ///
    /// # Errors
    /// What the operating system says; the run may go on without a journal.
    pub fn begin(&self, header: Header, jobs: &[Job]) -> std::io::Result<(Journal, String)> {
        Journal::begin(&self.under_way, header, jobs, |run| !exists(&journal::file_of(&self.ended, run)))
    }

    /// Notes that a run ended, and puts its journal to the others.
    pub fn end(&self, journal: &Journal, interrupted: bool) {
        let ended =
            journal.write_durably(&Line::Ended { interrupted }).and_then(|()| journal.move_to(&self.ended));
        if let Err(error) = ended {
            tracing::warn!(%error, "the end of this run could not be noted");
        }
    }

    /// Settles all dead runs. What one of them may have counted and did not publish is never swept before its fate is
    /// decided: so this comes before anything else is swept, and here, too, all fates come first.
    ///
    /// `counted` is what dead runs counted: a picture that is visible has spent its unit, one that is finished now spends
    /// it, and what is dropped returns it.
    pub fn settle(&self, counted: &mut Counted, mut fate: impl FnMut(&Unpublished) -> Fate) {
        let dead: Vec<_> = journals(&self.under_way).iter().filter_map(|path| dead(path)).collect();
        for (journal, record) in &dead {
            counted.spend(record.jobs.iter().filter(|job| is_published(job)));
            finish_staged(journal, record, counted, &mut fate);
            counted.return_all(&record.jobs);
        }
        for (journal, record) in &dead {
            let folders: BTreeSet<&Path> = record.jobs.iter().flat_map(folders).collect();
            folders.into_iter().for_each(sweep);
            self.backups.of_run(&record.header.run).iter().for_each(|folder| sweep(folder));
            if let Err(error) = journal.move_to(&self.ended) {
                tracing::warn!(%error, "a dead run is settled again at the next start");
            }
        }
    }

    /// The run of this name, or the newest that can go on, opened under its lock, and moved to those under way.
    pub fn resume(&self, run: Option<&str>, now_ms: i64) -> Option<(Journal, Record)> {
        let found = match run {
            Some(run) => self.find(run),
            None => self.newest(Record::is_resumable),
        };
        let (journal, record) = found.filter(|(_, record)| record.is_resumable())?;
        let resumed = journal
            .move_to(&self.under_way)
            // What it backs up from now on is kept as long as that of a new run.
            .and_then(|()| journal.write(&Line::At(now_ms)))
            .and_then(|()| journal.write_durably(&Line::Resumed));
        resumed.inspect_err(|error| tracing::warn!(%error, "the run cannot go on")).ok()?;
        Some((journal, record))
    }

    /// The newest ended run, if it can go on.
    pub fn unfinished(&self) -> Option<Record> {
        let newest = journals(&self.ended).pop()?;
        journal::read(&newest).ok().flatten().filter(Record::is_resumable)
    }

    /// The newest ended run of which `wanted` is true, opened under its lock.
    pub fn newest(&self, wanted: impl Fn(&Record) -> bool) -> Option<(Journal, Record)> {
        journals(&self.ended)
            .into_iter()
            .rev()
            .find_map(|path| open(&path).filter(|(_, record)| wanted(record)))
    }

    /// The ended run of this name, opened under its lock.
    pub fn find(&self, run: &str) -> Option<(Journal, Record)> {
        let known =
            journals(&self.ended).into_iter().find(|path| *path == journal::file_of(&self.ended, run));
        open(&known?)
    }

    /// All runs, the newest first; also those under way, except on Windows, where nobody else may read what a living
    /// run holds locked.
    pub fn all(&self) -> impl Iterator<Item = Record> {
        let mut paths = journals(&self.ended);
        paths.extend(journals(&self.under_way));
        paths.sort_by_cached_key(|path| std::cmp::Reverse(age(path)));
        paths
            .into_iter()
            .filter_map(|path| journal::read(&path).ok().flatten())
            .filter(|record| record.is_ready)
    }

    /// Whether the run of this name is not over.
    pub fn is_under_way(&self, run: &str) -> bool {
        exists(&journal::file_of(&self.under_way, run))
    }

    /// The folders of backed-up originals.
    pub fn backups(&self) -> &Backups {
        &self.backups
    }
}

/// The journal at `path`, if its run is dead and had begun anything.
fn dead(path: &Path) -> Option<(Journal, Record)> {
    let (journal, record) = Journal::open(path).ok()??;
    match record.filter(|record| record.is_ready) {
        Some(record) => Some((journal, record)),
        None => {
            // An empty one may be about to be locked by its run.
            if is_older_than_a_minute(path) {
                journal.remove();
            }
            None
        }
    }
}

fn finish_staged(
    journal: &Journal,
    record: &Record,
    counted: &mut Counted,
    fate: &mut impl FnMut(&Unpublished) -> Fate,
) {
    let recipe = record.header.recipe.clone();
    let notes = Some((journal.clone(), Originals::none()));
    let desk = Desk { recipe, memory: None, notes, reservation: None };
    for found in unpublished(record) {
        if fate(&found) == Fate::Publish
            && let Some(grounds) = counted.grounds(&found.noted)
        {
            let finished = publish::finish(found.number, found.staged, grounds, &found.noted, &desk);
            finished.map(drop).unwrap_or_else(|error| tracing::warn!(%error, "could not be finished"));
        }
    }
}

/// The pictures of a dead run that were staged and not published, whose files are whole and still fit what they were
/// made of: the source is as it was converted, and at the target stands what stood there.
fn unpublished(record: &Record) -> Vec<Unpublished> {
    let staging = Staging::new();
    let found = (0..).zip(&record.jobs).filter_map(|(number, job)| {
        let noted = job.staged.as_ref().filter(|_| job.end.is_none() && !job.is_published)?;
        let staged = staging.adopt(&noted.temporary, &noted.place, noted.content).ok()?;
        let would_lose = noted.place.replace && noted.overwritten.is_none() && exists(&noted.place.path);
        let fits = !would_lose && holds(&job.job.source, noted.source.content);
        let (run, noted) = (record.header.run.clone(), noted.clone());
        fits.then_some(Unpublished { run, number, noted, staged })
    });
    found.collect()
}

/// Whether the picture has its name, whatever the journal still had time to say.
pub fn is_published(job: &JobRecord) -> bool {
    let Some(noted) = &job.staged else { return false };
    job.is_published || (!exists(&noted.temporary) && holds(&noted.place.path, noted.content))
}

fn folders(job: &JobRecord) -> impl Iterator<Item = &Path> {
    let copy = job.job.copy.as_ref().and_then(|place| place.path.parent());
    [Some(job.job.target.folder()), copy].into_iter().flatten()
}

fn open(path: &Path) -> Option<(Journal, Record)> {
    let (journal, record) = Journal::open(path).ok()??;
    Some((journal, record?))
}

/// The journals in a folder, the oldest first.
fn journals(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "journal"))
        .collect();
    paths.sort_by_cached_key(|path| age(path));
    paths
}

/// Sorts runs by when they began: by the time in their name, and those of one second by their number, if they have one.
fn age(path: &Path) -> (String, u32) {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match name.split_once('-') {
        Some((time, number)) => (time.to_owned(), number.parse().unwrap_or(u32::MAX)),
        None => (name, 1),
    }
}

fn is_older_than_a_minute(path: &Path) -> bool {
    let modified = path.metadata().and_then(|metadata| metadata.modified()).ok();
    let age = modified.and_then(|modified| modified.elapsed().ok());
    age.is_some_and(|age| age.as_secs() > 60)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use converter::write::Place;
    use licensing::clock::{SystemClocks, TrustedClock};
    use licensing::ledger::Ledger;

    use super::*;
    use crate::history::Summary;
    use crate::originals::backup::RunBackup;
    use crate::originals::retention;

    #[test]
    fn runs_of_one_second_follow_each_other() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runs = ["20261121T011648Z", "20261121T011648Z-2", "20261121T011648Z-10", "20261121T011649Z"];
        for run in runs {
            fs::write(journal::file_of(folder.path(), run), "").expect("written");
        }
        let found = journals(folder.path());
        let names: Vec<_> = found.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
        assert_eq!(names, runs);
    }

    /// A run that died between noting a picture and showing it.
    struct Dead {
        folder: tempfile::TempDir,
        runs: Runs,
    }

    impl Dead {
        fn target(&self) -> PathBuf {
            self.folder.path().join("a.webp")
        }

        fn temporary(&self) -> PathBuf {
            self.folder.path().join(".picopress-dead.tmp")
        }
    }

    fn dead(replace: bool) -> Dead {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let source = folder.path().join("a.pbm");
        fs::write(&source, b"P1\n1 1\n0\n").expect("written");
        let dirs = Dirs { config: folder.path().join("config"), state: folder.path().join(".state") };
        let dead = Dead { runs: Runs::new(&dirs), folder };
        fs::write(dead.temporary(), b"picture").expect("written");
        let job = journal::tests::job(&source);
        let (journal, _) = dead.runs.begin(journal::tests::header("run"), &[job]).expect("begun");
        let place = Place { path: dead.target(), root: None, replace };
        let noted = journal::tests::staged(&source, dead.temporary(), place);
        journal.write_durably(&Line::Staged(0, Box::new(noted))).expect("noted");
        dead
    }

    /// Settles and returns what was offered.
    fn settle(dead: &Dead, fate: Fate) -> Vec<(String, usize)> {
        let mut offered = Vec::new();
        let clock = TrustedClock::new(Arc::new(SystemClocks::new()));
        let ledger = Ledger::anonymous(&dead.folder.path().join(".state"), clock).expect("a ledger");
        let mut counted = Counted::find(&ledger, None).expect("a ledger");
        dead.runs.settle(&mut counted, |found| {
            offered.push((found.run.clone(), found.number));
            fate
        });
        assert!(!dead.temporary().exists(), "nothing hidden stays");
        assert_eq!(journals(&dead.runs.under_way), [""; 0].map(PathBuf::from));
        offered
    }

    #[test]
    fn the_run_that_was_asked_for_goes_on_or_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dirs = Dirs { config: folder.path().join("config"), state: folder.path().join(".state") };
        let runs = Runs::new(&dirs);
        let source = folder.path().join("a.pbm");
        fs::write(&source, b"P1\n1 1\n0\n").expect("written");
        for run in ["20261121T011648Z", "20261121T011649Z"] {
            let (journal, _) =
                runs.begin(journal::tests::header(run), &[journal::tests::job(&source)]).expect("begun");
            runs.end(&journal, true);
        }
        let (newest, _) = runs.find("20261121T011649Z").expect("it is there");
        newest.write_durably(&Line::UndoEnded(0)).expect("noted");
        drop(newest);
        assert!(runs.resume(Some("20261121T011649Z"), 0).is_none(), "it is undone, and no other is meant");
        let (_, record) = runs.resume(None, 0).expect("that of before can go on");
        assert_eq!(record.header.run, "20261121T011648Z");
    }

    #[test]
    fn a_staged_picture_of_a_dead_run_is_offered_and_meets_its_fate() {
        for (fate, is_there) in [(Fate::Publish, true), (Fate::Drop, false)] {
            let dead = dead(false);
            assert_eq!(settle(&dead, fate), [("run".to_owned(), 0)]);
            assert_eq!(dead.target().exists(), is_there, "{fate:?}");
            let record = dead.runs.unfinished().expect("it can go on");
            assert_eq!((record.left().len(), is_published(&record.jobs[0])), (1, is_there), "{fate:?}");
        }
    }

    #[test]
    fn backups_of_a_run_that_went_on_are_kept_from_then() {
        const DAY_MS: i64 = 86_400_000;
        let dead = dead(false);
        settle(&dead, Fate::Drop);
        let (journal, _) = dead.runs.resume(None, 40 * DAY_MS).expect("it can go on");
        let backup = RunBackup::new(dead.runs.backups().clone(), "run".into(), 100);
        let source = dead.folder.path().join("a.pbm");
        let kept = backup.place_of_original(0, &source).expect("a place");
        fs::rename(source, &kept).expect("moved away just now");
        journal.write(&Line::Original(0, crate::journal::Original::BackedUp)).expect("noted");
        dead.runs.end(&journal, true);
        drop(journal);
        let until = || Summary::new(&dead.runs.unfinished().expect("there"), 30).undo_until_ms;
        assert_eq!(until(), Some(70 * DAY_MS));
        assert_eq!(retention::expire(&dead.runs, 30, 70 * DAY_MS), 0);
        assert!(kept.exists());
        assert_eq!(retention::expire(&dead.runs, 30, 70 * DAY_MS + 1), 1);
        assert_eq!((kept.exists(), until()), (false, None));
    }

    #[test]
    fn what_does_not_fit_any_more_is_not_offered() {
        let changed = dead(false);
        fs::write(changed.folder.path().join("a.pbm"), b"P1\n1 1\n1\n").expect("changed");
        assert_eq!(settle(&changed, Fate::Publish), []);
        let torn = dead(false);
        fs::write(torn.temporary(), b"pict").expect("torn");
        assert_eq!(settle(&torn, Fate::Publish), []);
        // It may replace, but nothing is kept of what came to stand there.
        let taken = dead(true);
        fs::write(taken.target(), b"precious").expect("written");
        assert_eq!(settle(&taken, Fate::Publish), []);
        assert_eq!(fs::read(taken.target()).expect("there"), b"precious");
    }
}
