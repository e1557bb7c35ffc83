//! The hashed components that tell one machine from another, and when two sets of them mean the same machine.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One component: the first 16 bytes of `HMAC-SHA256("picopress/hw/v1/" + class, value)`. On the wire: 32
/// characters of lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Component([u8; 16]);

impl Component {
    /// The component with this hash.
    pub fn from_hash(hash: [u8; 16]) -> Self {
        Component(hash)
    }

    /// The component that these characters spell, if they are exactly 32 of lower-case hex.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let (pairs, []) = digits.as_chunks::<2>() else { return None };
        let pairs: &[[u8; 2]; 16] = pairs.try_into().ok()?;
        let mut hash = [0; 16];
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
        }
        Some(Component(hash))
    }
}

fn hex_digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Component {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Component {
    /// Only the beginning: enough to tell components apart in a test, too little to follow a machine.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Component({:02x}…)", self.0[0])
    }
}

impl From<Component> for String {
    fn from(component: Component) -> String {
        component.to_string()
    }
}

impl TryFrom<String> for Component {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Component::parse(&text).ok_or("a hardware component is 32 characters of lower-case hex")
    }
}

/// What is known of a machine. `None` is unknown: neither a match nor a mismatch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hardware {
    /// The operating system's id of the installation.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[0-9a-f]{32}$"))]
    pub machine: Option<Component>,
    /// The main board.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[0-9a-f]{32}$"))]
    pub board: Option<Component>,
    /// The volume the system is installed on.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[0-9a-f]{32}$"))]
    pub disk: Option<Component>,
    /// The processor's model.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[0-9a-f]{32}$"))]
    pub cpu: Option<Component>,
}

impl Hardware {
    /// Whether both describe one machine: the machine id is equal, or two of the other three are, at least one
    /// of them unique to a machine. A disk is unique; a board only where its serial can be read
    /// (`board_is_unique`: Windows and macOS; on Linux it is only the model); a processor never is.
    pub fn is_same_machine(&self, other: &Hardware, board_is_unique: bool) -> bool {
        let equal = |one: Option<Component>, another: Option<Component>| one.is_some() && one == another;
        let board = equal(self.board, other.board);
        let disk = equal(self.disk, other.disk);
        let cpu = equal(self.cpu, other.cpu);
        let has_unique = disk || (board && board_is_unique);
        let matches = [board, disk, cpu].into_iter().filter(|&equal| equal).count();
        equal(self.machine, other.machine) || (matches >= 2 && has_unique)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(number: u8) -> Option<Component> {
        Some(Component::from_hash([number; 16]))
    }

    fn machine() -> Hardware {
        Hardware { machine: component(1), board: component(2), disk: component(3), cpu: component(4) }
    }

    /// All sixteen ways in which parts can have been replaced.
    #[test]
    fn a_machine_is_known_by_its_id_or_by_two_other_parts() {
        for kept in 0..16_u8 {
            let keep = |bit: u8, part| if kept & (1 << bit) == 0 { component(99) } else { part };
            let m = machine();
            let now = Hardware {
                machine: keep(0, m.machine),
                board: keep(1, m.board),
                disk: keep(2, m.disk),
                cpu: keep(3, m.cpu),
            };
            let by_id = kept & 1 != 0;
            let [board, disk, cpu] = [1, 2, 3].map(|bit| kept & (1 << bit) != 0);
            let on_linux = by_id || (disk && (board || cpu));
            assert_eq!(m.is_same_machine(&now, false), on_linux, "kept {kept:04b}");
            let elsewhere = on_linux || (board && (disk || cpu));
            assert_eq!(m.is_same_machine(&now, true), elsewhere, "kept {kept:04b}");
        }
    }

    #[test]
    fn what_is_unknown_matches_nothing() {
        assert!(!Hardware::default().is_same_machine(&Hardware::default(), true));
    }

    #[test]
    fn a_component_has_one_spelling() {
        let component = Component::from_hash([0xab; 16]);
        assert_eq!(Component::parse(&component.to_string()), Some(component));
        for wrong in ["", "ab", &"AB".repeat(16), &"ab".repeat(17), &"가".repeat(11)] {
            assert_eq!(Component::parse(wrong), None);
        }
    }
}
