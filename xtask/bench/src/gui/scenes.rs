//! What somebody does with the window while it is measured.

use std::fs;
use std::io::Cursor;
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tests::has;
use tests::screen::{Key, LEFT, Screen};

use super::frames::Times;
use super::opened::{Desk, Opened};
use super::report::Report;

/// How often the window is started.
const STARTS: usize = 5;
/// How long nothing happens.
const REST: Duration = Duration::from_secs(20);
/// Between two turns of the wheel, or two keys: as a frame of a usual screen.
const FRAME: Duration = Duration::from_millis(16);
/// A place in the middle of the list, and of the comparison.
const MIDDLE: (i16, i16) = (400, 400);
/// How long each call of the file system takes on the slow disk.
const SLOW_CALL: Duration = Duration::from_millis(20);

/// How fast it is there, and what it takes while nothing happens.
pub fn start_and_rest(root: &Path, screen: &Screen, report: &mut Report) -> Result<(), String> {
    let desk = Desk::new(root)?;
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        starts.push(Opened::new(screen, &desk, &[])?.start);
    }
    let opened = Opened::new(screen, &desk, &[])?;
    starts.push(opened.start);
    report.start = Times::of(starts);
    println!("at rest");
    thread::sleep(Duration::from_secs(5));
    let before = opened.ticks().ok_or("it ended")?;
    thread::sleep(REST);
    let ticks = opened.ticks().ok_or("it ended")? - before;
    report.idle_percent = ticks as f64 / REST.as_secs_f64();
    report.idle_bytes = opened.memory().ok_or("it ended")?;
    Ok(())
}

/// Ten thousand rows: scrolled, while a batch runs, and both.
pub fn ten_thousand(root: &Path, screen: &Screen, report: &mut Report) -> Result<(), String> {
    let desk = Desk::new(root)?;
    let folder = desk.copies("사진", 10_000, &picture(240, 160)?)?;
    let opened = Opened::new(screen, &desk, &[])?;
    let added = opened.measure("10,000 pictures are added", || {
        desk.hand_over(screen, &folder)?;
        opened.wait_for("looked through the queue waiting=10000", 0).map(drop)
    })?;
    let wheel = opened.measure("10,000 rows are scrolled by the wheel", || scroll(&opened, 300))?;
    let keys = opened.measure("10,000 rows are walked through by keys", || walk(&opened, 250))?;
    report.full_bytes = opened.memory().ok_or("it ended")?;
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("a picture is under way", 0)?;
    let batch = opened.measure("a batch of small pictures runs", || {
        thread::sleep(Duration::from_secs(8));
        Ok(())
    })?;
    let both =
        opened.measure("a batch runs, and the rows are scrolled by the wheel", || scroll(&opened, 300))?;
    opened.press(&[Key::Control, Key::Period]);
    opened.wait_for("the run ended", 0)?;
    report.rows.extend([added, wheel, keys, batch, both]);
    Ok(())
}

/// A folder of a hundred thousand files, added, scrolled and taken out again.
pub fn hundred_thousand(root: &Path, screen: &Screen, report: &mut Report) -> Result<(), String> {
    let desk = Desk::new(root)?;
    let folder = desk.copies("사진", 100_000, &picture(8, 8)?)?;
    let opened = Opened::new(screen, &desk, &[])?;
    let added = opened.measure("a folder of 100,000 files is added", || {
        desk.hand_over(screen, &folder)?;
        opened.wait_for("looked through the queue waiting=100000", 0).map(drop)
    })?;
    let wheel = opened.measure("100,000 rows are scrolled by the wheel", || scroll(&opened, 200))?;
    let removed = opened.measure("all 100,000 are selected and taken out", || {
        opened.press(&[Key::Control, Key::A]);
        thread::sleep(Duration::from_secs(1));
        opened.press(&[Key::Delete]);
        thread::sleep(Duration::from_secs(1));
        Ok(())
    })?;
    report.rows.extend([added, wheel, removed]);
    Ok(())
}

