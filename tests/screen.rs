//! A screen that nobody sees, and a hand that works on it: keys, clipboard and dragged files, all by way of the X
//! server, as for a person.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ChangeWindowAttributesAux, ClientMessageEvent,
    ConnectionExt as _, CreateWindowAux, EventMask, ImageFormat, InputFocus, MOTION_NOTIFY_EVENT, MapState,
    PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::has;

/// So long something may take on a busy machine before it counts as not happening.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The button of the mouse that clicks.
pub const LEFT: u8 = 1;

/// A screen with a window manager.
pub struct Screen {
    server: Child,
    manager: Child,
    /// Its name, for `DISPLAY`.
    pub name: String,
    connection: RustConnection,
    root: Window,
}

/// Keys, by their names in X.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
#[expect(missing_docs, reason = "they are called as what stands on them")]
pub enum Key {
    Shift = 0xffe1,
    Control = 0xffe3,
    Enter = 0xff0d,
    Tab = 0xff09,
    Up = 0xff52,
    Down = 0xff54,
    PageUp = 0xff55,
    PageDown = 0xff56,
    Home = 0xff50,
    End = 0xff57,
    Period = 0x2e,
    Delete = 0xffff,
    Escape = 0xff1b,
    Right = 0xff53,
    One = 0x31,
    Three = 0x33,
    Four = 0x34,
    A = 0x61,
    D = 0x64,
    F = 0x66,
    O = 0x6f,
    V = 0x76,
    Z = 0x7a,
}

impl Screen {
    /// A fresh one; `None`, said aloud, where the tools for it are missing.
    pub fn start() -> Option<Self> {
        if !has("Xvfb", "show a window on") || !has("openbox", "manage windows") {
            return None;
        }
        // Two servers that look for a free number at once may both take the same one: they hold no lock meanwhile.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let mut server = Command::new("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
        let mut server = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
        let mut number = String::new();
        let output = server.stdout.take().expect("piped");
        BufReader::new(output).read_line(&mut number).expect("it says which display it is");
        drop(turn);
        let name = format!(":{}", number.trim());
        let mut manager = Command::new("openbox");
        let manager = manager.env("DISPLAY", &name).stderr(Stdio::null()).spawn().expect("started");
        let (connection, root) = connect(&name);
        let screen = Screen { server, manager, name, connection, root };
        // A window that comes before its manager has no frame, and no focus.
        until("the window manager", || screen.is_managed().then_some(()));
        Some(screen)
    }

    /// The window of the program, once it can be seen.
    pub fn window(&self) -> Window {
        until("the window", || self.find(self.root))
    }

    /// Presses keys in a window, all at once.
    pub fn press(&self, window: Window, keys: &[Key]) {
        self.press_symbols(window, &keys.iter().map(|key| *key as u32).collect::<Vec<_>>());
    }

    fn press_symbols(&self, window: Window, symbols: &[u32]) {
        let focus = self.connection.set_input_focus(InputFocus::PARENT, window, CURRENT_TIME);
        focus.expect("sent").check().expect("the window can be seen");
        let codes: Vec<u8> = symbols.iter().map(|symbol| self.code(*symbol).0).collect();
        let press = codes.iter().map(|code| (x11rb::protocol::xproto::KEY_PRESS_EVENT, *code));
        let release = codes.iter().rev().map(|code| (x11rb::protocol::xproto::KEY_RELEASE_EVENT, *code));
        for (kind, code) in press.chain(release) {
            self.connection.xtest_fake_input(kind, code, CURRENT_TIME, self.root, 0, 0, 0).expect("sent");
        }
        self.connection.sync().expect("done");
    }

    /// Types a text of ASCII in a window, one key after the other.
    pub fn type_text(&self, window: Window, text: &str) {
        // The symbol of a sign of ASCII is its number.
        for symbol in text.chars().map(u32::from) {
            match self.code(symbol) {
                (_, true) => self.press_symbols(window, &[Key::Shift as u32, symbol]),
                (_, false) => self.press_symbols(window, &[symbol]),
            }
        }
    }

