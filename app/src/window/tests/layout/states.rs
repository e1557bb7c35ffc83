//! What is rarely seen: every setting of a run, every reason for something, and what is told for a while.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use converter::preview::SkipReason;
use converter::recipe::{AnimationPolicy, Format, Goal, MetadataPolicy};
use converter::{Loss, Recipe};
use licensing::entitlement::{Notice, Offline, Standing as Licence};
use licensing::gate::{Refusal, Wait};
use licensing::keyring::{RecordError, Store};
use licensing::protocol::Plan;
use licensing::protocol::api::Devices;

use super::places::{add, signed_in};
use super::{SIZES, assert_whole, each, each_of};
use crate::admission::{KeptBack, Preflight};
use crate::history::{Report, Row, State, Summary};
use crate::originals::Policy;
use crate::run::Unfinished;
use crate::window::Message;
use crate::window::command::{Command, Place};
use crate::window::forecast::Forecast;
use crate::window::queue::{Filter, Sort};
use crate::window::remembered::OnConflict;
use crate::window::screen::account::tests::device;
use crate::window::screen::account::{self, Ask, Facts};
use crate::window::screen::convert::options::{self, fold::Fold, goal, resize};
use crate::window::screen::{convert, history, settings};
use crate::window::services::Standing;
use crate::window::tests::Ui;
use crate::window::tests::whole::Whole;
use crate::window::undoing::Undone;

fn convert(ui: &mut Ui<Whole, Message>, message: convert::Message) {
    ui.tell(Message::Convert(message));
}

fn options(ui: &mut Ui<Whole, Message>, message: options::Message) {
    convert(ui, convert::Message::Options(message));
}

#[test]
fn every_setting_of_a_run_is_read_whole() {
    // The column has one width, and is scrolled where it is too long.
    each_of(&SIZES[1..2], |mut ui| {
        add(&mut ui, 1);
        options(&mut ui, options::Message::Fold(Fold::Advanced));
        for format in [Format::Webp, Format::Avif, Format::Auto] {
            for kind in goal::Kind::ALL {
                ui.state.window.remembered.recipe.format = format;
                options(&mut ui, options::Message::GoalKind(kind));
                assert_whole(&mut ui, &format!("{format:?}, {kind:?}"));
            }
        }
        ui.state.window.remembered.recipe =
            Recipe { goal: Goal::NearLossless(60), min_saving: None, ..Recipe::default() };
        for kind in resize::Kind::ALL {
            options(&mut ui, options::Message::ResizeKind(kind));
            assert_whole(&mut ui, &format!("{kind:?}"));
        }
        let metadata =
            [MetadataPolicy::All, MetadataPolicy::NoLocation, MetadataPolicy::Dates, MetadataPolicy::None];
        for metadata in metadata {
            ui.state.window.remembered.recipe.metadata = metadata;
            ui.state.window.remembered.recipe.animation = AnimationPolicy::FirstFrame;
            assert_whole(&mut ui, &format!("{metadata:?}"));
        }
        let places = [OnConflict::Rename, OnConflict::Skip, OnConflict::Overwrite].into_iter();
        for (conflict, originals) in places.zip([Policy::Keep, Policy::Backup, Policy::Trash]) {
            let remembered = &mut ui.state.window.remembered;
            remembered.output = Some("/사진/2026년 여름 휴가에서 찍은 사진/작게 줄인 것".into());
            (remembered.conflict, remembered.originals) = (conflict, originals);
            assert_whole(&mut ui, &format!("{conflict:?}, {originals:?}"));
        }
        for template in ["{suffix}.{ext}", "{name}", "a/{name}.{ext}", "{이름}.{ext}"] {
            options(&mut ui, options::Message::Template(template.to_owned()));
            assert_whole(&mut ui, template);
        }
    });
}

