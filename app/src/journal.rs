//! The journal of a run: one file to which the run appends what it is about to do and what it did, so that after a
//! kill at any instant the next start knows what is left.
//!
//! One line is 16 digits of the SHA-256 of its JSON, a space, and the JSON. A line that does not fit its sum (a torn
//! tail, a bad sector) is passed over. The file is locked as long as its run lives.
//!
//! Order matters in one place: [`Line::Staged`] is on the disk before the picture becomes visible and before the
//! original is touched ([`Journal::write_durably`]). It tells everything that is planned for the picture, so what
//! really happened can be read off the disk, and the lines after it need no sync of their own.

mod record;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use converter::earlier::{Fingerprint, Identity};
use converter::write::{Place, sync_folder};
use converter::{ContentHash, Job, Recipe};
use serde::{Deserialize, Serialize};

use crate::originals::Policy;
pub use record::{End, JobRecord, Record};

/// Digits of the sum before each line.
const SUM_DIGITS: usize = 16;

/// What a run was asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the journal's form: 1.
    pub v: u8,
    /// Its name: sorts by time.
    pub run: String,
    /// When it began, in milliseconds since 1970.
    pub started_ms: i64,
    /// The program's version.
    pub program: String,
    /// Files and folders as named, absolute.
    pub sources: Vec<Source>,
    /// What was to be made.
    pub recipe: Recipe,
    /// What was to become of the originals.
    pub originals: Policy,
    /// Most pixels that a picture might have.
    pub max_pixels: u64,
}

/// A path in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source(#[serde(with = "converter::exact_path")] pub PathBuf);

/// A picture that is written but not visible, and all that is planned for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedFile {
    /// The hidden file.
    #[serde(with = "converter::exact_path")]
    pub temporary: PathBuf,
    /// Where it is to stand.
    pub place: Place,
    /// The source it was made of.
    pub source: Identity,
    /// What the hidden file holds.
    pub content: ContentHash,
    /// Its size in bytes.
    pub bytes: u64,
    /// The copy of a kept original, not a conversion.
    pub is_copy: bool,
    /// The unit of the day's conversions that its publication takes, if those are counted one by one.
    #[serde(default)]
    pub unit: Option<String>,
    /// Where the original is to go, if it is to be backed up.
    #[serde(with = "converter::exact_path::option")]
    pub backup: Option<PathBuf>,
    /// Where what stands at the target is kept, if anything does.
    #[serde(with = "converter::exact_path::option")]
    pub overwritten: Option<PathBuf>,
}

/// What became of an original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Original {
    /// It lies where the staged line says.
    BackedUp,
    /// It lies in the trash of the system.
    Trashed,
    /// It could not be put away, and stands where it stood.
    Stays,
}

/// How the conversion of a picture ended well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// The source.
    pub source: Identity,
    /// Size of the output; of the output that was not taken, where the original was kept.
    pub bytes_out: u64,
    /// Whether the original was kept, since too little was to be saved.
    pub kept: bool,
    /// SSIMULACRA2, where it was measured.
    pub score: Option<f64>,
    /// Codes of what the person should know.
    pub warnings: Vec<String>,
}

/// One line of a journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// The first line.
    Run(Box<Header>),
    /// A picture of the run; its number is its place among these lines.
    Job {
        /// What is to be done.
        job: Box<Job>,
        /// How the source looked when the run was planned.
        seen: Option<Fingerprint>,
    },
    /// All pictures are listed.
    Ready,
    /// The run goes on after it was stopped or killed.
    Resumed,
    /// It is so late now, in milliseconds since 1970: said before a run goes on.
    At(i64),
    /// See [`StagedFile`].
    Staged(usize, Box<StagedFile>),
    /// The staged file has its name.
    Published(usize),
    /// The original was put away, or could not be.
    Original(usize, Original),
    /// Nothing is left to be done for this picture.
    Done(usize, Box<Done>),
    /// This picture failed, with this code.
    Failed(usize, String),
    /// The run went to its end, or was stopped in order.
    Ended {
        /// Whether it was stopped.
        interrupted: bool,
    },
    /// The state before this picture is restored as far as it can be.
    Undone(usize),
    /// All pictures were undone; so many could not be.
    UndoEnded(usize),
    /// The backed-up originals are over their time and gone.
    Expired,
}

/// The open journal of a living run. Clones share the file.
#[derive(Debug, Clone)]
pub struct Journal(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    path: Mutex<PathBuf>,
    file: File,
    /// One line at a time.
    writing: Mutex<()>,
}

