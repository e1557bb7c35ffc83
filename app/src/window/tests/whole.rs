//! The whole window: the router, the header and whatever lies over the screens, with a home and licensing of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use converter::Isolation;
use iced::executor::Default as Threads;
use iced::keyboard::key::Named;
use iced::{Element, Executor, Size, Task};
use iced_test::futures::futures::{StreamExt, executor::block_on};
use iced_test::runtime;
use iced_test::selector;
use licensing::clock::{Clocks, Sight, SystemClocks};
use licensing::gate::Wait;
use licensing::keyring::Store;
use licensing::protocol::day;
use licensing::{Licensing, Options};

use super::Ui;
use crate::admission::KeptBack;
use crate::dirs::Dirs;
use crate::i18n;
use crate::rights;
use crate::settings::Settings;
use crate::window::command::{Command, Place};
use crate::window::open::Opening;
use crate::window::remembered::Remembered;
use crate::window::screen::{account, convert, history};
use crate::window::start::Traces;
use crate::window::{Message, Window};

const DAY_MS: i64 = 86_400_000;

/// A window with a home of its own.
pub struct Whole {
    pub window: Window,
    /// What follows from this message is not run, as if it took its time.
    pub holds: fn(&Message) -> bool,
    held: Vec<Task<Message>>,
    /// The time that licences and days are measured with.
    pub clock: Arc<Noon>,
    /// Clocks of iced run here; none of them is waited for.
    threads: Threads,
    folder: tempfile::TempDir,
}

/// The clocks of this machine, turned on to noon of the next day in Seoul, and from there by whole days: no test of a day
/// meets its end.
pub struct Noon {
    machine: SystemClocks,
    ahead_ms: AtomicI64,
}

impl Noon {
    fn new() -> Self {
        let machine = SystemClocks::new();
        let now_ms = machine.sight().wall_ms;
        Noon { machine, ahead_ms: AtomicI64::new(day::resets_at(now_ms) - now_ms + DAY_MS / 2) }
    }

    /// It is the next day now.
    pub fn next_day(&self) {
        self.ahead_ms.fetch_add(DAY_MS, Ordering::Relaxed);
    }
}

impl Clocks for Noon {
    fn sight(&self) -> Sight {
        let (sight, ahead_ms) = (self.machine.sight(), self.ahead_ms.load(Ordering::Relaxed));
        Sight { wall_ms: sight.wall_ms + ahead_ms, boottime_ms: sight.boottime_ms + ahead_ms, ..sight }
    }
}

impl Whole {
    pub fn new(tag: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = folder.path().join("home");
        let dirs = Dirs { config: home.join("config"), state: home.join("state") };
        let mut settings = Settings { language: Some(tag.to_owned()), ..Settings::default() };
        settings.window.motion = false;
        let opening = Opening {
            remembered: Remembered::first(&settings),
            dirs: None,
            settings,
            pictures: Vec::new(),
            arrivals: None,
            told: None,
            traces: Traces::new(None),
        };
        let threads = Threads::new().expect("threads");
        let (mut window, _boot) = Executor::enter(&threads, || Window::new(opening));
        let clock = Arc::new(Noon::new());
        let options = Options { clocks: clock.clone(), ..rights::options(&dirs) };
        window.services.licensing = Some(Licensing::open_and_wait(options));
        window.services.home = crate::run::Home::new(Some(dirs), window.settings.backup);
        window.services.isolation = Isolation::InProcess;
        window.standing = window.services.look();
        window.words = i18n::window::catalog(tag);
        Whole { window, holds: |_| false, held: Vec::new(), clock, threads, folder }
    }

    /// A picture of the folder: a gradient, in the words that any decoder knows.
    pub fn picture(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        let pixels = (0..480_u32).flat_map(|y| (0..640_u32).map(move |x| (x, y)));
        let mut bytes = b"P6\n640 480\n255\n".to_vec();
        bytes.extend(pixels.flat_map(|(x, y)| [(x / 3) as u8, (y / 2) as u8, ((x + y) / 5) as u8]));
        std::fs::write(&path, bytes).expect("written");
        path
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        let is_held = (self.holds)(&message);
        let tells = self.window.tells;
        let task = Executor::enter(&self.threads, || self.window.update(message));
        // A sentence is taken away after eight seconds.
        if self.window.tells != tells {
            return Task::none();
        }
        if is_held {
            self.held.push(task);
            return Task::none();
        }
        task
    }

