//! The column beside the queue: what is made of the pictures, where it goes, and what becomes of the originals. All of it
//! is remembered at once; a wish that makes no sense, or excludes another, is told of and leaves things as they were.

mod advanced;
mod change;
mod control;
mod destination;
pub mod fold;
mod format;
pub mod goal;
mod keep;
mod losses;
mod naming;
mod originals;
mod preset;
pub mod resize;
#[cfg(test)]
mod tests;
mod typed;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::PathBuf;

use converter::recipe::Contradiction;
use converter::target::Template;
use iced::widget::column;
use iced::{Element, Fill, Task};

use self::change::Change;
use self::fold::Fold;
use self::goal::{Goals, Unit};
use self::naming::Unusable;
use self::preset::Shelf;
use self::resize::Sizes;
use self::typed::{Field, Typed, Wrong};
use crate::originals::Policy;
use crate::window::command::Place;
use crate::window::remembered::{OnConflict, Remembered};
use crate::window::screen::{Action, Context};
use crate::window::theme::space;
use crate::window::widget::{button, scroll};

/// What the column knows beside what is remembered.
#[derive(Debug, Default)]
pub struct State {
    shelf: Shelf,
    typed: Typed,
    template: Option<Unusable>,
    goals: Goals,
    sizes: Sizes,
    /// The unit of the most bytes; that in which people would say it while nobody chose one.
    unit: Option<Unit>,
    unfolded: BTreeSet<Fold>,
    /// Why the last wish was not taken.
    refused: Option<Contradiction>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// The window is open: what is on the disk can be read.
    Opened,
    /// With the presets.
    Preset(preset::Message),
    /// Something is to be another way.
    Wished(Option<Change>),
    /// How good is to be said another way.
    GoalKind(goal::Kind),
    /// The most bytes are counted in this.
    Unit(Unit),
    /// How large is to be said another way.
    ResizeKind(resize::Kind),
    /// This stands in a field.
    Typed(Field, String),
    /// The folder for the results is to be asked for.
    AskForFolder,
    /// The results go there.
    Output(Option<PathBuf>),
    /// Folders in folders are entered, or not.
    Recursive(bool),
    /// This stands in the field for names.
    Template(String),
    /// What is done when a name is taken.
    Conflict(OnConflict),
    /// What becomes of the originals.
    Originals(Policy),
    /// A part is to be unfolded, or folded away.
    Fold(Fold),
    /// The plans are to be seen.
    SeePlans,
    /// Everything is to be as it was at first.
    Reset,
}

impl Message {
    /// A wish of a control that makes values by numbers.
    fn wish(change: Option<Change>) -> Message {
        Message::Wished(change)
    }
}

