//! The comparison with real pictures, the real engine and the real renderer.

use std::path::{Path, PathBuf};

use converter::{ErrorKind, InputFormat, Isolation, Stage};
use iced::keyboard::{Location, key};
use iced::{Element, Point, Task, mouse};

use super::*;
use crate::i18n::{self, Catalog};
use crate::machine::Machine;
use crate::run::Home;
use crate::settings::Settings;
use crate::window::remembered::Remembered;
use crate::window::services::{Services, Standing};
use crate::window::tests::Ui;

/// The screen with a window around it that remembers.
struct Window {
    screen: Screen,
    words: &'static Catalog,
    settings: Settings,
    remembered: Remembered,
    standing: Standing,
    services: Services,
    gone: Option<Place>,
}

impl Window {
    fn new(words: &'static Catalog) -> Self {
        let settings = Settings::default();
        Window {
            screen: Screen::default(),
            words,
            remembered: Remembered::first(&settings),
            standing: Standing::nobody(),
            services: Services {
                home: Home::new(None, settings.backup),
                licensing: None,
                isolation: Isolation::InProcess,
                machine: Machine::look(),
            },
            settings,
            gone: None,
        }
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Screen, &Context<'_>) -> T) -> T {
        let context = Context {
            words: self.words,
            settings: &self.settings,
            remembered: &self.remembered,
            standing: &self.standing,
            services: &self.services,
            is_undoing: false,
            size: Size::new(1120.0, 760.0),
        };
        act(&mut self.screen, &context)
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        let action = self.with(|screen, context| screen.update(message, context));
        self.act(action)
    }

    fn act(&mut self, action: Action<Message>) -> Task<Message> {
        match action {
            Action::Run(task) => task,
            Action::All(actions) => Task::batch(actions.into_iter().map(|action| self.act(action))),
            Action::Remember(remembered) => {
                self.remembered = *remembered;
                let action = self.with(Screen::settings_changed);
                self.act(action)
            }
            Action::Go(place) => {
                self.gone = Some(place);
                Task::none()
            }
            _ => Task::none(),
        }
    }

    fn open(&mut self, pictures: &[&Path], index: usize) -> Task<Message> {
        let pictures = pictures.iter().map(PathBuf::from).collect();
        let action = self.with(|screen, context| screen.open(pictures, index, context));
        self.act(action)
    }

    /// The settings become this.
    fn wish(&mut self, recipe: Recipe) -> Task<Message> {
        let remembered = Remembered { recipe, ..self.remembered.clone() };
        self.act(Action::Remember(Box::new(remembered)))
    }

    /// A picture is there, without having been opened.
    fn pretend(&mut self, opened: Opened, tried: Option<Tried>) {
        self.screen.pictures = vec![opened.path.clone()];
        self.screen.shown = Shown::Open {
            opened: Arc::new(opened),
            trying: Trying::Done,
            tried: tried.map(Box::new),
            part: None,
        };
    }

    fn view(&self) -> Element<'_, Message> {
        let context = Context {
            words: self.words,
            settings: &self.settings,
            remembered: &self.remembered,
            standing: &self.standing,
            services: &self.services,
            is_undoing: false,
            size: Size::new(1120.0, 760.0),
        };
        self.screen.view(&context)
    }
}

fn ui(window: Window) -> Ui<Window, Message> {
    Ui::new((1120.0, 700.0), window, Window::update, Window::view)
}

fn picture(size: (u32, u32), frames: u64) -> Opened {
    Opened {
        path: "바다.jpg".into(),
        format: InputFormat::Jpeg,
        bytes: 3_200_000,
        size,
        frames,
        before: tiles::tests::tiles(size, |x, y| [(x % 256) as u8, (y % 256) as u8, 90, 255]),
    }
}

fn result(opened: &Opened, recipe: Recipe, bytes: u64, score: f64) -> Tried {
    Tried {
        recipe,
        bytes,
        format: converter::recipe::Format::Webp,
        size: opened.size,
        likeness: converter::look::Likeness { score, worst: score },
        before: None,
        after: tiles::tests::tiles(opened.size, |x, y| [(x % 256) as u8, (y % 256) as u8, 100, 255]),
    }
}

