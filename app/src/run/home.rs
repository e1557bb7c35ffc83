//! Where runs leave their notes, and where they find those of earlier ones.

use std::path::PathBuf;

use converter::earlier::EarlierRuns;

use crate::dirs::Dirs;
use crate::runs::Runs;
use crate::settings::Backup;

/// The program's own places, as far as a run needs them.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// The folders; `None` on an account without a home.
    pub dirs: Option<Dirs>,
    /// The runs that are remembered there.
    pub runs: Option<Runs>,
    /// How long originals are kept there, and how many bytes of them.
    pub backup: Backup,
}

impl Home {
    /// The places in these folders.
    pub fn new(dirs: Option<Dirs>, backup: Backup) -> Self {
        Home { runs: dirs.as_ref().map(Runs::new), dirs, backup }
    }

    /// The file that remembers what earlier runs made.
    pub fn memory(&self) -> Option<PathBuf> {
        self.dirs.as_ref().map(Dirs::earlier_runs)
    }

    /// What earlier runs made.
    pub fn earlier(&self) -> EarlierRuns {
        self.memory().as_deref().map(EarlierRuns::load).unwrap_or_default()
    }
}
