//! The fonts for texts in drawings: those of the system, read once.

use std::sync::{Arc, OnceLock};

use resvg::usvg::fontdb::{Database, Family, Query};

/// Families for texts that name none that is there, most common first.
const SERIF: [&str; 7] = [
    "Times New Roman",
    "Times",
    "Liberation Serif",
    "DejaVu Serif",
    "Noto Serif",
    "Noto Serif CJK KR",
    "FreeSerif",
];
const SANS_SERIF: [&str; 9] = [
    "Arial",
    "Helvetica",
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "FreeSans",
];
const MONOSPACE: [&str; 5] =
    ["Courier New", "Liberation Mono", "DejaVu Sans Mono", "Noto Sans Mono", "Menlo"];

/// Where fonts lie on Linux; other systems know their own places.
#[cfg(target_os = "linux")]
pub(in crate::decode) fn folders() -> Vec<std::path::PathBuf> {
    use std::path::PathBuf;

    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = [".fonts", ".local/share/fonts"].map(|folder| home.as_ref().map(|home| home.join(folder)));
    let common = ["/usr/share/fonts", "/usr/local/share/fonts"].map(PathBuf::from);
    common.into_iter().chain(own.into_iter().flatten()).collect()
}

/// The fonts of this machine, which are looked for once.
pub(super) fn load() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| Arc::new(of_this_machine())).clone()
}

fn of_this_machine() -> Database {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    let any = fonts.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
    let first = |wanted: &[&str], otherwise: Option<&String>| {
        let there = |name: &&&str| {
            fonts.query(&Query { families: &[Family::Name(name)], ..Query::default() }).is_some()
        };
        wanted.iter().find(there).map(|name| (*name).to_owned()).or_else(|| otherwise.cloned())
    };
    let sans_serif = first(&SANS_SERIF, any.as_ref());
    let serif = first(&SERIF, sans_serif.as_ref());
    let monospace = first(&MONOSPACE, sans_serif.as_ref());
    if let (Some(sans_serif), Some(serif), Some(monospace)) = (sans_serif, serif, monospace) {
        fonts.set_cursive_family(&sans_serif);
        fonts.set_fantasy_family(&sans_serif);
        fonts.set_sans_serif_family(sans_serif);
        fonts.set_serif_family(serif);
        fonts.set_monospace_family(monospace);
    }
    fonts
}
