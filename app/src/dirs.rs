//! Where the program keeps its own files.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The folders of the program; they need not exist.
#[derive(Debug, Clone)]
pub struct Dirs {
    /// For what the person decides.
    pub config: PathBuf,
    /// For what the program remembers.
    pub state: PathBuf,
}

impl Dirs {
    /// Below `PICOPRESS_HOME` when that is set, else where the system wants them. `None` on an account
    /// without a home.
    pub fn find() -> Option<Self> {
        if let Some(home) = std::env::var_os("PICOPRESS_HOME").filter(|home| !home.is_empty()) {
            let home = PathBuf::from(home);
            return Some(Dirs { config: home.join("config"), state: home.join("state") });
        }
        let dirs = ProjectDirs::from("", "", "picopress")?;
        let state = dirs.state_dir().unwrap_or(dirs.data_local_dir());
        Some(Dirs { config: dirs.config_dir().to_owned(), state: state.to_owned() })
    }

    /// The settings.
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.toml")
    }

    /// The person's own presets.
    pub fn presets(&self) -> PathBuf {
        self.config.join("presets.json")
    }

    /// How the window was when it was last used.
    pub fn window(&self) -> PathBuf {
        self.state.join("window.json")
    }

    /// By which later starts find the window that is open.
    pub fn instance(&self) -> PathBuf {
        self.state.join("instance")
    }

    /// What earlier runs made.
    pub fn earlier_runs(&self) -> PathBuf {
        self.state.join("earlier-runs.jsonl")
    }

    /// The journals of runs under way.
    pub fn runs(&self) -> PathBuf {
        self.state.join("runs")
    }

    /// The journals of runs that ended.
    pub fn history(&self) -> PathBuf {
        self.state.join("history")
    }
}