/// A key as the window hears it, which makes commands of some.
fn press(ui: &mut Ui<Window, Message>, key: impl Into<Key>) {
    let key = key.into();
    let (physical_key, modified_key) = (NOWHERE, key.clone());
    let (modifiers, location) = (Modifiers::empty(), Location::Standard);
    let (text, repeat) = (None, false);
    hear(
        ui,
        keyboard::Event::KeyPressed { key, modified_key, physical_key, location, modifiers, text, repeat },
    );
}

fn release(ui: &mut Ui<Window, Message>, key: impl Into<Key>) {
    let key = key.into();
    let (physical_key, modified_key) = (NOWHERE, key.clone());
    let (modifiers, location) = (Modifiers::empty(), Location::Standard);
    hear(ui, keyboard::Event::KeyReleased { key, modified_key, physical_key, location, modifiers });
}

const NOWHERE: key::Physical = key::Physical::Unidentified(key::NativeCode::Unidentified);

fn hear(ui: &mut Ui<Window, Message>, event: keyboard::Event) {
    use crate::window::{self, events};
    let id = iced::window::Id::unique();
    let heard = events::heard(iced::Event::Keyboard(event), iced::event::Status::Ignored, id);
    match heard.expect("it is heard") {
        window::Message::Key(event) => tell(ui, Message::Key(event)),
        window::Message::Command(command) => {
            let action = ui.state.with(|screen, context| screen.command(command, context));
            let task = ui.state.act(action);
            ui.run(task);
        }
        heard => panic!("no key: {heard:?}"),
    }
}

fn tap(ui: &mut Ui<Window, Message>, key: impl Into<Key>) {
    let key = key.into();
    press(ui, key.clone());
    release(ui, key);
}

fn tell(ui: &mut Ui<Window, Message>, message: Message) {
    let task = ui.state.update(message);
    ui.run(task);
}

/// A compared picture of the given size.
fn compared(size: (u32, u32), words: &'static Catalog) -> Ui<Window, Message> {
    let mut window = Window::new(words);
    let opened = picture(size, 1);
    let tried = result(&opened, window.remembered.recipe.clone(), 612_000, 84.23);
    window.pretend(opened, Some(tried));
    ui(window)
}

fn placed(ui: &mut Ui<Window, Message>) -> camera::Placed {
    ui.state.with(|screen, context| screen.camera.place(screen.scene(context).expect("a picture is open")))
}

#[test]
fn a_real_picture_is_compared_live_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("바다 풍경.png");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples/scene.png");
    std::fs::copy(sample, &path).expect("copied");
    let mut ui = ui(Window::new(i18n::window::catalog("ko")));
    let task = ui.state.open(&[&path], 0);
    ui.run(task);
    assert!(ui.has_heard("Opened"));
    let first = tried(&ui).clone();
    assert!(first.bytes > 0 && first.likeness.score > 50.0, "{first:?}");
    assert_eq!(first.after.size(), first.size);
    let bytes = path.metadata().expect("there").len();
    assert!(ui.find(i18n::bytes(bytes).as_str()).is_some());
    assert!(ui.find(i18n::bytes(first.bytes).as_str()).is_some());

    let poor = Recipe {
        goal: converter::recipe::Goal::Quality(converter::recipe::Quality::new(5).expect("a quality")),
        ..first.recipe.clone()
    };
    let task = ui.state.wish(poor.clone());
    ui.run(task);
    let second = tried(&ui);
    assert_eq!(second.recipe, poor);
    assert!(second.bytes < first.bytes && second.likeness.score < first.likeness.score);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("there")
        .map(|entry| entry.expect("readable").file_name())
        .collect();
    assert_eq!(names, ["바다 풍경.png"]);
}

fn tried(ui: &Ui<Window, Message>) -> &Tried {
    match &ui.state.screen.shown {
        Shown::Open { trying: Trying::Done, tried: Some(tried), .. } => tried,
        _ => panic!("it was compared"),
    }
}

