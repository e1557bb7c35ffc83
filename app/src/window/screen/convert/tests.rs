//! The screen as people use it: real controls, a real home, real files and real conversions; Korean.

mod clicks;

use std::collections::HashMap;
use std::fs;
use std::io::{BufReader, Cursor, Write};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use converter::preview::Skipped;
use converter::{Isolation, Preview};
use iced::keyboard::key::Named;
use iced::mouse;
use iced::{Event, Size};
use iced_test::selector::{self, Candidate};

use super::aftermath::Undo;
use super::*;
use crate::dirs::Dirs;
use crate::history::{Report, Row};
use crate::i18n::{self, Catalog, Totals};
use crate::machine::Machine;
use crate::originals::Policy;
use crate::rights;
use crate::run::Home;
use crate::run::reporter::Ending;
use crate::settings::Settings;
use crate::window::queue::{self, State, Step};
use crate::window::remembered::{OnConflict, Remembered};
use crate::window::services::{Services, Standing};
use crate::window::tests::Ui;
use crate::window::theme::Motion;
use crate::window::undoing;
use crate::window::widget;

/// The screen with what the window gives it, and what it wanted of the window.
struct Bench {
    screen: Screen,
    remembered: Remembered,
    settings: Settings,
    services: Services,
    standing: Standing,
    words: &'static Catalog,
    size: Size,
    /// A run is being undone in the history.
    is_undoing: bool,
    went: Option<Place>,
    told: Vec<String>,
    /// How often the server was to hear of conversions.
    reports: usize,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Bench::in_folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// The program as it starts with the home in this folder.
    fn in_folder(folder: tempfile::TempDir) -> Self {
        let home = folder.path().join("home");
        let dirs = Dirs { config: home.join("config"), state: home.join("state") };
        let settings = Settings::default();
        let services = Services {
            licensing: Some(licensing::Licensing::open_and_wait(rights::options(&dirs))),
            home: Home::new(Some(dirs), settings.backup),
            isolation: Isolation::InProcess,
            machine: Machine::look(),
        };
        Bench {
            screen: Screen::default(),
            remembered: Remembered::first(&settings),
            standing: services.look(),
            settings,
            services,
            words: i18n::window::catalog("ko"),
            size: Size::new(1120.0, 760.0),
            is_undoing: false,
            went: None,
            told: Vec::new(),
            reports: 0,
            folder,
        }
    }

    /// A picture of the folder: a gradient, in the words that any decoder knows.
    fn picture(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        let pixels = (0..48_u32).flat_map(|y| (0..64_u32).map(move |x| (x, y)));
        let mut bytes = b"P6\n64 48\n255\n".to_vec();
        bytes.extend(pixels.flat_map(|(x, y)| [(x * 4) as u8, (y * 5) as u8, ((x + y) * 2) as u8]));
        fs::write(&path, bytes).expect("written");
        path
    }

    fn pictures(&self, count: usize) -> Vec<PathBuf> {
        (0..count).map(|number| self.picture(&format!("사진 {number:02}.ppm"))).collect()
    }

    fn context(&self) -> Context<'_> {
        Context {
            words: self.words,
            settings: &self.settings,
            remembered: &self.remembered,
            standing: &self.standing,
            services: &self.services,
            is_undoing: self.is_undoing,
            size: self.size,
        }
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        let opens_file_manager = matches!(message, Message::OpenFolder);
        let task = self.with_screen(|screen, context| screen.update(message, context));
        if opens_file_manager { Task::none() } else { task }
    }

    fn with_screen(
        &mut self,
        act: impl FnOnce(&mut Screen, &Context<'_>) -> Action<Message>,
    ) -> Task<Message> {
        let mut screen = std::mem::take(&mut self.screen);
        let action = act(&mut screen, &self.context());
        self.screen = screen;
        self.act(action)
    }

    fn act(&mut self, action: Action<Message>) -> Task<Message> {
        match action {
            Action::None => {}
            Action::Run(task) | Action::Ask(task) => return task,
            Action::Go(place) => self.went = Some(place),
            Action::Do(_) | Action::Resume(_) | Action::Undone(_) => {}
            Action::Remember(remembered) => self.remembered = *remembered,
            Action::Decide(settings) => self.settings = *settings,
            Action::LookAtRights => self.standing = self.services.look(),
            Action::TellTheServer => self.reports += 1,
            Action::Tell(sentence) => self.told.push(sentence),
            Action::All(actions) => {
                return Task::batch(actions.into_iter().map(|action| self.act(action)).collect::<Vec<_>>());
            }
        }
        Task::none()
    }

    fn view(&self) -> Element<'_, Message> {
        let context = self.context();
        widget::sheet::layer(self.screen.view(&context), self.screen.sheet(&context), Motion::Off)
    }
}

fn ui(bench: Bench) -> Ui<Bench, Message> {
    Ui::new(bench.size, bench, Bench::update, Bench::view)
}

