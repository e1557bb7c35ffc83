//! The queue: a row for each picture among the named files and folders, what became of it, and which rows are shown in
//! which order. Pure: nothing here waits or draws.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{mem, thread};

use converter::preview::SkipReason;
use converter::{Error, ErrorKind, Job, Loss, Preview};
use licensing::gate::Refusal;

use super::bridge::News;
use crate::admission::KeptBack;
use crate::publish::Published;

/// One picture.
#[derive(Debug, Clone)]
pub struct Row {
    /// The file.
    pub source: PathBuf,
    /// Where its output will stand, as far as it is known.
    pub target: Option<PathBuf>,
    /// Size of the source in bytes.
    pub bytes: u64,
    /// What the output will not hold.
    pub losses: Vec<Loss>,
    /// How it stands.
    pub state: State,
    /// Its place among all by name; what was found last comes last until the next look.
    by_name: usize,
}

/// How a picture stands.
#[derive(Debug, Clone)]
pub enum State {
    /// It would be converted.
    Waiting,
    /// It is under way.
    Working,
    /// It is done, or its original was kept.
    Done(Arc<Published>),
    /// It is passed over.
    Skipped(SkipReason),
    /// The plan keeps it back.
    KeptBack(KeptBack),
    /// It failed.
    Failed(Error),
}

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those that would be converted, or are under way, or wait for the plan.
    Waiting,
    /// Those that are done.
    Done,
    /// Those that are passed over.
    Skipped,
    /// Those that failed.
    Failed,
}

impl Filter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Filter; 5] =
        [Filter::All, Filter::Waiting, Filter::Done, Filter::Skipped, Filter::Failed];
}

/// In which order rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Sort {
    /// As they were found.
    #[default]
    Added,
    /// By name.
    Name,
    /// The largest first.
    Size,
    /// Those that saved most bytes first.
    Saved,
    /// Those that became smallest for their size first.
    Percent,
}

impl Sort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Sort; 5] = [Sort::Added, Sort::Name, Sort::Size, Sort::Saved, Sort::Percent];
}

/// A step of the keyboard through the rows that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// The pictures.
#[derive(Debug, Default)]
pub struct Queue {
    /// Files and folders as they were named.
    sources: Vec<PathBuf>,
    /// The same, to be found quickly.
    known: HashSet<PathBuf>,
    /// Pictures that were taken out.
    without: HashSet<PathBuf>,
    rows: Vec<Row>,
    /// The place of each source among the rows.
    index: Arc<HashMap<PathBuf, usize>>,
    counts: Counts,
    /// The rows that are shown, in order.
    shown: Vec<usize>,
    selected: HashSet<PathBuf>,
    /// Where a selection with Shift begins: a place among the shown rows.
    anchor: usize,
    /// Where the keyboard is among them.
    cursor: usize,
    filter: Filter,
    sort: Sort,
    search: String,
    /// What was done would be done otherwise now: the next rows say so.
    forgets: bool,
}

/// How many rows there are of each kind. With very many of them, no frame has the time to count.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    /// As [`Filter::ALL`].
    of: [usize; Filter::ALL.len()],
    waiting: usize,
    folders: usize,
    bytes: u64,
}

impl Counts {
    fn of(rows: &[Row]) -> Self {
        let mut counts = Counts::default();
        rows.iter().for_each(|row| counts.add(row));
        counts
    }

    fn add(&mut self, row: &Row) {
        for (count, filter) in self.of.iter_mut().zip(Filter::ALL) {
            *count += usize::from(row.is_in(filter));
        }
        self.waiting += usize::from(row.is_waiting());
        self.folders += usize::from(row.is_folder());
        self.bytes += row.bytes;
    }

    fn remove(&mut self, row: &Row) {
        for (count, filter) in self.of.iter_mut().zip(Filter::ALL) {
            *count -= usize::from(row.is_in(filter));
        }
        self.waiting -= usize::from(row.is_waiting());
        self.folders -= usize::from(row.is_folder());
        self.bytes -= row.bytes;
    }
}

/// Rows that were found, put in order. Making one takes long where there are very many, taking it does not.
#[derive(Debug, Default)]
pub struct Found {
    rows: Vec<Row>,
    index: HashMap<PathBuf, usize>,
}

