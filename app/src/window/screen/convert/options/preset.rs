//! Named recipes: choosing, keeping, forgetting, and handing on. Their file is read and written on a thread, anew each
//! time, since the command line may change it meanwhile.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use converter::Recipe;
use iced::widget::{Row, column, row};
use iced::{Element, Fill, Task};

use super::{Message as Outer, State, remember};
use crate::i18n::window::options::Options;
use crate::presets::{BuiltIn, Presets, Problem};
use crate::window::bridge;
use crate::window::screen::{Action, Context};
use crate::window::theme::container::Kind;
use crate::window::theme::space;
use crate::window::widget::button::{Button, Kind as Weight};
use crate::window::widget::{button, caption, chip, choice, complaint, field, label};

/// The presets as they were last read, and what is being asked about them.
#[derive(Debug, Default)]
pub struct Shelf {
    own: Vec<(String, Recipe)>,
    asking: Asking,
    problem: Option<Arc<Problem>>,
}

/// A question under way.
#[derive(Debug, Default)]
enum Asking {
    #[default]
    Nothing,
    /// Under which name the recipe is to be kept; this is typed so far.
    Name(String),
    /// Whether the preset of this name is to be forgotten.
    Removal(String),
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// They were read, and written if that was wanted: how they are now, and which is chosen by that.
    Done(Result<Read, Arc<Problem>>),
    /// The one at this place is chosen.
    Choose(usize),
    /// The recipe is to be kept under a name that is asked for.
    AskForName,
    /// So much of the name is typed.
    Name(String),
    /// It is to be kept under that name.
    Save,
    /// The chosen one is to be forgotten, once that was asked again.
    AskForRemoval,
    /// It is to be forgotten.
    Remove,
    /// Nothing is to be done after all.
    Cancel,
    /// A file is to be asked for, and taken in.
    AskForImport,
    /// This file is to be taken in.
    Import(PathBuf),
    /// A file is to be asked for, for the chosen one.
    AskForExport,
    /// The preset of this name is to be written there.
    Export(String, PathBuf),
}

/// The presets as they were read.
#[derive(Debug, Clone)]
pub struct Read {
    own: Vec<(String, Recipe)>,
    /// The one that was kept or taken in.
    chosen: Option<String>,
}

impl Shelf {
    /// All of them with their names, the built-in ones first.
    fn all(&self) -> impl Iterator<Item = (&str, Recipe)> {
        let built_in = BuiltIn::ALL.into_iter().map(|preset| (preset.name(), preset.recipe()));
        built_in.chain(self.own.iter().map(|(name, recipe)| (name.as_str(), recipe.clone())))
    }

    /// Where the preset of this name is among all.
    fn place_of(&self, name: &str) -> Option<usize> {
        self.all().position(|(other, _)| other == name)
    }

    fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|(own, _)| own == name)
    }
}

impl State {
    pub(super) fn preset(&mut self, message: Message, context: &Context<'_>) -> Action<Outer> {
        match message {
            Message::Done(Ok(read)) => self.read(read, context),
            Message::Done(Err(problem)) => {
                self.shelf.problem = Some(problem);
                Action::None
            }
            Message::Choose(place) => self.choose(place, context),
            Message::AskForName => {
                let chosen = context.remembered.preset.as_ref().filter(|name| self.shelf.is_own(name));
                self.shelf.asking = Asking::Name(chosen.cloned().unwrap_or_default());
                Action::Run(iced::widget::operation::focus(NAME))
            }
            Message::Name(name) => {
                self.shelf.asking = Asking::Name(name);
                Action::None
            }
            Message::Save => self.save(context),
            Message::AskForRemoval => {
                let chosen = context.remembered.preset.clone();
                self.shelf.asking = chosen.map_or(Asking::Nothing, Asking::Removal);
                Action::None
            }
            Message::Remove => self.remove(context),
            Message::Cancel => {
                (self.shelf.asking, self.shelf.problem) = (Asking::Nothing, None);
                Action::None
            }
            Message::AskForImport => Action::Ask(ask_for_import(context.words.window.options)),
            Message::Import(file) => with_presets(context, move |presets| import(presets, &file).map(Some)),
            Message::AskForExport => match context.remembered.preset.clone() {
                Some(name) => Action::Ask(ask_for_export(name, context.words.window.options)),
                None => Action::None,
            },
            Message::Export(name, file) => with_presets(context, move |presets| {
                presets.export(&name, &file)?;
                Ok(None)
            }),
        }
    }

