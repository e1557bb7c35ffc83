//! The values of a Windows machine, from the registry and the system's volume.

#[cfg(windows)]
use super::joined;

#[cfg(windows)]
pub fn values() -> super::Values {
    let cpu = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0";
    super::Values {
        machine: registry_text(r"SOFTWARE\Microsoft\Cryptography", "MachineGuid"),
        board: board(),
        disk: system_volume(),
        cpu: joined([registry_text(cpu, "VendorIdentifier"), registry_text(cpu, "ProcessorNameString")]),
    }
}

#[cfg(windows)]
fn registry_text(key: &str, name: &str) -> Option<String> {
    windows_registry::LOCAL_MACHINE.open(key).ok()?.get_string(name).ok()
}

/// The firmware's own table, of which the system keeps a copy in the registry.
#[cfg(windows)]
fn board() -> Option<String> {
    let key =
        windows_registry::LOCAL_MACHINE.open(r"SYSTEM\CurrentControlSet\Services\mssmbios\Data").ok()?;
    system_uuid(&key.get_value("SMBiosData").ok()?)
}

/// The serial number of the volume with the system on it.
#[cfg(windows)]
fn system_volume() -> Option<String> {
    let drive = std::env::var("SystemDrive").unwrap_or_else(|_| "C:".into());
    let folder = winapi_util::Handle::from_path_any(format!(r"{drive}\")).ok()?;
    let volume = winapi_util::file::information(&folder).ok()?;
    Some(format!("{:08x}", volume.volume_serial_number()))
}

/// The UUID of the structure "System Information" (type 1, SMBIOS 3.7 §7.2), as hex. The table comes behind a header of
/// 8 bytes that gives its length.
fn system_uuid(data: &[u8]) -> Option<String> {
    let mut rest = data.get(8..)?;
    loop {
        let (kind, length) = (*rest.first()?, usize::from(*rest.get(1)?));
        if kind == 1 {
            let uuid = rest.get(8..24).filter(|_| length >= 24)?;
            return Some(uuid.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        // Behind the formatted part stand texts, closed by two zeros.
        let texts = rest.get(length.max(4)..)?;
        let end = texts.windows(2).position(|pair| pair == [0, 0])?;
        rest = &texts[end + 2..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(structures: &[&[u8]]) -> Vec<u8> {
        [&[0, 3, 2, 0, 0, 0, 0, 0], structures.concat().as_slice()].concat()
    }

    #[test]
    fn the_uuid_is_found_behind_other_structures() {
        let bios: &[u8] = b"\x00\x06\x00\x00\x01\x02Maker\x001.0\x00\x00";
        let end: &[u8] = b"\x7f\x04\x00\x00\x00\x00";
        let mut system = vec![1, 27, 1, 0, 0, 0, 0, 0];
        system.extend(0x10..0x20);
        system.extend([0, 0, 0, 0, 0]);
        let uuid = system_uuid(&table(&[bios, &system, end]));
        assert_eq!(uuid.as_deref(), Some("101112131415161718191a1b1c1d1e1f"));
        assert_eq!(system_uuid(&table(&[bios, end])), None);
    }

    #[test]
    fn a_table_cut_anywhere_gives_nothing_and_does_not_panic() {
        let bios: &[u8] = b"\x00\x06\x00\x00\x01\x02Maker\x001.0\x00\x00";
        let whole = table(&[bios, &[1, 27, 1, 0, 0, 0, 0, 0, 9, 9]]);
        for length in 0..whole.len() {
            assert_eq!(system_uuid(&whole[..length]), None);
        }
        assert_eq!(system_uuid(&[0; 64]), None);
    }
}