#[test]
fn what_cannot_be_opened_is_said_in_words_and_the_next_one_is_a_key_away() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (bad, gone) = (folder.path().join("가짜.png"), folder.path().join("없음.png"));
    std::fs::write(&bad, "no picture").expect("written");
    let mut ui = ui(Window::new(i18n::window::catalog("ko")));
    let task = ui.state.open(&[&bad, &gone], 0);
    ui.run(task);
    assert!(ui.find(i18n::window::catalog("ko").window.compare.failed).is_some());
    assert!(ui.find(i18n::window::catalog("ko").error(&ErrorKind::NotAPicture).as_str()).is_some());
    tap(&mut ui, Named::PageDown);
    assert_eq!(ui.state.screen.index, 1);
    assert!(matches!(&ui.state.screen.shown, Shown::Failed(error) if error.stage == Stage::Read));
    tap(&mut ui, Named::PageDown);
    assert_eq!(ui.state.screen.index, 1, "there is no third one");
}

#[test]
fn the_newest_wish_wins() {
    let mut window = Window::new(i18n::window::catalog("en"));
    let opened = picture((40, 30), 1);
    window.pretend(opened.clone(), None);
    let recipes = [10, 20].map(|quality| Recipe {
        goal: converter::recipe::Goal::Quality(converter::recipe::Quality::new(quality).expect("one")),
        ..Recipe::default()
    });
    let numbers = recipes.clone().map(|recipe| {
        // The trials themselves are not wanted here: dropping their tasks stops them.
        let _ = window.wish(recipe);
        match &window.screen.shown {
            Shown::Open { trying: Trying::UnderWay { number, .. }, .. } => *number,
            _ => panic!("it is tried"),
        }
    });
    let [old, new] = recipes.map(|recipe| result(&opened, recipe, 1000, 80.0));
    let _ = window.update(Message::Tried(numbers[1], bring(Ok(new.clone()))));
    let _ = window.update(Message::Tried(numbers[0], bring(Ok(old))));
    let Shown::Open { tried: Some(tried), trying: Trying::Done, .. } = &window.screen.shown else {
        panic!("the newest came")
    };
    assert_eq!(tried.recipe, new.recipe);
    // The same again is there already.
    let _ = window.wish(new.recipe);
    assert!(matches!(window.screen.shown, Shown::Open { trying: Trying::Done, .. }));
}

#[test]
fn bytes_percent_and_likeness_are_told() {
    for (words, percent) in [
        (i18n::window::catalog("en"), "80% smaller"),
        (i18n::window::catalog("ko"), "80% 줄어듦"),
        (i18n::window::catalog("ja"), "80% 削減"),
    ] {
        let mut ui = compared((400, 300), words);
        let score = format!("84.2 · {}", (words.window.compare.likeness_words)(84.2));
        for sentence in ["3.20 MB", "612 kB", percent, &score, "바다.jpg"] {
            assert!(ui.find(sentence).is_some(), "{sentence}");
        }
    }
}

#[test]
fn of_an_animation_the_first_frame_is_compared_and_that_is_said() {
    let mut window = Window::new(i18n::window::catalog("en"));
    let opened = picture((400, 300), 12);
    let tried = result(&opened, window.remembered.recipe.clone(), 612_000, 84.0);
    window.pretend(opened, Some(tried));
    let mut ui = ui(window);
    assert!(ui.find(i18n::window::catalog("en").window.compare.first_frame).is_some());
    assert!(ui.find("81% smaller").is_none(), "a frame against all of them says nothing");
}

#[test]
fn avif_may_be_looked_at_without_a_plan_and_that_is_said() {
    let mut ui = compared((400, 300), i18n::window::catalog("ko"));
    let sentence = i18n::window::catalog("ko").window.compare.only_a_look;
    assert!(ui.find(sentence).is_none());
    ui.state.remembered.recipe.format = converter::recipe::Format::Avif;
    assert!(ui.find(sentence).is_some());
    ui.state.standing.limits = licensing::protocol::Plan::Pro.limits();
    assert!(ui.find(sentence).is_none());
}