    #[cfg(test)]
    pub(super) fn preset_count(&self) -> usize {
        self.shelf.own.len()
    }

    fn read(&mut self, read: Read, context: &Context<'_>) -> Action<Outer> {
        self.shelf = Shelf { own: read.own, ..Shelf::default() };
        let place = read.chosen.and_then(|name| self.shelf.place_of(&name));
        place.map_or(Action::None, |place| self.choose(place, context))
    }

    fn choose(&mut self, place: usize, context: &Context<'_>) -> Action<Outer> {
        let chosen = self.shelf.all().nth(place).map(|(name, recipe)| (name.to_owned(), recipe));
        let Some((name, recipe)) = chosen else { return Action::None };
        (self.shelf.asking, self.shelf.problem) = (Asking::Nothing, None);
        self.forget_typed();
        self.goals.note(recipe.goal);
        self.sizes.note(recipe.resize);
        remember(context, |remembered| {
            remembered.recipe = recipe;
            remembered.preset = Some(name);
        })
    }

    fn save(&mut self, context: &Context<'_>) -> Action<Outer> {
        let Asking::Name(name) = &self.shelf.asking else { return Action::None };
        let (name, recipe) = (name.trim().to_owned(), context.remembered.recipe.clone());
        with_presets(context, move |presets| {
            presets.save(&name, &recipe)?;
            Ok(Some(name))
        })
    }

    fn remove(&mut self, context: &Context<'_>) -> Action<Outer> {
        let Asking::Removal(name) = std::mem::take(&mut self.shelf.asking) else { return Action::None };
        let is_chosen = context.remembered.preset.as_ref() == Some(&name);
        let removed = with_presets(context, move |presets| presets.remove(&name).map(|()| None));
        let forgotten = remember(context, |remembered| {
            remembered.preset = remembered.preset.take().filter(|_| !is_chosen);
        });
        Action::All(vec![removed, forgotten])
    }
}

/// Reads how they are.
pub fn load(context: &Context<'_>) -> Action<Outer> {
    with_presets(context, |_| Ok(None))
}

/// Does something with the presets on a thread, and reads how they are then. `act` says which is chosen by that.
fn with_presets(
    context: &Context<'_>,
    act: impl FnOnce(&mut Presets) -> Result<Option<String>, Problem> + Send + 'static,
) -> Action<Outer> {
    let Some(dirs) = context.services.home.dirs.clone() else { return Action::None };
    let work = move || {
        let mut presets = Presets::load(dirs.presets())?;
        let chosen = act(&mut presets)?;
        let own = presets.own().map(|(name, recipe)| (name.to_owned(), recipe)).collect();
        Ok(Read { own, chosen })
    };
    let done = |result: Result<Read, Problem>| Outer::Preset(Message::Done(result.map_err(Arc::new)));
    Action::Run(bridge::blocking(work, done))
}

/// Takes in a preset, under another name where there is one of its own.
fn import(presets: &mut Presets, file: &Path) -> Result<String, Problem> {
    let mut taken = match presets.import(file, None) {
        Err(Problem::Exists(name)) => name,
        imported => return imported,
    };
    let name = taken.clone();
    for number in 2..=99 {
        match presets.import(file, Some(&format!("{name} ({number})"))) {
            Err(Problem::Exists(name)) => taken = name,
            imported => return imported,
        }
    }
    Err(Problem::Exists(taken))
}

fn ask_for_import(words: &'static Options) -> Task<Outer> {
    let dialog =
        rfd::AsyncFileDialog::new().set_title(words.preset).add_filter(words.preset_files, &["json"]);
    Task::future(dialog.pick_file())
        .and_then(|file| Task::done(Outer::Preset(Message::Import(file.path().to_owned()))))
}

fn ask_for_export(name: String, words: &'static Options) -> Task<Outer> {
    let file_name = format!("{}.json", name.replace(['/', '\\', ':'], "-"));
    let dialog = rfd::AsyncFileDialog::new()
        .set_title(words.preset)
        .add_filter(words.preset_files, &["json"])
        .set_file_name(file_name);
    Task::future(dialog.save_file()).and_then(move |file| {
        Task::done(Outer::Preset(Message::Export(name.clone(), file.path().to_owned())))
    })
}

/// By which the field for the name gets the keyboard.
const NAME: &str = "preset-name";