fn happen(ui: &mut Ui<Bench, Message>, message: Message) {
    let task = ui.state.update(message);
    ui.run(task);
}

/// A window with so many pictures in the queue.
fn with_pictures(count: usize) -> Ui<Bench, Message> {
    let bench = Bench::new();
    let pictures = bench.pictures(count);
    let mut ui = ui(bench);
    happen(&mut ui, Message::Added(pictures));
    ui
}

/// Whether a text that is shown holds these words.
fn says(ui: &mut Ui<Bench, Message>, words: &str) -> bool {
    let words = words.to_owned();
    let found = ui.find(move |candidate: Candidate<'_>| match candidate {
        Candidate::Text { content, .. } if content.contains(&words) => Some(()),
        _ => None,
    });
    found.is_some()
}

fn begin(ui: &mut Ui<Bench, Message>) {
    happen(ui, Message::Do(Command::Start));
    if ui.state.screen.sheet.is_some() {
        happen(ui, Message::Begin);
    }
}

fn count(ui: &Ui<Bench, Message>, filter: Filter) -> usize {
    ui.state.screen.queue.count(filter)
}

/// Width and height of a WebP, by a decoder that is not ours.
fn size_of(path: &std::path::Path) -> (u32, u32) {
    let file = BufReader::new(Cursor::new(fs::read(path).expect("it is there")));
    let mut decoder = image_webp::WebPDecoder::new(file).expect("it is WebP");
    let mut pixels = vec![0; decoder.output_buffer_size().expect("it is small")];
    decoder.read_image(&mut pixels).expect("it is whole");
    decoder.dimensions()
}

#[test]
fn an_empty_queue_says_what_it_takes_and_how_to_give_it() {
    let mut ui = ui(Bench::new());
    assert!(says(&mut ui, "여기에 사진을 놓으세요") && says(&mut ui, "JPEG, PNG, GIF, WebP"));
    assert!(says(&mut ui, "파일 추가…") && says(&mut ui, "폴더 추가…") && says(&mut ui, "붙여넣기"));
    happen(&mut ui, Message::DraggedOver(true));
    assert!(says(&mut ui, "놓으면 추가됩니다"));
    happen(&mut ui, Message::NothingPasted);
    assert_eq!(ui.state.told.len(), 1, "a paste of nothing is told");
}

#[test]
fn what_is_dropped_file_by_file_is_looked_at_once() {
    let bench = Bench::new();
    let pictures = bench.pictures(3);
    let mut ui = ui(bench);
    let tasks: Vec<_> =
        pictures.into_iter().map(|picture| ui.state.update(Message::Added(vec![picture]))).collect();
    ui.run(Task::batch(tasks));
    assert_eq!(ui.state.screen.newest_look.load(Ordering::Relaxed), 1);
    assert_eq!(ui.state.screen.queue.waiting(), 3);
    assert!(says(&mut ui, "사진 00.ppm") && says(&mut ui, "사진 00.webp") && says(&mut ui, "대기"));
    // The small pictures of what is in view were made.
    assert!(says(&mut ui, "64 × 48") && says(&mut ui, "PNM · 9.23 kB"));
    assert!(ui.has_heard("Gathered") && ui.has_heard("Looked") && ui.has_heard("Thumbnail"));
}

#[test]
fn the_keyboard_selects_finds_and_removes() {
    let mut ui = with_pictures(4);
    let key = |ui: &mut Ui<Bench, Message>, step, extend| {
        happen(ui, Message::Do(Command::Walk { step, extend }));
    };
    key(&mut ui, Step::Down, false);
    key(&mut ui, Step::Down, true);
    assert_eq!(ui.state.screen.queue.selected().len(), 2);
    assert!(says(&mut ui, "2장 선택"));
    happen(&mut ui, Message::Do(Command::Remove));
    assert_eq!(count(&ui, Filter::All), 2);
    happen(&mut ui, Message::Searched("03".to_owned()));
    assert_eq!(ui.state.screen.queue.len(), 1);
    happen(&mut ui, Message::Searched("없는 이름".to_owned()));
    assert!(says(&mut ui, "맞는 사진이 없습니다"));
    happen(&mut ui, Message::Do(Command::Close));
    assert_eq!(ui.state.screen.queue.len(), 2, "Escape ends the search");
    happen(&mut ui, Message::Searched("03".to_owned()));
    ui.click(selector::id(toolbar::SEARCH));
    ui.tap(Named::Escape);
    assert_eq!(ui.state.screen.queue.len(), 2, "also from its field");
    assert_eq!(ui.focused(), None);
    key(&mut ui, Step::Last, false);
    happen(&mut ui, Message::Do(Command::Confirm));
    assert_eq!(ui.state.went, Some(Place::Compare));
    let (pictures, index) = ui.state.screen.pictures();
    assert_eq!((pictures.len(), index), (2, 1));
}

