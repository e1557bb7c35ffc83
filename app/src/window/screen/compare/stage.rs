//! Where before and after are drawn: split by a line, side by side, or one at a time. It turns the mouse into gestures; keys
//! come through the screen.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use iced::advanced::image::{FilterMethod, Handle, Image, Renderer as _};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, layout, mouse, renderer};
use iced::{
    Color, Element, Event, Fill, Length, Point, Rectangle, Renderer, Size, Theme, Vector, border, window,
};

use super::camera::{Camera, Placed, Scene};
use super::tiles::{SIDE, Tile, Tiles};
use super::work::Part;

/// How near the line the mouse takes hold of it.
const REACH: f32 = 14.0;

/// Between two panes side by side.
const GAP: f32 = 8.0;

/// How long after the last turn of the wheel a picture is smoothed again: without a graphics card that takes several times
/// as long as whole pixels, and nobody sees the difference while it moves.
const REST: Duration = Duration::from_millis(120);

/// How before and after are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Arrangement {
    /// Before on the left of a line, after on its right.
    #[default]
    Split,
    /// Two panes that show the same part.
    SideBySide,
    /// The result alone, until it is flipped.
    Single,
}

impl Arrangement {
    /// All, in the order in which they are offered.
    pub const ALL: [Arrangement; 3] = [Arrangement::Split, Arrangement::SideBySide, Arrangement::Single];

    /// The panes within a stage of this size.
    fn panes(self, bounds: Rectangle) -> (Rectangle, Option<Rectangle>) {
        if self != Arrangement::SideBySide {
            return (bounds, None);
        }
        let width = ((bounds.width - GAP) / 2.0).floor().max(0.0);
        let left = Rectangle { width, ..bounds };
        (left, Some(Rectangle { x: bounds.x + bounds.width - width, ..left }))
    }

    /// Width and height of a pane.
    pub fn pane(self, stage: Size) -> Size {
        self.panes(Rectangle::with_size(stage)).0.size()
    }
}

/// What the mouse did. Places are from the corner of a pane, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gesture {
    /// The stage has this size now.
    Resized(Size),
    /// The wheel was turned by so many notches over this place.
    Zoomed(f32, Point),
    /// The picture was dragged this far.
    Panned(Vector),
    /// The line was dragged to this part of the width.
    Split(f32),
    /// It was clicked twice here.
    DoubleClicked(Point),
}

/// The stage.
pub struct Stage<'a, Message> {
    pub before: &'a Tiles,
    pub after: Option<&'a Tiles>,
    /// A newer result of a part of it.
    pub part: Option<&'a Part>,
    /// Width and height of the whole result: that is what the camera looks at.
    pub picture: (u32, u32),
    pub camera: Camera,
    pub arrangement: Arrangement,
    /// Where the line is, as a part of the width.
    pub split: f32,
    /// Before and after change places.
    pub is_flipped: bool,
    /// Device pixels for a logical one.
    pub density: f32,
    pub on_gesture: fn(Gesture) -> Message,
}

/// What is under way with the mouse.
#[derive(Debug, Default)]
struct State {
    drag: Drag,
    last_click: Option<mouse::Click>,
    told_size: Size,
    /// Until when it is being zoomed.
    zoomed_until: Option<Instant>,
}

/// Where a picture is drawn.
#[derive(Debug, Clone, Copy)]
struct Pane {
    bounds: Rectangle,
    /// What of it is to be seen.
    clip: Rectangle,
    /// Whether pixels between those of the screen are smoothed.
    is_smooth: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Drag {
    #[default]
    None,
    /// The picture, from here.
    Picture(Point),
    /// The line.
    Line,
}

impl<Message> Stage<'_, Message> {
    /// Draws the result into a pane, the newer part over it.
    fn draw_after(&self, renderer: &mut Renderer, pane: Pane) {
        self.draw_picture(renderer, self.after.unwrap_or(self.before), pane);
        let Some(part) = self.part else { return };
        let whole = self.camera.place(self.scene(pane.bounds));
        let start = |edge: f64, first: u32| edge + f64::from(first) * whole.scale;
        let placed = Placed { x: start(whole.x, part.area.x), y: start(whole.y, part.area.y), ..whole };
        let size = (part.area.width, part.area.height);
        self.draw_placed(renderer, &part.after, (placed, size), pane);
    }

