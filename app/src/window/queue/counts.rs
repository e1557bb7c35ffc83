//! How many rows there are of each kind.

use super::{Filter, Row};

/// How many rows there are of each kind. With very many of them, no frame has the time to count.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Counts {
    /// As [`Filter::ALL`].
    pub of: [usize; Filter::ALL.len()],
    pub waiting: usize,
    pub folders: usize,
    pub bytes: u64,
}

impl Counts {
    pub fn of(rows: &[Row]) -> Self {
        let mut counts = Counts::default();
        rows.iter().for_each(|row| counts.add(row));
        counts
    }

    pub fn add(&mut self, row: &Row) {
        for (count, filter) in self.of.iter_mut().zip(Filter::ALL) {
            *count += usize::from(row.is_in(filter));
        }
        self.waiting += usize::from(row.is_waiting());
        self.folders += usize::from(row.is_folder());
        self.bytes += row.bytes;
    }

    pub fn remove(&mut self, row: &Row) {
        for (count, filter) in self.of.iter_mut().zip(Filter::ALL) {
            *count -= usize::from(row.is_in(filter));
        }
        self.waiting -= usize::from(row.is_waiting());
        self.folders -= usize::from(row.is_folder());
        self.bytes -= row.bytes;
    }
}
