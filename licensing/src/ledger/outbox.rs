//! What the server is to be told: conversions by day. An item that was told once keeps its number and its count, so
//! that telling it again counts nothing twice.

use serde::{Deserialize, Serialize};

/// Items told and not acknowledged; beyond this, new conversions wait untold.
const MOST_ITEMS: usize = 16;
/// Days with conversions that were never told; beyond this the oldest two are told as one.
const MOST_DAYS: usize = 14;

/// One item of a report. Written without names, for the slot is small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Item {
    /// Its number, never used for another item of this device.
    pub seq: u64,
    /// The day.
    pub day: i64,
    /// Conversions.
    pub n: u32,
}

type Written = (u64, i64, u32);

impl From<Written> for Item {
    fn from((seq, day, n): Written) -> Self {
        Item { seq, day, n }
    }
}

impl From<Item> for Written {
    fn from(item: Item) -> Self {
        (item.seq, item.day, item.n)
    }
}

/// Conversions that the server has not acknowledged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    /// The number of the last item.
    #[serde(rename = "s")]
    last_seq: u64,
    /// Items told, oldest first.
    #[serde(rename = "i")]
    items: Vec<Item>,
    /// Conversions never told, by day.
    #[serde(rename = "u")]
    untold: Vec<(i64, u32)>,
}

impl Outbox {
    /// An empty one whose items are numbered after `seq`.
    pub fn after(seq: u64) -> Self {
        Outbox { last_seq: seq, ..Outbox::default() }
    }

    /// Whether the server knows everything.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.untold.is_empty()
    }

    /// Conversions of this day among those the server has not acknowledged.
    pub fn count_on(&self, day: i64) -> u32 {
        let told = self.items.iter().filter(|item| item.day == day).map(|item| item.n);
        let untold = self.untold.iter().filter(|(of, _)| *of == day).map(|(_, count)| *count);
        told.chain(untold).fold(0, u32::saturating_add)
    }

    /// Counts conversions.
    pub fn add(&mut self, day: i64, count: u32) {
        if count == 0 {
            return;
        }
        match self.untold.iter_mut().find(|(of, _)| *of == day) {
            Some((_, sum)) => *sum = sum.saturating_add(count),
            None => self.untold.push((day, count)),
        }
        self.untold.sort_unstable();
        while self.untold.len() > MOST_DAYS {
            let (_, count) = self.untold.remove(0);
            self.untold[0].1 = self.untold[0].1.saturating_add(count);
        }
    }

    /// All items to tell, with what came to pass since the last report.
    pub fn tell(&mut self) -> Vec<Item> {
        let room = MOST_ITEMS.saturating_sub(self.items.len());
        for (day, n) in self.untold.drain(..room.min(self.untold.len())) {
            self.last_seq += 1;
            self.items.push(Item { seq: self.last_seq, day, n });
        }
        self.items.clone()
    }

    /// The server has counted all items up to `seq`. If it knows of numbers never given here, an older ledger of
    /// this device gave them: what is left is told again under new ones, for the server took it for those.
    pub fn acknowledge(&mut self, seq: u64) {
        if seq <= self.last_seq {
            return self.items.retain(|item| item.seq > seq);
        }
        self.last_seq = seq;
        for item in std::mem::take(&mut self.items) {
            self.add(item.day, item.n);
        }
    }

    /// No day is later than `day`.
    pub fn bring_back(&mut self, day: i64) {
        self.items.iter_mut().for_each(|item| item.day = item.day.min(day));
        for (of, count) in std::mem::take(&mut self.untold) {
            self.add(of.min(day), count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 20_778;

    #[test]
    fn telling_twice_tells_the_same() {
        let mut outbox = Outbox::default();
        outbox.add(DAY, 2);
        outbox.add(DAY, 1);
        let told = outbox.tell();
        assert_eq!(told, [Item { seq: 1, day: DAY, n: 3 }]);
        assert_eq!(outbox.tell(), told);
        outbox.add(DAY, 4);
        assert_eq!(outbox.tell(), [told[0], Item { seq: 2, day: DAY, n: 4 }]);
        assert_eq!(outbox.count_on(DAY), 7);
    }

    #[test]
    fn what_is_acknowledged_is_not_told_again() {
        let mut outbox = Outbox::default();
        outbox.add(DAY, 2);
        outbox.tell();
        outbox.add(DAY, 5);
        outbox.acknowledge(1);
        assert_eq!(outbox.count_on(DAY), 5);
        assert_eq!(outbox.tell(), [Item { seq: 2, day: DAY, n: 5 }]);
    }

    #[test]
    fn numbers_that_an_older_ledger_gave_are_not_given_again() {
        let mut outbox = Outbox::default();
        outbox.add(DAY, 2);
        outbox.tell();
        outbox.acknowledge(900);
        assert_eq!(outbox.tell(), [Item { seq: 901, day: DAY, n: 2 }]);
    }

    #[test]
    fn an_outbox_without_a_server_stays_small_and_forgets_no_conversion() {
        let mut outbox = Outbox::default();
        for day in 0..400 {
            outbox.add(DAY + day, 2);
            outbox.tell();
        }
        assert!(outbox.items.len() <= MOST_ITEMS && outbox.untold.len() <= MOST_DAYS);
        let sum: u32 =
            outbox.items.iter().map(|item| item.n).chain(outbox.untold.iter().map(|day| day.1)).sum();
        assert_eq!(sum, 800);
    }
}
