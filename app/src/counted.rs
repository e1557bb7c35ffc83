//! What dead runs counted and did not settle: each such conversion is spent when its picture is visible or is made so
//! now, and returned otherwise.

use std::collections::HashSet;

use licensing::ledger::{self, Ledger, UnitId};

use crate::journal::{JobRecord, StagedFile};
use crate::publish::Grounds;

/// Conversions of dead runs whose fate is open.
#[derive(Debug)]
pub struct Counted {
    ledger: Ledger,
    per_day: Option<u32>,
    open: HashSet<UnitId>,
}

impl Counted {
    /// Those in `ledger`, of a plan with so many conversions a day.
    ///
    /// # Errors
    /// When the ledger cannot be used.
    pub fn find(ledger: &Ledger, per_day: Option<u32>) -> Result<Self, ledger::Error> {
        let open = ledger.orphans()?.into_iter().collect();
        Ok(Counted { ledger: ledger.clone(), per_day, open })
    }

    /// These pictures are visible.
    pub fn spend<'a>(&mut self, pictures: impl Iterator<Item = &'a JobRecord>) {
        for unit in pictures.filter_map(|picture| picture.staged.as_ref().and_then(unit_of)) {
            if self.open.remove(&unit) {
                self.ledger.permit_of(unit).published();
            }
        }
    }

    /// The right to finish a picture: a copy costs nothing, a conversion that was counted is not counted again, and one
    /// of an unlimited plan is counted now. `None` when it was to be counted and was not: it is converted again.
    pub fn grounds(&mut self, noted: &StagedFile) -> Option<Grounds> {
        match unit_of(noted) {
            _ if noted.is_copy => Some(Grounds::Copy),
            Some(unit) => self.open.remove(&unit).then(|| Grounds::Counted(self.ledger.permit_of(unit))),
            None if self.per_day.is_none() => {
                let reservation = self.ledger.reserve(1, None).ok()?.reservation?;
                reservation.take()?.commit().ok().map(Grounds::Counted)
            }
            None => None,
        }
    }

    /// What is still open of these pictures did not become visible.
    pub fn return_all(&mut self, pictures: &[JobRecord]) {
        for unit in pictures.iter().filter_map(|picture| picture.staged.as_ref().and_then(unit_of)) {
            if self.open.remove(&unit) {
                drop(self.ledger.permit_of(unit));
            }
        }
    }
}

fn unit_of(noted: &StagedFile) -> Option<UnitId> {
    noted.unit.as_deref()?.parse().ok()
}