    /// Turns to something else: the window is put away as an icon (ICCCM 4.1.4).
    pub fn put_away(&self, window: Window) {
        const ICONIC: u32 = 3;
        let message = ClientMessageEvent::new(
            32,
            window,
            atom(&self.connection, "WM_CHANGE_STATE"),
            [ICONIC, 0, 0, 0, 0],
        );
        let to_manager = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        self.connection.send_event(false, self.root, to_manager, message).expect("sent");
        self.connection.sync().expect("done");
    }

    /// Asks a window to close, as the button in its frame does (ICCCM 4.2.8.1).
    pub fn ask_to_close(&self, window: Window) {
        let (protocols, delete) =
            (atom(&self.connection, "WM_PROTOCOLS"), atom(&self.connection, "WM_DELETE_WINDOW"));
        let message = ClientMessageEvent::new(32, window, protocols, [delete, CURRENT_TIME, 0, 0, 0]);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message).expect("sent");
        self.connection.sync().expect("done");
    }

    /// Moves the mouse to a place of the window, and clicks there.
    pub fn click(&self, window: Window, x: i16, y: i16) {
        self.point_at(window, x, y);
        self.button(LEFT, true);
        self.button(LEFT, false);
    }

    /// Moves the mouse to a place of the window.
    pub fn point_at(&self, window: Window, x: i16, y: i16) {
        let place = self.connection.translate_coordinates(window, self.root, x, y).expect("sent");
        let place = place.reply().expect("the window can be seen");
        let (x, y) = (place.dst_x, place.dst_y);
        self.fake(MOTION_NOTIFY_EVENT, 0, x, y);
    }

    /// Turns the wheel by a notch, towards the person or away.
    pub fn turn_wheel(&self, is_towards: bool) {
        let button = if is_towards { 5 } else { 4 };
        self.button(button, true);
        self.button(button, false);
    }

    /// Presses a button of the mouse, or lets it go.
    pub fn button(&self, button: u8, is_down: bool) {
        let kind = if is_down { BUTTON_PRESS_EVENT } else { BUTTON_RELEASE_EVENT };
        self.fake(kind, button, 0, 0);
    }

    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) {
        self.connection.xtest_fake_input(kind, detail, CURRENT_TIME, self.root, x, y, 0).expect("sent");
        self.connection.sync().expect("done");
    }

    /// Puts a text on the clipboard, where it stays as long as the screen.
    pub fn copy(&self, text: String) {
        let (connection, root) = connect(&self.name);
        let atoms = Atoms::of(&connection);
        let owner = small_window(&connection, root);
        connection.set_selection_owner(owner, atoms.clipboard, CURRENT_TIME).expect("sent");
        connection.sync().expect("done");
        std::thread::spawn(move || {
            // Without a server there is nobody left to paste.
            while let Ok(event) = connection.wait_for_event() {
                if let Event::SelectionRequest(request) = event {
                    answer(&connection, &request, &atoms, atoms.text, text.as_bytes());
                }
            }
        });
    }

    /// Drags files over a window and lets them go there.
    pub fn drop_files(&self, window: Window, files: &[PathBuf]) {
        let (connection, root) = connect(&self.name);
        let atoms = Atoms::of(&connection);
        let source = small_window(&connection, root);
        connection.set_selection_owner(source, atoms.dragged, CURRENT_TIME).expect("sent");
        let tell = |kind: Atom, data: [u32; 5]| {
            let message = ClientMessageEvent::new(32, window, kind, data);
            connection.send_event(false, window, EventMask::NO_EVENT, message).expect("sent");
            connection.flush().expect("sent");
        };
        let list: String = files.iter().map(|file| format!("{}\r\n", address(file))).collect();
        let serve_until = |kind: Atom| {
            until("an answer to what is dragged", || {
                match connection.poll_for_event().expect("the server is there") {
                    Some(Event::SelectionRequest(request)) => {
                        answer(&connection, &request, &atoms, atoms.uri_list, list.as_bytes());
                        None
                    }
                    Some(Event::ClientMessage(message)) => (message.type_ == kind).then_some(()),
                    _ => None,
                }
            });
        };
        let place =
            connection.translate_coordinates(window, root, 200, 200).expect("sent").reply().expect("there");
        let place = (u32::from(place.dst_x.cast_unsigned()) << 16) | u32::from(place.dst_y.cast_unsigned());
        tell(atoms.enter, [source, 5 << 24, atoms.uri_list, 0, 0]);
        tell(atoms.position, [source, 0, place, CURRENT_TIME, atoms.copy]);
        serve_until(atoms.status);
        tell(atoms.drop, [source, 0, CURRENT_TIME, 0, 0]);
        serve_until(atoms.finished);
    }

    /// Waits until somebody owns a selection of this name, as servers that others look for by name do.
    pub fn wait_for_owner(&self, selection: &str) {
        let selection_atom = atom(&self.connection, selection);
        until(selection, || {
            let owner = self.connection.get_selection_owner(selection_atom).expect("sent").reply().ok()?;
            (owner.owner != x11rb::NONE).then_some(())
        });
    }

    /// What is seen of a window now: blue, green, red and a byte of nothing for each pixel, by rows.
    pub fn pixels(&self, window: Window) -> Vec<u8> {
        let size = self.connection.get_geometry(window).expect("sent").reply().expect("the window is there");
        let image =
            self.connection.get_image(ImageFormat::Z_PIXMAP, window, 0, 0, size.width, size.height, u32::MAX);
        image.expect("sent").reply().expect("the window can be seen").data
    }

    /// The code of the key for a symbol, and whether it takes Shift.
    fn code(&self, symbol: u32) -> (u8, bool) {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = self.connection.get_keyboard_mapping(first, last - first + 1).expect("sent");
        let mapping = mapping.reply().expect("a keyboard");
        let per_code = usize::from(mapping.keysyms_per_keycode);
        let index = mapping.keysyms.iter().position(|other| *other == symbol).expect("a key");
        (first + u8::try_from(index / per_code).expect("a code"), index % per_code == 1)
    }

    fn is_managed(&self) -> bool {
        let atom = atom(&self.connection, "_NET_SUPPORTING_WM_CHECK");
        let property = self.connection.get_property(false, self.root, atom, AtomEnum::WINDOW, 0, 1);
        property.expect("sent").reply().is_ok_and(|property| property.value_len == 1)
    }

    /// The program's window at or below this one, when it can be seen.
    fn find(&self, window: Window) -> Option<Window> {
        // Windows come and go meanwhile.
        let title = atom(&self.connection, "_NET_WM_NAME");
        let title = self.connection.get_property(false, window, title, AtomEnum::ANY, 0, 64);
        let title = title.expect("sent").reply().ok()?;
        let seen = self.connection.get_window_attributes(window).expect("sent").reply().ok()?.map_state;
        if title.value == b"Picopress" && seen == MapState::VIEWABLE {
            return Some(window);
        }
        let below = self.connection.query_tree(window).expect("sent").reply().ok()?.children;
        below.into_iter().find_map(|window| self.find(window))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for process in [&mut self.manager, &mut self.server] {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Asks a window whether it still answers, as window managers do (`_NET_WM_PING`). It answers when its thread is done with
/// what it was at: nobody feels that it stands still, or sees more than that.
pub struct Pinger {
    connection: RustConnection,
    root: Window,
    window: Window,
    protocols: Atom,
    ping: Atom,
}

impl Pinger {
    /// For a window of this screen.
    pub fn new(screen: &Screen, window: Window) -> Self {
        let (connection, root) = connect(&screen.name);
        let answers = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &answers).expect("sent").check().expect("heard");
        let (protocols, ping) = (atom(&connection, "WM_PROTOCOLS"), atom(&connection, "_NET_WM_PING"));
        Pinger { connection, root, window, protocols, ping }
    }

    /// How long the answer takes; `None` when none comes.
    pub fn ask(&self) -> Option<Duration> {
        let data = [self.ping, CURRENT_TIME, self.window, 0, 0];
        let message = ClientMessageEvent::new(32, self.window, self.protocols, data);
        let start = Instant::now();
        self.connection.send_event(false, self.window, EventMask::NO_EVENT, message).ok()?.check().ok()?;
        while start.elapsed() < PATIENCE {
            match self.connection.poll_for_event().ok()? {
                Some(event) if self.is_answer(&event) => return Some(start.elapsed()),
                Some(_) => {}
                None => std::thread::sleep(Duration::from_micros(200)),
            }
        }
        None
    }

    fn is_answer(&self, event: &Event) -> bool {
        let Event::ClientMessage(answer) = event else { return false };
        (answer.window, answer.type_) == (self.root, self.protocols)
            && answer.data.as_data32()[0] == self.ping
    }
}

/// Waits for something to be there.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "{what} did not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn connect(name: &str) -> (RustConnection, Window) {
    let (connection, number) = until("the X server", || x11rb::connect(Some(name)).ok());
    let root = connection.setup().roots[number].root;
    (connection, root)
}

