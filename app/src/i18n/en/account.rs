//! English, about accounts.

use licensing::entitlement::Standing;
use licensing::keyring::RecordError;
use licensing::protocol::{Code, Format, Plan, VerdictCode};
use licensing::{Error, Trouble};

use crate::i18n::account::{Account, Doctor, system_name};
use crate::i18n::{plan_name, won};

pub(in crate::i18n) static ACCOUNT: Account = Account {
    ask_email: "E-mail: ",
    ask_password: "Password: ",
    ask_new_password: "New password (8 characters or more, with a letter and a digit): ",
    ask_again: "Once more: ",
    passwords_differ: "the two passwords are not the same; nothing was sent",
    nobody_to_ask: "nobody can be asked here: name the e-mail address, and hand the password in with --password-stdin",
    registered: |email| {
        format!(
            "A mail is on its way to {email}: follow its link to confirm the address. Then: picopress login {email}"
        )
    },
    reset_sent: |email| format!("If {email} has an account, a mail to choose a new password is on its way."),
    signed_in: |email, plan| format!("Signed in as {email}. Your plan: {}.", plan_name(plan)),
    kept_in_file: "The sign-in is kept in a file that only you can read, not in a keyring. It holds 3 days without a network instead of 7.",
    signed_out: "Signed out. What you converted today stays counted.",
    signed_out_here: "Signed out here. The server hears of it as soon as it can be reached.",
    nobody: "Nobody is signed in; Free needs no account.",
    who: |email, plan| format!("{email}: {}", plan_name(plan)),
    paid_through: |until, renews| match renews {
        true => format!("Paid until {until}, then it goes on."),
        false => format!("Paid until {until}, then it ends."),
    },
    today: |used, limit, reset| match limit {
        Some(limit) => format!(
            "Today: {used} of {limit} conversions used, {} left; counting begins anew at {reset}.",
            limit.saturating_sub(used)
        ),
        None => format!("Today: {used} conversions, without a limit."),
    },
    count_lost: "The count of today was lost or changed, so today counts as used up. It begins anew with the next day, or as soon as the server is reached when you are signed in.",
    offline: |days, until| match days {
        1 => format!("Works without a network for 1 more day, until {until}."),
        days => format!("Works without a network for {days} more days, until {until}."),
    },
    standing,
    no_contact: "no contact with the server",
    error,
    devices: |count, limit, releases| {
        format!("{count} of {limit} devices; {releases} can still be removed within these 30 days")
    },
    nameless: |platform| match system_name(platform) {
        Some(system) => format!("{system} device"),
        None => "unnamed device".into(),
    },
    this_device: "this device",
    last_seen: |when| format!("last seen {when}"),
    removed: "The device is removed. It works as Free from its next contact on.",
    renamed: "The name is changed.",
    password_changed: "The password is changed. Other devices have to sign in again.",
    deleted: "The account is deleted. Picopress goes on as Free.",
    plan,
    doctor: Doctor {
        codecs: "codecs",
        folder: "own folder",
        writable: "can be written",
        keys: "trusted keys",
        trusted: |count| format!("{count}"),
        keyring: "keyring",
        answers: "answers",
        server: "server",
        reached: |seconds| match seconds.abs() {
            0..60 => "answers; the clocks agree".into(),
            _ => format!("answers; this computer's clock is off by {seconds} seconds, which does no harm"),
        },
        ledger: "count of today",
        sound: "in order",
        machine: "for a batch",
    },
};

fn plan(plan: Plan) -> String {
    let (price, limits) = (plan.price(), plan.limits());
    let mut parts = vec![match limits.per_day {
        Some(count) => format!("{count} conversions a day"),
        None => "unlimited conversions".into(),
    }];
    parts.push(if limits.formats.contains(&Format::Avif) { "WebP and AVIF" } else { "WebP" }.into());
    parts.push(match limits.batch {
        1 => "one file at a time".into(),
        batch => format!("{batch} files in a batch"),
    });
    parts.extend(limits.folder.then(|| "folders".into()));
    parts.push(match limits.devices {
        1 => "1 device".into(),
        count => format!("{count} devices"),
    });
    let cost = match price.month_krw {
        0 => "free of charge".into(),
        month => format!("₩{} a month or ₩{} a year", won(month), won(price.year_krw)),
    };
    format!("{}: {cost}. {}", plan_name(plan), parts.join(", "))
}

fn standing(standing: &Standing) -> Option<String> {
    Some(match standing {
        Standing::Opening | Standing::Anonymous | Standing::InForce(_) => return None,
        Standing::GraceOver { .. } => {
            "The time without a network is over, so the plan is Free for now. Go online once and everything is back."
                .into()
        }
        Standing::NoEntitlement => {
            "The server has not said so far what your plan is. Go online once; until then it is Free.".into()
        }
        Standing::Ended(code) => ended(*code).into(),
        Standing::OtherMachine => {
            "This sign-in was made on another computer. Sign in here: picopress login".into()
        }
        Standing::Outdated => {
            "An older copy of the licence was put back. Go online once and everything is back; until then it is Free."
                .into()
        }
        Standing::Unreadable => {
            "The stored licence is damaged or was changed. Go online once and everything is back; until then it is Free."
                .into()
        }
        Standing::NoSecret(why) => place(why),
    })
}

