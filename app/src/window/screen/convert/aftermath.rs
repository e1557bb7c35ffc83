//! What can be done after a run: undo it, keep its report, look at its outputs, and hear of its end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use iced::Task;

use super::run::Run;
use super::{Action, Context, Message, Screen};
use crate::history::{Report, report};
use crate::window::bridge;
use crate::window::command::Place;
use crate::window::undoing::{self, Undone};

/// How it stands with undoing a run.
#[derive(Debug, Default)]
pub enum Undo {
    /// There is nothing to undo.
    #[default]
    Nothing,
    /// It can be undone.
    Offered,
    /// It is asked whether to.
    Asked,
    /// It is under way.
    UnderWay,
    /// It was undone.
    Done(Arc<Undone>),
}

impl Undo {
    /// What can be undone of a run with this report.
    pub fn after(report: &Report) -> Self {
        match &report.run {
            Some(_) if report.outputs() > 0 => Undo::Offered,
            _ => Undo::Nothing,
        }
    }
}

impl Screen {
    /// Asks whether to undo the run of the card; earlier ones are undone in the history.
    pub(super) fn ask_undo(&mut self) -> Action<Message> {
        match &mut self.run {
            Run::Ended(over) if matches!(over.undo, Undo::Offered) => over.undo = Undo::Asked,
            Run::None | Run::Refused(_) => return Action::Go(Place::History),
            Run::Ended(_) | Run::UnderWay(_) => {}
        }
        Action::None
    }

    pub(super) fn undo(&mut self, context: &Context<'_>) -> Action<Message> {
        let Run::Ended(over) = &mut self.run else { return Action::None };
        let Some(run) = over.report.run.clone().filter(|_| matches!(over.undo, Undo::Asked)) else {
            return Action::None;
        };
        over.undo = Undo::UnderWay;
        let (services, words) = (context.services.clone(), context.words);
        let undo = move || Arc::new(undoing::undo(run, &services, words));
        Action::Run(bridge::blocking(undo, Message::Undone))
    }

    /// A run was undone, here or in the history: there may be more to do again.
    pub(super) fn undone(&mut self, undone: &Arc<Undone>, context: &Context<'_>) -> Action<Message> {
        tracing::debug!(restored = undone.restored, "the run is undone");
        if let Run::Ended(over) = &mut self.run
            && over.report.run.as_ref() == Some(&undone.run)
        {
            over.undo = Undo::Done(Arc::clone(undone));
        }
        if self.unfinished.as_ref().is_some_and(|unfinished| unfinished.run == undone.run) {
            self.unfinished = None;
        }
        let look = self.look(context, std::time::Duration::ZERO, true);
        Action::All(vec![look, Action::LookAtRights])
    }

    pub(super) fn save_report(&self, context: &Context<'_>) -> Action<Message> {
        let Run::Ended(over) = &self.run else { return Action::None };
        let report = Arc::clone(&over.report);
        let name = format!("picopress-{}.csv", report.run.as_deref().unwrap_or("report"));
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(context.words.window.run.report_title)
            .set_file_name(name)
            .add_filter("CSV", &["csv"])
            .add_filter("JSON", &["json"]);
        let save = Task::future(dialog.save_file()).and_then(move |file| {
            let (path, report) = (file.path().to_owned(), Arc::clone(&report));
            let write = move || (report::write(&path, &report).map_err(Arc::new), path);
            bridge::blocking(write, |(result, path)| Message::ReportSaved(path, result))
        });
        Action::Ask(save)
    }

    /// Opens the folder of the first output, with it selected.
    pub(super) fn open_folder(&self) -> Action<Message> {
        let Run::Ended(over) = &self.run else { return Action::None };
        let target = over.report.pictures.iter().find_map(|row| row.target.clone());
        let Some(target) = target else { return Action::None };
        Action::Run(reveal(PathBuf::from(target)))
    }
}

/// Shows a file in the file manager.
pub fn reveal(path: PathBuf) -> Task<Message> {
    let open = move || show(&path).err().map(|error| error.to_string());
    bridge::blocking(open, |why| why).and_then(|why| Task::done(Message::NotOpened(why)))
}

/// Shows a file, or the nearest folder that is still there.
fn show(path: &Path) -> Result<(), opener::OpenError> {
    match path.ancestors().find(|path| path.exists()) {
        Some(there) if there == path => opener::reveal(there).or_else(|_| {
            // Without a file manager that can select, its folder is better than nothing.
            opener::open(there.parent().unwrap_or(there))
        }),
        Some(there) => opener::open(there),
        None => opener::reveal(path),
    }
}

/// Shows a notification of the system. Where there is no service for it, nothing happens.
pub fn notify(title: String, body: String) -> Task<Message> {
    let show = move || {
        let shown = notify_rust::Notification::new().appname("Picopress").summary(&title).body(&body).show();
        if let Err(error) = shown {
            tracing::debug!(%error, "no notification");
        }
    };
    bridge::blocking(show, |()| None::<Message>).and_then(Task::done)
}
