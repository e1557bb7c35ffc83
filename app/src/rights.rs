//! What this run may do, and where it counts what it did.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use licensing::clock::SystemClocks;
use licensing::ledger::{self, Ledger, Standing};
use licensing::protocol::{Limits, Plan, VerdictCode};
use licensing::trust::Trust;
use licensing::{Licensing, Options, Patience, device, entitlement};

use crate::counted::Counted;
use crate::dirs::Dirs;

/// Where the backend is, unless `PICOPRESS_API` says otherwise; a build that trusts development keys asks the one on
/// this machine.
const API: &str =
    if cfg!(feature = "dev-keys") { "http://127.0.0.1:8787/v1" } else { "https://api.picopress.example/v1" };

/// How long a run waits for news of the server before it starts, while the plan holds.
const BEFORE: Duration = Duration::from_millis(300);

/// The same where news may bring rights back: nobody is refused because the network is slow.
const BEFORE_WITHOUT_RIGHTS: Duration = Duration::from_secs(15);

/// The rights of whoever uses the program.
#[derive(Debug)]
pub struct Rights {
    /// The plan.
    pub plan: Plan,
    /// Its limits.
    pub limits: Limits,
    /// Where conversions are counted.
    pub ledger: Ledger,
    /// Accounts, plans and time.
    pub licensing: Licensing,
}

/// Why nothing can be counted, and so nothing published.
#[derive(Debug)]
pub enum Trouble {
    /// The account of the system has no home folder.
    NoHome,
    /// The ledger cannot be used.
    Ledger(ledger::Error),
    /// Its key cannot be had.
    Key(licensing::Error),
}

impl Rights {
    /// Those of the person with these folders. Waits for a keyring only where somebody signed in.
    ///
    /// # Errors
    /// When conversions cannot be counted.
    pub fn open(dirs: Option<&Dirs>) -> Result<Self, Trouble> {
        let dirs = dirs.ok_or(Trouble::NoHome)?;
        let licensing = Licensing::open_and_wait(options(dirs));
        let ledger = licensing.ledger().map_err(Trouble::Key)?;
        sync(&licensing, &ledger, before(&licensing.snapshot().rights.standing));
        Rights::of(&licensing)
    }

    /// Those that hold by what is known already; asks no server.
    ///
    /// # Errors
    /// When conversions cannot be counted.
    pub fn of(licensing: &Licensing) -> Result<Self, Trouble> {
        let ledger = licensing.ledger().map_err(Trouble::Key)?;
        let rights = licensing.snapshot().rights;
        Ok(Rights { plan: rights.plan, limits: rights.limits, ledger, licensing: licensing.clone() })
    }

    /// What dead runs counted and did not settle.
    ///
    /// # Errors
    /// When the ledger cannot be used.
    pub fn counted(&self) -> Result<Counted, Trouble> {
        Counted::find(&self.ledger, self.limits.per_day).map_err(Trouble::Ledger)
    }

    /// Tells the server what was counted and hears what it knows, for as long as one can wait; what takes longer goes on
    /// by itself. Where nobody is signed in the server is asked at most for the time, when a clock ran ahead.
    pub fn sync(&self, patience: Duration) {
        sync(&self.licensing, &self.ledger, patience);
    }

    /// The trusted time, in milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> i64 {
        self.licensing.clock().now_ms()
    }

    /// Time until the day begins anew.
    pub fn resets_in(&self, standing: &Standing) -> Duration {
        let left_ms = standing.resets_at.saturating_sub(self.now_ms());
        Duration::from_millis(u64::try_from(left_ms).unwrap_or(0))
    }
}

fn before(standing: &entitlement::Standing) -> Duration {
    use entitlement::Standing;
    match standing {
        Standing::GraceOver { .. }
        | Standing::NoEntitlement
        | Standing::Outdated
        | Standing::OtherMachine
        | Standing::Unreadable
        | Standing::Ended(VerdictCode::LicenceSuspended) => BEFORE_WITHOUT_RIGHTS,
        Standing::Opening
        | Standing::Anonymous
        | Standing::InForce(_)
        | Standing::Ended(_)
        | Standing::NoSecret(_) => BEFORE,
    }
}

fn sync(licensing: &Licensing, ledger: &Ledger, patience: Duration) {
    let (done, waiting) = mpsc::channel();
    let ledger = ledger.clone();
    licensing.in_background(
        move |licensing| licensing.upkeep(&ledger, 0),
        move |_| {
            // Nobody may be waiting any more.
            let _ = done.send(());
        },
    );
    let _ = waiting.recv_timeout(patience);
}

/// How the licensing of this program is set up.
pub fn options(dirs: &Dirs) -> Options {
    Options {
        state: dirs.state.clone(),
        home: variable("PICOPRESS_HOME").map(Into::into),
        api: api(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        trust: Trust::of_this_build(),
        hardware: device::hardware(),
        clocks: Arc::new(SystemClocks::new()),
        patience: Patience::default(),
    }
}

/// The address of the backend that is asked.
pub fn api() -> String {
    variable("PICOPRESS_API").unwrap_or_else(|| API.to_owned())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Trouble {
    /// A stable word for scripts.
    pub fn code(&self) -> &str {
        match self {
            Trouble::NoHome => "no_home",
            Trouble::Ledger(ledger::Error::Busy { .. }) => "ledger_busy",
            Trouble::Ledger(_) => "ledger_unusable",
            Trouble::Key(error) => error.code(),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoHome => formatter.write_str("no home folder"),
            Trouble::Ledger(error) => error.fmt(formatter),
            Trouble::Key(error) => error.fmt(formatter),
        }
    }
}