#[test]
fn the_original_is_seen_as_long_as_space_is_held() {
    let mut ui = compared((400, 300), i18n::window::catalog("en"));
    let after = i18n::window::catalog("en").window.compare.after;
    let labels = |ui: &mut Ui<Window, Message>| ui.state.screen.is_flipped;
    assert!(ui.find(after).is_some() && !labels(&mut ui));
    press(&mut ui, Named::Space);
    assert!(labels(&mut ui));
    release(&mut ui, Named::Space);
    assert!(!labels(&mut ui));
    press(&mut ui, Named::Space);
    ui.state.screen.lost_keys();
    assert!(!labels(&mut ui), "nobody tells that it is up when the window is not in front");
}

#[test]
fn keys_move_the_line_zoom_and_lead_back() {
    let mut ui = compared((4000, 3000), i18n::window::catalog("en"));
    tap(&mut ui, Named::ArrowRight);
    assert!((ui.state.screen.split - 0.52).abs() < 1e-6);
    tap(&mut ui, Key::Character("1".into()));
    assert_eq!(placed(&mut ui).scale, 1.0);
    let before = placed(&mut ui);
    tap(&mut ui, Named::ArrowDown);
    assert_eq!(placed(&mut ui).y, before.y - f64::from(PAN_STEP));
    tap(&mut ui, Key::Character("+".into()));
    assert_eq!(placed(&mut ui).scale, ZOOM_STEP);
    tap(&mut ui, Key::Character("0".into()));
    assert!(ui.state.screen.camera.is_fit());
    let action = ui.state.with(|screen, context| screen.command(Command::Close, context));
    let _ = ui.state.act(action);
    assert_eq!(ui.state.gone, Some(Place::Convert));
}

#[test]
fn the_mouse_drags_the_line_the_picture_and_zooms_where_it_is() {
    let mut ui = compared((4000, 3000), i18n::window::catalog("en"));
    let stage = ui.state.screen.stage;
    assert!(stage.width > 500.0 && stage.height > 300.0, "{stage:?}");
    // All of the picture is in view: the line comes wherever the mouse goes.
    drag(&mut ui, Point::new(200.0, 300.0), Point::new(300.0, 300.0));
    let split = ui.state.screen.split;
    assert!((split - (300.0 - 16.0) / stage.width).abs() < 1e-3, "{split}");
    tap(&mut ui, Key::Character("1".into()));
    let before = placed(&mut ui);
    drag(&mut ui, Point::new(500.0, 300.0), Point::new(460.0, 330.0));
    let after = placed(&mut ui);
    assert_eq!((after.x - before.x, after.y - before.y), (-40.0, 30.0));
    assert_eq!(ui.state.screen.split, split);
    ui.point_at(Point::new(500.0, 300.0));
    ui.scroll(-120.0);
    assert!(placed(&mut ui).scale > 1.5);
    assert!(ui.has_heard("Gesture"));
}

fn drag(ui: &mut Ui<Window, Message>, from: Point, to: Point) {
    ui.point_at(from);
    ui.happen([iced::Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))]);
    ui.point_at(to);
    ui.happen([iced::Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))]);
}

#[test]
fn without_pictures_the_way_to_some_is_shown() {
    let mut ui = ui(Window::new(i18n::window::catalog("ja")));
    assert!(ui.find(i18n::window::catalog("ja").window.compare.empty_title).is_some());
    ui.click((i18n::window::catalog("ja").window.shell.command)(Command::AddFiles));
    assert_eq!(ui.state.gone, Some(Place::Convert));
    assert!(ui.has_heard("Add"));
}

/// A picture that is red before and blue after, 400 × 300, in the middle of a stage.
fn red_and_blue() -> Ui<Window, Message> {
    let mut window = Window::new(i18n::window::catalog("en"));
    let red = tiles::tests::tiles((400, 300), |_, _| [200, 0, 0, 255]);
    let opened = Opened { before: red, ..picture((400, 300), 1) };
    let blue = tiles::tests::tiles((400, 300), |_, _| [0, 0, 200, 255]);
    let recipe = window.remembered.recipe.clone();
    let tried = Tried { after: blue, ..result(&opened, recipe, 1000, 80.0) };
    window.pretend(opened, Some(tried));
    ui(window)
}

