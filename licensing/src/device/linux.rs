//! The values of a Linux machine, as far as anybody may read them. All paths are below a root that tests replace.

use std::fs;
use std::path::Path;

use super::{Values, joined};

pub fn values(root: &Path) -> Values {
    if is_container(root) {
        return Values::default();
    }
    Values { machine: machine_id(root), board: board(root), disk: disk(root), cpu: cpu(root) }
}

/// Docker, Podman, LXC, systemd-nspawn and Kubernetes leave one of these traces.
fn is_container(root: &Path) -> bool {
    let marks = [".dockerenv", "run/.containerenv", "run/systemd/container"];
    let groups = text(root, "proc/1/cgroup").unwrap_or_default();
    let names = ["docker", "kubepods", "containerd", "libpod", "lxc"];
    marks.iter().any(|mark| root.join(mark).exists()) || names.iter().any(|name| groups.contains(name))
}

/// machine-id(5): the first is the one of today, the second where older systems keep it.
fn machine_id(root: &Path) -> Option<String> {
    let ids = ["etc/machine-id", "var/lib/dbus/machine-id"].into_iter().filter_map(|path| text(root, path));
    ids.map(|id| id.trim().to_owned()).find(|id| id.len() == 32 && id.bytes().all(|c| c.is_ascii_hexdigit()))
}

/// The model: serial numbers are for root only.
fn board(root: &Path) -> Option<String> {
    let fields = ["sys_vendor", "product_name", "board_vendor", "board_name"];
    let of_pc = joined(fields.map(|field| text(root, &format!("sys/class/dmi/id/{field}"))));
    let of_arm = || text(root, "proc/device-tree/model").map(|model| model.trim_end_matches('\0').to_owned());
    of_pc.or_else(of_arm)
}

/// The UUID of the file system that holds `/`.
fn disk(root: &Path) -> Option<String> {
    let (number, source) = root_mount(&text(root, "proc/self/mountinfo")?)?;
    uuid_by_link(root, &source).or_else(|| uuid_by_udev(root, &number))
}

/// Device number and source of what is mounted on `/` last (proc_pid_mountinfo(5)).
fn root_mount(mounts: &str) -> Option<(String, String)> {
    let of_line = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let mut fields = before.split(' ').skip(2);
        let (number, mount_point) = (fields.next()?, fields.nth(1)?);
        let source = after.split(' ').nth(1)?;
        (mount_point == "/").then(|| (number.to_owned(), source.to_owned()))
    };
    mounts.lines().filter_map(of_line).next_back()
}

/// The name among `/dev/disk/by-uuid` that points to the device `source`, which may be a link itself.
fn uuid_by_link(root: &Path, source: &str) -> Option<String> {
    let device = root.join(source.strip_prefix('/')?);
    let target = fs::read_link(&device).unwrap_or(device);
    let same = |link: &fs::DirEntry| {
        fs::read_link(link.path()).is_ok_and(|path| path.file_name() == target.file_name())
    };
    let mut links: Vec<_> =
        fs::read_dir(root.join("dev/disk/by-uuid")).ok()?.flatten().filter(same).collect();
    links.sort_by_key(fs::DirEntry::file_name);
    links.first().and_then(|link| link.file_name().into_string().ok())
}

fn uuid_by_udev(root: &Path, number: &str) -> Option<String> {
    let record = text(root, &format!("run/udev/data/b{number}"))?;
    record.lines().find_map(|line| line.strip_prefix("E:ID_FS_UUID=")).map(str::to_owned)
}

fn cpu(root: &Path) -> Option<String> {
    let info = text(root, "proc/cpuinfo")?;
    let value = |wanted: &str| {
        let mut pairs = info.lines().filter_map(|line| line.split_once(':'));
        pairs.find(|(name, _)| name.trim() == wanted).map(|(_, value)| value.trim().to_owned())
    };
    let of_pc = joined([value("vendor_id"), value("model name")]);
    of_pc.or_else(|| joined([value("CPU implementer"), value("CPU part"), value("CPU variant")]))
}

