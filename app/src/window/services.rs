//! What all screens work with: the program's places, and the licensing. Cheap to clone into a thread.

use std::sync::Arc;

use converter::Isolation;
use licensing::entitlement;
use licensing::ledger::Standing as Day;
use licensing::protocol::{Limits, Plan};
use licensing::{Account, Licensing};

use crate::dirs::Dirs;
use crate::local_time::learn_time_zone;
use crate::machine::Machine;
use crate::rights::{self, Rights, Trouble};
use crate::run::{Home, Means};
use crate::settings::Settings;

/// The services.
#[derive(Debug, Clone)]
pub struct Services {
    /// Where runs leave their notes.
    pub home: Home,
    /// Accounts and plans; `None` on an account of the system without a home.
    pub licensing: Option<Licensing>,
    /// Where bytes of strangers are decoded.
    pub isolation: Isolation,
    /// What there is to work with.
    pub machine: Machine,
}

/// What the person may do at this moment.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The plan.
    pub plan: Plan,
    /// What it allows.
    pub limits: Limits,
    /// On what grounds.
    pub licence: entitlement::Standing,
    /// Who is signed in.
    pub account: Option<Account>,
    /// What is left of the day; `None` until the ledger was read.
    pub day: Option<Day>,
    /// Why the server could not be asked, or nothing be counted: in a person's words it is in the catalogue.
    pub trouble: Option<Arc<Trouble>>,
}

impl Services {
    /// Opens what can be opened without waiting.
    pub fn open(dirs: Option<Dirs>, settings: &Settings) -> Self {
        Services {
            licensing: dirs.as_ref().map(|dirs| Licensing::open(rights::options(dirs))),
            home: Home::new(dirs, settings.backup),
            isolation: Isolation::of_this_program(),
            machine: Machine::look(),
        }
    }

    /// What the person may do, as far as is known at once.
    pub fn at_once(&self) -> Standing {
        let Some(licensing) = &self.licensing else { return Standing::nobody() };
        let snapshot = licensing.snapshot();
        Standing {
            plan: snapshot.rights.plan,
            limits: snapshot.rights.limits,
            licence: snapshot.rights.standing,
            account: snapshot.account,
            day: None,
            trouble: None,
        }
    }

    /// What the person may do, with what is left of the day. Waits for the disk.
    pub fn look(&self) -> Standing {
        // Until when something holds is shown beside it.
        learn_time_zone();
        let standing = self.at_once();
        if standing.licence == entitlement::Standing::Opening {
            return standing;
        }
        match self
            .rights()
            .and_then(|rights| rights.ledger.standing(rights.limits.per_day).map_err(Trouble::Ledger))
        {
            Ok(day) => Standing { day: Some(day), ..standing },
            Err(trouble) => Standing { trouble: Some(Arc::new(trouble)), ..standing },
        }
    }

    /// The rights for a run. Waits for the disk, and the keyring where somebody is signed in.
    ///
    /// # Errors
    /// When conversions cannot be counted.
    pub fn rights(&self) -> Result<Rights, Trouble> {
        Rights::of(self.licensing.as_ref().ok_or(Trouble::NoHome)?)
    }

    /// What a run may take of the machine.
    pub fn means(&self, settings: &Settings) -> Means {
        Means {
            workers: self.workers(settings),
            budget: self.machine.memory_budget(settings.memory),
            limits: converter::Limits::default(),
            isolation: self.isolation.clone(),
        }
    }

    /// As set, else all cores but one, so that the window stays quick.
    fn workers(&self, settings: &Settings) -> usize {
        settings.jobs.unwrap_or(self.machine.cores - 1).clamp(1, 1024)
    }

    /// How many pictures a run may have under way at once: half of the cores when it is to be gentle, else as many as
    /// it has workers.
    pub fn pace(&self, settings: &Settings) -> usize {
        let workers = self.workers(settings);
        if settings.window.gentle { workers.min(self.machine.cores / 2).max(1) } else { workers }
    }
}

impl Standing {
    /// Somebody of whom nothing is known.
    pub fn nobody() -> Self {
        Standing {
            plan: Plan::Free,
            limits: Plan::Free.limits(),
            licence: entitlement::Standing::Anonymous,
            account: None,
            day: None,
            trouble: None,
        }
    }
}