impl Found {
    /// `before` is where each source stood: what was there keeps its place, what is new follows.
    pub fn new(mut rows: Vec<Row>, before: &HashMap<PathBuf, usize>) -> Self {
        rows.sort_by_cached_key(|row| before.get(&row.source).copied().unwrap_or(usize::MAX));
        let mut names: Vec<usize> = (0..rows.len()).collect();
        names.sort_by_cached_key(|&index| {
            rows[index].source.file_name().unwrap_or_default().to_string_lossy().to_lowercase()
        });
        for (place, index) in names.into_iter().enumerate() {
            rows[index].by_name = place;
        }
        let index = index_of(&rows);
        Found { rows, index }
    }
}

impl Queue {
    /// Adds files and folders; says whether any was new.
    pub fn add(&mut self, paths: impl IntoIterator<Item = PathBuf>) -> bool {
        let mut is_new = false;
        for path in paths {
            // Whoever adds it again wants it back.
            is_new |= self.without.remove(&path);
            is_new |= self.name(path);
        }
        is_new
    }

    fn name(&mut self, path: PathBuf) -> bool {
        let is_new = self.known.insert(path.clone());
        if is_new {
            self.sources.push(path);
        }
        is_new
    }

    /// Files and folders as they were named.
    pub fn sources(&self) -> &[PathBuf] {
        &self.sources
    }

    /// Pictures that were taken out.
    pub fn without(&self) -> &HashSet<PathBuf> {
        &self.without
    }

    /// Pictures that are done.
    pub fn done(&self) -> impl Iterator<Item = &Path> {
        self.rows.iter().filter(|row| matches!(row.state, State::Done(_))).map(|row| row.source.as_path())
    }

    /// The rows that come next were looked at because something else would be made now, if `forgets`.
    pub fn will_forget(&mut self, forgets: bool) {
        self.forgets |= forgets;
    }

    /// Where each source stands, for [`Found::new`].
    pub fn index(&self) -> Arc<HashMap<PathBuf, usize>> {
        Arc::clone(&self.index)
    }

    /// Takes what the sources would become. What was done stays done, unless something else would be made now.
    pub fn take(&mut self, found: Found) {
        let forgets = mem::take(&mut self.forgets);
        let before = mem::replace(&mut self.rows, found.rows);
        self.index = Arc::new(found.index);
        for old in before.into_iter().filter(Row::is_worth_remembering) {
            if let Some(&index) = self.index.get(&old.source) {
                self.rows[index].remember(old, forgets);
            }
        }
        self.recount();
    }

    /// Takes in what a run tells.
    pub fn tell(&mut self, news: &News) {
        match news {
            News::Started(source) => self.set(source, State::Working),
            News::Published(source, published) => {
                if let Published::Converted { target, .. } = published.as_ref()
                    && let Some(&index) = self.index.get(source)
                {
                    self.rows[index].target = Some(target.clone());
                }
                self.set(source, State::Done(Arc::clone(published)));
            }
            News::Skipped(skipped) => {
                // What the window saw being done is not "already done" to a person.
                if !matches!(self.state(&skipped.source), Some(State::Done(_))) {
                    self.set(&skipped.source, State::Skipped(skipped.reason.clone()));
                }
            }
            News::Failed(source, error) => self.set(source, State::Failed(error.clone())),
            News::KeptBack(kept_back) => {
                for (source, why) in kept_back {
                    self.set(source, State::KeptBack(*why));
                }
            }
            News::Note(_) | News::Progress(_) => {}
        }
    }

    /// Nothing is under way any more: what had begun waits again.
    pub fn rest(&mut self) {
        for row in self.rows.iter_mut().filter(|row| matches!(row.state, State::Working)) {
            row.state = State::Waiting;
        }
        self.recount();
    }

    /// Lets the pictures that failed, or of `only` these, wait again. Says whether there were any.
    pub fn retry(&mut self, only: Option<&HashSet<PathBuf>>) -> bool {
        let mut any = false;
        for row in &mut self.rows {
            let is_meant = only.is_none_or(|only| only.contains(&row.source));
            if is_meant && matches!(row.state, State::Failed(_)) {
                row.state = State::Waiting;
                any = true;
            }
        }
        self.recount();
        any
    }

    /// Takes the selected pictures out of the queue.
    pub fn remove_selected(&mut self) {
        if self.rows.iter().all(|row| self.selected.contains(&row.source)) {
            return self.clear();
        }
        let selected = mem::take(&mut self.selected);
        self.remove(|row| selected.contains(&row.source));
    }