#[test]
fn what_is_taken_out_while_the_queue_is_looked_through_does_not_come_back() {
    let mut ui = with_pictures(3);
    let late = ui.state.with_screen(Screen::settings_changed);
    happen(&mut ui, Message::Pressed(0));
    let anew = ui.state.update(Message::Do(Command::Remove));
    ui.run(late);
    assert_eq!(count(&ui, Filter::All), 2, "that look still knew of three");
    ui.run(anew);
    assert_eq!(count(&ui, Filter::All), 2);
    // Everything that is seen goes while more is on its way.
    let more = ui.state.picture("나중.ppm");
    let _gathering = ui.state.update(Message::Added(vec![more]));
    let late = ui.state.update(Message::Gathered);
    happen(&mut ui, Message::Do(Command::SelectAll));
    let anew = ui.state.update(Message::Do(Command::Remove));
    ui.run(late);
    assert_eq!(count(&ui, Filter::All), 0);
    ui.run(anew);
    assert_eq!(count(&ui, Filter::All), 1);
    assert!(says(&mut ui, "나중.ppm"));
}

#[test]
fn a_folder_without_pictures_is_said_to_be_one_and_can_be_taken_out() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("문서");
    fs::create_dir(&folder).expect("made");
    let mut ui = ui(bench);
    ui.state.standing.limits.folder = true;
    drop(ui.state.update(Message::Added(vec![folder.clone()])));
    let look = ui.state.update(Message::Gathered);
    assert!(says(&mut ui, "사진을 살펴보는 중…"));
    ui.run(look);
    assert!(says(&mut ui, "추가한 폴더에 변환할 사진이 없습니다"));
    ui.click("목록 비우기");
    assert!(says(&mut ui, "여기에 사진을 놓으세요"));
    // Nor is a look waited for that may never end.
    drop(ui.state.update(Message::Added(vec![folder])));
    let look = ui.state.update(Message::Gathered);
    ui.click("목록 비우기");
    ui.run(look);
    assert!(says(&mut ui, "여기에 사진을 놓으세요"));
}

#[test]
fn the_list_is_a_stop_of_the_keyboard_and_hears_arrows() {
    let mut ui = with_pictures(3);
    for _ in 0..30 {
        ui.run(crate::window::widget::focus::next());
        if ui.focused() == Some("queue".into()) {
            break;
        }
    }
    assert_eq!(ui.focused(), Some("queue".into()));
    ui.tap(Named::ArrowDown);
    ui.tap(Named::ArrowDown);
    assert_eq!(ui.state.screen.queue.cursor(), 1);
    ui.tap(Named::Space);
    assert!(ui.state.screen.queue.selected().is_empty());
}

#[test]
fn the_mouse_selects_and_opens_a_menu_where_it_is() {
    let mut ui = with_pictures(3);
    ui.click("사진 01.ppm");
    assert_eq!(ui.state.screen.queue.cursor(), 1);
    ui.happen([Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right))]);
    ui.happen([Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Right))]);
    let at = ui.state.screen.menu.expect("it is open");
    assert!(at.x > 50.0 && at.y > 100.0, "{at:?}");
    assert!(ui.has_heard("Pointed"));
    ui.click("경로 복사");
    assert!(ui.state.screen.menu.is_none());
    assert_eq!(ui.state.told, ["경로를 복사했습니다."]);
}

#[test]
fn the_menu_of_many_rows_is_about_the_one_under_the_mouse() {
    let mut ui = with_pictures(3);
    happen(&mut ui, Message::Do(Command::SelectAll));
    happen(&mut ui, Message::MenuWanted(2));
    assert_eq!((ui.state.screen.queue.cursor(), ui.state.screen.queue.selected().len()), (2, 3));
    assert_eq!(ui.state.screen.pictures().1, 2);
}

#[test]
fn whoever_clicked_on_a_row_that_did_not_fail_means_all_that_did() {
    let mut ui = with_pictures(1);
    let missing = ["없는 사진.png", "없는 그림.png"].map(|name| ui.state.folder.path().join(name));
    happen(&mut ui, Message::Added(missing.to_vec()));
    assert_eq!(count(&ui, Filter::Failed), 2);
    let place = |ui: &Ui<Bench, Message>, name: &str| {
        let queue = &ui.state.screen.queue;
        (0..queue.len()).find(|&place| queue.shown(place).is_some_and(|row| row.source.ends_with(name)))
    };
    let failed = place(&ui, "없는 사진.png").expect("it has a row");
    happen(&mut ui, Message::Pressed(failed));
    happen(&mut ui, Message::Do(Command::Retry));
    assert_eq!(count(&ui, Filter::Failed), 1, "only the selected one");
    let waits = place(&ui, "사진 00.ppm").expect("it has a row");
    happen(&mut ui, Message::Pressed(waits));
    happen(&mut ui, Message::Do(Command::Retry));
    assert_eq!(count(&ui, Filter::Failed), 0);
}

