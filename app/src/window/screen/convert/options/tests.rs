//! The column as people use it: real controls, a real home, Korean unless another language is meant.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Element, Task};
use iced_test::selector;

use converter::Isolation;
use converter::recipe::{Format, Goal, Quality, Resize};

use super::*;
use crate::dirs::Dirs;
use crate::i18n::{self, Catalog};
use crate::machine::Machine;
use crate::run::Home;
use crate::settings::Settings;
use crate::window::services::{Services, Standing};
use crate::window::tests::Ui;
use crate::window::widget::focus;

/// The column with what the window gives it: a home in a temporary folder, and a memory.
struct Bench {
    options: State,
    remembered: Remembered,
    settings: Settings,
    services: Services,
    standing: Standing,
    words: &'static Catalog,
    went: Option<Place>,
    home: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Bench::in_home(tempfile::tempdir().expect("a temporary folder"))
    }

    /// The program as it starts in this home.
    fn in_home(home: tempfile::TempDir) -> Self {
        let dirs = Dirs { config: home.path().join("config"), state: home.path().join("state") };
        let settings = Settings::default();
        Bench {
            options: State::default(),
            remembered: Remembered::load(&dirs.window(), &settings),
            services: Services {
                home: Home::new(Some(dirs), settings.backup),
                licensing: None,
                isolation: Isolation::of_this_program(),
                machine: Machine::look(),
            },
            settings,
            standing: Standing::nobody(),
            words: i18n::window::catalog("ko"),
            went: None,
            home,
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

    fn update(&mut self, message: Message) -> Task<Message> {
        let mut options = std::mem::take(&mut self.options);
        let action = options.update(message, &self.context());
        self.options = options;
        self.act(action)
    }

    fn act(&mut self, action: Action<Message>) -> Task<Message> {
        match action {
            Action::Run(task) => return task,
            Action::Remember(remembered) => {
                self.remembered = *remembered;
                let dirs = self.services.home.dirs.as_ref().expect("it has a home");
                self.remembered.save(&dirs.window()).expect("the home can be written to");
            }
            Action::Go(place) => self.went = Some(place),
            Action::All(actions) => {
                return Task::batch(actions.into_iter().map(|action| self.act(action)).collect::<Vec<_>>());
            }
            _ => {}
        }
        Task::none()
    }

    fn view(&self) -> Element<'_, Message> {
        self.options.view(None, &self.context())
    }
}

/// Tall enough that nothing has to be scrolled.
fn ui(bench: Bench) -> Ui<Bench, Message> {
    let mut ui = Ui::new((340.0, 3000.0), bench, Bench::update, Bench::view);
    happen(&mut ui, Message::Opened);
    ui
}

fn happen(ui: &mut Ui<Bench, Message>, message: Message) {
    let task = ui.state.update(message);
    ui.run(task);
}

fn is_there(ui: &mut Ui<Bench, Message>, id: &'static str) -> bool {
    ui.find(selector::id(id)).is_some()
}

fn says(ui: &mut Ui<Bench, Message>, words: &str) -> bool {
    ui.find(words.to_owned()).is_some()
}

/// Walks with Tab until this has the keyboard.
fn tab_to(ui: &mut Ui<Bench, Message>, id: &'static str) {
    for _ in 0..100 {
        ui.run(focus::next());
        if ui.focused() == Some(id.into()) {
            return;
        }
    }
    panic!("Tab never comes to {id}");
}

/// Puts `text` into a field, in place of what was there.
fn type_into(ui: &mut Ui<Bench, Message>, id: &'static str, text: &str) {
    tab_to(ui, id);
    ui.hold(Modifiers::COMMAND);
    ui.tap(iced::keyboard::Key::Character("a".into()));
    ui.hold(Modifiers::empty());
    for letter in text.chars() {
        ui.tap(iced::keyboard::Key::Character(letter.to_string().into()));
    }
}

fn recipe(ui: &Ui<Bench, Message>) -> &converter::Recipe {
    &ui.state.remembered.recipe
}

fn quality(value: u8) -> Goal {
    Goal::Quality(Quality::new(value).expect("a quality"))
}

#[test]
fn choosing_avif_hides_what_only_webp_has() {
    let mut ui = ui(Bench::new());
    assert!(!is_there(&mut ui, "sharp-yuv"), "it is folded away");
    ui.click("고급");
    assert!(is_there(&mut ui, "sharp-yuv") && !is_there(&mut ui, "engine"));
    ui.click("AVIF");
    assert_eq!(recipe(&ui).format, Format::Avif);
    assert!(!is_there(&mut ui, "sharp-yuv") && is_there(&mut ui, "engine"));
}

#[test]
fn avif_on_free_says_which_plan_has_it_and_leads_there() {
    let mut ui = ui(Bench::new());
    assert!(!is_there(&mut ui, "plans"));
    ui.click("AVIF");
    assert!(says(&mut ui, "AVIF는 Basic 요금제부터 쓸 수 있습니다. WebP는 모든 요금제에 있습니다."));
    ui.click("요금제 보기");
    assert_eq!(ui.state.went, Some(Place::Account));
}

