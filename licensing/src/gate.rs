//! Decides beforehand what of a request goes now, what waits, and what the plan does not do at all. Pure.
//!
//! Asking for more than a batch holds or the day has left is no error: the answer says how many go now, how many wait for
//! the next batch and how many for the next day.

use protocol::{Format, Limits, Plan, day};

/// Where the pictures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Named one by one.
    Files,
    /// A whole folder.
    Folder,
    /// A folder that is watched.
    WatchedFolder,
    /// A conversion at a set time.
    Schedule,
    /// The search of the whole computer.
    Scan,
}

/// What somebody wants to convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// All formats that may come out.
    pub formats: &'a [Format],
    /// Where the pictures come from.
    pub source: Source,
    /// How many there are.
    pub pictures: u32,
}

/// What the day still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// Conversions left; `None` is unlimited.
    pub left: Option<u32>,
    /// The trusted time, in milliseconds since the Unix epoch.
    pub now_ms: i64,
}

/// The answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The plan does not do this, however few the pictures are.
    Refused {
        /// What it does not do.
        why: Refusal,
        /// The smallest plan that does.
        needs: Plan,
    },
    /// This much goes.
    Admitted(Admission),
}

/// What the plan does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// This format.
    Format(Format),
    /// Whole folders.
    Folder,
    /// Watched folders and set times.
    Schedule,
    /// The search of the whole computer.
    Scan,
}

/// What goes and what waits. The three numbers add up to the pictures asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// In this batch.
    pub now: u32,
    /// In further batches today.
    pub next_batches: u32,
    /// Not before the day begins anew.
    pub next_days: u32,
    /// Whether the next batch starts by itself, rather than by a click.
    pub goes_on: bool,
    /// When the day begins anew, in milliseconds since the Unix epoch.
    pub resets_at_ms: i64,
    /// The smallest plan that would take more at once, if something waits.
    pub needs: Option<Plan>,
}

/// Why some pictures wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wait {
    /// For the next batch.
    Batch,
    /// For the next day.
    Day,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 5] = [
        Refusal::Format(Format::Webp),
        Refusal::Format(Format::Avif),
        Refusal::Folder,
        Refusal::Schedule,
        Refusal::Scan,
    ];

    /// A code that never changes its meaning.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Format(_) => "plan_format",
            Refusal::Folder => "plan_folder",
            Refusal::Schedule => "plan_schedule",
            Refusal::Scan => "plan_scan",
        }
    }

    fn is_lifted_by(self, limits: &Limits) -> bool {
        match self {
            Refusal::Format(format) => limits.formats.contains(&format),
            Refusal::Folder => limits.folder,
            Refusal::Schedule => limits.schedule,
            Refusal::Scan => limits.scan,
        }
    }
}

impl Wait {
    /// A code that never changes its meaning.
    pub fn code(self) -> &'static str {
        match self {
            Wait::Batch => "plan_batch",
            Wait::Day => "plan_day",
        }
    }
}

impl Admission {
    /// How many do not go now.
    pub fn waiting(&self) -> u32 {
        self.next_batches + self.next_days
    }

    /// Why the first of those waits.
    pub fn wait(&self) -> Option<Wait> {
        match self {
            _ if self.waiting() == 0 => None,
            _ if self.next_batches > 0 => Some(Wait::Batch),
            _ => Some(Wait::Day),
        }
    }
}

/// What becomes of `request` under the plan `plan` with these `limits`.
pub fn decide(plan: Plan, limits: &Limits, today: Today, request: &Request<'_>) -> Answer {
    if let Some(why) = refusal(limits, request) {
        let needs = Plan::ALL.into_iter().find(|plan| why.is_lifted_by(&plan.limits())).unwrap_or(Plan::Pro);
        return Answer::Refused { why, needs };
    }
    let today_at_most = request.pictures.min(today.left.unwrap_or(u32::MAX));
    let now = today_at_most.min(limits.batch);
    let admission = Admission {
        now,
        next_batches: today_at_most - now,
        next_days: request.pictures - today_at_most,
        goes_on: goes_on(plan, request.source),
        resets_at_ms: day::resets_at(today.now_ms),
        needs: larger_plan(plan, now, request.pictures),
    };
    Answer::Admitted(admission)
}

fn refusal(limits: &Limits, request: &Request<'_>) -> Option<Refusal> {
    let of_source = match request.source {
        Source::Files => None,
        Source::Folder => Some(Refusal::Folder),
        Source::WatchedFolder | Source::Schedule => Some(Refusal::Schedule),
        Source::Scan => Some(Refusal::Scan),
    };
    let formats = request.formats.iter().map(|format| Refusal::Format(*format));
    of_source.into_iter().chain(formats).find(|refusal| !refusal.is_lifted_by(limits))
}

/// Batches follow each other by themselves on Pro; on Basic where nobody is there to click.
fn goes_on(plan: Plan, source: Source) -> bool {
    match source {
        Source::WatchedFolder | Source::Schedule => plan >= Plan::Basic,
        Source::Files | Source::Folder | Source::Scan => plan == Plan::Pro,
    }
}

/// The smallest larger plan that takes all of it in one batch, or else the largest that takes more than goes now.
fn larger_plan(plan: Plan, now: u32, pictures: u32) -> Option<Plan> {
    let at_once = |plan: &Plan| {
        let limits = plan.limits();
        limits.batch.min(limits.per_day.unwrap_or(u32::MAX)).min(pictures)
    };
    let mut larger = Plan::ALL.into_iter().filter(|larger| *larger > plan && at_once(larger) > now);
    let largest = larger.clone().next_back();
    larger.find(|plan| at_once(plan) == pictures).or(largest).filter(|_| now < pictures)
}

#[cfg(test)]
mod tests;