fn text(root: &Path, path: &str) -> Option<String> {
    fs::read(root.join(path)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder that looks like the root of a machine.
    fn machine(files: &[(&str, &str)], links: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let made = |path: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            path
        };
        files.iter().for_each(|(path, text)| fs::write(made(path), text).unwrap());
        links.iter().for_each(|(path, target)| symlink(target, made(path)).unwrap());
        root
    }

    const MOUNTS: &str =
        "22 27 0:21 / /proc rw - proc proc rw\n27 1 259:2 / / rw shared:1 - ext4 /dev/nvme0n1p2 rw\n";
    const ID: (&str, &str) = ("etc/machine-id", "3d1219c7c4c5404aaa1f6d2a48adfda4\n");

    fn laptop() -> tempfile::TempDir {
        let files = [
            ID,
            ("sys/class/dmi/id/sys_vendor", "LENOVO\n"),
            ("sys/class/dmi/id/product_name", "21CB\n"),
            ("sys/class/dmi/id/board_vendor", "Default string\n"),
            ("proc/self/mountinfo", MOUNTS),
            ("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Core i7\n"),
        ];
        machine(
            &files,
            &[("dev/disk/by-uuid/aaaa-1", "../../nvme0n1p1"), ("dev/disk/by-uuid/bbbb-2", "../../nvme0n1p2")],
        )
    }

    #[test]
    fn a_laptop_has_all_four() {
        let values = values(laptop().path());
        assert_eq!(values.machine.as_deref(), Some("3d1219c7c4c5404aaa1f6d2a48adfda4"));
        assert_eq!(values.board.as_deref(), Some("LENOVO|21CB"));
        assert_eq!(values.disk.as_deref(), Some("bbbb-2"));
        assert_eq!(values.cpu.as_deref(), Some("GenuineIntel|Core i7"));
    }

    #[test]
    fn an_encrypted_disk_is_found_through_its_mapping() {
        let mounts = "27 1 253:0 / / rw - btrfs /dev/mapper/root rw\n";
        let links = [("dev/mapper/root", "../dm-0"), ("dev/disk/by-uuid/cccc", "../../dm-0")];
        assert_eq!(disk(machine(&[("proc/self/mountinfo", mounts)], &links).path()).as_deref(), Some("cccc"));
    }

    #[test]
    fn udev_knows_a_disk_without_links() {
        let udev = ("run/udev/data/b259:2", "S:disk/x\nE:ID_FS_UUID=dddd\n");
        assert_eq!(
            disk(machine(&[("proc/self/mountinfo", MOUNTS), udev], &[]).path()).as_deref(),
            Some("dddd")
        );
    }

    #[test]
    fn an_arm_board_is_known_by_other_names() {
        let files = [
            ("proc/device-tree/model", "Raspberry Pi 5\0"),
            ("proc/cpuinfo", "CPU implementer\t: 0x41\nCPU part\t: 0xd0b\n"),
        ];
        let values = values(machine(&files, &[]).path());
        assert_eq!(values.board.as_deref(), Some("Raspberry Pi 5"));
        assert_eq!(values.cpu.as_deref(), Some("0x41|0xd0b"));
    }

    #[test]
    fn a_machine_id_that_is_none_is_looked_for_elsewhere() {
        let elsewhere = ("var/lib/dbus/machine-id", "aaaabbbbccccdddd0000111122223333\n");
        for first in ["", "uninitialized\n", "short"] {
            let root = machine(&[("etc/machine-id", first), elsewhere], &[]);
            assert_eq!(machine_id(root.path()).as_deref(), Some("aaaabbbbccccdddd0000111122223333"));
            assert_eq!(machine_id(machine(&[("etc/machine-id", first)], &[]).path()), None);
        }
    }

    #[test]
    fn a_container_is_nobody() {
        let traces = [
            (".dockerenv", ""),
            ("run/.containerenv", ""),
            ("run/systemd/container", "lxc"),
            ("proc/1/cgroup", "0::/kubepods/besteffort/pod1\n"),
        ];
        for trace in traces {
            assert!(values(machine(&[ID, trace], &[]).path()) == Values::default(), "{trace:?}");
        }
        assert!(values(machine(&[ID, ("proc/1/cgroup", "0::/init.scope\n")], &[]).path()).machine.is_some());
    }

    #[test]
    fn an_empty_machine_gives_nothing_and_does_not_panic() {
        assert!(values(machine(&[], &[]).path()) == Values::default());
    }
}
