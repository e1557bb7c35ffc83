//! Which rows are selected, and where the keyboard is among them.

use std::collections::HashSet;
use std::mem;
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

/// A place among the rows that are shown, and whose row it is: it goes along when they are put in another order.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    pub place: usize,
    source: Option<PathBuf>,
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
            let (from, to) = (self.anchor.place.min(place), self.anchor.place.max(place));
            let range = (from..=to).filter_map(|place| Some(self.shown(place)?.source.clone()));
            self.selected = range.collect();
            self.point_at(place);
            return;
        }
        self.point_at(place);
        self.anchor = self.cursor.clone();
        if !toggle {
            self.selected = HashSet::from([source]);
        } else if !self.selected.remove(&source) {
            self.selected.insert(source);
        }
    }

    /// Puts the keyboard at this place; what is selected stays.
    pub fn point_at(&mut self, place: usize) {
        self.cursor = Spot { place, source: self.shown(place).map(|row| row.source.clone()) };
    }

    /// Where a spot is among the rows that are shown now.
    pub(super) fn place_of(&self, spot: &Spot) -> usize {
        let row = spot.source.as_ref().and_then(|source| self.index.get(source));
        let place = row.and_then(|row| self.shown.iter().position(|shown| shown == row));
        place.unwrap_or_else(|| spot.place.min(self.shown.len().saturating_sub(1)))
    }

    /// What is not shown any more is not selected any more: nothing is done to rows that nobody sees.
    pub(super) fn select_what_is_shown(&mut self) {
        if self.selected.is_empty() || self.shown.len() == self.rows.len() {
            return;
        }
        let mut selected = mem::take(&mut self.selected);
        let shown = self.shown.iter().map(|&index| &self.rows[index].source);
        self.selected = shown.filter_map(|source| selected.take(source)).collect();
    }

    /// Goes through the rows with the keyboard, a page being so many of them. Says where it is now.
    pub fn walk(&mut self, step: Step, extend: bool, page: usize) -> Option<usize> {
        let last = self.len().checked_sub(1)?;
        let is_first_step = self.selected.is_empty();
        let place = match step {
            // The first key after nothing was selected selects the row it is at.
            Step::Up | Step::Down if is_first_step => self.cursor.place,
            Step::Up => self.cursor.place.saturating_sub(1),
            Step::Down => self.cursor.place + 1,
            Step::PageUp => self.cursor.place.saturating_sub(page),
            Step::PageDown => self.cursor.place + page,
            Step::First => 0,
            Step::Last => last,
        };
        self.select(place.min(last), false, extend && !is_first_step);
        Some(place.min(last))
    }

    /// Selects the row at which the keyboard is, or not any more.
    pub fn toggle(&mut self) {
        self.select(self.cursor.place, true, false);
    }

    /// The place of the keyboard.
    pub fn cursor(&self) -> usize {
        self.cursor.place
    }

    /// The selected pictures in the order in which they are shown; of a selection of one, and of none, all.
    pub fn for_compare(&self) -> (Vec<PathBuf>, usize) {
        let all = self.shown.iter().map(|&index| &self.rows[index]).filter(|row| !row.is_folder());
        let pictures: Vec<PathBuf> = match self.selected.len() {
            0 | 1 => all.map(|row| row.source.clone()).collect(),
            _ => all.filter(|row| self.is_selected(row)).map(|row| row.source.clone()).collect(),
        };
        let here = self.shown(self.cursor.place).map(|row| &row.source);
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