#[test]
fn a_pause_is_no_time_that_a_run_took() {
    const PAUSED: Duration = Duration::from_secs(2);
    let mut ui = with_pictures(1);
    let order = ui.state.screen.order(&ui.state.context());
    let run = ui.state.with_screen(|screen, context| screen.start(What::New(Box::new(order)), context));
    happen(&mut ui, Message::Do(Command::Pause));
    let Run::UnderWay(under_way) = &ui.state.screen.run else { panic!("it is under way") };
    let pause = under_way.controls.pause.clone();
    let goes_on = std::thread::spawn(move || {
        std::thread::sleep(PAUSED);
        pause.set(false);
    });
    ui.run(run);
    goes_on.join().expect("it only waits");
    let Run::Ended(over) = &ui.state.screen.run else { panic!("it ended") };
    assert_eq!(over.totals.converted, 1);
    assert!(over.totals.took < PAUSED / 2, "{:?}", over.totals.took);
}

#[test]
fn free_with_37_files_says_exactly_what_happens() {
    let mut ui = with_pictures(37);
    assert!(says(&mut ui, "사진 37장 변환"));
    happen(&mut ui, Message::Do(Command::Start));
    for sentence in [
        "지금 사진 1장을 변환합니다.",
        "4장은 목록에 남습니다. Free 요금제는 한 번에 1장, 하루 5장까지 변환하며",
        "32장은 다음 날까지 목록에서 기다립니다. 하루에 5장까지이며,",
        "서울 시각 0시에 하루가 새로 시작됩니다.",
        "Pro 요금제라면 모두 변환할 수 있습니다.",
        "원본은 그대로 남습니다.",
        "새로 쓰는 파일 1개",
    ] {
        assert!(says(&mut ui, sentence), "{sentence}");
    }
    // Nothing happens behind the sheet, and Escape leaves everything as it was.
    happen(&mut ui, Message::Do(Command::Remove));
    happen(&mut ui, Message::Do(Command::Close));
    assert!(ui.state.screen.sheet.is_none() && !ui.state.screen.is_busy());
    assert_eq!(ui.state.screen.queue.waiting(), 37);
    assert_eq!(ui.state.standing.day.and_then(|day| day.left), Some(5), "looking costs nothing");
    happen(&mut ui, Message::Do(Command::Preview));
    ui.click("요금제 보기");
    assert!(ui.has_heard("Go"));
    assert_eq!(ui.state.went, Some(Place::Account));
}

#[test]
fn on_free_one_click_goes_on_until_the_day_is_used_up_and_an_undo_brings_no_count_back() {
    let mut ui = with_pictures(7);
    begin(&mut ui);
    let picture = ui.state.folder.path().join("사진 00.webp");
    assert_eq!(size_of(&picture), (64, 48));
    assert!(says(&mut ui, "끝났습니다") && says(&mut ui, "줄였습니다"));
    assert!(says(&mut ui, "사진 6장이 목록에 남아 있습니다. 한 번 더 누르면 이어서 합니다."));
    for done in 2..=5 {
        happen(&mut ui, Message::Do(Command::Start));
        assert!(ui.state.screen.sheet.is_none(), "it was said before");
        assert_eq!((count(&ui, Filter::Done), ui.state.screen.queue.waiting()), (done, 7 - done));
    }
    assert_eq!(ui.state.reports, 5, "each run is told of");
    happen(&mut ui, Message::Do(Command::Start));
    assert!(says(&mut ui, "지금 변환할 수 있는 사진이 없습니다."));
    assert!(says(&mut ui, "2장은 다음 날까지 목록에서 기다립니다."));
    happen(&mut ui, Message::Do(Command::Confirm));
    happen(&mut ui, Message::Do(Command::Close));
    // The card of the last run is still there.
    happen(&mut ui, Message::Do(Command::Undo));
    assert!(says(&mut ui, "새 파일 1개가 지워지고") && says(&mut ui, "변환 횟수는 돌아오지 않습니다"));
    happen(&mut ui, Message::Do(Command::Confirm));
    assert!(says(&mut ui, "사진 1장을 이전 상태로 되돌렸습니다."));
    assert!(!ui.state.folder.path().join("사진 04.webp").exists() && picture.exists());
    assert_eq!((count(&ui, Filter::Done), ui.state.screen.queue.waiting()), (4, 3));
    assert_eq!(ui.state.standing.day.and_then(|day| day.left), Some(0));
}

#[test]
fn a_run_under_way_is_gentle_from_the_moment_it_is_asked_to() {
    const JOBS: usize = 1000;
    let mut bench = Bench::new();
    bench.settings.jobs = Some(JOBS);
    let _task = bench.with_screen(|screen, context| screen.start(What::Resumed("run".to_owned()), context));
    let pictures_at_once = |bench: &Bench| match &bench.screen.run {
        Run::UnderWay(run) => run.controls.pace.most(),
        _ => panic!("it is under way while its task is there"),
    };
    assert_eq!(pictures_at_once(&bench), JOBS);
    bench.settings.window.gentle = true;
    bench.screen.set_pace(bench.services.pace(&bench.settings));
    assert!((1..JOBS).contains(&pictures_at_once(&bench)));
    bench.settings.window.gentle = false;
    bench.screen.set_pace(bench.services.pace(&bench.settings));
    assert_eq!(pictures_at_once(&bench), JOBS);
}

