//! A window without a display: real widgets, real fonts, the software renderer.
//!
//! All tests of the window go through [`Ui`], because the fonts are one set a process.

use std::fmt::{self, Write};
use std::fs;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Once;

use iced::advanced::renderer::{Headless, Style};
use iced::advanced::widget::{Id, Operation, operation::Outcome};
use iced::event::Status;
use iced::keyboard::{self, Key, Modifiers, key};
use iced::{Element, Event, Pixels, Point, Rectangle, Renderer, Size, Task, mouse, window};
use iced_test::futures::futures::{StreamExt, executor::block_on};
use iced_test::runtime::{self, UserInterface, user_interface::Cache};
use iced_test::selector::{self, Bounded, Selector};

mod answers;
mod layout;
mod looks;
mod messages;
mod whole;

use super::theme::{self, Appearance, color::colors};

/// A state with its `update` and `view`, driven by events until it rests.
pub struct Ui<State, Message> {
    pub state: State,
    update: fn(&mut State, Message) -> Task<Message>,
    view: for<'s> fn(&'s State) -> Element<'s, Message>,
    renderer: Renderer,
    cache: Option<Cache>,
    size: Size,
    cursor: mouse::Cursor,
    modifiers: Modifiers,
    /// The names of all messages that came from controls and tasks.
    heard: Vec<String>,
    /// Whether a control took the last event for itself.
    pub was_taken: bool,
}

