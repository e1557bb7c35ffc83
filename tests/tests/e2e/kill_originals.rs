//! Killed at any instant, with originals being put away, targets overwritten and undos under way: no byte of an
//! original is lost, and nothing is converted twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::desk::{Desk, is_soak};

const PICTURES: u32 = 6;

fn rounds() -> u32 {
    if is_soak() { 500 } else { 20 }
}

/// Bytes and date.
type File = (Vec<u8>, SystemTime);
type Files = BTreeMap<String, File>;

/// All files below a folder, by their path in it.
fn below(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below").display().to_string();
            let date = fs::metadata(&path).expect("there").modified().expect("a date");
            files.insert(name, (fs::read(&path).expect("there"), date));
        }
    }
    files
}

/// What all rounds begin with, and what a run without a kill makes of it.
struct Scene {
    sources: Files,
    /// What stands in the way of some outputs.
    standing: Files,
    complete: BTreeMap<String, Vec<u8>>,
    whole: Duration,
}

impl Scene {
    fn draw() -> Self {
        let desk = Desk::new();
        for number in 0..PICTURES {
            desk.picture(&format!("in/{number}.png"), 240 + number * 40, 200);
        }
        let mut sources = below(&desk.path("in"));
        for (second, (_, date)) in (0..).zip(sources.values_mut()) {
            *date = UNIX_EPOCH + Duration::new(1_000_000_000 + second, 123_456_700);
        }
        let old = (b"what stood there before".to_vec(), UNIX_EPOCH + Duration::from_secs(900_000_000));
        let standing = ["1.webp", "4.webp"].map(|name| (name.to_owned(), old.clone())).into();
        let started = Instant::now();
        assert_eq!(desk.convert(&["in", "-o", "out"]).status, 0);
        let whole = started.elapsed();
        Scene { sources, standing, complete: desk.contents("out"), whole }
    }

    fn set_up(&self) -> Desk {
        let desk = Desk::new();
        for (folder, files) in [("in", &self.sources), ("out", &self.standing)] {
            fs::create_dir(desk.path(folder)).expect("made");
            for (name, (bytes, date)) in files {
                let path = desk.path(folder).join(name);
                fs::write(&path, bytes).expect("written");
                let file = fs::File::options().write(true).open(path).expect("there");
                file.set_modified(*date).expect("dated");
            }
        }
        desk
    }

    /// Every original, and everything that was to be overwritten, is somewhere, with its date; and where it is not in
    /// its place, something whole is there for it.
    fn check(&self, desk: &Desk, when: &str) {
        let (sources, out, home) =
            (below(&desk.path("in")), below(&desk.path("out")), below(&desk.path("home")));
        let put_away: Vec<&File> = home.values().collect();
        for (name, file) in &self.sources {
            let output = name.replace("png", "webp");
            if sources.get(name) != Some(file) {
                assert!(put_away.contains(&file), "{when}: {name} is lost");
                let there = out.get(&output).map(|(bytes, _)| bytes);
                assert!(there == self.complete.get(&output), "{when}: {name} went before its output came");
            }
        }
        for (name, file) in &self.standing {
            assert!(out.get(name) == Some(file) || put_away.contains(&file), "{when}: {name} is lost");
        }
        for (name, (bytes, _)) in out.iter().filter(|(name, _)| !name.starts_with(".picopress-")) {
            let is_whole = self.complete.get(name) == Some(bytes);
            assert!(
                is_whole || self.standing.get(name).is_some_and(|(old, _)| old == bytes),
                "{when}: {name}"
            );
        }
    }

    /// The outputs that stand by now, and which file each is.
    #[cfg(unix)]
    fn made(&self, desk: &Desk) -> BTreeMap<String, u64> {
        use std::os::unix::fs::MetadataExt;
        let out = below(&desk.path("out"));
        let made = out.into_iter().filter(|(name, (bytes, _))| self.complete.get(name) == Some(bytes));
        let number = |name: &str| fs::metadata(desk.path("out").join(name)).expect("there").ino();
        made.map(|(name, _)| (name.clone(), number(&name))).collect()
    }
}

/// A little chance that is the same each time.
struct Dice(u32);

