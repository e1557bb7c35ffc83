//! The queue: a row for each picture among the named files and folders, what became of it, and which rows are shown in
//! which order. Pure: nothing here waits or draws.

mod arrangement;
mod counts;
mod row;
mod selection;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{mem, thread};

use super::bridge::News;
use super::spelling::folded;
use crate::publish::Published;
pub use arrangement::{Filter, Sort};
use counts::Counts;
pub use row::{Row, State, rows};
use selection::Spot;
pub use selection::Step;

/// The pictures.
#[derive(Debug, Default)]
pub struct Queue {
    /// Files and folders as they were named.
    sources: Vec<PathBuf>,
    /// The same, to be found quickly.
    known: HashSet<PathBuf>,
    /// What was named since the last look: no row tells of it yet.
    coming: Vec<PathBuf>,
    /// Pictures that were taken out.
    without: HashSet<PathBuf>,
    rows: Vec<Row>,
    /// The place of each source among the rows.
    index: Arc<HashMap<PathBuf, usize>>,
    counts: Counts,
    /// The rows that are shown, in order.
    shown: Vec<usize>,
    selected: HashSet<PathBuf>,
    /// Where a selection with Shift begins.
    anchor: Spot,
    /// Where the keyboard is.
    cursor: Spot,
    filter: Filter,
    sort: Sort,
    search: String,
    /// What was done would be done otherwise now: the next rows say so.
    forgets: bool,
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
            folded(&rows[index].source.file_name().unwrap_or_default().to_string_lossy())
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
        let paths: Vec<PathBuf> = paths.into_iter().collect();
        let comes_back = self.bring_back(&paths);
        let mut is_new = comes_back;
        for path in paths {
            if self.name(path.clone()) || comes_back {
                self.coming.push(path);
                is_new = true;
            }
        }
        is_new
    }

    /// Whoever adds again what was taken out wants it back, and of a folder all that is in it. Says whether there was any.
    fn bring_back(&mut self, paths: &[PathBuf]) -> bool {
        let named: HashSet<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let before = self.without.len();
        self.without.retain(|gone| !gone.ancestors().any(|path| named.contains(path)));
        self.without.len() < before
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

    /// Pictures that are done, or failed.
    pub fn settled(&self) -> impl Iterator<Item = &Path> {
        let is_settled = |row: &&Row| matches!(row.state, State::Done(_) | State::Failed(_));
        self.rows.iter().filter(is_settled).map(|row| row.source.as_path())
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
        self.coming.clear();
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

    /// Takes the selected pictures out of the queue. Says whether there were any.
    pub fn remove_selected(&mut self) -> bool {
        let selected = mem::take(&mut self.selected);
        let any = self.remove(|row| selected.contains(&row.source));
        give_back(selected);
        any
    }

    /// Takes out what is done. Says whether there was anything.
    pub fn remove_done(&mut self) -> bool {
        self.remove(|row| matches!(row.state, State::Done(_)))
    }

    fn remove(&mut self, goes: impl Fn(&Row) -> bool) -> bool {
        let (rows, left) = (self.rows.len(), self.rows.iter().filter(|row| !goes(row)).count());
        match left {
            _ if left == rows => return false,
            0 => self.clear(),
            _ => self.remove_some(goes),
        }
        true
    }

    fn remove_some(&mut self, goes: impl Fn(&Row) -> bool) {
        let (gone, stay): (Vec<Row>, Vec<Row>) = self.rows.drain(..).partition(goes);
        self.rows = stay;
        let gone: HashSet<PathBuf> = gone.into_iter().map(|row| row.source).collect();
        self.sources.retain(|source| !gone.contains(source));
        self.known.retain(|source| !gone.contains(source));
        self.without.extend(gone);
        self.index = Arc::new(index_of(&self.rows));
        self.recount();
    }

    /// Takes everything out, also what no row tells of yet.
    pub fn clear_all(&mut self) {
        self.coming.clear();
        self.clear();
    }

    /// Takes everything out that has a row.
    fn clear(&mut self) {
        let coming = mem::take(&mut self.coming);
        give_back((
            mem::take(&mut self.rows),
            mem::take(&mut self.index),
            mem::take(&mut self.sources),
            mem::take(&mut self.known),
            mem::take(&mut self.without),
        ));
        self.recount();
        self.add(coming);
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
}

/// Giving back what a hundred thousand rows held takes longer than a frame may.
fn give_back(gone: impl Send + 'static) {
    // Without another thread it is given back here.
    drop(thread::Builder::new().spawn(move || drop(gone)));
}

/// The place of each source among the rows.
fn index_of(rows: &[Row]) -> HashMap<PathBuf, usize> {
    rows.iter().enumerate().map(|(index, row)| (row.source.clone(), index)).collect()
}
