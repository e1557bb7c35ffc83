//! Between the window and its screens: which of them is in view, what reaches it, and what it wants done.

use iced::Task;

use super::command::Place;
use super::screen::{Action, Context, account, compare, convert, history, settings};
use super::{Message, Window, bridge, dialog};

impl Window {
    pub(super) fn on_convert(
        &mut self,
        act: impl FnOnce(&mut convert::Screen, &Context<'_>) -> Action<convert::Message>,
    ) -> Task<Message> {
        self.on(|window| &mut window.convert, Message::Convert, act)
    }

    pub(super) fn on_compare(
        &mut self,
        act: impl FnOnce(&mut compare::Screen, &Context<'_>) -> Action<compare::Message>,
    ) -> Task<Message> {
        self.on(|window| &mut window.compare, Message::Compare, act)
    }

    pub(super) fn on_history(
        &mut self,
        act: impl FnOnce(&mut history::Screen, &Context<'_>) -> Action<history::Message>,
    ) -> Task<Message> {
        self.on(|window| &mut window.history, Message::History, act)
    }

    pub(super) fn on_account(
        &mut self,
        act: impl FnOnce(&mut account::Screen, &Context<'_>) -> Action<account::Message>,
    ) -> Task<Message> {
        self.on(|window| &mut window.account, Message::Account, act)
    }

    pub(super) fn on_settings(
        &mut self,
        act: impl FnOnce(&mut settings::Screen, &Context<'_>) -> Action<settings::Message>,
    ) -> Task<Message> {
        self.on(|window| &mut window.decisions, Message::Settings, act)
    }

    /// Lets a screen act on what it may look at, and does what it wants.
    fn on<Screen: Default, Inner: Send + 'static>(
        &mut self,
        screen: impl Fn(&mut Window) -> &mut Screen,
        message: fn(Inner) -> Message,
        act: impl FnOnce(&mut Screen, &Context<'_>) -> Action<Inner>,
    ) -> Task<Message> {
        // It looks at the rest of the window meanwhile, and so cannot stay within.
        let mut taken = std::mem::take(screen(self));
        let action = act(&mut taken, &self.context());
        *screen(self) = taken;
        self.act(action.map(message))
    }

    pub(super) fn go(&mut self, place: Place) -> Task<Message> {
        let before = std::mem::replace(&mut self.place, place);
        if before == Place::Compare && place != Place::Compare {
            self.compare.leave();
        }
        match place {
            Place::Compare if before != Place::Compare => {
                let (pictures, index) = self.convert.pictures();
                self.on_compare(|screen, context| screen.open(pictures, index, context))
            }
            Place::History => self.on_history(history::Screen::entered),
            Place::Account => self.on_account(account::Screen::entered),
            Place::Settings => self.on_settings(settings::Screen::entered),
            Place::Convert | Place::Compare | Place::About => Task::none(),
        }
    }

    /// Pictures that come while the comparison waits for some are shown there.
    pub(super) fn show_first_pictures(&mut self) -> Task<Message> {
        if self.place != Place::Compare || !self.compare.is_empty() {
            return Task::none();
        }
        let (pictures, index) = self.convert.pictures();
        match pictures.is_empty() {
            true => Task::none(),
            false => self.on_compare(|screen, context| screen.open(pictures, index, context)),
        }
    }

    /// Does what a screen wants.
    pub(super) fn act(&mut self, action: Action<Message>) -> Task<Message> {
        match action {
            Action::None => Task::none(),
            Action::Run(task) => task,
            Action::Ask(dialog) => ask(dialog),
            Action::Go(place) => self.update(Message::Go(place)),
            Action::Do(command) => self.command(command),
            Action::Remember(remembered) => self.remember(*remembered),
            Action::Decide(settings) => self.decide(*settings),
            Action::LookAtRights => self.look_at_rights(),
            Action::TellTheServer => self.update(Message::UpkeepDue),
            Action::Tell(sentence) => self.tell(sentence),
            Action::Resume(run) => {
                let go = self.go(Place::Convert);
                Task::batch([go, self.update(Message::Convert(convert::Message::Resume(run)))])
            }
            Action::Undone(undone) => self.update(Message::Convert(convert::Message::Undone(undone))),
            Action::All(actions) => Task::batch(actions.into_iter().map(|action| self.act(action))),
        }
    }
}

/// Opens a dialog of the system, or says that there is none.
fn ask(dialog: Task<Message>) -> Task<Message> {
    let mut dialog = Some(dialog);
    bridge::blocking(dialog::is_there, |is_there| is_there).then(move |is_there| match is_there {
        true => dialog.take().unwrap_or_else(Task::none),
        false => Task::done(Message::NoDialog),
    })
}
