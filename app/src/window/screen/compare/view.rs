//! How the comparison looks.

use converter::recipe::Format;
use iced::widget::{center, column, container, row, space, stack, text};
use iced::{Center, Element, Fill, Length, Theme};

use super::stage::{Arrangement, Stage};
use super::work::{Opened, Part, Tried};
use super::{Context, Message, Screen, Shown, Trying};
use crate::i18n::window::compare::Compare;
use crate::i18n::{self, Change};
use crate::window::command::Command;
use crate::window::elide;
use crate::window::theme::container::Kind;
use crate::window::theme::text::{BODY, CAPTION, TITLE};
use crate::window::theme::{self, SEMI_BOLD, space as gap};
use crate::window::widget::button::Kind as Button;
use crate::window::widget::{Icon, button, card, empty, icon_button, notice, scroll, segments};

/// Width of the column beside the pictures.
const PANEL_WIDTH: f32 = 340.0;

/// Width of the arrangements, so that they stay one group beside the zoom.
const ARRANGEMENTS_WIDTH: f32 = 320.0;

/// Below this width the column stands under the pictures.
const NARROW: f32 = 820.0;

/// Height of the pictures there, where everything is scrolled.
const NARROW_STAGE_HEIGHT: f32 = 240.0;

/// What the buttons and words beside the name of a picture take, in the widest language.
const BESIDE_NAME: f32 = 350.0;

/// Draws the screen.
pub fn view<'a>(screen: &'a Screen, context: &Context<'a>) -> Element<'a, Message> {
    if screen.pictures.is_empty() {
        return nothing(context);
    }
    let is_narrow = context.size.width < NARROW;
    let stage_height = if is_narrow { Length::Fixed(NARROW_STAGE_HEIGHT) } else { Fill };
    let pictures = column![
        naming(screen, context),
        tools(screen, context, is_narrow),
        container(stage(screen, context))
            .id("stage")
            .style(theme::container::segments)
            .height(stage_height)
            .width(Fill),
        (!is_narrow).then(|| caption(context.words.window.compare.hint)),
    ]
    .spacing(gap::S);
    let panel = panel(screen, context);
    let body: Element<'_, Message> = match is_narrow {
        true => scroll(column![pictures, panel].spacing(gap::M)).width(Fill).height(Fill).into(),
        false => row![pictures, scroll(panel).width(PANEL_WIDTH).height(Fill)].spacing(gap::L).into(),
    };
    container(body).padding(gap::L).into()
}

fn nothing<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.compare;
    let add = |command| {
        button((context.words.window.shell.command)(command))
            .shortcut(command.shortcut().text())
            .on_press(Message::Add(command))
    };
    empty(Icon::Compare, words.empty_title, words.empty_hint)
        .action(add(Command::AddFiles).primary())
        .action(add(Command::AddFolder))
        .into()
}

/// The way back, and which picture it is.
fn naming<'a>(screen: &'a Screen, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.compare;
    let step = |icon, name, key, by: isize| {
        let is_there = screen.index.checked_add_signed(by).is_some_and(|index| index < screen.pictures.len());
        icon_button(icon, name).shortcut(key).on_press_maybe(is_there.then_some(Message::Step(by)))
    };
    let name = screen.pictures[screen.index].file_name().unwrap_or_default().to_string_lossy();
    let name = elide::middle(&name, BODY, room_for_name(context));
    row![
        button(words.back)
            .icon(Icon::ChevronLeft)
            .kind(Button::Subtle)
            .shortcut("Esc")
            .on_press(Message::Back),
        text(name).font(SEMI_BOLD).width(Fill).wrapping(text::Wrapping::Glyph),
        caption((words.place)(screen.index + 1, screen.pictures.len())),
        step(Icon::ChevronLeft, words.previous, "PageUp", -1),
        step(Icon::ChevronRight, words.next, "PageDown", 1),
    ]
    .spacing(gap::S)
    .align_y(Center)
    .into()
}

/// Width there is for a name in one line.
fn room_for_name(context: &Context<'_>) -> f32 {
    let panel = if context.size.width < NARROW { 0.0 } else { PANEL_WIDTH + gap::L };
    context.size.width - panel - BESIDE_NAME
}

fn tools<'a>(screen: &'a Screen, context: &Context<'a>, is_narrow: bool) -> Element<'a, Message> {
    let words = context.words.window.compare;
    let zoom = screen.scene(context).map(|scene| {
        let percent = screen.camera.scale(scene) * 100.0;
        caption(format!("{percent:.0}%"))
    });
    let arrangements = Arrangement::ALL.map(|arrangement| (arrangement, (words.arrangement)(arrangement)));
    let arrangements = segments(arrangements, screen.arrangement, Message::Arrange);
    let zooms = row![
        zoom,
        button(words.fit).kind(Button::Subtle).shortcut("0").on_press(Message::Fit),
        button("100%").kind(Button::Subtle).shortcut("1").on_press(Message::Actual),
    ]
    .spacing(gap::XS)
    .align_y(Center);
    let arrangements = container(arrangements).width(ARRANGEMENTS_WIDTH);
    match is_narrow {
        true => row![arrangements, zooms].spacing(gap::S).align_y(Center).wrap().into(),
        false => row![arrangements, space::horizontal(), zooms].align_y(Center).into(),
    }
}

fn caption<'a>(words: impl text::IntoFragment<'a>) -> text::Text<'a, Theme> {
    text(words).size(CAPTION).style(theme::text::muted)
}