#[test]
fn every_way_to_look_at_the_queue_is_read_whole() {
    each(|mut ui| {
        convert(&mut ui, convert::Message::DraggedOver(true));
        assert_whole(&mut ui, "something is dragged over");
        convert(&mut ui, convert::Message::DraggedOver(false));
        add(&mut ui, 3);
        for (filter, sort) in Filter::ALL.into_iter().zip(Sort::ALL) {
            convert(&mut ui, convert::Message::Filtered(filter));
            convert(&mut ui, convert::Message::Sorted(sort));
            assert_whole(&mut ui, &format!("{filter:?}, {sort:?}"));
        }
        convert(&mut ui, convert::Message::ShowAll);
        ui.tell(Message::Command(Command::SelectAll));
        assert_whole(&mut ui, "all are selected");
        let folder = ui.state.picture("사진.ppm").with_file_name("home");
        convert(&mut ui, convert::Message::Added(vec![folder]));
        let unfinished =
            Unfinished { run: "run".into(), when: "2026-11-27 14:00".into(), done: 12, all: 370 };
        convert(&mut ui, convert::Message::Unfinished(Some(unfinished)));
        assert_whole(&mut ui, "a folder, and a run that was stopped");
        let skipped = [
            SkipReason::AlreadyKept,
            SkipReason::TargetExists("사진.webp".into()),
            SkipReason::WouldLose(vec![Loss::GainMap, Loss::Layers]),
        ];
        let sources: Vec<PathBuf> = ui.state.window.convert.pictures().0;
        for (source, reason) in sources.into_iter().zip(skipped) {
            let skipped = converter::preview::Skipped { source, reason };
            convert(&mut ui, convert::Message::News(vec![crate::window::bridge::News::Skipped(skipped)]));
        }
        assert_whole(&mut ui, "what was passed over");
    });
}

#[test]
fn everything_that_can_be_said_before_a_run_is_read_whole() {
    let reasons = [
        KeptBack::Waits(Wait::Batch),
        KeptBack::Waits(Wait::Day),
        KeptBack::CountLost,
        KeptBack::Refused(Refusal::Folder),
    ];
    each(|mut ui| {
        add(&mut ui, 1);
        let source = ui.state.window.convert.pictures().0.remove(0);
        for (originals, go) in [(Policy::Keep, 0), (Policy::Backup, 1), (Policy::Trash, 1)] {
            let preflight = Preflight {
                plan: Plan::Basic,
                limits: Plan::Basic.limits(),
                now: go,
                kept_back: reasons.iter().map(|why| (*why, 1234)).collect(),
                resets_in: Duration::from_secs(40_000),
                resets_at_ms: 0,
                needs: Some(Plan::Pro),
            };
            let forecast = Forecast {
                go: vec![crate::journal::tests::job(&source); go],
                preflight: Some(preflight),
                left_today: Some(20),
                skipped: 12,
                failed: 3,
                overwritten: vec![source.clone(); 12],
                losing: 12,
                losses: vec![Loss::GainMap, Loss::Layers],
                lacks_space: Some((4_000_000_000, 1_000_000_000)),
                originals,
            };
            convert(&mut ui, convert::Message::Checked(Ok(Arc::new(forecast)), true));
            assert_whole(&mut ui, &format!("before a run, {originals:?}"));
        }
    });
}

#[test]
fn every_outcome_in_the_history_is_read_whole() {
    let codes = [
        "not_a_picture",
        "unsupported",
        "truncated",
        "damaged",
        "too_large",
        "source_changed",
        "encoder",
        "disk_full",
        "permission_denied",
        "read_only",
        "not_found",
        "target_exists",
        "no_room_to_keep",
        "leaves_folder",
        "cancelled",
        "out_of_memory",
        "io",
    ];
    let states = [State::Complete, State::Unfinished, State::Undone];
    each(|mut ui| {
        ui.tell(Message::Go(Place::History));
        let runs = states.map(|state| listed(&format!("{state:?}"), state));
        ui.tell(Message::History(history::Message::Read(runs.to_vec())));
        assert_whole(&mut ui, "runs");
        let failed = codes.map(|code| Row::outside("/사진/바다.jpg".as_ref(), "failed", code));
        let others =
            ["kept", "skipped", "left", "undone"].map(|how| Row::outside("/사진/바다.jpg".as_ref(), how, ""));
        let pictures = failed.into_iter().chain(others).collect();
        let report = Arc::new(Report { v: 1, run: None, recipe: Recipe::default(), pictures });
        for state in states {
            let run = format!("{state:?}");
            let opened = history::Message::Opened(run.clone(), Some(Arc::clone(&report)));
            for message in [history::Message::Open(run), opened, history::Message::AskUndo] {
                ui.tell(Message::History(message));
            }
            assert_whole(&mut ui, &format!("a run, {state:?}"));
            ui.tell(Message::History(history::Message::Back));
        }
    });
}