impl Journal {
    /// Begins the journal of a new run in the folder `runs` and lists its pictures; durable when it returns. `free`
    /// says whether a run may have this name.
    ///
    /// # Errors
    /// What the operating system says; nothing can be remembered of the run then.
    pub fn begin(
        runs: &Path,
        header: Header,
        jobs: &[Job],
        free: impl Fn(&str) -> bool,
    ) -> io::Result<(Self, String)> {
        fs::create_dir_all(runs)?;
        let (journal, run) = Journal::create(runs, &header.run, free)?;
        let header = Header { run: run.clone(), ..header };
        let mut text = encode(&Line::Run(Box::new(header)));
        for job in jobs {
            let metadata = fs::metadata(&job.source).ok();
            let name = job.source.file_name().unwrap_or_default();
            let seen = metadata.map(|metadata| Fingerprint::new(name, &metadata));
            text.extend(encode(&Line::Job { job: Box::new(job.clone()), seen }));
        }
        text.extend(encode(&Line::Ready));
        journal.append(&text)?;
        journal.0.file.sync_all()?;
        sync_folder(Some(runs));
        Ok((journal, run))
    }

    fn create(runs: &Path, wanted: &str, free: impl Fn(&str) -> bool) -> io::Result<(Self, String)> {
        for number in 1.. {
            let run = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
            let path = file_of(runs, &run);
            if !free(&run) {
                continue;
            }
            match OpenOptions::new().read(true).append(true).create_new(true).open(&path) {
                Ok(file) => {
                    // Whoever looks for dead runs may hold it for a moment, and leaves what is empty.
                    file.lock()?;
                    return Ok((Journal::new(path, file), run));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("numbers do not run out")
    }

    /// Opens a journal whose run is dead or over, with what it tells. `None` when its run lives, or when another
    /// process was quicker.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn open(path: &Path) -> io::Result<Option<(Self, Option<Record>)>> {
        let mut file = OpenOptions::new().read(true).append(true).open(path)?;
        if file.try_lock().is_err() || !path.exists() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let journal = Journal::new(path.to_owned(), file);
        if bytes.last().is_some_and(|&last| last != b'\n') {
            // What is appended must not grow together with a torn line.
            journal.append(b"\n")?;
        }
        Ok(Some((journal, Record::read(&bytes))))
    }

    fn new(path: PathBuf, file: File) -> Self {
        Journal(Arc::new(Shared { path: Mutex::new(path), file, writing: Mutex::new(()) }))
    }

    /// Appends a line. It survives the death of the program, but not that of the machine.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn write(&self, line: &Line) -> io::Result<()> {
        self.append(&encode(line))
    }

    /// Appends a line and waits until it is on the disk, with all lines before it.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn write_durably(&self, line: &Line) -> io::Result<()> {
        self.write(line)?;
        self.0.file.sync_data()
    }

