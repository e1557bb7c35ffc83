//! One evil picture among honest ones, in a real batch.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use converter::batch::{self, Event};
use converter::conversion::{self, Host};
use converter::input::Source;
use converter::preview::{self, Request};
use converter::recipe::{Effort, Format};
use converter::target::{Conflict, Template};
use converter::viewer::Wish;
use converter::worker::{ARGUMENT, Isolation, Launch, Workers};
use converter::{
    Budget, Cancel, Engine, Error, ErrorKind, Job, Limits, Outcome, Pace, Pause, Recipe, Stage, Staging,
    Viewer,
};
use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::misdeeds::Misdeed;

/// A sentence and what proves it.
fn trial(name: &str, run: fn()) -> Trial {
    Trial::test(name, move || {
        run();
        Ok(())
    })
}

pub fn trials() -> Vec<Trial> {
    vec![
        trial("workers_make_what_the_program_itself_would_make", same_bytes),
        trial("workers_show_what_the_program_itself_would_show", same_views),
        trial("a_trial_that_does_not_listen_is_ended", trial_stop),
        trial("a_crash_costs_its_own_picture", || {
            for misdeed in [Misdeed::Segfault, Misdeed::Overflow, Misdeed::Abort, Misdeed::Babble] {
                check(misdeed, |kind| matches!(kind, ErrorKind::Crashed(_)));
            }
        }),
        trial("the_last_words_of_a_crash_are_kept", || {
            check(
                Misdeed::Overflow,
                |kind| matches!(kind, ErrorKind::Crashed(words) if words.contains("stack")),
            );
        }),
        trial("a_panic_costs_its_own_picture", || {
            check(
                Misdeed::Panic,
                |kind| matches!(kind, ErrorKind::Panicked(words) if words == "a codec's assertion"),
            );
        }),
        #[cfg(target_os = "linux")]
        trial("a_memory_bomb_is_refused", memory_bomb),
        trial("decoding_has_its_time", || {
            check(Misdeed::SlowDecode, |kind| matches!(kind, ErrorKind::TooSlow(1)));
        }),
        trial("a_panic_while_publishing_costs_its_own_picture", publishing_panics),
        trial("a_gentler_pace_holds_from_the_next_picture_on", gentler),
        trial("a_stop_ends_who_does_not_listen", stop),
        #[cfg(target_os = "linux")]
        trial("a_worker_killed_from_outside_costs_one_picture", killed_at_work),
        #[cfg(target_os = "linux")]
        trial("a_worker_killed_while_it_rests_costs_nothing", killed_at_rest),
        #[cfg(target_os = "linux")]
        trial("workers_are_used_again", used_again),
        #[cfg(target_os = "linux")]
        trial("workers_end_with_the_engine", ends_with_engine),
        trial("a_program_that_is_no_worker_fails_each_picture", no_worker),
        #[cfg(target_os = "linux")]
        trial("a_worker_reaches_no_files", || {
            if has_landlock() {
                check(
                    Misdeed::Files,
                    |kind| matches!(kind, ErrorKind::Encoder(allowed) if allowed.is_empty()),
                );
            }
        }),
        #[cfg(target_os = "linux")]
        trial("a_worker_reaches_no_network", || {
            check(Misdeed::Network, |kind| matches!(kind, ErrorKind::Encoder(allowed) if allowed.is_empty()));
        }),
        #[cfg(target_os = "linux")]
        trial("a_worker_reaches_no_other_process", || {
            check(
                Misdeed::Processes,
                |kind| matches!(kind, ErrorKind::Encoder(allowed) if allowed.is_empty()),
            );
        }),
        // Last: another trial looks how much memory this process took so far.
        trial("a_large_picture_is_shown_by_a_worker_too", large_views),
    ]
}

/// A folder with pictures, and an engine whose workers are this program.
struct Desk {
    folder: tempfile::TempDir,
    engine: Engine,
}

type Story = Receiver<Event<Result<Outcome, Error>>>;

impl Desk {
    fn new() -> Self {
        let launch = Launch { arguments: vec![ARGUMENT.into()], ..Launch::this_program() };
        Desk::with(Isolation::Workers(Workers::new(launch)))
    }