impl Dice {
    fn part_of(&mut self, time: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        time.mul_f64(f64::from(self.0 >> 8) / f64::from(1 << 24))
    }
}

/// Starts the program and kills it after `instant`; whether it was still at work.
fn kill_after(desk: &Desk, arguments: &[&str], instant: Duration) -> bool {
    let mut command = desk.command();
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("started");
    std::thread::sleep(instant);
    child.kill().expect("killed");
    child.wait().expect("ended").code().is_none()
}

#[cfg(unix)]
#[test]
fn a_kill_loses_no_original_and_lets_nothing_be_done_twice() {
    let scene = Scene::draw();
    let mut dice = Dice(0x9e37_79b9);
    let mut whole = scene.whole;
    let (mut runs, mut resumed, mut undos) = (0, 0, 0);
    for round in 0..rounds() {
        let policy = ["backup", "trash", "keep"][round as usize % 3];
        let when = |what: &str| format!("round {round}, {policy}, {what}");
        let desk = scene.set_up();
        let convert = ["convert", "in", "-o", "out", "--on-conflict", "overwrite", "--originals", policy];
        let instant = dice.part_of(whole);
        let was_at_work = kill_after(&desk, &convert, instant);
        // The first run may have met a busy machine: what ended by itself shows how long one takes by now.
        whole = if was_at_work { whole } else { instant.max(Duration::from_millis(20)) };
        runs += u32::from(was_at_work);
        scene.check(&desk, &when("killed"));
        let made = scene.made(&desk);

        resumed += u32::from(kill_after(&desk, &["convert", "--resume"], dice.part_of(whole)));
        scene.check(&desk, &when("killed again"));
        let ran = desk.convert(&["--resume"]);
        assert_eq!(ran.status, 0, "{}: {}", when("resumed"), ran.stdout);
        scene.check(&desk, &when("resumed"));
        if desk.history().is_empty() {
            // Killed before it had listed its pictures: nothing was begun, and there is nothing to go on with.
            assert_eq!(made.len(), 0);
            assert_eq!(desk.run(&convert).status, 0);
        }
        assert!(desk.contents("out") == scene.complete, "{}: {:?}", when("resumed"), desk.names("out"));
        let now = scene.made(&desk);
        assert!(
            made.iter().all(|(name, file)| now.get(name) == Some(file)),
            "{}: made twice",
            when("resumed")
        );
        assert!(
            policy == "keep" || desk.names("in").is_empty(),
            "{}: {:?}",
            when("resumed"),
            desk.names("in")
        );

        undos += u32::from(kill_after(&desk, &["undo"], dice.part_of(whole / 3)));
        scene.check(&desk, &when("undo killed"));
        let run = desk.history()[0]["run"].as_str().expect("a name").to_owned();
        let undone = desk.run(&["undo", &run]);
        assert_eq!(undone.status, 0, "{}: {}", when("undone"), undone.stderr);
        assert!(below(&desk.path("in")) == scene.sources, "{}: {:?}", when("undone"), desk.names("in"));
        assert!(below(&desk.path("out")) == scene.standing, "{}: {:?}", when("undone"), desk.names("out"));
    }
    for round in 0..rounds() / 4 {
        undo_at_once(&scene, round, dice.part_of(whole));
    }
    println!("of {} each, killed at work: {runs} runs, {resumed} resumed runs, {undos} undos", rounds());
    assert!(runs * 4 > rounds(), "the kills come too late to prove anything: {runs}");
}

/// A run that was killed is taken back without going on with it first.
#[cfg(unix)]
fn undo_at_once(scene: &Scene, round: u32, instant: Duration) {
    let policy = ["backup", "trash", "keep"][round as usize % 3];
    let when = format!("undo at once, round {round}, {policy}");
    let desk = scene.set_up();
    let convert = ["convert", "in", "-o", "out", "--on-conflict", "overwrite", "--originals", policy];
    kill_after(&desk, &convert, instant);
    let undone = desk.run(&["undo"]);
    assert_eq!(undone.status, 0, "{when}: {}", undone.stderr);
    assert!(below(&desk.path("in")) == scene.sources, "{when}: {:?}", desk.names("in"));
    assert!(below(&desk.path("out")) == scene.standing, "{when}: {:?}", desk.names("out"));
}