    /// Takes out what is done.
    pub fn remove_done(&mut self) {
        self.remove(|row| matches!(row.state, State::Done(_)));
    }

    fn remove(&mut self, goes: impl Fn(&Row) -> bool) {
        let (gone, stay): (Vec<Row>, Vec<Row>) = self.rows.drain(..).partition(goes);
        self.rows = stay;
        let gone: HashSet<PathBuf> = gone.into_iter().map(|row| row.source).collect();
        self.sources.retain(|source| !gone.contains(source));
        self.known.retain(|source| !gone.contains(source));
        self.without.extend(gone);
        if self.rows.is_empty() {
            return self.clear();
        }
        self.index = Arc::new(index_of(&self.rows));
        self.recount();
    }

    /// Takes everything out. Giving back what a hundred thousand rows held takes longer than a frame may.
    fn clear(&mut self) {
        let gone = (
            mem::take(&mut self.rows),
            mem::take(&mut self.index),
            mem::take(&mut self.sources),
            mem::take(&mut self.known),
            mem::take(&mut self.without),
            mem::take(&mut self.selected),
        );
        // Without another thread it is given back here.
        drop(thread::Builder::new().spawn(move || drop(gone)));
        self.recount();
    }

    /// How many pictures would be converted, if the plan lets them go.
    pub fn waiting(&self) -> usize {
        self.counts.waiting
    }

    /// How many folders there are that the plan does not take.
    pub fn folders(&self) -> usize {
        self.counts.folders
    }

    /// How many rows there are of each kind.
    pub fn count(&self, filter: Filter) -> usize {
        let counts = Filter::ALL.into_iter().zip(self.counts.of);
        counts.filter(|(counted, _)| *counted == filter).map(|(_, count)| count).sum()
    }

    /// How many bytes all pictures have.
    pub fn bytes(&self) -> u64 {
        self.counts.bytes
    }

