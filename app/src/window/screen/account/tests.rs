//! The account as people meet it: real controls, every state by hand, in all languages.

mod clicks;

use std::io;
use std::sync::Arc;

use converter::Isolation;
use iced_test::selector;
use licensing::entitlement::{Notice, Offline};
use licensing::keyring::Store;
use licensing::ledger::Standing as Day;
use licensing::protocol::Code;
use licensing::protocol::code::Problem;
use licensing::{Account, SignedOut};

use super::*;
use crate::dirs::Dirs;
use crate::i18n::{self, Catalog};
use crate::machine::Machine;
use crate::run::Home;
use crate::settings::Settings;
use crate::window::remembered::Remembered;
use crate::window::services::{self, Services};
use crate::window::tests::Ui;
use crate::window::theme::Motion;
use crate::window::widget;

const EMAIL: &str = "somebody@example.com";

/// The screen with what the window gives it, and what it said to the window.
struct Bench {
    screen: Screen,
    words: &'static Catalog,
    settings: Settings,
    remembered: Remembered,
    services: Services,
    standing: services::Standing,
    told: Vec<String>,
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
            standing: services::Standing::nobody(),
            told: Vec::new(),
        }
    }

    /// Somebody signed in, with this licence.
    fn signed_in(tag: &str, licence: Standing) -> Self {
        let account = Account {
            email: EMAIL.to_owned(),
            device_id: "device".to_owned(),
            store: Store::Keyring,
            quota: None,
        };
        let day = Day { day: 0, used: 9, left: Some(41), resets_at: 0, is_closed: false };
        let mut bench = Bench::new(tag);
        bench.standing.account = Some(account);
        bench.standing.licence = licence;
        bench.standing.day = Some(day);
        bench
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

    fn act(&mut self, act: impl FnOnce(&mut Screen, &Context<'_>) -> Action<Message>) {
        let mut screen = std::mem::take(&mut self.screen);
        let action = act(&mut screen, &self.context());
        self.screen = screen;
        self.hear(action);
    }

    /// Nothing is asked of a server here.
    fn hear(&mut self, action: Action<Message>) {
        match action {
            Action::Tell(sentence) => self.told.push(sentence),
            Action::All(actions) => actions.into_iter().for_each(|action| self.hear(action)),
            _ => {}
        }
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        self.act(|screen, context| screen.update(message, context));
        Task::none()
    }

    fn view(&self) -> Element<'_, Message> {
        let context = self.context();
        widget::sheet::layer(self.screen.view(&context), self.screen.sheet(&context), Motion::Off)
    }
}

fn ui(bench: Bench) -> Ui<Bench, Message> {
    Ui::new((1120.0, 1400.0), bench, Bench::update, Bench::view)
}

#[test]
fn a_form_without_a_password_says_what_is_missing() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::new(tag));
        let words = ui.state.words.window.account;
        let typed = |field, what: &str| Message::Typed(field, Secret::new(what));
        ui.tell(typed(Field::Email, EMAIL));
        assert!(ui.find(words.password_missing).is_none(), "nothing was asked for");
        ui.click(selector::id("submit"));
        assert_says(&mut ui, &[words.password_missing]);
        ui.tell(Message::Show(Face::Register));
        assert!(ui.find(words.password_missing).is_none());
        ui.tell(typed(Field::Password, "a long password"));
        ui.click(selector::id("submit"));
        assert_says(&mut ui, &[words.again_missing]);
        ui.tell(typed(Field::Again, "another password"));
        assert_says(&mut ui, &[words.passwords_differ]);
        assert!(ui.state.screen.doing.is_none());
    }
}

#[test]
fn plans_promise_only_what_this_version_has() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::new(tag));
        let words = ui.state.words.window.account;
        assert_says(&mut ui, &[words.folders]);
        // Formats, number a day, batch, folders and devices.
        let lines = plans::what_it_has(Plan::Pro, &ui.state.context());
        assert_eq!(lines.len(), 5, "{lines:?}");
    }
}

/// Expects all of these sentences.
fn assert_says(ui: &mut Ui<Bench, Message>, sentences: &[&str]) {
    for sentence in sentences {
        assert!(ui.find(*sentence).is_some(), "{} does not say: {sentence}", ui.state.words.tag);
    }
}

fn refused(code: Code, devices: Option<Vec<Device>>) -> Error {
    Error::Refused(Box::new(Problem {
        kind: "about:blank".into(),
        title: String::new(),
        status: code.status(),
        code: code.name().into(),
        detail: None,
        request_id: String::new(),
        retry_after: None,
        verdict: None,
        devices,
    }))
}

