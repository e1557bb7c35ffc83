//! A worker that is honest with most pictures and does evil with those of a certain width, as a codec might that a
//! picture has taken over.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use converter::conversion::{Failure, Host, Made, Order};
use converter::input::Source;
use converter::worker;
use converter::{Cancel, ErrorKind, Stage};
use nix::sys::signal::{Signal, kill, raise};
use nix::unistd::getppid;

/// What happens to a PNG of this width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Misdeed {
    Segfault = 101,
    Overflow = 102,
    Abort = 103,
    Panic = 104,
    Bomb = 105,
    Hang = 106,
    Babble = 107,
    Files = 108,
    Network = 109,
    Processes = 110,
    SlowDecode = 111,
    Silence = 112,
}

const ALL: [Misdeed; 12] = [
    Misdeed::Segfault,
    Misdeed::Overflow,
    Misdeed::Abort,
    Misdeed::Panic,
    Misdeed::Bomb,
    Misdeed::Hang,
    Misdeed::Babble,
    Misdeed::Files,
    Misdeed::Network,
    Misdeed::Processes,
    Misdeed::SlowDecode,
    Misdeed::Silence,
];

pub fn serve() -> ExitCode {
    worker::serve_with(|order, source, host| {
        let width = source.bytes.get(16..20).map(|width| u32::from_be_bytes(width.try_into().unwrap()));
        match ALL.into_iter().find(|&misdeed| Some(misdeed as u32) == width) {
            Some(misdeed) => commit(misdeed, host).map_err(|kind| Failure { stage: Stage::Encode, kind }),
            None => honest(order, source, host),
        }
    })
}

fn honest(order: &Order, source: Source, host: &mut dyn Host) -> Result<Made, Failure> {
    order.carry_out(source, host, &Cancel::new())
}

fn commit(misdeed: Misdeed, host: &mut dyn Host) -> Result<Made, ErrorKind> {
    if misdeed == Misdeed::Silence {
        rest();
    }
    host.stage(Stage::Decode)?;
    host.reserve(1_000_000)?;
    match misdeed {
        Misdeed::SlowDecode => rest(),
        _ => host.stage(Stage::Encode)?,
    }
    match misdeed {
        // The first one only takes the handler away that looks for overflows of the stack.
        Misdeed::Segfault => (0..2).for_each(|_| raise(Signal::SIGSEGV).unwrap()),
        Misdeed::Overflow => drop(black_box(deeper(1))),
        Misdeed::Abort => std::process::abort(),
        Misdeed::Panic => panic!("a codec's assertion"),
        Misdeed::Bomb => devour(),
        Misdeed::Babble => std::io::stdout().write_all(&[b'?'; 100_000])?,
        Misdeed::Hang | Misdeed::SlowDecode | Misdeed::Silence => rest(),
        Misdeed::Files => return Err(ErrorKind::Encoder(files())),
        Misdeed::Network => return Err(ErrorKind::Encoder(network())),
        Misdeed::Processes => return Err(ErrorKind::Encoder(processes())),
    }
    Ok(Made::NotSmaller(0))
}

/// Uses up the stack.
fn deeper(depth: u64) -> u64 {
    let frame = black_box([depth; 1000]);
    if depth == u64::MAX { 0 } else { black_box(frame[500]).wrapping_add(deeper(black_box(depth + 1))) }
}

/// Takes memory that no picture of its size explains, until there is none.
fn devour() {
    let mut hoard = Vec::new();
    loop {
        hoard.push(vec![1_u8; 16 << 20]);
        black_box(&hoard);
    }
}

/// What of these was not forbidden.
fn allowed(attempts: &[(&str, io::Result<()>)]) -> String {
    let is_allowed = |result: &io::Result<()>| {
        !result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    };
    let allowed = attempts.iter().filter(|(_, result)| is_allowed(result)).map(|(name, _)| *name);
    allowed.collect::<Vec<_>>().join(", ")
}

fn files() -> String {
    allowed(&[
        ("reading a file", File::open("/etc/hostname").map(drop)),
        ("making a file", File::create(std::env::temp_dir().join("picopress-escaped")).map(drop)),
        ("listing a folder", std::fs::read_dir("/").map(drop)),
    ])
}

fn network() -> String {
    allowed(&[
        ("a connection", TcpStream::connect("127.0.0.1:9").map(drop)),
        ("a listener", TcpListener::bind("127.0.0.1:0").map(drop)),
        ("a datagram", UdpSocket::bind("127.0.0.1:0").map(drop)),
        ("a local socket", UnixStream::pair().map(drop)),
    ])
}

fn processes() -> String {
    let mut program = Command::new("/bin/true");
    allowed(&[
        ("another program", program.status().map(drop)),
        ("a signal to its program", kill(getppid(), None).map_err(Into::into)),
    ])
}

fn rest() {
    thread::sleep(Duration::from_secs(1000));
}