impl<State, Message: fmt::Debug + Send + 'static> Ui<State, Message> {
    /// A window of this size, drawn once.
    pub fn new(
        size: impl Into<Size>,
        state: State,
        update: fn(&mut State, Message) -> Task<Message>,
        view: for<'s> fn(&'s State) -> Element<'s, Message>,
    ) -> Self {
        let mut ui = Ui {
            state,
            update,
            view,
            renderer: renderer(),
            cache: Some(Cache::new()),
            size: size.into(),
            cursor: mouse::Cursor::Unavailable,
            modifiers: Modifiers::empty(),
            heard: Vec::new(),
            was_taken: false,
        };
        ui.redraw();
        ui
    }

    /// Lets events happen, and all that follows from them.
    pub fn happen(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.handle(&event);
            self.redraw();
        }
    }

    /// Presses and releases a key.
    pub fn tap(&mut self, key: impl Into<Key>) {
        let key = key.into();
        self.press(key.clone());
        self.release(key);
    }

    pub fn press(&mut self, key: impl Into<Key>) {
        let key = key.into();
        let text = match &key {
            Key::Character(text) => Some(text.clone()),
            _ => None,
        };
        self.happen([Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
            location: keyboard::Location::Standard,
            modifiers: self.modifiers,
            text,
            repeat: false,
        })]);
    }

    pub fn release(&mut self, key: impl Into<Key>) {
        let key = key.into();
        self.happen([Event::Keyboard(keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
            location: keyboard::Location::Standard,
            modifiers: self.modifiers,
        })]);
    }

    /// Holds these modifiers from now on.
    pub fn hold(&mut self, modifiers: Modifiers) {
        self.modifiers = modifiers;
        self.happen([Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers))]);
    }

    /// Moves the mouse.
    pub fn point_at(&mut self, position: Point) {
        self.cursor = mouse::Cursor::Available(position);
        self.happen([Event::Mouse(mouse::Event::CursorMoved { position })]);
    }

    /// Clicks in the middle of what is found; it must be in view.
    pub fn click<S>(&mut self, what: S)
    where
        S: Selector + Send,
        S::Output: Bounded + Clone + Send,
    {
        let description = what.description();
        let bounds = self.find(what).and_then(|found| found.visible_bounds());
        self.point_at(bounds.unwrap_or_else(|| panic!("not in view: {description}")).center());
        let button = mouse::Button::Left;
        let events = [mouse::Event::ButtonPressed(button), mouse::Event::ButtonReleased(button)];
        self.happen(events.map(Event::Mouse));
    }

    /// Turns the wheel by so many pixels, downwards if positive.
    pub fn scroll(&mut self, y: f32) {
        let delta = mouse::ScrollDelta::Pixels { x: 0.0, y: -y };
        self.happen([Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    }

    /// The first widget that matches, if there is one.
    pub fn find<S>(&mut self, what: S) -> Option<S::Output>
    where
        S: Selector + Send,
        S::Output: Clone + Send,
    {
        let mut operation = what.find();
        self.with_interface(|interface, renderer| {
            let mut operation = iced::advanced::widget::operation::black_box(&mut operation);
            interface.operate(renderer, &mut operation);
        });
        match operation.finish() {
            Outcome::Some(found) => found,
            Outcome::None | Outcome::Chain(_) => None,
        }
    }

    /// All widgets that match.
    pub fn all<S>(&mut self, what: S) -> Vec<S::Output>
    where
        S: Selector + Send,
        S::Output: Clone + Send,
    {
        let mut operation = what.find_all();
        self.with_interface(|interface, renderer| {
            let mut operation = iced::advanced::widget::operation::black_box(&mut operation);
            interface.operate(renderer, &mut operation);
        });
        match operation.finish() {
            Outcome::Some(found) => found,
            Outcome::None | Outcome::Chain(_) => Vec::new(),
        }
    }

    /// The id of what has the keyboard, if it has one.
    pub fn focused(&mut self) -> Option<Id> {
        self.find(|candidate: selector::Candidate<'_>| match candidate {
            selector::Candidate::Focusable { id, state, .. } if state.is_focused() => Some(id.cloned()),
            _ => None,
        })
        .flatten()
    }

    /// The part of it that is in view.
    pub fn visible(&mut self, id: &'static str) -> Option<Rectangle> {
        self.find(selector::id(id)).and_then(|found| found.visible_bounds())
    }

    /// Runs a task to its end, with what it says and does to widgets. For tasks that end at once.
    pub fn run(&mut self, task: Task<Message>) {
        let Some(mut actions) = runtime::task::into_stream(task) else { return };
        while let Some(action) = block_on(actions.next()) {
            match action {
                runtime::Action::Output(message) => self.hear(message),
                runtime::Action::Widget(operation) => self.operate(operation),
                _ => {}
            }
        }
        self.redraw();
    }

    /// Compares what is seen with the committed picture `name` in `snapshots/`.
    pub fn assert_looks_like(&mut self, name: &str, appearance: Appearance, scale: f32) {
        let seen = self.picture(appearance, scale);
        let path = snapshots().join(format!("{name}.png"));
        let Some(committed) = read(&path) else {
            seen.write(&path);
            panic!("{} was missing and is written: look at it, then commit it", path.display());
        };
        if !committed.looks_like(&seen) {
            let changed = path.with_extension("changed.png");
            seen.write(&changed);
            panic!("it looks different: compare {} with {}", path.display(), changed.display());
        }
    }

    /// The pixels that are seen, to be compared with others of the same test.
    pub fn looks(&mut self) -> Vec<u8> {
        self.picture(Appearance::Light, 1.0).rgba
    }

    fn picture(&mut self, appearance: Appearance, scale: f32) -> Picture {
        let theme = theme::theme(appearance);
        let colors = colors(&theme);
        let cursor = self.cursor;
        self.redraw();
        self.with_interface(|interface, renderer| {
            // The interface is new and knows of no frame yet; widgets remember their status from one.
            let _ = interface.update(
                &[redraw_request()],
                cursor,
                renderer,
                &mut iced::advanced::clipboard::Null,
                &mut Vec::new(),
            );
            interface.draw(renderer, &theme, &Style { text_color: colors.text }, cursor);
        });
        let pixels = Size::new((self.size.width * scale) as u32, (self.size.height * scale) as u32);
        let rgba = self.renderer.screenshot(pixels, scale, colors.page);
        Picture { width: pixels.width, height: pixels.height, rgba }
    }

    fn operate(&mut self, operation: Box<dyn Operation>) {
        let mut next = Some(operation);
        while let Some(mut operation) = next.take() {
            self.with_interface(|interface, renderer| interface.operate(renderer, operation.as_mut()));
            next = match operation.finish() {
                Outcome::Chain(next) => Some(next),
                Outcome::None | Outcome::Some(()) => None,
            };
        }
    }

    /// Whether a message of this name came from a control or a task: `Pressed`, or `Convert(Pressed` of a whole window.
    pub fn has_heard(&self, name: &str) -> bool {
        let is_it = |heard: &String| {
            heard.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        };
        self.heard.iter().any(is_it)
    }

    fn hear(&mut self, message: Message) {
        self.heard.push(name_of(&message));
        self.tell(message);
    }

    /// Lets a message come as if a control had sent it.
    pub fn tell(&mut self, message: Message) {
        let task = (self.update)(&mut self.state, message);
        self.run(task);
    }

    /// A frame, and one more for everything that the last one led to.
    fn redraw(&mut self) {
        // A view that changes with every frame would never rest.
        for _ in 0..16 {
            if !self.handle(&redraw_request()) {
                return;
            }
        }
    }

    /// Says whether there were messages.
    fn handle(&mut self, event: &Event) -> bool {
        let cursor = self.cursor;
        let mut messages = Vec::new();
        let statuses = self.with_interface(|interface, renderer| {
            let mut clipboard = iced::advanced::clipboard::Null;
            let event = std::slice::from_ref(event);
            interface.update(event, cursor, renderer, &mut clipboard, &mut messages).1
        });
        if !matches!(event, Event::Window(window::Event::RedrawRequested(_))) {
            self.was_taken = statuses.contains(&Status::Captured);
        }
        let has_messages = !messages.is_empty();
        for message in messages {
            self.hear(message);
        }
        has_messages
    }

    fn with_interface<T>(
        &mut self,
        act: impl FnOnce(&mut UserInterface<'_, Message, iced::Theme, Renderer>, &mut Renderer) -> T,
    ) -> T {
        let cache = self.cache.take().expect("it is put back below");
        let view = (self.view)(&self.state);
        let mut interface = UserInterface::build(view, self.size, cache, &mut self.renderer);
        let result = act(&mut interface, &mut self.renderer);
        self.cache = Some(interface.into_cache());
        result
    }
}

/// How a message is written for engineers, cut after the names: what follows can be a picture.
fn name_of(message: &impl fmt::Debug) -> String {
    const ENOUGH: usize = 80;
    struct Beginning(String);
    impl Write for Beginning {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0.push_str(part);
            if self.0.len() < ENOUGH { Ok(()) } else { Err(fmt::Error) }
        }
    }
    let mut beginning = Beginning(String::new());
    // An error is the end that was asked for.
    let _ = write!(beginning, "{message:?}");
    beginning.0
}

