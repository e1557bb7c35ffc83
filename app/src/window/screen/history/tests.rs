//! The history as people meet it: real controls, runs made by hand.

use converter::{Isolation, Recipe};
use iced_test::selector;

use super::*;
use crate::i18n::Catalog;
use crate::machine::Machine;
use crate::originals::Policy;
use crate::run::Home;
use crate::settings::Settings;
use crate::window::remembered::Remembered;
use crate::window::services::{Services, Standing};
use crate::window::tests::Ui;
use crate::window::theme::Motion;
use crate::window::widget;

/// The screen with what the window gives it, and what it said to the window.
struct Bench {
    screen: Screen,
    words: &'static Catalog,
    settings: Settings,
    remembered: Remembered,
    services: Services,
    standing: Standing,
    told: Vec<String>,
    resumed: Vec<String>,
}

impl Bench {
    fn new(tag: &str) -> Self {
        let settings = Settings::default();
        Bench {
            screen: Screen::default(),
            words: i18n::window::catalog(tag),
            remembered: Remembered::first(&settings),
            services: Services {
                home: Home::new(None, settings.backup),
                licensing: None,
                isolation: Isolation::of_this_program(),
                machine: Machine::look(),
            },
            settings,
            standing: Standing::nobody(),
            told: Vec::new(),
            resumed: Vec::new(),
        }
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        self.act(|screen, context| screen.update(message, context));
        Task::none()
    }

    fn act(&mut self, act: impl FnOnce(&mut Screen, &Context<'_>) -> Action<Message>) {
        let mut screen = std::mem::take(&mut self.screen);
        let action = act(&mut screen, &self.context());
        self.screen = screen;
        self.hear(action);
    }

    fn hear(&mut self, action: Action<Message>) {
        match action {
            Action::Tell(sentence) => self.told.push(sentence),
            Action::Resume(run) => self.resumed.push(run),
            Action::All(actions) => actions.into_iter().for_each(|action| self.hear(action)),
            _ => {}
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            words: self.words,
            settings: &self.settings,
            remembered: &self.remembered,
            standing: &self.standing,
            services: &self.services,
            is_undoing: false,
            size: iced::Size::new(1120.0, 760.0),
        }
    }

    fn view(&self) -> Element<'_, Message> {
        let context = self.context();
        widget::sheet::layer(self.screen.view(&context), self.screen.sheet(&context), Motion::Off)
    }
}

fn ui(tag: &str) -> Ui<Bench, Message> {
    Ui::new((1120.0, 760.0), Bench::new(tag), Bench::update, Bench::view)
}

fn listed(run: &str, state: State) -> Listed {
    let summary = Summary {
        run: run.to_owned(),
        started_ms: 1_795_223_808_123,
        state,
        originals: Policy::Keep,
        undo_until_ms: None,
        converted: 12,
        kept: 1,
        failed: 2,
        left: 0,
        bytes_in: 24_000_000,
        bytes_out: 6_000_000,
    };
    let is_resumable = state == State::Unfinished;
    Listed { summary, is_undoable: state != State::Undone, is_resumable, is_under_way: false }
}

fn report(run: &str) -> Arc<Report> {
    let mut row = Row::outside(std::path::Path::new("/사진/바다.jpg"), "converted", "");
    (row.target, row.bytes_before, row.bytes_after) =
        (Some("/사진/바다.webp".into()), 2_000_000, Some(500_000));
    (row.score, row.code) = (Some(87.4), None);
    Arc::new(Report { v: 1, run: Some(run.to_owned()), recipe: Recipe::default(), pictures: vec![row] })
}

fn assert_says(ui: &mut Ui<Bench, Message>, sentences: &[&str]) {
    for sentence in sentences {
        assert!(ui.find(*sentence).is_some(), "{} does not say: {sentence}", ui.state.words.tag);
    }
}

#[test]
fn an_empty_history_says_what_will_be_there() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(tag);
        let words = ui.state.words.window.history;
        ui.state.act(Screen::entered);
        assert_says(&mut ui, &[words.reading]);
        ui.tell(Message::Read(Vec::new()));
        assert_says(&mut ui, &[words.empty_title, words.empty_hint]);
    }
}

#[test]
fn runs_are_listed_with_their_sums_and_states() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(tag);
        let words = ui.state.words.window.history;
        let states = [State::Complete, State::Unfinished, State::Undone];
        ui.tell(Message::Read(states.map(|state| listed(&format!("{state:?}"), state)).to_vec()));
        let sums = format!(
            "{} · {}",
            (words.counts)(12, 1, 2, 0),
            (words.saved)("24.0 MB", "6.00 MB", 24_000_000, 6_000_000)
        );
        assert_says(&mut ui, &[&sums]);
        for state in states {
            assert_says(&mut ui, &[(words.state)(state)]);
        }
    }
}

