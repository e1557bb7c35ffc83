//! Which rows are shown, and in which order.

use std::cmp::Reverse;

use super::{Queue, Row};
use crate::window::spelling::folded;

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

impl Queue {
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

    /// What is searched.
    pub(super) fn wanted(&self) -> String {
        folded(self.search.trim())
    }

    pub(super) fn fits(&self, row: &Row, wanted: &str) -> bool {
        row.is_in(self.filter)
            && (wanted.is_empty() || folded(&row.source.to_string_lossy()).contains(wanted))
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
        self.select_what_is_shown();
        (self.anchor.place, self.cursor.place) = (self.place_of(&self.anchor), self.place_of(&self.cursor));
    }

    /// Whether news of a run can change which rows are shown, or their order.
    pub fn follows_states(&self) -> bool {
        self.filter != Filter::All || matches!(self.sort, Sort::Saved | Sort::Percent)
    }
}