/// A computer of that name.
pub fn device(name: &str, current: bool) -> Device {
    Device {
        id: format!("id-{name}"),
        name: name.to_owned(),
        platform: "linux".to_owned(),
        created_ms: 0,
        last_seen_ms: 0,
        current,
    }
}

fn in_force(notice: Notice) -> Standing {
    Standing::InForce(Offline { contact_ms: 0, until_ms: 0, left_ms: 2 * 86_400_000, notice })
}

#[test]
fn every_state_of_the_licence_says_what_it_is_and_offers_one_thing() {
    let states = [
        (Standing::GraceOver { since_ms: 0 }, Remedy::Connect),
        (Standing::NoEntitlement, Remedy::Connect),
        (Standing::Outdated, Remedy::Connect),
        (Standing::Unreadable, Remedy::Connect),
        (Standing::Ended(VerdictCode::LicenceSuspended), Remedy::Connect),
        (Standing::Ended(VerdictCode::DeviceRemoved), Remedy::SignInAgain),
        (Standing::Ended(VerdictCode::SessionRevoked), Remedy::SignInAgain),
        (Standing::Ended(VerdictCode::AccountDeleted), Remedy::SignOut),
        (Standing::OtherMachine, Remedy::SignInAgain),
    ];
    for tag in ["ko", "en", "ja"] {
        for (licence, expected) in &states {
            let words = i18n::window::catalog(tag).window.account;
            let why = (words.standing)(licence).expect("there is a reason");
            let mut ui = ui(Bench::signed_in(tag, licence.clone()));
            assert_says(&mut ui, &[EMAIL, &why, (words.remedy)(*expected)]);
            assert!(ui.find(selector::id("remedy")).is_some());
        }
    }
}

#[test]
fn a_keyring_that_cannot_be_read_is_explained_and_other_places_are_offered() {
    let whys = [
        RecordError::Absent,
        RecordError::Locked,
        RecordError::TimedOut,
        RecordError::LostOrLocked,
        RecordError::Damaged,
    ];
    for tag in ["ko", "en", "ja"] {
        for why in &whys {
            let mut bench = Bench::new(tag);
            bench.standing.licence = Standing::NoSecret(why.clone());
            let words = bench.words.window.account;
            let sentence = (words.standing)(&bench.standing.licence).expect("there is a reason");
            assert!(!sentence.contains("picopress login"), "{sentence}");
            let mut ui = ui(bench);
            assert_says(&mut ui, &[&sentence, (words.store)(Store::File), (words.store)(Store::Memory)]);
            ui.tell(Message::Keep(Store::File));
            assert_says(&mut ui, &[(words.store_means)(Store::File)]);
        }
    }
}

#[test]
fn a_sign_in_shows_what_is_missing_before_anything_is_sent() {
    let mut ui = ui(Bench::new("ko"));
    let words = ui.state.words.window.account;
    ui.click(selector::id("submit"));
    assert_says(&mut ui, &[words.email_wrong]);
    ui.click(selector::id("to-register"));
    assert!(ui.has_heard("Submit") && ui.has_heard("Show"));
    assert_says(&mut ui, &[words.register_title, words.password_rule]);
    for (field, typed) in [(Field::Email, EMAIL), (Field::Password, "abcd1234"), (Field::Again, "abcd123")] {
        ui.tell(Message::Typed(field, Secret::new(typed)));
    }
    assert_says(&mut ui, &[words.passwords_differ]);
    ui.click(selector::id("submit"));
    assert!(ui.state.screen.said.is_none(), "nothing was sent");
    ui.click(selector::id("to-sign-in"));
    assert!(ui.state.screen.form.password.expose().is_empty(), "another form begins without the password");
}

#[test]
fn a_forgotten_password_never_tells_whether_the_address_is_known() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::new(tag));
        let words = ui.state.words.window.account;
        ui.click(selector::id("to-forgotten"));
        assert_says(&mut ui, &[words.forgotten_why]);
        ui.tell(Message::Typed(Field::Email, Secret::new(EMAIL)));
        ui.tell(Message::Done(Done::MailSent(Ok(()))));
        assert_says(&mut ui, &[&(words.mail_sent)(EMAIL), words.signed_out_title]);
    }
}

#[test]
fn too_many_devices_are_listed_each_with_a_way_out() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::new(tag));
        let words = ui.state.words.window.account;
        let devices = vec![device("사무실", false), device("Laptop", false)];
        let error = refused(Code::DeviceLimit, Some(devices));
        ui.tell(Message::Done(Done::SignedIn(Err(error.clone()))));
        assert_says(
            &mut ui,
            &[&(words.error)(&error), words.devices_taken, "사무실", "Laptop", words.remove_and_sign_in],
        );
    }
}

