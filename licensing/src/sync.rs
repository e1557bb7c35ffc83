//! What goes to and fro without anybody asking: used conversions, the server's time, sign-outs that wait.

use std::sync::Arc;
use std::time::Duration;

use protocol::api::{ReportUsage, Time, UsageItem, UsageReceipt};
use protocol::day::day_of;
use protocol::{Receipt, ServerTime};

use crate::client::Call;
use crate::desk::{Desk, fresh_nonce};
use crate::error::Error;
use crate::ledger::{self, Ledger};
use crate::mark::RecordMark;

/// When to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upkeep {
    /// After this long.
    pub again_in: Duration,
    /// How many rounds in a row were without contact.
    pub failures: u32,
}

const IN_CONTACT: Duration = Duration::from_secs(60 * 60);
const FIRST_RETRY_SECONDS: u64 = 30;
const LAST_RETRY_SECONDS: u64 = 15 * 60;

impl Desk {
    /// Reports what `ledger` counted. The server counts a number once, however often it is told.
    pub fn sync(&self, ledger: &Ledger) -> Result<Receipt, Error> {
        let nonce = fresh_nonce()?;
        let item = |item: ledger::Item| UsageItem { seq: item.seq, day: item.day, n: item.n };
        let items = ledger.tell().map_err(ledger_error)?.into_iter().map(item).collect();
        let asked = self.ask_signed_in(&Call::post("/usage", &ReportUsage { nonce, items }));
        let reply: UsageReceipt = self.note(asked.map_err(|error| match error {
            Error::Refused(problem) => self.judge(problem, nonce),
            error => error,
        }))?;
        let receipt = self.note(self.verified(&reply.receipt, nonce, |said: &Receipt| said.nonce))?;
        self.clock.contact(receipt.srv_ms);
        ledger.absorb_receipt(&receipt).map_err(ledger_error)?;
        Ok(receipt)
    }

    /// The ledger of whoever is signed in, or of somebody without an account.
    pub fn ledger(&self) -> Result<Ledger, Error> {
        let Ok(somebody) = self.here() else {
            return Ledger::anonymous(&self.options.state, self.clock.clone()).map_err(ledger_error);
        };
        let name: String = somebody.id.0[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let path = self.options.state.join(format!("ledger-{name}.bin"));
        let mark = Box::new(RecordMark::new(Arc::clone(&somebody.place), somebody.generation));
        let ledger = Ledger::new(&path, somebody.key, mark, self.clock.clone());
        if let Some(said) = &somebody.statements.entitlement {
            ledger.absorb_news(said.quota).map_err(ledger_error)?;
        }
        Ok(ledger)
    }

    /// Sets the trusted time to the server's. Needs no sign-in, and moves no offline time.
    pub fn ask_time(&self) -> Result<i64, Error> {
        let nonce = fresh_nonce()?;
        let reply: Time = self.client.ask(&Call::get(&format!("/time?nonce={nonce}")))?;
        let time: ServerTime = self.verified(&reply.time, nonce, |said: &ServerTime| said.nonce)?;
        self.clock.contact(time.srv_ms);
        Ok(time.srv_ms)
    }

    /// Brings back a day that a wrong clock ran ahead to, for somebody without an account: nobody else tells the ledger what
    /// day it is. The server is asked only where the day that is counted is later than the one on the wall.
    fn set_day_right(&self, ledger: &Ledger) -> Result<(), Error> {
        let counted = ledger.standing(None).map_err(ledger_error)?.day;
        if counted <= day_of(self.clock.wall_ms()) {
            return Ok(());
        }
        let server_ms = self.ask_time()?;
        ledger.absorb_time(server_ms).map_err(ledger_error)
    }

    /// One round: sign-outs that wait, conversions to report, the present entitlement.
    pub fn upkeep(&self, ledger: &Ledger, failures: u32) -> Upkeep {
        self.finish_logout();
        self.catch_up();
        let round = match self.here() {
            Ok(_) => self.sync(ledger).and_then(|_| self.status().map(drop)),
            Err(Error::NotSignedIn) => self.set_day_right(ledger),
            Err(error) => Err(error),
        };
        match round {
            Ok(()) | Err(Error::Ended(_)) => Upkeep { again_in: IN_CONTACT, failures: 0 },
            Err(_) => {
                self.keep_time();
                let wait = FIRST_RETRY_SECONDS << failures.min(5);
                let again_in = Duration::from_secs(wait.min(LAST_RETRY_SECONDS));
                Upkeep { again_in, failures: failures.saturating_add(1) }
            }
        }
    }

    /// Keeps the trusted time on disk, so that less of it can be hidden.
    pub fn keep_time(&self) {
        // Without a sign-in there is nothing to measure, and a disk that is full does not matter here.
        drop(self.change(|_| ()));
    }
}

fn ledger_error(error: ledger::Error) -> Error {
    Error::Ledger(Arc::new(error))
}