fn small_window(connection: &RustConnection, root: Window) -> Window {
    let window = connection.generate_id().expect("an id");
    let created = connection.create_window(
        x11rb::COPY_DEPTH_FROM_PARENT,
        window,
        root,
        0,
        0,
        1,
        1,
        0,
        WindowClass::INPUT_OUTPUT,
        x11rb::COPY_FROM_PARENT,
        &CreateWindowAux::new(),
    );
    created.expect("sent");
    window
}

/// What selections and drags are called.
struct Atoms {
    clipboard: Atom,
    text: Atom,
    targets: Atom,
    dragged: Atom,
    uri_list: Atom,
    enter: Atom,
    position: Atom,
    status: Atom,
    drop: Atom,
    finished: Atom,
    copy: Atom,
}

impl Atoms {
    fn of(connection: &RustConnection) -> Self {
        let atom = |name| atom(connection, name);
        Atoms {
            clipboard: atom("CLIPBOARD"),
            text: atom("UTF8_STRING"),
            targets: atom("TARGETS"),
            dragged: atom("XdndSelection"),
            uri_list: atom("text/uri-list"),
            enter: atom("XdndEnter"),
            position: atom("XdndPosition"),
            status: atom("XdndStatus"),
            drop: atom("XdndDrop"),
            finished: atom("XdndFinished"),
            copy: atom("XdndActionCopy"),
        }
    }
}

