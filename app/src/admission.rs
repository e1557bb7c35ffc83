//! What of a run goes now and what the plan keeps back, decided before anything starts: the pictures are split as
//! the gate says, and the units of those that go are reserved.

use std::path::PathBuf;
use std::time::Duration;

use converter::Job;
use converter::recipe;
use licensing::gate::{self, Answer, Refusal, Request, Source, Today, Wait};
use licensing::ledger::{Granted, Reservation, Standing};
use licensing::protocol::{Format, Limits, Plan};

use crate::rights::{Rights, Trouble};

/// What a person wants to convert.
pub struct Wish {
    /// The pictures, in order.
    pub jobs: Vec<Job>,
    /// Folders that were named and that the plan does not take; their pictures were not looked for.
    pub folders: Vec<PathBuf>,
    /// What is to be written.
    pub format: recipe::Format,
}

/// What becomes of a wish.
pub struct Admitted {
    /// These pictures go now.
    pub go: Vec<Job>,
    /// The units for them; `None` where nothing goes, or is only looked at.
    pub reservation: Option<Reservation>,
    /// What is kept back, and why.
    pub kept_back: Vec<(PathBuf, KeptBack)>,
    /// What is said about it beforehand, if anything is kept back.
    pub preflight: Option<Preflight>,
}

/// Why the plan keeps something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptBack {
    /// The plan does not do it.
    Refused(Refusal),
    /// It can follow.
    Waits(Wait),
    /// The count of the day was lost or changed: the day is used up.
    CountLost,
}

/// What is said before a run that the plan does not let go as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    /// The plan.
    pub plan: Plan,
    /// What it allows.
    pub limits: Limits,
    /// Pictures that go now.
    pub now: usize,
    /// Why something is kept back, and how many pictures or folders.
    pub kept_back: Vec<(KeptBack, usize)>,
    /// Time until the day begins anew.
    pub resets_in: Duration,
    /// When that is, in milliseconds since the Unix epoch.
    pub resets_at_ms: i64,
    /// The smallest plan that would do it.
    pub needs: Option<Plan>,
}

impl KeptBack {
    /// A stable word for scripts.
    pub fn code(self) -> &'static str {
        match self {
            KeptBack::Refused(refusal) => refusal.code(),
            KeptBack::Waits(wait) => wait.code(),
            KeptBack::CountLost => "count_lost",
        }
    }

    /// The event that tells of it.
    pub fn event(self) -> &'static str {
        if self.waits() { "queued" } else { "refused" }
    }

    /// Whether the same plan lets it go later.
    pub fn waits(self) -> bool {
        !matches!(self, KeptBack::Refused(_))
    }
}

/// The named files, and apart from them the named folders if the plan takes none.
pub fn without_folders(sources: &[PathBuf], limits: &Limits) -> (Vec<PathBuf>, Vec<PathBuf>) {
    sources.iter().cloned().partition(|source| limits.folder || !source.is_dir())
}

/// Splits a wish, and reserves units for what goes; with `look_only` it only looks.
///
/// # Errors
/// When conversions cannot be counted.
pub fn admit(rights: &Rights, wish: Wish, look_only: bool) -> Result<Admitted, Trouble> {
    let formats = formats(wish.format);
    let pictures = u32::try_from(wish.jobs.len()).unwrap_or(u32::MAX);
    let request = Request { formats, source: Source::Files, pictures };
    let granted = grant(rights, &request, look_only)?;
    let today = Today { left: left_before(&granted), now_ms: rights.now_ms() };
    let folders = wish.folders.into_iter().map(|folder| (folder, KeptBack::Refused(Refusal::Folder)));
    let mut kept_back: Vec<_> = folders.collect();
    let mut needs = (!kept_back.is_empty()).then_some(Plan::Basic);
    let mut go = Vec::new();
    match gate::decide(rights.plan, &rights.limits, today, &request) {
        Answer::Refused { why, needs: plan } => {
            kept_back.extend(wish.jobs.into_iter().map(|job| (job.source, KeptBack::Refused(why))));
            needs = needs.max(Some(plan));
        }
        Answer::Admitted(admission) => {
            let now = if admission.goes_on { admission.now + admission.next_batches } else { admission.now };
            let mut jobs = wish.jobs.into_iter();
            go.extend(jobs.by_ref().take(now as usize));
            let why = why_they_wait(admission.next_days, &granted.standing);
            kept_back.extend(jobs.map(|job| (job.source, why)));
            needs = needs.max(admission.needs);
        }
    }
    let preflight = preflight(rights, &granted.standing, go.len(), &kept_back, needs);
    let reservation = granted.reservation.filter(|_| !go.is_empty());
    Ok(Admitted { go, reservation, kept_back, preflight })
}

/// All formats that may come out.
fn formats(format: recipe::Format) -> &'static [Format] {
    match format {
        recipe::Format::Webp => &[Format::Webp],
        recipe::Format::Avif => &[Format::Avif],
        recipe::Format::Auto => &[Format::Webp, Format::Avif],
    }
}

/// Units for as many pictures as the plan would take if the day were young.
fn grant(rights: &Rights, request: &Request, look_only: bool) -> Result<Granted, Trouble> {
    let young = Today { left: rights.limits.per_day, now_ms: rights.now_ms() };
    let wanted = match gate::decide(rights.plan, &rights.limits, young, request) {
        Answer::Admitted(admission) if admission.goes_on => admission.now + admission.next_batches,
        Answer::Admitted(admission) => admission.now,
        Answer::Refused { .. } => 0,
    };
    if look_only || wanted == 0 {
        let standing = rights.ledger.standing(rights.limits.per_day).map_err(Trouble::Ledger)?;
        return Ok(Granted { reservation: None, units: 0, standing });
    }
    rights.ledger.reserve(wanted, rights.limits.per_day).map_err(Trouble::Ledger)
}

/// What the day held before the units were taken.
fn left_before(granted: &Granted) -> Option<u32> {
    granted.standing.left.map(|left| left.saturating_add(granted.units))
}

/// One sentence for all of them: while the day is used up, nobody cares for the next batch.
fn why_they_wait(next_days: u32, standing: &Standing) -> KeptBack {
    match next_days {
        0 => KeptBack::Waits(Wait::Batch),
        _ if standing.is_closed => KeptBack::CountLost,
        _ => KeptBack::Waits(Wait::Day),
    }
}

fn preflight(
    rights: &Rights,
    standing: &Standing,
    now: usize,
    kept_back: &[(PathBuf, KeptBack)],
    needs: Option<Plan>,
) -> Option<Preflight> {
    let mut counts: Vec<(KeptBack, usize)> = Vec::new();
    for (_, why) in kept_back {
        match counts.iter_mut().find(|(known, _)| known == why) {
            Some((_, count)) => *count += 1,
            None => counts.push((*why, 1)),
        }
    }
    (!counts.is_empty()).then(|| Preflight {
        plan: rights.plan,
        limits: rights.limits.clone(),
        now,
        kept_back: counts,
        resets_in: rights.resets_in(standing),
        resets_at_ms: standing.resets_at,
        needs,
    })
}
