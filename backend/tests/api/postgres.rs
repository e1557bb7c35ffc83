//! A real PostgreSQL server for the tests of one process, in a temporary folder, gone with the process.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs until its standard input ends, which it does when the test process is gone, however it went.
const SCRIPT: &str = r#"
set -e
bin=$1 dir=$2
"$bin/initdb" -D "$dir/data" -A trust -U picopress --no-sync -E UTF8 --locale=C >/dev/null
"$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-k $dir -c listen_addresses= -c fsync=off -c max_connections=300" start >/dev/null
echo ready
cat >/dev/null || true
"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null
rm -rf "$dir"
"#;

struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    /// Held open for as long as the server is needed.
    _alive: ChildStdin,
}

/// The address of a new, empty database.
pub fn fresh_database() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let cluster = CLUSTER.get_or_init(start);
    let name = format!("test{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut create = Command::new(cluster.bin.join("createdb"));
    create.args(["-U", "picopress", "-h"]).arg(&cluster.folder).arg(&name);
    let output = create.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    format!("postgres://picopress@localhost/{name}?host={}", cluster.folder.display())
}

fn start() -> Cluster {
    let bin = programs();
    let folder = tempfile::Builder::new().prefix("picopress-pg").tempdir().unwrap().keep();
    let mut command = as_user(&folder);
    command.args(["sh", "-c", SCRIPT, "sh"]).arg(&bin).arg(&folder);
    #[expect(clippy::zombie_processes, reason = "it outlives this process, to tidy up after it")]
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut word = [0; 5];
    process.stdout.take().unwrap().read_exact(&mut word).expect("PostgreSQL starts; its reason is above");
    let alive = process.stdin.take().unwrap();
    Cluster { folder, bin, _alive: alive }
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package made.
fn as_user(folder: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().unwrap();
    if id.stdout.trim_ascii() != b"0" {
        return Command::new("env");
    }
    assert!(Command::new("chown").arg("postgres").arg(folder).status().unwrap().success());
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]);
    command
}

/// Debian keeps them apart by version; elsewhere they are on the path.
fn programs() -> PathBuf {
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path().join("bin"))
        .collect();
    versions.sort();
    let on_path =
        || std::env::split_paths(&std::env::var_os("PATH")?).find(|folder| folder.join("initdb").exists());
    versions.pop().or_else(on_path).expect("these tests need PostgreSQL: `cargo xtask test` installs it")
}
