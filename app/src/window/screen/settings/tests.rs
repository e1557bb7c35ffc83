//! The settings as people use them, in a home of their own.

use converter::Isolation;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Element, Task};
use iced_test::selector;

use super::*;
use crate::dirs::Dirs;
use crate::i18n::{self, Catalog};
use crate::machine::Machine;
use crate::run::Home;
use crate::window::remembered::Remembered;
use crate::window::services::{Services, Standing};
use crate::window::tests::Ui;
use crate::window::widget::focus;

/// The screen with what the window gives it.
struct Bench {
    screen: Screen,
    settings: Settings,
    remembered: Remembered,
    services: Services,
    standing: Standing,
    told: Option<String>,
    home: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let dirs = Dirs { config: home.path().join("config"), state: home.path().join("state") };
        let settings = Settings { language: Some("ko".to_owned()), ..Settings::default() };
        Bench {
            screen: Screen::default(),
            remembered: Remembered::first(&settings),
            services: Services {
                home: Home::new(Some(dirs), settings.backup),
                licensing: None,
                isolation: Isolation::of_this_program(),
                machine: Machine::look(),
            },
            standing: Standing::nobody(),
            settings,
            told: None,
            home,
        }
    }

    fn words(&self) -> &'static Catalog {
        i18n::window::catalog(self.settings.language.as_deref().unwrap_or("en"))
    }

    fn context(&self) -> Context<'_> {
        Context {
            words: self.words(),
            settings: &self.settings,
            remembered: &self.remembered,
            standing: &self.standing,
            services: &self.services,
            is_undoing: false,
            size: iced::Size::new(1120.0, 760.0),
        }
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        let opens_file_manager = matches!(message, Message::Show(_));
        let mut screen = std::mem::take(&mut self.screen);
        let action = screen.update(message, &self.context());
        self.screen = screen;
        let task = self.act(action);
        if opens_file_manager { Task::none() } else { task }
    }

    fn act(&mut self, action: Action<Message>) -> Task<Message> {
        match action {
            Action::Run(task) => return task,
            Action::Decide(settings) => {
                let dirs = self.services.home.dirs.as_ref().expect("it has a home");
                settings.save(&self.settings, &dirs.settings()).expect("the home can be written to");
                self.settings = *settings;
            }
            Action::Tell(sentence) => self.told = Some(sentence),
            _ => {}
        }
        Task::none()
    }

    fn view(&self) -> Element<'_, Message> {
        self.screen.view(&self.context())
    }

    /// What the next start would find.
    fn written(&self) -> Settings {
        let dirs = self.services.home.dirs.as_ref().expect("it has a home");
        Settings::load(&dirs.settings()).0
    }
}

/// Tall enough that nothing has to be scrolled.
fn ui(bench: Bench) -> Ui<Bench, Message> {
    Ui::new((700.0, 2400.0), bench, Bench::update, Bench::view)
}

fn says(ui: &mut Ui<Bench, Message>, words: &str) -> bool {
    ui.find(words.to_owned()).is_some()
}

fn tab_to(ui: &mut Ui<Bench, Message>, id: &'static str) {
    for _ in 0..50 {
        ui.run(focus::next());
        if ui.focused() == Some(id.into()) {
            return;
        }
    }
    panic!("Tab never comes to {id}");
}

fn type_into(ui: &mut Ui<Bench, Message>, id: &'static str, text: &str) {
    tab_to(ui, id);
    ui.hold(Modifiers::COMMAND);
    ui.tap(iced::keyboard::Key::Character("a".into()));
    ui.hold(Modifiers::empty());
    for letter in text.chars() {
        ui.tap(iced::keyboard::Key::Character(letter.to_string().into()));
    }
}

#[test]
fn another_language_is_spoken_at_once_and_at_the_next_start() {
    let mut ui = ui(Bench::new());
    assert!(says(&mut ui, "글자 크기"));
    ui.click("日本語");
    assert!(ui.has_heard("Language"));
    assert!(says(&mut ui, "文字の大きさ") && !says(&mut ui, "글자 크기"));
    assert_eq!(ui.state.written().language.as_deref(), Some("ja"));
}

#[test]
fn everything_is_decided_by_keyboard_and_written_down() {
    let mut ui = ui(Bench::new());
    tab_to(&mut ui, "theme");
    ui.tap(Named::End);
    tab_to(&mut ui, "text-size");
    ui.tap(Named::ArrowRight);
    tab_to(&mut ui, "motion");
    ui.tap(Named::Enter);
    tab_to(&mut ui, "jobs");
    ui.tap(Named::ArrowDown);
    tab_to(&mut ui, "memory");
    ui.tap(Named::ArrowDown);
    tab_to(&mut ui, "gentle");
    ui.tap(Named::Space);
    tab_to(&mut ui, "notify");
    ui.tap(Named::Space);
    let written = ui.state.written();
    let window = written.window;
    assert_eq!((window.appearance, window.text_size), (Appearance::Dark, 125));
    assert_eq!((window.motion, window.gentle, window.notify), (false, true, false));
    assert_eq!((written.jobs, written.memory), (Some(1), Some(512 << 20)));
    for heard in ["Appearance", "TextSize", "Motion", "Memory", "Gentle", "Notify"] {
        assert!(ui.has_heard(heard), "{heard}");
    }
}

#[test]
fn a_number_that_makes_no_sense_is_told_and_the_last_good_one_stays() {
    let mut ui = ui(Bench::new());
    type_into(&mut ui, "days", "90");
    type_into(&mut ui, "gigabytes", "0");
    assert!(says(&mut ui, "1에서 100000 사이의 숫자를 입력하세요."));
    assert!(ui.has_heard("Typed"));
    let backup = ui.state.written().backup;
    assert_eq!((backup.days, backup.bytes), (90, 50_000_000_000));
}

#[test]
fn the_folder_of_the_backups_is_offered_once_there_are_some() {
    let mut ui = ui(Bench::new());
    let entered = |ui: &mut Ui<Bench, Message>| {
        let mut screen = std::mem::take(&mut ui.state.screen);
        let action = screen.entered(&ui.state.context());
        ui.state.screen = screen;
        let task = ui.state.act(action);
        ui.run(task);
    };
    entered(&mut ui);
    assert!(says(&mut ui, "지금은 백업이 없습니다."));
    assert!(ui.find(selector::id("open-backups")).is_none());
    let folder = ui.state.home.path().join("state/.originals/a-run");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("사진.jpg"), [0; 2000]).expect("written");
    entered(&mut ui);
    assert!(ui.has_heard("Counted") && says(&mut ui, "지금 쓰는 공간: 2.00 kB"));
    ui.click(selector::id("open-backups"));
    assert!(ui.has_heard("Show"));
}

#[test]
fn a_folder_that_cannot_be_shown_is_told_of() {
    let mut ui = ui(Bench::new());
    let task = ui.state.update(Message::NotShown("/사진".into()));
    ui.run(task);
    assert_eq!(ui.state.told.as_deref(), Some("폴더를 열지 못했습니다: /사진"));
}

#[test]
fn sizes_that_somebody_wrote_into_the_file_can_be_chosen() {
    assert_eq!(with_current(vec![1, 2], Some(9)), [1, 2, 9]);
    assert_eq!(with_current(vec![1, 2], Some(2)), [1, 2]);
    assert_eq!([512 << 20, 3 << 30, 700_000_000].map(binary_size), ["512 MiB", "3 GiB", "700 MB"]);
}