#[test]
fn a_run_in_which_all_failed_says_so_and_has_room_for_why() {
    let bench = Bench::new();
    let path = bench.picture("끊긴 사진.ppm");
    let bytes = fs::read(&path).expect("it is there");
    fs::write(&path, &bytes[..200]).expect("written");
    let mut ui = ui(bench);
    happen(&mut ui, Message::Added(vec![path]));
    begin(&mut ui);
    assert!(says(&mut ui, "변환하지 못했습니다") && !says(&mut ui, "끝났습니다"));
    assert!(says(&mut ui, "파일이 중간에 끊겼습니다. 원래 위치에서 다시 복사하세요."));
}

/// On Free one goes at a time: it was the broken one, again and again.
#[test]
fn a_picture_that_failed_lets_the_others_go_until_it_is_tried_again() {
    let bench = Bench::new();
    let broken = bench.picture("가 끊긴 사진.ppm");
    let whole = fs::read(&broken).expect("it is there");
    fs::write(&broken, &whole[..200]).expect("written");
    let pictures = [vec![broken.clone()], bench.pictures(2)].concat();
    let mut ui = ui(bench);
    happen(&mut ui, Message::Added(pictures));
    begin(&mut ui);
    assert_eq!(count(&ui, Filter::Failed), 1);
    for done in 1..=2 {
        begin(&mut ui);
        assert_eq!((count(&ui, Filter::Done), count(&ui, Filter::Failed)), (done, 1));
    }
    fs::write(&broken, &whole).expect("written");
    happen(&mut ui, Message::Do(Command::Retry));
    begin(&mut ui);
    assert_eq!((count(&ui, Filter::Done), count(&ui, Filter::Failed)), (3, 0));
}

#[test]
fn what_is_started_is_what_was_looked_at() {
    let mut ui = with_pictures(2);
    happen(&mut ui, Message::Do(Command::Start));
    assert!(ui.state.screen.sheet.is_some(), "one has to wait");
    // Another program hands over a picture, and it would even come first.
    let late = ui.state.picture("가.ppm");
    happen(&mut ui, Message::Added(vec![late.clone()]));
    ui.state.remembered.output = Some(ui.state.folder.path().join("elsewhere"));
    happen(&mut ui, Message::Begin);
    assert!(ui.state.folder.path().join("사진 00.webp").exists());
    assert!(!ui.state.folder.path().join("elsewhere").exists() && !late.with_extension("webp").exists());
}

#[test]
fn a_sheet_does_not_outlast_the_plan_it_speaks_of() {
    let mut ui = with_pictures(2);
    happen(&mut ui, Message::Do(Command::Start));
    assert!(ui.state.screen.sheet.is_some());
    let task = ui.state.with_screen(Screen::settings_changed);
    ui.run(task);
    assert!(ui.state.screen.sheet.is_none());
    happen(&mut ui, Message::Do(Command::Start));
    happen(&mut ui, Message::Go(Place::Account));
    assert!(ui.state.screen.sheet.is_none());
}

#[test]
fn what_fits_starts_at_once_and_what_would_be_overwritten_is_said_before() {
    let mut ui = with_pictures(1);
    happen(&mut ui, Message::Do(Command::Start));
    assert!(ui.state.screen.sheet.is_none() && count(&ui, Filter::Done) == 1);
    // Another recipe over the same name.
    ui.state.remembered.conflict = OnConflict::Overwrite;
    let quality = converter::recipe::Quality::new(60).expect("a quality");
    ui.state.remembered.recipe.goal = converter::recipe::Goal::Quality(quality);
    let task = ui.state.with_screen(Screen::settings_changed);
    ui.run(task);
    assert_eq!(ui.state.screen.queue.waiting(), 1, "it would be done otherwise now");
    happen(&mut ui, Message::Do(Command::Start));
    assert!(says(&mut ui, "파일 1개를 덮어씁니다."));
    happen(&mut ui, Message::Do(Command::Confirm));
    assert_eq!(count(&ui, Filter::Done), 1);
}