    fn scene(&self, pane: Rectangle) -> Scene {
        let density = f64::from(self.density);
        Scene {
            picture: self.picture,
            pane: (f64::from(pane.width) * density, f64::from(pane.height) * density),
        }
    }

    /// The pane under this place.
    fn pane_at(&self, bounds: Rectangle, place: Point) -> Rectangle {
        let (first, second) = self.arrangement.panes(bounds);
        second.filter(|second| place.x >= second.x).unwrap_or(first)
    }

    fn line_x(&self, bounds: Rectangle) -> f32 {
        bounds.x + bounds.width * self.split
    }

    fn has_line(&self) -> bool {
        self.arrangement == Arrangement::Split && self.after.is_some() && !self.is_flipped
    }

    /// What pressing the button here takes hold of. A picture that is all in view has nowhere to go: then the line comes.
    fn drag_from(&self, bounds: Rectangle, place: Point) -> Drag {
        let scene = self.scene(self.arrangement.panes(bounds).0);
        let can_pan = scene.overflows(self.camera.scale(scene));
        let is_near_line = (place.x - self.line_x(bounds)).abs() <= REACH;
        match self.has_line() && (is_near_line || !can_pan) {
            true => Drag::Line,
            false => Drag::Picture(place),
        }
    }

    fn split_at(&self, bounds: Rectangle, place: Point) -> Gesture {
        Gesture::Split(((place.x - bounds.x) / bounds.width.max(1.0)).clamp(0.0, 1.0))
    }

    fn pressed(&self, state: &mut State, bounds: Rectangle, place: Point) -> Option<Gesture> {
        let click = mouse::Click::new(place, mouse::Button::Left, state.last_click);
        let is_double = click.kind() == mouse::click::Kind::Double;
        state.last_click = Some(click);
        state.drag = self.drag_from(bounds, place);
        if is_double {
            let pane = self.pane_at(bounds, place);
            return Some(Gesture::DoubleClicked(place - Vector::new(pane.x, pane.y)));
        }
        (state.drag == Drag::Line).then(|| self.split_at(bounds, place))
    }

    fn moved(&self, state: &mut State, bounds: Rectangle, place: Point) -> Option<Gesture> {
        match state.drag {
            Drag::None => None,
            Drag::Line => Some(self.split_at(bounds, place)),
            Drag::Picture(from) => {
                state.drag = Drag::Picture(place);
                Some(Gesture::Panned(place - from))
            }
        }
    }

    fn wheel(&self, bounds: Rectangle, place: Point, delta: mouse::ScrollDelta) -> Gesture {
        let notches = match delta {
            mouse::ScrollDelta::Lines { y, .. } => y,
            mouse::ScrollDelta::Pixels { y, .. } => y / 60.0,
        };
        let pane = self.pane_at(bounds, place);
        Gesture::Zoomed(notches, place - Vector::new(pane.x, pane.y))
    }

    /// Draws one picture into a pane.
    fn draw_picture(&self, renderer: &mut Renderer, tiles: &Tiles, pane: Pane) {
        let placed = self.camera.place(self.scene(pane.bounds));
        self.draw_placed(renderer, tiles, (placed, self.picture), pane);
    }

    /// Draws a picture of this size at this place of a pane.
    fn draw_placed(
        &self,
        renderer: &mut Renderer,
        tiles: &Tiles,
        (placed, size): (Placed, (u32, u32)),
        pane: Pane,
    ) {
        let Some(clip) = pane.clip.intersection(&pane.bounds) else { return };
        let grid = Grid::new(placed, size, tiles, pane.bounds, self.density);
        let filter = if pane.is_smooth { grid.filter() } else { FilterMethod::Nearest };
        if tiles.has_alpha
            && let Some(shown) = grid.picture().intersection(&clip)
        {
            draw_checks(renderer, shown, self.density);
        }
        renderer.with_layer(clip, |renderer| {
            for tile in grid.level.tiles() {
                let bounds = grid.tile(tile);
                if bounds.intersects(&clip) {
                    draw_tile(renderer, &tile.handle, filter, bounds, clip);
                }
            }
        });
    }

