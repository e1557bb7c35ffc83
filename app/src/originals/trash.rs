//! The trash of the system.
//!
//! On Linux and its kin by the freedesktop.org Trash specification 1.0, written here: the crate for it copies between
//! volumes without a sync and does not tell where a file went, so that it could not be brought back.

#[cfg(all(unix, not(target_os = "macos")))]
pub use freedesktop::{put, take_back};

#[cfg(any(windows, target_os = "macos"))]
pub use desktop::{put, take_back};

#[cfg(all(unix, not(target_os = "macos")))]
mod freedesktop {
    use std::ffi::{OsStr, OsString};
    use std::fs::{self, OpenOptions};
    use std::io::{self, Write};
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};

    use converter::ContentHash;
    use converter::relocate::{Occupied, relocate};

    use super::super::backup::{make_private, owner, top};
    use super::super::{exists, holds};

    /// Moves a file into the trash of its volume.
    ///
    /// # Errors
    /// What the operating system says; where the volume has no trash, nothing is moved.
    pub fn put(path: &Path) -> io::Result<()> {
        let path = absolute(path)?;
        let mut refused = io::Error::other("this volume has no trash");
        for can in cans(&path) {
            match can.take(&path) {
                Ok(()) => return Ok(()),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Brings a file of this content back to `path`. `false` when no trash has it.
    ///
    /// # Errors
    /// `AlreadyExists` when something stands there; what the system says.
    pub fn take_back(path: &Path, content: ContentHash) -> io::Result<bool> {
        let path = absolute(path)?;
        for can in cans(&path) {
            if let Some((info, file)) = can.find(&path, content) {
                relocate(&file, &path, Occupied::Refuse)?;
                let _ = fs::remove_file(info);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A trash folder.
    struct Can {
        folder: PathBuf,
        /// What paths in it are relative to; `None` for absolute ones.
        base: Option<PathBuf>,
    }

    /// The trash folders that a file may go to, best first: that at home for files of its volume, else those at the
    /// top of the volume.
    fn cans(path: &Path) -> Vec<Can> {
        let Some(folder) = path.parent() else { return Vec::new() };
        let (home, top) = (home(), top(folder));
        let home_top = home.as_deref().and_then(existing).and_then(super::super::backup::top);
        if home_top.is_some() && home_top == top {
            return home.map(|folder| Can { folder, base: None }).into_iter().collect();
        }
        let (Some(top), Some(user)) = (top, home.as_deref().and_then(existing).and_then(owner)) else {
            return Vec::new();
        };
        let at_top = |folder: PathBuf| Can { folder, base: Some(top.clone()) };
        let shared = top.join(".Trash");
        // "… the directory must have the sticky bit set and must not be a symbolic link."
        let is_sound = shared
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_dir() && metadata.permissions().mode() & 0o1000 != 0);
        let shared = is_sound.then(|| at_top(shared.join(user.to_string())));
        shared.into_iter().chain([at_top(top.join(format!(".Trash-{user}")))]).collect()
    }

    fn home() -> Option<PathBuf> {
        let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let data = data.or_else(|| Some(std::env::home_dir()?.join(".local/share")))?;
        Some(data.join("Trash"))
    }

    fn existing(folder: &Path) -> Option<&Path> {
        folder.ancestors().find(|folder| folder.is_dir())
    }

    impl Can {
        fn take(&self, path: &Path) -> io::Result<()> {
            let (infos, files) = (self.folder.join("info"), self.folder.join("files"));
            make_private(&infos)?;
            make_private(&files)?;
            let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
            for number in 1.. {
                let name = numbered(name, number);
                let info = infos.join(info_name(&name));
                // Creating it reserves the name.
                let mut file = match OpenOptions::new().write(true).create_new(true).open(&info) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                    file => file?,
                };
                file.write_all(self.info(path).as_bytes())?;
                file.sync_all()?;
                match relocate(path, &files.join(&name), Occupied::Refuse) {
                    Ok(()) => return Ok(()),
                    Err(error) => {
                        let _ = fs::remove_file(&info);
                        if error.kind() != io::ErrorKind::AlreadyExists {
                            return Err(error);
                        }
                    }
                }
            }
            unreachable!("numbers do not run out")
        }

        fn info(&self, path: &Path) -> String {
            let path = self.base.as_deref().and_then(|base| path.strip_prefix(base).ok()).unwrap_or(path);
            let date = jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S");
            format!("[Trash Info]\nPath={}\nDeletionDate={date}\n", percent_encoded(path.as_os_str()))
        }

        /// The information on a file that stood at `path` and holds `content`, and the file itself.
        fn find(&self, path: &Path, content: ContentHash) -> Option<(PathBuf, PathBuf)> {
            let entries = fs::read_dir(self.folder.join("info")).ok()?.flatten();
            let infos = entries.map(|entry| entry.path());
            let mut found = infos.filter(|info| self.original_path(info).as_deref() == Some(path));
            found.find_map(|info| {
                let file = self.folder.join("files").join(info.file_stem()?);
                (exists(&file) && holds(&file, content)).then_some((info, file))
            })
        }

        fn original_path(&self, info: &Path) -> Option<PathBuf> {
            let text = fs::read_to_string(info).ok()?;
            let path = percent_decoded(text.lines().find_map(|line| line.strip_prefix("Path="))?);
            Some(self.base.as_ref().map_or(path.clone(), |base| base.join(path)))
        }
    }

    /// A name for the trash; what is too long is cut off, since the information tells the whole name.
    fn numbered(name: &OsStr, number: u32) -> OsString {
        /// With room for a number and for the ending of the information's name.
        const LONGEST: usize = 255 - ".trashinfo".len() - 8;
        const SHORT: &str = "picture";
        let path = Path::new(name);
        let extension = path.extension().filter(|extension| extension.len() + SHORT.len() <= LONGEST);
        let extension = extension.unwrap_or_default();
        let stem = path.file_stem().unwrap_or(name);
        let stem = if stem.len() > LONGEST - extension.len() { OsStr::new(SHORT) } else { stem };
        converter::target::file_name(stem, number, extension)
    }

    fn info_name(name: &OsStr) -> OsString {
        let mut info = name.to_owned();
        info.push(".trashinfo");
        info
    }

    fn percent_encoded(path: &OsStr) -> String {
        let encode = |&byte: &u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        };
        path.as_bytes().iter().map(encode).collect()
    }

    fn percent_decoded(text: &str) -> PathBuf {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let Some((&byte, after)) = rest.split_first() {
            let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
            let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            match decoded.filter(|_| byte == b'%') {
                Some(decoded) => {
                    bytes.push(decoded);
                    rest = &after[2..];
                }
                None => {
                    bytes.push(byte);
                    rest = after;
                }
            }
        }
        OsString::from_vec(bytes).into()
    }

    /// The path without links, but for the file itself.
    fn absolute(path: &Path) -> io::Result<PathBuf> {
        let path = std::path::absolute(path)?;
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(path) };
        Ok(folder.canonicalize()?.join(name))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_is_put_in_is_found_by_where_it_stood() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let can = Can { folder: folder.path().join("Trash"), base: None };
            let photo = folder.path().join("50 % 사진.jpg");
            for content in [b"first", b"other"] {
                fs::write(&photo, content).expect("written");
                can.take(&photo).expect("moved");
                assert!(!photo.exists());
            }
            for content in [b"other", b"first"] {
                let content = ContentHash::of(content);
                let (info, file) = can.find(&photo, content).expect("there");
                assert!(holds(&file, content));
                let text = fs::read_to_string(info).expect("there");
                assert!(text.contains("50%20%25%20%EC%82%AC") && text.contains("DeletionDate=2"), "{text}");
            }
            assert!(can.find(&photo, ContentHash::of(b"never")).is_none());
        }

        #[test]
        fn long_names_and_extensions_are_cut_and_come_back() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let can = Can { folder: folder.path().join("Trash"), base: None };
            for extension in [1, 100, 229, 230, 231, 238, 253] {
                for stem in [1, 254 - extension] {
                    let photo = folder.path().join(format!("{}.{}", "s".repeat(stem), "e".repeat(extension)));
                    fs::write(&photo, b"picture").expect("written");
                    can.take(&photo).expect("moved");
                    can.find(&photo, ContentHash::of(b"picture")).expect("there");
                }
            }
        }
    }
}

#[cfg(any(windows, target_os = "macos"))]
mod desktop {
    use std::io;
    use std::path::Path;

    use converter::ContentHash;

    /// Moves a file into the trash.
    ///
    /// # Errors
    /// What the operating system says; nothing is moved then.
    pub fn put(path: &Path) -> io::Result<()> {
        trash::delete(path).map_err(io::Error::other)
    }

    /// Always `false`: the system brings files back where the person asks it to.
    ///
    /// # Errors
    /// None.
    pub fn take_back(_path: &Path, _content: ContentHash) -> io::Result<bool> {
        Ok(false)
    }
}