    fn view(&self) -> Element<'_, Message> {
        self.window.view()
    }

    /// How many pictures wait in the queue.
    fn waiting(&self) -> usize {
        self.window.convert.waiting()
    }
}

/// In a window of this size.
pub fn whole(whole: Whole, size: impl Into<Size>) -> Ui<Whole, Message> {
    let size = size.into();
    let mut ui = Ui::new(size, whole, Whole::update, Whole::view);
    ui.tell(Message::Resized(size));
    ui
}

fn is_shown(ui: &mut Ui<Whole, Message>, words: &str) -> bool {
    ui.find(words.to_owned()).is_some()
}

/// A window in which a run is under way, and does not end.
fn busy() -> Ui<Whole, Message> {
    let whole_window = Whole::new("ko");
    let picture = whole_window.picture("사진.ppm");
    let mut ui = whole(whole_window, (1120.0, 760.0));
    ui.tell(Message::Arrived(vec![picture]));
    ui.state.holds = |message| matches!(message, Message::Convert(convert::Message::Checked(..)));
    ui.tell(Message::Command(Command::Start));
    assert!(ui.state.window.convert.is_busy());
    ui
}

/// Whether the program ends by what follows from this message.
fn ends_by(ui: &mut Ui<Whole, Message>, message: Message) -> bool {
    let task = ui.state.update(message);
    let Some(actions) = runtime::task::into_stream(task) else { return false };
    block_on(actions.any(async |action| matches!(action, runtime::Action::Exit)))
}

#[test]
fn closing_asks_only_while_a_run_is_under_way() {
    let mut ui = busy();
    let shell = i18n::window::catalog("ko").window.shell;
    assert!(!ends_by(&mut ui, Message::CloseRequested));
    ui.happen([]);
    assert!(is_shown(&mut ui, shell.close_title) && is_shown(&mut ui, shell.close_question));
    // Nothing else is done meanwhile.
    ui.tell(Message::Command(Command::Stop));
    ui.tell(Message::Command(Command::Close));
    assert!(!is_shown(&mut ui, shell.close_title) && ui.state.window.convert.is_busy(), "Escape goes on");
    ui.tell(Message::Command(Command::Quit));
    ui.click(selector::id("stay"));
    assert!(!is_shown(&mut ui, shell.close_title) && ui.state.window.convert.is_busy());
    ui.tell(Message::CloseRequested);
    ui.happen([]);
    ui.click(selector::id("close-anyway"));
    assert!(ui.has_heard("CloseAnyway"));
    ui.tell(Message::CloseRequested);
    assert!(ends_by(&mut ui, Message::Command(Command::Confirm)), "Enter stops and closes");
    let mut idle = whole(Whole::new("ko"), (1120.0, 760.0));
    assert!(ends_by(&mut idle, Message::CloseRequested));
}

#[test]
fn the_window_remembers_its_size_at_the_end() {
    let mut ui = whole(Whole::new("ko"), (900.0, 640.0));
    assert!(ends_by(&mut ui, Message::CloseAnyway));
    let dirs = ui.state.window.services.home.dirs.clone().expect("it has a home");
    assert_eq!(Remembered::load(&dirs.window(), &Settings::default()).size, (900.0, 640.0));
}

#[test]
fn a_round_of_upkeep_says_when_the_next_is_due_and_what_may_be_done_is_looked_at_anew() {
    let mut ui = whole(Whole::new("en"), (1120.0, 760.0));
    // That of the next waits for minutes.
    ui.state.holds = |message| matches!(message, Message::Upkept(_));
    ui.state.window.standing.day = None;
    ui.tell(Message::UpkeepDue);
    assert_eq!(ui.state.held.len(), 1, "a round ends with a wait for the next");
    ui.tell(Message::LookAtRights);
    assert!(ui.has_heard("Standing"));
    assert_eq!(ui.state.window.standing.day.and_then(|day| day.left), Some(5));
}