/// The colours a quarter of the picture left and right of the middle of the stage.
fn colors_beside_the_middle(ui: &mut Ui<Window, Message>, away: f32) -> [[u8; 3]; 2] {
    let (stage, pixels) = (ui.visible("stage").expect("it is in view"), ui.looks());
    let (x, y) = (stage.center_x(), stage.center_y() + 60.0);
    [x - away, x + away].map(|x| {
        let start = (y as usize * 1120 + x as usize) * 4;
        [pixels[start], pixels[start + 1], pixels[start + 2]]
    })
}

#[test]
fn each_side_shows_its_picture() {
    const RED: [u8; 3] = [200, 0, 0];
    const BLUE: [u8; 3] = [0, 0, 200];
    let mut ui = red_and_blue();
    assert_eq!(colors_beside_the_middle(&mut ui, 50.0), [RED, BLUE]);
    tap(&mut ui, Named::ArrowRight);
    for _ in 0..10 {
        tap(&mut ui, Named::ArrowRight);
    }
    assert_eq!(colors_beside_the_middle(&mut ui, 50.0), [RED, RED], "the line went over both");
    for (arrangement, seen, flipped) in
        [(Arrangement::Single, [BLUE, BLUE], [RED, RED]), (Arrangement::SideBySide, [RED, BLUE], [BLUE, RED])]
    {
        tell(&mut ui, Message::Arrange(arrangement));
        assert_eq!(colors_beside_the_middle(&mut ui, 100.0), seen);
        press(&mut ui, Named::Space);
        assert_eq!(colors_beside_the_middle(&mut ui, 100.0), flipped);
        release(&mut ui, Named::Space);
    }
}

#[test]
fn a_picture_is_smoothed_when_the_wheel_rests() {
    let mut ui = compared((2000, 1500), i18n::window::catalog("en"));
    tell(&mut ui, Message::Arrange(Arrangement::Single));
    let stripes =
        tiles::tests::tiles((2000, 1500), |x, _| if x % 2 == 0 { [0, 0, 0, 255] } else { [255; 4] });
    let Shown::Open { tried: Some(tried), .. } = &mut ui.state.screen.shown else { panic!("it is there") };
    tried.after = stripes;
    ui.state.with(|screen, context| {
        let scene = screen.scene(context).expect("it is open");
        screen.camera.zoom_to(1.1, (100.0, 80.0), scene);
    });
    let has_greys = |ui: &mut Ui<Window, Message>| {
        let (stage, pixels) = (ui.visible("stage").expect("it is in view"), ui.looks());
        let start = ((stage.center_y() as usize) * 1120 + stage.x as usize + 2) * 4;
        let row = &pixels[start..start + (stage.width as usize - 4) * 4];
        row.chunks_exact(4).any(|pixel| (1..255).contains(&pixel[0]))
    };
    assert!(has_greys(&mut ui), "it is smoothed at rest");
    let middle = ui.visible("stage").expect("it is in view").center();
    ui.point_at(middle);
    ui.scroll(-30.0);
    assert!(!has_greys(&mut ui), "whole pixels while it moves");
    std::thread::sleep(std::time::Duration::from_millis(150));
    assert!(has_greys(&mut ui), "smoothed again");
}

/// Every pixel of the picture is where it belongs at any zoom: no tile stands apart from the next.
#[test]
fn tiles_join_without_a_seam() {
    let mut ui = compared((2000, 1500), i18n::window::catalog("en"));
    tell(&mut ui, Message::Arrange(Arrangement::Single));
    let flat = tiles::tests::tiles((2000, 1500), |_, _| [10, 120, 30, 255]);
    let Shown::Open { tried: Some(tried), .. } = &mut ui.state.screen.shown else { panic!("it is there") };
    tried.after = flat;
    for zoom in [0.7, 1.0, 1.25, 1.953_125, 3.7, 8.0] {
        for pan in [(0.0, 0.0), (0.3, -0.4), (-123.7, 55.2)] {
            ui.state.with(|screen, context| {
                let scene = screen.scene(context).expect("it is open");
                screen.camera.zoom_to(zoom, (100.0, 80.0), scene);
                screen.camera.pan(pan, scene);
            });
            let stage = ui.visible("stage").expect("it is in view");
            let pixels = ui.looks();
            let row = |y: f32| (y as usize * 1120 + stage.x as usize + 2) * 4;
            let others = [0.2, 0.4, 0.6, 0.8].into_iter().map(|part| stage.y + stage.height * part);
            let width = stage.width as usize - 4;
            for y in others {
                let line = &pixels[row(y)..row(y) + width * 4];
                let strange = line.chunks_exact(4).position(|pixel| pixel[..3] != [10, 120, 30]);
                assert_eq!(strange, None, "{zoom} {pan:?} {y}");
            }
        }
    }
}