    fn draw_line(&self, renderer: &mut Renderer, bounds: Rectangle) {
        let x = self.line_x(bounds);
        renderer.with_layer(bounds, |renderer| {
            // Dark at both sides of light: it is seen on every picture.
            let shade = Color { a: 0.55, ..Color::BLACK };
            let line = |half: f32| Rectangle { x: x - half, width: half * 2.0, ..bounds };
            fill(renderer, line(2.0), 0.0, shade);
            fill(renderer, line(1.0), 0.0, Color::WHITE);
            let middle = Point::new(x, bounds.center_y());
            let knob = |radius: f32| {
                Rectangle::new(middle - Vector::new(radius, radius), Size::new(radius * 2.0, radius * 2.0))
            };
            fill(renderer, knob(13.0), 13.0, shade);
            fill(renderer, knob(12.0), 12.0, Color::WHITE);
            for side in [-3.0, 3.0] {
                let grip = Rectangle::new(middle + Vector::new(side - 1.0, -5.0), Size::new(2.0, 10.0));
                fill(renderer, grip, 1.0, Color { a: 0.65, ..Color::BLACK });
            }
        });
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Stage<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Fill, Fill)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, Fill, Fill)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        let over = cursor.position_over(bounds);
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            state.zoomed_until = state.zoomed_until.filter(|until| until > now);
        }
        let gesture = match event {
            Event::Window(window::Event::RedrawRequested(_)) if state.told_size != bounds.size() => {
                state.told_size = bounds.size();
                Some(Gesture::Resized(bounds.size()))
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let gesture = over.and_then(|place| self.pressed(state, bounds, place));
                if over.is_some() {
                    shell.capture_event();
                }
                gesture
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => self.moved(state, bounds, *position),
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                state.drag = Drag::None;
                None
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) => over.map(|place| {
                shell.capture_event();
                let until = Instant::now() + REST;
                state.zoomed_until = Some(until);
                shell.request_redraw_at(until);
                self.wheel(bounds, place, *delta)
            }),
            _ => None,
        };
        if let Some(gesture) = gesture {
            shell.publish((self.on_gesture)(gesture));
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let is_smooth = tree.state.downcast_ref::<State>().zoomed_until.is_none();
        let mut side = |is_first: bool, bounds: Rectangle, clip: Rectangle| {
            let pane = Pane { bounds, clip, is_smooth };
            match is_first != self.is_flipped {
                true => self.draw_picture(renderer, self.before, pane),
                false => self.draw_after(renderer, pane),
            }
        };
        let (left, right) = self.arrangement.panes(bounds);
        match (self.arrangement, right) {
            (_, Some(right)) => {
                side(true, left, clip);
                side(false, right, clip);
            }
            (Arrangement::Split, None) if self.has_line() => {
                let x = (self.line_x(bounds) * self.density).round() / self.density;
                let sides = [
                    (true, Rectangle { width: x - bounds.x, ..bounds }),
                    (false, Rectangle { x, width: bounds.x + bounds.width - x, ..bounds }),
                ];
                for (is_first, shown) in sides {
                    if let Some(clip) = shown.intersection(&clip) {
                        side(is_first, bounds, clip);
                    }
                }
                self.draw_line(renderer, bounds);
            }
            _ => side(false, bounds, clip),
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let drag = tree.state.downcast_ref::<State>().drag;
        let Some(place) = cursor.position_over(layout.bounds()) else { return mouse::Interaction::None };
        match (drag, self.drag_from(layout.bounds(), place)) {
            (Drag::Line, _) | (Drag::None, Drag::Line) => mouse::Interaction::ResizingHorizontally,
            (Drag::Picture(_), _) => mouse::Interaction::Grabbing,
            _ => mouse::Interaction::Grab,
        }
    }
}

impl<'a, Message: 'a> From<Stage<'a, Message>> for Element<'a, Message> {
    fn from(stage: Stage<'a, Message>) -> Self {
        Element::new(stage)
    }
}