#[test]
fn what_is_wrong_is_a_sentence_without_commands() {
    let errors = [
        refused(Code::InvalidCredentials, None),
        refused(Code::WeakPassword, None),
        refused(Code::RateLimited, None),
        Error::Offline(licensing::Trouble::Connect),
        Error::Offline(licensing::Trouble::CaptivePortal),
        Error::NotSignedIn,
        Error::SignedInAlready,
        Error::Ended(VerdictCode::SessionRevoked),
        Error::Record(RecordError::Failed("x".into())),
    ];
    for tag in ["ko", "en", "ja"] {
        let words = i18n::window::catalog(tag).window.account;
        for error in &errors {
            let sentence = (words.error)(error);
            assert!(!sentence.contains("picopress "), "{sentence}");
            assert!(sentence.ends_with(['.', '。', '?', '？']), "{sentence}");
        }
    }
}

#[test]
fn the_end_of_the_offline_time_offers_a_contact_in_time() {
    for (notice, offers) in
        [(Notice::None, false), (Notice::Line, false), (Notice::Banner, true), (Notice::Dialog, true)]
    {
        let mut ui = ui(Bench::signed_in("ko", in_force(notice)));
        assert_eq!(ui.find(selector::id("remedy")).is_some(), offers, "{notice:?}");
    }
}

#[test]
fn the_server_s_answer_shows_the_devices_and_removing_one_asks_first() {
    let mut ui = ui(Bench::signed_in("en", in_force(Notice::None)));
    let words = ui.state.words.window.account;
    ui.tell(Message::Known(Ok(Box::new(facts()))));
    assert_says(&mut ui, &["Desk", "Laptop", words.devices]);
    ui.click(words.remove);
    assert_says(&mut ui, &[&(words.remove_question)("Laptop", 2)]);
    ui.state.act(|screen, context| screen.command(Command::Close, context));
    assert!(ui.state.screen.asked.is_none(), "Escape says no");
    ui.tell(Message::Known(Err(Error::Offline(licensing::Trouble::Connect))));
    assert!(ui.find("Laptop").is_none(), "what is not known any more is not shown");
}

#[test]
fn another_name_begins_with_the_one_that_is_known() {
    let mut ui = ui(Bench::signed_in("ko", in_force(Notice::None)));
    let words = ui.state.words.window.account;
    ui.click(selector::id("rename"));
    assert!(ui.state.screen.asked.is_none(), "the server has not said yet who this is");
    ui.tell(Message::Known(Ok(Box::new(facts()))));
    assert_says(&mut ui, &["김민지"]);
    ui.click(selector::id("rename"));
    assert_says(&mut ui, &[words.name]);
    assert!(!ui.state.screen.asked.as_ref().is_some_and(Asked::is_complete), "the same name is no other");
    ui.tell(Message::Typed(Field::NewName, Secret::new("민지 ")));
    assert!(ui.state.screen.asked.as_ref().is_some_and(Asked::is_complete));
    ui.tell(Message::Done(Done::Renamed(Ok(()))));
    assert!(ui.state.screen.asked.is_none());
    assert_eq!(ui.state.told, [ui.state.words.account.renamed]);
}

#[test]
fn data_that_could_not_be_saved_is_said_with_its_reason() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::signed_in(tag, in_force(Notice::None)));
        let path = PathBuf::from("/mnt/full/me.json");
        let full = Arc::new(io::Error::from(io::ErrorKind::StorageFull));
        let sentence = (ui.state.words.report_unwritten)("/mnt/full/me.json", &full);
        let unwritten = Err(NotExported::Unwritten(full));
        ui.tell(Message::Done(Done::Exported(path.clone(), unwritten)));
        assert_says(&mut ui, &[&sentence]);
        let offline = Error::Offline(licensing::Trouble::Connect);
        let withheld = (ui.state.words.window.account.error)(&offline);
        ui.tell(Message::Done(Done::Exported(path.clone(), Err(NotExported::Withheld(offline)))));
        assert_says(&mut ui, &[&withheld]);
        ui.tell(Message::Done(Done::Exported(path.clone(), Ok(()))));
        assert_eq!(ui.state.told, [(ui.state.words.window.account.exported)(&path)]);
    }
}

