//! A program that converts nothing but counts like one that does, to race and to be killed by the tests of the
//! ledger: `ledger_racer LEDGER-FOLDER OUTPUT-FOLDER LIMIT WANTED`. A published picture is a file in the output
//! folder. It settles what killed racers left, as the real program does, then publishes what it is given.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use licensing::clock::{SystemClocks, TrustedClock};
use licensing::fail_point;
use licensing::ledger::{self, Fate, Ledger, UnitPermit};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ledger, output, limit, wanted] = arguments.as_slice() else {
        return Err("LEDGER-FOLDER OUTPUT-FOLDER LIMIT WANTED".into());
    };
    let racer = Racer {
        ledger: Ledger::anonymous(Path::new(ledger), TrustedClock::new(Arc::new(SystemClocks::new())))?,
        output: PathBuf::from(output),
        limit: limit.parse()?,
    };
    racer.settle_the_dead()?;
    racer.race(wanted.parse()?)
}

struct Racer {
    ledger: Ledger,
    output: PathBuf,
    limit: u32,
}

impl Racer {
    fn settle_the_dead(&self) -> Result<(), Box<dyn Error>> {
        let orphans = patiently(|| self.ledger.orphans())?;
        let fate =
            |name: String| if self.output.join(name).exists() { Fate::Published } else { Fate::Returned };
        let fates: Vec<_> = orphans.into_iter().map(|unit| (unit, fate(unit.to_string()))).collect();
        Ok(patiently(|| self.ledger.settle(&fates))?)
    }

    fn race(&self, wanted: u32) -> Result<(), Box<dyn Error>> {
        let granted = patiently(|| self.ledger.reserve(wanted, Some(self.limit)))?;
        let Some(reservation) = granted.reservation else { return Ok(()) };
        while let Some(unit) = reservation.take() {
            let name = unit.id().ok_or("a limited unit has a name")?.to_string();
            let staged = self.output.join(format!(".{name}"));
            fs::write(&staged, &name)?;
            match unit.commit() {
                Ok(permit) => self.publish(permit, &staged, &name)?,
                Err(ledger::Error::Busy { .. }) => fs::remove_file(staged)?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn publish(&self, permit: UnitPermit, staged: &Path, name: &str) -> std::io::Result<()> {
        fail_point::here("committed");
        fs::rename(staged, self.output.join(name))?;
        fail_point::here("renamed");
        permit.published();
        Ok(())
    }
}

/// Sixty-four racers on a slow disk may keep each other waiting for longer than a person would.
fn patiently<T>(mut attempt: impl FnMut() -> Result<T, ledger::Error>) -> Result<T, ledger::Error> {
    for _ in 0..20 {
        match attempt() {
            Err(ledger::Error::Busy { .. }) => {}
            done => return done,
        }
    }
    attempt()
}