/// Where the pixels of a level are on the screen.
struct Grid<'a> {
    level: &'a super::tiles::Level,
    /// Device pixels for one of the level.
    unit: (f64, f64),
    /// The upper left corner, in pixels of the level: whole ones. The software renderer draws pictures only at such places,
    /// and tiles would stand apart if each were rounded on its own.
    corner: (f64, f64),
    density: f64,
}

impl<'a> Grid<'a> {
    fn new(placed: Placed, picture: (u32, u32), tiles: &'a Tiles, pane: Rectangle, density: f32) -> Self {
        let full = tiles.size();
        let level = tiles.level(placed.scale * f64::from(picture.0) / f64::from(full.0));
        let unit = |picture: u32, level: u32| f64::from(picture) * placed.scale / f64::from(level);
        let unit = (unit(picture.0, level.size.0), unit(picture.1, level.size.1));
        let density = f64::from(density);
        let corner =
            |pane: f32, placed: f64, unit: f64| ((f64::from(pane) * density + placed) / unit).round();
        let corner = (corner(pane.x, placed.x, unit.0), corner(pane.y, placed.y, unit.1));
        Grid { level, unit, corner, density }
    }

    /// Where the whole picture is.
    fn picture(&self) -> Rectangle {
        self.rectangle(0, 0, self.level.size)
    }

    fn tile(&self, tile: &Tile) -> Rectangle {
        self.rectangle(tile.x, tile.y, tile.size)
    }

    fn rectangle(&self, x: u32, y: u32, (width, height): (u32, u32)) -> Rectangle {
        let start = |corner: f64, offset: u32, unit: f64| {
            let pixel = corner + f64::from(offset);
            // The renderer rounds towards zero: a little further out, an inexact whole number stays what it is.
            ((pixel + 0.02 * pixel.signum()) * unit / self.density) as f32
        };
        let length = |side: u32, unit: f64| (f64::from(side) * unit / self.density) as f32;
        Rectangle {
            x: start(self.corner.0, x, self.unit.0),
            y: start(self.corner.1, y, self.unit.1),
            width: length(width, self.unit.0),
            height: length(height, self.unit.1),
        }
    }

    /// Pixels that are large are shown as they are; between, they are smoothed.
    fn filter(&self) -> FilterMethod {
        let unit = self.unit.0;
        if unit >= 1.99 || (unit - 1.0).abs() < 1e-4 { FilterMethod::Nearest } else { FilterMethod::Linear }
    }
}

fn draw_tile(
    renderer: &mut Renderer,
    handle: &Handle,
    filter: FilterMethod,
    bounds: Rectangle,
    clip: Rectangle,
) {
    let image = Image {
        handle: handle.clone(),
        filter_method: filter,
        rotation: iced::Radians(0.0),
        opacity: 1.0,
        snap: true,
        border_radius: border::Radius::default(),
    };
    renderer.draw_image(image, bounds, clip);
}

/// What shines through a picture: a board of two greys.
fn draw_checks(renderer: &mut Renderer, area: Rectangle, density: f32) {
    static CHECKS: LazyLock<Handle> = LazyLock::new(|| {
        let shade = |x: u32, y: u32| if (x / 16 + y / 16).is_multiple_of(2) { 255 } else { 222 };
        let pixels = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y)));
        let rgba: Vec<u8> = pixels.flat_map(|(x, y)| [shade(x, y), shade(x, y), shade(x, y), 255]).collect();
        Handle::from_rgba(SIDE, SIDE, rgba)
    });
    let side = SIDE as f32 / density;
    let starts = |from: f32, length: f32| {
        let (first, last) = ((from / side).floor() as i32, ((from + length) / side).ceil() as i32);
        (first..last).map(move |i| i as f32 * side)
    };
    renderer.with_layer(area, |renderer| {
        for y in starts(area.y, area.height) {
            for x in starts(area.x, area.width) {
                let bounds = Rectangle { x, y, width: side, height: side };
                draw_tile(renderer, &CHECKS, FilterMethod::Nearest, bounds, area);
            }
        }
    });
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, radius: f32, color: Color) {
    let quad = renderer::Quad { bounds, border: border::rounded(radius), ..renderer::Quad::default() };
    renderer.fill_quad(quad, color);
}