#[test]
fn a_template_that_names_nothing_is_told_and_the_last_good_one_stays() {
    let mut ui = ui(Bench::new());
    type_into(&mut ui, "template", "{name}{suffix}.{ext}");
    assert!(says(&mut ui, "사진.jpg → 사진-q80.webp"));
    type_into(&mut ui, "template", "{suffix}.{ext}");
    assert!(says(&mut ui, "{name}이 없으면 모든 결과의 이름이 같아집니다."));
    assert!(says(&mut ui, "사진.jpg → 사진-q80.webp"), "the example is of the one in force");
    assert_eq!(ui.state.remembered.template, "{name}{suffix}.{ext}");
    assert!(ui.has_heard("Template"));
}

#[test]
fn arrows_move_the_quality_and_the_next_start_remembers_it() {
    let mut ui = ui(Bench::new());
    tab_to(&mut ui, "quality");
    ui.tap(Named::ArrowLeft);
    ui.tap(Named::ArrowLeft);
    ui.tap(Named::PageDown);
    assert_eq!(recipe(&ui).goal, quality(68));
    let again = Bench::in_home(ui.state.home);
    assert_eq!(again.remembered.recipe.goal, quality(68));
}

#[test]
fn a_number_that_makes_no_sense_is_told_and_the_last_good_one_stays() {
    let mut ui = ui(Bench::new());
    type_into(&mut ui, "quality-number", "63");
    assert_eq!(recipe(&ui).goal, quality(63));
    type_into(&mut ui, "quality-number", "0");
    assert!(says(&mut ui, "1에서 100 사이의 숫자를 입력하세요."));
    assert_eq!(recipe(&ui).goal, quality(63));
    tab_to(&mut ui, "quality");
    ui.tap(Named::ArrowRight);
    assert!(!says(&mut ui, "1에서 100 사이의 숫자를 입력하세요."), "the slider says another");
    assert_eq!(recipe(&ui).goal, quality(64));
}

#[test]
fn sizes_are_typed_and_come_back_when_their_way_is_chosen_again() {
    let mut ui = ui(Bench::new());
    happen(&mut ui, Message::ResizeKind(resize::Kind::Fit));
    type_into(&mut ui, "width", "800");
    type_into(&mut ui, "height", "60");
    assert_eq!(recipe(&ui).resize, Some(Resize::Fit(800, 60)));
    happen(&mut ui, Message::ResizeKind(resize::Kind::None));
    assert_eq!(recipe(&ui).resize, None);
    happen(&mut ui, Message::ResizeKind(resize::Kind::Exact));
    assert_eq!(recipe(&ui).resize, Some(Resize::Exact(800, 60)));
}

#[test]
fn the_unit_stays_while_a_size_grows_over_a_thousand_of_it() {
    let mut ui = ui(Bench::new());
    ui.click("최대 용량");
    ui.click("kB");
    type_into(&mut ui, "max-bytes", "1500");
    let limit = |bytes| Goal::MaxBytes(std::num::NonZeroU64::new(bytes).expect("not zero"));
    assert_eq!(recipe(&ui).goal, limit(1_500_000));
    ui.click("MB");
    assert_eq!(recipe(&ui).goal, limit(1_500_000), "1500 MB are too many, so the size stays");
    type_into(&mut ui, "max-bytes", "2.5");
    assert_eq!(recipe(&ui).goal, limit(2_500_000));
    assert!(ui.has_heard("GoalKind") && ui.has_heard("Unit") && ui.has_heard("Typed"));
}

#[test]
fn wishes_that_exclude_each_other_are_told_and_not_taken() {
    let mut ui = ui(Bench::new());
    happen(&mut ui, Message::Wished(Some(Change::Goal(Goal::NearLossless(60)))));
    ui.click("AVIF");
    assert_eq!(recipe(&ui).format, Format::Webp);
    let told = "거의 무손실은 WebP에만 있어 형식을 바꾸지 않았습니다. 먼저 고급에서 끄세요.";
    assert!(says(&mut ui, told));
    ui.click("품질");
    ui.click("AVIF");
    assert_eq!(recipe(&ui).format, Format::Avif);
    assert!(!says(&mut ui, told));
}

#[test]
fn a_preset_is_saved_by_keyboard_and_there_at_the_next_start() {
    let mut bench = ui(Bench::new());
    type_into(&mut bench, "quality-number", "63");
    tab_to(&mut bench, "save-preset");
    bench.tap(Named::Enter);
    type_into(&mut bench, "preset-name", "여행");
    bench.tap(Named::Enter);
    assert_eq!(bench.state.remembered.preset.as_deref(), Some("여행"));
    assert!(!says(&mut bench, "변경됨"));
    type_into(&mut bench, "quality-number", "40");
    assert!(says(&mut bench, "변경됨"));

    let mut again = ui(Bench::in_home(bench.state.home));
    assert!(says(&mut again, "변경됨"));
    again.click("프리셋대로 되돌리기");
    assert_eq!(recipe(&again).goal, quality(63));
    again.click("삭제…");
    again.click("삭제");
    assert_eq!(again.state.remembered.preset, None);
    assert_eq!(again.state.options.preset_count(), 0);
    for heard in ["Preset(Done", "Preset(Choose", "Preset(AskForRemoval", "Preset(Remove"] {
        assert!(again.has_heard(heard), "{heard}");
    }
}