#[test]
fn a_stop_is_told_at_once_and_the_next_start_offers_to_go_on() {
    let mut ui = with_pictures(1);
    let order = ui.state.screen.order(&ui.state.context());
    let run = ui.state.with_screen(|screen, context| screen.start(What::New(Box::new(order)), context));
    happen(&mut ui, Message::News(Vec::new()));
    assert!(says(&mut ui, "시작하는 중…") && says(&mut ui, "일시정지"));
    happen(&mut ui, Message::Do(Command::Pause));
    assert!(says(&mut ui, "일시정지됨") && says(&mut ui, "계속"));
    happen(&mut ui, Message::Do(Command::Pause));
    happen(&mut ui, Message::Do(Command::Stop));
    assert!(says(&mut ui, "멈추는 중…"));
    ui.run(run);
    assert!(says(&mut ui, "1장 중 0장에서 멈췄습니다."));
    assert_eq!(ui.state.screen.queue.waiting(), 1);
    // The next start, with an empty queue.
    let folder = std::mem::replace(&mut ui.state.folder, tempfile::tempdir().expect("a temporary folder"));
    drop(ui);
    let mut ui = ui_at_next_start(folder);
    assert!(says(&mut ui, "1장 중 0장에서 멈췄습니다.") && says(&mut ui, "이어서 하기"));
    ui.click("이어서 하기");
    assert!(ui.has_heard("Resume"));
    assert_eq!((count(&ui, Filter::Done), ui.state.screen.queue.len()), (1, 1), "its picture has a row");
    assert_eq!(size_of(&ui.state.folder.path().join("사진 00.webp")), (64, 48));
}

fn ui_at_next_start(folder: tempfile::TempDir) -> Ui<Bench, Message> {
    let mut ui = ui(Bench::in_folder(folder));
    let boot = Screen::boot(&ui.state.context());
    ui.run(boot);
    ui
}

#[test]
fn folders_on_free_are_shown_with_the_plan_that_takes_them() {
    let mut ui = ui(Bench::new());
    let folder = ui.state.folder.path().join("사진첩");
    fs::create_dir(&folder).expect("made");
    happen(&mut ui, Message::Added(vec![folder]));
    assert!(says(&mut ui, "폴더 변환은 Basic과 Pro 요금제에 있습니다") && says(&mut ui, "요금제에 없음"));
    assert_eq!(ui.state.screen.queue.waiting(), 0);
    ui.click("요금제 보기");
    assert_eq!(ui.state.went, Some(Place::Account));
}

#[test]
fn every_state_has_words_and_a_run_that_could_not_count_says_why() {
    let mut ui = with_pictures(1);
    let broken = ui.state.folder.path().join("깨진 사진.png");
    fs::write(&broken, b"\x89PNG\r\n\x1a\nnothing").expect("written");
    let missing = ui.state.folder.path().join("없는 사진.png");
    happen(&mut ui, Message::Added(vec![broken, missing]));
    begin(&mut ui);
    let skipped = Skipped { source: "a.png".into(), reason: converter::preview::SkipReason::AlreadyKept };
    let rows = queue::rows(Preview { skipped: vec![skipped], ..Preview::default() }, Vec::new());
    assert!(matches!(rows[..], [queue::Row { state: State::Skipped(_), .. }]));
    assert!(says(&mut ui, "완료") && says(&mut ui, "줄어듦") && says(&mut ui, "실패"));
    happen(&mut ui, Message::Ended(Err(Arc::new(Trouble::NoHome))));
    assert!(says(&mut ui, "변환하지 못했습니다") && says(&mut ui, "변환 횟수를 셀 수 없습니다"));
}

#[test]
fn a_small_window_keeps_the_main_button_and_folds_the_settings_away() {
    let bench = Bench::new();
    let pictures = bench.pictures(2);
    let mut ui = ui(Bench { size: Size::new(640.0, 450.0), ..bench });
    happen(&mut ui, Message::Added(pictures));
    assert!(ui.visible("start").is_some_and(|button| button.y + button.height <= 450.0));
    assert!(!says(&mut ui, "원본"), "the settings are folded away");
    happen(&mut ui, Message::Do(Command::Options));
    assert!(says(&mut ui, "원본"));
    happen(&mut ui, Message::Do(Command::Close));
    assert!(!says(&mut ui, "원본"));
}

#[test]
fn a_run_behind_other_windows_is_over_without_a_word_where_none_is_wanted() {
    let mut ui = with_pictures(1);
    ui.state.settings.window.notify = false;
    happen(&mut ui, Message::InFront(false));
    begin(&mut ui);
    let Run::Ended(over) = &ui.state.screen.run else { panic!("it ended") };
    assert!(over.ending == Ending::Complete && matches!(over.undo, Undo::Offered));
}

/// A run that was stopped.
fn unfinished(run: &str) -> Unfinished {
    Unfinished { run: run.to_owned(), when: "오늘".to_owned(), done: 1, all: 2 }
}

/// The run whose card is open.
fn run_of_card(ui: &Ui<Bench, Message>) -> String {
    let Run::Ended(over) = &ui.state.screen.run else { panic!("it ended") };
    over.report.run.clone().expect("it has a name")
}

/// Undoes the run as the history does.
fn undo_elsewhere(ui: &mut Ui<Bench, Message>, run: String) {
    let undone = undoing::undo(run, &ui.state.services, ui.state.words);
    happen(ui, Message::Undone(Arc::new(undone)));
}

