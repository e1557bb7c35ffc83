//! `picopress doctor`: looks at everything the program leans on, and says what is wrong and what helps.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use licensing::keyring::RecordPlace;
use licensing::trust::Trust;
use licensing::{Error, Licensing};
use serde_json::json;

use super::{Surroundings, status};
use crate::dirs::Dirs;
use crate::i18n::{self, Catalog};
use crate::machine::Machine;
use crate::rights;

/// One thing that was looked at.
struct Finding {
    /// A stable word for scripts.
    code: &'static str,
    /// What it is called.
    what: &'static str,
    /// How it is, or what is wrong and what helps.
    how: Result<String, String>,
}

/// Runs the verb: exit status 0 when all is well, else 4.
pub fn run(as_json: bool) -> ExitCode {
    let Surroundings { dirs, catalog, .. } = Surroundings::find();
    let findings = look(dirs.as_ref(), catalog);
    findings.iter().for_each(|finding| finding.tell(as_json));
    let is_well = findings.iter().all(|finding| finding.how.is_ok());
    ExitCode::from(if is_well { status::DONE } else { status::LICENCE })
}

fn look(dirs: Option<&Dirs>, catalog: &Catalog) -> Vec<Finding> {
    let words = &catalog.account.doctor;
    let mut findings = vec![
        Finding { code: "codecs", what: words.codecs, how: Ok(codecs()) },
        Finding { code: "machine", what: words.machine, how: Ok(means()) },
        Finding { code: "keys", what: words.keys, how: keys(catalog) },
    ];
    let Some(dirs) = dirs else {
        let how = Err(catalog.not_remembered.to_owned());
        findings.push(Finding { code: "folder", what: words.folder, how });
        return findings;
    };
    let licensing = Licensing::open_and_wait(rights::options(dirs));
    findings.extend([
        Finding { code: "folder", what: words.folder, how: folder(dirs, catalog) },
        Finding { code: "keyring", what: words.keyring, how: keyring(dirs, catalog) },
        Finding { code: "server", what: words.server, how: server(&licensing, catalog) },
        Finding { code: "ledger", what: words.ledger, how: ledger(&licensing, catalog) },
    ]);
    findings
}

impl Finding {
    fn tell(&self, as_json: bool) {
        let (is_well, Ok(how) | Err(how)) = (self.how.is_ok(), &self.how);
        let line = if as_json {
            json!({ "v": 1, "event": "finding", "code": self.code, "ok": is_well, "message": how })
                .to_string()
        } else {
            format!("{} {}: {how}", if is_well { "✓" } else { "✗" }, self.what)
        };
        let _ = writeln!(io::stdout(), "{line}");
    }
}

fn codecs() -> String {
    let versions = converter::encode::versions();
    versions.into_iter().map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ")
}

fn means() -> String {
    let machine = Machine::look();
    let budget = machine.memory_budget(None);
    format!("{} × CPU, {}", machine.cores, i18n::bytes(budget.total()))
}

fn keys(catalog: &Catalog) -> Result<String, String> {
    let trust = Trust::of_this_build();
    match trust.trouble {
        Some(trouble) => Err(trouble),
        None => Ok((catalog.account.doctor.trusted)(trust.keys.to_jwk_set().keys.len())),
    }
}

fn folder(dirs: &Dirs, catalog: &Catalog) -> Result<String, String> {
    let named = |error: io::Error| format!("{}: {error}", dirs.state.display());
    std::fs::create_dir_all(&dirs.state).map_err(named)?;
    tempfile::tempfile_in(&dirs.state).map_err(named)?;
    Ok(format!("{} {}", dirs.state.display(), catalog.account.doctor.writable))
}

/// Only reads: a check-up leaves nothing behind.
fn keyring(dirs: &Dirs, catalog: &Catalog) -> Result<String, String> {
    let home = std::env::var_os("PICOPRESS_HOME").filter(|home| !home.is_empty());
    let place = RecordPlace::keyring(&dirs.state, home.as_deref().map(std::path::Path::new));
    match place.read() {
        Ok(_) => Ok(catalog.account.doctor.answers.to_owned()),
        Err(why) => Err((catalog.account.error)(&Error::Record(why))),
    }
}

fn server(licensing: &Licensing, catalog: &Catalog) -> Result<String, String> {
    let asked = licensing.ask_time();
    let named = |error| format!("{}: {}", rights::api(), (catalog.account.error)(&error));
    let server_ms = asked.map_err(named)?;
    let wall_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
    Ok((catalog.account.doctor.reached)((wall_ms - server_ms) / 1000))
}

fn ledger(licensing: &Licensing, catalog: &Catalog) -> Result<String, String> {
    let ledger = licensing.ledger().map_err(|error| (catalog.account.error)(&error))?;
    let standing = ledger.standing(None).map_err(|error| error.to_string())?;
    if standing.is_closed {
        return Err(catalog.account.count_lost.to_owned());
    }
    Ok(catalog.account.doctor.sound.to_owned())
}