#[test]
fn a_preset_without_a_name_is_told_of() {
    let mut ui = ui(Bench::new());
    ui.click("프리셋으로 저장…");
    ui.click("저장");
    assert!(says(&mut ui, "프리셋 이름은 한 줄, 1~60자여야 합니다."));
    ui.click("취소");
    assert!(ui.has_heard("Preset(Cancel"));
    assert!(!says(&mut ui, "프리셋 이름은 한 줄, 1~60자여야 합니다."));
}

#[test]
fn everything_goes_back_to_how_it_was_at_first() {
    let mut ui = ui(Bench::new());
    ui.click("AVIF");
    happen(&mut ui, Message::Conflict(OnConflict::Overwrite));
    ui.state.remembered.size = (900.0, 700.0);
    ui.click("기본값으로 되돌리기");
    assert!(ui.has_heard("Reset"));
    let first = Remembered::first(&Settings::default());
    assert_eq!(ui.state.remembered, Remembered { size: (900.0, 700.0), ..first });
}

#[test]
fn every_control_is_reached_by_tab_in_every_language() {
    for tag in ["ko", "en", "ja"] {
        let bench = Bench { words: i18n::window::catalog(tag), ..Bench::new() };
        let mut ui = ui(bench);
        happen(&mut ui, Message::Fold(Fold::Advanced));
        happen(&mut ui, Message::Fold(Fold::Losses));
        for id in ["preset", "save-preset", "format", "goal", "quality", "quality-number", "effort", "resize"]
            .into_iter()
            .chain(["metadata", "colors", "animations", "keep-when-little", "min-saving", "destination"])
            .chain([
                "recursive",
                "template",
                "conflict",
                "originals",
                "advanced",
                "sharp-yuv",
                "alpha-quality",
            ])
            .chain(["exact", "losses", "gain_map", "side", "reset"])
        {
            tab_to(&mut ui, id);
        }
    }
}

#[test]
fn where_results_go_and_what_becomes_of_the_originals_is_remembered() {
    let mut ui = ui(Bench::new());
    happen(&mut ui, Message::Output(Some("/사진/작게".into())));
    happen(&mut ui, Message::Recursive(false));
    happen(&mut ui, Message::Originals(Policy::Backup));
    // Here a dialog of the system would come.
    happen(&mut ui, Message::AskForFolder);
    assert!(says(&mut ui, "/사진/작게"));
    let dirs = ui.state.services.home.dirs.clone().expect("it has a home");
    let remembered = Remembered::load(&dirs.window(), &ui.state.settings);
    assert_eq!(remembered.output.as_deref(), Some(std::path::Path::new("/사진/작게")));
    assert_eq!((remembered.recursive, remembered.originals), (false, Policy::Backup));
}

#[test]
fn what_becomes_of_names_places_and_originals_is_chosen_by_keyboard() {
    let mut ui = ui(Bench::new());
    for (id, key, message) in [
        ("resize", Named::ArrowDown, "ResizeKind"),
        // Here a dialog of the system would come.
        ("destination", Named::ArrowRight, "AskForFolder"),
        ("recursive", Named::Space, "Recursive"),
        ("conflict", Named::ArrowDown, "Conflict"),
        ("originals", Named::ArrowRight, "Originals"),
    ] {
        tab_to(&mut ui, id);
        ui.tap(key);
        assert!(ui.has_heard(message), "{id}");
    }
    ui.state.remembered.output = Some("/사진/작게".into());
    tab_to(&mut ui, "destination");
    ui.tap(Named::ArrowLeft);
    assert!(ui.has_heard("Output") && ui.state.remembered.output.is_none());
    tab_to(&mut ui, "preset");
    ui.tap(Named::ArrowDown);
    for (id, message) in [("import-preset", "Preset(AskForImport"), ("export-preset", "Preset(AskForExport")]
    {
        ui.click(selector::id(id));
        assert!(ui.has_heard(message), "{id}");
    }
}

#[test]
fn a_preset_is_handed_on_as_a_file_and_taken_in() {
    let mut ui = ui(Bench::new());
    let file = ui.state.home.path().join("web.json");
    for message in [
        // Here dialogs of the system would come.
        preset::Message::AskForImport,
        preset::Message::AskForName,
        preset::Message::Name("여행".to_owned()),
        preset::Message::Save,
        preset::Message::AskForExport,
        preset::Message::Export("여행".to_owned(), file.clone()),
        preset::Message::Import(file),
    ] {
        happen(&mut ui, Message::Preset(message));
    }
    assert_eq!(ui.state.options.preset_count(), 2, "it comes in under another name");
}
