//! Accounts as a person meets them: the built program, the built backend, a real keyring, real pictures.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::desk::{Desk, Ran, has, stay_clear_of_midnight};
use crate::service::Service;

pub const EMAIL: &str = "minji@example.com";
pub const PASSWORD: &str = "correct-horse-7";
pub const DAY: Duration = Duration::from_secs(86_400);

/// A person at a desk, with an account at a backend of their own.
pub struct Person {
    /// Where they sit.
    pub desk: Desk,
    /// The backend.
    pub service: Service,
    /// Time that this computer slept.
    pub slept: Duration,
    /// The bus on which the keyring is, if there is one.
    pub bus: Option<String>,
    /// What the parts of this computer say.
    hardware: &'static str,
}

/// A computer whose parts can be told.
const COMPUTER: &str = "machine=a,board=b,disk=c,cpu=d";
/// Another one.
const ANOTHER: &str = "machine=e,board=f,disk=g,cpu=h";
/// A container: nothing can be told.
const CONTAINER: &str = "";

impl Person {
    /// Somebody at a computer with nothing but the program.
    pub fn without_an_account() -> Self {
        Person {
            desk: Desk::free(),
            service: Service::start(),
            slept: Duration::ZERO,
            bus: None,
            hardware: COMPUTER,
        }
    }

    /// Somebody who registered and has this plan until 2099, but is not signed in.
    pub fn with(plan: &str) -> Self {
        let person = Person::without_an_account();
        let registered = person.typing(&["register", EMAIL, "--password-stdin"], PASSWORD);
        assert_eq!(registered.status, 0, "{}", registered.stderr);
        if plan != "free" {
            person.service.admin(&["grant", EMAIL, "--plan", plan, "--until", "2099-12-31"]);
        }
        person
    }

    /// As above, and signed in with a file.
    pub fn signed_in(plan: &str) -> Self {
        let person = Person::with(plan);
        assert_eq!(person.sign_in(&["--store", "file"]).status, 0);
        person
    }

    /// Signs in, with more options.
    pub fn sign_in(&self, more: &[&str]) -> Ran {
        self.typing(&[&["login", EMAIL, "--password-stdin"], more].concat(), PASSWORD)
    }

    /// The program on this computer, after the time that it slept.
    pub fn command(&self) -> Command {
        let program = self.desk.command();
        let mut command = Command::new("unshare");
        // Whoever ends this command ends the program.
        command.args([
            "--time",
            "--fork",
            "--kill-child",
            "--boottime",
            &self.slept.as_secs().to_string(),
            "--",
        ]);
        command.arg(program.get_program()).current_dir(self.desk.path("."));
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("PICOPRESS_API", self.service.api()).env("PICOPRESS_DEV_KEYS", self.service.keys());
        command.env("PICOPRESS_HARDWARE", self.hardware);
        match &self.bus {
            Some(bus) => command.env("DBUS_SESSION_BUS_ADDRESS", bus),
            None => command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", "/nowhere"),
        };
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command().args(arguments).output().expect("started"))
    }

    /// Runs a verb that reads a line from standard input.
    fn typing(&self, arguments: &[&str], line: &str) -> Ran {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("started");
        let mut input = process.stdin.take().expect("piped");
        writeln!(input, "{line}").expect("written");
        drop(input);
        Ran::new(process.wait_with_output().expect("ended"))
    }

    fn status(&self) -> Value {
        self.run(&["status", "--json"]).events().remove(0)
    }

    /// Converts a new picture to AVIF and says how that ended.
    fn convert_avif(&self, name: &str) -> Ran {
        self.desk.picture(name, 64, 48);
        self.run(&["convert", "--json", "--to", "avif", "--always", name])
    }
}

/// A session bus with an unlocked keyring. Ends with this value.
pub struct Keyring {
    process: Child,
    /// The address of the bus.
    pub bus: String,
    daemon: String,
}