#[test]
fn what_is_undone_in_the_history_waits_again_and_is_not_offered_to_go_on() {
    let mut ui = with_pictures(1);
    begin(&mut ui);
    let run = run_of_card(&ui);
    happen(&mut ui, Message::CloseCard);
    happen(&mut ui, Message::Unfinished(Some(unfinished(&run))));
    undo_elsewhere(&mut ui, run);
    assert_eq!((count(&ui, Filter::Done), ui.state.screen.queue.waiting()), (0, 1));
    assert!(ui.state.screen.unfinished.is_none());
    // That of another run is.
    happen(&mut ui, Message::Unfinished(Some(unfinished("20261121T011648Z"))));
    undo_elsewhere(&mut ui, "20261121T011649Z".to_owned());
    assert!(ui.state.screen.unfinished.is_some());
}

#[test]
fn only_the_card_of_the_run_that_was_undone_says_so() {
    let mut ui = with_pictures(2);
    begin(&mut ui);
    let first = run_of_card(&ui);
    begin(&mut ui);
    undo_elsewhere(&mut ui, first);
    assert!(!says(&mut ui, "이전 상태로 되돌렸습니다") && says(&mut ui, "되돌리기"));
    let second = run_of_card(&ui);
    undo_elsewhere(&mut ui, second);
    assert!(says(&mut ui, "사진 1장을 이전 상태로 되돌렸습니다."));
}

#[test]
fn nothing_begins_and_no_card_closes_while_a_run_is_being_undone() {
    let mut ui = with_pictures(2);
    begin(&mut ui);
    happen(&mut ui, Message::Do(Command::Undo));
    let undo = ui.state.update(Message::Undo);
    happen(&mut ui, Message::Do(Command::Close));
    happen(&mut ui, Message::Do(Command::Start));
    happen(&mut ui, Message::Resume("20261121T011648Z".to_owned()));
    assert!(says(&mut ui, "되돌리는 중"), "its card stays");
    assert!(ui.state.screen.is_busy() && !ui.state.screen.is_running());
    ui.run(undo);
    assert!(says(&mut ui, "사진 1장을 이전 상태로 되돌렸습니다.") && !ui.state.screen.is_busy());
    ui.state.is_undoing = true;
    happen(&mut ui, Message::Do(Command::Start));
    ui.click("사진 2장 변환");
    assert!(ui.state.screen.sheet.is_none() && count(&ui, Filter::Done) == 0, "the history undoes another");
    ui.state.is_undoing = false;
    begin(&mut ui);
    assert_eq!(count(&ui, Filter::Done), 1);
}

/// The end of a run that kept one original.
fn kept_one(copy: Option<&str>) -> Message {
    let mut row = Row::outside(std::path::Path::new("사진.webp"), "kept", "");
    row.target = copy.map(str::to_owned);
    let recipe = converter::Recipe::default();
    let report = Report { v: 1, run: Some("20261121T011648Z".to_owned()), recipe, pictures: vec![row] };
    let totals = Totals { kept: 1, ..Totals::default() };
    Message::Ended(Ok(Some(Ended { ending: Ending::Complete, totals, report: Arc::new(report) })))
}

#[test]
fn a_run_that_only_kept_originals_is_undone_where_it_made_copies_of_them() {
    let mut ui = with_pictures(1);
    happen(&mut ui, kept_one(None));
    assert!(says(&mut ui, "끝났습니다") && ui.find("되돌리기").is_none());
    happen(&mut ui, kept_one(Some("모음/사진.webp")));
    ui.click("되돌리기");
    assert!(says(&mut ui, "새 파일 1개가 지워지고"));
    let counts = (i18n::window::catalog("en").window.run.counts)(&Totals { kept: 1, ..Totals::default() });
    assert!(counts.starts_with("1 original kept"), "{counts}");
}

#[test]
fn an_undo_is_asked_for_and_done_by_clicks() {
    let mut ui = with_pictures(1);
    begin(&mut ui);
    // The first one asks, the second is the answer.
    ui.click("되돌리기");
    ui.click("되돌리기");
    assert!(ui.has_heard("Undo") && ui.has_heard("Undone"));
    assert!(says(&mut ui, "사진 1장을 이전 상태로 되돌렸습니다."));
    assert!(!ui.state.folder.path().join("사진 00.webp").exists());
}

#[test]
fn long_lists_of_the_queue_and_of_the_sheet_are_scrolled() {
    let mut ui = with_pictures(30);
    assert!(says(&mut ui, "사진 00.ppm") && !says(&mut ui, "사진 29.ppm"));
    ui.point_at(Point::new(300.0, 400.0));
    ui.scroll(100_000.0);
    assert!(ui.has_heard("Scrolled") && says(&mut ui, "사진 29.ppm"));
    ui.scroll(-100_000.0);
    let all = forecast_of_all(&ui);
    let _task = ui.state.update(Message::Do(Command::Preview));
    happen(&mut ui, Message::Checked(Ok(Arc::new(all)), true));
    let heading = ui.find("새로 쓰는 파일 30개").and_then(|found| found.visible_bounds());
    let heading = heading.expect("it is over the list");
    ui.point_at(Point::new(heading.x + 20.0, heading.y + 60.0));
    ui.scroll(100_000.0);
    assert!(ui.has_heard("SheetScrolled"));
    let sheet = ui.state.screen.sheet.as_ref().expect("it is open");
    assert!(sheet.list.visible_range(30, 22.0).contains(&29));
}