fn redraw_request() -> Event {
    Event::Window(window::Event::RedrawRequested(iced::time::Instant::now()))
}

fn renderer() -> Renderer {
    static FONTS: Once = Once::new();
    FONTS.call_once(|| theme::font::speak("ja"));
    let renderer = <Renderer as Headless>::new(theme::FONT, Pixels(theme::text::BODY), Some("tiny-skia"));
    block_on(renderer).expect("the software renderer needs nothing")
}

struct Picture {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Picture {
    /// Equal but for what processors round differently at the edges of shapes.
    fn looks_like(&self, other: &Picture) -> bool {
        const TELLS_APART: u8 = 24;
        let pixels = self.rgba.chunks_exact(4).zip(other.rgba.chunks_exact(4));
        let n_different =
            pixels.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > TELLS_APART)).count();
        let size = (self.width, self.height);
        size == (other.width, other.height) && n_different * 10_000 <= self.rgba.len() / 4
    }

    fn write(&self, path: &Path) {
        fs::create_dir_all(snapshots()).expect("the source can be written to");
        let file = BufWriter::new(fs::File::create(path).expect("the source can be written to"));
        let mut encoder = png::Encoder::new(file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().expect("the disk has room");
        writer.write_image_data(&self.rgba).expect("the disk has room");
    }
}

fn read(path: &Path) -> Option<Picture> {
    let file = BufReader::new(fs::File::open(path).ok()?);
    let mut reader = png::Decoder::new(file).read_info().expect("it is a PNG");
    let mut rgba = vec![0; reader.output_buffer_size().expect("it is small")];
    let info = reader.next_frame(&mut rgba).expect("it is whole");
    Some(Picture { width: info.width, height: info.height, rgba })
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}