fn ended(code: VerdictCode) -> &'static str {
    match code {
        VerdictCode::DeviceRemoved => {
            "This device was removed from your account. To use it again: picopress login"
        }
        VerdictCode::LicenceSuspended => "Your subscription was stopped. Please write to us.",
        VerdictCode::SessionRevoked => {
            "This sign-in was ended, for example because the password was changed. Sign in again: picopress login"
        }
        VerdictCode::AccountDeleted => "This account was deleted.",
    }
}

fn error(error: &Error) -> String {
    match error {
        Error::Offline(why) => offline(why),
        Error::Refused(problem) => match Code::from_name(&problem.code) {
            Some(code) => refused(code, problem.retry_after),
            None => format!("the server refused ({}); a newer version of Picopress may know why", problem.code),
        },
        Error::Ended(code) => ended(*code).into(),
        Error::Record(why) => place(why),
        Error::NotSignedIn => "nobody is signed in; sign in first: picopress login".into(),
        Error::SignedInAlready => "somebody else is signed in; sign out first: picopress logout".into(),
        Error::Untrusted(_) => {
            "the server's answer is not signed by anybody this program trusts; nothing was changed. Is there a newer version?"
                .into()
        }
        Error::File { path, why } => format!("{}: {why}", path.display()),
        _ => error.to_string(),
    }
}

fn offline(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Address(_) => {
            "the server's address in PICOPRESS_API is not allowed: it must begin with https://".into()
        }
        Trouble::NoClient(_) => {
            "this system lists no certificate authorities, so no secure connection can be made".into()
        }
        Trouble::Dns | Trouble::Connect => {
            "the server cannot be reached; check the network and try again".into()
        }
        Trouble::Timeout => "the server does not answer in time; try again".into(),
        Trouble::Tls => {
            "no secure connection to the server; something on the way, or this computer's clock, prevents it"
                .into()
        }
        Trouble::ProxyAuth => {
            "the proxy wants a name and a password; add them to its address in the system's settings".into()
        }
        Trouble::CaptivePortal => "this network wants a sign-in first; open any page in the browser".into(),
        Trouble::Server(_) => "the server is out of order; try again later".into(),
        Trouble::RateLimited { .. } => "too many requests; try again in a few minutes".into(),
        Trouble::BadBody => "what answered is not our server; check the network".into(),
        _ => trouble.to_string(),
    }
}

fn refused(code: Code, retry_after: Option<u32>) -> String {
    match code {
        Code::InvalidCredentials => "e-mail address or password is wrong. Forgotten? picopress login --forgot".into(),
        Code::WeakPassword => {
            "the password is too easy: 8 characters or more, a letter and a digit, and none that everybody uses".into()
        }
        Code::DeviceLimit => "all devices of your plan are taken; sign out on one of these, or let one go: picopress login --release-device ID".into(),
        Code::ReleaseLimit => "3 devices were removed within 30 days already; wait, or sign out on the device itself".into(),
        Code::ClientTooOld => "this version is too old for the server; get the new one".into(),
        Code::RateLimited => match retry_after {
            Some(seconds) => format!("too many attempts; try again in {seconds} seconds"),
            None => "too many attempts; try again later".into(),
        },
        Code::NotFound => "there is no such thing at the server".into(),
        Code::ValidationFailed => "the server does not take this; is the e-mail address right?".into(),
        code => format!("the server refused ({})", code.name()),
    }
}

fn place(error: &RecordError) -> String {
    match error {
        RecordError::Absent => {
            "this system has no keyring service. Without one: picopress login --store file".into()
        }
        RecordError::Locked | RecordError::Dismissed => "the keyring is locked; unlock it and try again".into(),
        RecordError::TimedOut => {
            "the keyring does not answer; sign out of the desktop and in again, or: picopress login --store file".into()
        }
        RecordError::LostOrLocked => {
            "the keyring is locked or no longer has the sign-in; unlock it, or sign in again: picopress login".into()
        }
        RecordError::Damaged => "the stored sign-in is damaged; sign in again: picopress login".into(),
        RecordError::Busy => "another window of Picopress is signing in or out; try again".into(),
        RecordError::Exposed(path) => {
            format!("{} can be read by others; make it yours alone: chmod 600", path.display())
        }
        RecordError::Io { path, why } => format!("{}: {why}", path.display()),
        RecordError::Taken => "there is a sign-in already; sign out first: picopress logout".into(),
        RecordError::TooLong | RecordError::Ambiguous | RecordError::Failed(_) => {
            format!("the keyring cannot be used ({error}); without it: picopress login --store file")
        }
    }
}