/// What a start would do with a plan that takes all of the queue.
fn forecast_of_all(ui: &Ui<Bench, Message>) -> Forecast {
    let rows = ui.state.screen.queue.rows().iter();
    Forecast {
        go: rows.map(|row| crate::journal::tests::job(&row.source)).collect(),
        preflight: None,
        left_today: None,
        skipped: 0,
        failed: 0,
        overwritten: Vec::new(),
        losing: 0,
        losses: Vec::new(),
        lacks_space: None,
        originals: Policy::Keep,
    }
}

/// Prints what a frame of a long list costs: a busy machine is no reason to fail.
#[test]
fn ten_thousand_rows_are_shown_and_walked_through() {
    let bench = Bench::new();
    let first = bench.picture("사진.ppm");
    let job = crate::journal::tests::job(&first);
    let jobs = (0..10_000).map(|number| converter::Job {
        source: bench.folder.path().join(format!("없는 폴더/사진 {number:05}.ppm")),
        ..job.clone()
    });
    let rows = queue::rows(Preview { jobs: jobs.collect(), ..Preview::default() }, Vec::new());
    let mut ui = ui(bench);
    ui.state.screen.queue.add([first]);
    ui.state.screen.queue.take(queue::Found::new(rows, &HashMap::new()));
    let mut times: Vec<_> = (0..60)
        .map(|step| {
            let step = if step % 2 == 0 { Step::PageDown } else { Step::Down };
            let began = Instant::now();
            let _ = ui.state.update(Message::Do(Command::Walk { step, extend: false }));
            ui.happen([]);
            ui.visible("start").expect("it is in view");
            began.elapsed()
        })
        .collect();
    times.sort();
    let told =
        format!("10,000 rows: view and layout {:?} in the middle, {:?} at worst", times[30], times[59]);
    let _ = writeln!(std::io::stderr(), "{told}");
    assert!(ui.state.screen.queue.cursor() > 200);
}

#[test]
fn rows_are_filtered_sorted_picked_in_ranges_and_all_shown_again() {
    let mut ui = with_pictures(4);
    begin(&mut ui);
    happen(&mut ui, Message::Filtered(Filter::Waiting));
    happen(&mut ui, Message::Sorted(Sort::Name));
    assert_eq!(ui.state.screen.queue.len(), 3);
    happen(&mut ui, Message::ShowAll);
    assert_eq!(ui.state.screen.queue.len(), 4);
    happen(&mut ui, Message::Pressed(0));
    happen(&mut ui, Message::Modifiers(Modifiers::SHIFT));
    happen(&mut ui, Message::Pressed(2));
    assert_eq!(ui.state.screen.queue.selected().len(), 3);
    happen(&mut ui, Message::Opened(1));
    assert_eq!(ui.state.went, Some(Place::Compare));
}

#[test]
fn menus_sheets_cards_and_offers_go_when_nobody_wants_them() {
    let mut ui = with_pictures(2);
    happen(&mut ui, Message::MenuWanted(0));
    happen(&mut ui, Message::MenuClosed);
    assert!(ui.state.screen.menu.is_none());
    happen(&mut ui, Message::Do(Command::Preview));
    happen(&mut ui, Message::CloseSheet);
    assert!(ui.state.screen.sheet.is_none());
    happen(&mut ui, Message::Unfinished(Some(unfinished("run"))));
    happen(&mut ui, Message::NotNow);
    assert!(ui.state.screen.unfinished.is_none());
    begin(&mut ui);
    happen(&mut ui, Message::Do(Command::Undo));
    assert!(ui.state.screen.run.asks());
    happen(&mut ui, Message::KeepRun);
    assert!(!ui.state.screen.run.asks() && count(&ui, Filter::Done) == 1);
    happen(&mut ui, Message::CloseCard);
    assert!(matches!(ui.state.screen.run, Run::None));
    // Without a run there is no folder to open.
    happen(&mut ui, Message::OpenFolder);
}

#[test]
fn what_a_disk_or_a_file_manager_refuses_is_told() {
    let mut ui = ui(Bench::new());
    let report = PathBuf::from("/사진/보고서.csv");
    happen(&mut ui, Message::ReportSaved(report.clone(), Ok(())));
    happen(&mut ui, Message::ReportSaved(report, Err(Arc::new(std::io::Error::other("꽉 찼습니다")))));
    happen(&mut ui, Message::NotOpened("없습니다".to_owned()));
    let told = &ui.state.told;
    assert!(told[0].contains("/사진/보고서.csv") && told[1].contains("꽉 찼습니다"), "{told:?}");
    assert!(told[2].contains("없습니다"), "{told:?}");
}