#[test]
fn of_a_large_picture_the_part_in_view_is_made_anew_first() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("큰 사진.ppm");
    let pixels = (0..2400 * 1600 * 3_u32).map(|i| (i / 7 % 251) as u8);
    std::fs::write(&path, b"P6 2400 1600 255\n".iter().copied().chain(pixels).collect::<Vec<u8>>())
        .expect("written");
    let mut ui = ui(Window::new(i18n::window::catalog("ko")));
    let task = ui.state.open(&[&path], 0);
    ui.run(task);
    tell(&mut ui, Message::Actual);
    let poor = Recipe {
        goal: converter::recipe::Goal::Quality(converter::recipe::Quality::new(5).expect("a quality")),
        ..Recipe::default()
    };
    let _ = ui.state.wish(poor.clone());
    let number = match &ui.state.screen.shown {
        Shown::Open { trying: Trying::UnderWay { number, .. }, .. } => *number,
        _ => panic!("it is tried"),
    };
    let Shown::Open { opened, .. } = &ui.state.screen.shown else { panic!("it is open") };
    let opened = Arc::clone(opened);
    let (area, desk) =
        ui.state.with(|screen, context| (screen.part_worth_trying(&poor, context), desk(context)));
    let area = area.expect("most of it is out of view");
    let part = desk.try_part(&opened, poor.clone(), area, &Cancel::new()).expect("it can be tried");
    assert_eq!(part.after.size(), (area.width, area.height));
    let rest = ui.state.update(Message::PartTried(number, bring(Ok(part))));
    ui.happen([]);
    assert!(ui.find(i18n::window::catalog("ko").window.compare.trying_rest).is_some());
    ui.run(rest);
    assert_eq!(tried(&ui).recipe, poor);
    assert!(matches!(&ui.state.screen.shown, Shown::Open { part: None, .. }), "the whole is there");
}

#[test]
fn everything_around_the_stage_is_clicked() {
    let mut ui = compared((4000, 3000), i18n::window::catalog("ko"));
    for (words, message) in [
        ("나란히", "Arrange"),
        ("100%", "Actual"),
        ("맞춤", "Fit"),
        ("AVIF", "Options"),
        ("돌아가기", "Back"),
    ] {
        ui.click(words);
        assert!(ui.has_heard(message), "{words}");
    }
    assert_eq!(ui.state.gone, Some(Place::Convert));
}

#[test]
fn buttons_fit_and_zoom_and_go_to_the_next_picture() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/samples/scene.png");
    let pictures = ["가.png", "나.png"].map(|name| folder.path().join(name));
    for picture in &pictures {
        std::fs::copy(&sample, picture).expect("copied");
    }
    let mut ui = ui(Window::new(i18n::window::catalog("ko")));
    let task = ui.state.open(&[&pictures[0], &pictures[1]], 0);
    ui.run(task);
    tap(&mut ui, Key::Character("+".into()));
    let larger = placed(&mut ui).scale;
    tell(&mut ui, Message::Fit);
    assert!(placed(&mut ui).scale < larger);
    tell(&mut ui, Message::Density(2.0));
    tell(&mut ui, Message::Actual);
    assert!((placed(&mut ui).scale - 1.0).abs() < 1e-6);
    tell(&mut ui, Message::Step(1));
    assert_eq!(ui.state.screen.index, 1);
    tell(&mut ui, Message::Options(options::Message::SeePlans));
    assert_eq!(ui.state.gone, Some(Place::Account));
    tell(&mut ui, Message::Back);
    assert_eq!(ui.state.gone, Some(Place::Convert));
}