    fn with(isolation: Isolation) -> Self {
        let engine = Engine {
            recipe: Recipe { min_saving: None, ..Recipe::default() },
            limits: Limits { decode_seconds: 1, ..Limits::default() },
            threads: 1,
            budget: Budget::new(200_000_000),
            staging: Staging::new(),
            cancel: Cancel::new(),
            pause: Pause::new(),
            pace: Pace::default(),
            isolation,
        };
        Desk { folder: tempfile::tempdir().unwrap(), engine }
    }

    /// A PNG of one colour, as wide as its misdeed wants.
    fn picture(&self, name: &str, width: u32) {
        let file = fs::File::create(self.folder.path().join(name)).unwrap();
        let mut encoder = png::Encoder::new(file, width, 2);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![77; width as usize * 6]).unwrap();
    }

    fn jobs(&self) -> Vec<Job> {
        let sources: Vec<PathBuf> = vec![self.folder.path().to_owned()];
        let preview = preview::preview(&Request {
            sources: &sources,
            recursive: false,
            output: None,
            template: &"{name}.{ext}".parse::<Template>().unwrap(),
            suffix: "",
            conflict: Conflict::Rename,
            recipe: &self.engine.recipe,
            earlier: &Default::default(),
            original: Default::default(),
        });
        preview.jobs
    }

    fn start(&self, jobs: &[Job], threads: usize) -> Story {
        batch::run(&self.engine, jobs, threads, |_, _, outcome| outcome)
    }

    /// Converts everything: the bytes of the results, and the errors.
    fn run(&self) -> (Vec<Vec<u8>>, Vec<ErrorKind>) {
        finished(&self.start(&self.jobs(), 2))
    }
}

fn finished(story: &Story) -> (Vec<Vec<u8>>, Vec<ErrorKind>) {
    let (mut made, mut errors) = (Vec::new(), Vec::new());
    for event in story {
        match event {
            Event::Finished { result: Ok(Outcome::Converted(converted)), .. } => {
                let path = converted.staged.publish().unwrap();
                made.push(fs::read(&path).unwrap());
                fs::remove_file(path).unwrap();
            }
            Event::Finished { result: Err(error), .. } => errors.push(error.kind),
            _ => {}
        }
    }
    made.sort();
    (made, errors)
}

/// One evil picture among eight honest ones: it fails as `expected`, they are converted.
fn check(misdeed: Misdeed, expected: fn(&ErrorKind) -> bool) {
    let desk = Desk::new();
    for number in 0..8 {
        desk.picture(&format!("honest {number}.png"), 40 + number);
    }
    desk.picture("evil.png", misdeed as u32);
    let (made, errors) = desk.run();
    assert_eq!(made.len(), 8);
    assert!(matches!(&errors[..], [error] if expected(error)), "{misdeed:?}: {errors:?}");
}

fn same_bytes() {
    let made = [Desk::new(), Desk::with(Isolation::InProcess)].map(|desk| {
        (0..4).for_each(|number| desk.picture(&format!("{number}.png"), 30 + number));
        desk.run()
    });
    assert_eq!(made[0].0.len(), 4);
    assert_eq!(made[0].0, made[1].0);
}

/// Somebody who looks at pictures, with workers of this program.
fn viewer(isolation: Isolation) -> Viewer {
    Viewer { limits: Limits::default(), budget: Budget::new(1 << 30), isolation }
}

fn same_views() {
    let desk = Desk::new();
    desk.picture("1.png", 30);
    let path = desk.folder.path().join("1.png");
    let wish = Wish { recipe: Recipe::default(), area: None, longest: 20, threads: 1 };
    let seen = [desk.engine.isolation.clone(), Isolation::InProcess].map(|isolation| {
        let viewer = viewer(isolation);
        let thumbnail = viewer.thumbnail(&path, 20, &Cancel::new()).unwrap();
        let trial = viewer.try_out(&path, wish.clone(), &Cancel::new()).unwrap();
        assert_eq!((trial.before.width, trial.after.rgba().len()), (20, 20 * 4));
        (thumbnail, trial.encoded.bytes, trial.before, trial.after, trial.likeness)
    });
    assert_eq!(seen[0], seen[1]);
}