#[test]
fn deleting_wants_the_password_and_signing_out_does_not() {
    let mut ui = ui(Bench::signed_in("ja", in_force(Notice::None)));
    let words = ui.state.words.window.account;
    ui.click(selector::id("delete"));
    assert!(ui.has_heard("Ask"));
    assert_says(&mut ui, &[words.delete_question]);
    assert!(!ui.state.screen.asked.as_ref().is_some_and(Asked::is_complete));
    ui.tell(Message::Typed(Field::Current, Secret::new("abcd1234")));
    assert!(ui.state.screen.asked.as_ref().is_some_and(Asked::is_complete));
    ui.tell(Message::Done(Done::Deleted(Err(refused(Code::InvalidCredentials, None)))));
    assert_says(&mut ui, &[&(words.error)(&refused(Code::InvalidCredentials, None))]);
    ui.tell(Message::Dismiss);
    ui.click(selector::id("sign-out"));
    assert_says(&mut ui, &[words.sign_out_question]);
    assert!(ui.state.screen.asked.as_ref().is_some_and(Asked::is_complete));
    ui.tell(Message::Done(Done::SignedOut(Ok(SignedOut::Here))));
    assert_eq!(ui.state.told, [ui.state.words.account.signed_out_here]);
}

#[test]
fn the_plans_stand_with_their_prices_and_say_when_nothing_can_be_paid() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::signed_in(tag, in_force(Notice::None)));
        let words = ui.state.words.window.account;
        for plan in [Plan::Basic, Plan::Pro] {
            let price = plan.price();
            assert_says(&mut ui, &[&(words.month)(price.month_krw), &(words.year)(price.year_krw)]);
            assert_says(&mut ui, &[&(words.per_day)(plan.limits().per_day)]);
        }
        assert_says(&mut ui, &[words.vat, words.current, words.in_browser]);
        ui.tell(Message::TakesPayments(Some(false)));
        assert_says(&mut ui, &[words.no_checkout]);
    }
}

#[test]
fn a_plan_that_was_paid_for_is_noticed() {
    let mut ui = ui(Bench::signed_in("ko", in_force(Notice::None)));
    let words = ui.state.words.window.account;
    let (_, handle) = Task::<()>::none().abortable();
    ui.state.screen.waiting = Some(Waiting { plan: Plan::Basic, looks: 3, _next: handle });
    ui.tell(Message::TakesPayments(Some(true)));
    assert_says(&mut ui, &[&(words.waiting_for)(Plan::Basic), words.stop_waiting]);
    ui.tell(Message::Paid(Some(Plan::Pro)));
    assert!(ui.state.screen.waiting.is_none());
    assert_eq!(ui.state.told, [(words.new_plan)(Plan::Pro)]);
}

/// What the server knows of somebody with two computers.
pub fn facts() -> Facts {
    use licensing::protocol::api::Usage;
    use licensing::protocol::claims::LicenceStatus;
    let status = Status {
        plan: Plan::Basic,
        status: LicenceStatus::Active,
        expires_at: Some(0),
        auto_renew: true,
        limits: Plan::Basic.limits(),
        usage: Usage { day: 0, used: 9, left: Some(41), resets_at: 0 },
        next_charge: None,
        entitlement: None,
    };
    let devices = vec![device("Desk", true), device("Laptop", false)];
    let me = Me {
        id: "acc_1".to_owned(),
        email: EMAIL.to_owned(),
        email_verified: true,
        name: Some("김민지".to_owned()),
        language: "ko".to_owned(),
        role: "user".to_owned(),
        created_ms: 0,
    };
    Facts { me, status, devices: Devices { devices, limit: 2, releases_left: 2 } }
}

/// As on an account of the system without a home: there is no licensing to ask.
#[test]
fn nothing_is_begun_where_nothing_can_be_kept() {
    let mut ui = ui(Bench::signed_in("ko", Standing::GraceOver { since_ms: 0 }));
    let no_home = ui.state.words.trouble(&crate::rights::Trouble::NoHome);
    for begin in [Message::Release("id".into()), Message::Remedy(Remedy::LookAgain)] {
        ui.state.screen.said = None;
        ui.tell(begin);
        assert_says(&mut ui, &[&no_home]);
    }
    ui.state.screen.said = None;
    // Here a dialog of the system would come.
    ui.click(selector::id("export"));
    assert!(ui.has_heard("Export"));
    ui.tell(Message::ExportTo("/me.json".into()));
    assert_says(&mut ui, &[&no_home]);
    ui.tell(Message::AskAgain);
    assert!(matches!(ui.state.screen.known, Known::Nothing));
    ui.tell(Message::Remedy(Remedy::SignOut));
    ui.tell(Message::Confirm);
    assert!(ui.state.screen.doing.is_none());
    ui.tell(Message::Dismiss);
    ui.tell(Message::Remedy(Remedy::SignInAgain));
    let title = ui.state.words.window.account.signed_out_title;
    assert_says(&mut ui, &[title]);
}

