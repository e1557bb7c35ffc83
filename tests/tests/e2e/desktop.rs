//! The services of a desktop, on a bus of their own: they do nothing, and remember what they were asked.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, pipe};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use zbus::blocking::{Connection, connection};
use zbus::message::Header;
use zbus::names::UniqueName;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue, Value};

use crate::desk::has;
use crate::screen::{address, until};

/// A bus with the services that a window asks.
pub struct Desktop {
    bus: Child,
    /// The address of the bus.
    pub address: String,
    asked: Asked,
    _services: Connection,
}

/// What the services were asked, a line each.
type Asked = Arc<Mutex<Vec<String>>>;

fn note(asked: &Asked, line: String) {
    asked.lock().expect("nobody panicked over it").push(line);
}

impl Desktop {
    /// One whose dialogs choose these files; without any, it has no dialogs. `None`, said aloud, where there is no bus.
    pub fn start(chosen: &[PathBuf]) -> Option<Self> {
        Desktop::serving(chosen, "")
    }

    /// One that lets nobody keep the computer from this.
    pub fn refusing(what: &'static str) -> Option<Self> {
        Desktop::serving(&[], what)
    }

    fn serving(chosen: &[PathBuf], refused: &'static str) -> Option<Self> {
        if !has("dbus-daemon", "have a desktop on") {
            return None;
        }
        let mut bus = Command::new("dbus-daemon");
        let bus = bus.args(["--session", "--nofork", "--print-address"]).stdout(Stdio::piped()).spawn();
        let mut bus = bus.expect("started");
        let mut address = String::new();
        let output = bus.stdout.take().expect("piped");
        BufReader::new(output).read_line(&mut address).expect("it says where it is");
        let address = address.trim().to_owned();
        let asked = Asked::default();
        let services = serve(&address, &asked, chosen, refused).expect("the services are on the bus");
        Some(Desktop { bus, address, asked, _services: services })
    }

    /// Lets a program meet these services, and none of whoever runs the tests.
    pub fn around(&self, command: &mut Command) {
        for bus in ["DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"] {
            command.env(bus, &self.address);
        }
    }

    /// Waits until a service was asked this.
    pub fn wait_for(&self, line: &str) {
        let told = || self.asked.lock().expect("nobody panicked over it").clone();
        until(&format!("\"{line}\" among {:?}", told()), || {
            told().iter().any(|told| told.starts_with(line)).then_some(())
        });
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let _ = self.bus.kill();
        let _ = self.bus.wait();
        if std::thread::panicking() {
            println!("{:#?}", self.asked);
        }
    }
}

fn serve(
    address: &str,
    asked: &Asked,
    chosen: &[PathBuf],
    refused: &'static str,
) -> zbus::Result<Connection> {
    let notifications = Notifications(asked.clone());
    let login = Login { asked: asked.clone(), refused };
    let mut services = connection::Builder::address(address)?
        .name("org.freedesktop.Notifications")?
        .serve_at("/org/freedesktop/Notifications", notifications)?
        .name("org.freedesktop.login1")?
        .serve_at("/org/freedesktop/login1", login)?;
    if !chosen.is_empty() {
        services = services
            .name("org.freedesktop.portal.Desktop")?
            .serve_at("/org/freedesktop/portal/desktop", FileChooser(chosen.to_vec()))?;
    }
    services.build()
}

/// <https://specifications.freedesktop.org/notification-spec/latest/protocol.html>
struct Notifications(Asked);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[expect(clippy::too_many_arguments, reason = "as specified")]
    fn notify(
        &self,
        name: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<&str>,
        _hints: HashMap<&str, Value<'_>>,
        _milliseconds: i32,
    ) -> u32 {
        note(&self.0, format!("notify {name}: {summary}: {body}"));
        1
    }
}

/// <https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html>
struct Login {
    asked: Asked,
    refused: &'static str,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    /// Holds until the other end of what it returns is closed, by whoever has it or by its death.
    fn inhibit(&self, what: String, who: &str, _why: &str, mode: &str) -> zbus::fdo::Result<OwnedFd> {
        if what == self.refused {
            return Err(zbus::fdo::Error::AccessDenied(what));
        }
        note(&self.asked, format!("{who} keeps from {what}: {mode}"));
        let (mut reader, writer) = pipe().expect("a pipe");
        let asked = self.asked.clone();
        std::thread::spawn(move || {
            let _ = reader.read(&mut [0]);
            note(&asked, format!("{what} may be"));
        });
        Ok(std::os::fd::OwnedFd::from(writer).into())
    }
}

/// <https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.FileChooser.html>
struct FileChooser(Vec<PathBuf>);

#[zbus::interface(name = "org.freedesktop.portal.FileChooser")]
impl FileChooser {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        3
    }

    async fn open_file(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
        _parent: &str,
        _title: &str,
        options: HashMap<&str, OwnedValue>,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        let sender = header.sender().map(|sender| sender.as_str().replace('.', "_")).unwrap_or_default();
        let token = options.get("handle_token").and_then(|token| <&str>::try_from(token).ok()).unwrap_or("t");
        let sender = sender.trim_start_matches(':');
        let request = format!("/org/freedesktop/portal/desktop/request/{sender}/{token}");
        let chosen: Vec<_> = self.0.iter().map(|file| address(file)).collect();
        let results = HashMap::from([("uris", Value::from(chosen))]);
        let to = header.sender().map(UniqueName::to_owned);
        let (connection, path) = (connection.clone(), request.clone());
        std::thread::spawn(move || {
            // Nobody chooses faster than the dialog is told to have opened, and `rfd` would not hear it.
            std::thread::sleep(Duration::from_millis(300));
            let interface = "org.freedesktop.portal.Request";
            let answer = (0_u32, results);
            zbus::block_on(connection.emit_signal(to, path.as_str(), interface, "Response", &answer))
        });
        Ok(OwnedObjectPath::try_from(request).map_err(zbus::Error::from)?)
    }
}