fn listed(run: &str, state: State) -> history::Listed {
    let summary = Summary {
        run: run.to_owned(),
        started_ms: 1_795_223_808_123,
        state,
        originals: Policy::Backup,
        undo_until_ms: Some(1_795_223_808_123),
        converted: 1234,
        kept: 56,
        failed: 78,
        left: 90,
        bytes_in: 24_000_000,
        bytes_out: 26_000_000,
    };
    let is_resumable = state == State::Unfinished;
    history::Listed { summary, is_undoable: state != State::Undone, is_resumable, is_under_way: false }
}

#[test]
fn every_state_of_an_account_is_read_whole() {
    each(|mut ui| {
        ui.tell(Message::Go(Place::Account));
        let tell = |ui: &mut Ui<Whole, Message>, message| ui.tell(Message::Account(message));
        tell(&mut ui, account::Message::TakesPayments(Some(false)));
        ui.state.window.standing =
            Standing { licence: Licence::NoSecret(RecordError::Locked), ..Standing::nobody() };
        for store in [Store::Keyring, Store::File, Store::Memory] {
            tell(&mut ui, account::Message::Keep(store));
            assert_whole(&mut ui, &format!("{store:?}"));
        }
        let offline = Offline { contact_ms: 0, until_ms: 0, left_ms: 86_400_000, notice: Notice::Dialog };
        ui.state.window.standing = signed_in(Licence::InForce(offline));
        tell(&mut ui, account::Message::Known(Ok(Box::new(facts()))));
        assert_whole(&mut ui, "what the server knows");
        let device = Ask::RemoveDevice { id: "dev_2".to_owned(), name: "사무실 컴퓨터".to_owned() };
        for ask in [device, Ask::Rename("김민지".to_owned())] {
            let scene = format!("{ask:?}");
            tell(&mut ui, account::Message::Ask(ask));
            assert_whole(&mut ui, &scene);
        }
        ui.tell(Message::Go(Place::Convert));
        assert_whole(&mut ui, "the last day without a contact");
    });
}

fn facts() -> Facts {
    let devices = vec![device("집", true), device("사무실 컴퓨터", false)];
    Facts { devices: Devices { devices, limit: 2, releases_left: 0 }, ..account::tests::facts() }
}

fn not_found() -> Arc<Undone> {
    Arc::new(Undone { run: "run".to_owned(), restored: None, troubles: Vec::new() })
}

#[test]
fn what_is_told_for_a_while_is_read_whole() {
    let why = || Arc::new(io::Error::from(io::ErrorKind::StorageFull));
    let path = PathBuf::from("/사진/2026년 여름 휴가에서 찍은 사진/작게 줄인 것/보고서.csv");
    each(|mut ui| {
        for message in [
            Message::NoDialog,
            Message::Saved(Err(why())),
            Message::Convert(convert::Message::NothingPasted),
            Message::Convert(convert::Message::NotOpened("no such program".to_owned())),
            Message::Convert(convert::Message::ReportSaved(path.clone(), Ok(()))),
            Message::Convert(convert::Message::ReportSaved(path.clone(), Err(why()))),
            Message::History(history::Message::Unopened(path.clone())),
            Message::History(history::Message::Saved(Some((path.clone(), Ok(()))))),
            Message::History(history::Message::Undone(not_found())),
            Message::Settings(settings::Message::NotShown(path.clone())),
        ] {
            let scene = format!("{message:?}");
            ui.tell(message);
            assert_whole(&mut ui, &scene);
        }
        let drawn_by_software = ui.state.window.words.window.start.drawn_by_software.to_owned();
        ui.state.window.told = Some((0, drawn_by_software));
        assert_whole(&mut ui, "a start that never drew");
        ui.tell(Message::Go(Place::Settings));
        ui.tell(Message::Settings(settings::Message::Counted(123_456_789)));
        assert_whole(&mut ui, "backups");
    });
}