impl Keyring {
    /// With its files in this folder.
    pub fn start(folder: &std::path::Path) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../licensing/tests/account/with-keyring.sh");
        let say = "echo $DBUS_SESSION_BUS_ADDRESS $KEYRING_PID; exec cat";
        let mut command = Command::new("bash");
        command.arg(script).arg(folder).args(["unlocked", "bash", "-c", say]);
        // All of it ends with its input, whichever process of it is killed.
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("a session bus");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("its address");
        let (bus, daemon) = line.trim().split_once(' ').expect("the address and the daemon");
        Keyring { bus: bus.to_owned(), daemon: daemon.to_owned(), process }
    }

    /// Sends the daemon a signal.
    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.daemon]).status().expect("kill").success());
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        // A stopped daemon hears nothing else.
        let _ = Command::new("kill").args(["-KILL", &self.daemon]).status();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The number of the day in Seoul after this time.
fn day_in(time: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    (now + time + Duration::from_secs(9 * 3600)).as_secs() / 86_400
}

#[test]
fn a_subscriber_works_seven_days_without_a_network_and_then_as_free_until_it_is_back() {
    let (in_time, too_late) = (DAY * 69 / 10, DAY * 71 / 10);
    stay_clear_of_midnight(&[in_time, too_late]);
    let mut person = Person::with("basic");
    let keyring = Keyring::start(&person.desk.path("keyring"));
    person.bus = Some(keyring.bus.clone());
    let signed_in = person.sign_in(&[]);
    assert_eq!((signed_in.status, signed_in.stdout.contains("Basic")), (0, true), "{}", signed_in.stderr);
    assert!(person.convert_avif("online.png").status == 0);
    assert_eq!(person.status()["used"], 1);

    person.service.stop();
    let offline = person.convert_avif("offline.png");
    assert_eq!(offline.status, 0, "{}", offline.stdout);
    let status = person.status();
    assert_eq!(
        (&status["plan"], &status["online"], &status["offline_days_left"]),
        (&"basic".into(), &false.into(), &7.into()),
        "{status}"
    );

    person.slept = in_time;
    assert_eq!(person.convert_avif("last-hours.png").status, 0);
    assert_eq!(person.status()["offline_days_left"], 1);

    person.slept = too_late;
    let over = person.run(&["status"]);
    assert_eq!(over.status, 4);
    assert!(over.stdout.contains("Go online once and everything is back"), "{}", over.stdout);
    let refused = person.convert_avif("too-late.png");
    assert_eq!(refused.status, 3, "{}", refused.stdout);
    assert_eq!(refused.events_named("refused")[0]["code"], "plan_format");

    person.service.set_ahead(person.slept);
    person.service.go_on();
    let back = person.run(&["convert", "--json", "--to", "avif", "--always", "too-late.png"]);
    assert_eq!(back.status, 0, "{}{}", back.stdout, back.stderr);
    let status = person.status();
    assert_eq!((&status["plan"], &status["online"]), (&"basic".into(), &true.into()), "{status}");
    // Nothing that was made without a network is forgotten: what falls on this day is counted on it.
    let on_this_day = [in_time, too_late].map(day_in).map(|day| day == day_in(person.slept));
    assert_eq!(status["used"], on_this_day.into_iter().filter(|is| *is).count(), "{status}");
}

#[test]
fn a_container_without_a_keyring_is_told_so_and_served_with_a_file() {
    let mut person = Person::with("pro");
    person.hardware = CONTAINER;
    let refused = person.sign_in(&[]);
    assert_eq!(refused.status, 4);
    assert!(refused.stderr.contains("--store file"), "{}", refused.stderr);
    let signed_in = person.sign_in(&["--store", "file"]);
    assert!(signed_in.stdout.contains("3 days without a network"), "{}", signed_in.stdout);
    let status = person.status();
    assert_eq!((&status["plan"], &status["offline_days_left"]), (&"pro".into(), &3.into()), "{status}");
}