#[test]
fn what_waits_for_another_day_is_one_click_away_then_in_a_window_that_stayed_open() {
    let desk = Whole::new("ko");
    let pictures = (0..7).map(|number| desk.picture(&format!("사진 {number}.ppm"))).collect();
    let mut ui = whole(desk, (1120.0, 760.0));
    // The next round of upkeep waits for minutes.
    ui.state.holds = |message| matches!(message, Message::Upkept(_));
    let words = i18n::window::catalog("ko");
    let (run, waits) = (words.window.run, (words.kept_back)(KeptBack::Waits(Wait::Day)));
    let left = |left| format!("Free · {}", (words.window.shell.left_today)(left));
    ui.tell(Message::Arrived(pictures));
    ui.tell(Message::Command(Command::Start));
    ui.click((run.begin)(1));
    for _ in 1..5 {
        ui.click((run.start)(ui.state.waiting()));
    }
    assert!(is_shown(&mut ui, &left(0)) && is_shown(&mut ui, &waits));
    ui.click((run.start)(2));
    assert!(is_shown(&mut ui, run.nothing_now));
    ui.tell(Message::Command(Command::Close));

    // A clock of the window says this twice a minute.
    ui.state.clock.next_day();
    ui.tell(Message::LookAtRights);
    assert!(is_shown(&mut ui, &left(5)) && !is_shown(&mut ui, &waits));
    ui.click((run.start)(2));
    assert_eq!(ui.state.waiting(), 1, "it goes at once: all that waits was told of");
    assert!(is_shown(&mut ui, &left(4)));

    // Whoever comes back to the window does not wait for that clock.
    ui.state.clock.next_day();
    ui.tell(Message::Convert(convert::Message::InFront(true)));
    assert!(is_shown(&mut ui, &left(5)));
}

#[test]
fn the_shortcuts_lie_over_every_place_and_take_the_keys() {
    for place in
        [Place::Convert, Place::Compare, Place::History, Place::Account, Place::Settings, Place::About]
    {
        let mut ui = whole(Whole::new("ja"), (1120.0, 760.0));
        let shell = i18n::window::catalog("ja").window.shell;
        ui.tell(Message::Go(place));
        ui.tell(Message::Command(Command::Shortcuts));
        assert!(is_shown(&mut ui, (shell.command)(Command::AddFiles)));
        ui.tell(Message::Command(Command::Go(Place::About)));
        assert_eq!(ui.state.window.place, Place::About, "a place can be gone to from everywhere");
        ui.tell(Message::Command(Command::Confirm));
        assert!(ui.state.window.over.is_none());
    }
}

#[test]
fn what_cannot_be_written_or_asked_is_told_until_it_was_told_long_enough() {
    let mut ui = whole(Whole::new("ko"), (1120.0, 760.0));
    let shell = i18n::window::catalog("ko").window.shell;
    ui.tell(Message::Saved(Ok(())));
    assert!(ui.state.window.told.is_none());
    let full = Arc::new(std::io::Error::other("꽉 찼습니다"));
    ui.tell(Message::Saved(Err(full)));
    assert!(is_shown(&mut ui, &(shell.settings_unwritten)("꽉 찼습니다")));
    let earlier = ui.state.window.tells;
    ui.tell(Message::NoDialog);
    ui.tell(Message::ToldEnough(earlier));
    assert!(is_shown(&mut ui, shell.no_dialog), "the newer one stays its time");
    ui.tell(Message::ToldEnough(earlier + 1));
    assert!(!is_shown(&mut ui, shell.no_dialog));
}

#[test]
fn light_and_dark_follow_the_system_unless_somebody_decided() {
    use crate::settings::Appearance;
    use iced::theme::Mode;
    let mut ui = whole(Whole::new("en"), (1120.0, 760.0));
    let is_dark = |ui: &Ui<Whole, Message>| ui.state.window.theme().extended_palette().is_dark;
    ui.tell(Message::Mode(Mode::Dark));
    assert!(is_dark(&ui));
    ui.state.window.settings.window.appearance = Appearance::Light;
    assert!(!is_dark(&ui));
    ui.state.window.settings.window.appearance = Appearance::Dark;
    ui.tell(Message::Mode(Mode::Light));
    assert!(is_dark(&ui));
}

