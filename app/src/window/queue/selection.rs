//! Which rows are selected, and where the keyboard is among them.

use std::collections::HashSet;
use std::path::PathBuf;

use super::{Queue, Row};

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

impl Queue {
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
}