impl State {
    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Opened => preset::load(context),
            Message::Preset(message) => self.preset(message, context),
            Message::Wished(change) => change.map_or(Action::None, |change| self.wish(change, context)),
            Message::GoalKind(kind) => {
                let recipe = &context.remembered.recipe;
                self.goals.note(recipe.goal);
                self.unit = None;
                self.wish(Change::Goal(self.goals.of(kind, recipe.format)), context)
            }
            Message::Unit(unit) => self.count_in(unit, context),
            Message::ResizeKind(kind) => {
                self.sizes.note(context.remembered.recipe.resize);
                self.wish(Change::Resize(self.sizes.of(kind)), context)
            }
            Message::Typed(field, text) => self.typed(field, text, context),
            Message::AskForFolder => {
                let title = context.words.window.options.destination;
                Action::Ask(ask_for_folder(title, context.remembered.output.clone()))
            }
            Message::Output(output) => remember(context, |remembered| remembered.output = output),
            Message::Recursive(is_on) => remember(context, |remembered| remembered.recursive = is_on),
            Message::Template(text) => self.template(text, context),
            Message::Conflict(conflict) => remember(context, |remembered| remembered.conflict = conflict),
            Message::Originals(policy) => remember(context, |remembered| remembered.originals = policy),
            Message::Fold(fold) => {
                if !self.unfolded.remove(&fold) {
                    self.unfolded.insert(fold);
                }
                Action::None
            }
            Message::SeePlans => Action::Go(Place::Account),
            Message::Reset => self.reset(context),
        }
    }

    fn wish(&mut self, change: Change, context: &Context<'_>) -> Action<Message> {
        match change.applied(&context.remembered.recipe) {
            Ok(recipe) => {
                self.refused = None;
                self.goals.note(recipe.goal);
                self.sizes.note(recipe.resize);
                remember(context, |remembered| remembered.recipe = recipe)
            }
            Err(contradiction) => {
                self.refused = Some(contradiction);
                Action::None
            }
        }
    }

    fn typed(&mut self, field: Field, text: String, context: &Context<'_>) -> Action<Message> {
        let recipe = &context.remembered.recipe;
        let unit = self.unit_of(context);
        if field == Field::MaxBytes {
            // The unit stays while a number grows over a thousand of it.
            self.unit = Some(unit);
        }
        match typed::read(field, &text, unit, recipe).map(|change| (change, change.applied(recipe))) {
            Ok((change, Ok(applied))) => {
                self.typed.note(field, text, typed::written(field, unit, &applied), None);
                self.wish(change, context)
            }
            Ok((change, Err(_))) => self.wish(change, context),
            Err(wrong) => {
                self.typed.note(field, text, typed::written(field, unit, recipe), Some(wrong));
                Action::None
            }
        }
    }

    /// The number stays, the unit changes.
    fn count_in(&mut self, unit: Unit, context: &Context<'_>) -> Action<Message> {
        let recipe = &context.remembered.recipe;
        let number = typed::written(Field::MaxBytes, self.unit_of(context), recipe);
        self.unit = Some(unit);
        match typed::read(Field::MaxBytes, &number, unit, recipe) {
            Ok(change) => self.wish(change, context),
            Err(_) => Action::None,
        }
    }

    fn unit_of(&self, context: &Context<'_>) -> Unit {
        self.unit.unwrap_or_else(|| match context.remembered.recipe.goal {
            converter::recipe::Goal::MaxBytes(limit) => Unit::of(limit.get()),
            _ => Unit::Megabytes,
        })
    }

    fn template(&mut self, text: String, context: &Context<'_>) -> Action<Message> {
        match text.parse::<Template>() {
            Ok(_) => {
                self.template = None;
                remember(context, |remembered| remembered.template = text)
            }
            Err(why) => {
                self.template = Some(Unusable { text, why });
                Action::None
            }
        }
    }

    fn reset(&mut self, context: &Context<'_>) -> Action<Message> {
        self.forget_typed();
        (self.goals, self.sizes) = (Goals::default(), Sizes::default());
        let first = Remembered::first(context.settings);
        remember(context, |remembered| *remembered = Remembered { size: remembered.size, ..first })
    }

    /// The fields show what is in force again.
    fn forget_typed(&mut self) {
        self.typed.clear();
        (self.template, self.unit, self.refused) = (None, None, None);
    }

    /// What stands in a field, and what is wrong with it.
    fn shown(&self, field: Field, context: &Context<'_>) -> (String, Option<Wrong>) {
        let in_force = typed::written(field, self.unit_of(context), &context.remembered.recipe);
        self.typed.shown(field, in_force)
    }

    /// Draws what decides how a result looks, without a place to scroll in: for where that is compared.
    pub fn view_of_looks<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let groups = column![
            format::section(self, context),
            goal::section(self, context),
            goal::effort(context),
            resize::section(self, context),
        ];
        groups.spacing(space::L).into()
    }

    /// Draws it. `example` is the name of a picture of the queue.
    pub fn view<'a>(&'a self, example: Option<&OsStr>, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.options;
        let reset = button(words.reset).kind(button::Kind::Link).on_press(Message::Reset).id("reset");
        let groups = column![
            preset::section(self, context),
            control::line(),
            format::section(self, context),
            goal::section(self, context),
            goal::effort(context),
            control::line(),
            resize::section(self, context),
            keep::metadata(context),
            keep::colors_and_animations(context),
            keep::originals_that_save_little(self, context),
            control::line(),
            destination::place(context),
            destination::names(self, example, context),
            destination::conflict(context),
            originals::section(context),
            control::line(),
            advanced::section(self, context),
            losses::section(self, context),
            reset,
        ];
        let padding = iced::Padding::new(space::L).left(space::L);
        scroll(groups.spacing(space::L).padding(padding)).width(Fill).height(Fill).into()
    }
}

/// Things as they are, but for this.
fn remember(context: &Context<'_>, change: impl FnOnce(&mut Remembered)) -> Action<Message> {
    let mut remembered = context.remembered.clone();
    change(&mut remembered);
    if remembered == *context.remembered { Action::None } else { Action::Remember(Box::new(remembered)) }
}

fn ask_for_folder(title: &str, now: Option<PathBuf>) -> Task<Message> {
    let dialog = rfd::AsyncFileDialog::new().set_title(title);
    let dialog = match now {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    };
    Task::future(dialog.pick_folder())
        .and_then(|folder| Task::done(Message::Output(Some(folder.path().to_owned()))))
}