    /// What the journal tells by now.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn record(&self) -> io::Result<Option<Record>> {
        Ok(Record::read(&self.bytes()?))
    }

    /// Through the handle that holds the lock: on Windows no other one may read a locked file. Lines are appended, so
    /// they go to its end wherever reading left off.
    fn bytes(&self) -> io::Result<Vec<u8>> {
        let _one_at_a_time = self.0.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut file, mut bytes) = (&self.0.file, Vec::new());
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Puts the file into another folder, under the same lock.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn move_to(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let from = self.path();
        let to = folder.join(from.file_name().unwrap_or_default());
        if from != to {
            fs::rename(&from, &to)?;
            sync_folder(Some(folder));
            *self.0.path.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
        Ok(())
    }

    /// Forgets the run.
    pub fn remove(&self) {
        // What cannot be removed now is looked at again by the next start.
        let _ = fs::remove_file(self.path());
    }

    fn path(&self) -> PathBuf {
        self.0.path.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn append(&self, text: &[u8]) -> io::Result<()> {
        let _one_at_a_time = self.0.writing.lock().unwrap_or_else(PoisonError::into_inner);
        (&self.0.file).write_all(text)
    }
}

/// The file of a run in a folder of journals.
pub fn file_of(folder: &Path, run: &str) -> PathBuf {
    folder.join(format!("{run}.journal"))
}

/// Reads the journal at `path`, whether or not its run lives. `None` when not even its first line is whole.
///
/// # Errors
/// What the operating system says.
pub fn read(path: &Path) -> io::Result<Option<Record>> {
    Ok(Record::read(&fs::read(path)?))
}

fn encode(line: &Line) -> Vec<u8> {
    let json = serde_json::to_string(line).expect("plain data");
    format!("{} {json}\n", sum(json.as_bytes())).into_bytes()
}

fn decode(line: &[u8]) -> Option<Line> {
    let (found, rest) = line.split_at_checked(SUM_DIGITS)?;
    let json = rest.strip_prefix(b" ")?;
    (sum(json).as_bytes() == found).then(|| serde_json::from_slice(json).ok()).flatten()
}

fn sum(json: &[u8]) -> String {
    let mut digits = ContentHash::of(json).to_string();
    digits.truncate(SUM_DIGITS);
    digits
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The first line of a run of this name.
    pub fn header(run: &str) -> Header {
        Header {
            v: 1,
            run: run.to_owned(),
            started_ms: 0,
            program: String::new(),
            sources: Vec::new(),
            recipe: Recipe::default(),
            originals: Policy::Backup,
            max_pixels: 1,
        }
    }

    /// The job for the picture at `source`.
    pub fn job(source: &Path) -> Job {
        let request = converter::preview::Request {
            sources: &[source.to_owned()],
            recursive: false,
            output: None,
            template: &converter::target::Template::default(),
            suffix: "",
            conflict: converter::target::Conflict::Rename,
            recipe: &Recipe::default(),
            earlier: &converter::earlier::EarlierRuns::default(),
            original: converter::loss::Original::Stays,
        };
        converter::preview::preview(&request).jobs.remove(0)
    }

    /// What the journal notes of a picture with the content `picture`, made of the one at `source`.
    pub fn staged(source: &Path, temporary: PathBuf, place: Place) -> StagedFile {
        let metadata = fs::metadata(source).expect("there");
        let fingerprint = Fingerprint::new(source.file_name().expect("a name"), &metadata);
        StagedFile {
            temporary,
            place,
            source: Identity { fingerprint, content: ContentHash::of_file(source).expect("there") },
            content: ContentHash::of(b"picture"),
            bytes: 7,
            is_copy: false,
            unit: None,
            backup: None,
            overwritten: None,
        }
    }

    /// Jobs for two pictures in `folder`.
    fn jobs(folder: &Path) -> [Job; 2] {
        ["a.pbm", "b.pbm"].map(|name| {
            let path = folder.join(name);
            fs::write(&path, b"P1\n1 1\n0\n").expect("written");
            job(&path)
        })
    }

    #[test]
    fn a_torn_tail_costs_only_itself_and_lines_after_it_count() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runs = folder.path().join("runs");
        let (journal, run) =
            Journal::begin(&runs, header("run"), &jobs(folder.path()), |_| true).expect("begun");
        let path = file_of(&runs, &run);
        journal.write(&Line::Failed(0, "truncated".into())).expect("written");
        assert!(Journal::open(&path).expect("there").is_none(), "its run lives");
        drop(journal);
        let text = fs::read(&path).expect("there");
        let torn = encode(&Line::Failed(1, "never told".into()));
        fs::write(&path, [&text[..], &torn[..torn.len() / 2]].concat()).expect("torn");

        let (journal, record) = Journal::open(&path).expect("there").expect("its run is dead");
        let record = record.expect("a header");
        assert!(record.is_ready && record.is_resumable());
        assert_eq!(record.jobs[0].end, Some(End::Failed("truncated".into())));
        assert_eq!(record.jobs[1].end, None);
        assert_eq!(record.left(), [0, 1], "what failed is tried again");
        journal.write(&Line::Failed(1, "told".into())).expect("written");
        let record = journal.record().expect("there").expect("a header");
        assert_eq!(record.jobs[1].end, Some(End::Failed("told".into())));
    }

    #[test]
    fn a_living_run_is_read_through_the_handle_that_holds_its_lock() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (journal, run) =
            Journal::begin(folder.path(), header("run"), &jobs(folder.path()), |_| true).expect("begun");
        let path = file_of(folder.path(), &run);
        // No second handle could be had by this name.
        let elsewhere = folder.path().join("elsewhere");
        fs::rename(&path, &elsewhere).expect("moved");
        for (number, code) in ["truncated", "damaged"].into_iter().enumerate() {
            journal.write(&Line::Failed(number, code.into())).expect("written");
            let record = journal.record().expect("read").expect("a header");
            assert_eq!(record.jobs[number].end, Some(End::Failed(code.into())));
        }
        let record = read(&elsewhere).expect("there").expect("a header");
        assert_eq!(record.left().len(), 2, "nothing was written over");
        assert!(record.is_ready && record.jobs.iter().all(|job| job.end.is_some()));
    }

    #[test]
    fn a_line_that_does_not_fit_its_sum_is_passed_over() {
        let line = encode(&Line::Failed(7, "truncated".into()));
        assert!(decode(line.trim_ascii_end()).is_some());
        for index in 0..line.len() - 1 {
            let mut bad = line.trim_ascii_end().to_vec();
            bad[index] ^= 1;
            assert!(decode(&bad).is_none(), "{}", String::from_utf8_lossy(&bad));
        }
        assert!(decode(b"").is_none() && decode(b"0123456789abcdef").is_none());
    }

    #[test]
    fn two_runs_of_one_second_have_names_of_their_own() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let begin = || Journal::begin(folder.path(), header("run"), &[], |_| true).expect("begun");
        let (_first, first) = begin();
        let (_second, second) = begin();
        assert_eq!((first.as_str(), second.as_str()), ("run", "run-2"));
    }
}