/// Neither the keyring nor the backend answers: both take what is asked, and say nothing.
pub fn nobody_answers(root: &Path, screen: &Screen, report: &mut Report) -> Result<(), String> {
    let mut desk = Desk::new(root)?;
    let text = |error: std::io::Error| error.to_string();
    let bus = desk.path("bus");
    let keyring = UnixListener::bind(&bus).map_err(text)?;
    let backend = TcpListener::bind("127.0.0.1:0").map_err(text)?;
    let address = backend.local_addr().map_err(text)?;
    // Who asked is kept waiting as long as the listener is there.
    thread::spawn(move || keep_waiting(keyring.incoming()));
    thread::spawn(move || keep_waiting(backend.incoming()));
    fs::write(desk.path("home/state/sign-in.json"), r#"{"store":"keyring"}"#).map_err(text)?;
    desk.environment = vec![
        ("DBUS_SESSION_BUS_ADDRESS".into(), format!("unix:path={}", bus.display())),
        ("PICOPRESS_API".into(), format!("http://{address}/v1")),
    ];
    let folder = desk.copies("사진", 200, &picture(240, 160)?)?;
    let opened = Opened::new(screen, &desk, &[])?;
    let row = opened.measure("keyring and backend do not answer", || {
        desk.hand_over(screen, &folder)?;
        opened.wait_for("looked through the queue", 0)?;
        scroll(&opened, 60)?;
        opened.press(&[Key::Control, Key::Enter]);
        visit_all(&opened);
        scroll(&opened, 60)
    })?;
    report.rows.push(row);
    Ok(())
}

/// Takes whoever comes, and says nothing.
fn keep_waiting<T>(incoming: impl Iterator<Item = T>) {
    let mut waiting = Vec::new();
    for connection in incoming {
        waiting.push(connection);
    }
}

/// Every call of the file system takes its time, in whichever thread.
pub fn slow_disk(root: &Path, screen: &Screen, report: &mut Report) -> Result<(), String> {
    if !has("strace", "make a disk slow with") {
        return Ok(());
    }
    let mut desk = Desk::new(root)?;
    let folder = desk.copies("사진", 20, &picture(240, 160)?)?;
    let calls = "%file,getdents64,fsync,fdatasync";
    let delay = format!("inject={calls}:delay_enter={}", SLOW_CALL.as_micros());
    // The program stays the child, and strace is beside it.
    let strace = ["strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e"];
    desk.started_by = strace.map(String::from).into_iter().collect();
    desk.started_by.extend([format!("trace={calls}"), "-e".into(), delay]);
    let opened = Opened::new(screen, &desk, std::slice::from_ref(&folder))?;
    let row = opened.measure("a disk that takes 20 ms for every call", || {
        opened.wait_for("looked through the queue waiting=20", 0)?;
        scroll(&opened, 60)?;
        opened.press(&[Key::Control, Key::Enter]);
        opened.wait_for("a picture is under way", 0)?;
        visit_all(&opened);
        scroll(&opened, 60)
    })?;
    report.rows.push(row);
    Ok(())
}

/// A picture of 24 megapixels, moved about.
pub fn comparison(root: &Path, screen: &Screen, report: &mut Report) -> Result<(), String> {
    let desk = Desk::new(root)?;
    let path = desk.path("큰 사진.png");
    fs::write(&path, picture(6000, 4000)?).map_err(|error| error.to_string())?;
    let opened = Opened::new(screen, &desk, &[path])?;
    opened.wait_for("looked through the queue waiting=1", 0)?;
    opened.press(&[Key::Control, Key::D]);
    opened.wait_for("tried what would be made", 0)?;
    let line = opened.measure("the line of the comparison is dragged", || drag(&opened, 150))?;
    let zoom = opened.measure("24 megapixels are zoomed by the wheel", || zoom(&opened, 60))?;
    opened.press(&[Key::One]);
    let half = opened.measure("24 megapixels are dragged at 100 %", || {
        // Not by the line.
        opened.screen.point_at(opened.window, MIDDLE.0 - 200, MIDDLE.1);
        drag(&opened, 150)
    })?;
    report.rows.extend([line, zoom, half]);
    Ok(())
}

/// How long a stop takes while AVIF is made, which listens least.
pub fn stop(root: &Path, screen: &Screen, report: &mut Report) -> Result<(), String> {
    println!("runs are stopped");
    let desk = Desk::new(root)?;
    let slow = r#"{"recipe": {"format": "avif", "effort": 6, "min_saving": null}}"#;
    fs::write(desk.path("home/state/window.json"), slow).map_err(|error| error.to_string())?;
    let folder = desk.copies("사진", 8, &picture(2000, 1500)?)?;
    let opened = Opened::new(screen, &desk, &[folder])?;
    opened.wait_for("looked through the queue waiting=8", 0)?;
    let mut times = Vec::new();
    for round in 0..5 {
        let before = opened.now();
        opened.press(&[Key::Control, Key::Enter]);
        opened.wait_for("a picture is under way", before)?;
        thread::sleep(Duration::from_millis(300 + 130 * round));
        let asked = Instant::now();
        opened.press(&[Key::Control, Key::Period]);
        times.push(opened.wait_for("the run ended", before)?.duration_since(asked));
        opened.wait_for("looked through the queue", before)?;
    }
    report.stop = Times::of(times);
    Ok(())
}

/// Turns the wheel so often towards the person, and half as often back.
fn scroll(opened: &Opened<'_>, notches: usize) -> Result<(), String> {
    opened.screen.point_at(opened.window, MIDDLE.0, MIDDLE.1);
    for notch in 0..notches + notches / 2 {
        opened.screen.turn_wheel(notch < notches);
        thread::sleep(FRAME);
    }
    Ok(())
}

/// Goes down row by row, then page by page, and from one end to the other.
fn walk(opened: &Opened<'_>, steps: usize) -> Result<(), String> {
    opened.screen.click(opened.window, MIDDLE.0, MIDDLE.1);
    let keys = [Key::Down, Key::PageDown, Key::Up].map(|key| vec![key; steps / 3]).concat();
    for key in keys.into_iter().chain([Key::End, Key::Home]) {
        opened.press(&[key]);
        thread::sleep(FRAME);
    }
    Ok(())
}

/// Looks at the history, the account and the queue again.
fn visit_all(opened: &Opened<'_>) {
    for place in [Key::Three, Key::Four, Key::One] {
        opened.press(&[Key::Control, place]);
        thread::sleep(Duration::from_secs(1));
    }
}

/// Drags with the mouse to and fro, from where it is.
fn drag(opened: &Opened<'_>, steps: usize) -> Result<(), String> {
    let (x, y) = MIDDLE;
    opened.screen.button(LEFT, true);
    for step in 0..steps {
        let far = (step % 50) as i16;
        let far = if (step / 50) % 2 == 0 { far } else { 50 - far };
        opened.screen.point_at(opened.window, x - 200 + far * 4, y - far * 2);
        thread::sleep(FRAME);
    }
    opened.screen.button(LEFT, false);
    Ok(())
}

/// Zooms in and out again.
fn zoom(opened: &Opened<'_>, notches: usize) -> Result<(), String> {
    opened.screen.point_at(opened.window, MIDDLE.0, MIDDLE.1);
    for notch in 0..notches {
        opened.screen.turn_wheel(notch % 20 >= 10);
        thread::sleep(2 * FRAME);
    }
    Ok(())
}

/// A picture with soft colours and grain, as PNG.
fn picture(width: u32, height: u32) -> Result<Vec<u8>, String> {
    let mut grain = 0x2545_f491_u32;
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| {
        grain ^= grain << 13;
        grain ^= grain >> 17;
        grain ^= grain << 5;
        let noise = grain % 9;
        let ramp = |place: u32, side: u32| (place * 200 / side + noise) as u8;
        [ramp(x, width), ramp(y, height), ramp(x + y, width + height)]
    });
    let pixels: Vec<u8> = pixels.collect();
    let mut file = Cursor::new(Vec::new());
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|error| error.to_string())?;
    Ok(file.into_inner())
}
