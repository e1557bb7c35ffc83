//! Memory stays within the budget, however many pictures there are and however large.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::desk::{Desk, is_soak, watch_memory};

/// Memory beside the pictures: the program, its threads, the heap's slack.
const SLACK_BYTES: u64 = 200_000_000;

/// An uncompressed bitmap, written row by row, since nothing else is quick at a hundred megapixels.
fn bitmap(path: &Path, width: u32, height: u32) {
    let mut file = BufWriter::new(File::create(path).expect("created"));
    let row_bytes = (width * 3).next_multiple_of(4);
    let mut header = b"BM".to_vec();
    for field in [54 + row_bytes * height, 0, 54, 40, width, height, 1 | 24 << 16, 0, 0, 0, 0, 0, 0] {
        header.extend(u32::to_le_bytes(field));
    }
    file.write_all(&header).expect("written");
    for y in 0..height {
        let row: Vec<u8> = (0..row_bytes).map(|x| (x / 64 + y / 8) as u8).collect();
        file.write_all(&row).expect("written");
    }
}

fn check(giants: u32, side: u32, small: u32, memory: u64, arguments: &[&str]) {
    let desk = Desk::new();
    for number in 0..small {
        desk.picture(&format!("in/{number:04}.png"), 160 + number % 97, 120);
    }
    for number in 0..giants {
        bitmap(&desk.path(format!("in/giant {number}.bmp")), side, side);
    }
    let mut command = desk.command();
    let memory_argument = memory.to_string();
    command.args(["convert", "in", "-o", "out", "--quiet", "--memory", &memory_argument]).args(arguments);
    let (status, peak) = watch_memory(command);
    println!("{arguments:?}: {} MB at the peak, {} MB allowed", peak / 1_000_000, memory / 1_000_000);
    assert_eq!(status, Some(0));
    assert_eq!(desk.names("out").len(), (giants + small) as usize);
    assert!(peak <= memory + SLACK_BYTES, "{peak}");
    fs::remove_dir_all(desk.path("in")).expect("removed");
}

#[cfg(target_os = "linux")]
#[test]
fn giants_and_many_small_pictures_keep_to_the_budget() {
    check(3, 6_000, 60, 500_000_000, &["--effort", "0"]);
    if is_soak() {
        check(4, 10_000, 1_000, 2 << 30, &[]);
        check(4, 10_000, 1_000, 2 << 30, &["--to", "avif"]);
    }
}

#[test]
fn what_never_fits_is_refused_with_the_way_out() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).expect("made");
    bitmap(&desk.path("in/giant.bmp"), 3_000, 3_000);
    desk.picture("in/small.png", 40, 40);
    let ran = desk.convert(&["in", "-o", "out", "--memory", "20M"]);
    assert_eq!(ran.status, 1);
    let failed = &ran.events_named("failed")[0];
    assert_eq!(failed["code"], "too_large");
    let message = failed["message"].as_str().expect("a sentence");
    assert!(message.contains("--memory 200M"), "{message}");
    assert_eq!(desk.names("out"), ["small.webp"]);
}