#[test]
fn a_frozen_keyring_costs_three_seconds_and_nothing_else() {
    let mut person = Person::with("basic");
    let keyring = Keyring::start(&person.desk.path("keyring"));
    person.bus = Some(keyring.bus.clone());
    assert_eq!(person.sign_in(&[]).status, 0);
    keyring.signal("-STOP");
    person.desk.picture("a.png", 40, 40);
    let start = Instant::now();
    let ran = person.run(&["convert", "--json", "a.png", "--always"]);
    // Three for the keyring, however often it is asked; the rest is what a busy machine takes to start and convert.
    assert!(start.elapsed() < Duration::from_secs(33), "{:?}", start.elapsed());
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(person.status()["standing"], "no_secret");
    keyring.signal("-CONT");
    assert_eq!(person.status()["plan"], "basic");
}

#[test]
fn devices_are_capped_listed_and_removed_and_the_removed_one_is_free() {
    let first = Person::signed_in("free");
    let elsewhere = Desk::free();
    let second = |arguments: &[&str], line: &str| {
        let mut command = first.command();
        command.env("PICOPRESS_HOME", elsewhere.path("home")).env("PICOPRESS_HARDWARE", ANOTHER);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("started");
        writeln!(process.stdin.take().expect("piped"), "{line}").expect("written");
        Ran::new(process.wait_with_output().expect("ended"))
    };
    let login = ["login", EMAIL, "--password-stdin", "--store", "file"];
    let refused = second(&login, PASSWORD);
    assert_eq!(refused.status, 4);
    let devices = first.run(&["devices", "--json"]).events().remove(0);
    let id = devices["devices"][0]["id"].as_str().expect("an id").to_owned();
    assert!(
        refused.stderr.contains(&id) && refused.stderr.contains("--release-device"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("Linux device"), "nobody gave it a name: {}", refused.stderr);
    let released = second(&[&login[..], &["--release-device", &id]].concat(), PASSWORD);
    assert_eq!(released.status, 0, "{}", released.stderr);
    assert!(first.run(&["status"]).stdout.contains("was removed from your account"));
    assert_eq!(second(&["logout"], "").status, 0);
    assert_eq!(first.sign_in(&["--store", "file"]).status, 0);
    let devices = first.run(&["devices", "--json"]).events().remove(0);
    let id = devices["devices"][0]["id"].as_str().expect("an id").to_owned();

    first.service.admin(&["grant", EMAIL, "--plan", "basic", "--until", "2099-12-31"]);
    assert_eq!(second(&login, PASSWORD).status, 0);
    let removed = second(&["devices", "remove", &id], "");
    assert_eq!(removed.status, 0, "{}", removed.stderr);
    let status = first.run(&["status"]);
    assert_eq!(status.status, 4);
    assert!(status.stdout.contains("was removed from your account"), "{}", status.stdout);
    assert_eq!(first.convert_avif("a.png").status, 3);
}

#[test]
fn two_devices_share_the_day_and_offline_ones_are_added_up_later() {
    let mut first = Person::signed_in("basic");
    let second = Person::without_an_account();
    let on_second = |person: &Person, arguments: &[&str], line: &str| {
        let mut command = second.command();
        command.env("PICOPRESS_HARDWARE", ANOTHER);
        command.env("PICOPRESS_API", person.service.api()).env("PICOPRESS_DEV_KEYS", person.service.keys());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("started");
        writeln!(process.stdin.take().expect("piped"), "{line}").expect("written");
        Ran::new(process.wait_with_output().expect("ended"))
    };
    let login = ["login", EMAIL, "--password-stdin", "--store", "file"];
    assert_eq!(on_second(&first, &login, PASSWORD).status, 0);
    assert_eq!(first.convert_avif("a.png").status, 0);
    // A run tells what it counted as it ends, and does not wait for long; asking for the status does.
    assert_eq!(first.status()["used"], 1);
    let status = on_second(&first, &["status", "--json"], "").events().remove(0);
    assert_eq!(status["used"], 1, "{status}");

    first.service.stop();
    assert_eq!(first.convert_avif("b.png").status, 0);
    second.desk.picture("c.png", 40, 40);
    assert_eq!(on_second(&first, &["convert", "c.png", "--always"], "").status, 0);
    first.service.go_on();
    assert_eq!(first.status()["used"], 2);
    let status = on_second(&first, &["status", "--json"], "").events().remove(0);
    assert_eq!(status["used"], 3, "{status}");
}

#[test]
fn no_address_password_token_or_file_name_is_told_to_the_log() {
    let person = Person::with("basic");
    let mut command = person.command();
    command.env("PICOPRESS_LOG", "info").args(["login", EMAIL, "--password-stdin", "--store", "file"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("started");
    writeln!(process.stdin.take().expect("piped"), "{PASSWORD}").expect("written");
    let login = Ran::new(process.wait_with_output().expect("ended"));
    assert_eq!(login.status, 0, "{}", login.stderr);
    person.desk.picture("비밀.png", 40, 40);
    let mut command = person.command();
    command.env("PICOPRESS_LOG", "info").args(["convert", "--quiet", "--always", "비밀.png"]);
    let converted = Ran::new(command.output().expect("started"));
    assert_eq!(converted.status, 0, "{}", converted.stderr);
    let machine_id = fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let log = login.stderr + &converted.stderr;
    for secret in [EMAIL, PASSWORD, "비밀", "rt1.", "eyJ", machine_id.trim()] {
        assert!(secret.is_empty() || !log.contains(secret), "{secret} in:\n{log}");
    }
}

#[test]
fn a_mail_confirms_the_address_and_another_helps_who_forgot_the_password() {
    if !has("unshare", "let a computer sleep") {
        return;
    }
    let person = Person::with("free");
    let asked = person.run(&["login", EMAIL, "--forgot"]);
    assert_eq!(asked.status, 0, "{}", asked.stderr);
    let mails = person.service.mails(2);
    assert!(mails.iter().all(|mail| mail.contains(EMAIL)), "{mails:?}");
    let wrong = person.typing(&["login", EMAIL, "--password-stdin", "--store", "file"], "wrong-password-1");
    assert_eq!(wrong.status, 4);
    assert!(wrong.stderr.contains("--forgot"), "{}", wrong.stderr);
}

#[test]
fn an_account_is_renamed_its_data_is_handed_over_and_it_ends_for_good() {
    if !has("unshare", "let a computer sleep") {
        return;
    }
    let person = Person::signed_in("basic");
    assert_eq!(person.run(&["account", "name", "김민지"]).status, 0);
    let file = person.desk.path("me.json");
    let exported = person.run(&["account", "export", &file.to_string_lossy()]);
    assert_eq!(exported.status, 0, "{}", exported.stderr);
    let data: Value = serde_json::from_slice(&fs::read(&file).expect("written")).expect("JSON");
    assert_eq!((&data["account"]["name"], &data["account"]["email"]), (&"김민지".into(), &EMAIL.into()));
    assert_eq!(data["subscription"]["plan"], "basic");
    let shown = person.run(&["account", "export"]);
    let shown: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(shown["account"], data["account"]);

    let lines = format!("{PASSWORD}\nanother-horse-8");
    assert_eq!(person.typing(&["account", "password", "--password-stdin"], &lines).status, 0);
    let wrong = person.typing(&["account", "delete", "--password-stdin"], PASSWORD);
    assert_eq!(wrong.status, 4, "the former password");
    let deleted = person.typing(&["account", "delete", "--password-stdin"], "another-horse-8");
    assert_eq!(deleted.status, 0, "{}", deleted.stderr);
    assert_eq!(person.status()["signed_in"], false);
    assert_eq!(person.sign_in(&["--store", "file"]).status, 4, "nobody is there any more");
}
