//! What holds now: which plan, with which limits, how long without contact, and if Free, why.
//!
//! Pure. Only signed statements count, and the trusted time; whatever is missing, broken or refused without a
//! signature changes nothing until the offline time is over.

use protocol::{Entitlement, Hardware, Limits, Plan, Verdict, VerdictCode};

use crate::device::BOARD_IS_UNIQUE;
use crate::keyring::RecordError;

const DAY_MS: i64 = 86_400_000;

/// What is known when somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The newest verified entitlement.
    pub entitlement: Option<&'a Entitlement>,
    /// The newest verified verdict.
    pub verdict: Option<&'a Verdict>,
    /// The highest `seq` that the record remembers.
    pub seq_mark: u64,
    /// This machine.
    pub hardware: &'a Hardware,
    /// The trusted time, in milliseconds since the Unix epoch.
    pub now_ms: i64,
}

/// What holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// The plan.
    pub plan: Plan,
    /// What it allows.
    pub limits: Limits,
    /// On what grounds.
    pub standing: Standing,
}

/// On what grounds a plan holds, or why it is Free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Still being looked up. Free until then.
    Opening,
    /// Nobody signed in.
    Anonymous,
    /// A signed entitlement holds.
    InForce(Offline),
    /// The offline time is over: Free until the next contact.
    GraceOver {
        /// Since when, in milliseconds since the Unix epoch.
        since_ms: i64,
    },
    /// Signed in, but no entitlement was received so far.
    NoEntitlement,
    /// The server ended it.
    Ended(VerdictCode),
    /// The stored entitlement is of another machine.
    OtherMachine,
    /// The stored entitlement is older than one seen before.
    Outdated,
    /// The stored entitlement was changed or damaged.
    Unreadable,
    /// The secret of the sign-in cannot be had.
    NoSecret(RecordError),
}

/// How a plan stands that holds without contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offline {
    /// The last verified contact, in milliseconds since the Unix epoch.
    pub contact_ms: i64,
    /// Until when it holds without another, in milliseconds since the Unix epoch.
    pub until_ms: i64,
    /// How much of that is left, in milliseconds.
    pub left_ms: i64,
    /// How loudly to say so.
    pub notice: Notice,
}

/// How loudly the end of the offline time is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// Not at all.
    None,
    /// A quiet line.
    Line,
    /// Above the content.
    Banner,
    /// A question in the way.
    Dialog,
}

impl Offline {
    /// Whole days left, begun ones counted.
    pub fn days_left(&self) -> u64 {
        self.left_ms.max(0).cast_unsigned().div_ceil(DAY_MS.cast_unsigned())
    }
}

impl Rights {
    /// Free, for this reason.
    pub fn free(standing: Standing) -> Self {
        Rights { plan: Plan::Free, limits: Plan::Free.limits(), standing }
    }
}

/// What holds, by this evidence.
pub fn rights(evidence: &Evidence<'_>) -> Rights {
    let Evidence { entitlement, verdict, seq_mark, hardware, now_ms } = *evidence;
    if let Some(verdict) = verdict
        && entitlement.is_none_or(|entitlement| entitlement.seq <= verdict.seq)
    {
        return Rights::free(Standing::Ended(verdict.code));
    }
    let Some(entitlement) = entitlement else { return Rights::free(Standing::NoEntitlement) };
    if !is_for(&entitlement.dev.hw, hardware) {
        return Rights::free(Standing::OtherMachine);
    }
    if entitlement.seq < seq_mark {
        return Rights::free(Standing::Outdated);
    }
    let until_ms = entitlement.grace.until.saturating_mul(1000);
    if now_ms >= until_ms {
        return Rights::free(Standing::GraceOver { since_ms: until_ms });
    }
    let standing = Standing::InForce(offline(entitlement.srv_ms, until_ms, now_ms));
    Rights { plan: entitlement.lic.plan, limits: entitlement.lim.clone(), standing }
}

/// Whether a statement made out to `claimed` is for this machine. One made out to nobody known (a container) holds
/// only where nothing is known either.
fn is_for(claimed: &Hardware, here: &Hardware) -> bool {
    let unknown = Hardware::default();
    claimed.is_same_machine(here, BOARD_IS_UNIQUE) || (*claimed == unknown && *here == unknown)
}

fn offline(contact_ms: i64, until_ms: i64, now_ms: i64) -> Offline {
    let left_ms = until_ms.saturating_sub(now_ms);
    let since_ms = now_ms.saturating_sub(contact_ms);
    // Of seven days: after three a line, after five a banner, in the last twelve hours a question. Whoever was in contact
    // today hears nothing, however short the time is.
    let is_quiet = since_ms < DAY_MS;
    let notice = match () {
        () if is_quiet || left_ms > 4 * DAY_MS => Notice::None,
        () if left_ms > 2 * DAY_MS => Notice::Line,
        () if left_ms > DAY_MS / 2 => Notice::Banner,
        () => Notice::Dialog,
    };
    Offline { contact_ms, until_ms, left_ms, notice }
}

#[cfg(test)]
mod tests;