#[test]
fn a_run_shows_its_pictures_and_its_undo_asks_first_and_names_what_stayed() {
    let mut ui = ui("ko");
    let words = ui.state.words.window.history;
    ui.tell(Message::Read(vec![listed("run", State::Complete)]));
    ui.tell(Message::Open("run".into()));
    ui.tell(Message::Opened("run".into(), Some(report("run"))));
    assert_says(&mut ui, &["바다.jpg", "/사진/바다.webp", "2.00 MB → 500 kB · 유사도 87"]);
    // Here a file manager and a dialog of the system would come.
    ui.click(words.open_folder);
    ui.click(words.save_report);
    assert!(ui.has_heard("OpenFolder") && ui.has_heard("SaveReport"));
    ui.click(selector::id("undo"));
    assert_says(&mut ui, &[&(words.undo_question)(1)]);
    ui.state.act(|screen, context| screen.command(Command::Close, context));
    assert!(!ui.state.screen.asks_undo, "Escape says no");
    ui.click(selector::id("undo"));
    ui.click(words.cancel);
    assert!(!ui.state.screen.asks_undo && ui.has_heard("Dismiss"));
    let troubles = vec![("/사진/바다.jpg".into(), "바뀌었습니다".to_owned())];
    ui.tell(Message::Undone(Arc::new(Undone { run: "run".into(), restored: Some(11), troubles })));
    assert_says(&mut ui, &[words.troubles, "/사진/바다.jpg", "바뀌었습니다"]);
    assert_eq!(ui.state.told, [(words.undone)(11, 1)]);
}

#[test]
fn an_unfinished_run_can_go_on_and_an_undone_one_is_not_undone_again() {
    let mut ui = ui("en");
    ui.tell(Message::Read(vec![listed("open", State::Unfinished), listed("gone", State::Undone)]));
    ui.tell(Message::Open("open".into()));
    ui.click(selector::id("resume"));
    assert!(ui.has_heard("Resume"));
    assert_eq!(ui.state.resumed, ["open"], "this one, whichever others there are");
    ui.tell(Message::Back);
    ui.tell(Message::Open("gone".into()));
    assert!(ui.find(selector::id("resume")).is_none());
    ui.tell(Message::AskUndo);
    assert!(!ui.state.screen.asks_undo);
}

#[test]
fn ten_thousand_pictures_build_only_those_in_view() {
    let mut ui = ui("ja");
    ui.tell(Message::Read(vec![listed("run", State::Complete)]));
    ui.tell(Message::Open("run".into()));
    let one = report("run");
    let pictures = (0..10_000).map(|number| {
        let mut row = one.pictures[0].clone();
        row.source = format!("/사진/{number}.jpg");
        row
    });
    let pictures = pictures.collect();
    let report = Report { v: 1, run: None, recipe: Recipe::default(), pictures };
    ui.tell(Message::Opened("run".into(), Some(Arc::new(report))));
    assert!(ui.find("3.jpg").is_some());
    assert!(ui.find("9000.jpg").is_none());
}

#[test]
fn long_lists_are_scrolled() {
    let mut ui = ui("ko");
    let runs = (0..100).map(|number| listed(&format!("{number}"), State::Complete));
    ui.tell(Message::Read(runs.collect()));
    ui.point_at(iced::Point::new(400.0, 400.0));
    let before = ui.looks();
    ui.scroll(2_030.0);
    assert!(ui.looks() != before);
    ui.tell(Message::Open("7".into()));
    let pictures = vec![report("7").pictures[0].clone(); 100];
    let report = Report { v: 1, run: None, recipe: Recipe::default(), pictures };
    ui.tell(Message::Opened("7".into(), Some(Arc::new(report))));
    let before = ui.looks();
    ui.scroll(530.0);
    assert!(ui.looks() != before);
    assert!(ui.has_heard("Scrolled") && ui.has_heard("PicturesScrolled"));
}

#[test]
fn what_became_of_a_report_a_folder_and_an_undo_is_told() {
    let mut ui = ui("en");
    let words = ui.state.words.window.history;
    // Nothing is opened or saved of what is not known.
    ui.tell(Message::OpenFolder);
    ui.tell(Message::SaveReport);
    ui.tell(Message::Undo);
    assert!(ui.state.screen.undoing.is_none());
    ui.tell(Message::Unopened("/pictures".into()));
    ui.tell(Message::Saved(None));
    ui.tell(Message::Saved(Some(("/report.csv".into(), Ok(())))));
    ui.tell(Message::Saved(Some(("/report.csv".into(), Err("no room".to_owned())))));
    ui.tell(Message::Undone(Arc::new(Undone { run: "run".into(), restored: None, troubles: Vec::new() })));
    let told = [
        (words.folder_unopened)("/pictures"),
        (words.report_saved)("/report.csv"),
        (words.report_unsaved)("/report.csv", "no room"),
        words.not_found.to_owned(),
    ];
    assert_eq!(ui.state.told, told);
}

#[test]
fn why_a_picture_failed_is_said_in_words() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(tag);
        let words = ui.state.words.window.history;
        ui.tell(Message::Read(vec![listed("run", State::Complete)]));
        ui.tell(Message::Open("run".into()));
        let pictures = vec![Row::outside(std::path::Path::new("/a.jpg"), "failed", "disk_full")];
        let report = Report { v: 1, run: None, recipe: Recipe::default(), pictures };
        ui.tell(Message::Opened("run".into(), Some(Arc::new(report))));
        let why = (words.why)("disk_full").expect("there is a word for it");
        assert_says(&mut ui, &[&format!("{}: {why}", (words.status)("failed"))]);
    }
}