#[test]
fn a_browser_that_does_not_open_leaves_the_address_and_waiting_can_be_ended() {
    let mut ui = ui(Bench::signed_in("en", in_force(Notice::None)));
    let words = ui.state.words.window.account;
    let wait = |ui: &mut Ui<Bench, Message>| {
        let (_, handle) = Task::<()>::none().abortable();
        ui.state.screen.waiting = Some(Waiting { plan: Plan::Pro, looks: 3, _next: handle });
    };
    wait(&mut ui);
    ui.tell(Message::Opened("https://example.com/checkout".into(), true));
    assert!(ui.state.screen.waiting.is_some());
    ui.tell(Message::Opened("https://example.com/checkout".into(), false));
    assert_says(&mut ui, &[&(words.no_browser)("https://example.com/checkout")]);
    assert!(ui.state.screen.waiting.is_none());
    wait(&mut ui);
    ui.click(selector::id("stop-waiting"));
    assert!(ui.state.screen.waiting.is_none() && ui.has_heard("StopWaiting"));
}

#[test]
fn a_plan_that_is_bought_in_the_browser_is_waited_for_and_no_other_is_begun_meanwhile() {
    for tag in ["ko", "en", "ja"] {
        let mut bench = Bench::signed_in(tag, in_force(Notice::None));
        let home = tempfile::tempdir().expect("a temporary folder");
        let dirs = Dirs { config: home.path().join("config"), state: home.path().join("state") };
        bench.services.licensing = Some(Licensing::open_and_wait(crate::rights::options(&dirs)));
        let mut ui = ui(bench);
        let words = ui.state.words.window.account;
        // What opens the browser, and asks the server later, is not run here.
        ui.click(selector::id("basic"));
        assert!(ui.has_heard("Upgrade"));
        assert_says(&mut ui, &[&(words.waiting_for)(Plan::Basic)]);
        ui.click(selector::id("pro"));
        assert!(ui.state.screen.waiting.as_ref().is_some_and(|waiting| waiting.plan == Plan::Basic));
        ui.tell(Message::Paid(None));
        assert_says(&mut ui, &[&(words.waiting_for)(Plan::Basic)]);
        ui.state.screen.waiting.as_mut().expect("it is waited").looks = 0;
        ui.tell(Message::Paid(Some(Plan::Free)));
        assert_says(&mut ui, &[words.waited_long]);
    }
}

#[test]
fn without_payments_or_a_sign_in_no_plan_can_be_bought() {
    let mut ui = ui(Bench::new("ko"));
    let words = ui.state.words.window.account;
    ui.click(selector::id("pro"));
    assert_says(&mut ui, &[words.sign_in_first]);
    ui.state.standing = Bench::signed_in("ko", in_force(Notice::None)).standing;
    ui.tell(Message::TakesPayments(Some(false)));
    ui.click(selector::id("pro"));
    assert!(!ui.has_heard("Upgrade"));
}

#[test]
fn what_the_server_did_or_refused_is_said() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::signed_in(tag, in_force(Notice::None)));
        let words = ui.state.words.account;
        ui.tell(Message::Known(Ok(Box::new(facts()))));
        for (id, done, told) in [
            ("delete", Done::DeviceRemoved(Ok(())), words.removed),
            ("change-password", Done::PasswordChanged(Ok(())), words.password_changed),
        ] {
            ui.click(selector::id(id));
            ui.tell(Message::Done(done));
            assert!(ui.state.screen.asked.is_none());
            assert_eq!(ui.state.told.pop().as_deref(), Some(told));
        }
        let weak = refused(Code::WeakPassword, None);
        ui.click(selector::id("change-password"));
        ui.tell(Message::Done(Done::PasswordChanged(Err(weak.clone()))));
        let sentence = (ui.state.words.window.account.error)(&weak);
        assert_says(&mut ui, &[&sentence]);
        ui.tell(Message::Dismiss);
        ui.tell(Message::Done(Done::Reloaded));
        assert!(ui.state.screen.doing.is_none());
    }
}

#[test]
fn a_new_account_is_told_of_its_mail_and_can_sign_in() {
    for tag in ["ko", "en", "ja"] {
        let mut ui = ui(Bench::new(tag));
        let words = ui.state.words.window.account;
        ui.click(selector::id("to-register"));
        ui.tell(Message::Typed(Field::Email, Secret::new(EMAIL)));
        ui.tell(Message::Done(Done::Registered(Ok(()))));
        assert_says(&mut ui, &[&(words.registered)(EMAIL), words.signed_out_title]);
    }
}
