//! Before and after of one picture of the queue, while its settings are tuned. It only looks: nothing is written, nothing
//! is counted.

mod camera;
pub mod stage;
#[cfg(test)]
mod tests;
mod tiles;
mod view;
mod work;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use converter::trial::Area;
use converter::{Cancel, Error, Recipe};
use iced::advanced::widget;
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key, Modifiers};
use iced::{Element, Size, Task};

use super::convert::options;
use super::{Action, Context};
use crate::window::bridge::{self, Errand};
use crate::window::command::{Command, Place};
use crate::window::queue::Step;
use camera::{Camera, Scene};
use stage::{Arrangement, Gesture};
use work::{Desk, Opened, Part, Tried};

/// How long settings may move before the result is made anew.
const SETTLE: Duration = Duration::from_millis(250);

/// By how much one step enlarges.
const ZOOM_STEP: f64 = 1.25;

/// How far an arrow key moves the picture, in logical pixels.
const PAN_STEP: f32 = 60.0;

/// How far an arrow key moves the line, as a part of the width.
const SPLIT_STEP: f32 = 0.02;

/// The screen.
pub struct Screen {
    pictures: Vec<PathBuf>,
    index: usize,
    shown: Shown,
    /// The numbers of errands: only what the newest brings counts.
    errands: u64,
    camera: Camera,
    arrangement: Arrangement,
    split: f32,
    /// As long as Space is held.
    is_flipped: bool,
    stage: Size,
    options: options::State,
    /// Device pixels for a logical one, by the system alone.
    system_density: f32,
}

/// What is on the stage.
enum Shown {
    /// No picture is there.
    Nothing,
    /// It is being opened.
    Opening { number: u64, _errand: Errand },
    /// It cannot be opened.
    Failed(Error),
    /// It is there.
    Open {
        opened: Arc<Opened>,
        trying: Trying,
        tried: Option<Box<Tried>>,
        /// What is in view, made anew before the rest of it.
        part: Option<Box<Part>>,
    },
}

/// How the newest trial stands.
enum Trying {
    /// It ended.
    Done,
    /// It is under way.
    UnderWay { number: u64, recipe: Box<Recipe>, _errand: Errand },
    /// It cannot be done.
    Failed(Error),
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// The errand of this number opened a picture.
    Opened(u64, Brought<Opened>),
    /// The errand of this number tried a recipe.
    Tried(u64, Brought<Tried>),
    /// The errand of this number tried a recipe on what was in view.
    PartTried(u64, Brought<Part>),
    /// The system has so many device pixels for a logical one.
    Density(f32),
    /// The mouse did something.
    Gesture(Gesture),
    /// A key that nothing else wanted.
    Key(keyboard::Event),
    /// Another arrangement is wanted.
    Arrange(Arrangement),
    /// All of the picture is wanted.
    Fit,
    /// One pixel of the picture for one of the screen is wanted.
    Actual,
    /// The picture so many places further is wanted.
    Step(isize),
    /// In what is set beside the pictures.
    Options(options::Message),
    /// The queue is wanted again.
    Back,
    /// Pictures are to be added by this command.
    Add(Command),
}

/// What an errand brings: taken out once.
pub type Brought<T> = Arc<Mutex<Option<Result<T, Error>>>>;

impl Default for Screen {
    fn default() -> Self {
        Screen {
            pictures: Vec::new(),
            index: 0,
            shown: Shown::Nothing,
            errands: 0,
            camera: Camera::default(),
            arrangement: Arrangement::default(),
            split: 0.5,
            is_flipped: false,
            stage: Size::ZERO,
            options: options::State::default(),
            system_density: 1.0,
        }
    }
}

impl Screen {
    /// Shows one of these pictures.
    pub fn open(&mut self, pictures: Vec<PathBuf>, index: usize, context: &Context<'_>) -> Action<Message> {
        self.index = index.min(pictures.len().saturating_sub(1));
        self.pictures = pictures;
        Action::All(vec![Action::Run(ask_density()), self.open_shown(context)])
    }