/// Both views in one piece are more than a worker at rest may hold.
fn large_views() {
    let desk = Desk::new();
    let path = desk.folder.path().join("1.pbm");
    let (width, height) = (6000_usize, 4000);
    let picture = [format!("P4\n{width} {height}\n").into_bytes(), vec![0x0f; width / 8 * height]].concat();
    fs::write(&path, picture).unwrap();
    let recipe = Recipe { effort: Effort::new(0).unwrap(), ..Recipe::default() };
    let wish = Wish { recipe, area: None, longest: width as u32, threads: 2 };
    let viewer = Viewer { budget: Budget::new(4 << 30), ..viewer(desk.engine.isolation.clone()) };
    let trial = viewer.try_out(&path, wish, &Cancel::new()).unwrap();
    assert_eq!(trial.after.rgba().len(), width * height * 4);
}

/// Stops as soon as the encoder runs, and grants all memory.
struct Stopper(Cancel);

impl Host for Stopper {
    fn stage(&mut self, stage: Stage) -> Result<(), ErrorKind> {
        if stage == Stage::Encode {
            self.0.cancel();
        }
        Ok(())
    }

    fn reserve(&mut self, _: u64) -> Result<(), ErrorKind> {
        Ok(())
    }
}

fn trial_stop() {
    let desk = Desk::new();
    // Noise, with which the encoder would be busy for a long time.
    let mut file = b"P6 3000 2000 255 ".to_vec();
    file.extend((0..3000 * 2000 * 3_u32).map(|i| (i.wrapping_mul(0x9e37_79b1) >> 24) as u8));
    let effort = Effort::new(6).unwrap();
    let recipe = Recipe { format: Format::Avif, effort, ..Recipe::default() };
    let conversion =
        conversion::Order { recipe, limits: Limits::default(), threads: 1, memory_bytes: u64::MAX };
    let order = converter::trial::Order { conversion, area: None, longest: 100 };
    let cancel = Cancel::new();
    let source = Source::new(file).unwrap();
    let tried = desk.engine.isolation.try_out(&order, source, &mut Stopper(cancel.clone()), &cancel);
    let failure = tried.unwrap_err();
    assert!(matches!(failure.kind, ErrorKind::Cancelled), "{failure:?}");
}

#[cfg(target_os = "linux")]
fn memory_bomb() {
    check(Misdeed::Bomb, |kind| matches!(kind, ErrorKind::OutOfMemory(1_000_000)));
    // What the worker took was its own.
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kibibytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kibibytes < 200_000, "{peak}");
}