    /// Whether there are no rows, and none to come.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.sources.is_empty()
    }

    /// All rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether no row is shown.
    pub fn shows_nothing(&self) -> bool {
        self.shown.is_empty()
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// The row that is shown at this place.
    pub fn shown(&self, place: usize) -> Option<&Row> {
        self.rows.get(*self.shown.get(place)?)
    }

    /// The row of a source.
    pub fn row(&self, source: &Path) -> Option<&Row> {
        self.rows.get(*self.index.get(source)?)
    }

    /// Whether a row is selected.
    pub fn is_selected(&self, row: &Row) -> bool {
        self.selected.contains(&row.source)
    }

    /// The selected pictures.
    pub fn selected(&self) -> &HashSet<PathBuf> {
        &self.selected
    }

    /// Selects the row at this place: alone, or with what was selected (`toggle`), or all from the last one on
    /// (`extend`).
    pub fn select(&mut self, place: usize, toggle: bool, extend: bool) {
        let Some(source) = self.shown(place).map(|row| row.source.clone()) else { return };
        if extend {
            let (from, to) = (self.anchor.min(place), self.anchor.max(place));
            let range = (from..=to).filter_map(|place| Some(self.shown(place)?.source.clone()));
            self.selected = range.collect();
            self.cursor = place;
            return;
        }
        (self.anchor, self.cursor) = (place, place);
        if !toggle {
            self.selected = HashSet::from([source]);
        } else if !self.selected.remove(&source) {
            self.selected.insert(source);
        }
    }

    /// Goes through the rows with the keyboard, a page being so many of them. Says where it is now.
    pub fn walk(&mut self, step: Step, extend: bool, page: usize) -> Option<usize> {
        let last = self.len().checked_sub(1)?;
        let is_first_step = self.selected.is_empty();
        let place = match step {
            // The first key after nothing was selected selects the row it is at.
            Step::Up | Step::Down if is_first_step => self.cursor,
            Step::Up => self.cursor.saturating_sub(1),
            Step::Down => self.cursor + 1,
            Step::PageUp => self.cursor.saturating_sub(page),
            Step::PageDown => self.cursor + page,
            Step::First => 0,
            Step::Last => last,
        };
        self.select(place.min(last), false, extend && !is_first_step);
        Some(place.min(last))
    }

    /// Selects the row at which the keyboard is, or not any more.
    pub fn toggle(&mut self) {
        self.select(self.cursor, true, false);
    }

    /// The place of the keyboard.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The selected pictures in the order in which they are shown; of a selection of one, and of none, all.
    pub fn for_compare(&self) -> (Vec<PathBuf>, usize) {
        let all = self.shown.iter().map(|&index| &self.rows[index]).filter(|row| !row.is_folder());
        let pictures: Vec<PathBuf> = match self.selected.len() {
            0 | 1 => all.map(|row| row.source.clone()).collect(),
            _ => all.filter(|row| self.is_selected(row)).map(|row| row.source.clone()).collect(),
        };
        let here = self.shown(self.cursor).map(|row| &row.source);
        let index = pictures.iter().position(|source| Some(source) == here).unwrap_or(0);
        (pictures, index)
    }

    /// Selects all rows that are shown.
    pub fn select_all(&mut self) {
        self.selected = self.shown.iter().map(|&index| self.rows[index].source.clone()).collect();
    }

    /// Selects nothing.
    pub fn select_none(&mut self) {
        self.selected.clear();
    }

    /// What is shown, and how.
    pub fn arrangement(&self) -> (Filter, Sort, &str) {
        (self.filter, self.sort, &self.search)
    }

    /// Shows only these.
    pub fn filter(&mut self, filter: Filter) {
        self.filter = filter;
        self.arrange();
    }

    /// Shows them in this order.
    pub fn sort(&mut self, sort: Sort) {
        self.sort = sort;
        self.arrange();
    }

    /// Shows those whose path holds this.
    pub fn search(&mut self, text: String) {
        self.search = text;
        self.arrange();
    }

    fn state(&self, source: &Path) -> Option<&State> {
        self.row(source).map(|row| &row.state)
    }

    fn set(&mut self, source: &Path, state: State) {
        match self.index.get(source) {
            Some(&index) => {
                let row = &mut self.rows[index];
                self.counts.remove(row);
                row.state = state;
                self.counts.add(row);
            }
            // A picture of a run that goes on has no row so far.
            None => self.push(Row::new(source.to_owned(), 0, state)),
        }
    }

    /// Adds a row at the end, wherever it would stand: runs have thousands of these, and the next look puts them in order.
    fn push(&mut self, row: Row) {
        let index = self.rows.len();
        self.name(row.source.clone());
        Arc::make_mut(&mut self.index).insert(row.source.clone(), index);
        if self.fits(&row, &self.wanted()) {
            self.shown.push(index);
        }
        self.counts.add(&row);
        self.rows.push(row);
    }

    /// Other rows are there, or in other states.
    fn recount(&mut self) {
        self.counts = Counts::of(&self.rows);
        self.selected.retain(|source| self.index.contains_key(source));
        self.arrange();
    }

    /// What is searched.
    fn wanted(&self) -> String {
        self.search.trim().to_lowercase()
    }

    fn fits(&self, row: &Row, wanted: &str) -> bool {
        row.is_in(self.filter)
            && (wanted.is_empty() || row.source.to_string_lossy().to_lowercase().contains(wanted))
    }

    /// Decides anew which rows are shown, in which order.
    pub fn arrange(&mut self) {
        let (rows, wanted) = (&self.rows, self.wanted());
        self.shown = (0..rows.len()).filter(|&index| self.fits(&rows[index], &wanted)).collect();
        match self.sort {
            Sort::Added => {}
            Sort::Name => self.shown.sort_by_cached_key(|&index| rows[index].by_name),
            Sort::Size => self.shown.sort_by_cached_key(|&index| Reverse(rows[index].bytes)),
            Sort::Saved => self.shown.sort_by_cached_key(|&index| Reverse(rows[index].saved())),
            Sort::Percent => self.shown.sort_by_cached_key(|&index| Reverse(rows[index].permille_saved())),
        }
        let last = self.shown.len().saturating_sub(1);
        (self.anchor, self.cursor) = (self.anchor.min(last), self.cursor.min(last));
    }

    /// Whether news of a run can change which rows are shown, or their order.
    pub fn follows_states(&self) -> bool {
        self.filter != Filter::All || matches!(self.sort, Sort::Saved | Sort::Percent)
    }
}

