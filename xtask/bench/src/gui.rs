//! The window as it ships, on a screen that nobody sees, drawn by the processor: how long a frame takes while somebody works
//! with thousands of pictures, and while disk, keyring and network stand still. Writes `docs/window.md`.

mod frames;
mod opened;
mod report;
mod scenes;

use std::fs;
use std::path::Path;

use tests::screen::Screen;

use opened::Measured;
use report::Report;

/// Measures, and writes what came out below `root`.
pub fn bench(root: &Path) -> Result<(), String> {
    crate::build_program(root)?;
    let screen = Screen::start().ok_or("there is no screen: Xvfb and openbox are needed")?;
    let mut report = Report::default();
    let scenes = [
        scenes::start_and_rest,
        scenes::ten_thousand,
        scenes::hundred_thousand,
        scenes::nobody_answers,
        scenes::comparison,
        scenes::stop,
        scenes::slow_disk,
    ];
    for scene in scenes {
        if let Err(why) = scene(root, &screen, &mut report) {
            println!("not measured: {why}");
            report.unmeasured.extend(why.lines().next().map(str::to_owned));
        }
    }
    let path = root.join("docs/window.md");
    let before = fs::read_to_string(&path).unwrap_or_default();
    fs::write(&path, report.page(&before)).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{report}");
    Ok(())
}
