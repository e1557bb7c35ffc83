//! What the plan lets go and keeps back, in English.

use std::time::Duration;

use licensing::gate::{Refusal, Wait};
use licensing::ledger;
use licensing::protocol::Format;

use crate::admission::{KeptBack, Preflight};
use crate::i18n::{Says, plan_name};
use crate::rights::Trouble;

pub fn kept_back(why: KeptBack) -> String {
    match why {
        KeptBack::Refused(Refusal::Format(format)) => {
            format!("{} is not part of your plan", format_name(format))
        }
        KeptBack::Refused(Refusal::Folder) => "your plan takes pictures, but not folders".into(),
        KeptBack::Refused(Refusal::Schedule) => "set times are not part of your plan".into(),
        KeptBack::Refused(Refusal::Scan) => "the search of the computer is not part of your plan".into(),
        KeptBack::Waits(Wait::Batch) => "it waits for the next batch".into(),
        KeptBack::Waits(Wait::Day) => "it waits until the day begins anew".into(),
        KeptBack::CountLost => "today's count was lost or changed; it waits until the day begins anew".into(),
    }
}

pub fn preflight(preflight: &Preflight) -> String {
    let mut sentences = vec![lead(preflight)];
    sentences.extend(preflight.kept_back.iter().map(|(why, _)| reason(*why, preflight)));
    sentences.extend(preflight.needs.map(|plan| format!("{} would do it.", plan_name(plan))));
    sentences.join(" ")
}

/// "Free plan: 1 goes now, 2 wait."
fn lead(preflight: &Preflight) -> String {
    let waiting = count(preflight, KeptBack::waits);
    let refused = count(preflight, |why| !why.waits());
    let mut parts = vec![match preflight.now {
        0 => "nothing goes now".to_owned(),
        1 => "1 goes now".to_owned(),
        now => format!("{now} go now"),
    }];
    parts.extend((waiting > 0).then(|| format!("{waiting} {}", if waiting == 1 { "waits" } else { "wait" })));
    parts.extend((refused > 0).then(|| format!("{refused} refused")));
    format!("{} plan: {}.", plan_name(preflight.plan), parts.join(", "))
}

fn count(preflight: &Preflight, wanted: impl Fn(KeptBack) -> bool) -> usize {
    preflight.kept_back.iter().filter(|(why, _)| wanted(*why)).map(|(_, count)| count).sum()
}

fn reason(why: KeptBack, preflight: &Preflight) -> String {
    let anew = || format!("The day begins anew in {}, at midnight in Seoul.", hours(preflight.resets_in));
    match why {
        KeptBack::Refused(Refusal::Format(format)) => {
            format!("{} is not part of this plan.", format_name(format))
        }
        KeptBack::Refused(Refusal::Folder) => {
            "Folders are not part of this plan; name the pictures one by one.".into()
        }
        KeptBack::Refused(Refusal::Schedule) => "Set times are not part of this plan.".into(),
        KeptBack::Refused(Refusal::Scan) => "The search of the computer is not part of this plan.".into(),
        KeptBack::Waits(Wait::Batch) => {
            format!("One batch holds {}; run the same again for the next.", preflight.limits.batch)
        }
        KeptBack::Waits(Wait::Day) => match preflight.limits.per_day {
            Some(per_day) => format!("There are {per_day} conversions a day. {}", anew()),
            None => anew(),
        },
        KeptBack::CountLost => {
            format!("Today's count was lost or changed, so today counts as used up. {}", anew())
        }
    }
}

pub fn why_uncounted(trouble: &Trouble, say: Says<licensing::Error>) -> String {
    match trouble {
        Trouble::NoHome => {
            "conversions cannot be counted: this account has no home folder; set PICOPRESS_HOME to a folder"
                .into()
        }
        Trouble::Ledger(ledger::Error::Busy { .. }) => {
            "other runs of the program keep the count of conversions busy; try again in a moment".into()
        }
        Trouble::Ledger(error) => {
            format!(
                "conversions cannot be counted ({error}); make sure the program can write to its own folder"
            )
        }
        Trouble::Key(error) => format!("conversions cannot be counted: {}", say(error)),
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
    }
}

/// "3 h 12 min"
fn hours(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    format!("{} h {} min", minutes / 60, minutes % 60)
}