fn stop() {
    for misdeed in [Misdeed::Hang, Misdeed::Silence] {
        let desk = Desk::new();
        desk.picture("evil.png", misdeed as u32);
        let story = desk.start(&desk.jobs(), 1);
        std::thread::sleep(Duration::from_millis(300));
        let asked = Instant::now();
        desk.engine.cancel.cancel();
        let (_, errors) = finished(&story);
        let took = asked.elapsed();
        println!("stopped after {} ms", took.as_millis());
        assert!(matches!(errors[..], [ErrorKind::Cancelled]), "{errors:?}");
        // Promised are 200 ms; the rest is the machine's, which may be busy.
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
}

#[cfg(target_os = "linux")]
fn killed_at_work() {
    let desk = Desk::new();
    desk.picture("slow.png", Misdeed::Hang as u32);
    (0..8).for_each(|number| desk.picture(&format!("{number}.png"), 30 + number));
    let story = desk.start(&desk.jobs(), 2);
    while children().len() < 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    // The honest pictures are through, the slow one is not.
    std::thread::sleep(Duration::from_millis(500));
    let workers = children();
    workers.iter().for_each(|&worker| kill(worker, Signal::SIGKILL).unwrap());
    let (made, errors) = finished(&story);
    assert_eq!(made.len(), 8);
    assert!(matches!(&errors[..], [ErrorKind::Crashed(words)] if words.contains("SIGKILL")), "{errors:?}");
}

#[cfg(target_os = "linux")]
fn killed_at_rest() {
    let desk = Desk::new();
    desk.picture("1.png", 30);
    assert_eq!(desk.run().0.len(), 1);
    let rested = children();
    assert_eq!(rested.len(), 1);
    kill(rested[0], Signal::SIGKILL).unwrap();
    let (made, errors) = desk.run();
    assert_eq!((made.len(), errors.len()), (1, 0));
    assert_ne!(children(), rested);
}

#[cfg(target_os = "linux")]
fn used_again() {
    let desk = Desk::new();
    (0..20).for_each(|number| desk.picture(&format!("{number}.png"), 30 + number));
    assert_eq!(desk.run().0.len(), 20);
    let first = children();
    assert!((1..=2).contains(&first.len()), "{first:?}");
    assert_eq!(desk.run().0.len(), 20);
    let second = children();
    assert!(first.iter().all(|worker| second.contains(worker)), "{first:?} {second:?}");
}

#[cfg(target_os = "linux")]
fn ends_with_engine() {
    let desk = Desk::new();
    desk.picture("1.png", 30);
    assert_eq!(desk.run().0.len(), 1);
    assert_eq!(children().len(), 1);
    drop(desk);
    let deadline = Instant::now() + Duration::from_secs(5);
    while !children().is_empty() {
        assert!(Instant::now() < deadline, "{:?}", children());
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn no_worker() {
    for program in ["/nowhere/picopress", "/bin/true"] {
        let launch = Launch { program: program.into(), arguments: Vec::new() };
        let desk = Desk::with(Isolation::Workers(Workers::new(launch)));
        desk.picture("1.png", 30);
        desk.picture("2.png", 31);
        let (made, errors) = desk.run();
        assert_eq!(made.len(), 0);
        let is_right = |kind: &ErrorKind| matches!(kind, ErrorKind::NoWorker(_));
        assert!(errors.len() == 2 && errors.iter().all(is_right), "{program}: {errors:?}");
    }
}

fn publishing_panics() {
    let desk = Desk::with(Isolation::InProcess);
    (0..3).for_each(|number| desk.picture(&format!("{number}.png"), 30 + number));
    let story = batch::run(&desk.engine, &desk.jobs(), 1, |index, _, outcome| {
        assert_ne!(index, 1, "a trap");
        outcome
    });
    let (made, errors) = finished(&story);
    assert_eq!(made.len(), 2);
    assert!(matches!(&errors[..], [ErrorKind::Panicked(words)] if words.contains("a trap")), "{errors:?}");
}

fn gentler() {
    const WORKERS: usize = 3;
    let desk = Desk::with(Isolation::InProcess);
    (0..40).for_each(|number| desk.picture(&format!("{number}.png"), 30 + number));
    let (pace, gone) = (desk.engine.pace.clone(), AtomicUsize::new(0));
    let story = batch::run(&desk.engine, &desk.jobs(), WORKERS, move |_, _, _| {
        let is_wanted = gone.fetch_add(1, Ordering::Relaxed) == 4;
        Ok(is_wanted.then(|| pace.set(1)).is_some())
    });
    let (mut under_way, mut is_gentle, mut beside_another) = (0, false, 0);
    for event in story {
        match event {
            Event::Started(_) => {
                beside_another += usize::from(is_gentle && under_way > 0);
                under_way += 1;
            }
            Event::Finished { result, .. } => {
                is_gentle |= result.expect("nothing fails");
                under_way -= 1;
            }
        }
    }
    assert!(is_gentle);
    // Whoever had its turn when the pace changed may have said so only later.
    assert!(beside_another < WORKERS, "{beside_another}");
}

/// The processes that this one started and that still live.
#[cfg(target_os = "linux")]
fn children() -> Vec<Pid> {
    let child = |entry: std::io::Result<fs::DirEntry>| {
        let pid = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // proc(5): after the name in brackets the state and the parent.
        let mut fields = stat.rsplit_once(") ")?.1.split(' ');
        let is_dead = fields.next()? == "Z";
        let is_ours = fields.next()?.parse() == Ok(std::process::id());
        (is_ours && !is_dead).then(|| Pid::from_raw(pid))
    };
    let mut children: Vec<Pid> = fs::read_dir("/proc").unwrap().filter_map(child).collect();
    children.sort();
    children
}

/// Whether this kernel has Landlock; says what is skipped where it has not.
#[cfg(target_os = "linux")]
fn has_landlock() -> bool {
    use landlock::{ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr};
    let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let found = ruleset.handle_access(AccessFs::from_all(ABI::V1)).and_then(Ruleset::create).is_ok();
    if !found {
        println!("skipped: this kernel has no Landlock to keep files from a worker");
    }
    found
}
