//! What the program says about accounts, plans and devices.

use licensing::Error;
use licensing::entitlement::Standing;
use licensing::protocol::Plan;

/// The sentences of one language. Times come as text, in the person's own time zone.
pub struct Account {
    /// Asks for the address.
    pub ask_email: &'static str,
    /// Asks for the password.
    pub ask_password: &'static str,
    /// Asks for a new password, with what it must have.
    pub ask_new_password: &'static str,
    /// Asks for it once more.
    pub ask_again: &'static str,
    /// The two were not the same.
    pub passwords_differ: &'static str,
    /// Nobody can be asked here: what to type instead.
    pub nobody_to_ask: &'static str,
    /// An account was asked for: the address.
    pub registered: fn(&str) -> String,
    /// A mail to choose a new password was asked for: the address.
    pub reset_sent: fn(&str) -> String,
    /// Signed in: the address and the plan.
    pub signed_in: fn(&str, Plan) -> String,
    /// The secret of the sign-in lies in a file.
    pub kept_in_file: &'static str,
    /// Signed out, here and at the server.
    pub signed_out: &'static str,
    /// Signed out here; the server was not reached.
    pub signed_out_here: &'static str,
    /// Nobody is signed in: the plan is Free.
    pub nobody: &'static str,
    /// Who is signed in: the address and the plan.
    pub who: fn(&str, Plan) -> String,
    /// The subscription is paid until then, and whether it goes on by itself.
    pub paid_through: fn(&str, bool) -> String,
    /// Conversions used today, the limit if there is one, and when counting begins anew.
    pub today: fn(u32, Option<u32>, &str) -> String,
    /// The count of the day was lost or changed.
    pub count_lost: &'static str,
    /// Whole days that the plan holds without contact, and until when.
    pub offline: fn(u64, &str) -> String,
    /// Why the plan is Free though somebody signed in; `None` where there is nothing to explain.
    pub standing: fn(&Standing) -> Option<String>,
    /// The server was not reached, in front of why.
    pub no_contact: &'static str,
    /// Why a call failed and what to do.
    pub error: fn(&Error) -> String,
    /// Devices: how many of how many the plan allows, and how many may still be removed this month.
    pub devices: fn(usize, u32, u32) -> String,
    /// A device that nobody gave a name: its system, `linux`, `windows`, `macos` or nothing.
    pub nameless: fn(&str) -> String,
    /// Marks the device the person sits at.
    pub this_device: &'static str,
    /// Last contact of a device.
    pub last_seen: fn(&str) -> String,
    /// A device was removed.
    pub removed: &'static str,
    /// The account has another name.
    pub renamed: &'static str,
    /// The password is another one.
    pub password_changed: &'static str,
    /// The account is gone.
    pub deleted: &'static str,
    /// One line of the plan table.
    pub plan: fn(Plan) -> String,
    /// Words of the check-up.
    pub doctor: Doctor,
}

/// The words of `picopress doctor`.
pub struct Doctor {
    /// Codecs and their versions.
    pub codecs: &'static str,
    /// The folder for what the program remembers.
    pub folder: &'static str,
    /// The folder can be written.
    pub writable: &'static str,
    /// The keys that the build trusts.
    pub keys: &'static str,
    /// How many keys there are.
    pub trusted: fn(usize) -> String,
    /// The system's keyring.
    pub keyring: &'static str,
    /// The keyring answers.
    pub answers: &'static str,
    /// The backend.
    pub server: &'static str,
    /// The backend answers, and its clock differs by this many seconds from this machine's.
    pub reached: fn(i64) -> String,
    /// The count of conversions.
    pub ledger: &'static str,
    /// The count is in order.
    pub sound: &'static str,
    /// The memory and the cores for a batch.
    pub machine: &'static str,
}

/// The name of a system, which is the same in every language. `None` for one that is not known.
pub fn system_name(platform: &str) -> Option<&'static str> {
    match platform {
        "linux" => Some("Linux"),
        "windows" => Some("Windows"),
        "macos" => Some("macOS"),
        _ => None,
    }
}
