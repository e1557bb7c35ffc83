//! What this machine has to give.

use std::num::NonZero;
use std::path::Path;

use converter::Budget;

/// Most memory a batch takes unasked, in bytes.
const MOST_MEMORY: u64 = 2 << 30;

/// What it has, as far as this process may use it.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    /// Processor cores.
    pub cores: usize,
    /// Bytes of memory, if the system says so.
    memory: Option<u64>,
}

impl Machine {
    /// Asks the system, which takes the reading of some twenty files: too long for a frame.
    pub fn look() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Machine { cores, memory: installed_memory() }
    }

    /// Memory for a batch: as the person says, else a quarter of the machine's, at most 2 GiB. Unless the person said
    /// it, a single giant may take half of the machine's.
    pub fn memory_budget(self, wanted: Option<u64>) -> Budget {
        match (wanted, self.memory) {
            (Some(bytes), _) => Budget::new(bytes),
            (None, Some(installed)) => Budget::with_ceiling((installed / 4).min(MOST_MEMORY), installed / 2),
            (None, None) => Budget::new(MOST_MEMORY / 4),
        }
    }
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