fn stage<'a>(screen: &'a Screen, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.compare;
    let said = |sentence: &'a str| center(text(sentence).style(theme::text::muted)).into();
    match &screen.shown {
        Shown::Nothing => space::vertical().into(),
        Shown::Opening { .. } => said(words.opening),
        Shown::Failed(error) => {
            let why = context.words.error(&error.kind);
            empty(Icon::Error, words.failed, why).into()
        }
        Shown::Open { opened, tried, part, .. } => {
            let tried = tried.as_deref();
            let before = tried.and_then(|tried| tried.before.as_ref()).unwrap_or(&opened.before);
            let pictures = Stage {
                before,
                after: tried.map(|tried| &tried.after),
                part: part.as_deref(),
                picture: screen.picture().unwrap_or(opened.size),
                camera: screen.camera,
                arrangement: screen.arrangement,
                split: screen.split,
                is_flipped: screen.is_flipped,
                density: screen.density(context),
                on_gesture: Message::Gesture,
            };
            stack![pictures, labels(screen, tried.is_some(), words)].into()
        }
    }
}

/// What is on which side.
fn labels<'a>(screen: &Screen, has_after: bool, words: &'static Compare) -> Element<'a, Message> {
    let label = |sentence| {
        container(text(sentence).size(CAPTION)).padding([gap::XS, gap::S]).style(theme::container::tooltip)
    };
    let (first, second) = match (has_after, screen.arrangement, screen.is_flipped) {
        (false, ..) | (true, Arrangement::Split | Arrangement::Single, true) => (Some(words.before), None),
        (true, Arrangement::Single, false) => (None, Some(words.after)),
        (true, Arrangement::SideBySide, true) => (Some(words.after), Some(words.before)),
        (true, _, false) => (Some(words.before), Some(words.after)),
    };
    row![first.map(label), space::horizontal(), second.map(label)].padding(gap::S).into()
}

fn panel<'a>(screen: &'a Screen, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.compare;
    let (facts, remarks) = match &screen.shown {
        Shown::Open { opened, trying, tried, part } => {
            let tried = tried.as_deref();
            let facts = facts(opened, (trying, part.as_deref()), tried, context);
            (Some(facts), remarks(opened, tried, context))
        }
        _ => (None, Vec::new()),
    };
    let remarks = remarks.into_iter().map(|(kind, remark)| notice(kind, remark).into());
    column![
        facts,
        column(remarks).spacing(gap::S),
        card(screen.options.view_of_looks(context).map(Message::Options)).width(Fill),
        caption(words.writes_nothing)
    ]
    .spacing(gap::M)
    .into()
}

/// Bytes, percent, likeness, and what there is to say about them.
fn facts<'a>(
    opened: &'a Opened,
    (trying, part): (&'a Trying, Option<&'a Part>),
    tried: Option<&'a Tried>,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let words = context.words.window.compare;
    let said = |title: &'a str, format: &'static str, (width, height): (u32, u32), bytes: u64| {
        let bytes = text(i18n::bytes(bytes)).size(TITLE).font(SEMI_BOLD);
        column![caption(title), bytes, caption(format!("{format} · {width} × {height}"))].spacing(gap::XS)
    };
    let before = said(words.before, opened.format.name(), opened.size, opened.bytes);
    let after =
        tried.map(|tried| said(words.after, format_name(tried.format), tried.size, tried.bytes).width(Fill));
    let result =
        tried.map(|tried| column![saving(opened, tried, words), likeness(tried, words)].spacing(gap::S));
    let state: Option<Element<'_, Message>> = match trying {
        Trying::Done => None,
        Trying::UnderWay { recipe, .. } if part.is_some_and(|part| part.recipe == **recipe) => {
            Some(caption(words.trying_rest).into())
        }
        Trying::UnderWay { .. } => Some(caption(words.trying).into()),
        Trying::Failed(error) => Some(notice(Kind::Danger, context.words.error(&error.kind)).into()),
    };
    let sizes = row![before.width(Fill), after].spacing(gap::S);
    card(column![sizes, result, state].spacing(gap::M)).width(Fill).into()
}

fn saving<'a>(opened: &Opened, tried: &Tried, words: &'static Compare) -> Option<Element<'a, Message>> {
    // One frame against all of them says nothing.
    (opened.frames == 1).then(|| {
        let (sentence, style): (_, fn(&Theme) -> text::Style) = match i18n::change(opened.bytes, tried.bytes)
        {
            Change::Smaller(percent) => ((words.saved)(percent), theme::text::success),
            Change::Larger(percent) => ((words.larger)(percent), theme::text::warning),
        };
        text(sentence).font(SEMI_BOLD).style(style).into()
    })
}

fn likeness<'a>(tried: &Tried, words: &'static Compare) -> Element<'a, Message> {
    let score = tried.likeness.score.max(0.0);
    let said = format!("{score:.1} · {}", (words.likeness_words)(score));
    column![caption(words.likeness), text(said)].spacing(gap::XS).into()
}

fn remarks(opened: &Opened, tried: Option<&Tried>, context: &Context<'_>) -> Vec<(Kind, String)> {
    let words = context.words.window.compare;
    let mut remarks = Vec::new();
    if opened.frames > 1 {
        remarks.push((Kind::Neutral, words.first_frame.to_owned()));
    }
    if opened.is_reduced() {
        let (width, height) = opened.before.size();
        remarks.push((Kind::Neutral, (words.reduced)(width, height)));
    }
    if opened.frames == 1 && tried.is_some_and(|tried| tried.keeps_original(opened)) {
        remarks.push((Kind::Warning, words.keeps_original.to_owned()));
    }
    let formats = &context.standing.limits.formats;
    let is_avif = context.remembered.recipe.format == Format::Avif;
    if is_avif && !formats.contains(&licensing::protocol::Format::Avif) {
        remarks.push((Kind::Neutral, words.only_a_look.to_owned()));
    }
    remarks
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
        Format::Auto => "",
    }
}