#[test]
fn text_grows_by_keys_up_to_twice_as_large_and_the_window_stays() {
    let mut ui = whole(Whole::new("en"), (1120.0, 760.0));
    for _ in 0..12 {
        ui.tell(Message::Command(Command::LargerText));
    }
    assert_eq!(ui.state.window.settings.window.text_size, 200);
    let size = ui.state.window.size;
    assert_eq!((size.width.round(), size.height.round()), (560.0, 380.0));
    ui.tell(Message::Command(Command::SmallerText));
    assert_eq!(ui.state.window.settings.window.text_size, 190);
}

#[test]
fn what_is_opened_comes_to_the_queue_from_every_place() {
    let whole_window = Whole::new("ko");
    let picture = whole_window.picture("사진.ppm");
    let mut ui = whole(whole_window, (1120.0, 760.0));
    ui.tell(Message::Go(Place::Settings));
    ui.tell(Message::Arrived(Vec::new()));
    assert_eq!(ui.state.window.place, Place::Settings, "a start with nothing only comes to the front");
    ui.tell(Message::Arrived(vec![picture]));
    assert_eq!(ui.state.window.place, Place::Convert);
    assert!(is_shown(&mut ui, "사진.ppm"));
}

#[test]
fn what_is_opened_ends_a_comparison_that_was_in_view() {
    let whole_window = Whole::new("ko");
    let pictures = ["하나.ppm", "둘.ppm"].map(|name| whole_window.picture(name));
    let mut ui = whole(whole_window, (1120.0, 760.0));
    ui.tell(Message::Arrived(pictures[..1].to_vec()));
    ui.tell(Message::Go(Place::Compare));
    assert!(ui.state.window.compare.shows_something());
    ui.tell(Message::Arrived(pictures[1..].to_vec()));
    assert_eq!(ui.state.window.place, Place::Convert);
    assert!(!ui.state.window.compare.shows_something(), "its memory is free again");
}

#[test]
fn a_start_counts_as_done_once_it_drew() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut ui = whole(Whole::new("ko"), (1120.0, 760.0));
    ui.state.window.traces = Traces::new(Some(folder.path()));
    ui.state.window.traces.begin();
    for _ in 0..4 {
        assert!(folder.path().join("starting").exists());
        ui.tell(Message::Drawn);
    }
    assert!(!folder.path().join("starting").exists());
}

#[test]
fn tab_goes_through_the_places_and_enter_goes_there() {
    let mut ui = whole(Whole::new("ko"), (1120.0, 760.0));
    for _ in 0..3 {
        ui.tell(Message::Tab { backwards: false });
    }
    ui.tap(Named::Enter);
    assert_eq!(ui.state.window.place, Place::History);
    assert!(ui.has_heard("History(Read"));
    ui.tell(Message::Tab { backwards: true });
    ui.tap(Named::Enter);
    assert_eq!(ui.state.window.place, Place::Compare);
}

#[test]
fn the_licences_of_all_parts_are_listed_and_read() {
    let mut ui = whole(Whole::new("ko"), (1120.0, 760.0));
    ui.tell(Message::Go(Place::About));
    ui.point_at(iced::Point::new(500.0, 600.0));
    let before = ui.looks();
    ui.scroll(530.0);
    assert!(ui.looks() != before, "the list is scrolled");
    ui.scroll(-530.0);
    ui.click("Pretendard JP");
    assert!(is_shown(&mut ui, "OFL-1.1"));
    let before = ui.looks();
    ui.point_at(iced::Point::new(500.0, 600.0));
    ui.scroll(300.0);
    assert!(ui.looks() != before, "the text is scrolled");
    ui.tell(Message::Command(Command::Close));
    assert!(is_shown(&mut ui, "ab_glyph"));
    ui.click("ab_glyph");
    ui.click(selector::id("back"));
    assert!(is_shown(&mut ui, "ab_glyph"));
    for heard in ["About(Scrolled", "About(Open", "About(TextScrolled", "About(Back"] {
        assert!(ui.has_heard(heard), "{heard}");
    }
}