/// The presets, whether the recipe still is the chosen one, and what can be done with them.
pub fn section<'a>(state: &'a State, context: &Context<'a>) -> Element<'a, Outer> {
    let words = context.words.window.options;
    let shelf = &state.shelf;
    let chosen = context.remembered.preset.as_deref().and_then(|name| shelf.place_of(name));
    let is_changed = chosen
        .and_then(|place| shelf.all().nth(place))
        .is_some_and(|(_, recipe)| recipe != context.remembered.recipe);
    let names = shelf.all().map(|(name, _)| told(name, words)).enumerate().collect::<Vec<_>>();
    let menu = choice(names, chosen, |place| Outer::Preset(Message::Choose(place)));
    let head = row![label(words.preset), is_changed.then(|| chip(Kind::Neutral, words.changed))];
    let below = match &shelf.asking {
        Asking::Nothing => what_can_be_done(chosen, is_changed, shelf, context),
        Asking::Name(name) => ask_for_name(name, shelf, words),
        Asking::Removal(name) => ask_for_removal(name, words),
    };
    let problem = shelf.problem.as_ref().map(|problem| complaint(context.words.preset_problem(problem)));
    let menu = menu.placeholder(words.no_preset).id("preset");
    column![head.spacing(space::S).align_y(iced::Center), Element::from(menu), below, problem]
        .spacing(space::S)
        .into()
}

fn told(name: &str, words: &Options) -> String {
    let built_in = BuiltIn::ALL.into_iter().find(|preset| preset.name() == name);
    built_in.map_or_else(|| name.to_owned(), |preset| (words.built_in)(preset).to_owned())
}

fn what_can_be_done<'a>(
    chosen: Option<usize>,
    is_changed: bool,
    shelf: &Shelf,
    context: &Context<'a>,
) -> Element<'a, Outer> {
    let words = context.words.window.options;
    if context.services.home.dirs.is_none() {
        return caption(words.no_home).into();
    }
    let is_own = chosen.is_some_and(|place| place >= BuiltIn::ALL.len() && place < shelf.all().count());
    let again =
        chosen.filter(|_| is_changed).map(|place| link(words.as_preset, Message::Choose(place), "as-preset"));
    let export = chosen.map(|_| link(words.export_preset, Message::AskForExport, "export-preset"));
    let remove = is_own.then(|| link(words.remove_preset, Message::AskForRemoval, "remove-preset"));
    let all = [
        again,
        Some(link(words.save_preset, Message::AskForName, "save-preset")),
        Some(link(words.import_preset, Message::AskForImport, "import-preset")),
        export,
        remove,
    ];
    Row::with_children(all.into_iter().flatten()).spacing(space::XS).wrap().into()
}

fn link<'a>(words: &'a str, message: Message, id: &'static str) -> Element<'a, Outer> {
    pressed(button(words).kind(Weight::Link), message, id)
}

fn pressed<'a>(button: Button<'a, Outer>, message: Message, id: &'static str) -> Element<'a, Outer> {
    button.on_press(Outer::Preset(message)).id(id).into()
}

fn ask_for_name<'a>(name: &'a str, shelf: &Shelf, words: &'static Options) -> Element<'a, Outer> {
    let is_there = shelf.is_own(name.trim());
    let save = button(if is_there { words.replace } else { words.save }).primary();
    let input = field(words.preset_name, name, |name| Outer::Preset(Message::Name(name)));
    column![
        Element::from(input.on_submit(Outer::Preset(Message::Save)).id(NAME).width(Fill)),
        row![pressed(save, Message::Save, "save"), pressed(button(words.cancel), Message::Cancel, "cancel")]
            .spacing(space::S),
    ]
    .spacing(space::S)
    .into()
}

fn ask_for_removal<'a>(name: &'a str, words: &'static Options) -> Element<'a, Outer> {
    column![
        caption((words.remove_question)(name)),
        row![
            pressed(button(words.remove).kind(Weight::Danger), Message::Remove, "remove"),
            pressed(button(words.cancel), Message::Cancel, "cancel")
        ]
        .spacing(space::S),
    ]
    .spacing(space::S)
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_that_is_there_comes_in_under_another_name() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut presets = Presets::load(folder.path().join("presets.json")).expect("none");
        presets.save("여행", &Recipe::default()).expect("saved");
        let file = folder.path().join("trip.json");
        presets.export("여행", &file).expect("written");
        assert_eq!(import(&mut presets, &file).expect("taken in"), "여행 (2)");
        assert_eq!(import(&mut presets, &file).expect("taken in"), "여행 (3)");
        assert_eq!(presets.own().count(), 3);
    }
}
