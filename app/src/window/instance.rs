//! One window a home: a later start hands its pictures to the window that is open, and ends.
//!
//! The window holds a lock, and listens in a folder that only its owner may enter. Nothing but paths comes in, and not more
//! than [`LARGEST_MESSAGE`] bytes of them.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use iced::futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use interprocess::local_socket::prelude::*;
use interprocess::local_socket::{ConnectOptions, Listener, ListenerOptions, Name, Stream};

/// More than a system lets one hand to a program.
const LARGEST_MESSAGE: u32 = 4 << 20;
/// So long a window that is just opening, or just closing, is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// So long one side waits for the other in the middle of a message.
const DEADLINE: Duration = Duration::from_secs(3);
/// What the window answers.
const TAKEN: u8 = b'+';

/// What became of a start.
pub enum Claim {
    /// This process is the window.
    Ours(Instance),
    /// The window that is open took the pictures.
    Delivered,
}

/// The right to be the window of a home, until it is dropped.
pub struct Instance {
    /// `None` where there is nothing to lock, or an older window does not answer: then this one is by itself.
    lock: Option<File>,
    folder: PathBuf,
}

impl Instance {
    /// Becomes the window of the home with this `folder`, or hands `pictures` to the one that is open.
    pub fn claim(folder: &Path, pictures: &[PathBuf]) -> Claim {
        Instance::claim_within(folder, pictures, PATIENCE)
    }

    fn claim_within(folder: &Path, pictures: &[PathBuf], patience: Duration) -> Claim {
        let alone = || Claim::Ours(Instance { lock: None, folder: folder.to_owned() });
        let lock = match private_folder(folder).and_then(|()| File::create(folder.join("lock"))) {
            Ok(lock) => lock,
            Err(error) => {
                tracing::warn!(%error, "no lock for the window");
                return alone();
            }
        };
        let start = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Claim::Ours(Instance { lock: Some(lock), folder: folder.to_owned() }),
                Err(fs::TryLockError::WouldBlock) => {}
                Err(fs::TryLockError::Error(error)) => {
                    tracing::warn!(%error, "the window cannot be locked");
                    return alone();
                }
            }
            match deliver(folder, pictures) {
                Ok(()) => return Claim::Delivered,
                Err(error) if start.elapsed() > patience => {
                    // Better two windows than none.
                    tracing::warn!(%error, "the open window does not answer");
                    return alone();
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// Whether no other window of this home is alive.
    pub fn is_only(&self) -> bool {
        self.lock.is_some()
    }

    /// The pictures that later starts hand over; an empty list only wants the window to the front.
    pub fn arrivals(&self) -> UnboundedReceiver<Vec<PathBuf>> {
        let (sender, receiver) = unbounded();
        if self.is_only() {
            let spawned = listener(&self.folder).and_then(|listener| {
                let thread = std::thread::Builder::new().name("arrivals".to_owned());
                thread.spawn(move || take_in(&listener, &sender))
            });
            if let Err(error) = spawned {
                tracing::warn!(%error, "later starts will open windows of their own");
            }
        }
        receiver
    }
}

/// Only its owner may enter: whoever can speak to the window is the same person.
fn private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn listener(folder: &Path) -> io::Result<Listener> {
    // Whoever holds the lock knows that a socket from before has nobody behind it.
    #[cfg(unix)]
    if let Err(error) = fs::remove_file(socket_path(folder))
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    // Not reclaimed at the end: it may be the next window's by then.
    ListenerOptions::new().name(socket(folder)?).reclaim_name(false).create_sync()
}

#[cfg(unix)]
fn socket_path(folder: &Path) -> PathBuf {
    folder.join("socket")
}

#[cfg(unix)]
fn socket(folder: &Path) -> io::Result<Name<'static>> {
    socket_path(folder).to_fs_name::<interprocess::local_socket::GenericFilePath>()
}

/// A named pipe is writable for its owner alone, but all homes share one name space.
#[cfg(windows)]
fn socket(folder: &Path) -> io::Result<Name<'static>> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let name = format!("picopress-{:016x}", hasher.finish());
    name.to_ns_name::<interprocess::local_socket::GenericNamespaced>()
}

fn take_in(listener: &Listener, sender: &UnboundedSender<Vec<PathBuf>>) {
    for stream in listener.incoming() {
        let taken = stream.and_then(|mut stream| {
            set_deadlines(&stream);
            let pictures = read(&mut stream)?;
            // Without a window behind the channel there is no answer, and the other side tries again.
            sender.unbounded_send(pictures).map_err(io::Error::other)?;
            stream.write_all(&[TAKEN])
        });
        if let Err(error) = taken {
            tracing::debug!(%error, "a start that could not be understood");
        }
        if sender.is_closed() {
            return;
        }
    }
}