#[test]
fn a_held_key_shows_the_picture_as_it_was_until_another_window_is_in_front() {
    let whole_window = Whole::new("ko");
    let picture = whole_window.picture("사진.ppm");
    let mut ui = whole(whole_window, (1120.0, 760.0));
    ui.tell(Message::Arrived(vec![picture]));
    ui.tell(Message::Go(Place::Compare));
    assert!(ui.has_heard("Compare(Opened"));
    let after = ui.looks();
    // What the window makes of Space.
    ui.tell(Message::Command(Command::Toggle));
    assert!(ui.looks() != after);
    ui.tell(Message::Unfocused);
    assert!(ui.looks() == after);
}

/// A window in which one picture was converted.
fn converted() -> (Ui<Whole, Message>, PathBuf) {
    let desk = Whole::new("ko");
    let picture = desk.picture("사진.ppm");
    let mut ui = whole(desk, (1120.0, 760.0));
    ui.state.holds = |message| matches!(message, Message::Upkept(_));
    ui.tell(Message::Arrived(vec![picture.clone()]));
    ui.tell(Message::Command(Command::Start));
    (ui, picture)
}

#[test]
fn a_run_is_found_in_the_history_looked_at_and_undone_there() {
    let (mut ui, picture) = converted();
    assert!(picture.with_extension("webp").exists());
    ui.tell(Message::Go(Place::History));
    let words = ui.state.window.words.window.history;
    ui.click((words.state)(crate::history::State::Complete));
    ui.click(selector::id("undo"));
    ui.click(selector::id("yes"));
    assert!(!picture.with_extension("webp").exists());
    ui.click(selector::id("back"));
    // What follows a sentence is not run here.
    ui.tell(Message::Go(Place::History));
    assert!(is_shown(&mut ui, (words.state)(crate::history::State::Undone)));
    for heard in ["Open", "Opened", "AskUndo", "Undo", "Undone", "Back"] {
        assert!(ui.has_heard(&format!("History({heard}")), "{heard}");
    }
}

#[test]
fn an_undo_in_the_history_is_told_to_the_queue_and_nothing_is_closed_over_it() {
    let (mut ui, _) = converted();
    ui.tell(Message::Go(Place::History));
    let words = ui.state.window.words.window;
    ui.click((words.history.state)(crate::history::State::Complete));
    assert!(is_shown(&mut ui, (words.history.status)("converted")));
    ui.tell(Message::Command(Command::Undo));
    ui.state.holds = |message| matches!(message, Message::History(history::Message::Undo));
    ui.tell(Message::History(history::Message::Undo));
    assert!(!ends_by(&mut ui, Message::CloseRequested));
    ui.happen([]);
    assert!(is_shown(&mut ui, words.shell.close_undoing_question));
    ui.tell(Message::Dismiss);
    ui.state.holds = |message| matches!(message, Message::Upkept(_));
    let undo = ui.state.held.pop().expect("it is held");
    ui.run(undo);
    // What follows a sentence is not run here.
    ui.tell(Message::Go(Place::History));
    assert!(!is_shown(&mut ui, (words.history.status)("converted")));
    ui.tell(Message::Go(Place::Convert));
    assert!(is_shown(&mut ui, &(words.run.undone)(1, 0)), "its card knows");
}

#[test]
fn the_history_in_view_is_read_again_when_a_run_ends() {
    let mut ui = busy();
    ui.tell(Message::Go(Place::History));
    ui.heard.clear();
    ui.tell(Message::Convert(convert::Message::News(Vec::new())));
    assert!(!ui.has_heard("History(Read"));
    ui.tell(Message::Convert(convert::Message::Ended(Ok(None))));
    assert!(ui.has_heard("History(Read"));
}

#[test]
fn a_server_that_is_not_there_is_said_to_who_signs_in() {
    let mut ui = whole(Whole::new("ko"), (1120.0, 1400.0));
    ui.tell(Message::Go(Place::Account));
    assert!(ui.has_heard("Account(TakesPayments"));
    // The keyring of whoever runs the tests is none of our concern.
    ui.tell(Message::Account(account::Message::Keep(Store::Memory)));
    for id in ["email", "password"] {
        ui.click(selector::id(id));
        for letter in "a@b.cd".chars() {
            ui.tap(iced::keyboard::Key::Character(letter.to_string().into()));
        }
    }
    ui.tap(Named::Enter);
    assert!(ui.has_heard("Account(Typed") && ui.has_heard("Account(Submit"));
    assert!(ui.has_heard("Account(Done"), "the answer, or that there is none");
}
