//! Paths in JSON, exactly: as text where they are text, else as the numbers that the system sees. To be named in
//! `#[serde(with = "…")]`.

use std::ffi::{OsStr, OsString};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    /// Bytes on Unix, UTF-16 on Windows.
    Units(Vec<u16>),
}

/// Writes a path or a part of one.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: AsRef<OsStr>, S: Serializer>(path: &T, serializer: S) -> Result<S::Ok, S::Error> {
    written(path.as_ref()).serialize(serializer)
}

/// Reads a path or a part of one.
///
/// # Errors
/// Those of the deserializer.
pub fn deserialize<'de, T: From<OsString>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Written::deserialize(deserializer).map(|written| read(written).into())
}

/// The same for a path that may be absent.
pub mod option {
    use super::{Deserialize, Deserializer, OsStr, OsString, Serialize, Serializer, Written};

    /// Writes a path if there is one.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: AsRef<OsStr>, S: Serializer>(
        path: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        path.as_ref().map(|path| super::written(path.as_ref())).serialize(serializer)
    }

    /// Reads a path if there is one.
    ///
    /// # Errors
    /// Those of the deserializer.
    pub fn deserialize<'de, T: From<OsString>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let written = Option::<Written>::deserialize(deserializer)?;
        Ok(written.map(|written| super::read(written).into()))
    }
}

fn written(path: &OsStr) -> Written {
    path.to_str().map_or_else(|| Written::Units(units(path)), |text| Written::Text(text.to_owned()))
}

fn read(written: Written) -> OsString {
    match written {
        Written::Text(text) => text.into(),
        Written::Units(units) => from_units(&units),
    }
}

#[cfg(unix)]
fn units(path: &OsStr) -> Vec<u16> {
    use std::os::unix::ffi::OsStrExt;
    path.as_bytes().iter().map(|&byte| byte.into()).collect()
}

#[cfg(unix)]
fn from_units(units: &[u16]) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(units.iter().map(|&unit| unit as u8).collect())
}

#[cfg(windows)]
fn units(path: &OsStr) -> Vec<u16> {
    std::os::windows::ffi::OsStrExt::encode_wide(path).collect()
}

#[cfg(windows)]
fn from_units(units: &[u16]) -> OsString {
    std::os::windows::ffi::OsStringExt::from_wide(units)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Note {
        #[serde(with = "super")]
        path: PathBuf,
        #[serde(with = "super::option")]
        root: Option<PathBuf>,
    }

    fn check(path: PathBuf, root: Option<PathBuf>) {
        let note = Note { path, root };
        let text = serde_json::to_string(&note).expect("plain data");
        assert_eq!(serde_json::from_str::<Note>(&text).expect(&text), note);
    }

    #[test]
    fn paths_come_back_as_they_were() {
        check("사진/a.jpg".into(), None);
        check(String::new().into(), Some("/x".into()));
        #[cfg(unix)]
        check(from_units(&[0x2f, 0xff, 0xfe]).into(), Some(from_units(&[0xe9]).into()));
    }
}
