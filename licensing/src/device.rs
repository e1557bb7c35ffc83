//! What tells this machine from another: four hashed components. The values themselves never leave this module,
//! let alone the machine.

#[cfg(any(target_os = "linux", test))]
mod linux;
#[cfg(any(target_os = "macos", test))]
mod macos;
#[cfg(any(windows, test))]
mod windows;

use hmac::{Hmac, KeyInit, Mac};
use protocol::Hardware;
use protocol::hardware::Component;
use sha2::Sha256;

/// Whether the main board's value is unique to a machine here, or only its model.
pub const BOARD_IS_UNIQUE: bool = cfg!(any(windows, target_os = "macos"));

/// The name of this system at the backend.
pub const PLATFORM: &str = if cfg!(windows) {
    "windows"
} else if cfg!(target_os = "macos") {
    "macos"
} else {
    "linux"
};

/// The values a machine is told by, as the system gives them.
#[derive(Default, PartialEq, Eq)]
struct Values {
    machine: Option<String>,
    board: Option<String>,
    disk: Option<String>,
    cpu: Option<String>,
}

/// Which machine this is.
///
/// In a container nothing is known: its machine id is that of its image, shared by all, or new at each start, and the
/// parts are those of the host. A sign-in there is bound to its secret alone, and holds for a shorter time without contact.
pub fn hardware() -> Hardware {
    #[cfg(feature = "dev-keys")]
    if let Ok(given) = std::env::var("PICOPRESS_HARDWARE") {
        return given_hardware(&given);
    }
    hashed(values())
}

/// The hardware of a test: `machine=a,board=b,disk=c,cpu=d`, each as the system would give it.
#[cfg(any(feature = "dev-keys", test))]
fn given_hardware(text: &str) -> Hardware {
    let value = |class: &str| {
        let mut pairs = text.split(',').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == class).map(|(_, value)| value.to_owned())
    };
    hashed(Values {
        machine: value("machine"),
        board: value("board"),
        disk: value("disk"),
        cpu: value("cpu"),
    })
}

#[cfg(target_os = "linux")]
fn values() -> Values {
    linux::values(std::path::Path::new("/"))
}

#[cfg(target_os = "macos")]
fn values() -> Values {
    macos::values()
}

#[cfg(windows)]
fn values() -> Values {
    windows::values()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn values() -> Values {
    Values::default()
}

fn hashed(values: Values) -> Hardware {
    Hardware {
        machine: component("machine", values.machine),
        board: component("board", values.board),
        disk: component("disk", values.disk),
        cpu: component("cpu", values.cpu),
    }
}

fn component(class: &str, value: Option<String>) -> Option<Component> {
    let value = value.map(|value| value.trim().to_lowercase()).filter(|value| !is_junk(value))?;
    let key = format!("picopress/hw/v1/{class}");
    let mut hash = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    hash.update(value.as_bytes());
    let hash: [u8; 32] = hash.finalize().into_bytes().into();
    hash.first_chunk().copied().map(Component::from_hash)
}

/// What makers write when they have nothing to write, and ids that were copied from machine to machine.
const JUNK: [&str; 18] = [
    "",
    "0",
    "none",
    "n/a",
    "not applicable",
    "not available",
    "not specified",
    "unknown",
    "undefined",
    "uninitialized",
    "default string",
    "oem",
    "o.e.m.",
    "to be filled by o.e.m.",
    "system manufacturer",
    "system product name",
    "system serial number",
    "03000200-0400-0500-0006-000700080009",
];

/// Whether `value`, trimmed and in lower case, says nothing about a machine.
fn is_junk(value: &str) -> bool {
    let digits = || value.chars().filter(|character| character.is_alphanumeric());
    JUNK.contains(&value) || digits().all(|digit| digit == '0') || digits().all(|digit| digit == 'f')
}

/// Several values as one, without those that say nothing. `None` when none says anything.
#[cfg(any(target_os = "linux", target_os = "macos", windows, test))]
fn joined<const N: usize>(values: [Option<String>; N]) -> Option<String> {
    let said = |value: &String| !is_junk(&value.trim().to_lowercase());
    let values: Vec<String> =
        values.into_iter().flatten().filter(said).map(|value| value.trim().into()).collect();
    (!values.is_empty()).then(|| values.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_is_no_component() {
        for junk in [
            "",
            " ",
            "uninitialized\n",
            "00000000000000000000000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "Default string",
            "To Be Filled By O.E.M.",
            "None",
            "03000200-0400-0500-0006-000700080009",
        ] {
            assert_eq!(component("machine", Some(junk.into())), None, "{junk:?}");
        }
        assert_eq!(component("machine", None), None);
        assert!(component("machine", Some("0af0".into())).is_some());
    }

    #[test]
    fn the_same_value_in_another_class_is_another_component() {
        let value = || Some("3d1219c7".to_owned());
        assert_ne!(component("machine", value()), component("disk", value()));
        assert_eq!(component("disk", value()), component("disk", Some(" 3D1219C7\n".into())));
    }

    /// Checked with `printf %s 3d1219c7 | openssl dgst -sha256 -hmac picopress/hw/v1/machine`.
    #[test]
    fn a_component_is_the_beginning_of_an_hmac() {
        let component = component("machine", Some("3d1219c7".into())).unwrap();
        assert_eq!(component.to_string(), "37f22f4c32bea12889a837486c85644e");
    }

    #[test]
    fn a_test_may_say_which_machine_it_is() {
        let hardware = given_hardware("machine=a1,disk=b2");
        assert!(hardware.machine.is_some() && hardware.disk.is_some());
        assert!(hardware.board.is_none() && hardware.cpu.is_none());
    }
}
