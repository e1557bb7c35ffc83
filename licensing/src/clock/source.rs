//! The clocks of the machine itself.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{BootId, Clocks, Sight};

/// The clocks of this machine. Which boot it is, is asked once: a process sees only one.
#[derive(Debug)]
pub struct SystemClocks {
    boot: BootId,
}

impl SystemClocks {
    /// Asks the system which boot this is.
    pub fn new() -> Self {
        // A system that does not tell has one name for all its boots: the clock that counts from the boot
        // still shows, by running backwards, that there was another.
        SystemClocks { boot: BootId::of(&boot_name().unwrap_or_default()) }
    }
}

impl Default for SystemClocks {
    fn default() -> Self {
        SystemClocks::new()
    }
}

impl Clocks for SystemClocks {
    fn sight(&self) -> Sight {
        Sight { wall_ms: wall_ms(), boot: self.boot, boottime_ms: boottime_ms() }
    }
}

fn wall_ms() -> i64 {
    let millis = |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    }
}

#[cfg(target_os = "linux")]
fn boottime_ms() -> i64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    time.tv_sec.saturating_mul(1000).saturating_add(time.tv_nsec / 1_000_000)
}

/// On macOS this clock counts sleep, unlike on Linux (`clock_gettime(3)` there).
#[cfg(target_os = "macos")]
fn boottime_ms() -> i64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    time.tv_sec.saturating_mul(1000).saturating_add(time.tv_nsec / 1_000_000)
}

/// By `GetTickCount64`, which counts sleep.
#[cfg(windows)]
fn boottime_ms() -> i64 {
    let seconds = sysinfo::System::uptime().unwrap_or_default();
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)
}

#[cfg(target_os = "linux")]
fn boot_name() -> Option<String> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()
}

#[cfg(target_os = "macos")]
fn boot_name() -> Option<String> {
    let output = std::process::Command::new("/usr/sbin/sysctl").args(["-n", "kern.bootsessionuuid"]).output();
    output.ok().and_then(|output| String::from_utf8(output.stdout).ok())
}

/// The number of the boot. It stays over hibernation and fast startup, as the clock does.
#[cfg(windows)]
fn boot_name() -> Option<String> {
    let key = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters";
    let number = windows_registry::LOCAL_MACHINE.open(key).ok()?.get_u32("BootId").ok()?;
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_shows_plausible_times() {
        let clocks = SystemClocks::new();
        let (first, second) = (clocks.sight(), clocks.sight());
        assert_eq!(first.boot, second.boot);
        assert!(first.boottime_ms >= 0 && second.boottime_ms >= first.boottime_ms);
        // 2020 to 2100.
        assert!((1_577_836_800_000..4_102_444_800_000).contains(&first.wall_ms));
    }
}
