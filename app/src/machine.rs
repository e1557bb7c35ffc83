//! What this machine has to give.

use std::num::NonZero;
use std::path::Path;

/// Most memory a batch takes unasked, in bytes.
const MOST_MEMORY: u64 = 2 << 30;

/// Processor cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Memory for a batch unless the person says otherwise: a quarter of the machine's, at most 2 GiB, in bytes.
pub fn memory_budget() -> u64 {
    installed_memory().map_or(MOST_MEMORY / 4, |installed| (installed / 4).min(MOST_MEMORY))
}

/// Memory of the machine, or of the control group that confines this process, in bytes.
fn installed_memory() -> Option<u64> {
    let mut system = sysinfo::System::new().ok()?;
    system.refresh_memory();
    let confined = system.cgroup_limits().map(|limits| limits.total_memory);
    Some(confined.unwrap_or_else(|| system.total_memory())).filter(|&bytes| bytes > 0)
}

/// Free bytes on the volume of `path`, or of the nearest folder above it that exists.
pub fn free_space(path: &Path) -> Option<u64> {
    let existing = path.ancestors().find(|folder| folder.exists());
    let folder = existing.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs4::available_space(folder).ok()
}