/// A row for each picture of a preview, and for each of the folders that the plan does not take. Looks at the disk.
pub fn rows(preview: Preview, folders: Vec<PathBuf>) -> Vec<Row> {
    let size = |source: &Path| source.metadata().map_or(0, |metadata| metadata.len());
    let Preview { jobs, skipped, failed } = preview;
    let jobs = jobs.into_iter().map(Row::of_job);
    let skipped = skipped.into_iter().map(|skipped| {
        let target = match &skipped.reason {
            SkipReason::AlreadyConverted(target) | SkipReason::TargetExists(target) => Some(target.clone()),
            _ => None,
        };
        let bytes = size(&skipped.source);
        Row { target, ..Row::new(skipped.source, bytes, State::Skipped(skipped.reason)) }
    });
    let failed = failed.into_iter().map(|error| {
        let (source, bytes) = (error.path.clone(), size(&error.path));
        Row::new(source, bytes, State::Failed(error))
    });
    let refused = State::KeptBack(KeptBack::Refused(Refusal::Folder));
    let folders = folders.into_iter().map(|folder| Row::new(folder, 0, refused.clone()));
    jobs.chain(skipped).chain(failed).chain(folders).collect()
}

/// The place of each source among the rows.
fn index_of(rows: &[Row]) -> HashMap<PathBuf, usize> {
    rows.iter().enumerate().map(|(index, row)| (row.source.clone(), index)).collect()
}

impl Row {
    fn new(source: PathBuf, bytes: u64, state: State) -> Self {
        Row { source, target: None, bytes, losses: Vec::new(), state, by_name: usize::MAX }
    }

    fn of_job(job: Job) -> Self {
        let target = Some(job.target.path());
        Row { target, losses: job.losses, ..Row::new(job.source, job.bytes, State::Waiting) }
    }

    /// Whether it became something that a look does not find out.
    fn is_worth_remembering(&self) -> bool {
        matches!(self.state, State::Working | State::Done(_) | State::KeptBack(_) | State::Failed(_))
    }

    /// Takes over what was known of this source before.
    fn remember(&mut self, old: Row, forgets: bool) {
        let by_name = self.by_name;
        match (&self.state, &old.state) {
            (_, State::Working) => *self = Row { by_name, ..old },
            (State::Skipped(SkipReason::AlreadyConverted(_) | SkipReason::AlreadyKept), State::Done(_)) => {
                *self = Row { by_name, ..old };
            }
            (State::Waiting, State::Done(_)) if !forgets => *self = Row { by_name, ..old },
            // Its original was put away, or nobody needs it any more.
            (State::Failed(error), State::Done(_)) if matches!(error.kind, ErrorKind::NotFound) => {
                *self = Row { by_name, ..old };
            }
            (State::Waiting, State::KeptBack(_)) => self.state = old.state,
            (State::Waiting, State::Failed(error))
                if !matches!(error.kind, ErrorKind::Cancelled | ErrorKind::NotFound) =>
            {
                self.state = old.state;
            }
            _ => {}
        }
    }

