//! The values of a Mac, from the output of the system's own tools.

#[cfg(target_os = "macos")]
use std::process::Command;

use super::joined;

#[cfg(target_os = "macos")]
pub fn values() -> super::Values {
    let registry = output("/usr/sbin/ioreg", &["-rd1", "-c", "IOPlatformExpertDevice"]);
    let volume = output("/usr/sbin/diskutil", &["info", "-plist", "/"]);
    super::Values {
        machine: registry_value(&registry, "IOPlatformUUID"),
        board: board(&registry),
        disk: volume_id(&volume),
        cpu: Some(output("/usr/sbin/sysctl", &["-n", "machdep.cpu.brand_string"])),
    }
}

#[cfg(target_os = "macos")]
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

/// The value of a line such as `"IOPlatformUUID" = "…"`, or `"model" = <"Mac14,2">`.
fn registry_value(registry: &str, name: &str) -> Option<String> {
    let quoted = format!("\"{name}\" = ");
    let value = registry.lines().find_map(|line| line.trim().strip_prefix(&quoted))?;
    Some(value.trim_matches(['<', '>', '"']).to_owned())
}

fn board(registry: &str) -> Option<String> {
    // A model alone is shared by many machines and must not pass for a board.
    let serial = registry_value(registry, "IOPlatformSerialNumber")?;
    joined([registry_value(registry, "model"), Some(serial)])
}

/// The id of the volume group of `/`: the volume's own changes with each update of the system.
fn volume_id(plist: &str) -> Option<String> {
    let value = |name: &str| {
        let (_, after) = plist.split_once(&format!("<key>{name}</key>"))?;
        let (_, after) = after.split_once("<string>")?;
        after.split_once("</string>").map(|(value, _)| value.to_owned())
    };
    value("APFSVolumeGroupID").or_else(|| value("VolumeUUID"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTRY: &str = r#"
+-o J413AP  <class IOPlatformExpertDevice, id 0x100000110>
    {
      "IOPlatformUUID" = "5A1B0C2D-0000-1111-2222-333344445555"
      "IOPlatformSerialNumber" = "C02ABCDEFG"
      "model" = <"Mac14,2">
    }"#;

    #[test]
    fn a_mac_is_known_by_its_registry() {
        let machine = registry_value(REGISTRY, "IOPlatformUUID");
        assert_eq!(machine.as_deref(), Some("5A1B0C2D-0000-1111-2222-333344445555"));
        assert_eq!(board(REGISTRY).as_deref(), Some("Mac14,2|C02ABCDEFG"));
        assert_eq!(board(&REGISTRY.replace("IOPlatformSerialNumber", "x")), None);
    }

    #[test]
    fn the_volume_group_counts_before_the_volume() {
        let volume = "<key>VolumeUUID</key>\n\t<string>v</string>\n";
        assert_eq!(volume_id(volume).as_deref(), Some("v"));
        let group = format!("{volume}<key>APFSVolumeGroupID</key>\n\t<string>g</string>");
        assert_eq!(volume_id(&group).as_deref(), Some("g"));
        assert_eq!(volume_id(""), None);
    }
}