fn deliver(folder: &Path, pictures: &[PathBuf]) -> io::Result<()> {
    let mut stream = ConnectOptions::new().name(socket(folder)?).connect_sync()?;
    set_deadlines(&stream);
    write(&mut stream, pictures)?;
    let mut answer = [0];
    stream.read_exact(&mut answer)?;
    if answer == [TAKEN] { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// Where streams know deadlines; named pipes do not.
fn set_deadlines(stream: &Stream) {
    let _ = stream.set_recv_timeout(Some(DEADLINE));
    let _ = stream.set_send_timeout(Some(DEADLINE));
}

/// The length, then each path with its own length before it.
fn write(to: &mut impl Write, pictures: &[PathBuf]) -> io::Result<()> {
    let mut message = Vec::new();
    for picture in pictures {
        let bytes = bytes_of(picture);
        message.extend(length(bytes.len())?.to_le_bytes());
        message.extend(bytes);
    }
    to.write_all(&length(message.len())?.to_le_bytes())?;
    to.write_all(&message)
}

fn length(length: usize) -> io::Result<u32> {
    let too_long = || io::Error::new(io::ErrorKind::InvalidInput, "too many paths at once");
    u32::try_from(length).ok().filter(|length| *length <= LARGEST_MESSAGE).ok_or_else(too_long)
}

fn read(from: &mut impl Read) -> io::Result<Vec<PathBuf>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LARGEST_MESSAGE {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the message is too long"));
    }
    let mut message = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut message)?;
    paths(&message).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no list of paths"))
}

fn paths(mut message: &[u8]) -> Option<Vec<PathBuf>> {
    let mut paths = Vec::new();
    while !message.is_empty() {
        let (length, rest) = message.split_first_chunk::<4>()?;
        let (bytes, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        // A relative path means nothing here: the other start stood in another folder.
        paths.push(path_of(bytes).filter(|path| path.is_absolute())?);
        message = rest;
    }
    Some(paths)
}

#[cfg(unix)]
fn bytes_of(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_owned()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(std::ffi::OsStr::from_bytes(bytes).into())
}

#[cfg(windows)]
fn bytes_of(path: &Path) -> Vec<u8> {
    use std::os::windows::ffi::OsStrExt;
    path.as_os_str().encode_wide().flat_map(u16::to_le_bytes).collect()
}

#[cfg(windows)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::windows::ffi::OsStringExt;
    let (wide, rest) = bytes.as_chunks::<2>();
    let wide: Vec<u16> = wide.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    rest.is_empty().then(|| std::ffi::OsString::from_wide(&wide).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(claim: Claim) -> Instance {
        match claim {
            Claim::Ours(instance) => instance,
            Claim::Delivered => panic!("nobody is there"),
        }
    }

    /// Paths that are absolute on this system.
    fn pictures() -> Vec<PathBuf> {
        let here = std::env::temp_dir();
        vec![here.join("사진 1.png"), here.join("b.jpg")]
    }

    #[test]
    fn a_later_start_hands_its_pictures_over_and_the_next_window_finds_no_trace() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join("instance");
        for _ in 0..2 {
            let window = ours(Instance::claim(&folder, &[]));
            assert!(window.is_only());
            let mut arrivals = window.arrivals();
            for handed in [pictures(), Vec::new()] {
                assert!(matches!(Instance::claim(&folder, &handed), Claim::Delivered));
                assert_eq!(arrivals.try_recv().expect("answered after it was sent on"), handed);
            }
        }
    }

    #[test]
    fn a_window_that_does_not_answer_keeps_nobody_from_opening_another() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let _deaf = ours(Instance::claim(home.path(), &[]));
        let second = ours(Instance::claim_within(home.path(), &pictures(), Duration::ZERO));
        assert!(!second.is_only());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_enter_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join("instance");
        let _window = ours(Instance::claim(&folder, &[]));
        let mode = fs::metadata(&folder).expect("made").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn what_is_no_list_of_absolute_paths_is_refused() {
        let mut sent = Vec::new();
        write(&mut sent, &pictures()).expect("written");
        assert_eq!(read(&mut &sent[..]).expect("read"), pictures());
        let cut = &sent[..sent.len() - 1];
        let mut relative = Vec::new();
        write(&mut relative, &["b.jpg".into()]).expect("written");
        for wrong in [cut, &relative[..], &[255; 8], &[2, 0, 0, 0, 1, 2], b""] {
            assert!(read(&mut &wrong[..]).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_list_that_is_too_long_is_not_sent() {
        let long = PathBuf::from("a".repeat(LARGEST_MESSAGE as usize));
        assert!(write(&mut Vec::new(), &[long]).is_err());
    }
}