    /// Whether it would be converted.
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, State::Waiting | State::KeptBack(_)) && !self.is_folder()
    }

    /// Whether it is a folder that the plan does not take.
    pub fn is_folder(&self) -> bool {
        matches!(self.state, State::KeptBack(KeptBack::Refused(Refusal::Folder)))
    }

    fn is_in(&self, filter: Filter) -> bool {
        match filter {
            Filter::All => true,
            Filter::Waiting => matches!(self.state, State::Waiting | State::Working | State::KeptBack(_)),
            Filter::Done => matches!(self.state, State::Done(_)),
            Filter::Skipped => matches!(self.state, State::Skipped(_)),
            Filter::Failed => matches!(self.state, State::Failed(_)),
        }
    }

    /// What was made of it, if that is there.
    pub fn output(&self) -> Option<&Path> {
        match (&self.state, &self.target) {
            (State::Done(published), Some(target))
                if matches!(published.as_ref(), Published::Converted { .. }) =>
            {
                Some(target)
            }
            (State::Skipped(SkipReason::AlreadyConverted(target)), _) => Some(target),
            _ => None,
        }
    }

    /// Bytes that were saved.
    pub fn saved(&self) -> u64 {
        match &self.state {
            State::Done(published) => match published.as_ref() {
                Published::Converted { bytes_in, bytes_out, .. } => bytes_in.saturating_sub(*bytes_out),
                Published::Kept { .. } => 0,
            },
            _ => 0,
        }
    }

    /// The same in thousandths of the source.
    fn permille_saved(&self) -> u64 {
        self.saved().saturating_mul(1000).checked_div(self.bytes).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use converter::preview::Skipped;
    use converter::{ErrorKind, Stage};

    use super::*;

    /// A queue of these sources, all waiting.
    fn queue(names: &[&str]) -> Queue {
        let mut queue = Queue::default();
        assert!(queue.add(names.iter().map(PathBuf::from)));
        look(&mut queue, preview(names), &[]);
        queue
    }

    /// Takes what a look would bring.
    fn look(queue: &mut Queue, preview: Preview, folders: &[&str]) {
        let rows = rows(preview, folders.iter().map(PathBuf::from).collect());
        queue.take(Found::new(rows, &queue.index()));
        assert_eq!(queue.counts, Counts::of(&queue.rows));
    }

    fn preview(names: &[&str]) -> Preview {
        let file = tempfile::Builder::new().suffix(".pbm").tempfile().expect("a temporary file");
        std::fs::write(file.path(), b"P1\n1 1\n0\n").expect("written");
        let job = crate::journal::tests::job(file.path());
        let jobs = names.iter().map(|name| Job { source: name.into(), ..job.clone() }).collect();
        Preview { jobs, ..Preview::default() }
    }

    fn shown(queue: &Queue) -> Vec<String> {
        (0..queue.len()).filter_map(|place| Some(queue.shown(place)?.source.display().to_string())).collect()
    }

    fn done(bytes_in: u64, bytes_out: u64) -> Arc<Published> {
        Arc::new(Published::Converted {
            target: "out.webp".into(),
            bytes_in,
            bytes_out,
            warnings: Vec::new(),
            fidelity: converter::Fidelity::Unmeasured,
            original: crate::publish::Put::Kept,
        })
    }

    #[test]
    fn what_was_done_stays_done_when_it_is_looked_at_again() {
        let mut queue = queue(&["가.png", "b.png"]);
        queue.tell(&News::Published("가.png".into(), done(100, 10)));
        let skipped =
            Skipped { source: "가.png".into(), reason: SkipReason::AlreadyConverted("가.webp".into()) };
        queue.will_forget(true);
        look(&mut queue, Preview { skipped: vec![skipped], ..preview(&["b.png"]) }, &[]);
        assert_eq!((queue.count(Filter::Done), queue.count(Filter::Waiting), queue.waiting()), (1, 1, 1));
        assert_eq!(shown(&queue), ["가.png", "b.png"], "what is done stays where it was");
        look(&mut queue, preview(&["가.png", "b.png"]), &[]);
        assert_eq!(queue.done().collect::<Vec<_>>(), [Path::new("가.png")]);
        // With another recipe it would be converted again.
        queue.will_forget(true);
        queue.will_forget(false);
        look(&mut queue, preview(&["가.png", "b.png"]), &[]);
        assert_eq!(queue.waiting(), 2);
    }

    #[test]
    fn what_was_done_stays_done_while_its_original_is_put_away_and_waits_when_that_is_back() {
        let mut queue = queue(&["가.png", "b.png"]);
        queue.tell(&News::Published("가.png".into(), done(100, 10)));
        let gone = |name: &str| converter::Error::new(name, Stage::Read, ErrorKind::NotFound);
        let missing = Preview { failed: vec![gone("가.png"), gone("b.png")], ..Preview::default() };
        queue.will_forget(true);
        look(&mut queue, missing, &[]);
        assert_eq!((queue.count(Filter::Done), queue.count(Filter::Failed)), (1, 1));
        queue.will_forget(true);
        look(&mut queue, preview(&["가.png", "b.png"]), &[]);
        assert_eq!(queue.waiting(), 2);
    }

    #[test]
    fn rows_are_found_sorted_and_filtered() {
        let mut queue = queue(&["b.png", "a.png", "가.png"]);
        queue.sort(Sort::Name);
        assert_eq!(shown(&queue), ["a.png", "b.png", "가.png"]);
        queue.tell(&News::Published("b.png".into(), done(100, 10)));
        queue.sort(Sort::Saved);
        assert_eq!(shown(&queue)[0], "b.png");
        queue.filter(Filter::Waiting);
        assert_eq!(shown(&queue), ["a.png", "가.png"]);
        queue.search("가".to_owned());
        assert_eq!(shown(&queue), ["가.png"]);
    }

    #[test]
    fn what_was_counted_along_the_way_is_what_is_there() {
        let mut queue = queue(&["a", "b", "c", "d"]);
        let failed = Error::new(Path::new("b"), Stage::Decode, ErrorKind::NotAPicture);
        for news in [
            News::Started("a".into()),
            News::Published("a".into(), done(100, 10)),
            News::Failed("b".into(), failed),
            News::KeptBack(vec![("c".into(), KeptBack::CountLost)]),
            News::Started("new".into()),
        ] {
            queue.tell(&news);
            assert_eq!(queue.counts, Counts::of(&queue.rows), "{news:?}");
        }
        assert_eq!((queue.count(Filter::All), queue.waiting(), queue.len()), (5, 2, 5));
        queue.rest();
        queue.select(0, false, false);
        queue.remove_selected();
        assert!(queue.retry(None));
        assert_eq!(queue.counts, Counts::of(&queue.rows));
        assert_eq!((queue.count(Filter::All), queue.waiting()), (4, 4));
    }

    #[test]
    fn a_selection_is_made_as_in_a_file_manager() {
        let mut queue = queue(&["a", "b", "c", "d"]);
        queue.select(1, false, false);
        queue.select(3, false, true);
        assert_eq!(queue.selected().len(), 3);
        queue.select(2, true, false);
        assert_eq!(queue.selected().len(), 2);
        queue.remove_selected();
        assert_eq!(shown(&queue), ["a", "c"]);
        assert!(queue.add([PathBuf::from("b")]), "what was taken out can be added again");
        assert!(!queue.without().contains(Path::new("b")));
    }

    #[test]
    fn a_stop_lets_what_was_under_way_wait_again_and_failures_can_be_tried_again() {
        let mut queue = queue(&["a", "b"]);
        queue.tell(&News::Started("a".into()));
        queue.tell(&News::Failed(
            "b".into(),
            Error::new(Path::new("b"), Stage::Decode, ErrorKind::NotAPicture),
        ));
        queue.rest();
        assert_eq!((queue.waiting(), queue.count(Filter::Failed)), (1, 1));
        queue.will_forget(true);
        look(&mut queue, preview(&["a", "b"]), &[]);
        assert_eq!(queue.count(Filter::Failed), 1, "a failure is not forgotten by a look");
        assert!(queue.retry(None));
        assert_eq!(queue.waiting(), 2);
    }

    #[test]
    fn the_keyboard_walks_through_what_is_shown() {
        let mut queue = queue(&["a", "b", "c", "d", "e"]);
        assert_eq!(queue.walk(Step::Down, false, 2), Some(0), "the first key begins at the top");
        assert_eq!(queue.walk(Step::Down, false, 2), Some(1));
        assert_eq!(queue.walk(Step::PageDown, true, 2), Some(3));
        assert_eq!(queue.selected().len(), 3);
        assert_eq!(queue.walk(Step::Last, false, 2), Some(4));
        assert_eq!(queue.walk(Step::Down, false, 2), Some(4), "there is nothing below the last");
        assert_eq!(queue.walk(Step::First, true, 2), Some(0));
        assert_eq!(queue.selected().len(), 5);
        queue.filter(Filter::Failed);
        assert_eq!(queue.walk(Step::Down, false, 2), None, "nothing is shown");
    }

    #[test]
    fn the_folder_of_a_plan_that_takes_none_is_a_row_and_waits_for_nothing() {
        let mut queue = Queue::default();
        queue.add(["사진들".into(), "a".into()]);
        look(&mut queue, preview(&["a"]), &["사진들"]);
        assert_eq!((queue.len(), queue.waiting(), queue.folders()), (2, 1, 1));
        assert_eq!(queue.for_compare().0, [PathBuf::from("a")]);
    }

    #[test]
    fn pictures_of_a_run_that_goes_on_get_rows_and_stay() {
        let mut queue = Queue::default();
        queue.tell(&News::Published("a".into(), done(100, 10)));
        assert_eq!((queue.len(), queue.sources()), (1, &[PathBuf::from("a")][..]));
        look(&mut queue, preview(&["a"]), &[]);
        assert_eq!(queue.count(Filter::Done), 1, "it is done, whatever the settings are meanwhile");
    }
}