fn atom(connection: &RustConnection, name: &str) -> Atom {
    connection.intern_atom(false, name.as_bytes()).expect("sent").reply().expect("an atom").atom
}

/// Hands over what was asked for, when it is of the kind that is there.
fn answer(
    connection: &RustConnection,
    request: &SelectionRequestEvent,
    atoms: &Atoms,
    kind: Atom,
    content: &[u8],
) {
    let property = if request.property == x11rb::NONE { request.target } else { request.property };
    let requestor = request.requestor;
    if request.target == kind {
        connection.change_property8(PropMode::REPLACE, requestor, property, kind, content).expect("sent");
    } else if request.target == atoms.targets {
        let kinds = [atoms.targets, kind];
        connection
            .change_property32(PropMode::REPLACE, requestor, property, AtomEnum::ATOM, &kinds)
            .expect("sent");
    }
    let is_there = request.target == kind || request.target == atoms.targets;
    let notice = SelectionNotifyEvent {
        response_type: SELECTION_NOTIFY_EVENT,
        sequence: 0,
        time: request.time,
        requestor,
        selection: request.selection,
        target: request.target,
        property: if is_there { property } else { x11rb::NONE },
    };
    connection.send_event(false, requestor, EventMask::NO_EVENT, notice).expect("sent");
    connection.flush().expect("sent");
}

/// A path as file managers hand it over (RFC 8089, RFC 3986).
pub fn address(path: &Path) -> String {
    let escaped = path.as_os_str().as_encoded_bytes().iter().map(|byte| match byte {
        b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(*byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("file://{}", escaped.collect::<String>())
}
