//! The run of the screen: how it stands, what it tells, and its end.

use std::sync::Arc;

use iced::Task;
use iced::task::Handle;
use iced::window::{self, UserAttention};

use super::aftermath::{self, Undo};
use super::{Action, Context, Message, Screen};
use crate::history::Report;
use crate::i18n::Totals;
use crate::publish::Published;
use crate::rights::Trouble;
use crate::run::Controls;
use crate::run::reporter::{Ending, Progress};
use crate::window::awake::Awake;
use crate::window::bridge::{self, Ended, News, What};

/// How a run stands.
#[derive(Default)]
pub enum Run {
    /// There is none.
    #[default]
    None,
    /// It is under way.
    UnderWay(UnderWay),
    /// It ended, and its card stays open.
    Ended(Box<Over>),
    /// Nothing could be counted, so nothing was done.
    Refused(Arc<Trouble>),
}

/// A run under way.
pub struct UnderWay {
    pub controls: Controls,
    pub progress: Progress,
    pub(super) tally: Tally,
    pub is_stopping: bool,
    /// What it said about itself.
    pub notes: Vec<String>,
    _awake: Awake,
    _task: Handle,
}

/// A run that ended.
pub struct Over {
    pub ending: Ending,
    pub totals: Totals,
    pub report: Arc<Report>,
    pub notes: Vec<String>,
    pub undo: Undo,
}

/// The sums of a run as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub bytes_in: u64,
    pub bytes_out: u64,
}

impl Tally {
    pub fn saved(self) -> u64 {
        self.bytes_in.saturating_sub(self.bytes_out)
    }

    pub fn of(totals: &Totals) -> Self {
        Tally { bytes_in: totals.bytes_in, bytes_out: totals.bytes_out }
    }
}

impl Run {
    pub fn is_under_way(&self) -> bool {
        matches!(self, Run::UnderWay(_))
    }

    /// Holds it, or lets it go on.
    pub fn toggle_pause(&mut self) {
        if let Run::UnderWay(UnderWay { controls, is_stopping: false, .. }) = self {
            controls.pause.set(!controls.pause.is_on());
        }
    }

    /// Makes it quicker or gentler from now on.
    pub fn set_pace(&self, pictures_at_once: usize) {
        if let Run::UnderWay(run) = self {
            run.controls.pace.set(pictures_at_once);
        }
    }

    /// Lets it end soon; it says so at once.
    pub fn stop(&mut self) {
        if let Run::UnderWay(run) = self {
            run.controls.cancel.cancel();
            run.is_stopping = true;
        }
    }

    /// Whether it is under way, or is being undone: nothing else begins meanwhile.
    pub fn is_busy(&self) -> bool {
        self.is_under_way() || matches!(self, Run::Ended(over) if matches!(over.undo, Undo::UnderWay))
    }

    /// Closes the card of a run that ended.
    pub fn close(&mut self) {
        if !self.is_busy() {
            *self = Run::None;
        }
    }

    /// Whether the card asks whether to undo.
    pub fn asks(&self) -> bool {
        matches!(self, Run::Ended(over) if matches!(over.undo, Undo::Asked))
    }

    /// It is not undone.
    pub fn keep(&mut self) {
        if let Run::Ended(over) = self
            && matches!(over.undo, Undo::Asked)
        {
            over.undo = Undo::Offered;
        }
    }
}

impl Screen {
    /// Begins a run.
    pub(super) fn start(&mut self, what: What, context: &Context<'_>) -> Action<Message> {
        if self.is_busy() || context.is_undoing {
            return Action::None;
        }
        let controls = Controls::default();
        controls.pace.set(context.services.pace(context.settings));
        let means = context.services.means(context.settings);
        let run = bridge::run(what, context.services.clone(), means, controls.clone(), context.words);
        let (task, handle) = Task::sip(run, Message::News, Message::Ended).abortable();
        self.unfinished = None;
        self.run = Run::UnderWay(UnderWay {
            controls,
            progress: Progress::default(),
            tally: Tally::default(),
            is_stopping: false,
            notes: Vec::new(),
            _awake: Awake::hold(),
            _task: handle.abort_on_drop(),
        });
        Action::Run(task)
    }

    /// Takes in what the run tells.
    pub(super) fn hear(&mut self, news: &[News], context: &Context<'_>) -> Action<Message> {
        for news in news {
            self.queue.tell(news);
            if let Run::UnderWay(run) = &mut self.run {
                run.hear(news);
            }
        }
        if self.queue.follows_states() {
            return self.arranged(context, crate::window::queue::Queue::arrange);
        }
        Action::None
    }

    pub(super) fn ended(
        &mut self,
        result: Result<Option<Ended>, Arc<Trouble>>,
        context: &Context<'_>,
    ) -> Action<Message> {
        self.queue.rest();
        let converted = result.as_ref().ok().and_then(Option::as_ref).map(|ended| ended.totals.converted);
        tracing::debug!(converted, "the run ended");
        let notes = match std::mem::take(&mut self.run) {
            Run::UnderWay(run) => run.notes,
            _ => Vec::new(),
        };
        self.run = match result {
            Ok(Some(Ended { ending, totals, report })) => {
                let undo = Undo::after(&report);
                Run::Ended(Box::new(Over { ending, totals, report, notes, undo }))
            }
            Ok(None) => Run::None,
            Err(trouble) => Run::Refused(trouble),
        };
        let look = self.look(context, std::time::Duration::ZERO, false);
        let tell = if converted > Some(0) { Action::TellTheServer } else { Action::None };
        Action::All(vec![look, Action::LookAtRights, tell, self.announce(context)])
    }

    /// Says that the run is over, when other windows are in front.
    fn announce(&self, context: &Context<'_>) -> Action<Message> {
        let Run::Ended(over) = &self.run else { return Action::None };
        if !self.is_behind || !context.settings.window.notify {
            return Action::None;
        }
        let title = context.words.window.run.notification.to_owned();
        let body = (context.words.summary)(&over.totals);
        let attention = window::latest()
            .and_then(|id| window::request_user_attention(id, Some(UserAttention::Informational)));
        Action::Run(Task::batch([attention, aftermath::notify(title, body)]))
    }
}

impl UnderWay {
    fn hear(&mut self, news: &News) {
        match news {
            News::Progress(now) => self.progress = *now,
            News::Note(sentence) => self.notes.push(sentence.clone()),
            News::Published(_, published) => {
                if let Published::Converted { bytes_in, bytes_out, .. } = published.as_ref() {
                    self.tally.bytes_in += bytes_in;
                    self.tally.bytes_out += bytes_out;
                }
            }
            News::Started(_) => tracing::debug!("a picture is under way"),
            News::Skipped(_) | News::Failed(..) | News::KeptBack(_) => {}
        }
    }
}
