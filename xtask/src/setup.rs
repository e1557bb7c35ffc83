//! Sees to it that what the build needs is there before the first heavy crate compiles: the compilers the
//! codecs are built with, and the tools the checks use.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::cargo::{cargo, output, root, search_path, succeed, succeeds};

/// The version of cargo-deny the checks are written for.
const CARGO_DENY: &str = "0.20.2";

/// The version of schemathesis the API is judged by.
const SCHEMATHESIS: &str = "4.32.5";

/// Finds or installs what the codecs are compiled with, or says what to type.
pub fn compilers() -> Result<(), String> {
    provide(&TOOLS)
}

/// Finds or installs the programs of others that judge our outputs. A test that misses one says that it skips.
pub fn judges() -> Result<(), String> {
    for why in [provide(&JUDGES), python_packages()].into_iter().filter_map(Result::err) {
        println!("{why}\nSome tests will be skipped without.");
    }
    Ok(())
}

/// A second implementation of signatures, for the tests of the protocol.
const PYTHON_PACKAGES: [&str; 1] = ["cryptography==50.0.2"];

/// The Python packages that tests use, in an environment of their own under `target/python`.
fn python_packages() -> Result<(), String> {
    let folder = root().join("target/python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let versions = "import sys, importlib.metadata as m; [m.version(p.split('==')[0]) == p.split('==')[1] or sys.exit(1) for p in sys.argv[1:]]";
    if succeeds(Command::new(&python).args(["-c", versions]).args(PYTHON_PACKAGES)) {
        return Ok(());
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    succeed(Command::new(system).args(["-m", "venv"]).arg(&folder))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    succeed(Command::new(&python).args(install).args(PYTHON_PACKAGES))
}

fn provide(tools: &'static [Tool]) -> Result<(), String> {
    let missing = missing_tools(tools);
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(|tool| tool.name).collect::<Vec<_>>().join(", ");
    let manager = Manager::of_this_machine()
        .ok_or_else(|| format!("this needs {names}; please install them and run this again"))?;
    let commands = manager.install_commands(&missing);
    if commands.is_empty() {
        return Err(format!("this needs {names}, of which {} has no package", manager.program()));
    }
    let line = commands.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join(" && ");
    if !manager.may_install() {
        return Err(format!("this needs {names}. Please type this, then run it again:\n\n    {line}\n"));
    }
    eprintln!("xtask: this needs {names}. Installing:\n    {line}");
    for words in &commands {
        let (program, arguments) = words.split_first().expect("a command has a first word");
        succeed(Command::new(program).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    match missing_tools(tools).first() {
        None => Ok(()),
        Some(tool) => Err(format!("{} is still not found; a new terminal may see it", tool.name)),
    }
}

/// rustfmt and clippy, which a minimal toolchain lacks.
pub fn components() -> Result<(), String> {
    let missing = |component: &&str| !succeeds(cargo(component).arg("--version"));
    let missing: Vec<_> = ["fmt", "clippy"].into_iter().filter(missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    succeed(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
}

/// The pinned cargo-deny, from the machine or else our own under `target/tools`.
pub fn cargo_deny() -> Result<PathBuf, String> {
    let tools = root().join("target/tools");
    let own = tools.join("bin").join(format!("cargo-deny{}", env::consts::EXE_SUFFIX));
    let places = [PathBuf::from("cargo-deny"), own.clone()];
    if let Some(found) = places.into_iter().find(is_pinned_cargo_deny) {
        return Ok(found);
    }
    // Unoptimised: it installs in half the time and still answers within seconds.
    let mut install = cargo("install");
    install.args(["--locked", "--debug", "--force", "--root"]).arg(tools);
    succeed(install.arg(format!("cargo-deny@{CARGO_DENY}")))?;
    Ok(own)
}

/// The judge of the backend's API description, from PyPI into a folder of our own. Its test fails without.
pub fn schemathesis() {
    let folder = root().join("target/tools/schemathesis");
    // Started, not only looked for: its first line names the folder it was made in, which may have been moved.
    let is_there = succeeds(Command::new(folder.join("bin/schemathesis")).arg("--version"));
    if is_there || cfg!(windows) {
        return;
    }
    let made = succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder)).and_then(|()| {
        let mut install = Command::new(folder.join("bin/pip"));
        succeed(install.args(["install", "--quiet", &format!("schemathesis=={SCHEMATHESIS}")]))
    });
    if let Err(why) = made {
        println!("{why}\nThe test of the API description will fail without schemathesis.");
    }
}

struct Tool {
    name: &'static str,
    /// The tool is there when one of these calls succeeds.
    calls: &'static [[&'static str; 2]],
    /// Its package for each manager in the order of [`Manager`]; empty where the system brings it along.
    packages: [&'static str; 5],
    /// Whether a build for this machine uses it.
    used: bool,
}

/// What libaom (C, C++, cmake, make, perl, nasm), libwebp (C) and rav1e (nasm) are built with. A Rust for
/// MSVC cannot have linked this program without Visual Studio, which brings both compilers and needs no make.
static TOOLS: [Tool; 6] = [
    Tool {
        name: "a C compiler",
        calls: &[["cc", "--version"], ["gcc", "--version"], ["clang", "--version"]],
        packages: ["gcc", "gcc", "gcc", "", ""],
        used: !cfg!(target_env = "msvc"),
    },
    Tool {
        name: "a C++ compiler",
        calls: &[["c++", "--version"], ["g++", "--version"], ["clang++", "--version"]],
        packages: ["g++", "gcc-c++", "gcc", "", ""],
        used: !cfg!(target_env = "msvc"),
    },
    Tool {
        name: "cmake",
        calls: &[["cmake", "--version"]],
        packages: ["cmake", "cmake", "cmake", "cmake", "Kitware.CMake"],
        used: true,
    },
    Tool {
        name: "nasm",
        calls: &[["nasm", "-v"]],
        packages: ["nasm", "nasm", "nasm", "nasm", "NASM.NASM"],
        used: cfg!(any(target_arch = "x86", target_arch = "x86_64")),
    },
    Tool {
        name: "perl",
        calls: &[["perl", "-v"]],
        packages: ["perl", "perl", "perl", "", "StrawberryPerl.StrawberryPerl"],
        used: true,
    },
    Tool {
        name: "make",
        calls: &[["make", "--version"]],
        packages: ["make", "make", "make", "", ""],
        used: !cfg!(target_env = "msvc"),
    },
];

/// A second opinion on what we write: another AVIF decoder, another reader of metadata, the kernel's own view. And what
/// sign-ins are tested with: a keyring, and a server with a certificate that nobody knows. And a screen that nobody sees, with
/// an input method for Hangul, and a driver that draws in place of a graphics card.
static JUDGES: [Tool; 14] = [
    Tool {
        // The backend's tests start a server of their own, and fail without.
        name: "PostgreSQL",
        calls: &[["/usr/lib/postgresql/15/bin/initdb", "--version"], ["initdb", "--version"]],
        packages: ["postgresql", "postgresql-server", "postgresql", "postgresql@17", ""],
        used: cfg!(unix),
    },
    Tool {
        name: "avifdec",
        calls: &[["avifdec", "--version"]],
        packages: ["libavif-bin", "libavif-tools", "libavif", "libavif", ""],
        used: !cfg!(windows),
    },
    Tool {
        name: "exiftool",
        calls: &[["exiftool", "-ver"]],
        packages: [
            "libimage-exiftool-perl",
            "perl-Image-ExifTool",
            "perl-image-exiftool",
            "exiftool",
            "OliverBetz.ExifTool",
        ],
        used: true,
    },
    Tool {
        name: "strace",
        calls: &[["strace", "--version"]],
        packages: ["strace", "strace", "strace", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "faketime",
        calls: &[["faketime", "--version"]],
        packages: ["faketime", "libfaketime", "libfaketime", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "gnome-keyring-daemon",
        calls: &[["gnome-keyring-daemon", "--version"]],
        packages: ["gnome-keyring", "gnome-keyring", "gnome-keyring", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "dbus-run-session",
        calls: &[["dbus-run-session", "--version"]],
        packages: ["dbus-x11", "dbus-daemon", "dbus", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "gdbus",
        calls: &[["gdbus", "help"]],
        packages: ["libglib2.0-bin", "glib2", "glib2", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "openssl",
        calls: &[["openssl", "version"]],
        packages: ["openssl", "openssl", "openssl", "openssl", ""],
        used: !cfg!(windows),
    },
    Tool {
        name: "Xvfb",
        calls: &[["Xvfb", "-help"]],
        packages: ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "openbox",
        calls: &[["openbox", "--version"]],
        packages: ["openbox", "openbox", "openbox", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        // It would open a window if it were called.
        name: "nabi",
        calls: &[["sh", "-ccommand -v nabi"]],
        packages: ["nabi", "", "", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "lavapipe, the Vulkan driver",
        calls: &[["sh", "-cls /usr/share/vulkan/icd.d/lvp_*"]],
        packages: ["mesa-vulkan-drivers", "mesa-vulkan-drivers", "vulkan-swrast", "", ""],
        used: cfg!(target_os = "linux"),
    },
    Tool {
        name: "venv, the Python module",
        calls: &[if cfg!(windows) { ["python", "--version"] } else { ["python3", "-cimport ensurepip"] }],
        packages: ["python3-venv", "python3", "python", "python", "Python.Python.3.13"],
        used: true,
    },
];

fn missing_tools(tools: &'static [Tool]) -> Vec<&'static Tool> {
    tools.iter().filter(|tool| tool.used && !tool.is_there()).collect()
}

impl Tool {
    fn is_there(&self) -> bool {
        self.calls.iter().any(|[program, argument]| answers(program, argument))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Brew,
    Winget,
}

impl Manager {
    const ALL: [Manager; 5] = [Manager::Apt, Manager::Dnf, Manager::Pacman, Manager::Brew, Manager::Winget];

    fn of_this_machine() -> Option<Manager> {
        Manager::ALL.into_iter().find(|manager| answers(manager.program(), "--version"))
    }

    fn program(self) -> &'static str {
        match self {
            Manager::Apt => "apt-get",
            Manager::Dnf => "dnf",
            Manager::Pacman => "pacman",
            Manager::Brew => "brew",
            Manager::Winget => "winget",
        }
    }

    /// Homebrew refuses root and winget asks by itself; the others need root, or sudo without a password.
    fn may_install(self) -> bool {
        match self {
            Manager::Brew | Manager::Winget => true,
            Manager::Apt | Manager::Dnf | Manager::Pacman => is_root() || answers_sudo(),
        }
    }

    /// The calls that install `tools`, word by word.
    fn install_commands(self, tools: &[&Tool]) -> Vec<Vec<String>> {
        let mut packages: Vec<_> = tools.iter().map(|tool| tool.packages[self as usize]).collect();
        packages.retain(|package| !package.is_empty());
        packages.dedup();
        let packages = packages.join(" ");
        let lines = match self {
            Manager::Dnf | Manager::Pacman if packages.is_empty() => Vec::new(),
            Manager::Apt => vec!["apt-get update".into(), format!("apt-get install -y {packages}")],
            Manager::Dnf => vec![format!("dnf install -y {packages}")],
            Manager::Pacman => vec![format!("pacman -Sy --needed --noconfirm {packages}")],
            // What Homebrew lacks here comes with Apple's command line tools.
            Manager::Brew if packages.is_empty() => vec!["xcode-select --install".into()],
            Manager::Brew => vec![format!("brew install {packages}")],
            Manager::Winget => packages
                .split(' ')
                .map(|package| {
                    format!(
                        "winget install --exact --id {package} --accept-package-agreements --accept-source-agreements"
                    )
                })
                .collect(),
        };
        let sudo = matches!(self, Manager::Apt | Manager::Dnf | Manager::Pacman) && !is_root();
        let words = |line: String| {
            let line = if sudo { format!("sudo {line}") } else { line };
            line.split(' ').map(String::from).collect()
        };
        lines.into_iter().map(words).collect()
    }
}

fn is_pinned_cargo_deny(program: &PathBuf) -> bool {
    let version = Command::new(program).arg("--version").output();
    version.is_ok_and(|version| version.stdout.trim_ascii() == format!("cargo-deny {CARGO_DENY}").as_bytes())
}

fn answers(program: &str, argument: &str) -> bool {
    succeeds(Command::new(program).arg(argument).env("PATH", search_path()))
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn answers_sudo() -> bool {
    succeeds(Command::new("sudo").args(["-n", "true"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(manager: Manager, names: &[&str], expected: &str) {
        let tools: Vec<_> = TOOLS.iter().filter(|tool| names.contains(&tool.name)).collect();
        let commands = manager.install_commands(&tools);
        let line = commands.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join(" && ");
        assert_eq!(line.replace("sudo ", ""), expected);
    }

    #[test]
    fn apt_reads_its_lists_first() {
        check(Manager::Apt, &["nasm", "cmake"], "apt-get update && apt-get install -y cmake nasm");
    }

    #[test]
    fn one_package_for_both_compilers_is_named_once() {
        check(Manager::Pacman, &["a C compiler", "a C++ compiler"], "pacman -Sy --needed --noconfirm gcc");
    }

    #[test]
    fn what_a_system_has_no_package_of_is_not_asked_for() {
        let nabi = JUDGES.iter().find(|tool| tool.name == "nabi").expect("listed");
        assert!(Manager::Pacman.install_commands(&[nabi]).is_empty());
        assert!(!Manager::Apt.install_commands(&[nabi]).is_empty());
    }

    #[test]
    fn a_mac_without_compilers_is_sent_to_apple() {
        check(Manager::Brew, &["a C++ compiler", "make"], "xcode-select --install");
    }

    #[test]
    fn a_program_that_does_not_exist_does_not_answer() {
        assert!(!answers("picopress-has-no-such-tool", "--version"));
    }
}