    /// Whether there is nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.pictures.is_empty()
    }

    /// Whether a picture is held to be compared.
    #[cfg(test)]
    pub fn shows_something(&self) -> bool {
        !matches!(self.shown, Shown::Nothing)
    }

    /// The screen is left: nothing goes on behind it, and the memory is free again.
    pub fn leave(&mut self) {
        self.shown = Shown::Nothing;
        self.is_flipped = false;
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Opened(number, brought) => return self.opened(number, &brought, context),
            Message::Tried(number, brought) => self.tried(number, &brought),
            Message::PartTried(number, brought) => return self.part_tried(number, &brought, context),
            Message::Density(density) => self.system_density = density,
            Message::Gesture(Gesture::Resized(size)) => {
                self.stage = size;
                // A window that came to another screen has another size as well.
                return Action::Run(ask_density());
            }
            Message::Gesture(gesture) => self.gesture(gesture, context),
            Message::Key(event) => return self.key(event, context),
            Message::Arrange(arrangement) => {
                self.arrangement = arrangement;
                return Action::Run(free_the_keys());
            }
            Message::Fit => {
                self.camera.fit();
                return Action::Run(free_the_keys());
            }
            Message::Actual => {
                self.zoom_to_actual(context);
                return Action::Run(free_the_keys());
            }
            Message::Step(by) => {
                return Action::All(vec![Action::Run(free_the_keys()), self.step(by, context)]);
            }
            Message::Options(message) => {
                return self.options.update(message, context).map(Message::Options);
            }
            Message::Back => return Action::Go(Place::Convert),
            Message::Add(command) => {
                return Action::All(vec![Action::Go(Place::Convert), Action::Do(command)]);
            }
        }
        Action::None
    }

    /// Does what a key asked for.
    pub fn command(&mut self, command: Command, context: &Context<'_>) -> Action<Message> {
        match command {
            Command::Close | Command::Compare => self.update(Message::Back, context),
            Command::AddFiles | Command::AddFolder | Command::Paste => {
                self.update(Message::Add(command), context)
            }
            Command::Toggle => {
                self.is_flipped = true;
                Action::None
            }
            Command::Walk { step: Step::PageDown, .. } => self.step(1, context),
            Command::Walk { step: Step::PageUp, .. } => self.step(-1, context),
            Command::Walk { step: Step::Up, .. } => self.pan(0.0, -1.0, context),
            Command::Walk { step: Step::Down, .. } => self.pan(0.0, 1.0, context),
            _ => Action::None,
        }
    }

    /// The settings of the run changed: what is made of the picture is made anew.
    pub fn settings_changed(&mut self, context: &Context<'_>) -> Action<Message> {
        self.try_out(SETTLE, context)
    }

    /// The window is not in front any more, so that no key is known to be held.
    pub fn lost_keys(&mut self) {
        self.is_flipped = false;
    }

    fn open_shown(&mut self, context: &Context<'_>) -> Action<Message> {
        let Some(path) = self.pictures.get(self.index).cloned() else {
            self.shown = Shown::Nothing;
            return Action::None;
        };
        let (number, desk) = (self.next_errand(), desk(context));
        let (task, errand) = bridge::errand(
            Duration::ZERO,
            move |cancel| desk.open(&path, cancel),
            move |result| Message::Opened(number, bring(result)),
        );
        self.camera = Camera::default();
        self.shown = Shown::Opening { number, _errand: errand };
        Action::Run(task)
    }

    fn opened(&mut self, number: u64, brought: &Brought<Opened>, context: &Context<'_>) -> Action<Message> {
        let is_newest = matches!(&self.shown, Shown::Opening { number: newest, .. } if *newest == number);
        let Some(result) = take(brought).filter(|_| is_newest) else { return Action::None };
        match result {
            Ok(opened) => {
                let opened = Arc::new(opened);
                self.shown = Shown::Open { opened, trying: Trying::Done, tried: None, part: None };
                self.try_out(Duration::ZERO, context)
            }
            Err(error) => {
                self.shown = Shown::Failed(error);
                Action::None
            }
        }
    }

    /// Makes the result anew after `wait`, unless it is the one that is there or under way. What was under way stops. Of a
    /// large picture the part in view comes first.
    fn try_out(&mut self, wait: Duration, context: &Context<'_>) -> Action<Message> {
        let recipe = context.remembered.recipe.clone();
        let Shown::Open { trying, tried, part, .. } = &mut self.shown else { return Action::None };
        match trying {
            Trying::UnderWay { recipe: newest, .. } if **newest == recipe => return Action::None,
            _ if tried.as_ref().is_some_and(|tried| tried.recipe == recipe) => {
                (*trying, *part) = (Trying::Done, None);
                return Action::None;
            }
            _ => {}
        }
        match self.part_worth_trying(&recipe, context) {
            Some(area) => self.begin(
                recipe.clone(),
                context,
                wait,
                move |desk, opened, cancel| desk.try_part(opened, recipe, area, cancel),
                Message::PartTried,
            ),
            None => self.try_whole(recipe, wait, context),
        }
    }

    fn try_whole(&mut self, recipe: Recipe, wait: Duration, context: &Context<'_>) -> Action<Message> {
        let made = recipe.clone();
        let make = move |desk: &Desk, opened: &Opened, cancel: &Cancel| desk.try_out(opened, made, cancel);
        self.begin(recipe, context, wait, make, Message::Tried)
    }

    /// Sends an errand for the open picture; the one before is given up.
    fn begin<T: Send + 'static>(
        &mut self,
        recipe: Recipe,
        context: &Context<'_>,
        wait: Duration,
        make: impl FnOnce(&Desk, &Opened, &Cancel) -> Result<T, Error> + Send + 'static,
        message: fn(u64, Brought<T>) -> Message,
    ) -> Action<Message> {
        let (number, desk) = (self.next_errand(), desk(context));
        let Shown::Open { opened, trying, .. } = &mut self.shown else { return Action::None };
        let opened = Arc::clone(opened);
        let (task, errand) = bridge::errand(
            wait,
            move |cancel| make(&desk, &opened, cancel),
            move |result| message(number, bring(result)),
        );
        *trying = Trying::UnderWay { number, recipe: Box::new(recipe), _errand: errand };
        Action::Run(task)
    }

    /// What is in view, where it is worth while, and where the result is as large as the one that is shown.
    fn part_worth_trying(&self, recipe: &Recipe, context: &Context<'_>) -> Option<Area> {
        let Shown::Open { opened, tried: Some(tried), .. } = &self.shown else { return None };
        let (width, height) = opened.size;
        let size = recipe.resize.map_or(opened.size, |resize| resize.apply(width, height));
        let scene = self.scene(context).filter(|_| size == tried.size)?;
        work::part_worth_trying(recipe, scene, self.camera.place(scene))
    }

    /// What is in view is there; the rest of it follows.
    fn part_tried(&mut self, number: u64, brought: &Brought<Part>, context: &Context<'_>) -> Action<Message> {
        let Shown::Open { trying: Trying::UnderWay { number: newest, recipe, .. }, part, .. } =
            &mut self.shown
        else {
            return Action::None;
        };
        let Some(result) = take(brought).filter(|_| number == *newest) else { return Action::None };
        let recipe = (**recipe).clone();
        // Why a part cannot be made is said of the whole.
        if let Ok(made) = result {
            *part = Some(Box::new(made));
            tracing::debug!("the comparison shows a part of the result");
        }
        self.try_whole(recipe, Duration::ZERO, context)
    }

    fn tried(&mut self, number: u64, brought: &Brought<Tried>) {
        let Shown::Open { opened, trying, tried, part } = &mut self.shown else { return };
        let is_newest = matches!(trying, Trying::UnderWay { number: newest, .. } if *newest == number);
        match take(brought).filter(|_| is_newest) {
            None => {}
            Some(Ok(result)) => {
                tracing::debug!(bytes = result.bytes, "tried what would be made");
                let size = tried.as_ref().map_or(opened.size, |tried| tried.size);
                self.camera.picture_resized(size, result.size);
                (*tried, *trying, *part) = (Some(Box::new(result)), Trying::Done, None);
            }
            Some(Err(error)) => *trying = Trying::Failed(error),
        }
    }

    fn next_errand(&mut self) -> u64 {
        self.errands += 1;
        self.errands
    }

    fn step(&mut self, by: isize, context: &Context<'_>) -> Action<Message> {
        match self.index.checked_add_signed(by).filter(|index| *index < self.pictures.len()) {
            Some(index) => {
                self.index = index;
                self.open_shown(context)
            }
            None => Action::None,
        }
    }

    fn gesture(&mut self, gesture: Gesture, context: &Context<'_>) {
        let Some(scene) = self.scene(context) else { return };
        let density = f64::from(self.density(context));
        let device = |x: f32, y: f32| (f64::from(x) * density, f64::from(y) * density);
        match gesture {
            Gesture::Zoomed(notches, at) => {
                self.camera.zoom_by(ZOOM_STEP.powf(f64::from(notches)), device(at.x, at.y), scene);
            }
            Gesture::Panned(by) => self.camera.pan(device(by.x, by.y), scene),
            Gesture::Split(split) => self.split = split,
            Gesture::DoubleClicked(at) if self.camera.is_fit() => {
                self.camera.zoom_to(1.0, device(at.x, at.y), scene);
            }
            Gesture::DoubleClicked(_) => self.camera.fit(),
            Gesture::Resized(_) => {}
        }
    }

    fn key(&mut self, event: keyboard::Event, context: &Context<'_>) -> Action<Message> {
        match event {
            keyboard::Event::KeyPressed { key, modifiers, .. } => self.pressed(&key, modifiers, context),
            keyboard::Event::KeyReleased { key: Key::Named(Named::Space), .. } => {
                self.is_flipped = false;
                Action::None
            }
            _ => Action::None,
        }
    }

    fn pressed(&mut self, key: &Key, modifiers: Modifiers, context: &Context<'_>) -> Action<Message> {
        match key.as_ref() {
            Key::Named(Named::ArrowLeft) => return self.arrow(-1.0, modifiers, context),
            Key::Named(Named::ArrowRight) => return self.arrow(1.0, modifiers, context),
            Key::Character("+" | "=") => self.zoom_in_the_middle(ZOOM_STEP, context),
            Key::Character("-") => self.zoom_in_the_middle(1.0 / ZOOM_STEP, context),
            Key::Character("0") => self.camera.fit(),
            Key::Character("1") => self.zoom_to_actual(context),
            _ => {}
        }
        Action::None
    }

    /// Left and right move the line where there is one; with Shift, and otherwise, arrows move over the picture.
    /// Moves the line, or with Shift, or where there is none, the picture.
    fn arrow(&mut self, x: f32, modifiers: Modifiers, context: &Context<'_>) -> Action<Message> {
        if self.arrangement != Arrangement::Split || modifiers.shift() {
            return self.pan(x, 0.0, context);
        }
        self.split = (self.split + x * SPLIT_STEP).clamp(0.0, 1.0);
        Action::None
    }

    fn pan(&mut self, x: f32, y: f32, context: &Context<'_>) -> Action<Message> {
        let by = iced::Vector::new(-x * PAN_STEP, -y * PAN_STEP);
        self.gesture(Gesture::Panned(by), context);
        Action::None
    }

    fn zoom_in_the_middle(&mut self, factor: f64, context: &Context<'_>) {
        if let Some(scene) = self.scene(context) {
            self.camera.zoom_by(factor, (scene.pane.0 / 2.0, scene.pane.1 / 2.0), scene);
        }
    }

    fn zoom_to_actual(&mut self, context: &Context<'_>) {
        if let Some(scene) = self.scene(context) {
            self.camera.zoom_to(1.0, (scene.pane.0 / 2.0, scene.pane.1 / 2.0), scene);
        }
    }

    /// What the camera looks at, once a picture is open.
    fn scene(&self, context: &Context<'_>) -> Option<Scene> {
        let pane = self.arrangement.pane(self.stage);
        let density = f64::from(self.density(context));
        let pane = (f64::from(pane.width) * density, f64::from(pane.height) * density);
        Some(Scene { picture: self.picture()?, pane })
    }

    /// Width and height of what is made.
    fn picture(&self) -> Option<(u32, u32)> {
        let Shown::Open { opened, tried, .. } = &self.shown else { return None };
        Some(tried.as_ref().map_or(opened.size, |tried| tried.size))
    }

    /// Device pixels for a logical one: by the system, and by the size of text.
    fn density(&self, context: &Context<'_>) -> f32 {
        self.system_density * f32::from(context.settings.window.text_size) / 100.0
    }

    /// Draws it.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        view::view(self, context)
    }
}

fn desk(context: &Context<'_>) -> Desk {
    let services = context.services;
    Desk { isolation: services.isolation.clone(), memory: context.settings.memory, machine: services.machine }
}

fn bring<T>(result: Result<T, Error>) -> Brought<T> {
    Arc::new(Mutex::new(Some(result)))
}

fn take<T>(brought: &Brought<T>) -> Option<Result<T, Error>> {
    brought.lock().ok()?.take()
}

/// Whoever pressed a button with the mouse wants the next Space and arrows for the pictures, not for that button.
fn free_the_keys() -> Task<Message> {
    widget::operate(widget::operation::focusable::unfocus())
}

fn ask_density() -> Task<Message> {
    iced::window::latest().and_then(iced::window::scale_factor).map(Message::Density)
}
